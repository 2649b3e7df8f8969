# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters to people about their answers: they may decide now, what was agreed, what ends.

One letter a person, to the person or to the guardians, whoever decides on the day. A letter tells what stands; it asks
for nothing that was refused and says with the same weight how to say yes and how to say no (GDPR art. 7(3): as easy to
withdraw as to give).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.consent.calendar import DAYS_AHEAD, CalendarService
from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow, load_purposes
from models.errors import ErrorCode, KnownError
from models.forms.letter_wording import letter_language
from models.forms.readers import read_readers
from models.policy import ConsentPolicy
from models.roster.person_rows import read_groups, read_names
from models.settings import School, SettingsService
from models.store import Store
from models.store.same_person import follow, is_on_record, kept_ids
from models.tables import Cell, Person
from models.terms import (
    Activity,
    Audience,
    ConsentStatus,
    LegalBasis,
    LetterKind,
    MediaKind,
    OnReachingAge,
)

_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class LetterLine:
    """What stands for one place: the kinds with a yes, with a no, and without either. No title: making recordings."""

    title: str
    audience: Audience | None
    yes: tuple[MediaKind, ...]
    no: tuple[MediaKind, ...]
    open: tuple[MediaKind, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that is said in one letter.

    ``to_guardians`` tells whom it speaks to. ``day``: the day it is written; ``own_age`` and ``decides_from``: when the
    person decides alone; ``on_reaching``: what the guardians' answers are worth then; ``ends_on``: the last day of the
    yes it is about (`LetterKind.ENDING`, otherwise None).
    """

    kind: LetterKind
    person_id: int
    name: str
    groups: tuple[str, ...]
    to_guardians: bool
    language: str
    school: School
    day: date
    own_age: int
    decides_from: date
    on_reaching: OnReachingAge
    ends_on: date | None
    lines: tuple[LetterLine, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a letter is to tell about one person: all cells as of ``status_day``, or only ``cells``."""

    person_id: int
    status_day: date
    cells: tuple[CellKey, ...] = ()
    ends_on: date | None = None


class LetterService:
    """Puts letters together; writing and printing them is the window's and the command line's work."""

    def __init__(self, store: Store, settings: SettingsService, calendar: CalendarService) -> None:
        self._store = store
        self._settings = settings
        self._calendar = calendar

    def letters(
        self,
        kind: LetterKind,
        person_ids: Sequence[int] | None = None,
        *,
        usual_language: str = "nl",
        within_days: int = DAYS_AHEAD,
    ) -> tuple[Letter, ...]:
        """Letters of a kind to these people, or to everybody on the list of today (None); in the order of the list.

        Who is not on the list gets none of the letters that ask something; a reminder of what was agreed anybody can
        get, whether it is due or not, as long as something was answered. Raises ``FORM_NEEDS_SCHOOL`` and
        ``PERSON_UNKNOWN``.
        """
        school = self._settings.school()
        if school is None:
            raise KnownError(ErrorCode.FORM_NEEDS_SCHOOL)
        policy = self._settings.policy()
        subjects = self._subjects(kind, person_ids, policy, within_days)
        ids = [one.person_id for one in subjects]
        today = self._store.clock.today()
        with self._store.read() as session:
            names, groups = read_names(session, ids), read_groups(session, ids, today)
            readers = read_readers(session, ids, policy, today)
            purposes = [one for one in load_purposes(session, include_inactive=False) if _asks(one)]
            statuses = _statuses(session, subjects)
        made = []
        for one in subjects:
            reader = readers[one.person_id]
            lines = _lines(purposes, statuses.get(one, {}), set(one.cells) if kind is LetterKind.ENDING else None)
            if not lines:
                continue
            made.append(
                Letter(
                    kind=kind,
                    person_id=one.person_id,
                    name=names.get(one.person_id, ""),
                    groups=tuple(group.name for group in groups.get(one.person_id, ())),
                    to_guardians=kind is not LetterKind.NOW_DECIDES and reader.decides_from > today,
                    language=letter_language(reader.language, usual_language),
                    school=school,
                    day=today,
                    own_age=policy.own_decision_age,
                    decides_from=reader.decides_from,
                    on_reaching=policy.on_reaching_age,
                    ends_on=one.ends_on,
                    lines=lines,
                )
            )
        return tuple(made)

    def _subjects(
        self, kind: LetterKind, person_ids: Sequence[int] | None, policy: ConsentPolicy, within_days: int
    ) -> list[_Subject]:
        today = self._store.clock.today()
        wanted = None
        if person_ids is not None:
            with self._store.read() as session:
                wanted = _on_record(session, person_ids)
        if kind is LetterKind.REMINDER:
            ids = wanted if wanted is not None else [one.person_id for one in self._calendar.reminders_due()]
            return [_Subject(person_id, today) for person_id in ids]
        found = []
        if kind is LetterKind.NOW_DECIDES:
            for one in self._calendar.now_decides(within_days):
                eve = min(today, one.decides_from - timedelta(days=1))
                day = eve if policy.on_reaching_age is OnReachingAge.LAPSE else today
                found.append(_Subject(one.person_id, day))
        else:
            endings = self._calendar.ending(today + timedelta(days=within_days))
            found = [_Subject(end.person_id, today, end.cells, end.ends_on) for end in endings]
        return [one for one in found if wanted is None or one.person_id in wanted]


def _on_record(session: Session, person_ids: Sequence[int]) -> list[int]:
    """These people in order, each once, with kept records for merged ones. Raises ``PERSON_UNKNOWN``."""
    kept = kept_ids(session)
    wanted = list(dict.fromkeys(follow(person_id, kept) for person_id in person_ids))
    known: set[int] = set()
    for chunk in _chunks(wanted):
        statement = select_columns(col(Person.id)).where(col(Person.id).in_(chunk), is_on_record())
        known.update(session.scalars(statement))
    if not known.issuperset(wanted):
        raise KnownError(ErrorCode.PERSON_UNKNOWN)
    return wanted


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def _asks(purpose: PurposeRow) -> bool:
    return purpose.legal_basis is LegalBasis.CONSENT


def _statuses(session: Session, subjects: Sequence[_Subject]) -> Mapping[_Subject, Mapping[CellKey, ConsentStatus]]:
    """What stands in general for each on their day, from the compiled cells."""
    found: dict[_Subject, dict[CellKey, ConsentStatus]] = defaultdict(dict)
    by_day: dict[date, dict[int, list[_Subject]]] = defaultdict(lambda: defaultdict(list))
    for one in subjects:
        by_day[one.status_day][one.person_id].append(one)
    for day, people in by_day.items():
        for chunk in _chunks(list(people)):
            for row in session.execute(
                select_columns(
                    col(Cell.person_id), col(Cell.activity), col(Cell.kind), col(Cell.purpose_id), col(Cell.status)
                ).where(
                    col(Cell.person_id).in_(chunk),
                    col(Cell.since) <= day,
                    col(Cell.until) >= day,
                    func.coalesce(col(Cell.item_id), col(Cell.session_id)).is_(None),
                )
            ):
                for one in people[row.person_id]:
                    found[one][CellKey(row.activity, row.kind, row.purpose_id)] = row.status
    return found


def _lines(
    purposes: Sequence[PurposeRow], statuses: Mapping[CellKey, ConsentStatus], only: set[CellKey] | None
) -> tuple[LetterLine, ...]:
    """A line for each place where something was answered; with ``only``, for each place with one of these cells."""
    lines = []
    for purpose in (None, *purposes):
        activity = Activity.RECORDING if purpose is None else Activity.PUBLICATION
        kinds = tuple(MediaKind) if purpose is None else purpose.kinds
        keys = {kind: CellKey(activity, kind, None if purpose is None else purpose.id) for kind in kinds}
        if only is not None:
            keys = {kind: key for kind, key in keys.items() if key in only}
        said = {kind: statuses.get(key, ConsentStatus.NOT_REQUESTED) for kind, key in keys.items()}
        yes = tuple(kind for kind, status in said.items() if status is ConsentStatus.GIVEN)
        no = tuple(kind for kind, status in said.items() if status.is_stop)
        if yes or no:
            rest = tuple(kind for kind in said if kind not in yes and kind not in no)
            title, audience = ("", None) if purpose is None else (purpose.name, purpose.audience)
            lines.append(LetterLine(title, audience, yes, no, rest))
    return tuple(lines)
