# SPDX-License-Identifier: GPL-3.0-or-later
"""Which version of the program this is; the same as in ``pyproject.toml`` (a test holds that)."""

from __future__ import annotations

VERSION = "0.1.0"
