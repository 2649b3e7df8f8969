# SPDX-License-Identifier: GPL-3.0-or-later
"""People, their roles and groups, and who holds parental responsibility for whom."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.base import utc_time, word
from models.terms import GroupKind, PersonRole

_PERSON_VERSION = Column("version", Integer, nullable=False)


class Person(SQLModel, table=True):
    """Anyone who can be recognisable, or who decides for somebody who can.

    ``search_text`` is the case-folded, accent-free name, made by ``roster.names``: portable search without
    a database's own idea of case. ``version`` guards against two programs changing one person.

    ``merged_into_id`` is set while this record counts as another one's (two records of one person); that other one is
    never merged itself. ``erased_on`` marks what is left of an erased guardian whose answers about others still count:
    a number without a name.
    """

    __tablename__ = "person"
    # An erased person's number is never given out again: erasures and proofs go by it.
    __table_args__ = (Index("ix_person_sort_name", "sort_name"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    given_name: str = Field(max_length=120)
    name_prefix: str = Field(default="", max_length=40)
    family_name: str = Field(default="", max_length=120)
    sort_name: str = Field(default="", max_length=300)
    search_text: str = Field(default="", max_length=300)
    birth_date: date | None = None
    email: str = Field(default="", max_length=254)
    telephone: str = Field(default="", max_length=40)
    language: str = Field(default="", max_length=12)
    organisation: str = Field(default="", max_length=160)
    is_protected: bool = False
    protected_reason: str = Field(default="", max_length=500)
    left_on: date | None = None
    merged_into_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    erased_on: date | None = None
    created_at: datetime = utc_time()
    version: int = Field(default=1, sa_column=_PERSON_VERSION)

    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _PERSON_VERSION}


class PersonIdentifier(SQLModel, table=True):
    """A key that another system uses for a person (OneRoster ``sourcedId``, EDEXML key, pupil number)."""

    __tablename__ = "person_identifier"
    __table_args__ = (UniqueConstraint("scheme", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    scheme: str = Field(max_length=40)
    value: str = Field(max_length=256)


class PersonRoleEntry(SQLModel, table=True):
    """One role of a person, from-until (both inclusive, open where empty)."""

    __tablename__ = "person_role"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    role: PersonRole = word(PersonRole)
    since: date | None = None
    until: date | None = None


class Group(SQLModel, table=True):
    """A class (in one school year), a team, or any other group."""

    __tablename__ = "person_group"
    __table_args__ = (UniqueConstraint("name", "school_year"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    kind: GroupKind = word(GroupKind)
    school_year: str = Field(default="", max_length=9)
    sourced_id: str = Field(default="", max_length=256)
    is_archived: bool = False


class GroupMembership(SQLModel, table=True):
    """A person in a group, from-until (both inclusive, open where empty)."""

    __tablename__ = "group_membership"
    __table_args__ = (UniqueConstraint("group_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="person_group.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    since: date | None = None
    until: date | None = None


class Guardianship(SQLModel, table=True):
    """A guardian of a pupil; only one ``with authority`` on a day has a say that day (GDPR art. 8)."""

    __tablename__ = "guardianship"
    __table_args__ = (
        UniqueConstraint("pupil_id", "guardian_id"),
        CheckConstraint("pupil_id <> guardian_id", name="two_people"),
    )

    id: int | None = Field(default=None, primary_key=True)
    pupil_id: int = Field(foreign_key="person.id")
    guardian_id: int = Field(foreign_key="person.id", index=True)
    relation: str = Field(default="", max_length=40)
    has_authority: bool = True
    since: date | None = None
    until: date | None = None


class PersonMerge(SQLModel, table=True):
    """Two records found to be one person. ``moved`` (JSON) names the rows that moved, so that it can be undone."""

    __tablename__ = "person_merge"

    id: int | None = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="person.id", index=True)
    merged_id: int = Field(foreign_key="person.id", index=True)
    moved: str = ""
    merged_at: datetime = utc_time()
    undone_at: datetime | None = utc_time(default=None)
