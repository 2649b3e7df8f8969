# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the page: best first, each photo once, in the order in which they came."""

from __future__ import annotations

from pathlib import Path

from models.errors import ErrorCode
from models.publishing.clearance import ItemClearance, PurposeClearance
from models.terms import MediaKind, Verdict
from ui.item_models.recording_look import RecordingLook
from ui.pages.check.lineup import Lineup

A, B, C = (Path(f"{name}.jpg") for name in "abc")


def clearance(item_id: int, *verdicts: Verdict) -> ItemClearance:
    by_purpose = {number: PurposeClearance(verdict, 0, 0) for number, verdict in enumerate(verdicts, start=1)}
    return ItemClearance(item_id, 0, 0, by_purpose)


def filled() -> Lineup:
    lineup = Lineup()
    lineup.add_files((A, B, C))
    for number, path in enumerate((A, B, C), start=1):
        lineup.resolve_file(path, number, str(number))
    return lineup


def test_a_file_is_added_once() -> None:
    lineup = Lineup()
    assert len(lineup.add_files((A, B))) == 2
    assert [entry.path for entry in lineup.add_files((B, C))] == [C]


def test_unread_ones_come_last_and_the_best_first() -> None:
    lineup = filled()
    lineup.set_clearances({2: clearance(2, Verdict.NO), 3: clearance(3, Verdict.READY)})
    assert lineup.ordered() == ([3, 2, 1], [(Verdict.READY, 1), (Verdict.NO, 1), (None, 1)])


def test_the_worst_purpose_decides_the_section_and_each_is_counted() -> None:
    lineup = filled()
    lineup.set_clearances({1: clearance(1, Verdict.READY, Verdict.ASK), 2: clearance(2, Verdict.READY, Verdict.READY)})
    assert lineup.entry(1).section is Verdict.ASK  # type: ignore[union-attr]
    assert lineup.ready_counts((1, 2)) == {1: 2, 2: 1}
    assert lineup.ready_counts((1, 2), (1,)) == {1: 1, 2: 0}
    assert lineup.items_with({Verdict.ASK}, (2,)) == {1}
    assert lineup.items_with({Verdict.ASK}, (1,)) == set()


def test_the_same_content_is_one_entry_with_two_files() -> None:
    lineup = Lineup()
    lineup.add_files((A, B))
    assert lineup.resolve_file(A, 7, "x") == 1
    assert lineup.resolve_file(B, 7, "x") == 1
    (entry,) = lineup.entries((1, 2))
    assert entry.paths == (A, B)
    assert lineup.item_ids() == [7]


def test_a_skipped_file_leaves_the_page_and_is_listed_once() -> None:
    lineup = Lineup()
    lineup.add_files((A, B))
    for _ in range(2):
        lineup.skip_file(A, ErrorCode.FILE_UNREADABLE)
    assert [entry.path for entry in lineup.entries((1, 2))] == [B]
    assert [one.path for one in lineup.skipped] == [A]
    assert lineup.resolve_file(A, 1, "x") is None


def test_verdicts_of_what_is_not_there_any_more_are_no_change() -> None:
    lineup = filled()
    lineup.skip_file(A, ErrorCode.FILE_MISSING)
    assert lineup.set_clearances({1: clearance(1, Verdict.READY), 99: clearance(99, Verdict.NO)}) == set()


def test_clearing_never_uses_a_number_again() -> None:
    lineup = filled()
    lineup.clear()
    assert (len(lineup), lineup.ordered()) == (0, ([], []))
    assert [entry.number for entry in lineup.add_files((A,))] == [4]


def test_the_film_of_a_live_photo_is_no_second_file() -> None:
    lineup = Lineup()
    lineup.add_files([A, B])
    lineup.resolve_file(A, 7, "photo")
    assert lineup.resolve_file(B, 7, "film", is_companion=True) == 1
    entry = lineup.entry(1)
    assert entry is not None
    assert (entry.paths, entry.look.carries_film, entry.look.icon_name) == ((A,), True, "film")
    assert len(lineup) == 1


def test_a_film_that_came_before_its_photo_becomes_one_with_it() -> None:
    lineup = Lineup()
    lineup.add_files([B, A])
    lineup.resolve_file(B, 3, "film", RecordingLook(MediaKind.FILM, 2_000))
    assert lineup.recordings() == {3}
    assert lineup.resolve_file(A, 7, "photo", film_id=3) == 2
    assert lineup.item_ids() == [7]
    assert lineup.resolve_file(B, 7, "film", is_companion=True) == 2
    entry = lineup.entry(2)
    assert entry is not None
    assert entry.look.carries_film
    assert lineup.recordings() == set()


def test_a_film_tells_how_long_it_is() -> None:
    assert RecordingLook(MediaKind.FILM, 92_000).caption("musical.mp4") == "1:32  ·  musical.mp4"
    assert RecordingLook(MediaKind.SOUND, None).caption("voice.mp3") == "voice.mp3"
    assert RecordingLook().caption("photo.jpg") == "photo.jpg"
    assert "1:32" in RecordingLook(MediaKind.FILM, 92_000).sentence
