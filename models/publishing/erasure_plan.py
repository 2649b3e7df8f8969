# SPDX-License-Identifier: GPL-3.0-or-later
"""What an erasure takes away and what it leaves, worked out before anything is written (GDPR art. 17)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session, col

from models.answer_lists.kept_row import KeptRow
from models.errors import ErrorCode, KnownError
from models.publishing.mentions import Mention, Own, count_log_entries, find_mentions, find_school_texts
from models.publishing.name_traces import Called, NameTraces
from models.roster.names import display_name
from models.roster.person_rows import read_names
from models.tables import (
    Appearance,
    ConsentEvent,
    ConsentRequest,
    Form,
    FormScan,
    GroupMembership,
    Guardianship,
    OnlineRow,
    Person,
    PersonIdentifier,
    PersonMerge,
    PersonRoleEntry,
    Publication,
    PublicationCover,
    Purpose,
    Reminder,
    SessionPerson,
    SettledNotice,
    TakedownTask,
)


@dataclass(frozen=True, slots=True)
class PersonGoing:
    """Somebody who is to be erased. ``decides_for``: people on record for whom a guardian without a name remains."""

    id: int
    name: str
    left_on: date | None
    decides_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StillPublished:
    """A publication that is still out and shows somebody who is to be erased (``is_covered``: unrecognisably)."""

    publication_id: int
    item_id: int
    purpose_name: str
    place: str
    published_on: date
    is_covered: bool


@dataclass(frozen=True, slots=True)
class ErasureCounts:
    """How many rows of each sort go.

    ``answers`` are those about the people, ``answers_for_others`` those that they gave about somebody else: these stay,
    without a name and without the file that proves them.
    """

    answers: int = 0
    answers_for_others: int = 0
    requests: int = 0
    forms: int = 0
    scans: int = 0
    online_rows: int = 0
    reminders: int = 0
    notices: int = 0
    roles: int = 0
    groups: int = 0
    identifiers: int = 0
    guardianships: int = 0
    merged_records: int = 0
    sessions: int = 0
    items: int = 0
    items_without_place: int = 0
    covers: int = 0
    tasks: int = 0
    files: int = 0
    files_shared: int = 0

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """Everything that an erasure does, in numbers and lists.

    ``mentions`` are texts of others that lose the name; ``to_change`` texts of the school itself that somebody has to
    change by hand. ``left_alone`` are parents (id, name) who would be on record for nobody any more. ``log_entries``:
    entries that the people made as users of the program, whose maker stays known (GDPR art. 5(2)). ``copies`` are
    safety copies beside the register that still hold them.
    """

    people: tuple[PersonGoing, ...]
    counts: ErasureCounts
    published: tuple[StillPublished, ...]
    mentions: tuple[Mention, ...]
    to_change: tuple[Mention, ...]
    left_alone: tuple[tuple[int, str], ...]
    log_entries: int
    copies: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """The numbers that the preview and the erasure itself both go by.

    ``people``: records that were asked for; ``records``: these with what was merged into them. ``nameless``: records
    that stay, without any personal data. ``forms``, ``scans``, ``online_rows``, ``items``, ``files``: what is theirs;
    ``files_shared``: files that prove somebody else's answer too.
    """

    people: tuple[int, ...]
    records: frozenset[int]
    nameless: frozenset[int]
    forms: frozenset[int]
    scans: frozenset[int]
    online_rows: frozenset[int]
    items: frozenset[int]
    files: frozenset[int]
    files_shared: frozenset[int]
    traces: NameTraces

    @property
    def own(self) -> Own:
        """Whose own rows are no mention."""
        return Own(self.records, self.forms)


def make_plan(session: Session, person_ids: Iterable[int]) -> ErasurePlan:
    """Work out whom an erasure concerns; a record that was merged stands for the one it was merged into.

    Raises ``PERSON_UNKNOWN`` for an id of nobody, and for somebody who is erased already.
    """
    asked = tuple(dict.fromkeys(person_ids))
    found = {
        row.id: row.merged_into_id or row.id
        for row in session.execute(
            select(col(Person.id).label("id"), col(Person.merged_into_id).label("merged_into_id")).where(
                col(Person.id).in_(asked), col(Person.erased_on).is_(None)
            )
        )
    }
    if not asked or len(found) < len(asked):
        raise KnownError(ErrorCode.PERSON_UNKNOWN)
    people = tuple(dict.fromkeys(found[one] for one in asked))
    merged = session.execute(select(col(Person.id)).where(col(Person.merged_into_id).in_(people))).scalars()
    records = frozenset({*people, *(one or 0 for one in merged)})
    forms = _ids(session, select(col(Form.id)).where(col(Form.person_id).in_(records)))
    scans = _ids(session, select(col(FormScan.id)).where(col(FormScan.form_id).in_(forms)))
    files, shared = _files_of(session, records, scans)
    traces = make_traces(session, records)
    rows, exports, kept_exports = _online_rows(session, records, forms, traces)
    return ErasurePlan(
        people=people,
        records=records,
        nameless=_nameless(session, records),
        forms=forms,
        scans=scans,
        online_rows=rows,
        items=_ids(session, select(col(Appearance.item_id)).where(col(Appearance.person_id).in_(records))),
        files=files | exports,
        files_shared=shared | ((files | exports) & kept_exports) | _answers_on(session, records, exports),
        traces=traces,
    )


def make_traces(session: Session, records: Collection[int]) -> NameTraces:
    """How these people can be found in texts, told apart from everybody else on record."""
    numbers: dict[int, list[str]] = {}
    for person_id, value in session.execute(
        select(col(PersonIdentifier.person_id), col(PersonIdentifier.value)).where(
            col(PersonIdentifier.person_id).in_(records)
        )
    ):
        numbers.setdefault(person_id, []).append(value)
    called: list[Called] = []
    staying: set[str] = set()
    for row in session.execute(
        select(
            col(Person.id), col(Person.given_name), col(Person.name_prefix), col(Person.family_name),
            col(Person.email), col(Person.telephone),
        )
    ):  # fmt: skip
        person_id, given, prefix, family, email, telephone = row
        if person_id in records:
            own_numbers = tuple(numbers.get(person_id, ()))
            called.append(Called(given, prefix, family, email, telephone, own_numbers))
        else:
            staying |= {given, family}
    return NameTraces(called, staying)


def preview_of(session: Session, plan: ErasurePlan, copies: tuple[Path, ...]) -> ErasurePreview:
    """Everything that the plan comes to, as a person reads it."""
    published = _still_published(session, plan)
    return ErasurePreview(
        people=_people_going(session, plan),
        counts=_count(session, plan),
        published=published,
        mentions=find_mentions(session, plan.traces, plan.own),
        to_change=find_school_texts(session, plan.traces),
        left_alone=_left_alone(session, plan),
        log_entries=count_log_entries(session, plan.traces),
        copies=copies,
    )


def decided_for_others(records: Collection[int]) -> ColumnElement[bool]:
    """Answers that these people gave about somebody who stays."""
    return col(ConsentEvent.decider_id).in_(records) & col(ConsentEvent.person_id).not_in(records)


def bonds_that_stay(records: Collection[int]) -> ColumnElement[bool]:
    """Guardianships of these people that keep counting: with authority over, or answers for, somebody who stays.

    Without them the answers would be nobody's, and a school that asks every guardian would take fewer for enough.
    """
    has_answered = (
        select(col(ConsentEvent.id))
        .where(
            col(ConsentEvent.person_id) == col(Guardianship.pupil_id),
            col(ConsentEvent.decider_id) == col(Guardianship.guardian_id),
        )
        .exists()
    )
    return (
        col(Guardianship.guardian_id).in_(records)
        & col(Guardianship.pupil_id).not_in(records)
        & (col(Guardianship.has_authority).is_(True) | has_answered)
    )


def _ids(session: Session, query: Select[Any]) -> frozenset[int]:
    return frozenset(value for value in session.execute(query).scalars() if value is not None)


def _nameless(session: Session, records: frozenset[int]) -> frozenset[int]:
    """Records that have to stay, without a name, for the sake of somebody else's answers."""
    deciders = _ids(session, select(col(ConsentEvent.decider_id)).where(decided_for_others(records)).distinct())
    bound = _ids(session, select(col(Guardianship.guardian_id)).where(bonds_that_stay(records)).distinct())
    staying = deciders | bound
    kept = _ids(session, select(col(Person.merged_into_id)).where(col(Person.id).in_(staying)))
    return staying | kept


def _files_of(
    session: Session, records: frozenset[int], scans: frozenset[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Files that prove what these people answered, and those among them that somebody else's answer rests on too."""
    is_theirs = col(ConsentEvent.person_id).in_(records) | col(ConsentEvent.decider_id).in_(records)
    files = _ids(session, select(col(ConsentEvent.evidence_id)).where(is_theirs).distinct())
    files |= _ids(session, select(col(FormScan.evidence_id)).where(col(FormScan.id).in_(scans)))
    shared: frozenset[int] = frozenset()
    for query in (
        select(col(ConsentEvent.evidence_id)).where(~is_theirs, col(ConsentEvent.evidence_id).in_(files)),
        select(col(FormScan.evidence_id)).where(col(FormScan.id).not_in(scans), col(FormScan.evidence_id).in_(files)),
        select(col(TakedownTask.evidence_id)).where(col(TakedownTask.evidence_id).in_(files)),
    ):
        shared |= _ids(session, query)
    return files, shared


def _answers_on(session: Session, records: frozenset[int], files: frozenset[int]) -> frozenset[int]:
    """Those of these files that an answer of somebody else rests on."""
    is_theirs = col(ConsentEvent.person_id).in_(records) | col(ConsentEvent.decider_id).in_(records)
    return _ids(
        session, select(col(ConsentEvent.evidence_id)).where(~is_theirs, col(ConsentEvent.evidence_id).in_(files))
    )


def _online_rows(
    session: Session, records: frozenset[int], forms: frozenset[int], traces: NameTraces
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Rows of online forms that are theirs, the exports these came in, and the exports with a row of somebody else.

    A row is theirs by its code, or because somebody gave it to them. A row of nobody that names them stays without the
    name; its export is one of theirs as well.
    """
    events = _ids(session, select(col(ConsentEvent.id)).where(col(ConsentEvent.person_id).in_(records)))
    rows: set[int] = set()
    theirs: set[int] = set()
    others: set[int] = set()
    for row_id, form_id, content in session.execute(
        select(col(OnlineRow.id), col(OnlineRow.form_id), col(OnlineRow.content)).where(col(OnlineRow.content) != "")
    ):
        kept = KeptRow.from_json(content)
        is_theirs = form_id in forms or not events.isdisjoint(kept.events)
        if is_theirs:
            rows.add(row_id)
        names_them = is_theirs or (form_id is None and not kept.events and traces.are_in(content))
        if kept.evidence_id is not None:
            (theirs if names_them else others).add(kept.evidence_id)
    return frozenset(rows), frozenset(theirs), frozenset(others)


def _people_going(session: Session, plan: ErasurePlan) -> tuple[PersonGoing, ...]:
    wards: dict[int, set[int]] = {}
    pairs = select(col(Guardianship.guardian_id), col(Guardianship.pupil_id)).where(bonds_that_stay(plan.records))
    answered = select(col(ConsentEvent.decider_id), col(ConsentEvent.person_id)).where(decided_for_others(plan.records))
    for guardian_id, pupil_id in (*session.execute(pairs), *session.execute(answered.distinct())):
        wards.setdefault(guardian_id, set()).add(pupil_id)
    into = session.execute(
        select(col(Person.id), col(Person.merged_into_id)).where(col(Person.merged_into_id).in_(plan.people))
    ).all()
    for merged, kept in into:
        wards.setdefault(kept or 0, set()).update(wards.get(merged or 0, ()))
    names = read_names(session, {one for found in wards.values() for one in found})
    people = session.execute(
        select(
            col(Person.id), col(Person.given_name), col(Person.name_prefix), col(Person.family_name),
            col(Person.left_on),
        ).where(col(Person.id).in_(plan.people)).order_by(col(Person.sort_name), col(Person.id))
    )  # fmt: skip
    return tuple(
        PersonGoing(
            person_id or 0,
            display_name(given, prefix, family),
            left_on,
            tuple(sorted(names[one] for one in wards.get(person_id or 0, ()) if one in names)),
        )
        for person_id, given, prefix, family, left_on in people
    )


def _still_published(session: Session, plan: ErasurePlan) -> tuple[StillPublished, ...]:
    covered = _ids(
        session, select(col(PublicationCover.publication_id)).where(col(PublicationCover.person_id).in_(plan.records))
    )
    rows = session.execute(
        select(
            col(Publication.id), col(Publication.item_id), col(Purpose.name), col(Publication.place),
            col(Publication.published_on),
        )
        .join(Purpose, col(Purpose.id) == col(Publication.purpose_id))
        .where(col(Publication.item_id).in_(plan.items), col(Publication.ended_on).is_(None))
        .order_by(col(Publication.published_on), col(Publication.id))
    )  # fmt: skip
    return tuple(
        StillPublished(one or 0, item_id, name, place, day, (one or 0) in covered)
        for one, item_id, name, place, day in rows
    )


def _left_alone(session: Session, plan: ErasurePlan) -> tuple[tuple[int, str], ...]:
    """Guardians of the people who go, who have a name, are nobody else's guardian, and are nothing but guardians."""
    mine = _ids(
        session,
        select(col(Guardianship.guardian_id)).where(
            col(Guardianship.pupil_id).in_(plan.records), col(Guardianship.guardian_id).not_in(plan.records)
        ),
    )
    elsewhere = _ids(
        session,
        select(col(Guardianship.guardian_id)).where(
            col(Guardianship.guardian_id).in_(mine), col(Guardianship.pupil_id).not_in(plan.records)
        ),
    )
    elsewhere |= _ids(
        session,
        select(col(PersonRoleEntry.person_id)).where(
            col(PersonRoleEntry.person_id).in_(mine), col(PersonRoleEntry.role) != "guardian"
        ),
    )
    alone = mine - elsewhere
    known = session.execute(
        select(col(Person.id)).where(
            col(Person.id).in_(alone), col(Person.erased_on).is_(None), col(Person.merged_into_id).is_(None)
        )
    )
    names = read_names(session, [one or 0 for one in known.scalars()])
    return tuple(sorted(((one, name) for one, name in names.items() if name), key=lambda pair: pair[1]))


def _count(session: Session, plan: ErasurePlan) -> ErasureCounts:
    records = plan.records

    def count(*conditions: ColumnElement[bool]) -> int:
        found: int = session.execute(select(func.count()).where(*conditions)).scalar_one()
        return found

    return ErasureCounts(
        answers=count(col(ConsentEvent.person_id).in_(records)),
        answers_for_others=count(decided_for_others(records)),
        requests=count(col(ConsentRequest.person_id).in_(records)),
        forms=len(plan.forms),
        scans=len(plan.scans),
        online_rows=len(plan.online_rows),
        reminders=count(col(Reminder.person_id).in_(records)),
        notices=count(col(SettledNotice.person_id).in_(records)),
        roles=count(col(PersonRoleEntry.person_id).in_(records)),
        groups=count(col(GroupMembership.person_id).in_(records)),
        identifiers=count(col(PersonIdentifier.person_id).in_(records)),
        guardianships=count(
            or_(col(Guardianship.pupil_id).in_(records), col(Guardianship.guardian_id).in_(records)),
            ~bonds_that_stay(records),
        ),
        merged_records=count(or_(col(PersonMerge.kept_id).in_(records), col(PersonMerge.merged_id).in_(records))),
        sessions=count(col(SessionPerson.person_id).in_(records)),
        items=len(plan.items),
        items_without_place=count(col(Appearance.person_id).in_(records), col(Appearance.x).is_(None)),
        covers=count(col(PublicationCover.person_id).in_(records)),
        tasks=count(col(TakedownTask.person_id).in_(records)),
        files=len(plan.files - plan.files_shared),
        files_shared=len(plan.files_shared),
    )
