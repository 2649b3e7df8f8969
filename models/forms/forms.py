# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking people on paper: which questions go on whose sheet, and the record that they were asked.

A person whose questions do not fit on one sheet gets more; each sheet is a form of its own, with its own code, so that
a sheet can be read back alone. Only purposes that rest on consent are asked about.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from models.changes import Change
from models.consent.cells import load_facts
from models.consent.purposes import load_purposes
from models.errors import ErrorCode, KnownError
from models.forms.codes import CodeBook, new_key, new_number
from models.forms.form_rows import FormQuestions, FormRow, Wordings, read_rows, row_from, split_rows
from models.forms.layout import SheetLayout, lay_out_sheet
from models.forms.questions import ExpectedForm, question_name
from models.forms.scan_terms import PageProblem
from models.forms.wording import RIGHT_TO_LEFT, load_wording
from models.policy import ConsentPolicy
from models.roster.person_rows import read_groups, read_names
from models.roster.row_changes import split_ids
from models.settings import School, SettingsService
from models.store import Store, UnitOfWork
from models.tables import ConsentRequest, Form, Person, Setting, metadata
from models.terms import ChangeKind, ConsentValidity, FormState

_KEYS = "forms.keys"
_REQUEST = metadata.tables[str(ConsentRequest.__tablename__)]
"""Written to as a table: rows that hold a null are then put in together with the others."""


Composed = tuple[int | None, "FormSheet"]
"""For whom a sheet is (None: whoever will fill it in), and the sheet."""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """Everything that is printed on one sheet. ``code`` is empty in a preview; ``own_age`` the age of deciding.

    ``groups``: where somebody belongs, the classes they are in and the organisation they come from.

    ``how_long`` names the sentence on how long a yes lasts (with ``months``), ``wording`` the version of our own words.
    """

    code: str
    school: School
    name: str
    groups: tuple[str, ...]
    decides_self: bool
    signs_all: bool
    own_age: int
    language: str
    template: str
    rows: tuple[FormRow, ...]
    sheet: int
    sheets: int
    how_long: str = "unlimited"
    months: int = 0
    wording: str = ""

    @property
    def is_right_to_left(self) -> bool:
        """Whether the sheet's language is written from right to left."""
        return self.language in RIGHT_TO_LEFT

    @property
    def speaker(self) -> str:
        """To whom the words speak (see `wording.SPEAKERS`)."""
        return "self" if self.decides_self else "guardian"

    def layout(self) -> SheetLayout:
        """Where everything is on the sheet."""
        kinds = [row.kinds for row in self.rows]
        signatures = 1 if self.decides_self else 2
        return lay_out_sheet(self.template, kinds, signatures, is_right_to_left=self.is_right_to_left)


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """A sheet that is on record; ``sheet.code`` is what its QR holds."""

    form_id: int
    person_id: int
    state: FormState
    issued_on: date
    sheet: FormSheet


class FormService:
    """Composes forms and records that they were handed out."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def preview(self, person_ids: Sequence[int], purpose_ids: Sequence[int], language: str) -> tuple[FormSheet, ...]:
        """The sheets as they would be printed, without codes; nothing is recorded. Raises as `issue` does."""
        with self._store.read() as session:
            questions = FormQuestions(tuple(purpose_ids))
            return tuple(sheet for _person, sheet in self.compose(session, person_ids, questions, language))

    def issue(
        self, person_ids: Sequence[int], purpose_ids: Sequence[int], language: str
    ) -> Change[tuple[IssuedForm, ...]]:
        """Record one form a person (more where one sheet is too small) and that they were asked, in one transaction.

        Raises ``PERSON_UNKNOWN``, ``PURPOSE_UNKNOWN``, ``FORM_NEEDS_SCHOOL``, ``FORM_WITHOUT_QUESTIONS`` or
        ``VALUE_NOT_ALLOWED`` (no wording in that language). The undo revokes the forms: they stay on record, so that
        a sheet that comes back all the same is known for what it is.
        """
        with self._store.write("form.issue") as unit:
            composed = self.compose(unit.session, person_ids, FormQuestions(tuple(purpose_ids)), language)
            ids = self.put_on_record(unit, composed)
            issued = self._load(unit.session, ids, self._code_book(unit))
        return Change(issued, unit.changes, lambda: self.take_back(ids))

    def put_on_record(
        self, unit: UnitOfWork, composed: Sequence[Composed], round_id: int | None = None
    ) -> tuple[int, ...]:
        """Record these sheets, each with a code of its own, and that the people were asked; gives the forms' ids."""
        book = self._code_book(unit)
        numbers = _new_numbers(unit.session, len(composed))
        forms = [
            _make_form(unit, person_id, sheet, book.key_number, number, round_id)
            for (person_id, sheet), number in zip(composed, numbers, strict=True)
        ]
        unit.session.add_all(forms)
        unit.session.flush()
        ask_people(unit, [(form, sheet.rows) for form, (_one, sheet) in zip(forms, composed, strict=True)])
        _touch(unit, forms)
        return tuple(form.id or 0 for form in forms)

    def take_back(self, form_ids: tuple[int, ...]) -> Change[object]:
        """Revoke forms that are still out: they stay known, and their people were then never asked by them."""
        return self._set_state(form_ids, FormState.REVOKED)

    def issued_forms(self, form_ids: Sequence[int]) -> tuple[IssuedForm, ...]:
        """Forms on record, in the order asked for, as they were printed; unknown ids are left out."""
        with self._store.read() as session:
            keys = self._read_keys(session)
            return self._load(session, form_ids, CodeBook(keys)) if keys else ()

    def forms_of(self, person_id: int) -> tuple[IssuedForm, ...]:
        """All forms of a person, latest first."""
        with self._store.read() as session:
            ids = session.exec(select(Form.id).where(Form.person_id == person_id).order_by(col(Form.id).desc())).all()
        return self.issued_forms([form_id or 0 for form_id in ids])

    def find_code(self, text: str) -> int | None:
        """The form whose code was typed or scanned; None where it is not one of this school's."""
        with self._store.read() as session:
            keys = self._read_keys(session)
            opened = CodeBook(keys).open(text) if keys else None
            return None if opened is None else session.exec(select(Form.id).where(Form.code == opened.number)).first()

    def expect(self, code: str) -> ExpectedForm | PageProblem:
        """What a scanned page with this code must look like; what is the matter where there is no such form.

        ``CODE_FOREIGN``: no seal of this school (another school's form, a forged or a damaged code);
        ``FORM_UNKNOWN``: sealed by this school, but not on record any more.
        """
        with self._store.read() as session:
            keys = self._read_keys(session)
            opened = CodeBook(keys).open(code) if keys else None
            if opened is None:
                return PageProblem.CODE_FOREIGN
            form = session.exec(select(Form).where(Form.code == opened.number)).first()
            if form is None:
                return PageProblem.FORM_UNKNOWN
            owner = None if form.person_id is None else session.get(Person, form.person_id)
            if owner is None or owner.erased_on is not None:
                return _expected(form, None)
            return _expected(form, owner.merged_into_id or owner.id)

    def compose(
        self,
        session: Session,
        person_ids: Sequence[int],
        questions: FormQuestions,
        language: str,
        blank: Sequence[bool] = (),
    ) -> list[Composed]:
        """The sheets of these people, in their order; nothing is recorded. Raises as `issue` does.

        ``blank`` asks for as many without a name: True for whoever decides alone, False for a pupil's guardians.
        """
        school = self._settings.school()
        if school is None:
            raise KnownError(ErrorCode.FORM_NEEDS_SCHOOL)
        policy = self._settings.policy()
        ids = list(dict.fromkeys(person_ids))
        tables = split_rows(read_rows(session, questions, language))
        facts = load_facts(session, ids, policy)
        if any(person_id not in facts.people for person_id in ids):
            raise KnownError(ErrorCode.PERSON_UNKNOWN)
        today = self._store.clock.today()
        names, belongs = read_names(session, ids), _read_belonging(session, ids, today)
        composed: list[Composed] = []
        asked: list[tuple[int | None, bool]] = [(one, facts.people[one].subject.decides_on(today)) for one in ids]
        for person_id, decides_self in asked + [(None, is_self) for is_self in blank]:
            for number, (template, rows) in enumerate(tables, start=1):
                sheet = FormSheet(
                    code="",
                    school=school,
                    name=names[person_id] if person_id is not None else "",
                    groups=belongs.get(person_id or 0, ()),
                    decides_self=decides_self,
                    signs_all=not decides_self and policy.guardians_required != 1,
                    own_age=policy.own_decision_age,
                    language=language,
                    template=template.name,
                    rows=rows,
                    sheet=number,
                    sheets=len(tables),
                    how_long=_how_long(policy),
                    months=policy.validity_months or 0,
                    wording=load_wording(language).version,
                )
                composed.append((person_id, sheet))
        return composed

    def _load(self, session: Session, form_ids: Sequence[int], book: CodeBook) -> tuple[IssuedForm, ...]:
        school = self._settings.school() or School("")
        found = {
            form.id: form
            for chunk in split_ids(form_ids)
            for form in session.exec(select(Form).where(col(Form.id).in_(chunk)))
        }
        forms = [found[form_id] for form_id in form_ids if form_id in found]
        people = [form.person_id for form in forms if form.person_id is not None]
        names = read_names(session, people)
        belongs = _read_belonging(session, people, self._store.clock.today())
        purposes = {row.id: row for row in load_purposes(session, include_inactive=True)}
        wording = Wordings(session)
        issued = []
        for form in forms:
            person_id = form.person_id or 0
            data = json.loads(form.questions)
            sheet = FormSheet(
                code=book.seal(form.code, form.key_number),
                school=school,
                name=names.get(person_id, ""),
                groups=belongs.get(person_id, ()),
                decides_self=data["self"],
                signs_all=data["all"],
                own_age=data["age"],
                language=form.language,
                template=form.template,
                rows=tuple(row_from(row, purposes, wording, form.language) for row in data["rows"]),
                sheet=data["sheet"],
                sheets=data["sheets"],
                how_long=data.get("how_long", ConsentValidity.UNLIMITED.value),
                months=data.get("months", 0),
                wording=data.get("wording", ""),
            )
            day = form.issued_at.astimezone().date()
            issued.append(IssuedForm(form.id or 0, person_id, form.state, day, sheet))
        return tuple(issued)

    def _set_state(self, form_ids: tuple[int, ...], state: FormState) -> Change[object]:
        """Revoke forms that are out (their people were then never asked), or bring them back."""
        before = FormState.ISSUED if state is FormState.REVOKED else FormState.REVOKED
        with self._store.write("form.revoke" if state is FormState.REVOKED else "form.issue_again") as unit:
            move_forms(unit, form_ids, before, state)
        return Change(form_ids, unit.changes, lambda: self._set_state(form_ids, before))

    def _code_book(self, unit: UnitOfWork) -> CodeBook:
        """The school's keys; the first one is made with the first form."""
        keys = self._read_keys(unit.session)
        if not keys:
            keys = {1: new_key()}
            self._settings.put_value(unit, _KEYS, json.dumps({number: key.hex() for number, key in keys.items()}))
        return CodeBook(keys)

    @staticmethod
    def _read_keys(session: Session) -> dict[int, bytes]:
        row = session.get(Setting, _KEYS)
        return {} if row is None else {int(number): bytes.fromhex(key) for number, key in json.loads(row.value).items()}


def read_code_book(session: Session) -> CodeBook | None:
    """The school's keys, to open codes with; None before its first form."""
    row = session.get(Setting, _KEYS)
    keys = {} if row is None else {int(number): bytes.fromhex(key) for number, key in json.loads(row.value).items()}
    return CodeBook(keys) if keys else None


def _read_belonging(session: Session, ids: Sequence[int], today: date) -> dict[int, tuple[str, ...]]:
    """Where people belong: their classes, and the organisation of who comes from elsewhere."""
    found = {one: tuple(group.name for group in groups) for one, groups in read_groups(session, ids, today).items()}
    for chunk in split_ids(ids):
        rows = select(Person.id, Person.organisation).where(col(Person.id).in_(chunk), Person.organisation != "")
        for person_id, organisation in session.exec(rows):
            found[person_id or 0] = (*found.get(person_id or 0, ()), organisation)
    return found


def _how_long(policy: ConsentPolicy) -> str:
    """Which sentence of the wording says how long a yes lasts."""
    if policy.validity is ConsentValidity.UNLIMITED and policy.reminder_months:
        return "reminded"
    return policy.validity.value


def _new_numbers(session: Session, count: int) -> list[str]:
    """Numbers that no form has."""
    numbers: set[str] = set()
    while len(numbers) < count:
        drawn = {new_number() for _one in range(count - len(numbers))}
        numbers |= drawn.difference(session.exec(select(Form.code).where(col(Form.code).in_(drawn))).all())
    return list(numbers)


def _make_form(
    unit: UnitOfWork, person_id: int | None, sheet: FormSheet, key_number: int, number: str, round_id: int | None
) -> Form:
    rows = [{"purpose": row.purpose_id, "version": row.version_id, "kinds": row.kinds} for row in sheet.rows]
    questions = {
        "rows": rows,
        "sheet": sheet.sheet,
        "sheets": sheet.sheets,
        "self": sheet.decides_self,
        "all": sheet.signs_all,
        "age": sheet.own_age,
        "how_long": sheet.how_long,
        "months": sheet.months,
        "wording": sheet.wording,
        "blank": person_id is None,
    }
    return Form(
        code=number,
        key_number=key_number,
        round_id=round_id,
        person_id=person_id,
        template=sheet.template,
        language=sheet.language,
        questions=json.dumps(questions),
        state=FormState.ISSUED,
        issued_at=unit.store.clock.now(),
    )


def _expected(form: Form, person_id: int | None) -> ExpectedForm:
    data = json.loads(form.questions)
    rows = [row_from(row, {}, None, form.language) for row in data["rows"]]
    is_right_to_left = form.language in RIGHT_TO_LEFT
    kinds = [row.kinds for row in rows]
    layout = lay_out_sheet(form.template, kinds, 1 if data["self"] else 2, is_right_to_left=is_right_to_left)
    asked = {(number, cell.kind): cell for number, row in enumerate(rows) for cell in row.cells()}
    names = tuple(question_name(asked[pair.row, pair.kind]) for pair in layout.pairs())
    return ExpectedForm(form.id or 0, person_id, form.state, layout, names, is_blank(form))


def is_blank(form: Form) -> bool:
    """Whether a form was printed without a name and nobody has said yet whose it is.

    A form of somebody who was erased has no person either, and is not blank.
    """
    return form.person_id is None and bool(json.loads(form.questions).get("blank"))


def rows_of(form: Form) -> tuple[FormRow, ...]:
    """What a form on record asks, without names."""
    return tuple(row_from(row, {}, None, form.language) for row in json.loads(form.questions)["rows"])


def ask_people(unit: UnitOfWork, asked: Sequence[tuple[Form, Sequence[FormRow]]]) -> None:
    """Put on record that the people of these forms were asked today; a blank form asks nobody yet."""
    rows = [
        {
            "person_id": form.person_id,
            "activity": key.activity,
            "kind": key.kind,
            "purpose_id": key.purpose_id,
            "asked_on": unit.store.clock.today(),
            "form_id": form.id,
            "recorded_at": unit.store.clock.now(),
        }
        for form, form_rows in asked
        if form.person_id is not None
        for row in form_rows
        for key in row.cells()
    ]
    if rows:
        unit.session.execute(insert(_REQUEST), rows)


def move_forms(unit: UnitOfWork, form_ids: Sequence[int], before: FormState, state: FormState) -> None:
    """Revoke forms that are in the one state, with what they asked for; or bring revoked ones back into another."""
    forms = [
        form
        for chunk in split_ids(form_ids)
        for form in unit.session.exec(select(Form).where(col(Form.id).in_(chunk), col(Form.state) == before))
    ]
    for form in forms:
        form.state = state
    if state is FormState.REVOKED:
        for chunk in split_ids(form.id or 0 for form in forms):
            unit.session.execute(delete(ConsentRequest).where(col(ConsentRequest.form_id).in_(chunk)))
    else:
        ask_people(unit, [(form, rows_of(form)) for form in forms])
    _touch(unit, forms)


def _touch(unit: UnitOfWork, forms: Sequence[Form]) -> None:
    unit.touch(ChangeKind.FORM, [form.id or 0 for form in forms])
    unit.touch(ChangeKind.ANSWER, [form.person_id for form in forms if form.person_id is not None])
    unit.note(forms=len(forms))
