# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is shown and who is not: counted as somebody with the photos on the table would count."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import select

from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy
from models.publishing.fairness import FEWEST_PICTURES, FairnessReport, PersonShare, school_year_days
from models.roster.person_input import PersonInput
from models.tables import Appearance, GroupMembership, Item, Publication, PublicationCover
from models.terms import Answer, ChangeKind, CoverKind, GroupKind, LegalBasis, MediaKind, PersonRole, Verdict
from models.workspace import Workspace
from tests.models.builders import NOON, RandomSchool, School

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def share(report: FairnessReport, person_id: int) -> PersonShare:
    return next(one for one in report.people if one.person_id == person_id)


def cover(school: School, publication_id: int, person_id: int) -> None:
    with school.workspace.store.write("test.cover") as unit:
        unit.session.add(PublicationCover(publication_id=publication_id, person_id=person_id, cover=CoverKind.CALM))
        unit.touch(ChangeKind.PUBLICATION, [publication_id])


def publish_by_chance(workspace: Workspace, made: RandomSchool, seed: int) -> None:
    pick = random.Random(seed)  # noqa: S311 - no secret
    groups = [workspace.groups.add_group(f"Groep {number}").value for number in range(1, 4)]
    groups.append(workspace.groups.add_group("Koor", GroupKind.OTHER).value)
    with workspace.store.write("test.publish") as unit:
        members = [{"group_id": groups[one % 3], "person_id": one} for one in made.person_ids if one % 9]
        members += [{"group_id": groups[3], "person_id": one} for one in made.person_ids if one % 4 == 0]
        unit.session.execute(insert(GroupMembership), members)
        rows, covers = [], []
        for number in range(1, 120):
            rows.append(
                {
                    "id": number,
                    "item_id": pick.choice(made.item_ids[:60]),
                    "purpose_id": pick.choice(made.purpose_ids),
                    "published_on": TODAY - timedelta(days=pick.randrange(500)),
                    "verdict": Verdict.READY,
                    "recorded_at": NOON,
                }
            )
            covers += [
                {"publication_id": number, "person_id": person_id, "cover": CoverKind.CALM}
                for person_id in pick.sample(made.person_ids, 8)
            ]
        unit.session.execute(insert(Publication), rows)
        unit.session.execute(insert(PublicationCover), covers)
        unit.touch_all(ChangeKind.PUBLICATION)
        unit.touch_all(ChangeKind.GROUP)


@pytest.mark.parametrize("seed", range(3))
def test_counted_as_by_hand(workspace: Workspace, seed: int) -> None:
    made = RandomSchool(workspace, 40 + seed)
    made.fill(people=45, items=90, answers_each=8)
    publish_by_chance(workspace, made, seed)
    with workspace.store.read() as session:
        days = {one.id: day_of(one) for one in session.exec(select(Item))}
        seen: dict[int, set[int]] = defaultdict(set)
        for one in session.exec(select(Appearance)):
            if one.is_visible:
                seen[one.person_id].add(one.item_id)
        published = session.exec(select(Publication)).all()
        covers = {(one.publication_id, one.person_id) for one in session.exec(select(PublicationCover))}
        kept = [(one.id, one.item_id, one.published_on, one.purpose_id) for one in published]
    periods = ((TODAY - 400 * DAY, TODAY), (TODAY - 60 * DAY, TODAY - 10 * DAY), (None, None))
    groups = [None, *(row.id for row in workspace.groups.list_groups())]
    for first, last in periods:
        for purpose_id in (None, made.purpose_ids[0]):
            for group_id in groups:
                report = workspace.fairness.report(group_id, first, last, purpose_id)
                begin, end = report.first, report.last
                assert [one.person_id for one in report.people] == list(workspace.chances.members(group_id, report.day))
                shown = {
                    person_id: {
                        item_id
                        for publication_id, item_id, day, purpose in kept
                        if item_id in seen[person_id]
                        and begin <= day <= end
                        and purpose_id in (None, purpose)
                        and (publication_id, person_id) not in covers
                    }
                    for person_id in made.person_ids
                }
                for one in report.people:
                    assert one.shown == len(shown[one.person_id])
                    assert one.taken == sum(begin <= days[item_id] <= end for item_id in seen[one.person_id])
                for group in report.groups:
                    members = workspace.chances.members(group.group_id, report.day)
                    pictures = set().union(*(shown[person_id] for person_id in members))
                    assert group.published == len(pictures)
                    assert sum(group.spread) == group.may_count <= group.people_count == len(members)
                    may = may_ids(workspace, report, purpose_id, members)
                    assert group.may_count == len(may)
                    assert group.waiting_count == sum(not shown[person_id] for person_id in may)
                    assert group.shown_count == sum(bool(shown[person_id]) for person_id in may)
                    assert group.spread[3] == sum(len(shown[person_id]) > 5 for person_id in may)
                if group_id is not None and report.people:
                    (group,) = report.groups
                    assert {one.class_shown for one in report.people} == {group.published}
                    assert group.in_most_count == len(report.in_most)
                    assert group.waiting_count == len(report.waiting)
                    assert group.may_count == report.may_count


def day_of(item: Item) -> date:
    return item.captured_at.date() if item.captured_at is not None else item.added_on


def may_ids(workspace: Workspace, report: FairnessReport, purpose_id: int | None, people: tuple[int, ...]) -> set[int]:
    purposes = [
        one.id
        for one in workspace.purposes.purposes()
        if (one.legal_basis is LegalBasis.CONSENT if purpose_id is None else one.id == purpose_id)
    ]
    kinds = (MediaKind.PHOTO, MediaKind.FILM)
    found = workspace.chances.for_people(people, purposes, kinds, report.day)
    return {person_id for one in found for person_id in one.yes}


def test_shown_not_yet_and_in_most(school: School) -> None:
    workspace, purpose = school.workspace, school.purpose()
    group = workspace.groups.add_group("Groep 7b").value
    entered = [PersonInput(name, "", "Jansen", roles=(PersonRole.STAFF,), group_ids=(group,)) for name in "ABCD"]
    star, now_and_then, waiting, no = (workspace.people.add_person(one).value for one in entered)
    for person_id in (star, now_and_then, waiting):
        school.answer(person_id, purpose)
    school.answer(no, purpose, Answer.REFUSED)
    for number in range(FEWEST_PICTURES):
        item = school.item(captured_at=datetime(2026, 9, 3, 10, number))  # noqa: DTZ001 - a camera's time
        school.tag(item, star, *((now_and_then, no) if number == 0 else ()))
        publication = school.publish(item, purpose)
        if number == 0:
            cover(school, publication, no)
    spare = school.item(captured_at=datetime(2026, 9, 4, 10))  # noqa: DTZ001
    school.tag(spare, waiting)
    report = workspace.fairness.report(group)
    assert (report.first, report.last, report.day) == (date(2026, 8, 1), TODAY, TODAY)
    assert [(one.taken, one.shown, one.class_shown) for one in report.people] == [
        (4, 4, 4), (1, 1, 4), (1, 0, 4), (1, 0, 4),
    ]  # fmt: skip
    assert (report.waiting, report.in_most, report.may_count) == ((waiting,), (star,), 3)
    assert report.people[0].groups == ("Groep 7b",)
    (counted,) = report.groups
    assert (counted.spread, counted.published, counted.in_most_count) == ((1, 1, 1, 0), 4, 1)
    before = workspace.fairness.report(group, date(2025, 8, 1), date(2026, 7, 31))
    assert {one.shown for one in before.people} == {0}


def test_too_few_pictures_say_nothing_about_most(school: School) -> None:
    purpose, group = school.purpose(), school.workspace.groups.add_group("Groep 7b").value
    anna = school.workspace.people.add_person(PersonInput("Anna", group_ids=(group,))).value
    for _ in range(FEWEST_PICTURES - 1):
        item = school.item()
        school.tag(item, anna)
        school.publish(item, purpose)
    assert school.workspace.fairness.report(group).in_most == ()


def test_a_lesson_for_which_nobody_is_asked_is_no_wish_to_be_shown(school: School) -> None:
    website, lesson = school.purpose(), school.purpose("lesson", basis=LegalBasis.PUBLIC_TASK)
    anna = school.pupil()
    assert not share(school.workspace.fairness.report(), anna).may_be_shown
    assert share(school.workspace.fairness.report(purpose_id=lesson), anna).may_be_shown
    school.answer(anna, website, kind=MediaKind.FILM)
    assert share(school.workspace.fairness.report(), anna).is_waiting
    with pytest.raises(KnownError) as caught:
        school.workspace.fairness.report(purpose_id=99)
    assert caught.value.code is ErrorCode.PURPOSE_UNKNOWN


def test_published_twice_and_covered_once_is_shown(school: School) -> None:
    website, paper, anna, item = school.purpose(), school.purpose("paper"), school.pupil(), school.item()
    school.tag(item, anna)
    cover(school, school.publish(item, website), anna)
    assert share(school.workspace.fairness.report(), anna).shown == 0
    school.publish(item, paper)
    school.publish(item, paper)
    assert share(school.workspace.fairness.report(), anna).shown == 1
    assert share(school.workspace.fairness.report(purpose_id=website), anna).shown == 0


def test_only_what_is_seen_counts(school: School) -> None:
    purpose, anna = school.purpose(), school.pupil()
    sound = school.item(MediaKind.SOUND)
    with school.workspace.store.write("test.heard") as unit:
        unit.session.execute(
            insert(Appearance),
            [{"item_id": sound, "person_id": anna, "is_visible": False, "is_audible": True,
              "source": "manual", "named_at": NOON}],
        )  # fmt: skip
        unit.touch(ChangeKind.APPEARANCE, [sound])
    school.publish(sound, purpose)
    found = share(school.workspace.fairness.report(), anna)
    assert (found.taken, found.shown) == (0, 0)


def test_the_school_year_of_a_day() -> None:
    policy = ConsentPolicy()
    assert school_year_days(date(2026, 7, 31), policy) == (date(2025, 8, 1), date(2026, 7, 31))
    assert school_year_days(date(2026, 8, 1), policy) == (date(2026, 8, 1), date(2027, 7, 31))
    leap = replace(policy, school_year_ends=(2, 28))
    assert school_year_days(date(2028, 2, 29), leap) == (date(2028, 2, 29), date(2029, 2, 28))


def test_an_empty_register(workspace: Workspace) -> None:
    report = workspace.fairness.report()
    assert (report.people, report.groups, report.may_count) == ((), (), 0)
