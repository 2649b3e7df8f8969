# SPDX-License-Identifier: GPL-3.0-or-later
"""The tiles of the Check page: a model over the line-up, and the loader of their thumbnails."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Qt

from models.consent.purposes import PurposeRow
from models.errors import KnownError
from models.media.photo import THUMBNAIL_EDGE, make_thumbnail
from models.terms import Verdict
from models.workspace import Workspace
from ui.item_models.windowed import Deliver, WindowedItemModel
from ui.pages.check.lineup import Entry, Lineup
from ui.style import labels
from ui.texts import _, ngettext
from ui.widgets.tile_roles import Heading, TileRole, TileState, TileVerdict

_SECTION_LOOK = {
    Verdict.READY: ("verdict-ready", "ready"),
    Verdict.COVER: ("verdict-cover", "cover"),
    Verdict.ASK: ("verdict-ask", "ask"),
    Verdict.IDENTIFY: ("verdict-identify", "identify"),
    Verdict.NO: ("verdict-no", "no"),
}


class CheckItemModel(WindowedItemModel):
    """Tiles by entry number; everything is in memory already, so a window is delivered at once."""

    def __init__(self, lineup: Lineup, parent: QObject | None = None) -> None:
        super().__init__(self._fetch_entries, parent)
        self._lineup = lineup
        self._purposes: tuple[PurposeRow, ...] = ()

    def set_purposes(self, purposes: tuple[PurposeRow, ...]) -> None:
        """The chosen purposes, in the order of their icons."""
        self._purposes = purposes
        self.refresh_rows(None)

    def rearrange(self) -> None:
        """Put the tiles under their sections again."""
        numbers, sections = self._lineup.ordered()
        self.set_ids(numbers, [(section, count) for section, count in sections])

    def value_for(self, row_id: int, row: object | None, role: int) -> object | None:
        """See `TileRole`; the accessible text says all that the tile shows."""
        entry = row if isinstance(row, Entry) else self._lineup.entry(row_id)
        if entry is None:
            return None
        simple = {
            int(TileRole.THUMBNAIL): entry.path,
            int(TileRole.FILE_NAME): _caption(entry),
            int(Qt.ItemDataRole.DisplayRole): entry.path.name,
            int(TileRole.STATE): TileState.THERE if entry.item_id is not None else TileState.LOADING,
            int(TileRole.KIND_ICON): entry.look.icon_name,
            int(TileRole.PEOPLE_COUNT): 0 if entry.clearance is None else entry.clearance.people_count,
        }
        if role in simple:
            return simple[role]
        if role == TileRole.VERDICTS:
            return self._verdicts(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(line for line in (entry.look.sentence, *(str(path) for path in entry.paths)) if line)
        return None

    def _fetch_entries(self, numbers: tuple[int, ...], deliver: Deliver) -> None:
        deliver({entry.number: entry for entry in self._lineup.entries(numbers)})

    def _verdicts(self, entry: Entry) -> tuple[TileVerdict, ...]:
        if entry.clearance is None:
            return ()
        found = entry.clearance.by_purpose
        return tuple(
            TileVerdict(purpose.name, found[purpose.id].verdict, labels.verdict_label(found[purpose.id].verdict))
            for purpose in self._purposes
            if purpose.id in found
        )

    def _spoken(self, entry: Entry) -> str:
        words = [entry.path.name, *([entry.look.sentence] if entry.look.sentence else [])]
        words += [f"{one.purpose}: {one.word}" for one in self._verdicts(entry)]
        if entry.clearance is not None:
            count = entry.clearance.people_count
            words.append(ngettext("{count} person named", "{count} people named", count).format(count=count))
        if len(entry.paths) > 1:
            words.append(_files(len(entry.paths)))
        return ", ".join(words)


def _files(count: int) -> str:
    return ngettext("{count} file", "{count} files", count).format(count=count)


def _caption(entry: Entry) -> str:
    """The file's name; the same photo under several names says so."""
    if len(entry.paths) == 1:
        return entry.look.caption(entry.path.name)
    return _("{files}: {name}").format(files=_files(len(entry.paths)), name=entry.path.name)


def section_heading(counts: Mapping[Verdict | None, int], section: Hashable) -> Heading:
    """What stands above a section: the verdict in plain words and how many photos."""
    count = counts.get(section if isinstance(section, Verdict) else None, 0)
    photos = ngettext("{count} photo", "{count} photos", count).format(count=count)
    if not isinstance(section, Verdict):
        return Heading("history", _("Being read"), photos, "muted")
    icon_name, role = _SECTION_LOOK[section]
    return Heading(icon_name, labels.verdict_heading(section), photos, role)


class ThumbnailLoader:
    """Gives the thumbnail of a file, from the store where its content is known. Runs in worker threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._hashes: dict[Path, str] = {}
        self._made: dict[Path, bytes] = {}
        self._lock = threading.Lock()

    def learn_hash(self, path: Path, sha256: str) -> None:
        """Tell the content hash of a file, so that its thumbnail can be kept."""
        with self._lock:
            self._hashes[path] = sha256

    def keep_made(self) -> int:
        """Keep thumbnails that were made before their file's hash was known; gives their number. Not for the GUI."""
        with self._lock:
            known = {path: self._hashes[path] for path in self._made if path in self._hashes}
            made = {sha256: self._made.pop(path) for path, sha256 in known.items()}
        if made:
            self._workspace.thumbnails.put_many(made, THUMBNAIL_EDGE)
        return len(made)

    def __call__(self, key: Hashable) -> bytes | None:
        """The thumbnail as JPEG; None for a file that cannot be shown."""
        if not isinstance(key, Path):
            return None
        with self._lock:
            sha256 = self._hashes.get(key)
        if sha256 is not None:
            kept = self._workspace.thumbnails.get(sha256, THUMBNAIL_EDGE)
            if kept is not None:
                return kept
        try:
            made = make_thumbnail(key, THUMBNAIL_EDGE)
        except KnownError:
            return None
        with self._lock:
            sha256 = self._hashes.get(key)
            if sha256 is None:
                self._made[key] = made
        if sha256 is not None:
            self._workspace.thumbnails.put(sha256, made, THUMBNAIL_EDGE)
        return made
