# SPDX-License-Identifier: GPL-3.0-or-later
"""Name cards on paper: six to a sheet with lines to cut along, a large QR and a first name under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from models.forms.codes import qr_modules, qr_text
from models.forms.layout import PAGE_HEIGHT, PAGE_WIDTH, Rect
from models.forms.name_cards import CARD_PREFIX, CardKind, PrintedCard
from ui.printing.consent_form import draw_symbol
from ui.printing.paper import GREY, RULE, Paragraph, Style, draw_text, fill_rect, load_print_fonts, set_text
from ui.printing.pdf import DrawPage
from ui.texts import _

COLUMNS: Final = 2
ROWS: Final = 3
PER_PAGE: Final = COLUMNS * ROWS
SYMBOL_SIDE: Final = 62.0
"""Side of the QR in millimetres: read from four metres with a phone, from further with a camera."""
_WIDTH: Final = PAGE_WIDTH / COLUMNS
_HEIGHT: Final = PAGE_HEIGHT / ROWS
_TOP: Final = 9.0
_GAP: Final = 3.5
_MARGIN: Final = 7.0
_CUT: Final = 0.15
_CUT_DASH: Final = 3.0
_NO_CODE: Final = "0" * 16


def card_pages(cards: Sequence[PrintedCard]) -> list[DrawPage]:
    """The sheets of these cards, in order; a card without a code (a preview) gets one that means nothing."""
    return [_page_of(cards[start : start + PER_PAGE]) for start in range(0, len(cards), PER_PAGE)]


def card_place(number: int) -> Rect:
    """Where a card stands on its sheet, in millimetres."""
    return Rect((number % COLUMNS) * _WIDTH, (number // COLUMNS) * _HEIGHT, _WIDTH, _HEIGHT)


def symbol_place(card: Rect) -> Rect:
    """Where the QR stands on a card."""
    return Rect(card.x + (card.w - SYMBOL_SIDE) / 2, card.y + _TOP, SYMBOL_SIDE, SYMBOL_SIDE)


def _page_of(cards: Sequence[PrintedCard]) -> DrawPage:
    def draw(painter: QPainter) -> None:
        load_print_fonts()
        for number, card in enumerate(cards):
            _draw_card(painter, card, card_place(number))
        _draw_cuts(painter)

    return draw


def _draw_card(painter: QPainter, card: PrintedCard, place: Rect) -> None:
    symbol = symbol_place(place)
    draw_symbol(painter, symbol, qr_modules(qr_text(card.code or _NO_CODE, CARD_PREFIX)))
    top = symbol.y + symbol.h + _GAP
    wide = place.w - 2 * _MARGIN
    centre = Style(24.0, 11.0, is_bold=True)
    _draw_centred(painter, card_title(card), Rect(place.x + _MARGIN, top, wide, 11.0), centre)
    below = card.detail if card.kind is CardKind.PERSON else card_use(card.kind)
    if below:
        _draw_centred(painter, below, Rect(place.x + _MARGIN, top + 11.0, wide, 9.0), Style(10.0, 8.0, color=GREY))


def _draw_centred(painter: QPainter, text: str, place: Rect, style: Style) -> None:
    """A text in the middle of its place, as large as it fits; one that fits at no size is cut off."""
    centred = replace(style, align=Qt.AlignmentFlag.AlignHCenter)
    while text:
        found = set_text([Paragraph(text)], place, centred)
        if found is not None:
            draw_text(painter, found, place)
            return
        text = text[: -2 if text.endswith("…") else -1].rstrip() + "…" if len(text) > 2 else ""


def _draw_cuts(painter: QPainter) -> None:
    """Dashed lines between the cards, over the whole sheet."""
    for column in range(1, COLUMNS):
        for start in range(int(PAGE_HEIGHT / _CUT_DASH / 2) + 1):
            fill_rect(painter, Rect(column * _WIDTH - _CUT / 2, 2 * start * _CUT_DASH, _CUT, _CUT_DASH), RULE)
    for row in range(1, ROWS):
        for start in range(int(PAGE_WIDTH / _CUT_DASH / 2) + 1):
            fill_rect(painter, Rect(2 * start * _CUT_DASH, row * _HEIGHT - _CUT / 2, _CUT_DASH, _CUT), RULE)


def card_title(card: PrintedCard) -> str:
    """The large words on a name card."""
    return _("Stop") if card.kind is CardKind.STOP else card.title


def card_use(kind: CardKind) -> str:
    """What a card that is of nobody alone is for, as it stands on it."""
    return {
        CardKind.PERSON: "",
        CardKind.GROUP: _("Photograph this card before the class"),
        CardKind.STOP: _("Photograph this card when you are done"),
    }[kind]
