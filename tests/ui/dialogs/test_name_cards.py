# SPDX-License-Identifier: GPL-3.0-or-later
"""Name cards in a real window: printed, photographed, told on the Check page, applied, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from models.errors import ErrorCode
from models.forms.codes import CodeBook, new_key, new_number, qr_text
from models.forms.name_cards import CARD_PREFIX
from models.terms import AppearanceSource
from models.workspace import Workspace
from tests.models.forms.test_name_cards import Studio
from ui.context import AppContext
from ui.dialogs.card_photos import CardPhotosDialog
from ui.dialogs.name_cards import NameCardsDialog
from ui.pages.check.page import CheckPage


@pytest.fixture
def studio(workspace: Workspace, tmp_path: Path) -> Studio:
    folder = tmp_path / "camera"
    folder.mkdir()
    return Studio(workspace, folder)


def test_cards_are_shown_then_saved_as_a_pdf(
    qtbot: QtBot, context: AppContext, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kaartjes.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(target), ""))
    dialog = NameCardsDialog(context, [studio.anna, studio.bram], None, [studio.group])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.print.isEnabled)
    assert dialog.preview.label.text() == "Page 1 of 1 · 4 cards"
    assert not studio.cards.has_cards(), "looking makes none"
    dialog.with_groups.setChecked(False)
    qtbot.waitUntil(lambda: dialog.preview.label.text() == "Page 1 of 1 · 3 cards")
    qtbot.waitUntil(dialog.save.isEnabled)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.open_pdf.isVisible)
    assert target.read_bytes().startswith(b"%PDF")
    assert studio.cards.has_cards()
    dialog.with_stop.setChecked(False)
    qtbot.waitUntil(lambda: dialog.preview.label.text() == "Page 1 of 1 · 2 cards")


def test_without_anybody_nothing_can_be_printed(qtbot: QtBot, context: AppContext, studio: Studio) -> None:
    dialog = NameCardsDialog(context, [], None, [studio.group])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.print.isEnabled)
    assert not dialog.with_class.isVisible()
    dialog.with_groups.setChecked(False)
    dialog.with_stop.setChecked(False)
    qtbot.waitUntil(lambda: dialog.message.text() == "Choose which cards to print.")
    assert not dialog.print.isEnabled()


def test_from_the_camera_to_names_on_the_check_page_and_back(qtbot: QtBot, context: AppContext, studio: Studio) -> None:
    anna, bram = studio.make(studio.anna, studio.bram)
    shots = [studio.shoot(one) for one in (anna, None, bram, None)]
    page = CheckPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.show_paths([studio.folder])
    notice = page.view.name_cards
    qtbot.waitUntil(notice.isVisible, timeout=20_000)
    assert notice.accessibleName() == "2 name cards were photographed."
    assert studio.people(shots[1]) == []
    (button,) = [one for one in notice.findChildren(QPushButton) if one.text() == "Who is named by them?"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(CardPhotosDialog)
    assert dialog.runs.topLevelItemCount() == 2
    line = dialog.runs.topLevelItem(0)
    assert line is not None
    assert (line.text(0), line.text(1), line.text(2)) == ("Anna de Vries", "Names them in the photos after it", "1")
    qtbot.keyClick(dialog.runs, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.runs, Qt.Key.Key_Space)
    assert dialog.left_out() == {shots[2]}
    qtbot.keyClick(dialog.runs, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    assert studio.people(shots[1]) == [(studio.anna, AppearanceSource.CARD)]
    assert studio.people(shots[3]) == [(studio.bram, AppearanceSource.CARD)]
    qtbot.waitUntil(lambda: page.view.grid.model().rowCount() == 2)
    assert [one.code for one in page._lineup.skipped] == [ErrorCode.IS_NAME_CARD] * 2
    context.undo.undo()
    qtbot.waitUntil(lambda: studio.people(shots[1]) == [] and studio.item(shots[0]).set_aside is None)


def test_cards_that_are_set_aside_are_not_shown_again(qtbot: QtBot, context: AppContext, studio: Studio) -> None:
    (anna,) = studio.make(studio.anna)
    shots = [studio.shoot(one) for one in (anna, None)]
    studio.workspace.photographed_cards.apply(studio.workspace.photographed_cards.look(shots))
    page = CheckPage(context)
    qtbot.addWidget(page)
    page.show()
    page.show_paths([studio.folder])
    qtbot.waitUntil(lambda: [one.code for one in page._lineup.skipped] == [ErrorCode.IS_NAME_CARD], timeout=20_000)
    qtbot.waitUntil(lambda: page.view.grid.model().rowCount() == 1)
    assert not page.view.name_cards.isVisible()


def test_a_strangers_card_is_told(qtbot: QtBot, context: AppContext, studio: Studio) -> None:
    studio.make(studio.anna)
    studio.shoot(qr_text(CodeBook({1: new_key()}).seal(new_number()), CARD_PREFIX))
    page = CheckPage(context)
    qtbot.addWidget(page)
    page.show()
    page.show_paths([studio.folder])
    qtbot.waitUntil(page.view.name_cards.isVisible, timeout=20_000)
    assert page.view.name_cards.accessibleName().startswith("1 photo shows a card that is not of this school")
