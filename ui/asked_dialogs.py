# SPDX-License-Identifier: GPL-3.0-or-later
"""Dialogs that any page may ask for, opened over the page that is on show.

Their modules are imported when they are needed: the first page is on screen before they are read.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from models.errors import ErrorCode
from models.progress import Progress
from models.terms import LetterKind
from models.workspace import Workspace
from ui.context import AppContext


class AskedDialogs(QObject):
    """Opens dialogs over a window."""

    def __init__(self, context: AppContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def open_forms(self, purpose_id: int, person_ids: list[int]) -> None:
        """Ask people on paper."""
        from ui.dialogs.ask_form import AskFormDialog

        AskFormDialog(self._context, purpose_id, person_ids, self._window).open()

    def open_letters(self, kind: LetterKind, person_ids: list[int]) -> None:
        """Write letters to people."""
        from ui.dialogs.letters import LettersDialog

        LettersDialog(self._context, kind, person_ids, self._window).open()

    def open_typed_answers(self) -> None:
        """Type answers of somebody who phones."""
        from ui.dialogs.typed_answers import TypedAnswersDialog

        TypedAnswersDialog(self._context, None, self._window).open()

    def open_bulk_naming(self, item_ids: list[int]) -> None:
        """Say who is in many photos at once."""
        from ui.pages.tagging.bulk import BulkNamingDialog

        BulkNamingDialog(self._context, item_ids, self._window).open()

    def open_passed(self) -> None:
        """List the photos that could not be looked at in the background, and why."""
        from ui.dialogs.skipped_files import SkippedFilesDialog

        passed = dict(self._context.study.state.passed)

        def load(workspace: Workspace, _progress: Progress) -> list[tuple[Path, ErrorCode]]:
            rows = workspace.media.item_rows(tuple(passed))
            return [(rows[item_id].path, code) for item_id, code in passed.items() if item_id in rows]

        def loaded(files: list[tuple[Path, ErrorCode]]) -> None:
            SkippedFilesDialog(files, self._window).open()

        self._context.jobs.run_query(load, success=loaded, owner=self, key="passed")
