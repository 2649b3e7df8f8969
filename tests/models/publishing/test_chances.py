# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may be in a picture: said beforehand as the verdict of the photo will say it, and counted without a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

from models.errors import ErrorCode, KnownError
from models.publishing.chances import ChanceCount, PurposeChance
from models.roster.person_input import PersonInput
from models.settings import School as SchoolSettings
from models.tables import Appearance, GroupMembership, Item, Person
from models.terms import (
    Answer,
    AppearanceSource,
    ChangeKind,
    ConsentStatus,
    GroupKind,
    LegalBasis,
    MediaKind,
    PersonRole,
    Verdict,
)
from models.workspace import Workspace
from tests.models.builders import NOON, RandomSchool, School

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def chance(school: School, people: list[int], purpose: int, **more: object) -> PurposeChance:
    (found,) = school.workspace.chances.for_people(people, (purpose,), **more)  # type: ignore[arg-type]
    return found


def add_portraits(workspace: Workspace, people: list[int], kind: MediaKind, day: date, session_id: int | None) -> int:
    """A recording of each person alone, taken on the day; gives the first id, the others follow."""
    with workspace.store.write("test.portraits") as unit:
        first = 10_000 * (1 + len(unit.session.execute(Item.__table__.select()).all()))  # type: ignore[attr-defined]
        rows, appearances = [], []
        for number, person_id in enumerate(people):
            rows.append(
                {
                    "id": first + number,
                    "sha256": f"{first + number:064x}",
                    "kind": kind,
                    "file_format": "jpeg",
                    "captured_at": datetime.combine(day, time(12)),
                    "added_on": TODAY,
                    "added_at": NOON,
                    "session_id": session_id,
                }
            )
            heard = kind is MediaKind.SOUND
            appearances.append(
                {
                    "item_id": first + number,
                    "person_id": person_id,
                    "is_visible": not heard,
                    "is_audible": heard,
                    "source": AppearanceSource.MANUAL,
                    "named_at": NOON,
                }
            )
        unit.session.execute(insert(Item), rows)
        unit.session.execute(insert(Appearance), appearances)
        unit.touch_all(ChangeKind.ITEM)
    return first


@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_beforehand_is_what_the_photo_will_say(workspace: Workspace, seed: int) -> None:
    policy = workspace.settings.policy()
    workspace.settings.change_policy(
        replace(policy, covering_allowed=seed % 3 != 1, publication_covers_recording=seed % 2 == 0)
    )
    made = RandomSchool(workspace, 300 + seed)
    made.fill(people=50, items=3, answers_each=9)
    seen: set[Verdict] = set()
    for kind in MediaKind:
        for day, session_id in ((TODAY, None), (TODAY, 1), (TODAY - 200 * DAY, 2), (TODAY + 300 * DAY, None)):
            first = add_portraits(workspace, made.person_ids, kind, day, session_id)
            items = {person_id: first + number for number, person_id in enumerate(made.person_ids)}
            told = workspace.chances.for_people(made.person_ids, made.purpose_ids, (kind,), day, session_id)
            assert [one.purpose_id for one in told] == made.purpose_ids
            verdicts = workspace.clearance.verdicts(list(items.values()), made.purpose_ids, day)
            for one in told:
                by_verdict: dict[Verdict, set[int]] = {verdict: set() for verdict in Verdict}
                for person_id, item_id in items.items():
                    by_verdict[verdicts[item_id].by_purpose[one.purpose_id].verdict].add(person_id)
                assert set(one.yes) == by_verdict[Verdict.READY]
                assert set(one.ask_ids) == by_verdict[Verdict.ASK]
                assert set(one.out) == by_verdict[Verdict.COVER] | by_verdict[Verdict.NO]
                seen.update(verdict for verdict, people in by_verdict.items() if people)
                for missing in one.ask[::6]:
                    reasons = workspace.clearance.explain(items[missing.person_id], one.purpose_id, day).reasons
                    assert missing.status in {reason.status for reason in reasons}
    assert seen >= {Verdict.READY, Verdict.ASK, Verdict.NO}


@given(
    seed=st.integers(0, 10_000),
    shift=st.integers(-700, 700),
    kinds=st.sets(st.sampled_from(list(MediaKind)), min_size=1),
    session_id=st.sampled_from((None, 1, 2)),
    take=st.integers(0, 25),
)
def test_everybody_is_counted_exactly_once(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    shift: int,
    kinds: set[MediaKind],
    session_id: int | None,
    take: int,
) -> None:
    workspace = crowd(tmp_path_factory)
    with workspace.store.read() as session:
        everybody = list(session.execute(Person.__table__.select()).scalars())  # type: ignore[attr-defined]
    people = sorted(everybody, key=lambda one: (one * (seed + 7)) % 101)[:take]
    purposes = [purpose.id for purpose in workspace.purposes.purposes()]
    day = TODAY + shift * DAY
    found = workspace.chances.for_people(people, purposes, tuple(kinds), day, session_id)
    assert len(found) == len(purposes) * len(kinds)
    for one in found:
        assert sorted((*one.yes, *one.ask_ids, *one.out)) == sorted(people)
        assert one.total == len(people)
        assert {missing.status for missing in one.ask} <= {status for status in ConsentStatus if status.is_missing}
        assert one.ask_ids == tuple(person for person in people if person in one.ask_ids)
        parts = [one.missing(status) for status in ConsentStatus if status.is_missing]
        assert sorted(person for part in parts for person in part) == sorted(one.ask_ids)
    overview = workspace.chances.for_groups(purposes, MediaKind.PHOTO, day)
    for group in (*overview.classes, overview.school, *overview.others):
        members = workspace.chances.members(group.group_id, day)
        assert len(members) == group.people_count
        for one in workspace.chances.for_people(members, purposes, (MediaKind.PHOTO,), day):
            count = group.by_purpose[one.purpose_id]
            assert count == ChanceCount(len(one.yes), len(one.ask), len(one.out))
            assert count.total == group.people_count


_CROWD: list[Workspace] = []


def crowd(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A school by chance with overlapping groups, made once for all examples."""
    if not _CROWD:
        from models.clock import FixedClock

        workspace = Workspace.open(tmp_path_factory.mktemp("crowd") / "school.beeldakkoord", clock=FixedClock(TODAY))
        made = RandomSchool(workspace, 5)
        made.fill(people=60, items=20, answers_each=8)
        groups = [workspace.groups.add_group(f"Groep {number}").value for number in range(1, 4)]
        groups.append(workspace.groups.add_group("Koor", GroupKind.OTHER).value)
        with workspace.store.write("test.groups") as unit:
            unit.session.execute(
                insert(GroupMembership),
                [
                    {
                        "group_id": groups[one % 3 if turn == 0 else 3],
                        "person_id": one,
                        "since": TODAY - 100 * DAY if one % 5 == 0 else None,
                        "until": TODAY + 50 * DAY if one % 7 == 0 else None,
                    }
                    for one in made.person_ids
                    for turn in range(1 + (one % 4 == 0))
                ],
            )
            unit.touch_all(ChangeKind.GROUP)
        _CROWD.append(workspace)
    return _CROWD[0]


@pytest.fixture(autouse=True, scope="module")
def close_crowd() -> object:
    yield
    while _CROWD:
        _CROWD.pop().close()


def test_the_missing_answers_are_told_apart(school: School) -> None:
    workspace, purpose = school.workspace, school.purpose()
    workspace.settings.change_policy(replace(workspace.settings.policy(), guardians_required=2))
    yes, part, nothing, ended, asked, no = (school.pupil(guardians=2) for _ in range(6))
    for pupil in (yes, ended):
        for guardian in school.guardians_of(pupil):
            until = date(2026, 9, 10) if pupil == ended else None
            school.answer(pupil, purpose, decider_id=guardian, valid_until=until)
    school.answer(part, purpose, decider_id=school.guardians_of(part)[0])
    school.answer(no, purpose, Answer.REFUSED, decider_id=school.guardians_of(no)[0])
    workspace.settings.change_school(SchoolSettings("De Klaproos"))
    workspace.forms.issue((asked,), (purpose,), "nl")
    found = chance(school, [no, asked, ended, nothing, part, yes], purpose)
    assert (found.yes, found.out) == ((yes,), (no,))
    assert found.ask_ids == (asked, ended, nothing, part)
    assert found.missing(ConsentStatus.REQUESTED) == (asked,)
    assert found.missing(ConsentStatus.EXPIRED) == (ended,)
    assert found.missing(ConsentStatus.NOT_REQUESTED) == (nothing,)
    assert found.missing(ConsentStatus.PARTLY_GIVEN) == (part,)


def test_a_protected_pupil_looks_like_any_other_no(school: School) -> None:
    purpose, hidden, no = school.purpose(), school.pupil(), school.pupil()
    school.answer(hidden, purpose)
    school.answer(no, purpose, Answer.REFUSED)
    school.workspace.people.set_protected(hidden, True, "secret address")
    assert chance(school, [hidden, no], purpose).out == (hidden, no)


def test_a_recording_that_nobody_asked_for_counts_only_by_policy(school: School) -> None:
    workspace, purpose, anna = school.workspace, school.purpose(), school.pupil()
    school.answer(anna, purpose)
    assert chance(school, [anna], purpose).yes == (anna,)
    workspace.settings.change_policy(replace(workspace.settings.policy(), publication_covers_recording=False))
    found = chance(school, [anna], purpose)
    assert found.missing(ConsentStatus.NOT_REQUESTED) == (anna,)
    school.answer(anna, None)
    assert chance(school, [anna], purpose).yes == (anna,)
    school.answer(anna, None, Answer.REFUSED, TODAY)
    assert chance(school, [anna], purpose).out == (anna,)


def test_each_kind_has_its_own_answers_and_only_those_it_is_used_for(school: School) -> None:
    anna = school.pupil()
    purpose = school.purpose(kinds=(MediaKind.PHOTO, MediaKind.FILM))
    school.answer(anna, purpose, kind=MediaKind.FILM)
    found = school.workspace.chances.for_people([anna], (purpose,), tuple(MediaKind))
    assert [(one.kind, one.yes, one.ask_ids) for one in found] == [
        (MediaKind.PHOTO, (), (anna,)),
        (MediaKind.FILM, (anna,), ()),
    ]
    overview = school.workspace.chances.for_groups((purpose,), MediaKind.SOUND)
    assert overview.purpose_ids == (purpose,)
    assert overview.school.by_purpose == {}


def test_an_answer_for_one_event_counts_there(school: School) -> None:
    purpose, anna, camp = school.purpose(), school.pupil(), school.session()
    school.answer(anna, purpose, session_id=camp)
    assert chance(school, [anna], purpose).ask_ids == (anna,)
    assert chance(school, [anna], purpose, session_id=camp).yes == (anna,)


def test_who_is_asked_about_twice_or_is_not_there(school: School) -> None:
    workspace, purpose, anna, gone, other = (
        school.workspace, school.purpose(), school.pupil(), school.pupil(), school.pupil()
    )  # fmt: skip
    with workspace.store.write("test.gone") as unit:
        unit.session.execute(update(Person).where(Person.id == gone).values(erased_on=TODAY))  # type: ignore[arg-type]
        unit.session.execute(update(Person).where(Person.id == other).values(merged_into_id=anna))  # type: ignore[arg-type]
        unit.touch(ChangeKind.PERSON, [gone, other])
    assert chance(school, [anna, 999, gone, anna, other], purpose).ask_ids == (anna,)
    assert workspace.chances.members(None) == (anna,)
    with pytest.raises(KnownError) as caught:
        workspace.chances.for_people([anna], (99,))
    assert caught.value.code is ErrorCode.PURPOSE_UNKNOWN


def test_groups_of_a_day(school: School) -> None:
    workspace, purpose = school.workspace, school.purpose("lesson", basis=LegalBasis.PUBLIC_TASK)
    ten = workspace.groups.add_group("Groep 10").value
    two = workspace.groups.add_group("Groep 2").value
    choir = workspace.groups.add_group("Koor", GroupKind.OTHER).value
    workspace.groups.add_group("Leeg")
    old = workspace.groups.add_group("Groep 1", year="2025-2026").value

    def add(name: str, *groups: int, role: PersonRole = PersonRole.PUPIL) -> int:
        return workspace.people.add_person(PersonInput(name, "", "Jansen", roles=(role,), group_ids=groups)).value

    first = add("Anna", ten, choir)
    add("Ben", two)
    add("Cas", old)
    add("Dirk", role=PersonRole.STAFF)
    parent = add("Eva", role=PersonRole.GUARDIAN)
    leaver = add("Fien", two)
    workspace.people.set_left(leaver, TODAY + 10 * DAY)
    overview = workspace.chances.for_groups((purpose,))
    assert [one.name for one in overview.classes] == ["Groep 2", "Groep 10", "Groep 1"]
    assert [one.name for one in overview.others] == ["Koor"]
    assert [one.people_count for one in overview.classes] == [2, 1, 1]
    assert overview.school.people_count == 5
    assert parent not in workspace.chances.members(None)
    assert overview.classes[0].by_purpose[purpose] == ChanceCount(yes=2)
    later = workspace.chances.for_groups((purpose,), day=TODAY + 10 * DAY)
    assert [one.people_count for one in later.classes] == [1, 1, 1]
    assert workspace.chances.members(two, TODAY + 10 * DAY) != workspace.chances.members(two)
    assert workspace.chances.members(choir) == (first,)
    assert workspace.chances.members(999) == ()


def test_an_empty_register(workspace: Workspace) -> None:
    overview = workspace.chances.for_groups(())
    assert (overview.classes, overview.others, overview.school.people_count) == ((), (), 0)
    assert workspace.chances.for_people((), ()) == ()
