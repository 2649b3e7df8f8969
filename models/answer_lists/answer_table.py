# SPDX-License-Identifier: GPL-3.0-or-later
"""A table with answers that the school's administration holds: one row a pupil, a column for each question.

What a column asks and what a word in it means is proposed from headings and usual words, shown, and confirmed by a
person. An empty cell is never an answer, and a word that nobody explained is none either (GDPR recital 32).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.answer_lists.answer_terms import AnswerRowProblem, ImportedValue
from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow
from models.errors import ErrorCode, KnownError
from models.roster.dates import choose_order, read_dates
from models.roster.headings import recognise_columns
from models.roster.names import NameParts, fold_text, split_family_name, split_full_name
from models.roster.sheet import Table
from models.terms import Activity, DateOrder, ListColumn, MediaKind, RowProblemCode

PERSON_COLUMNS = (
    ListColumn.PUPIL_NUMBER,
    ListColumn.GIVEN_NAME,
    ListColumn.NAME_PREFIX,
    ListColumn.FAMILY_NAME,
    ListColumn.FULL_NAME,
    ListColumn.BIRTH_DATE,
    ListColumn.GROUP,
)
_NAME_LIMIT = 120


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


_MEANINGS: Mapping[ImportedValue, frozenset[str]] = {
    ImportedValue.YES: _words(
        "ja|j|yes|y|1|x|true|waar|akkoord|ok|oke|toestemming|wel toestemming|toegestaan|geen bezwaar|mag|mag wel"
        "|gegeven|goed|agreed|given|consent|no objection|✓|✔|☑"
    ),
    ImportedValue.NO: _words(
        "nee|n|no|0|false|onwaar|niet akkoord|geen toestemming|niet toegestaan|bezwaar|mag niet|geweigerd|weigert|niet"
        "|refused|no consent|objection|✗|✘"
    ),
    ImportedValue.SKIP: _words(
        "leeg|onbekend|nvt|n v t|niet ingevuld|geen antwoord|geen reactie|nog niet|unknown|blank|n a|na|no answer|?|-"
        "|\N{EN DASH}|\N{EM DASH}"
    ),
}
_MEANING_OF = {word: meaning for meaning, words in _MEANINGS.items() for word in words}
_KINDS: Mapping[MediaKind, re.Pattern[str]] = {
    MediaKind.PHOTO: re.compile(r"foto|photo|beeld|picture"),
    MediaKind.FILM: re.compile(r"film|video|beeld"),
    MediaKind.SOUND: re.compile(r"geluid|sound|audio"),
}
_RECORDING = re.compile(r"\b(opname|opnames|opnemen|maken|recording|recordings)\b")
_DATED = re.compile(r"\b(datum|ingevuld op|beantwoord op|date|answered on)\b")
_TURNED = re.compile(r"\b(bezwaar|geen|niet|weigert|weigering|objection|no|not|refusal)\b")
_HINTS: Mapping[str, str] = {
    "website": "website|site|internet",
    "newsletter": "nieuwsbrief|newsletter",
    "instagram": "instagram|insta",
    "facebook": "facebook",
    "youtube": "youtube",
    "guide": "schoolgids|gids|brochure|school guide",
    "portal": "ouderapp|ouderportaal|portaal|parro|social schools|schoudercom|portal",
    "press": "pers|krant|press",
    "yearbook": "jaarboek|smoelenboek|yearbook",
    "lesson": "lesgebruik|lesdoeleinden|lesson",
    "research": "onderzoek|research",
}


@dataclass(frozen=True, slots=True)
class AnswerMapping:
    """How a table is to be read.

    ``people`` and ``answers`` go by column position; ``values`` by `value_key`. ``date_column`` says when each answer
    was given; rows without a date there, or all rows, have ``decided_on`` (None: today).
    ``date_order`` is asked where the dates do not tell in which order day and month stand.
    """

    people: Mapping[ListColumn, int]
    answers: Mapping[int, tuple[CellKey, ...]]
    values: Mapping[str, ImportedValue] = field(default_factory=dict)
    date_column: int | None = None
    decided_on: date | None = None
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class ValueCount:
    """One word that stands in the columns of answers, how often, and what it means (None: somebody must say)."""

    key: str
    text: str
    count: int
    meaning: ImportedValue | None


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """One cell that is an answer. ``source`` is its heading and what stands there, kept with the answer."""

    key: CellKey
    value: ImportedValue
    source: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row as read.

    With a problem nothing of it is taken; ``VALUE_UNCLEAR`` and ``ANSWERS_DIFFER`` leave out the cells concerned.
    """

    line: int
    parts: NameParts
    number: str = ""
    birth_date: date | None = None
    group: str = ""
    day: date | None = None
    answers: tuple[ReadAnswer, ...] = ()
    problems: tuple[AnswerRowProblem, ...] = ()


def value_key(text: str) -> str:
    """What two spellings of one word have in common; a sign such as a tick stands for itself."""
    return fold_text(text) or text.strip()


def guess_value(text: str) -> ImportedValue | None:
    """What a usual word means; None where somebody must say."""
    return _MEANING_OF.get(value_key(text))


def heading_of(table: Table, position: int) -> str:
    """A column's heading; its number where it has none."""
    headings = table.headings or ()
    text = headings[position] if position < len(headings) else ""
    return text or str(position + 1)


def column_names(table: Table) -> tuple[str, ...]:
    """A name for each column by which its meaning is remembered; equal headings are told apart by a number."""
    seen: dict[str, int] = {}
    names = []
    for position in range(table.width):
        name = fold_text(heading_of(table, position))
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return tuple(names)


def guess_mapping(
    table: Table,
    purposes: Sequence[PurposeRow],
    remembered: Mapping[str, tuple[CellKey, ...]] | None = None,
    values: Mapping[str, ImportedValue] | None = None,
) -> AnswerMapping:
    """A proposal: who a row is about by the usual headings, questions as remembered or by the names of purposes.

    A heading that names no kind is taken as about photos alone: an answer for photo says nothing about film or sound.
    One that asks the other way round ("objects to", "geen") is left to a person.
    """
    known = recognise_columns(table.headings or ())
    people = {column: position for column, position in known.items() if column in PERSON_COLUMNS}
    taken = set(known.values())
    active = [purpose for purpose in purposes if purpose.is_active]
    exists = {purpose.id for purpose in purposes}
    answers: dict[int, tuple[CellKey, ...]] = {}
    date_column: int | None = None
    for position, name in enumerate(column_names(table)):
        keys = tuple(
            key for key in (remembered or {}).get(name, ()) if key.purpose_id is None or key.purpose_id in exists
        )
        if not keys and position not in taken:
            keys = guess_keys(name, active)
        if keys:
            answers[position] = keys
            people = {column: place for column, place in people.items() if place != position}
        elif position not in taken and date_column is None and _DATED.search(name):
            date_column = position
    return AnswerMapping(people, answers, dict(values or {}), date_column)


def guess_keys(name: str, purposes: Sequence[PurposeRow]) -> tuple[CellKey, ...]:
    """What a folded heading asks, by the names of purposes and kinds; empty where it asks the other way round."""
    if _TURNED.search(name):
        return ()
    kinds = tuple(kind for kind, pattern in _KINDS.items() if pattern.search(name)) or (MediaKind.PHOTO,)
    padded = f" {name} "
    for purpose in purposes:
        hints = {fold_text(purpose.name), fold_text(purpose.key)}
        for part, words in _HINTS.items():
            if part in purpose.key:
                hints |= set(words.split("|"))
        if any(hint and f" {hint} " in padded for hint in hints):
            return tuple(CellKey(Activity.PUBLICATION, kind, purpose.id) for kind in kinds if kind in purpose.kinds)
    if _RECORDING.search(name):
        return tuple(CellKey(Activity.RECORDING, kind) for kind in kinds)
    return ()


def check_mapping(table: Table, mapping: AnswerMapping) -> None:
    """Raise when a table cannot be read so.

    ``TABLE_COLUMN_MISSING`` (``column``) where nobody can be found by it or a column lies outside the table;
    ``ANSWER_COLUMN_MISSING`` where no column asks anything.
    """
    places = [
        *mapping.people.values(),
        *mapping.answers,
        *(() if mapping.date_column is None else (mapping.date_column,)),
    ]
    if any(not 0 <= place < table.width for place in places):
        raise KnownError(ErrorCode.TABLE_COLUMN_MISSING)
    named = ListColumn.FULL_NAME in mapping.people or {ListColumn.GIVEN_NAME, ListColumn.FAMILY_NAME} <= set(
        mapping.people
    )
    if not named and ListColumn.PUPIL_NUMBER not in mapping.people:
        raise KnownError(ErrorCode.TABLE_COLUMN_MISSING, column=ListColumn.PUPIL_NUMBER.value)
    if not any(mapping.answers.values()):
        raise KnownError(ErrorCode.ANSWER_COLUMN_MISSING)


def count_values(table: Table, mapping: AnswerMapping) -> tuple[ValueCount, ...]:
    """Every word in the columns of answers, the most frequent first; what the mapping says of it, else the usual."""
    counts: dict[str, int] = {}
    texts: dict[str, str] = {}
    for row in table.rows:
        for position, keys in mapping.answers.items():
            text = row[position].strip() if keys and position < len(row) else ""
            if text:
                key = value_key(text)
                counts[key] = counts.get(key, 0) + 1
                texts.setdefault(key, text)
    found = [ValueCount(key, texts[key], count, meaning_of(key, mapping)) for key, count in counts.items()]
    return tuple(sorted(found, key=lambda one: (one.meaning is not None, -one.count, one.key)))


def meaning_of(key: str, mapping: AnswerMapping) -> ImportedValue | None:
    """What a word means in this table: as chosen, else as usual."""
    return mapping.values.get(key, _MEANING_OF.get(key))


def read_answers(table: Table, mapping: AnswerMapping, today: date) -> tuple[AnswerRow, ...]:
    """Every row, in order; rows without anything in them are left out. Raises as `check_mapping`."""
    check_mapping(table, mapping)
    # A birth date only confirms whom a name means: read the wrong way round it confirms nobody.
    born = _read_days(table, mapping.people.get(ListColumn.BIRTH_DATE), today, otherwise=DateOrder.DAY_MONTH_YEAR)
    days = _read_days(table, mapping.date_column, today, order=mapping.date_order)
    rows = []
    for index, line in enumerate(table.lines):
        if any(table.rows[index]):
            rows.append(_read_row(table, mapping, index, line, born[index][0], days[index], today))
    return tuple(rows)


Day = tuple[date | None, RowProblemCode | None]


def _read_days(
    table: Table,
    position: int | None,
    today: date,
    *,
    order: DateOrder | None = None,
    otherwise: DateOrder | None = None,
) -> list[Day]:
    if position is None:
        return [(None, None)] * len(table.rows)
    cells = [row[position] if position < len(row) else "" for row in table.rows]
    return [(one.day, one.problem) for one in read_dates(cells, order or choose_order(cells) or otherwise, today)]


def _read_row(
    table: Table, mapping: AnswerMapping, index: int, line: int, born: date | None, day: Day, today: date
) -> AnswerRow:
    cells = {column: _cell(table, index, position) for column, position in mapping.people.items()}
    parts = _read_name(cells)
    number = cells.get(ListColumn.PUPIL_NUMBER, "")
    problems: list[AnswerRowProblem] = []
    if not number and not fold_text(parts.display):
        problems.append(AnswerRowProblem.NOBODY_NAMED)
    decided_on, what = day
    if what is RowProblemCode.DATE_ORDER_UNCLEAR:
        problems.append(AnswerRowProblem.DATE_ORDER_UNCLEAR)
    elif what is RowProblemCode.DATE_IN_FUTURE:
        problems.append(AnswerRowProblem.DATE_IN_FUTURE)
    elif what is not None:
        problems.append(AnswerRowProblem.DATE_UNREADABLE)
    decided_on = decided_on or mapping.decided_on or today
    if decided_on > today and AnswerRowProblem.DATE_IN_FUTURE not in problems:
        problems.append(AnswerRowProblem.DATE_IN_FUTURE)
    found, more = _read_cells(table, mapping, index)
    group = cells.get(ListColumn.GROUP, "")
    return AnswerRow(line, parts, number, born, group, decided_on, found, tuple(dict.fromkeys((*problems, *more))))


def _read_cells(
    table: Table, mapping: AnswerMapping, index: int
) -> tuple[tuple[ReadAnswer, ...], list[AnswerRowProblem]]:
    answers: dict[CellKey, ReadAnswer] = {}
    differing: set[CellKey] = set()
    problems: list[AnswerRowProblem] = []
    for position, keys in sorted(mapping.answers.items()):
        text = _cell(table, index, position).strip()
        if not text or not keys:
            continue
        meaning = meaning_of(value_key(text), mapping)
        if meaning is None:
            problems.append(AnswerRowProblem.VALUE_UNCLEAR)
        if meaning in (None, ImportedValue.SKIP):
            continue
        assert meaning is not None
        source = f"{heading_of(table, position)}: {text}"
        for key in keys:
            if key in answers and answers[key].value is not meaning:
                differing.add(key)
            answers.setdefault(key, ReadAnswer(key, meaning, source))
    if differing:
        problems.append(AnswerRowProblem.ANSWERS_DIFFER)
    return tuple(answer for key, answer in answers.items() if key not in differing), problems


def _cell(table: Table, index: int, position: int) -> str:
    row = table.rows[index]
    return row[position] if position < len(row) else ""


def _read_name(cells: Mapping[ListColumn, str]) -> NameParts:
    given, prefix = cells.get(ListColumn.GIVEN_NAME, ""), cells.get(ListColumn.NAME_PREFIX, "")
    family = cells.get(ListColumn.FAMILY_NAME, "")
    if not given and not family:
        return split_full_name(cells.get(ListColumn.FULL_NAME, "")[: _NAME_LIMIT * 2])
    if not prefix and family:
        prefix, family = split_family_name(family)
    return NameParts(given[:_NAME_LIMIT], prefix[:_NAME_LIMIT], family[:_NAME_LIMIT])
