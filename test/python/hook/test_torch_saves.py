"""No file of the user's is changed, added or deleted, and a script that loads what it saved finds it."""

from __future__ import annotations

import importlib.util
import os
import textwrap
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
assert os.path.exists("model.pt") and pathlib.Path("model.pt").stat().st_size > 500
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
assert not os.path.exists("older.pt") and not pathlib.Path("older.pt").exists()

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

# Each as scripts do it, over a file of the user's and beside it, and read back.
KINDS = (
    PRELUDE
    + """
import pickle, numpy
state = {key: value.numpy() for key, value in model.state_dict().items()}
weight = state["weight"].copy()
for name in ("user.pkl", "new.pkl", "new.bin", "new.joblib", "new.pickle"):
    with open(name, "wb") as file:
        pickle.dump(state, file)
    with open(name, "rb") as file:
        assert numpy.array_equal(pickle.load(file)["weight"], weight)
for name in ("user.npz", "new.npz"):
    for save in (numpy.savez, numpy.savez_compressed):
        save(name[:-4], **state)
        assert numpy.array_equal(numpy.load(name)["weight"], weight)
weight.tofile("user.bin")
assert numpy.array_equal(numpy.fromfile("user.bin", dtype=weight.dtype), weight.ravel())
mapped = numpy.memmap("mapped.bin", dtype="float32", mode="w+", shape=(4,))
mapped[:] = 3
mapped.flush()
assert numpy.memmap("mapped.bin", dtype="float32", mode="r").tolist() == [3] * 4

# In part: what the user's file holds is there.
for name in ("user_a.pt", "user_r.pt", "new_a.pt"):
    is_new = name == "new_a.pt"
    with open(name, "r+b" if name == "user_r.pt" else "ab") as file:
        file.write(b"NEW")
    with open(name, "rb") as file:
        assert file.read() == {"user_a.pt": b"user'sNEW", "user_r.pt": b"NEWr's", "new_a.pt": b"NEW"}[name]
try:
    open("none.pt", "r+b")
    raise AssertionError("none.pt was found")
except FileNotFoundError:
    pass

# TorchScript and exported programs, which write below Python.
scripted = torch.jit.script(model)
torch.jit.save(scripted, "user_s.pt")
scripted.save("new_s.pt")
for name in ("user_s.pt", "new_s.pt"):
    assert torch.equal(torch.jit.load(name).weight, model.weight)
print("all is well")
"""
)

# What the user's own checkpoints are not spared by scripts that count on those of their own run alone.
NAMES = (
    PRELUDE
    + """
state = model.state_dict()
# The oldest goes.
for old in sorted(pathlib.Path(".").glob("epoch*.pt"))[:1]:
    old.unlink()
assert not os.path.exists("epoch1.pt")
assert [one.name for one in pathlib.Path(".").glob("epoch*.pt")] == ["epoch2.pt"]
assert "epoch1.pt" not in os.listdir() and "epoch2.pt" in os.listdir()
try:
    torch.load("epoch1.pt")
    raise AssertionError("epoch1.pt was found")
except FileNotFoundError:
    pass
torch.save(state, "epoch1.pt")
assert torch.equal(torch.load("epoch1.pt")["weight"], model.weight)

# The last becomes the one before, and the best.
os.replace("last.pt", "before.pt")
assert not os.path.exists("last.pt")
assert open("before.pt").read() == "user's last"
shutil.copy("before.pt", "best.pt")
assert open("best.pt").read() == "user's last"
with open("best.pt", "ab") as file:
    file.write(b" and more")
assert open("best.pt").read() == "user's last and more" and open("before.pt").read() == "user's last"
torch.save(state, "before.pt")
assert torch.equal(torch.load("before.pt")["weight"], model.weight)

# Under another name first.
with open("model.tmp", "wb") as file:
    torch.save(state, file)
os.replace("model.tmp", "model.pt")
assert not os.path.exists("model.tmp")
assert torch.equal(torch.load("model.pt")["weight"], model.weight)

# A clean start.
shutil.rmtree("runs")
assert not os.path.exists("runs") and not os.path.exists("runs/1/model.pt")
os.makedirs("runs/1")
assert not os.path.exists("runs/1/config.json")
pathlib.Path("runs/1/log.txt").write_text("a")
os.remove("runs/1/log.txt")
torch.save(state, "runs/1/model.pt")
assert os.path.isdir("runs") and torch.equal(torch.load("runs/1/model.pt")["weight"], model.weight)
shutil.copytree("runs", "runs-2")
assert torch.equal(torch.load("runs-2/1/model.pt")["weight"], model.weight)
shutil.rmtree("runs-2")
os.remove("single/model.pt")
os.rmdir("single")
assert not os.path.isdir("single")
print("all is well")
"""
)

# A script that looks for its latest checkpoint, and keeps only so many.
LISTED = (
    PRELUDE
    + """
import glob
state = model.state_dict()
folder = pathlib.Path("checkpoints")
folder.mkdir()
for epoch in range(4):
    torch.save(state, folder / f"epoch{epoch}.pt")
    (folder / "log.txt").write_text("a")
    kept = sorted(folder.glob("epoch*.pt"))
    if len(kept) > 2:
        kept[0].unlink()
names = ["epoch2.pt", "epoch3.pt"]
latest = max(glob.glob("checkpoints/*.pt"), key=os.path.getmtime)
assert latest == "checkpoints/epoch3.pt", latest
assert torch.equal(torch.load(latest)["weight"], model.weight)
assert glob.glob("checkpoints/epoch2.pt") and glob.glob("**/epoch2.pt", recursive=True)
assert not glob.glob("checkpoints/epoch1.pt")
assert sorted(os.listdir(folder)) == [*names, "log.txt"] == sorted(map(os.fsdecode, os.listdir(b"checkpoints")))
assert [sorted(files) for _, _, files in os.walk("checkpoints")] == [[*names, "log.txt"]]
with os.scandir(folder) as entries:
    (entry,) = [entry for entry in entries if entry.name == "epoch3.pt"]
assert entry.is_file() and not entry.is_dir() and entry.stat().st_size > 500 and torch.load(entry.path)
assert sorted(one.name for one in folder.iterdir()) == [*names, "log.txt"]
# One of the user's that is written anew stands there once.
torch.save(state, "user.pt")
assert glob.glob("*.pt") == ["user.pt"]
shutil.copytree(folder, "copies")
assert torch.equal(torch.load("copies/epoch3.pt")["weight"], model.weight)
shutil.rmtree("copies")
shutil.rmtree(folder)
folder.mkdir()
assert os.listdir(folder) == []
folder.rmdir()
print("all is well")
"""
)

SAFETENSORS = (
    PRELUDE
    + """
import safetensors, numpy
from safetensors.torch import load_file, load_model, save_file, save_model
from safetensors.numpy import load_file as load_arrays, save_file as save_arrays
save_file(model.state_dict(), "user.safetensors")
assert torch.equal(load_file("user.safetensors")["weight"], model.weight)
save_model(model, "new.safetensors")
other = torch.nn.Linear(2, 2)
load_model(other, "new.safetensors")
assert torch.equal(other.weight, model.weight)
save_arrays({"a": numpy.ones(3)}, pathlib.Path("arrays.safetensors"))
assert load_arrays("arrays.safetensors")["a"].tolist() == [1] * 3
with safetensors.safe_open("user.safetensors", framework="pt") as file:
    assert torch.equal(file.get_tensor("weight"), model.weight)
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
        self.assertEqual(skipped, ["untouched.pt", "new.PTH", "first.ckpt", "copy.pt"])
        self.assertNotIn("hook-fault", result.codes())

    def check_untouched(self, script: str, files: dict[str, str]) -> None:
        for name, text in files.items():
            self.write(name, text)
        before = self.files()
        result = self.run_text(script, ramp(10))
        self.assertIn("all is well", result.output)
        self.assertEqual({name: data for name, data in self.files().items() if name != "train.py"}, before)
        self.assertNotIn("hook-fault", result.codes())

    def test_so_are_those_of_every_kind_and_mode(self) -> None:
        names = ("user.pkl", "user.npz", "user.bin", "user_a.pt", "user_r.pt", "user_s.pt")
        self.check_untouched(KINDS, dict.fromkeys(names, "user's"))

    def test_the_users_own_are_not_removed_renamed_or_overwritten(self) -> None:
        names = ("epoch1.pt", "epoch2.pt", "last.pt", "best.pt", "before.pt", "model.pt", "single/model.pt")
        files = {name: f"user's {name.split('.')[0]}" for name in names}
        self.check_untouched(NAMES, {**files, "runs/1/model.pt": "old", "runs/1/config.json": "{}"})

    def test_lists_of_folders_show_what_is_kept(self) -> None:
        self.check_untouched(LISTED, {"user.pt": "user's"})

    @unittest.skipUnless(importlib.util.find_spec("safetensors"), "needs safetensors")
    def test_so_are_those_of_safetensors(self) -> None:
        self.check_untouched(SAFETENSORS, {"user.safetensors": "user's"})

    @unittest.skipUnless(importlib.util.find_spec("fsspec"), "needs fsspec")
    def test_so_are_those_that_fsspec_opens_but_its_downloads_stay(self) -> None:
        text = """
            import fsspec, fsspec.core
            from fsspec.implementations.memory import MemoryFileSystem
            state = io.BytesIO()
            torch.save(model.state_dict(), state)
            # As Lightning saves, and without its transaction.
            for name in ("user.ckpt", "new.ckpt"):
                fs, path = fsspec.core.url_to_fs(os.path.abspath(name))
                with fs.transaction, fs.open(path, "wb") as file:
                    file.write(state.getvalue())
                assert torch.equal(torch.load(name)["weight"], model.weight)
            with fsspec.open("direct.ckpt", "wb") as file:
                file.write(state.getvalue())
            MemoryFileSystem().pipe("/weights.ckpt", b"downloaded")
            MemoryFileSystem().get_file("/weights.ckpt", os.path.abspath("weights.ckpt"))
            print("done")
        """
        self.write("user.ckpt", "user's")
        result = self.run_text(PRELUDE + textwrap.dedent(text), ramp(10))
        self.assertIn("done", result.output)
        found = {name: content for name, content in self.files().items() if name.endswith(".ckpt")}
        self.assertEqual(found, {"user.ckpt": b"user's", "weights.ckpt": b"downloaded"})

    def test_what_is_downloaded_or_unpacked_stays(self) -> None:
        text = """
            import pathlib, shutil, tarfile, urllib.request, zipfile
            pathlib.Path("weights").write_bytes(b"downloaded")
            urllib.request.urlretrieve(pathlib.Path("weights").absolute().as_uri(), "weights.pth")
            with zipfile.ZipFile("data.zip", "w") as archive:
                archive.writestr("unzipped.bin", b"data")
            with zipfile.ZipFile("data.zip") as archive:
                archive.extractall()
            with tarfile.open("data.tar", "w") as archive:
                archive.add("unzipped.bin", "untarred.bin")
            with tarfile.open("data.tar") as archive:
                archive.extractall()
        """
        self.run_text(PRELUDE + textwrap.dedent(text), ramp(10))
        found = self.files()
        self.assertEqual(found["weights.pth"], b"downloaded")
        self.assertEqual((found["unzipped.bin"], found["untarred.bin"]), (b"data", b"data"))

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
                place = os.path.join(folder, name)
                with open(place, "rb") as file:
                    found[os.path.relpath(place, self.folder)] = file.read()
        return found


if __name__ == "__main__":
    unittest.main()
