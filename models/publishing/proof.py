# SPDX-License-Identifier: GPL-3.0-or-later
"""Proof of one answer (GDPR art. 7(1)): what was asked, who answered, when and how, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.consent.cells import load_facts
from models.consent.evidence import EvidenceRow, evidence_row
from models.consent.facts import CellKey, CellStatus, Scope
from models.consent.purposes import PurposeRow
from models.errors import ErrorCode, KnownError
from models.roster.person_rows import read_names, read_rows
from models.settings import School, SettingsService
from models.store import Store
from models.store.audit import GENESIS_HASH, event_digest
from models.store.same_person import all_records, follow, kept_ids
from models.tables import (
    AuditDetail,
    AuditEntry,
    ConsentEvent,
    Evidence,
    Form,
    Guardianship,
    Item,
    MediaSession,
    PurposeVersion,
    PurposeWording,
)
from models.terms import Answer, AnswerMethod

_TRANSACTION = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ProofPerson:
    """Somebody as a proof names them."""

    id: int
    name: str
    birth_date: date | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedWording:
    """The words of one version of a purpose, in the languages that there are or in the one that was shown.

    ``is_language_known`` is False where it is not on record in which language somebody was asked.
    """

    number: int
    effective_from: date
    texts: tuple[tuple[str, str], ...]
    is_language_known: bool


@dataclass(frozen=True, slots=True)
class LaterAnswer:
    """An answer to the same question, recorded afterwards; ``annuls_id``: the one that it takes out of account."""

    event_id: int
    answer: Answer
    decider: str
    decided_on: date
    recorded_at: datetime
    note: str
    annuls_id: int | None


@dataclass(frozen=True, slots=True)
class LaterWording:
    """A version of the question that came after the one that was answered."""

    number: int
    effective_from: date
    is_substantive: bool


@dataclass(frozen=True, slots=True)
class ChainPlace:
    """Where an answer is sealed, and the head of the chain when the proof was made.

    ``link`` is None where the answer's digest does not stand in the chain: it is not as it was recorded.
    """

    digest: str
    link: int | None
    links: int
    head: str


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """Everything on the proof of one answer. ``purpose`` is None for an answer about making recordings."""

    event_id: int
    school: School | None
    made_at: datetime
    made_by: str
    today: date
    person: ProofPerson
    key: CellKey
    purpose: PurposeRow | None
    item_id: int | None
    session_name: str
    wording: AskedWording | None
    answer: Answer
    decider: ProofPerson
    relation: str
    decided_on: date
    valid_from: date
    valid_until: date | None
    method: AnswerMethod
    heard_by: str
    note: str
    form_code: str
    recorded_at: datetime
    recorded_by: str
    evidence: EvidenceRow | None
    is_annulled: bool
    annuls_id: int | None
    later_answers: tuple[LaterAnswer, ...]
    later_wordings: tuple[LaterWording, ...]
    status: CellStatus
    chain: ChainPlace


class ProofService:
    """Gathers what proves one answer."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def facts(self, event_id: int) -> ProofFacts:
        """The proof of one answer, as of now. Raises ``ANSWER_UNKNOWN``."""
        clock = self._store.clock
        school, policy, today = self._settings.school(), self._settings.policy(), clock.today()
        with self._store.read() as session:
            event = session.get(ConsentEvent, event_id)
            if event is None:
                raise KnownError(ErrorCode.ANSWER_UNKNOWN)
            kept = kept_ids(session)
            person_id, decider_id = follow(event.person_id, kept), follow(event.decider_id, kept)
            records = all_records((person_id,), kept)
            facts = load_facts(session, (person_id,), policy)
            key = CellKey(event.activity, event.kind, event.purpose_id)
            later = _later_answers(session, event, records)
            versions = _versions(session, event)
            evidence = None if event.evidence_id is None else session.get(Evidence, event.evidence_id)
            form = None if event.form_id is None else session.get(Form, event.form_id)
            return ProofFacts(
                event_id=event_id,
                school=school,
                made_at=clock.now(),
                made_by=self._store.actor,
                today=today,
                person=_person(session, person_id, today),
                key=key,
                purpose=None if event.purpose_id is None else facts.purposes[event.purpose_id],
                item_id=event.item_id,
                session_name=_session_name(session, event.session_id),
                wording=_wording(session, event, versions),
                answer=event.answer,
                decider=_person(session, decider_id, today),
                relation=_relation(session, person_id, decider_id),
                decided_on=event.decided_on,
                valid_from=event.valid_from,
                valid_until=event.valid_until,
                method=event.method,
                heard_by=event.heard_by,
                note=event.note,
                form_code="" if form is None else form.code,
                recorded_at=event.recorded_at,
                recorded_by=event.recorded_by,
                evidence=None if evidence is None else evidence_row(evidence),
                is_annulled=event_id in _annulled(later),
                annuls_id=event.annuls_id,
                later_answers=later,
                later_wordings=_later_wordings(event, versions),
                status=facts.status_of(person_id, key, today, _scope(session, event)),
                chain=_chain_place(session, event),
            )


def _person(session: Session, person_id: int, today: date) -> ProofPerson:
    rows = read_rows(session, (person_id,), today)
    if not rows:
        return ProofPerson(person_id, "")
    return ProofPerson(person_id, rows[0].display_name, rows[0].birth_date, rows[0].groups)


def _relation(session: Session, person_id: int, decider_id: int) -> str:
    found = session.exec(
        select(Guardianship.relation).where(Guardianship.pupil_id == person_id, Guardianship.guardian_id == decider_id)
    ).first()
    return found or ""


def _scope(session: Session, event: ConsentEvent) -> Scope:
    if event.item_id is None:
        return Scope(session_id=event.session_id)
    item = session.get(Item, event.item_id)
    return Scope(event.item_id, None if item is None else item.session_id)


def _session_name(session: Session, session_id: int | None) -> str:
    found = None if session_id is None else session.get(MediaSession, session_id)
    return "" if found is None else found.name


def _versions(session: Session, event: ConsentEvent) -> list[PurposeVersion]:
    if event.purpose_id is None:
        return []
    statement = select(PurposeVersion).where(PurposeVersion.purpose_id == event.purpose_id)
    return list(session.exec(statement.order_by(col(PurposeVersion.number))))


def _wording(session: Session, event: ConsentEvent, versions: Sequence[PurposeVersion]) -> AskedWording | None:
    """The words that were shown; in every language there is where it is not on record in which one."""
    version = next((one for one in versions if one.id == event.purpose_version_id), None)
    if version is None:
        return None
    rows = session.exec(
        select(PurposeWording).where(PurposeWording.version_id == version.id).order_by(col(PurposeWording.language))
    ).all()
    shown = tuple((row.language, row.text) for row in rows if row.language == event.language)
    texts = shown or tuple((row.language, row.text) for row in rows)
    return AskedWording(version.number, version.effective_from, texts, bool(shown))


def _later_wordings(event: ConsentEvent, versions: Sequence[PurposeVersion]) -> tuple[LaterWording, ...]:
    answered = next((one.number for one in versions if one.id == event.purpose_version_id), 0)
    return tuple(
        LaterWording(one.number, one.effective_from, one.is_substantive) for one in versions if one.number > answered
    )


def _later_answers(session: Session, event: ConsentEvent, records: Sequence[int]) -> tuple[LaterAnswer, ...]:
    """Answers to the same question, of the same scope, recorded after this one."""
    rows = session.exec(
        select(ConsentEvent)
        .where(
            col(ConsentEvent.person_id).in_(records),
            ConsentEvent.activity == event.activity,
            ConsentEvent.kind == event.kind,
            col(ConsentEvent.purpose_id).is_not_distinct_from(event.purpose_id),
            col(ConsentEvent.item_id).is_not_distinct_from(event.item_id),
            col(ConsentEvent.session_id).is_not_distinct_from(event.session_id),
            col(ConsentEvent.id) > event.id,
        )
        .order_by(col(ConsentEvent.id))
    ).all()
    kept = kept_ids(session)
    names = read_names(session, {follow(row.decider_id, kept) for row in rows})
    return tuple(
        LaterAnswer(
            row.id or 0,
            row.answer,
            names.get(follow(row.decider_id, kept), ""),
            row.decided_on,
            row.recorded_at,
            row.note,
            row.annuls_id,
        )
        for row in rows
    )


def _annulled(later: Sequence[LaterAnswer]) -> set[int]:
    """What is out of account: an annulment that is itself annulled does not count."""
    annulled: set[int] = set()
    for answer in reversed(later):
        if answer.annuls_id is not None and answer.event_id not in annulled:
            annulled.add(answer.annuls_id)
    return annulled


def _chain_place(session: Session, event: ConsentEvent) -> ChainPlace:
    digest = event_digest(event)
    head = session.execute(
        select_columns(col(AuditEntry.seq), col(AuditEntry.hash)).order_by(col(AuditEntry.seq).desc()).limit(1)
    ).first()
    links, last_hash = (0, GENESIS_HASH) if head is None else (head.seq, head.hash)
    holding = (
        select_columns(col(AuditDetail.seq))
        .join(AuditEntry, col(AuditEntry.seq) == col(AuditDetail.seq))
        .where(col(AuditDetail.payload).contains(digest))
        .order_by(col(AuditDetail.seq))
        .limit(1)
    )
    # An answer is sealed by its own transaction: looked for around that moment first, a clock set back or not.
    near = holding.where(col(AuditEntry.at).between(event.recorded_at - _TRANSACTION, event.recorded_at + _TRANSACTION))
    link = session.execute(near).scalar() or session.execute(holding).scalar()
    return ChainPlace(digest, link, links, last_hash)
