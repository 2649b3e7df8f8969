# SPDX-License-Identifier: GPL-3.0-or-later
"""Which photos follow which card: by time, by file, by camera, by day; stop cards, class cards, two at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from models.forms.card_runs import CardPhoto, card_items, plan_runs
from models.forms.name_cards import CardKind, CardMeaning

NOON = datetime(2026, 9, 10, 12, 0)  # noqa: DTZ001 - a camera's own time
ANNA = CardMeaning(CardKind.PERSON, 1, person_id=11, name="Anna")
BRAM = CardMeaning(CardKind.PERSON, 2, person_id=12, name="Bram")
CLASS = CardMeaning(CardKind.GROUP, 3, group_id=5, name="7b")
OTHER = CardMeaning(CardKind.GROUP, 4, group_id=6, name="8a")
STOP = CardMeaning(CardKind.STOP, 9)

Row = list[tuple[tuple[CardMeaning, ...], int]]


def photo(
    number: int, *cards: CardMeaning, minute: int | None = None, camera: str = "", folder: str = "kaart"
) -> CardPhoto:
    when = None if minute is None else NOON + timedelta(minutes=minute)
    return CardPhoto(number, Path(folder) / f"IMG_{number}.JPG", camera, when, cards)


def told(*photos: CardPhoto) -> list[tuple[tuple[str, ...], str, tuple[int, ...]]]:
    return [
        (tuple(card.name for card in run.people), "" if run.group is None else run.group.name, run.item_ids)
        for run in plan_runs(photos)
    ]


def test_photos_are_of_the_card_before_them() -> None:
    row = [photo(1), photo(2, ANNA), photo(3), photo(4), photo(5, BRAM), photo(6)]
    assert told(*row) == [(("Anna",), "", (3, 4)), (("Bram",), "", (6,))]
    assert card_items(row) == (2, 5)


def test_capture_times_go_before_names_of_files() -> None:
    row = [photo(9, ANNA, minute=0), photo(10, minute=1), photo(1, BRAM, minute=2), photo(2, minute=3)]
    assert told(*reversed(row)) == [(("Anna",), "", (10,)), (("Bram",), "", (2,))]


def test_without_a_time_the_order_is_that_of_the_files_as_people_count() -> None:
    row = [photo(9, ANNA, minute=0), photo(10), photo(11, minute=-5)]
    assert told(*reversed(row)) == [(("Anna",), "", (10, 11))]


def test_two_cameras_and_two_folders_are_rows_of_their_own() -> None:
    assert told(
        photo(1, ANNA, camera="A"), photo(2, camera="B"), photo(3, camera="A"), photo(4, folder="ander"), photo(5)
    ) == [(("Anna",), "", (3,))]


def test_a_stop_card_ends_a_run_and_has_none() -> None:
    row = [photo(1, CLASS), photo(2, ANNA), photo(3), photo(4, STOP), photo(5), photo(6, BRAM), photo(7)]
    assert told(*row) == [((), "7b", ()), (("Anna",), "7b", (3,)), (("Bram",), "", (7,))]
    assert card_items(row) == (1, 2, 4, 6)


def test_a_class_card_ends_the_run_of_the_person_before_it() -> None:
    row = [photo(1, ANNA), photo(2), photo(3, CLASS), photo(4), photo(5, BRAM), photo(6), photo(7, OTHER), photo(8)]
    assert told(*row) == [
        (("Anna",), "", (2,)),
        ((), "7b", (4,)),
        (("Bram",), "7b", (6,)),
        ((), "8a", (8,)),
    ]


def test_the_next_day_a_card_counts_no_more() -> None:
    assert told(photo(1, ANNA, minute=0), photo(2, minute=5), photo(3, minute=24 * 60)) == [(("Anna",), "", (2,))]


def test_two_cards_in_one_photo_name_two_people() -> None:
    assert told(photo(1, ANNA, BRAM, ANNA), photo(2)) == [(("Anna", "Bram"), "", (2,))]


rows = st.lists(st.sampled_from([(), (ANNA,), (BRAM,), (CLASS,), (STOP,), (ANNA, BRAM)]), max_size=30)


@given(rows, st.randoms())
def test_every_photo_follows_at_most_one_card_whatever_the_order_it_comes_in(
    row: list[tuple[CardMeaning, ...]], chance: object
) -> None:
    numbers = count(1)
    photos = [photo(next(numbers), *cards, minute=place) for place, cards in enumerate(row)]
    planned = plan_runs(photos)
    followers = [item_id for run in planned for item_id in run.item_ids]
    assert len(followers) == len(set(followers))
    assert not set(followers) & set(card_items(photos))
    shuffled = list(photos)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert plan_runs(shuffled) == planned
    last: tuple[CardMeaning, ...] = ()
    for one in photos:
        last = one.cards or last
        people = {card.person_id for card in last if card.kind is CardKind.PERSON}
        named = {card.person_id for run in planned if one.item_id in run.item_ids for card in run.people}
        assert named == (set() if one.cards else people)
