# SPDX-License-Identifier: GPL-3.0-or-later
"""Who left long ago is proposed once a year, with what still stands in the way; who is to stay, stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.clock import FixedClock
from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy
from models.publishing.todo import TodoNotice
from models.terms import Answer, ErasureGround, PersonRole, TodoKind
from models.workspace import Workspace
from tests.models.builders import School

LONG_AGO = date(2024, 7, 31)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def proposed(workspace: Workspace) -> list[int]:
    return [one.person_id for one in workspace.retention.proposal().leavers]


def test_a_pupil_is_proposed_when_the_term_is_over_and_not_a_day_before(
    workspace: Workspace, school: School, clock: FixedClock
) -> None:
    pupil = school.pupil(guardians=0)
    workspace.people.set_left(pupil, date(2024, 9, 16))
    assert proposed(workspace) == []
    clock.advance(days=1)
    (leaver,) = workspace.retention.proposal().leavers
    assert (leaver.person_id, leaver.gone_on, leaver.due_on) == (pupil, date(2024, 9, 16), date(2026, 9, 16))
    assert leaver.is_free


def test_a_school_that_keeps_people_for_ever_proposes_nobody(workspace: Workspace, school: School) -> None:
    workspace.people.set_left(school.pupil(), LONG_AGO)
    workspace.settings.change_policy(ConsentPolicy(retention_months=0))
    proposal = workspace.retention.proposal()
    assert (proposal.months, proposal.leavers, proposal.is_open) == (0, (), False)


def test_a_parent_goes_with_the_last_child(workspace: Workspace, school: School) -> None:
    eldest = school.pupil()
    (mother,) = school.guardians_of(eldest)
    youngest = school.pupil(guardians=0)
    workspace.people.add_guardian(youngest, mother)
    workspace.people.set_left(eldest, LONG_AGO)
    assert proposed(workspace) == [eldest]
    workspace.people.set_left(youngest, date(2024, 8, 31))
    assert proposed(workspace) == [eldest, mother, youngest]
    gone = {one.person_id: one.gone_on for one in workspace.retention.proposal().leavers}
    assert gone[mother] == date(2024, 8, 31)


def test_a_parent_whose_say_ended_is_gone_since_then(workspace: Workspace, school: School) -> None:
    pupil = school.pupil(guardians=0)
    father = school.guardian(pupil, until=date(2024, 3, 31))
    assert proposed(workspace) == [father]
    (leaver,) = workspace.retention.proposal().leavers
    assert leaver.gone_on == date(2024, 4, 1)


def test_a_parent_without_any_child_is_proposed_by_when_they_were_put_on_record(
    workspace: Workspace, school: School, clock: FixedClock
) -> None:
    pupil = school.pupil()
    (mother,) = school.guardians_of(pupil)
    workspace.erasure.erase(pupil, ErasureGround.NO_LONGER_NEEDED)
    assert proposed(workspace) == []
    clock.advance(days=800)
    assert proposed(workspace) == [mother]


def test_who_works_here_and_has_a_child_that_left_stays(workspace: Workspace, school: School) -> None:
    pupil = school.pupil(guardians=0)
    teacher = school.adult()
    workspace.people.add_guardian(pupil, teacher)
    workspace.people.set_left(pupil, LONG_AGO)
    assert proposed(workspace) == [pupil]


def test_a_teacher_who_left_stays_while_a_child_of_theirs_is_here(workspace: Workspace, school: School) -> None:
    pupil = school.pupil(guardians=0)
    teacher = school.adult()
    workspace.people.add_guardian(pupil, teacher)
    workspace.people.set_left(teacher, LONG_AGO)
    assert proposed(workspace) == []


def test_a_guest_whose_role_ended_is_gone(workspace: Workspace, school: School, clock: FixedClock) -> None:
    guest = school.adult(PersonRole.GUEST)
    clock.advance(days=1)
    workspace.people.set_roles(guest, ())
    clock.advance(days=760)
    (leaver,) = workspace.retention.proposal().leavers
    assert (leaver.person_id, leaver.gone_on) == (guest, date(2026, 9, 16))


def test_what_stands_in_the_way_is_counted(workspace: Workspace, school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil()
    (mother,) = school.guardians_of(pupil)
    item, other = school.item(), school.item()
    school.tag(item, pupil)
    school.tag(other, pupil)
    school.answer(pupil, purpose, decided_on=date(2024, 1, 9))
    school.publish(item, purpose)
    school.publish(other, purpose)
    workspace.people.set_left(pupil, LONG_AGO)
    by_id = {one.person_id: one for one in workspace.retention.proposal().leavers}
    assert by_id[pupil].published == 2
    assert by_id[pupil].tasks == 2  # the yes ended with school
    assert not by_id[pupil].is_free
    assert by_id[mother].is_free


def test_a_yes_that_carries_a_publication_is_named(workspace: Workspace, school: School) -> None:
    from models.tables import PublicationReliance

    purpose = school.purpose()
    pupil = school.pupil()
    (mother,) = school.guardians_of(pupil)
    item = school.item()
    (event_id,) = school.answer(pupil, purpose, decided_on=date(2024, 1, 9)).value.event_ids
    publication = school.publish(item, purpose)
    with workspace.store.write("test.reliance") as unit:
        unit.session.add(PublicationReliance(publication_id=publication, event_id=event_id))
    workspace.people.set_left(pupil, LONG_AGO)
    carried = {one.person_id: one.carried for one in workspace.retention.proposal().leavers}
    assert carried == {pupil: 1, mother: 1}


def test_who_is_kept_is_proposed_again_when_the_day_is_over(
    workspace: Workspace, school: School, clock: FixedClock
) -> None:
    pupil = school.pupil(guardians=0)
    workspace.people.set_left(pupil, LONG_AGO)
    until = workspace.clock.today() + timedelta(days=30)
    change = workspace.retention.keep([pupil], until, " court case ")
    proposal = workspace.retention.proposal()
    assert proposal.leavers == ()
    assert [(one.person_id, one.kept_until, one.reason) for one in proposal.kept] == [(pupil, until, "court case")]
    assert change.undo is not None
    undone = change.undo()
    assert proposed(workspace) == [pupil]
    assert undone.undo is not None
    undone.undo()
    assert proposed(workspace) == []
    clock.advance(days=30)
    assert proposed(workspace) == []
    clock.advance(days=1)
    assert proposed(workspace) == [pupil]
    workspace.retention.keep([pupil], workspace.clock.today(), "again")
    workspace.retention.let_go([pupil])
    assert proposed(workspace) == [pupil]


@pytest.mark.parametrize(("days", "reason"), [(-1, "why"), (3, "  "), (3, "x" * 501)])
def test_keeping_needs_a_day_to_come_and_a_reason(workspace: Workspace, school: School, days: int, reason: str) -> None:
    pupil = school.pupil()
    with pytest.raises(KnownError) as caught:
        workspace.retention.keep([pupil], workspace.clock.today() + timedelta(days=days), reason)
    assert caught.value.code in (ErrorCode.DATE_IMPOSSIBLE, ErrorCode.VALUE_NOT_ALLOWED)


def test_the_proposal_comes_once_a_school_year(workspace: Workspace, school: School, clock: FixedClock) -> None:
    pupil = school.pupil(guardians=0)
    assert not workspace.retention.proposal().is_open
    workspace.people.set_left(pupil, LONG_AGO)
    proposal = workspace.retention.proposal()
    assert proposal.is_open
    assert proposal.since == date(2026, 7, 31)
    change = workspace.retention.finish_proposal()
    assert not workspace.retention.proposal().is_open
    assert change.undo is not None
    change.undo()
    assert workspace.retention.proposal().is_open
    workspace.retention.finish_proposal()
    clock.advance(days=(date(2027, 7, 31) - clock.today()).days)
    assert not workspace.retention.proposal().is_open
    clock.advance(days=1)
    assert workspace.retention.proposal().is_open


def test_the_to_do_list_tells_while_the_proposal_is_open(workspace: Workspace, school: School) -> None:
    pupil = school.pupil(guardians=0)
    workspace.people.set_left(pupil, LONG_AGO)

    def told() -> list[TodoNotice]:
        return list(workspace.todo.notices([TodoKind.RETENTION_DUE]))

    assert [(one.subject, one.day) for one in told()] == [(pupil, LONG_AGO)]
    workspace.retention.finish_proposal()
    assert told() == []


def test_who_is_erased_is_no_leaver_any_more(workspace: Workspace, school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil()
    (mother,) = school.guardians_of(pupil)
    school.answer(pupil, purpose, Answer.GIVEN, date(2024, 1, 1))
    workspace.people.set_left(pupil, LONG_AGO)
    workspace.erasure.erase(mother, ErasureGround.CONSENT_WITHDRAWN)
    assert proposed(workspace) == [pupil]
    workspace.erasure.erase(pupil, ErasureGround.NO_LONGER_NEEDED)
    assert proposed(workspace) == []
