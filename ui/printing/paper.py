# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawing in millimetres on a page of any resolution, with texts that are measured before they are drawn.

Everything is laid out in units of 1/600 inch, whatever the device: a page breaks its lines in the same places on
paper, in a PDF and on the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from models.errors import BugError
from models.forms.layout import PAGE_HEIGHT, PAGE_WIDTH, Rect
from models.resources import resource_path

UNITS_PER_INCH = 600
_MM_PER_INCH, _POINTS_PER_INCH = 25.4, 72.0
_FAMILIES = ["Noto Sans", "Noto Sans Arabic"]
_FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf")
_LINE_HEIGHT = 1.28
"""Times the size of the letters; the font's own line would waste a quarter of the sheet."""
_SHRINK_STEP = 0.5
BLACK, INK, GREY, RULE = "#000000", "#1a1d21", "#5b6168", "#bababa"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: the largest and the smallest size in points, bold or not, its colour, where its lines begin.

    ``align`` left means: where lines begin.
    """

    size: float
    smallest: float = 8.0
    is_bold: bool = False
    color: str = INK
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    is_right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that may begin with some words in bold."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class SetText:
    """Paragraphs that were measured and fit: their layouts, where each begins (in units), and the height of all."""

    layouts: tuple[tuple[QTextLayout, float], ...]
    size: float
    height: float
    color: str


@cache
def load_print_fonts() -> None:
    """Make the bundled font known, once. Raises `BugError` without a running Qt or without the font's files."""
    if QGuiApplication.instance() is None:
        raise BugError("drawing text needs a running QGuiApplication")
    for name in _FONT_FILES:
        if QFontDatabase.addApplicationFont(str(resource_path("fonts", name))) < 0:
            raise BugError("a bundled font does not load")


def units(millimetres: float) -> float:
    """Millimetres in units of 1/600 inch."""
    return millimetres * UNITS_PER_INCH / _MM_PER_INCH


def open_page(painter: QPainter, dots_per_mm: float) -> None:
    """Let the painter take units, for a device whose origin is the corner of the paper."""
    width, height = round(units(PAGE_WIDTH)), round(units(PAGE_HEIGHT))
    painter.setWindow(QRect(0, 0, width, height))
    painter.setViewport(QRect(0, 0, round(PAGE_WIDTH * dots_per_mm), round(PAGE_HEIGHT * dots_per_mm)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)


def set_text(paragraphs: Sequence[Paragraph], place: Rect, style: Style, *, gap: float = 0.0) -> SetText | None:
    """Measure a text into a place: the largest size that fits, in steps of half a point; None where none does.

    ``gap`` is the space between paragraphs, as a share of a line.
    """
    size = style.size
    while size >= style.smallest - 1e-6:
        found = _set_at(paragraphs, units(place.w), size, style, gap)
        if found is not None and found.height <= units(place.h) + 0.5:
            return found
        size -= _SHRINK_STEP
    return None


def draw_text(painter: QPainter, text: SetText, place: Rect, *, is_centred: bool = False) -> None:
    """Draw a measured text from the top of its place, or in the middle of its height."""
    top = units(place.y) + (max(0.0, units(place.h) - text.height) / 2 if is_centred else 0.0)
    painter.setPen(QColor(text.color))
    for layout, offset in text.layouts:
        layout.draw(painter, QPointF(units(place.x), top + offset))


def fill_rect(painter: QPainter, place: Rect, color: str = BLACK) -> None:
    """A filled rectangle with its edges on whole units."""
    left, top = round(units(place.x)), round(units(place.y))
    right, bottom = round(units(place.right)), round(units(place.bottom))
    painter.fillRect(QRect(left, top, right - left, bottom - top), QColor(color))


def draw_frame(painter: QPainter, place: Rect, stroke: float, color: str = BLACK) -> None:
    """A frame whose outer edge is the place."""
    pen = QPen(QColor(color), units(stroke))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = place.grown(-stroke / 2)
    painter.drawRect(QRectF(units(inner.x), units(inner.y), units(inner.w), units(inner.h)))


def draw_rule(painter: QPainter, x: float, y: float, length: float, stroke: float, color: str = RULE) -> None:
    """A horizontal line from a point, centred on ``y``; all in millimetres."""
    fill_rect(painter, Rect(x, y - stroke / 2, length, stroke), color)


def _set_at(paragraphs: Sequence[Paragraph], width: float, size: float, style: Style, gap: float) -> SetText | None:
    pixels = points(size)
    line_height = pixels * _LINE_HEIGHT
    layouts: list[tuple[QTextLayout, float]] = []
    top = 0.0
    for paragraph in paragraphs:
        layout = _make_layout(paragraph, _font_of(pixels, style.is_bold), style)
        layout.beginLayout()
        height = 0.0
        fits = True
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0.0, height + (line_height - line.height()) / 2))
            fits = fits and line.naturalTextWidth() <= width + 0.5
            height += line_height
        layout.endLayout()
        if not fits:
            return None
        layouts.append((layout, top))
        top += height + gap * line_height
    return SetText(tuple(layouts), size, top - gap * line_height if layouts else 0.0, style.color)


def _make_layout(paragraph: Paragraph, font: QFont, style: Style) -> QTextLayout:
    lead = f"{paragraph.lead} " if paragraph.lead else ""
    layout = QTextLayout(lead + paragraph.text, font)
    option = QTextOption(style.align)
    if style.is_right_to_left:
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        if style.align == Qt.AlignmentFlag.AlignLeft:
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    if lead:
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        span = QTextLayout.FormatRange()
        span.start, span.length, span.format = 0, len(lead), bold
        layout.setFormats([span])
    return layout


def points(size: float) -> float:
    """A size of letters in units of 1/600 inch."""
    return size * UNITS_PER_INCH / _POINTS_PER_INCH


def make_font(size: float, *, is_bold: bool = False) -> QFont:
    """The bundled font at a size in points, for a painter that takes units."""
    return _font_of(points(size), is_bold)


def _font_of(pixels: float, is_bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(_FAMILIES)
    font.setPixelSize(round(pixels))
    font.setBold(is_bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setKerning(True)
    return font
