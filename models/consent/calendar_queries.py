# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions that `consent.calendar` asks of the whole register: a fixed number of statements each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.consent.cells import decides_from
from models.consent.facts import CellKey
from models.consent.purposes import load_purposes
from models.policy import ConsentPolicy, day_before_months
from models.store.same_person import all_records, follow, kept_ids
from models.tables import Cell, ConsentEvent, ConsentRequest, Guardianship, Person, PersonRoleEntry, Reminder
from models.terms import Activity, Answer, ConsentStatus, LegalBasis, PersonRole

_CHUNK = 1_000
_ONE_DAY = timedelta(days=1)
_STOPS = (Answer.REFUSED, Answer.WITHDRAWN, Answer.OBJECTED)
_STOP_STATUSES = (ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN, ConsentStatus.OBJECTED, ConsentStatus.PROTECTED)


class Said(NamedTuple):
    """What was said in general about one cell up to today, without what was taken out of account."""

    key: CellKey
    own_stop: date | None
    own_yes: date | None
    by_guardian: bool


class _Single(NamedTuple):
    """One general answer, under the records that count."""

    person_id: int
    decider_id: int
    key: CellKey
    answer: Answer
    decided_on: date
    from_day: date


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
    rows = session.execute(select_columns(col(Person.id), *_PRESENCE))
    return {person_id: presence[0] or date.max for person_id, *presence in rows if _is_present(presence, today)}


_PRESENCE = (
    col(Person.left_on),
    col(Person.merged_into_id),
    col(Person.erased_on),
    col(Person.is_protected),
)
"""What `_is_present` looks at; in Python, for SQLite would take an index that nearly everybody is in."""


def _is_present(presence: Sequence[Any], today: date) -> bool:
    left_on, merged_into, erased_on, is_protected = presence
    return not is_protected and merged_into is None and erased_on is None and (left_on is None or left_on > today)


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
    statement = (
        select_columns(col(Person.id), col(Person.birth_date), col(PersonRoleEntry.role), *_PRESENCE)
        .join(PersonRoleEntry, col(PersonRoleEntry.person_id) == col(Person.id))
        .where(col(Person.birth_date) <= earliest + _ONE_DAY)
    )
    for person_id, birth_date, role, *presence in session.execute(statement):
        if _is_present(presence, today):
            roles[person_id].append(role)
            born[person_id] = birth_date
    found = {person_id: decides_from(born[person_id], held, policy) for person_id, held in roles.items()}
    return {person_id: day for person_id, day in found.items() if date.min < day <= last}


def said_about(session: Session, person_ids: Collection[int], today: date) -> dict[int, list[Said]]:
    """What was said about these people in general, and counts by today, where no own no stands."""
    said: dict[int, list[Said]] = defaultdict(list)
    singly = _to_be_read_singly(session)
    event = ConsentEvent
    stop_day = case((and_(_OWN, col(event.answer).in_(_STOPS)), col(event.decided_on)))
    yes_day = case((and_(_OWN, col(event.answer) == Answer.GIVEN), col(event.decided_on)))
    has_say = and_(
        col(Guardianship.pupil_id) == col(event.person_id),
        col(Guardianship.guardian_id) == col(event.decider_id),
        col(Guardianship.has_authority),
    )
    spoken = case((col(Guardianship.id).is_not(None), 1), else_=0)
    statement = (
        select_columns(*_EVENT_COLUMNS, func.max(stop_day), func.max(yes_day), func.max(spoken))
        .select_from(event)
        .outerjoin(Guardianship, has_say)
        .where(
            col(event.answer) != Answer.ANNULLED,
            col(event.decided_on) <= today,
            col(event.valid_from) <= today,
            _is_general(event),
        )
        .group_by(*_EVENT_COLUMNS)
        .having(func.max(spoken) == 1)
        .having(or_(func.max(stop_day).is_(None), func.max(yes_day) > func.max(stop_day)))
    )
    for chunk in in_chunks(person_id for person_id in person_ids if person_id not in singly):
        for row in session.connection().execute(statement.where(col(event.person_id).in_(chunk))):
            person_id, activity, kind, purpose_id, own_stop, own_yes, _by_guardian = row
            said[person_id].append(Said(CellKey(activity, kind, purpose_id), own_stop, own_yes, True))
    for person_id, found in _said_singly(session, [one for one in person_ids if one in singly], today).items():
        said[person_id] += found
    return said


def _said_singly(session: Session, person_ids: Sequence[int], today: date) -> dict[int, list[Said]]:
    guardians = {
        (pupil_id, guardian_id)
        for chunk in in_chunks(person_ids)
        for pupil_id, guardian_id in session.execute(
            select_columns(col(Guardianship.pupil_id), col(Guardianship.guardian_id)).where(
                col(Guardianship.pupil_id).in_(chunk), col(Guardianship.has_authority)
            )
        )
    }
    single: dict[tuple[int, CellKey], Said] = {}
    for one in _single_answers(session, person_ids):
        if one.from_day <= today:
            stop, yes, spoken = single.get((one.person_id, one.key), Said(one.key, None, None, False))[1:]
            if one.decider_id != one.person_id:
                spoken = spoken or (one.person_id, one.decider_id) in guardians
            elif one.answer is Answer.GIVEN:
                yes = one.decided_on if yes is None else max(yes, one.decided_on)
            else:
                stop = one.decided_on if stop is None else max(stop, one.decided_on)
            single[one.person_id, one.key] = Said(one.key, stop, yes, spoken)
    said: dict[int, list[Said]] = defaultdict(list)
    for (person_id, _key), found in single.items():
        said[person_id].append(found)
    return said


def _to_be_read_singly(session: Session) -> set[int]:
    """Whose answers no aggregate can weigh: some were taken back, or given in a record that was merged since."""
    event = ConsentEvent
    # without DISTINCT: SQLite would walk an index for it and look every answer up, instead of reading straight through
    found = set(session.scalars(select_columns(col(event.person_id)).where(col(event.annuls_id).is_not(None))))
    kept = kept_ids(session)
    if kept:
        found |= set(kept.values())
        for chunk in in_chunks(kept):
            wards = select_columns(col(event.person_id)).where(col(event.decider_id).in_(chunk)).distinct()
            found |= {follow(person_id, kept) for person_id in session.scalars(wards)}
    return found


def _single_answers(session: Session, person_ids: Sequence[int]) -> Iterator[_Single]:
    """The general answers about these people, one by one, without what was taken out of account."""
    kept = kept_ids(session)
    event = ConsentEvent
    columns = (*_EVENT_COLUMNS, col(event.decider_id), col(event.answer), col(event.decided_on), col(event.valid_from))
    for chunk in in_chunks(all_records(person_ids, kept)):
        rows = session.execute(
            select_columns(col(event.id), col(event.annuls_id), *columns)
            .where(col(event.person_id).in_(chunk), _is_general(event))
            .order_by(col(event.id).desc())
        ).all()
        out: set[int] = set()
        for event_id, annuls_id, person_id, activity, kind, purpose_id, decider_id, answer, decided_on, starts in rows:
            if event_id in out:
                continue
            if annuls_id is not None:
                out.add(annuls_id)
            else:
                key, from_day = CellKey(activity, kind, purpose_id), max(decided_on, starts)
                yield _Single(follow(person_id, kept), follow(decider_id, kept), key, answer, decided_on, from_day)


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


def unconfirmed_since(session: Session, in_use: Sequence[int | None], today: date, limit: date) -> dict[int, date]:
    """Whose yes is older than ``limit`` and was not given again since, with its first day."""
    event = ConsentEvent
    purposes = [purpose_id for purpose_id in in_use if purpose_id is not None]
    old_yes = and_(
        col(Cell.status) == ConsentStatus.GIVEN,
        col(Cell.since) <= limit,
        col(Cell.until) >= today,
        _is_general(Cell),
        or_(col(Cell.purpose_id).is_(None), col(Cell.purpose_id).in_(purposes)),
    )
    given_again = (
        select_columns(col(event.id))
        .where(
            col(event.person_id) == col(Cell.person_id),
            col(event.activity) == col(Cell.activity),
            col(event.kind) == col(Cell.kind),
            col(event.purpose_id).is_not_distinct_from(col(Cell.purpose_id)),
            col(event.answer) == Answer.GIVEN,
            col(event.decided_on) > limit,
            _is_general(event),
        )
        .exists()
    )
    statement = select_columns(col(Cell.person_id), func.min(col(Cell.since))).where(old_yes)
    waiting = _as_dates(session.execute(statement.where(~given_again).group_by(col(Cell.person_id))))
    singly = list(_to_be_read_singly(session))
    for person_id in singly:
        waiting.pop(person_id, None)
    newer = {
        (one.person_id, one.key)
        for one in _single_answers(session, singly)
        if one.answer is Answer.GIVEN and one.decided_on > limit
    }
    for chunk in in_chunks(singly):
        for row in session.execute(
            select_columns(*_CELL_COLUMNS, col(Cell.since)).where(old_yes, col(Cell.person_id).in_(chunk))
        ):
            if (row.person_id, CellKey(row.activity, row.kind, row.purpose_id)) not in newer:
                waiting[row.person_id] = min(row.since, waiting.get(row.person_id, date.max))
    return waiting


def last_reminders(session: Session) -> dict[int, date]:
    """Of everybody who was ever reminded the last day of it."""
    kept = kept_ids(session)
    days = func.max(col(Reminder.sent_on))
    rows = session.execute(select_columns(col(Reminder.person_id), days).group_by(col(Reminder.person_id)))
    found: dict[int, date] = {}
    for row in rows:
        person_id = follow(row[0], kept)
        found[person_id] = max(row[1], found.get(person_id, date.min))
    return found


def _as_dates(rows: Iterable[Any]) -> dict[int, date]:
    return {row[0]: row[1] for row in rows}
