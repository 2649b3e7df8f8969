# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking files into the library from its page, with progress, and a line that says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from models.errors import ErrorCode
from models.media.folder import SkippedFile
from ui.context import AppContext
from ui.dialogs.file_names_notice import FileNamesNotice
from ui.dialogs.name_cards_notice import NameCardsNotice
from ui.dialogs.skipped_files import SkippedFilesDialog
from ui.item_models.intake import Intake, ResolvedFile
from ui.pages.media.view import MediaView
from ui.texts import _, format_number, ngettext


class Adding(QObject):
    """One run of files coming in; files that come while it runs join it."""

    def __init__(self, context: AppContext, view: MediaView) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._intake = Intake(context, self)
        self._new: set[int] = set()
        self._known: set[int] = set()
        self._skipped: list[tuple[Path, ErrorCode]] = []
        self._file_names = FileNamesNotice(context, view.file_names, self._came_in, view)
        self._name_cards = NameCardsNotice(context, view.name_cards, self._came_in, view)
        self._intake.files_skipped.connect(self._on_skipped)
        self._intake.files_resolved.connect(self._on_resolved)
        self._intake.progressed.connect(view.task_bar.set_progress)
        self._intake.finished.connect(self._on_finished)

    @property
    def is_busy(self) -> bool:
        """Whether files are on their way."""
        return self._intake.is_busy

    def start(self, paths: Sequence[Path]) -> None:
        """Take files and folders in."""
        if not paths:
            return
        if not self._intake.is_busy:
            self._new, self._known, self._skipped = set(), set(), []
        self._view.task_bar.start(_("Reading photos"), self._intake.cancel)
        self._intake.start(paths)

    def choose_photos(self) -> None:
        """Ask which files to take in."""
        start = self._context.settings.text("check/folder")
        every = _("All files")
        names, _chosen = QFileDialog.getOpenFileNames(self._view, _("Choose photos"), start, f"{every} (*)")
        if names:
            self._context.settings.put_text("check/folder", str(Path(names[0]).parent))
            self.start([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask which folder to take in."""
        start = self._context.settings.text("check/folder")
        name = QFileDialog.getExistingDirectory(self._view, _("Choose a folder"), start)
        if name:
            self._context.settings.put_text("check/folder", name)
            self.start([Path(name)])

    def _on_resolved(self, files: list[ResolvedFile]) -> None:
        for one in files:
            (self._new if one.is_new else self._known).add(one.item_id)

    def _came_in(self) -> list[int]:
        """The items of this run: what their files say and which cards are among them is told by a line."""
        return sorted(self._new | self._known)

    def _on_skipped(self, skipped: list[SkippedFile]) -> None:
        self._skipped += [(one.path, one.code) for one in skipped]

    def _on_finished(self) -> None:
        self._view.task_bar.finish()
        self._file_names.look_soon()
        self._name_cards.look()
        new, known = len(self._new), len(self._known - self._new)
        sentences = [ngettext("{count} new photo.", "{count} new photos.", new).format(count=format_number(new))]
        if known:
            text = ngettext("{count} was here already.", "{count} were here already.", known)
            sentences.append(text.format(count=format_number(known)))
        if self._skipped:
            count = len(self._skipped)
            text = ngettext("{count} file left out.", "{count} files left out.", count)
            sentences.append(text.format(count=format_number(count)))
        self._view.banner.show_message(
            " ".join(sentences),
            action=_("Which were left out?") if self._skipped else "",
            act=self._show_skipped if self._skipped else None,
            icon_name="check",
        )

    def _show_skipped(self) -> None:
        SkippedFilesDialog(self._skipped, self._view).open()
