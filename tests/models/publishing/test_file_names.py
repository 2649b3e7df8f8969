# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in files: previewed, decided once, applied in one action that can be undone; nothing happens by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from models.changes import Change
from models.errors import ErrorCode
from models.media.box import Box
from models.media.embedded_names import READER
from models.media.sidecar_writing import SidecarOutcome, sidecar_of
from models.publishing.file_names import DETECTOR, NamesPreview
from models.publishing.name_matching import NameStanding
from models.roster.person_input import PersonInput
from models.tables import Appearance, FoundFace, Item, NameInFiles, Publication
from models.terms import AppearanceSource, FaceJudgement, PersonRole, Verdict
from models.workspace import Workspace
from tests.models.builders import School
from tests.models.media.test_embedded_names import ANNA, BRAM
from tests.models.media.xmp_writing import bag, microsoft, mwg, packet, photo_with

THIRD = Box(0.4, 0.6, 0.1, 0.2)


class Desk:
    """A school with two pupils and a folder of photos."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        self.names = workspace.file_names
        self.anna = self._pupil("Anna", "de", "Vries")
        self.bram = self._pupil("Bram", "", "Jansen")

    def _pupil(self, *name: str) -> int:
        return self.workspace.people.add_person(PersonInput(*name, roles=(PersonRole.PUPIL,))).value

    def photo(self, name: str, *parts: str) -> int:
        path = photo_with(self.folder / f"{name}.jpg", packet(*parts) if parts else b"")
        (item_id,) = School(self.workspace).take_in(path)
        return item_id

    def people(self, item_id: int) -> list[tuple[int, bool, AppearanceSource]]:
        with self.workspace.store.read() as session:
            rows = session.exec(select(Appearance).where(Appearance.item_id == item_id)).all()
            return [(row.person_id, row.x is not None, row.source) for row in rows]

    def marks(self, item_id: int) -> int:
        with self.workspace.store.read() as session:
            found = session.exec(select(FoundFace).where(FoundFace.item_id == item_id)).all()
            return sum(face.detector == DETECTOR for face in found)

    def reader(self, item_id: int) -> str:
        with self.workspace.store.read() as session:
            item = session.get(Item, item_id)
            assert item is not None
            return item.names_read_with

    def decisions(self) -> dict[str, int | None]:
        with self.workspace.store.read() as session:
            return {row.folded: row.person_id for row in session.exec(select(NameInFiles))}


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    return Desk(workspace, tmp_path)


def standings(preview: NamesPreview) -> dict[str, NameStanding]:
    return {one.name: one.match.standing for one in preview.names}


def test_a_preview_tells_what_would_be_named_and_writes_nothing(desk: Desk) -> None:
    first = desk.photo("een", mwg([("Anna de Vries", ANNA), ("Bram", BRAM), ("", THIRD)]))
    second = desk.photo(
        "twee", bag("digiKam:TagsList", "People/Marie Curie") + bag("dc:subject", "Bram Jansen", "kamp")
    )
    preview = desk.names.preview([first, second, first])
    assert preview.item_ids == (first, second)
    assert standings(preview) == {
        "Anna de Vries": NameStanding.SURE,
        "Bram Jansen": NameStanding.SURE,
        "Bram": NameStanding.SEVERAL,
        "Marie Curie": NameStanding.UNKNOWN,
    }
    assert preview.decisions == {"anna de vries": desk.anna, "bram jansen": desk.bram}
    assert preview.open_item_ids == {first, second}
    assert len(preview.marks[first]) == 3
    assert (desk.people(first), desk.marks(first), desk.reader(first)) == ([], 0, "")


def test_naming_is_one_action_with_one_undo(desk: Desk) -> None:
    first = desk.photo("een", mwg([("Anna de Vries", ANNA), ("Marie Curie", BRAM), ("Bram", THIRD)]))
    second = desk.photo("twee", bag("Iptc4xmpExt:PersonInImage", "Anna de Vries", "Bram"))
    preview = desk.names.preview([first, second])
    change = desk.names.apply(preview, {**preview.decisions, "bram": desk.bram, "marie curie": None})
    assert change.value == 4
    assert desk.people(first) == [
        (desk.anna, True, AppearanceSource.REGION),
        (desk.bram, True, AppearanceSource.REGION),
    ]
    assert desk.people(second) == [
        (desk.anna, False, AppearanceSource.REGION),
        (desk.bram, False, AppearanceSource.REGION),
    ]
    assert desk.marks(first) == 1  # Marie Curie is somebody without a name in the register
    assert desk.decisions() == {"bram": desk.bram, "marie curie": None}
    assert desk.reader(first) == desk.reader(second) == READER
    assert change.undo is not None
    undone: Change[object] = change.undo()
    assert (desk.people(first), desk.people(second), desk.decisions(), desk.reader(first)) == ([], [], {}, "")
    assert undone.undo is not None
    undone.undo()
    assert len(desk.people(first)) == 2
    assert desk.decisions() == {"bram": desk.bram, "marie curie": None}
    assert desk.reader(second) == READER


def test_what_was_decided_is_not_asked_again(desk: Desk) -> None:
    first = desk.photo("een", mwg([("Bram", ANNA), ("Marie Curie", BRAM)]))
    preview = desk.names.preview([first])
    desk.names.apply(preview, {"bram": desk.bram, "marie curie": None})
    second = desk.photo("twee", mwg([("BRAM", ANNA), ("marie  curie", BRAM)]))
    preview = desk.names.preview([second])
    assert standings(preview) == {"BRAM": NameStanding.SURE, "marie curie": NameStanding.NOBODY}
    assert preview.open_item_ids == {second}
    desk.names.apply(preview, {**preview.decisions, "marie curie": desk.anna})
    assert desk.decisions()["marie curie"] == desk.anna
    assert not desk.names.preview([first]).of_standing(NameStanding.NOBODY)


def test_people_whom_a_file_points_at_are_marked_and_make_the_photo_ask(desk: Desk) -> None:
    plain = desk.photo("leeg")
    phone = desk.photo("telefoon", mwg([("", ANNA), ("", BRAM)]))
    named = desk.photo("naam", mwg([("Anna de Vries", ANNA)]))
    preview = desk.names.preview([plain, phone, named])
    assert desk.names.note(preview).value == 3
    assert desk.names.note(desk.names.preview([plain, phone, named])).value == 0
    assert desk.workspace.tagging.people_in([phone])[phone].unnamed_count == 2
    assert {plain: desk.reader(plain), phone: desk.reader(phone), named: desk.reader(named)} == {
        plain: READER,
        phone: READER,
        named: "",
    }
    assert desk.names.unread_items([plain, phone, named]) == (named,)
    desk.names.apply(desk.names.preview([named]), {"anna de vries": desk.anna})
    assert desk.workspace.tagging.people_in([named])[named].unnamed_count == 0
    assert desk.names.unread_items() == ()


def test_a_mark_that_somebody_judged_does_not_come_back(desk: Desk) -> None:
    item_id = desk.photo("een", mwg([("", ANNA)]))
    desk.names.note(desk.names.preview([item_id]))
    (face,) = desk.workspace.tagging.people_in([item_id])[item_id].faces
    desk.workspace.tagging.judge_face(face.id, FaceJudgement.NOT_A_PERSON)
    assert desk.names.note(desk.names.preview([item_id])).value == 0


def test_what_a_person_said_is_not_written_over(desk: Desk) -> None:
    item_id = desk.photo("een", mwg([("Anna de Vries", BRAM), ("Bram", THIRD)]))
    desk.workspace.tagging.name_person([item_id], desk.anna, box=ANNA)
    preview = desk.names.preview([item_id])
    assert "Anna de Vries" not in standings(preview)
    desk.names.apply(preview, {"bram": desk.anna})
    (row,) = desk.workspace.tagging.people_in([item_id])[item_id].appearances
    assert row.box == ANNA


def test_doubtful_places_can_be_left_out(desk: Desk) -> None:
    item_id = desk.photo("een", mwg([("Anna de Vries", ANNA)]), microsoft([("Anna de Vries", BRAM)]))
    preview = desk.names.preview([item_id])
    assert preview.names[0].doubtful_count == 1
    assert desk.names.apply(preview, preview.decisions, with_doubtful=False).value == 0
    assert desk.names.apply(preview, preview.decisions).value == 1


def test_leaving_names_is_remembered_and_a_file_that_is_gone_is_told(desk: Desk) -> None:
    item_id = desk.photo("een", mwg([("Anna de Vries", ANNA)]))
    gone = desk.photo("weg", mwg([("Anna de Vries", ANNA)]))
    (desk.folder / "weg.jpg").unlink()
    preview = desk.names.preview([item_id, gone])
    assert preview.unread == (gone,)
    desk.names.leave(preview)
    assert desk.names.unread_items() == (gone,)
    assert desk.people(item_id) == []


def test_names_are_written_beside_the_photo_and_read_again_as_nothing_new(desk: Desk) -> None:
    item_id = desk.photo("een")
    desk.workspace.tagging.name_person([item_id], desk.anna, box=ANNA)
    desk.workspace.tagging.name_person([item_id], desk.bram)
    (written,) = desk.workspace.sidecars.write([item_id])
    assert written.outcome is SidecarOutcome.WRITTEN
    assert sidecar_of(desk.folder / "een.jpg").is_file()
    assert desk.names.preview([item_id]).names == ()
    (again,) = desk.workspace.sidecars.write([item_id])
    assert again.outcome is SidecarOutcome.UNCHANGED


def test_no_name_is_written_beside_a_copy_that_went_out(desk: Desk) -> None:
    original, copy = desk.photo("een"), desk.photo("kopie")
    desk.workspace.tagging.name_person([original, copy], desk.anna)
    purpose = School(desk.workspace).purpose()
    row = desk.workspace.media.item_rows([copy])[copy]
    with desk.workspace.store.write("test.publish") as unit:
        today = unit.store.clock.today()
        unit.session.add(
            Publication(
                item_id=original,
                purpose_id=purpose,
                published_on=today,
                copy_sha256=row.sha256,
                verdict=Verdict.READY,
                recorded_at=unit.store.clock.now(),
            )
        )
    written = {one.item_id: one for one in desk.workspace.sidecars.write([original, copy])}
    assert written[original].outcome is SidecarOutcome.WRITTEN
    assert (written[copy].outcome, written[copy].code) == (None, ErrorCode.IS_PUBLISHED_COPY)
    assert not sidecar_of(desk.folder / "kopie.jpg").exists()
