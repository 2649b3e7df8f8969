# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of the library say what slow, plain reading of the register says, before and after writes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from models.clock import FixedClock
from models.media.box import Box
from models.media.session_rows import SessionInput
from models.publishing.library_filter import (
    Facet,
    FileState,
    LibraryFilter,
    LibrarySort,
    LookState,
    PublishedState,
)
from models.publishing.library_view import UNDATED
from models.tables import GroupMembership, Item
from models.terms import Answer, FaceJudgement, MediaKind, NobodyReason, SetAsideReason, Verdict
from models.workspace import Workspace
from tests.conftest import TODAY
from tests.models.builders import RandomSchool, School, save_photo

BOX = Box(0.1, 0.1, 0.2, 0.2)
EVERYTHING = LibraryFilter()


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def ids(school: School, **sides: object) -> list[int]:
    return list(school.workspace.library.view(LibraryFilter(**sides)).ids)  # type: ignore[arg-type]


def at(day: int, month: int = 9, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour)  # noqa: DTZ001 - a camera's time


def set_aside(school: School, item_id: int, **values: object) -> None:
    with school.workspace.store.write("test.aside") as unit:
        item = unit.session.get(Item, item_id)
        assert item is not None
        for name, value in values.items():
            setattr(item, name, value)
        from models.terms import ChangeKind

        unit.touch(ChangeKind.ITEM, [item_id])


def test_newest_first_by_month_and_what_has_no_time_last(school: School) -> None:
    august, early, late, without = (
        school.item(captured_at=at(3, 8)),
        school.item(captured_at=at(1)),
        school.item(captured_at=at(2)),
        school.item(),
    )
    view = school.workspace.library.view(EVERYTHING)
    assert view.ids == (late, early, august, without)
    assert view.sections == (((2026, 9), 2), ((2026, 8), 1), (UNDATED, 1))
    assert view.total == 4
    turned = school.workspace.library.view(replace(EVERYTHING, is_reversed=True))
    assert turned.ids == (august, early, late, without)


def test_an_empty_library_has_nothing_and_says_so(school: School) -> None:
    view = school.workspace.library.view(LibraryFilter(kinds=(MediaKind.FILM,), text="x"))
    assert (view.ids, view.sections, view.total, view.drops) == ((), (), 0, ())


def test_by_name_photo_2_comes_before_photo_10(school: School, tmp_path: Path) -> None:
    names = ("IMG_10.jpg", "img_2.jpg", "Zoo.jpg")
    ten, two, zoo = school.take_in(*(save_photo(tmp_path / name, seed) for seed, name in enumerate(names)))
    nameless = school.item()
    assert ids(school, sort=LibrarySort.NAME) == [two, ten, zoo, nameless]
    assert ids(school, sort=LibrarySort.NAME, is_reversed=True) == [zoo, ten, two, nameless]


def test_words_are_found_in_file_folder_event_and_place(school: School, tmp_path: Path) -> None:
    camp, other = school.take_in(save_photo(tmp_path / "Kamp Één" / "IMG_1.jpg", 1), save_photo(tmp_path / "b.jpg", 2))
    trip = school.workspace.sessions.add_session(SessionInput("Uitstapje", place="Artis")).value
    school.workspace.sessions.assign_items((other,), trip)
    assert ids(school, text="kamp een img") == [camp]
    assert ids(school, text="ARTIS uitstap") == [other]
    assert ids(school, text="kamp artis") == []
    assert set(ids(school, text="  ")) == {camp, other}


def test_of_people_all_have_to_be_in_it(school: School) -> None:
    anna, bas = school.pupil(), school.pupil()
    both, one, none = school.item(), school.item(), school.item()
    school.tag(both, anna, bas)
    school.tag(one, anna)
    assert set(ids(school, person_ids=(anna,))) == {both, one}
    assert ids(school, person_ids=(anna, bas)) == [both]
    assert ids(school, person_ids=(99_999,)) == []
    assert none in ids(school)


def test_a_class_is_that_of_the_capture_day(school: School) -> None:
    anna, bas = school.pupil(), school.pupil()
    group = school.class_of([anna])
    with school.workspace.store.write("test.moved") as unit:
        row = unit.session.exec(select(GroupMembership).where(col(GroupMembership.person_id) == anna)).one()
        row.since, row.until = date(2026, 9, 1), date(2026, 9, 5)
    inside, first, last, before, after, without_time = (
        school.item(captured_at=at(3)),
        school.item(captured_at=at(1)),
        school.item(captured_at=at(5, hour=23)),
        school.item(captured_at=at(31, 8)),
        school.item(captured_at=at(6)),
        school.item(),
    )
    school.tag(inside, anna, bas)
    for item in (first, last, before, after, without_time):
        school.tag(item, anna)
    assert set(ids(school, group_ids=(group,))) == {inside, first, last}


def test_how_far_naming_is(school: School) -> None:
    tagging, anna = school.workspace.tagging, school.pupil()
    untouched, named, half, nobody, judged = (school.item() for _ in range(5))
    school.tag(named, anna)
    school.tag(half, anna)
    tagging.mark_face(half, BOX)
    tagging.judge_nobody((nobody,), NobodyReason.NO_PEOPLE)
    face = tagging.mark_face(judged, BOX).value
    tagging.judge_face(face, FaceJudgement.PASSER_BY)
    assert ids(school, looks=(LookState.NOT_LOOKED,)) == [untouched]
    assert ids(school, looks=(LookState.UNNAMED,)) == [half]
    assert set(ids(school, looks=(LookState.NAMED,))) == {named, half}
    assert ids(school, looks=(LookState.NOBODY,)) == [nobody]
    asked = set(ids(school, looks=(LookState.NOT_LOOKED, LookState.UNNAMED)))
    assert asked == set(tagging.items_to_identify())
    counts = school.workspace.library.facet_counts(EVERYTHING, Facet.LOOK)
    assert counts == {LookState.UNNAMED: 1, LookState.NOT_LOOKED: 1, LookState.NAMED: 2, LookState.NOBODY: 1}


def test_where_it_was_published(school: School) -> None:
    website, paper = school.purpose("website"), school.purpose("paper")
    now, ended, never = school.item(), school.item(), school.item()
    school.publish(now, website)
    school.publish(ended, paper)
    with school.workspace.store.write("test.ended") as unit:
        from models.tables import Publication

        row = unit.session.exec(select(Publication).where(col(Publication.item_id) == ended)).one()
        row.ended_on = TODAY
    assert ids(school, published=PublishedState.PUBLISHED) == [now]
    assert ids(school, published=PublishedState.ENDED) == [ended]
    assert ids(school, published=PublishedState.NEVER) == [never]
    assert ids(school, published=PublishedState.PUBLISHED, published_purpose_ids=(paper,)) == []
    assert set(ids(school, published=PublishedState.NEVER, published_purpose_ids=(paper,))) == {now, never}


def test_days_kinds_and_events(school: School) -> None:
    trip = school.workspace.sessions.add_session(SessionInput("Reis")).value
    photo = school.item(captured_at=at(3))
    film = school.item(MediaKind.FILM, captured_at=at(4), session_id=trip)
    sound = school.item(MediaKind.SOUND, captured_at=at(5))
    assert ids(school, since=date(2026, 9, 4)) == [sound, film]
    assert ids(school, until=date(2026, 9, 4)) == [film, photo]
    assert ids(school, since=date(2026, 9, 4), until=date(2026, 9, 4)) == [film]
    assert ids(school, kinds=(MediaKind.FILM, MediaKind.SOUND)) == [sound, film]
    assert ids(school, session_ids=(trip,)) == [film]
    assert ids(school, session_ids=(0,)) == [sound, photo]
    assert school.workspace.library.facet_counts(EVERYTHING, Facet.SESSION) == {0: 2, trip: 1}
    narrowed = LibraryFilter(kinds=(MediaKind.FILM,), session_ids=(0,))
    assert school.workspace.library.facet_counts(narrowed, Facet.SESSION) == {trip: 1}
    assert school.workspace.library.facet_counts(narrowed, Facet.KIND)[MediaKind.SOUND] == 1


def test_where_nothing_fits_it_says_what_to_drop(school: School) -> None:
    anna = school.pupil()
    named, film = school.item(), school.item(MediaKind.FILM)
    school.tag(named, anna)
    view = school.workspace.library.view(LibraryFilter(kinds=(MediaKind.FILM,), person_ids=(anna,), text=""))
    assert view.ids == ()
    assert dict(view.drops) == {Facet.KIND: 1, Facet.PERSON: 1}
    assert film in ids(school, kinds=(MediaKind.FILM,))


def test_what_is_set_aside_or_belongs_to_a_photo_is_nowhere(school: School) -> None:
    workspace, anna = school.workspace, school.pupil()
    trip = workspace.sessions.add_session(SessionInput("Reis")).value
    photo, film, card = (school.item(session_id=trip) for _ in range(3))
    school.tag(photo, anna)
    school.tag(film, anna)
    set_aside(school, film, companion_of_id=photo)
    set_aside(school, card, set_aside=SetAsideReason.NAME_CARD)
    assert ids(school) == [photo]
    assert workspace.media.count_items() == 1
    assert workspace.sessions.items_of(trip) == (photo,)
    assert workspace.sessions.session(trip).row.item_count == 1
    assert workspace.tagging.items_of(anna) == (photo,)
    assert card not in workspace.tagging.items_to_identify()
    assert workspace.overview.load().item_ids.tolist() == [photo]
    assert workspace.library.facet_counts(EVERYTHING, Facet.SESSION) == {trip: 1}


def test_a_write_shows_at_the_next_look(school: School) -> None:
    library, anna = school.workspace.library, school.pupil()
    first = school.item(captured_at=at(1))
    assert library.view(EVERYTHING).ids == (first,)
    second = school.item(captured_at=at(2))
    assert library.view(EVERYTHING).ids == (second, first)
    assert ids(school, looks=(LookState.NAMED,)) == []
    school.tag(first, anna)
    assert ids(school, looks=(LookState.NAMED,)) == [first]
    set_aside(school, second, set_aside=SetAsideReason.NAME_CARD)
    assert library.view(EVERYTHING).ids == (first,)


def test_verdicts_follow_answers_names_and_days(school: School) -> None:
    website, anna = school.purpose(), school.pupil()
    item, other = school.item(), school.item()

    def with_verdict(verdict: Verdict) -> list[int]:
        return ids(school, purpose_id=website, verdicts=(verdict,))

    assert set(with_verdict(Verdict.IDENTIFY)) == {item, other}
    school.tag(item, anna)
    assert with_verdict(Verdict.ASK) == [item]
    school.answer(anna, website)
    assert with_verdict(Verdict.READY) == [item]
    school.answer(anna, website, Answer.WITHDRAWN, TODAY)
    assert with_verdict(Verdict.COVER) == [item]
    third = school.item()
    assert set(with_verdict(Verdict.IDENTIFY)) == {other, third}
    counts = school.workspace.library.facet_counts(LibraryFilter(purpose_id=website), Facet.VERDICT)
    assert counts == {Verdict.READY: 0, Verdict.COVER: 1, Verdict.ASK: 0, Verdict.IDENTIFY: 2, Verdict.NO: 0}
    assert ids(school, verdicts=(Verdict.READY,)) == []


def test_rows_tell_what_a_tile_shows(school: School, tmp_path: Path) -> None:
    website, anna = school.purpose(), school.pupil()
    (item,) = school.take_in(save_photo(tmp_path / "a.jpg"))
    trip = school.workspace.sessions.add_session(SessionInput("Reis")).value
    school.workspace.sessions.assign_items((item,), trip)
    school.tag(item, anna)
    school.workspace.tagging.mark_face(item, BOX)
    school.publish(item, website)
    row = school.workspace.library.rows((item, 4_711), website)[item]
    assert (row.item.path, row.session_name, row.people_count) == (tmp_path / "a.jpg", "Reis", 1)
    assert (row.unnamed_count, row.published_count, row.verdict) == (1, 1, Verdict.IDENTIFY)
    assert school.workspace.library.rows((item,))[item].verdict is None


def test_files_that_are_gone_or_there_twice(school: School, tmp_path: Path) -> None:
    workspace = school.workspace
    paths = [save_photo(tmp_path / name, seed) for name, seed in (("a.jpg", 1), ("b.jpg", 2), ("copy.jpg", 1))]
    twice, once, again = school.take_in(*paths)
    assert twice == again
    assert ids(school, files=(FileState.SEVERAL,)) == [twice]
    assert ids(school, files=(FileState.MISSING,)) == []
    paths[1].unlink()
    assert workspace.places.check_items((twice, once)) == {once}
    assert ids(school, files=(FileState.MISSING,)) == [once]
    assert workspace.library.facet_counts(EVERYTHING, Facet.FILE) == {FileState.MISSING: 1, FileState.SEVERAL: 1}


@pytest.mark.parametrize("seed", range(3))
def test_the_whole_library_is_judged_as_each_photo_is(tmp_path: Path, seed: int) -> None:
    """Also after a number of writes of every kind, so that what is patched is what would be read afresh."""
    with Workspace.open(tmp_path / "a.beeldakkoord", clock=FixedClock(TODAY), actor="Office") as workspace:
        random_school = RandomSchool(workspace, seed)
        random_school.fill(people=30, items=60, answers_each=6)
        school, chance = School(workspace), random.Random(seed)  # noqa: S311
        purpose = random_school.purpose_ids[0]
        compare_with_clearance(workspace, purpose)
        writes: tuple[Callable[[], object], ...] = (
            lambda: school.tag(chance.choice(random_school.item_ids), chance.choice(random_school.person_ids)),
            lambda: school.answer(chance.choice(random_school.pupil_ids), purpose),
            lambda: workspace.tagging.mark_face(chance.choice(random_school.item_ids), BOX),
            lambda: workspace.sessions.assign_items(
                (chance.choice(random_school.item_ids),), chance.choice((1, 2, None))
            ),
            lambda: workspace.tagging.judge_nobody((chance.choice(random_school.item_ids),), NobodyReason.NO_PEOPLE),
            school.item,
        )
        for _ in range(12):
            chance.choice(writes)()
            compare_with_clearance(workspace, purpose)
        with Workspace.open(tmp_path / "b.beeldakkoord", clock=FixedClock(TODAY)) as fresh:
            assert fresh.library.view(EVERYTHING).ids == ()


def compare_with_clearance(workspace: Workspace, purpose_id: int) -> None:
    everything = workspace.library.view(EVERYTHING).ids
    cleared = workspace.clearance.verdicts(everything, (purpose_id,))
    for verdict in Verdict:
        found = workspace.library.view(LibraryFilter(purpose_id=purpose_id, verdicts=(verdict,))).ids
        slow = {one for one in everything if cleared[one].by_purpose[purpose_id].verdict is verdict}
        assert set(found) == slow
    asked = workspace.library.view(LibraryFilter(looks=(LookState.NOT_LOOKED, LookState.UNNAMED))).ids
    assert set(asked) == set(workspace.tagging.items_to_identify())


@given(st.sets(st.sampled_from(list(Facet)), max_size=4))
def test_without_takes_one_side_away_and_leaves_the_others(sides: set[Facet]) -> None:
    values: dict[Facet, dict[str, object]] = {
        Facet.TEXT: {"text": "a"},
        Facet.SESSION: {"session_ids": (1,)},
        Facet.PERSON: {"person_ids": (1,)},
        Facet.GROUP: {"group_ids": (1,)},
        Facet.KIND: {"kinds": (MediaKind.FILM,)},
        Facet.VERDICT: {"verdicts": (Verdict.NO,)},
        Facet.LOOK: {"looks": (LookState.NAMED,)},
        Facet.PUBLISHED: {"published": PublishedState.NEVER, "published_purpose_ids": (1,)},
        Facet.DATE: {"since": date(2026, 1, 1)},
        Facet.FILE: {"files": (FileState.MISSING,)},
    }
    made = LibraryFilter(purpose_id=1, sort=LibrarySort.NAME)
    for side in sides:
        made = replace(made, **values[side])  # type: ignore[arg-type]
    assert set(made.active()) == sides
    for side in sides:
        assert set(made.without(side).active()) == sides - {side}
    assert made.cleared() == LibraryFilter(purpose_id=1, sort=LibrarySort.NAME)
