# SPDX-License-Identifier: GPL-3.0-or-later
"""Which event photos belong to: the events of their day first, or none; one photo or many in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.session_rows import SessionRow
from models.progress import Progress
from models.roster.names import fold_text, matches_words
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.style.icons import icon
from ui.style.session_labels import session_when_of
from ui.style.theme import set_kind
from ui.texts import _, format_number, join_words, ngettext

_ID_ROLE = int(Qt.ItemDataRole.UserRole)
_MOST = 1_000


class ChooseEventDialog(EntryDialog):
    """The first event is that of the photo's own time. ``run`` are all photos that the first one was opened among."""

    assigned = Signal(str)
    """What was done, as a sentence; it can be undone now."""

    def __init__(
        self, context: AppContext, item_ids: Sequence[int], parent: QWidget | None = None, run: Sequence[int] = ()
    ) -> None:
        count = len(item_ids)
        title = ngettext("Event of {count} photo", "Event of {count} photos", count)
        super().__init__(context, title.format(count=format_number(count)), _("Put in this event"), parent)
        self._items = tuple(item_ids)
        self._run = tuple(run)
        self._rows: tuple[SessionRow, ...] = ()
        self._now: int | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search events"))
        self.search.setAccessibleName(_("Search events by name, place or class"))
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Events"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.none_yet = QLabel(_("No events yet. Add one on the Events page; photos of that day can be put in there."))
        self.none_yet.setWordWrap(True)
        set_kind(self.none_yet, "muted")
        self.none_yet.hide()
        total = len(self._run)
        text = ngettext("For {count} photo in this row", "For all {count} photos in this row", total)
        self.all_photos = QCheckBox(text.format(count=format_number(total)))
        self.all_photos.setVisible(total > count)
        for widget in (self.search, self.list, self.none_yet, self.all_photos):
            self.body.addWidget(widget, 1 if widget is self.list else 0)
        self.resize(520, 520)
        self.save.setEnabled(False)
        self.search.textChanged.connect(self._show_rows)
        self.list.itemActivated.connect(self.write)
        self.list.currentRowChanged.connect(self._on_current_changed)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self._load()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move in the list while the line keeps the keyboard."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self.list.count():
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
        else:
            super().keyPressEvent(event)

    def make_write(self) -> tuple[str, Write]:
        """Put the photos in the event that is marked, or in none."""
        item = self.list.currentItem()
        if item is None:
            raise KnownError(ErrorCode.SESSION_UNKNOWN)
        session_id: int | None = item.data(_ID_ROLE)
        items = self._run if self.all_photos.isChecked() else self._items

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.sessions.assign_items(items, session_id)

        return _("Event of photos"), write

    def written(self, change: Change[Any]) -> None:
        """Tell what was done, where something was."""
        if change.undo is None:
            return
        name = next((row.name for row in self._rows if row.id == self.list.currentItem().data(_ID_ROLE)), "")
        count = format_number(change.value)
        if name:
            text = ngettext("{count} photo is in “{event}” now.", "{count} photos are in “{event}” now.", change.value)
            self.assigned.emit(text.format(count=count, event=name))
        else:
            text = ngettext("{count} photo is in no event now.", "{count} photos are in no event now.", change.value)
            self.assigned.emit(text.format(count=count))

    def _load(self) -> None:
        first = self._items[0]

        def load(workspace: Workspace, _progress: Progress) -> tuple[tuple[SessionRow, ...], int | None]:
            now = workspace.sessions.sessions_of((first,)).get(first)
            return workspace.sessions.nearest_sessions(first, _MOST), None if now is None else now.id

        self.context.jobs.run_query(
            load, success=self._on_loaded, failure=self.show_problem, owner=self, key="events", is_urgent=True
        )

    def _on_loaded(self, answer: tuple[tuple[SessionRow, ...], int | None]) -> None:
        self._rows, self._now = answer
        self.none_yet.setVisible(not self._rows)
        self._show_rows()

    def _show_rows(self) -> None:
        words = fold_text(self.search.text()).split()
        self.list.clear()
        for row in self._rows:
            if not matches_words(words, fold_text(" ".join((row.name, row.place, *row.group_names)))):
                continue
            parts = [row.name, session_when_of(row), join_words(row.group_names, limit=3)]
            if row.id == self._now:
                parts.append(_("now"))
            self._add_row(" · ".join(part for part in parts if part), row.id, "calendar")
        if not words and self._rows:
            self._add_row(_("In no event"), None, "remove")
        if self.list.count():
            self.list.setCurrentRow(0)

    def _add_row(self, text: str, session_id: int | None, icon_name: str) -> None:
        item = QListWidgetItem(icon(icon_name, "muted"), text)
        item.setData(_ID_ROLE, session_id)
        item.setToolTip(text)
        self.list.addItem(item)

    def _on_current_changed(self, row: int) -> None:
        self.save.setEnabled(row >= 0)
        if row >= 0:
            is_event = self.list.item(row).data(_ID_ROLE) is not None
            self.save.setText(_("Put in this event") if is_event else _("Take out of the event"))
