# SPDX-License-Identifier: GPL-3.0-or-later
"""Films and sounds in the viewer: going through them, marking a part, naming who is seen or heard, by keyboard."""

from __future__ import annotations

import builtins
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.consent.default_purposes import default_purposes
from models.media.ranges import Senses, Span
from models.media.recording_tiles import STRIP_EDGE
from models.roster.person_input import PersonInput
from models.tables import FoundFace
from models.terms import MediaKind, PersonRole
from models.workspace import Workspace
from tests.models.media import films
from tests.ui.pages.tagging.conftest import NAMES, Viewer, add_photo
from ui.context import AppContext
from ui.pages.tagging.page import TaggingPage


@pytest.fixture
def cinema(qtbot: QtBot, context: AppContext, workspace: Workspace, tmp_path: Path) -> Viewer:
    """The viewer on a film of four seconds; a sound and a photo come after it."""
    workspace.purposes.add_purposes(default_purposes("en"))
    people = {
        given: workspace.people.add_person(PersonInput(given, family_name=family, roles=(PersonRole.PUPIL,))).value
        for given, family in NAMES
    }
    film = films.save_film(tmp_path / "film.mp4", seconds=4, every=10, sound=True)
    sound = films.save_wave(tmp_path / "sound.wav", films.tone(3.0))
    read, _skipped = workspace.media.read_files((film, sound))
    items = [taken.item_id for taken in workspace.media.take_in(read).value]
    items.append(add_photo(workspace, tmp_path / "photo.png", (40, 120, 90)))
    page = TaggingPage(context)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    qtbot.waitExposed(page)
    made = Viewer(qtbot, context, page, items, people)
    page.open_items(items, items[0], [workspace.purposes.purpose("website").id])
    made.wait(lambda: page.view.name.text() == "film.mp4" and page.view.picker.list.count() == len(NAMES))
    made.wait(lambda: page.view.player.isVisible() and page.view.player.time_line.hasFocus())
    made.wait(lambda: workspace.thumbnails.get(read[0].facts.sha256, STRIP_EDGE) is not None)
    return made


def press(cinema: Viewer, *keys: Qt.Key) -> None:
    for key in keys:
        cinema.qtbot.keyClick(cinema.page.view.player.time_line, key)


def go_to(cinema: Viewer, at_ms: int) -> None:
    cinema.page.view.player.sought.emit(at_ms)
    cinema.wait(lambda: shown_square(cinema) == pytest.approx(at_ms // 100 * 2 / 96, abs=0.03))


def shown_square(cinema: Viewer) -> float:
    """Where the square is in the picture on the canvas, as a fraction of its width; -1 where there is none."""
    canvas = cinema.page.view.canvas
    shot = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    target = canvas._view.target.toRect()
    pixels = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), shot.bytesPerLine())
    row = pixels[target.center().y(), : shot.width() * 3].reshape(-1, 3)[target.left() : target.right()].astype(int)
    dark = np.flatnonzero(row.sum(axis=1) < 120)
    return float(dark[0]) / target.width() if len(dark) else -1.0


def said(cinema: Viewer, place: int = 0) -> set[tuple[int, bool, bool, int | None, int | None]]:
    return {
        (one.person_id, one.is_visible, one.is_audible, one.start_ms, one.end_ms)
        for one in cinema.people_in(place).appearances
    }


def test_a_visible_part_is_named_from_the_keyboard(cinema: Viewer) -> None:
    go_to(cinema, 1_000)
    press(cinema, Qt.Key.Key_I)
    go_to(cinema, 3_000)
    press(cinema, Qt.Key.Key_O)
    assert cinema.page.view.picker.line.hasFocus() or cinema.page.view.picker.hasFocus()
    assert "0:01–0:03" in cinema.page.view.asking.text()
    cinema.type_name("an")
    cinema.wait(lambda: said(cinema) == {(cinema.people["Anna"], True, False, 1_000, 3_000)})
    cinema.wait(lambda: any("0:01–0:03" in row for row in cinema.rows()))
    assert [bar.label for bar in cinema.page.view.player.time_line.bars()] == ["Anna Berg"]
    cinema.context.undo.undo()
    cinema.wait(lambda: said(cinema) == set())


def test_a_voice_is_named_without_a_picture(cinema: Viewer) -> None:
    view = cinema.page.view
    press(cinema, Qt.Key.Key_I)
    go_to(cinema, 2_000)
    press(cinema, Qt.Key.Key_O)
    cinema.qtbot.keyClick(view.picker.line, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    cinema.qtbot.keyClick(view.picker.line, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert view.player.is_heard
    assert not view.player.is_seen
    cinema.type_name("br")
    cinema.wait(lambda: said(cinema) == {(cinema.people["Bram"], False, True, 0, 2_000)})
    cinema.wait(lambda: [bar.is_seen for bar in view.player.time_line.bars()] == [False])


def test_without_marks_a_name_is_for_the_whole_film(cinema: Viewer) -> None:
    cinema.type_name("zo")
    cinema.wait(lambda: said(cinema) == {(cinema.people["Zoë"], True, False, None, None)})
    cinema.wait(lambda: any("in all of it" in row for row in cinema.rows()))


def test_neither_seen_nor_heard_cannot_be_chosen(cinema: Viewer) -> None:
    player = cinema.page.view.player
    player.seen.setChecked(False)
    assert player.is_heard
    player.heard.setChecked(False)
    assert player.is_seen


def test_arrows_go_picture_by_picture(cinema: Viewer) -> None:
    player = cinema.page.view.player
    go_to(cinema, 1_000)
    press(cinema, Qt.Key.Key_Right)
    cinema.wait(lambda: player.position_ms == 1_100)
    press(cinema, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right)
    cinema.wait(lambda: player.position_ms == 1_400)
    press(cinema, Qt.Key.Key_Left)
    cinema.wait(lambda: player.position_ms == 1_300)
    cinema.wait(lambda: shown_square(cinema) == pytest.approx(26 / 96, abs=0.03))
    press(cinema, Qt.Key.Key_L)
    cinema.wait(lambda: player.position_ms == player.length_ms)
    press(cinema, Qt.Key.Key_Home)
    cinema.wait(lambda: player.position_ms == 0)


def test_marks_set_backwards_are_put_in_order(cinema: Viewer) -> None:
    player = cinema.page.view.player
    go_to(cinema, 3_000)
    press(cinema, Qt.Key.Key_I)
    go_to(cinema, 1_000)
    press(cinema, Qt.Key.Key_O)
    assert player.marked_part == (1_000, 3_000)
    cinema.qtbot.keyClick(cinema.page.view.picker.line, Qt.Key.Key_Escape)
    assert player.marked_part is None
    assert player.time_line.hasFocus()


def test_a_selected_person_gets_the_marked_part(cinema: Viewer) -> None:
    cinema.context.workspace.ranges.name_range(cinema.items[0], cinema.people["Anna"], Senses.SEEN, Span(0, 500))
    cinema.page.open_items(cinema.items, cinema.items[0], [])
    cinema.wait_rows(1)
    go_to(cinema, 1_000)
    press(cinema, Qt.Key.Key_I)
    go_to(cinema, 2_000)
    press(cinema, Qt.Key.Key_O)
    cinema.page.view.people.setCurrentRow(0)
    cinema.qtbot.mouseClick(cinema.page.view.use_part, Qt.MouseButton.LeftButton)
    cinema.wait(lambda: said(cinema) == {(cinema.people["Anna"], True, False, 1_000, 2_000)})


def test_whether_somebody_is_seen_or_heard_is_changed_in_place(cinema: Viewer) -> None:
    ranges, anna = cinema.context.workspace.ranges, cinema.people["Anna"]
    ranges.name_range(cinema.items[0], anna, Senses.SEEN, Span(500, 1_500))
    cinema.page.open_items(cinema.items, cinema.items[0], [])
    cinema.wait_rows(1)
    view = cinema.page.view
    assert not view.senses.isVisible()
    view.people.setCurrentRow(0)
    cinema.wait(view.senses.isVisible)
    QTimer.singleShot(50, lambda: cinema.qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_3))
    cinema.qtbot.keyClick(view.people, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    cinema.wait(lambda: said(cinema) == {(anna, True, True, 500, 1_500)})
    cinema.wait(lambda: any("seen and heard" in row for row in cinema.rows()))
    assert [one.isChecked() for one in view.senses.menu().actions()] == [False, False, True]
    cinema.context.undo.undo()
    cinema.wait(lambda: said(cinema) == {(anna, True, False, 500, 1_500)})


def test_in_a_sound_or_a_photo_nobody_is_asked_whether_somebody_is_seen(cinema: Viewer) -> None:
    for place in (1, 2):
        cinema.context.workspace.tagging.name_person((cinema.items[place],), cinema.people["Anna"])
        cinema.page.step(1)
        cinema.wait_rows(1)
        cinema.page.view.people.setCurrentRow(0)
        cinema.wait(cinema.page.view.remove.isVisible)
        assert not cinema.page.view.senses.isVisible()
        cinema.page.view.senses.open_menu()
        assert QApplication.activePopupWidget() is None


def test_a_find_is_shown_at_its_time_and_named(cinema: Viewer) -> None:
    with cinema.context.workspace.store.write("test.find") as unit:
        face = FoundFace(item_id=cinema.items[0], x=0.2, y=0.2, w=0.3, h=0.3, at_ms=2_000, end_ms=3_000, score=0.9)
        unit.session.add(face)
    cinema.page.step(1)
    cinema.page.step(-1)
    cinema.wait_rows(1)
    view = cinema.page.view
    cinema.wait(lambda: view.player.position_ms == 2_000)  # the first face without a name is gone to by itself
    assert len(view.canvas.boxes()) == 1
    view.player.sought.emit(500)
    cinema.wait(lambda: view.canvas.boxes() == ())
    cinema.type_name("an")
    cinema.wait(lambda: said(cinema) == {(cinema.people["Anna"], True, False, 2_000, 3_000)})
    assert cinema.people_in(0).appearances[0].box is not None


def test_a_box_drawn_in_a_film_is_for_that_moment(cinema: Viewer) -> None:
    go_to(cinema, 1_000)
    cinema.draw_box()
    cinema.type_name("an")
    cinema.wait(lambda: said(cinema) == {(cinema.people["Anna"], True, False, 1_000, 2_000)})


def test_a_sound_has_a_wave_form_and_voices(cinema: Viewer) -> None:
    cinema.page.step(1)
    view = cinema.page.view
    cinema.wait(lambda: view.name.text() == "sound.wav" and view.player.isVisible())
    assert not view.player.seen.isVisible()
    assert not view.draw_box.isEnabled()
    cinema.wait(lambda: "heard" in view.asking.text())
    press(cinema, Qt.Key.Key_I)
    view.player.sought.emit(1_500)
    press(cinema, Qt.Key.Key_O)
    cinema.type_name("an")
    cinema.wait(lambda: said(cinema, 1) == {(cinema.people["Anna"], False, True, 0, 1_500)})


def test_a_photo_after_a_film_has_no_player(cinema: Viewer) -> None:
    cinema.page.step(1)
    cinema.page.step(1)
    view = cinema.page.view
    cinema.wait(lambda: view.name.text() == "photo.png")
    assert not view.player.isVisible()
    assert view.draw_box.isEnabled()
    cinema.type_name("an")
    cinema.wait(lambda: cinema.named(2) == {"Anna"})
    assert cinema.people_in(2).appearances[0].start_ms is None


def test_it_plays_and_stands_still_at_the_picture_it_came_to(cinema: Viewer) -> None:
    player, playback = cinema.page.view.player, cinema.page._film.playback
    problems: list[str] = []
    playback.failed.connect(problems.append)
    press(cinema, Qt.Key.Key_Space)
    cinema.wait(lambda: player.position_ms > 300 or bool(problems))
    if problems:
        pytest.skip("this computer cannot play films: " + problems[0])
    press(cinema, Qt.Key.Key_Space)
    assert not playback.is_playing
    stood = player.position_ms
    cinema.wait(lambda: shown_square(cinema) == pytest.approx(stood // 100 * 2 / 96, abs=0.03))


def test_without_a_player_everything_else_works(cinema: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_multimedia(name: str, *more: object, **named: object) -> object:
        given = more[2] if len(more) > 2 else ()
        if "QtMultimedia" in name or (name == "PySide6" and isinstance(given, tuple) and "QtMultimedia" in given):
            raise ImportError(name)
        return real_import(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without_multimedia)
    press(cinema, Qt.Key.Key_Space)
    cinema.wait(cinema.page.view.banner.isVisible)
    assert not cinema.page._film.playback.is_playing
    press(cinema, Qt.Key.Key_Right)
    cinema.wait(lambda: cinema.page.view.player.position_ms == 100)


def test_the_time_line_speaks(cinema: Viewer) -> None:
    line = cinema.page.view.player.time_line
    go_to(cinema, 2_000)
    press(cinema, Qt.Key.Key_I)
    assert line.accessibleName()
    assert "0:02 of 0:04" in line.accessibleDescription()
    assert "marked from 0:02" in line.accessibleDescription()


def test_a_film_whose_file_is_gone_can_still_be_named(cinema: Viewer) -> None:
    path = cinema.context.workspace.media.file_of(cinema.items[0])
    path.unlink()
    page = TaggingPage(cinema.context)
    cinema.qtbot.addWidget(page)
    page.show()
    page.open_items(cinema.items[:1], cinema.items[0], [])
    cinema.wait(lambda: page.view.missing.isVisible() and page.view.player.isVisible())
    line = page.view.picker.line
    cinema.wait(lambda: page.view.picker.list.count() == len(NAMES))
    cinema.qtbot.keyClicks(line, "an")
    cinema.qtbot.keyClick(line, Qt.Key.Key_Return)
    cinema.wait(lambda: said(cinema) == {(cinema.people["Anna"], True, False, None, None)})
    kinds = {row.kind for row in cinema.context.workspace.media.item_rows(cinema.items).values()}
    assert kinds == set(MediaKind)
