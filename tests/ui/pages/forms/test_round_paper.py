# SPDX-License-Identifier: GPL-3.0-or-later
"""A round on paper: lists to tick off, a round that is stopped, and every line of it on screen."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from models.forms.forms import FormSheet
from tests.ui.pages.forms.test_rounds_tab import Settle, opened, start_round
from ui.context import AppContext
from ui.pages.forms.paper_dialog import RoundPaperDialog
from ui.pages.forms.round_dialog import RoundDialog
from ui.pages.forms.rounds_tab import RoundsTab


def test_a_class_goes_to_the_door_with_a_list_of_its_names(
    tab: RoundsTab, settle: Settle, tmp_path: Path, context: AppContext
) -> None:
    start_round(tab, settle)
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    assert paper.with_list.isVisible()
    assert not paper.with_list.isChecked()
    paper.with_list.setChecked(True)
    paper.save_to(tmp_path / "all.pdf")
    settle()
    assert paper.message.text() == "5 pages are in “all.pdf”."
    assert paper.height() >= paper.layout().totalHeightForWidth(paper.width())
    paper.reject()
    tab.print.click()
    settle()
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    paper.choice.setCurrentText("8a")
    paper.with_list.setChecked(True)
    paper.save_to(tmp_path / "class.pdf")
    settle()
    document = pypdfium2.PdfDocument(tmp_path / "class.pdf")
    text = document[0].get_textpage().get_text_range()
    assert len(document) == 2
    document.close()
    assert ("8a" in text, "Cas Smit" in text, "Polski" in text, "Aya" in text) == (True, True, True, False)
    paper.reject()
    tab.remind.click()
    settle()
    reminders = opened(tab, RoundPaperDialog)
    assert isinstance(reminders, RoundPaperDialog)
    assert not reminders.with_list.isVisible()
    reminders.reject()


def test_a_round_that_is_stopped_is_not_on_record(
    tab: RoundsTab, settle: Settle, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, goes_on = threading.Event(), threading.Event()

    def wait(sheets: Sequence[FormSheet]) -> None:
        asked.set()
        assert goes_on.wait(20)

    tab.first.click()
    settle()
    dialog = opened(tab, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    monkeypatch.setattr("ui.pages.forms.round_dialog.check_sheets", wait)
    dialog.save.click()
    assert asked.wait(20)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    goes_on.set()
    settle()
    assert dialog.problem.text() == "Stopped. Nothing was recorded."
    assert context.workspace.rounds.rounds() == ()
    monkeypatch.undo()
    dialog.save.click()
    settle()
    assert [row.people for row in context.workspace.rounds.rounds()] == [3]


def test_every_line_of_a_round_is_on_screen(tab: RoundsTab, settle: Settle) -> None:
    start_round(tab, settle)
    opened(tab, RoundPaperDialog).close()
    settle()
    heights = []
    for width in (300, 150):
        tab.list.setFixedWidth(width)
        settle()
        heights.append(tab.list.sizeHintForRow(0))
        lines = tab.list.item(0).text().split("\n")
        assert heights[-1] > tab.list.fontMetrics().lineSpacing() * len(lines)
    assert heights[1] > heights[0]
