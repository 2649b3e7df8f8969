# SPDX-License-Identifier: GPL-3.0-or-later
"""The words about proof: why somebody looked at it, and what kind of document it is. No Qt."""

from __future__ import annotations

from models.consent import evidence_types
from models.terms import ViewReason
from ui.texts import _


def view_reason_label(reason: ViewReason) -> str:
    """Why somebody looks at what is kept as proof."""
    return {
        ViewReason.PERSON_ASKED: _("The person or a parent asked"),
        ViewReason.ANSWER_CHECKED: _("To check an answer"),
        ViewReason.COMPLAINT: _("Because of a question or complaint"),
        ViewReason.SUPERVISOR_ASKED: _("A supervisor asked"),
        ViewReason.OTHER: _("Another reason"),
    }[reason]


def media_type_label(media_type: str) -> str:
    """What kind of document a media type is."""
    if media_type in evidence_types.PICTURES:
        return _("Picture")
    return {
        evidence_types.TEXT: _("Note"),
        evidence_types.EMAIL: _("E-mail"),
        evidence_types.OUTLOOK: _("E-mail"),
        evidence_types.PDF: _("PDF"),
        evidence_types.WORD: _("Word file"),
    }.get(media_type, _("File"))


def media_type_icon(media_type: str) -> str:
    """Name of the icon of a kind of document."""
    if media_type in evidence_types.PICTURES:
        return "camera"
    return {
        evidence_types.TEXT: "edit",
        evidence_types.EMAIL: "mail",
        evidence_types.OUTLOOK: "mail",
        evidence_types.PDF: "paper",
    }.get(media_type, "file")
