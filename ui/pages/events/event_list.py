# SPDX-License-Identifier: GPL-3.0-or-later
"""All events: today's and the coming ones first, then the past ones by year; to search and choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from models.media.session_rows import SessionRow
from models.roster.names import fold_text, matches_words
from models.terms import SessionPhase
from ui.style.icons import icon
from ui.style.session_labels import session_phase_label, session_when
from ui.style.spacing import ICON, M, S
from ui.style.theme import colour, set_kind
from ui.texts import _, format_number, join_words, ngettext

_ID_ROLE = int(Qt.ItemDataRole.UserRole)
_LINE_ROLE = _ID_ROLE + 1
_ROW = 50
_HEADING = 34
AnyIndex = QModelIndex | QPersistentModelIndex


class EventDelegate(QStyledItemDelegate):
    """An event with a quieter line under it; a heading where there is no event."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One row."""
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        mark = index.data(Qt.ItemDataRole.DecorationRole)
        is_heading = index.data(_ID_ROLE) is None
        plain.text, plain.icon = "", QIcon()
        painter.save()
        font = QFont(option.font)
        if is_heading:
            font.setBold(True)
            painter.setPen(colour("muted"))
            _draw_line(painter, option.rect.adjusted(M, 6, -S, 0), str(index.data() or ""), font)
            painter.restore()
            return
        plain.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, plain.widget)
        box = option.rect.adjusted(M, 4, -S, -4)
        if isinstance(mark, QIcon):
            mark.paint(painter, QRect(QPoint(box.left(), box.center().y() - ICON // 2), QSize(ICON, ICON)))
        area = box.adjusted(ICON + M, 0, 0, 0)
        half = area.height() // 2
        painter.setPen(colour("text"))
        _draw_line(painter, area.adjusted(0, 0, 0, -half), str(index.data() or ""), font)
        font.setPointSizeF(max(7.5, font.pointSizeF() - 1.5))
        painter.setPen(colour("muted"))
        _draw_line(painter, area.adjusted(0, half, 0, 0), str(index.data(_LINE_ROLE) or ""), font)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002 - Qt's signature
        """Room for two lines, or for a heading."""
        return QSize(180, _HEADING if index.data(_ID_ROLE) is None else _ROW)


class EventList(QWidget):
    """Search, list and the button to add one."""

    chosen = Signal(int)
    """The id of the event that is to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SessionRow, ...] = ()
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search events"))
        self.search.setAccessibleName(_("Search events by name, place or class"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Events"))
        self.list.setItemDelegate(EventDelegate(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.count = QLabel()
        set_kind(self.count, "small")
        self.add = QPushButton(icon("add"), _("Add event…"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(M, M, M, M)
        layout.setSpacing(S)
        for widget in (self.search, self.count, self.list, self.add):
            layout.addWidget(widget, 1 if widget is self.list else 0)
        self.search.textChanged.connect(self._show)
        self.search.returnPressed.connect(self._on_return)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.setFocusProxy(self.list)

    def set_rows(self, rows: Sequence[SessionRow]) -> None:
        """Show these events, in this order; the chosen one stays chosen."""
        self._rows = tuple(rows)
        self._show()

    def current_id(self) -> int | None:
        """The chosen event."""
        item = self.list.currentItem()
        return None if item is None else item.data(_ID_ROLE)

    def select(self, session_id: int) -> bool:
        """Choose an event without telling; whether it is in the list."""
        if session_id in {row.id for row in self._rows} and self.search.text() and self._item_of(session_id) is None:
            self.search.clear()
        item = self._item_of(session_id)
        if item is None:
            return False
        with QSignalBlocker(self.list):
            self.list.setCurrentItem(item)
        self.list.scrollToItem(item)
        return True

    def first_id(self) -> int | None:
        """The first event in the list."""
        return next((row.id for row in self._found()), None)

    def _show(self) -> None:
        kept = self.current_id()
        found = self._found()
        with QSignalBlocker(self.list):
            self.list.clear()
            heading = ""
            for row in found:
                text = section_title(row)
                if text != heading:
                    heading = text
                    self._add_heading(text)
                self._add_event(row)
        if kept is not None and self._item_of(kept) is not None:
            self.select(kept)
        text = ngettext("{count} event", "{count} events", len(found))
        self.count.setText(text.format(count=format_number(len(found))))

    def _found(self) -> tuple[SessionRow, ...]:
        words = fold_text(self.search.text()).split()
        return tuple(
            row
            for row in self._rows
            if matches_words(words, fold_text(" ".join((row.name, row.place, *row.group_names))))
        )

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _add_event(self, row: SessionRow) -> None:
        item = QListWidgetItem(icon("calendar", "accent" if row.phase is SessionPhase.TODAY else "muted"), row.name)
        parts = [session_when(row.day, row.last_day, None, None)]
        if row.item_count:
            text = ngettext("{count} photo", "{count} photos", row.item_count)
            parts.append(text.format(count=format_number(row.item_count)))
        parts.append(join_words(row.group_names, limit=3))
        line = " · ".join(part for part in parts if part)
        item.setData(_ID_ROLE, row.id)
        item.setData(_LINE_ROLE, line)
        item.setToolTip(f"{row.name}\n{line}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.name}, {line}")
        self.list.addItem(item)

    def _item_of(self, session_id: int) -> QListWidgetItem | None:
        items = (self.list.item(at) for at in range(self.list.count()))
        return next((item for item in items if item.data(_ID_ROLE) == session_id), None)

    def _on_current_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_ID_ROLE) is not None:
            self.chosen.emit(item.data(_ID_ROLE))

    def _on_return(self) -> None:
        first = self.first_id()
        if first is not None and self.select(first):
            self.chosen.emit(first)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)


def section_title(row: SessionRow) -> str:
    """The heading that an event stands under: its phase, and for the past its year."""
    if row.phase is SessionPhase.PAST and row.day is not None:
        return str(row.day.year)
    return session_phase_label(row.phase)


def _draw_line(painter: QPainter, area: QRect, text: str, font: QFont) -> None:
    painter.setFont(font)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
