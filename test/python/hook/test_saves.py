"""Checkpoints are kept aside by their names, whatever makes them. Needs no framework, so any Python can run it."""

from __future__ import annotations

import os
import unittest

from harness import HookTest, ramp

FILES = """
import glob, os, pathlib, pickle, shutil, tempfile
new = pathlib.Path("new.pkl")
new.write_bytes(pickle.dumps(3))
assert pickle.loads(new.read_bytes()) == 3 and new.exists() and new.stat().st_size > 0
new.rename("moved.pkl")
assert pathlib.Path("moved.pkl").exists() and not new.exists()
assert glob.glob("*.pkl") == ["moved.pkl"] == [one.name for one in pathlib.Path().glob("m*.pkl")]
assert glob.glob("moved.pkl") and "moved.pkl" in [name for _, _, names in os.walk(".") for name in names]

pathlib.Path("run/model.pt").unlink()
assert os.listdir("run") == ["log.txt"]
shutil.rmtree("run")
assert not pathlib.Path("run").exists()
os.makedirs("run/deep")
assert os.listdir("run") == ["deep"] and list(pathlib.Path("run").rglob("*.pt")) == []
assert glob.glob("run/**/*.pt", recursive=True) == []

# What holds no checkpoint of the user's is removed for good.
folder = tempfile.mkdtemp()
pathlib.Path(folder, "a.txt").write_text("a")
os.mkdir(os.path.join(folder, "inner"))
shutil.rmtree(folder)
assert not os.path.lexists(folder)
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "model.pt").write_bytes(b"a")
assert not os.path.exists(folder)
print("all is well")
"""


class Saves(HookTest):
    def test_the_users_folder_is_as_it_was(self) -> None:
        for name in ("run/model.pt", "run/log.txt"):
            self.write(name, "user's")
        result = self.run_text(FILES, ramp(10))
        self.assertIn("all is well", result.output)
        self.assertEqual(result.codes(), [])
        found = sorted(name for _, _, names in os.walk(self.folder) for name in names)
        self.assertEqual(found, ["log.txt", "model.pt", "train.py"])


if __name__ == "__main__":
    unittest.main()
