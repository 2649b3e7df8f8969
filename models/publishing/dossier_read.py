# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a person's dossier from the register, with a fixed number of queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from models.errors import ErrorCode, KnownError
from models.media.found_faces import asks_who, is_judged
from models.publishing.dossier_facts import (
    AskedFor,
    DossierAnswer,
    DossierItem,
    DossierNotice,
    DossierPublication,
    DossierTask,
    Expected,
    FormOut,
    LogLine,
    OwnData,
    Period,
    Relative,
    ShownPurpose,
)
from models.roster.names import display_name
from models.roster.person_rows import read_names
from models.tables import (
    Appearance,
    AuditDetail,
    AuditEntry,
    ConsentEvent,
    ConsentRequest,
    Evidence,
    Form,
    FoundFace,
    Group,
    GroupMembership,
    Guardianship,
    Item,
    MediaSession,
    Person,
    PersonIdentifier,
    PersonMerge,
    PersonRoleEntry,
    Publication,
    PublicationCover,
    PublicationReliance,
    Purpose,
    PurposeVersion,
    PurposeWording,
    Reminder,
    SessionPerson,
    SettledNotice,
    TakedownTask,
)
from models.terms import Answer, ChangeKind, FaceJudgement, LegalBasis

RECORDING = ShownPurpose(0, "recording", "", None, LegalBasis.CONSENT)
_FETCH = 5_000

Records = Collection[int]


def read_own_data(session: Session, person_id: int, records: Records, *, with_reason: bool) -> OwnData:
    """The person's own data; raises ``PERSON_UNKNOWN``."""
    columns: tuple[Any, ...] = (
        col(Person.given_name), col(Person.name_prefix), col(Person.family_name), col(Person.birth_date),
        col(Person.email), col(Person.telephone), col(Person.language), col(Person.organisation),
        col(Person.is_protected), col(Person.left_on), col(Person.created_at),
    )  # fmt: skip
    if with_reason:  # read in no other case: see `roster.person_rows.WITHOUT_REASON`
        columns = (*columns, col(Person.protected_reason))
    row = session.execute(select(*columns).where(col(Person.id) == person_id, col(Person.erased_on).is_(None))).first()
    if row is None:
        raise KnownError(ErrorCode.PERSON_UNKNOWN)
    numbers = session.execute(
        select(col(PersonIdentifier.scheme), col(PersonIdentifier.value))
        .where(col(PersonIdentifier.person_id).in_(records))
        .order_by(col(PersonIdentifier.id))
    )
    given, prefix, family, born, email, telephone, language, organisation, protected, left_on, since = row[:11]
    return OwnData(
        person_id=person_id,
        given_name=given,
        name_prefix=prefix,
        family_name=family,
        display_name=display_name(given, prefix, family),
        birth_date=born,
        email=email,
        telephone=telephone,
        language=language,
        organisation=organisation,
        numbers=tuple((scheme, value) for scheme, value in numbers),
        is_protected=protected,
        protected_reason=row.protected_reason if with_reason else "",
        left_on=left_on,
        on_record_since=since,
    )


def read_roles(session: Session, records: Records) -> tuple[Period, ...]:
    """Every role that the person ever had."""
    rows = session.execute(
        select(col(PersonRoleEntry.role), col(PersonRoleEntry.since), col(PersonRoleEntry.until))
        .where(col(PersonRoleEntry.person_id).in_(records))
        .order_by(col(PersonRoleEntry.id))
    )
    return tuple(Period(role.value, since, until, role=role) for role, since, until in rows)


def read_groups(session: Session, records: Records) -> tuple[Period, ...]:
    """Every group that the person ever was in."""
    rows = session.execute(
        select(
            col(Group.name), col(Group.kind), col(Group.school_year), col(GroupMembership.since),
            col(GroupMembership.until),
        )
        .join(Group, col(Group.id) == col(GroupMembership.group_id))
        .where(col(GroupMembership.person_id).in_(records))
        .order_by(col(Group.school_year), col(Group.name))
    )  # fmt: skip
    return tuple(
        Period(name, since, until, group_kind=kind, school_year=year) for name, kind, year, since, until in rows
    )


def read_relatives(session: Session, records: Records, *, of_pupil: bool) -> tuple[Relative, ...]:
    """The person's guardians, or the pupils whose guardian the person is."""
    own = col(Guardianship.pupil_id if of_pupil else Guardianship.guardian_id)
    other = col(Guardianship.guardian_id if of_pupil else Guardianship.pupil_id)
    rows = session.execute(
        select(
            other, col(Guardianship.relation), col(Guardianship.has_authority), col(Guardianship.since),
            col(Guardianship.until),
        )
        .where(own.in_(records))
        .order_by(col(Guardianship.id))
    ).all()  # fmt: skip
    names = read_names(session, [row[0] for row in rows])
    return tuple(
        Relative(person_id, names.get(person_id, ""), relation, authority, since, until)
        for person_id, relation, authority, since, until in rows
    )


def read_purposes(session: Session) -> dict[int | None, ShownPurpose]:
    """Every purpose by id; None stands for the recording itself."""
    rows = session.execute(
        select(col(Purpose.id), col(Purpose.key), col(Purpose.name), col(Purpose.audience), col(Purpose.legal_basis))
    )
    found: dict[int | None, ShownPurpose] = {None: RECORDING}
    for purpose_id, key, name, audience, basis in rows:
        found[purpose_id] = ShownPurpose(purpose_id or 0, key, name, audience, basis)
    return found


def read_answers(
    session: Session, records: Records, purposes: dict[int | None, ShownPurpose], *, for_others: bool = False
) -> tuple[DossierAnswer, ...]:
    """Every answer about the person, or with ``for_others`` those that they gave about somebody else; latest first."""
    about, by = col(ConsentEvent.person_id), col(ConsentEvent.decider_id)
    whose = by.in_(records) & about.not_in(records) if for_others else about.in_(records)
    rows = session.execute(
        select(ConsentEvent, col(Evidence.media_type), col(Evidence.sha256), col(MediaSession.name))
        .outerjoin(Evidence, col(Evidence.id) == col(ConsentEvent.evidence_id))
        .outerjoin(MediaSession, col(MediaSession.id) == col(ConsentEvent.session_id))
        .where(whose)
        .order_by(col(ConsentEvent.decided_on).desc(), col(ConsentEvent.id).desc())
    ).all()
    events = [row[0] for row in rows]
    names = read_names(session, {one for event in events for one in (event.decider_id, event.person_id)})
    wordings = _read_wordings(session, {event.purpose_version_id for event in events} - {None})
    annulled = _annulled(events)
    return tuple(
        _answer(event, purposes, names, wordings, records, (media_type, sha256, session_name), annulled, for_others)
        for event, media_type, sha256, session_name in rows
    )


def _answer(
    event: ConsentEvent,
    purposes: dict[int | None, ShownPurpose],
    names: dict[int, str],
    wordings: dict[tuple[int, str], tuple[int, str, str]],
    records: Records,
    joined: tuple[str | None, str | None, str | None],
    annulled: Collection[int],
    for_others: bool,
) -> DossierAnswer:
    media_type, sha256, session_name = joined
    version = event.purpose_version_id or 0
    number, title, text = wordings.get((version, event.language)) or wordings.get((version, "")) or (None, "", "")
    return DossierAnswer(
        event_id=event.id or 0,
        activity=event.activity,
        kind=event.kind,
        purpose=purposes[event.purpose_id],
        answer=event.answer,
        decided_on=event.decided_on,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
        by_self=event.decider_id in records,
        decider_id=event.decider_id,
        decider_name=names.get(event.decider_id, ""),
        method=event.method,
        language=event.language,
        wording_number=number,
        wording_title=title,
        wording=text,
        note=event.note,
        recorded_at=event.recorded_at,
        proof_type=media_type or "",
        proof_sha256=sha256 or "",
        item_id=event.item_id,
        session_name=session_name or "",
        annuls_id=event.annuls_id,
        is_annulled=(event.id or 0) in annulled,
        about_name=names.get(event.person_id, "") if for_others else "",
    )


def _annulled(events: Iterable[ConsentEvent]) -> set[int]:
    """Answers that a correction took out of account; a correction that was itself taken back does not."""
    annulled: set[int] = set()
    for event in sorted(events, key=lambda one: one.id or 0, reverse=True):
        if event.answer is Answer.ANNULLED and event.annuls_id is not None and event.id not in annulled:
            annulled.add(event.annuls_id)
    return annulled


def _read_wordings(session: Session, versions: Collection[Any]) -> dict[tuple[int, str], tuple[int, str, str]]:
    """Number, title and text by version and language; under the language "" the first there is."""
    found: dict[tuple[int, str], tuple[int, str, str]] = {}
    for version_id, number, language, title, text in session.execute(
        select(
            col(PurposeVersion.id), col(PurposeVersion.number), col(PurposeWording.language),
            col(PurposeWording.title), col(PurposeWording.text),
        )
        .join(PurposeWording, col(PurposeWording.version_id) == col(PurposeVersion.id))
        .where(col(PurposeVersion.id).in_(versions))
        .order_by(col(PurposeWording.id))
    ):  # fmt: skip
        found[version_id or 0, language] = (number, title, text)
        found.setdefault((version_id or 0, ""), (number, title, text))
    return found


def read_asked(session: Session, records: Records, purposes: dict[int | None, ShownPurpose]) -> tuple[AskedFor, ...]:
    """When the person was asked for what, latest first."""
    rows = session.execute(
        select(
            col(ConsentRequest.asked_on), col(ConsentRequest.activity), col(ConsentRequest.kind),
            col(ConsentRequest.purpose_id),
        )
        .where(col(ConsentRequest.person_id).in_(records))
        .order_by(col(ConsentRequest.asked_on).desc(), col(ConsentRequest.id))
    )  # fmt: skip
    return tuple(AskedFor(day, activity, kind, purposes[purpose]) for day, activity, kind, purpose in rows)


def read_forms(session: Session, records: Records) -> tuple[FormOut, ...]:
    """The forms that were made for the person, latest first."""
    rows = session.execute(
        select(col(Form.issued_at), col(Form.received_at), col(Form.language), col(Form.state))
        .where(col(Form.person_id).in_(records))
        .order_by(col(Form.id).desc())
    )
    return tuple(
        FormOut(issued.astimezone().date(), None if back is None else back.astimezone().date(), language, state)
        for issued, back, language, state in rows
    )


def read_reminders(session: Session, records: Records) -> tuple[date, ...]:
    """The days on which the person was reminded."""
    query = select(col(Reminder.sent_on)).where(col(Reminder.person_id).in_(records)).order_by(col(Reminder.sent_on))
    return tuple(session.execute(query).scalars())


def read_notices(session: Session, records: Records) -> tuple[DossierNotice, ...]:
    """What somebody dealt with about the person."""
    rows = session.execute(
        select(col(SettledNotice.kind), col(SettledNotice.settled_at), col(SettledNotice.note))
        .where(col(SettledNotice.person_id).in_(records))
        .order_by(col(SettledNotice.id))
    )
    return tuple(DossierNotice(kind, at.astimezone().date(), note) for kind, at, note in rows)


def read_sessions(session: Session, records: Records) -> tuple[Expected, ...]:
    """Events for which the person is noted."""
    expected = session.execute(
        select(col(MediaSession.name), col(MediaSession.day), col(SessionPerson.is_expected))
        .join(SessionPerson, col(SessionPerson.session_id) == col(MediaSession.id))
        .where(col(SessionPerson.person_id).in_(records))
        .order_by(col(MediaSession.day), col(MediaSession.id))
    )
    shot = session.execute(
        select(col(MediaSession.name), col(MediaSession.day))
        .where(col(MediaSession.photographer_id).in_(records))
        .order_by(col(MediaSession.day), col(MediaSession.id))
    )
    return (
        *(Expected(name, day, is_expected) for name, day, is_expected in expected),
        *(Expected(name, day, True, is_photographer=True) for name, day in shot),
    )


def read_items(session: Session, records: Records) -> tuple[DossierItem, ...]:
    """The recordings that the person is in, by day of capture."""
    rows = session.execute(
        select(
            col(Item.id), col(Item.kind), col(Item.captured_at), col(Item.added_on), col(MediaSession.name),
            col(Appearance.is_visible), col(Appearance.is_audible), col(Appearance.source),
        )
        .join(Item, col(Item.id) == col(Appearance.item_id))
        .outerjoin(MediaSession, col(MediaSession.id) == col(Item.session_id))
        .where(col(Appearance.person_id).in_(records))
        .order_by(col(Item.id))
    ).all()  # fmt: skip
    item_ids = {row[0] for row in rows}
    others = _count_others(session, item_ids, records)
    found: dict[int, DossierItem] = {}
    for item_id, kind, captured_at, added_on, session_name, visible, audible, source in rows:
        known = found.get(item_id)
        found[item_id] = DossierItem(
            item_id=item_id,
            kind=kind,
            captured_on=added_on if captured_at is None else captured_at.date(),
            session_name=session_name or "",
            is_visible=visible or (known is not None and known.is_visible),
            is_audible=audible or (known is not None and known.is_audible),
            source=source,
            others=others.get(item_id, 0),
        )
    return tuple(sorted(found.values(), key=lambda one: (one.captured_on, one.item_id)))


def _count_others(session: Session, item_ids: Collection[int], records: Records) -> dict[int, int]:
    named = session.execute(
        select(col(Appearance.item_id), func.count(col(Appearance.person_id).distinct()))
        .where(col(Appearance.item_id).in_(item_ids), col(Appearance.person_id).not_in(records))
        .group_by(col(Appearance.item_id))
    )
    unnamed = session.execute(
        select(col(FoundFace.item_id), func.count())
        .where(
            col(FoundFace.item_id).in_(item_ids),
            col(FoundFace.appearance_id).is_(None),
            col(FoundFace.judgement) != FaceJudgement.NOT_A_PERSON,
            or_(asks_who(), is_judged()),
        )
        .group_by(col(FoundFace.item_id))
    )
    others: dict[int, int] = defaultdict(int)
    for item_id, count in (*named, *unnamed):
        others[item_id] += count
    return others


def read_publications(
    session: Session, item_ids: Collection[int], records: Records, purposes: dict[int | None, ShownPurpose]
) -> tuple[DossierPublication, ...]:
    """Where copies of these recordings went, earliest first."""
    rows = session.execute(
        select(
            col(Publication.id), col(Publication.item_id), col(Publication.purpose_id), col(Publication.place),
            col(Publication.published_on), col(Publication.ended_on),
        )
        .where(col(Publication.item_id).in_(item_ids))
        .order_by(col(Publication.published_on), col(Publication.id))
    ).all()  # fmt: skip
    ids = [row[0] for row in rows]
    covered = set(
        session.execute(
            select(col(PublicationCover.publication_id)).where(
                col(PublicationCover.publication_id).in_(ids), col(PublicationCover.person_id).in_(records)
            )
        ).scalars()
    )
    relied: dict[int, list[int]] = defaultdict(list)
    for publication_id, event_id in session.execute(
        select(col(PublicationReliance.publication_id), col(PublicationReliance.event_id))
        .join(ConsentEvent, col(ConsentEvent.id) == col(PublicationReliance.event_id))
        .where(col(PublicationReliance.publication_id).in_(ids), col(ConsentEvent.person_id).in_(records))
        .order_by(col(PublicationReliance.event_id))
    ):
        relied[publication_id].append(event_id)
    return tuple(
        DossierPublication(item_id, purposes[purpose], place, day, ended, one in covered, tuple(relied[one]))
        for one, item_id, purpose, place, day, ended in rows
    )


def read_tasks(session: Session, records: Records, purposes: dict[int | None, ShownPurpose]) -> tuple[DossierTask, ...]:
    """Take-downs because of the person, earliest first."""
    rows = session.execute(
        select(
            col(Publication.item_id), col(Publication.purpose_id), col(Publication.place), col(TakedownTask.cause),
            col(TakedownTask.since), col(TakedownTask.state), col(TakedownTask.closed_at), col(TakedownTask.note),
        )
        .join(Publication, col(Publication.id) == col(TakedownTask.publication_id))
        .where(col(TakedownTask.person_id).in_(records))
        .order_by(col(TakedownTask.id))
    )  # fmt: skip
    return tuple(
        DossierTask(
            item_id, purposes[purpose], place, cause, since, state,
            None if closed is None else closed.astimezone().date(), note,
        )
        for item_id, purpose, place, cause, since, state, closed, note in rows
    )  # fmt: skip


def read_merges(session: Session, records: Records) -> tuple[date, ...]:
    """Days on which two records of the person were joined, and still are."""
    query = (
        select(col(PersonMerge.merged_at))
        .where(col(PersonMerge.kept_id).in_(records), col(PersonMerge.undone_at).is_(None))
        .order_by(col(PersonMerge.id))
    )
    return tuple(at.astimezone().date() for at in session.execute(query).scalars())


def read_log(session: Session, records: Records) -> tuple[tuple[LogLine, ...], int, str]:
    """The links that name the person by number, how many links there are, and the hash of the last one."""
    links, head = 0, ""
    last = session.execute(
        select(col(AuditEntry.seq), col(AuditEntry.hash)).order_by(col(AuditEntry.seq).desc()).limit(1)
    ).first()
    if last is not None:
        links, head = last
    lines: list[LogLine] = []
    wanted = set(records)
    rows = session.execute(
        select(col(AuditEntry.seq), col(AuditEntry.at), col(AuditEntry.action), col(AuditDetail.payload))
        .join(AuditDetail, col(AuditDetail.seq) == col(AuditEntry.seq))
        .order_by(col(AuditEntry.seq))
    ).yield_per(_FETCH)
    for seq, at, action, payload in rows:
        touched = json.loads(payload).get("touched", {})
        if any(wanted.intersection(touched.get(kind.value, ())) for kind in (ChangeKind.PERSON, ChangeKind.ANSWER)):
            lines.append(LogLine(seq, at, action))
    return tuple(lines), links, head
