"""Checkpoints are kept aside by their names, whatever makes them. Needs no framework, so any Python can run it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import textwrap
import unittest

from harness import HookTest, needs, ramp

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

# In place, under names that say nothing, by links, and whole folders; the oldest idioms of saving.
WAYS = """
import gzip, os, pathlib, pickle, shutil, tarfile, tempfile, zipfile
def write(path, data=b"new"):
    with open(path, "wb") as file:
        file.write(data)
def read(path):
    with open(path, "rb") as file:
        return file.read()

os.truncate("a.pt", 1)
assert os.path.getsize("a.pt") == 1 and read("a.pt") == b"u"
number = os.open("b.pt", os.O_WRONLY | os.O_TRUNC | os.O_CREAT)
os.write(number, b"zz")
os.close(number)
assert read("b.pt") == b"zz"
os.chmod("c.pt", 0o400)
os.utime("c.pt", (1, 1))
pathlib.Path("c.pt").touch()
assert oct(os.stat("c.pt").st_mode).endswith("400") and os.path.getmtime("c.pt") > 1
pathlib.Path("touched.pt").touch()
assert os.path.exists("touched.pt")
with gzip.open("d.pkl.gz", "wb") as file:
    pickle.dump(3, file)
assert pickle.load(gzip.open("d.pkl.gz")) == 3
write("model", pickle.dumps(4))
assert pickle.loads(read("model")) == 4

# Under a temporary name first.
number, name = tempfile.mkstemp(dir=".", suffix=".pt")
with os.fdopen(number, "wb") as file:
    file.write(b"new")
os.replace(name, "e.pt")
assert read("e.pt") == b"new"
with tempfile.NamedTemporaryFile(dir=".", delete=False) as file:
    file.write(b"newer")
os.replace(file.name, "e.pt")
assert read("e.pt") == b"newer"
with tempfile.NamedTemporaryFile(suffix=".pt") as file:
    file.write(b"new")

# The latest is a link, made again each time.
for epoch in range(2):
    write(f"epoch{epoch}.pt")
    if os.path.lexists("latest.pt"):
        os.remove("latest.pt")
    os.symlink(f"epoch{epoch}.pt", "latest.pt")
    assert os.path.islink("latest.pt") and read("latest.pt") == b"new"
pathlib.Path("next").symlink_to("epoch0.pt")
os.replace("next", "latest.pt")
try:
    os.symlink("epoch1.pt", "latest.pt")
    raise AssertionError("latest.pt was not found")
except FileExistsError:
    pass
os.link("epoch1.pt", "best.pt")
os.link("f.pt", "f.bak")
assert read("best.pt") == b"new" and read("f.bak") == b"user's"
shutil.copyfile("f.pt", "f.old")
shutil.copy("epoch1.pt", "epoch1.old")
assert read("f.old") == b"user's" and read("epoch1.old") == b"new" and os.lstat("epoch1.old").st_size == 3
assert os.access("epoch1.pt", os.R_OK) and not os.access("none.pt", os.R_OK)
with os.scandir() as entries:
    assert all(one.stat().st_size == os.stat(one.path).st_size for one in entries)

# Archives of it.
with tarfile.open("x.tar", "w") as archive:
    archive.add("epoch1.pt")
with zipfile.ZipFile("x.zip", "w") as archive:
    archive.write("epoch1.pt")
assert tarfile.open("x.tar").getnames() == zipfile.ZipFile("x.zip").namelist() == ["epoch1.pt"]
os.remove("x.tar")
os.remove("x.zip")

# The folder of last time goes out of the way, and is there under its other name.
os.rename("run", "run.old")
assert sorted(os.listdir("run.old")) == ["config.json", "deep", "model.pt"] and not os.path.exists("run")
assert read("run.old/deep/g.pt") == b"user's" and read("run.old/config.json") == b"user's"
os.mkdir("run")
assert os.listdir("run") == []
write("run/model.pt")
assert read("run/model.pt") == b"new" and read("run.old/model.pt") == b"user's"
shutil.rmtree("run.old")
os.mkdir("new")
write("new/model.pt", b"newest")
pathlib.Path("new/log.txt").write_text("a")
try:
    os.rmdir("new")
    raise AssertionError("new was empty")
except OSError:
    pass
shutil.rmtree("run")
try:
    os.listdir("run")
    raise AssertionError("run was listed")
except FileNotFoundError:
    pass
os.rename("new", "run")
assert sorted(os.listdir("run")) == ["log.txt", "model.pt"] and read("run/model.pt") == b"newest"
shutil.copytree("run", "copies", copy_function=shutil.copyfile)
assert read("copies/model.pt") == b"newest"
shutil.rmtree("copies")
assert not os.path.exists("new")

# As without us.
for wrong in (lambda: write("none/model.pt"), lambda: read("none.pt"), lambda: read("run.old/model.pt")):
    try:
        wrong()
        raise AssertionError("it was found")
    except FileNotFoundError as error:
        assert "none" in str(error) or "run.old" in str(error), error
print("all is well")
"""


class Saves(HookTest):
    def test_whatever_way_it_is_changed(self) -> None:
        names = ("a.pt", "b.pt", "c.pt", "d.pkl.gz", "e.pt", "f.pt", "run/model.pt", "run/config.json")
        for name in (*names, "run/deep/g.pt"):
            self.write(name, "user's")
        with open(os.path.join(self.folder, "model"), "wb") as file:
            file.write(pickle.dumps("user's"))
        before = self.files()
        result = self.run_text(WAYS, ramp(10))
        self.assertIn("all is well", result.output)
        self.assertEqual(result.codes(), [])
        after = self.files()
        after.pop("train.py")
        self.assertEqual(after, before)

    def test_what_is_too_large_to_copy_is_read_and_not_appended_to(self) -> None:
        self.write_sparse("data.bin", 3 * 10**9)
        self.write_sparse("more.pkl", 3 * 10**9)
        before = self.sizes()
        text = """
            with open("data.bin", "r+b") as file:
                assert file.read(4) == b"user"
            with open("more.pkl", "ab") as file:
                file.write(b"new")
            print("all is well")
        """
        result = self.run_text(textwrap.dedent(text), ramp(10))
        self.assertIn("all is well", result.output)
        self.assertEqual(result.codes(), [])
        self.assertEqual(self.sizes(), before)

    @needs("numpy")
    def test_large_data_that_is_mapped_is_not_copied(self) -> None:
        self.write_sparse("data.bin", 2 * 10**8)
        text = """
            import os, resource
            import numpy as np
            # A copy would not be allowed.
            resource.setrlimit(resource.RLIMIT_FSIZE, (10**8, 10**8))
            data = np.memmap("data.bin")
            assert bytes(data[:4]) == b"user"
            data[:4] = 7
            data.flush()
            assert list(data[:4]) == [7] * 4
            small = np.memmap("small.npy", mode="w+", shape=(3,))
            small[:] = 7
            small.flush()
            again = np.memmap("small.npy", mode="r+")
            again[0] = 8
            again.flush()
            assert list(np.memmap("small.npy", mode="r")) == [8, 7, 7]
            print("all is well")
        """
        result = self.run_text(textwrap.dedent(text), ramp(10))
        self.assertIn("all is well", result.output)
        with open(os.path.join(self.folder, "data.bin"), "rb") as file:
            self.assertEqual(file.read(4), b"user")
        self.assertNotIn("small.npy", self.files())

    @needs("h5py")
    def test_hdf5_files_of_the_users_are_not_changed_and_new_ones_are_written(self) -> None:
        make = "import h5py\nfor name in ('a.h5', 'b.h5', 'c.hdf5'): h5py.File(name, 'w')['x'] = 1"
        subprocess.run([sys.executable, "-c", make], cwd=self.folder, check=True)
        before = self.files()
        text = """
            import h5py
            for name, mode in (("a.h5", "w"), ("b.h5", "a"), ("c.hdf5", "r+"), ("new.h5", "w")):
                with h5py.File(name, mode) as file:
                    file["y"] = 2
                with h5py.File(name) as file:
                    assert file["y"][()] == 2 and ("x" in file) == (mode in ("a", "r+")), name
            print("all is well")
        """
        result = self.run_text(textwrap.dedent(text), ramp(10))
        self.assertIn("all is well", result.output)
        after = self.files()
        self.assertIn("new.h5", after)
        self.assertEqual({name: after[name] for name in before}, before)

    def test_what_is_unpacked_goes_over_no_checkpoint_of_the_users(self) -> None:
        self.write("model.pt", "user's")
        text = """
            import io, pathlib, shutil, tarfile, zipfile
            with zipfile.ZipFile("data.zip", "w") as archive:
                archive.writestr("model.pt", b"zipped")
            with zipfile.ZipFile("data.zip") as archive:
                archive.extractall()
            assert pathlib.Path("model.pt").read_bytes() == b"zipped"
            with tarfile.open("data.tar", "w") as archive:
                entry = tarfile.TarInfo("model.pt")
                entry.size = 6
                archive.addfile(entry, io.BytesIO(b"tarred"))
            shutil.unpack_archive("data.tar")
            assert pathlib.Path("model.pt").read_bytes() == b"tarred"
            print("all is well")
        """
        before = self.files()["model.pt"]
        result = self.run_text(textwrap.dedent(text), ramp(10))
        self.assertIn("all is well", result.output)
        self.assertEqual(self.files()["model.pt"], before)

    def write_sparse(self, name: str, size: int) -> None:
        with open(self.write(name, "user's"), "r+b") as file:
            file.truncate(size)

    def sizes(self) -> dict[str, int]:
        names = [name for name in os.listdir(self.folder) if name != "train.py"]
        return {name: os.path.getsize(os.path.join(self.folder, name)) for name in names}

    def files(self) -> dict[str, tuple[bytes, int, float]]:
        found = {}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    state = os.lstat(path)
                    found[os.path.relpath(path, self.folder)] = (file.read(), state.st_mode, state.st_mtime)
        return found

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
