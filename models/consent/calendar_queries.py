# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions that `consent.calendar` asks of the whole register: a fixed number of statements each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.consent.cells import decides_from
from models.consent.facts import CellKey
from models.consent.purposes import load_purposes
from models.policy import ConsentPolicy, day_before_months
from models.tables import Cell, ConsentEvent, ConsentRequest, Guardianship, Person, PersonRoleEntry, Reminder
from models.terms import Activity, Answer, ConsentStatus, LegalBasis, PersonRole

_CHUNK = 1_000
_FEW = 50
_ONE_DAY = timedelta(days=1)
_STOPS = (Answer.REFUSED, Answer.WITHDRAWN, Answer.OBJECTED)
_STOP_STATUSES = (ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN, ConsentStatus.OBJECTED, ConsentStatus.PROTECTED)


class Said(NamedTuple):
    """What was said in general about one cell up to today, without what was taken out of account."""

    key: CellKey
    own_stop: date | None
    own_yes: date | None
    by_guardian: bool


_CELL_COLUMNS = (col(Cell.person_id), col(Cell.activity), col(Cell.kind), col(Cell.purpose_id))
_EVENT_COLUMNS = (
    col(ConsentEvent.person_id),
    col(ConsentEvent.activity),
    col(ConsentEvent.kind),
    col(ConsentEvent.purpose_id),
)
_OWN = col(ConsentEvent.decider_id) == col(ConsentEvent.person_id)


def _is_general(table: type[Cell] | type[ConsentEvent]) -> ColumnElement[bool]:
    """Whether an answer holds in general; nearly all do, so it is said in a way that takes no index on items."""
    return func.coalesce(col(table.item_id), col(table.session_id)).is_(None)


def at_school(session: Session, today: date) -> dict[int, date]:
    """Who letters go to, with the day on which they leave school (``date.max``: not known to leave).

    On record, not left, and not protected, whose answers are nobody's business.
    """
    rows = session.execute(
        select_columns(col(Person.id), func.coalesce(col(Person.left_on), date.max), col(Person.merged_into_id)).where(
            col(Person.is_protected).is_(False), col(Person.erased_on).is_(None)
        )
    )
    return {person_id: leaves for person_id, leaves, merged_into in rows if merged_into is None and leaves > today}


def purposes_in_use(session: Session) -> dict[int | None, bool]:
    """The purposes in use (None: recording), and whether each rests on consent."""
    in_use: dict[int | None, bool] = {None: True}
    for row in load_purposes(session, include_inactive=False):
        in_use[row.id] = row.legal_basis is LegalBasis.CONSENT
    return in_use


def in_chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    """Ids in portions that a statement takes."""
    wanted = list(ids)
    return (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))


def ending_cells(session: Session, first: date, last: date) -> list[tuple[int, CellKey, date]]:
    """Cells that are a yes on the day ``first`` and end by the day ``last``: person, cell, last day."""
    rows = session.execute(
        select_columns(*_CELL_COLUMNS, col(Cell.until)).where(
            col(Cell.until).between(first, last),
            col(Cell.since) <= first,
            col(Cell.status) == ConsentStatus.GIVEN,
            _is_general(Cell),
        )
    )
    return [(row.person_id, CellKey(row.activity, row.kind, row.purpose_id), row.until) for row in rows]


def stops_beginning(session: Session, first: date, last: date) -> set[tuple[int, CellKey, date]]:
    """Cells in which a no begins in these days: person, cell, its first day."""
    rows = session.execute(
        select_columns(*_CELL_COLUMNS, col(Cell.since)).where(
            col(Cell.since).between(first, last), col(Cell.status).in_(_STOP_STATUSES), _is_general(Cell)
        )
    )
    return {(row.person_id, CellKey(row.activity, row.kind, row.purpose_id), row.since) for row in rows}


def requests_about(session: Session, person_ids: Collection[int]) -> dict[tuple[int, CellKey], date]:
    """The last day on which each of these people was asked for a cell."""
    asked: dict[tuple[int, CellKey], date] = {}
    request = ConsentRequest
    columns = (col(request.person_id), col(request.activity), col(request.kind), col(request.purpose_id))
    for chunk in in_chunks(person_ids):
        for person_id, activity, kind, purpose_id, day in session.execute(
            select_columns(*columns, func.max(col(request.asked_on)))
            .where(col(request.person_id).in_(chunk))
            .group_by(*columns)
        ):
            asked[person_id, CellKey(activity, kind, purpose_id)] = day
    return asked


def last_asked(
    asked: Mapping[tuple[int, CellKey], date], person_id: int, keys: Iterable[CellKey], not_before: date
) -> date | None:
    """The last of those days for any of these cells, where it is not before a day."""
    days = (asked.get((person_id, key)) for key in keys)
    return max((day for day in days if day is not None and day >= not_before), default=None)


def deciding_by(session: Session, policy: ConsentPolicy, today: date, last: date) -> dict[int, date]:
    """Who was once spoken for and decides alone by the day ``last``, with the first day of that."""
    roles: dict[int, list[PersonRole]] = defaultdict(list)
    born: dict[int, date] = {}
    earliest = day_before_months(last, 12 * policy.own_decision_age)  # nobody born later has reached the age by then
    for person_id, birth_date, role in session.execute(
        select_columns(col(Person.id), col(Person.birth_date), col(PersonRoleEntry.role))
        .join(PersonRoleEntry, col(PersonRoleEntry.person_id) == col(Person.id))
        .where(col(Person.birth_date) <= earliest + _ONE_DAY)
    ):
        roles[person_id].append(role)
        born[person_id] = birth_date
    present = at_school(session, today)
    found = {
        person_id: decides_from(born[person_id], held, policy)
        for person_id, held in roles.items()
        if person_id in present
    }
    return {person_id: day for person_id, day in found.items() if date.min < day <= last}


def said_about(session: Session, person_ids: Collection[int], today: date) -> dict[int, list[Said]]:
    """What was said about these people in general, and counts by today, where no own no stands."""
    said: dict[int, list[Said]] = defaultdict(list)
    out = _out_of_account(session)
    event = ConsentEvent
    stop_day = case((and_(_OWN, col(event.answer).in_(_STOPS)), col(event.decided_on)))
    yes_day = case((and_(_OWN, col(event.answer) == Answer.GIVEN), col(event.decided_on)))
    spoken = case((col(Guardianship.id).is_not(None), 1), else_=0)
    for chunk in in_chunks(person_id for person_id in person_ids if person_id not in out):
        for row in session.execute(
            _answers_until(today, *_EVENT_COLUMNS, func.max(stop_day), func.max(yes_day), func.max(spoken))
            .where(col(event.person_id).in_(chunk))
            .group_by(*_EVENT_COLUMNS)
            .having(func.max(spoken) == 1)
            .having(or_(func.max(stop_day).is_(None), func.max(yes_day) > func.max(stop_day)))
        ):
            person_id, activity, kind, purpose_id, own_stop, own_yes, by_guardian = row
            key = CellKey(activity, kind, purpose_id)
            said[person_id].append(Said(key, own_stop, own_yes, bool(by_guardian)))
    for chunk in in_chunks(person_id for person_id in person_ids if person_id in out):
        single: dict[tuple[int, CellKey], Said] = {}
        for event_id, person_id, activity, kind, purpose_id, own_stop, own_yes, by_guardian in session.execute(
            _answers_until(today, col(event.id), *_EVENT_COLUMNS, stop_day, yes_day, spoken).where(
                col(event.person_id).in_(chunk)
            )
        ):
            if event_id not in out[person_id]:
                key = CellKey(activity, kind, purpose_id)
                one = single.get((person_id, key), Said(key, None, None, False))
                single[person_id, key] = Said(
                    key, _later(one.own_stop, own_stop), _later(one.own_yes, own_yes), one.by_guardian or by_guardian
                )
        for (person_id, _key), one in single.items():
            said[person_id].append(one)
    return said


def _answers_until(today: date, *columns: Any) -> Select[Any]:
    """General answers that count by today, with the guardianship of whoever gave them, where that gives a say."""
    event = ConsentEvent
    return (
        select_columns(*columns)
        .select_from(event)
        .outerjoin(
            Guardianship,
            and_(
                col(Guardianship.pupil_id) == col(event.person_id),
                col(Guardianship.guardian_id) == col(event.decider_id),
                col(Guardianship.has_authority),
            ),
        )
        .where(
            col(event.answer) != Answer.ANNULLED,
            col(event.decided_on) <= today,
            col(event.valid_from) <= today,
            _is_general(event),
        )
    )


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)


def has_decided(said: Said, first_day: date) -> bool:
    """Whether there is an own answer that counts: a no of any day, or a yes from since they decide."""
    if said.own_stop is not None and (said.own_yes is None or said.own_stop >= said.own_yes):
        return True
    return said.own_yes is not None and said.own_yes >= first_day


def objected_today(
    session: Session, person_ids: Collection[int], in_use: Mapping[int | None, bool], today: date
) -> set[tuple[int, CellKey]]:
    """In which cells of purposes that need no consent an objection stands."""
    purposes = [purpose_id for purpose_id, asks in in_use.items() if purpose_id is not None and not asks]
    if not purposes:
        return set()
    found = set()
    for chunk in in_chunks(person_ids):
        for row in session.execute(
            select_columns(*_CELL_COLUMNS).where(
                col(Cell.person_id).in_(chunk),
                col(Cell.activity) == Activity.PUBLICATION,
                col(Cell.purpose_id).in_(purposes),
                col(Cell.status) == ConsentStatus.OBJECTED,
                col(Cell.since) <= today,
                col(Cell.until) >= today,
                _is_general(Cell),
            )
        ):
            found.add((row.person_id, CellKey(row.activity, row.kind, row.purpose_id)))
    return found


def _out_of_account(session: Session) -> dict[int, set[int]]:
    """Of each person the answers (and annulments) that a later annulment took out of account."""
    out: dict[int, set[int]] = {}
    for event_id, person_id, annulled_id in session.execute(
        select_columns(col(ConsentEvent.id), col(ConsentEvent.person_id), col(ConsentEvent.annuls_id))
        .where(col(ConsentEvent.annuls_id).is_not(None))
        .order_by(col(ConsentEvent.id).desc())
    ):
        ids = out.setdefault(person_id, set())
        if event_id not in ids:
            ids.add(annulled_id)
    return out


def unconfirmed_since(session: Session, in_use: Sequence[int | None], today: date, limit: date) -> dict[int, date]:
    """Whose yes is older than ``limit`` and was not given again since, with its first day."""
    event = ConsentEvent
    same_cell = [
        col(event.person_id) == col(Cell.person_id),
        col(event.activity) == col(Cell.activity),
        col(event.kind) == col(Cell.kind),
        col(event.purpose_id).is_not_distinct_from(col(Cell.purpose_id)),
    ]
    newer_yes = [*same_cell, col(event.answer) == Answer.GIVEN, col(event.decided_on) > limit, _is_general(event)]
    purposes = [purpose_id for purpose_id in in_use if purpose_id is not None]
    old = and_(
        col(Cell.status) == ConsentStatus.GIVEN,
        col(Cell.since) <= limit,
        col(Cell.until) >= today,
        _is_general(Cell),
        or_(col(Cell.purpose_id).is_(None), col(Cell.purpose_id).in_(purposes)),
    )
    statement = select_columns(col(Cell.person_id), func.min(col(Cell.since))).where(old).group_by(col(Cell.person_id))
    given_again = select_columns(col(event.id)).where(*newer_yes).exists()
    waiting = _as_dates(session.execute(statement.where(~given_again)))
    out = _out_of_account(session)
    people = list(out)
    for start in range(0, len(people), _FEW):  # a newer yes that was taken back is none
        chunk = people[start : start + _FEW]
        lost = [event_id for person_id in chunk for event_id in out[person_id]]
        given_again = select_columns(col(event.id)).where(*newer_yes, col(event.id).not_in(lost)).exists()
        waiting.update(_as_dates(session.execute(statement.where(col(Cell.person_id).in_(chunk), ~given_again))))
    return waiting


def last_reminders(session: Session) -> dict[int, date]:
    """Of everybody who was ever reminded the last day of it."""
    days = func.max(col(Reminder.sent_on))
    return _as_dates(session.execute(select_columns(col(Reminder.person_id), days).group_by(col(Reminder.person_id))))


def _as_dates(rows: Iterable[Any]) -> dict[int, date]:
    return {row[0]: row[1] for row in rows}
