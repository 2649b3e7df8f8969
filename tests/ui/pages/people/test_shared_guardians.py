# SPDX-License-Identifier: GPL-3.0-or-later
"""Brothers and sisters share parents: offered in the dialog and in the import; ending a say is told in words."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.roster.person_input import PersonInput
from models.terms import Activity, Answer, MediaKind, PersonRole
from models.workspace import Workspace
from tests.ui.pages.people.conftest import School
from ui.context import AppContext
from ui.pages.people.guardian_dialog import GuardianDialog
from ui.pages.people.import_dialog import ImportDialog
from ui.pages.people.page import PeoplePage

Settle = Callable[[], None]


def test_a_parent_of_a_sibling_is_offered(
    page: PeoplePage, school: School, workspace: Workspace, context: AppContext, settle: Settle, qtbot: QtBot
) -> None:
    sibling = workspace.people.add_person(PersonInput("Bo", "van", "Dijk", roles=(PersonRole.PUPIL,))).value
    dialog = GuardianDialog(context, sibling, None, page)
    dialog.open()
    dialog.given_name.setText("Mila")
    settle()
    assert not dialog.offer.isVisible()
    dialog.name_prefix.setText("van")
    dialog.family_name.setText("Dijk")
    qtbot.waitUntil(dialog.offer.isVisible, timeout=3000)
    (use,) = dialog.offer.buttons
    use.click()
    assert dialog.tabs.currentIndex() == 1
    dialog.save.click()
    settle()
    assert [one.person_id for one in workspace.people.person(sibling).guardians] == [school.mother]


def test_the_import_asks_about_parents_on_record(
    page: PeoplePage, school: School, workspace: Workspace, context: AppContext, settle: Settle
) -> None:
    text = "Voornaam;Tussenvoegsel;Achternaam;Klas;Ouder 1\nBo;van;Dijk;3B;Mila van Dijk\n"
    for is_same in (False, True):
        dialog = ImportDialog(context, page)
        dialog.open()
        dialog.paste_text(text)
        settle()
        assert dialog.shared.isVisible()
        assert "Mila van Dijk seems to be on record already" in dialog.shared.text()
        assert not dialog.shared.isChecked()
        dialog.shared.setChecked(is_same)
        dialog.bring_in.click()
        settle()
        (bo,) = workspace.people.find_by_name("Bo van Dijk")
        guardians = [one.person_id for one in workspace.people.person(bo).guardians]
        assert (guardians == [school.mother]) is is_same
        assert len(guardians) == 1
        if not is_same:
            context.undo.undo()
            settle()


def test_ending_a_say_is_told(page: PeoplePage, school: School, workspace: Workspace, settle: Settle) -> None:
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, school.website)
    workspace.consent.record_answers([AnswerInput(school.pupil, key, Answer.GIVEN, decider_id=school.mother)])
    page.show_person(school.pupil)
    settle()
    page.person.family.removal_asked.emit(school.mother)
    settle()
    assert "ends today. What they answered stays on record" in page.banner.accessibleName()
    page.person.family.removal_asked.emit(school.father)
    settle()
    assert "has never answered" in page.banner.accessibleName()
    assert [one.person_id for one in workspace.people.person(school.pupil).guardians] == [school.mother]
