# SPDX-License-Identifier: GPL-3.0-or-later
"""The class sheet: who may be in it, and nothing that tells one "ask first" from another."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.consent.register import AnswerInput
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Activity, Answer, Audience, MediaKind, PersonRole
from models.workspace import Workspace
from ui.printing.class_sheet import (
    RECORDINGS,
    ClassSheet,
    SheetChoice,
    SheetRow,
    class_sheet_document,
    draw_mark,
    read_class_sheet,
    recording_label,
)
from ui.printing.flow import FlowDocument, _set_document, draw_flow_preview, write_flow_pdf

pytestmark = pytest.mark.usefixtures("qapp")
DAY = date(2026, 9, 18)


def add(workspace: Workspace, name: str, *groups: int) -> int:
    entered = PersonInput(name, "", "Smit", roles=(PersonRole.STAFF,), group_ids=groups)
    return workspace.people.add_person(entered).value


def answer(
    workspace: Workspace, person_id: int, purpose_id: int | None, said: Answer, kind: MediaKind = MediaKind.PHOTO
) -> None:
    key = CellKey(Activity.PUBLICATION if purpose_id else Activity.RECORDING, kind, purpose_id)
    workspace.consent.record_answers((AnswerInput(person_id, key, said, decided_on=date(2026, 9, 1)),))


@pytest.fixture
def people(workspace: Workspace) -> dict[str, int]:
    """One person for each thing that can be behind a ring, and one yes."""
    workspace.settings.change_school(School("De Klaproos"))
    website, paper = workspace.purposes.add_purposes(
        (
            PurposeInput("website", "Website", Audience.PUBLIC),
            PurposeInput("paper", "Paper", Audience.PRINT, kinds=(MediaKind.PHOTO,)),
        )
    ).value
    found = {name: add(workspace, name) for name in ("Yes", "Nothing", "No", "Withdrawn", "Protected", "Recording")}
    for name in ("Yes", "Withdrawn", "Protected", "Recording"):
        answer(workspace, found[name], website, Answer.GIVEN)
    answer(workspace, found["No"], website, Answer.REFUSED)
    answer(workspace, found["Withdrawn"], website, Answer.WITHDRAWN)
    answer(workspace, found["Recording"], None, Answer.REFUSED)
    workspace.people.set_protected(found["Protected"], True, "secret address")
    return {**found, "website": website, "paper": paper}


def sheet(workspace: Workspace, people: dict[str, int], *names: str, **more: object) -> ClassSheet:
    chosen = tuple(people[name] for name in names)
    purposes = (people["website"],)
    return read_class_sheet(workspace, SheetChoice("7b", chosen, DAY, **{"purpose_ids": purposes, **more}))  # type: ignore[arg-type]


def text_of(document: FlowDocument) -> str:
    return _set_document(document._blocks).toPlainText()


def test_every_ask_first_looks_the_same(workspace: Workspace, people: dict[str, int]) -> None:
    drawn, texts = set(), set()
    for name in ("Nothing", "No", "Withdrawn", "Protected", "Recording"):
        workspace.people.edit_person(
            people[name],
            PersonInput("Same", "", "Name", roles=(PersonRole.STAFF,)),
            version_of(workspace, people[name]),
        )
        made = class_sheet_document(sheet(workspace, people, "Yes", name))
        texts.add(text_of(made))
        image = draw_flow_preview(made, 600)
        drawn.add(bytes(image.constBits()))
    assert len(texts) == len(drawn) == 1
    (text,) = texts
    assert "ask the office first" in text
    for word in ("no", "secret", "protected", "withdrawn", "refused", "asked"):
        assert word not in text.lower().replace("none", "").split()


def version_of(workspace: Workspace, person_id: int) -> int:
    return workspace.people.person(person_id).version


def test_who_may_has_a_filled_dot(workspace: Workspace, people: dict[str, int]) -> None:
    found = sheet(workspace, people, "Yes", "No", purpose_ids=(people["website"], people["paper"]))
    assert found.purposes == ("Website", "Paper")
    assert found.rows == (SheetRow("Yes Smit", "", (True, False)), SheetRow("No Smit", "", (False, False)))
    filled, open_ring = draw_mark(is_filled=True), draw_mark(is_filled=False)
    middle = filled.width() // 2
    assert filled.pixelColor(middle, middle).alpha() == 255
    assert open_ring.pixelColor(middle, middle).alpha() == 0
    assert ink(filled) > 2 * ink(open_ring) > 0
    text = text_of(class_sheet_document(found))
    for part in ("7b", "Website and Paper", "Photo", "18 Sept 2026", "may be in it", "Yes Smit"):
        assert part in text


def ink(image: QImage) -> int:
    return sum(image.pixelColor(x, y).alpha() > 128 for x in range(image.width()) for y in range(image.height()))


def test_only_who_may(workspace: Workspace, people: dict[str, int]) -> None:
    both = (people["website"], people["paper"])
    found = sheet(workspace, people, "Yes", "No", "Nothing", only_who_may=True, purpose_ids=both)
    assert [row.name for row in found.rows] == ["Yes Smit"]
    text = text_of(class_sheet_document(found))
    assert "Who is not on this list: ask the office first." in text
    assert "Nothing" not in text
    nobody = class_sheet_document(sheet(workspace, people, "No", only_who_may=True))
    assert "Nobody is on this list yet: ask the office." in text_of(nobody)


def test_film_with_sound_needs_both(workspace: Workspace, people: dict[str, int]) -> None:
    film = {"kinds": (MediaKind.FILM,)}
    both = {"kinds": (MediaKind.FILM, MediaKind.SOUND)}
    answer(workspace, people["Yes"], people["website"], Answer.GIVEN, MediaKind.FILM)
    assert sheet(workspace, people, "Yes", **film).rows[0].may == (True,)
    assert sheet(workspace, people, "Yes", **both).rows[0].may == (False,)
    answer(workspace, people["Yes"], people["website"], Answer.GIVEN, MediaKind.SOUND)
    assert sheet(workspace, people, "Yes", **both).rows[0].may == (True,)
    assert sheet(workspace, people, "Yes", purpose_ids=(people["paper"],), **film).purposes == ()
    assert len({recording_label(kinds) for kinds in RECORDINGS}) == len(RECORDINGS)


def test_classes_are_named_where_there_are_several(workspace: Workspace, people: dict[str, int]) -> None:
    first, second = (workspace.groups.add_group(name).value for name in ("7a", "7b"))
    people |= {"A": add(workspace, "A", first), "B": add(workspace, "B", second), "C": add(workspace, "C", second)}
    assert [row.groups for row in sheet(workspace, people, "A", "B", in_two_columns=True).rows] == ["7a", "7b"]
    assert not sheet(workspace, people, "A", "B", in_two_columns=True).in_two_columns
    alone = sheet(workspace, people, "B", "C", in_two_columns=True)
    assert [row.groups for row in alone.rows] == ["", ""]
    assert alone.in_two_columns
    assert not sheet(workspace, people, "B", "C").in_two_columns
    portal, guide = workspace.purposes.add_purposes(
        (PurposeInput("portal", "Ouderportaal", Audience.CLOSED), PurposeInput("guide", "Schoolgids", Audience.PRINT))
    ).value
    assert sheet(workspace, people, "B", "C", in_two_columns=True, purpose_ids=(portal,)).in_two_columns
    assert not sheet(workspace, people, "B", "C", in_two_columns=True, purpose_ids=(portal, guide)).in_two_columns


def big(count: int, *, in_two_columns: bool) -> ClassSheet:
    rows = tuple(
        SheetRow(f"Anna-Sophia van den Berg-Janssen tot Nieuwenhuizen {n}", "", (n % 3 > 0,)) for n in range(count)
    )
    return ClassSheet(
        "De Klaproos", "7b", DAY, DAY, (MediaKind.PHOTO,), ("Nieuwsbrief",), rows, count, False,
        in_two_columns,
    )  # fmt: skip


@pytest.mark.parametrize("in_two_columns", [False, True])
def test_long_lists_of_long_names_run_on(tmp_path: Path, in_two_columns: bool) -> None:
    document = class_sheet_document(big(75, in_two_columns=in_two_columns))
    path = tmp_path / "sheet.pdf"
    pages = write_flow_pdf(path, [document])
    assert pages > 1
    text = text_of(document)
    assert all(f"Nieuwenhuizen {number}\n" in f"{text}\n" for number in range(75))
    if shutil.which("pdftotext") is None:
        return
    told = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert all("Nieuwsbrief" in page for page in told.split("\f")[: pages - 1])


def test_a_row_never_breaks_in_two() -> None:
    """The marks of a name are on the page of the name, whichever number of names fills it."""
    for count in range(26, 34):
        rows = tuple(SheetRow(f"Name {number}", "", (True,)) for number in range(count))
        made = ClassSheet("", "7b", DAY, DAY, (MediaKind.PHOTO,), ("Website",), rows, count, False, False)
        document = _set_document(class_sheet_document(made)._blocks)
        layout, height = document.documentLayout(), document.pageSize().height()
        pages: list[int] = []
        block = document.begin()
        while block.isValid():
            if block.text().startswith("Name ") or "\ufffc" in block.text():
                pages.append(int(layout.blockBoundingRect(block).center().y() / height))
            block = block.next()
        pages = pages[2:]  # the legend
        assert pages[::2] == pages[1::2]
        assert len(pages) == 2 * count
