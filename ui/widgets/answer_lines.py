# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions below each other, answered with one key each: yes, no, or not said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from ui.style.icons import icon
from ui.style.theme import set_kind
from ui.texts import _

_YES = (Qt.Key.Key_Y, Qt.Key.Key_J)
_NO = (Qt.Key.Key_N,)
_OPEN = (Qt.Key.Key_Space, Qt.Key.Key_Minus)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ANSWER = 3


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What a line is about: a topic that several lines share, its part, the part's icon, and what stands so far."""

    topic: str
    part: str
    icon_name: str
    standing: str = ""


class AnswerLines(QTableWidget):
    """Y or J is yes, N is no, Space or minus is not said; each moves on by itself. Backspace goes back and opens.

    Enter, and the key of the last line, tell ``finished``. Nothing is recorded here.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self._said: list[bool | None] = []
        self._about: list[str] = []
        self.setAccessibleName(_("What was asked"))
        self.setAccessibleDescription(_("Y is yes, N is no, Space is not said, Backspace goes back, Enter is done."))
        self.setHorizontalHeaderLabels([_("Channel"), _("Kind"), _("Until now"), _("Answer")])
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        set_kind(self, "roomy")
        self.setShowGrid(False)
        self.setWordWrap(False)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def set_lines(self, lines: Sequence[AnswerLine]) -> None:
        """Show these questions, all of them open."""
        self._said = [None] * len(lines)
        self._about = [", ".join(part for part in (line.topic, line.part) if part) for line in lines]
        self.setRowCount(len(lines))
        before = None
        for row, line in enumerate(lines):
            topic = QTableWidgetItem(line.topic if line.topic != before else "")
            topic.setData(Qt.ItemDataRole.AccessibleTextRole, line.topic)
            topic.setToolTip(line.topic)
            part = QTableWidgetItem(icon(line.icon_name), line.part)
            for column, item in enumerate((topic, part, QTableWidgetItem(line.standing), QTableWidgetItem())):
                self.setItem(row, column, item)
            before = line.topic
            self._show_answer(row, is_visited=False)
        if lines:
            self.setCurrentCell(0, _ANSWER)

    def said(self) -> tuple[bool | None, ...]:
        """Yes, no or not said, by line."""
        return tuple(self._said)

    def answer(self, said: bool | None) -> None:
        """Answer the current line and go to the next."""
        row = self.currentRow()
        if not 0 <= row < len(self._said):
            return
        self._said[row] = said
        self._show_answer(row, is_visited=True)
        self.changed.emit()
        if row + 1 < len(self._said):
            self.setCurrentCell(row + 1, _ANSWER)
        else:
            self.finished.emit()

    def go_back(self, *, is_past_end: bool = False) -> None:
        """Go to the line before and open it again; past the end, open the last one."""
        row = len(self._said) - 1 if is_past_end else self.currentRow() - 1
        if row < 0:
            return
        self._said[row] = None
        self._show_answer(row, is_visited=False)
        self.setCurrentCell(row, _ANSWER)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One key a line; arrows move without answering."""
        key = Qt.Key(event.key())
        has_command = bool(
            event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        )
        if has_command:
            super().keyPressEvent(event)
        elif key in _YES:
            self.answer(True)
        elif key in _NO:
            self.answer(False)
        elif key in _OPEN:
            self.answer(None)
        elif key == Qt.Key.Key_Backspace:
            self.go_back()
        elif key in _ENTER:
            self.finished.emit()
        elif event.text().isprintable() and event.text():
            event.accept()  # another letter answers nothing, and does not jump to a line that begins with it
        else:
            super().keyPressEvent(event)

    def _show_answer(self, row: int, *, is_visited: bool) -> None:
        item = self.item(row, _ANSWER)
        said = self._said[row]
        if said is None:
            item.setIcon(icon("remove", "muted") if is_visited else QIcon())
            item.setText(_("Not said") if is_visited else "")
        else:
            item.setIcon(icon("check", "ready") if said else icon("close", "no"))
            item.setText(_("Yes") if said else _("No"))
        spoken = _("{question}: {answer}").format(question=self._about[row], answer=item.text() or _("no answer yet"))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
