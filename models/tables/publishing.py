# SPDX-License-Identifier: GPL-3.0-or-later
"""What was published where, what that relied on, and what has to come down."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.base import rank, utc_time, word
from models.terms import ConsentStatus, CoverKind, TakedownState, Verdict


class Publication(SQLModel, table=True):
    """One copy of an item, made for a purpose and placed somewhere on a day.

    ``verdict`` and ``reasons`` (JSON, ids only) are a snapshot of what was known: the proof of GDPR art. 7(1).
    """

    __tablename__ = "publication"
    __table_args__ = (Index("ix_publication_item", "item_id"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    purpose_id: int = Field(foreign_key="purpose.id", index=True)
    place: str = Field(default="", max_length=500)
    published_on: date
    ended_on: date | None = None
    copy_name: str = Field(default="", max_length=200)
    copy_sha256: str = Field(default="", max_length=64)
    verdict: Verdict = rank(Verdict)
    reasons: str = ""
    recorded_at: datetime = utc_time()
    recorded_by: str = Field(default="", max_length=120)


class PublicationCover(SQLModel, table=True):
    """A person who is covered in the published copy: needs nothing there."""

    __tablename__ = "publication_cover"
    __table_args__ = (UniqueConstraint("publication_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    publication_id: int = Field(foreign_key="publication.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    cover: CoverKind = word(CoverKind)


class PublicationReliance(SQLModel, table=True):
    """An answer that the publication relied on."""

    __tablename__ = "publication_reliance"
    __table_args__ = (UniqueConstraint("publication_id", "event_id"),)

    id: int | None = Field(default=None, primary_key=True)
    publication_id: int = Field(foreign_key="publication.id")
    event_id: int = Field(foreign_key="consent_event.id", index=True)


class TakedownTask(SQLModel, table=True):
    """A published copy that is no longer ready: at most one open task for each publication."""

    __tablename__ = "takedown_task"
    __table_args__ = (Index("ix_takedown_task_publication", "publication_id"),)

    id: int | None = Field(default=None, primary_key=True)
    publication_id: int = Field(foreign_key="publication.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    cause: ConsentStatus | None = word(ConsentStatus, default=None)
    cause_event_id: int | None = Field(default=None, foreign_key="consent_event.id", index=True)
    since: date
    raised_at: datetime = utc_time()
    state: TakedownState = word(TakedownState, default=TakedownState.OPEN, index=True)
    closed_at: datetime | None = utc_time(default=None)
    closed_by: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=500)
    replacement_id: int | None = Field(default=None, foreign_key="publication.id")
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id")
