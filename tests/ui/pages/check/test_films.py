# SPDX-License-Identifier: GPL-3.0-or-later
"""Films, sounds and Live Photos on the Check page: judged, told apart, and said plainly what cannot be exported."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from models.media.ranges import Senses, Span
from models.terms import Answer, MediaKind, Verdict
from models.workspace import Workspace
from tests.models.builders import School
from tests.models.media import films
from tests.models.media.test_live_photo import save_live_film, save_live_photo
from tests.ui.pages.check.conftest import Open, groups_of, select, wait_for_groups
from ui.widgets.tile_roles import TileRole


@pytest.fixture
def school(workspace: Workspace) -> School:
    made = School(workspace)
    made.purpose("website")
    return made


def test_films_sounds_and_live_photos_are_told_apart(
    qtbot: QtBot, open_page: Open, school: School, tmp_path: Path
) -> None:
    film = films.save_film(tmp_path / "film.mp4", seconds=2)
    sound = films.save_wave(tmp_path / "voice.wav", films.tone(1.0))
    live = save_live_photo(tmp_path / "IMG_1.JPG"), save_live_film(tmp_path / "IMG_1.MOV")
    page = open_page()
    page.show_paths([film, sound, *live])
    wait_for_groups(qtbot, page, 3)
    model = page.view.grid.model()
    rows = [model.index(row) for row in range(model.rowCount())]
    tiles = {str(one.data(TileRole.FILE_NAME)): one.data(TileRole.KIND_ICON) for one in rows}
    assert tiles == {"0:02  ·  film.mp4": "film", "0:01  ·  voice.wav": "sound", "IMG_1.JPG": "film"}
    spoken = " / ".join(str(one.data(Qt.ItemDataRole.AccessibleTextRole)) for one in rows)
    assert "Film, 0:02" in spoken
    assert "Sound, 0:01" in spoken
    assert "A film with sound comes along with this photo" in spoken
    qtbot.waitUntil(lambda: all(page._thumbnails.pixmap(one.data(TileRole.THUMBNAIL)) is not None for one in rows))


def test_a_voice_that_is_withdrawn_moves_the_film_and_says_when(
    qtbot: QtBot, open_page: Open, school: School, tmp_path: Path
) -> None:
    workspace, emma = school.workspace, school.pupil()
    website = workspace.purposes.purpose("website").id
    film = films.save_film(tmp_path / "film.mp4", seconds=4, sound=True)
    (item,) = school.take_in(film)
    workspace.ranges.name_range(item, emma, Senses.HEARD, Span(1_000, 3_000))
    school.answer(emma, website, kind=MediaKind.SOUND)
    page = open_page()
    page.show_paths([film])
    wait_for_groups(qtbot, page, 1)
    assert list(groups_of(page)) == [Verdict.READY]
    select(page, "film.mp4")
    qtbot.waitUntil(lambda: "0:01–0:03" in texts(page.view.why))
    page._context.jobs.run_change(
        lambda _workspace, _progress: school.answer(emma, website, Answer.REFUSED, kind=MediaKind.SOUND), owner=page
    )
    qtbot.waitUntil(lambda: list(groups_of(page)) == [Verdict.COVER])


def test_exporting_a_film_says_what_can_be_done(qtbot: QtBot, open_page: Open, school: School, tmp_path: Path) -> None:
    workspace, emma = school.workspace, school.pupil()
    film = films.save_film(tmp_path / "film.mp4", seconds=2)
    (item,) = school.take_in(film)
    workspace.ranges.name_range(item, emma, Senses.SEEN, None)
    school.answer(emma, workspace.purposes.purpose("website").id, kind=MediaKind.FILM)
    page = open_page()
    page.show_paths([film])
    wait_for_groups(qtbot, page, 1)
    page.view.export.click()
    assert page.view.banner.isVisible()
    assert "photos only" in page.view.banner.accessibleName()


def texts(panel: QWidget) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel))
