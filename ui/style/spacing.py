# SPDX-License-Identifier: GPL-3.0-or-later
"""Distances on a grid of four pixels, in device-independent pixels."""

from __future__ import annotations

from typing import Final

XS: Final = 4
S: Final = 8
M: Final = 12
L: Final = 16
XL: Final = 24
XXL: Final = 32

RADIUS: Final = 6
CARD_RADIUS: Final = 10
CONTROL_HEIGHT: Final = 32
ICON: Final = 20
ICON_SMALL: Final = 16
ICON_LARGE: Final = 48
"""Sides of an icon: in a button, in running text, in an empty state."""

READABLE_WIDTH: Final = 560
"""A paragraph is no wider than this: about 75 characters."""
