# SPDX-License-Identifier: GPL-3.0-or-later
"""Names found in the files of photos: looked at first, asked once, applied in one action.

Reading (`FileNames.preview`) writes nothing. `FileNames.note` writes only what names nobody: marks of people whom the
files point at, and which items have no names in them. `FileNames.apply` names people, by a human's decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select
from sqlmodel import Session, col

from models.changes import Change
from models.errors import KnownError
from models.media.box import Box
from models.media.embedded_names import READER, NamesInFile, read_names
from models.media.library import load_item_rows
from models.media.tagging import Alongside, TaggingService, TagInput, load_people_in
from models.progress import Progress
from models.publishing.name_matching import NameBook, NameCandidate, NameMatch, NameStanding, read_name_book
from models.roster.names import fold_text
from models.store import Store, UnitOfWork
from models.tables import Appearance, FoundFace, Item, NameInFiles, metadata
from models.terms import AppearanceSource, ChangeKind

DETECTOR: Final = "region"
"""What a found face says that another program marked."""
_SURE_SCORE: Final = 1.0
_CHUNK: Final = 500
_FACE = metadata.tables[str(FoundFace.__tablename__)]


@dataclass(frozen=True, slots=True)
class NamePlace:
    """A photo in which a name was found, and where in it. ``is_doubtful``: the file contradicts itself here."""

    item_id: int
    box: Box | None
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class FoundName:
    """One name, however many files it is in. ``folded`` is what decisions go by."""

    name: str
    folded: str
    match: NameMatch
    places: tuple[NamePlace, ...]

    @property
    def item_ids(self) -> tuple[int, ...]:
        """The photos it was found in, each once."""
        return tuple(dict.fromkeys(place.item_id for place in self.places))

    @property
    def doubtful_count(self) -> int:
        """How many places are doubtful."""
        return sum(place.is_doubtful for place in self.places)

    @property
    def proposed(self) -> NameCandidate | None:
        """Whom it means, where that is sure."""
        return self.match.candidates[0] if self.match.standing is NameStanding.SURE else None


@dataclass(frozen=True, slots=True)
class NamesPreview:
    """What the files of some items say and what naming by it would do. Nothing is written yet.

    ``names`` has those with something left to do, sure ones first. ``marks``: places where the files say that
    somebody is, named or not, which the register does not know yet. ``unread``: items whose file could not be read.
    """

    item_ids: tuple[int, ...]
    names: tuple[FoundName, ...]
    marks: Mapping[int, tuple[Box, ...]]
    unread: tuple[int, ...]

    def of_standing(self, standing: NameStanding) -> tuple[FoundName, ...]:
        """The names of one standing."""
        return tuple(one for one in self.names if one.match.standing is standing)

    @property
    def open_item_ids(self) -> frozenset[int]:
        """Items with a name that a decision is asked for."""
        asked = (one for one in self.names if one.match.standing is not NameStanding.NOBODY)
        return frozenset(item_id for one in asked for item_id in one.item_ids)

    @property
    def decisions(self) -> dict[str, int | None]:
        """What is decided without asking: the sure names, and those that were said to be nobody of the school."""
        sure = {one.folded: one.proposed.person_id for one in self.names if one.proposed is not None}
        nobody = {one.folded: None for one in self.of_standing(NameStanding.NOBODY)}
        return {**sure, **nobody}


class FileNames:
    """Reads, previews and applies the names in files."""

    def __init__(self, store: Store, tagging: TaggingService) -> None:
        self._store = store
        self._tagging = tagging

    def unread_items(self, item_ids: Collection[int] | None = None) -> tuple[int, ...]:
        """Items (of these, or of all) whose names nobody dealt with yet, oldest first."""
        statement = select(col(Item.id)).where(col(Item.names_read_with) != READER, col(Item.set_aside).is_(None))
        with self._store.read() as session:
            if item_ids is None:
                return tuple(session.execute(statement.order_by(col(Item.id))).scalars())
            found = [
                item_id
                for ids in _portions(tuple(item_ids))
                for item_id in session.execute(statement.where(col(Item.id).in_(ids))).scalars()
            ]
        return tuple(sorted(item_id for item_id in found if item_id is not None))

    def preview(self, item_ids: Sequence[int], progress: Progress | None = None) -> NamesPreview:
        """Read the files of these items and find out whom the names in them mean. Raises ``CANCELLED``."""
        progress = progress if progress is not None else Progress()
        wanted = tuple(dict.fromkeys(item_ids))
        collected = _Collected()
        with self._store.read() as session:
            book = read_name_book(session, self._store.clock.today())
        for start in range(0, len(wanted), _CHUNK):
            portion = wanted[start : start + _CHUNK]
            with self._store.read() as session:
                paths = {item_id: row.path for item_id, row in load_item_rows(session, portion).items()}
                known = _read_known(session, portion)
            for position, item_id in enumerate(portion, start=start + 1):
                progress.cancel.raise_if_cancelled()
                found = _read_file(paths.get(item_id))
                if found is None:
                    collected.unread.append(item_id)
                else:
                    collected.add(item_id, found, book, known[item_id])
                progress.report(position, len(wanted))
        return NamesPreview(wanted, collected.names(), collected.marks, tuple(collected.unread))

    def note(self, preview: NamesPreview) -> Change[int]:
        """Mark people whom the files point at as found, without a name; gives how many marks are new.

        Items without an open name are remembered as read; the others stay until `apply` or `leave`.
        """
        unread = set(preview.unread) | preview.open_item_ids
        read = [item_id for item_id in preview.item_ids if item_id not in unread]
        with self._store.write("media.read_names") as unit:
            count = _add_marks(unit.session, preview.marks)
            changed = _set_read(unit.session, read)
            unit.touch(ChangeKind.APPEARANCE, preview.marks)
            unit.note(items=len(changed), marks=count)
        return Change(count, unit.changes)

    def apply(
        self, preview: NamesPreview, decisions: Mapping[str, int | None], *, with_doubtful: bool = True
    ) -> Change[int]:
        """Name people as decided; gives how many names are new in photos. One transaction, one undo.

        ``decisions`` by folded name: a person's id, or None for nobody of the school. A name that is not in it is left
        alone. What was decided against or beside what the names say by themselves is remembered for the next time.
        Raises ``PERSON_UNKNOWN``.
        """
        chosen = [one for one in preview.names if decisions.get(one.folded) is not None]
        placed = self._people_with_box({item_id for one in chosen for item_id in one.item_ids})
        tags = [
            TagInput(place.item_id, person_id, None if (place.item_id, person_id) in placed else place.box)
            for one in chosen
            if (person_id := decisions[one.folded]) is not None
            for place in one.places
            if with_doubtful or not place.is_doubtful
        ]
        learnt = {
            one.folded: (one.name, decisions[one.folded])
            for one in preview.names
            if one.folded in decisions and _is_worth_remembering(one, decisions[one.folded])
        }
        unread = set(preview.unread)
        read = tuple(item_id for item_id in preview.item_ids if item_id not in unread)
        also = _remember(read, learnt, preview.marks)
        return self._tagging.tag_items(tags, source=AppearanceSource.REGION, action="media.name_from_files", also=also)

    def leave(self, preview: NamesPreview) -> Change[int]:
        """Do nothing with the names of these items, and do not offer them again by itself."""
        with self._store.write("media.leave_names") as unit:
            _add_marks(unit.session, preview.marks)
            changed = _set_read(unit.session, [one for one in preview.item_ids if one not in set(preview.unread)])
            unit.touch(ChangeKind.APPEARANCE, preview.marks)
        return Change(len(changed), unit.changes)

    def _people_with_box(self, item_ids: Collection[int]) -> frozenset[tuple[int, int]]:
        """Pairs of item and person where somebody said already where that person is: that stays as it is."""
        found: set[tuple[int, int]] = set()
        with self._store.read() as session:
            for ids in _portions(tuple(item_ids)):
                placed = select(col(Appearance.item_id), col(Appearance.person_id)).where(
                    col(Appearance.item_id).in_(ids), col(Appearance.x).is_not(None)
                )
                found.update((row[0], row[1]) for row in session.execute(placed))
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register knows of an item: who is in it, with or without a box, and where somebody was found."""

    people: Mapping[int, bool]
    boxes: tuple[Box, ...]


class _Collected:
    """Gathers what the files say, name by name."""

    def __init__(self) -> None:
        self.unread: list[int] = []
        self.marks: dict[int, tuple[Box, ...]] = {}
        self._names: dict[str, tuple[str, NameMatch]] = {}
        self._places: dict[str, dict[int, NamePlace]] = defaultdict(dict)

    def add(self, item_id: int, found: NamesInFile, book: NameBook, known: _Known) -> None:
        """Add one file's names; those who are in the item already are left out."""
        marks = tuple(
            region.box
            for region in found.regions
            if region.box is not None and not any(_is_same_place(region.box, box) for box in known.boxes)
        )
        if marks:
            self.marks[item_id] = marks
        words = [word for word in found.keywords if book.is_exactly_somebody(word)]
        places = [(one.name, NamePlace(item_id, one.box, one.is_doubtful)) for one in found.regions if one.name]
        places += [(name, NamePlace(item_id, None)) for name in (*found.people, *words)]
        for name, place in places:
            folded = fold_text(name)[:_LONGEST_NAME].rstrip()
            if not folded:
                continue
            if folded not in self._names:
                self._names[folded] = name, book.find(name)
            match = self._names[folded][1]
            if match.standing is NameStanding.SURE and not _adds_something(match.candidates[0].person_id, place, known):
                continue
            earlier = self._places[folded].get(item_id)
            if earlier is None or (earlier.box is None and place.box is not None):
                self._places[folded][item_id] = place

    def names(self) -> tuple[FoundName, ...]:
        """Every name with a place: sure ones, those that fit several, unknown ones, nobody's; most photos first."""
        order = tuple(NameStanding)
        found = [
            FoundName(self._names[folded][0], folded, self._names[folded][1], tuple(places.values()))
            for folded, places in self._places.items()
        ]
        return tuple(sorted(found, key=lambda one: (order.index(one.match.standing), -len(one.places), one.folded)))


_LONGEST_NAME: Final = 200


def _adds_something(person_id: int, place: NamePlace, known: _Known) -> bool:
    """Whether naming would change anything: the person is not in the item yet, or has no box while the file does."""
    has_box = known.people.get(person_id)
    return has_box is None or (not has_box and place.box is not None)


def _is_same_place(one: Box, other: Box) -> bool:
    return one.is_of_face(other) or other.is_of_face(one)


def _is_worth_remembering(found: FoundName, person_id: int | None) -> bool:
    """A decision that the name itself does not give, and that was not remembered as such already."""
    if found.match.standing is NameStanding.NOBODY:
        return person_id is not None
    return found.proposed is None or found.proposed.person_id != person_id


def _read_file(path: Path | None) -> NamesInFile | None:
    if path is None:
        return None
    try:
        return read_names(path)
    except KnownError:
        return None  # the file is away: told as unread


def _read_known(session: Session, item_ids: Sequence[int]) -> dict[int, _Known]:
    known = {}
    judged = _read_judged(session, item_ids)
    for item_id, content in load_people_in(session, item_ids).items():
        people: dict[int, bool] = {}
        for row in content.appearances:
            people[row.person_id] = people.get(row.person_id, False) or row.box is not None
        named = [row.box for row in content.appearances if row.box is not None]
        known[item_id] = _Known(people, (*named, *judged.get(item_id, ())))
    return known


def _read_judged(session: Session, item_ids: Sequence[int]) -> dict[int, list[Box]]:
    """Every place where somebody was found, also those that were judged: what is no person is not marked again."""
    statement = select(col(FoundFace.item_id), *(col(getattr(FoundFace, name)) for name in "xywh"))
    places: dict[int, list[Box]] = defaultdict(list)
    for item_id, x, y, w, h in session.execute(statement.where(col(FoundFace.item_id).in_(item_ids))):
        places[item_id].append(Box(x, y, w, h))
    return places


def _add_marks(session: Session, marks: Mapping[int, Sequence[Box]]) -> int:
    """Write marks, but for places that were found or named since the files were read."""
    rows: list[dict[str, Any]] = []
    for ids in _portions(tuple(marks)):
        known = _read_known(session, ids)
        for item_id in ids:
            taken = list(known[item_id].boxes) if item_id in known else None
            for box in marks[item_id] if taken is not None else ():
                if taken is not None and not any(_is_same_place(box, other) for other in taken):
                    taken.append(box)
                    rows.append(_mark_row(item_id, box))
    if rows:
        session.execute(insert(_FACE), rows)
    return len(rows)


def _mark_row(item_id: int, box: Box) -> dict[str, Any]:
    face = FoundFace(
        item_id=item_id, x=box.x, y=box.y, w=box.w, h=box.h, score=_SURE_SCORE, detector=DETECTOR
    ).model_dump()
    del face["id"]
    return face


def _set_read(session: Session, item_ids: Sequence[int], reader: str = READER) -> dict[int, str]:
    """Remember what read the names of these items; gives what was remembered before, where that was another one."""
    before: dict[int, str] = {}
    table = metadata.tables[str(Item.__tablename__)]
    for ids in _portions(item_ids):
        rows = session.execute(
            select(col(Item.id), col(Item.names_read_with)).where(
                col(Item.id).in_(ids), col(Item.names_read_with) != reader
            )
        )
        found = {row[0]: row[1] for row in rows}
        if found:
            session.execute(table.update().where(table.c.id.in_(tuple(found))).values(names_read_with=reader))
            before.update(found)
    return before


def _remember(
    read: Sequence[int], learnt: Mapping[str, tuple[str, int | None]], marks: Mapping[int, Sequence[Box]]
) -> Alongside:
    """Write beside the names what was decided about them; taken back together with them."""

    def write(unit: UnitOfWork) -> Alongside:
        _add_marks(unit.session, marks)
        before = _set_read(unit.session, read)
        earlier = _decide(unit, learnt)
        unit.touch(ChangeKind.APPEARANCE, read)

        def take_back(unit: UnitOfWork) -> Alongside:
            by_reader: dict[str, list[int]] = defaultdict(list)
            for item_id, reader in before.items():
                by_reader[reader].append(item_id)
            for reader, ids in by_reader.items():
                _set_read(unit.session, ids, reader)
            _put_back(unit, learnt, earlier)
            return write

        return take_back

    return write


@dataclass(frozen=True, slots=True)
class _Decision:
    name: str
    person_id: int | None
    decided_by: str
    decided_at: datetime


def _decide(unit: UnitOfWork, learnt: Mapping[str, tuple[str, int | None]]) -> dict[str, _Decision]:
    """Write decisions about names; gives those that they take the place of."""
    earlier: dict[str, _Decision] = {}
    known = {row.folded: row for row in _decisions(unit.session, tuple(learnt))}
    for folded, (name, person_id) in learnt.items():
        row = known.get(folded)
        if row is None:
            row = NameInFiles(name=name[:_LONGEST_NAME], folded=folded, decided_at=unit.store.clock.now())
            unit.session.add(row)
        else:
            earlier[folded] = _Decision(row.name, row.person_id, row.decided_by, row.decided_at)
        row.person_id, row.decided_by, row.decided_at = person_id, unit.actor, unit.store.clock.now()
    unit.session.flush()
    return earlier


def _put_back(unit: UnitOfWork, learnt: Mapping[str, tuple[str, int | None]], earlier: Mapping[str, _Decision]) -> None:
    for row in _decisions(unit.session, tuple(learnt)):
        before = earlier.get(row.folded)
        if before is None:
            unit.session.delete(row)
        else:
            row.name, row.person_id = before.name, before.person_id
            row.decided_by, row.decided_at = before.decided_by, before.decided_at
    unit.session.flush()


def _decisions(session: Session, folded: Sequence[str]) -> Iterator[NameInFiles]:
    for names in _portions(folded):
        yield from session.execute(select(NameInFiles).where(col(NameInFiles.folded).in_(names))).scalars()


def _portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
