# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a person in two letters: a line to type in with the fitting people under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.style.icons import icon
from ui.style.spacing import XS
from ui.texts import _
from ui.widgets.pick_delegate import (
    COLOUR_ROLE,
    DETAIL_ROLE,
    HINT_ROLE,
    ICON_ROLE,
    ID_ROLE,
    NAME_ROLE,
    PickDelegate,
)

_DELAY_MS = 30
_MOST_AHEAD = 64
_CREATE = -1


@dataclass(frozen=True, slots=True)
class PickRow:
    """One person to choose: who, what tells them apart, and why they are suggested."""

    person_id: int
    name: str
    detail: str = ""
    hint: str = ""
    is_chosen: bool = False


class PersonPicker(QWidget):
    """Asks ``search`` for fitting people while somebody types; the answer is given through `show_results`.

    Up and Down move, Enter chooses, Escape empties the line and then tells ``cancelled``. Who types faster than the
    answers come loses nothing: keys after an Enter that still waits are kept for the next name.
    """

    picked = Signal(int)
    create_requested = Signal(str)
    cancelled = Signal()

    def __init__(
        self, search: Callable[[str], None], parent: QWidget | None = None, *, can_create: bool = True
    ) -> None:
        super().__init__(parent)
        self._search = search
        self._can_create = can_create
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Type a name"))
        self.line.setAccessibleName(_("Name of a person"))
        self.line.setClearButtonEnabled(True)
        self.line.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("People that fit"))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = PickDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self._awaits_answer = False
        self._enter_waits = False
        self._typed_ahead: list[QKeyEvent] = []
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.refresh)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addWidget(self.line)
        layout.addWidget(self.list, 1)
        self.line.textChanged.connect(self._on_text_changed)
        self.list.currentRowChanged.connect(self._on_current_changed)
        self.line.returnPressed.connect(self._on_return)
        self.list.itemClicked.connect(self._choose)
        self.setFocusProxy(self.line)

    def refresh(self) -> None:
        """Ask for the people that fit what is typed now."""
        self._awaits_answer = True
        self._search(self.line.text().strip())

    def show_results(self, rows: Sequence[PickRow]) -> None:
        """Show these people, the first one marked; below them the offer to add somebody new.

        An Enter that came before the answer counts now.
        """
        self._awaits_answer = False
        text = self.line.text().strip()
        self._delegate.typed = text
        self.list.clear()
        for row in rows:
            hint = _("already named") if row.is_chosen else row.hint
            look = ("check", "accent") if row.is_chosen else ("person", "muted")
            self._add_item(row.person_id, row.name, row.detail, hint, look)
        if self._can_create and len(text) >= 2:
            offer = _("Add “{name}” as a new person…").format(name=text)
            self._add_item(_CREATE, offer, "", "", ("person-add", "accent"))
        if self.list.count():
            self.list.setCurrentRow(0)
        if self._enter_waits:
            self._enter_waits = False
            self._choose_current()
            self._type_what_was_held()

    def type_text(self, text: str) -> None:
        """Begin with this text, as if it was typed here."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.setText(text)

    def clear(self) -> None:
        """Empty the line and show suggestions again."""
        self.line.clear()
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys move in the list while the line keeps the focus."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self._enter_waits and event.key() != Qt.Key.Key_Escape and len(self._typed_ahead) < _MOST_AHEAD:
                self._typed_ahead.append(event.clone())
                return True
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
                self.list.setCurrentRow(row)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._typed_ahead.clear()
                if self.line.text():
                    self.line.clear()
                else:
                    self.cancelled.emit()
                return True
        return super().eventFilter(watched, event)

    def _add_item(self, person_id: int, name: str, detail: str, hint: str, look: tuple[str, str]) -> None:
        words = " · ".join(word for word in (name, detail, hint) if word)
        item = QListWidgetItem(words)
        item.setData(ID_ROLE, person_id)
        item.setData(NAME_ROLE, name)
        item.setData(DETAIL_ROLE, detail)
        item.setData(HINT_ROLE, hint)
        item.setData(ICON_ROLE, look[0])
        item.setData(COLOUR_ROLE, look[1])
        item.setToolTip(words)
        self.list.addItem(item)

    def _type_what_was_held(self) -> None:
        """What was typed after Enter, before the answer came, is meant for the next name."""
        held, self._typed_ahead = self._typed_ahead, []
        for event in held:
            QApplication.postEvent(self.line, event)

    def _on_text_changed(self) -> None:
        self._enter_waits = False
        self._timer.start()

    def _on_return(self) -> None:
        # Typed and confirmed in one go: wait for the people that fit, so that Enter never takes an old list.
        if self._timer.isActive():
            self._enter_waits = True
            self._timer.stop()
            self.refresh()
        elif self._awaits_answer:
            self._enter_waits = True
        else:
            self._choose_current()

    def _on_current_changed(self, row: int) -> None:
        # The focus stays in the line: a screen reader hears of the marked person this way.
        item = self.list.item(row)
        if item is not None and QAccessible.isActive():
            said = _("{person}, {number} of {total}").format(
                person=item.text(), number=row + 1, total=self.list.count()
            )
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, said))

    def _choose_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._choose(item)

    def _choose(self, item: QListWidgetItem) -> None:
        person_id = item.data(ID_ROLE)
        if person_id == _CREATE:
            self.create_requested.emit(self.line.text().strip())
        else:
            self.line.clear()
            self.picked.emit(person_id)
