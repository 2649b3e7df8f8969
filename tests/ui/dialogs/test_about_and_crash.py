# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogs about the program itself: what it is, and what went wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from models.version import VERSION
from ui.dialogs.about import AboutDialog, describe_versions, read_licences
from ui.dialogs.crash import CrashDialog
from ui.style.theme import Theme


def button(dialog: CrashDialog, text: str) -> QAbstractButton:
    (found,) = [one for one in dialog.findChildren(QAbstractButton) if one.text().replace("&", "") == text]
    return found


def test_about_names_the_version_and_shows_the_licence(qtbot: QtBot, theme_app: Theme) -> None:
    dialog = AboutDialog()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert any(VERSION in label.text() for label in dialog.findChildren(QLabel))
    assert dialog.licences.isHidden()
    qtbot.mouseClick(dialog.licences_button, Qt.MouseButton.LeftButton)
    assert "GNU GENERAL PUBLIC LICENSE" in dialog.licences.toPlainText().upper()
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == describe_versions()


def test_about_closes_with_escape(qtbot: QtBot, theme_app: Theme) -> None:
    dialog = AboutDialog()
    dialog.show()
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_versions_begin_with_ours() -> None:
    assert describe_versions().startswith(f"Beeldakkoord {VERSION}")


def test_a_built_program_shows_the_licences_of_its_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("Ours", encoding="utf-8")
    (tmp_path / "NOTICE.txt").write_text("Theirs", encoding="utf-8")
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert read_licences() == "Ours\n\nTheirs"


def test_a_crash_is_shown_before_it_is_copied_or_saved(
    qtbot: QtBot, theme_app: Theme, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "report.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    dialog = CrashDialog("where it happened\n")
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText() == "where it happened\n"
    assert dialog.text.isReadOnly()
    button(dialog, "Copy").click()
    assert QGuiApplication.clipboard().text() == "where it happened\n"
    assert not target.exists()
    button(dialog, "Save…").click()
    assert target.read_text(encoding="utf-8") == "where it happened\n"


def test_a_crash_that_is_not_saved_leaves_no_file(
    qtbot: QtBot, theme_app: Theme, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("", ""))
    dialog = CrashDialog("x")
    qtbot.addWidget(dialog)
    button(dialog, "Save…").click()
    assert list(tmp_path.iterdir()) == []
