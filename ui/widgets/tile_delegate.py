# SPDX-License-Identifier: GPL-3.0-or-later
"""Paints one tile: the picture, its file name, who is in it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from ui.style.icons import verdict_icon
from ui.style.theme import colour
from ui.texts import _
from ui.widgets.looks import draw_icon, mixed
from ui.widgets.tile_roles import TileDetail, TileRole, TileState, TileVerdict

AnyIndex = QModelIndex | QPersistentModelIndex

_RADIUS = 10.0
_PAD = 8
_ICON = 16


class TileDelegate(QStyledItemDelegate):
    """Paints from the `TileRole` values of the model.

    ``thumbnail(key)`` gives the pixmap if it is here (and asks for it if not); ``is_broken(key)`` says whether
    it turned out unreadable.
    """

    def __init__(
        self,
        thumbnail: Callable[[Hashable], QPixmap | None],
        is_broken: Callable[[Hashable], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self._is_broken = is_broken

    def caption_height(self, line_height: int) -> int:
        """Room under the picture for two lines of text, in pixels."""
        return 2 * max(line_height, _ICON) + 3 * _PAD

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002 - Qt's signature
        """The size that the view gave; the grid decides."""
        return option.rect.size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint card, picture, caption and badge; selection and focus are a ring, never colour alone."""
        painter.save()
        rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        self._paint_card(painter, rect, selected=selected, hovered=hovered)
        caption = self.caption_height(option.fontMetrics.height())
        image = QRect(option.rect.left(), option.rect.top(), option.rect.width(), option.rect.height() - caption)
        self._paint_picture(painter, image, index)
        if selected:
            self._paint_tick(painter, image)
        line = max(option.fontMetrics.height(), _ICON)
        text = QRect(option.rect.left() + _PAD + 2, image.bottom() + _PAD, option.rect.width() - 2 * _PAD - 4, line)
        self._paint_caption(painter, option, text, index)
        verdicts: tuple[TileVerdict, ...] = index.data(TileRole.VERDICTS) or ()
        below = text.translated(0, line + _PAD - 2)
        if len(verdicts) == 1:
            self._paint_badge(painter, option, below, verdicts[0])
        elif verdicts:
            self._paint_icons(painter, option, below, verdicts)
        else:
            self._paint_detail(painter, option, below, index.data(TileRole.DETAIL))
        self._paint_rings(
            painter, rect, selected=selected, focused=bool(option.state & QStyle.StateFlag.State_HasFocus)
        )
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """The tooltip: the whole file name, and the verdict per purpose in words."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return bool(super().helpEvent(event, view, option, index))
        verdicts: tuple[TileVerdict, ...] = index.data(TileRole.VERDICTS) or ()
        lines = [index.data(TileRole.FILE_NAME) or ""]
        lines += [_("{purpose}: {verdict}").format(purpose=one.purpose, verdict=one.word) for one in verdicts]
        QToolTip.showText(event.globalPos(), "\n".join(line for line in lines if line), view)
        return True

    # --- parts

    def _paint_card(self, painter: QPainter, rect: QRectF, *, selected: bool, hovered: bool) -> None:
        surface, accent = colour("surface"), colour("accent")
        fill = mixed(accent, surface, 0.14) if selected else mixed(accent, surface, 0.05) if hovered else surface
        painter.setPen(QPen(mixed(accent, colour("border"), 0.5) if hovered else colour("border"), 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)

    def _paint_picture(self, painter: QPainter, area: QRect, index: AnyIndex) -> None:
        inner = area.adjusted(5, 5, -5, 0)
        key = index.data(TileRole.THUMBNAIL)
        state = index.data(TileRole.STATE) or TileState.LOADING
        kind_icon = index.data(TileRole.KIND_ICON)
        pixmap = self._thumbnail(key) if key is not None and state is not TileState.BROKEN else None
        path = QPainterPath()
        path.addRoundedRect(QRectF(inner), _RADIUS - 3, _RADIUS - 3)
        painter.fillPath(path, mixed(colour("text"), colour("surface"), 0.06))
        if pixmap is not None:
            size = pixmap.deviceIndependentSize().toSize()
            # A small picture is not blown up: it would only look broken.
            if size.width() > inner.width() or size.height() > inner.height():
                size = size.scaled(inner.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(inner.center())
            painter.save()
            painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
            painter.drawPixmap(place, pixmap)
            painter.restore()
            if kind_icon:
                spot = QRect(inner.left() + 6, inner.bottom() - 31, 26, 26)
                self._paint_disc(painter, spot)
                draw_icon(painter, spot.adjusted(5, 5, -5, -5), kind_icon, "text")
        elif state is TileState.BROKEN or (key is not None and self._is_broken(key)):
            self._paint_message(painter, inner, "warning", _("Cannot be shown"))
        elif kind_icon:
            self._paint_message(painter, inner, kind_icon, "")
        else:
            draw_icon(painter, _centred(inner, 28), "media", "border")

    def _paint_message(self, painter: QPainter, area: QRect, icon_name: str, text: str) -> None:
        spot = _centred(area, 28)
        if text:
            spot.translate(0, -12)
        draw_icon(painter, spot, icon_name, "muted")
        if text:
            painter.setPen(colour("muted"))
            below = QRect(area.left(), spot.bottom() + 6, area.width(), 24)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(below, flags, text)

    def _paint_caption(self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, index: AnyIndex) -> None:
        people = index.data(TileRole.PEOPLE_COUNT) or 0
        room = line.width()
        painter.setFont(option.font)
        if people:
            number = str(people)
            wide = option.fontMetrics.horizontalAdvance(number)
            painter.setPen(colour("muted"))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, flags, number)
            top = line.center().y() - _ICON // 2 + 1
            draw_icon(painter, QRect(line.right() - wide - _ICON - 3, top, _ICON, _ICON), "person", "muted")
            room -= wide + _ICON + 12
        name = index.data(TileRole.FILE_NAME)
        if name:
            painter.setPen(colour("text"))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, flags, option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room))
        else:
            self._paint_bar(painter, QRect(line.left(), line.center().y() - 4, room * 3 // 5, 8))

    def _paint_bar(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(colour("text"), colour("surface"), 0.10))
        painter.drawRoundedRect(rect, 4, 4)

    def _paint_badge(self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, one: TileVerdict) -> None:
        name, role = verdict_icon(one.verdict)
        draw_icon(
            painter,
            QRect(line.left(), line.center().y() - _ICON // 2 + 1, _ICON, _ICON),
            name,
            role,
        )
        font = QFont(option.font)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colour(role))
        text = line.adjusted(_ICON + 6, 0, 0, 0)
        word = painter.fontMetrics().elidedText(one.word, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)

    def _paint_detail(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, detail: TileDetail | None
    ) -> None:
        if detail is None:
            return
        if detail.icon_name:
            top = line.center().y() - _ICON // 2 + 1
            draw_icon(painter, QRect(line.left(), top, _ICON, _ICON), detail.icon_name, detail.role)
            line = line.adjusted(_ICON + 6, 0, 0, 0)
        painter.setFont(option.font)
        painter.setPen(colour(detail.role))
        text = option.fontMetrics.elidedText(detail.text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_icons(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, verdicts: tuple[TileVerdict, ...]
    ) -> None:
        step = _ICON + 8
        fitting = max(1, (line.width() - 24) // step) if len(verdicts) * step > line.width() else len(verdicts)
        top = line.center().y() - _ICON // 2 + 1
        for at, one in enumerate(verdicts[:fitting]):
            spot = QRect(line.left() + at * step, top, _ICON, _ICON)
            draw_icon(painter, spot, *verdict_icon(one.verdict))
        if fitting < len(verdicts):
            painter.setPen(colour("muted"))
            painter.setFont(option.font)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, flags, f"+{len(verdicts) - fitting}")

    def _paint_disc(self, painter: QPainter, spot: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface"))
        painter.drawEllipse(spot)

    def _paint_tick(self, painter: QPainter, image: QRect) -> None:
        spot = QRectF(image.right() - 33, image.top() + 12, 22, 22)
        painter.setPen(QPen(colour("surface"), 2))
        painter.setBrush(colour("accent"))
        painter.drawEllipse(spot)
        pen = QPen(colour("on_accent"), 2.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        path = QPainterPath(spot.topLeft() + QRectF(6, 11.5, 0, 0).topLeft())
        path.lineTo(spot.left() + 9.7, spot.top() + 15)
        path.lineTo(spot.left() + 16, spot.top() + 7.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(path)

    def _paint_rings(self, painter: QPainter, rect: QRectF, *, selected: bool, focused: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if selected:
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        if focused:
            painter.setPen(QPen(colour("text"), 1.5, Qt.PenStyle.DotLine if selected else Qt.PenStyle.SolidLine))
            painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), _RADIUS - 3, _RADIUS - 3)


def _centred(area: QRect, size: int) -> QRect:
    spot = QRect(0, 0, size, size)
    spot.moveCenter(area.center())
    return spot
