# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change of the rules or of a purpose would do to answers on record. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import distinct, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.consent.cells import all_keys, load_facts
from models.consent.facts import CellKey
from models.consent.rules import default_status, word_on
from models.policy import ConsentPolicy, weighs_differently
from models.progress import Progress
from models.settings import SettingsService
from models.store import Store
from models.store.same_person import is_on_record
from models.tables import Cell, ConsentEvent, ConsentRequest, Person, Publication
from models.terms import ConsentStatus

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class PolicyEffect:
    """How many statuses of today change, of how many people; how many become a yes and how many stop being one."""

    statuses: int = 0
    people: int = 0
    become_yes: int = 0
    no_longer_yes: int = 0


@dataclass(frozen=True, slots=True)
class PurposeUse:
    """What a purpose is used for: answers on record, people with a yes today, and publications."""

    answers: int
    people_with_yes: int
    publications: int

    @property
    def is_used(self) -> bool:
        """Whether the purpose can only be taken out of use, not removed."""
        return bool(self.answers or self.publications)


class EffectService:
    """Counts what would change."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def of_policy(self, policy: ConsentPolicy, progress: Progress | None = None) -> PolicyEffect:
        """What this policy changes today, in general (not for single items). Raises ``CANCELLED``."""
        progress = progress if progress is not None else Progress()
        now = self._settings.policy()
        if not weighs_differently(now, policy):
            return PolicyEffect()
        today = self._store.clock.today()
        counted = PolicyEffect()
        with self._store.read() as session:
            ids = [row[0] for row in session.execute(select_columns(col(Person.id)).where(is_on_record()))]
            for start in range(0, len(ids), _CHUNK):
                progress.report(start, len(ids))
                chunk = ids[start : start + _CHUNK]
                counted = _add_changes(counted, session, chunk, policy, today)
        progress.report(len(ids), len(ids))
        return counted

    def of_purpose(self, purpose_id: int) -> PurposeUse:
        """What a purpose is used for today."""
        today = self._store.clock.today()
        with self._store.read() as session:
            answers = _count(session, ConsentEvent, purpose_id) + _count(session, ConsentRequest, purpose_id)
            with_yes = session.execute(
                select_columns(func.count(distinct(col(Cell.person_id)))).where(
                    col(Cell.purpose_id) == purpose_id,
                    col(Cell.status) == ConsentStatus.GIVEN,
                    col(Cell.since) <= today,
                    col(Cell.until) >= today,
                )
            ).scalar()
            return PurposeUse(answers, with_yes or 0, _count(session, Publication, purpose_id))


def _add_changes(
    counted: PolicyEffect, session: Session, person_ids: list[int], policy: ConsentPolicy, today: date
) -> PolicyEffect:
    """Add what changes for these people: the compiled status of today against what the rules say under the policy."""
    compiled = _compiled_today(session, person_ids, today)
    facts = load_facts(session, person_ids, policy)
    keys = all_keys(one for one in facts.purposes.values() if one.is_active)
    statuses, people, become, lost = 0, 0, 0, 0
    for person_id, person in facts.people.items():
        changed = 0
        for key in keys:
            if key in person.answers or key in person.asked:
                cell = facts.cell(person_id, key)
                was = compiled.get((person_id, key)) or default_status(cell.legal_basis)
                will = word_on(person.subject, cell, policy, today)
                if was is not will:
                    changed += 1
                    become += will.is_yes and not was.is_yes
                    lost += was.is_yes and not will.is_yes
        statuses += changed
        people += bool(changed)
    return PolicyEffect(
        counted.statuses + statuses, counted.people + people, counted.become_yes + become, counted.no_longer_yes + lost
    )


def _compiled_today(session: Session, person_ids: list[int], today: date) -> dict[tuple[int, CellKey], ConsentStatus]:
    rows = session.execute(
        select_columns(
            col(Cell.person_id), col(Cell.activity), col(Cell.kind), col(Cell.purpose_id), col(Cell.status)
        ).where(
            col(Cell.person_id).in_(person_ids),
            col(Cell.since) <= today,
            col(Cell.until) >= today,
            func.coalesce(col(Cell.item_id), col(Cell.session_id)).is_(None),
        )
    )
    return {(row.person_id, CellKey(row.activity, row.kind, row.purpose_id)): row.status for row in rows}


def _count(
    session: Session, table: type[ConsentEvent] | type[ConsentRequest] | type[Publication], purpose_id: int
) -> int:
    statement = select_columns(func.count()).select_from(table).where(col(table.purpose_id) == purpose_id)
    return session.execute(statement).scalar() or 0
