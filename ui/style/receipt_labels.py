# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts in words of the window; what stands on them is in the family's language (`forms.receipt_words`)."""

from __future__ import annotations

from models.forms.receipts import Receipt
from models.forms.wording import load_wording
from ui.texts import _, format_number, ngettext


def receipts_count(count: int) -> str:
    """How many receipts there are, or that there are none."""
    if not count:
        return _("Nothing is recorded yet that a receipt could tell.")
    return ngettext("{count} receipt", "{count} receipts", count).format(count=format_number(count))


def receipt_line(receipt: Receipt) -> str:
    """One receipt in the list: whom it is about, for whom it is, and in which language."""
    about = " · ".join((receipt.name, *receipt.groups))
    signer = receipt.signer or _("a parent or guardian")
    to = _("for {name}").format(name=signer)
    return f"{about}\n{to} · \u2068{load_wording(receipt.language).name}\u2069"
