# SPDX-License-Identifier: GPL-3.0-or-later
"""Why somebody is never shown: read in one place, only on purpose, and each time on record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import col, select

from models.roster.class_list import read_class_list
from models.roster.people import PeopleQuery
from models.roster.person_input import PersonInput
from models.roster.person_rows import WITHOUT_REASON
from models.roster.sheet import read_table
from models.tables import AuditDetail, AuditEntry, Person
from models.terms import LookingPurpose, PersonRole
from models.workspace import Workspace
from tests.models.builders import School

REASON = "zwanenzang"


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SQL statement that any register runs meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def protected(workspace: Workspace) -> int:
    school = School(workspace)
    purpose = school.purpose()
    pupil = school.pupil(guardians=2)
    workspace.people.set_protected(pupil, True, REASON)
    school.answer(pupil, purpose)
    school.tag(school.item(), pupil)
    return pupil


def test_looking_is_put_on_record_with_numbers_and_a_word_only(workspace: Workspace, protected: int) -> None:
    for purpose in (LookingPurpose.PICTURE, LookingPurpose.FAMILY_ASKED):
        assert workspace.people.reveal_protected_reason(protected, purpose).value == REASON
    with workspace.store.read() as session:
        rows = session.exec(
            select(AuditDetail.payload)
            .join(AuditEntry, col(AuditEntry.seq) == AuditDetail.seq)
            .where(AuditEntry.action == "person.protected_reason_seen")
            .order_by(col(AuditEntry.seq))
        ).all()
        everything = session.exec(select(AuditDetail.payload)).all()
    assert [json.loads(row) for row in rows] == [
        {"touched": {}, "person": protected, "purpose": "picture"},
        {"touched": {}, "person": protected, "purpose": "family_asked"},
    ]
    assert not any(REASON in payload for payload in everything)


def test_no_page_list_or_preview_reads_the_reason(workspace: Workspace, protected: int) -> None:
    people = workspace.people
    with statements() as seen:
        detail = people.person(protected)
        row = people.rows(people.list_people(PeopleQuery(role=PersonRole.PUPIL)))
        found = people.search("kind")
        people.find_by_name("Kind Janssen")
        known = people.known_people()
        table = read_table("Roepnaam;Achternaam;Klas\nKind;Janssen;3B")
        people.plan_import(read_class_list(table, mapping=None, today=workspace.clock.today()))
        workspace.consent.matrix(protected)
        workspace.consent.timeline(protected)
        items = workspace.tagging.items_of(protected)
        purposes = [purpose.id for purpose in workspace.purposes.purposes()]
        workspace.clearance.verdicts(items, purposes)
        explained = workspace.clearance.explain(items[0], purposes[0])
        dossier = workspace.dossiers.collect(protected)
        offers = workspace.people.guardian_offers(PersonInput("Ouder"), protected)
        doubles = workspace.merges.candidates()
    assert len(seen) > 20
    assert not [statement for statement in seen if "protected_reason" in statement]
    assert REASON not in repr((detail, row, found, known, explained, dossier, offers, doubles))


def test_reading_it_by_accident_is_an_error(workspace: Workspace, protected: int) -> None:
    with workspace.store.read() as session:
        person = session.exec(select(Person).options(WITHOUT_REASON).where(Person.id == protected)).one()
        with pytest.raises(InvalidRequestError):
            _ = person.protected_reason


def test_an_edit_keeps_the_reason_and_undo_brings_it_back(workspace: Workspace, protected: int) -> None:
    people = workspace.people
    detail = people.person(protected)
    people.edit_person(protected, PersonInput("Kind", "", "Jansen", detail.birth_date), detail.version)
    assert people.reveal_protected_reason(protected, LookingPurpose.CORRECTION).value == REASON
    lifted = people.set_protected(protected, False)
    assert lifted.undo is not None
    lifted.undo()
    assert people.reveal_protected_reason(protected, LookingPurpose.CORRECTION).value == REASON
