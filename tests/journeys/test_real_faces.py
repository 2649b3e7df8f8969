# SPDX-License-Identifier: GPL-3.0-or-later
"""A real photo, from the drop to the verdict: its faces are found while somebody looks on, and named by keys alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.roster.person_input import PersonInput
from models.terms import Activity, Answer, FaceJudgement, MediaKind, PersonRole, Verdict
from tests.journeys.conftest import Office
from tests.journeys.test_journey_window import start_school

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("BEELDAKKOORD_SAMPLES", ROOT.parent / "shared" / "samples"))
PHOTO = (
    SAMPLES / "photos" / "corrupt" / "drewnoakes+metadata-extractor-images" / "jpg" / "ImageTestSuite"
    / "316be81dfdeeb942e904feb3a77f4f83.jpg"
)  # fmt: skip
NAMES = (("Anton", "Gruber"), ("Berta", "Huber"), ("Carl", "Moser"))
ALT = Qt.KeyboardModifier.AltModifier

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not PHOTO.is_file(), reason="the sample files are not here")]


def prepare(office: Office) -> dict[str, int]:
    """A school with a website and three guests who said yes to it."""
    start_school(office)
    register = office.register
    website = register.purposes.purpose("website").id
    people = {}
    for given, family in NAMES:
        person = register.people.add_person(PersonInput(given, family_name=family, roles=(PersonRole.GUEST,))).value
        cells = [
            CellKey(Activity.RECORDING, MediaKind.PHOTO, None), CellKey(Activity.PUBLICATION, MediaKind.PHOTO, website)
        ]  # fmt: skip
        register.consent.record_answers([AnswerInput(person, cell, Answer.GIVEN) for cell in cells])
        people[given] = person
    return people


def test_real_faces_are_found_and_named_without_the_mouse(office: Office, tmp_path: Path) -> None:
    people = prepare(office)
    photo = tmp_path / "parade.jpg"
    shutil.copy(PHOTO, photo)
    office.drop(photo)
    office.wait(lambda: office.groups() == {Verdict.IDENTIFY: ["parade.jpg"]})
    assert office.running.context is not None
    office.running.context.study.start()
    item = office.register.media.item_at(photo)
    assert item is not None

    def found() -> int:
        return office.register.tagging.people_in((item,))[item].unnamed_count

    office.wait(lambda: found() >= 3)
    count = found()
    grid = office.page("check").view.grid
    office.tab_to(grid)
    office.press(Qt.Key.Key_Home)
    office.press(Qt.Key.Key_Return)
    view = office.page("tagging").view
    office.wait(lambda: view.canvas.selected_box() is not None and view.picker.list.count() > 0)
    office.wait(view.close_up.isVisible)  # the picture comes by another way than its boxes
    for letters in ("an", "be"):
        office.type(letters)
        office.press(Qt.Key.Key_Return)
    office.wait(lambda: found() == count - 2)
    named = {one.person_id: one.box for one in office.register.tagging.people_in((item,))[item].appearances}
    assert set(named) == {people["Anton"], people["Berta"]}
    assert all(box is not None for box in named.values())
    for left in range(count - 2, 1, -1):
        office.press(Qt.Key.Key_N, ALT)
        office.choose_in_menu(Qt.Key.Key_2)
        office.wait(lambda left=left: found() == left - 1)  # type: ignore[misc]
    office.press(Qt.Key.Key_Delete)
    office.wait(lambda: found() == 0)
    judgements = [one.judgement for one in office.register.tagging.people_in((item,))[item].faces]
    assert judgements.count(FaceJudgement.NOT_A_PERSON) == 1
    assert judgements.count(FaceJudgement.NOT_RECOGNISABLE) == count - 3
    office.press(Qt.Key.Key_Escape)
    office.wait(lambda: office.window.current_page == "check")
    office.wait(lambda: office.groups() == {Verdict.READY: ["parade.jpg"]})
