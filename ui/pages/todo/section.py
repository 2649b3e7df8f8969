# SPDX-License-Identifier: GPL-3.0-or-later
"""A section of the to-do list: heading, what it is about, the first rows, and a button for the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.terms import TodoKind
from ui.pages.todo.notices import SectionFacts
from ui.pages.todo.rows import NoticeRow
from ui.style.icons import icon, pixmap, todo_icon
from ui.style.spacing import ICON, L, M, S
from ui.style.theme import set_kind
from ui.style.todo_labels import todo_explanation, todo_heading
from ui.texts import ngettext


class SectionHead(QWidget):
    """The heading of a section, with its mark, its explanation and room for a button about all of it."""

    def __init__(self, kind: TodoKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        mark = QLabel()
        name, role = todo_icon(kind)
        mark.setPixmap(pixmap(name, ICON, role, self.devicePixelRatioF()))
        self.heading = QLabel()
        set_kind(self.heading, "heading")
        self.explanation = QLabel(todo_explanation(kind))
        set_kind(self.explanation, "muted")
        for label in (self.heading, self.explanation):
            label.setWordWrap(True)
        self._line = QHBoxLayout()
        self._line.setSpacing(S)
        self._line.addWidget(mark)
        self._line.addWidget(self.heading, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, L, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(self._line)
        layout.addWidget(self.explanation)

    def show_count(self, count: int) -> None:
        """Say how many there are."""
        self.heading.setText(todo_heading(self._kind, count))

    def add_button(self, text: str, icon_name: str) -> QPushButton:
        """A button about everything in the section."""
        button = QPushButton(icon(icon_name), text)
        self._line.addWidget(button)
        return button


class NoticeSection(QWidget):
    """Rows of one kind; a row keeps its place and the keyboard while its facts change."""

    acted = Signal(object, object)
    settle_asked = Signal(object)
    more_asked = Signal(object)
    """The `TodoKind`."""

    def __init__(self, kind: TodoKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.rows: dict[int, NoticeRow] = {}
        self.head = SectionHead(kind)
        self._column = QVBoxLayout()
        self._column.setSpacing(S)
        self.more = QPushButton()
        set_kind(self.more, "quiet")
        self.more.clicked.connect(self._on_more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.head)
        layout.addLayout(self._column)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_facts(self, facts: SectionFacts | None) -> None:
        """Show these rows; None where there is nothing of this kind."""
        rows = () if facts is None else facts.rows
        wanted = {row.notice.subject: row for row in rows}
        had_focus = self._drop([subject for subject in self.rows if subject not in wanted])
        for position, row_facts in enumerate(rows):
            row = self.rows.get(row_facts.notice.subject)
            if row is not None and len(row.facts.acts) == len(row_facts.acts):
                row.show_facts(row_facts)
            else:
                row = NoticeRow(row_facts)
                row.acted.connect(self.acted)
                row.settle_asked.connect(self.settle_asked)
                self.rows[row_facts.notice.subject] = row
            if self._column.indexOf(row) != position:
                self._column.insertWidget(position, row)
        if facts is not None:
            self.head.show_count(facts.count)
            hidden = facts.count - len(rows)
            self.more.setVisible(hidden > 0)
            self.more.setText(ngettext("Show {count} more", "Show {count} more", hidden).format(count=hidden))
        self.setVisible(facts is not None)
        if had_focus and rows:
            self.rows[rows[0].notice.subject].take_focus()

    def _drop(self, gone: list[int]) -> bool:
        """Take rows away; whether one of them had the keyboard."""
        focused = self.window().focusWidget()
        had_focus = False
        for subject in gone:
            row = self.rows.pop(subject)
            had_focus = had_focus or (focused is not None and row.isAncestorOf(focused))
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        return had_focus

    def _on_more(self) -> None:
        self.more_asked.emit(self.kind)
