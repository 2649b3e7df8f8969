# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds in real windows: from choosing whom to ask to the letters for who stayed silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from models.consent.purposes import PurposeInput
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Audience, PersonRole
from tests.models.builders import School as Filled
from ui.context import AppContext
from ui.pages.forms.page import FormsPage
from ui.pages.forms.paper_dialog import RoundPaperDialog
from ui.pages.forms.round_dialog import RoundDialog
from ui.pages.forms.rounds_tab import RoundsTab

Settle = Callable[[], None]


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Settle:
    def wait() -> None:
        for _turn in range(5):
            assert context.jobs.wait_until_idle()
            qtbot.wait(20)

    return wait


@pytest.fixture
def people(context: AppContext) -> tuple[int, ...]:
    """Aya and Bo in 7b, Cas in 8a; Cas's father reads Polish."""
    workspace = context.workspace
    workspace.settings.change_school(School("De Klaproos"))
    workspace.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC),))
    first, second = (workspace.groups.add_group(name).value for name in ("7b", "8a"))

    def add(name: str, group: int, language: str) -> int:
        made = PersonInput(name, "", "Smit", date(2015, 1, 2), roles=(PersonRole.PUPIL,), group_ids=(group,))
        pupil = workspace.people.add_person(made).value
        workspace.people.add_guardian(pupil, PersonInput("Ouder", "", "Smit", language=language))
        return pupil

    return add("Aya", first, "nl"), add("Bo", first, "nl"), add("Cas", second, "pl")


@pytest.fixture
def tab(context: AppContext, people: tuple[int, ...], qtbot: QtBot, settle: Settle) -> Iterator[RoundsTab]:
    page = FormsPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    settle()
    yield page.rounds
    page.close()


def plain(text: str) -> str:
    """Without the marks that keep the directions of languages apart."""
    return text.replace("\u2068", "").replace("\u2069", "")


def opened(parent: QWidget, kind: type[QWidget]) -> QWidget:
    (found,) = (one for one in parent.findChildren(kind) if one.isVisible())
    return found


def start_round(tab: RoundsTab, settle: Settle) -> None:
    tab.first.click() if tab.empty.isVisible() else tab.new.click()
    settle()
    dialog = opened(tab, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    dialog.save.click()
    settle()


def test_from_nothing_to_forms_on_paper(tab: RoundsTab, settle: Settle, tmp_path: Path, context: AppContext) -> None:
    assert tab.empty.isVisible()
    tab.first.click()
    settle()
    dialog = opened(tab, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    assert plain(dialog.summary.text()) == "3 people get a form (Nederlands 2, Polski 1)."
    assert dialog.details.text() == "3 pages in all."
    assert dialog.page_label.text() == "Page 1 of the first 3"
    dialog.groups.item(0).setCheckState(Qt.CheckState.Checked)
    settle()
    assert plain(dialog.summary.text()) == "2 people get a form (Nederlands 2)."
    assert context.workspace.rounds.rounds() == ()
    dialog.groups.item(0).setCheckState(Qt.CheckState.Unchecked)
    settle()
    dialog.save.click()
    settle()
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    path = tmp_path / "forms.pdf"
    paper.save_to(path)
    settle()
    assert paper.message.text() == "3 pages are in “forms.pdf”."
    assert len(pypdfium2.PdfDocument(path)) == 3
    assert tab.standing.text() == "0 of 3 answered, 3 silent."
    assert [tab.tree.topLevelItem(row).text(0) for row in range(2)] == ["7b", "8a"]
    context.undo.undo()
    settle()
    assert tab.empty.isVisible()


def test_forms_with_a_page_to_answer_online(
    tab: RoundsTab, settle: Settle, people: tuple[int, ...], context: AppContext, tmp_path: Path
) -> None:
    link = "https://docs.google.com/forms/d/e/abc/viewform?usp=pp_url&entry.1=ZZCODEZZ"
    context.workspace.online.set_link("Consent", link)
    start_round(tab, settle)
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    assert [paper.online.itemText(row) for row in range(paper.online.count())] == [
        "Without a page to answer online",
        "With a page to answer “Consent”",
    ]
    paper.online.setCurrentIndex(1)
    path = tmp_path / "forms.pdf"
    paper.save_to(path)
    settle()
    assert paper.message.text() == "6 pages are in “forms.pdf”."
    assert len(pypdfium2.PdfDocument(path)) == 6
    paper.close()


def test_nothing_to_ask_about_cannot_be_made(tab: RoundsTab, settle: Settle) -> None:
    tab.first.click()
    settle()
    dialog = opened(tab, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    assert dialog.save.isEnabled()
    dialog.purposes.item(0).setCheckState(Qt.CheckState.Unchecked)
    settle()
    assert not dialog.save.isEnabled()
    assert dialog.problem.isVisible()


def test_the_silent_are_named_reminded_and_copied(
    tab: RoundsTab, settle: Settle, people: tuple[int, ...], context: AppContext, tmp_path: Path
) -> None:
    start_round(tab, settle)
    opened(tab, RoundPaperDialog).close()
    website = context.workspace.purposes.purpose("website").id
    today = context.workspace.clock.today()
    context.jobs.run_change(
        lambda workspace, _progress: Filled(workspace).answer(people[0], website, decided_on=today), owner=tab
    )
    settle()
    assert tab.standing.text() == "1 of 3 answered, 2 silent."
    first = tab.tree.topLevelItem(0)
    assert (first.text(1), first.childCount(), first.child(0).text(0)) == ("1 of 2", 1, "Bo Smit")
    tab.copy.click()
    assert QGuiApplication.clipboard().text() == "7b\tBo Smit\n8a\tCas Smit"
    tab.remind.click()
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    assert [paper.choice.itemText(row) for row in range(3)] == ["Everybody who is silent", "7b", "8a"]
    path = tmp_path / "letters.pdf"
    paper.save_to(path)
    settle()
    assert paper.message.text() == "4 pages are in “letters.pdf”."


def test_a_stack_for_one_class_and_a_form_again(tab: RoundsTab, settle: Settle, tmp_path: Path) -> None:
    start_round(tab, settle)
    opened(tab, RoundPaperDialog).close()
    settle()
    tab.tree.setCurrentItem(tab.tree.topLevelItem(0).child(1))
    tab.print.click()
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    choices = [paper.choice.itemText(row) for row in range(paper.choice.count())]
    assert choices == ["All forms of the round", "Again for the silent", "Again for Bo Smit", "7b", "8a"]
    for number, pages in ((2, 1), (3, 2), (4, 1)):
        paper.choice.setCurrentIndex(number)
        path = tmp_path / f"{number}.pdf"
        paper.save_to(path)
        settle()
        assert len(pypdfium2.PdfDocument(path)) == pages
