# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of people: a name, and under it role, class and what is special."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QIcon

from models.roster.names import list_name
from models.roster.person_rows import PersonRow
from ui.item_models.windowed import ID_ROLE, Fetch, WindowedItemModel
from ui.style import labels
from ui.style.icons import icon, role_icon
from ui.texts import _

SUBTITLE_ROLE = ID_ROLE + 10


class ListedPerson(NamedTuple):
    """A row of the list; ``answered`` of ``asked`` cells have an answer, both 0 where nobody needs to answer."""

    row: PersonRow
    answered: int = 0
    asked: int = 0


class PeopleModel(WindowedItemModel):
    """Rows are `ListedPerson`; the display text is the name as lists write it."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(fetch, parent)

    def value_for(self, row_id: int, row: object | None, role: int) -> object | None:  # noqa: ARG002
        """The name, the line under it, an icon of the first role, and both lines for a screen reader."""
        if not isinstance(row, ListedPerson):
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        person = row.row
        if role == Qt.ItemDataRole.DisplayRole:
            return person_title(person)
        if role == SUBTITLE_ROLE:
            return person_subtitle(row)
        if role == Qt.ItemDataRole.DecorationRole:
            return _person_icon(person)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return ", ".join(part for part in (person_title(person), person_subtitle(row)) if part)
        return None


def person_title(row: PersonRow) -> str:
    """The name as a list writes it; a guardian without a name on record has a description instead."""
    return list_name(row.given_name, row.name_prefix, row.family_name) or _("Parent or guardian (name not known)")


def person_subtitle(listed: ListedPerson) -> str:
    """Classes, roles, whether somebody has left, and how many answers there are."""
    row = listed.row
    parts = [*row.groups, *(labels.role_label(role) for role in row.roles)]
    if row.organisation:
        parts.append(row.organisation)
    if row.has_left:
        parts.append(_("Left school"))
    elif listed.asked and not listed.answered:
        parts.append(_("no answers yet"))
    elif listed.answered < listed.asked:
        parts.append(_("{count} of {total} answers").format(count=listed.answered, total=listed.asked))
    return " · ".join(parts)


def _person_icon(row: PersonRow) -> QIcon:
    return icon(role_icon(row.roles[0]) if row.roles else "person", "muted")
