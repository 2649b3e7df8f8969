# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms without a name in real windows: printed in a stack, filled in by a newcomer, scanned, and put to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.forms.scan_terms import PageProblem
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Activity, Audience, ConsentStatus, MediaKind, PersonRole
from tests.forms_simulator.pens import Hand, Pen, Writer, fill_in
from tests.forms_simulator.scanner import plain_scan, scan_page
from ui.context import AppContext
from ui.dialogs.new_person import NewPersonDialog
from ui.pages.forms.blank_dialog import BlankDialog
from ui.pages.forms.page import FormsPage
from ui.pages.forms.paper_dialog import RoundPaperDialog
from ui.pages.forms.people_finder import OwnerDialog
from ui.pages.forms.review_tab import PileTab
from ui.pages.forms.rounds_tab import RoundsTab

WRITER = Writer(Pen.BALLPOINT, Hand.CROSS, 0.4, 0.85, 1.0, 0.8)
Settle = Callable[[], None]
Dialog = TypeVar("Dialog", bound=QWidget)


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Settle:
    def wait() -> None:
        for _turn in range(6):
            assert context.jobs.wait_until_idle(60_000)
            qtbot.wait(40)

    return wait


@pytest.fixture
def page(context: AppContext, qtbot: QtBot, settle: Settle) -> Iterator[FormsPage]:
    """A school with two channels and one pupil, Noor."""
    workspace = context.workspace
    workspace.settings.change_school(School("De Klaproos"))
    workspace.purposes.add_purposes(
        (PurposeInput("website", "Website", Audience.PUBLIC), PurposeInput("guide", "Guide", Audience.PRINT))
    )
    workspace.people.add_person(PersonInput("Noor", "", "Berg", date(2016, 5, 1), roles=(PersonRole.PUPIL,)))
    made = FormsPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    settle()
    yield made
    made.close()


def opened(kind: type[Dialog]) -> Dialog:
    (found,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())
    return found


def print_stack(tab: RoundsTab, settle: Settle, path: Path, *, for_self: bool = False) -> None:
    """Make two blank forms about the website and save them as a PDF."""
    tab.make_blank()
    settle()
    dialog = opened(BlankDialog)
    dialog.count.setValue(2)
    dialog.reader.setCurrentIndex(int(for_self))
    dialog.language.setCurrentIndex(dialog.language.findData("nl"))
    dialog.purposes.item(1).setCheckState(Qt.CheckState.Unchecked)
    dialog.save.click()
    settle()
    paper = opened(RoundPaperDialog)
    assert [paper.choice.itemText(row) for row in range(paper.choice.count())] == ["The new blank forms"]
    paper.save_to(path)
    settle()
    assert paper.message.text() == "2 pages are in “blank.pdf”."
    paper.close()
    settle()


def come_back(context: AppContext, path: Path, seed: int, **changes: object) -> Path:
    """The first sheet of the stack, filled in and scanned."""
    code = context.workspace.rounds.blank_forms()[-1].form_id
    (form,) = context.workspace.forms.issued_forms([code])
    document = pypdfium2.PdfDocument(path)
    picture = document[0].render(scale=300 / 72, grayscale=True).to_numpy()
    document.close()
    sheet = np.ascontiguousarray(picture.reshape(picture.shape[0], picture.shape[1]))
    chance = np.random.default_rng(seed)
    options = {"blank_share": 0.0, **changes}
    marked = fill_in(sheet, form.sheet.layout(), WRITER, chance, **options)  # type: ignore[arg-type]
    scan = path.with_name("scan.png")
    Image.fromarray(scan_page(marked.page, plain_scan(), chance)).save(scan)
    return scan


def status(context: AppContext, person_id: int) -> ConsentStatus:
    website = context.workspace.purposes.purpose("website").id
    facts = context.workspace.consent.facts((person_id,))
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, website)
    return facts.status_of(person_id, key, context.workspace.clock.today()).status


def test_a_newcomer_s_form_is_printed_scanned_and_put_to_them(
    page: FormsPage, context: AppContext, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "blank.pdf"
    print_stack(page.rounds, settle, path)
    scan = come_back(context, path, seed=4)
    page.tabs.setCurrentIndex(1)
    pile = page.tab(1)
    assert isinstance(pile, PileTab)
    pile.take([scan])
    settle()
    (waiting,) = context.workspace.scans.waiting()
    assert context.workspace.scans.scan(waiting).problems == (PageProblem.FORM_BLANK,)
    pile.start_review()
    settle()
    panel = pile.panel
    assert panel.question.text() == "Whose form is this?"
    assert not panel.crop.pixmap().isNull()
    assert not panel.yes.isVisible()
    qtbot.keyClick(panel, Qt.Key.Key_Y)  # an answer for nobody changes nothing
    settle()
    assert context.workspace.scans.waiting() == (waiting,)
    qtbot.keyClick(panel, Qt.Key.Key_W)
    settle()
    dialog = opened(OwnerDialog)
    qtbot.keyClicks(dialog.finder.line, "Jip Hofstra")
    settle()
    qtbot.keyClick(dialog.finder.line, Qt.Key.Key_Return)
    settle()
    newcomer = opened(NewPersonDialog)
    newcomer.role.setCurrentIndex(newcomer.role.findData(PersonRole.PUPIL))
    newcomer._on_add()
    settle()
    (jip,) = context.workspace.people.find_by_name("Jip Hofstra")
    assert context.workspace.scans.waiting() == ()
    assert status(context, jip) in (ConsentStatus.GIVEN, ConsentStatus.REFUSED)
    assert len(context.workspace.rounds.blank_forms()) == 1
    page.rounds.make_blank()
    settle()
    again = opened(BlankDialog)
    assert again.out.text() == "1 blank form is out already."
    again.reject()


def test_backspace_takes_the_name_off_again(
    page: FormsPage, context: AppContext, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "blank.pdf"
    print_stack(page.rounds, settle, path)
    scan = come_back(context, path, seed=9, trouble_share=0.5)
    page.tabs.setCurrentIndex(1)
    pile = page.tab(1)
    assert isinstance(pile, PileTab)
    pile.take([scan])
    settle()
    pile.start_review()
    settle()
    panel = pile.panel
    panel.ask_owner()
    settle()
    dialog = opened(OwnerDialog)
    qtbot.keyClicks(dialog.finder.line, "noor")
    qtbot.keyClick(dialog.finder.line, Qt.Key.Key_Return)
    settle()
    assert "Noor Berg" in panel.about.text()
    assert panel.question.text() != "Whose form is this?"
    qtbot.keyClick(panel, Qt.Key.Key_Backspace)
    settle()
    assert panel.question.text() == "Whose form is this?"
    assert len(context.workspace.rounds.blank_forms()) == 2


def test_a_form_for_others_is_not_put_to_a_pupil(
    page: FormsPage, context: AppContext, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "blank.pdf"
    print_stack(page.rounds, settle, path, for_self=True)
    scan = come_back(context, path, seed=2)
    page.tabs.setCurrentIndex(1)
    pile = page.tab(1)
    assert isinstance(pile, PileTab)
    pile.take([scan])
    settle()
    pile.start_review()
    settle()
    pile.panel.ask_owner()
    settle()
    dialog = opened(OwnerDialog)
    qtbot.keyClicks(dialog.finder.line, "noor")
    qtbot.keyClick(dialog.finder.line, Qt.Key.Key_Return)
    settle()
    assert dialog.isVisible()
    assert dialog.problem.text() == "This form speaks to others: one is for parents, one for who decides alone."
    assert len(context.workspace.rounds.blank_forms()) == 2
    qtbot.keyClick(dialog.finder.line, Qt.Key.Key_Escape)
    settle()
    assert pile.panel.question.text() == "Whose form is this?"
