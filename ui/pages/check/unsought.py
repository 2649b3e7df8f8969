# SPDX-License-Identifier: GPL-3.0-or-later
"""In how many photos on the page faces were not looked for yet: no box there says nothing about who is in them.

What is on screen is looked at first.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLabel, QWidget

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

    def __init__(self, context: AppContext, lineup: Lineup, label: QLabel, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._first: tuple[int, ...] = ()
        self._lineup = lineup
        self._label = label
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(_GATHER_MS)
        self._gathering.timeout.connect(self._count)
        context.bus.changed.connect(self._on_changed)
        page.installEventFilter(self)

    def refresh(self) -> None:
        """Count soon: other photos are on the page."""
        if not self._gathering.isActive():
            self._gathering.start()

    def look_first(self, item_ids: Sequence[int]) -> None:
        """These items are on screen, as long as the page is on show."""
        self._first = tuple(item_ids)
        if self._page.isVisible():
            self._context.study.show_first(self._first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: the page comes on show again, after another one told what was on screen there."""
        if watched is self._page and event.type() == QEvent.Type.Show:
            self._context.study.show_first(self._first)
        return False

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
