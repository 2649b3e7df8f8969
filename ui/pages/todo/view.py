# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of the To do page: one readable column, what is to be done first."""

from __future__ import annotations

from PySide6.QtCore import Qt
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

from ui.style.icons import icon, pixmap
from ui.style.spacing import ICON, XL, L, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState

_COLUMN = 860


class TodoView(QWidget):
    """Holds the widgets; the page fills them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = Banner()
        self.title = QLabel(_("To do"))
        set_kind(self.title, "title")
        self.takedown_title = QLabel()
        set_kind(self.takedown_title, "heading")
        self.explanation = QLabel(
            _("These photos are out and no longer ready. That they were used until now is fine; now they come down.")
        )
        self.explanation.setWordWrap(True)
        set_kind(self.explanation, "muted")
        self.cards = QVBoxLayout()
        self.cards.setSpacing(M)
        self.more = QPushButton()
        set_kind(self.more, "quiet")
        self.more.hide()
        self.nothing = QLabel(_("Nothing to take down."))
        set_kind(self.nothing, "muted")
        self.who = self._make_who_card()
        self.settled_toggle = QPushButton(icon("history", "accent"), "")
        set_kind(self.settled_toggle, "quiet")
        self.settled_toggle.setCheckable(True)
        self.settled_box = QFrame()
        set_kind(self.settled_box, "card")
        self.settled_rows = QVBoxLayout(self.settled_box)
        self.settled_rows.setContentsMargins(S, S, S, S)
        self.settled_box.hide()
        self.empty = EmptyState(
            "check",
            _("Nothing to take down"),
            _("When someone changes their mind about a photo that was published, it shows here, with what to do."),
        )
        self._lay_out()

    def show_state(self, *, has_tasks: bool, has_unnamed: bool, settled_count: int) -> None:
        """Show the sections that have something in them, or the empty state where none has."""
        self.takedown_title.setVisible(has_tasks)
        self.explanation.setVisible(has_tasks)
        self.nothing.setVisible(not has_tasks and (has_unnamed or settled_count > 0))
        self.who.setVisible(has_unnamed)
        self.settled_toggle.setVisible(settled_count > 0)
        self.settled_box.setVisible(settled_count > 0 and self.settled_toggle.isChecked())
        is_empty = not has_tasks and not has_unnamed and not settled_count
        self._stack.setCurrentIndex(1 if is_empty else 0)

    def _make_who_card(self) -> QFrame:
        card = QFrame()
        set_kind(card, "card")
        mark = QLabel()
        mark.setPixmap(pixmap("verdict-identify", ICON, "identify", self.devicePixelRatioF()))
        heading = QLabel(_("Who is this?"))
        set_kind(heading, "heading")
        self.who_text = QLabel()
        self.who_text.setWordWrap(True)
        set_kind(self.who_text, "muted")
        self.name_people = QPushButton(icon("person-add"), _("Say who is in them"))
        words = QVBoxLayout()
        words.addWidget(heading)
        words.addWidget(self.who_text)
        layout = QHBoxLayout(card)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self.name_people)
        return card

    def _lay_out(self) -> None:
        column = QWidget()
        column.setMaximumWidth(_COLUMN)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(M)
        for widget in (self.title, self.takedown_title, self.explanation):
            inner.addWidget(widget)
        inner.addLayout(self.cards)
        inner.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self.nothing)
        inner.addWidget(self.who)
        inner.addWidget(self.settled_toggle, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self.settled_box)
        inner.addStretch(1)
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
