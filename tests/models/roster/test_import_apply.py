# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a list in: one transaction, no doubles, nobody removed, and all of it taken back at once."""

from __future__ import annotations

import time
from datetime import date

import pytest
from sqlmodel import func, select

from models.changes import Change
from models.clock import FixedClock
from models.errors import ErrorCode, KnownError
from models.roster.class_list import ClassList, read_class_list
from models.roster.groups import GroupService
from models.roster.import_apply import ImportOutcome
from models.roster.people import PeopleQuery, PeopleService
from models.roster.person_input import PersonInput
from models.roster.sheet import read_table
from models.store import Store
from models.tables import AuditEntry, Person
from models.terms import ChangeKind, GroupKind, PersonRole, PlannedRowKind

TODAY = date(2026, 11, 24)
HEAD = "Nummer;Roepnaam;Tussenvoegsel;Achternaam;Klas;Geboortedatum\n"
FIRST = HEAD + "001;Anna;van den;Berg;2HB;31-01-2013\n002;Bo;;Dam;2HB;28-02-2013\n003;Cas;;Eik;2HC;15-03-2013\n"


def read(text: str) -> ClassList:
    return read_class_list(read_table(text), mapping=None, today=TODAY)


def bring_in(people: PeopleService, text: str, choices: dict[int, object] | None = None) -> Change[ImportOutcome]:
    return people.apply_import(people.plan_import(read(text)), choices)  # type: ignore[arg-type]


def show(people: PeopleService) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.display_name, row.groups) for row in people.rows(people.list_people())]


def test_a_first_list(people: PeopleService, groups: GroupService, store: Store) -> None:
    change = bring_in(people, FIRST)
    assert change.value == ImportOutcome(added=3, groups_added=2)
    assert show(people) == [("Anna van den Berg", ("2HB",)), ("Bo Dam", ("2HB",)), ("Cas Eik", ("2HC",))]
    detail = people.person(people.find_by_name("Anna van den Berg")[0])
    assert (detail.birth_date, detail.pupil_number, detail.roles) == (
        date(2013, 1, 31),
        "001",
        (PersonRole.PUPIL,),
    )
    assert [(row.name, row.kind, row.school_year) for row in groups.list_groups()] == [
        ("2HB", GroupKind.CLASS, "2026-2027"),
        ("2HC", GroupKind.CLASS, "2026-2027"),
    ]
    assert change.changes.ids(ChangeKind.PERSON) == set(people.list_people())
    with store.read() as session:
        assert session.exec(select(func.count()).select_from(AuditEntry)).one() == 1
    assert change.undo is not None
    redo = change.undo()
    assert people.list_people(PeopleQuery(include_left=True)) == ()
    assert groups.list_groups() == ()
    assert redo.undo is not None
    redo.undo()
    assert len(show(people)) == 3


def test_the_same_list_or_plan_twice_makes_nobody_double(people: PeopleService) -> None:
    plan = people.plan_import(read(FIRST))
    people.apply_import(plan)
    assert people.apply_import(plan).value == ImportOutcome(same=3)
    again = bring_in(people, FIRST)
    assert again.value == ImportOutcome(same=3)
    assert again.undo is None


def test_a_later_list_changes_and_removes_nobody(people: PeopleService, clock: FixedClock) -> None:
    bring_in(people, FIRST)
    clock.advance(days=30)
    before = show(people)
    later = HEAD + "001;Anna;van den;Berg;2HC;31-01-2013\n003;Cas;;Eik;2HC;16-03-2013\n004;Dora;;Fos;2HB;\n"
    plan = people.plan_import(read(later))
    assert [row.kind for row in plan.rows] == [
        PlannedRowKind.CHANGED,
        PlannedRowKind.CHANGED,
        PlannedRowKind.NEW,
    ]
    assert plan.not_in_list == people.find_by_name("Bo Dam")
    change = people.apply_import(plan)
    assert change.value == ImportOutcome(added=1, changed=2)
    assert ("Anna van den Berg", ("2HC",)) in show(people)
    assert ("Bo Dam", ("2HB",)) in show(people)
    assert people.person(people.find_by_name("Cas Eik")[0]).birth_date == date(2013, 3, 16)
    assert change.undo is not None
    change.undo()
    assert show(people) == before


def test_a_new_school_year_makes_new_classes(people: PeopleService, groups: GroupService, clock: FixedClock) -> None:
    bring_in(people, FIRST)
    clock.advance(days=300)
    plan = people.plan_import(read(FIRST))
    assert plan.new_groups == ("2HB", "2HC")
    assert plan.rows[0].changes[0].old == "2HB (2026-2027)"
    assert people.apply_import(plan).value == ImportOutcome(changed=3, groups_added=2)
    assert [row.member_count for row in groups.list_groups()] == [2, 1, 0, 0]


def test_a_doubt_waits_for_a_choice(people: PeopleService) -> None:
    bring_in(people, FIRST)
    text = HEAD + ";Ana;van den;Berg;2HB;31-01-2013\n"
    plan = people.plan_import(read(text))
    anna = people.find_by_name("Anna van den Berg")[0]
    assert plan.rows[0].candidates == (anna,)
    assert people.apply_import(plan).value == ImportOutcome(skipped=1)
    assert people.apply_import(plan, {2: "skip"}).value == ImportOutcome(skipped=1)
    joined = people.apply_import(plan, {2: anna})
    assert joined.value == ImportOutcome(changed=1)
    assert people.person(anna).given_name == "Ana"
    assert joined.undo is not None
    joined.undo()
    assert people.apply_import(plan, {2: "new"}).value == ImportOutcome(added=1)
    assert people.apply_import(plan, {2: "new"}).value == ImportOutcome(same=1)
    with pytest.raises(KnownError) as caught:
        people.apply_import(plan, {2: 999})
    assert caught.value.code is ErrorCode.PERSON_UNKNOWN


def test_two_rows_cannot_be_one_person(people: PeopleService) -> None:
    bring_in(people, FIRST)
    anna = people.find_by_name("Anna van den Berg")[0]
    with pytest.raises(KnownError) as caught:
        bring_in(people, FIRST + "009;Ana;van den;Berg;2HB;31-01-2013\n", {5: anna})
    assert caught.value.params == {"field": "choices"}


def test_a_number_given_out_again_moves_to_the_new_pupil(people: PeopleService) -> None:
    bring_in(people, FIRST)
    text = HEAD + "001;Mo;;Yilmaz;1HA;05-05-2014\n"
    assert bring_in(people, text, {2: "new"}).value.added == 1
    assert people.person(people.find_by_name("Mo Yilmaz")[0]).pupil_number == "001"
    assert people.person(people.find_by_name("Anna van den Berg")[0]).pupil_number == ""


def test_problem_rows_stay_out_and_the_rest_goes_on(people: PeopleService) -> None:
    text = HEAD + "001;Anna;;Berg;2HB;31-02-2013\n;;;;2HB;\n001;Anna;;Berg;2HB;31-02-2013\n002;Bo;;Dam;;30-01-2013\n"
    plan = people.plan_import(read(text))
    assert plan.counts[PlannedRowKind.PROBLEM] == 2
    assert people.apply_import(plan).value == ImportOutcome(added=2, skipped=2, groups_added=1)


def test_guardians_come_along_and_siblings_share_them(people: PeopleService) -> None:
    head = "Roepnaam;Achternaam;Klas;Ouder 1;E-mail ouder 1;Ouder 2\n"
    text = head + "Anna;Berg;2HB;Piet Berg;p@berg.nl;Bea Vos\nEmma;Berg;1HA;Piet Berg;P@berg.nl;Bea Vos\n"
    change = bring_in(people, text)
    assert change.value == ImportOutcome(added=2, groups_added=2, guardians_added=3)
    piet = people.find_by_name("Piet Berg")
    assert len(piet) == 1
    assert len(people.person(piet[0]).wards) == 2
    assert people.person(piet[0]).roles == (PersonRole.GUARDIAN,)
    assert bring_in(people, text).value == ImportOutcome(same=2)
    moved = bring_in(people, head + "Anna;Berg;2HB;Piet Berg;new@berg.nl;\nDirk;Berg;;Piet Berg;new@berg.nl;\n")
    assert (moved.value.added, moved.value.changed) == (1, 1)
    assert people.person(piet[0]).email == "new@berg.nl"


def test_staff_join_a_team_and_keep_their_other_groups(people: PeopleService, groups: GroupService) -> None:
    bring_in(people, "Naam;Rol;Groep\nAnna Bakker;docent;Bovenbouw\n")
    assert groups.list_groups()[0].kind is GroupKind.TEAM
    bring_in(people, "Naam;Rol;Groep\nAnna Bakker;docent;Onderbouw\nBo Dam;leerling;Onderbouw\n", {2: "skip"})
    anna = people.find_by_name("Anna Bakker")[0]
    bring_in(people, "Naam;Rol;Groep\nAnna Bakker;docent;Onderbouw\n", {2: anna})
    assert set(people.person(anna).groups) == {"Bovenbouw", "Onderbouw"}


def test_somebody_added_in_the_meantime_is_not_doubled(people: PeopleService) -> None:
    plan = people.plan_import(read(FIRST))
    people.add_person(PersonInput("Anna", "van den", "Berg", date(2013, 1, 31), roles=(PersonRole.PUPIL,)))
    assert people.apply_import(plan).value == ImportOutcome(added=2, changed=1, groups_added=2)
    assert len(people.list_people()) == 3


def test_a_failure_half_way_leaves_nothing(people: PeopleService, store: Store) -> None:
    def fail(_unit: object) -> None:
        raise KnownError(ErrorCode.DISK_FULL)

    plan = people.plan_import(read(FIRST))
    store.run_before_commit(fail)
    with pytest.raises(KnownError):
        people.apply_import(plan)
    with store.read() as session:
        assert session.exec(select(func.count()).select_from(Person)).one() == 0


def test_two_thousand_rows_in_three_seconds(people: PeopleService) -> None:
    rows = "".join(
        f"{number:06};Kind{number};van;Familie{number % 400};{number // 28}A;{number % 28 + 1:02}-03-2013\n"
        for number in range(2_000)
    )
    listed = read(HEAD + rows)
    started = time.perf_counter()
    change = people.apply_import(people.plan_import(listed))
    elapsed = time.perf_counter() - started
    assert change.value.added == 2_000
    assert elapsed < 6, f"{elapsed:.2f} s"
    assert change.undo is not None
    change.undo()
    assert people.list_people() == ()
