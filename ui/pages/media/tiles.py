# SPDX-License-Identifier: GPL-3.0-or-later
"""The tiles of the library: rows fetched in windows, and their thumbnails from the store or from the file."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt

from models.consent.purposes import PurposeRow
from models.errors import KnownError
from models.media.photo import THUMBNAIL_EDGE, make_thumbnail
from models.progress import Progress
from models.publishing.library_rows import LibraryRow
from models.publishing.library_view import Section
from models.workspace import Workspace
from ui.context import AppContext
from ui.item_models.recording_look import RecordingLook
from ui.item_models.windowed import Deliver, WindowedItemModel
from ui.style import labels
from ui.style.library_labels import photos_text, section_label
from ui.texts import _, format_date, format_moment, ngettext
from ui.widgets.tile_roles import Heading, TileDetail, TileRole, TileState, TileVerdict


class TileKey(NamedTuple):
    """What a thumbnail is found by: the content, and where the file was seen last."""

    sha256: str
    path: Path


class LibraryItemModel(WindowedItemModel):
    """Tiles by item id; rows (`LibraryRow`) come off the GUI thread, some hundreds at a time."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(self._fetch_rows, parent)
        self._context = context
        self._purpose: PurposeRow | None = None
        self._missing: frozenset[int] = frozenset()

    def set_purpose(self, purpose: PurposeRow | None) -> None:
        """Show verdicts for a purpose, or (None) what is known of each photo."""
        if purpose != self._purpose:
            self._purpose = purpose
            self.refresh_rows(None)

    def set_missing(self, item_ids: frozenset[int]) -> None:
        """Show of these that their file was not found."""
        changed = item_ids ^ self._missing
        self._missing = item_ids
        for item_id in changed:
            row = self.row_of(item_id)
            if row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))

    def value_for(self, row_id: int, row: object | None, role: int) -> object | None:  # noqa: ARG002
        """See `TileRole`; the accessible text says all that the tile shows."""
        if not isinstance(row, LibraryRow):
            return TileState.LOADING if role == TileRole.STATE else None
        name = row.item.path.name or _("File not known")
        if role == TileRole.FILE_NAME:
            return RecordingLook.of(row.item).caption(name)
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == TileRole.THUMBNAIL:
            return TileKey(row.item.sha256, row.item.path)
        if role == TileRole.STATE:
            return TileState.THERE
        if role == TileRole.PEOPLE_COUNT:
            return row.people_count
        if role == TileRole.KIND_ICON:
            return RecordingLook.of(row.item).icon_name
        if role == TileRole.VERDICTS:
            return self._verdicts(row)
        if role == TileRole.DETAIL:
            return self._detail(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, name)
        return None

    def _fetch_rows(self, ids: tuple[int, ...], deliver: Deliver) -> None:
        purpose_id = None if self._purpose is None else self._purpose.id

        def load(workspace: Workspace, _progress: Progress) -> dict[int, LibraryRow]:
            return workspace.library.rows(ids, purpose_id)

        # A failure is delivered too: the window must not stay "on its way" for ever.
        self._context.jobs.run_query(
            load, success=deliver, failure=lambda _error: deliver({}), owner=self, is_urgent=True
        )

    def _verdicts(self, row: LibraryRow) -> tuple[TileVerdict, ...]:
        if self._purpose is None or row.verdict is None or row.id in self._missing:
            return ()
        return (TileVerdict(self._purpose.name, row.verdict, labels.verdict_label(row.verdict)),)

    def _detail(self, row: LibraryRow) -> TileDetail:
        if row.id in self._missing:
            return TileDetail(_("File not found"), "warning", "ask")
        if row.unnamed_count:
            text = ngettext("Who is this?", "Who are these {count}?", row.unnamed_count)
            return TileDetail(text.format(count=row.unnamed_count), "verdict-identify", "identify")
        if not row.is_looked_at:
            return TileDetail(_("Nobody looked yet"), "eye", "muted")
        return TileDetail(row.session_name or format_date(row.captured_on))

    def _spoken(self, row: LibraryRow, name: str) -> str:
        taken = row.item.captured_at
        words = [name, format_moment(taken) if taken is not None else _("Date not known")]
        if row.session_name:
            words.append(row.session_name)
        if RecordingLook.of(row.item).sentence:
            words.append(RecordingLook.of(row.item).sentence)
        count = row.people_count
        words.append(ngettext("{count} person named", "{count} people named", count).format(count=count))
        verdicts = self._verdicts(row)
        words += [f"{one.purpose}: {one.word}" for one in verdicts] or [self._detail(row).text]
        if row.published_count:
            published = ngettext("published in {count} place", "published in {count} places", row.published_count)
            words.append(published.format(count=row.published_count))
        return ", ".join(words)


class LibraryThumbnails:
    """Gives the thumbnail of a `TileKey`: the kept one, else made from the file and kept. Runs in worker threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def __call__(self, key: Hashable) -> bytes | None:
        """The thumbnail as JPEG; None where there is none and the file cannot be shown."""
        if not isinstance(key, TileKey):
            return None
        kept = self._workspace.thumbnails.get(key.sha256, THUMBNAIL_EDGE)
        if kept is not None:
            return kept
        try:
            made = make_thumbnail(key.path, THUMBNAIL_EDGE)
        except KnownError:
            return None
        self._workspace.thumbnails.put(key.sha256, made, THUMBNAIL_EDGE)
        return made


def section_heading(section: Hashable, count: int) -> Heading:
    """What stands above a month or a day of taking in."""
    known: Section = section  # type: ignore[assignment]
    return Heading("calendar", section_label(known), photos_text(count), "muted")
