# SPDX-License-Identifier: GPL-3.0-or-later
"""What the calendar brings: endings, people who decide from now on, reminders; against the rules themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from models.clock import FixedClock
from models.consent.calendar import ClockBehind, EndingYes, NowDecides, ReminderDue
from models.consent.cells import ConsentFacts, all_keys
from models.consent.facts import CellKey
from models.consent.rules import answers_in_account
from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy, day_after_months, day_before_months
from models.settings import SettingsService
from models.tables import ConsentRequest, Person, Reminder
from models.terms import (
    Activity,
    Answer,
    ChangeKind,
    ConsentStatus,
    LeapDayRule,
    LegalBasis,
    LetterKind,
    MediaKind,
    Notice,
    OnReachingAge,
    PersonRole,
)
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)
SIXTEEN = date(2010, 9, 15)
"""Born on this day, somebody decides from `TODAY`."""


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def photo(purpose_id: int | None) -> CellKey:
    return CellKey(Activity.PUBLICATION if purpose_id else Activity.RECORDING, MediaKind.PHOTO, purpose_id)


def set_policy(school: School, **values: object) -> ConsentPolicy:
    settings: SettingsService = school.workspace.settings
    return settings.change_policy(replace(settings.policy(), **values)).value  # type: ignore[arg-type]


def move_to(school: School, day: date) -> None:
    clock = school.workspace.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=(day - clock.today()).days)


# --- endings


def test_a_yes_that_ends_soon_is_told_with_its_last_day(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose, valid_until=date(2026, 10, 1))
    school.answer(pupil, purpose, kind=MediaKind.FILM, valid_until=date(2026, 10, 1))
    school.answer(pupil, None, valid_until=date(2026, 10, 5))
    calendar = school.workspace.calendar
    film = replace_kind(photo(purpose), MediaKind.FILM)
    found = calendar.ending()
    assert [(one.person_id, one.ends_on, set(one.cells)) for one in found] == [
        (pupil, date(2026, 10, 1), {photo(purpose), film}),
        (pupil, date(2026, 10, 5), {photo(None)}),
    ]
    assert calendar.ending(date(2026, 9, 30)) == ()
    assert len(calendar.ending(date(2026, 10, 1))) == 1


@pytest.mark.parametrize(("last", "is_told"), [(TODAY - DAY, False), (TODAY, True), (TODAY + 61 * DAY, False)])
def test_only_a_yes_that_still_counts_and_ends_within_reach(school: School, last: date, is_told: bool) -> None:
    school.answer(school.pupil(), school.purpose(), valid_until=last)
    assert bool(school.workspace.calendar.ending()) is is_told


def test_who_took_a_yes_back_beforehand_is_not_asked_for_another(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    school.answer(pupil, purpose, Answer.REFUSED, decided_on=TODAY + 10 * DAY)
    assert school.workspace.calendar.ending() == ()


def test_a_yes_that_was_given_again_does_not_end(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose, valid_until=date(2026, 10, 1))
    school.answer(pupil, purpose, decided_on=TODAY, valid_until=date(2027, 10, 1))
    assert school.workspace.calendar.ending() == ()


def test_nobody_is_asked_again_who_leaves_is_protected_or_about_a_purpose_out_of_use(school: School) -> None:
    purpose, leaves, protected = school.purpose(), school.pupil(), school.pupil()
    old = school.purpose("old")
    for pupil in (leaves, protected):
        school.answer(pupil, purpose, valid_until=date(2026, 10, 1))
    school.answer(school.pupil(), old, valid_until=date(2026, 10, 1))
    school.workspace.purposes.set_active((old,), is_active=False)
    school.workspace.people.set_left(leaves, date(2026, 9, 20))
    school.workspace.people.set_protected(protected, is_protected=True, reason="")
    assert school.workspace.calendar.ending() == ()


# --- who decides from now on


def test_on_their_birthday_somebody_is_on_the_list_until_they_answer(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil(birth_date=SIXTEEN)
    school.answer(pupil, purpose)
    calendar = school.workspace.calendar
    assert calendar.now_decides() == (NowDecides(pupil, TODAY, (photo(purpose),)),)
    school.answer(pupil, purpose, decided_on=TODAY, decider_id=pupil)
    assert calendar.now_decides() == ()


@pytest.mark.parametrize("on_reaching", OnReachingAge)
def test_who_reaches_the_age_soon_is_told_beforehand(school: School, on_reaching: OnReachingAge) -> None:
    set_policy(school, on_reaching_age=on_reaching)
    purpose, pupil = school.purpose(), school.pupil(birth_date=SIXTEEN + 30 * DAY)
    school.answer(pupil, purpose)
    calendar = school.workspace.calendar
    assert calendar.now_decides(29) == ()
    assert calendar.now_decides(30) == (NowDecides(pupil, TODAY + 30 * DAY, (photo(purpose),)),)


def test_born_on_29_february_is_on_the_list_when_the_policy_says(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil(birth_date=date(2012, 2, 29))
    set_policy(school, own_decision_age=15)
    school.answer(pupil, purpose)
    move_to(school, date(2027, 2, 27))
    assert [one.decides_from for one in school.workspace.calendar.now_decides(5)] == [date(2027, 3, 1)]
    set_policy(school, leap_day=LeapDayRule.LAST_OF_FEBRUARY)
    assert [one.decides_from for one in school.workspace.calendar.now_decides(5)] == [date(2027, 2, 28)]


def test_a_no_from_before_the_birthday_is_an_answer_and_a_yes_is_none(school: School) -> None:
    purpose, other, pupil = school.purpose(), school.purpose("guide"), school.pupil(birth_date=SIXTEEN)
    for one in (purpose, other):
        school.answer(pupil, one)
    school.answer(pupil, purpose, Answer.REFUSED, decided_on=TODAY - DAY, decider_id=pupil)
    school.answer(pupil, other, decided_on=TODAY - DAY, decider_id=pupil)
    assert school.workspace.calendar.now_decides() == (NowDecides(pupil, TODAY, (photo(other),)),)


def test_an_answer_of_nobody_with_a_say_puts_nobody_on_the_list(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil(birth_date=SIXTEEN, guardians=0)
    aunt = school.guardian(pupil, has_authority=False)
    school.answer(pupil, purpose, decider_id=aunt)
    assert school.workspace.calendar.now_decides() == ()


def test_adults_of_every_role_are_never_on_the_list(school: School) -> None:
    purpose = school.purpose()
    for role in (PersonRole.STAFF, PersonRole.VOLUNTEER, PersonRole.INTERNSHIP_PROVIDER, PersonRole.GUEST):
        school.answer(school.adult(role), purpose)
    assert school.workspace.calendar.now_decides() == ()


def test_an_answer_that_was_taken_back_is_none_also_when_that_was_undone_and_done_again(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil(birth_date=SIXTEEN)
    school.answer(pupil, purpose)
    calendar = school.workspace.calendar
    own = school.answer(pupil, purpose, decided_on=TODAY, decider_id=pupil)
    undone = own.undo
    for is_listed in (True, False, True):
        assert undone is not None
        undone = undone().undo
        assert bool(calendar.now_decides()) is is_listed


def test_an_objection_of_guardians_is_on_the_list_and_no_answer_to_a_public_task_is_not(school: School) -> None:
    lessons = school.purpose("lessons", basis=LegalBasis.PUBLIC_TASK)
    objected, silent = school.pupil(birth_date=SIXTEEN), school.pupil(birth_date=SIXTEEN)
    school.answer(objected, lessons, Answer.REFUSED)
    school.answer(silent, lessons)
    assert [one.person_id for one in school.workspace.calendar.now_decides()] == [objected]


# --- reminders


@pytest.mark.parametrize(
    ("months", "yes_on", "is_due"),
    [
        (12, date(2025, 9, 15), True),
        (12, date(2025, 9, 16), False),
        (6, date(2026, 3, 15), True),
        (6, date(2026, 3, 16), False),
        (0, date(2020, 1, 1), False),
    ],
)
def test_a_reminder_is_due_so_many_months_after_the_yes(
    school: School, months: int, yes_on: date, is_due: bool
) -> None:
    set_policy(school, reminder_months=months)
    purpose, pupil = school.purpose(), school.adult()
    school.answer(pupil, purpose, decided_on=yes_on)
    assert school.workspace.calendar.reminders_due() == ((ReminderDue(pupil, yes_on),) if is_due else ())


def test_a_yes_that_was_given_again_is_not_reminded_of_unless_that_is_taken_back(school: School) -> None:
    purpose, person = school.purpose(), school.adult()
    school.answer(person, purpose, decided_on=date(2024, 1, 1))
    again = school.answer(person, purpose, decided_on=date(2026, 5, 1))
    calendar = school.workspace.calendar
    assert calendar.reminders_due() == ()
    assert again.undo is not None
    redo = again.undo().undo
    assert [one.person_id for one in calendar.reminders_due()] == [person]
    assert redo is not None
    redo()
    assert calendar.reminders_due() == ()


def test_once_a_year_and_nothing_twice(school: School) -> None:
    purpose, person = school.purpose(), school.adult()
    school.answer(person, purpose, decided_on=date(2024, 1, 1))
    calendar = school.workspace.calendar
    change = calendar.record_reminders((person, person))
    assert (change.value, change.changes.ids(ChangeKind.NOTICE)) == (1, {person})
    assert calendar.reminders_due() == ()
    assert calendar.record_reminders((person,)).value == 0
    move_to(school, date(2027, 9, 14))
    assert calendar.reminders_due() == ()
    move_to(school, date(2027, 9, 15))
    assert calendar.reminders_due() == (ReminderDue(person, date(2024, 1, 1), TODAY),)


def test_a_reminder_from_before_the_clock_was_set_back_counts(school: School) -> None:
    purpose, person = school.purpose(), school.adult()
    school.answer(person, purpose, decided_on=date(2024, 1, 1))
    school.workspace.calendar.record_reminders((person,))
    move_to(school, date(2026, 3, 1))
    assert school.workspace.calendar.reminders_due() == ()


def test_noting_reminders_can_be_undone_and_done_again(school: School) -> None:
    purpose, person = school.purpose(), school.adult()
    school.answer(person, purpose, decided_on=date(2024, 1, 1))
    calendar = school.workspace.calendar
    step = calendar.record_reminders((person,)).undo
    for is_due in (True, False, True):
        assert step is not None
        step = step().undo
        assert bool(calendar.reminders_due()) is is_due
    with school.workspace.store.read() as session:
        assert session.exec(select(Reminder)).all() == []


def test_what_needs_no_consent_is_not_reminded_of(school: School) -> None:
    lessons, person = school.purpose("lessons", basis=LegalBasis.PUBLIC_TASK), school.adult()
    school.answer(person, lessons, decided_on=date(2020, 1, 1))
    assert school.workspace.calendar.reminders_due() == ()


def test_a_reminder_for_somebody_unknown_is_refused(school: School) -> None:
    for act in (
        lambda: school.workspace.calendar.record_reminders((99,)),
        lambda: school.workspace.calendar.note_as_sent(LetterKind.ENDING, (99,)),
    ):
        with pytest.raises(KnownError) as caught:
            act()
        assert caught.value.code is ErrorCode.PERSON_UNKNOWN


# --- letters that ask something


def test_a_letter_to_who_decides_now_is_noted_as_asking_them(school: School) -> None:
    set_policy(school, on_reaching_age=OnReachingAge.LAPSE)
    purpose, pupil, soon = school.purpose(), school.pupil(birth_date=SIXTEEN), school.pupil(birth_date=SIXTEEN + DAY)
    for one in (pupil, soon):
        school.answer(one, purpose)
    calendar = school.workspace.calendar
    change = calendar.note_as_sent(LetterKind.NOW_DECIDES, (pupil, soon, school.adult()))
    assert change.value == 2
    assert [one.asked_on for one in calendar.now_decides()] == [TODAY, TODAY + DAY]
    facts = school.workspace.consent.facts((pupil, soon))
    assert facts.status_of(pupil, photo(purpose), TODAY).status is ConsentStatus.REQUESTED
    assert facts.status_of(soon, photo(purpose), TODAY).status is ConsentStatus.GIVEN
    assert facts.status_of(soon, photo(purpose), TODAY + DAY).status is ConsentStatus.REQUESTED
    assert change.undo is not None
    redo = change.undo().undo
    assert [one.asked_on for one in calendar.now_decides()] == [None, None]
    assert redo is not None
    redo()
    assert [one.asked_on for one in calendar.now_decides()] == [TODAY, TODAY + DAY]


def test_a_letter_about_a_yes_that_ends_is_noted_as_asking_for_those_cells(school: School) -> None:
    purpose, other, pupil = school.purpose(), school.purpose("guide"), school.pupil()
    school.answer(pupil, purpose, valid_until=date(2026, 10, 1))
    school.answer(pupil, other)
    calendar = school.workspace.calendar
    assert calendar.note_as_sent(LetterKind.ENDING, (pupil,)).value == 1
    assert calendar.ending() == (EndingYes(pupil, date(2026, 10, 1), (photo(purpose),), TODAY),)
    with school.workspace.store.read() as session:
        assert [row.purpose_id for row in session.exec(select(ConsentRequest))] == [purpose]


# --- against the rules


def _expected_now(facts: ConsentFacts, pupil_id: int, keys: tuple[CellKey, ...], today: date) -> set[CellKey]:
    person = facts.people[pupil_id]
    guardians = {one.guardian_id for one in person.subject.guardians if one.has_authority}
    found = set()
    for key in keys:
        told = {
            fact.decider_id
            for fact in answers_in_account(person.answers.get(key, ()))
            if fact.decided_on <= today
            and fact.valid_from <= today
            and fact.item_id is None
            and fact.session_id is None
        }
        status = facts.status_of(pupil_id, key, today)
        is_consent = key.purpose_id is None or facts.purposes[key.purpose_id].legal_basis is LegalBasis.CONSENT
        counts = is_consent or status.status is ConsentStatus.OBJECTED
        if Notice.NOW_DECIDES in status.notices and told & guardians and counts:
            found.add(key)
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("on_reaching", OnReachingAge)
def test_the_lists_say_what_the_rules_say(workspace: Workspace, seed: int, on_reaching: OnReachingAge) -> None:
    random = RandomSchool(workspace, seed)
    random.fill(people=60, items=20, answers_each=25)
    set_policy(School(workspace), on_reaching_age=on_reaching)
    today = workspace.clock.today()
    facts = workspace.consent.facts(random.person_ids)
    keys = all_keys(facts.purposes.values())
    some = [fact.event_id for one in facts.people.values() for told in one.answers.values() for fact in told][::7]
    workspace.consent.annul_answers(some)
    facts = workspace.consent.facts(random.person_ids)

    found = {one.person_id: set(one.cells) for one in workspace.calendar.now_decides(0)}
    expected = {
        one: cells
        for one in random.pupil_ids
        if not facts.people[one].subject.is_protected and (cells := _expected_now(facts, one, keys, today))
    }
    assert found == expected
    assert found

    endings = {(one.person_id, key): one.ends_on for one in workspace.calendar.ending() for key in one.cells}
    for person_id in random.person_ids:
        for key in keys:
            status = facts.status_of(person_id, key, today)
            last = status.until
            if status.status is ConsentStatus.GIVEN and last is not None and last <= today + 60 * DAY:
                then = facts.status_of(person_id, key, last + DAY).status
                assert ((person_id, key) in endings) is not then.is_stop
            else:
                assert (person_id, key) not in endings
    assert endings

    limit = day_before_months(today, workspace.settings.policy().reminder_months)
    due = {one.person_id for one in workspace.calendar.reminders_due()}
    for person_id in random.person_ids:
        old = [
            key
            for key in keys
            if facts.status_of(person_id, key, today).status is ConsentStatus.GIVEN
            and (facts.status_of(person_id, key, today).since or date.min) <= limit
            and not any(
                fact.answer is Answer.GIVEN
                and fact.decided_on > limit
                and fact.item_id is None
                and fact.session_id is None
                for fact in answers_in_account(facts.people[person_id].answers.get(key, ()))
            )
        ]
        assert (person_id in due) is bool(old)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(1, 240))
def test_the_last_day_from_which_so_many_months_have_gone_by(day: date, months: int) -> None:
    limit = day_before_months(day, months)
    assert day_after_months(limit, months) <= day < day_after_months(limit + DAY, months)


def replace_kind(key: CellKey, kind: MediaKind) -> CellKey:
    return CellKey(key.activity, kind, key.purpose_id)


def test_answers_given_in_a_record_that_was_merged_count_for_the_one_that_is_kept(school: School) -> None:
    purpose, pupil, twin = school.purpose(), school.pupil(birth_date=SIXTEEN), school.pupil(birth_date=SIXTEEN)
    school.answer(pupil, purpose, decided_on=date(2024, 1, 1))
    school.answer(twin, purpose, decided_on=TODAY, decider_id=twin)
    school.answer(pupil, None, decided_on=date(2024, 1, 1))
    calendar = school.workspace.calendar
    assert set(calendar.now_decides()[0].cells) == {photo(None), photo(purpose)}
    with school.workspace.store.write("test.merge") as unit:
        merged = unit.session.get_one(Person, twin)
        merged.merged_into_id = pupil
        unit.session.add(merged)
        unit.touch(ChangeKind.PERSON, [pupil, twin])
    assert calendar.now_decides() == (NowDecides(pupil, TODAY, (photo(None),)),)
    calendar.record_reminders((twin,))
    assert calendar.reminders_due() == ()


# --- the clock


def test_a_clock_that_was_set_back_is_noticed_and_recording_goes_on(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    calendar = school.workspace.calendar
    assert calendar.clock_behind() is None
    move_to(school, TODAY - DAY)
    assert calendar.clock_behind() is None  # within a day: another time zone, or summer time
    move_to(school, TODAY - 5 * DAY)
    assert calendar.clock_behind() == ClockBehind(TODAY - 5 * DAY, TODAY)
    school.answer(pupil, purpose, decided_on=None)
    assert calendar.clock_behind() == ClockBehind(TODAY - 5 * DAY, TODAY)
    (entry,) = school.workspace.consent.timeline(pupil)
    assert entry.decided_on == TODAY - 5 * DAY
    move_to(school, TODAY)
    assert calendar.clock_behind() is None


def test_the_order_of_entry_decides_within_a_day_also_with_a_clock_that_runs_back(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil(guardians=2)
    mother = school.guardians_of(pupil)[0]
    clock = school.workspace.clock
    assert isinstance(clock, FixedClock)
    for _entry in range(2):
        school.answer(pupil, purpose, decided_on=TODAY, decider_id=mother, valid_until=TODAY + 9 * DAY)
        clock.advance(seconds=-3_600)
    school.answer(pupil, purpose, decided_on=TODAY, decider_id=mother, valid_until=TODAY + 30 * DAY)
    assert [one.ends_on for one in school.workspace.calendar.ending()] == [TODAY + 30 * DAY]


def test_whoever_says_that_the_clock_is_right_is_not_told_again(school: School) -> None:
    school.purpose()
    calendar = school.workspace.calendar
    move_to(school, TODAY - 30 * DAY)
    assert calendar.clock_behind() is not None
    calendar.accept_clock()
    assert calendar.clock_behind() is None
    move_to(school, TODAY - 60 * DAY)
    assert calendar.clock_behind() == ClockBehind(TODAY - 60 * DAY, TODAY - 30 * DAY)
