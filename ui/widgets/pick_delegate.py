# SPDX-License-Identifier: GPL-3.0-or-later
"""Paints one person to choose: the name with the typed letters in bold, what tells them apart, why suggested."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.style.spacing import ICON_SMALL, RADIUS, S
from ui.style.theme import colour
from ui.widgets.looks import draw_icon

AnyIndex = QModelIndex | QPersistentModelIndex

ID_ROLE = int(Qt.ItemDataRole.UserRole)
NAME_ROLE = ID_ROLE + 1
DETAIL_ROLE = ID_ROLE + 2
HINT_ROLE = ID_ROLE + 3
ICON_ROLE = ID_ROLE + 4
COLOUR_ROLE = ID_ROLE + 5


def find_matches(name: str, typed: str) -> tuple[tuple[int, int], ...]:
    """Where the typed words stand in a name: ``(start, end)`` runs in order, without overlap.

    Accents and capitals do not matter; the beginning of a word goes before the middle of one.
    """
    folded = _fold(name)
    taken: list[tuple[int, int]] = []
    for word in _fold(typed).split():
        starts = [at for at in range(len(folded)) if folded.startswith(word, at)]
        free = [at for at in starts if all(at + len(word) <= left or at >= right for left, right in taken)]
        at_word_start = [at for at in free if at == 0 or not folded[at - 1].isalnum()]
        if free:
            at = (at_word_start or free)[0]
            taken.append((at, at + len(word)))
    return tuple(sorted(taken))


def _fold(text: str) -> str:
    # Letter for letter, so that places in the folded text are places in the name.
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[0] for letter in text)


class PickDelegate(QStyledItemDelegate):
    """Paints rows of the person picker; `typed` is what stands in its line."""

    typed = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """One comfortable line."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(option.fontMetrics.height() + 2 * S, 34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Icon, name, detail at the left; the hint at the right; the current row on a ground and with a bar."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = option.rect.adjusted(2, 1, -2, -1)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_current:
            painter.setBrush(colour("accent_soft"))
            painter.drawRoundedRect(row, RADIUS, RADIUS)
            painter.setBrush(colour("accent"))
            painter.drawRoundedRect(QRectF(row.left(), row.top() + 6, 3, row.height() - 12), 1.5, 1.5)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(row, RADIUS, RADIUS)
        spot = QRect(row.left() + 10, row.center().y() - ICON_SMALL // 2 + 1, ICON_SMALL, ICON_SMALL)
        draw_icon(painter, spot, index.data(ICON_ROLE), index.data(COLOUR_ROLE))
        text = row.adjusted(10 + ICON_SMALL + S, 0, -10, 0)
        hint = index.data(HINT_ROLE)
        painter.setFont(option.font)
        if hint:
            painter.setPen(colour("muted"))
            painter.drawText(text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hint)
            text.setRight(text.right() - option.fontMetrics.horizontalAdvance(hint) - 2 * S)
        self._paint_name(painter, option, text, index)
        painter.restore()

    def _paint_name(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, index: AnyIndex) -> None:
        name: str = index.data(NAME_ROLE)
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setPen(colour("text"))
        x, at = room.left(), 0
        for start, end in (*find_matches(name, self.typed), (len(name), len(name))):
            for part, font in ((name[at:start], option.font), (name[start:end], bold)):
                x = self._paint_part(painter, part, font, QRect(x, room.top(), room.right() - x, room.height()))
            at = end
        detail = index.data(DETAIL_ROLE)
        if detail:
            painter.setPen(colour("muted"))
            place = QRect(x + S, room.top(), room.right() - x - S, room.height())
            self._paint_part(painter, detail, option.font, place)

    @staticmethod
    def _paint_part(painter: QPainter, part: str, font: QFont, place: QRect) -> int:
        if not part or place.width() <= 0:
            return place.left()
        painter.setFont(font)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(part, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return place.left() + metrics.horizontalAdvance(shown)
