# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the watched folders now and then, and takes what is new in quietly, whichever page is on show."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from models.errors import KnownError
from models.media.folder import SkippedFile
from models.media.watched import WatchedLook
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.item_models.intake import Intake, ResolvedFile
from ui.texts import _, format_number, ngettext
from ui.widgets.banner import Banner

_FIRST_MS = 4_000
_EVERY_MS = 20_000
_SHARE = 10
"""Looking takes at most one part in so many of the time: a slow network folder is looked at less often."""


class FolderRound(QObject):
    """Begins with `start`. One look at a time, and none while what was found is still coming in."""

    photos_came = Signal(int)
    """How many photos are new, once all that was found is in."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._intake = Intake(context, self, brings_back=False)
        self._places: dict[Path, int] = {}
        self._new = 0
        self._is_looking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._intake.files_resolved.connect(self._on_resolved)
        self._intake.files_skipped.connect(self._on_skipped)
        self._intake.finished.connect(self._on_finished)

    def start(self) -> None:
        """Begin to look, soon."""
        self._timer.start(_FIRST_MS)

    def look(self) -> None:
        """Look now; nothing where a look is under way."""
        if self._is_looking or self._intake.is_busy:
            return
        self._is_looking = True
        began = time.monotonic()

        def look(workspace: Workspace, progress: Progress) -> tuple[WatchedLook, ...]:
            return workspace.watched.look(progress)

        def looked(looks: tuple[WatchedLook, ...]) -> None:
            self._is_looking = False
            spent = (time.monotonic() - began) * 1_000
            self._places = {path: one.folder_id for one in looks for path in one.ready}
            if self._places:
                self._new = 0
                self._intake.start(tuple(self._places))
            self._timer.start(int(max(_EVERY_MS, _SHARE * spent)))

        def failed(_error: KnownError) -> None:
            # The register was busy, or the program stops: the next look finds the same.
            self._is_looking = False
            self._timer.start(_EVERY_MS)

        self._context.jobs.run_query(look, success=looked, failure=failed, owner=self, key="look")

    def _on_resolved(self, files: list[ResolvedFile]) -> None:
        self._new += sum(one.is_new for one in files)
        self._settle([one.path for one in files])

    def _on_skipped(self, skipped: list[SkippedFile]) -> None:
        self._settle([one.path for one in skipped])

    def _settle(self, paths: list[Path]) -> None:
        handled = [(self._places[path], path) for path in paths if path in self._places]

        def settle(workspace: Workspace, _progress: Progress) -> None:
            for folder_id, path in handled:
                workspace.watched.settle(folder_id, [path])

        if handled:
            self._context.jobs.run_query(settle, success=lambda _done: None, owner=self)

    def _on_finished(self) -> None:
        if self._new:
            self.photos_came.emit(self._new)


class ShownPages(Protocol):
    """Which page is on show, and a way to show another."""

    @property
    def current_name(self) -> str:
        """The name of the page on show."""
        ...

    def show_page(self, name: str) -> None:
        """Show a page."""
        ...


def tell_new_photos(banner: Banner, pages: ShownPages, count: int) -> None:
    """Say how many came, with a way to the library unless it is on show."""
    text = ngettext(
        "{count} new photo in a folder that is watched.", "{count} new photos in the folders that are watched.", count
    )
    text = text.format(count=format_number(count))
    if pages.current_name == "media":
        banner.show_message(text, icon_name="media")
    else:
        banner.show_message(text, action=_("Show"), act=partial(pages.show_page, "media"), icon_name="media")
