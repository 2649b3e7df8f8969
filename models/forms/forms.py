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

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from models.changes import Change
from models.consent.cells import load_facts
from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow, load_purposes
from models.errors import BugError, ErrorCode, KnownError
from models.forms.codes import CodeBook, new_key, new_number
from models.forms.layout import KINDS, TEMPLATES, SheetLayout, Template, choose_template, lay_out_sheet
from models.forms.questions import ExpectedForm, question_name
from models.forms.scan_terms import PageProblem
from models.forms.wording import RIGHT_TO_LEFT, load_wording
from models.policy import ConsentPolicy
from models.roster.person_rows import read_groups, read_names
from models.settings import School, SettingsService
from models.store import Store, UnitOfWork
from models.tables import ConsentRequest, Form, Person, PurposeVersion, PurposeWording, Setting
from models.terms import Activity, Audience, ChangeKind, ConsentValidity, FormState, LegalBasis, MediaKind

_KEYS = "forms.keys"


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a form's table. ``purpose_id`` None is the row on making recordings; ``text`` the school's own."""

    purpose_id: int | None
    version_id: int | None
    title: str
    audience: Audience | None
    text: str
    kinds: tuple[MediaKind, ...]

    @property
    def text_length(self) -> int:
        """How many characters the row adds to the explanation."""
        return len(self.title) + 2 + len(self.text) if self.text else 0

    def cells(self) -> tuple[CellKey, ...]:
        """The cells that the row asks about."""
        activity = Activity.RECORDING if self.purpose_id is None else Activity.PUBLICATION
        return tuple(CellKey(activity, kind, self.purpose_id) for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class FormSheet:
    """Everything that is printed on one sheet. ``code`` is empty in a preview; ``own_age`` the age of deciding.

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
            return tuple(sheet for _person, sheet in self._compose(session, person_ids, purpose_ids, language))

    def issue(
        self, person_ids: Sequence[int], purpose_ids: Sequence[int], language: str
    ) -> Change[tuple[IssuedForm, ...]]:
        """Record one form a person (more where one sheet is too small) and that they were asked, in one transaction.

        Raises ``PERSON_UNKNOWN``, ``PURPOSE_UNKNOWN``, ``FORM_NEEDS_SCHOOL``, ``FORM_WITHOUT_QUESTIONS`` or
        ``VALUE_NOT_ALLOWED`` (no wording in that language). The undo revokes the forms: they stay on record, so that
        a sheet that comes back all the same is known for what it is.
        """
        with self._store.write("form.issue") as unit:
            book = self._code_book(unit)
            composed = self._compose(unit.session, person_ids, purpose_ids, language)
            forms = [_make_form(unit, person_id, sheet, book.key_number) for person_id, sheet in composed]
            unit.session.add_all(forms)
            unit.session.flush()
            for form, (_person_id, sheet) in zip(forms, composed, strict=True):
                _ask(unit, form, sheet.rows)
            ids = tuple(form.id or 0 for form in forms)
            _touch(unit, forms)
            issued = self._load(unit.session, ids, book)
        return Change(issued, unit.changes, lambda: self._set_state(ids, FormState.REVOKED))

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

    def _compose(
        self, session: Session, person_ids: Sequence[int], purpose_ids: Sequence[int], language: str
    ) -> list[tuple[int, FormSheet]]:
        school = self._settings.school()
        if school is None:
            raise KnownError(ErrorCode.FORM_NEEDS_SCHOOL)
        policy = self._settings.policy()
        ids = list(dict.fromkeys(person_ids))
        tables = _split_rows(_read_rows(session, purpose_ids, language))
        facts = load_facts(session, ids, policy)
        if any(person_id not in facts.people for person_id in ids):
            raise KnownError(ErrorCode.PERSON_UNKNOWN)
        today = self._store.clock.today()
        names, groups = read_names(session, ids), read_groups(session, ids, today)
        composed: list[tuple[int, FormSheet]] = []
        for person_id in ids:
            decides_self = facts.people[person_id].subject.decides_on(today)
            for number, (template, rows) in enumerate(tables, start=1):
                sheet = FormSheet(
                    code="",
                    school=school,
                    name=names[person_id],
                    groups=tuple(group.name for group in groups.get(person_id, ())),
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
        found = {form.id: form for form in session.exec(select(Form).where(col(Form.id).in_(form_ids)))}
        forms = [found[form_id] for form_id in form_ids if form_id in found]
        people = [form.person_id for form in forms if form.person_id is not None]
        names = read_names(session, people)
        groups = read_groups(session, people, self._store.clock.today())
        purposes = {row.id: row for row in load_purposes(session, include_inactive=True)}
        wording = _Wordings(session)
        issued = []
        for form in forms:
            person_id = form.person_id or 0
            data = json.loads(form.questions)
            sheet = FormSheet(
                code=book.seal(form.code, form.key_number),
                school=school,
                name=names.get(person_id, ""),
                groups=tuple(group.name for group in groups.get(person_id, ())),
                decides_self=data["self"],
                signs_all=data["all"],
                own_age=data["age"],
                language=form.language,
                template=form.template,
                rows=tuple(_row_from(row, purposes, wording, form.language) for row in data["rows"]),
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
            forms = unit.session.exec(select(Form).where(col(Form.id).in_(form_ids), col(Form.state) == before)).all()
            for form in forms:
                form.state = state
                if state is FormState.REVOKED:
                    unit.session.execute(delete(ConsentRequest).where(col(ConsentRequest.form_id) == form.id))
                else:
                    sheet_rows = json.loads(form.questions)["rows"]
                    _ask(unit, form, tuple(_row_from(row, {}, None, form.language) for row in sheet_rows))
            _touch(unit, forms)
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


class _Wordings:
    """The names and texts of purposes by version and language, read once each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[int, str], tuple[str, str]] = {}

    def title(self, version_id: int, language: str) -> str:
        """What the purpose is called in that language; empty where nothing was written in it."""
        return self._read(version_id, language)[0]

    def text(self, version_id: int, language: str) -> str:
        """What people are told of the purpose in that language; empty where nothing was written in it."""
        return self._read(version_id, language)[1]

    def _read(self, version_id: int, language: str) -> tuple[str, str]:
        key = (version_id, language)
        if key not in self._known:
            statement = select(PurposeWording.title, PurposeWording.text).where(
                PurposeWording.version_id == version_id, PurposeWording.language == language
            )
            title, text = self._session.exec(statement).first() or ("", "")
            self._known[key] = " ".join(title.split()), " ".join(text.split())
        return self._known[key]


def _read_rows(session: Session, purpose_ids: Sequence[int], language: str) -> tuple[FormRow, ...]:
    """The rows for these purposes in the school's order, the one on recordings first."""
    wording = load_wording(language)
    purposes = load_purposes(session, include_inactive=True)
    if not set(purpose_ids) <= {purpose.id for purpose in purposes}:
        raise KnownError(ErrorCode.PURPOSE_UNKNOWN)
    asked = [one for one in purposes if one.id in set(purpose_ids) and one.legal_basis is LegalBasis.CONSENT]
    if not asked:
        raise KnownError(ErrorCode.FORM_WITHOUT_QUESTIONS)
    latest = select(PurposeVersion.purpose_id, func.max(PurposeVersion.number)).group_by(col(PurposeVersion.purpose_id))
    numbers = dict(session.exec(latest).all())
    versions = {
        version.purpose_id: version.id or 0
        for version in session.exec(select(PurposeVersion))
        if numbers[version.purpose_id] == version.number
    }
    texts = _Wordings(session)
    recorded = tuple(kind for kind in KINDS if any(kind in purpose.kinds for purpose in asked))
    recording = FormRow(None, None, wording.text("table", "recording"), None, "", recorded)
    rows = []
    for one in asked:
        version = versions[one.id]
        title = texts.title(version, language) or one.name
        rows.append(FormRow(one.id, version, title, one.audience, texts.text(version, language), one.kinds))
    return (recording, *rows)


def _split_rows(rows: tuple[FormRow, ...]) -> list[tuple[Template, tuple[FormRow, ...]]]:
    """Rows by sheet: as few sheets as rows and words need, of about the same length.

    A text that is too long even for a sheet of its own goes on one all the same: whoever prints it measures it, and
    says which text it is.
    """
    for count in range(1, len(rows) + 1):
        size = -(-len(rows) // count)
        parts = [rows[start : start + size] for start in range(0, len(rows), size)]
        templates = [choose_template(len(part), sum(row.text_length for row in part)) for part in parts]
        if all(templates) or size == 1:
            roomy = min(TEMPLATES.values(), key=lambda one: one.max_rows)
            return [(template or roomy, part) for template, part in zip(templates, parts, strict=True)]
    raise BugError("a form without rows")


def _how_long(policy: ConsentPolicy) -> str:
    """Which sentence of the wording says how long a yes lasts."""
    if policy.validity is ConsentValidity.UNLIMITED and policy.reminder_months:
        return "reminded"
    return policy.validity.value


def _make_form(unit: UnitOfWork, person_id: int, sheet: FormSheet, key_number: int) -> Form:
    number = new_number()
    while unit.session.exec(select(Form.id).where(Form.code == number)).first() is not None:
        number = new_number()
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
    }
    return Form(
        code=number,
        key_number=key_number,
        person_id=person_id,
        template=sheet.template,
        language=sheet.language,
        questions=json.dumps(questions),
        state=FormState.ISSUED,
        issued_at=unit.store.clock.now(),
    )


def _expected(form: Form, person_id: int | None) -> ExpectedForm:
    data = json.loads(form.questions)
    rows = [_row_from(row, {}, None, form.language) for row in data["rows"]]
    is_right_to_left = form.language in RIGHT_TO_LEFT
    kinds = [row.kinds for row in rows]
    layout = lay_out_sheet(form.template, kinds, 1 if data["self"] else 2, is_right_to_left=is_right_to_left)
    asked = {(number, cell.kind): cell for number, row in enumerate(rows) for cell in row.cells()}
    names = tuple(question_name(asked[pair.row, pair.kind]) for pair in layout.pairs())
    return ExpectedForm(form.id or 0, person_id, form.state, layout, names)


def _row_from(
    data: dict[str, object], purposes: dict[int, PurposeRow], wording: _Wordings | None, language: str
) -> FormRow:
    """A row as it was kept; its name and text are of the version that was printed."""
    purpose_id, version_id, words = data["purpose"], data["version"], data["kinds"]
    assert isinstance(words, list)
    kinds = tuple(MediaKind(word) for word in words)
    if not isinstance(purpose_id, int) or not isinstance(version_id, int):
        return FormRow(None, None, load_wording(language).text("table", "recording"), None, "", kinds)
    purpose = purposes.get(purpose_id)
    text = "" if wording is None else wording.text(version_id, language)
    title = "" if wording is None else wording.title(version_id, language)
    if purpose is None:
        return FormRow(purpose_id, version_id, "", None, text, kinds)
    return FormRow(purpose_id, version_id, title or purpose.name, purpose.audience, text, kinds)


def _ask(unit: UnitOfWork, form: Form, rows: Sequence[FormRow]) -> None:
    unit.session.add_all(
        ConsentRequest(
            person_id=form.person_id or 0,
            activity=key.activity,
            kind=key.kind,
            purpose_id=key.purpose_id,
            asked_on=unit.store.clock.today(),
            form_id=form.id,
            recorded_at=unit.store.clock.now(),
        )
        for row in rows
        for key in row.cells()
    )


def _touch(unit: UnitOfWork, forms: Sequence[Form]) -> None:
    unit.touch(ChangeKind.FORM, [form.id or 0 for form in forms])
    unit.touch(ChangeKind.ANSWER, [form.person_id for form in forms if form.person_id is not None])
    unit.note(forms=len(forms))
