# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of purposes: order, adding, changing, taking out of use."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from models.changes import Change, ChangeSet
from models.consent.effects import PurposeUse
from models.consent.purposes import PurposeInput, PurposeRow
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.settings.purpose_dialog import PurposeDialog
from ui.pages.settings.versions_dialog import VersionsDialog
from ui.style import labels
from ui.style.icons import icon, purpose_icon
from ui.style.policy_labels import retired_sentence
from ui.style.spacing import ICON, READABLE_WIDTH, L, M, S
from ui.style.theme import set_kind
from ui.texts import _


class PurposesPanel(QWidget):
    """Where the school publishes."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._purposes: tuple[PurposeRow, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Purposes"))
        self.list.setIconSize(QSize(ICON, ICON))
        self.add = QPushButton(icon("add"), _("Add…"))
        self.edit = QPushButton(icon("edit"), _("Change…"))
        self.up = QPushButton(icon("up"), _("Move up"))
        self.down = QPushButton(icon("down"), _("Move down"))
        self.retire = QPushButton(icon("close"), _("Take out of use"))
        self.texts = QPushButton(icon("history"), _("Earlier texts…"))
        self.remove = QPushButton(icon("remove"), _("Remove"))
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setMaximumWidth(READABLE_WIDTH)
        note = QLabel(_("Each purpose is a question of its own: a yes to the newsletter says nothing about Instagram."))
        note.setWordWrap(True)
        note.setMaximumWidth(READABLE_WIDTH)
        set_kind(note, "muted")
        buttons = QVBoxLayout()
        buttons.setSpacing(S)
        for button in (self.add, self.edit, self.texts, self.up, self.down, self.retire, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(note)
        layout.addLayout(row, 1)
        layout.addWidget(self.message)
        self.list.currentRowChanged.connect(self._show_buttons)
        self.list.itemActivated.connect(self._on_edit)
        self.add.clicked.connect(self._on_add)
        self.edit.clicked.connect(self._on_edit)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.retire.clicked.connect(self._on_retire)
        self.texts.clicked.connect(self._on_texts)
        self.remove.clicked.connect(self._on_remove)
        for keys, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(keys), self.list, partial(self._move, by), context=Qt.ShortcutContext.WidgetShortcut)
        self.up.setToolTip(_("Alt+Up in the list"))
        self.down.setToolTip(_("Alt+Down in the list"))
        context.bus.changed.connect(self._on_changed)
        self._load()

    def _load(self) -> None:
        def read(workspace: Workspace, _progress: Progress) -> tuple[PurposeRow, ...]:
            return workspace.purposes.purposes(include_inactive=True)

        self._context.jobs.run_query(read, success=self._on_loaded, owner=self, key="purposes")

    def _on_loaded(self, purposes: tuple[PurposeRow, ...]) -> None:
        row = max(0, self.list.currentRow())
        self._purposes = purposes
        self.list.clear()
        for purpose in purposes:
            words = [
                purpose.name,
                labels.audience_label(purpose.audience),
                labels.legal_basis_label(purpose.legal_basis),
            ]
            if not purpose.is_active:
                words.append(_("out of use"))
            item = QListWidgetItem(icon(purpose_icon(purpose.key, purpose.audience)), "  ·  ".join(words))
            item.setData(Qt.ItemDataRole.UserRole, purpose.id)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, len(purposes) - 1))
        self._show_buttons()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.PURPOSE):
            self._load()

    def _current(self) -> PurposeRow | None:
        row = self.list.currentRow()
        return self._purposes[row] if 0 <= row < len(self._purposes) else None

    def _show_buttons(self) -> None:
        current, row = self._current(), self.list.currentRow()
        self.edit.setEnabled(current is not None)
        for button in (self.retire, self.texts, self.remove):
            button.setEnabled(current is not None)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < len(self._purposes) - 1)
        if current is not None:
            self.retire.setText(_("Take out of use") if current.is_active else _("Bring back into use"))

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if not 0 <= row + by < len(self._purposes) or row < 0:
            return
        ids = [purpose.id for purpose in self._purposes]
        ids.insert(row + by, ids.pop(row))
        ordered = tuple(ids)
        self.list.setCurrentRow(row + by)
        self._context.jobs.run_change(
            lambda workspace, _progress: workspace.purposes.move_purposes(ordered),
            owner=self,
            label=_("Move a purpose"),
        )

    def _on_retire(self) -> None:
        current = self._current()
        if current is None:
            return
        ids, is_active = (current.id,), not current.is_active
        self._context.jobs.run_change(
            lambda workspace, _progress: workspace.purposes.set_active(ids, is_active=is_active),
            owner=self,
            label=_("Change a purpose"),
        )

    def _on_texts(self) -> None:
        current = self._current()
        if current is not None:
            VersionsDialog(self._context, current, self).open()

    def _on_remove(self) -> None:
        current = self._current()
        if current is None:
            return
        purpose_id, name = current.id, current.name

        def write(workspace: Workspace, _progress: Progress) -> Change[PurposeUse | None]:
            use = workspace.effects.of_purpose(purpose_id)
            change = workspace.purposes.remove_purpose(purpose_id)
            return Change(None if change.value else use, change.changes, change.undo)

        def removed(change: Change[PurposeUse | None]) -> None:
            gone = _("“{name}” was never used and is removed.").format(name=name)
            self.message.setText(gone if change.value is None else retired_sentence(name, change.value))

        self._context.jobs.run_change(write, success=removed, owner=self, label=_("Remove a purpose"))

    def _on_add(self) -> None:
        dialog = PurposeDialog(self._context, None, {purpose.key for purpose in self._purposes}, self)
        dialog.entered.connect(self._add)
        dialog.open()

    def _add(self, made: PurposeInput, _asks_anew: bool) -> None:
        def write(workspace: Workspace, _progress: Progress) -> Change[tuple[int, ...]]:
            return workspace.purposes.add_purposes((made,))

        self._context.jobs.run_change(write, owner=self, label=_("Add a purpose"))

    def _on_edit(self) -> None:
        current = self._current()
        if current is None:
            return
        purpose_id = current.id

        def change(changed: PurposeInput, asks_anew: bool) -> None:
            self._context.jobs.run_change(
                lambda workspace, _progress: workspace.purposes.change_purpose(
                    purpose_id, changed, asks_anew=asks_anew
                ),
                owner=self,
                label=_("Change a purpose"),
            )

        dialog = PurposeDialog(self._context, current, set(), self)
        dialog.entered.connect(change)
        dialog.open()
