# SPDX-License-Identifier: GPL-3.0-or-later
"""The Check page, worked on a real register: what is dropped falls under its verdict, and moves when that changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.errors import ErrorCode
from models.terms import Activity, Answer, MediaKind, NobodyReason, Verdict
from tests.models.builders import save_photo
from tests.ui.pages.check.conftest import Open, Photos, groups_of, select, wait_for_groups
from ui.context import AppContext
from ui.dialogs.skipped_files import SkippedFilesDialog
from ui.pages.check.page import CheckPage
from ui.widgets.why_panel import WhyPanel


def button(panel: WhyPanel, text: str) -> QPushButton:
    (found,) = [one for one in panel.findChildren(QPushButton) if one.text().replace("&", "") == text]
    return found


def wait_for_why(qtbot: QtBot, page: CheckPage, text: str) -> QPushButton:
    def is_there() -> bool:
        return text in [one.text() for one in page.view.why.findChildren(QPushButton)]

    qtbot.waitUntil(is_there)
    return button(page.view.why, text)


def withdraw(context: AppContext, page: CheckPage, person: int, purpose: int) -> None:
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, purpose)
    given = AnswerInput(person, key, Answer.WITHDRAWN)
    context.jobs.run_change(
        lambda workspace, _progress: workspace.consent.record_answers((given,)), owner=page, label="Withdraw"
    )


def test_an_empty_page_says_what_to_do(open_page: Open, photos: Photos) -> None:
    page = open_page()
    assert page.view.empty.isVisible()
    assert page.view.empty_photos.isVisible()
    assert not page.view.clear.isEnabled()
    assert page.purpose_ids() == (photos.website,)


def test_a_dropped_folder_falls_under_its_verdicts_best_first(full_page: CheckPage) -> None:
    groups = groups_of(full_page)
    assert list(groups) == [Verdict.READY, Verdict.COVER, Verdict.ASK, Verdict.IDENTIFY]
    assert groups[Verdict.READY] == ["ready"]
    assert groups[Verdict.COVER] == ["cover", "hidden"]
    assert groups[Verdict.ASK] == ["ask"]
    assert groups[Verdict.IDENTIFY] == ["new"]
    assert full_page.view.summary.text() == "1 of 5 ready for Website"
    assert full_page.view.export.isEnabled()
    assert full_page.view.skipped.isHidden()
    assert full_page.view.task_bar.isHidden()


def test_a_drop_event_is_taken(open_page: Open, photos: Photos, qtbot: QtBot) -> None:
    page = open_page()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photos.path("ready"))), QUrl.fromLocalFile(str(photos.path("ask")))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys))
    wait_for_groups(qtbot, page, 2)


def test_the_same_photo_twice_is_one_tile(full_page: CheckPage, photos: Photos, tmp_path: Path, qtbot: QtBot) -> None:
    again = tmp_path / "again"
    again.mkdir()
    shutil.copy(photos.path("ready"), again / "copy.jpg")
    full_page.show_paths([again])
    qtbot.waitUntil(lambda: not full_page._intake.is_busy)
    wait_for_groups(qtbot, full_page, 5)
    index = full_page.view.grid.model().index(0)
    qtbot.waitUntil(lambda: "2 files" in (index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))
    assert len(index.data(Qt.ItemDataRole.ToolTipRole).splitlines()) == 2


def test_what_cannot_be_read_is_left_out_with_the_reason(full_page: CheckPage, tmp_path: Path, qtbot: QtBot) -> None:
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / "broken.jpg").write_bytes(b"no picture at all")
    (odd / "list.docx").write_bytes(b"PK")
    save_photo(odd / "fine.jpg", 40)
    full_page.show_paths([odd])
    wait_for_groups(qtbot, full_page, 6)
    qtbot.waitUntil(lambda: full_page.view.skipped.text() == "2 files left out…")
    assert full_page.view.skipped.isVisible()
    assert {one.path.name for one in full_page._lineup.skipped} == {"broken.jpg", "list.docx"}
    assert all(isinstance(one.code, ErrorCode) for one in full_page._lineup.skipped)
    qtbot.mouseClick(full_page.view.skipped, Qt.MouseButton.LeftButton)
    dialog = full_page.findChild(SkippedFilesDialog)
    assert dialog is not None
    assert dialog.list.topLevelItemCount() == 2
    assert all(dialog.list.topLevelItem(row).text(1) for row in range(2))
    dialog.reject()


def test_a_photo_that_is_only_left_out_does_not_leave_an_empty_page(
    open_page: Open, photos: Photos, tmp_path: Path, qtbot: QtBot
) -> None:
    page = open_page()
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture at all")
    page.show_paths([broken])
    qtbot.waitUntil(page.view.skipped.isVisible)
    assert page.view.clear.isEnabled()
    qtbot.mouseClick(page.view.clear, Qt.MouseButton.LeftButton)
    assert page.view.empty.isVisible()


def test_several_purposes_group_by_the_worst(full_page: CheckPage, photos: Photos, qtbot: QtBot) -> None:
    chip = full_page.view.chips.button(photos.newsletter)
    assert chip is not None
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: Verdict.READY not in groups_of(full_page))
    wait_for_groups(qtbot, full_page, 5)
    assert "ready" in groups_of(full_page)[Verdict.ASK]
    assert full_page.view.summary.text() == "Ready of 5: 1 for Website  ·  1 for Newsletter"


def test_the_choice_of_purposes_is_remembered(
    full_page: CheckPage, photos: Photos, open_page: Open, qtbot: QtBot
) -> None:
    for purpose in (photos.newsletter, photos.website):
        chip = full_page.view.chips.button(purpose)
        assert chip is not None
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert full_page.purpose_ids() == (photos.newsletter,)
    assert open_page().purpose_ids() == (photos.newsletter,)


def test_why_names_the_people_and_who_decided(full_page: CheckPage, photos: Photos, qtbot: QtBot) -> None:
    select(full_page, "cover")
    wait_for_why(qtbot, full_page, "Cover and export")
    names = photos.school.workspace.people.names([photos.yes, photos.no])
    texts = [one.text() for one in full_page.view.why.findChildren(QPushButton)]
    assert set(names.values()) <= set(texts)
    with qtbot.waitSignal(full_page.person_requested) as asked:
        qtbot.mouseClick(button(full_page.view.why, names[photos.no]), Qt.MouseButton.LeftButton)
    assert asked.args == [photos.no]


def test_asking_goes_to_the_form_with_the_missing_people(full_page: CheckPage, photos: Photos, qtbot: QtBot) -> None:
    select(full_page, "ask")
    way = wait_for_why(qtbot, full_page, "Ask these people")
    with qtbot.waitSignal(full_page.forms_requested) as asked:
        qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    (person,) = photos.school.workspace.tagging.people_in((photos.item("ask"),))[photos.item("ask")].appearances
    assert asked.args == [photos.website, [person.person_id]]


def test_another_purpose_that_is_ready_is_one_click_away(full_page: CheckPage, photos: Photos, qtbot: QtBot) -> None:
    select(full_page, "hidden")
    way = wait_for_why(qtbot, full_page, "Ready for Newsletter")
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    assert full_page.purpose_ids() == (photos.newsletter,)
    qtbot.waitUntil(lambda: groups_of(full_page).get(Verdict.READY) == ["hidden"])


def test_enter_opens_the_naming_of_people_in_the_order_of_the_page(
    full_page: CheckPage, photos: Photos, qtbot: QtBot
) -> None:
    select(full_page, "new")
    with qtbot.waitSignal(full_page.tagging_requested) as asked:
        qtbot.keyClick(full_page.view.grid, Qt.Key.Key_Return)
    items, current = asked.args
    assert current == photos.item("new")
    assert items == [photos.item(name) for name in ("ready", "cover", "hidden", "ask", "new")]


def test_nobody_recognisable_makes_it_ready_and_can_be_taken_back(
    full_page: CheckPage, context: AppContext, qtbot: QtBot
) -> None:
    select(full_page, "new")
    action = full_page._actions._photos.nobody_menu.actions()[0]
    action.trigger()
    qtbot.waitUntil(lambda: "new" in groups_of(full_page)[Verdict.READY])
    assert full_page._actions.selected()[0].path.stem == "new"
    assert context.undo.undo_label == "Nobody recognisable in 1 photo"
    context.undo.undo()
    qtbot.waitUntil(lambda: groups_of(full_page).get(Verdict.IDENTIFY) == ["new"])


def test_several_selected_are_named_at_once(full_page: CheckPage, photos: Photos, qtbot: QtBot) -> None:
    select(full_page, "new", "ask")
    several = full_page.view.several
    qtbot.waitUntil(several.isVisible)
    assert several.title.text() == "2 photos selected"
    assert several.counts.text() == "0 of 2 ready for Website"
    with qtbot.waitSignal(full_page.bulk_naming_requested) as asked:
        qtbot.mouseClick(several.name_somebody, Qt.MouseButton.LeftButton)
    assert asked.args == [[photos.item("ask"), photos.item("new")]]


def test_a_withdrawal_moves_the_photo_at_once_and_keeps_the_selection(
    full_page: CheckPage, photos: Photos, context: AppContext, qtbot: QtBot
) -> None:
    select(full_page, "ready")
    withdraw(context, full_page, photos.yes, photos.website)
    qtbot.waitUntil(lambda: "ready" in groups_of(full_page).get(Verdict.COVER, []))
    assert [one.path.stem for one in full_page._actions.selected()] == ["ready"]
    assert full_page.view.summary.text() == "0 of 5 ready for Website"
    assert not full_page.view.export.isEnabled()
    context.undo.undo()
    qtbot.waitUntil(lambda: groups_of(full_page).get(Verdict.READY) == ["ready"])


def test_naming_elsewhere_moves_the_photo(
    full_page: CheckPage, photos: Photos, context: AppContext, qtbot: QtBot
) -> None:
    item, person = photos.item("new"), photos.yes
    context.jobs.run_change(
        lambda workspace, _progress: workspace.tagging.name_person((item,), person), owner=full_page
    )
    qtbot.waitUntil(lambda: groups_of(full_page)[Verdict.READY] == ["new", "ready"])


def test_items_of_the_register_can_be_shown(open_page: Open, photos: Photos, qtbot: QtBot) -> None:
    page = open_page()
    page.show_items([photos.item("ask"), photos.item("ready")])
    wait_for_groups(qtbot, page, 2)
    assert groups_of(page) == {Verdict.READY: ["ready"], Verdict.ASK: ["ask"]}


def test_a_purpose_that_is_taken_out_of_use_leaves_the_page(
    full_page: CheckPage, photos: Photos, context: AppContext, qtbot: QtBot
) -> None:
    website = photos.website
    context.jobs.run_change(
        lambda workspace, _progress: workspace.purposes.set_active((website,), is_active=False), owner=full_page
    )
    qtbot.waitUntil(lambda: full_page.purpose_ids() == (photos.newsletter,))
    qtbot.waitUntil(lambda: groups_of(full_page).get(Verdict.READY) == ["hidden"])


def test_stopping_keeps_what_was_taken_in(open_page: Open, photos: Photos, tmp_path: Path, qtbot: QtBot) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(60):
        save_photo(many / f"{number:03}.jpg", 100 + number, (40, 30))
    page = open_page()
    page.show_paths([many])
    qtbot.waitUntil(lambda: bool(page._lineup.item_ids()))
    page._intake.cancel()
    qtbot.waitUntil(lambda: not page._intake.is_busy)
    assert photos.school.workspace.media.count_items() >= 4 + len(page._lineup.item_ids()) > 4


@pytest.mark.parametrize("reason", list(NobodyReason))
def test_every_reason_can_be_chosen(full_page: CheckPage, photos: Photos, qtbot: QtBot, reason: NobodyReason) -> None:
    select(full_page, "new")
    (action,) = [one for one in full_page._actions._photos.nobody_menu.actions() if one.data() == reason]
    action.trigger()
    qtbot.waitUntil(lambda: "new" in groups_of(full_page)[Verdict.READY])
    found = photos.school.workspace.tagging.people_in((photos.item("new"),))[photos.item("new")]
    assert found.nobody_reason is reason
