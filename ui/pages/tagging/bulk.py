# SPDX-License-Identifier: GPL-3.0-or-later
"""Naming the same people in many photos at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import ChangeSet
from models.progress import Progress
from models.terms import ChangeKind, NobodyReason
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.new_person import NewPersonDialog
from ui.pages.tagging.actions import TaggingActions
from ui.pages.tagging.nobody import NobodyButton
from ui.pages.tagging.picking import PickSource
from ui.style.icons import icon
from ui.style.spacing import ICON
from ui.style.theme import set_kind
from ui.texts import _, ngettext
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.person_picker import PersonPicker

_Counts = tuple[tuple[tuple[int, str, int], ...], tuple[int, ...]]
"""Who is in how many of the photos (id, name, number), and whom to expect at their events."""


class BulkNamingDialog(QDialog):
    """A picker, and who is already in all or some of the photos; each step can be undone."""

    def __init__(self, context: AppContext, item_ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._items = tuple(item_ids)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        count = len(self._items)
        self.setWindowTitle(
            ngettext("Name somebody in {count} photo", "Name somebody in {count} photos", count).format(count=count)
        )
        self.resize(520, 680)
        self._names: dict[int, str] = {}
        self._actions = TaggingActions(context, self)
        self._source = PickSource(context, self)
        self.picker = PersonPicker(self._source.search)
        self._source.picker = self.picker
        self.people = QListWidget()
        self.people.setAccessibleName(_("People in these photos"))
        self.people.setIconSize(QSize(ICON, ICON))
        self.remove = QPushButton(icon("remove"), _("Take out of all of them"))
        self.remove.setEnabled(False)
        self.nobody = NobodyButton()
        self.banner = Banner(self)
        heading = QLabel(_("In these photos"))
        set_kind(heading, "heading")
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.banner)
        layout.addWidget(self.picker, 3)
        layout.addWidget(heading)
        layout.addWidget(self.people, 2)
        layout.addWidget(self.remove)
        layout.addWidget(self.nobody)
        layout.addWidget(buttons)
        self.picker.picked.connect(self._on_picked)
        self.picker.create_requested.connect(self._on_create)
        self.picker.cancelled.connect(self.reject)
        self.people.currentRowChanged.connect(lambda row: self.remove.setEnabled(row >= 0))
        self.remove.clicked.connect(self._on_remove)
        self.nobody.judged.connect(self._on_nobody)
        self._actions.done.connect(self._on_done)
        context.bus.changed.connect(self._on_changed)
        self.picker.refresh()
        self._reload()

    def _reload(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> _Counts:
            counts: Counter[int] = Counter()
            for people in workspace.tagging.people_in(self._items).values():
                counts.update({one.person_id for one in people.appearances})
            names = workspace.people.names(counts)
            events = {row.id for row in workspace.sessions.sessions_of(self._items).values()}
            expected = workspace.sessions.expected_in(sorted(events)).values()
            return tuple(
                (one, names.get(one, ""), counts[one])
                for one in sorted(counts, key=lambda one: (-counts[one], names.get(one, "")))
            ), tuple(dict.fromkeys(one for people in expected for one in people))

        self._context.jobs.run_query(load, success=self._on_loaded, owner=self, key="people")

    def _on_loaded(self, found: _Counts) -> None:
        counts, expected = found
        self._source.set_expected(expected)
        self.people.clear()
        total = len(self._items)
        self._names = {person_id: name for person_id, name, _count in counts}
        for person_id, name, count in counts:
            text = _("{name}  ·  in all of them") if count == total else _("{name}  ·  in {count} of {total}")
            row = QListWidgetItem(icon("person"), text.format(name=name, count=count, total=total))
            row.setData(Qt.ItemDataRole.UserRole, person_id)
            self.people.addItem(row)
        self._source.set_present([person_id for person_id, _name, count in counts if count == total])

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.APPEARANCE, ChangeKind.PERSON, ChangeKind.SESSION):
            self._reload()

    def _on_picked(self, person_id: int) -> None:
        self._name(person_id, self._source.name_of(person_id))

    def _name(self, person_id: int, name: str) -> None:
        self._source.remember(person_id)
        self._actions.name_person(self._items, person_id, name)
        self.picker.clear()

    def _on_done(self, text: str) -> None:
        self.banner.show_message(text, action=_("Undo"), act=self._context.undo.undo, icon_name="check")

    def _on_nobody(self, reason: NobodyReason, note: str) -> None:
        self._actions.judge_nobody(self._items, reason, note)

    def _on_create(self, text: str) -> None:
        dialog = NewPersonDialog(self._context, text, self)
        dialog.created.connect(self._name)
        dialog.open()

    def _on_remove(self) -> None:
        item = self.people.currentItem()
        if item is None:
            return
        person_id = item.data(Qt.ItemDataRole.UserRole)
        self._actions.remove_person(self._items, person_id, self._names.get(person_id, ""))
