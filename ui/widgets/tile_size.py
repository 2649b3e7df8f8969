# SPDX-License-Identifier: GPL-3.0-or-later
"""How large the pictures of a grid are shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider

from ui.texts import _
from ui.widgets.sectioned_view import LARGEST_TILE, SMALLEST_TILE, SectionedView


class TileSizeSlider(QSlider):
    """Sets the size of the tiles of ``grid``, which begin as ``usual`` (logical pixels)."""

    def __init__(self, grid: SectionedView, usual: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(SMALLEST_TILE, LARGEST_TILE)
        self.setValue(usual)
        grid.set_tile_size(usual)
        self.valueChanged.connect(grid.set_tile_size)
        self.setFixedWidth(110)
        self.setAccessibleName(_("Size of the pictures"))
        self.setToolTip(_("Size of the pictures"))
