# SPDX-License-Identifier: GPL-3.0-or-later
"""Matching a list against the people on record: sure, changed, in doubt; twins and siblings never glued."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date, timedelta

from models.roster.class_list import ClassList, ColumnMapping, ListGuardian, ListRow
from models.roster.import_plan import KnownGuardian, KnownPerson, PlannedRow, plan_import
from models.roster.names import NameParts
from models.terms import ListColumn, PersonRole, PlannedRowKind

BORN = date(2013, 1, 31)
ANNA = NameParts("Anna", "van den", "Berg")
KNOWN = KnownPerson(7, ANNA, BORN, pupil_number="001", roles=(PersonRole.PUPIL,), groups=("2HB",), classes=("2HB",))


def plan_rows(*rows: ListRow, existing: tuple[KnownPerson, ...] = (KNOWN,)) -> tuple[PlannedRow, ...]:
    numbered = tuple(replace(row, line=line) for line, row in enumerate(rows, start=2))
    return plan_import(ClassList(numbered, ColumnMapping(), ()), existing).rows


def plan_one(row: ListRow, *existing: KnownPerson) -> PlannedRow:
    return plan_rows(row, existing=existing or (KNOWN,))[0]


def row(parts: NameParts = ANNA, birth_date: date | None = BORN, **rest: object) -> ListRow:
    return ListRow(0, parts, birth_date=birth_date, **rest)  # type: ignore[arg-type]


def test_the_same_person_again_changes_nothing() -> None:
    planned = plan_one(row(pupil_number="001", groups=("2hb",)))
    assert (planned.kind, planned.person_id, planned.changes) == (PlannedRowKind.SAME, 7, ())


def test_empty_cells_and_capitals_change_nothing() -> None:
    assert plan_one(row(NameParts("ANNA", "VAN DEN", "BERG"))).kind is PlannedRowKind.SAME


def test_a_new_class_and_address_are_changes() -> None:
    planned = plan_one(row(pupil_number="001", groups=("3HB",), email="a@b.nl"))
    assert planned.kind is PlannedRowKind.CHANGED
    assert [(change.field, change.old, change.new) for change in planned.changes] == [
        (ListColumn.EMAIL, "", "a@b.nl"),
        (ListColumn.GROUP, "2HB", "3HB"),
    ]


def test_somebody_who_left_comes_back() -> None:
    planned = plan_one(row(), replace(KNOWN, left_on=date(2025, 7, 31)))
    assert [change.field for change in planned.changes] == [ListColumn.LEFT_ON]


def test_a_new_guardian_and_a_new_address_of_a_known_one() -> None:
    known = replace(KNOWN, guardians=(KnownGuardian(9, NameParts("Piet", "van den", "Berg"), "old@b.nl"),))
    guardians = (ListGuardian(NameParts("Piet", "v.d.", "Berg"), "new@b.nl"), ListGuardian(NameParts("Bea", "", "Vos")))
    changes = plan_one(row(guardians=guardians), known).changes
    assert [(change.field, change.old, change.new) for change in changes] == [
        (ListColumn.GUARDIAN_1_EMAIL, "old@b.nl", "new@b.nl"),
        (ListColumn.GUARDIAN_2_NAME, "", "Bea Vos"),
    ]


def test_number_and_birth_date_carry_a_changed_family_name() -> None:
    planned = plan_one(row(NameParts("Anna", "de", "Wit"), pupil_number="001"))
    assert (planned.kind, planned.person_id) == (PlannedRowKind.CHANGED, 7)


def test_number_and_name_carry_a_corrected_birth_date() -> None:
    planned = plan_one(row(birth_date=date(2013, 1, 30), pupil_number="001"))
    assert [change.field for change in planned.changes] == [ListColumn.BIRTH_DATE]


def test_a_number_given_out_again_glues_nobody() -> None:
    planned = plan_one(row(NameParts("Mo", "", "Yilmaz"), date(2014, 5, 5), pupil_number="001"))
    assert (planned.kind, planned.person_id, planned.candidates) == (PlannedRowKind.DOUBT, None, (7,))


def test_a_twin_with_a_mixed_up_number_is_not_glued() -> None:
    planned = plan_one(row(NameParts("Emma", "van den", "Berg"), pupil_number="001"))
    assert planned.person_id is None
    assert planned.kind is PlannedRowKind.DOUBT


def test_twins_match_each_their_own() -> None:
    emma = replace(KNOWN, id=8, parts=NameParts("Emma", "van den", "Berg"), pupil_number="")
    known = replace(KNOWN, pupil_number="")
    planned = plan_rows(row(emma.parts), row(), existing=(known, emma))
    assert [one.person_id for one in planned] == [8, 7]
    assert {one.kind for one in planned} == {PlannedRowKind.SAME}


def test_siblings_are_new_people() -> None:
    planned = plan_one(row(NameParts("Emma", "van den", "Berg"), date(2015, 6, 6)))
    assert planned.kind is PlannedRowKind.NEW
    assert plan_one(row(NameParts("Emma", "van den", "Berg"), None)).kind is PlannedRowKind.NEW


def test_two_namesakes_with_one_birth_date_are_left_to_a_human() -> None:
    known = replace(KNOWN, pupil_number="")
    planned = plan_one(row(), known, replace(known, id=8))
    assert planned.kind is PlannedRowKind.DOUBT
    assert set(planned.candidates) == {7, 8}


def test_a_unique_name_in_the_same_class_needs_no_birth_date() -> None:
    assert plan_one(row(birth_date=None, groups=("2HB",))).person_id == 7
    assert plan_one(row(birth_date=None, groups=("3HB",))).kind is PlannedRowKind.DOUBT
    filled = plan_one(row(groups=("2HB",)), replace(KNOWN, birth_date=None, pupil_number=""))
    assert [change.field for change in filled.changes] == [ListColumn.BIRTH_DATE]


def test_another_birth_date_is_another_person_or_a_doubt() -> None:
    planned = plan_one(row(birth_date=date(2010, 5, 5), groups=("2HB",)))
    assert planned.person_id is None


def test_a_typo_and_swapped_day_and_month_are_doubts() -> None:
    known = replace(KNOWN, birth_date=date(2013, 3, 4))
    typo = plan_one(row(NameParts("Ana", "van den", "Berg"), date(2013, 3, 4)), known)
    swapped = plan_one(row(birth_date=date(2013, 4, 3)), known)
    assert [typo.kind, swapped.kind] == [PlannedRowKind.DOUBT] * 2
    assert typo.candidates[0] == swapped.candidates[0] == 7


def test_one_person_is_given_away_once() -> None:
    planned = plan_rows(row(), row(pupil_number="001"))
    assert sorted(str(one.person_id) for one in planned) == ["7", "None"]
    assert planned[1].person_id == 7


def test_who_is_not_in_the_list_is_only_shown() -> None:
    other = replace(KNOWN, id=8, parts=NameParts("Bo", "", "Dam"), pupil_number="2", birth_date=None)
    gone = replace(other, id=9, left_on=date(2025, 1, 1))
    teacher = replace(other, id=10, roles=(PersonRole.STAFF,))
    elsewhere = replace(other, id=11, groups=("5V",), classes=("5V",))
    listed = ClassList((replace(row(groups=("2HB", "3HB")), line=2),), ColumnMapping(), ())
    plan = plan_import(listed, (KNOWN, other, gone, teacher, elsewhere))
    assert plan.not_in_list == (8,)
    assert plan.new_groups == ("3HB",)
    assert plan_import(listed, (KNOWN,), known_groups=("3hb",)).new_groups == ()
    assert plan.counts[PlannedRowKind.CHANGED] == 1


def test_two_thousand_against_two_thousand() -> None:
    source = random.Random(7)  # noqa: S311
    letters = "aeioubdfgklmnprstvw"

    def make_name() -> str:
        return "".join(source.choice(letters) for _ in range(source.randint(4, 9))).capitalize()

    existing = tuple(
        KnownPerson(
            number,
            NameParts(make_name(), source.choice(("", "van", "de")), make_name()),
            date(2008, 1, 1) + timedelta(days=source.randint(0, 3_000)),
            roles=(PersonRole.PUPIL,),
        )
        for number in range(1, 2_001)
    )
    rows = []
    for person in existing[:1_900]:
        typo = person.id % 50 == 0
        parts = replace(person.parts, family=person.parts.family[:-1] + "x") if typo else person.parts
        rows.append(ListRow(person.id + 1, parts, birth_date=person.birth_date))
    rows.extend(
        ListRow(3_000 + number, NameParts(make_name(), "", make_name()), birth_date=date(2012, 2, 3))
        for number in range(100)
    )
    started = time.perf_counter()
    plan = plan_import(ClassList(tuple(rows), ColumnMapping(), ()), existing)
    assert time.perf_counter() - started < 5
    for planned in plan.rows:
        if planned.line < 3_000 and planned.person_id is not None:
            assert planned.person_id == planned.line - 1
        if planned.line < 3_000 and (planned.line - 1) % 50 == 0:
            assert planned.kind is PlannedRowKind.DOUBT
            assert planned.candidates[0] == planned.line - 1
    assert plan.counts[PlannedRowKind.SAME] == 1_862
    assert plan.counts[PlannedRowKind.NEW] >= 95
