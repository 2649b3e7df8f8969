# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of the To do page: one readable column, what is most urgent first."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from models.publishing.todo import ORDER
from models.terms import TodoKind
from ui.pages.todo.notices import SUMMARISED
from ui.pages.todo.rows import SummaryCard
from ui.pages.todo.section import NoticeSection, SectionHead
from ui.style.icons import icon
from ui.style.spacing import XL, L, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState

_COLUMN = 940


class TodoView(QWidget):
    """Holds the widgets; the page fills them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = Banner()
        self.title = QLabel(_("To do"))
        set_kind(self.title, "title")
        self.takedown_head = SectionHead(TodoKind.TAKEDOWN)
        self.cards = QVBoxLayout()
        self.cards.setSpacing(M)
        self.more = QPushButton()
        set_kind(self.more, "quiet")
        self.sections = {
            kind: NoticeSection(kind) for kind in ORDER if kind is not TodoKind.TAKEDOWN and kind not in SUMMARISED
        }
        self.letters = {
            kind: self.sections[kind].head.add_button(_("Letters…"), "mail")
            for kind in (TodoKind.NOW_DECIDES, TodoKind.ENDS_SOON)
        }
        self.summaries = {
            TodoKind.UNNAMED_FACES: SummaryCard(TodoKind.UNNAMED_FACES, _("Say who is in them"), "person-add"),
            TodoKind.REMINDER_DUE: SummaryCard(TodoKind.REMINDER_DUE, _("Letters…"), "mail"),
            TodoKind.RETENTION_DUE: SummaryCard(TodoKind.RETENTION_DUE, _("See the proposal"), "records"),
        }
        self.name_people = self.summaries[TodoKind.UNNAMED_FACES].button
        self.settled_toggle = QPushButton(icon("history", "accent"), "")
        set_kind(self.settled_toggle, "quiet")
        self.settled_toggle.setCheckable(True)
        self.settled_box = QFrame()
        set_kind(self.settled_box, "card")
        self.settled_rows = QVBoxLayout(self.settled_box)
        self.settled_rows.setContentsMargins(S, S, S, S)
        self.settled_box.hide()
        self.all_done = QLabel(_("Everything is done."))
        set_kind(self.all_done, "muted")
        self.empty = EmptyState(
            "check",
            _("Nothing to do"),
            _(
                "Nothing has to come down and nothing is waiting for you. When somebody changes their mind, an answer "
                "is about to end or an event comes near, it shows here, with what to do."
            ),
        )
        self._lay_out()

    def show_state(self, *, has_tasks: bool, has_notices: bool, settled_count: int) -> None:
        """Show the list, or the empty state where there is nothing at all."""
        self.takedown_head.setVisible(has_tasks)
        has_any = has_tasks or has_notices
        self.all_done.setVisible(not has_any and settled_count > 0)
        self.settled_toggle.setVisible(settled_count > 0)
        self.settled_box.setVisible(settled_count > 0 and self.settled_toggle.isChecked())
        self._stack.setCurrentIndex(0 if has_any or settled_count else 1)

    def place_of(self, kind: TodoKind) -> QWidget:
        """The widget in which a kind begins."""
        if kind is TodoKind.TAKEDOWN:
            return self.takedown_head
        return self.summaries[kind] if kind in SUMMARISED else self.sections[kind]

    def scroll_to(self, kind: TodoKind) -> None:
        """Bring the section of a kind to the top and give it the keyboard."""
        place = self.place_of(kind)
        top = place.mapTo(self.scroll.widget(), QPoint(0, 0)).y()
        self.scroll.verticalScrollBar().setValue(top - S)
        if kind in SUMMARISED:
            self.summaries[kind].button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif kind in self.sections and self.sections[kind].rows:
            next(iter(self.sections[kind].rows.values())).take_focus()

    def _lay_out(self) -> None:
        column = QWidget()
        column.setMaximumWidth(_COLUMN)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(M)
        inner.addWidget(self.title)
        for kind in ORDER:
            inner.addWidget(self.place_of(kind))
            if kind is TodoKind.TAKEDOWN:
                inner.addLayout(self.cards)
                inner.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self.all_done)
        inner.addSpacing(L)
        inner.addWidget(self.settled_toggle, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self.settled_box)
        inner.addStretch(1)
        self.more.hide()
        page = QWidget()
        across = QHBoxLayout(page)
        across.setContentsMargins(XL, XL, XL, XL)
        across.addWidget(column, 1)
        across.addStretch(0)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(page)
        below = QWidget()
        self._stack = QStackedLayout(below)
        self._stack.addWidget(self.scroll)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(below, 1)
