# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the register, the audit chain, erasures, and what was dealt with."""

from datetime import date, datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.base import utc_time, word
from models.terms import TodoKind


class Setting(SQLModel, table=True):
    """One setting of the school; ``value`` is JSON."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True, max_length=60)
    value: str


class AuditEntry(SQLModel, table=True):
    """One link of the audit chain: ``hash = SHA-256(previous hash | seq | at | action | digest)``. No personal data."""

    __tablename__ = "audit_entry"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = utc_time()
    action: str = Field(max_length=60)
    digest: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditDetail(SQLModel, table=True):
    """What an audit entry commits to: ``digest = SHA-256(salt | payload)``. Ids, words and digests; erasable."""

    __tablename__ = "audit_detail"

    seq: int = Field(primary_key=True, foreign_key="audit_entry.seq", sa_column_kwargs={"autoincrement": False})
    actor: str = Field(default="", max_length=120)
    salt: bytes = Field(sa_type=LargeBinary)
    payload: str


class Erasure(SQLModel, table=True):
    """An erasure that was ordered (GDPR art. 17): only its person's events may be deleted."""

    __tablename__ = "erasure"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(index=True)
    ground: str = Field(max_length=200)
    ordered_by: str = Field(max_length=120)
    ordered_at: datetime = utc_time()
    counts: str = ""


class ErasureEvent(SQLModel, table=True):
    """An answer that an erasure may rid of its free text because it names the erased person; its facts stay."""

    __tablename__ = "erasure_event"
    __table_args__ = (UniqueConstraint("erasure_id", "event_id"),)

    id: int | None = Field(default=None, primary_key=True)
    erasure_id: int = Field(foreign_key="erasure.id")
    event_id: int = Field(index=True)


class SettledNotice(SQLModel, table=True):
    """A notice on the to-do list that somebody has dealt with. It comes back only when its fingerprint changes.

    ``fingerprint`` is made from what the notice is about (answers, dates); ``person_id`` or ``session_id`` says whom or
    what it is about.
    """

    __tablename__ = "settled_notice"
    __table_args__ = (UniqueConstraint("kind", "person_id", "session_id", "fingerprint"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: TodoKind = word(TodoKind)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    session_id: int | None = Field(default=None, foreign_key="media_session.id", index=True)
    fingerprint: str = Field(max_length=64)
    note: str = Field(default="", max_length=500)
    settled_at: datetime = utc_time()
    settled_by: str = Field(default="", max_length=120)


class Reminder(SQLModel, table=True):
    """Somebody was reminded on a day of what they agreed to, and how to change it."""

    __tablename__ = "reminder"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    sent_on: date
    recorded_at: datetime = utc_time()
    recorded_by: str = Field(default="", max_length=120)
