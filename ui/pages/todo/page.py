# SPDX-License-Identifier: GPL-3.0-or-later
"""The To do page: what it does when something is settled, asked for, or changed elsewhere."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.changes import Change, ChangeSet
from models.progress import Progress
from models.terms import ChangeKind, TakedownState
from models.workspace import Workspace
from ui.context import AppContext
from ui.item_models.pixmap_cache import ThumbnailCache
from ui.pages.todo.cards import SettledRow, TaskCard
from ui.pages.todo.contents import SHOWN_AT_ONCE, TaskThumbnails, TodoContents, load_todo
from ui.pages.todo.view import TodoView
from ui.texts import _, ngettext

_CONCERNS = (
    ChangeKind.TAKEDOWN,
    ChangeKind.PUBLICATION,
    ChangeKind.PERSON,
    ChangeKind.PURPOSE,
    ChangeKind.ITEM,
    ChangeKind.APPEARANCE,
)


class TodoPage(QWidget):
    """What somebody should do next about what was published."""

    person_requested = Signal(int)
    tagging_requested = Signal(list, int)
    """Item ids in their order, and the one to start with."""
    count_changed = Signal(int)
    """How many publications are to be taken down."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._limit = SHOWN_AT_ONCE
        self._count = -1
        self._unnamed: tuple[int, ...] = ()
        self._cards: dict[int, TaskCard] = {}
        self._thumbnails = ThumbnailCache(TaskThumbnails(context.workspace), self)
        self._thumbnails.ready.connect(self._on_thumbnail_ready)
        self.view = TodoView(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.view.more.clicked.connect(self._on_more)
        self.view.name_people.clicked.connect(self._on_name_people)
        self.view.settled_toggle.toggled.connect(self.view.settled_box.setVisible)
        context.bus.changed.connect(self._on_changed)
        context.theme.changed.connect(self._show_pictures)
        self.view.show_state(has_tasks=False, has_unnamed=False, settled_count=0)
        self.refresh()

    def refresh(self) -> None:
        """Read again what is to be done; the page shows it when it is there."""
        limit = self._limit

        def load(workspace: Workspace, _progress: Progress) -> TodoContents:
            return load_todo(workspace, limit)

        self._context.jobs.run_query(load, success=self._show, owner=self, key="todo")

    def _show(self, contents: TodoContents) -> None:
        self._show_cards(contents)
        self._show_settled(contents)
        self._unnamed = contents.unnamed_items
        unnamed, count = len(contents.unnamed_items), contents.open_count
        self.view.who_text.setText(
            ngettext(
                "In {count} photo it is not yet said who is in it.",
                "In {count} photos it is not yet said who is in them.",
                unnamed,
            ).format(count=unnamed)
        )
        self.view.takedown_title.setText(
            ngettext("{count} publication to take down", "{count} publications to take down", count).format(count=count)
        )
        hidden = count - len(contents.tasks)
        self.view.more.setVisible(hidden > 0)
        self.view.more.setText(ngettext("Show {count} more", "Show {count} more", hidden).format(count=hidden))
        self.view.show_state(has_tasks=count > 0, has_unnamed=unnamed > 0, settled_count=len(contents.settled))
        if count != self._count:
            self._count = count
            self.count_changed.emit(count)

    def _show_cards(self, contents: TodoContents) -> None:
        """Keep the cards of tasks that are still open, so that a note being written is not lost."""
        wanted = {facts.id: facts for facts in contents.tasks}
        gone = [task_id for task_id in self._cards if task_id not in wanted]
        had_focus = any(self._cards[task_id].isAncestorOf(self.focusWidget() or self) for task_id in gone)
        for task_id in gone:
            card = self._cards.pop(task_id)
            self.view.cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        for position, facts in enumerate(contents.tasks):
            card = self._cards.get(facts.id)
            if card is None:
                card = self._make_card(facts.id, contents, position)
            else:
                card.show_facts(facts)
            card.show_picture(self._thumbnails.pixmap(facts.item_id))
        if had_focus and contents.tasks:
            self._cards[contents.tasks[0].id].note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_card(self, task_id: int, contents: TodoContents, position: int) -> TaskCard:
        card = TaskCard(contents.tasks[position])
        card.settled.connect(self._on_settled)
        card.person_requested.connect(self.person_requested)
        card.photo_requested.connect(self._on_photo_requested)
        self._cards[task_id] = card
        self.view.cards.insertWidget(position, card)
        return card

    def _show_settled(self, contents: TodoContents) -> None:
        rows = self.view.settled_rows
        while rows.count():
            old = rows.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for facts in contents.settled:
            row = SettledRow(facts)
            row.reopened.connect(self._on_reopened)
            rows.addWidget(row)
        count = len(contents.settled)
        self.view.settled_toggle.setText(
            ngettext("{count} that is settled", "{count} that are settled", count).format(count=count)
        )

    def _show_pictures(self) -> None:
        for card in self._cards.values():
            card.show_picture(self._thumbnails.pixmap(card.facts.item_id))

    def _on_thumbnail_ready(self, key: Hashable) -> None:
        for card in self._cards.values():
            if card.facts.item_id == key:
                card.show_picture(self._thumbnails.pixmap(key))

    def _on_settled(self, task_id: int, state: TakedownState, note: str) -> None:
        def close(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.takedowns.close_task(task_id, state, note)

        label = {
            TakedownState.REMOVED: _("Noted as removed"),
            TakedownState.REPLACED: _("Noted as replaced by a covered copy"),
            TakedownState.STAYS: _("Noted that it stays"),
        }[state]
        self._context.jobs.run_change(close, success=partial(self._on_noted, label), owner=self, label=label)

    def _on_noted(self, label: str, _change: Change[int]) -> None:
        self.view.banner.show_message(label, action=_("Undo"), act=self._context.undo.undo, icon_name="check")

    def _on_reopened(self, task_id: int) -> None:
        def reopen(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.takedowns.reopen_task(task_id)

        self._context.jobs.run_change(reopen, owner=self, label=_("Opened again"))

    def _on_photo_requested(self, item_id: int) -> None:
        self.tagging_requested.emit([item_id], item_id)

    def _on_name_people(self) -> None:
        if self._unnamed:
            self.tagging_requested.emit(list(self._unnamed), self._unnamed[0])

    def _on_more(self) -> None:
        self._limit += SHOWN_AT_ONCE
        self.refresh()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(*_CONCERNS):
            self.refresh()
