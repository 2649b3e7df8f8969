# SPDX-License-Identifier: GPL-3.0-or-later
"""What bringing in a class list would do: matched against the people on record, before anything is written.

Three steps, each only over what the one before left: (1) the pupil number, when birth date or name agree with it (a
number that was given out again must not glue two pupils); (2) the same name and birth date, or the same unique name
in the same class; (3) likeness, which only ever asks a human. Twins and siblings are never joined, and nobody who is
missing from a list is removed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from models.roster.class_list import ClassList, ListGuardian, ListRow, RowProblem
from models.roster.names import NameParts, fold_text, name_key
from models.terms import ListColumn, PersonRole, PlannedRowKind

NUMBER_AND_DATE_LIKENESS = 60
NUMBER_LIKENESS = 90
DOUBT_SCORE = 70
_SAME_DATE, _SWAPPED_DATE, _OTHER_DATE, _OTHER_GIVEN = 25, 15, -30, -20
_CANDIDATES = 5
_POOL = 12


@dataclass(frozen=True, slots=True)
class KnownGuardian:
    """A guardian of a known person."""

    person_id: int
    parts: NameParts
    email: str = ""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person on record, as far as matching needs it. ``groups`` are the names of current groups."""

    id: int
    parts: NameParts
    birth_date: date | None = None
    pupil_number: str = ""
    email: str = ""
    telephone: str = ""
    organisation: str = ""
    roles: tuple[PersonRole, ...] = ()
    groups: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    guardians: tuple[KnownGuardian, ...] = ()
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that the list would change; dates as ISO text, "" for empty."""

    field: ListColumn
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What will happen with one row. ``person_id`` is the match; ``candidates`` (best first) ask for a choice."""

    kind: PlannedRowKind
    line: int
    parts: NameParts
    row: ListRow
    changes: tuple[FieldChange, ...] = ()
    person_id: int | None = None
    candidates: tuple[int, ...] = ()
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedGuardian:
    """The parent at this place of a row (0 or 1) may be somebody on record."""

    line: int
    place: int
    guardian_id: int


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Every row with what will happen to it. ``not_in_list`` is only shown: nobody is ever removed by a list."""

    rows: tuple[PlannedRow, ...]
    new_groups: tuple[str, ...]
    not_in_list: tuple[int, ...]
    class_list: ClassList
    shared: tuple[SharedGuardian, ...] = ()
    """Parents who may be on record already as a parent of a brother or sister: to be asked, never guessed."""

    def count(self, kind: PlannedRowKind) -> int:
        """How many rows there are of a kind."""
        return sum(1 for row in self.rows if row.kind is kind)

    @property
    def counts(self) -> dict[PlannedRowKind, int]:
        """How many rows there are of each kind."""
        tally = Counter(row.kind for row in self.rows)
        return {kind: tally[kind] for kind in PlannedRowKind}


def plan_import(
    class_list: ClassList, existing: Sequence[KnownPerson], *, known_groups: Collection[str] = ()
) -> ImportPlan:
    """Match every row (see the module) and list what would change.

    ``known_groups`` are groups that exist without anybody in them; groups of the people on record count anyhow.
    """
    matcher = PeopleMatcher(existing)
    sure = matcher.match_surely(class_list.rows)
    problems = defaultdict(list)
    for problem in class_list.problems:
        problems[problem.line].append(problem)
    planned = []
    for row in class_list.rows:
        notes = tuple(problems[row.line])
        person = sure.get(row.line)
        if person is not None:
            changes = list_changes(row, person)
            kind = PlannedRowKind.CHANGED if changes else PlannedRowKind.SAME
            planned.append(PlannedRow(kind, row.line, row.parts, row, changes, person.id, problems=notes))
            continue
        candidates = matcher.find_candidates(row)
        kind = PlannedRowKind.DOUBT if candidates else PlannedRowKind.NEW
        planned.append(PlannedRow(kind, row.line, row.parts, row, candidates=candidates, problems=notes))
    planned.extend(
        PlannedRow(PlannedRowKind.PROBLEM, row.line, row.parts, row, problems=tuple(problems[row.line]))
        for row in class_list.left_out
    )
    planned.sort(key=lambda row: row.line)
    names = {fold_text(name) for name in known_groups} | {
        fold_text(name) for person in existing for name in person.groups
    }
    new_groups = {fold_text(name): name for name in reversed(class_list.groups) if fold_text(name) not in names}
    return ImportPlan(
        tuple(planned), tuple(reversed(new_groups.values())), _find_absent(class_list, existing, planned), class_list
    )


def list_changes(row: ListRow, person: KnownPerson) -> tuple[FieldChange, ...]:
    """What a row would change on a person. An empty cell never erases; capitals alone change nothing."""
    pairs = [
        (ListColumn.GIVEN_NAME, person.parts.given, row.parts.given),
        (ListColumn.NAME_PREFIX, person.parts.prefix, row.parts.prefix),
        (ListColumn.FAMILY_NAME, person.parts.family, row.parts.family),
        (ListColumn.BIRTH_DATE, _iso(person.birth_date), _iso(row.birth_date)),
        (ListColumn.PUPIL_NUMBER, person.pupil_number, row.pupil_number),
        (ListColumn.EMAIL, person.email, row.email),
        (ListColumn.TELEPHONE, person.telephone, row.telephone),
        (ListColumn.ORGANISATION, person.organisation, row.organisation),
    ]
    changes = [
        FieldChange(column, old, new)
        for column, old, new in pairs
        if new and new != old and not (new.isupper() and old.upper() == new)
    ]
    if row.role not in person.roles:
        changes.append(FieldChange(ListColumn.ROLE, ",".join(person.roles), row.role.value))
    if row.groups and not _covers_groups(row, person):
        old = person.classes if row.role is PersonRole.PUPIL else person.groups
        changes.append(FieldChange(ListColumn.GROUP, ", ".join(old), ", ".join(row.groups)))
    for column, guardian in zip((ListColumn.GUARDIAN_1_NAME, ListColumn.GUARDIAN_2_NAME), row.guardians, strict=False):
        known = find_guardian(guardian, person.guardians)
        if known is None:
            changes.append(FieldChange(column, "", guardian.parts.display))
        elif guardian.email and guardian.email.lower() != known.email.lower():
            changes.append(FieldChange(_EMAIL_OF[column], known.email, guardian.email))
    if person.left_on is not None:
        changes.append(FieldChange(ListColumn.LEFT_ON, person.left_on.isoformat(), ""))
    return tuple(changes)


_EMAIL_OF = {
    ListColumn.GUARDIAN_1_NAME: ListColumn.GUARDIAN_1_EMAIL,
    ListColumn.GUARDIAN_2_NAME: ListColumn.GUARDIAN_2_EMAIL,
}


def find_guardian(wanted: ListGuardian, guardians: Iterable[KnownGuardian]) -> KnownGuardian | None:
    """The guardian with the same name among a pupil's own; None when there is none."""
    key = name_key(wanted.parts)
    return next((guardian for guardian in guardians if name_key(guardian.parts) == key), None)


def _covers_groups(row: ListRow, person: KnownPerson) -> bool:
    """Whether the person is in the groups of the row: a pupil in exactly these classes, others in these at least."""
    wanted = {fold_text(group) for group in row.groups}
    if row.role is PersonRole.PUPIL and person.classes:
        return wanted == {fold_text(group) for group in person.classes}
    return wanted <= {fold_text(group) for group in person.groups}


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _find_absent(
    class_list: ClassList, existing: Sequence[KnownPerson], planned: Sequence[PlannedRow]
) -> tuple[int, ...]:
    """Pupils of the listed classes whom no row can mean."""
    listed = {fold_text(group) for group in class_list.groups}
    seen = {row.person_id for row in planned} | {person for row in planned for person in row.candidates}
    return tuple(
        person.id
        for person in existing
        if person.id not in seen
        and person.left_on is None
        and PersonRole.PUPIL in person.roles
        and listed & {fold_text(group) for group in person.classes}
    )


def likeness(first: NameParts, second: NameParts) -> int:
    """How alike two names are, 0 to 100, whatever the order of their words."""
    return _text_likeness(_sorted_words(first), _sorted_words(second))


def _text_likeness(first: str, second: str) -> int:
    return round(100 * SequenceMatcher(None, first, second, autojunk=False).ratio())


def _sorted_words(parts: NameParts) -> str:
    return " ".join(sorted(fold_text(parts.display).split()))


def _letter_pairs(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[index : index + 2] for index in range(len(padded) - 1)}


class PeopleMatcher:
    """Finds the person on record that a row means; each person is given away once."""

    def __init__(self, existing: Sequence[KnownPerson]) -> None:
        self._people = {person.id: person for person in existing}
        self._taken: set[int] = set()
        self._by_number = {person.pupil_number: person for person in existing if person.pupil_number}
        self._by_name: dict[str, list[KnownPerson]] = defaultdict(list)
        self._words: dict[int, str] = {}
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        self._by_date: dict[date, list[int]] = defaultdict(list)
        for person in existing:
            self._by_name[name_key(person.parts)].append(person)
            self._words[person.id] = _sorted_words(person.parts)
            for pair in _letter_pairs(self._words[person.id]):
                self._by_pair[pair].append(person.id)
            if person.birth_date is not None:
                self._by_date[person.birth_date].append(person.id)

    def match_surely(self, rows: Sequence[ListRow]) -> dict[int, KnownPerson]:
        """Steps 1 and 2 for all rows; person by line."""
        sure: dict[int, KnownPerson] = {}
        for find in (self._find_by_number, self._find_by_name):
            for row in rows:
                person = find(row) if row.line not in sure else None
                if person is not None and person.id not in self._taken:
                    sure[row.line] = person
                    self._taken.add(person.id)
        return sure

    def _find_by_number(self, row: ListRow) -> KnownPerson | None:
        person = self._by_number.get(row.pupil_number) if row.pupil_number else None
        if person is None:
            return None
        alike = likeness(row.parts, person.parts)
        same_date = row.birth_date is not None and row.birth_date == person.birth_date
        has_same_given = fold_text(row.parts.given) == fold_text(person.parts.given)
        if same_date and has_same_given:
            return person
        needed = NUMBER_AND_DATE_LIKENESS if same_date else NUMBER_LIKENESS
        return person if alike >= needed and not self._is_sibling(row, person) else None

    def _is_sibling(self, row: ListRow, person: KnownPerson) -> bool:
        """Whether only the family name agrees: a twin or sibling whose number was mixed up."""
        given, known = fold_text(row.parts.given), fold_text(person.parts.given)
        return fold_text(row.parts.family) == fold_text(person.parts.family) and _text_likeness(given, known) < 60

    def _find_by_name(self, row: ListRow) -> KnownPerson | None:
        named = [person for person in self._by_name.get(name_key(row.parts), []) if person.id not in self._taken]
        named = [person for person in named if not self._has_other_number(row, person)]
        if row.birth_date is not None:
            born = [person for person in named if person.birth_date == row.birth_date]
            if born:
                return born[0] if len(born) == 1 else None
        if len(named) != 1 or (row.birth_date is not None and named[0].birth_date is not None):
            return None
        groups = {fold_text(group) for group in row.groups}
        shares_group = bool(groups & {fold_text(group) for group in named[0].groups})
        is_ungrouped = not groups and not named[0].groups and row.role in named[0].roles
        return named[0] if shares_group or is_ungrouped else None

    def _has_other_number(self, row: ListRow, person: KnownPerson) -> bool:
        """Two different numbers on one name may be two people, unless the birth date says otherwise."""
        if not row.pupil_number or not person.pupil_number or row.pupil_number == person.pupil_number:
            return False
        return row.birth_date is None or row.birth_date != person.birth_date

    def find_candidates(self, row: ListRow) -> tuple[int, ...]:
        """Step 3: whom the row could mean, best first, at most five; for a human to choose from."""
        words = _sorted_words(row.parts)
        pairs = _letter_pairs(words)
        shared = Counter(person for pair in pairs for person in self._by_pair.get(pair, ()))
        pool = {person for person, _ in shared.most_common(_POOL * 2) if person not in self._taken}
        if row.birth_date is not None:
            pool |= {person for person in self._by_date.get(row.birth_date, ()) if person not in self._taken}
        owner = self._by_number.get(row.pupil_number) if row.pupil_number else None
        scored = []
        for person_id in pool:
            score = self._score(row, words, self._people[person_id])
            if score >= DOUBT_SCORE and (owner is None or owner.id != person_id):
                scored.append((-score, person_id))
        best = [person_id for _, person_id in sorted(scored)]
        if owner is not None and owner.id not in self._taken:
            best.insert(0, owner.id)
        return tuple(best[:_CANDIDATES])

    def _score(self, row: ListRow, words: str, person: KnownPerson) -> int:
        score = _text_likeness(words, self._words[person.id])
        if row.birth_date is None or person.birth_date is None:
            is_other = _text_likeness(fold_text(row.parts.given), fold_text(person.parts.given)) < 60
            return score + (_OTHER_GIVEN if is_other else 0)
        if row.birth_date == person.birth_date:
            return score + _SAME_DATE
        swapped = (row.birth_date.year, row.birth_date.day, row.birth_date.month)
        if swapped == (person.birth_date.year, person.birth_date.month, person.birth_date.day):
            return score + _SWAPPED_DATE
        return score + _OTHER_DATE
