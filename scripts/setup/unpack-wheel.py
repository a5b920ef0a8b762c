"""Unpacks the parts of a TensorFlow wheel that the tfjs-node binding needs: python3 unpack-wheel.py WHEEL FOLDER."""

import fnmatch
import sys
import zipfile

INCLUDE = "tensorflow/include/tensorflow"
WANTED = [
    "tensorflow/libtensorflow_cc.so.2",
    "tensorflow/libtensorflow_framework.so.2",
    f"{INCLUDE}/c/*",
    f"{INCLUDE}/core/platform/ctstring*",
    f"{INCLUDE}/tsl/c/*",
    f"{INCLUDE}/tsl/platform/ctstring*",
]

wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    names = [name for name in archive.namelist() if any(fnmatch.fnmatch(name, glob) for glob in WANTED)]
    archive.extractall(folder, names)
