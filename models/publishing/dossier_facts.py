# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is on record about one person, as plain values, for them to read (GDPR art. 15).

Other people are named only where the person could not make sense of it otherwise: their parents or children, and who
answered for them. Nobody else in a picture is, nor who worked with the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.settings import School
from models.terms import (
    Activity,
    Answer,
    AnswerMethod,
    AppearanceSource,
    Audience,
    ConsentStatus,
    FormState,
    GroupKind,
    LegalBasis,
    MediaKind,
    PersonRole,
    TakedownState,
    TodoKind,
)


class DossierGap(StrEnum):
    """Why there is no copy of a recording in somebody's dossier."""

    NOT_A_PHOTO = "not_a_photo"
    SOMEBODY_UNNAMED = "somebody_unnamed"
    SOMEBODY_WITHOUT_PLACE = "somebody_without_place"
    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    FILE_UNREADABLE = "file_unreadable"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class OwnData:
    """A person's own data. ``numbers``: keys of other systems by scheme. ``protected_reason`` only where asked for."""

    person_id: int
    given_name: str
    name_prefix: str
    family_name: str
    display_name: str
    birth_date: date | None
    email: str
    telephone: str
    language: str
    organisation: str
    numbers: tuple[tuple[str, str], ...]
    is_protected: bool
    protected_reason: str
    left_on: date | None
    on_record_since: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """A role or a group with its first and last day, open where None."""

    name: str
    since: date | None
    until: date | None
    role: PersonRole | None = None
    group_kind: GroupKind | None = None
    school_year: str = ""


@dataclass(frozen=True, slots=True)
class Relative:
    """A parent or guardian of the person, or a child of whom the person is one. ``name`` is empty where unknown."""

    person_id: int
    name: str
    relation: str
    has_authority: bool
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class ShownPurpose:
    """What a purpose is today; id 0 stands for the recording itself."""

    id: int
    key: str
    name: str
    audience: Audience | None
    legal_basis: LegalBasis


@dataclass(frozen=True, slots=True)
class DossierAnswer:
    """One answer. ``by_self``, else by the guardian called ``decider_name``; ``wording`` is what they were shown.

    ``about_name``: in an answer that the person gave about somebody else, whom it is about. ``is_annulled``: a later
    correction took it out of account; the correction itself is an answer with ``annuls_id``.
    """

    event_id: int
    activity: Activity
    kind: MediaKind
    purpose: ShownPurpose
    answer: Answer
    decided_on: date
    valid_from: date
    valid_until: date | None
    by_self: bool
    decider_id: int
    decider_name: str
    method: AnswerMethod
    language: str
    wording_number: int | None
    wording_title: str
    wording: str
    note: str
    recorded_at: datetime
    proof_type: str
    proof_sha256: str
    item_id: int | None
    session_name: str
    annuls_id: int | None
    is_annulled: bool
    about_name: str = ""


@dataclass(frozen=True, slots=True)
class CurrentStatus:
    """What the answers to one cell amount to today."""

    activity: Activity
    kind: MediaKind
    purpose: ShownPurpose
    status: ConsentStatus
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class AskedFor:
    """The person was asked for a cell on a day."""

    asked_on: date
    activity: Activity
    kind: MediaKind
    purpose: ShownPurpose


@dataclass(frozen=True, slots=True)
class FormOut:
    """A form that was made for the person."""

    issued_on: date
    received_on: date | None
    language: str
    state: FormState


@dataclass(frozen=True, slots=True)
class Expected:
    """An event at which the person is expected to be in pictures, or expected not to be; or whose photographer."""

    name: str
    day: date | None
    is_expected: bool
    is_photographer: bool = False


@dataclass(frozen=True, slots=True)
class DossierItem:
    """A recording that the person is in. ``others``: how many more people are known to be in it, named or not.

    ``picture`` is the file in the dossier's folder; where there is none, ``gap`` says why.
    """

    item_id: int
    kind: MediaKind
    captured_on: date
    session_name: str
    is_visible: bool
    is_audible: bool
    source: AppearanceSource
    others: int
    picture: str = ""
    gap: DossierGap | None = None


@dataclass(frozen=True, slots=True)
class DossierPublication:
    """Where a copy of such a recording went. ``is_covered``: the person is covered in it."""

    item_id: int
    purpose: ShownPurpose
    place: str
    published_on: date
    ended_on: date | None
    is_covered: bool
    relied_on: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DossierTask:
    """A publication that had to come down because of the person, and what became of it."""

    item_id: int
    purpose: ShownPurpose
    place: str
    cause: ConsentStatus | None
    since: date
    state: TakedownState
    closed_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class DossierNotice:
    """Something about the person that was on the to-do list and that somebody dealt with."""

    kind: TodoKind
    settled_on: date
    note: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One link of the audit trail that names the person by number."""

    seq: int
    at: datetime
    action: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one person. ``erase_from``: the day from which the school proposes to erase them, if known.

    ``merged_on``: days on which a second record of the person was joined to this one. ``head`` is the hash of the last
    of ``links`` links of the audit chain at that moment.
    """

    made_at: datetime
    school: School
    own: OwnData
    roles: tuple[Period, ...]
    groups: tuple[Period, ...]
    guardians: tuple[Relative, ...]
    wards: tuple[Relative, ...]
    answers: tuple[DossierAnswer, ...]
    answers_for_others: tuple[DossierAnswer, ...]
    statuses: tuple[CurrentStatus, ...]
    asked: tuple[AskedFor, ...]
    forms: tuple[FormOut, ...]
    reminded_on: tuple[date, ...]
    notices: tuple[DossierNotice, ...]
    sessions: tuple[Expected, ...]
    items: tuple[DossierItem, ...]
    publications: tuple[DossierPublication, ...]
    tasks: tuple[DossierTask, ...]
    merged_on: tuple[date, ...]
    retention_months: int
    erase_from: date | None
    log: tuple[LogLine, ...]
    links: int
    head: str


def purposes_of(dossier: Dossier) -> tuple[ShownPurpose, ...]:
    """The purposes that the dossier speaks of, the recording first, each once, in the school's order."""
    found = [one.purpose for one in dossier.statuses]
    found += [one.purpose for one in reversed(dossier.answers)]
    found += [one.purpose for one in dossier.asked]
    return tuple(dict.fromkeys(found))
