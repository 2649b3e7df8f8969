# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording answers: who decides, what a no becomes, corrections and undo, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.consent.register import AnswerInput, answers_for_many
from models.errors import ErrorCode, KnownError
from models.tables import AuditEntry, ConsentEvent
from models.terms import (
    Activity,
    Answer,
    AnswerMethod,
    Audience,
    ChangeKind,
    ConsentStatus,
    ConsentValidity,
    LegalBasis,
    MediaKind,
    Notice,
    PersonRole,
)
from models.workspace import Workspace
from tests.models.builders import School

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def photo(purpose_id: int | None) -> CellKey:
    return CellKey(Activity.PUBLICATION if purpose_id else Activity.RECORDING, MediaKind.PHOTO, purpose_id)


def status(school: School, person_id: int, purpose_id: int | None, day: date = TODAY) -> ConsentStatus:
    return school.workspace.consent.facts((person_id,)).status_of(person_id, photo(purpose_id), day).status


def refusal(school: School, made: AnswerInput) -> ErrorCode:
    with pytest.raises(KnownError) as caught:
        school.workspace.consent.record_answers((made,))
    with school.workspace.store.read() as session:
        assert session.exec(select(ConsentEvent.id)).all() == []
        assert "consent.answer" not in session.exec(select(AuditEntry.action)).all()
    return caught.value.code


def test_an_answer_is_recorded_with_everything_around_it(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    change = school.answer(
        pupil,
        purpose,
        Answer.GIVEN,
        method=AnswerMethod.TELEPHONE,
        heard_by=" Juf Ans ",
        note=" said so ",
        language="nl",
    )
    entry = school.workspace.consent.timeline(pupil)[0]
    assert (entry.event_id,) == change.value.event_ids
    assert change.changes.ids(ChangeKind.ANSWER) == {pupil}
    assert (entry.answer, entry.method, entry.heard_by, entry.note) == (
        Answer.GIVEN,
        AnswerMethod.TELEPHONE,
        "Juf Ans",
        "said so",
    )
    assert entry.decider_id == school.guardians_of(pupil)[0]
    assert (entry.decided_on, entry.recorded_by) == (date(2026, 9, 1), "Office")
    assert entry.recorded_at == school.workspace.clock.now()
    assert status(school, pupil, purpose) is ConsentStatus.GIVEN


def test_undo_and_redo_are_answers_too(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    given = school.answer(pupil, purpose)
    refused = school.answer(pupil, purpose, Answer.REFUSED, TODAY)
    assert status(school, pupil, purpose) is ConsentStatus.WITHDRAWN
    assert refused.undo is not None
    undone = refused.undo()
    assert status(school, pupil, purpose) is ConsentStatus.GIVEN
    assert undone.undo is not None
    redone = undone.undo()
    assert status(school, pupil, purpose) is ConsentStatus.WITHDRAWN
    assert redone.undo is not None
    redone.undo()
    assert status(school, pupil, purpose) is ConsentStatus.GIVEN
    assert given.undo is not None
    given.undo()
    assert status(school, pupil, purpose) is ConsentStatus.NOT_REQUESTED
    with school.workspace.store.read() as session:
        assert len(session.exec(select(ConsentEvent.id)).all()) == 6


def test_the_timeline_shows_what_was_taken_out(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    given = school.answer(pupil, purpose)
    school.workspace.consent.annul_answers(given.value.event_ids, "typing error")
    latest, first = school.workspace.consent.timeline(pupil)
    assert (latest.answer, latest.annuls_id, latest.note) == (Answer.ANNULLED, first.event_id, "typing error")
    assert (first.is_annulled, latest.is_annulled) == (True, False)


def test_the_timeline_shows_an_answer_that_was_put_back(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    given = school.answer(pupil, purpose)
    annulled = school.workspace.consent.annul_answers(given.value.event_ids)
    assert annulled.undo is not None
    annulled.undo()
    entries = {entry.event_id: entry.is_annulled for entry in school.workspace.consent.timeline(pupil)}
    assert list(dict(sorted(entries.items())).values()) == [False, True, False]


@pytest.mark.parametrize("role", [PersonRole.STAFF, PersonRole.VOLUNTEER, PersonRole.INTERNSHIP_PROVIDER])
def test_an_adult_decides_alone(school: School, role: PersonRole) -> None:
    purpose, adult = school.purpose(), school.adult(role)
    school.answer(adult, purpose)
    assert school.workspace.consent.timeline(adult)[0].decider_id == adult


def test_a_pupil_decides_from_the_birthday_on(school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil(birth_date=date(2010, 9, 10))
    guardian = school.guardians_of(pupil)[0]
    school.answer(pupil, purpose, Answer.GIVEN, date(2026, 9, 9))
    school.answer(pupil, purpose, Answer.GIVEN, date(2026, 9, 10))
    assert [entry.decider_id for entry in school.workspace.consent.timeline(pupil)] == [pupil, guardian]


def test_one_batch_on_both_sides_of_the_birthday_has_two_deciders(school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil(birth_date=date(2010, 9, 10))
    days = (date(2026, 9, 9), date(2026, 9, 10))
    school.workspace.consent.record_answers(
        tuple(AnswerInput(pupil, photo(purpose), Answer.GIVEN, decided_on=day) for day in days)
    )
    deciders = [entry.decider_id for entry in school.workspace.consent.timeline(pupil)]
    assert deciders == [pupil, school.guardians_of(pupil)[0]]


def test_the_first_guardian_with_authority_is_the_one(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil(guardians=0)
    school.guardian(pupil, has_authority=False)
    school.guardian(pupil, until=date(2026, 8, 1))
    entitled = school.guardian(pupil)
    school.answer(pupil, purpose)
    assert school.workspace.consent.timeline(pupil)[0].decider_id == entitled


def test_without_a_guardian_on_record_one_without_a_name_is_made_once(school: School) -> None:
    first, second, pupil = school.purpose("first"), school.purpose("second"), school.pupil(guardians=0)
    inputs = answers_for_many((pupil,), (photo(first), photo(second)), Answer.GIVEN, AnswerMethod.FORM)
    change = school.workspace.consent.record_answers(inputs)
    school.answer(pupil, None)
    (guardian,) = school.guardians_of(pupil)
    assert change.value.new_guardians == 1
    assert school.workspace.people.person(guardian).roles == (PersonRole.GUARDIAN,)
    assert {entry.decider_id for entry in school.workspace.consent.timeline(pupil)} == {guardian}
    assert status(school, pupil, first) is ConsentStatus.GIVEN
    assert ChangeKind.PERSON in change.changes.touched


def test_a_no_after_ones_own_yes_is_a_withdrawal(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil(guardians=2)
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, purpose, Answer.GIVEN, decider_id=mother)
    school.answer(pupil, purpose, Answer.REFUSED, TODAY, decider_id=father)
    school.answer(pupil, purpose, Answer.REFUSED, TODAY, decider_id=mother)
    said = {entry.decider_id: entry.answer for entry in reversed(school.workspace.consent.timeline(pupil))}
    assert said == {mother: Answer.WITHDRAWN, father: Answer.REFUSED}


def test_a_no_after_a_yes_that_was_put_back_is_a_withdrawal(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    undone = school.workspace.consent.annul_answers(school.answer(pupil, purpose).value.event_ids)
    assert undone.undo is not None
    undone.undo()
    school.answer(pupil, purpose, Answer.REFUSED, TODAY)
    assert school.workspace.consent.timeline(pupil)[0].answer is Answer.WITHDRAWN


def test_a_no_after_a_yes_that_was_annulled_is_a_refusal(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.workspace.consent.annul_answers(school.answer(pupil, purpose).value.event_ids)
    school.answer(pupil, purpose, Answer.REFUSED, TODAY)
    assert school.workspace.consent.timeline(pupil)[0].answer is Answer.REFUSED


def test_a_no_from_before_the_yes_is_a_refusal(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose, Answer.GIVEN, TODAY)
    school.answer(pupil, purpose, Answer.REFUSED, date(2026, 8, 1))
    assert school.workspace.consent.timeline(pupil)[1].answer is Answer.REFUSED
    assert status(school, pupil, purpose) is ConsentStatus.GIVEN


def test_a_no_for_one_photo_does_not_withdraw_the_general_yes(school: School) -> None:
    purpose, pupil, item = school.purpose(), school.pupil(), school.item()
    school.answer(pupil, purpose)
    school.answer(pupil, purpose, Answer.REFUSED, TODAY, item_id=item)
    latest = school.workspace.consent.timeline(pupil)[0]
    assert (latest.answer, latest.item_id) == (Answer.REFUSED, item)
    assert status(school, pupil, purpose) is ConsentStatus.GIVEN


@pytest.mark.parametrize("basis", [basis for basis in LegalBasis if basis is not LegalBasis.CONSENT])
def test_against_another_legal_basis_a_no_is_an_objection(school: School, basis: LegalBasis) -> None:
    purpose, pupil = school.purpose("lesson", basis=basis), school.pupil()
    assert status(school, pupil, purpose) is ConsentStatus.NOT_NEEDED
    school.answer(pupil, purpose, Answer.REFUSED)
    assert school.workspace.consent.timeline(pupil)[0].answer is Answer.OBJECTED
    assert status(school, pupil, purpose) is ConsentStatus.OBJECTED


def test_a_withdrawal_of_tomorrow_changes_nothing_today(school: School, clock: FixedClock) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    school.answer(pupil, purpose, Answer.WITHDRAWN, TODAY + DAY)
    assert status(school, pupil, purpose) is ConsentStatus.GIVEN
    assert status(school, pupil, purpose, TODAY + DAY) is ConsentStatus.WITHDRAWN


def test_a_yes_lasts_as_long_as_the_policy_says(school: School) -> None:
    workspace = school.workspace
    workspace.settings.change_policy(replace(workspace.settings.policy(), validity=ConsentValidity.SCHOOL_YEAR))
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    school.answer(pupil, None, Answer.REFUSED)
    stop, yes = sorted(workspace.consent.timeline(pupil), key=lambda entry: entry.valid_until or date.min)
    assert (yes.valid_until, stop.valid_until) == (date(2027, 7, 31), None)
    assert status(school, pupil, purpose, date(2027, 8, 1)) is ConsentStatus.EXPIRED


def test_an_end_of_its_own_goes_before_the_policy(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose, valid_until=date(2026, 9, 14))
    assert status(school, pupil, purpose, date(2026, 9, 14)) is ConsentStatus.GIVEN
    assert status(school, pupil, purpose) is ConsentStatus.EXPIRED


def change_wording(school: School, purpose_id: int, *, asks_anew: bool) -> None:
    changed = PurposeInput("website", "Website", Audience.PUBLIC, wording=(("nl", "Anders?"),))
    school.workspace.purposes.change_purpose(purpose_id, changed, asks_anew=asks_anew)


def test_a_change_of_substance_asks_anew_and_a_typo_does_not(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    change_wording(school, purpose, asks_anew=False)
    assert status(school, pupil, purpose) is ConsentStatus.GIVEN
    change_wording(school, purpose, asks_anew=True)
    assert status(school, pupil, purpose) is ConsentStatus.NOT_REQUESTED
    assert status(school, pupil, purpose, TODAY - DAY) is ConsentStatus.GIVEN
    school.answer(pupil, purpose, Answer.GIVEN, TODAY)
    assert status(school, pupil, purpose) is ConsentStatus.GIVEN


def test_a_form_from_before_the_change_was_about_the_earlier_wording(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    change_wording(school, purpose, asks_anew=True)
    school.answer(pupil, purpose, Answer.GIVEN, TODAY - DAY)
    assert status(school, pupil, purpose) is ConsentStatus.NOT_REQUESTED


def test_a_refusal_outlives_a_change_of_wording(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose, Answer.REFUSED)
    change_wording(school, purpose, asks_anew=True)
    assert status(school, pupil, purpose) is ConsentStatus.REFUSED


def test_another_audience_always_asks_anew(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    wider = PurposeInput("website", "Website", Audience.PRINT)
    school.workspace.purposes.change_purpose(purpose, wider, asks_anew=False)
    assert status(school, pupil, purpose) is ConsentStatus.NOT_REQUESTED


def test_what_was_asked_is_requested(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    change = school.workspace.consent.record_requests((pupil,), (photo(purpose), photo(None)))
    assert change.value == 2
    assert (status(school, pupil, purpose), status(school, pupil, None)) == (ConsentStatus.REQUESTED,) * 2
    assert status(school, pupil, purpose, TODAY - DAY) is ConsentStatus.NOT_REQUESTED


@pytest.mark.parametrize(("person", "purpose"), [(99, 1), (1, 99)])
def test_a_request_to_nobody_or_about_nothing_is_refused(school: School, person: int, purpose: int) -> None:
    assert (school.purpose(), school.pupil()) == (1, 1)
    with pytest.raises(KnownError) as caught:
        school.workspace.consent.record_requests((person,), (photo(purpose),))
    assert caught.value.code is (ErrorCode.PERSON_UNKNOWN if person == 99 else ErrorCode.PURPOSE_UNKNOWN)


def test_what_cannot_be_is_refused_and_nothing_is_recorded(school: School) -> None:
    purpose, pupil, stranger = school.purpose(), school.pupil(), school.adult()
    good = AnswerInput(pupil, photo(purpose), Answer.GIVEN)
    refused = {
        ErrorCode.PERSON_UNKNOWN: (replace(good, person_id=999),),
        ErrorCode.PURPOSE_UNKNOWN: (replace(good, key=photo(999)),),
        ErrorCode.DECIDER_UNKNOWN: (replace(good, decider_id=999),),
        ErrorCode.DECIDER_NOT_ENTITLED: (replace(good, decider_id=stranger),),
        ErrorCode.ITEM_UNKNOWN: (replace(good, item_id=999),),
        ErrorCode.SESSION_UNKNOWN: (replace(good, session_id=999),),
        ErrorCode.VALUE_NOT_ALLOWED: (
            replace(good, answer=Answer.ANNULLED),
            replace(good, note="x" * 501),
            replace(good, heard_by="x" * 121),
        ),
        ErrorCode.DATE_IMPOSSIBLE: (
            replace(good, decided_on=date(2016, 2, 29)),  # before birth
            replace(good, decided_on=TODAY + 400 * DAY),
            replace(good, decided_on=TODAY, valid_from=TODAY - DAY),
            replace(good, valid_from=TODAY + 400 * DAY),
            replace(good, decided_on=TODAY, valid_until=TODAY - DAY),
        ),
    }
    for code, inputs in refused.items():
        for made in inputs:
            assert refusal(school, made) is code, made


def test_one_impossible_answer_stops_the_whole_batch(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil(guardians=0)
    good = AnswerInput(pupil, photo(purpose), Answer.GIVEN)
    with pytest.raises(KnownError):
        school.workspace.consent.record_answers((good, replace(good, note="x" * 501)))
    assert school.workspace.consent.timeline(pupil) == ()
    assert school.guardians_of(pupil) == []


def test_the_matrix_shows_each_purpose_and_who_can_answer(school: School) -> None:
    website, lesson = school.purpose(), school.purpose("lesson", kinds=(MediaKind.PHOTO,))
    gone = school.purpose("gone")
    school.workspace.purposes.set_active((gone,), is_active=False)
    pupil = school.pupil(guardians=2)
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, website, decider_id=mother)
    school.answer(pupil, website, Answer.REFUSED, decider_id=father)
    matrix = school.workspace.consent.matrix(pupil)
    assert [None if row.purpose is None else row.purpose.id for row in matrix.rows] == [None, website, lesson]
    assert [len(row.statuses) for row in matrix.rows] == [3, 3, 1]
    found = dict(matrix.rows[1].statuses)[photo(website)]
    assert (found.status, found.notices) == (ConsentStatus.REFUSED, (Notice.GUARDIANS_DIFFER,))
    assert found.decided_by == (father,)
    assert [(one.person_id, one.decides) for one in matrix.deciders] == [
        (pupil, False),
        (mother, True),
        (father, True),
    ]
    assert matrix.decides_from == date(2032, 3, 1)


def test_the_matrix_of_nobody_is_told(school: School) -> None:
    with pytest.raises(KnownError) as caught:
        school.workspace.consent.matrix(99)
    assert caught.value.code is ErrorCode.PERSON_UNKNOWN
