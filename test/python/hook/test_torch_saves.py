"""No file of the user's is changed, added or deleted, and a script that loads what it saved finds it."""

from __future__ import annotations

import os
import unittest

from harness import HookTest, needs_torch, ramp, train

PRELUDE = """
import io, os, shutil, pathlib, torch
model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
def update():
    optimizer.zero_grad(); model(torch.ones(3, 2)).sum().backward(); optimizer.step()
update()
"""

SAVES = (
    PRELUDE
    + """
state = model.state_dict()
torch.save(state, "model.pt")
torch.save(state, pathlib.Path("older.pt"))
assert torch.equal(torch.load("model.pt")["weight"], model.weight)
assert torch.equal(torch.load(os.path.abspath("older.pt"))["weight"], model.weight)
assert torch.load("untouched.pt") == "untouched"

# What scripts do with a checkpoint that they have just written.
assert os.path.exists("model.pt") and pathlib.Path("older.pt").exists() in (True, False)
assert os.path.getsize("model.pt") > 500
shutil.copyfile("model.pt", "best.pt")
assert torch.equal(torch.load("best.pt")["weight"], model.weight)
os.makedirs("folder", exist_ok=True)
shutil.copy("model.pt", "folder")
assert torch.equal(torch.load("folder/model.pt")["weight"], model.weight)
torch.save(state, "temporary.pt")
os.replace("temporary.pt", "final.pt")
assert not os.path.exists("temporary.pt") and os.path.exists("final.pt")
os.remove("older.pt")
pathlib.Path("final.pt").unlink()
assert not os.path.exists("final.pt")
assert torch.load("older.pt") == "of an earlier run"

# Other files are as they were.
pathlib.Path("log.txt").write_text("a")
os.rename("log.txt", "log-1.txt")
shutil.copyfile("log-1.txt", "log-2.txt")
os.remove("log-1.txt")

# Into memory, and into a file that the script opened.
buffer = io.BytesIO()
torch.save(state, buffer)
assert len(buffer.getvalue()) > 500
buffer.seek(0)
assert torch.equal(torch.load(buffer)["weight"], model.weight)

# pathlib of Python 3.9 and 3.10 has the functions of `os` in a class.
class Accessor:
    unlink = os.unlink
Accessor().unlink("log-2.txt")
# rmtree's safe way.
assert shutil._use_fd_functions == shutil.rmtree.avoids_symlink_attacks
shutil.rmtree("folder")
print("all is well", os.unlink in os.supports_dir_fd)
"""
)


OPENED = (
    PRELUDE
    + """
state = model.state_dict()
# As word_language_model of pytorch/examples does; a second time, by a Path, in a mode that must not find a file.
with open("untouched.pt", "wb") as file:
    torch.save(state, file)
with open("untouched.pt", "rb") as file:
    assert torch.equal(torch.load(file)["weight"], model.weight)
assert torch.equal(torch.load("untouched.pt")["weight"], model.weight)
with pathlib.Path("new.PTH").open("wb") as file:
    torch.save(state, file)
assert os.path.exists("new.PTH")
with open("first.ckpt", "xb") as file:
    torch.save(state, file)
try:
    open("older.pt", "xb")
    raise AssertionError("older.pt was not found")
except FileExistsError:
    pass
with open("older.pt", "rb") as file:
    assert torch.load(file) == "of an earlier run"

# Other files are as they were, and so are copies of the user's own checkpoints.
with open("log.txt", "w") as file:
    file.write("a")
with open(os.open("log.txt", os.O_RDONLY)) as file:
    assert file.read() == "a"
os.remove("log.txt")
shutil.copy("older.pt", "copy.pt")
os.remove("copy.pt")
print("all is well")
"""
)


@needs_torch
class Saves(HookTest):
    def prepare(self) -> None:
        import torch

        for name, value in (("older.pt", "of an earlier run"), ("untouched.pt", "untouched")):
            torch.save(value, os.path.join(self.folder, name))

    def test_saves_are_kept_aside_and_given_back(self) -> None:
        self.prepare()
        before = self.files()
        result = self.run_text(SAVES, ramp(10))
        self.assertIn("all is well True", result.output)
        self.assertEqual({name: data for name, data in self.files().items() if name != "train.py"}, before)
        skipped = [
            os.path.basename(one["path"]) for one in result.of_type("phase") if one["phase"] == "save-skipped"
        ]
        self.assertEqual(skipped, ["model.pt", "older.pt", "best.pt", "model.pt", "temporary.pt", "final.pt"])
        self.assertNotIn("hook-fault", result.codes())

    def test_so_are_checkpoints_that_the_script_opens_itself(self) -> None:
        self.prepare()
        before = self.files()
        result = self.run_text(OPENED, ramp(10))
        self.assertIn("all is well", result.output)
        self.assertEqual({name: data for name, data in self.files().items() if name != "train.py"}, before)
        skipped = [
            os.path.basename(one["path"]) for one in result.of_type("phase") if one["phase"] == "save-skipped"
        ]
        self.assertEqual(skipped, ["untouched.pt", "new.PTH", "first.ckpt"])
        self.assertNotIn("hook-fault", result.codes())

    def test_a_training_may_save(self) -> None:
        result = self.run_text(
            PRELUDE + "torch.save(model.state_dict(), 'model.pt')", train(), allow_save=True
        )
        self.assertIn("model.pt", self.files())
        self.assertEqual(result.of_type("phase"), [])

    def files(self) -> dict[str, bytes]:
        found = {}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    found[name] = file.read()
        return found


if __name__ == "__main__":
    unittest.main()
