# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds: asking many people on paper at once, and following who answered.

Whatever a round asks is asked by forms (`forms.FormService`); a round says who belongs together and until when.
Somebody answered when an answer to one of its questions was recorded since, on paper, online or by telephone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.changes import Change
from models.consent.calendar import CalendarService
from models.errors import ErrorCode, KnownError
from models.forms.blank_forms import BlankForm, list_blank_forms, set_owner
from models.forms.form_rows import FormQuestions
from models.forms.forms import Composed, FormService, IssuedForm, ask_people, is_blank, move_forms, rows_of
from models.forms.readers import Reader, read_readers, wording_language
from models.forms.round_people import choose_people
from models.forms.round_progress import read_progress, read_reminders, write_reminders
from models.forms.round_terms import (
    NAME_LENGTH,
    Measure,
    RoundAnswer,
    RoundInput,
    RoundPreview,
    RoundProgress,
    RoundReminder,
    RoundRow,
    SentReminder,
    take_as_is,
)
from models.forms.wording import LANGUAGES
from models.progress import Progress
from models.roster.row_changes import split_ids
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.store.same_person import is_known, kept_id_of
from models.tables import ConsentEvent, ConsentRequest, Form, FormRound
from models.terms import ChangeKind, FormState, MediaKind

PREVIEW_PAGES = 20
MOST_BLANK = 200
_STEPS = 100
_COMPOSED, _MEASURED, _ON_RECORD = 8, 20, 37
"""How far the start of a round is after each part, in hundredths of the time that all of it takes."""


@dataclass(frozen=True, slots=True)
class StartedRound:
    """A round that is on record, with its forms in the order of printing."""

    round_id: int
    form_ids: tuple[int, ...]
    people: int


class RoundService:
    """Starts rounds, says how far they are, and makes forms that nobody's name is on yet."""

    def __init__(
        self,
        store: Store,
        settings: SettingsService,
        forms: FormService,
        calendar: CalendarService,
        change_owner: Callable[[UnitOfWork, Form], None],
    ) -> None:
        """``change_owner`` looks again at the pages of a form that got a name or lost it."""
        self._store = store
        self._settings = settings
        self._forms = forms
        self._calendar = calendar
        self._change_owner = change_owner

    def preview(self, entered: RoundInput) -> RoundPreview:
        """Count a round and give its first pages; nothing is written. Raises as `start` does, but for the name."""
        deciding, today = self._now_deciding(), self._store.clock.today()
        with self._store.read() as session:
            chosen = choose_people(session, today, entered, deciding)
            languages, readers = self._languages(session, chosen.people, entered)
            versions: dict[tuple[str, bool], int] = {}
            for one in chosen.people:
                versions.setdefault((languages[one], readers[one].decides_on(today)), one)
            shown = list(dict.fromkeys((*chosen.people[:PREVIEW_PAGES], *versions.values())))
            composed = self._compose(session, shown, languages, entered.questions)
            each = self._pages_each(session, languages, entered.questions)
        counts: dict[str, int] = defaultdict(int)
        for language in languages.values():
            counts[language] += 1
        return RoundPreview(
            people=len(chosen.people),
            pages=sum(each[language] * count for language, count in counts.items()),
            languages=dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))),
            without_guardian=sum(not readers[one].has_guardian for one in chosen.people),
            protected=chosen.protected,
            sheets=tuple(sheet for _person, sheet in composed),
        )

    def start(
        self, entered: RoundInput, measure: Measure = take_as_is, progress: Progress | None = None
    ) -> Change[StartedRound]:
        """Record a round with all its forms, sorted by class, and that these people were asked, in one transaction.

        Whatever ``measure`` raises for a sheet that cannot be printed, nothing is recorded. Raises ``NAME_MISSING``,
        ``VALUE_NOT_ALLOWED``, ``ROUND_WITHOUT_PEOPLE``, and as `FormService.issue`. The undo revokes the forms: a sheet
        that comes back all the same is known for what it is. ``CANCELLED`` where it was stopped: nothing is on record.
        """
        progress = progress if progress is not None else Progress()
        name = _round_name(entered.name)
        deciding = self._now_deciding()
        today = self._store.clock.today()
        if entered.answer_before is not None and entered.answer_before < today:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="answer_before")
        with self._store.write("round.start") as unit:
            chosen = choose_people(unit.session, today, entered, deciding)
            if not chosen.people:
                raise KnownError(ErrorCode.ROUND_WITHOUT_PEOPLE)
            languages, _readers = self._languages(unit.session, chosen.people, entered)
            composed = self._compose(unit.session, chosen.people, languages, entered.questions)
            progress.report(_COMPOSED, _STEPS)
            measure([sheet for _person, sheet in composed])
            progress.report(_MEASURED, _STEPS)
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
            unit.progress = progress.part(_ON_RECORD, _STEPS, _STEPS)
            value = StartedRound(made.id or 0, ids, len(chosen.people))
        return Change(value, unit.changes, lambda: self._forms.take_back(ids))

    def change_round(self, round_id: int, name: str, answer_before: date | None) -> Change[int]:
        """Give a round another name or last day; the forms that are out stay as they are. Gives the round's id.

        Raises ``ROUND_UNKNOWN``, ``NAME_MISSING``, and ``VALUE_NOT_ALLOWED`` (too long, or a day before its first).
        """
        name = _round_name(name)
        with self._store.write("round.change") as unit:
            made = _round(unit.session, round_id)
            if answer_before is not None and answer_before < made.started_on:
                raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="answer_before")
            before = made.name, made.answer_before
            made.name, made.answer_before = name, answer_before
            unit.note(round=round_id)
            unit.touch_all(ChangeKind.FORM)
        return Change(round_id, unit.changes, lambda: self.change_round(round_id, *before))

    def note_reminded(self, round_id: int, letters: int) -> Change[int]:
        """Keep with a round that so many letters to the silent were sent today. Gives the round's id.

        Raises ``ROUND_UNKNOWN`` and ``VALUE_NOT_ALLOWED`` (none at all).
        """
        if letters < 1:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="count")
        sent = SentReminder(self._store.clock.today(), letters)
        return self._change_reminders(round_id, "round.remind", sent)

    def rounds(self) -> tuple[RoundRow, ...]:
        """Every round with forms that count, running ones first, then the latest."""
        today = self._store.clock.today()
        with self._store.read() as session:
            rows = [
                row
                for made in session.exec(select(FormRound).order_by(col(FormRound.id).desc())).all()
                if (row := read_progress(session, made, today).row).people
            ]
        return tuple(sorted(rows, key=lambda row: not row.is_running))

    def progress(self, round_id: int) -> RoundProgress:
        """Who is in a round and how far they are, by class. Raises ``ROUND_UNKNOWN``."""
        with self._store.read() as session:
            return read_progress(session, _round(session, round_id), self._store.clock.today())

    def forms_of(self, round_id: int, person_ids: Collection[int] | None = None) -> tuple[IssuedForm, ...]:
        """The forms of a round that count, sorted by class; of these people alone. Raises ``ROUND_UNKNOWN``."""
        return tuple(form for _name, forms in self.forms_by_class(round_id, person_ids) for form in forms)

    def forms_by_class(
        self, round_id: int, person_ids: Collection[int] | None = None
    ) -> tuple[tuple[str, tuple[IssuedForm, ...]], ...]:
        """The forms of a round that count, class by class (an empty name: in none). Raises ``ROUND_UNKNOWN``."""
        wanted = None if person_ids is None else set(person_ids)
        classes: dict[str, list[int]] = {}
        for one in self.progress(round_id).people:
            if wanted is None or one.person_id in wanted:
                classes.setdefault(one.groups[0] if one.groups else "", []).extend(one.form_ids)
        ids = [form_id for forms in classes.values() for form_id in forms]
        issued = {form.form_id: form for form in self._forms.issued_forms(ids)}
        return tuple((name, tuple(issued[one] for one in forms if one in issued)) for name, forms in classes.items())

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

    def replace_forms(
        self, round_id: int, person_ids: Sequence[int], measure: Measure = take_as_is
    ) -> Change[tuple[IssuedForm, ...]]:
        """Give these people new forms with today's words and questions; the earlier ones are known as replaced.

        Only forms that did not come back are replaced; one that comes back later all the same waits for a person.
        Raises ``ROUND_UNKNOWN`` and as `start` does.
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
            measure([sheet for _person, sheet in composed])
            ids = self._forms.put_on_record(unit, composed, round_id)
            first: dict[int, int] = {}
            for (person_id, _sheet), form_id in zip(composed, ids, strict=True):
                first.setdefault(person_id or 0, form_id)
            old = {form_id: first[one.person_id] for one in people for form_id in one.form_ids}
            _mark_replaced(unit.session, old)
            unit.touch(ChangeKind.FORM, old)
        return Change(self._forms.issued_forms(ids), unit.changes, lambda: self._undo_replacing(old, ids))

    def make_blank(
        self, count: int, questions: FormQuestions, language: str, *, is_self: bool, measure: Measure = take_as_is
    ) -> Change[tuple[IssuedForm, ...]]:
        """Forms with a code and without a name, for newcomers; whoever fills one in is put to it with `bind`.

        ``is_self``: for staff, volunteers and others who decide alone. Raises ``VALUE_NOT_ALLOWED`` (how many) and as
        `FormService.issue`.
        """
        if not 1 <= count <= MOST_BLANK:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="count")
        with self._store.write("form.blank") as unit:
            composed = self._forms.compose(unit.session, (), questions, language, [is_self] * count)
            measure([sheet for _person, sheet in composed])
            ids = self._forms.put_on_record(unit, composed)
        return Change(self._forms.issued_forms(ids), unit.changes, lambda: self._forms.take_back(ids))

    def blank_forms(self) -> tuple[BlankForm, ...]:
        """The blank forms that nobody is known of yet, latest first, with the pages of them that came back."""
        with self._store.read() as session:
            return list_blank_forms(session)

    def bind(self, form_id: int, person_id: int) -> Change[int]:
        """Say whose a blank form is; they count as asked from today. Gives the form's id.

        Pages of it that came back before are settled at once: what is certain is recorded. The undo makes the form
        nobody's again, and takes those answers out of account. Raises ``FORM_UNKNOWN``, ``FORM_HAS_OWNER``,
        ``PERSON_UNKNOWN``, and ``FORM_FOR_OTHERS`` where the form speaks to guardians and this person decides alone,
        or the other way round.
        """
        with self._store.write("form.bind") as unit:
            kept = self.bind_within(unit, form_id, person_id)
        return Change(form_id, unit.changes, lambda: self._unbind(form_id, kept))

    def bind_within(self, unit: UnitOfWork, form_id: int, person_id: int) -> int:
        """Say whose a blank form is inside a transaction of a larger action; gives their kept number."""
        form = unit.session.get(Form, form_id)
        if form is None:
            raise KnownError(ErrorCode.FORM_UNKNOWN)
        if not is_blank(form):
            raise KnownError(ErrorCode.FORM_HAS_OWNER)
        kept = kept_id_of(unit.session, person_id)
        if not is_known(unit.session, kept):
            raise KnownError(ErrorCode.PERSON_UNKNOWN)
        today = self._store.clock.today()
        reader = read_readers(unit.session, [kept], self._settings.policy(), today)[kept]
        if json.loads(form.questions)["self"] != reader.decides_on(today):
            raise KnownError(ErrorCode.FORM_FOR_OTHERS)
        set_owner(form, kept)
        ask_people(unit, [(form, rows_of(form))])
        self._change_owner(unit, form)
        unit.touch(ChangeKind.FORM, [form_id])
        unit.touch(ChangeKind.ANSWER, [kept])
        return kept

    def _unbind(self, form_id: int, person_id: int) -> Change[int]:
        with self._store.write("form.bind.undo") as unit:
            self.unbind_within(unit, form_id, person_id)
        return Change(form_id, unit.changes, lambda: self.bind(form_id, person_id))

    def unbind_within(self, unit: UnitOfWork, form_id: int, person_id: int) -> None:
        """Make a form of this person nobody's again. Raises ``RECORD_CHANGED`` where it is not theirs any more."""
        form = unit.session.get(Form, form_id)
        if form is None or form.person_id is None or kept_id_of(unit.session, form.person_id) != person_id:
            raise KnownError(ErrorCode.RECORD_CHANGED)
        set_owner(form, None)
        unit.session.execute(delete(ConsentRequest).where(col(ConsentRequest.form_id) == form_id))
        self._change_owner(unit, form)
        unit.touch(ChangeKind.FORM, [form_id])
        unit.touch(ChangeKind.ANSWER, [person_id])

    def _change_reminders(self, round_id: int, action: str, sent: SentReminder) -> Change[int]:
        """Add a reminder to a round; the undo takes it out again."""
        is_undo = action.endswith(".undo")
        with self._store.write(action) as unit:
            made = _round(unit.session, round_id)
            known = list(read_reminders(made))
            if not is_undo:
                known.append(sent)
            elif sent in known:
                known.remove(sent)
            write_reminders(made, known)
            unit.note(round=round_id, letters=sent.letters)
            unit.touch_all(ChangeKind.FORM)
        other = "round.remind" if is_undo else "round.remind.undo"
        return Change(round_id, unit.changes, lambda: self._change_reminders(round_id, other, sent))

    def _now_deciding(self) -> frozenset[int]:
        return frozenset(one.person_id for one in self._calendar.now_decides(0))

    def _languages(
        self, session: Session, people: Sequence[int], entered: RoundInput
    ) -> tuple[dict[int, str], Mapping[int, Reader]]:
        """The language of each one's form, and who reads it."""
        if entered.language not in LANGUAGES:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="language")
        readers = read_readers(session, people, self._settings.policy(), self._store.clock.today())
        languages = {
            one: wording_language(readers[one].language, entered.language, LANGUAGES)
            if entered.each_own
            else entered.language
            for one in people
        }
        return languages, readers

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
        with self._store.write("round.replace_forms.undo") as unit:
            move_forms(unit, new_ids, FormState.ISSUED, FormState.REVOKED)
            for chunk in split_ids(old):
                forms = select(Form).where(col(Form.id).in_(chunk), col(Form.state) == FormState.REPLACED)
                for form in unit.session.exec(forms):
                    form.state, form.replaced_by_id = FormState.ISSUED, None
            unit.touch(ChangeKind.FORM, old)
        return Change(tuple(old), unit.changes)


def _round(session: Session, round_id: int) -> FormRound:
    found = session.get(FormRound, round_id)
    if found is None:
        raise KnownError(ErrorCode.ROUND_UNKNOWN)
    return found


def _round_name(entered: str) -> str:
    """The name of a round, tidied. Raises ``NAME_MISSING`` and ``VALUE_NOT_ALLOWED``."""
    name = " ".join(entered.split())
    if not name:
        raise KnownError(ErrorCode.NAME_MISSING)
    if len(name) > NAME_LENGTH:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="name")
    return name


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
