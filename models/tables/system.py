# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the register, the audit chain, and erasures."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from models.tables.base import utc_time


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
