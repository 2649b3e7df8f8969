# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the to-do list, what is not, and what brings a settled notice back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models.clock import FixedClock
from models.consent.cells import load_facts
from models.errors import ErrorCode, KnownError
from models.publishing.todo import Found, TodoNotice, TodoService, fingerprint_of
from models.tables import Cell, SettledNotice
from models.terms import Answer, ChangeKind, MediaKind, Notice, TodoKind
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School

TODAY = date(2026, 9, 15)
MARCH, MAY = date(2026, 3, 3), date(2026, 5, 5)
DIFFER = TodoKind.GUARDIANS_DIFFER


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def differing_pupil(school: School, purpose: int) -> int:
    """A pupil whose mother said yes in March and whose father said no in May."""
    pupil = school.pupil(guardians=2)
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, purpose, Answer.GIVEN, MARCH, decider_id=mother)
    school.answer(pupil, purpose, Answer.REFUSED, MAY, decider_id=father)
    return pupil


def the_notice(workspace: Workspace) -> TodoNotice:
    (notice,) = workspace.todo.notices([DIFFER])
    return notice


def test_an_empty_register_has_nothing_to_do(workspace: Workspace) -> None:
    assert workspace.todo.sections() == ()
    assert workspace.todo.counts() == {}
    assert workspace.todo.settled() == ()


def test_guardians_who_differ_are_told_with_both_answers_and_both_dates(school: School) -> None:
    purpose = school.purpose()
    pupil = differing_pupil(school, purpose)
    mother, father = school.guardians_of(pupil)
    notice = the_notice(school.workspace)
    assert (notice.kind, notice.person_id, notice.session_id) == (DIFFER, pupil, None)
    (difference,) = notice.differences
    assert [(one.decider_id, one.answer, one.decided_on) for one in difference.sides] == [
        (mother, Answer.GIVEN, MARCH),
        (father, Answer.REFUSED, MAY),
    ]
    assert [key.purpose_id for key in difference.keys] == [purpose]
    assert notice.day == MAY
    assert school.workspace.todo.counts() == {DIFFER: 1}


def test_the_same_answers_for_several_cells_are_one_difference(school: School) -> None:
    purpose = school.purpose()
    pupil = differing_pupil(school, purpose)
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, purpose, Answer.GIVEN, MARCH, kind=MediaKind.FILM, decider_id=mother)
    school.answer(pupil, purpose, Answer.REFUSED, MAY, kind=MediaKind.FILM, decider_id=father)
    school.answer(pupil, purpose, Answer.GIVEN, MARCH, kind=MediaKind.SOUND, decider_id=father)
    school.answer(pupil, purpose, Answer.WITHDRAWN, TODAY, kind=MediaKind.SOUND, decider_id=mother)
    latest, earlier = the_notice(school.workspace).differences
    assert [key.kind for key in latest.keys] == [MediaKind.SOUND]
    assert [key.kind for key in earlier.keys] == [MediaKind.PHOTO, MediaKind.FILM]


def test_a_yes_of_the_other_guardian_ends_it(school: School) -> None:
    purpose = school.purpose()
    pupil = differing_pupil(school, purpose)
    school.answer(pupil, purpose, Answer.GIVEN, TODAY, decider_id=school.guardians_of(pupil)[1])
    assert school.workspace.todo.counts() == {}


def test_siblings_share_guardians_and_each_has_a_notice_of_their_own(school: School) -> None:
    purpose = school.purpose()
    first = differing_pupil(school, purpose)
    mother, father = school.guardians_of(first)
    second = school.pupil(guardians=0)
    for guardian in (mother, father):
        school.workspace.people.add_guardian(second, guardian)
    assert [one.person_id for one in school.workspace.todo.notices([DIFFER])] == [first]
    school.answer(second, purpose, Answer.GIVEN, MARCH, decider_id=mother)
    school.answer(second, purpose, Answer.REFUSED, TODAY, decider_id=father)
    assert [one.person_id for one in school.workspace.todo.notices([DIFFER])] == [second, first]


def test_an_answer_that_counts_from_tomorrow_differs_tomorrow(school: School, clock: FixedClock) -> None:
    purpose = school.purpose()
    pupil = school.pupil(guardians=2)
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, purpose, Answer.GIVEN, MARCH, decider_id=mother)
    school.answer(pupil, purpose, Answer.REFUSED, TODAY + timedelta(days=1), decider_id=father)
    assert school.workspace.todo.counts() == {}
    clock.advance(days=1)
    assert school.workspace.todo.counts() == {DIFFER: 1}


def test_protected_people_and_purposes_not_in_use_raise_nothing(school: School) -> None:
    purpose = school.purpose()
    pupil = differing_pupil(school, purpose)
    school.workspace.people.set_protected(pupil, True, "court order")
    assert school.workspace.todo.counts() == {}
    school.workspace.people.set_protected(pupil, False)
    assert school.workspace.todo.counts() == {DIFFER: 1}
    school.workspace.purposes.set_active((purpose,), is_active=False)
    assert school.workspace.todo.counts() == {}


def test_a_pupil_who_answers_for_themself_ends_it(school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil(guardians=2, birth_date=date(2009, 1, 1))
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, purpose, Answer.GIVEN, MARCH, decider_id=mother)
    school.answer(pupil, purpose, Answer.REFUSED, MAY, decider_id=father)
    assert school.workspace.todo.counts() == {DIFFER: 1, TodoKind.NOW_DECIDES: 1}
    school.answer(pupil, purpose, Answer.GIVEN, TODAY, decider_id=pupil)
    assert school.workspace.todo.counts() == {}


@pytest.mark.parametrize("seed", range(3))
def test_the_list_is_what_the_rules_say_about_everybody(workspace: Workspace, seed: int) -> None:
    random_school = RandomSchool(workspace, seed)
    random_school.fill(people=50, items=10, answers_each=12)
    with workspace.store.read() as session:
        facts = load_facts(session, random_school.person_ids, workspace.settings.policy())
    by_rules = {
        person_id
        for person_id, person in facts.people.items()
        for key in person.answers
        if Notice.GUARDIANS_DIFFER in facts.status_of(person_id, key, workspace.clock.today()).notices
    }
    notices = workspace.todo.notices([DIFFER])
    assert {one.person_id for one in notices} == by_rules
    assert len(notices) == len(by_rules) > 0


def test_take_downs_and_unnamed_photos_are_counted_with_the_rest(school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil()
    school.answer(pupil, purpose)
    item = school.item()
    school.tag(item, pupil)
    school.publish(item, purpose)
    school.answer(pupil, purpose, Answer.WITHDRAWN, TODAY)
    nobody_looked = school.item()
    assert school.workspace.todo.counts() == {TodoKind.TAKEDOWN: 1, TodoKind.UNNAMED_FACES: 1}
    takedown, unnamed = school.workspace.todo.notices()
    assert (takedown.ids, takedown.day) == ((pupil,), TODAY)
    assert unnamed.ids == (nobody_looked,)


def test_what_ends_elsewhere_is_not_settled_here(school: School) -> None:
    school.item()
    (notice,) = school.workspace.todo.notices()
    with pytest.raises(KnownError) as refused:
        school.workspace.todo.settle(notice)
    assert refused.value.code is ErrorCode.VALUE_NOT_ALLOWED


def test_sections_show_the_first_and_count_all(school: School) -> None:
    purpose = school.purpose()
    pupils = [differing_pupil(school, purpose) for _number in range(3)]
    (section,) = school.workspace.todo.sections(limit=2)
    assert (section.count, len(section.notices)) == (3, 2)
    assert {one.person_id for one in section.notices} < set(pupils)


# --- settling


def test_a_settled_notice_stays_away_until_an_answer_changes(school: School, clock: FixedClock) -> None:
    purpose = school.purpose()
    pupil = differing_pupil(school, purpose)
    todo = school.workspace.todo
    change = todo.settle(the_notice(school.workspace), "talked to both, until the summer")
    assert change.changes.concerns(ChangeKind.NOTICE)
    assert todo.counts() == {}
    clock.advance(days=200)
    assert todo.counts() == {}
    (row,) = todo.settled()
    assert (row.person_id, row.note, row.settled_by) == (pupil, "talked to both, until the summer", "Office")
    assert row.is_standing
    school.answer(pupil, purpose, Answer.REFUSED, clock.today(), decider_id=school.guardians_of(pupil)[1])
    assert todo.counts() == {DIFFER: 1}
    assert not todo.settled()[0].is_standing


def test_an_answer_about_something_else_brings_nothing_back(school: School) -> None:
    purpose, other = school.purpose(), school.purpose("portal")
    pupil = differing_pupil(school, purpose)
    school.workspace.todo.settle(the_notice(school.workspace))
    school.answer(pupil, other, Answer.GIVEN, TODAY, decider_id=school.guardians_of(pupil)[0])
    assert school.workspace.todo.counts() == {}


def test_settling_is_undone_and_done_again(school: School) -> None:
    differing_pupil(school, school.purpose())
    todo = school.workspace.todo
    change = todo.settle(the_notice(school.workspace), "note")
    assert change.undo is not None
    undone = change.undo()
    assert todo.counts() == {DIFFER: 1}
    assert todo.settled() == ()
    assert undone.undo is not None
    undone.undo()
    assert todo.counts() == {}
    assert [row.note for row in todo.settled()] == ["note"]


def test_opening_again_puts_it_back(school: School) -> None:
    differing_pupil(school, school.purpose())
    todo = school.workspace.todo
    settled_id = todo.settle(the_notice(school.workspace)).value
    todo.reopen(settled_id)
    assert todo.counts() == {DIFFER: 1}
    with pytest.raises(KnownError) as refused:
        todo.reopen(settled_id)
    assert refused.value.code is ErrorCode.RECORD_CHANGED


def test_settling_twice_is_told(school: School) -> None:
    differing_pupil(school, school.purpose())
    notice = the_notice(school.workspace)
    school.workspace.todo.settle(notice)
    with pytest.raises(KnownError) as refused:
        school.workspace.todo.settle(notice)
    assert refused.value.code is ErrorCode.RECORD_CHANGED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"subject": 999}, ErrorCode.PERSON_UNKNOWN),
        ({"kind": TodoKind.MISSING_FOR_SESSION, "subject": 999}, ErrorCode.ITEM_UNKNOWN),
        ({"fingerprint": ""}, ErrorCode.VALUE_NOT_ALLOWED),
    ],
)
def test_what_cannot_be_settled_is_refused(school: School, change: dict[str, object], code: ErrorCode) -> None:
    differing_pupil(school, school.purpose())
    notice = replace(the_notice(school.workspace), **change)  # type: ignore[arg-type]
    with pytest.raises(KnownError) as refused:
        school.workspace.todo.settle(notice)
    assert refused.value.code is code
    with school.workspace.store.read() as session:
        assert session.exec(select(SettledNotice)).all() == []


def test_a_note_that_is_too_long_is_refused(school: School) -> None:
    differing_pupil(school, school.purpose())
    with pytest.raises(KnownError):
        school.workspace.todo.settle(the_notice(school.workspace), "x" * 501)


def test_the_audit_trail_does_not_hold_the_note(school: School) -> None:
    from models.tables import AuditDetail

    differing_pupil(school, school.purpose())
    school.workspace.todo.settle(the_notice(school.workspace), "Mevrouw Janssen belt terug")
    with school.workspace.store.read() as session:
        payloads = session.exec(select(AuditDetail.payload)).all()
    assert any("guardians_differ" in payload for payload in payloads)
    assert not any("Janssen" in payload for payload in payloads)


# --- any kind


@given(
    st.lists(st.tuples(st.sampled_from(["find", "lose", "change", "settle", "reopen"]), st.integers(0, 3)), max_size=25)
)
@settings(max_examples=15)
def test_nothing_nags_twice(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]) -> None:
    """Whatever happens: what was settled is away exactly while it is as it was."""
    path = tmp_path_factory.mktemp("todo") / "school.beeldakkoord"
    with Workspace.open(path, clock=FixedClock(TODAY)) as workspace:
        school = School(workspace)
        people = [school.adult() for _number in range(4)]
        facts: dict[int, int] = {}
        settled: dict[int, set[int]] = {person: set() for person in people}

        def source(_today: date) -> Found:
            return Found(
                tuple(facts),
                lambda ids: [
                    TodoNotice(TodoKind.ENDS_SOON, one, fingerprint_of(TodoKind.ENDS_SOON, facts[one])) for one in ids
                ],
            )

        todo = TodoService(workspace.store, {TodoKind.ENDS_SOON: source})
        for step, number in steps:
            person = people[number]
            if step == "find":
                facts.setdefault(person, 1)
            elif step == "lose":
                facts.pop(person, None)
            elif step == "change" and person in facts:
                facts[person] = facts[person] % 3 + 1
            todo.forget_all()
            if step == "settle":
                for notice in todo.notices():
                    if notice.subject == person:
                        todo.settle(notice)
                        settled[person].add(facts[person])
            elif step == "reopen":
                for row in todo.settled():
                    if row.person_id == person and row.is_standing:
                        todo.reopen(row.id)
                        settled[person].discard(facts[person])
            expected = {one for one, fact in facts.items() if fact not in settled[one]}
            assert {one.subject for one in todo.notices()} == expected
            assert sum(todo.counts().values()) == len(expected)


def test_a_register_from_before_is_compiled_anew_when_it_is_opened(school: School) -> None:
    differing_pupil(school, school.purpose())
    workspace = school.workspace
    with workspace.store.write("test.before") as unit:
        for cell in unit.session.exec(select(Cell)):
            cell.guardians_differ = False
        workspace.settings.put_value(unit, "cells_outdated", "true")
    assert workspace.todo.counts() == {}
    path = workspace.path
    workspace.close()
    with Workspace.open(path, clock=FixedClock(TODAY)) as opened:
        assert opened.todo.counts() == {DIFFER: 1}
        assert not opened.settings.value("cells_outdated")


# --- what the calendar and events bring


def test_a_yes_that_ends_within_two_months_is_on_the_list_until_somebody_is_asked(
    school: School, clock: FixedClock
) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    ends = TODAY + timedelta(days=61)
    change = school.answer(pupil, purpose, valid_until=ends)
    todo = school.workspace.todo
    assert TodoKind.ENDS_SOON not in todo.counts()
    clock.advance(days=1)
    (notice,) = todo.notices([TodoKind.ENDS_SOON])
    assert (notice.person_id, notice.day, [key.purpose_id for key in notice.keys]) == (pupil, ends, [purpose])
    assert change.value.event_ids
    school.workspace.consent.record_requests((pupil,), notice.keys)
    assert todo.notices([TodoKind.ENDS_SOON]) == ()


def test_several_endings_of_one_person_are_one_notice_about_the_first(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose, valid_until=TODAY + timedelta(days=40))
    school.answer(pupil, purpose, kind=MediaKind.FILM, valid_until=TODAY + timedelta(days=20))
    (notice,) = school.workspace.todo.notices([TodoKind.ENDS_SOON])
    assert notice.day == TODAY + timedelta(days=20)
    school.workspace.todo.settle(notice)
    assert school.workspace.todo.counts() == {}
    school.answer(pupil, purpose, Answer.GIVEN, TODAY, kind=MediaKind.FILM)
    (later,) = school.workspace.todo.notices([TodoKind.ENDS_SOON])
    assert later.day == TODAY + timedelta(days=40)


def test_a_pupil_is_on_the_list_from_the_birthday_and_off_it_once_told(school: School, clock: FixedClock) -> None:
    purpose = school.purpose()
    pupil = school.pupil(birth_date=date(2010, 9, 16))
    school.answer(pupil, purpose)
    todo = school.workspace.todo
    assert TodoKind.NOW_DECIDES not in todo.counts()
    clock.advance(days=1)
    (notice,) = todo.notices([TodoKind.NOW_DECIDES])
    assert (notice.person_id, notice.day) == (pupil, date(2026, 9, 16))
    school.workspace.consent.record_requests((pupil,), notice.keys)
    assert todo.notices([TodoKind.NOW_DECIDES]) == ()


def test_a_yearly_reminder_is_due_and_then_sent(school: School, clock: FixedClock) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    clock.advance(days=400)
    todo = school.workspace.todo
    assert todo.counts() == {TodoKind.REMINDER_DUE: 1}
    assert todo.subjects(TodoKind.REMINDER_DUE) == (pupil,)
    school.workspace.calendar.record_reminders((pupil,))
    assert todo.counts() == {}


def class_trip(school: School, purpose: int | None, *people: int, day: date) -> int:
    from models.media.session_rows import SessionInput

    entered = SessionInput("Schoolreis", day=day, purpose_id=purpose, person_ids=people)
    return school.workspace.sessions.add_session(entered).value


def test_an_event_within_thirty_days_tells_whom_to_ask(school: School, clock: FixedClock) -> None:
    purpose = school.purpose()
    yes, silent, no = (school.pupil() for _number in range(3))
    school.answer(yes, purpose)
    school.answer(no, purpose, Answer.REFUSED)
    day = TODAY + timedelta(days=31)
    event = class_trip(school, purpose, yes, silent, no, day=day)
    todo = school.workspace.todo
    assert todo.counts() == {}
    clock.advance(days=1)
    (notice,) = todo.notices()
    assert (notice.kind, notice.session_id, notice.person_id) == (TodoKind.MISSING_FOR_SESSION, event, None)
    assert (notice.ids, notice.total, notice.day, notice.purpose_id) == ((silent,), 3, day, purpose)
    assert notice.title == "Schoolreis"
    clock.advance(days=31)
    assert todo.counts() == {}


def test_a_settled_event_comes_back_when_somebody_joins_and_not_when_somebody_answers(school: School) -> None:
    from dataclasses import replace as changed

    purpose = school.purpose()
    first, second, third = (school.pupil() for _number in range(3))
    event = class_trip(school, purpose, first, second, day=TODAY + timedelta(days=5))
    todo, sessions = school.workspace.todo, school.workspace.sessions
    todo.settle(todo.notices()[0], "asked by phone")
    school.answer(first, purpose)
    assert todo.counts() == {}
    entered = sessions.session(event).as_input()
    sessions.edit_session(event, changed(entered, person_ids=(first, second, third)))
    (notice,) = todo.notices()
    assert notice.ids == (second, third)
    assert [row.session_id for row in todo.settled()] == [event]


def test_an_event_without_a_purpose_asks_nothing(school: School) -> None:
    class_trip(school, None, school.pupil(), day=TODAY)
    assert school.workspace.todo.counts() == {}


def test_an_answer_for_the_event_counts_for_the_event(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    event = class_trip(school, purpose, pupil, day=TODAY)
    assert school.workspace.todo.counts() == {TodoKind.MISSING_FOR_SESSION: 1}
    school.answer(pupil, purpose, Answer.GIVEN, TODAY, session_id=event)
    assert school.workspace.todo.counts() == {}
