# SPDX-License-Identifier: GPL-3.0-or-later
"""A button that unfolds a list to choose from: typed at to narrow it, walked with the arrows, chosen with Enter."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from models.roster.names import fold_text, matches_words
from ui.style.icons import icon
from ui.style.spacing import XS, S
from ui.style.theme import set_kind
from ui.texts import _, format_number
from ui.widgets.pick_delegate import COLOUR_ROLE, DETAIL_ROLE, HINT_ROLE, ICON_ROLE, ID_ROLE, NAME_ROLE, PickDelegate

_LINE_FROM = 9
_WIDTH, _ROW, _MOST_ROWS = 380, 34, 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to choose; ``count`` is how many it would show (None: not counted)."""

    value: Hashable
    text: str
    icon_name: str = ""
    role: str = "muted"
    detail: str = ""
    count: int | None = None


class PopupButton(QPushButton):
    """A button with a frame that unfolds under it; what stands in the frame is up to the subclass."""

    opened = Signal()
    """The frame is about to unfold: fill it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        set_kind(self, "chip")
        self.setCheckable(True)
        self.setIcon(icon("down", "muted"))
        # The arrow stands behind the word.
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.frame = QFrame(self, Qt.WindowType.Popup)
        self.frame.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        set_kind(self.frame, "card")
        self.body = QVBoxLayout(self.frame)
        self.body.setContentsMargins(S, S, S, S)
        self.body.setSpacing(XS)
        self._is_active = False
        self.clicked.connect(self.unfold)

    def set_active(self, is_active: bool) -> None:
        """Show that this side narrows what is on show."""
        self._is_active = is_active
        self.setChecked(is_active)
        self.setIcon(icon("check" if is_active else "down", "accent" if is_active else "muted"))

    def unfold(self) -> None:
        """Show the frame under the button, inside the screen."""
        self.setChecked(self._is_active)
        self.frame.installEventFilter(self)
        self.opened.emit()
        self.frame.adjustSize()
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        room = self.screen().availableGeometry()
        size = self.frame.sizeHint()
        corner.setX(max(room.left(), min(corner.x(), room.right() - size.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - size.height())))
        self.frame.move(corner)
        self.frame.show()
        self.focus_inside()

    def focus_inside(self) -> None:
        """Give the keyboard to what stands in the frame."""

    def fold(self) -> None:
        """Hide the frame; the keyboard is back at the button."""
        self.frame.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keyboard comes back when the frame goes."""
        if watched is self.frame and event.type() == QEvent.Type.Hide:
            self.activateWindow()
            self.setFocus(Qt.FocusReason.PopupFocusReason)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down unfolds as well."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.unfold()
        else:
            super().keyPressEvent(event)


class ChoiceButton(PopupButton):
    """A list of choices; one of them, or with ``takes_many`` any number (each choosing adds or takes away one)."""

    chosen = Signal(tuple)
    """The values that are chosen now."""

    def __init__(self, text: str, *, takes_many: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._takes_many = takes_many
        self._choices: tuple[Choice, ...] = ()
        self._checked: tuple[Hashable, ...] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Search"))
        self.line.setAccessibleName(_("Search in the list"))
        self.line.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(text)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = PickDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setFixedWidth(_WIDTH)
        self.body.addWidget(self.line)
        self.body.addWidget(self.list)
        for one in (self.line, self.list):
            one.installEventFilter(self)
        self.line.textChanged.connect(self._show_rows)
        self.list.itemClicked.connect(self._on_item)

    def set_choices(self, choices: Sequence[Choice], checked: Sequence[Hashable] = ()) -> None:
        """Show these choices; ``checked`` are chosen already."""
        self._choices = tuple(choices)
        self._checked = tuple(checked)
        self.line.setVisible(len(self._choices) >= _LINE_FROM)
        self._show_rows()

    def choices(self) -> tuple[Choice, ...]:
        """What there is to choose from."""
        return self._choices

    def focus_inside(self) -> None:
        """The line where there is one, else the list."""
        self.line.clear()
        target = self.line if len(self._choices) >= _LINE_FROM else self.list
        target.setFocus(Qt.FocusReason.PopupFocusReason)

    def choose(self, value: Hashable, *, stays: bool = False) -> None:
        """Choose a value (or, of many, take a chosen one away), and fold unless it ``stays``."""
        if self._takes_many:
            was = value in self._checked
            self._checked = tuple(one for one in self._checked if one != value) if was else (*self._checked, value)
        else:
            self._checked = () if self._checked == (value,) else (value,)
        if stays:
            self._show_rows()
        else:
            self.fold()
        self.chosen.emit(self._checked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk the list, Enter chooses, with Ctrl without folding; Escape folds."""
        if watched in (self.line, self.list) and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not (
                key == Qt.Key.Key_Space and watched is self.line
            ):
                item = self.list.currentItem()
                if item is not None:
                    stays = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                    self.choose(self._value_of(item), stays=stays)
                return True
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
            if step is not None and self.list.count():
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if key == Qt.Key.Key_Escape:
                self.fold()
                return True
        return super().eventFilter(watched, event)

    def _show_rows(self) -> None:
        typed = fold_text(self.line.text()) if self.line.isVisibleTo(self.frame) else ""
        current = self.list.currentItem()
        kept = self._value_of(current) if current is not None else None
        self._delegate.typed = typed
        self.list.clear()
        words = typed.split()
        fitting = [one for one in self._choices if matches_words(words, fold_text(f"{one.text} {one.detail}"))]
        for one in fitting:
            self._add(one)
        rows = min(_MOST_ROWS, max(1, len(self._choices)))
        self.list.setFixedHeight(rows * _ROW + 2 * XS)
        at = next((row for row, one in enumerate(fitting) if one.value == kept), 0)
        if fitting:
            self.list.setCurrentRow(at)

    def _add(self, one: Choice) -> None:
        is_checked = one.value in self._checked
        hint = "" if one.count is None else format_number(one.count)
        words = [one.text, one.detail, hint, _("chosen") if is_checked else ""]
        item = QListWidgetItem(", ".join(word for word in words if word))
        item.setData(ID_ROLE, self._choices.index(one))
        item.setData(NAME_ROLE, one.text)
        item.setData(DETAIL_ROLE, one.detail)
        item.setData(HINT_ROLE, hint)
        item.setData(ICON_ROLE, "check" if is_checked else one.icon_name or "remove")
        item.setData(COLOUR_ROLE, "accent" if is_checked else one.role if one.icon_name else "border")
        item.setToolTip(one.text)
        self.list.addItem(item)

    def _value_of(self, item: QListWidgetItem) -> Hashable:
        # By place: Qt gives a word of an enumeration back as a bare text.
        place = item.data(ID_ROLE)
        return self._choices[place].value if place < len(self._choices) else None

    def _on_item(self, item: QListWidgetItem) -> None:
        self.choose(self._value_of(item))
