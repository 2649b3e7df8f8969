# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer for one photo only, asked for where the reasons stand and recorded with one undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from models.terms import Answer, AnswerMethod, LegalBasis, Verdict
from models.workspace import Workspace
from tests.models.builders import School, save_photo
from ui.context import AppContext
from ui.dialogs.photo_answer import PhotoAnswerDialog, PhotoAnswers
from ui.widgets.why_panel import WhyPanel


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def photo_of(school: School, folder: Path, *people: int) -> int:
    """A photo with these people in it."""
    (item,) = school.take_in(save_photo(folder / "feest.jpg"))
    school.tag(item, *people)
    return item


def open_dialog(qtbot: QtBot, context: AppContext, item: int, person: int, *purposes: int) -> PhotoAnswerDialog:
    dialog = PhotoAnswerDialog(context, item, person, purposes)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    qtbot.waitUntil(lambda: dialog.question is not None)
    return dialog


def shown_words(panel: QWidget) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.text()]


def test_a_mothers_yes_for_one_photo_is_recorded_for_that_photo(
    school: School, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    website, pupil = school.purpose(), school.pupil()
    (mother,) = school.guardians_of(pupil)
    school.answer(pupil, website, Answer.REFUSED, date(2026, 3, 3))
    item = photo_of(school, tmp_path, pupil)
    dialog = open_dialog(qtbot, context, item, pupil, website)
    assert "feest.jpg" in dialog.heading.text()
    assert not dialog.save.isEnabled()
    qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    dialog.decider.setCurrentIndex(dialog.decider.findData(mother))
    dialog.method.setCurrentIndex(dialog.method.findData(AnswerMethod.TELEPHONE))
    qtbot.keyClicks(dialog.note, "belde zelf")
    qtbot.waitUntil(lambda: dialog.outcome.text() == "Website, this photo: Yes.")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    latest = school.workspace.consent.timeline(pupil)[0]
    assert (latest.item_id, latest.answer, latest.decider_id) == (item, Answer.GIVEN, mother)
    assert (latest.method, latest.note) == (AnswerMethod.TELEPHONE, "belde zelf")
    assert school.workspace.clearance.explain(item, website).verdict is Verdict.READY
    other = school.item()
    school.tag(other, pupil)
    assert school.workspace.clearance.explain(other, website).verdict is Verdict.COVER
    context.undo.undo()
    qtbot.waitUntil(lambda: school.workspace.clearance.explain(item, website).verdict is Verdict.COVER)


def test_another_parents_no_is_told_beforehand(
    school: School, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    website, pupil = school.purpose(), school.pupil(guardians=2)
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, website, Answer.REFUSED, date(2026, 3, 3), decider_id=father)
    dialog = open_dialog(qtbot, context, photo_of(school, tmp_path, pupil), pupil, website)
    dialog.decider.setCurrentIndex(dialog.decider.findData(mother))
    dialog.yes.setChecked(True)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "Website, this photo: No. Another no still counts.")


def test_several_purposes_at_hand_can_be_chosen(
    school: School, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    website, portal, pupil = school.purpose(), school.purpose("portal"), school.pupil()
    school.purpose("press")
    item = photo_of(school, tmp_path, pupil)
    dialog = open_dialog(qtbot, context, item, pupil, portal, website)
    assert set(dialog.boxes) == {website, portal}
    assert [purpose for purpose, box in dialog.boxes.items() if box.isChecked()] == [portal]
    dialog.boxes[website].setChecked(True)
    dialog.no.setChecked(True)
    qtbot.waitUntil(dialog.save.isEnabled)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    entries = school.workspace.consent.timeline(pupil)
    assert {entry.key.purpose_id for entry in entries} == {website, portal}
    assert {entry.answer for entry in entries} == {Answer.REFUSED}
    dialog_again = open_dialog(qtbot, context, item, pupil, portal, website)
    for box in dialog_again.boxes.values():
        box.setChecked(False)
    dialog_again.yes.setChecked(True)
    assert not dialog_again.save.isEnabled()
    qtbot.waitUntil(lambda: dialog_again.outcome.text() == "Choose what the answer is about.")


def test_without_consent_a_no_is_an_objection(
    school: School, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    lessons, adult = school.purpose("lessons", basis=LegalBasis.PUBLIC_TASK), school.adult()
    dialog = open_dialog(qtbot, context, photo_of(school, tmp_path, adult), adult, lessons)
    assert (dialog.no.text(), dialog.yes.text()) == ("Objects", "No objection")
    dialog.no.setChecked(True)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "Lessons, this photo: Objects.")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert school.workspace.consent.timeline(adult)[0].answer is Answer.OBJECTED


def test_a_day_that_cannot_be_is_said_and_nothing_is_written(
    school: School, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    from PySide6.QtCore import QDate

    website, pupil = school.purpose(), school.pupil()
    dialog = open_dialog(qtbot, context, photo_of(school, tmp_path, pupil), pupil, website)
    dialog.yes.setChecked(True)
    dialog.day.setDate(QDate(2012, 1, 1))
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert school.workspace.consent.timeline(pupil) == ()


# --- the panel that says why


@pytest.fixture
def panel(qtbot: QtBot, context: AppContext) -> WhyPanel:
    made = WhyPanel(context)
    qtbot.addWidget(made)
    made.resize(360, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def answer_buttons(panel: WhyPanel) -> list[QAbstractButton]:
    return [
        button
        for button in panel.findChildren(QAbstractButton)
        if button.accessibleName().endswith("answer for this photo only") and button.isVisible()
    ]


def test_the_panel_offers_it_for_each_person_and_says_for_this_photo(
    school: School, context: AppContext, panel: WhyPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    website, portal = school.purpose(), school.purpose("portal")
    pupil, yes, hidden = school.pupil(), school.adult(), school.pupil()
    school.answer(yes, website)
    school.answer(pupil, website, Answer.REFUSED)
    school.workspace.people.set_protected(hidden, True, "court order")
    item = photo_of(school, tmp_path, pupil, yes, hidden)
    PhotoAnswers(context, panel)
    panel.show_item(item, (website, portal))
    qtbot.waitUntil(lambda: len(answer_buttons(panel)) == 2)
    long_one = next(button for button in answer_buttons(panel) if button.text())
    with qtbot.waitSignal(panel.photo_answer_chosen) as asked:
        qtbot.mouseClick(long_one, Qt.MouseButton.LeftButton)
    assert asked.args == [item, pupil, [website, portal]]
    dialog = panel.window().findChild(PhotoAnswerDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.question is not None)
    dialog.yes.setChecked(True)
    qtbot.waitUntil(dialog.save.isEnabled)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Answered for this photo only" in shown_words(panel))


def test_the_panel_tells_both_sides_with_their_dates(
    school: School, panel: WhyPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    website, portal, pupil = school.purpose(), school.purpose("portal"), school.pupil(guardians=2)
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, website, Answer.GIVEN, date(2026, 3, 3), decider_id=mother)
    school.answer(pupil, website, Answer.REFUSED, date(2026, 5, 5), decider_id=father)
    school.answer(pupil, portal, Answer.REFUSED, date(2026, 6, 6), decider_id=mother)
    school.answer(pupil, portal, Answer.GIVEN, date(2026, 7, 7), decider_id=father)
    panel.show_item(photo_of(school, tmp_path, pupil), (website, portal))
    qtbot.waitUntil(lambda: any("5 May 2026" in text for text in shown_words(panel)))
    words = [text for text in shown_words(panel) if "Ouder" in text]
    assert [text.split(": ")[1] for text in words] == ["Yes, 3 Mar 2026", "No, 5 May 2026"]
    assert "The parents answered differently. The no counts." in shown_words(panel)
