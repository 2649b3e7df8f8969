# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders whose new photos are taken in by themselves: added, paused and left alone again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change, ChangeSet
from models.errors import ErrorCode, KnownError
from models.media.watched import WatchedRow
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import READABLE_WIDTH, M, S
from ui.style.theme import set_kind
from ui.texts import _

_ID_ROLE = int(Qt.ItemDataRole.UserRole)


class WatchedFolders(QWidget):
    """A list with its buttons."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: dict[int, WatchedRow] = {}
        told = QLabel(
            _(
                "New photos in these folders, and in the folders in them, are taken in by themselves while "
                "Beeldakkoord is open. The files stay where they are: nothing is moved, changed or deleted."
            )
        )
        told.setWordWrap(True)
        told.setMaximumWidth(READABLE_WIDTH)
        set_kind(told, "muted")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Folders that are watched"))
        self.none_yet = QLabel(_("No folder is watched."))
        set_kind(self.none_yet, "muted")
        self.add = QPushButton(icon("add"), _("Add a folder to watch…"))
        self.pause = QPushButton(_("Pause"))
        self.remove = QPushButton(icon("remove"), _("Watch no longer"))
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        for button in (self.add, self.pause, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        for widget in (told, self.none_yet, self.list, self.problem):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.add.clicked.connect(self._on_add)
        self.pause.clicked.connect(self._on_pause)
        self.remove.clicked.connect(self._on_remove)
        self.list.currentItemChanged.connect(self._show_buttons)
        context.bus.changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Read the folders again."""
        self._context.jobs.run_query(
            lambda workspace, _progress: workspace.watched.folders(), success=self._show, owner=self, key="folders"
        )

    def watch(self, folder: Path) -> None:
        """Watch a folder from now on."""
        self._change(lambda workspace: workspace.watched.add(folder), _("Watch a folder"))

    def _show(self, rows: tuple[WatchedRow, ...]) -> None:
        chosen = self.list.currentItem()
        kept = chosen.data(_ID_ROLE) if chosen is not None else None
        self._rows = {row.id: row for row in rows}
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(icon("folder" if row.problem is None else "warning", "muted"), _line(row))
            item.setData(_ID_ROLE, row.id)
            item.setToolTip(str(row.path))
            self.list.addItem(item)
            if row.id == kept:
                self.list.setCurrentItem(item)
        if rows and self.list.currentItem() is None:
            self.list.setCurrentRow(0)
        self.none_yet.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self._show_buttons()

    def _show_buttons(self) -> None:
        row = self._current()
        for button in (self.pause, self.remove):
            button.setEnabled(row is not None)
        is_paused = row is not None and not row.is_active
        self.pause.setText(_("Watch again") if is_paused else _("Pause"))
        self.pause.setIcon(icon("next" if is_paused else "clock"))

    def _current(self) -> WatchedRow | None:
        item = self.list.currentItem()
        return None if item is None else self._rows.get(item.data(_ID_ROLE))

    def _on_add(self) -> None:
        start = self._context.settings.text("check/folder")
        name = QFileDialog.getExistingDirectory(self, _("Which folder is to be watched?"), start)
        if name:
            self.watch(Path(name))

    def _on_pause(self) -> None:
        row = self._current()
        if row is not None:
            label = _("Watch a folder") if not row.is_active else _("Pause")
            self._change(lambda workspace: workspace.watched.set_active(row.id, not row.is_active), label)

    def _on_remove(self) -> None:
        row = self._current()
        if row is not None:
            self._change(lambda workspace: workspace.watched.remove(row.id), _("Watch no longer"))

    def _change(self, act: Callable[[Workspace], Change[Any]], label: str) -> None:
        self.problem.hide()
        self._context.jobs.run_change(
            lambda workspace, _progress: act(workspace), failure=self._show_problem, owner=self, label=label
        )

    def _show_problem(self, error: KnownError) -> None:
        is_double = error.code is ErrorCode.VALUE_NOT_ALLOWED
        self.problem.setText(_("This folder is watched already.") if is_double else error_sentence(error))
        self.problem.show()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.SETTING):
            self.refresh()


def _line(row: WatchedRow) -> str:
    if not row.is_active:
        return _("{folder} (paused)").format(folder=row.path)
    if row.problem is ErrorCode.FOLDER_MISSING:
        return _("{folder} (not there now; it is looked for again)").format(folder=row.path)
    if row.problem is not None:
        return _("{folder} (cannot be read now; it is tried again)").format(folder=row.path)
    return str(row.path)
