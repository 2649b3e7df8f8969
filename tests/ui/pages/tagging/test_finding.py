# SPDX-License-Identifier: GPL-3.0-or-later
"""What the viewer says of finding faces, looking harder, and a dot that is someone, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.media.box import Box
from models.media.faces import FaceFind
from models.media.found_faces import DETECTOR
from models.tables import FoundFace
from models.terms import ChangeKind, FaceJudgement
from tests.models.media.bright_spots import BrightSpots, dark_picture
from tests.ui.pages.tagging.conftest import Viewer
from ui.widgets.canvas_geometry import BoxState


@pytest.fixture(autouse=True)
def net(monkeypatch: pytest.MonkeyPatch) -> BrightSpots:
    made = BrightSpots()
    monkeypatch.setattr("models.media.faces.load_net", lambda: made)
    return made


def study(viewer: Viewer, *finds: FaceFind) -> None:
    """As the background leaves it: looked at, with these finds."""
    item = viewer.items[0]
    with viewer.context.workspace.store.write("media.study") as unit:
        for find in finds:
            box = find.box
            unit.session.add(
                FoundFace(item_id=item, x=box.x, y=box.y, w=box.w, h=box.h, score=find.score, detector=DETECTOR)
            )
        unit.touch(ChangeKind.APPEARANCE, [item])
    viewer.context.workspace.study.study_items((item,))
    viewer.context.bus.broadcast(unit.changes)


DOT = FaceFind(Box(0.2, 0.2, 0.2, 0.2), 0.4)


def test_not_looked_for_yet_never_reads_as_nobody(viewer: Viewer) -> None:
    told = viewer.page.view.finds.told
    assert told.text() == "Faces have not been looked for in this photo yet. Mark people yourself with Ctrl+B."
    study(viewer)
    viewer.wait(lambda: told.text().startswith("No face was found. Somebody may be in it all the same"))
    assert viewer.people_in().faces_sought


def test_a_dot_becomes_someone_by_one_key_and_undo_takes_it_back(viewer: Viewer) -> None:
    study(viewer, DOT)
    view = viewer.page.view
    viewer.wait(lambda: "1 dot on the photo may be somebody." in view.finds.told.text())
    assert not view.finds.someone.isVisible()
    viewer.qtbot.keyClick(view.picker.line, Qt.Key.Key_Tab)
    viewer.wait(view.finds.someone.isVisible)
    assert view.canvas.boxes()[0].state is BoxState.DOUBTFUL
    viewer.qtbot.keyClick(viewer.page, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    viewer.wait(lambda: viewer.people_in().unnamed_count == 1)
    viewer.wait(lambda: [box.state for box in view.canvas.boxes()] == [BoxState.UNNAMED])
    assert not view.finds.someone.isVisible()
    viewer.wait(lambda: bool(viewer.context.undo.undo_label))
    viewer.context.undo.undo()
    viewer.wait(lambda: viewer.people_in().doubtful_count == 1)


def test_a_dot_is_dismissed_by_delete_and_named_by_a_name(viewer: Viewer) -> None:
    study(viewer, DOT)
    view = viewer.page.view
    viewer.wait(lambda: len(view.canvas.boxes()) == 1)
    view.canvas.setFocus()
    view.canvas.select_box(view.canvas.boxes()[0].key)
    viewer.qtbot.keyClick(view.canvas, Qt.Key.Key_Delete)
    viewer.wait(lambda: [face.judgement for face in viewer.people_in().faces] == [FaceJudgement.NOT_A_PERSON])
    viewer.wait(lambda: viewer.context.undo.undo_label != "")
    viewer.context.undo.undo()
    viewer.wait(lambda: viewer.people_in().doubtful_count == 1)
    viewer.wait(lambda: [box.state for box in view.canvas.boxes()] == [BoxState.DOUBTFUL])
    view.canvas.select_box(view.canvas.boxes()[0].key)
    view.picker.line.setFocus()
    viewer.type_name("anna")
    viewer.wait(lambda: viewer.named() == {"Anna"})
    assert viewer.people_in().faces == ()
    assert viewer.people_in().appearances[0].box == DOT.box


def test_looking_harder_finds_more_and_says_what(viewer: Viewer, tmp_path: Path) -> None:
    item = viewer.items[1]
    picture = dark_picture((600, 400), (200, 100, 260, 180))
    picture.save(tmp_path / "new.png")
    read, _skipped = viewer.context.workspace.media.read_files((tmp_path / "new.png",))
    item = viewer.context.workspace.media.take_in(read).value[0].item_id
    viewer.page.open_items([item], item, [])
    view = viewer.page.view
    viewer.wait(lambda: view.name.text() == "new.png")
    viewer.qtbot.keyClick(viewer.page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    viewer.wait(lambda: len(viewer.context.workspace.tagging.people_in((item,))[item].faces) == 1)
    viewer.wait(lambda: view.banner.isVisible() and "Found: 1 face more" in view.banner._text.text())
    viewer.wait(lambda: not view.finds.look_harder.isEnabled())
    assert viewer.context.workspace.tagging.people_in((item,))[item].faces_sought_harder


def test_the_photo_on_show_is_looked_at_first(viewer: Viewer) -> None:
    assert viewer.context.study._first[:2] == (viewer.items[0], viewer.items[1])
