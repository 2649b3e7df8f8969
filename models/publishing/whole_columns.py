# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole columns of a large table as arrays: each comes back as one text, which is split here.

A hundred thousand rows cost five times as much as tuples. What a column holds must not contain the separator.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, String, cast, func, select
from sqlmodel import Session

_SEPARATOR = ","

IntArray = npt.NDArray[np.int64]


def columns_as_text(*columns: Any) -> Select[Any]:
    """A query for these columns; its conditions are added by the caller, and `split_columns` takes its row.

    The values of a row stand at the same place in every column; in which order the rows come is not said.
    """
    chosen: Any = select(*(func.aggregate_strings(cast(one, String), _SEPARATOR) for one in columns))
    query: Select[Any] = chosen
    return query


def split_columns(session: Session, statement: Select[Any]) -> list[list[str]]:
    """The values of each column, as text; empty for a null in it, so coalesce what may be null."""
    return [[] if one is None else one.split(_SEPARATOR) for one in session.execute(statement).one()]


def read_numbers(session: Session, statement: Select[Any]) -> IntArray:
    """Whole numbers as an array of shape (columns, rows)."""
    found: Sequence[str | None] = session.execute(statement).one()
    columns = [np.fromstring(one or "", dtype=np.int64, sep=_SEPARATOR) for one in found]
    return np.stack(columns) if columns else np.empty((0, 0), np.int64)
