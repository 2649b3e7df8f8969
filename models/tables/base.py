# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tables share: the naming convention (set before the first table) and portable column types.

Event times are aware UTC (`UtcTime`); a camera's time is naive, because a camera knows no zone (`CameraTime`).
Enumerations are stored as their words. Fractions of a picture are of the upright picture, 0 to 1.
"""

from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import DateTime, Integer, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time. Naive values are refused; SQLite gives them back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC; raise `ValueError` for a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an event time must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


CameraTime = DateTime(timezone=False)


class Word(TypeDecorator[StrEnum]):
    """A `StrEnum` stored as its word and given back as a member."""

    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Store the word; raise `ValueError` for a word that is not in the enumeration."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:
        """Give back the member."""
        return None if value is None else self.enum(value)

    @property
    def python_type(self) -> type[StrEnum]:
        """The enumeration."""
        return self.enum


class Rank(TypeDecorator[IntEnum]):
    """An `IntEnum` stored as its number and given back as a member."""

    impl = Integer
    cache_ok = True

    def __init__(self, enum: type[IntEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: IntEnum | int | None, dialect: Dialect) -> int | None:
        """Store the number."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> IntEnum | None:
        """Give back the member."""
        return None if value is None else self.enum(value)


def utc_time(**options: Any) -> Any:
    """A field for an aware UTC time (see `UtcTime`); ``options`` as for ``sqlmodel.Field``."""
    return Field(sa_type=UtcTime, **options)


def word(enum: type[StrEnum], **options: Any) -> Any:
    """A field for a member of ``enum``, stored as its word; ``options`` as for ``sqlmodel.Field``."""
    return Field(sa_type=Word(enum), **options)


def rank(enum: type[IntEnum], **options: Any) -> Any:
    """A field for a member of ``enum``, stored as its number; ``options`` as for ``sqlmodel.Field``."""
    return Field(sa_type=Rank(enum), **options)
