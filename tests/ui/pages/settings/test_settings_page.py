# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: what is saved is in the register, can be undone, and asks before it weighs every answer anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from models.consent.default_purposes import default_purposes
from models.settings import School
from models.terms import Audience, ConsentValidity, LegalBasis, MediaKind, OnReachingAge
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.purpose_dialog import PurposeDialog, make_key
from ui.style.theme import ThemeChoice


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, workspace: Workspace) -> SettingsPage:
    workspace.settings.change_school(School("De Klaproos", school_year="2026-2027"))
    workspace.purposes.add_purposes(default_purposes("en"))
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: bool(made.school.name.text()) and made.purposes.list.count() > 0)
    qtbot.waitUntil(lambda: made.policy._policy is not None and bool(made.register.size.text()))
    return made


def keys_of(workspace: Workspace) -> list[str]:
    return [one.key for one in workspace.purposes.purposes()]


def open_dialog(page: SettingsPage, press: Callable[[], None]) -> PurposeDialog:
    press()
    dialog = page.purposes.findChild(PurposeDialog)
    assert dialog is not None
    return dialog


def test_the_school_is_saved_and_undone(
    page: SettingsPage, workspace: Workspace, context: AppContext, qtbot: QtBot
) -> None:
    page.school.contact.setText("info@school.example")
    qtbot.mouseClick(page.school.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.school.message.text()))
    assert workspace.settings.school() == School("De Klaproos", "nl", "2026-2027", "info@school.example")
    context.undo.undo()
    qtbot.waitUntil(lambda: page.school.contact.text() == "")


def test_a_school_needs_a_name(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    page.school.name.clear()
    qtbot.mouseClick(page.school.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.school.message.text() not in ("", "Saved."))
    school = workspace.settings.school()
    assert school is not None
    assert school.name == "De Klaproos"


def test_purposes_move_and_leave(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    page.tabs.setCurrentWidget(page.purposes)
    before = keys_of(workspace)
    panel = page.purposes
    panel.list.setCurrentRow(0)
    assert not panel.up.isEnabled()
    qtbot.mouseClick(panel.down, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: keys_of(workspace) == [before[1], before[0], *before[2:]])
    qtbot.waitUntil(lambda: panel.list.currentRow() == 1 and panel._purposes[1].key == before[0])
    qtbot.mouseClick(panel.retire, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: before[0] not in keys_of(workspace))
    qtbot.waitUntil(lambda: panel.retire.text() == "Bring back into use")
    qtbot.mouseClick(panel.retire, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: before[0] in keys_of(workspace))


def test_a_purpose_is_added(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    page.tabs.setCurrentWidget(page.purposes)
    dialog = open_dialog(page, page.purposes.add.click)
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.name, "Open dag 2027")
    dialog.audience.setCurrentIndex(dialog.audience.findData(Audience.PRINT))
    dialog.kinds[MediaKind.SOUND].click()
    dialog.wording["nl"].setPlainText("Mag dit?")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "open-dag-2027" in keys_of(workspace))
    row = workspace.purposes.purpose("open-dag-2027")
    assert (row.name, row.audience, row.legal_basis) == ("Open dag 2027", Audience.PRINT, LegalBasis.CONSENT)
    assert row.kinds == (MediaKind.PHOTO, MediaKind.FILM)
    assert workspace.purposes.wording(row.id, "nl") == "Mag dit?"
    qtbot.waitUntil(lambda: page.purposes.list.count() == len(keys_of(workspace)))


def test_a_purpose_is_changed(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    page.tabs.setCurrentWidget(page.purposes)
    first = workspace.purposes.purposes()[0]
    page.purposes.list.setCurrentRow(0)
    dialog = open_dialog(page, page.purposes.edit.click)
    qtbot.waitUntil(lambda: bool(dialog.wording["nl"].toPlainText()))
    assert dialog.name.text() == first.name
    dialog.name.setText("Elders")
    dialog.edge.setValue(900)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workspace.purposes.purpose(first.key).name == "Elders")
    assert workspace.purposes.purpose(first.key).copy_max_pixels == 900


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No])
def test_rules_are_asked_twice(
    page: SettingsPage,
    workspace: Workspace,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    answer: QMessageBox.StandardButton,
) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: answer)
    page.tabs.setCurrentWidget(page.policy)
    before = workspace.settings.policy()
    panel = page.policy
    assert not panel.months.isEnabled()
    panel.age.setValue(14)
    panel.reaching.setCurrentIndex(panel.reaching.findData(OnReachingAge.LAPSE))
    panel.validity.setCurrentIndex(panel.validity.findData(ConsentValidity.MONTHS))
    assert panel.months.isEnabled()
    panel.months.setValue(24)
    qtbot.mouseClick(panel.save, Qt.MouseButton.LeftButton)
    if answer is QMessageBox.StandardButton.No:
        assert workspace.settings.policy() == before
        return
    qtbot.waitUntil(lambda: bool(panel.message.text()))
    policy = workspace.settings.policy()
    assert (policy.own_decision_age, policy.on_reaching_age) == (14, OnReachingAge.LAPSE)
    assert (policy.validity, policy.validity_months) == (ConsentValidity.MONTHS, 24)
    assert policy.on_reaching_age is OnReachingAge.LAPSE


def test_look_and_language_are_kept_for_this_user(page: SettingsPage, context: AppContext, qtbot: QtBot) -> None:
    panel = page.look
    panel.look.setCurrentIndex(panel.look.findData(ThemeChoice.DARK))
    panel.look.activated.emit(panel.look.currentIndex())
    assert context.settings.look is ThemeChoice.DARK
    assert context.theme.choice is ThemeChoice.DARK
    panel.language.setCurrentIndex(panel.language.findData("en"))
    with qtbot.waitSignal(page.language_changed):
        panel.language.activated.emit(panel.language.currentIndex())
    assert context.settings.language == "en"


def test_the_register_says_where_it_is_and_opens_another(
    page: SettingsPage, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page.tabs.setCurrentWidget(page.register)
    assert page.register.path.text() == str(workspace.path)
    assert page.register.people.text() == "0"
    other = tmp_path / "other.beeldakkoord"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(other), ""))
    with qtbot.waitSignal(page.register_chosen) as chosen:
        qtbot.mouseClick(page.register.other, Qt.MouseButton.LeftButton)
    assert chosen.args == [other]


@pytest.mark.parametrize(
    ("name", "key"), [("Écho & Co", "echo-co"), ("Website", "website-2"), ("学校", "purpose"), ("x" * 80, "x" * 32)]
)
def test_keys_are_short_plain_and_free(name: str, key: str) -> None:
    assert make_key(name, {"website"}) == key
