# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces in films: joined over time by where they are, kept as marks with their time, and never found twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.faces import FaceFind, FaceFinder
from models.media.film_faces import FaceTrack, find_tracks, join_over_time, sample_step
from models.media.ranges import Senses, Span
from models.media.study import StudyService
from models.progress import CancelToken
from models.terms import FaceJudgement, Verdict
from models.workspace import Workspace
from tests.models.builders import School
from tests.models.media import films

HERE, THERE = Box(0.1, 0.1, 0.2, 0.3), Box(0.6, 0.1, 0.2, 0.3)


def find(box: Box, score: float = 0.9) -> FaceFind:
    return FaceFind(box, score)


def moved(box: Box, by: float) -> Box:
    return Box(box.x + by, box.y, box.w, box.h)


def test_a_face_that_stays_is_one_track() -> None:
    seen = [(0, [find(HERE)]), (1_000, [find(moved(HERE, 0.03), 0.95)]), (2_000, [find(moved(HERE, 0.06))])]
    assert join_over_time(seen, 1_000, 10_000) == (FaceTrack(moved(HERE, 0.03), 0.95, 0, 3_000),)


def test_two_faces_stay_apart_and_leaving_ends_a_track() -> None:
    seen = [(0, [find(HERE), find(THERE)]), (1_000, [find(HERE)]), (2_000, [find(HERE)]), (3_000, [find(HERE)])]
    tracks = join_over_time(seen, 1_000, 4_000)
    assert [(one.box, one.start_ms, one.end_ms) for one in tracks] == [(HERE, 0, 4_000), (THERE, 0, 1_000)]


def test_a_blink_does_not_end_a_track_but_coming_back_later_is_another() -> None:
    there = [find(HERE)]
    seen = [(0, there), (1_000, []), (2_000, there), (3_000, []), (4_000, []), (5_000, there)]
    spans = [(one.start_ms, one.end_ms) for one in join_over_time(seen, 1_000, 6_000)]
    assert spans == [(0, 3_000), (5_000, 6_000)]


def test_a_doubtful_face_counts_when_it_is_seen_again() -> None:
    once = [(0, [find(HERE, 0.4)]), (1_000, [find(THERE, 0.4)]), (2_000, [find(THERE, 0.5)])]
    assert [one.box for one in join_over_time(once, 1_000, 3_000)] == [THERE]


def test_long_films_are_looked_at_less_often() -> None:
    assert sample_step(60_000) == 1_000
    assert sample_step(3 * 3_600_000) == 18_000


@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 0.7), st.floats(0, 0.7), st.floats(0.6, 1.0)), max_size=4),
        min_size=1,
        max_size=8,
    )
)
def test_no_certain_face_is_lost(pictures: list[list[tuple[float, float, float]]]) -> None:
    seen = [
        (number * 1_000, [find(Box(x, y, 0.2, 0.2), score) for x, y, score in finds])
        for number, finds in enumerate(pictures)
    ]
    tracks = join_over_time(seen, 1_000, len(pictures) * 1_000)
    assert len(tracks) <= sum(len(finds) for _at, finds in seen)
    for at_ms, finds in seen:
        under_way = [one for one in tracks if one.start_ms <= at_ms < one.end_ms]
        assert len(under_way) >= len(finds)


class SquareFinder(FaceFinder):
    """Takes the black square of the made films for a face."""

    def __init__(self) -> None:
        super().__init__(net=None)
        self.looked = 0

    def find(self, picture: Image.Image, *, fine_edge: int = 0) -> tuple[FaceFind, ...]:
        self.looked += 1
        left = films.square_left(np.asarray(picture))
        return (find(Box.clamped(left, 0.4, 0.1, 0.2)),)

    def find_harder(self, picture: Image.Image, cancel: CancelToken | None = None) -> tuple[FaceFind, ...]:
        return self.find(picture)


def still_then_away(number: int) -> np.ndarray:
    return films.quarters_with_square(10 if number < 25 else 35)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


@pytest.fixture
def study(workspace: Workspace) -> StudyService:
    return StudyService(workspace.store, workspace.media, workspace.thumbnails, workspace.seen, SquareFinder())


def test_finding_looks_at_every_second(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.mp4", seconds=5, picture=still_then_away, every=1_000)
    finder = SquareFinder()
    tracks = find_tracks(path, 5_000, finder.find)
    assert finder.looked == 5
    assert [(one.start_ms, one.end_ms) for one in tracks] == [(0, 3_000), (3_000, 5_000)]


def test_a_film_is_studied_kept_and_named(school: School, study: StudyService, tmp_path: Path) -> None:
    workspace, website, emma = school.workspace, school.purpose(), school.pupil()
    (item,) = school.take_in(films.save_film(tmp_path / "film.mp4", seconds=5, picture=still_then_away))
    assert study.next_items() == (item,)
    kept = study.keep([study.look_at(item)])
    assert (kept.value.items, kept.value.faces) == (1, 2)
    assert study.next_items() == ()
    people = workspace.tagging.people_in((item,))[item]
    assert people.faces_sought
    assert [(face.at_ms, face.end_ms, face.judgement) for face in people.faces] == [
        (0, 3_000, FaceJudgement.UNJUDGED),
        (3_000, 5_000, FaceJudgement.UNJUDGED),
    ]
    assert workspace.clearance.explain(item, website).verdict is Verdict.IDENTIFY
    for face in people.faces:
        workspace.tagging.name_person((item,), emma, face_id=face.id)
    assert workspace.clearance.explain(item, website).verdict is Verdict.ASK
    assert workspace.thumbnails.get(workspace.media.item_rows((item,))[item].sha256) is not None
    again = study.keep([study.look_at(item, harder=True)])
    assert again.value.faces == 0  # whoever has a name there at that time is not asked for again


def test_a_name_for_another_time_does_not_hide_a_face(school: School, study: StudyService, tmp_path: Path) -> None:
    workspace, emma = school.workspace, school.pupil()
    (item,) = school.take_in(films.save_film(tmp_path / "film.mp4", seconds=5, picture=still_then_away))
    first = study.look_at(item)
    workspace.tagging.mark_face(item, first.tracks[0].box, Span(4_000, 5_000))
    workspace.ranges.name_range(item, emma, Senses.SEEN, None)
    assert study.keep([first]).value.faces == 2
    assert workspace.tagging.people_in((item,))[item].unnamed_count == 3


def test_sounds_and_films_of_live_photos_are_not_looked_at(school: School, study: StudyService, tmp_path: Path) -> None:
    (sound,) = school.take_in(films.save_wave(tmp_path / "sound.wav", films.tone(0.5)))
    assert study.next_items() == ()
    with pytest.raises(KnownError) as caught:
        study.look_at(sound)
    assert caught.value.code is ErrorCode.FORMAT_NOT_SUPPORTED


def test_looking_stops_when_nobody_wants_it(school: School, study: StudyService, tmp_path: Path) -> None:
    (item,) = school.take_in(films.save_film(tmp_path / "film.mp4", seconds=5))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(KnownError) as caught:
        study.look_at(item, cancel=cancel)
    assert caught.value.code is ErrorCode.CANCELLED
    assert school.workspace.tagging.people_in((item,))[item].faces == ()
