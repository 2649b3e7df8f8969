# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer for one event only is told by the name of the event, on the page of the person."""

from __future__ import annotations

from datetime import date

from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.media.session_rows import SessionInput
from models.terms import Activity, Answer, ConsentStatus, MediaKind
from models.workspace import Workspace
from tests.ui.pages.people.conftest import School
from ui.pages.people.record import cell_sentences, load_record


def test_the_cell_keeps_its_status_and_names_the_event(workspace: Workspace, school: School) -> None:
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, school.website)
    camp = workspace.sessions.add_session(SessionInput("Camp")).value
    fair = workspace.sessions.add_session(SessionInput("Fair")).value
    answered = AnswerInput(school.pupil, key, Answer.GIVEN, decided_on=date(2026, 9, 1))
    workspace.consent.record_answers([answered])
    for session_id, answer in ((camp, Answer.REFUSED), (fair, Answer.GIVEN)):
        workspace.consent.record_answers([AnswerInput(school.pupil, key, answer, session_id=session_id)])
    taken_back = workspace.consent.record_answers([AnswerInput(school.pupil, key, Answer.REFUSED, session_id=fair)])
    assert taken_back.undo is not None
    taken_back.undo()
    record = load_record(workspace, school.pupil)
    row = next(row for row in record.matrix.rows if row.purpose is not None and row.purpose.id == school.website)
    cell = dict(row.statuses)[key]
    assert cell.status is ConsentStatus.GIVEN
    told = [line for line in cell_sentences(record, key, cell) if line.startswith("Only for")]
    assert told == ["Only for “Camp”: no, 15 Sept 2026.", "Only for “Fair”: yes, 15 Sept 2026."]
    film = CellKey(Activity.PUBLICATION, MediaKind.FILM, school.website)
    assert not any(line.startswith("Only for") for line in cell_sentences(record, film, dict(row.statuses)[film]))
