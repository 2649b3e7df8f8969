# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the Check page, in the order of the verdicts; plain values, no Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.errors import ErrorCode
from models.publishing.clearance import ItemClearance
from models.terms import MediaKind, Verdict
from ui.item_models.recording_look import PLAIN_PHOTO, RecordingLook

SECTIONS: tuple[Verdict | None, ...] = (
    Verdict.READY,
    Verdict.COVER,
    Verdict.ASK,
    Verdict.IDENTIFY,
    Verdict.NO,
    None,
)
"""Positive first; None holds what is still being read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One photo, film or sound on the page. ``item_id`` and ``clearance`` come once it is taken in.

    ``paths`` are all its files, without the film of a Live Photo.
    """

    number: int
    paths: tuple[Path, ...]
    item_id: int | None = None
    sha256: str = ""
    clearance: ItemClearance | None = None
    look: RecordingLook = PLAIN_PHOTO

    @property
    def path(self) -> Path:
        """The first of its files."""
        return self.paths[0]

    @property
    def section(self) -> Verdict | None:
        """The verdict that it is grouped under: the worst over the chosen purposes."""
        return None if self.clearance is None else self.clearance.worst


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not on the page, and why."""

    path: Path
    code: ErrorCode


class Lineup:
    """Every entry of the page by number, in the order in which the files were dropped."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._number_of_path: dict[Path, int] = {}
        self._number_of_item: dict[int, int] = {}
        self._next = 1
        self.skipped: list[Skipped] = []
        self._skipped_paths: set[Path] = set()

    def __len__(self) -> int:
        return len(self._entries)

    def add_files(self, paths: Iterable[Path]) -> list[Entry]:
        """New entries for files that are not on the page yet."""
        added = []
        for path in paths:
            if path not in self._number_of_path:
                entry = Entry(self._next, (path,))
                self._entries[entry.number] = entry
                self._number_of_path[path] = entry.number
                self._next += 1
                added.append(entry)
        return added

    def skip_file(self, path: Path, code: ErrorCode) -> None:
        """Take a file off the page and remember why; a file skipped twice is listed once."""
        number = self._number_of_path.pop(path, None)
        if number is not None:
            self._entries.pop(number, None)
        if path not in self._skipped_paths:
            self._skipped_paths.add(path)
            self.skipped.append(Skipped(path, code))

    def set_aside(self, item_ids: Iterable[int]) -> None:
        """Take photos of name cards off the page: no pictures to publish, listed with what was left out."""
        for item_id in item_ids:
            entry = self._entries.get(self._number_of_item.pop(item_id, 0))
            for path in () if entry is None else entry.paths:
                self.skip_file(path, ErrorCode.IS_NAME_CARD)

    def resolve_file(
        self,
        path: Path,
        item_id: int,
        sha256: str,
        look: RecordingLook = PLAIN_PHOTO,
        *,
        is_companion: bool = False,
        film_id: int | None = None,
    ) -> int | None:
        """Tell which item a file turned out to be; the same photo twice becomes one entry with two files.

        The film of a Live Photo (``is_companion``) becomes one with its photo, and so does one that had an entry of its
        own until its photo came (``film_id``). Gives the number of the entry that shows the item now; None when the
        file is not on the page.
        """
        number = self._number_of_path.get(path)
        if number is None:
            return None
        if film_id is not None:
            self._take_over_film(film_id, number)
        if film_id is not None or is_companion:
            look = RecordingLook(carries_film=True)
        shown = self._number_of_item.get(item_id)
        if shown is not None and shown != number and shown in self._entries:
            first = self._entries[shown]
            del self._entries[number]
            self._number_of_path[path] = shown
            self._entries[shown] = (
                replace(first, look=replace(first.look, carries_film=True))
                if is_companion
                else replace(first, paths=(*first.paths, path))
            )
            return shown
        self._number_of_item[item_id] = number
        entry = self._entries[number]
        sha256 = entry.sha256 if is_companion and entry.sha256 else sha256
        self._entries[number] = replace(entry, item_id=item_id, sha256=sha256, look=look)
        return number

    def _take_over_film(self, film_id: int, number: int) -> None:
        """The entry of a film goes: its photo, which has come now, counts for it."""
        gone = self._number_of_item.pop(film_id, None)
        if gone is None or gone == number or gone not in self._entries:
            return
        for path in self._entries.pop(gone).paths:
            self._number_of_path[path] = number

    def add_item(self, item_id: int, path: Path, sha256: str, look: RecordingLook = PLAIN_PHOTO) -> None:
        """Show an item of the register."""
        self.add_files((path,))
        self.resolve_file(path, item_id, sha256, look)

    def set_clearances(self, clearances: Mapping[int, ItemClearance]) -> set[int]:
        """Store verdicts; gives the numbers of the entries that look different now."""
        changed = set()
        for item_id, clearance in clearances.items():
            number = self._number_of_item.get(item_id)
            if number in self._entries and self._entries[number].clearance != clearance:
                self._entries[number] = replace(self._entries[number], clearance=clearance)
                changed.add(number)
        return changed

    def entry(self, number: int) -> Entry | None:
        """The entry with this number."""
        return self._entries.get(number)

    def entries(self, numbers: Iterable[int]) -> list[Entry]:
        """The entries with these numbers, those that are gone left out."""
        return [self._entries[number] for number in numbers if number in self._entries]

    def item_ids(self) -> list[int]:
        """Items on the page, in order of the files."""
        return [entry.item_id for entry in self._entries.values() if entry.item_id is not None]

    def ordered(self) -> tuple[list[int], list[tuple[Verdict | None, int]]]:
        """Numbers by section and within it in order of the files, and the sections with their counts."""
        by_section: dict[Verdict | None, list[int]] = {section: [] for section in SECTIONS}
        for entry in self._entries.values():
            by_section[entry.section].append(entry.number)
        numbers = [number for section in SECTIONS for number in by_section[section]]
        return numbers, [(section, len(by_section[section])) for section in SECTIONS if by_section[section]]

    def items_with(self, verdicts: Collection[Verdict], purpose_ids: Collection[int]) -> set[int]:
        """Items that have one of these verdicts for one of these purposes."""
        return {
            entry.item_id
            for entry in self._entries.values()
            if entry.item_id is not None
            and entry.clearance is not None
            and any(
                one.verdict in verdicts
                for purpose_id, one in entry.clearance.by_purpose.items()
                if purpose_id in purpose_ids
            )
        }

    def recordings(self) -> set[int]:
        """Items on the page that are films or sounds."""
        entries = self._entries.values()
        return {one.item_id for one in entries if one.item_id is not None and one.look.kind is not MediaKind.PHOTO}

    def ready_counts(self, purpose_ids: Sequence[int], among: Collection[int] | None = None) -> dict[int, int]:
        """For each purpose how many photos are ready; ``among`` looks at these items only."""
        counts = dict.fromkeys(purpose_ids, 0)
        wanted = None if among is None else set(among)
        for entry in self._entries.values():
            if entry.clearance is None or (wanted is not None and entry.item_id not in wanted):
                continue
            for purpose_id, one in entry.clearance.by_purpose.items():
                if purpose_id in counts and one.verdict is Verdict.READY:
                    counts[purpose_id] += 1
        return counts

    def clear(self) -> None:
        """Take everything off the page; numbers are not used again."""
        self._entries.clear()
        self._number_of_path.clear()
        self._number_of_item.clear()
        self.skipped.clear()
        self._skipped_paths.clear()
