# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that wait: given to a person under the rules of an import, taken back, and told in groups beforehand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from models.clock import FixedClock
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.forms.form_rows import FormQuestions
from models.forms.forms import IssuedForm
from models.forms.online import OnlineOutcome, keep_export
from models.forms.online_plan import OnlineGroup, OnlineReason, OnlineState
from models.progress import Progress
from models.roster.workbook import read_export
from models.tables import ConsentEvent, Evidence, OnlineRow
from models.terms import Answer, AnswerMethod, ConsentStatus, MediaKind
from models.workspace import Workspace
from tests.conftest import TODAY
from tests.models.forms.both_ways import HEADINGS, BothWays

PHOTO = MediaKind.PHOTO


@pytest.fixture
def family(workspace: Workspace) -> BothWays:
    return BothWays(workspace)


def bring_in(family: BothWays, *rows: tuple[str, ...], progress: Progress | None = None) -> OnlineOutcome:
    known = ("1-1-2026 9:00:00", family.code, "", "", "")
    data = "\n".join(",".join(row) for row in (HEADINGS, known, *rows)).encode()
    table = read_export(data)
    online = family.workspace.online
    columns = online.propose("Toestemming", table)
    return online.record("Toestemming", table, columns, keep_export(data), progress).value


def only(family: BothWays) -> int:
    (waiting,) = family.workspace.online.rows.waiting()
    return waiting.row_id


def code_of(error: pytest.ExceptionInfo[KnownError]) -> ErrorCode:
    return error.value.code


def test_a_row_with_a_foreign_code_becomes_somebodys(family: BothWays) -> None:
    bring_in(family, ("10-9-2026 10:00:00", "nonsense", "", "ja", "nee"))
    rows = family.workspace.online.rows
    given = rows.give(only(family), family.noor, family.father)
    assert (given.value.answers, given.value.person_id) == (2, family.noor)
    photo, film = family.statuses()
    assert (photo, film.is_stop) == (ConsentStatus.GIVEN, True)
    with family.workspace.store.read() as session:
        events = session.exec(select(ConsentEvent)).all()
        (proof,) = session.exec(select(Evidence.id)).all()
        assert {(one.method, one.decider_id, one.decided_on, one.form_id, one.evidence_id) for one in events} == {
            (AnswerMethod.ONLINE, family.father, date(2026, 9, 10), None, proof)
        }
    assert rows.waiting() == ()
    assert given.undo is not None
    undone = given.undo()
    assert (family.statuses()[0], len(rows.waiting())) == (ConsentStatus.REQUESTED, 1)
    assert undone.undo is not None
    undone.undo()
    assert (family.statuses()[0], rows.waiting()) == (ConsentStatus.GIVEN, ())


def test_taking_the_import_back_takes_what_was_given_with_it(
    family: BothWays, clock: FixedClock, tmp_path: Path
) -> None:
    batch = bring_in(family, ("10-9-2026 10:00:00", "nonsense", "", "ja", "")).batch
    family.workspace.online.rows.give(only(family), family.noor, family.mother)
    family.workspace.close()
    assert tmp_path
    with Workspace.open(family.workspace.path, clock=clock) as opened:
        family.workspace = opened
        undone = opened.online.undo_import(batch)
        assert family.statuses()[0] is ConsentStatus.REQUESTED
        assert undone.undo is not None
        undone.undo()
        assert family.statuses()[0] is ConsentStatus.GIVEN


def test_a_row_without_a_day_asks_for_one(family: BothWays) -> None:
    bring_in(family, ("someday", family.code, "", "ja", ""))
    rows = family.workspace.online.rows
    row_id = only(family)
    with pytest.raises(KnownError) as caught:
        rows.give(row_id, family.noor, family.mother)
    assert code_of(caught) is ErrorCode.ONLINE_DAY_NEEDED
    rows.give(row_id, family.noor, family.mother, date(2026, 9, 2))
    assert family.statuses()[0] is ConsentStatus.GIVEN
    with family.workspace.store.read() as session:
        (event,) = session.exec(select(ConsentEvent)).all()
        assert event.form_id == family.form_id
        assert event.purpose_version_id is not None


def test_a_yes_that_nobody_answers_for_lifts_no_no(family: BothWays) -> None:
    said = [AnswerInput(family.noor, family.key(PHOTO), Answer.REFUSED, family.mother, decided_on=date(2026, 9, 1))]
    family.workspace.consent.record_answers(said)
    bring_in(family, ("10-9-2026 10:00:00", "nonsense", "", "ja", ""))
    rows = family.workspace.online.rows
    row_id = only(family)
    with pytest.raises(KnownError) as caught:
        rows.give(row_id, family.noor)
    assert code_of(caught) is ErrorCode.ONLINE_WHO_NEEDED
    rows.give(row_id, family.noor, family.father)
    assert family.statuses()[0].is_stop  # the father's yes is on record, the mother's no still counts
    with pytest.raises(KnownError) as caught:
        rows.give(row_id, family.noor, family.father)
    assert code_of(caught) is ErrorCode.ONLINE_FORM_UNKNOWN


def test_a_held_yes_is_recorded_once_somebody_says_whose_it_is(family: BothWays) -> None:
    said = [AnswerInput(family.noor, family.key(PHOTO), Answer.REFUSED, family.mother, decided_on=date(2026, 9, 1))]
    family.workspace.consent.record_answers(said)
    bring_in(family, ("10-9-2026 10:00:00", family.code, "", "ja", "ja"))
    (waiting,) = family.workspace.online.rows.waiting()
    assert (waiting.reason, [one.key for one in waiting.answers]) == (OnlineReason.AGAINST_NO, [family.key(PHOTO)])
    given = family.workspace.online.rows.give(waiting.row_id, family.noor, family.mother)
    assert family.statuses()[0] is ConsentStatus.GIVEN
    assert given.undo is not None
    given.undo()
    assert family.statuses()[0].is_stop
    assert len(family.workspace.online.rows.waiting()) == 1


def test_a_row_that_says_nothing_is_nobodys(family: BothWays) -> None:
    bring_in(family, ("10-9-2026 10:00:00", "nonsense", "iemand", "", ""))
    with pytest.raises(KnownError) as caught:
        family.workspace.online.rows.give(only(family), family.noor)
    assert code_of(caught) is ErrorCode.ONLINE_NO_ANSWERS


def test_a_given_row_that_differs_from_the_paper_is_flagged(family: BothWays) -> None:
    family.paper({PHOTO: False})
    bring_in(family, ("someday", family.code, "", "ja", ""))
    rows = family.workspace.online.rows
    rows.give(only(family), family.noor, family.mother, date(2026, 9, 2))
    assert family.statuses()[0].is_stop
    assert [one.reason for one in rows.waiting()] == [OnlineReason.PAPER_DIFFERS]


def test_every_row_names_the_file_it_came_in_and_says_what_it_said(family: BothWays) -> None:
    bring_in(family, ("10-9-2026 10:00:00", "nonsense", "Zoë", "ja", ""))
    with family.workspace.store.read() as session:
        rows = session.exec(select(OnlineRow.content, OnlineRow.state).order_by(OnlineRow.id)).all()  # type: ignore[arg-type]
    assert [state for _content, state in rows] == [OnlineState.EMPTY, OnlineState.PARKED]
    assert '["Wie vult dit in?", "Zoë"]' in rows[1][0]
    assert all('"evidence": 1' in content for content, _state in rows)


def test_the_preview_tells_rows_in_groups(family: BothWays) -> None:
    family.online({PHOTO: True}, who="Moeder")
    rows = (
        (HEADINGS),
        ("10-9-2026 10:00:00", family.code, "Moeder", "ja", ""),
        ("11-9-2026 10:00:00", family.code, "Moeder", "ja", ""),
        ("12-9-2026 10:00:00", family.code, "Moeder", "nee", ""),
        ("13-9-2026 10:00:00", family.code, "Vader", "", "ja"),
        ("14-9-2026 10:00:00", "nonsense", "", "ja", ""),
        ("someday", family.code, "", "ja", ""),
        ("15-9-2026 9:00:00", family.code, "", "", ""),
    )
    table = read_export("\n".join(",".join(row) for row in rows).encode())
    online = family.workspace.online
    groups = online.plan("Toestemming", table, online.propose("Toestemming", table)).groups
    assert {group: count for group, count in groups.items() if count} == {
        OnlineGroup.KNOWN: 1,
        OnlineGroup.SEVERAL: 1,
        OnlineGroup.CHANGED: 1,
        OnlineGroup.NEW: 1,
        OnlineGroup.UNKNOWN_CODE: 1,
        OnlineGroup.UNREADABLE: 1,
        OnlineGroup.EMPTY: 1,
    }


def test_an_import_that_is_stopped_writes_nothing(family: BothWays) -> None:
    rows = [(f"{day}-9-2026 10:00:00", "nonsense", "", "ja", "") for day in range(1, 15)]
    progress = Progress()
    told: list[tuple[int, int]] = []
    bring = Progress(lambda done, total: (told.append((done, total)), progress.cancel.cancel()))
    bring.cancel = progress.cancel
    with pytest.raises(KnownError) as caught:
        bring_in(family, *rows, progress=bring)
    assert code_of(caught) is ErrorCode.CANCELLED
    assert told == [(0, 15)]
    with family.workspace.store.read() as session:
        assert session.exec(select(OnlineRow)).all() == []
        assert session.exec(select(Evidence)).all() == []
    assert family.workspace.clock.today() == TODAY


def test_a_blank_form_is_nobodys_until_somebody_says_so(family: BothWays) -> None:
    blank = make_blank(family)
    bring_in(family, ("10-9-2026 10:00:00", blank.sheet.code, "", "ja", ""))
    (waiting,) = family.workspace.online.rows.waiting()
    assert (waiting.reason, waiting.person_id) == (OnlineReason.FORM_BLANK, None)
    family.workspace.online.rows.give(waiting.row_id, family.noor, family.mother)
    assert family.statuses()[0] is ConsentStatus.GIVEN


def test_a_form_that_goes_back_to_nobody_takes_its_online_answers_along(family: BothWays) -> None:
    blank = make_blank(family)
    bound = family.workspace.rounds.bind(blank.form_id, family.noor)
    bring_in(family, ("10-9-2026 10:00:00", blank.sheet.code, "", "ja", ""))
    assert family.statuses()[0] is ConsentStatus.GIVEN
    assert bound.undo is not None
    bound.undo()
    assert not family.statuses()[0].is_yes
    (waiting,) = family.workspace.online.rows.waiting()
    assert (waiting.reason, waiting.person_id, len(waiting.answers)) == (OnlineReason.FORM_BLANK, None, 1)


def make_blank(family: BothWays) -> IssuedForm:
    (blank,) = family.workspace.rounds.make_blank(1, FormQuestions((family.website,)), "nl", is_self=False).value
    return blank
