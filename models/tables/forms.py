# SPDX-License-Identifier: GPL-3.0-or-later
"""Personal forms: rounds, codes, scans read back, and answers that arrive online."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.base import utc_time, word
from models.terms import FormState, MarkState


class FormRound(SQLModel, table=True):
    """A round of asking: who, which purposes and kinds (JSON), until when."""

    __tablename__ = "form_round"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    started_on: date
    answer_before: date | None = None
    questions: str = ""
    created_at: datetime = utc_time()


class Form(SQLModel, table=True):
    """One personal form. ``code`` is the random half of what its QR holds; no personal data is in the code."""

    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("code"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=16)
    key_number: int = 1
    round_id: int | None = Field(default=None, foreign_key="form_round.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    template: str = Field(max_length=40)
    language: str = Field(max_length=12)
    questions: str = ""
    state: FormState = word(FormState)
    replaced_by_id: int | None = Field(default=None, foreign_key="form.id")
    issued_at: datetime = utc_time()
    received_at: datetime | None = utc_time(default=None)


class FormScan(SQLModel, table=True):
    """One form on one scanned page and what was seen of it. ``digest`` is of the page's pixels and the code on it.

    ``details`` (JSON): the file's name, why the page needs a look, where the sheet lies on it, its signatures.
    """

    __tablename__ = "form_scan"
    __table_args__ = (Index("ix_form_scan_form", "form_id"), Index("ix_form_scan_digest", "digest"))

    id: int | None = Field(default=None, primary_key=True)
    form_id: int | None = Field(default=None, foreign_key="form.id")
    run: str = Field(max_length=40)
    page: int
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id")
    reader: str = Field(max_length=40)
    outcome: str = Field(max_length=40)
    read_at: datetime = utc_time()
    confirmed_by: str = Field(default="", max_length=120)
    confirmed_at: datetime | None = utc_time(default=None)
    undone_at: datetime | None = utc_time(default=None)
    digest: str = Field(default="", max_length=64)
    details: str = ""


class FormMark(SQLModel, table=True):
    """One pair of boxes on a scanned page: what the reader saw, what a person made of it, which event it became."""

    __tablename__ = "form_mark"
    __table_args__ = (UniqueConstraint("scan_id", "question"),)

    id: int | None = Field(default=None, primary_key=True)
    scan_id: int = Field(foreign_key="form_scan.id")
    question: str = Field(max_length=80)
    seen: MarkState = word(MarkState)
    decided: MarkState | None = word(MarkState, default=None)
    features: str = ""
    event_id: int | None = Field(default=None, foreign_key="consent_event.id", index=True)


class OnlineMapping(SQLModel, table=True):
    """How the columns of the school's own online form map to questions (JSON), remembered per form."""

    __tablename__ = "online_mapping"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    link: str = Field(default="", max_length=1000)
    columns: str = ""


class OnlineRow(SQLModel, table=True):
    """One row of an online form's export, kept as evidence; parked while its code is unknown."""

    __tablename__ = "online_row"
    __table_args__ = (UniqueConstraint("mapping_id", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    mapping_id: int = Field(foreign_key="online_mapping.id")
    digest: str = Field(max_length=64)
    form_id: int | None = Field(default=None, foreign_key="form.id", index=True)
    completed_at: datetime | None = utc_time(default=None)
    content: str = ""
    state: str = Field(default="parked", max_length=20)
