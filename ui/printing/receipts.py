# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts on paper, each a document of its own, in the language of its reader."""

from __future__ import annotations

from models.forms.receipt_words import NOTHING, receipt_words
from models.forms.receipts import Receipt
from ui.printing.flow import FlowDocument

_WIDTHS = (6.0, 3.5, 2.5, 2.5)


def compose_receipt(receipt: Receipt) -> FlowDocument:
    """One receipt, ready to be printed."""
    said = receipt_words(receipt)
    document = FlowDocument("", footer=said.school, page_text=said.page, is_right_to_left=said.is_right_to_left)
    document.paragraph(said.school, is_bold=True)
    document.paragraph(said.day, is_muted=True)
    document.heading(said.title)
    document.paragraph(said.greeting)
    document.paragraph(said.intro)
    document.facts(said.facts)
    for table in said.tables:
        has_open = any(row[3] != NOTHING for row in table.rows)
        columns = 4 if has_open else 3
        document.heading(table.heading, 2)
        document.table(table.headers[:columns], [row[:columns] for row in table.rows], _WIDTHS[:columns])
    document.paragraph(" ".join(said.rules))
    document.heading(said.change_title, 2)
    document.paragraph(said.change)
    document.heading(said.rights_title, 2)
    document.paragraph(said.rights)
    document.paragraph(f"{said.end}\n{said.school}")
    return document
