# SPDX-License-Identifier: GPL-3.0-or-later
"""Purposes with the wording that was shown, answers as append-only events, and the cells compiled from them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.base import utc_time, word
from models.terms import Activity, Answer, AnswerMethod, Audience, ConsentStatus, LegalBasis, MediaKind


class Purpose(SQLModel, table=True):
    """Where and why something is published, e.g. ``website``. ``key`` is its stable name on the command line."""

    __tablename__ = "purpose"
    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=40)
    name: str = Field(max_length=80)
    audience: Audience = word(Audience)
    legal_basis: LegalBasis = word(LegalBasis)
    kinds: str = Field(default="photo,film,sound", max_length=40)
    position: int = 0
    is_active: bool = True
    copy_max_pixels: int | None = None


class PurposeVersion(SQLModel, table=True):
    """One version of what people are asked. A change of substance asks anew; a corrected typo does not."""

    __tablename__ = "purpose_version"
    __table_args__ = (UniqueConstraint("purpose_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    purpose_id: int = Field(foreign_key="purpose.id")
    number: int
    is_substantive: bool = True
    effective_from: date
    created_at: datetime = utc_time()


class PurposeWording(SQLModel, table=True):
    """The text of one version in one language, as people see it on a form."""

    __tablename__ = "purpose_wording"
    __table_args__ = (UniqueConstraint("version_id", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="purpose_version.id")
    language: str = Field(max_length=12)
    title: str = Field(default="", max_length=200)
    text: str = ""


class Evidence(SQLModel, table=True):
    """A file kept as proof of an answer (scan, e-mail), stored once by content; viewable only on purpose."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64)
    media_type: str = Field(max_length=80)
    size_bytes: int
    data_key: bytes | None = Field(default=None, sa_type=LargeBinary)
    added_at: datetime = utc_time()


class ConsentEvent(SQLModel, table=True):
    """One answer. Never changed or deleted (triggers hold that), only followed by a later one.

    ``person_id`` is whom it is about (GDPR: data subject), ``decider_id`` who answered. Scope: general where both
    ``item_id`` and ``session_id`` are empty. ``valid_until`` is inclusive. ``annuls_id`` names the event that an
    ``annulled`` event takes out of account. ``salt`` makes the digest in the audit chain unguessable.
    """

    __tablename__ = "consent_event"
    __table_args__ = (
        Index("ix_consent_event_person_cell", "person_id", "activity", "kind", "purpose_id"),
        CheckConstraint("(activity = 'recording') = (purpose_id IS NULL)", name="purpose_fits_activity"),
        CheckConstraint("(answer = 'annulled') = (annuls_id IS NOT NULL)", name="annulment_names_event"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    decider_id: int = Field(foreign_key="person.id", index=True)
    activity: Activity = word(Activity)
    kind: MediaKind = word(MediaKind)
    purpose_id: int | None = Field(default=None, foreign_key="purpose.id")
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    session_id: int | None = Field(default=None, foreign_key="media_session.id", index=True)
    answer: Answer = word(Answer)
    decided_on: date
    valid_from: date
    valid_until: date | None = None
    method: AnswerMethod = word(AnswerMethod)
    heard_by: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=500)
    purpose_version_id: int | None = Field(default=None, foreign_key="purpose_version.id")
    language: str = Field(default="", max_length=12)
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id", index=True)
    form_id: int | None = Field(default=None, foreign_key="form.id")
    annuls_id: int | None = Field(default=None, foreign_key="consent_event.id", index=True)
    recorded_at: datetime = utc_time()
    recorded_by: str = Field(default="", max_length=120)
    salt: bytes = Field(sa_type=LargeBinary)


class ConsentRequest(SQLModel, table=True):
    """Somebody was asked for a cell on a day (a form was printed, a link was sent)."""

    __tablename__ = "consent_request"
    __table_args__ = (Index("ix_consent_request_person", "person_id", "purpose_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    activity: Activity = word(Activity)
    kind: MediaKind = word(MediaKind)
    purpose_id: int | None = Field(default=None, foreign_key="purpose.id")
    asked_on: date
    form_id: int | None = Field(default=None, foreign_key="form.id")
    recorded_at: datetime = utc_time()


class Cell(SQLModel, table=True):
    """Derived: the status of one person and one cell over one stretch of days, compiled by `consent.rules`.

    Rebuildable at any time. ``since`` and ``until`` are inclusive (``date.min`` / ``date.max`` for "always"). Days
    without a row have the default: ``not_needed`` where the purpose's legal basis is not consent, else
    ``not_requested``. A row with ``item_id`` or ``session_id`` holds for that item or session in place of the
    general one. ``guardians_differ``: a stop that outweighs another guardian's yes.
    """

    __tablename__ = "cell"
    __table_args__ = (
        Index("ix_cell_person", "person_id", "activity", "purpose_id", "kind"),
        Index("ix_cell_item", "item_id"),
        Index("ix_cell_guardians_differ", "guardians_differ"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    activity: Activity = word(Activity)
    kind: MediaKind = word(MediaKind)
    purpose_id: int | None = Field(default=None, foreign_key="purpose.id")
    item_id: int | None = Field(default=None, foreign_key="item.id")
    session_id: int | None = Field(default=None, foreign_key="media_session.id")
    status: ConsentStatus = word(ConsentStatus)
    since: date = Field(index=True)
    until: date = Field(index=True)
    guardians_differ: bool = False
