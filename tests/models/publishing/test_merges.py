# SPDX-License-Identifier: GPL-3.0-or-later
"""Two records of one person: the rules see one, everything follows, and it can be taken apart again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from models.changes import Change
from models.clock import FixedClock
from models.consent.facts import CellKey
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.roster.merge import MOVED_COLUMNS
from models.roster.merge_terms import MergeConflict, MergeField
from models.roster.people import PeopleQuery
from models.roster.person_input import PersonInput
from models.tables import (
    Appearance,
    FoundFace,
    Person,
    metadata,
)
from models.terms import (
    Activity,
    Answer,
    ConsentStatus,
    GroupKind,
    LookingPurpose,
    MediaKind,
    Notice,
    PersonRole,
    TakedownState,
)
from models.workspace import Workspace
from tests.models.builders import BIRTH_DATE, HEAD, SEPTEMBER, School, all_cells

OCTOBER = date(2026, 9, 10)
ELSEWHERE = Box(0.05, 0.05, 0.1, 0.1)
LEFT_OUT = {"audit_entry", "audit_detail", "person_merge", "cell"}


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def status(
    workspace: Workspace, person_id: int, purpose_id: int | None, kind: MediaKind = MediaKind.PHOTO
) -> ConsentStatus:
    key = CellKey(Activity.PUBLICATION if purpose_id else Activity.RECORDING, kind, purpose_id)
    return workspace.consent.facts([person_id]).status_of(person_id, key, workspace.clock.today()).status


def everything(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the chain, the merges, and what can be remade."""
    found = {}
    with workspace.store.read() as session:
        for table in metadata.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            columns = [column for column in table.columns if (table.name, column.name) != ("person", "version")]
            rows = session.execute(select(*columns)).all()
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def undo(change: Change[Any]) -> Change[Any]:
    assert change.undo is not None
    return change.undo()


def refused(code: ErrorCode, work: Callable[[], object]) -> None:
    with pytest.raises(KnownError) as caught:
        work()
    assert caught.value.code is code


# --- what the rules see


def test_answers_of_both_records_are_one_persons(workspace: Workspace, school: School) -> None:
    website, social = school.purpose(), school.purpose("social")
    kept, other = school.pupil(), school.pupil()
    school.answer(kept, website)
    school.answer(other, social)
    school.answer(other, website, Answer.REFUSED, kind=MediaKind.FILM)
    merge = workspace.merges.merge(kept, other)
    assert status(workspace, kept, website) is ConsentStatus.GIVEN
    assert status(workspace, kept, social) is ConsentStatus.GIVEN
    assert status(workspace, kept, website, MediaKind.FILM) is ConsentStatus.REFUSED
    assert {entry.key.purpose_id for entry in workspace.consent.timeline(kept)} == {website, social}
    assert workspace.consent.timeline(other) == workspace.consent.timeline(kept)
    assert workspace.consent.matrix(other) == workspace.consent.matrix(kept)
    assert not [row for row in all_cells(workspace) if row[0] == other]
    undo(merge)
    assert status(workspace, kept, social) is ConsentStatus.NOT_REQUESTED
    assert status(workspace, other, social) is ConsentStatus.GIVEN
    assert [row for row in all_cells(workspace) if row[0] == other]


def test_a_no_of_another_guardian_on_the_other_record_wins(workspace: Workspace, school: School) -> None:
    website = school.purpose()
    kept, other = school.pupil(), school.pupil()
    school.answer(kept, website)
    school.answer(other, website, Answer.REFUSED)
    preview = workspace.merges.preview(kept, other)
    assert MergeConflict.ANSWERS_DIFFER in preview.conflicts
    workspace.merges.merge(kept, other)
    facts = workspace.consent.facts([kept])
    cell = facts.status_of(kept, CellKey(Activity.PUBLICATION, MediaKind.PHOTO, website), workspace.clock.today())
    assert cell.status is ConsentStatus.REFUSED
    assert Notice.GUARDIANS_DIFFER in cell.notices
    assert [(one.key.purpose_id, one.after) for one in preview.changes if one.person_id == kept] == [
        (website, ConsentStatus.REFUSED)
    ]


def test_two_records_of_one_guardian_are_one_decider(workspace: Workspace, school: School) -> None:
    website = school.purpose()
    pupil = school.pupil(guardians=2)
    first, second = school.guardians_of(pupil)
    school.answer(pupil, website, Answer.REFUSED, SEPTEMBER, decider_id=first)
    school.answer(pupil, website, Answer.GIVEN, OCTOBER, decider_id=second)
    assert status(workspace, pupil, website) is ConsentStatus.REFUSED
    preview = workspace.merges.preview(first, second)
    assert [(one.person_id, one.kept, one.after) for one in preview.changes] == [
        (pupil, ConsentStatus.REFUSED, ConsentStatus.GIVEN)
    ]
    merge = workspace.merges.merge(first, second)
    assert status(workspace, pupil, website) is ConsentStatus.GIVEN  # her later word counts
    assert [one.person_id for one in workspace.people.person(pupil).guardians] == [first]
    assert {entry.decider_id for entry in workspace.consent.timeline(pupil)} == {first}
    undo(merge)
    assert status(workspace, pupil, website) is ConsentStatus.REFUSED
    assert school.guardians_of(pupil) == [first, second]


def test_siblings_share_the_joined_guardian(workspace: Workspace, school: School) -> None:
    one, two = school.pupil(), school.pupil()
    kept, other = school.guardians_of(one)[0], school.guardians_of(two)[0]
    workspace.merges.merge(kept, other)
    assert {ward.person_id for ward in workspace.people.person(kept).wards} == {one, two}


def test_an_answer_for_a_stale_number_goes_to_the_kept_record(workspace: Workspace, school: School) -> None:
    website = school.purpose()
    kept, other = school.pupil(), school.pupil()
    decider = school.guardians_of(other)[0]
    merge = workspace.merges.merge(kept, other)
    school.answer(other, website, Answer.GIVEN, decider_id=decider)
    assert status(workspace, kept, website) is ConsentStatus.GIVEN
    workspace.consent.record_requests((other,), (CellKey(Activity.RECORDING, MediaKind.PHOTO),))
    undo(merge)
    # What was recorded since stays with the kept record, with the guardian who said it.
    assert status(workspace, kept, website) is ConsentStatus.GIVEN
    assert status(workspace, other, website) is ConsentStatus.NOT_REQUESTED
    assert status(workspace, kept, None) is ConsentStatus.REQUESTED
    assert decider in school.guardians_of(kept)
    assert school.guardians_of(other) == [decider]


def test_a_later_answer_about_a_ward_keeps_its_guardian(workspace: Workspace, school: School) -> None:
    website = school.purpose()
    one, two = school.pupil(), school.pupil()
    kept, other = school.guardians_of(one)[0], school.guardians_of(two)[0]
    merge = workspace.merges.merge(kept, other)
    school.answer(two, website, Answer.REFUSED, decider_id=kept)
    undo(merge)
    assert status(workspace, two, website) is ConsentStatus.REFUSED
    assert school.guardians_of(two) == [other, kept]


def test_taking_back_an_answer_of_the_merged_record(workspace: Workspace, school: School) -> None:
    website = school.purpose()
    kept, other = school.pupil(), school.pupil()
    given_before = school.answer(other, website)
    workspace.merges.merge(kept, other)
    taken_back = undo(given_before)
    assert status(workspace, kept, website) is ConsentStatus.NOT_REQUESTED
    undo(taken_back)
    assert status(workspace, kept, website) is ConsentStatus.GIVEN


@pytest.mark.parametrize("which", [0, 1])
def test_protection_of_either_protects_the_kept_record(workspace: Workspace, school: School, which: int) -> None:
    website = school.purpose()
    pair = (school.pupil(), school.pupil())
    school.answer(pair[0], website)
    workspace.people.set_protected(pair[which], True, "safe house")
    merge = workspace.merges.merge(*pair)
    assert status(workspace, pair[0], website) is ConsentStatus.PROTECTED
    assert workspace.people.reveal_protected_reason(pair[0], LookingPurpose.CORRECTION).value == "safe house"
    undo(merge)
    assert workspace.people.person(pair[which]).is_protected
    assert not workspace.people.person(pair[1 - which]).is_protected


# --- what is seen elsewhere


def test_a_merged_record_is_nowhere_to_be_found(workspace: Workspace, school: School) -> None:
    kept, other = school.pupil(), school.pupil()
    group = workspace.groups.add_group("3B").value
    workspace.people.set_groups(other, (group,))
    name = workspace.people.person(other).display_name
    item = school.item()
    school.tag(item, other)
    merge = workspace.merges.merge(kept, other)
    people = workspace.people
    assert other not in people.list_people(PeopleQuery(include_left=True))
    assert people.rows((kept, other)) == people.rows((kept,))
    assert other not in [match.person_id for match in people.search("Kind", 50)]
    assert people.find_by_name(name) == ()
    assert other not in [person.id for person in people.known_people()]
    assert workspace.groups.members((group,)) == (kept,)
    assert people.names((other,)) == {other: people.person(kept).display_name}
    assert people.person(other) == people.person(kept)
    assert workspace.tagging.items_of(kept) == (item,)
    assert workspace.tagging.items_of(other) == ()
    refused(ErrorCode.PERSON_UNKNOWN, lambda: workspace.tagging.name_person((school.item(),), other))
    refused(ErrorCode.PERSON_UNKNOWN, lambda: people.set_roles(other, (PersonRole.GUEST,)))
    refused(ErrorCode.PERSON_UNKNOWN, lambda: people.add_guardian(kept, other))
    undo(merge)
    assert other in people.list_people()
    assert workspace.groups.members((group,)) == (other,)
    assert workspace.tagging.items_of(other) == (item,)


def test_the_board_and_the_library_follow(workspace: Workspace, school: School) -> None:
    website = school.purpose()
    kept, other = school.pupil(), school.pupil()
    school.answer(kept, website)
    item = school.item()
    school.tag(item, other)
    before = workspace.clearance.verdicts((item,), (website,))[item].by_purpose[website].verdict
    merge = workspace.merges.merge(kept, other)
    after = workspace.clearance.verdicts((item,), (website,))[item].by_purpose[website].verdict
    library = workspace.overview.judge(workspace.overview.load(), (website,))
    assert (before.key, after.key) == ("ask", "ready")
    assert library.items_with(website, after) == [item]
    undo(merge)
    assert workspace.clearance.verdicts((item,), (website,))[item].by_purpose[website].verdict is before


def test_a_merge_raises_and_lifts_take_down_tasks(workspace: Workspace, school: School) -> None:
    website = school.purpose()
    kept, other = school.pupil(), school.pupil()
    school.answer(kept, website)
    school.answer(other, website, Answer.REFUSED)
    item = school.item()
    school.tag(item, kept)
    school.publish(item, website)
    assert workspace.takedowns.tasks() == ()
    merge = workspace.merges.merge(kept, other)
    assert [(task.person_id, task.state) for task in workspace.takedowns.tasks()] == [(kept, TakedownState.OPEN)]
    undo(merge)
    assert workspace.takedowns.tasks() == ()


def test_two_names_at_one_face_become_one_and_two_places_stay_two(workspace: Workspace, school: School) -> None:
    kept, other = school.pupil(), school.pupil()
    same, apart, unplaced = school.item(), school.item(), school.item()
    school.tag(same, kept, other)
    school.tag(apart, kept)
    school.tag(apart, other, box=ELSEWHERE)
    school.tag(unplaced, kept, box=None)
    school.tag(unplaced, other)
    with workspace.store.write("test.face") as unit:
        loser = unit.session.execute(
            select(Appearance.id).where(Appearance.item_id == same, Appearance.person_id == other)
        ).scalar_one()
        unit.session.add(FoundFace(item_id=same, x=0.4, y=0.3, w=0.15, h=0.2, appearance_id=loser))
    before = everything(workspace)
    assert MergeConflict.TWO_PLACES_IN_ONE_PICTURE in workspace.merges.preview(kept, other).conflicts
    merge = workspace.merges.merge(kept, other)
    boxes = {
        item: [one.box for one in workspace.tagging.people_in((item,))[item].appearances if one.person_id == kept]
        for item in (same, apart, unplaced)
    }
    assert boxes == {same: [HEAD], apart: [HEAD, ELSEWHERE], unplaced: [HEAD]}
    with workspace.store.read() as session:
        assert session.execute(select(FoundFace.appearance_id)).scalar_one() is not None  # not a face to name again
    undo(merge)
    assert everything(workspace) == before


# --- own data, doubles and refusals


def test_empty_fields_are_filled_and_choices_swap_back(workspace: Workspace, school: School) -> None:
    people = workspace.people
    kept = people.add_person(PersonInput("Anna", "", "Berg", None, "anna@example.org")).value
    other = people.add_person(
        PersonInput("Anna", "van den", "Berg", BIRTH_DATE, "a.berg@example.org", "0612345678")
    ).value
    people.set_left(kept, SEPTEMBER)
    preview = workspace.merges.preview(kept, other)
    assert preview.proposed == (MergeField.BIRTH_DATE, MergeField.TELEPHONE, MergeField.LEFT_ON)
    assert preview.conflicts == (MergeConflict.DIFFERENT_NAME,)
    before = everything(workspace)
    version = people.person(kept).version
    merge = workspace.merges.merge(kept, other, (*preview.proposed, MergeField.NAME))
    now = people.person(kept)
    assert (now.display_name, now.birth_date, now.email, now.telephone, now.left_on) == (
        "Anna van den Berg", BIRTH_DATE, "anna@example.org", "0612345678", None,
    )  # fmt: skip
    assert people.find_by_name("Anna van den Berg") == (kept,)
    refused(ErrorCode.RECORD_CHANGED, lambda: people.edit_person(kept, PersonInput("Anna"), version))
    with workspace.store.read() as session:
        moved = session.execute(text("SELECT moved FROM person_merge")).scalar_one()
    assert "Berg" not in moved
    assert "example.org" not in moved
    undo(merge)
    assert everything(workspace) == before


def test_doubles_are_widened_and_come_back(workspace: Workspace, school: School) -> None:
    people, today = workspace.people, workspace.clock.today()
    pupil = school.pupil(guardians=0)
    other = school.pupil(guardians=0)
    mother = people.add_guardian(pupil, PersonInput("Mila"), until=SEPTEMBER, has_authority=False).value
    people.add_guardian(other, mother, relation="mother", since=SEPTEMBER - timedelta(days=9))
    group = workspace.groups.add_group("3B", GroupKind.CLASS).value
    for person_id in (pupil, other):
        people.set_groups(person_id, (group,))
    before = everything(workspace)
    merge = workspace.merges.merge(pupil, other)
    bond = people.person(pupil).guardians
    assert [(one.person_id, one.relation, one.has_authority, one.since, one.until) for one in bond] == [
        (mother, "mother", True, None, None)
    ]
    assert people.person(pupil).group_ids == (group,)
    people.edit_guardian(pupil, mother, relation="aunt", has_authority=True, until=today)
    undo(merge)
    assert people.person(pupil).guardians[0].relation == "aunt"  # changed since: left as it is
    assert people.person(other).guardians[0].relation == "mother"
    people.edit_guardian(pupil, mother, relation="", has_authority=False, until=SEPTEMBER)
    assert everything(workspace) == before


def test_what_is_refused(workspace: Workspace, school: School) -> None:
    pupil, other = school.pupil(), school.pupil()
    guardian = school.guardians_of(pupil)[0]
    for work in (workspace.merges.merge, workspace.merges.preview):
        refused(ErrorCode.MERGE_SAME_PERSON, lambda work=work: work(pupil, pupil))
        refused(ErrorCode.MERGE_GUARDIAN_AND_WARD, lambda work=work: work(pupil, guardian))
        refused(ErrorCode.MERGE_GUARDIAN_AND_WARD, lambda work=work: work(guardian, pupil))
        refused(ErrorCode.PERSON_UNKNOWN, lambda work=work: work(pupil, 9999))
    workspace.merges.merge(pupil, other)
    refused(ErrorCode.PERSON_UNKNOWN, lambda: workspace.merges.merge(guardian, other))
    refused(ErrorCode.MERGE_UNKNOWN, lambda: workspace.merges.undo(99))


def test_chains_are_flat_and_taken_apart_from_the_last(workspace: Workspace, school: School) -> None:
    website = school.purpose()
    one, two, three, four = (school.pupil() for _ in range(4))
    school.answer(one, website, Answer.REFUSED)
    before = everything(workspace)
    first = workspace.merges.merge(two, one).value
    second = workspace.merges.merge(three, two).value
    third = workspace.merges.merge(three, four).value
    with workspace.store.read() as session:
        pointers = dict(session.execute(select(Person.id, Person.merged_into_id)).all())
    assert [pointers[person_id] for person_id in (one, two, three, four)] == [three, three, None, three]
    assert status(workspace, three, website) is ConsentStatus.REFUSED
    assert [(row.id, row.can_undo) for row in workspace.merges.merges()] == [
        (third, True), (second, False), (first, False),
    ]  # fmt: skip
    refused(ErrorCode.MERGE_NOT_LAST, lambda: workspace.merges.undo(first))
    refused(ErrorCode.MERGE_NOT_LAST, lambda: workspace.merges.undo(second))
    for merge in (third, second, first):
        workspace.merges.undo(merge)
    refused(ErrorCode.MERGE_UNKNOWN, lambda: workspace.merges.undo(first))
    assert everything(workspace) == before
    assert status(workspace, one, website) is ConsentStatus.REFUSED


def test_undo_works_in_a_later_session_of_the_program(workspace: Workspace, school: School, clock: FixedClock) -> None:
    kept, other = school.pupil(), school.pupil()
    before = everything(workspace)
    merge = workspace.merges.merge(kept, other).value
    path = workspace.path
    workspace.close()
    clock.advance(days=30)
    with Workspace.open(path, clock=clock) as opened:
        assert [row.can_undo for row in opened.merges.merges(kept)] == [True]
        opened.merges.undo(merge)
        assert everything(opened) == before


def test_redo_makes_the_same_merge_again(workspace: Workspace, school: School) -> None:
    kept, other = school.pupil(), workspace.people.add_person(PersonInput("X", email="x@example.org")).value
    change = workspace.merges.merge(kept, other)
    after = everything(workspace)
    undo(undo(change))
    assert everything(workspace) == after


def test_every_column_that_names_a_person_moves_or_is_followed() -> None:
    followed = {
        ("consent_event", "person_id"), ("consent_event", "decider_id"), ("cell", "person_id"),
        ("person", "merged_into_id"), ("person_merge", "kept_id"), ("person_merge", "merged_id"),
    }  # fmt: skip
    person = metadata.tables["person"]
    referring = {
        (table.name, key.parent.name)
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is person
    }
    assert referring == MOVED_COLUMNS | followed
