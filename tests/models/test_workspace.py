# SPDX-License-Identifier: GPL-3.0-or-later
"""The opened register as a whole: settings that last, services that know of each other, threads side by side."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.policy import load_policy
from models.settings import School as SchoolSettings
from models.terms import Activity, Answer, MediaKind, Verdict
from models.workspace import Workspace
from tests.models.builders import School


def test_everything_is_there_after_opening_again(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "school.beeldakkoord"
    with Workspace.open(path, clock=clock, actor="Office") as first:
        school = School(first)
        first.settings.change_school(SchoolSettings("De Klaproos", school_year="2026-2027"))
        first.settings.change_policy(load_policy("de"))
        purpose, pupil, item = school.purpose(), school.pupil(guardians=2), school.item()
        school.tag(item, pupil)
        for guardian in school.guardians_of(pupil):
            school.answer(pupil, purpose, decider_id=guardian)
        assert first.path == path
    with Workspace.open(path, create=False, clock=clock) as again:
        found = again.settings.school()
        assert found is not None
        assert (found.name, found.school_year) == ("De Klaproos", "2026-2027")
        assert again.settings.policy() == load_policy("de")
        assert again.clearance.explain(item, purpose).verdict is Verdict.READY
        assert again.clearance.verdicts((item,), (purpose,))[item].worst is Verdict.READY


def test_a_register_is_free_after_the_with_block(tmp_path: Path) -> None:
    path = tmp_path / "school.beeldakkoord"
    with pytest.raises(RuntimeError), Workspace.open(path):
        raise RuntimeError
    Workspace.open(path).close()


def test_a_new_register_has_dutch_defaults_and_no_school(workspace: Workspace) -> None:
    assert workspace.settings.school() is None
    assert workspace.settings.is_sample() is False
    assert workspace.settings.policy() == load_policy("nl")


def test_the_school_can_be_changed_and_changed_back(workspace: Workspace) -> None:
    first, second = SchoolSettings("De Klaproos", contact="office"), SchoolSettings("Het Baken")
    assert workspace.settings.change_school(first, is_sample=True).undo is None
    assert workspace.settings.is_sample()
    change = workspace.settings.change_school(second)
    assert workspace.settings.school() == second
    assert change.undo is not None
    change.undo()
    assert workspace.settings.school() == first


@pytest.mark.parametrize(
    ("school", "code"),
    [
        (SchoolSettings("  "), ErrorCode.NAME_MISSING),
        (SchoolSettings("x" * 201), ErrorCode.VALUE_NOT_ALLOWED),
        (SchoolSettings("x", contact="x" * 201), ErrorCode.VALUE_NOT_ALLOWED),
    ],
)
def test_a_school_that_cannot_be_is_refused(workspace: Workspace, school: SchoolSettings, code: ErrorCode) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.settings.change_school(school)
    assert caught.value.code is code
    assert workspace.settings.school() is None


def test_readers_and_a_writer_side_by_side_see_whole_answers_only(workspace: Workspace) -> None:
    school = School(workspace)
    purposes = [school.purpose("website"), school.purpose("insta")]
    pupil, item = school.pupil(), school.item()
    school.tag(item, pupil)
    for purpose in purposes:
        school.answer(pupil, purpose)
    seen: set[tuple[Verdict, Verdict]] = set()
    failures: list[BaseException] = []
    is_done = threading.Event()

    def look() -> None:
        try:
            while not is_done.is_set():
                found = workspace.clearance.verdicts((item,), purposes)[item].by_purpose
                seen.add((found[purposes[0]].verdict, found[purposes[1]].verdict))
        except BaseException as error:
            failures.append(error)
            raise

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for answer in (Answer.REFUSED, Answer.GIVEN) * 4:
            keys = [CellKey(Activity.PUBLICATION, MediaKind.PHOTO, purpose) for purpose in purposes]
            change = workspace.consent.record_answers([AnswerInput(pupil, key, answer) for key in keys])
            if answer is Answer.REFUSED:
                assert change.undo is not None
                change.undo()
    finally:
        is_done.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert seen <= {(Verdict.READY,) * 2, (Verdict.COVER,) * 2}
    assert workspace.clearance.verdicts((item,), purposes)[item].worst is Verdict.READY


def test_a_change_of_policy_reaches_every_verdict(workspace: Workspace) -> None:
    school = School(workspace)
    purpose, pupil, item = school.purpose(), school.pupil(guardians=2), school.item()
    school.tag(item, pupil)
    school.answer(pupil, purpose)
    assert workspace.clearance.verdicts((item,), (purpose,))[item].worst is Verdict.READY
    workspace.settings.change_policy(replace(workspace.settings.policy(), guardians_required=2))
    assert workspace.clearance.verdicts((item,), (purpose,))[item].worst is Verdict.ASK
    assert workspace.clearance.explain(item, purpose).verdict is Verdict.ASK
