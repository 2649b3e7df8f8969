# SPDX-License-Identifier: GPL-3.0-or-later
"""The cards of the To do page: one publication to take down, one that is settled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.terms import TakedownState
from ui.pages.todo.contents import SettledFacts, TaskFacts
from ui.pages.todo.notices import SettledNoticeFacts
from ui.style.icons import icon, pixmap
from ui.style.labels import takedown_label
from ui.style.spacing import ICON_SMALL, XS, L, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.fitted_picture import fitted_pixmap
from ui.widgets.flow_layout import FlowLayout

THUMBNAIL = QSize(168, 126)
_MAX_NOTE = 500


class TaskCard(QFrame):
    """One open task: the photo, where it is, why, a note, and what was done about it."""

    settled = Signal(int, object, str)
    """Task id, `TakedownState` and note."""
    photo_requested = Signal(int)
    person_requested = Signal(int)

    def __init__(self, facts: TaskFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = facts
        set_kind(self, "card")
        self.picture = QLabel()
        self.picture.setFixedSize(THUMBNAIL)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._where, self._when, self._why, self._advice = QLabel(), QLabel(), QLabel(), QLabel()
        for label in (self._where, self._why, self._advice, self._when):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_kind(self._where, "heading")
        set_kind(self._when, "muted")
        set_kind(self._advice, "muted")
        self.note = QLineEdit()
        self.note.setMaxLength(_MAX_NOTE)
        self.note.setPlaceholderText(_("Note, such as who removed it"))
        self.note.setAccessibleName(_("Note"))
        self.hint = QLabel(_("Write down why it stays, then choose Stays again."))
        self.hint.setWordWrap(True)
        self.hint.hide()
        self.removed = self._make_button("check", _("Removed"), TakedownState.REMOVED)
        self.replaced = self._make_button("copy", _("Replaced"), TakedownState.REPLACED)
        self.stays = self._make_button("paper", _("Stays…"), TakedownState.STAYS)
        self.photo = self._make_link("eye", _("See the photo"))
        self.photo.clicked.connect(self._on_photo)
        self.person = self._make_link("person", _("See the person"))
        self.person.clicked.connect(self._on_person)
        self._lay_out()
        self.show_facts(facts)

    def show_facts(self, facts: TaskFacts) -> None:
        """Show newer facts about the same task; a note that is being written stays."""
        self._facts = facts
        self._where.setText(facts.where)
        self._when.setText(facts.when)
        self._why.setText(facts.why)
        self._advice.setText(facts.advice)
        self.person.setVisible(facts.person_id is not None)
        self.setAccessibleName(facts.where)
        self.setAccessibleDescription(f"{facts.why} {facts.when}. {facts.advice}")
        for button in (self.removed, self.replaced, self.stays, self.photo, self.person):
            button.setAccessibleDescription(facts.where)

    @property
    def facts(self) -> TaskFacts:
        """What the card shows."""
        return self._facts

    def show_picture(self, found: QPixmap | None) -> None:
        """Show the thumbnail, or a quiet stand-in where there is none."""
        scale = self.devicePixelRatioF()
        shown = pixmap("camera", 40, "muted", scale) if found is None else fitted_pixmap(found, THUMBNAIL, scale)
        self.picture.setPixmap(shown)

    def _make_button(self, icon_name: str, text: str, state: TakedownState) -> QPushButton:
        button = QPushButton(icon(icon_name), text)
        button.setProperty("state", state.value)
        button.setToolTip(takedown_label(state))
        button.clicked.connect(self._on_settle)
        return button

    def _make_link(self, icon_name: str, text: str) -> QPushButton:
        button = QPushButton(icon(icon_name, "accent"), text)
        set_kind(button, "quiet")
        return button

    def _lay_out(self) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.removed, self.replaced, self.stays):
            flow.addWidget(button)
        beside = QVBoxLayout()
        beside.setSpacing(XS)
        for widget in (self.picture, self.photo, self.person):
            beside.addWidget(widget)
        beside.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(XS)
        for label in (self._where, self._why, self._when, self._advice):
            words.addWidget(label)
        words.addSpacing(S)
        words.addWidget(self.note)
        words.addWidget(self.hint)
        words.addSpacing(XS)
        words.addWidget(buttons)
        words.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(L)
        layout.addLayout(beside)
        layout.addLayout(words, 1)
        for first, second in (
            (self.note, self.removed),
            (self.removed, self.replaced),
            (self.replaced, self.stays),
            (self.stays, self.photo),
            (self.photo, self.person),
        ):
            QWidget.setTabOrder(first, second)

    def _on_settle(self) -> None:
        state = TakedownState(self.sender().property("state"))
        note = self.note.text().strip()
        needs_reason = state is TakedownState.STAYS and not note
        self.hint.setVisible(needs_reason)
        if needs_reason:
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)
            self.note.setPlaceholderText(_("Why it stays, such as: printed already"))
            return
        self.settled.emit(self._facts.id, state, note)

    def _on_photo(self) -> None:
        self.photo_requested.emit(self._facts.item_id)

    def _on_person(self) -> None:
        if self._facts.person_id is not None:
            self.person_requested.emit(self._facts.person_id)


class SettledRow(QWidget):
    """One settled task or notice in a line, with the way back."""

    reopened = Signal(int)

    def __init__(self, facts: SettledFacts | SettledNoticeFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = facts
        mark = QLabel()
        mark.setPixmap(pixmap("check", ICON_SMALL, "muted", self.devicePixelRatioF()))
        text = QLabel(f"{facts.text}\n{facts.note}" if facts.note else facts.text)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        self.reopen = QPushButton(_("Open again"))
        set_kind(self.reopen, "quiet")
        self.reopen.setAccessibleDescription(facts.text)
        self.reopen.clicked.connect(self._on_reopen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S, XS, S, XS)
        layout.setSpacing(M)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(text, 1)
        layout.addWidget(self.reopen, 0, Qt.AlignmentFlag.AlignTop)
        self.reopen.setVisible(facts.can_reopen)  # not before it has its place: it would open as a window

    def _on_reopen(self) -> None:
        self.reopened.emit(self._facts.id)
