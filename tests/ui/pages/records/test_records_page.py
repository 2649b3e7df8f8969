# SPDX-License-Identifier: GPL-3.0-or-later
"""The log in plain words, filtered; the check with its outcome, seal and paper."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from models.store import audit
from models.store.verify import grouped_head
from models.tables import AuditDetail, AuditEntry
from models.terms import Answer, ViewReason
from models.workspace import Workspace
from tests.models.builders import School
from ui.context import AppContext
from ui.dialogs.document import DocumentDialog
from ui.pages.records.page import RecordsPage
from ui.style.log_labels import action_label, log_areas, touched_text
from ui.widgets.icon_line import IconLine

Settle = Callable[[], None]


def texts(page: RecordsPage, row: int = 0) -> list[str]:
    model = page.log.model
    return [model.index(row, column).data() for column in range(1, model.columnCount())]


def lines(page: RecordsPage) -> list[str]:
    layout = page.check.lines
    found = [layout.itemAt(position).widget() for position in range(layout.count())]
    return [line.text for line in found if isinstance(line, IconLine)]


def check(page: RecordsPage, settle: Settle) -> list[str]:
    page.tabs.setCurrentWidget(page.check)
    page.check.run_check()
    settle()
    assert page.check.start.isEnabled()
    return lines(page)


# --- the log


def test_the_newest_comes_first_in_plain_words(page: RecordsPage, workspace: Workspace, settle: Settle) -> None:
    settle()
    assert texts(page)[1:] == [workspace.store.actor, "Answers recorded", "1 answer and 1 person"]
    assert texts(page, 1)[3] == "1 answer, 1 person and 1 proof"
    assert page.log.count.text() == f"{len(workspace.log.entry_ids())} entries"


def test_it_follows_what_happens(page: RecordsPage, context: AppContext, workspace: Workspace, settle: Settle) -> None:
    def view(opened: Workspace, _progress: object) -> object:
        return opened.evidence.view(1, ViewReason.COMPLAINT)

    context.jobs.run_change(view, owner=page)
    settle()
    assert texts(page)[2:] == ["Proof looked at", "1 proof · Because of a question or complaint"]


def test_it_can_be_narrowed_by_kind_and_day(page: RecordsPage, workspace: Workspace, settle: Settle) -> None:
    everything = len(page.log.model.ids())
    page.log.area.setCurrentIndex(page.log.area.findText("Channels and settings"))
    page.log.area.activated.emit(page.log.area.currentIndex())
    settle()
    assert [texts(page, row)[2] for row in range(page.log.model.rowCount())] == ["Channel added"]
    page.log.clear.click()
    settle()
    assert len(page.log.model.ids()) == everything
    assert not page.log.clear.isVisible()
    page.log.since.setText("1-1-2099")
    page.log.since.editingFinished.emit()
    settle()
    assert page.log.model.rowCount() == 0
    assert page.log.places.currentWidget() is page.log.nothing
    page.log.since.setText("no date")
    page.log.since.editingFinished.emit()
    settle()
    assert len(page.log.model.ids()) == everything


def test_a_hundred_thousand_entries_are_as_smooth_as_a_hundred(
    qtbot: QtBot, page: RecordsPage, workspace: Workspace, settle: Settle
) -> None:
    fill_chain(workspace, 100_000)
    start = time.perf_counter()
    page.log.clear.click()
    settle()
    assert len(page.log.model.ids()) > 100_000
    page.log.table.scrollToBottom()
    settle()
    assert time.perf_counter() - start < 10  # seconds, on a busy computer too; the budget of a frame is measured apart
    assert texts(page, page.log.model.rowCount() - 1)[2]
    loaded = page.log.model._rows._windows
    assert sum(len(window) for window in loaded.values()) < 2_000


def fill_chain(workspace: Workspace, count: int) -> None:
    """Entries in bulk, properly linked."""
    newest = workspace.log.entry_ids()[0]
    with workspace.store.write("test.fill") as unit:
        last = unit.session.get(AuditEntry, newest)
        assert last is not None
        seq, previous, now = last.seq, last.hash, workspace.clock.now()
        entries, details = [], []
        for _number in range(count):
            seq, salt, text = seq + 1, audit.new_salt(), audit.canonical_json({"touched": {"answer": [1]}})
            digest = audit.salted_digest(salt, text)
            previous = audit.link_hash(previous, seq, now, "consent.answer", digest)
            entries.append({"seq": seq, "at": now, "action": "consent.answer", "digest": digest, "hash": previous})
            details.append({"seq": seq, "actor": "Office", "salt": salt, "payload": text})
        unit.session.execute(insert(AuditEntry), entries)
        unit.session.execute(insert(AuditDetail), details)


def test_every_action_of_the_program_has_words_of_its_own() -> None:
    """Looked for in the source: a new action without words would show as its own name."""
    import ast

    root = Path(__file__).parents[4]
    areas = {area for _text, found in log_areas() for area in found} | {"todo", "cells"}
    actions = set()
    for path in (*(root / "models").rglob("*.py"), *(root / "ui" / "dialogs").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                area, dot, word = node.value.partition(".")
                is_action = dot and area in areas and word.replace("_", "").replace(".", "").isalpha()
                if is_action and word not in ("id", "keys", "toml", "seq", "json", "pdf"):
                    actions.add(node.value)
    assert len(actions) > 40
    assert [action for action in sorted(actions) if action in action_label(action)] == []


def test_an_unknown_action_keeps_its_word_and_an_erased_detail_says_so() -> None:
    from datetime import UTC, datetime

    from models.store.audit_log import LogRow

    assert action_label("consent.brand_new") == "Answers (consent.brand_new)"
    assert action_label("person.add.undo") == "Undone: Person added"
    gone = LogRow(1, datetime(2026, 9, 1, tzinfo=UTC), "consent.answer", "", has_details=False)
    assert touched_text(gone) == "The details were erased"


# --- the check


def test_a_fine_register_says_so(page: RecordsPage, workspace: Workspace, settle: Settle) -> None:
    found = check(page, settle)
    assert found[0] == "Everything is as it was recorded."
    assert found[-1].endswith("2 answers and 1 file of proof.")
    report = page.check.report
    assert report is not None
    assert grouped_head(report.head) in page.check.head.text()
    page.check.copy.click()
    assert QGuiApplication.clipboard().text() == grouped_head(report.head)
    assert page.check.outcome.isVisible()
    assert not page.check.tidy.isVisible()


def test_what_is_wrong_is_said_with_numbers_and_what_to_do(
    page: RecordsPage, workspace: Workspace, settle: Settle
) -> None:
    connection = sqlcipher3.dbapi2.connect(str(workspace.path))
    connection.execute("DROP TRIGGER consent_event_no_update")
    connection.execute("UPDATE consent_event SET note = 'x' WHERE id = 2")
    connection.commit()
    connection.close()
    found = check(page, settle)
    assert found[0] == "2 things are not right."
    assert "1 answer is not as it was recorded, or was put in from outside. Numbers: 2" in found
    assert any("safety copy" in line for line in found)
    assert page.check.outcome.accessibleName() == "2 things are not right."


def test_a_seal_is_looked_for(page: RecordsPage, workspace: Workspace, school: School, settle: Settle) -> None:
    check(page, settle)
    assert page.check.report is not None
    page.check.known.setText(grouped_head(page.check.report.head))
    school.purpose("press")
    assert any("the log up to there is the one you had" in line for line in check(page, settle))
    page.check.known.setText("12345678")
    before = page.check.report
    check(page, settle)
    assert page.check.known_hint.isVisible()
    assert page.check.report is before
    page.check.known.setText("ab" * 32)
    found = check(page, settle)
    assert found.count("The seal that you gave is not in the log.") == 1
    assert not page.check.known_hint.isVisible()


def test_stray_files_can_be_removed(page: RecordsPage, workspace: Workspace, settle: Settle) -> None:
    stray = workspace.evidence.folder / "ab" / "stray.bin.part"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"half")
    found = check(page, settle)
    assert found[0] == "Everything is as it was recorded."
    assert page.check.tidy.isVisible()
    page.check.tidy.click()
    settle()
    assert not stray.exists()
    assert not page.check.tidy.isVisible()


def test_the_outcome_goes_on_paper(
    qtbot: QtBot, page: RecordsPage, workspace: Workspace, settle: Settle, tmp_path: Path
) -> None:
    check(page, settle)
    page.check.print.click()
    settle()
    dialog = page.check.findChild(DocumentDialog)
    assert dialog is not None
    assert dialog.print.isEnabled()
    assert not dialog.preview.next.isVisible()
    dialog.save_pdf(tmp_path / "check.pdf")
    settle()
    assert (tmp_path / "check.pdf").read_bytes().startswith(b"%PDF-")
    assert "check.pdf" in dialog.message.text()
    assert dialog.open_pdf.isVisible()
    dialog.save_pdf(tmp_path / "nowhere" / "check.pdf")
    settle()
    assert "Nothing can be saved in" in dialog.message.text()
    dialog.reject()


def test_enter_starts_a_check_and_tabs_are_reached_by_keyboard(qtbot: QtBot, page: RecordsPage, settle: Settle) -> None:
    page.tabs.setCurrentIndex(1)
    page.check.known.setFocus()
    qtbot.keyClick(page.check.known, Qt.Key.Key_Return)
    settle()
    assert lines(page)
    assert page.tabs.tabText(0) == "Log"


@pytest.mark.parametrize("answer", [Answer.GIVEN, Answer.REFUSED])
def test_checking_again_replaces_the_outcome(
    page: RecordsPage, school: School, workspace: Workspace, settle: Settle, answer: Answer
) -> None:
    first = check(page, settle)
    school.answer(school.pupil(), None, answer)
    assert len(check(page, settle)) == len(first)
