"""LR Tuner for Python people: the command, with the Node.js that it runs on from PyPI."""
