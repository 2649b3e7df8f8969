# SPDX-License-Identifier: GPL-3.0-or-later
"""Online answers in a real window: the link, an export brought in, what waits, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlmodel import select

from models.consent.evidence_types import EXCEL
from models.forms.online_link import SENTINEL
from models.forms.online_plan import OnlineReason
from models.tables import Evidence, OnlineRow
from models.terms import ConsentStatus, MediaKind
from tests.models.forms.both_ways import HEADINGS, BothWays
from ui.context import AppContext
from ui.pages.forms.online_give_dialog import OnlineGiveDialog
from ui.pages.forms.online_import_dialog import OnlineImportDialog
from ui.pages.forms.online_link_dialog import OnlineLinkDialog
from ui.pages.forms.online_tab import OnlineTab
from ui.pages.forms.page import FormsPage

PHOTO, FILM = MediaKind.PHOTO, MediaKind.FILM
LINK = f"https://docs.google.com/forms/d/e/1FAIpQL/viewform?usp=pp_url&entry.12={SENTINEL}"
Settle = Callable[[], None]


@pytest.fixture
def family(context: AppContext) -> BothWays:
    return BothWays(context.workspace)


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Settle:
    def wait() -> None:
        for _turn in range(6):
            assert context.jobs.wait_until_idle(60_000)
            qtbot.wait(15)

    return wait


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, family: BothWays, settle: Settle) -> FormsPage:
    assert family
    made = FormsPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.tabs.setCurrentIndex(made.tabs.count() - 1)
    settle()
    return made


@pytest.fixture
def tab(page: FormsPage) -> OnlineTab:
    found = page.tab(page.tabs.currentIndex())
    assert isinstance(found, OnlineTab)
    return found


def write_csv(folder: Path, *rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> Path:
    path = folder / "answers.csv"
    path.write_text("\n".join(",".join(row) for row in (headings, *rows)), encoding="utf-8")
    return path


def opened(kind: type[QDialog]) -> QDialog:
    (found,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())
    return found


def bring_in(tab: OnlineTab, path: Path, settle: Settle) -> None:
    dialog = tab.open_import(path)
    settle()
    assert dialog.steps.currentIndex() == 1, dialog.problem.text()
    dialog.forward.click()
    settle()
    assert dialog.steps.currentIndex() == 2, dialog.problem.text()
    dialog.bring_in.click()
    settle()


# --- the link


def test_nothing_yet_says_what_to_do_next(tab: OnlineTab) -> None:
    assert tab.empty.isVisible()
    assert tab.focusProxy() is tab.first
    assert (tab.first.isVisible(), tab.first_import.isVisible()) == (True, True)


def test_a_link_is_checked_as_it_is_pasted_and_can_be_tried(
    tab: OnlineTab, family: BothWays, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.first.click()
    dialog = opened(OnlineLinkDialog)
    assert isinstance(dialog, OnlineLinkDialog)
    assert [label.text() for label in dialog.steps][2].startswith("Type ZZCODEZZ")
    dialog.name.setText("Consent")
    dialog.link.setText("https://forms.gle/AbCd")
    assert "short link" in dialog.check.text()
    assert (dialog.save.isEnabled(), dialog.symbol.isVisible()) == (False, False)
    dialog.link.setText(LINK)
    assert dialog.check.text() == "This link is good: it opens a Google form."
    assert (dialog.save.isEnabled(), dialog.symbol.isVisible()) == (True, True)
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url) or True)
    dialog.open_form.click()
    assert asked[0].toString() == dialog.address.text()
    assert SENTINEL not in dialog.address.text()
    dialog.write()
    settle()
    assert family.workspace.online.forms()[0].link == LINK
    assert tab.about.text() == "opens a Google form"


def test_what_is_on_the_screen_is_read_by_a_telephone(tab: OnlineTab) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    dialog = tab.open_link()
    dialog.link.setText(LINK)
    picture = dialog.symbol.grab().toImage().scaled(660, 660)
    pixels = picture.convertToFormat(picture.Format.Format_Grayscale8)
    (found,) = zxingcpp.read_barcodes(
        memoryview(pixels.constBits()).cast("B", (pixels.height(), pixels.bytesPerLine()))
    )
    assert found.text == dialog.address.text()
    dialog.reject()


def test_a_link_is_changed_removed_and_back_with_undo(
    tab: OnlineTab, context: AppContext, family: BothWays, settle: Settle
) -> None:
    family.workspace.online.set_link("Consent", LINK)
    tab.refresh()
    settle()
    tab.change.click()
    dialog = opened(OnlineLinkDialog)
    assert isinstance(dialog, OnlineLinkDialog)
    assert (dialog.name.text(), dialog.name.isReadOnly(), dialog.link.text()) == ("Consent", True, LINK)
    dialog.reject()
    tab.remove.click()
    settle()
    assert tab.about.text() == "no link yet"
    context.undo.undo()
    settle()
    assert tab.about.text() == "opens a Google form"


# --- bringing in


def test_an_export_is_dropped_explained_looked_at_and_recorded(
    tab: OnlineTab, context: AppContext, family: BothWays, tmp_path: Path, settle: Settle
) -> None:
    path = write_csv(
        tmp_path,
        ("10-9-2026 10:00:00", family.code, "Moeder", "misschien", "ja"),
        ("11-9-2026 10:00:00", "0000-0000-0000-0000", "", "ja", "nee"),
    )
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    tab.dropEvent(drop)
    settle()
    dialog = opened(OnlineImportDialog)
    assert isinstance(dialog, OnlineImportDialog)
    dialog.forward.click()
    settle()
    assert dialog.problem.text().startswith("Say first what each word")
    box = dialog.columns.words["misschien"]
    box.setCurrentIndex(box.findData("yes"))
    settle()
    dialog.forward.click()
    settle()
    assert dialog.totals.text() == "New: 1 · Unknown code: 1"
    assert dialog.bring_in.text() == "Record 2 answers"
    assert family.statuses()[0] is ConsentStatus.REQUESTED  # nothing is written before a person says so
    dialog.bring_in.click()
    settle()
    assert family.statuses() == (ConsentStatus.GIVEN, ConsentStatus.GIVEN)
    assert [row.reason for row in family.workspace.online.rows.waiting()] == [OnlineReason.UNKNOWN_CODE]
    assert tab.waiting.list.count() == 1
    context.undo.undo()
    settle()
    assert family.statuses()[0] is ConsentStatus.REQUESTED
    assert tab.waiting.list.count() == 0

    again = tab.open_import(path)  # the meaning of the columns and of the word is remembered
    settle()
    again.forward.click()
    settle()
    assert again.totals.text() == "New: 1 · Unknown code: 1"
    again.reject()


def test_choices_of_one_question_are_explained(
    tab: OnlineTab, family: BothWays, tmp_path: Path, settle: Settle
) -> None:
    headings = ("Completion time", "Code", "What may we show?")
    path = write_csv(tmp_path, ("2026-09-10 10:00", family.code, "Pictures;Films;"), headings=headings)
    dialog = tab.open_import(path)
    settle()
    assert set(dialog.columns.choices) == {(2, "pictures"), (2, "films")}
    for word, text in (("pictures", "yes: Website, photo"), ("films", "yes: Website, film")):
        box = dialog.columns.choices[2, word]
        box.setCurrentIndex(box.findText(text))
        settle()
    dialog.forward.click()
    settle()
    assert dialog.bring_in.text() == "Record 2 answers", dialog.problem.text()
    dialog.bring_in.click()
    settle()
    assert family.statuses() == (ConsentStatus.GIVEN, ConsentStatus.GIVEN)


def test_a_workbook_is_kept_as_it_came(tab: OnlineTab, family: BothWays, tmp_path: Path, settle: Settle) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    sheet.append(["2026-09-10 10:00:00", family.code, "Moeder", "Ja", "Nee"])
    path = tmp_path / "answers.xlsx"
    book.save(path)
    bring_in(tab, path, settle)
    workspace = family.workspace
    with workspace.store.read() as session:
        ((evidence_id, digest, media_type),) = session.exec(
            select(Evidence.id, Evidence.sha256, Evidence.media_type)
        ).all()
    assert media_type == EXCEL
    assert workspace.evidence.read(evidence_id or 0).content == path.read_bytes()
    assert path.read_bytes() not in workspace.evidence.path_of(digest).read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.4", b"\x00\x01\x02" * 50, b"Code\nnonsense\n"])
def test_a_file_that_cannot_be_used_says_why_and_keeps_the_window(
    tab: OnlineTab, tmp_path: Path, settle: Settle, content: bytes
) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    dialog = tab.open_import(path)
    settle()
    assert dialog.steps.currentIndex() == 0
    assert dialog.problem.isVisible()
    assert dialog.problem.text()
    dialog.reject()


# --- what waits


def test_a_parked_row_is_given_to_a_person_and_back(
    tab: OnlineTab, context: AppContext, family: BothWays, tmp_path: Path, settle: Settle
) -> None:
    path = write_csv(
        tmp_path,
        ("10-9-2026 10:00:00", "0000-0000-0000-0000", "", "ja", "nee"),
        ("10-9-2026 11:00:00", family.code, "", "", ""),
    )
    bring_in(tab, path, settle)
    assert tab.waiting.reason.text().startswith("The code is not one of yours.")
    tab.waiting.give.click()
    dialog = opened(OnlineGiveDialog)
    assert isinstance(dialog, OnlineGiveDialog)
    assert not dialog.save.isEnabled()
    dialog.picker.type_text("noor")
    QTest.keyClick(dialog.picker.line, Qt.Key.Key_Return)
    settle()
    assert dialog.chosen.text().startswith("Noor Berg")
    names = [dialog.who.itemText(at) for at in range(dialog.who.count())]
    assert names == ["I do not know", "Els Berg", "Jan Berg", "Noor Berg themself"]
    dialog.who.setCurrentIndex(2)
    dialog.write()
    settle()
    assert family.statuses()[0] is ConsentStatus.GIVEN
    assert family.statuses()[1].is_stop
    assert tab.waiting.nothing.isVisible()
    timeline = family.workspace.consent.timeline(family.noor)
    assert {entry.decider_id for entry in timeline} == {family.father}
    context.undo.undo()
    settle()
    assert family.statuses()[0] is ConsentStatus.REQUESTED
    assert tab.waiting.list.count() == 1


def test_a_yes_of_nobody_in_particular_lifts_no_no_here_either(
    tab: OnlineTab, family: BothWays, tmp_path: Path, settle: Settle
) -> None:
    family.workspace.online.set_link("Toestemming", LINK)
    path = write_csv(
        tmp_path,
        ("10-9-2026 10:00:00", family.code, "Moeder", "nee", ""),
        ("11-9-2026 10:00:00", "0000-0000-0000-0000", "", "ja", ""),
    )
    bring_in(tab, path, settle)
    tab.waiting.give.click()
    dialog = opened(OnlineGiveDialog)
    assert isinstance(dialog, OnlineGiveDialog)
    dialog._choose(family.noor)
    settle()
    dialog.write()
    settle()
    assert dialog.problem.text() == "Somebody said no before. Say who says yes now."
    dialog.who.setCurrentIndex(dialog.who.findData(family.mother))
    dialog.write()
    settle()
    assert family.statuses()[0] is ConsentStatus.GIVEN


def test_a_row_is_put_aside_by_keys_alone_and_stays_on_record(
    page: FormsPage, tab: OnlineTab, family: BothWays, tmp_path: Path, settle: Settle, qtbot: QtBot
) -> None:
    path = write_csv(
        tmp_path,
        ("10-9-2026 10:00:00", "0000-0000-0000-0000", "", "ja", "nee"),
        ("10-9-2026 11:00:00", family.code, "", "", ""),
    )
    bring_in(tab, path, settle)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    tab.form.setFocus()
    seen = []
    for _step in range(20):
        focused = QApplication.focusWidget()
        seen.append(focused)
        if focused is tab.waiting.aside:
            break
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    names = {one.accessibleName() or one.text() for one in seen if hasattr(one, "text") or one.accessibleName()}
    assert seen[-1] is tab.waiting.aside
    assert {"Bring in answers…", "Take the last import back", "Rows that wait for you"} <= names
    QTest.keyClick(tab.waiting.aside, Qt.Key.Key_Space)
    settle()
    assert tab.waiting.nothing.isVisible()
    with family.workspace.store.read() as session:
        assert sorted(row.state for row in session.exec(select(OnlineRow))) == ["empty", "settled"]


# --- paper and online


def test_what_differs_is_told_in_the_pile_and_settled_here(
    page: FormsPage, tab: OnlineTab, context: AppContext, family: BothWays, settle: Settle
) -> None:
    family.paper({PHOTO: True, FILM: True})
    family.online({PHOTO: False, FILM: True})
    page.tabs.setCurrentIndex(1)
    tab.refresh()
    settle()
    assert page.notice.isVisible()
    assert page.notice.text.text().startswith("1 form was answered differently")
    page.notice.look.click()
    assert page.tabs.currentWidget() is page.tabs.widget(page.tabs.count() - 1)
    assert tab.waiting.differing.text() == "Online: Website, photo: no"
    assert (tab.waiting.give.isVisible(), tab.waiting.aside.text()) == (False, "Leave the no")
    tab.waiting.paper.click()
    settle()
    assert family.statuses()[0] is ConsentStatus.GIVEN
    assert tab.waiting.nothing.isVisible()
    context.undo.undo()
    settle()
    assert family.statuses()[0].is_stop
    tab.waiting.online.click()
    settle()
    assert family.statuses()[0].is_stop
    assert tab.waiting.nothing.isVisible()
    page.tabs.setCurrentIndex(1)
    settle()
    assert not page.notice.isVisible()


def test_an_export_comes_in_by_keys_alone(
    tab: OnlineTab, family: BothWays, tmp_path: Path, settle: Settle, qtbot: QtBot
) -> None:
    path = write_csv(tmp_path, ("10-9-2026 10:00:00", family.code, "Moeder", "ja", "nee"))
    dialog = tab.open_import(path)
    settle()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert QApplication.focusWidget() is dialog.forward
    QTest.keyClick(dialog.forward, Qt.Key.Key_Space)
    settle()
    assert QApplication.focusWidget() is dialog.rows
    for _step in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if QApplication.focusWidget() is dialog.bring_in:
            break
    QTest.keyClick(dialog.bring_in, Qt.Key.Key_Space)
    settle()
    assert family.statuses()[0] is ConsentStatus.GIVEN
