# SPDX-License-Identifier: GPL-3.0-or-later
"""The class sheet: who may be in the picture, on paper for whoever holds the camera.

It tells two things apart and no more: a filled dot for "may be in it", an open ring for "ask the office first". Whether
behind a ring is a no, an answer that is still out, or a pupil who is never shown, the sheet does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import zip_longest

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from models.terms import MediaKind
from models.workspace import Workspace
from ui.printing.flow import WIDTH, Cell, FlowDocument
from ui.printing.paper import INK
from ui.texts import _, format_date, join_words

_MARK_PIXELS = 64
_LEAST_NAME, _GROUP_WIDTH, _LEAST_MARK, _GAP, _LETTER = 42.0, 26.0, 15.0, 8.0, 2.0
"""Widths in millimetres; a bold letter of a heading is about two wide."""


RECORDINGS: tuple[tuple[MediaKind, ...], ...] = (
    (MediaKind.PHOTO,),
    (MediaKind.FILM,),
    (MediaKind.FILM, MediaKind.SOUND),
    (MediaKind.SOUND,),
)
"""What can be recorded, each with the kinds that it needs a yes for."""


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """What a sheet is to show. ``kinds``: everything that the recording needs a yes for.

    ``only_who_may`` leaves out everybody who may be in it for none of the purposes.
    """

    title: str
    person_ids: tuple[int, ...]
    day: date
    purpose_ids: tuple[int, ...]
    kinds: tuple[MediaKind, ...] = (MediaKind.PHOTO,)
    session_id: int | None = None
    only_who_may: bool = False
    in_two_columns: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person: ``may`` for each purpose of the sheet. ``groups`` is empty where all are in the same."""

    name: str
    groups: str
    may: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ClassSheet:
    """Everything that is on a sheet. ``people_count`` also counts who was left out.

    ``in_two_columns``: that was asked for, and the names have room beside the marks.
    """

    school: str
    title: str
    day: date
    made_on: date
    kinds: tuple[MediaKind, ...]
    purposes: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    people_count: int
    only_who_may: bool
    in_two_columns: bool


def recording_label(kinds: Sequence[MediaKind]) -> str:
    """One of `RECORDINGS` in words."""
    return {
        (MediaKind.PHOTO,): _("Photo"),
        (MediaKind.FILM,): _("Film without sound"),
        (MediaKind.FILM, MediaKind.SOUND): _("Film with sound"),
        (MediaKind.SOUND,): _("Sound"),
    }[tuple(kinds)]


def read_class_sheet(workspace: Workspace, choice: SheetChoice) -> ClassSheet:
    """Look up who may be in it; off the GUI thread. Raises ``PURPOSE_UNKNOWN``.

    A purpose that is used for none of the kinds has no place on the sheet.
    """
    may: dict[int, set[int]] = {}
    for chance in workspace.chances.for_people(
        choice.person_ids, choice.purpose_ids, choice.kinds, choice.day, choice.session_id
    ):
        yes = set(chance.yes)
        may[chance.purpose_id] = may.get(chance.purpose_id, yes) & yes
    names = {row.id: row.name for row in workspace.purposes.purposes(include_inactive=True)}
    people = workspace.people.rows(choice.person_ids)
    groups = {person.id: ", ".join(person.groups) for person in people}
    has_groups = len(set(groups.values())) > 1
    rows = tuple(
        SheetRow(
            name=person.display_name,
            groups=groups[person.id] if has_groups else "",
            may=tuple(person.id in yes for yes in may.values()),
        )
        for person in people
    )
    purposes = tuple(names[purpose_id] for purpose_id in may)
    school = workspace.settings.school()
    return ClassSheet(
        school="" if school is None else school.name,
        title=choice.title,
        day=choice.day,
        made_on=workspace.clock.today(),
        kinds=choice.kinds,
        purposes=purposes,
        rows=tuple(row for row in rows if any(row.may)) if choice.only_who_may else rows,
        people_count=len(rows),
        only_who_may=choice.only_who_may,
        in_two_columns=choice.in_two_columns and not has_groups and _name_width_in_two(purposes) >= _LEAST_NAME,
    )


def class_sheet_document(sheet: ClassSheet) -> FlowDocument:
    """The sheet as it is printed; the same in a PDF and in the preview."""
    made = _("Made on {day}").format(day=format_date(sheet.made_on))
    document = FlowDocument(sheet.title, " · ".join(part for part in (sheet.school, made) if part))
    document.facts(
        (
            (_("For"), join_words(sheet.purposes) or _("nothing chosen")),
            (_("Recording"), recording_label(sheet.kinds)),
            (_("Valid on"), format_date(sheet.day)),
        )
    )
    document.legend(
        ((draw_mark(is_filled=True), _("may be in it")), (draw_mark(is_filled=False), _("ask the office first")))
    )
    if sheet.rows:
        headers, rows, widths, align = _table_of(sheet)
        document.table(headers, rows, widths, align)
    else:
        document.paragraph(_("Nobody is on this list yet: ask the office."))
    if sheet.only_who_may:
        document.paragraph(_("Who is not on this list: ask the office first."), is_bold=True)
    document.paragraph(
        _("Answers change. This sheet is for {day}; ask the office for a new one after that.").format(
            day=format_date(sheet.day)
        ),
        is_muted=True,
    )
    return document


@cache
def draw_mark(*, is_filled: bool) -> QImage:
    """The mark itself: a filled dot, or an open ring of the same size."""
    image = QImage(_MARK_PIXELS, _MARK_PIXELS, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = _MARK_PIXELS / 11
    painter.setPen(QPen(QColor(INK), line))
    painter.setBrush(QColor(INK) if is_filled else Qt.BrushStyle.NoBrush)
    middle, radius = _MARK_PIXELS / 2, _MARK_PIXELS / 2 - line
    painter.drawEllipse(QPointF(middle, middle), radius, radius)
    painter.end()
    return image


_Table = tuple[list[str], list[list[Cell]], list[float], list[Qt.AlignmentFlag]]


def _table_of(sheet: ClassSheet) -> _Table:
    if sheet.in_two_columns:
        return _table_in_two(sheet)
    centre, left = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignLeft
    has_groups = any(row.groups for row in sheet.rows)
    headers = [_("Name"), *([_("Class")] if has_groups else []), *sheet.purposes]
    beside = [*([_GROUP_WIDTH] if has_groups else []), *_widths(sheet.purposes)]
    widths = [max(_LEAST_NAME, WIDTH - sum(beside)), *beside]
    rows: list[list[Cell]] = [[row.name, *([row.groups] if has_groups else []), *_marks(row)] for row in sheet.rows]
    return headers, rows, widths, [left, *([left] if has_groups else []), *(centre for _purpose in sheet.purposes)]


def _table_in_two(sheet: ClassSheet) -> _Table:
    centre, left = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignLeft
    half = (len(sheet.rows) + 1) // 2
    headers = [_("Name"), *sheet.purposes]
    nobody: list[Cell] = [""] * len(headers)
    rows = [
        [*_line(first), "", *(nobody if second is None else _line(second))]
        for first, second in zip_longest(sheet.rows[:half], sheet.rows[half:])
    ]
    marks = _widths(sheet.purposes)
    widths = [_name_width_in_two(sheet.purposes), *marks]
    align = [left, *(centre for _purpose in sheet.purposes)]
    return [*headers, "", *headers], rows, [*widths, _GAP, *widths], [*align, left, *align]


def _widths(purposes: Sequence[str]) -> list[float]:
    """Millimetres for each column of marks, so that the longest word above it is not broken."""
    longest = (max((len(word) for word in purpose.split()), default=0) for purpose in purposes)
    return [max(_LEAST_MARK, _LETTER * letters + 3.0) for letters in longest]


def _name_width_in_two(purposes: Sequence[str]) -> float:
    return (WIDTH - _GAP) / 2 - sum(_widths(purposes))


def _line(row: SheetRow) -> list[Cell]:
    return [row.name, *_marks(row)]


def _marks(row: SheetRow) -> Sequence[QImage]:
    return [draw_mark(is_filled=may) for may in row.may]
