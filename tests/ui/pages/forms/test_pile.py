# SPDX-License-Identifier: GPL-3.0-or-later
"""From a printed PDF through a marked and scanned pile to a verdict, with the review in a real window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.errors import ErrorCode, KnownError
from models.forms.forms import IssuedForm
from models.forms.scan_placing import Grey
from models.forms.scan_terms import ScanOutcome, SetAside
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import (
    Activity,
    Audience,
    ConsentStatus,
    MarkState,
    MediaKind,
    PersonRole,
    Verdict,
)
from models.workspace import Workspace
from tests.forms_simulator.pens import Hand, Pen, Trouble, Writer, fill_in
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.models.builders import School as Builder
from ui.context import AppContext
from ui.dialogs.receipts import ReceiptsDialog
from ui.pages.forms.review_tab import PileTab
from ui.printing.print_job import write_pdf

WRITER = Writer(Pen.BALLPOINT, Hand.CROSS, 0.4, 0.85, 1.0, 0.8)


class Office:
    """Pupils with printed forms, a pen and a copier."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder = workspace, folder
        workspace.settings.change_school(School("De Klaproos"))
        (self.website,) = workspace.purposes.add_purposes(
            (PurposeInput("website", "Website", Audience.PUBLIC, kinds=(MediaKind.PHOTO,)),)
        ).value
        self.pupils = tuple(
            workspace.people.add_person(
                PersonInput(name, "", "Berg", date(2016, 5, 1), roles=(PersonRole.PUPIL,))
            ).value
            for name in ("Noor", "Sem", "Zoë")
        )
        school = Builder(workspace)
        self.photos = [school.item() for _pupil in self.pupils]
        for photo, pupil in zip(self.photos, self.pupils, strict=True):
            school.tag(photo, pupil)
        self.forms: tuple[IssuedForm, ...] = workspace.forms.issue(self.pupils, (self.website,), "nl").value
        write_pdf(folder / "forms.pdf", [form.sheet for form in self.forms])

    def page(self, number: int, seed: int, **changes: object) -> Grey:
        """A form from the PDF, filled in and scanned."""
        document = pypdfium2.PdfDocument(self.folder / "forms.pdf")
        picture = document[number].render(scale=300 / 72, grayscale=True).to_numpy()
        document.close()
        page = np.ascontiguousarray(picture.reshape(picture.shape[0], picture.shape[1]))
        chance = np.random.default_rng(seed)
        options = {"blank_share": 0.0, **changes}
        marked = fill_in(page, self.forms[number].sheet.layout(), WRITER, chance, **options)  # type: ignore[arg-type]
        self.truth = marked.truth
        return scan_page(marked.page, plain_scan(turned=number == 1), chance)

    def save(self, *pages: Grey) -> Path:
        pictures = [Image.fromarray(page) for page in pages]
        pictures[0].save(self.folder / "pile.pdf", save_all=True, append_images=pictures[1:], resolution=200)
        return self.folder / "pile.pdf"

    def verdict(self, number: int) -> Verdict:
        """Whether the photo of a pupil may be on the website today."""
        return self.workspace.clearance.explain(self.photos[number], self.website).verdict

    def status(self, number: int) -> ConsentStatus:
        key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, self.website)
        facts = self.workspace.consent.facts((self.pupils[number],))
        return facts.status_of(self.pupils[number], key, self.workspace.clock.today()).status


@pytest.fixture
def office(context: AppContext, tmp_path: Path) -> Office:
    return Office(context.workspace, tmp_path)


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Callable[[], None]:
    def wait() -> None:
        for _turn in range(12):
            assert context.jobs.wait_until_idle(60_000)
            qtbot.wait(15)

    return wait


@pytest.fixture
def tab(qtbot: QtBot, context: AppContext, office: Office, settle: Callable[[], None]) -> PileTab:
    made = PileTab(context)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    settle()
    return made


def test_doubts_are_answered_by_key_and_can_be_taken_back(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    assert tab.summary.text() == "No forms read yet"
    doubtful = office.page(2, 3, trouble_share=1.0, troubles=(Trouble.DOUBLE,))
    tab.take([office.save(office.page(0, 1), office.page(1, 2), doubtful)])
    settle()
    assert tab.summary.text() == "2 pages recorded, 1 to look at"
    assert office.status(2) is ConsentStatus.REQUESTED
    assert office.verdict(2) is Verdict.ASK
    qtbot.mouseClick(tab.start, Qt.MouseButton.LeftButton)
    settle()
    panel = tab.panel
    assert panel.page is not None
    assert "Zoë Berg" in panel.about.text()
    asked = len(panel.page.scan.open_marks)
    assert asked >= 2
    assert panel.crop.pixmap().width() > 400
    assert panel.crop.accessibleName() == panel.question.text()
    assert not panel.signature.pixmap().isNull()
    qtbot.keyClick(panel, Qt.Key.Key_N)
    settle()
    qtbot.keyClick(panel, Qt.Key.Key_Backspace)
    settle()
    assert panel.page is not None
    assert len(panel.page.scan.open_marks) == asked
    for _number in range(asked):
        qtbot.keyClick(panel, Qt.Key.Key_J)
        settle()
    assert "signed" in panel.question.text()
    assert office.status(2) is ConsentStatus.REQUESTED
    qtbot.keyClick(panel, Qt.Key.Key_Y)
    settle()
    assert office.status(2) is ConsentStatus.GIVEN
    assert office.verdict(2) is Verdict.READY
    assert tab.summary.text() == "3 pages recorded, 0 to look at"
    qtbot.waitUntil(tab.start.isHidden)
    assert tab.focusWidget() is not tab.undo, "one more key would take the pile back"
    qtbot.mouseClick(tab.undo, Qt.MouseButton.LeftButton)
    settle()
    assert [office.status(number) for number in range(3)] == [ConsentStatus.REQUESTED] * 3
    assert office.workspace.scans.counts() == {}


def test_two_sheets_stand_side_by_side(tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot) -> None:
    first = office.page(0, 1)
    truth, seed = office.truth, 2
    second = office.page(0, seed)
    while office.truth == truth:
        seed += 1
        second = office.page(0, seed)
    tab.take([office.save(first, second)])
    settle()
    assert office.workspace.scans.counts() == {ScanOutcome.CONFLICTING: 2}
    tab.start_review()
    settle()
    panel = tab.panel
    assert len(panel.choices) == 2
    assert not panel.yes.isVisible()
    qtbot.keyClick(panel, Qt.Key.Key_2)
    settle()
    assert panel.choices == []
    qtbot.keyClick(panel, Qt.Key.Key_Y)
    settle()
    assert office.workspace.scans.counts() == {ScanOutcome.RECORDED: 1, ScanOutcome.SET_ASIDE: 1}
    assert "Another sheet" in tab.aside.list.item(0).text()


def test_no_signature_puts_the_page_aside(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    tab.take([office.save(office.page(0, 1, signs=False)), office.folder / "missing.pdf"])
    settle()
    tab.start_review()
    settle()
    assert "There is no signature." in tab.panel.why.text()
    qtbot.keyClick(tab.panel, Qt.Key.Key_N)
    settle()
    (aside,) = office.workspace.scans.set_aside_pages()
    assert aside.reason is SetAside.NOT_SIGNED
    assert "Ask for a signature" in tab.aside.list.item(0).text()
    assert office.status(0) is ConsentStatus.REQUESTED


def test_every_page_is_looked_at_where_the_school_wants_it(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    tab.look_at_all.click()
    settle()
    tab.take([office.save(office.page(0, 1))])
    settle()
    assert tab.summary.text() == "0 pages recorded, 1 to look at"
    tab.start_review()
    settle()
    qtbot.keyClick(tab.panel, Qt.Key.Key_Escape)
    assert tab.stack.currentIndex() == 0
    buttons = [one for one in tab.findChildren(QPushButton) if one.isVisible()]
    assert all(one.text() or one.accessibleName() for one in buttons)


def test_the_page_before_and_the_whole_pile_give_receipts(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    doubtful = [office.page(number, 3 + number, trouble_share=1.0, troubles=(Trouble.DOUBLE,)) for number in (1, 2)]
    tab.take([office.save(office.page(0, 1), *doubtful)])
    settle()
    tab.start_review()
    settle()
    panel = tab.panel
    assert not panel.receipt.isVisible()
    while panel.mark is not None:
        panel.answer(MarkState.YES)
        settle()
    panel.answer(MarkState.YES)  # it is signed
    settle()
    assert panel.receipt.isVisible()
    qtbot.mouseClick(panel.receipt, Qt.MouseButton.LeftButton)
    settle()
    (dialog,) = panel.findChildren(ReceiptsDialog)
    assert len(dialog.receipts) == 1
    dialog.close()
    panel.go_back()
    settle()
    assert not panel.receipt.isVisible()
    panel.done.emit()
    settle()
    qtbot.mouseClick(tab.receipts, Qt.MouseButton.LeftButton)
    settle()
    pile = next(one for one in tab.findChildren(ReceiptsDialog) if one.isVisible())
    assert [one.name for one in pile.receipts] == ["Noor Berg"]
    pile.close()


def test_a_pile_that_was_taken_back_counts_again(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    tab.take([office.save(office.page(0, 1))])
    settle()
    before = office.status(0)
    assert not tab.redo.isVisible()
    qtbot.mouseClick(tab.undo, Qt.MouseButton.LeftButton)
    settle()
    assert (office.status(0), tab.redo.isVisible(), tab.undo.isVisible()) == (ConsentStatus.REQUESTED, True, False)
    qtbot.mouseClick(tab.redo, Qt.MouseButton.LeftButton)
    settle()
    assert (office.status(0), tab.redo.isVisible(), tab.undo.isVisible()) == (before, False, True)


def test_pages_put_aside_are_looked_at_again_or_go_off_the_list(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    letter = np.full((2339, 1654), 250, np.uint8)
    letter[300:2000:40, 200:1400] = 30
    other = letter.copy()
    other[100:200] = 20
    tab.take([office.save(office.page(0, 1, signs=False), letter, other)])
    settle()
    tab.start_review()
    settle()
    qtbot.keyClick(tab.panel, Qt.Key.Key_N)
    settle()
    aside = tab.aside
    assert [aside.list.item(row).text().splitlines()[0] for row in range(aside.list.count())] == [
        "Noor Berg · pile.pdf, page 1",
        "pile.pdf, pages 2 to 3",
    ]
    aside.list.setCurrentRow(1)
    tab.refresh()  # what is chosen stays chosen, whatever else happens
    settle()
    assert [index.row() for index in aside.list.selectedIndexes()] == [1]
    assert not aside.again.isEnabled()
    assert "no picture" in aside.again.toolTip()
    qtbot.mouseClick(aside.off, Qt.MouseButton.LeftButton)
    settle()
    assert aside.list.count() == 1
    aside.list.setCurrentRow(0)
    qtbot.mouseClick(aside.again, Qt.MouseButton.LeftButton)
    settle()
    assert tab.stack.currentWidget() is tab.panel
    assert "signed" in tab.panel.question.text()
    qtbot.keyClick(tab.panel, Qt.Key.Key_Y)
    settle()
    assert office.workspace.scans.counts()[ScanOutcome.RECORDED] == 1
    assert not aside.isVisible()


def spoil_code(page: Grey) -> Grey:
    """Something was stuck over the square with the code."""
    dots = page.shape[1] / 210.0
    spoilt = page.copy()
    spoilt[round(21 * dots) : round(45 * dots), round(164 * dots) : round(188 * dots)] = 250
    return spoilt


def test_a_code_that_cannot_be_read_is_typed(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    tab.take([office.save(spoil_code(office.page(0, 1)))])
    settle()
    assert tab.summary.text() == "0 pages recorded, 1 to look at"
    tab.start_review()
    settle()
    panel, unread = tab.panel, tab.panel.unread
    assert unread.isVisible()
    assert unread.line.hasFocus() or panel.focusWidget() is unread.line
    assert not panel.yes.isVisible()
    assert panel.crop.pixmap().width() > 400
    code = office.forms[0].sheet.code
    qtbot.keyClicks(unread.line, code[:10].lower())
    qtbot.keyClick(unread.line, Qt.Key.Key_Return)
    settle()
    assert unread.message.text() == "A code has 16 letters and digits; here are 10."
    unread.line.clear()
    qtbot.keyClicks(unread.line, code[:3] + ("7" if code[3] != "7" else "8") + code[4:])
    qtbot.keyClick(unread.line, Qt.Key.Key_Return)
    settle()
    assert "Compare it with the sheet" in unread.message.text()
    unread.line.clear()
    qtbot.keyClicks(unread.line, code.lower())
    qtbot.wait(200)
    settle()
    assert unread.line.text().replace("-", "").upper() == code
    assert unread.message.text() == "This is the form of Noor Berg."
    qtbot.keyClick(unread.line, Qt.Key.Key_Return)
    settle()
    assert panel.page is not None
    assert panel.page.scan.person_id == office.pupils[0]
    assert "The code was typed" in panel.why.text()
    qtbot.keyClick(panel, Qt.Key.Key_Backspace)
    settle()
    assert unread.isVisible()
    unread.code_given.emit(code)
    settle()
    while panel.mark is not None:
        qtbot.keyClick(panel, Qt.Key.Key_B)
        settle()
    qtbot.keyClick(panel, Qt.Key.Key_Y)
    settle()
    assert office.workspace.scans.counts() == {ScanOutcome.RECORDED: 1}


def test_the_person_of_a_page_without_a_code_can_be_chosen(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    upright = np.ascontiguousarray(office.page(1, 2)[::-1, ::-1])  # this sheet lay upside down
    tab.take([office.save(np.ascontiguousarray(spoil_code(upright)[::-1, ::-1]))])
    settle()
    tab.start_review()
    settle()
    unread = tab.panel.unread
    qtbot.mouseClick(unread.turn, Qt.MouseButton.LeftButton)
    unread.finder.picked.emit(office.pupils[1])
    settle()
    assert tab.panel.page is not None
    assert tab.panel.page.scan.person_id == office.pupils[1]
    assert not unread.isVisible()


def test_a_page_without_a_code_that_is_none_of_ours(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    tab.take([office.save(spoil_code(office.page(0, 1)))])
    settle()
    tab.start_review()
    settle()
    qtbot.mouseClick(tab.panel.unread.none, Qt.MouseButton.LeftButton)
    settle()
    assert "not one of our forms" in tab.aside.list.item(0).text()


def test_a_run_that_was_stopped_goes_on_from_the_banner(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, calls = office.workspace.evidence.put_within, []

    def fill_up(*given: object) -> int:
        calls.append(given)
        if len(calls) == 2:
            raise KnownError(ErrorCode.DISK_FULL)
        return put(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(office.workspace.evidence, "put_within", fill_up)
    tab.take([office.save(office.page(0, 1), office.page(1, 2))])
    settle()
    assert "The disk is full. What was read stays read." in tab.banner.accessibleName()
    assert tab.summary.text() == "1 page recorded, 0 to look at"
    (button,) = [one for one in tab.banner.findChildren(QPushButton) if one.isVisible() and one.text() == "Go on"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()
    assert tab.summary.text() == "2 pages recorded, 0 to look at"
    assert len(office.workspace.scans.runs()) == 1


def test_the_folder_of_the_copier_is_chosen_and_let_go(
    tab: PileTab, office: Office, settle: Callable[[], None], qtbot: QtBot
) -> None:
    assert not tab.watched.stop.isVisible()
    office.save(office.page(0, 1))
    (office.folder / "menu.docx").write_bytes(b"not ours")
    tab.watched.watch(office.folder)
    settle()
    assert str(office.folder) in tab.watched.text.text()
    assert "left alone" in tab.watched.note.text()
    assert "in this folder already" in tab.banner.accessibleName()
    away = office.folder.rename(office.folder.with_name("unplugged"))
    tab.watched.refresh()
    settle()
    assert "As soon as it is back" in tab.watched.note.text()
    away.rename(office.folder)
    qtbot.mouseClick(tab.watched.stop, Qt.MouseButton.LeftButton)
    settle()
    assert office.workspace.scan_folder.folder() is None
    assert not tab.watched.stop.isVisible()
