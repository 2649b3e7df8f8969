# SPDX-License-Identifier: GPL-3.0-or-later
"""In how many photos on the page faces were not looked for yet: no box there says nothing about who is in them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel

from models.changes import ChangeSet
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.check.lineup import Lineup
from ui.texts import _, format_number, ngettext

_GATHER_MS = 300


class UnsoughtNote(QObject):
    """Keeps a label up to date; hides it where every photo was looked at."""

    def __init__(self, context: AppContext, lineup: Lineup, label: QLabel) -> None:
        super().__init__(label)
        self._context = context
        self._lineup = lineup
        self._label = label
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(_GATHER_MS)
        self._gathering.timeout.connect(self._count)
        context.bus.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Count soon: other photos are on the page."""
        if not self._gathering.isActive():
            self._gathering.start()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.ITEM):
            self.refresh()

    def _count(self) -> None:
        items = tuple(self._lineup.item_ids())

        def count(workspace: Workspace, _progress: Progress) -> int:
            return len(workspace.study.not_sought(items))

        self._context.jobs.run_query(count, success=self._show, owner=self, key="unsought")

    def _show(self, count: int) -> None:
        self._label.setVisible(bool(count))
        if not count:
            return
        text = ngettext(
            "In {count} of these photos faces have not been looked for yet.",
            "In {count} of these photos faces have not been looked for yet.",
            count,
        ).format(count=format_number(count))
        if not self._context.settings.seeks_faces:
            text = _("{first} {second}").format(first=text, second=_("Looking for faces is switched off in Settings."))
        self._label.setText(text)
