# SPDX-License-Identifier: GPL-3.0-or-later
"""Where will it go: one chip for each purpose, one or several checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui.style.icons import icon
from ui.style.theme import set_kind
from ui.widgets.flow_layout import FlowLayout


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice: its id, what it says, its icon and a longer explanation."""

    id: int
    text: str
    icon_name: str
    tip: str = ""


class PurposeChips(QWidget):
    """Checkable chips in a flow; arrows move between them, Space checks."""

    changed = Signal(tuple)
    """``tuple[int, ...]``: the checked ids, in the order of the chips."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._buttons: dict[int, QPushButton] = {}
        self._chips: dict[int, Chip] = {}

    def set_chips(self, chips: Sequence[Chip], checked: Sequence[int]) -> None:
        """Show these choices; ``checked`` ids that are not among them are left out. Emits nothing."""
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.deleteLater()
        self._buttons.clear()
        self._chips = {chip.id: chip for chip in chips}
        for chip in chips:
            button = QPushButton(chip.text, self)
            button.setCheckable(True)
            button.setChecked(chip.id in checked)
            button.setToolTip(chip.tip)
            button.setAccessibleDescription(chip.tip)
            set_kind(button, "chip")
            button.toggled.connect(self._on_toggled)
            self._flow.addWidget(button)
            self._buttons[chip.id] = button
            button.show()
        self._show_icons()
        self.updateGeometry()

    def checked(self) -> tuple[int, ...]:
        """The checked ids, in the order of the chips."""
        return tuple(one for one, button in self._buttons.items() if button.isChecked())

    def button(self, chip_id: int) -> QPushButton | None:
        """The button of a chip."""
        return self._buttons.get(chip_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go to the neighbouring chip."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        focused = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        buttons[(focused + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_toggled(self) -> None:
        self._show_icons()
        self.changed.emit(self.checked())

    def _show_icons(self) -> None:
        # A check mark takes the place of the icon: chosen is told by more than colour.
        for chip_id, button in self._buttons.items():
            name, role = ("check", "accent") if button.isChecked() else (self._chips[chip_id].icon_name, "muted")
            button.setIcon(icon(name, role))
