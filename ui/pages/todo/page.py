# SPDX-License-Identifier: GPL-3.0-or-later
"""The To do page: what it does when something is settled, asked for, or changed elsewhere."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.changes import Change, ChangeSet
from models.progress import Progress
from models.publishing.todo import TodoNotice
from models.terms import LetterKind, TodoKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.todo.cards import SettledRow
from ui.pages.todo.contents import FIRST_SHOWN, MORE_SHOWN, TodoContents, load_todo
from ui.pages.todo.notices import RowFacts, TodoAct
from ui.pages.todo.rows import SettleDialog
from ui.pages.todo.takedowns import TakedownCards
from ui.pages.todo.view import TodoView
from ui.style.todo_labels import todo_explanation, todo_heading
from ui.texts import _, ngettext

_LETTERS = {
    TodoKind.NOW_DECIDES: LetterKind.NOW_DECIDES,
    TodoKind.ENDS_SOON: LetterKind.ENDING,
    TodoKind.REMINDER_DUE: LetterKind.REMINDER,
}


class TodoPage(QWidget):
    """What somebody should look at next, most urgent first."""

    person_requested = Signal(int)
    tagging_requested = Signal(list, int)
    """Item ids in their order, and the one to start with."""
    forms_requested = Signal(int, list)
    """Purpose id and the people to ask."""
    letters_requested = Signal(object, list)
    """`LetterKind`, and the people it is for."""
    event_requested = Signal(int)
    retention_requested = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._limits: dict[TodoKind, int] = {}
        self._wanted: TodoKind | None = None
        self.is_loaded = False
        self._is_behind = False
        self.view = TodoView(self)
        self.takedowns = TakedownCards(context, self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._connect()
        self.view.show_state(has_tasks=False, has_notices=False, settled_count=0)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while another page was on show."""
        super().showEvent(event)
        if self._is_behind:
            self.refresh()

    def refresh(self) -> None:
        """Read again what is to be done; the page shows it when it is there."""
        self._is_behind = False
        limits = dict(self._limits)

        def load(workspace: Workspace, _progress: Progress) -> TodoContents:
            return load_todo(workspace, limits)

        self._context.jobs.run_query(load, success=self._show, owner=self, key="todo", is_urgent=True)

    def show_kind(self, kind: TodoKind) -> None:
        """Bring the section of a kind in sight, at once or when it has been read."""
        self._wanted = kind
        if self.is_loaded:
            QTimer.singleShot(0, self, self._scroll_to_wanted)

    def _connect(self) -> None:
        view = self.view
        view.more.clicked.connect(partial(self._on_more, TodoKind.TAKEDOWN))
        view.settled_toggle.toggled.connect(view.settled_box.setVisible)
        view.name_people.clicked.connect(self._on_name_people)
        view.summaries[TodoKind.RETENTION_DUE].button.clicked.connect(self.retention_requested)
        reminders = view.summaries[TodoKind.REMINDER_DUE].button
        for kind, button in (*view.letters.items(), (TodoKind.REMINDER_DUE, reminders)):
            button.clicked.connect(partial(self._on_letters, kind))
        for section in view.sections.values():
            section.acted.connect(self._on_acted)
            section.settle_asked.connect(self._on_settle_asked)
            section.more_asked.connect(self._on_more)
        self.takedowns.person_requested.connect(self.person_requested)
        self.takedowns.photo_requested.connect(self._on_photo_requested)
        self._context.bus.changed.connect(self._on_changed)

    # --- what is shown

    def _show(self, contents: TodoContents) -> None:
        view = self.view
        self.takedowns.show_tasks(contents)
        for kind, section in view.sections.items():
            section.show_facts(contents.section(kind))
        for kind, card in view.summaries.items():
            facts = contents.section(kind)
            card.setVisible(facts is not None)
            if facts is not None:
                card.show_text(todo_heading(kind, facts.count), _summary_text(kind, facts.count))
        self._show_settled(contents)
        view.show_state(
            has_tasks=contents.open_count > 0,
            has_notices=bool(contents.sections),
            settled_count=len(contents.settled) + len(contents.settled_notices),
        )
        self.is_loaded = True
        if self._wanted is not None:
            QTimer.singleShot(0, self, self._scroll_to_wanted)

    def _scroll_to_wanted(self) -> None:
        if self._wanted is not None:
            kind, self._wanted = self._wanted, None
            self.view.scroll_to(kind)

    def _show_settled(self, contents: TodoContents) -> None:
        rows = self.view.settled_rows
        while rows.count():
            old = rows.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for notice in contents.settled_notices:
            row = SettledRow(notice)
            row.reopened.connect(self._on_notice_reopened)
            rows.addWidget(row)
        for facts in contents.settled:
            row = SettledRow(facts)
            row.reopened.connect(self._on_task_reopened)
            rows.addWidget(row)
        count = len(contents.settled) + len(contents.settled_notices)
        self.view.settled_toggle.setText(
            ngettext("{count} that is settled", "{count} that are settled", count).format(count=count)
        )

    # --- where buttons lead

    def _on_acted(self, act: TodoAct, notice: TodoNotice) -> None:
        if act is TodoAct.PERSON:
            self.person_requested.emit(notice.subject)
        elif act is TodoAct.LETTER:
            self.letters_requested.emit(_LETTERS[notice.kind], [notice.subject])
        elif act is TodoAct.ASK:
            self.forms_requested.emit(notice.purpose_id, list(notice.ids))
        elif act is TodoAct.EVENT:
            self.event_requested.emit(notice.subject)

    def _on_letters(self, kind: TodoKind) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[int, ...]:
            return workspace.todo.subjects(kind)

        def loaded(people: tuple[int, ...]) -> None:
            self.letters_requested.emit(_LETTERS[kind], list(people))

        self._context.jobs.run_query(load, success=loaded, owner=self, key="letters", is_urgent=True)

    def _on_photo_requested(self, item_id: int) -> None:
        self.tagging_requested.emit([item_id], item_id)

    def _on_name_people(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[int, ...]:
            return workspace.tagging.items_to_identify()

        self._context.jobs.run_query(load, success=self._on_unnamed_loaded, owner=self, key="unnamed", is_urgent=True)

    def _on_unnamed_loaded(self, items: tuple[int, ...]) -> None:
        if items:
            self.tagging_requested.emit(list(items), items[0])

    def _on_more(self, kind: TodoKind) -> None:
        self._limits[kind] = self._limits.get(kind, FIRST_SHOWN) + MORE_SHOWN
        self.refresh()

    # --- settling

    def _on_settle_asked(self, facts: RowFacts) -> None:
        dialog = SettleDialog(facts, self)

        def agreed() -> None:
            self._settle(facts.notice, dialog.note.text())

        dialog.accepted.connect(agreed)
        dialog.open()

    def _settle(self, notice: TodoNotice, note: str) -> None:
        def settle(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.todo.settle(notice, note)

        self._context.jobs.run_change(settle, success=self._on_settled, owner=self, label=_("Settled for now"))

    def _on_settled(self, _change: Change[int]) -> None:
        text = _("Settled for now. It comes back when something about it changes.")
        self.view.banner.show_message(text, action=_("Undo"), act=self._context.undo.undo, icon_name="check")

    def _on_notice_reopened(self, settled_id: int) -> None:
        def reopen(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.todo.reopen(settled_id)

        self._context.jobs.run_change(reopen, owner=self, label=_("Opened again"))

    def _on_task_reopened(self, task_id: int) -> None:
        def reopen(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.takedowns.reopen_task(task_id)

        self._context.jobs.run_change(reopen, owner=self, label=_("Opened again"))

    def _on_changed(self, _changes: ChangeSet) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._is_behind = True


def _summary_text(kind: TodoKind, count: int) -> str:
    if kind is TodoKind.UNNAMED_FACES:
        return ngettext(
            "In {count} photo it is not yet said who is in it.",
            "In {count} photos it is not yet said who is in them.",
            count,
        ).format(count=count)
    return todo_explanation(kind)
