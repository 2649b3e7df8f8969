# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking people on paper: who gets which sheet, what is put on record, and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import delete
from sqlmodel import select

from models.consent.default_purposes import offered_purposes
from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.errors import BugError, ErrorCode, KnownError
from models.forms.questions import ExpectedForm, cell_of
from models.forms.scan_terms import PageProblem
from models.policy import ALL_GUARDIANS, load_policy
from models.roster.person_input import PersonInput
from models.settings import School
from models.tables import ConsentRequest, Form
from models.terms import Activity, Audience, ChangeKind, ConsentStatus, FormState, LegalBasis, MediaKind, PersonRole
from models.workspace import Workspace


@dataclass(frozen=True)
class Setting:
    workspace: Workspace
    pupil: int
    adult: int
    purposes: tuple[int, ...]
    lesson: int


@pytest.fixture
def school(workspace: Workspace) -> Setting:
    workspace.settings.change_school(School("De Klaproos", contact="mail the office"))
    group = workspace.groups.add_group("7b").value
    pupil = workspace.people.add_person(
        PersonInput("Noor", "van den", "Berg", date(2015, 5, 1), roles=(PersonRole.PUPIL,), group_ids=(group,))
    ).value
    adult = workspace.people.add_person(PersonInput("Kim", "", "Jansen", roles=(PersonRole.STAFF,))).value
    purposes = workspace.purposes.add_purposes(
        (
            PurposeInput("website", "Website", Audience.PUBLIC, wording=(("nl", "Onze\n site."), ("en", "Our site."))),
            PurposeInput("guide", "School guide", Audience.PRINT, kinds=(MediaKind.PHOTO,)),
            PurposeInput("lesson", "Lessons", Audience.CLOSED, legal_basis=LegalBasis.PUBLIC_TASK),
        )
    ).value
    return Setting(workspace, pupil, adult, purposes[:2], purposes[2])


def status_of(school: Setting, person_id: int, key: CellKey) -> ConsentStatus:
    matrix = school.workspace.consent.matrix(person_id)
    return next(status.status for row in matrix.rows for cell, status in row.statuses if cell == key)


def test_a_form_asks_for_recording_and_each_purpose(school: Setting) -> None:
    (form,) = school.workspace.forms.issue((school.pupil,), school.purposes, "nl").value
    sheet = form.sheet
    assert (sheet.name, sheet.groups, sheet.decides_self, sheet.signs_all) == (
        "Noor van den Berg",
        ("7b",),
        False,
        False,
    )
    assert [(row.title, row.kinds) for row in sheet.rows] == [
        ("Opnamen maken", tuple(MediaKind)),
        ("Website", tuple(MediaKind)),
        ("School guide", (MediaKind.PHOTO,)),
    ]
    assert sheet.rows[1].text == "Onze site."
    assert len(sheet.layout().boxes) == 14
    assert len(sheet.layout().signatures) == 2


def test_an_adult_signs_alone(school: Setting) -> None:
    (form,) = school.workspace.forms.issue((school.adult,), school.purposes, "en").value
    assert form.sheet.decides_self
    assert len(form.sheet.layout().signatures) == 1


def test_all_guardians_sign_where_the_policy_says_so(school: Setting) -> None:
    policy = load_policy("nl")
    school.workspace.settings.change_policy(type(policy)(guardians_required=ALL_GUARDIANS))
    pupil, adult = school.workspace.forms.preview((school.pupil, school.adult), school.purposes, "nl")
    assert (pupil.signs_all, adult.signs_all) == (True, False)


def test_people_are_on_record_as_asked_and_the_code_finds_the_form(school: Setting) -> None:
    change = school.workspace.forms.issue((school.pupil, school.adult), school.purposes, "nl")
    assert change.changes.ids(ChangeKind.ANSWER) == {school.pupil, school.adult}
    website = CellKey(Activity.PUBLICATION, MediaKind.FILM, school.purposes[0])
    assert status_of(school, school.pupil, website) is ConsentStatus.REQUESTED
    assert status_of(school, school.pupil, CellKey(Activity.RECORDING, MediaKind.SOUND)) is ConsentStatus.REQUESTED
    for form in change.value:
        assert school.workspace.forms.find_code(form.sheet.code.lower()) == form.form_id
    assert school.workspace.forms.find_code("0" * 16) is None
    assert len({form.sheet.code for form in change.value}) == 2


def test_no_personal_data_is_in_the_row(school: Setting) -> None:
    school.workspace.forms.issue((school.pupil,), school.purposes, "nl")
    with school.workspace.store.read() as session:
        row = session.exec(select(Form)).one()
        assert len(row.code) == 8
        assert "Noor" not in row.questions


def test_undo_revokes_and_redo_brings_back(school: Setting) -> None:
    forms = school.workspace.forms
    change = forms.issue((school.pupil,), school.purposes, "nl")
    website = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, school.purposes[0])
    assert change.undo is not None
    undone = change.undo()
    (form,) = forms.forms_of(school.pupil)
    assert form.state is FormState.REVOKED
    assert form.sheet.code == change.value[0].sheet.code
    assert status_of(school, school.pupil, website) is ConsentStatus.NOT_REQUESTED
    assert undone.undo is not None
    undone.undo()
    assert forms.forms_of(school.pupil)[0].state is FormState.ISSUED
    assert status_of(school, school.pupil, website) is ConsentStatus.REQUESTED
    with school.workspace.store.read() as session:
        assert len(session.exec(select(ConsentRequest)).all()) == 7


def test_a_form_is_read_back_as_it_was_printed(school: Setting) -> None:
    forms = school.workspace.forms
    issued = forms.issue((school.pupil, school.adult), school.purposes, "en").value
    assert forms.issued_forms([form.form_id for form in reversed(issued)]) == tuple(reversed(issued))
    assert forms.issued_forms([999]) == ()


def test_many_purposes_take_more_sheets(school: Setting) -> None:
    workspace = school.workspace
    offered = tuple(one.made for one in offered_purposes("nl") if one.made.key not in ("website", "lesson"))
    ids = school.purposes + workspace.purposes.add_purposes(offered).value
    asked = [row.id for row in workspace.purposes.purposes() if row.id in ids and row.legal_basis is LegalBasis.CONSENT]
    issued = workspace.forms.issue((school.pupil,), ids, "nl").value
    assert len(issued) > 1
    assert [form.sheet.sheet for form in issued] == list(range(1, len(issued) + 1))
    assert {form.sheet.sheets for form in issued} == {len(issued)}
    rows = [row.purpose_id for form in issued for row in form.sheet.rows]
    assert rows == [None, *asked]


def test_nine_rows_without_words_of_the_school_fit_one_sheet(school: Setting) -> None:
    made = tuple(PurposeInput(f"place-{number}", f"Place {number}", Audience.PUBLIC) for number in range(8))
    ids = school.workspace.purposes.add_purposes(made).value
    (sheet,) = school.workspace.forms.preview((school.pupil,), ids, "en")
    assert (sheet.template, len(sheet.rows)) == ("a4-1-dense", 9)


def test_what_cannot_be_asked_is_refused_and_nothing_is_written(school: Setting) -> None:
    forms = school.workspace.forms
    for people, purposes, code in (
        ((999,), school.purposes, ErrorCode.PERSON_UNKNOWN),
        ((school.pupil,), (999,), ErrorCode.PURPOSE_UNKNOWN),
        ((school.pupil,), (school.lesson,), ErrorCode.FORM_WITHOUT_QUESTIONS),
    ):
        with pytest.raises(KnownError) as caught:
            forms.issue(people, purposes, "nl")
        assert caught.value.code is code
    with school.workspace.store.read() as session:
        assert session.exec(select(Form)).all() == []


def test_a_school_without_a_name_cannot_ask(workspace: Workspace) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.forms.preview((1,), (1,), "nl")
    assert caught.value.code is ErrorCode.FORM_NEEDS_SCHOOL


def test_a_purpose_that_was_asked_about_is_taken_out_of_use_not_deleted(school: Setting) -> None:
    school.workspace.forms.issue((school.pupil,), school.purposes, "nl")
    assert school.workspace.purposes.remove_purpose(school.purposes[0]).value is False


def test_a_returned_code_says_what_its_page_must_look_like(school: Setting) -> None:
    forms = school.workspace.forms
    assert forms.expect("0" * 16) is PageProblem.CODE_FOREIGN
    (pupil, adult) = forms.issue((school.pupil, school.adult), school.purposes, "ar").value
    for form in (pupil, adult):
        expected = forms.expect(form.sheet.code)
        assert isinstance(expected, ExpectedForm)
        assert (expected.form_id, expected.person_id, expected.state) == (form.form_id, form.person_id, form.state)
        assert expected.layout == form.sheet.layout()
        cells = [cell for row in form.sheet.rows for cell in row.cells()]
        assert [cell_of(question) for question in expected.questions] == cells
    assert expected.questions[0] == "recording/photo"
    assert expected.questions[3] == f"publication/photo/{school.purposes[0]}"
    with pytest.raises(BugError):
        cell_of("publication/smell/1")


def test_a_code_of_somebody_who_was_joined_or_is_gone(school: Setting) -> None:
    forms = school.workspace.forms
    twin = school.workspace.people.add_person(PersonInput("Kim", "", "Jansen", roles=(PersonRole.STAFF,))).value
    (form,) = forms.issue((twin,), school.purposes, "nl").value
    school.workspace.merges.merge(school.adult, twin)
    expected = forms.expect(form.sheet.code)
    assert isinstance(expected, ExpectedForm)
    assert expected.person_id == school.adult
    with school.workspace.store.write("test") as unit:
        row = unit.session.get(Form, form.form_id)
        assert row is not None
        row.person_id = None
    expected = forms.expect(form.sheet.code)
    assert isinstance(expected, ExpectedForm)
    assert expected.person_id is None
    with school.workspace.store.write("test") as unit:
        unit.session.execute(delete(ConsentRequest))
        unit.session.execute(delete(Form))
    assert forms.expect(form.sheet.code) is PageProblem.FORM_UNKNOWN
