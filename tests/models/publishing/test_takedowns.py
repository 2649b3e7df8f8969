# SPDX-License-Identifier: GPL-3.0-or-later
"""Take-down tasks: raised in the transaction that caused them, once, and gone when it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.clock import FixedClock
from models.consent.purposes import PurposeInput
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.publishing.takedowns import TakedownRow
from models.roster.person_input import PersonInput
from models.tables import Publication, PublicationCover
from models.terms import Answer, Audience, ChangeKind, ConsentStatus, CoverKind, OnReachingAge, TakedownState
from models.workspace import Workspace
from tests.models.builders import School

TODAY = date(2026, 9, 15)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


class Published:
    """A photo of two pupils that is out on the website, with their yes."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.purpose = school.purpose()
        self.anna, self.ben = school.pupil(), school.pupil()
        self.item = school.item()
        for person_id in (self.anna, self.ben):
            school.answer(person_id, self.purpose)
        school.tag(self.item, self.anna, self.ben)
        self.publication = school.publish(self.item, self.purpose)

    def open_tasks(self) -> tuple[TakedownRow, ...]:
        return self.school.workspace.takedowns.tasks()

    def all_states(self) -> list[TakedownState]:
        return sorted(task.state for task in self.school.workspace.takedowns.tasks(open_only=False))

    def ended_on(self) -> date | None:
        with self.school.workspace.store.read() as session:
            return session.exec(select(Publication.ended_on).where(Publication.id == self.publication)).one()


@pytest.fixture
def out(school: School) -> Published:
    return Published(school)


def test_nothing_is_to_do_while_everything_is_fine(out: Published) -> None:
    assert out.open_tasks() == ()
    assert out.school.workspace.takedowns.count_open() == 0


def test_a_withdrawal_raises_a_task_at_once(out: Published) -> None:
    change = out.school.answer(out.ben, out.purpose, Answer.REFUSED, date(2026, 9, 14))
    (task,) = out.open_tasks()
    assert change.changes.ids(ChangeKind.TAKEDOWN) == {task.id}
    assert (task.publication_id, task.item_id, task.person_id) == (out.publication, out.item, out.ben)
    assert (task.cause, task.since, task.state) == (ConsentStatus.WITHDRAWN, date(2026, 9, 14), TakedownState.OPEN)
    assert (task.place, task.purpose_name) == ("example.org/1", "Website")
    assert out.school.workspace.takedowns.count_open() == 1


def test_each_place_has_its_own_task(out: Published) -> None:
    out.school.publish(out.item, out.purpose)
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    assert len({task.publication_id for task in out.open_tasks()}) == 2


def test_undoing_the_withdrawal_lapses_the_task_and_redo_raises_it(out: Published) -> None:
    change = out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    assert change.undo is not None
    undone = change.undo()
    assert (out.open_tasks(), out.all_states()) == ((), [TakedownState.LAPSED])
    assert undone.undo is not None
    undone.undo()
    assert out.all_states() == [TakedownState.LAPSED, TakedownState.OPEN]


def test_an_open_task_is_not_raised_twice(out: Published) -> None:
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    out.school.answer(out.anna, out.purpose, Answer.REFUSED, TODAY)
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    assert len(out.open_tasks()) == 1
    out.school.answer(out.ben, out.purpose, Answer.GIVEN, TODAY + timedelta(days=1))
    assert len(out.open_tasks()) == 1  # Anna's no stands, and so does Ben's until tomorrow


def test_a_task_stays_while_somebody_else_still_says_no(out: Published, clock: FixedClock) -> None:
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    out.school.answer(out.anna, out.purpose, Answer.REFUSED, TODAY)
    clock.advance(days=1)
    out.school.answer(out.ben, out.purpose, Answer.GIVEN, clock.today())
    assert len(out.open_tasks()) == 1
    out.school.answer(out.anna, out.purpose, Answer.GIVEN, clock.today())
    assert out.open_tasks() == ()


def test_a_withdrawal_of_tomorrow_raises_its_task_tomorrow(out: Published, clock: FixedClock) -> None:
    takedowns = out.school.workspace.takedowns
    assert takedowns.roll_over().value == 0
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY + timedelta(days=1))
    assert out.open_tasks() == ()
    clock.advance(days=1)
    assert takedowns.roll_over().value == 1
    assert out.open_tasks()[0].person_id == out.ben
    assert takedowns.roll_over().value == 0


def test_an_answer_that_expires_raises_a_task(out: Published, clock: FixedClock) -> None:
    takedowns = out.school.workspace.takedowns
    out.school.answer(out.anna, out.purpose, Answer.GIVEN, TODAY, valid_until=date(2026, 9, 20))
    takedowns.roll_over()
    clock.advance(days=5)
    assert takedowns.roll_over().value == 0
    clock.advance(days=30)
    assert takedowns.roll_over().value == 1
    (task,) = out.open_tasks()
    assert (task.cause, task.since) == (ConsentStatus.EXPIRED, date(2026, 9, 21))


def test_a_task_that_lapses_overnight_is_not_counted_as_new(out: Published, clock: FixedClock) -> None:
    takedowns = out.school.workspace.takedowns
    takedowns.roll_over()
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    out.school.answer(out.ben, out.purpose, Answer.GIVEN, TODAY + timedelta(days=1))
    clock.advance(days=1)
    assert takedowns.roll_over().value == 0
    assert out.all_states() == [TakedownState.LAPSED]


def test_the_first_start_looks_at_everything(school: School, clock: FixedClock) -> None:
    out = Published(school)
    out.school.answer(out.anna, out.purpose, Answer.GIVEN, TODAY, valid_until=TODAY)
    clock.advance(days=400)
    assert school.workspace.takedowns.roll_over().value == 1


def test_reaching_the_age_raises_a_task_where_answers_lapse(school: School, clock: FixedClock) -> None:
    workspace = school.workspace
    workspace.settings.change_policy(replace(workspace.settings.policy(), on_reaching_age=OnReachingAge.LAPSE))
    purpose, pupil, item = school.purpose(), school.pupil(birth_date=date(2010, 9, 17)), school.item()
    school.answer(pupil, purpose)
    school.tag(item, pupil)
    school.publish(item, purpose)
    workspace.takedowns.roll_over()
    clock.advance(days=2)
    assert workspace.takedowns.roll_over().value == 1


def stop_by_tag(out: Published) -> object:
    stranger = out.school.pupil()
    return out.school.tag(out.item, stranger)


def stop_by_mark(out: Published) -> object:
    return out.school.workspace.tagging.mark_face(out.item, Box(0.8, 0.1, 0.1, 0.1))


def stop_by_wording(out: Published) -> object:
    changed = PurposeInput("website", "Website", Audience.PUBLIC)
    return out.school.workspace.purposes.change_purpose(out.purpose, changed, asks_anew=True)


def stop_by_protection(out: Published) -> object:
    return out.school.workspace.people.set_protected(out.anna, True)


def stop_by_policy(out: Published) -> object:
    settings = out.school.workspace.settings
    for pupil in (out.anna, out.ben):
        out.school.guardian(pupil)
    return settings.change_policy(replace(settings.policy(), guardians_required=0))


def stop_by_authority(out: Published) -> object:
    (guardian,) = out.school.guardians_of(out.anna)
    return out.school.workspace.people.edit_guardian(out.anna, guardian, relation="", has_authority=False)


def stop_by_birth_date(out: Published) -> object:
    workspace = out.school.workspace
    workspace.settings.change_policy(replace(workspace.settings.policy(), on_reaching_age=OnReachingAge.LAPSE))
    person = workspace.people.person(out.anna)
    entered = PersonInput("Anna", "", "Janssen", date(2010, 1, 1))
    return workspace.people.edit_person(out.anna, entered, person.version)


def stop_by_naming_nobody(out: Published) -> object:
    return out.school.workspace.tagging.remove_person((out.item,), out.anna) and (
        out.school.workspace.tagging.remove_person((out.item,), out.ben)
    )


@pytest.mark.parametrize(
    "stop",
    [
        stop_by_tag,
        stop_by_mark,
        stop_by_wording,
        stop_by_protection,
        stop_by_policy,
        stop_by_authority,
        stop_by_birth_date,
        stop_by_naming_nobody,
    ],
)
def test_whatever_makes_a_publication_not_ready_raises_one_task(
    out: Published, stop: Callable[[Published], object]
) -> None:
    stop(out)
    assert [task.publication_id for task in out.open_tasks()] == [out.publication]
    assert all(task.since <= TODAY for task in out.open_tasks())


def test_taking_a_new_tag_back_lapses_the_task(out: Published) -> None:
    change = out.school.workspace.tagging.name_person((out.item,), out.school.pupil())
    assert len(out.open_tasks()) == 1
    assert change.undo is not None
    change.undo()
    assert out.all_states() == [TakedownState.LAPSED]


def test_somebody_covered_in_the_published_copy_needs_nothing(out: Published) -> None:
    with out.school.workspace.store.write("test.cover") as unit:
        unit.session.add(PublicationCover(publication_id=out.publication, person_id=out.ben, cover=CoverKind.CALM))
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    assert out.open_tasks() == ()
    out.school.answer(out.anna, out.purpose, Answer.REFUSED, TODAY)
    assert [task.person_id for task in out.open_tasks()] == [out.anna]


@pytest.mark.parametrize("state", [TakedownState.REMOVED, TakedownState.REPLACED])
def test_a_removed_publication_has_ended(out: Published, state: TakedownState, clock: FixedClock) -> None:
    takedowns = out.school.workspace.takedowns
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    change = takedowns.close_task(out.open_tasks()[0].id, state, " taken off ")
    (closed,) = takedowns.tasks(open_only=False)
    assert (closed.state, closed.note, closed.closed_by, closed.closed_at) == (
        state,
        "taken off",
        "Office",
        clock.now(),
    )
    assert out.ended_on() == TODAY
    out.school.answer(out.anna, out.purpose, Answer.REFUSED, TODAY)
    assert out.open_tasks() == ()
    assert change.undo is not None
    reopened = change.undo()
    assert (len(out.open_tasks()), out.ended_on()) == (1, None)
    assert reopened.undo is not None
    reopened.undo()
    assert (out.open_tasks(), out.ended_on()) == ((), TODAY)


def test_a_reopened_task_lapses_where_everything_is_fine_by_now(out: Published, clock: FixedClock) -> None:
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    change = out.school.workspace.takedowns.close_task(out.open_tasks()[0].id, TakedownState.REMOVED)
    clock.advance(days=1)
    out.school.answer(out.ben, out.purpose, Answer.GIVEN, clock.today())
    assert change.undo is not None
    change.undo()
    assert out.all_states() == [TakedownState.LAPSED]


def test_print_that_stays_is_not_raised_again_for_the_same_reason(out: Published) -> None:
    takedowns = out.school.workspace.takedowns
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    takedowns.close_task(out.open_tasks()[0].id, TakedownState.STAYS, "printed in August")
    assert out.ended_on() is None
    out.school.tag(out.item, out.ben, box=Box(0.5, 0.5, 0.1, 0.1))  # looked at again as a whole
    assert out.open_tasks() == ()


@pytest.mark.parametrize("by_tag", [False, True])
def test_print_that_stays_is_raised_again_for_another_person(out: Published, by_tag: bool) -> None:
    takedowns = out.school.workspace.takedowns
    out.school.answer(out.anna, out.purpose, Answer.REFUSED, TODAY)
    takedowns.close_task(out.open_tasks()[0].id, TakedownState.STAYS, "printed in August")
    if by_tag:
        other = out.school.pupil()
        out.school.answer(other, out.purpose, Answer.REFUSED, TODAY)
        out.school.tag(out.item, other)
    else:
        other = out.ben
        out.school.answer(other, out.purpose, Answer.REFUSED, TODAY)
    assert [task.person_id for task in out.open_tasks()] == [other]


def test_print_that_stays_is_raised_again_for_another_cause(out: Published) -> None:
    stranger = out.school.pupil()
    out.school.tag(out.item, stranger)
    task = out.open_tasks()[0]
    assert task.cause is ConsentStatus.NOT_REQUESTED
    out.school.workspace.takedowns.close_task(task.id, TakedownState.STAYS, "printed")
    out.school.workspace.people.set_protected(stranger, True)
    assert [task.cause for task in out.open_tasks()] == [ConsentStatus.PROTECTED]


def test_closing_needs_a_task_that_is_open_and_a_reason_where_it_stays(out: Published) -> None:
    takedowns = out.school.workspace.takedowns
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    task = out.open_tasks()[0].id
    refused: list[tuple[ErrorCode, Callable[[], object]]] = [
        (ErrorCode.VALUE_NOT_ALLOWED, lambda: takedowns.close_task(task, TakedownState.OPEN)),
        (ErrorCode.VALUE_NOT_ALLOWED, lambda: takedowns.close_task(task, TakedownState.LAPSED)),
        (ErrorCode.VALUE_NOT_ALLOWED, lambda: takedowns.close_task(task, TakedownState.STAYS, "  ")),
        (ErrorCode.VALUE_NOT_ALLOWED, lambda: takedowns.close_task(task, TakedownState.REMOVED, "x" * 501)),
        (ErrorCode.ITEM_UNKNOWN, lambda: takedowns.close_task(99, TakedownState.REMOVED)),
        (ErrorCode.RECORD_CHANGED, lambda: takedowns.reopen_task(task)),
    ]
    for code, attempt in refused:
        with pytest.raises(KnownError) as caught:
            attempt()
        assert caught.value.code is code
    takedowns.close_task(task, TakedownState.REMOVED)
    with pytest.raises(KnownError) as caught:
        takedowns.close_task(task, TakedownState.STAYS, "too late")
    assert caught.value.code is ErrorCode.RECORD_CHANGED


def test_open_tasks_come_first_and_then_the_latest(out: Published) -> None:
    takedowns = out.school.workspace.takedowns
    for _ in range(2):
        out.school.publish(out.item, out.purpose)
    out.school.answer(out.ben, out.purpose, Answer.REFUSED, TODAY)
    ids = [task.id for task in out.open_tasks()]
    takedowns.close_task(ids[0], TakedownState.REMOVED)
    takedowns.close_task(ids[1], TakedownState.REMOVED)
    assert [task.id for task in takedowns.tasks(open_only=False)] == [ids[2], ids[1], ids[0]]


def test_other_publications_are_left_alone(out: Published) -> None:
    instagram = out.school.purpose("instagram")
    out.school.answer(out.anna, instagram, Answer.REFUSED, TODAY)
    assert out.open_tasks() == ()


def test_a_clock_that_was_set_back_takes_no_task_away_and_loses_no_day(out: Published, clock: FixedClock) -> None:
    takedowns = out.school.workspace.takedowns
    out.school.answer(out.anna, out.purpose, Answer.GIVEN, TODAY, valid_until=date(2026, 9, 20))
    out.school.answer(out.ben, out.purpose, Answer.GIVEN, TODAY, valid_until=date(2027, 3, 1))
    takedowns.roll_over()
    clock.advance(days=10)
    assert takedowns.roll_over().value == 1
    clock.advance(days=-9)
    assert takedowns.roll_over().value == 0
    assert len(out.open_tasks()) == 1
    clock.advance(days=9)
    assert takedowns.roll_over().value == 0
    assert len(out.open_tasks()) == 1


def test_a_clock_that_ran_years_ahead_does_not_silence_the_days_to_come(out: Published, clock: FixedClock) -> None:
    takedowns = out.school.workspace.takedowns
    clock.advance(days=1500)
    takedowns.roll_over()
    clock.advance(days=-1500)
    takedowns.roll_over()
    out.school.answer(out.ben, out.purpose, Answer.GIVEN, TODAY, valid_until=date(2026, 9, 20))
    clock.advance(days=10)
    assert takedowns.roll_over().value == 1
