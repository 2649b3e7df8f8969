# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds: asking many people on paper at once, and following who answered.

Whatever a round asks is asked by forms (`forms.FormService`); a round says who belongs together and until when.
Somebody answered when an answer to one of its questions was recorded since, on paper, online or by telephone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.changes import Change
from models.consent.calendar import CalendarService
from models.consent.calendar_queries import in_chunks
from models.consent.facts import CellKey
from models.errors import ErrorCode, KnownError
from models.forms.form_rows import FormQuestions
from models.forms.forms import Composed, FormService, IssuedForm, ask_people, rows_of
from models.forms.readers import read_readers, wording_language
from models.forms.round_people import choose_people, class_order
from models.forms.round_terms import (
    NAME_LENGTH,
    ClassProgress,
    RoundAnswer,
    RoundInput,
    RoundPerson,
    RoundPreview,
    RoundProgress,
    RoundReminder,
    RoundRow,
)
from models.forms.wording import LANGUAGES
from models.roster.person_rows import read_groups, read_names
from models.roster.row_changes import split_ids
from models.settings import SettingsService
from models.store import Store
from models.store.same_person import all_records, follow, is_known, kept_id_of, kept_ids
from models.tables import ConsentEvent, Form, FormRound, Person
from models.terms import Activity, Answer, ChangeKind, FormState, MediaKind

PREVIEW_PAGES = 20
MOST_BLANK = 200
_OUT = (FormState.ISSUED, FormState.RECEIVED, FormState.CONFLICT)


@dataclass(frozen=True, slots=True)
class StartedRound:
    """A round that is on record, with its forms in the order of printing."""

    round_id: int
    form_ids: tuple[int, ...]
    people: int


@dataclass(slots=True)
class _Standing:
    """One person's forms in a round."""

    form_ids: list[int]
    language: str
    states: set[FormState]


class RoundService:
    """Starts rounds, says how far they are, and makes forms that nobody's name is on yet."""

    def __init__(self, store: Store, settings: SettingsService, forms: FormService, calendar: CalendarService) -> None:
        self._store = store
        self._settings = settings
        self._forms = forms
        self._calendar = calendar

    def preview(self, entered: RoundInput) -> RoundPreview:
        """Count a round and give its first pages; nothing is written. Raises as `start` does, but for the name."""
        deciding = self._now_deciding()
        with self._store.read() as session:
            chosen = choose_people(session, self._store.clock.today(), entered, deciding)
            languages, without_guardian = self._languages(session, chosen.people, entered)
            shown: list[int] = list(chosen.people[:PREVIEW_PAGES])
            for language in dict.fromkeys(languages.values()):
                first = next(one for one in chosen.people if languages[one] == language)
                if all(languages[one] != language for one in shown):
                    shown.append(first)
            composed = self._compose(session, shown, languages, entered.questions)
            each = self._pages_each(session, languages, entered.questions)
        counts: dict[str, int] = defaultdict(int)
        for language in languages.values():
            counts[language] += 1
        return RoundPreview(
            people=len(chosen.people),
            pages=sum(each[language] * count for language, count in counts.items()),
            languages=dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))),
            without_guardian=without_guardian,
            protected=chosen.protected,
            sheets=tuple(sheet for _person, sheet in composed),
        )

    def start(self, entered: RoundInput) -> Change[StartedRound]:
        """Record a round with all its forms, sorted by class, and that these people were asked, in one transaction.

        Raises ``NAME_MISSING``, ``VALUE_NOT_ALLOWED``, ``ROUND_WITHOUT_PEOPLE``, and as `FormService.issue`. The undo
        revokes the forms: a sheet that comes back all the same is known for what it is.
        """
        name = " ".join(entered.name.split())
        if not name:
            raise KnownError(ErrorCode.NAME_MISSING)
        if len(name) > NAME_LENGTH:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="name")
        deciding = self._now_deciding()
        today = self._store.clock.today()
        if entered.answer_before is not None and entered.answer_before < today:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="answer_before")
        with self._store.write("round.start") as unit:
            chosen = choose_people(unit.session, today, entered, deciding)
            if not chosen.people:
                raise KnownError(ErrorCode.ROUND_WITHOUT_PEOPLE)
            languages, _without = self._languages(unit.session, chosen.people, entered)
            composed = self._compose(unit.session, chosen.people, languages, entered.questions)
            made = FormRound(
                name=name,
                started_on=today,
                answer_before=entered.answer_before,
                questions=_write_questions(entered, composed, _last_event(unit.session)),
                created_at=self._store.clock.now(),
            )
            unit.session.add(made)
            unit.session.flush()
            ids = self._forms.put_on_record(unit, composed, made.id)
            value = StartedRound(made.id or 0, ids, len(chosen.people))
        return Change(value, unit.changes, lambda: self._forms.take_back(ids))

    def rounds(self) -> tuple[RoundRow, ...]:
        """Every round with forms that count, running ones first, then the latest."""
        today = self._store.clock.today()
        with self._store.read() as session:
            rows = [
                row
                for made in session.exec(select(FormRound).order_by(col(FormRound.id).desc())).all()
                if (row := _progress(session, made, today).row).people
            ]
        return tuple(sorted(rows, key=lambda row: not row.is_running))

    def progress(self, round_id: int) -> RoundProgress:
        """Who is in a round and how far they are, by class. Raises ``ROUND_UNKNOWN``."""
        with self._store.read() as session:
            return _progress(session, _round(session, round_id), self._store.clock.today())

    def forms_of(self, round_id: int, person_ids: Collection[int] | None = None) -> tuple[IssuedForm, ...]:
        """The forms of a round that count, sorted by class; of these people alone. Raises ``ROUND_UNKNOWN``."""
        wanted = None if person_ids is None else set(person_ids)
        people = self.progress(round_id).people
        ids = [form_id for one in people if wanted is None or one.person_id in wanted for form_id in one.form_ids]
        return self._forms.issued_forms(ids)

    def reminders(self, round_id: int, person_ids: Collection[int] | None = None) -> tuple[RoundReminder, ...]:
        """A letter to each of the silent (or of these among them), with their forms; sorted by class.

        Raises ``ROUND_UNKNOWN`` and ``FORM_NEEDS_SCHOOL``.
        """
        school = self._settings.school()
        if school is None:
            raise KnownError(ErrorCode.FORM_NEEDS_SCHOOL)
        found = self.progress(round_id)
        silent = [one for one in found.silent() if person_ids is None or one.person_id in set(person_ids)]
        issued = self._forms.issued_forms([form_id for one in silent for form_id in one.form_ids])
        by_id = {form.form_id: form for form in issued}
        return tuple(
            RoundReminder(
                person_id=one.person_id,
                name=one.name,
                groups=one.groups,
                to_guardians=not by_id[one.form_ids[0]].sheet.decides_self,
                language=one.language,
                school=school,
                day=self._store.clock.today(),
                asked_on=found.row.started_on,
                answer_before=found.row.answer_before,
                forms=tuple(by_id[form_id] for form_id in one.form_ids),
            )
            for one in silent
        )

    def replace_forms(self, round_id: int, person_ids: Sequence[int]) -> Change[tuple[IssuedForm, ...]]:
        """Give these people new forms with today's words and questions; the earlier ones are known as replaced.

        Only forms that did not come back are replaced. Raises ``ROUND_UNKNOWN`` and as `start` does.
        """
        wanted = set(person_ids)
        found = self.progress(round_id)
        people = [one for one in found.people if one.person_id in wanted and one.answer is RoundAnswer.SILENT]
        if not people:
            raise KnownError(ErrorCode.ROUND_WITHOUT_PEOPLE)
        with self._store.write("round.replace_forms") as unit:
            questions = _read_questions(_round(unit.session, round_id))
            languages = {one.person_id: one.language for one in people}
            composed = self._compose(unit.session, [one.person_id for one in people], languages, questions)
            ids = self._forms.put_on_record(unit, composed, round_id)
            first: dict[int, int] = {}
            for (person_id, _sheet), form_id in zip(composed, ids, strict=True):
                first.setdefault(person_id or 0, form_id)
            old = {form_id: first[one.person_id] for one in people for form_id in one.form_ids}
            _mark_replaced(unit.session, old)
            unit.touch(ChangeKind.FORM, old)
        return Change(self._forms.issued_forms(ids), unit.changes, lambda: self._undo_replacing(old, ids))

    def make_blank(
        self, count: int, questions: FormQuestions, language: str, *, is_self: bool
    ) -> Change[tuple[IssuedForm, ...]]:
        """Forms with a code and without a name, for newcomers; whoever fills one in is put to it with `bind`.

        ``is_self``: for staff, volunteers and others who decide alone. Raises ``VALUE_NOT_ALLOWED`` (how many) and as
        `FormService.issue`.
        """
        if not 1 <= count <= MOST_BLANK:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="count")
        with self._store.write("form.blank") as unit:
            composed = self._forms.compose(unit.session, (), questions, language, [is_self] * count)
            ids = self._forms.put_on_record(unit, composed)
        return Change(self._forms.issued_forms(ids), unit.changes, lambda: self._forms.take_back(ids))

    def bind(self, form_id: int, person_id: int) -> Change[int]:
        """Say whose a blank form is; they count as asked from today. Gives the form's id.

        Raises ``FORM_UNKNOWN``, ``FORM_HAS_OWNER``, ``PERSON_UNKNOWN``, and ``FORM_FOR_OTHERS`` where the form speaks
        to guardians and this person decides alone, or the other way round.
        """
        with self._store.write("form.bind") as unit:
            form = unit.session.get(Form, form_id)
            if form is None:
                raise KnownError(ErrorCode.FORM_UNKNOWN)
            if form.person_id is not None:
                raise KnownError(ErrorCode.FORM_HAS_OWNER)
            kept = kept_id_of(unit.session, person_id)
            if not is_known(unit.session, kept):
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            today = self._store.clock.today()
            reader = read_readers(unit.session, [kept], self._settings.policy(), today)[kept]
            decides = reader.decides_from <= today and reader.decides_from != date.max
            if json.loads(form.questions)["self"] != decides:
                raise KnownError(ErrorCode.FORM_FOR_OTHERS)
            form.person_id = kept
            ask_people(unit, [(form, rows_of(form))])
            unit.touch(ChangeKind.FORM, [form_id])
            unit.touch(ChangeKind.ANSWER, [kept])
        return Change(form_id, unit.changes)

    def _now_deciding(self) -> frozenset[int]:
        return frozenset(one.person_id for one in self._calendar.now_decides(0))

    def _languages(self, session: Session, people: Sequence[int], entered: RoundInput) -> tuple[dict[int, str], int]:
        """The language of each one's form, and for how many nobody can sign."""
        if entered.language not in LANGUAGES:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="language")
        readers = read_readers(session, people, self._settings.policy(), self._store.clock.today())
        languages = {
            one: wording_language(readers[one].language, entered.language, LANGUAGES)
            if entered.each_own
            else entered.language
            for one in people
        }
        return languages, sum(not readers[one].has_guardian for one in people)

    def _compose(
        self, session: Session, people: Sequence[int], languages: Mapping[int, str], questions: FormQuestions
    ) -> list[Composed]:
        """The sheets in the order of these people, whatever their languages."""
        by_person: dict[int | None, list[Composed]] = defaultdict(list)
        for language in dict.fromkeys(languages[one] for one in people):
            readers = [one for one in people if languages[one] == language]
            for person_id, sheet in self._forms.compose(session, readers, questions, language):
                by_person[person_id].append((person_id, sheet))
        return [one for person_id in people for one in by_person[person_id]]

    def _pages_each(self, session: Session, languages: Mapping[int, str], questions: FormQuestions) -> dict[str, int]:
        found = set(languages.values())
        return {one: len(self._forms.compose(session, (), questions, one, (False,))) for one in found}

    def _undo_replacing(self, old: Mapping[int, int], new_ids: tuple[int, ...]) -> Change[object]:
        taken = self._forms.take_back(new_ids)
        with self._store.write("round.replace_forms.undo") as unit:
            for chunk in split_ids(old):
                forms = select(Form).where(col(Form.id).in_(chunk), col(Form.state) == FormState.REPLACED)
                for form in unit.session.exec(forms):
                    form.state, form.replaced_by_id = FormState.ISSUED, None
            unit.touch(ChangeKind.FORM, old)
        return Change(tuple(old), taken.changes.merged(unit.changes))


def _round(session: Session, round_id: int) -> FormRound:
    found = session.get(FormRound, round_id)
    if found is None:
        raise KnownError(ErrorCode.ROUND_UNKNOWN)
    return found


def _mark_replaced(session: Session, old: Mapping[int, int]) -> None:
    for chunk in split_ids(old):
        forms = select(Form).where(col(Form.id).in_(chunk), col(Form.state) == FormState.ISSUED)
        for form in session.exec(forms):
            form.state, form.replaced_by_id = FormState.REPLACED, old[form.id or 0]


def _last_event(session: Session) -> int:
    """The number of the latest answer; later ones have higher numbers, whatever the computer's clock says."""
    return session.execute(select_columns(func.max(col(ConsentEvent.id)))).scalar() or 0


def _write_questions(entered: RoundInput, composed: Sequence[Composed], after: int) -> str:
    cells = sorted({key for _person, sheet in composed for row in sheet.rows for key in row.cells()}, key=str)
    return json.dumps(
        {
            "purposes": list(entered.questions.purpose_ids),
            "kinds": list(entered.questions.kinds),
            "recording": entered.questions.with_recording,
            "reason": entered.who.reason,
            "after": after,
            "cells": [[key.activity, key.kind, key.purpose_id] for key in cells],
        }
    )


def _read_questions(made: FormRound) -> FormQuestions:
    data = json.loads(made.questions)
    kinds = tuple(MediaKind(kind) for kind in data["kinds"])
    return FormQuestions(tuple(data["purposes"]), kinds, data["recording"])


def _progress(session: Session, made: FormRound, today: date) -> RoundProgress:
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
    )
    return RoundProgress(row, classes, tuple(people))


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
