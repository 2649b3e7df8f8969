# SPDX-License-Identifier: GPL-3.0-or-later
"""Where guardians differ: who said what, on which day, for which cells. Nobody is right or wrong; the no counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.consent.cells import ConsentFacts, all_keys
from models.consent.facts import GENERAL, AnswerFact, CellKey, Scope
from models.consent.said import Said
from models.terms import Answer, Notice


@dataclass(frozen=True, slots=True)
class Difference:
    """Cells for which the same guardians gave the same different answers; ``sides`` in the order they were given."""

    keys: tuple[CellKey, ...]
    sides: tuple[Said, ...]
    event_ids: tuple[int, ...]


def differences_of(facts: ConsentFacts, person_id: int, day: date, scope: Scope = GENERAL) -> tuple[Difference, ...]:
    """Where the guardians of one person differ on a day, latest first; cells with the same answers come together.

    Only cells of purposes that are in use.
    """
    person = facts.people[person_id]
    if person.subject.is_protected:
        return ()
    found: dict[tuple[tuple[int, Answer, date], ...], list[tuple[CellKey, tuple[Said, ...]]]] = {}
    for key in all_keys(purpose for purpose in facts.purposes.values() if purpose.is_active):
        answers = person.answers.get(key, ())
        status = facts.status_of(person_id, key, day, scope)
        if Notice.GUARDIANS_DIFFER not in status.notices:
            continue
        by_id = {fact.event_id: fact for fact in answers}
        sides = tuple(sorted((_said(by_id[one]) for one in status.event_ids), key=_order))
        found.setdefault(tuple((one.decider_id, one.answer, one.decided_on) for one in sides), []).append((key, sides))
    differences = [
        Difference(
            keys=tuple(key for key, _sides in cells),
            sides=cells[0][1],
            event_ids=tuple(sorted(one.event_id for _key, sides in cells for one in sides)),
        )
        for cells in found.values()
    ]
    return tuple(sorted(differences, key=lambda one: (one.sides[-1].decided_on, one.event_ids), reverse=True))


def _said(fact: AnswerFact) -> Said:
    return Said(fact.event_id, fact.decider_id, fact.answer, fact.decided_on, fact.item_id, fact.session_id)


def _order(said: Said) -> tuple[date, int]:
    return said.decided_on, said.event_id
