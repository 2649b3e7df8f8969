# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of the to-do list, one summary of many, and the question with which a row is settled."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.terms import TodoKind
from ui.pages.todo.notices import RowFacts, TodoAct, can_settle
from ui.style.icons import icon, pixmap, todo_icon
from ui.style.spacing import ICON, XS, L, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons

_MAX_NOTE = 500
_ACT_ICONS = {
    TodoAct.PERSON: "person",
    TodoAct.LETTER: "mail",
    TodoAct.ASK: "paper",
    TodoAct.EVENT: "calendar",
}


class NoticeRow(QFrame):
    """Whom it is about, what there is to say, one main button, and "Settle for now"."""

    acted = Signal(object, object)
    """`TodoAct` and the `TodoNotice`."""
    settle_asked = Signal(object)
    """The `RowFacts`."""

    def __init__(self, facts: RowFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "card")
        self.facts = facts
        self._title, self._lines = QLabel(), QLabel()
        set_kind(self._lines, "muted")
        for label in (self._title, self._lines):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self.buttons: list[QPushButton] = []
        for position, (act, text) in enumerate(facts.acts):
            button = QPushButton(icon(_ACT_ICONS[act], "text" if position == 0 else "accent"), text)
            if position:
                set_kind(button, "quiet")
            button.clicked.connect(partial(self._on_clicked, act))
            self.buttons.append(button)
        self.settle = QPushButton(_("Settle for now…"))
        self.settle.setToolTip(_("Take it off the list until something about it changes"))
        set_kind(self.settle, "quiet")
        self.settle.clicked.connect(self._on_settle)
        self._lay_out()
        self.settle.setVisible(can_settle(facts.notice.kind))
        self.show_facts(facts)

    def show_facts(self, facts: RowFacts) -> None:
        """Show newer facts about the same person or event."""
        self.facts = facts
        self._title.setText(facts.title)
        self._lines.setText("\n".join(facts.lines))
        self._lines.setVisible(bool(facts.lines))
        self.setAccessibleName(facts.title)
        self.setAccessibleDescription(" ".join(facts.lines))
        for button, (_act, text) in zip(self.buttons, facts.acts, strict=True):
            button.setText(text)
        for button in (*self.buttons, self.settle):
            button.setAccessibleDescription(facts.title)

    def take_focus(self) -> None:
        """Give the keyboard to the main button."""
        self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(XS)
        words.addWidget(self._title)
        words.addWidget(self._lines)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(L, S, S, S)
        layout.setSpacing(S)
        layout.addLayout(words, 1)
        for button in (*self.buttons, self.settle):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def _on_clicked(self, act: TodoAct) -> None:
        self.acted.emit(act, self.facts.notice)

    def _on_settle(self) -> None:
        self.settle_asked.emit(self.facts)


class SummaryCard(QFrame):
    """A kind that is solved together: one sentence and one button, however many there are."""

    def __init__(self, kind: TodoKind, action: str, action_icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "card")
        mark = QLabel()
        name, role = todo_icon(kind)
        mark.setPixmap(pixmap(name, ICON, role, self.devicePixelRatioF()))
        self.heading, self.text = QLabel(), QLabel()
        set_kind(self.heading, "heading")
        set_kind(self.text, "muted")
        for label in (self.heading, self.text):
            label.setWordWrap(True)
        self.button = QPushButton(icon(action_icon), action)
        words = QVBoxLayout()
        words.addWidget(self.heading)
        words.addWidget(self.text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self.button)
        self.hide()

    def show_text(self, heading: str, text: str) -> None:
        """Say how many there are and what that means."""
        self.heading.setText(heading)
        self.text.setText(text)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(text)
        self.button.setAccessibleDescription(heading)


class SettleDialog(QDialog):
    """Why something can wait: a note, if there is anything to note."""

    def __init__(self, facts: RowFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Settle for now"))
        title = QLabel(facts.title)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        set_kind(title, "heading")
        text = QLabel(
            _(
                "It goes off the list, and comes back by itself when something about it changes. "
                "The answers stay as they are."
            )
        )
        text.setWordWrap(True)
        self.note = QLineEdit()
        self.note.setMaxLength(_MAX_NOTE)
        self.note.setMinimumWidth(420)
        self.note.setPlaceholderText(_("Such as: talked to both, they will let us know"))
        label = QLabel(_("Note"))
        label.setBuddy(self.note)
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.addButton(_("Settle for now"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.ok, "primary")
        self.ok.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(S)
        for widget in (title, text, label, self.note, buttons):
            layout.addWidget(widget)
        self.note.setFocus()
