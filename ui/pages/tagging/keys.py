# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that mean the photo while the focus is in the name line or in the list of people."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.pages.tagging.view import TaggingView

_WINDOW_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_DELETES = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class TaggingKeys(QObject):
    """Watches the name line and the list; an empty name line leaves undo and Delete to the photo."""

    letter_typed = Signal(str)
    delete_pressed = Signal()
    next_box_pressed = Signal()
    previous_box_pressed = Signal()
    name_pressed = Signal()
    escape_pressed = Signal()

    def __init__(self, view: TaggingView, may_step_back: Callable[[], bool]) -> None:
        super().__init__(view)
        self.may_step_back = may_step_back
        self._line = view.picker.line
        self._list = view.people
        self._line.installEventFilter(self)
        self._list.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: true for what is dealt with here."""
        if not isinstance(event, QKeyEvent):
            return False
        if watched is self._line:
            return self._line_event(event)
        if watched is self._list and event.type() == QEvent.Type.KeyPress:
            return self._list_pressed(event)
        return False

    def _line_event(self, event: QKeyEvent) -> bool:
        is_empty = not self._line.text()
        if event.type() == QEvent.Type.ShortcutOverride:
            # A line edit claims undo for itself, even when there is nothing in it to undo.
            if is_empty and any(event.matches(keys) for keys in _WINDOW_KEYS):
                event.ignore()
                return True
            return False
        if event.type() != QEvent.Type.KeyPress or not is_empty:
            return False
        if event.key() == Qt.Key.Key_Tab and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.next_box_pressed.emit()
        elif event.key() == Qt.Key.Key_Backtab and self.may_step_back():
            self.previous_box_pressed.emit()
        elif event.key() in _DELETES:
            self.delete_pressed.emit()
        else:
            return False
        return True

    def _list_pressed(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and event.text().isalpha():
            self.letter_typed.emit(event.text())
        elif event.key() in _DELETES:
            self.delete_pressed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.name_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
        else:
            return False
        return True
