# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds in real windows: from choosing whom to ask to the letters for who stayed silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.consent.purposes import PurposeInput
from models.roster.person_input import PersonInput
from models.terms import Audience, PersonRole
from tests.models.builders import School as Filled
from ui.context import AppContext
from ui.pages.forms.paper_dialog import RoundPaperDialog
from ui.pages.forms.people_finder import ChoosePeopleDialog
from ui.pages.forms.round_changes import NewFormDialog, RoundDetailsDialog
from ui.pages.forms.round_dialog import RoundDialog
from ui.pages.forms.rounds_tab import RoundsTab
from ui.texts import format_date

Settle = Callable[[], None]


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
    assert dialog.preview.label.text() == "Page 1 of the first 3"
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


def test_letters_that_are_sent_are_noted_once(
    tab: RoundsTab, settle: Settle, context: AppContext, tmp_path: Path
) -> None:
    start_round(tab, settle)
    opened(tab, RoundPaperDialog).close()
    settle()
    tab.remind.click()
    settle()
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    assert paper.note_sent.isChecked()
    for name in ("letters.pdf", "again.pdf"):
        paper.save_to(tmp_path / name)
        settle()
    paper.close()
    settle()
    today = format_date(context.workspace.clock.today())
    assert tab.standing.text() == f"0 of 3 answered, 3 silent. Reminded on {today} (3 letters)."
    context.undo.undo()
    settle()
    assert tab.standing.text() == "0 of 3 answered, 3 silent."
    tab.remind.click()
    settle()
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    paper.note_sent.setChecked(False)
    paper.save_to(tmp_path / "trial.pdf")
    settle()
    assert tab.standing.text() == "0 of 3 answered, 3 silent."


def test_forms_alone_are_no_reminder(tab: RoundsTab, settle: Settle, tmp_path: Path) -> None:
    start_round(tab, settle)
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    assert not paper.note_sent.isVisible()
    paper.save_to(tmp_path / "forms.pdf")
    settle()
    assert "Reminded" not in tab.standing.text()


def test_name_and_last_day_of_a_round_are_changed(tab: RoundsTab, settle: Settle, context: AppContext) -> None:
    start_round(tab, settle)
    opened(tab, RoundPaperDialog).close()
    settle()
    tab.change.click()
    settle()
    dialog = opened(tab, RoundDetailsDialog)
    assert isinstance(dialog, RoundDetailsDialog)
    dialog.name.setText("Autumn")
    dialog.before.setText("31-02-2027")
    dialog.save.click()
    settle()
    assert dialog.problem.isVisible()
    before = context.workspace.clock.today() + timedelta(days=10)
    dialog.before.set_day(before)
    dialog.save.click()
    settle()
    assert tab.name.text() == "Autumn"
    assert f"until {format_date(before)}" in tab.list.item(0).text()
    context.undo.undo()
    settle()
    assert tab.name.text() != "Autumn"


def test_a_lost_form_is_made_anew(tab: RoundsTab, settle: Settle, context: AppContext, tmp_path: Path) -> None:
    start_round(tab, settle)
    opened(tab, RoundPaperDialog).close()
    settle()
    assert not tab.lost.isEnabled()
    tab.tree.setCurrentItem(tab.tree.topLevelItem(0))
    assert not tab.lost.isEnabled()  # a class is nobody
    tab.tree.setCurrentItem(tab.tree.topLevelItem(0).child(1))
    assert tab.lost.isEnabled()
    round_id = context.workspace.rounds.rounds()[0].id
    codes = {form.sheet.code for form in context.workspace.rounds.forms_of(round_id)}
    tab.lost.click()
    settle()
    dialog = opened(tab, NewFormDialog)
    assert isinstance(dialog, NewFormDialog)
    dialog.save.click()
    settle()
    paper = opened(tab, RoundPaperDialog)
    assert isinstance(paper, RoundPaperDialog)
    paper.save_to(tmp_path / "new.pdf")
    settle()
    assert paper.message.text() == "1 page is in “new.pdf”."
    assert len(codes & {form.sheet.code for form in context.workspace.rounds.forms_of(round_id)}) == 2
    paper.close()
    settle()
    context.undo.undo()
    settle()
    assert {form.sheet.code for form in context.workspace.rounds.forms_of(round_id)} == codes


def test_only_certain_people_in_a_language_of_choice(
    tab: RoundsTab, settle: Settle, people: tuple[int, ...], context: AppContext, qtbot: QtBot
) -> None:
    tab.first.click()
    settle()
    dialog = opened(tab, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    dialog.choose.click()
    settle()
    chooser = opened(dialog, ChoosePeopleDialog)
    assert isinstance(chooser, ChoosePeopleDialog)
    for name in ("cas", "bo"):
        qtbot.keyClicks(chooser.finder.line, name)
        qtbot.keyClick(chooser.finder.line, Qt.Key.Key_Return)
        settle()
    assert list(chooser.people.values()) == ["Cas Smit", "Bo Smit"]
    chooser.list.setCurrentRow(1)
    chooser.remove.click()
    chooser.done_button.click()
    settle()
    assert dialog.chosen.text() == "Cas Smit"
    assert not dialog.groups.isVisible()
    assert plain(dialog.summary.text()) == "1 person gets a form (Polski 1)."
    dialog.each_own.setChecked(False)
    dialog.language.setCurrentIndex(dialog.language.findData("tr"))
    settle()
    assert plain(dialog.summary.text()) == "1 person gets a form (Türkçe 1)."
    dialog.save.click()
    settle()
    assert [form.sheet.language for form in context.workspace.forms.forms_of(people[2])] == ["tr"]
    assert context.workspace.forms.forms_of(people[0]) == ()


def test_each_version_of_the_form_can_be_looked_at(tab: RoundsTab, settle: Settle, context: AppContext) -> None:
    context.workspace.people.add_person(PersonInput("Kim", "", "Smit", roles=(PersonRole.STAFF,)))
    tab.first.click()
    settle()
    dialog = opened(tab, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    assert [plain(dialog.versions.itemText(row)) for row in range(dialog.versions.count())] == [
        "Nederlands, for parents or guardians",
        "Polski, for parents or guardians",
        "English, for who decides alone",
    ]
    dialog.versions.setCurrentIndex(2)
    dialog.versions.activated.emit(2)
    settle()
    assert dialog.preview.label.text() == "Page 4 of the first 4"
    dialog.preview.previous.click()
    settle()
    assert dialog.versions.currentIndex() == 1


def test_a_text_that_does_not_fit_is_told_and_nothing_is_recorded(
    tab: RoundsTab, settle: Settle, context: AppContext
) -> None:
    """Cas's family reads Polish, and comes last: what they would get is measured all the same."""
    purposes = context.workspace.purposes
    website = purposes.purpose("website")
    changed = PurposeInput("website", "Website", Audience.PUBLIC, wording=(("pl", "Bardzo długi tekst. " * 90),))
    purposes.change_purpose(website.id, changed, asks_anew=False)
    tab.first.click()
    settle()
    dialog = opened(tab, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    expected = (
        "The text of “Website” does not fit on the form. Make it shorter, or choose fewer channels. "
        "It is the form in this language: Polski."
    )
    assert dialog.problem.text() == expected
    assert not dialog.save.isEnabled()
    assert context.workspace.rounds.rounds() == ()


def test_a_day_that_cannot_be_is_told_when_it_matters(tab: RoundsTab, settle: Settle, context: AppContext) -> None:
    tab.first.click()
    settle()
    dialog = opened(tab, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    dialog.before.setText("next week")
    dialog.recording.setChecked(False)  # counting goes on
    settle()
    assert dialog.save.isEnabled()
    dialog.save.click()
    settle()
    assert dialog.problem.isVisible()
    assert context.workspace.rounds.rounds() == ()


def test_a_round_by_keyboard_alone(
    tab: RoundsTab, settle: Settle, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    """Space opens the dialog, ticks and makes the forms; Tab reaches everything, and everything says what it is."""
    tab.window().activateWindow()
    tab.setFocus()
    assert tab.first.hasFocus()
    qtbot.keyClick(tab.first, Qt.Key.Key_Space)
    settle()
    dialog = opened(tab, RoundDialog)
    assert isinstance(dialog, RoundDialog)
    reached = walk(dialog.name, qtbot)
    for widget in (
        dialog.name, dialog.groups, dialog.roles, dialog.choose, dialog.reason, dialog.purposes, dialog.kinds,
        dialog.recording, dialog.each_own, dialog.language, dialog.before, dialog.preview.next, dialog.save,
    ):  # fmt: skip
        assert widget in reached
    assert all(accessible_name(widget) for widget in reached), [one for one in reached if not accessible_name(one)]
    dialog.groups.setFocus()
    qtbot.keyClick(dialog.groups, Qt.Key.Key_Space)
    settle()
    assert plain(dialog.summary.text()) == "2 people get a form (Nederlands 2)."
    dialog.save.setFocus()
    qtbot.keyClick(dialog.save, Qt.Key.Key_Space)
    settle()
    opened(tab, RoundPaperDialog).close()
    settle()
    assert context.workspace.rounds.rounds()[0].people == 2
    tab.window().activateWindow()
    qtbot.waitUntil(tab.window().isActiveWindow)
    reached = walk(tab.new, qtbot)
    tab.tree.setFocus()
    qtbot.keyClick(tab.tree, Qt.Key.Key_Right)
    qtbot.keyClick(tab.tree, Qt.Key.Key_Down)
    settle()
    for widget in (tab.new, tab.list, tab.blank, tab.change, tab.tree, tab.print, tab.remind, tab.copy):
        assert widget in reached
    assert all(accessible_name(widget) for widget in reached)
    assert tab.lost.isEnabled()


def walk(start: QWidget, qtbot: QtBot) -> list[QWidget]:
    """Whatever Tab reaches from a widget on, in that order, until it comes round."""
    start.setFocus()
    found: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and now not in found:
        found.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    return found


def accessible_name(widget: QWidget) -> str:
    """What a screen reader says of it."""
    found = QAccessible.queryAccessibleInterface(widget)
    return "" if found is None else found.text(QAccessible.Text.Name)
