# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces in a film: sought on pictures a second apart, and joined over time by where they are, never by likeness.

Somebody who leaves the picture and comes back is therefore found twice, and named twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.faces import FaceFind
from models.media.film import sample_frames
from models.media.found_faces import CERTAIN_SCORE
from models.media.recordings import TimeLimit
from models.progress import CancelToken

SAMPLE_MS: Final = 1_000
MOST_SAMPLES: Final = 600
"""A longer film than ten minutes is looked at less often than every second."""
FILM_EDGE: Final = 1_280
_SECONDS: Final = 900.0
_SAME_PLACE: Final = 0.25
_MOST_MISSED: Final = 1

Seek = Callable[[Image.Image], tuple[FaceFind, ...]]


@dataclass(frozen=True, slots=True)
class FaceTrack:
    """A face that stays in one place: from when to when (milliseconds), and where it was seen best."""

    box: Box
    score: float
    start_ms: int
    end_ms: int

    @property
    def is_certain(self) -> bool:
        """Whether it is shown as a face; else the question is whether it is somebody."""
        return self.score >= CERTAIN_SCORE


@dataclass(slots=True)
class _Open:
    """A track that may go on."""

    last: Box
    best: FaceFind
    first_ms: int
    last_ms: int
    count: int = 1
    missed: int = 0


def sample_step(duration_ms: int) -> int:
    """How far apart the pictures are that are looked at, in milliseconds."""
    return max(SAMPLE_MS, -(-duration_ms // MOST_SAMPLES))


def find_tracks(
    path: Path, duration_ms: int | None, seek: Seek, cancel: CancelToken | None = None
) -> tuple[FaceTrack, ...]:
    """The faces of a film over time, as they come. ``seek`` finds faces in one picture.

    Raises as `sample_frames` does, and ``FILE_TOO_SLOW`` where a quarter of an hour is not enough.
    """
    length = duration_ms or MOST_SAMPLES * SAMPLE_MS
    step = sample_step(length)
    limit = TimeLimit(_SECONDS, cancel)
    times = range(0, max(1, length), step)
    seen: list[tuple[int, tuple[FaceFind, ...]]] = []
    for frame in sample_frames(path, times, longest_edge=FILM_EDGE, tolerance_ms=step // 2, limit=limit):
        limit.check()
        seen.append((frame.at_ms, seek(frame.picture)))
    if limit.is_over:
        raise KnownError(ErrorCode.FILE_TOO_SLOW)
    return join_over_time(seen, step, length)


def join_over_time(
    seen: Sequence[tuple[int, Sequence[FaceFind]]], step_ms: int, length_ms: int
) -> tuple[FaceTrack, ...]:
    """Join faces of successive pictures that overlap; one picture without it does not end a track.

    ``seen`` holds the moment of each picture, in order, and what was found in it. A track ends where the next picture
    without it is. A doubtful face that is seen once only is left out.
    """
    open_tracks: list[_Open] = []
    done: list[_Open] = []
    for at_ms, finds in seen:
        pairs = sorted(
            (
                (track.last.overlap(find.box), number, place)
                for number, track in enumerate(open_tracks)
                for place, find in enumerate(finds)
            ),
            reverse=True,
        )
        taken: set[int] = set()
        given: set[int] = set()
        for overlap, number, place in pairs:
            if overlap < _SAME_PLACE or number in taken or place in given:
                continue
            taken.add(number)
            given.add(place)
            _go_on(open_tracks[number], finds[place], at_ms)
        left = [find for place, find in enumerate(finds) if place not in given]
        still_open: list[_Open] = []
        for number, track in enumerate(open_tracks):
            if number not in taken:
                track.missed += 1
            (done if track.missed > _MOST_MISSED else still_open).append(track)
        open_tracks = still_open + [_Open(find.box, find, at_ms, at_ms) for find in left]
    done += open_tracks
    tracks = [_closed(one, step_ms, length_ms) for one in done if one.best.score >= CERTAIN_SCORE or one.count > 1]
    return tuple(sorted(tracks, key=lambda one: (one.start_ms, one.box.x)))


def _closed(track: _Open, step_ms: int, length_ms: int) -> FaceTrack:
    end_ms = max(track.first_ms + 1, min(track.last_ms + step_ms, length_ms))
    return FaceTrack(track.best.box, track.best.score, track.first_ms, end_ms)


def _go_on(track: _Open, find: FaceFind, at_ms: int) -> None:
    track.last, track.last_ms, track.missed = find.box, at_ms, 0
    track.count += 1
    if find.score > track.best.score:
        track.best = find
