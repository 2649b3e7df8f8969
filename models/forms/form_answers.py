# SPDX-License-Identifier: GPL-3.0-or-later
"""Which answers on record came by a form, on whatever way: scanned, online, or typed by hand."""

from __future__ import annotations

from sqlmodel import Session, col, select

from models.tables import ConsentEvent, FormScan
from models.terms import Answer


def standing_answers(session: Session, form_id: int) -> list[ConsentEvent]:
    """The answers to a form that were not taken out of account since."""
    events = session.exec(
        select(ConsentEvent).where(ConsentEvent.form_id == form_id).order_by(col(ConsentEvent.id).desc())
    )
    out: set[int] = set()
    standing = []
    for event in events:
        if event.annuls_id is not None and event.id not in out:
            out.add(event.annuls_id)
        if event.answer is not Answer.ANNULLED and event.id not in out:
            standing.append(event)
    return standing


def is_answered_without_paper(session: Session, form_id: int) -> bool:
    """Whether somebody answered a form in another way than by a page of it that was scanned."""
    pages = set(session.exec(select(FormScan.evidence_id).where(FormScan.form_id == form_id)).all()) - {None}
    return any(event.evidence_id not in pages for event in standing_answers(session, form_id))
