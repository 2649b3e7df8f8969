# SPDX-License-Identifier: GPL-3.0-or-later
"""The cards of what is to be taken down: shown, kept while a note is being written, and settled."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from models.changes import Change
from models.progress import Progress
from models.terms import TakedownState
from models.workspace import Workspace
from ui.context import AppContext
from ui.item_models.pixmap_cache import ThumbnailCache
from ui.pages.todo.cards import TaskCard
from ui.pages.todo.contents import TaskThumbnails, TodoContents
from ui.pages.todo.view import TodoView
from ui.texts import _, ngettext


class TakedownCards(QObject):
    """Fills the first section of the page."""

    person_requested = Signal(int)
    photo_requested = Signal(int)
    """Item id."""

    def __init__(self, context: AppContext, view: TodoView) -> None:
        super().__init__(view)
        self._context, self._view = context, view
        self.cards: dict[int, TaskCard] = {}
        self._thumbnails = ThumbnailCache(TaskThumbnails(context.workspace), context.jobs.loaders, self)
        self._thumbnails.ready.connect(self._on_thumbnail_ready)
        context.theme.changed.connect(self._show_pictures)

    def show_tasks(self, contents: TodoContents) -> None:
        """Keep the cards of tasks that are still open, so that a note being written is not lost."""
        wanted = {facts.id: facts for facts in contents.tasks}
        gone = [task_id for task_id in self.cards if task_id not in wanted]
        focused = self._view.window().focusWidget()
        had_focus = focused is not None and any(self.cards[task_id].isAncestorOf(focused) for task_id in gone)
        for task_id in gone:
            card = self.cards.pop(task_id)
            self._view.cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        for position, facts in enumerate(contents.tasks):
            card = self.cards.get(facts.id)
            if card is None:
                card = self._make_card(facts.id, contents, position)
            else:
                card.show_facts(facts)
            card.show_picture(self._thumbnails.pixmap(facts.item_id))
        if had_focus and contents.tasks:
            self.cards[contents.tasks[0].id].note.setFocus(Qt.FocusReason.OtherFocusReason)
        self._view.takedown_head.show_count(contents.open_count)
        hidden = contents.open_count - len(contents.tasks)
        self._view.more.setVisible(hidden > 0)
        self._view.more.setText(ngettext("Show {count} more", "Show {count} more", hidden).format(count=hidden))

    def _make_card(self, task_id: int, contents: TodoContents, position: int) -> TaskCard:
        card = TaskCard(contents.tasks[position])
        card.settled.connect(self._on_settled)
        card.person_requested.connect(self.person_requested)
        card.photo_requested.connect(self.photo_requested)
        self.cards[task_id] = card
        self._view.cards.insertWidget(position, card)
        return card

    def _show_pictures(self) -> None:
        for card in self.cards.values():
            card.show_picture(self._thumbnails.pixmap(card.facts.item_id))

    def _on_thumbnail_ready(self, key: Hashable) -> None:
        for card in self.cards.values():
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
        self._view.banner.show_message(label, action=_("Undo"), act=self._context.undo.undo, icon_name="check")
