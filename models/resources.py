# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the data files of the program are, from source and in a frozen build."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Path of a file or folder under ``resources/``; whether it exists is not checked.

    A frozen build (PyInstaller) unpacks its data below ``sys._MEIPASS``; from source it lies beside ``models/``.
    """
    frozen_root = getattr(sys, "_MEIPASS", None)
    root = Path(frozen_root) if frozen_root else Path(__file__).resolve().parents[1]
    return root.joinpath("resources", *parts)
