# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets as the program itself prints them, words and all: needs Qt."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from models.forms.form_rows import FormRow
from models.forms.forms import FormSheet
from models.forms.layout import PAGE_WIDTH, choose_template
from models.forms.wording import load_wording
from models.settings import School
from models.terms import Audience, MediaKind
from tests.forms_simulator.sheets import BOOK, DOTS, Grey, Sheet
from ui.printing.print_job import draw_preview


def print_sheet(
    number: str, language: str = "nl", row_count: int = 6, *, decides_self: bool = False, few_kinds: bool = False
) -> Sheet:
    """A form with this number, in a language, with so many rows (``few_kinds``: some ask about photos only)."""
    rows = [FormRow(None, None, load_wording(language).text("table", "recording"), None, "", tuple(MediaKind))]
    rows += [
        FormRow(
            place,
            place,
            f"Channel {place}",
            list(Audience)[place % 3],
            "What will be shown there, and to whom." if row_count <= 6 else "",
            (MediaKind.PHOTO,) if few_kinds and place % 2 else tuple(MediaKind),
        )
        for place in range(1, row_count)
    ]
    template = choose_template(row_count, sum(row.text_length for row in rows))
    assert template is not None
    sheet = FormSheet(
        code=BOOK.seal(number),
        school=School("Scholengroep De Klaproos", contact="mail office@deklaproos.example"),
        name="Noor van den Berg",
        groups=("7b",),
        decides_self=decides_self,
        signs_all=False,
        own_age=16,
        language=language,
        template=template.name,
        rows=tuple(rows),
        sheet=1,
        sheets=1,
    )
    return Sheet(sheet.code, sheet.layout(), grey_of(draw_preview(sheet, round(PAGE_WIDTH * DOTS))))


def grey_of(image: QImage) -> Grey:
    """The grey values of a picture of Qt."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    values = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return values[:, : grey.width()].copy()


def some_sheets() -> list[Sheet]:
    """Forms of all sorts: few rows and many, one signature and two, from left to right and from right to left."""
    return [
        print_sheet("7K3M9QZ0", "nl"),
        print_sheet("2B8DWX41", "en", 9),
        print_sheet("QQ00ZZ99", "ar"),
        print_sheet("5TFGH7J2", "tr", 4, few_kinds=True),
        print_sheet("M1N2P3R4", "uk", 6, decides_self=True),
    ]
