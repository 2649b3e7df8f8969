# SPDX-License-Identifier: GPL-3.0-or-later
"""The bar at the left: where one can go, undo, and help."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.style.icons import icon, pixmap
from ui.style.spacing import ICON, L, M, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext

_WIDTH = 196
_ICONS = {"events": "calendar"}
"""Icons that are not called like their page."""


class Navigation(QFrame):
    """Big buttons with icon and word; the to-do button carries a count."""

    page_chosen = Signal(str)
    help_chosen = Signal()
    about_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "side")
        self.setFixedWidth(_WIDTH)
        self._counts: dict[str, int] = {}
        self._texts = {
            "check": _("Check"),
            "media": _("Media"),
            "people": _("People"),
            "classes": _("Classes"),
            "events": _("Events"),
            "forms": _("Forms"),
            "todo": _("To do"),
            "records": _("Records"),
            "settings": _("Settings"),
        }
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[str, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S, M, S, S)
        layout.setSpacing(2)  # nine pages fit a low screen
        layout.addLayout(self._brand())
        for place, (name, text) in enumerate(self._texts.items(), start=1):
            button = self._button(text, _ICONS.get(name, name))
            button.setCheckable(True)
            keys = QKeySequence(f"Ctrl+{place}").toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(_("{page} ({keys})").format(page=text, keys=keys))
            button.clicked.connect(lambda _checked=False, page=name: self.page_chosen.emit(page))
            self._group.addButton(button)
            self.buttons[name] = button
            layout.addWidget(button)
        layout.addStretch(1)
        self.undo = self._button(_("Undo"), "undo")
        self.redo = self._button(_("Redo"), "redo")
        help_button = self._button(_("Help"), "help")
        help_button.clicked.connect(self.help_chosen)
        about = self._button(_("About"), "info")
        about.clicked.connect(self.about_chosen)
        for button in (self.undo, self.redo, help_button, about):
            layout.addWidget(button)

    def select(self, name: str) -> None:
        """Mark the page that is on show; a page without a button leaves Check marked."""
        button = self.buttons.get(name, self.buttons["check"])
        button.setChecked(True)

    def count(self, name: str) -> int:
        """The count that a button shows."""
        return self._counts.get(name, 0)

    def set_count(self, name: str, count: int) -> None:
        """Show how much there is to do behind a button."""
        self._counts[name] = count
        button, text = self.buttons[name], self._texts[name]
        button.setText(f"{text}  ({count})" if count else text)
        spoken = ngettext("{page}, {count} open task", "{page}, {count} open tasks", count).format(
            page=text, count=count
        )
        button.setAccessibleName(spoken if count else text)

    def show_undo(self, undo: str, redo: str) -> None:
        """Name what would be taken back and done again; empty texts switch the buttons off."""
        for button, label, text in ((self.undo, undo, _("Undo")), (self.redo, redo, _("Redo"))):
            button.setEnabled(bool(label))
            tip = _("{action}: {what}").format(action=text, what=label) if label else text
            button.setToolTip(tip)
            button.setAccessibleName(tip)

    def _brand(self) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(pixmap("beeldakkoord", 26, "accent", self.devicePixelRatioF()))
        name = QLabel(_("Beeldakkoord"))
        set_kind(name, "heading")
        line = QHBoxLayout()
        line.setContentsMargins(S, 0, 0, L)
        line.addWidget(mark)
        line.addWidget(name, 1)
        return line

    def _button(self, text: str, icon_name: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setIcon(icon(icon_name))
        button.setIconSize(QSize(ICON, ICON))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFixedWidth(_WIDTH - 2 * S)
        button.setAccessibleName(text)
        set_kind(button, "navigation")
        return button
