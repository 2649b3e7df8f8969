# SPDX-License-Identifier: GPL-3.0-or-later
"""Who reads what is sent about somebody: from when they decide alone, and in which language the reader is addressed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.consent.calendar_queries import in_chunks
from models.consent.cells import decides_from
from models.policy import ConsentPolicy
from models.tables import Guardianship, Person, PersonRoleEntry
from models.terms import PersonRole


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a letter or form goes. ``has_guardian``: somebody with a say is on record, or they decide alone."""

    decides_from: date
    language: str
    has_guardian: bool

    def decides_on(self, day: date) -> bool:
        """Whether they decide alone on a day."""
        return self.decides_from <= day and self.decides_from != date.max


def read_readers(session: Session, ids: Sequence[int], policy: ConsentPolicy, today: date) -> Mapping[int, Reader]:
    """Who decides for each, and in which language they are written to: their own, else that of their child.

    Languages are as on record (a BCP 47 tag, or empty where nothing is). A fixed number of queries for each thousand.
    """
    roles: dict[int, list[PersonRole]] = defaultdict(list)
    people: dict[int, tuple[date | None, str]] = {}
    languages: dict[int, str] = {}
    for chunk in in_chunks(ids):
        for person_id, role in session.execute(
            select_columns(col(PersonRoleEntry.person_id), col(PersonRoleEntry.role)).where(
                col(PersonRoleEntry.person_id).in_(chunk)
            )
        ):
            roles[person_id].append(role)
        for person_id, born, language in session.execute(
            select_columns(col(Person.id), col(Person.birth_date), col(Person.language)).where(
                col(Person.id).in_(chunk)
            )
        ):
            people[person_id] = (born, language)
        rows = session.execute(
            select_columns(col(Guardianship.pupil_id), col(Person.language))
            .join(Person, col(Person.id) == col(Guardianship.guardian_id))
            .where(
                col(Guardianship.pupil_id).in_(chunk),
                col(Guardianship.has_authority),
                func.coalesce(col(Guardianship.until), date.max) >= today,
            )
            .order_by(col(Guardianship.id).desc())
        )
        for pupil_id, language in rows:  # the first guardian with a language comes last, and stands
            languages[pupil_id] = language or languages.get(pupil_id, "")
    readers = {}
    for person_id, (born, language) in people.items():
        day = decides_from(born, roles[person_id], policy)
        decides = day <= today and day != date.max
        chosen = language if decides else languages.get(person_id) or language
        readers[person_id] = Reader(day, chosen, decides or person_id in languages)
    return readers


def wording_language(wanted: str, usual: str, known: Sequence[str]) -> str:
    """The language that somebody is written to: theirs where there are words for it, else the usual one."""
    code = wanted.replace("_", "-").split("-", 1)[0].lower()
    return code if code in known else usual
