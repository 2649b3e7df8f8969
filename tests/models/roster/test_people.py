# SPDX-License-Identifier: GPL-3.0-or-later
"""People on the store: lists, search, one page, and every change with its undo and redo."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import col, func, select

from models.changes import Change
from models.clock import FixedClock
from models.errors import ErrorCode, KnownError
from models.roster.groups import GroupService
from models.roster.people import PeopleQuery, PeopleService
from models.roster.person_input import PersonInput
from models.roster.picking import PickContext
from models.store import Store
from models.tables import (
    AuditDetail,
    ConsentEvent,
    GroupMembership,
    Guardianship,
    Person,
    PersonIdentifier,
    PersonRoleEntry,
)
from models.terms import (
    Activity,
    Answer,
    AnswerMethod,
    ChangeKind,
    GroupKind,
    LookingPurpose,
    MediaKind,
    PersonRole,
    PickRank,
)

TODAY = date(2026, 11, 24)
PUPIL, STAFF, GUARDIAN = PersonRole.PUPIL, PersonRole.STAFF, PersonRole.GUARDIAN
ANNA = PersonInput("Anna", "van den", "Berg", date(2013, 1, 31), pupil_number="001", roles=(PUPIL,))
PIET = PersonInput("Piet", "van den", "Berg", email="piet@berg.nl")


def undo(change: Change[object]) -> Change[object]:
    assert change.undo is not None
    return change.undo()


def count_rows(store: Store) -> dict[str, int]:
    with store.read() as session:
        return {
            table.__name__: session.exec(select(func.count()).select_from(table)).one()
            for table in (Person, PersonRoleEntry, PersonIdentifier, GroupMembership, Guardianship)
        }


def answer_for(store: Store, pupil_id: int, guardian_id: int) -> None:
    with store.write("test.answer") as unit:
        unit.session.add(
            ConsentEvent(
                person_id=pupil_id,
                decider_id=guardian_id,
                activity=Activity.RECORDING,
                kind=MediaKind.PHOTO,
                answer=Answer.GIVEN,
                decided_on=TODAY,
                valid_from=TODAY,
                method=AnswerMethod.FORM,
                recorded_at=store.clock.now(),
                salt=b"0" * 16,
            )
        )


def test_a_person_is_added_shown_and_taken_back(people: PeopleService, store: Store) -> None:
    change = people.add_person(ANNA)
    assert change.changes.ids(ChangeKind.PERSON) == {change.value}
    detail = people.person(change.value)
    assert (detail.display_name, detail.roles, detail.pupil_number) == ("Anna van den Berg", (PUPIL,), "001")
    assert (detail.birth_date, detail.version, detail.has_left) == (date(2013, 1, 31), 1, False)
    redo = undo(change)
    assert count_rows(store) == dict.fromkeys(count_rows(store), 0)
    again = undo(redo)
    assert people.person(change.value) == detail
    undo(again)
    assert people.list_people() == ()


def test_input_is_cleaned(people: PeopleService) -> None:
    added = people.add_person(PersonInput(" An\x00na\t", family_name="Be\u200brg", telephone="06\n12")).value
    detail = people.person(added)
    assert (detail.given_name, detail.family_name, detail.telephone) == ("Anna", "Berg", "06 12")


@pytest.mark.parametrize(
    ("entered", "code"),
    [
        (PersonInput(""), ErrorCode.NAME_MISSING),
        (PersonInput(" - ", family_name="."), ErrorCode.NAME_MISSING),
        (PersonInput("x" * 121), ErrorCode.VALUE_NOT_ALLOWED),
        (PersonInput("Anna", email="anna"), ErrorCode.VALUE_NOT_ALLOWED),
        (PersonInput("Anna", birth_date=TODAY + timedelta(days=1)), ErrorCode.DATE_IMPOSSIBLE),
        (PersonInput("Anna", birth_date=date(1899, 12, 31)), ErrorCode.DATE_IMPOSSIBLE),
        (PersonInput("Anna", group_ids=(99,)), ErrorCode.GROUP_UNKNOWN),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    people: PeopleService, store: Store, entered: PersonInput, code: ErrorCode
) -> None:
    with pytest.raises(KnownError) as caught:
        people.add_person(entered)
    assert caught.value.code is code
    assert "Anna" not in str(caught.value) + str(caught.value.params)
    assert count_rows(store)["Person"] == 0


def test_one_number_belongs_to_one_person(people: PeopleService) -> None:
    people.add_person(ANNA)
    with pytest.raises(KnownError) as caught:
        people.add_person(replace(ANNA, given_name="Emma"))
    assert caught.value.params == {"field": "pupil_number"}


def test_editing_checks_the_version_and_can_be_taken_back(people: PeopleService) -> None:
    person_id = people.add_person(ANNA).value
    before = people.person(person_id)
    change = people.edit_person(
        person_id, PersonInput("Anne", "de", "Wit", pupil_number="", roles=(PUPIL, GUARDIAN)), before.version
    )
    after = people.person(person_id)
    assert (after.display_name, after.pupil_number, after.roles) == ("Anne de Wit", "", (PUPIL, GUARDIAN))
    assert after.version > before.version
    with pytest.raises(KnownError) as caught:
        people.edit_person(person_id, ANNA, before.version)
    assert caught.value.code is ErrorCode.RECORD_CHANGED
    redo = undo(change)
    restored = people.person(person_id)
    assert replace(restored, version=0) == replace(before, version=0)
    assert restored.version > after.version
    undo(redo)
    assert people.person(person_id).display_name == "Anne de Wit"
    with pytest.raises(KnownError):
        people.edit_person(12345, ANNA, 1)


def test_undo_refuses_when_the_person_changed_since(people: PeopleService) -> None:
    person_id = people.add_person(ANNA).value
    first = people.edit_person(person_id, replace(ANNA, given_name="Anne"), 1)
    people.set_protected(person_id, True, "court order")
    with pytest.raises(KnownError) as caught:
        undo(first)
    assert caught.value.code is ErrorCode.RECORD_CHANGED
    assert people.person(person_id).given_name == "Anne"


def test_undo_of_adding_refuses_when_something_refers(people: PeopleService, store: Store) -> None:
    pupil = people.add_person(ANNA)
    answer_for(store, pupil.value, pupil.value)
    with pytest.raises(KnownError) as caught:
        undo(pupil)
    assert caught.value.code is ErrorCode.PERSON_IN_USE
    other = people.add_person(PIET)
    people.set_roles(other.value, {STAFF})
    with pytest.raises(KnownError) as caught:
        undo(other)
    assert caught.value.code is ErrorCode.PERSON_IN_USE
    assert people.person(other.value).roles == (STAFF,)


def test_a_change_that_changes_nothing_has_no_undo(people: PeopleService) -> None:
    person_id = people.add_person(ANNA).value
    change = people.set_roles(person_id, {PUPIL})
    assert change.undo is None
    assert not change.changes


def test_roles_end_and_begin_again(people: PeopleService, store: Store, clock: FixedClock) -> None:
    person_id = people.add_person(ANNA).value
    clock.advance(days=10)
    change = people.set_roles(person_id, {STAFF})
    assert people.person(person_id).roles == (STAFF,)
    with store.read() as session:
        ended = session.exec(select(PersonRoleEntry.until).where(col(PersonRoleEntry.role) == PUPIL)).one()
    assert ended == TODAY + timedelta(days=9)
    undo(change)
    assert people.person(person_id).roles == (PUPIL,)
    people.set_roles(person_id, set())
    people.set_roles(person_id, {PUPIL, STAFF})
    assert people.person(person_id).roles == (PUPIL, STAFF)


def test_groups_keep_who_was_in_them(people: PeopleService, groups: GroupService, clock: FixedClock) -> None:
    second, third = groups.add_group("2HB").value, groups.add_group("3HB").value
    person_id = people.add_person(replace(ANNA, group_ids=(second,))).value
    clock.advance(days=1)
    change = people.set_groups(person_id, (third,))
    assert change.changes.ids(ChangeKind.GROUP) == {second, third}
    assert people.person(person_id).groups == ("3HB",)
    assert people.list_people(PeopleQuery(group_id=second)) == ()
    assert groups.members((third,)) == (person_id,)
    undo(change)
    assert people.person(person_id).groups == ("2HB",)
    people.set_groups(person_id, (third,))
    clock.advance(days=1)
    people.set_groups(person_id, (second,))
    assert people.person(person_id).groups == ("2HB",)
    with pytest.raises(KnownError):
        people.set_groups(person_id, (99,))


def test_guardians_of_a_pupil(people: PeopleService) -> None:
    pupil = people.add_person(ANNA).value
    change = people.add_guardian(pupil, PIET, relation="father")
    guardian = change.value
    assert change.changes.ids(ChangeKind.PERSON) == {pupil, guardian}
    row = people.person(pupil).guardians[0]
    assert (row.person_id, row.name, row.relation, row.has_authority) == (
        guardian,
        "Piet van den Berg",
        "father",
        True,
    )
    assert people.person(guardian).roles == (GUARDIAN,)
    assert people.person(guardian).wards[0].person_id == pupil
    edited = people.edit_guardian(pupil, guardian, relation="dad", has_authority=False, until=TODAY)
    assert people.person(pupil).guardians[0].has_authority is False
    undo(edited)
    assert people.person(pupil).guardians[0] == row
    with pytest.raises(KnownError):
        people.add_guardian(pupil, guardian)
    with pytest.raises(KnownError):
        people.add_guardian(pupil, pupil)
    with pytest.raises(KnownError):
        people.edit_guardian(guardian, pupil, relation="", has_authority=True)
    with pytest.raises(KnownError):
        people.add_guardian(pupil, PIET, since=TODAY, until=TODAY - timedelta(days=1))
    undo(change)
    assert people.person(pupil).guardians == ()
    assert people.names([guardian]) == {}


def test_a_guardian_on_record_gets_the_role(people: PeopleService) -> None:
    pupil, teacher = people.add_person(ANNA).value, people.add_person(replace(PIET, roles=(STAFF,))).value
    people.add_guardian(pupil, teacher)
    assert people.person(teacher).roles == (STAFF, GUARDIAN)


def test_removing_a_guardian_never_loses_an_answer(people: PeopleService, store: Store, clock: FixedClock) -> None:
    pupil = people.add_person(ANNA).value
    guardian = people.add_guardian(pupil, PIET).value
    removed = people.remove_guardian(pupil, guardian)
    assert removed.value is True
    assert people.person(pupil).guardians == ()
    undo(removed)
    answer_for(store, pupil, guardian)
    ended = people.remove_guardian(pupil, guardian)
    assert ended.value is False
    assert people.person(pupil).guardians[0].until == TODAY
    with pytest.raises(KnownError):
        people.remove_guardian(guardian, pupil)
    clock.advance(days=3)
    people.add_guardian(pupil, guardian, relation="father")
    assert people.person(pupil).guardians[0].until is None


def test_protection_and_leaving(people: PeopleService) -> None:
    person_id = people.add_person(ANNA).value
    people.set_protected(person_id, True, " court\x07 order ")
    assert people.rows((person_id,))[0].is_protected
    assert people.reveal_protected_reason(person_id, LookingPurpose.PICTURE).value == "court order"
    people.set_protected(person_id, False, "ignored")
    with pytest.raises(KnownError):
        people.reveal_protected_reason(person_id, LookingPurpose.PICTURE)
    people.set_protected(person_id, True)
    assert people.reveal_protected_reason(person_id, LookingPurpose.STILL_NEEDED).value == ""
    people.set_protected(person_id, False)
    change = people.set_left(person_id, TODAY)
    assert people.list_people() == ()
    assert people.list_people(PeopleQuery(include_left=True)) == (person_id,)
    undo(change)
    assert people.list_people() == (person_id,)
    people.set_left(person_id, TODAY + timedelta(days=1))
    assert people.list_people() == (person_id,)


def test_only_who_nothing_refers_to_can_be_removed(people: PeopleService, groups: GroupService, store: Store) -> None:
    group = groups.add_group("3HB").value
    pupil = people.add_person(replace(ANNA, group_ids=(group,))).value
    guardian = people.add_guardian(pupil, PIET).value
    with pytest.raises(KnownError) as caught:
        people.remove_person(guardian)
    assert caught.value.code is ErrorCode.PERSON_IN_USE
    detail = people.person(pupil)
    change = people.remove_person(pupil)
    assert people.list_people() == (guardian,)
    undo(change)
    assert people.person(pupil) == detail
    answer_for(store, pupil, guardian)
    with pytest.raises(KnownError):
        people.remove_person(pupil)
    assert people.person(pupil) == detail


def test_lists_are_sorted_filtered_and_searched(people: PeopleService, groups: GroupService) -> None:
    group = groups.add_group("3HB").value
    anna = people.add_person(replace(ANNA, group_ids=(group,))).value
    bea = people.add_person(PersonInput("Bea", "", "Ábel", roles=(STAFF,))).value
    tak = people.add_person(PersonInput("Tom", "", "Berg Tak", roles=(PUPIL,))).value
    assert people.list_people() == (bea, anna, tak)
    assert people.list_people(PeopleQuery(role=PUPIL)) == (anna, tak)
    assert people.list_people(PeopleQuery(group_id=group)) == (anna,)
    assert people.list_people(PeopleQuery(text="be")) == (bea, anna, tak)
    assert people.list_people(PeopleQuery(text="abel")) == (bea,)
    rows = people.rows((tak, 99, anna))
    assert [row.id for row in rows] == [tak, anna]
    assert rows[1].groups == ("3HB",)
    assert people.names((anna, 99)) == {anna: "Anna van den Berg"}
    assert people.rows(()) == ()


def test_a_name_is_found_in_any_order(people: PeopleService) -> None:
    anna = people.add_person(ANNA).value
    twin = people.add_person(replace(ANNA, pupil_number="", birth_date=None)).value
    for text in (
        "Anna van den Berg",
        "Berg, Anna van den",
        "ÁNNA  VAN DEN BERG",
        "Anna v.d. Berg",
        "van den Berg, Anna",
    ):
        assert people.find_by_name(text) == (anna, twin)
    for text in ("Anna", "Anna Berg", "", "!!"):
        assert people.find_by_name(text) == ()


def test_the_picker_knows_who_was_named_before_and_who_is_in_class(
    people: PeopleService, groups: GroupService, clock: FixedClock
) -> None:
    group = groups.add_group("3HB").value
    far = people.add_person(PersonInput("Anna", family_name="Aa")).value
    near = people.add_person(PersonInput("Anton", family_name="Zz", group_ids=(group,))).value
    recent = people.add_person(PersonInput("Anouk", family_name="Mm")).value
    gone = people.add_person(PersonInput("Ank", family_name="Ab")).value
    people.set_left(gone, TODAY)
    family = people.add_person(PersonInput("Bo", family_name="Anders")).value
    found = people.search("an", near=PickContext((), (recent,)))
    assert [match.person_id for match in found] == [recent, far, near, family, gone]
    assert [match.rank for match in found[:2]] == [PickRank.RECENT, PickRank.REST]
    assert found[2].groups == ("3HB",)
    assert len(people.search("", limit=2)) == 2
    people.edit_person(far, PersonInput("Karel", family_name="Aa"), 1)
    assert far not in [match.person_id for match in people.search("an")]
    clock.advance(days=-1)
    assert [match.person_id for match in people.search("ank")] == [gone]


def test_in_the_photo_of_a_class_its_own_pupils_come_before_those_of_the_class_before(
    people: PeopleService, groups: GroupService
) -> None:
    mine, other = groups.add_group("3HB").value, groups.add_group("3HA").value
    emre = people.add_person(PersonInput("Emre", family_name="Aydin", group_ids=(other,))).value
    emma = people.add_person(PersonInput("Emma", family_name="Zwart", group_ids=(mine,))).value
    emiel = people.add_person(PersonInput("Emiel", family_name="Zwart", group_ids=(mine,))).value
    found = people.search("em", near=PickContext((mine,), (emre, emiel)))
    assert [match.person_id for match in found] == [emiel, emma, emre]
    assert [match.rank for match in found] == [PickRank.RECENT, PickRank.NEAR, PickRank.REST]
    there = people.search("em", near=PickContext((mine,), (emre, emiel), present_person_ids=(emiel,)))
    assert [match.person_id for match in there] == [emma, emre, emiel]


def test_who_is_in_a_photo_of_that_time_comes_before_strangers(people: PeopleService) -> None:
    anna, bart, cees = (people.add_person(PersonInput(name)).value for name in ("Anna", "Bart", "Cees"))
    found = people.search("", near=PickContext(same_time_person_ids=(cees, bart)))
    assert [match.person_id for match in found] == [cees, bart, anna]
    assert [match.rank for match in found] == [PickRank.SAME_TIME, PickRank.SAME_TIME, PickRank.REST]


def test_the_picker_offers_whom_the_event_expects_first_and_who_is_there_already_last(people: PeopleService) -> None:
    names = ("Anna", "Bart", "Cees", "Dora", "Evi")
    anna, bart, cees, dora, evi = (people.add_person(PersonInput(name)).value for name in names)
    near = PickContext((), (evi, cees), expected_person_ids=(anna, bart, cees), present_person_ids=(bart,))
    found = people.search("", near=near)
    # Of the expected ones, who was in the photo before stands first; then who was named elsewhere in this run.
    assert [match.person_id for match in found] == [cees, anna, evi, dora, bart]
    ranks = [match.rank for match in found]
    assert ranks == [PickRank.EXPECTED, PickRank.EXPECTED, PickRank.RECENT, PickRank.REST, PickRank.EXPECTED]
    assert [match.person_id for match in people.search("d", near=near)] == [dora]


def test_the_audit_row_holds_no_name(people: PeopleService, store: Store) -> None:
    pupil = people.add_person(ANNA).value
    people.set_protected(pupil, True, "court order")
    with store.read() as session:
        payloads = session.exec(select(AuditDetail.payload)).all()
    assert len(payloads) == 2
    assert not any(word in payload for payload in payloads for word in ("Anna", "Berg", "court", "2013"))


def test_groups_are_added_edited_and_put_away(groups: GroupService, people: PeopleService) -> None:
    change = groups.add_group(" 3HB ")
    row = groups.list_groups()[0]
    assert (row.name, row.kind, row.school_year, row.member_count) == ("3HB", GroupKind.CLASS, "2026-2027", 0)
    with pytest.raises(KnownError) as caught:
        groups.add_group("3hb")
    assert caught.value.code is ErrorCode.GROUP_EXISTS
    assert groups.add_group("3HB", year="2025-2026").value != change.value
    person = people.add_person(replace(ANNA, group_ids=(change.value,)))
    assert groups.list_groups()[0].member_count == 1
    with pytest.raises(KnownError) as caught:
        undo(change)
    assert caught.value.code is ErrorCode.RECORD_CHANGED
    edited = groups.edit_group(change.value, name="3HBa", kind=GroupKind.OTHER, is_archived=True)
    assert [one.name for one in groups.list_groups()] == ["3HB"]
    assert groups.find_groups("3hbA") == (change.value,)
    undo(edited)
    undo(person)
    undo(change)
    assert len(groups.list_groups(include_archived=True)) == 1
    for name, code in (("", ErrorCode.NAME_MISSING), ("x" * 81, ErrorCode.VALUE_NOT_ALLOWED)):
        with pytest.raises(KnownError) as caught:
            groups.add_group(name)
        assert caught.value.code is code
    with pytest.raises(KnownError):
        groups.edit_group(99, name="x", kind=GroupKind.OTHER)


def test_two_thousand_people_are_listed_and_searched_in_time(people: PeopleService, store: Store) -> None:
    with store.write("test.fill") as unit:
        for number in range(2_000):
            name = f"Naam{number} Familie{number % 300}"
            unit.session.add(
                Person(
                    given_name=f"Naam{number}",
                    family_name=f"Familie{number % 300}",
                    sort_name=name.lower(),
                    search_text=name.lower(),
                    created_at=store.clock.now(),
                )
            )
    people.search("na")
    started = time.perf_counter()
    ids = people.list_people(PeopleQuery(text="fa"))
    listed = time.perf_counter()
    found = people.search("fa naam1", near=PickContext((), ids[:20]))
    assert (len(ids), len(found)) == (2_000, 20)
    assert listed - started < 0.5
    assert time.perf_counter() - listed < 2
