# SPDX-License-Identifier: GPL-3.0-or-later
"""Gather the licences of everything that is shipped beside our own code into one NOTICE.txt."""

from __future__ import annotations

import re
import sysconfig
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LICENCES = Path(__file__).resolve().parent / "licences"
LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
RULE = "=" * 100

# Wheels that carry no licence file, and libraries linked into a wheel that does not speak of them.
EXTRA_TEXTS = {
    "av": (
        (
            "Contains FFmpeg (LGPL 2.1 or later) with x264 and x265 (GPL 2 or later), all used here under the\n"
            "GPL 3.0 or later, which is in the file LICENSE of this program: ffmpeg.org, videolan.org, x265.org"
        ),
        ("LGPL-3.0.txt",),
    ),
    "flatbuffers": ("Copyright Google LLC, used under the Apache License 2.0: flatbuffers.dev", ("Apache-2.0.txt",)),
    "onnxruntime": ("ONNX Runtime, used under the MIT licence: onnxruntime.ai", ("MIT-onnxruntime.txt",)),
    "pyside6-addons": ("Qt for Python and Qt, used under the LGPL 3.0: qt.io", ("LGPL-3.0.txt",)),
    "pyside6-essentials": ("Qt for Python and Qt, used under the LGPL 3.0: qt.io", ("LGPL-3.0.txt",)),
    "zxing-cpp": ("ZXing-C++, used under the Apache License 2.0: github.com/zxing-cpp/zxing-cpp", ("Apache-2.0.txt",)),
    "shiboken6": ("Part of Qt for Python, used under the LGPL 3.0: qt.io", ("LGPL-3.0.txt",)),
    "sqlcipher3": (
        (
            "Contains SQLite (public domain), SQLCipher (below) and OpenSSL (Apache License 2.0, below):\n"
            "Copyright 1998-2025 The OpenSSL Project Authors. All Rights Reserved."
        ),
        ("SQLCipher.txt", "Apache-2.0.txt"),
    ),
}


def write_notices(target: Path) -> int:
    """Write the notices to ``target``; returns how many distributions they cover.

    Raises `RuntimeError` when a shipped distribution comes without any licence text.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    distributions = collect_distributions(project["project"]["dependencies"])
    parts = [
        (
            "Beeldakkoord is free software under the GNU General Public License, version 3 or later: see LICENSE.\n"
            "The program folder also holds the following software of others, each under its own licence."
        ),
        describe_python(),
    ]
    parts += [describe_distribution(distributions[name]) for name in sorted(distributions)]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"\n\n{RULE}\n".join(parts) + "\n", encoding="utf-8")
    return len(distributions)


def collect_distributions(requirements: list[str]) -> dict[str, Distribution]:
    """The installed distributions behind the requirements, and behind theirs, by normalised name."""
    found: dict[str, Distribution] = {}
    waiting = [(line, "") for line in requirements]
    while waiting:
        line, extra = waiting.pop()
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = normalise_name(requirement.name)
        if name in found:
            continue
        try:
            found[name] = distribution(requirement.name)
        except PackageNotFoundError as error:
            raise RuntimeError(f"not installed: {name}") from error
        waiting += [(child, each) for child in found[name].requires or () for each in ("", *requirement.extras)]
    return found


def normalise_name(name: str) -> str:
    """The name in the index's normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def describe_distribution(found: Distribution) -> str:
    """Name, version and every licence text of one distribution."""
    name = normalise_name(found.metadata["Name"])
    texts = [
        Path(str(found.locate_file(path))).read_text(encoding="utf-8", errors="replace").strip()
        for path in sorted(found.files or (), key=str)
        if ".dist-info" in path.parts[0] and ("licenses" in path.parts or LICENCE_FILE.search(path.name))
    ]
    remark, files = EXTRA_TEXTS.get(name, ("", ()))
    texts += [(LICENCES / file).read_text(encoding="utf-8").strip() for file in files]
    if not texts:
        raise RuntimeError(f"no licence text: {name}")
    heading = f"{found.metadata['Name']} {found.version}"
    return "\n\n".join(part for part in (heading, remark, *texts) if part)


def describe_python() -> str:
    """Python's own licence text."""
    place = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    text = place.read_text(encoding="utf-8") if place.exists() else "Python Software Foundation License: python.org"
    remark = (
        "Python's standard library comes with OpenSSL (Apache License 2.0), libffi (MIT), expat (MIT), zlib, bzip2,\n"
        "liblzma (0BSD or public domain), libuuid (BSD) and SQLite (public domain), each used unchanged."
    )
    return f"Python {sysconfig.get_python_version()}\n\n{remark}\n\n{text.strip()}"
