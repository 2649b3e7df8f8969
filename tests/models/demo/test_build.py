# SPDX-License-Identifier: GPL-3.0-or-later
"""The invented school in a real register: what was planned is what the services say, and it can be looked around in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.clock import FixedClock
from models.demo.build import DemoOutcome, build_demo
from models.demo.school import load_school
from models.demo.values import DemoSchool
from models.errors import ErrorCode, KnownError
from models.forms.round_terms import RoundAnswer
from models.progress import CancelToken, Progress
from models.roster.names import display_name
from models.roster.people import PeopleQuery
from models.terms import ConsentStatus, SessionPhase, TakedownState, Verdict
from models.workspace import Workspace

TODAY = date(2026, 11, 24)


class _Built:
    def __init__(self, workspace: Workspace, outcome: DemoOutcome, reports: list[tuple[int, int]]) -> None:
        self.workspace = workspace
        self.outcome = outcome
        self.reports = reports
        self.school: DemoSchool = load_school(TODAY)
        self.purposes = {row.key: row.id for row in workspace.purposes.purposes()}

    def item(self, scene_key: str) -> int:
        item_id = self.workspace.media.item_at(self.outcome.folder / self.school.scene(scene_key).file_name)
        assert item_id is not None
        return item_id


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Built]:
    folder = tmp_path_factory.mktemp("demo")
    reports: list[tuple[int, int]] = []
    with Workspace.open(folder / "sample.beeldakkoord", clock=FixedClock(TODAY), actor="Somebody") as workspace:
        outcome = build_demo(workspace, folder / "pictures", Progress(lambda *report: reports.append(report)))
        yield _Built(workspace, outcome, reports)


@pytest.mark.parametrize("purpose", ["website", "instagram"])
def test_every_verdict_occurs_and_is_as_planned(built: _Built, purpose: str) -> None:
    purpose_id = built.purposes[purpose]
    items = {scene.key: built.item(scene.key) for scene in built.school.scenes}
    cleared = built.workspace.clearance.verdicts(list(items.values()), [purpose_id])
    verdicts = {key: cleared[item_id].by_purpose[purpose_id].verdict for key, item_id in items.items()}
    assert verdicts == {scene.key: dict(scene.expected)[purpose] for scene in built.school.scenes}
    assert set(verdicts.values()) == set(Verdict)


def test_it_is_marked_as_invented_and_complete(built: _Built) -> None:
    workspace, outcome, school = built.workspace, built.outcome, built.school
    assert workspace.settings.is_sample()
    told = workspace.settings.school()
    assert told is not None
    assert (told.name, told.school_year) == (school.name, "2026-2027")
    assert outcome.people == len(school.people) == len(workspace.people.list_people(PeopleQuery(include_left=True)))
    assert outcome.pictures == len(school.scenes) == workspace.media.count_items()
    assert {row.name for row in workspace.groups.list_groups()} == {group.name for group in school.groups}


def test_copies_are_recorded_and_a_withdrawal_left_something_to_take_down(built: _Built) -> None:
    workspace, school = built.workspace, built.school
    items = {built.item(one.scene_key) for one in school.publications}
    published = workspace.publications.publications_of(sorted(items))
    assert built.outcome.publications == len(school.publications) == len(published)
    assert all(one.published_on < TODAY for one in published)
    copies = built.outcome.folder.with_name("pictures exports")
    assert {one.copy_name for one in published} <= {path.name for path in copies.iterdir()}
    tasks = [task for task in workspace.takedowns.tasks() if task.state is TakedownState.OPEN]
    assert len(tasks) == built.outcome.tasks >= 1
    assert {task.cause for task in tasks} <= {ConsentStatus.WITHDRAWN, ConsentStatus.REFUSED, ConsentStatus.EXPIRED}


def test_everybody_has_a_page_with_answers_in_the_name_of_the_school(built: _Built) -> None:
    workspace = built.workspace
    person = next(one for one in built.school.people if one.key == "sem")
    name = display_name(person.given_name, person.name_prefix, person.family_name)
    (sem,) = workspace.people.find_by_name(name)
    entries = workspace.consent.timeline(sem)
    assert entries
    assert {entry.recorded_by for entry in entries} == {built.school.actor}
    assert workspace.store.actor == "Somebody"


def test_progress_only_goes_forward_and_ends_complete(built: _Built) -> None:
    done = [one for one, _total in built.reports]
    assert done == sorted(done)
    assert len({total for _done, total in built.reports}) == 1
    assert built.reports[-1][0] == built.reports[-1][1]


def test_forms_can_be_printed_for_whoever_has_not_answered(built: _Built) -> None:
    workspace = built.workspace
    people = workspace.people.list_people(PeopleQuery())[:3]
    (first, *_rest) = workspace.forms.preview(people, list(built.purposes.values()), "nl")
    assert first.school.name == built.school.name
    titles = {purpose.name for purpose in built.school.purposes}
    assert {row.title for row in first.rows if row.purpose_id} < titles  # lesson use needs no consent


def test_stopping_stops(tmp_path: Path, workspace: Workspace) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(KnownError) as caught:
        build_demo(workspace, tmp_path / "pictures", Progress(None, token))
    assert caught.value.code is ErrorCode.CANCELLED
    assert workspace.store.actor == "Office"
    assert list((tmp_path / "pictures").glob("*.jpg")) == []


def test_pictures_fall_into_their_events_and_who_is_in_them_was_expected(built: _Built) -> None:
    sessions = built.workspace.sessions
    rows = {row.name: row for row in sessions.list_sessions()}
    assert set(rows) == {event.name for event in built.school.events}
    events = {event.key: event for event in built.school.events}
    items = [built.item(scene.key) for scene in built.school.scenes]
    found, rows_of_items = sessions.sessions_of(items), built.workspace.media.item_rows(items)
    assert len(found) > len(items) - 5
    for scene in built.school.scenes:
        item_id, event = built.item(scene.key), events[scene.event_key]
        if rows_of_items[item_id].captured_at is None:  # such as a messenger app leaves it
            assert item_id not in found
        else:
            assert found[item_id].name == event.name
    visit = rows["Stagebezoek"]
    expected = built.workspace.people.rows(sessions.expected_people(visit.id))
    assert {row.display_name for row in expected} >= {"Petra Koster", "Abdel Tahiri"}
    assert {row.phase for row in rows.values()} == {SessionPhase.COMING, SessionPhase.PAST}


def test_a_round_of_forms_is_under_way_with_families_heard_and_families_silent(built: _Built) -> None:
    (row,) = built.workspace.rounds.rounds()
    assert row.is_running
    assert (row.people, row.to_check) == (36, 0)
    assert 10 < row.answered < 30
    progress = built.workspace.rounds.progress(row.id)
    assert all(0 < one.answered < one.people for one in progress.classes)
    languages = {one.language for one in progress.people}
    assert languages == {"nl", "ar", "pl", "tr", "uk"}
    assert len(built.workspace.rounds.reminders(row.id)) == row.silent


def test_one_answer_has_a_file_as_proof(built: _Built) -> None:
    answered = [one for one in built.workspace.rounds.progress(1).people if one.answer is RoundAnswer.ANSWERED]
    entries = [entry for one in answered for entry in built.workspace.consent.timeline(one.person_id)]
    kept = {entry.evidence_id for entry in entries if entry.evidence_id is not None}
    (evidence_id,) = kept
    proof = built.workspace.evidence.read(evidence_id)
    assert (proof.media_type, b"ouderportaal" in proof.content) == ("message/rfc822", True)
