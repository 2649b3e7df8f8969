# SPDX-License-Identifier: GPL-3.0-or-later
"""The compiled cells always say what the rules say: after any answer, and after any change of a person or policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.clock import FixedClock
from models.consent.cells import compile_cells, load_facts
from models.consent.facts import GENERAL, CellKey, Scope
from models.consent.purposes import PurposeInput
from models.consent.register import answers_for_many
from models.consent.rules import default_status
from models.publishing.board import StatusBoard, scopes_around, status_in
from models.roster.person_input import PersonInput
from models.tables import Item, Person
from models.terms import (
    Activity,
    Answer,
    AnswerMethod,
    Audience,
    ConsentStatus,
    MediaKind,
    OnReachingAge,
    PersonRole,
)
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School, all_cells

TODAY = date(2026, 9, 15)
PHOTO = MediaKind.PHOTO


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def compiled_status(
    school: School, person_id: int, purpose_id: int | None, day: date = TODAY, kind: MediaKind = PHOTO
) -> ConsentStatus:
    key = CellKey(Activity.PUBLICATION if purpose_id else Activity.RECORDING, kind, purpose_id)
    board = StatusBoard()
    with school.workspace.store.read() as session:
        cells = board.load(session, (person_id,), (kind,))[person_id, kind]
        default = board.defaults(session).get(purpose_id or 0, ConsentStatus.NOT_REQUESTED)
    return status_in(cells, key, day, (), default)


def assert_rebuilding_changes_nothing(workspace: Workspace) -> None:
    before = all_cells(workspace)
    with workspace.store.write("test.rebuild") as unit:
        ids = [person_id or 0 for person_id in unit.session.exec(select(Person.id))]
        compile_cells(unit.session, ids, workspace.settings.policy())
    assert all_cells(workspace) == before


@pytest.mark.parametrize("seed", range(4))
def test_cells_are_the_rules_for_everybody_on_every_kind_of_day(workspace: Workspace, seed: int) -> None:
    policy = workspace.settings.policy()
    workspace.settings.change_policy(
        replace(
            policy,
            guardians_required=seed % 3,
            on_reaching_age=OnReachingAge.LAPSE if seed % 2 else OnReachingAge.KEEP,
        )
    )
    random_school = RandomSchool(workspace, seed)
    random_school.fill(people=40, items=25, answers_each=8)
    workspace.purposes.change_purpose(
        random_school.purpose_ids[0], PurposeInput("p0", "P0", Audience.CLOSED), asks_anew=True
    )
    board = StatusBoard()
    days = [TODAY + timedelta(days=step) for step in range(-600, 400, 37)]
    statuses = set()
    with workspace.store.read() as session:
        facts = load_facts(session, random_school.person_ids, workspace.settings.policy())
        cells = board.load(session, random_school.person_ids, tuple(MediaKind))
        items = session.exec(select(Item.id, Item.session_id)).all()
        for person_id in random_school.person_ids:
            scopes = [GENERAL, *(Scope(item_id, session_id) for item_id, session_id in items[:8])]
            for purpose in (None, *facts.purposes.values()):
                activity = Activity.RECORDING if purpose is None else Activity.PUBLICATION
                default = ConsentStatus.NOT_REQUESTED if purpose is None else default_status(purpose.legal_basis)
                for kind in MediaKind:
                    key = CellKey(activity, kind, None if purpose is None else purpose.id)
                    for scope in scopes:
                        around = () if scope == GENERAL else scopes_around(scope.item_id or 0, scope.session_id)
                        for day in days if scope == GENERAL else days[::9]:
                            wanted = facts.status_of(person_id, key, day, scope).status
                            assert status_in(cells[person_id, kind], key, day, around, default) is wanted
                            statuses.add(wanted)
    assert len(statuses) >= 8


def test_rebuilding_all_cells_changes_nothing(workspace: Workspace) -> None:
    random_school = RandomSchool(workspace, 11)
    random_school.fill(people=40, items=25, answers_each=6)
    school = School(workspace)
    for person_id in random_school.pupil_ids[:10]:
        school.answer(person_id, random_school.purpose_ids[0], Answer.REFUSED, TODAY)
    assert_rebuilding_changes_nothing(workspace)


def test_protection_is_compiled_at_once_and_lifted_again(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    change = school.workspace.people.set_protected(pupil, True, "asked for")
    assert compiled_status(school, pupil, purpose) is ConsentStatus.PROTECTED
    assert change.undo is not None
    change.undo()
    assert compiled_status(school, pupil, purpose) is ConsentStatus.GIVEN


def test_protection_holds_for_kinds_that_a_purpose_is_not_used_for(school: School) -> None:
    purpose, pupil = school.purpose(kinds=(PHOTO,)), school.pupil()
    school.workspace.people.set_protected(pupil, True)
    for kind in MediaKind:
        assert compiled_status(school, pupil, purpose, kind=kind) is ConsentStatus.PROTECTED


def test_a_new_purpose_is_compiled_for_who_is_protected(school: School) -> None:
    pupil = school.pupil()
    school.workspace.people.set_protected(pupil, True)
    purpose = school.purpose()
    assert compiled_status(school, pupil, purpose) is ConsentStatus.PROTECTED


def test_answers_stay_compiled_when_a_purpose_gives_up_a_kind(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose, Answer.REFUSED, kind=MediaKind.FILM)
    school.workspace.purposes.change_purpose(
        purpose, PurposeInput("website", "Website", Audience.PUBLIC, kinds=(PHOTO,)), asks_anew=False
    )
    assert compiled_status(school, pupil, purpose, kind=MediaKind.FILM) is ConsentStatus.REFUSED


def test_authority_that_is_taken_away_is_compiled(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    guardian = school.guardians_of(pupil)[0]
    school.answer(pupil, purpose)
    school.workspace.people.edit_guardian(pupil, guardian, relation="", has_authority=False)
    assert compiled_status(school, pupil, purpose) is ConsentStatus.NOT_REQUESTED


def test_another_guardian_is_compiled(school: School) -> None:
    workspace = school.workspace
    workspace.settings.change_policy(replace(workspace.settings.policy(), guardians_required=0))
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    assert compiled_status(school, pupil, purpose) is ConsentStatus.GIVEN
    school.guardian(pupil)
    assert compiled_status(school, pupil, purpose) is ConsentStatus.PARTLY_GIVEN


def test_another_birth_date_is_compiled(school: School) -> None:
    workspace = school.workspace
    workspace.settings.change_policy(replace(workspace.settings.policy(), on_reaching_age=OnReachingAge.LAPSE))
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    person = workspace.people.person(pupil)
    workspace.people.edit_person(pupil, PersonInput("Kind", "", "Janssen", date(2010, 9, 14)), person.version)
    assert compiled_status(school, pupil, purpose) is ConsentStatus.NOT_REQUESTED
    assert compiled_status(school, pupil, purpose, date(2026, 9, 13)) is ConsentStatus.GIVEN


def test_another_role_is_compiled(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    school.workspace.people.set_roles(pupil, (PersonRole.STAFF,))
    facts = school.workspace.consent.facts((pupil,))
    wanted = facts.status_of(pupil, CellKey(Activity.PUBLICATION, PHOTO, purpose), TODAY).status
    assert compiled_status(school, pupil, purpose) is wanted


def test_leaving_school_is_compiled(school: School) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    school.workspace.people.set_left(pupil, date(2026, 9, 12))
    assert compiled_status(school, pupil, purpose, date(2026, 9, 12)) is ConsentStatus.GIVEN
    assert compiled_status(school, pupil, purpose) is ConsentStatus.EXPIRED


def test_another_policy_is_compiled_and_taken_back(school: School) -> None:
    workspace = school.workspace
    purpose, pupil = school.purpose(), school.pupil(guardians=2)
    school.answer(pupil, purpose)
    change = workspace.settings.change_policy(replace(workspace.settings.policy(), guardians_required=2))
    assert compiled_status(school, pupil, purpose) is ConsentStatus.PARTLY_GIVEN
    assert change.undo is not None
    change.undo()
    assert compiled_status(school, pupil, purpose) is ConsentStatus.GIVEN
    assert_rebuilding_changes_nothing(workspace)


def test_a_policy_that_could_not_be_stored_does_not_count(school: School) -> None:
    workspace = school.workspace
    before = workspace.settings.policy()

    def refuse(_unit: object) -> None:
        raise RuntimeError

    workspace.store.run_before_commit(refuse)
    with pytest.raises(RuntimeError):
        workspace.settings.change_policy(replace(before, guardians_required=2))
    assert workspace.settings.policy() == before


def test_the_board_forgets_what_changed(school: School, clock: FixedClock) -> None:
    workspace = school.workspace
    purpose, pupil, item = school.purpose(), school.pupil(), school.item()
    school.tag(item, pupil)

    def now() -> str:
        return workspace.clearance.verdicts((item,), (purpose,))[item].by_purpose[purpose].verdict.key

    assert now() == "ask"
    school.answer(pupil, purpose)
    assert now() == "ready"
    school.workspace.people.set_protected(pupil, True)
    assert now() == "cover"
    workspace.settings.change_policy(replace(workspace.settings.policy(), covering_allowed=False))
    assert now() == "no"
    clock.advance(days=1)
    assert now() == "no"


def test_an_answer_compiles_its_own_cells_and_leaves_the_others(workspace: Workspace) -> None:
    """What is compiled in part equals what is compiled whole, whatever is answered or annulled in which order."""
    random_school = RandomSchool(workspace, 11)
    random_school.fill(people=40, items=20, answers_each=8)
    chance = random_school.chance
    keys = [CellKey(Activity.RECORDING, kind) for kind in MediaKind]
    keys += [CellKey(Activity.PUBLICATION, kind, one) for one in random_school.purpose_ids for kind in MediaKind]
    changes = []
    for _ in range(12):
        people, about = chance.sample(random_school.person_ids, 9), chance.sample(keys, 4)
        answer = chance.choice((Answer.GIVEN, Answer.REFUSED))
        changes.append(workspace.consent.record_answers(answers_for_many(people, about, answer, AnswerMethod.FORM)))
    for change in chance.sample(changes, 5):
        assert change.undo is not None
        change.undo()
    assert_rebuilding_changes_nothing(workspace)


def test_a_new_guardian_with_an_answer_reaches_every_cell_of_the_pupil(school: School) -> None:
    """An unnamed guardian who is put on record with an answer may change what other cells say (who is entitled)."""
    purpose, other = school.purpose(), school.purpose("instagram")
    pupil = school.pupil(guardians=0)
    school.workspace.consent.record_requests((pupil,), (CellKey(Activity.PUBLICATION, MediaKind.PHOTO, other),))
    school.answer(pupil, purpose)
    assert_rebuilding_changes_nothing(school.workspace)
