# SPDX-License-Identifier: GPL-3.0-or-later
"""What an import of online answers looks up: the code book, the forms that codes name, and who may have answered."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlmodel import Session, col, select

from models.errors import ErrorCode, KnownError
from models.forms.forms import is_blank, read_code_book
from models.forms.online_plan import KnownForm
from models.forms.online_table import Opener
from models.roster.names import fold_text
from models.roster.person_rows import read_names
from models.store import UnitOfWork
from models.store.same_person import follow, kept_ids
from models.tables import Form, Guardianship, OnlineMapping, Person

_MAX_NAME = 120


def code_opener(session: Session) -> Opener:
    """Gives the number in a code that bears this school's seal."""
    book = read_code_book(session)

    def open_code(text: str) -> str | None:
        opened = None if book is None else book.open(text)
        return None if opened is None else opened.number

    return open_code


def mapping_row(unit: UnitOfWork, name: str) -> OnlineMapping:
    """The online form of this name, made where there is none. Raises ``VALUE_NOT_ALLOWED``."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > _MAX_NAME:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED)
    return find_mapping(unit.session, tidy) or OnlineMapping(name=tidy)


def find_mapping(session: Session, name: str) -> OnlineMapping | None:
    """The online form of this name, however it is written."""
    wanted = fold_text(name)
    return next((row for row in session.exec(select(OnlineMapping)) if fold_text(row.name) == wanted), None)


def load_forms(session: Session, numbers: set[str]) -> dict[str, KnownForm]:
    """The forms of these numbers, with who could have answered for their people."""
    kept = kept_ids(session)
    forms = session.exec(select(Form).where(col(Form.code).in_(numbers))).all()
    people = {follow(form.person_id, kept) for form in forms if form.person_id is not None}
    here = {
        person_id or 0
        for person_id, erased_on in session.exec(
            select(col(Person.id), col(Person.erased_on)).where(col(Person.id).in_(people))
        )
        if erased_on is None
    }
    deciders = _read_deciders(session, here)
    found = {}
    for form in forms:
        person_id = None if form.person_id is None else follow(form.person_id, kept)
        versions = {row["purpose"]: row["version"] for row in json.loads(form.questions)["rows"] if row["purpose"]}
        is_here = person_id in here
        found[form.code] = KnownForm(
            form.id or 0,
            person_id if is_here else None,
            form.state,
            form.language,
            versions,
            deciders.get(person_id or 0, {}),
            is_blank(form),
        )
    return found


def _read_deciders(session: Session, people: set[int]) -> dict[int, dict[str, int | None]]:
    """By person: the folded names and relations of guardians, each with the one it fits (None: several)."""
    rows = session.exec(
        select(Guardianship.pupil_id, Guardianship.guardian_id, Guardianship.relation).where(
            col(Guardianship.pupil_id).in_(people)
        )
    ).all()
    names = read_names(session, list({guardian_id for _pupil, guardian_id, _relation in rows}))
    found: dict[int, dict[str, int | None]] = defaultdict(dict)
    for pupil_id, guardian_id, relation in rows:
        for word in {fold_text(relation or ""), fold_text(names.get(guardian_id, ""))} - {""}:
            mine = found[pupil_id]
            mine[word] = guardian_id if mine.get(word, guardian_id) == guardian_id else None
    return found
