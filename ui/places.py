# SPDX-License-Identifier: GPL-3.0-or-later
"""Where this computer keeps the registers, and who is working. No Qt: the command line and the window agree."""

from __future__ import annotations

import getpass
from pathlib import Path

import platformdirs

_FOLDER = "Beeldakkoord"
REGISTER_SUFFIX = ".beeldakkoord"


def data_folder() -> Path:
    """The folder of this user for the program's own files; not made here."""
    return platformdirs.user_data_path(_FOLDER, appauthor=False)


def default_register_path() -> Path:
    """The school's register, where the window makes it."""
    return data_folder() / f"school{REGISTER_SUFFIX}"


def sample_register_path() -> Path:
    """The register of the invented school."""
    return data_folder() / f"sample{REGISTER_SUFFIX}"


def pictures_folder(register: Path) -> Path:
    """The folder beside a register for the pictures of the invented school."""
    return register.with_name(f"{register.stem} pictures")


def user_name() -> str:
    """The name under which somebody works on this computer; empty where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
