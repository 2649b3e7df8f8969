# SPDX-License-Identifier: GPL-3.0-or-later
"""The library in a real window: what it shows, how it is filtered, and what is done with a selection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.media.box import Box
from models.publishing.library_filter import Facet, FileState, LibraryFilter, LibrarySort, LookState
from models.terms import NobodyReason, Verdict
from models.workspace import Workspace
from tests.models.builders import School, save_photo
from tests.models.media import films
from ui.context import AppContext
from ui.dialogs.take_out import TakeOutDialog
from ui.item_models.pixmap_cache import ThumbnailState
from ui.pages.media.filter_memory import filter_from_text, filter_to_text
from ui.pages.media.page import MediaPage
from ui.widgets.choice_popup import ChoiceButton
from ui.widgets.tile_roles import TileRole

Key = Qt.Key


def wait(qtbot: QtBot, is_so: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(is_so()), timeout=30_000)


def narrow(qtbot: QtBot, page: MediaPage, count: int, **sides: object) -> None:
    page.show_filter(replace(page.view.filters.filter(), **sides))  # type: ignore[arg-type]
    wait(qtbot, lambda: len(page.model.ids()) == count)


def detail(page: MediaPage, item_id: int) -> str:
    told = page.model.index(page.model.row_of(item_id)).data(TileRole.DETAIL)
    return told.text if told is not None else ""


def press(widget: object, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(widget, key, modifiers)  # type: ignore[call-overload]


def tab_to(page: MediaPage, wanted: QWidget) -> None:
    """Press Tab until a widget has the focus; at most as often as there are widgets to reach."""
    for _ in range(40):
        if page.window().focusWidget() is wanted:
            return
        press(page.window().focusWidget(), Key.Key_Tab)
    raise AssertionError("not to be reached with Tab")


def test_films_and_sounds_tell_how_long_they_are(
    school: School, tmp_path: Path, context: AppContext, qtbot: QtBot
) -> None:
    film = films.save_film(tmp_path / "film.mp4", seconds=3)
    sound = films.save_wave(tmp_path / "sound.wav", films.tone(2.0))
    school.take_in(film, sound)
    page = MediaPage(context)
    qtbot.addWidget(page)
    page.show()
    wait(qtbot, lambda: len(page.model.ids()) == 2)

    def told() -> set[str | None]:
        return {page.model.index(row).data(TileRole.FILE_NAME) for row in range(2)}

    wait(qtbot, lambda: told() == {"0:03  ·  film.mp4", "0:02  ·  sound.wav"})
    assert {page.model.index(row).data() for row in range(2)} == {"film.mp4", "sound.wav"}


def test_an_empty_library_says_how_to_begin(page: MediaPage) -> None:
    assert page.view.pages.currentWidget() is page.view.empty
    assert page.view.empty_photos.isVisibleTo(page)
    assert not page.view.filters.isVisibleTo(page)


def test_photos_are_shown_by_month_with_their_pictures(photos: tuple[int, ...], page: MediaPage, qtbot: QtBot) -> None:
    assert page.model.ids() == photos
    assert [section for section, _count in page.model.sections()] == [(2026, 9), (2026, 8), (2026, 7), (2026, 6)]
    assert page.view.count.text() == "8 photos"
    wait(qtbot, lambda: page.model.index(0).data(TileRole.FILE_NAME) == "IMG_7.jpg")
    key = page.model.index(0).data(TileRole.THUMBNAIL)
    wait(qtbot, lambda: page.thumbnails.state(key) is ThumbnailState.READY)
    assert detail(page, photos[0]) == "Nobody looked yet"
    assert "Nobody looked yet" in page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_search_narrows_and_says_of_how_many(photos: tuple[int, ...], page: MediaPage, qtbot: QtBot) -> None:
    page.view.filters.search.setText("img 3")
    wait(qtbot, lambda: len(page.model.ids()) == 1)
    assert page.view.count.text() == "1 of 8"
    chips = [chip.text() for chip in page.view.filters.chips.findChildren(QPushButton) if chip.isVisibleTo(page)]
    assert sorted(chips) == ["Show everything", "Words: “img 3”"]
    page.view.filters.clear.click()
    wait(qtbot, lambda: len(page.model.ids()) == 8)
    assert page.view.filters.search.text() == ""


def test_where_nothing_fits_one_thing_is_dropped_with_a_button(
    school: School, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    narrow(qtbot, page, 0, looks=(LookState.NOBODY,), since=date(2026, 9, 1))
    wait(qtbot, lambda: page.view.pages.currentWidget() is page.view.nothing)
    offers = [one.text() for one in page.view.nothing.findChildren(QPushButton) if one.isVisibleTo(page)]
    assert offers == ["Without “Names”: 2 photos"]
    page.view.nothing.findChildren(QPushButton)[-1].click()
    wait(qtbot, lambda: len(page.model.ids()) == 2)
    assert page.view.filters.filter().active() == (Facet.DATE,)


def test_lists_unfold_with_counts_and_are_walked_by_keyboard(
    school: School, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    anna = school.pupil()
    school.tag(photos[0], anna)
    button = page.view.filters.buttons[Facet.LOOK]
    assert isinstance(button, ChoiceButton)
    button.setFocus()
    press(button, Key.Key_Down)
    wait(qtbot, lambda: button.frame.isVisible() and button.choices()[2].count == 1)
    assert [one.count for one in button.choices()] == [0, 7, 1, 0]
    press(button.list, Key.Key_Down, Key.Key_Down, Key.Key_Return)
    wait(qtbot, lambda: page.model.ids() == (photos[0],))
    assert not button.frame.isVisible()
    assert button.hasFocus()
    press(button, Key.Key_Down)
    press(button.list, Key.Key_Escape)
    assert not button.frame.isVisible()


def test_verdicts_are_for_a_channel_and_shown_on_the_tiles(
    school: School, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    names = page.view.filters.names()
    website = next(one.id for one in names.purposes.values() if one.key == "website")
    anna = school.pupil()
    school.tag(photos[0], anna)
    school.answer(anna, website)
    narrow(qtbot, page, 1, purpose_id=website, verdicts=(Verdict.READY,))
    wait(qtbot, lambda: page.model.index(0).data(TileRole.VERDICTS))
    assert page.model.index(0).data(TileRole.VERDICTS)[0].word == "Ready"
    assert page.view.filters.channel.currentText() == names.purposes[website].name


def test_what_is_written_elsewhere_shows_by_itself(
    school: School, context: AppContext, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    anna = school.pupil()
    narrow(qtbot, page, 8, looks=(LookState.NOT_LOOKED,))
    context.jobs.run_change(lambda workspace, _progress: workspace.tagging.name_person((photos[2],), anna), owner=page)
    wait(qtbot, lambda: len(page.model.ids()) == 7)


def test_the_place_stays_when_photos_come_in_above(
    school: School, context: AppContext, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.resize(560, 640)
    grid = page.view.grid
    wait(qtbot, lambda: grid.verticalScrollBar().maximum() > 200)
    grid.scrollTo(page.model.index(5), grid.ScrollHint.PositionAtTop)
    first = page.model.ids()[grid.visible_range()[0]]
    top = grid.visualRect(page.model.index(page.model.row_of(first))).top()
    path = save_photo(tmp_path / "new.jpg", 99)

    page.add_paths([path])
    wait(qtbot, lambda: len(page.model.ids()) == 9)
    assert grid.visualRect(page.model.index(page.model.row_of(first))).top() == top


def test_what_is_dropped_is_taken_in(page: MediaPage, qtbot: QtBot, tmp_path: Path) -> None:
    for number in range(3):
        save_photo(tmp_path / "dropped" / f"{number}.jpg", number)
    (tmp_path / "dropped" / "no.jpg").write_bytes(b"no photo")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "dropped"))])
    page.dropEvent(
        QDropEvent(
            QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    wait(qtbot, lambda: len(page.model.ids()) == 3 and not page.adding.is_busy)
    wait(qtbot, page.view.banner.isVisible)
    assert page.view.banner.accessibleName() == "3 new photos. 1 file left out."


def test_a_selection_is_handed_on(photos: tuple[int, ...], page: MediaPage, qtbot: QtBot) -> None:
    bar, grid = page.view.selection, page.view.grid
    assert not bar.isVisible()
    grid.setFocus()
    press(grid, Key.Key_Home)
    press(grid, Key.Key_Right, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert bar.isVisible()
    assert bar.text.text() == "2 photos selected"
    with qtbot.waitSignal(page.items_requested) as checked:
        bar.check.click()
    assert checked.args == [list(photos[:2])]
    with qtbot.waitSignal(page.bulk_naming_requested) as named:
        bar.name_somebody.click()
    assert named.args == [list(photos[:2])]
    with qtbot.waitSignal(page.tagging_requested) as opened:
        bar.open.click()
    assert opened.args == [list(photos[:2]), photos[0]]
    press(grid, Key.Key_End)
    with qtbot.waitSignal(page.tagging_requested) as one:
        press(grid, Key.Key_Return)
    assert one.args == [list(photos), photos[-1]]


def test_everything_is_selected_with_one_key(photos: tuple[int, ...], page: MediaPage) -> None:
    page.view.grid.setFocus()
    press(page.view.grid, Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert page.actions_on_selection.selected() == photos


def test_nobody_can_be_recognised_in_several(
    school: School, context: AppContext, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    page.view.grid.selectAll()
    menu = page.view.selection.nobody.menu()
    next(one for one in menu.actions() if one.data() == NobodyReason.NO_PEOPLE).trigger()
    wait(qtbot, lambda: all(one.nobody_reason for one in school.workspace.tagging.people_in(photos).values()))
    wait(qtbot, lambda: context.undo.undo_label)
    context.undo.undo()
    wait(qtbot, lambda: not any(one.nobody_reason for one in school.workspace.tagging.people_in(photos).values()))


def test_taking_out_says_what_it_comes_to_and_is_undone(
    school: School, context: AppContext, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    anna = school.pupil()
    school.tag(photos[0], anna)
    purpose = next(iter(page.view.filters.names().purposes))
    school.publish(photos[1], purpose)
    grid = page.view.grid
    grid.setFocus()
    press(grid, Key.Key_Home)
    press(grid, Key.Key_Right, modifiers=Qt.KeyboardModifier.ShiftModifier)
    press(page, Key.Key_Delete)
    wait(qtbot, lambda: page.findChildren(TakeOutDialog))
    (dialog,) = page.findChildren(TakeOutDialog)
    wait(qtbot, dialog.save.isEnabled)
    told = dialog.told.text()
    assert "1 name is forgotten" in told
    assert "1 of them was published" in told
    assert "1 copy is still placed somewhere" in told
    dialog.save.click()
    wait(qtbot, lambda: page.model.ids() == photos[2:])
    context.undo.undo()
    wait(qtbot, lambda: page.model.ids() == photos)


def test_files_that_are_gone_are_told_and_found_again(
    school: School, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "camera").rename(tmp_path / "moved")
    button = page.view.filters.buttons[Facet.FILE]
    assert isinstance(button, ChoiceButton)
    button.unfold()
    button.choose(FileState.MISSING)
    wait(qtbot, lambda: page.model.ids() == photos)
    wait(qtbot, lambda: detail(page, photos[0]) == "File not found")
    page.missing.find_in(tmp_path / "moved")
    wait(qtbot, lambda: not page.model.ids())
    assert page.view.banner.accessibleName() == "8 of 8 missing files found again."
    assert school.workspace.media.file_of(photos[0]).parent == tmp_path / "moved"


def test_the_timeline_goes_anywhere_and_follows(photos: tuple[int, ...], page: MediaPage, qtbot: QtBot) -> None:
    page.resize(560, 640)
    line, grid = page.view.timeline, page.view.grid
    assert line.topLevelItem(0).text(0) == "2026"
    assert [line.topLevelItem(0).child(n).text(0) for n in range(4)] == ["September", "August", "July", "June"]
    line.setFocus()
    with qtbot.waitSignal(page.visible_changed):
        press(line, Key.Key_End)
    assert grid.visible_range()[1] == 7
    grid.setFocus()
    press(grid, Key.Key_Home)
    wait(qtbot, lambda: line.currentItem().text(0) == "September")


def test_the_filter_is_remembered_without_what_was_typed(
    context: AppContext, school: School, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    narrow(qtbot, page, 1, text="img 7", since=date(2026, 8, 1), sort=LibrarySort.NAME, is_reversed=True)
    context.settings.sync()
    again = MediaPage(context)
    qtbot.addWidget(again)
    again.show()
    wait(qtbot, lambda: again.model.ids() == (photos[0], photos[1], photos[2], photos[3]))
    assert again.view.filters.filter().text == ""


@pytest.mark.parametrize("text", ["", "{", "[]", '{"kinds": ["song"], "since": 7, "sort": "x", "person_ids": ["a"]}'])
def test_a_damaged_memory_counts_as_no_filter(text: str) -> None:
    assert filter_from_text(text) == LibraryFilter()


def test_a_filter_survives_being_written_down() -> None:
    wanted = LibraryFilter(
        session_ids=(0, 3), person_ids=(4,), purpose_id=2, verdicts=(Verdict.NO,), looks=(LookState.NAMED,),
        since=date(2026, 1, 2), files=(FileState.SEVERAL,), sort=LibrarySort.TAKEN_IN, is_reversed=True,
    )  # fmt: skip
    assert filter_from_text(filter_to_text(wanted)) == wanted


def test_it_tells_what_is_on_screen(photos: tuple[int, ...], page: MediaPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.visible_changed) as shown:
        page.resize(480, 320)
    first, last = page.view.grid.visible_range()
    assert shown.args == [list(photos[first : last + 1])]


def test_letters_typed_at_the_tiles_begin_a_search(photos: tuple[int, ...], page: MediaPage, qtbot: QtBot) -> None:
    page.view.grid.setFocus()
    QTest.keyClicks(page.view.grid, "i")
    assert page.view.filters.search.text() == "i"
    assert page.view.filters.search.hasFocus()
    QTest.keyClicks(page.view.filters.search, "mg 5")
    wait(qtbot, lambda: page.model.ids() == (photos[2],))


def test_who_has_no_name_yet_is_told_on_the_tile(
    school: School, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    school.workspace.tagging.mark_face(photos[0], Box(0.1, 0.1, 0.2, 0.2))
    page.model.refresh_rows(None)
    wait(qtbot, lambda: detail(page, photos[0]) == "Who is this?")


def test_with_the_mouse_two_photos_are_selected(photos: tuple[int, ...], page: MediaPage, qtbot: QtBot) -> None:
    grid = page.view.grid

    def middle(row: int) -> QPoint:
        return grid.visualRect(page.model.index(row)).center()

    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=middle(0))
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, pos=middle(1))
    assert page.actions_on_selection.selected() == photos[:2]
    grid.selectionModel().select(page.model.index(0), QItemSelectionModel.SelectionFlag.Deselect)
    assert page.view.selection.text.text() == "1 photo selected"


def test_a_photo_in_the_folder_that_was_gone_says_so(
    workspace: Workspace, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "camera" / "IMG_7.jpg").unlink()
    page.view.grid.setCurrentIndex(page.model.index(0))
    page.view.selection.show_file.trigger()
    wait(qtbot, page.view.banner.isVisible)
    assert workspace.places.missing() == {photos[0]}


def test_choosing_a_channel_alone_judges_what_is_on_show(
    photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    wait(qtbot, lambda: page.model.index(0).data(TileRole.FILE_NAME))
    channel = page.view.filters.channel
    channel.setCurrentIndex(1)
    channel.activated.emit(1)
    wait(qtbot, lambda: page.model.index(0).data(TileRole.VERDICTS))
    assert page.model.index(0).data(TileRole.VERDICTS)[0].word == "Who is this?"
    channel.setCurrentIndex(0)
    channel.activated.emit(0)
    wait(qtbot, lambda: not page.model.index(0).data(TileRole.VERDICTS))


def test_everything_from_the_keyboard(
    school: School, context: AppContext, photos: tuple[int, ...], page: MediaPage, qtbot: QtBot
) -> None:
    """Search, narrow by name, select, take out and undo without a mouse."""
    school.tag(photos[1], school.pupil())
    page.view.grid.setFocus()
    QTest.keyClicks(page.view.grid, "i")
    QTest.keyClicks(page.view.filters.search, "mg")
    press(page.view.filters.search, Key.Key_Return)
    button = page.view.filters.buttons[Facet.LOOK]
    assert isinstance(button, ChoiceButton)
    tab_to(page, button)
    press(button, Key.Key_Down)
    wait(qtbot, button.frame.isVisible)
    press(button.list, Key.Key_Down, Key.Key_Down, Key.Key_Return)
    wait(qtbot, lambda: page.model.ids() == (photos[1],))
    tab_to(page, page.view.grid)
    press(page.view.grid, Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
    press(page, Key.Key_Delete)
    wait(qtbot, lambda: page.findChildren(TakeOutDialog))
    (dialog,) = page.findChildren(TakeOutDialog)
    wait(qtbot, dialog.save.hasFocus)
    press(dialog.save, Key.Key_Space)
    wait(qtbot, lambda: not page.model.ids())
    wait(qtbot, lambda: context.undo.undo_label)
    context.undo.undo()
    wait(qtbot, lambda: page.model.ids() == (photos[1],))


def test_tab_goes_through_everything_and_round(photos: tuple[int, ...], page: MediaPage, qtbot: QtBot) -> None:
    page.setFocus()
    start = page.window().focusWidget()
    assert start is page.view.grid
    seen: list[object] = []
    for _ in range(40):
        press(page.window().focusWidget(), Key.Key_Tab)
        seen.append(page.window().focusWidget())
        if seen[-1] is start:
            break
    view = page.view
    for wanted in (view.timeline, view.size, view.add_photos, view.more, view.filters.search, view.filters.channel):
        assert wanted in seen
    assert len(seen) == len(set(map(id, seen)))
