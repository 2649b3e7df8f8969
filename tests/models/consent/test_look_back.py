# SPDX-License-Identifier: GPL-3.0-or-later
"""What the register knew on a day: later entries change nothing, and today is what it is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.consent.register import ConsentMatrix
from models.terms import Activity, Answer, Audience, ConsentStatus, MediaKind
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School

START = date(2026, 1, 10)
DAY = timedelta(days=1)
PHOTO = MediaKind.PHOTO


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def status(matrix: ConsentMatrix, purpose_id: int) -> ConsentStatus:
    key = CellKey(Activity.PUBLICATION, PHOTO, purpose_id)
    return next(cell.status for row in matrix.rows for one, cell in row.statuses if one == key)


def test_a_withdrawal_told_last_week_and_entered_today_was_not_known_yesterday(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    clock = school.workspace.clock
    assert isinstance(clock, FixedClock)
    today = clock.today()
    clock.advance(days=-30)
    school.answer(pupil, purpose, decided_on=clock.today())
    clock.advance(days=30)
    school.answer(pupil, purpose, Answer.REFUSED, decided_on=today - 7 * DAY)
    consent = school.workspace.consent
    assert status(consent.matrix(pupil), purpose) is ConsentStatus.WITHDRAWN
    assert status(consent.matrix(pupil, today - 7 * DAY), purpose) is ConsentStatus.WITHDRAWN
    assert status(consent.matrix(pupil, today - 7 * DAY, today - DAY), purpose) is ConsentStatus.GIVEN
    assert len(consent.timeline(pupil, today - DAY)) == 1
    assert len(consent.timeline(pupil, today)) == 2


def test_a_correction_of_later_leaves_the_earlier_look_as_it_was(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    clock = school.workspace.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=-30)
    wrong = school.answer(pupil, purpose, decided_on=clock.today())
    clock.advance(days=30)
    school.workspace.consent.annul_answers(wrong.value.event_ids, "somebody else")
    consent, yesterday = school.workspace.consent, clock.today() - DAY
    assert status(consent.matrix(pupil), purpose) is ConsentStatus.NOT_REQUESTED
    assert status(consent.matrix(pupil, yesterday, yesterday), purpose) is ConsentStatus.GIVEN
    (entry,) = consent.timeline(pupil, yesterday)
    assert not entry.is_annulled


def test_a_change_of_wording_of_later_was_not_known(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    clock = school.workspace.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=-30)
    school.answer(pupil, purpose, decided_on=clock.today())
    before = clock.today()
    clock.advance(days=30)
    changed = PurposeInput("website", "Website", Audience.CLOSED, wording=(("nl", "Iets anders"),))
    school.workspace.purposes.change_purpose(purpose, changed, asks_anew=True)
    consent = school.workspace.consent
    assert status(consent.matrix(pupil), purpose) is ConsentStatus.NOT_REQUESTED
    assert status(consent.matrix(pupil, before, before), purpose) is ConsentStatus.GIVEN


def test_what_somebody_was_asked_later_was_not_known(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    today = school.workspace.clock.today()
    school.workspace.consent.record_asked([(pupil, CellKey(Activity.PUBLICATION, PHOTO, purpose))], today - 9 * DAY)
    consent = school.workspace.consent
    assert status(consent.matrix(pupil, today), purpose) is ConsentStatus.REQUESTED
    assert status(consent.matrix(pupil, today, today - DAY), purpose) is ConsentStatus.NOT_REQUESTED


@pytest.mark.parametrize("seed", range(2))
def test_looking_back_to_today_equals_now(workspace: Workspace, seed: int) -> None:
    random = RandomSchool(workspace, seed)
    random.fill(people=25, items=10, answers_each=20)
    today = workspace.clock.today()
    for person_id in random.person_ids:
        assert workspace.consent.matrix(person_id, today, today) == workspace.consent.matrix(person_id)
        assert workspace.consent.matrix(person_id, today, date.max) == workspace.consent.matrix(person_id)
        assert workspace.consent.timeline(person_id, today) == workspace.consent.timeline(person_id)


_ENTRY = st.tuples(
    st.integers(0, 20),  # days until it is entered
    st.sampled_from((Answer.GIVEN, Answer.REFUSED, Answer.ANNULLED)),
    st.integers(0, 1),  # which guardian
    st.integers(0, 40),  # how many days before the entry it was told
)


@settings(max_examples=20)
@given(st.lists(_ENTRY, min_size=1, max_size=6))
def test_what_is_recorded_later_never_changes_an_earlier_look(entries: list[tuple[int, Answer, int, int]]) -> None:
    clock = FixedClock(START)
    with TemporaryDirectory() as folder, Workspace.open(Path(folder) / "r.beeldakkoord", clock=clock) as workspace:
        school = School(workspace)
        purpose, pupil = school.purpose(), school.pupil(guardians=2)
        guardians = school.guardians_of(pupil)
        looks: dict[date, object] = {}
        event_ids: list[int] = []
        for wait, answer, who, ago in entries:
            clock.advance(days=wait + 1)
            if answer is Answer.ANNULLED:
                if event_ids:
                    workspace.consent.annul_answers(event_ids[-1:])
            else:
                told = clock.today() - ago * DAY
                made = school.answer(pupil, purpose, answer, decided_on=told, decider_id=guardians[who])
                event_ids += made.value.event_ids
            day = clock.today()
            looks[day] = (workspace.consent.matrix(pupil, day), workspace.consent.timeline(pupil))
        for day, look in looks.items():
            assert (workspace.consent.matrix(pupil, day, day), workspace.consent.timeline(pupil, day)) == look
