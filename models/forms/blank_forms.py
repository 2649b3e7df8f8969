# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms that were printed without a name, for newcomers: which are out, and whose one turns out to be."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.consent.calendar_queries import in_chunks
from models.forms.forms import is_blank, read_code_book
from models.tables import Form, FormScan
from models.terms import FormState

_OUT = (FormState.ISSUED, FormState.CONFLICT)


@dataclass(frozen=True, slots=True)
class BlankForm:
    """A form without a name. ``is_self``: it speaks to who decides alone; ``scans``: its pages that came back."""

    form_id: int
    code: str
    language: str
    is_self: bool
    issued_on: date
    scans: tuple[int, ...]


def list_blank_forms(session: Session) -> tuple[BlankForm, ...]:
    """The blank forms that are nobody's yet, latest first."""
    book = read_code_book(session)
    nobody_s = select(Form).where(col(Form.person_id).is_(None), col(Form.state).in_(_OUT))
    forms = [form for form in session.exec(nobody_s.order_by(col(Form.id).desc())) if is_blank(form)]
    scans: dict[int, list[int]] = defaultdict(list)
    for chunk in in_chunks(form.id or 0 for form in forms):
        came_back = select(FormScan.form_id, FormScan.id).where(
            col(FormScan.form_id).in_(chunk), col(FormScan.undone_at).is_(None)
        )
        for form_id, scan_id in session.exec(came_back.order_by(col(FormScan.id))):
            scans[form_id or 0].append(scan_id or 0)
    return tuple(
        BlankForm(
            form.id or 0,
            "" if book is None else book.seal(form.code, form.key_number),
            form.language,
            json.loads(form.questions)["self"],
            form.issued_at.astimezone().date(),
            tuple(scans[form.id or 0]),
        )
        for form in forms
    )


def set_owner(form: Form, person_id: int | None) -> None:
    """Put a blank form to a person, or make it nobody's again."""
    form.person_id = person_id
    form.questions = json.dumps({**json.loads(form.questions), "blank": person_id is None})
