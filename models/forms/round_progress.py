# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a round is: whose forms count, who answered since it began, and which reminders went out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.consent.calendar_queries import in_chunks
from models.consent.facts import CellKey
from models.forms.round_people import class_order
from models.forms.round_terms import ClassProgress, RoundAnswer, RoundPerson, RoundProgress, RoundRow, SentReminder
from models.roster.person_rows import read_groups, read_names
from models.store.same_person import all_records, follow, kept_ids
from models.tables import ConsentEvent, Form, FormRound, Person
from models.terms import Activity, Answer, FormState, MediaKind

_OUT = (FormState.ISSUED, FormState.RECEIVED, FormState.CONFLICT)


@dataclass(slots=True)
class _Standing:
    """One person's forms in a round."""

    form_ids: list[int]
    language: str
    states: set[FormState]


def read_progress(session: Session, made: FormRound, today: date) -> RoundProgress:
    """Who is in a round and how far they are, by class. Who left, was erased or is never shown is not counted."""
    standing = _standing(session, made.id or 0, today)
    ids = tuple(standing)
    answered = _answered(session, made, standing)
    names, groups = read_names(session, ids), read_groups(session, ids, today)
    people = []
    for person_id in class_order(session, ids, groups):
        one = standing[person_id]
        if FormState.CONFLICT in one.states:
            answer = RoundAnswer.TO_CHECK
        elif person_id in answered or FormState.RECEIVED in one.states:
            answer = RoundAnswer.ANSWERED
        else:
            answer = RoundAnswer.SILENT
        in_groups = tuple(group.name for group in groups.get(person_id, ()))
        people.append(
            RoundPerson(person_id, names.get(person_id, ""), in_groups, one.language, answer, tuple(one.form_ids))
        )
    by_class: dict[str, list[RoundPerson]] = defaultdict(list)
    for person in people:
        by_class[person.groups[0] if person.groups else ""].append(person)
    classes = tuple(
        ClassProgress(name, len(them), _count(them, RoundAnswer.ANSWERED), _count(them, RoundAnswer.TO_CHECK))
        for name, them in by_class.items()
    )
    row = RoundRow(
        made.id or 0,
        made.name,
        made.started_on,
        made.answer_before,
        made.answer_before is None or made.answer_before >= today,
        len(people),
        _count(people, RoundAnswer.ANSWERED),
        _count(people, RoundAnswer.TO_CHECK),
        read_reminders(made),
    )
    return RoundProgress(row, classes, tuple(people))


def read_reminders(made: FormRound) -> tuple[SentReminder, ...]:
    """The times that letters to the silent were noted as sent, the earliest first."""
    sent = json.loads(made.questions).get("reminders", [])
    return tuple(SentReminder(date.fromisoformat(day), letters) for day, letters in sent)


def write_reminders(made: FormRound, reminders: Sequence[SentReminder]) -> None:
    """Keep these times with the round."""
    data = json.loads(made.questions)
    data["reminders"] = [[one.sent_on.isoformat(), one.letters] for one in reminders]
    made.questions = json.dumps(data)


def _count(people: Sequence[RoundPerson], answer: RoundAnswer) -> int:
    return sum(one.answer is answer for one in people)


def _standing(session: Session, round_id: int, today: date) -> dict[int, _Standing]:
    """The forms that count by person, without who left, was erased or is never shown by now."""
    kept = kept_ids(session)
    found: dict[int, _Standing] = {}
    rows = session.execute(
        select_columns(col(Form.id), col(Form.person_id), col(Form.language), col(Form.state))
        .where(col(Form.round_id) == round_id, col(Form.person_id).is_not(None), col(Form.state).in_(_OUT))
        .order_by(col(Form.id))
    )
    for form_id, person_id, language, state in rows:
        one = found.setdefault(follow(person_id, kept), _Standing([], language, set()))
        one.form_ids.append(form_id)
        one.states.add(state)
    gone: set[int] = set()
    for chunk in in_chunks(found):
        is_gone = (col(Person.left_on) <= today) | col(Person.erased_on).is_not(None) | col(Person.is_protected)
        gone.update(session.scalars(select_columns(col(Person.id)).where(col(Person.id).in_(chunk), is_gone)))
    return {person_id: one for person_id, one in found.items() if person_id not in gone}


def _answered(session: Session, made: FormRound, standing: Mapping[int, _Standing]) -> set[int]:
    """Who gave an answer to one of the round's questions that was recorded since it began, and stands."""
    data = json.loads(made.questions)
    cells = {CellKey(Activity(activity), MediaKind(kind), purpose_id) for activity, kind, purpose_id in data["cells"]}
    kept = kept_ids(session)
    event = ConsentEvent
    out: set[int] = set()
    latest: list[tuple[int, int, CellKey]] = []
    for chunk in in_chunks(all_records(tuple(standing), kept)):
        rows = session.execute(
            select_columns(
                col(event.id), col(event.person_id), col(event.activity), col(event.kind), col(event.purpose_id),
                col(event.annuls_id), col(event.answer),
            )
            .where(
                col(event.person_id).in_(chunk),
                col(event.id) > data["after"],
                func.coalesce(col(event.item_id), col(event.session_id)).is_(None),
            )
            .order_by(col(event.id).desc())
        )  # fmt: skip
        for event_id, person_id, activity, kind, purpose_id, annuls_id, answer in rows:
            if annuls_id is not None and event_id not in out:
                out.add(annuls_id)
            if answer is not Answer.ANNULLED:
                key = CellKey(activity, kind, purpose_id)
                latest.append((event_id, follow(person_id, kept), key))
    return {person_id for event_id, person_id, key in latest if event_id not in out and key in cells}
