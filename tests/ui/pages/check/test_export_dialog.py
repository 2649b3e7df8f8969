# SPDX-License-Identifier: GPL-3.0-or-later
"""The export dialog makes copies and records where they went; it says what it did not do, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from models.terms import CopyFormat
from tests.ui.pages.check.conftest import Photos, select
from ui.context import AppContext
from ui.dialogs.export import ExportDialog
from ui.pages.check.page import CheckPage


@pytest.fixture
def target(tmp_path: Path) -> Path:
    made = tmp_path / "copies"
    made.mkdir()
    return made


@pytest.fixture
def dialog(full_page: CheckPage, qtbot: QtBot) -> ExportDialog:
    """Opened by the page's own button, its plan made."""
    qtbot.mouseClick(full_page.view.export, Qt.MouseButton.LeftButton)
    found = full_page.findChild(ExportDialog)
    assert found is not None
    found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.waitUntil(lambda: bool(found._plan))
    return found


def export(dialog: ExportDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.message.isVisible() and not dialog._is_busy)


def copies_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".csv")


def test_ready_photos_are_copied_and_recorded(dialog: ExportDialog, photos: Photos, target: Path, qtbot: QtBot) -> None:
    assert dialog.summary.text() == "1 of 5 photos will be exported"
    dialog.folder.setText(str(target))
    qtbot.keyClicks(dialog.place, "https://school.example/news")
    export(dialog, qtbot)
    assert copies_in(target) == ["website-2026-09-15-001.jpg"]
    assert dialog.message.text() == "1 clean copy is in the folder, and recorded as published."
    (row,) = photos.school.workspace.publications.publications_of((photos.item("ready"),))
    assert (row.purpose_id, row.place, row.published_on) == (
        photos.website,
        "https://school.example/news",
        date(2026, 9, 15),
    )
    assert dialog.open_folder.isVisible()
    assert dialog.start.isHidden()


def test_covering_is_shown_before_it_is_done(dialog: ExportDialog, photos: Photos, target: Path, qtbot: QtBot) -> None:
    assert dialog.cover.text() == "Also the 2 photos that are ready after covering"
    assert dialog.preview.isHidden()
    dialog.cover.click()
    qtbot.waitUntil(dialog.preview.isVisible)
    assert not dialog.preview.pixmap().isNull()
    assert dialog.summary.text() == "3 of 5 photos will be exported"
    dialog.folder.setText(str(target))
    export(dialog, qtbot)
    assert len(copies_in(target)) == 3
    assert len(photos.school.workspace.publications.publications_of((photos.item("cover"),))) == 1
    assert photos.school.workspace.takedowns.count_open() == 0


def test_size_and_type_are_as_chosen(dialog: ExportDialog, target: Path, qtbot: QtBot) -> None:
    dialog.folder.setText(str(target))
    dialog.edge.setItemData(dialog.edge.currentIndex(), 80)
    dialog.copy_format.setCurrentIndex(dialog.copy_format.findData(CopyFormat.PNG))
    export(dialog, qtbot)
    (name,) = copies_in(target)
    with Image.open(target / name) as copy:
        assert (copy.format, max(copy.size)) == ("PNG", 80)


def test_the_folder_of_the_originals_is_refused(dialog: ExportDialog, photos: Photos, qtbot: QtBot) -> None:
    before = sorted(photos.folder.iterdir())
    dialog.folder.setText(str(photos.folder))
    export(dialog, qtbot)
    assert dialog.message.text()
    assert dialog.open_folder.isHidden()
    assert sorted(photos.folder.iterdir()) == before
    assert dialog.start.isEnabled()


def test_a_missing_folder_is_told_and_can_be_mended(
    dialog: ExportDialog, tmp_path: Path, target: Path, qtbot: QtBot
) -> None:
    dialog.folder.setText(str(tmp_path / "nowhere"))
    export(dialog, qtbot)
    assert dialog.message.text()
    dialog.folder.setText(str(target))
    export(dialog, qtbot)
    assert len(copies_in(target)) == 1


def test_without_a_folder_it_asks_for_one(
    dialog: ExportDialog, target: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: str(target))
    assert not dialog.folder.text()
    export(dialog, qtbot)
    assert len(copies_in(target)) == 1


def test_the_folder_is_remembered(dialog: ExportDialog, target: Path, context: AppContext, qtbot: QtBot) -> None:
    dialog.folder.setText(str(target))
    export(dialog, qtbot)
    assert context.settings.text("export/folder") == str(target)


def test_a_withdrawal_while_copies_are_made_takes_the_copy_back(
    dialog: ExportDialog, photos: Photos, target: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.publishing.exports import ExportService
    from models.terms import Answer

    record = ExportService.record

    def withdraw_first(self: ExportService, prepared: object) -> object:
        photos.school.answer(photos.yes, photos.website, Answer.WITHDRAWN, None)
        return record(self, prepared)  # type: ignore[arg-type]

    monkeypatch.setattr(ExportService, "record", withdraw_first)
    dialog.folder.setText(str(target))
    export(dialog, qtbot)
    assert copies_in(target) == []
    assert dialog.message.text().startswith("No copy was made.\nAn answer changed meanwhile: 1 photo")
    assert photos.school.workspace.publications.publications_of((photos.item("ready"),)) == ()


def test_stopping_leaves_nothing_behind(
    dialog: ExportDialog, target: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.publishing import exports

    make = exports._make_copy

    def stop_after_one(*arguments: object) -> object:
        made = make(*arguments)  # type: ignore[arg-type]
        assert dialog._job is not None
        dialog._job.token.cancel()
        return made

    monkeypatch.setattr(exports, "_make_copy", stop_after_one)
    dialog.folder.setText(str(target))
    export(dialog, qtbot)
    assert dialog.message.text() == "Stopped. No copies were kept."
    assert list(target.iterdir()) == []
    dialog.reject()
    assert dialog.isHidden()


def test_the_other_way_out_exports_this_photo_covered(
    full_page: CheckPage, photos: Photos, target: Path, qtbot: QtBot
) -> None:
    from PySide6.QtWidgets import QPushButton

    select(full_page, "cover")

    def buttons() -> list[QPushButton]:
        return [one for one in full_page.view.why.findChildren(QPushButton) if one.text() == "Cover and export"]

    qtbot.waitUntil(lambda: bool(buttons()))
    qtbot.mouseClick(buttons()[0], Qt.MouseButton.LeftButton)
    found = full_page.findChild(ExportDialog)
    assert found is not None
    qtbot.waitUntil(lambda: bool(found._plan))
    assert found.cover.isChecked()
    assert found.summary.text() == "1 of 1 photos will be exported"
    found.reject()
