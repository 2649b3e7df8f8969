# SPDX-License-Identifier: GPL-3.0-or-later
"""The export of an online form as answers: which column holds the code, what the others ask, when each was sent in.

The column with the code is the one whose values bear this school's seal; nobody is ever looked up by name. A blank is
no answer, and neither is an option that was not chosen (GDPR recital 32).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from models.answer_lists.answer_table import (
    ReadAnswer,
    ValueCount,
    column_names,
    guess_keys,
    guess_value,
    heading_of,
    value_key,
)
from models.answer_lists.answer_terms import ImportedValue
from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow
from models.errors import ErrorCode, KnownError
from models.roster.dates import choose_order, read_dates
from models.roster.names import fold_text
from models.roster.sheet import Table
from models.terms import Activity, DateOrder, MediaKind

_DUTCH_COMPLETED = ("tijd van voltooien", "voltooiingstijd", "tijdstempel", "tijdstip", "ingevuld op")
_COMPLETED = (*_DUTCH_COMPLETED, "completion time", "timestamp", "submitted at")
_META = [
    "id",
    "start time",
    "begintijd",
    "starttijd",
    "email",
    "e mail",
    "email address",
    "e mailadres",
    "name",
    "naam",
    "last modified time",
    "tijd van laatste wijziging",
    "language",
    "taal",
]
_WHO = re.compile(
    r"\b(wie (vult|bent|ben)|namens wie|ingevuld door|relatie|who (are|is|fills)|your relation|parent or)"
)
_STAMP = re.compile(
    r"^(?P<day>\S+)(?:[T ,]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?.*)?$"
)
_ISO_STAMP = re.compile(r"^(\d{4}-\d{2}-\d{2})T(?=\d)")
Opener = Callable[[str], str | None]
"""Gives the form number of a sealed code, None for anything else."""


@dataclass(frozen=True, slots=True)
class OnlineColumns:
    """How an export is read.

    ``answers``: a column for a cell, or for several; ``options``: a column whose options, folded by `value_key`, each
    stand for cells. ``who`` says who answered, ``completed`` when; ``language`` is the one the form was written in.
    """

    answers: Mapping[int, tuple[CellKey, ...]] = field(default_factory=dict)
    options: Mapping[int, Mapping[str, tuple[CellKey, ...]]] = field(default_factory=dict)
    values: Mapping[str, ImportedValue] = field(default_factory=dict)
    who: int | None = None
    completed: int | None = None
    date_order: DateOrder | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class OnlineEntry:
    """One row as read. ``number`` is the form's, None where the code bears no seal of this school.

    ``differs``: the row says yes and no about one cell, so that neither counts.
    """

    line: int
    code: str
    number: str | None
    completed: datetime | None
    who: str
    answers: tuple[ReadAnswer, ...]
    differs: bool
    cells: tuple[tuple[str, str], ...]
    digest: str


def find_code_column(table: Table, opener: Opener) -> int:
    """The column with most codes of this school. Raises ``ONLINE_NO_CODES`` where there is not one code."""
    counts = [
        sum(1 for row in table.rows if place < len(row) and row[place] and opener(row[place]) is not None)
        for place in range(table.width)
    ]
    best = max(range(table.width), key=lambda place: counts[place], default=0)
    if not counts or not counts[best]:
        raise KnownError(ErrorCode.ONLINE_NO_CODES)
    return best


def propose_columns(table: Table, code: int, purposes: Sequence[PurposeRow], known: OnlineColumns) -> OnlineColumns:
    """What the columns may mean by their names. ``known`` (by this table's positions) goes before any guess."""
    active = [purpose for purpose in purposes if purpose.is_active]
    answers, options = dict(known.answers), dict(known.options)
    who, completed = known.who, known.completed
    for place, name in enumerate(column_names(table)):
        if place in answers or place in options or place in (code, who, completed) or name in _META:
            continue
        if completed is None and name in _COMPLETED:
            completed = place
        elif who is None and _WHO.search(name):
            who = place
        else:
            keys = guess_keys(name, active)
            offered = _options_of(table, place)
            if any(len(one) > 1 for one in offered):
                options[place] = {value_key(word): _option_keys(word, keys, active) for one in offered for word in one}
            elif keys:
                answers[place] = keys
    return OnlineColumns(answers, options, dict(known.values), who, completed, known.date_order, known.language)


def _options_of(table: Table, place: int) -> list[tuple[str, ...]]:
    cells = [row[place] for row in table.rows if place < len(row) and row[place]]
    return [tuple(one.strip() for one in cell.split(";") if one.strip()) for cell in cells if ";" in cell]


def _option_keys(option: str, column: tuple[CellKey, ...], purposes: Sequence[PurposeRow]) -> tuple[CellKey, ...]:
    if guess_value(option) is not None:
        return ()
    folded = fold_text(option)
    named = guess_keys(folded, purposes)
    if named or not column:
        return named
    kinds = {"foto": MediaKind.PHOTO, "photo": MediaKind.PHOTO, "film": MediaKind.FILM, "video": MediaKind.FILM}
    kinds |= {"geluid": MediaKind.SOUND, "sound": MediaKind.SOUND, "audio": MediaKind.SOUND}
    meant = {kind for word, kind in kinds.items() if word in folded}
    return tuple(
        CellKey(key.activity, kind, key.purpose_id) for kind in MediaKind if kind in meant for key in column[:1]
    )


def count_online_values(table: Table, columns: OnlineColumns) -> tuple[ValueCount, ...]:
    """Every word in the columns with an answer per cell, the unexplained first."""
    counts: dict[str, int] = {}
    texts: dict[str, str] = {}
    for row in table.rows:
        for place in columns.answers:
            text = _bare(row[place]) if place < len(row) else ""
            if text:
                counts[value_key(text)] = counts.get(value_key(text), 0) + 1
                texts.setdefault(value_key(text), text)
    found = [ValueCount(key, texts[key], count, _meaning(key, columns)) for key, count in counts.items()]
    return tuple(sorted(found, key=lambda one: (one.meaning is not None, -one.count, one.key)))


def unexplained_options(table: Table, columns: OnlineColumns) -> tuple[tuple[int, str], ...]:
    """Options that were chosen and that nobody said the meaning of, as column and text."""
    found: dict[tuple[int, str], None] = {}
    for row in table.rows:
        for place, offered in columns.options.items():
            cell = row[place] if place < len(row) else ""
            for word in _split_options(cell, offered):
                if not offered.get(value_key(word)) and _meaning(value_key(word), columns) is None:
                    found[place, word] = None
    return tuple(found)


def read_entries(
    table: Table, columns: OnlineColumns, opener: Opener, today: date
) -> tuple[tuple[OnlineEntry, ...], int]:
    """Every row with a code or answers, and how many days of sending in could not be read.

    Raises ``ONLINE_NO_CODES``, and ``ANSWER_COLUMN_MISSING`` where no column asks anything.
    """
    code = find_code_column(table, opener)
    if not any(columns.answers.values()) and not any(any(one.values()) for one in columns.options.values()):
        raise KnownError(ErrorCode.ANSWER_COLUMN_MISSING)
    names = column_names(table)
    stamps = _read_stamps(table, columns, today)
    entries = []
    for index, row in enumerate(table.rows):
        if not any(row):
            continue
        answers, differs = _read_row(table, row, columns)
        cells = tuple((heading_of(table, at), text) for at, text in enumerate(row) if text)
        named = [(names[at] if at < len(names) else str(at + 1), text) for at, text in enumerate(row) if text]
        number = opener(row[code]) if code < len(row) and row[code] else None
        who = row[columns.who] if columns.who is not None and columns.who < len(row) else ""
        said = sorted(one for one in named if one[0] not in (*_META, *_COMPLETED))
        stamp = stamps[index]
        digest = hashlib.sha256(
            json.dumps([said, None if stamp is None else stamp.replace(tzinfo=None).isoformat()]).encode()
        ).hexdigest()
        text = row[code] if code < len(row) else ""
        entries.append(OnlineEntry(table.lines[index], text, number, stamp, who, answers, differs, cells, digest))
    return tuple(entries), sum(1 for one in stamps if one is None)


def _read_row(table: Table, row: Sequence[str], columns: OnlineColumns) -> tuple[tuple[ReadAnswer, ...], bool]:
    said: dict[CellKey, ReadAnswer] = {}
    differing: set[CellKey] = set()

    def say(keys: Sequence[CellKey], value: ImportedValue | None, place: int, text: str) -> None:
        if value not in (ImportedValue.YES, ImportedValue.NO):
            return
        for key in keys:
            if key in said and said[key].value is not value:
                differing.add(key)
            said.setdefault(key, ReadAnswer(key, value, f"{heading_of(table, place)}: {text}"))

    for place, keys in sorted(columns.answers.items()):
        text = _bare(row[place]) if place < len(row) else ""
        if text:
            say(keys, _meaning(value_key(text), columns), place, text)
    for place, offered in sorted(columns.options.items()):
        every = tuple(dict.fromkeys(key for keys in offered.values() for key in keys))
        for word in _split_options(row[place] if place < len(row) else "", offered):
            keys = offered.get(value_key(word), ())
            if keys:
                say(keys, ImportedValue.YES, place, word)
            elif _meaning(value_key(word), columns) is ImportedValue.NO:
                say(every, ImportedValue.NO, place, word)
    return tuple(one for key, one in said.items() if key not in differing), bool(differing)


def _split_options(cell: str, offered: Mapping[str, object]) -> tuple[str, ...]:
    """The chosen options. Parts that a comma holds together are taken apart where every part is a known option."""
    found: list[str] = []
    for part in (one.strip() for one in cell.split(";")):
        if not part:
            continue
        pieces = [piece.strip() for piece in part.split(",")]
        is_list = (
            len(pieces) > 1 and value_key(part) not in offered and all(value_key(one) in offered for one in pieces)
        )
        found += pieces if is_list else [part]
    return tuple(found)


def _bare(text: str) -> str:
    return text.strip().rstrip(";").strip()


def _meaning(key: str, columns: OnlineColumns) -> ImportedValue | None:
    return columns.values.get(key, guess_value(key))


def _read_stamps(table: Table, columns: OnlineColumns, today: date) -> list[datetime | None]:
    """When each row was sent in, in this computer's time; None where that cannot be read or lies in the future."""
    place = columns.completed
    if place is None:
        return [None] * len(table.rows)
    found = [
        _STAMP.match(_ISO_STAMP.sub(r"\1 ", row[place].strip())) if place < len(row) else None for row in table.rows
    ]
    days = [match["day"].rstrip(",") if match else "" for match in found]
    is_dutch = column_names(table)[place] in _DUTCH_COMPLETED
    order = columns.date_order or choose_order(days) or (DateOrder.DAY_MONTH_YEAR if is_dutch else None)
    stamps: list[datetime | None] = []
    for match, read in zip(found, read_dates(days, order, today), strict=True):
        if match is None or read.day is None:
            stamps.append(None)
            continue
        hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
        half = (match["half"] or "").replace(".", "").lower()
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        is_time = hour < 24 and minute < 60 and second < 60
        moment = datetime.combine(read.day, time(hour, minute, second)).astimezone() if is_time else None
        stamps.append(moment)
    return stamps


# --- how columns are remembered: by their names, so that a form may get more questions


def columns_to_json(table: Table, columns: OnlineColumns) -> dict[str, object]:
    """The columns by name, as they are kept."""
    names = column_names(table)
    return {
        "answers": {names[place]: _keys_json(keys) for place, keys in columns.answers.items()},
        "options": {
            names[place]: {word: _keys_json(keys) for word, keys in offered.items()}
            for place, offered in columns.options.items()
        },
        "values": {word: value.value for word, value in columns.values.items()},
        "who": None if columns.who is None else names[columns.who],
        "completed": None if columns.completed is None else names[columns.completed],
        "order": None if columns.date_order is None else columns.date_order.value,
        "language": columns.language,
    }


def columns_from_json(table: Table, stored: dict[str, object], purposes: Sequence[PurposeRow]) -> OnlineColumns:
    """The remembered columns at the places where they stand in this table; those it does not have are left out."""
    data: dict[str, dict[str, object]] = stored  # type: ignore[assignment]
    places = {name: place for place, name in enumerate(column_names(table))}
    exists = {purpose.id for purpose in purposes}
    order = stored.get("order")
    return OnlineColumns(
        {places[name]: keys_from_json(keys, exists) for name, keys in data["answers"].items() if name in places},
        {
            places[name]: {word: keys_from_json(keys, exists) for word, keys in offered.items()}  # type: ignore[attr-defined]
            for name, offered in data["options"].items()
            if name in places
        },
        {word: ImportedValue(str(value)) for word, value in data["values"].items()},
        places.get(str(stored["who"])),
        places.get(str(stored["completed"])),
        None if order is None else DateOrder(str(order)),
        str(stored["language"]),
    )


def _keys_json(keys: Sequence[CellKey]) -> list[list[object]]:
    return [[key.activity.value, key.kind.value, key.purpose_id] for key in keys]


def keys_from_json(keys: object, exists: set[int]) -> tuple[CellKey, ...]:
    """Cells as they were kept; those of a purpose that is gone are left out."""
    assert isinstance(keys, list)
    found = (CellKey(Activity(activity), MediaKind(kind), purpose) for activity, kind, purpose in keys)
    return tuple(key for key in found if key.purpose_id is None or key.purpose_id in exists)
