# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions of a form on record: what a page that comes back must look like, and what each pair of boxes asks.

A question's name is kept with what was read: ``publication/photo/12``, ``recording/film``.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.consent.facts import CellKey
from models.errors import BugError
from models.forms.layout import SheetLayout
from models.terms import Activity, FormState, MediaKind


@dataclass(frozen=True, slots=True)
class ExpectedForm:
    """A form on record: what a page with its code must look like. ``questions`` go with ``layout.pairs()``.

    ``is_blank``: printed without a name, and nobody has said yet whose it is.
    """

    form_id: int
    person_id: int | None
    state: FormState
    layout: SheetLayout
    questions: tuple[str, ...]
    is_blank: bool = False


def question_name(cell: CellKey) -> str:
    """The name of the question about a cell."""
    words = [cell.activity.value, cell.kind.value]
    return "/".join(words if cell.purpose_id is None else [*words, str(cell.purpose_id)])


def cell_of(question: str) -> CellKey:
    """The cell that a question asks about. Raises `BugError` for anything that `question_name` did not make."""
    try:
        activity, kind, *purpose = question.split("/")
        return CellKey(Activity(activity), MediaKind(kind), int(purpose[0]) if purpose else None)
    except ValueError as error:
        raise BugError("a question without a known name") from error
