# SPDX-License-Identifier: GPL-3.0-or-later
"""What the calendar brings: a yes that ends, somebody who may decide from now on, people to be reminded.

Everything is read in bulk from the compiled cells and with a few aggregates over the answers; the rules are never run
for everybody. Left out everywhere: who left, who is protected, who was merged or erased, and purposes out of use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.changes import Change, ChangeSet
from models.consent.calendar_queries import (
    at_school,
    deciding_by,
    ending_cells,
    has_decided,
    in_chunks,
    last_asked,
    last_reminders,
    objected_today,
    purposes_in_use,
    requests_about,
    said_about,
    stops_beginning,
    unconfirmed_since,
)
from models.consent.facts import CellKey
from models.errors import ErrorCode, KnownError
from models.policy import day_before_months
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.store.same_person import follow, kept_ids
from models.tables import AuditEntry, ConsentRequest, Person, Reminder
from models.terms import ChangeKind, LetterKind

DAYS_AHEAD = 60
"""How far "soon" looks ahead when nobody says otherwise."""

_CLOCK_ACCEPTED = "clock.accepted_until"
_HALF_A_YEAR = timedelta(days=183)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EndingYes:
    """Cells of one person that are a yes today, up to and including ``ends_on``.

    ``asked_on``: when they were last asked for one of these cells, in the half-year before that day.
    """

    person_id: int
    ends_on: date
    cells: tuple[CellKey, ...]
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class NowDecides:
    """Somebody who decides alone since (or from) ``decides_from``, and the cells about which others spoke for them.

    The guardians' answers to these cells still count or have lapsed, as the policy says. ``asked_on``: when they were
    last asked since they decide.
    """

    person_id: int
    decides_from: date
    cells: tuple[CellKey, ...]
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """Somebody with a yes that nobody confirmed or was reminded of for as long as the policy says.

    ``yes_since``: the first day of the oldest such yes. ``reminded_on``: the last reminder, None for never.
    """

    person_id: int
    yes_since: date
    reminded_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClockBehind:
    """The computer's clock says ``today``, but the register was changed on the later day ``changed_on``."""

    today: date
    changed_on: date


class CalendarService:
    """Answers who is to hear something because time went by, and notes that they did."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def ending(self, until_day: date | None = None) -> tuple[EndingYes, ...]:
        """Every yes whose last day lies between today and ``until_day`` (in `DAYS_AHEAD` days), soonest first.

        A yes that ends because of a withdrawal that was recorded beforehand is none of these, nor one that ends with
        school: nobody is to be asked again.
        """
        today = self._store.clock.today()
        until_day = until_day if until_day is not None else today + timedelta(days=DAYS_AHEAD)
        with self._store.read() as session:
            leaving = at_school(session, today)
            rows = [row for row in ending_cells(session, today, until_day) if leaving.get(row[0], date.min) > row[2]]
            stopped = stops_beginning(session, today + _ONE_DAY, until_day + _ONE_DAY)
            asked = requests_about(session, {person_id for person_id, _key, _day in rows})
            in_use = purposes_in_use(session)
        found: dict[tuple[date, int], list[CellKey]] = defaultdict(list)
        for person_id, key, ends_on in rows:
            if key.purpose_id in in_use and (person_id, key, ends_on + _ONE_DAY) not in stopped:
                found[ends_on, person_id].append(key)
        return tuple(
            EndingYes(person_id, ends_on, tuple(keys), last_asked(asked, person_id, keys, ends_on - _HALF_A_YEAR))
            for (ends_on, person_id), keys in sorted(found.items())
        )

    def now_decides(self, within_days: int = DAYS_AHEAD) -> tuple[NowDecides, ...]:
        """Who reached the age of own decision, or does within so many days, and has not answered yet; by that day.

        On the list while a guardian's answer to some cell stands (or lapsed) and there is no answer of their own to
        it. Under the Dutch rules the pupil is to be told that they may decide now (supervisory authority; UAVG art. 5).
        """
        today = self._store.clock.today()
        policy = self._settings.policy()
        with self._store.read() as session:
            deciding = deciding_by(session, policy, today, today + timedelta(days=within_days))
            in_use = purposes_in_use(session)
            said = said_about(session, deciding, today)
            objected = objected_today(session, deciding, in_use, today)
            asked = requests_about(session, deciding)
        found = []
        for person_id, first_day in deciding.items():
            cells = tuple(
                one.key
                for one in said.get(person_id, ())
                if one.key.purpose_id in in_use
                and one.by_guardian
                and not has_decided(one, first_day)
                and (in_use[one.key.purpose_id] or (person_id, one.key) in objected)
            )
            if cells:
                found.append(NowDecides(person_id, first_day, cells, last_asked(asked, person_id, cells, first_day)))
        return tuple(sorted(found, key=lambda one: (one.decides_from, one.person_id)))

    def reminders_due(self) -> tuple[ReminderDue, ...]:
        """Everybody with a yes older than the policy's ``reminder_months``, longest waiting first.

        Counted from the later of the last yes to that cell and the last reminder. Nobody is reminded of a yes that is
        not given by consent, and with ``reminder_months`` 0 nobody at all. A reminder dated after today (the clock was
        set back) counts like any other.
        """
        policy = self._settings.policy()
        if not policy.reminder_months:
            return ()
        today = self._store.clock.today()
        limit = day_before_months(today, policy.reminder_months)
        with self._store.read() as session:
            reminded = last_reminders(session)
            resting = {person_id for person_id, day in reminded.items() if day > limit}
            in_use = [purpose_id for purpose_id, asks in purposes_in_use(session).items() if asks]
            waiting = unconfirmed_since(session, in_use, today, limit)
            present = at_school(session, today)
        return tuple(
            ReminderDue(person_id, since, reminded.get(person_id))
            for person_id, since in sorted(waiting.items(), key=lambda one: (one[1], one[0]))
            if person_id in present and person_id not in resting
        )

    def record_reminders(self, person_ids: Sequence[int], day: date | None = None) -> Change[int]:
        """Note that these people were reminded on a day (today); gives how many were not noted for that day yet.

        Raises ``PERSON_UNKNOWN``. The undo takes the notes away again.
        """
        sent_on = day if day is not None else self._store.clock.today()
        with self._store.write("letter.reminder") as unit:
            made = _add_reminders(unit, person_ids, sent_on)
        return Change(len(made), unit.changes, lambda: self._take_back(made, ()))

    def note_as_sent(self, kind: LetterKind, person_ids: Sequence[int], within_days: int = DAYS_AHEAD) -> Change[int]:
        """Note that a letter went to these people; gives to how many. Raises ``PERSON_UNKNOWN``.

        The yearly reminder leaves a reminder. The other two ask something, so they leave requests: about what the list
        of today says for that person, dated today, or the day on which somebody decides where that is still to come.
        Who is not on the list is left out.
        """
        if kind is LetterKind.REMINDER:
            return self.record_reminders(person_ids)
        today = self._store.clock.today()
        with self._store.read() as session:
            kept = kept_ids(session)
        wanted = {follow(person_id, kept) for person_id in person_ids}
        asked: list[tuple[int, CellKey, date]] = []
        if kind is LetterKind.NOW_DECIDES:
            for one in self.now_decides(within_days):
                if one.person_id in wanted:
                    asked += [(one.person_id, key, max(today, one.decides_from)) for key in one.cells]
        else:
            for end in self.ending(today + timedelta(days=within_days)):
                if end.person_id in wanted:
                    asked += [(end.person_id, key, today) for key in end.cells]
        people = {person_id for person_id, _key, _day in asked}
        with self._store.write(f"letter.{kind.value}") as unit:
            _check_people(unit.session, person_ids)
            made = _add_requests(unit, asked)
        return Change(len(people), unit.changes, lambda: self._take_back((), made))

    def clock_behind(self) -> ClockBehind | None:
        """Whether the clock lies more than a day before a change that the audit chain has on record.

        Recording goes on all the same: within a day the order of entry decides, and each answer keeps the moment that
        the clock gave it. Changes from before somebody said that the clock is right (`accept_clock`) are passed over.
        """
        accepted = int(self._settings.value(_CLOCK_ACCEPTED) or 0)
        with self._store.read() as session:
            latest = session.execute(
                select_columns(func.max(col(AuditEntry.at))).where(col(AuditEntry.seq) > accepted)
            ).scalar()
        if latest is None or latest - self._store.clock.now() <= _ONE_DAY:
            return None
        return ClockBehind(self._store.clock.today(), latest.astimezone().date())

    def accept_clock(self) -> Change[int]:
        """Note that today's date is right although the register was changed on a later one; gives the number of links.

        For a clock that ran ahead once: its entries stay as they are.
        """
        with self._store.write("clock.accept") as unit:
            last = unit.session.execute(select_columns(func.max(col(AuditEntry.seq)))).scalar() or 0
            self._settings.put_value(unit, _CLOCK_ACCEPTED, str(last))
            unit.touch_all(ChangeKind.SETTING)
        return Change(last, unit.changes)

    def _take_back(self, reminder_ids: Sequence[int], request_ids: Sequence[int]) -> Change[int]:
        """Remove notes that letters were sent; the undo of this puts them back as they were."""
        if not reminder_ids and not request_ids:
            return Change(0, ChangeSet())
        with self._store.write("letter.take_back") as unit:
            reminders = _remove(unit.session, Reminder, reminder_ids)
            requests = _remove(unit.session, ConsentRequest, request_ids)
            _touch(unit, reminders, requests)
        return Change(len(reminders) + len(requests), unit.changes, lambda: self._put_back(reminders, requests))

    def _put_back(self, reminders: list[dict[str, Any]], requests: list[dict[str, Any]]) -> Change[int]:
        with self._store.write("letter.put_back") as unit:
            for table, rows in ((Reminder, reminders), (ConsentRequest, requests)):
                if rows:
                    unit.session.execute(insert(table), rows)
            _touch(unit, reminders, requests)
        ids = [row["id"] for row in reminders], [row["id"] for row in requests]
        return Change(len(reminders) + len(requests), unit.changes, lambda: self._take_back(*ids))


def _check_people(session: Session, person_ids: Sequence[int]) -> None:
    wanted = set(person_ids)
    known: set[int] = set()
    for chunk in in_chunks(wanted):
        known.update(one or 0 for one in session.exec(select(Person.id).where(col(Person.id).in_(chunk))))
    if wanted - known:
        raise KnownError(ErrorCode.PERSON_UNKNOWN)


def _add_reminders(unit: UnitOfWork, person_ids: Sequence[int], sent_on: date) -> tuple[int, ...]:
    session = unit.session
    _check_people(session, person_ids)
    kept = kept_ids(session)
    person_ids = [follow(person_id, kept) for person_id in person_ids]
    noted: set[int] = set()
    for chunk in in_chunks(person_ids):
        noted.update(
            session.exec(
                select(Reminder.person_id).where(col(Reminder.person_id).in_(chunk), col(Reminder.sent_on) == sent_on)
            )
        )
    now = unit.store.clock.now()
    rows = [
        Reminder(person_id=person_id, sent_on=sent_on, recorded_at=now, recorded_by=unit.actor)
        for person_id in dict.fromkeys(person_ids)
        if person_id not in noted
    ]
    session.add_all(rows)
    session.flush()
    unit.touch(ChangeKind.NOTICE, [row.person_id for row in rows])
    return tuple(row.id or 0 for row in rows)


def _add_requests(unit: UnitOfWork, asked: Sequence[tuple[int, CellKey, date]]) -> tuple[int, ...]:
    now = unit.store.clock.now()
    rows = [
        ConsentRequest(
            person_id=person_id,
            activity=key.activity,
            kind=key.kind,
            purpose_id=key.purpose_id,
            asked_on=day,
            recorded_at=now,
        )
        for person_id, key, day in asked
    ]
    unit.session.add_all(rows)
    unit.session.flush()
    unit.touch(ChangeKind.ANSWER, [row.person_id for row in rows])
    return tuple(row.id or 0 for row in rows)


def _remove(session: Session, table: type[Reminder] | type[ConsentRequest], ids: Sequence[int]) -> list[dict[str, Any]]:
    """Delete rows and give what was in them."""
    rows: list[dict[str, Any]] = []
    for chunk in in_chunks(ids):
        rows += [row.model_dump() for row in session.exec(select(table).where(col(table.id).in_(chunk)))]
        session.execute(delete(table).where(col(table.id).in_(chunk)))
    return rows


def _touch(unit: UnitOfWork, reminders: list[dict[str, Any]], requests: list[dict[str, Any]]) -> None:
    unit.touch(ChangeKind.NOTICE, [row["person_id"] for row in reminders])
    unit.touch(ChangeKind.ANSWER, [row["person_id"] for row in requests])
