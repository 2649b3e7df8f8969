# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: what is saved is in the register, can be undone, and asks before it weighs every answer anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from models.consent.default_purposes import default_purposes
from models.consent.purposes import PurposeInput
from models.policy import countries, load_policy
from models.settings import School
from models.terms import Audience, ConsentValidity, LeapDayRule, LegalBasis, MediaKind, OnReachingAge
from models.workspace import Workspace
from tests.models.builders import School as Register
from ui.context import AppContext
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.purpose_dialog import PurposeDialog, make_key
from ui.pages.settings.versions_dialog import VersionsDialog
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
    dialog.wording.field("nl").setPlainText("Mag dit?")
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
    qtbot.waitUntil(lambda: bool(dialog.wording.field("nl").toPlainText()))
    assert dialog.name.text() == first.name
    dialog.name.setText("Elders")
    dialog.edge.setValue(900)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workspace.purposes.purpose(first.key).name == "Elders")
    assert workspace.purposes.purpose(first.key).copy_max_pixels == 900


def change_rules(page: SettingsPage, qtbot: QtBot) -> QMessageBox:
    """Fill in other rules and press the button; gives the question that follows."""
    page.tabs.setCurrentWidget(page.policy)
    fields = page.policy.fields
    assert not fields.months.isEnabled()
    fields.age.setValue(14)
    fields.reaching.setCurrentIndex(fields.reaching.findData(OnReachingAge.LAPSE))
    fields.leap_day.setCurrentIndex(fields.leap_day.findData(LeapDayRule.LAST_OF_FEBRUARY))
    fields.validity.setCurrentIndex(fields.validity.findData(ConsentValidity.MONTHS))
    assert fields.months.isEnabled()
    fields.months.setValue(24)
    fields.end_month.setCurrentIndex(fields.end_month.findData(8))
    fields.end_day.setValue(15)
    fields.reminder.setValue(6)
    fields.retention.setValue(0)
    qtbot.mouseClick(page.policy.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.policy.findChild(QMessageBox) is not None)
    question = page.policy.findChild(QMessageBox)
    assert question is not None
    return question


def press(question: QMessageBox, role: QMessageBox.ButtonRole) -> None:
    next(one for one in question.buttons() if question.buttonRole(one) is role).click()


def test_a_change_of_the_rules_is_counted_before_it_is_saved_and_can_be_undone(
    page: SettingsPage, workspace: Workspace, context: AppContext, qtbot: QtBot
) -> None:
    school = Register(workspace)
    website = workspace.purposes.purpose("website").id
    pupil = school.pupil(birth_date=date(2012, 1, 1))  # fourteen
    school.answer(pupil, website)
    before = workspace.settings.policy()
    question = change_rules(page, qtbot)
    assert question.informativeText().startswith("1 status changes of 1 person. 1 is a yes no longer.")
    assert workspace.settings.policy() == before
    press(question, QMessageBox.ButtonRole.AcceptRole)
    qtbot.waitUntil(lambda: page.policy.message.text() == "Saved.")
    policy = workspace.settings.policy()
    assert (policy.own_decision_age, policy.on_reaching_age) == (14, OnReachingAge.LAPSE)
    assert (policy.validity, policy.validity_months) == (ConsentValidity.MONTHS, 24)
    assert (policy.leap_day, policy.school_year_ends) == (LeapDayRule.LAST_OF_FEBRUARY, (8, 15))
    assert (policy.reminder_months, policy.retention_months) == (6, 0)
    context.undo.undo()
    qtbot.waitUntil(lambda: workspace.settings.policy() == before)
    qtbot.waitUntil(lambda: page.policy.fields.age.value() == before.own_decision_age)


def test_who_thinks_again_keeps_the_rules(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    before = workspace.settings.policy()
    question = change_rules(page, qtbot)
    assert question.informativeText().startswith("No answer of today means anything else")
    press(question, QMessageBox.ButtonRole.RejectRole)
    qtbot.waitUntil(page.policy.save.isEnabled)
    assert workspace.settings.policy() == before


def test_the_same_rules_are_not_saved_again(page: SettingsPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentWidget(page.policy)
    qtbot.mouseClick(page.policy.save, Qt.MouseButton.LeftButton)
    assert page.policy.message.text() == "These are the rules already."


@pytest.mark.parametrize("country", countries())
def test_a_profile_is_filled_in_with_what_to_check(
    page: SettingsPage, workspace: Workspace, qtbot: QtBot, country: str
) -> None:
    fields = page.policy.fields
    before = workspace.settings.policy()
    fields.profile.setCurrentIndex(fields.profile.findData(country))
    fields.profile.activated.emit(fields.profile.currentIndex())
    assert fields.policy(before) == load_policy(country)
    assert "no legal advice" in fields.profile_note.text()
    assert workspace.settings.policy() == before


def test_each_number_says_what_it_means(page: SettingsPage) -> None:
    fields = page.policy.fields
    fields.reminder.setValue(12)
    fields.retention.setValue(0)
    reminder, retention = fields.meaning.text().splitlines()
    assert reminder.startswith(
        "12 months after a yes, and each time that long after a reminder, people get on the list"
    )
    assert retention == "Nobody who left is ever proposed for erasure."
    fields.end_month.setCurrentIndex(fields.end_month.findData(2))
    assert fields.end_day.maximum() == 28


def test_saving_says_beforehand_how_many_are_asked_again(
    page: SettingsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    school = Register(workspace)
    first = workspace.purposes.purposes()[0]
    for _pupil in range(3):
        school.answer(school.pupil(), first.id)
    page.purposes.list.setCurrentRow(0)
    dialog = open_dialog(page, page.purposes.edit.click)
    qtbot.waitUntil(lambda: bool(dialog.wording.field("nl").toPlainText()))
    assert not dialog.effect.isVisible()
    dialog.anew.setChecked(True)
    assert dialog.effect.text().startswith("This asks 3 people again")
    assert dialog.effect.isVisible()
    dialog.anew.setChecked(False)
    assert not dialog.effect.isVisible()
    other = next(one for one in Audience if one is not first.audience)
    dialog.audience.setCurrentIndex(dialog.audience.findData(other))
    assert dialog.effect.isVisible()


def test_a_language_is_added_by_name_or_by_code(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    first = workspace.purposes.purposes()[0]
    page.purposes.list.setCurrentRow(0)
    dialog = open_dialog(page, page.purposes.edit.click)
    qtbot.waitUntil(lambda: bool(dialog.wording.field("nl").toPlainText()))
    editor = dialog.wording
    editor.language.setEditText("no language")
    editor.add.click()
    assert editor.problem.isVisible()
    editor.language.setEditText("ku")
    editor.add.click()
    assert not editor.problem.isVisible()
    editor.field("ku").setPlainText("Destûr heye?")
    editor.language.setCurrentIndex(editor.language.findData("it"))
    editor.add.click()
    editor.field("it").setPlainText("Va bene?")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dict(workspace.purposes.wordings(first.id)).get("it") == "Va bene?")
    assert dict(workspace.purposes.wordings(first.id))["ku"] == "Destûr heye?"
    assert not workspace.purposes.versions(first.id)[0].is_substantive


def test_earlier_texts_are_shown_with_their_days(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    first = workspace.purposes.purposes()[0]
    changed = PurposeInput(first.key, first.name, first.audience, first.legal_basis, wording=(("en", "Other"),))
    workspace.purposes.change_purpose(first.id, changed, asks_anew=True)
    page.purposes.list.setCurrentRow(0)
    page.purposes.texts.click()
    dialog = page.purposes.findChild(VersionsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.text.toPlainText()))
    text = dialog.text.toPlainText()
    assert text.startswith("Version 2, from 15 Sept 2026: everybody was asked anew")
    assert "English (en): Other" in text
    assert "Version 1, the first" in text


def test_removing_one_in_use_keeps_it_and_says_so(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    school = Register(workspace)
    first, second = workspace.purposes.purposes()[:2]
    school.answer(school.pupil(), first.id)
    page.purposes.list.setCurrentRow(0)
    page.purposes.remove.click()
    qtbot.waitUntil(lambda: bool(page.purposes.message.text()))
    assert page.purposes.message.text() == (
        f"“{first.name}” has 1 answer or request, so it is out of use instead of removed. Its answers are kept, "
        "and you can bring it back."
    )
    assert first.key not in keys_of(workspace)
    qtbot.waitUntil(lambda: page.purposes.retire.text() == "Bring back into use")
    page.purposes.retire.click()
    qtbot.waitUntil(lambda: first.key in keys_of(workspace))
    page.purposes.list.setCurrentRow(1)
    page.purposes.remove.click()
    qtbot.waitUntil(lambda: second.name in page.purposes.message.text())
    assert second.key not in [one.key for one in workspace.purposes.purposes(include_inactive=True)]


def test_the_order_is_changed_by_keyboard(page: SettingsPage, workspace: Workspace, qtbot: QtBot) -> None:
    page.tabs.setCurrentWidget(page.purposes)
    before = keys_of(workspace)
    page.purposes.list.setCurrentRow(0)
    page.purposes.list.setFocus()
    qtbot.keyClick(page.purposes.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(page.purposes.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: keys_of(workspace) == [before[1], before[0], *before[2:]])


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
