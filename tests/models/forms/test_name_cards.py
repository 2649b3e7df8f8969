# SPDX-License-Identifier: GPL-3.0-or-later
"""Name cards: codes that only this school can make, photos named by them, cards set aside, one undo."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from sqlmodel import select

from models.errors import ErrorCode, KnownError
from models.forms.codes import CodeBook, new_key, new_number, qr_modules, qr_text
from models.forms.name_cards import CARD_PREFIX, CardChoice, CardKind, PrintedCard
from models.media.box import Box
from models.roster.person_input import PersonInput
from models.tables import Appearance, FoundFace, Item, MediaSession
from models.terms import AppearanceSource, PersonRole, SetAsideReason
from models.workspace import Workspace
from tests.models.builders import School

HEAD = Box(0.4, 0.3, 0.2, 0.3)


class Studio:
    """A class with two pupils, and a photographer."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        self.cards = workspace.name_cards
        self.school = School(workspace)
        self.anna = self._pupil("Anna", "de", "Vries")
        self.bram = self._pupil("Bram", "", "Jansen")
        self.group = self.school.class_of([self.anna, self.bram], "Groep 7b")
        self._taken = 0

    def _pupil(self, *name: str) -> int:
        return self.workspace.people.add_person(PersonInput(*name, roles=(PersonRole.PUPIL,))).value

    def make(self, *person_ids: int, groups: tuple[int, ...] = (), stop: bool = False) -> list[PrintedCard]:
        return list(self.cards.make(CardChoice(person_ids, groups, stop)).value)

    def shoot(self, card: PrintedCard | str | None = None) -> int:
        """Take a photo, of a card or of somebody, a minute after the last one."""
        self._taken += 1
        picture = Image.new("L", (800, 600), 40 + self._taken)
        if card is not None:
            text = card if isinstance(card, str) else qr_text(card.code, CARD_PREFIX)
            modules = qr_modules(text)
            symbol = Image.new("L", (len(modules) + 8, len(modules) + 8), 255)
            for y, row in enumerate(modules):
                for x, is_black in enumerate(row):
                    symbol.putpixel((x + 4, y + 4), 0 if is_black else 255)
            side = 8 * symbol.width
            picture.paste(symbol.resize((side, side), Image.Resampling.NEAREST).rotate(7, fillcolor=255), (200, 120))
        exif = Image.Exif()
        when = datetime(2026, 9, 10, 12, self._taken)  # noqa: DTZ001 - a camera's own time
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = when.strftime("%Y:%m:%d %H:%M:%S")
        path = self.folder / f"IMG_{self._taken}.jpg"
        picture.convert("RGB").save(path, quality=90, exif=exif)
        (item_id,) = self.school.take_in(path)
        return item_id

    def people(self, item_id: int) -> list[tuple[int, AppearanceSource]]:
        with self.workspace.store.read() as session:
            rows = session.exec(select(Appearance).where(Appearance.item_id == item_id)).all()
            return [(row.person_id, row.source) for row in rows]

    def item(self, item_id: int) -> Item:
        with self.workspace.store.read() as session:
            found = session.get(Item, item_id)
            assert found is not None
            session.expunge(found)
            return found


@pytest.fixture
def studio(workspace: Workspace, tmp_path: Path) -> Studio:
    return Studio(workspace, tmp_path)


def test_a_card_says_a_first_name_and_keeps_its_code(studio: Studio) -> None:
    assert not studio.cards.has_cards()
    group, anna, bram, stop = studio.make(studio.anna, studio.bram, groups=(studio.group,), stop=True)
    assert [(one.kind, one.title, one.detail) for one in (group, anna, bram, stop)] == [
        (CardKind.GROUP, "Groep 7b", ""),
        (CardKind.PERSON, "Anna", "Groep 7b"),
        (CardKind.PERSON, "Bram", "Groep 7b"),
        (CardKind.STOP, "", ""),
    ]
    assert studio.cards.has_cards()
    assert len({one.code for one in (group, anna, bram, stop)}) == 4
    assert studio.make(studio.anna) == [anna]
    without = studio.cards.make(CardChoice((studio.anna,), with_class=False)).value
    assert (without[0].detail, without[0].code) == ("", anna.code)
    second = studio._pupil("Anna", "van", "Dam")
    assert [one.title for one in studio.make(studio.anna, second)] == ["Anna V.", "Anna D."]


def test_only_codes_of_this_school_mean_somebody(studio: Studio, tmp_path: Path) -> None:
    (anna,) = studio.make(studio.anna)
    text = qr_text(anna.code, CARD_PREFIX)
    other = CodeBook({1: new_key()}).seal(new_number())
    forged = anna.code[:-1] + ("0" if anna.code[-1] != "0" else "1")
    as_form = qr_text(anna.code)
    texts = [text, qr_text(other, CARD_PREFIX), qr_text(forged, CARD_PREFIX), as_form, "https://example.org", ""]
    meanings = studio.cards.meanings(texts)
    meaning = meanings[text]
    assert meaning is not None
    assert (meaning.person_id, meaning.name) == (studio.anna, "Anna de Vries")
    assert [meanings[one] for one in texts[1:]] == [None] * 5
    with studio.workspace.store.read() as session:
        from models.forms.forms import read_code_book

        forms = read_code_book(session)
    assert forms is None or forms.open(anna.code) is None, "a card is no form"


def test_cards_of_nobody_are_refused(studio: Studio) -> None:
    for choice, code in (
        (CardChoice((99,)), ErrorCode.PERSON_UNKNOWN),
        (CardChoice((), (99,)), ErrorCode.GROUP_UNKNOWN),
    ):
        with pytest.raises(KnownError) as raised:
            studio.cards.make(choice)
        assert raised.value.code is code


def test_photos_are_named_by_the_card_before_them_with_one_undo(studio: Studio) -> None:
    group, anna, bram, stop = studio.make(studio.anna, studio.bram, groups=(studio.group,), stop=True)
    shots = [studio.shoot(one) for one in (None, group, None, anna, None, None, bram, None, stop, None)]
    service = studio.workspace.photographed_cards
    preview = service.look(shots)
    assert preview.cards == (shots[1], shots[3], shots[6], shots[8])
    assert [(tuple(card.name for card in run.people), run.item_ids) for run in preview.runs] == [
        ((), (shots[2],)),
        (("Anna de Vries",), (shots[4], shots[5])),
        (("Bram Jansen",), (shots[7],)),
    ]
    assert all(studio.people(one) == [] for one in shots)
    with studio.workspace.store.write("test.face") as unit:
        unit.session.add(FoundFace(item_id=shots[4], x=HEAD.x, y=HEAD.y, w=HEAD.w, h=HEAD.h, score=0.9, detector="x"))
    change = service.apply(preview)
    assert change.value == 3
    assert studio.people(shots[4]) == studio.people(shots[5]) == [(studio.anna, AppearanceSource.CARD)]
    assert studio.people(shots[7]) == [(studio.bram, AppearanceSource.CARD)]
    assert studio.people(shots[0]) == studio.people(shots[9]) == []
    content = studio.workspace.tagging.people_in([shots[4]])[shots[4]]
    assert content.appearances[0].box == HEAD, "one face and one name: that is the place"
    assert content.unnamed_count == 0
    assert {one: studio.item(one).set_aside for one in preview.cards} == dict.fromkeys(
        preview.cards, SetAsideReason.NAME_CARD
    )
    event = studio.item(shots[2]).session_id
    assert event is not None
    assert studio.item(shots[4]).session_id == event, "a pupil of the class that was told before"
    assert studio.item(shots[9]).session_id is None
    assert set(studio.workspace.sessions.expected_people(event)) == {studio.anna, studio.bram}
    assert studio.workspace.sessions.session(event).row.day == date(2026, 9, 10)
    assert service.look(shots).cards == ()
    assert set(service.set_aside_among(shots)) == set(preview.cards)
    assert change.undo is not None
    undone = change.undo()
    assert all(studio.people(one) == [] and studio.item(one).set_aside is None for one in shots)
    assert all(studio.item(one).session_id is None for one in shots)
    with studio.workspace.store.read() as session:
        assert session.exec(select(MediaSession)).all() == []
    assert undone.undo is not None
    undone.undo()
    assert studio.people(shots[7]) == [(studio.bram, AppearanceSource.CARD)]
    assert studio.item(shots[2]).session_id is not None


def test_a_run_that_is_left_out_names_nobody(studio: Studio) -> None:
    anna, bram = studio.make(studio.anna, studio.bram)
    shots = [studio.shoot(one) for one in (anna, None, bram, None)]
    preview = studio.workspace.photographed_cards.look(shots)
    studio.workspace.photographed_cards.apply(preview, {shots[2]})
    assert studio.people(shots[1]) == [(studio.anna, AppearanceSource.CARD)]
    assert studio.people(shots[3]) == []
    assert studio.item(shots[2]).set_aside is SetAsideReason.NAME_CARD


def test_a_card_of_another_school_does_nothing_and_is_told(studio: Studio) -> None:
    studio.make(studio.anna)
    stranger = studio.shoot(qr_text(CodeBook({1: new_key()}).seal(new_number()), CARD_PREFIX))
    after = studio.shoot()
    preview = studio.workspace.photographed_cards.look([stranger, after])
    assert (preview.cards, preview.runs, preview.strangers) == ((), (), (stranger,))
    assert bool(preview)


def test_without_a_card_no_photo_is_looked_at(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    item_id = studio.shoot()
    monkeypatch.setattr("models.forms.photographed_cards.look_for_cards", lambda _path: pytest.fail("looked"))
    assert not studio.workspace.photographed_cards.look([item_id])


def test_a_file_that_is_away_follows_no_card(studio: Studio) -> None:
    (anna,) = studio.make(studio.anna)
    shots = [studio.shoot(anna), studio.shoot(), studio.shoot()]
    (studio.folder / "IMG_2.jpg").unlink()
    preview = studio.workspace.photographed_cards.look(shots)
    assert preview.runs[0].item_ids == (shots[2],)
