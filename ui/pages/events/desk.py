# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with the event on show: each step is one change, told in a sentence and undone with one click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.bulk_answer import BulkAnswerDialog, OneEvent
from ui.dialogs.class_sheet import open_class_sheet
from ui.dialogs.name_cards import open_name_cards
from ui.pages.events.add_people import AddPeopleDialog
from ui.pages.events.contents import EventContents, keys_to_ask, load_event
from ui.pages.events.event_dialog import EventDialog
from ui.pages.events.panel import EventPanel
from ui.style.error_sentences import error_sentence
from ui.texts import _, format_number, ngettext
from ui.widgets.banner import Banner


class EventDesk(QObject):
    """Loads the event on show and carries out what its buttons ask for."""

    shown = Signal(int)
    gone = Signal()
    """The event on show is not in the register any more."""

    def __init__(self, context: AppContext, panel: EventPanel, banner: Banner) -> None:
        super().__init__(panel)
        self._context = context
        self._panel = panel
        self._banner = banner
        self.session_id: int | None = None
        self._connect()

    def show(self, session_id: int) -> None:
        """Show an event, looked at for its own purpose."""
        is_same = session_id == self.session_id
        self.session_id = session_id
        self._load(*self._panel.look()) if is_same else self._load()

    def reload(self) -> None:
        """Read the event on show again."""
        if self.session_id is not None:
            self._load(*self._panel.look())

    def open_new(self) -> EventDialog:
        """Open the dialog for another event."""
        dialog = EventDialog(self._context, None, self._panel.window())
        dialog.added.connect(self._on_written)
        dialog.open()
        return dialog

    def open_edit(self) -> EventDialog | None:
        """Open the dialog for the event on show."""
        contents = self._panel.contents
        if contents is None:
            return None
        dialog = EventDialog(self._context, contents.detail, self._panel.window())
        dialog.changed.connect(self._on_written)
        dialog.open()
        return dialog

    def open_add_people(self) -> AddPeopleDialog | None:
        """Open the dialog for people beside the classes."""
        contents = self._panel.contents
        if contents is None:
            return None
        dialog = AddPeopleDialog(self._context, contents.session_id, contents.expected_ids, self._panel.window())
        dialog.open()
        return dialog

    def open_answers(self) -> BulkAnswerDialog | None:
        """Open the dialog for answers that count for this event only: of the chosen people, else of all."""
        contents, people = self._panel.contents, self._panel.wanted_people()
        if contents is None or not people:
            return None
        event = OneEvent(contents.session_id, contents.detail.row.name, keys_to_ask(contents))
        dialog = BulkAnswerDialog(self._context, people, self._panel.window(), event)
        dialog.open()
        return dialog

    def open_sheet(self) -> None:
        """Open the sheet for the photographer."""
        contents = self._panel.contents
        if contents is not None:
            open_class_sheet(
                self._context,
                contents.detail.row.name,
                contents.expected_ids,
                contents.day,
                self._panel.window(),
                contents.session_id,
                None if contents.purpose is None else contents.purpose.id,
            )

    def open_cards(self) -> None:
        """Open the name cards of everybody who is expected, and of the classes that take part."""
        contents = self._panel.contents
        if contents is not None:
            groups = [group.id for group in contents.detail.groups]
            open_name_cards(self._context, contents.expected_ids, self._panel.window(), groups)

    def put_in(self) -> None:
        """Put the photos of that time into the event."""
        contents = self._panel.contents
        if contents is None or not contents.offer.item_ids:
            return
        session_id, items = contents.session_id, contents.offer.item_ids

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.sessions.assign_items(items, session_id)

        def told(change: Change[int]) -> str:
            text = ngettext("{count} photo put into the event.", "{count} photos put into the event.", change.value)
            return text.format(count=format_number(change.value))

        self._run(write, _("Putting photos into an event"), told)

    def delete(self) -> None:
        """Delete the event on show; its photos stay in the register."""
        contents = self._panel.contents
        if contents is None:
            return
        session_id = contents.session_id

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.sessions.delete_session(session_id)

        def told(change: Change[int]) -> str:
            text = ngettext(
                "Event deleted; its {count} photo stays in the register.",
                "Event deleted; its {count} photos stay in the register.",
                change.value,
            )
            return text.format(count=format_number(change.value)) if change.value else _("Event deleted.")

        self._run(write, _("Deleting an event"), told)

    def set_absent(self) -> None:
        """The chosen people will not be in the pictures."""
        self._set_people(is_expected=False)

    def set_expected(self) -> None:
        """The chosen people are expected after all."""
        self._set_people(is_expected=True)

    # --- inside

    def _connect(self) -> None:
        panel = self._panel
        for button, act in (
            (panel.edit, self.open_edit),
            (panel.delete, self.delete),
            (panel.sheet, self.open_sheet),
            (panel.cards, self.open_cards),
            (panel.put_in, self.put_in),
            (panel.add_people, self.open_add_people),
            (panel.answers, self.open_answers),
            (panel.absent, self.set_absent),
            (panel.expected, self.set_expected),
        ):
            button.clicked.connect(act)
        panel.look_changed.connect(self.reload)

    def _load(self, *look: Any) -> None:
        session_id = self.session_id
        assert session_id is not None

        def load(workspace: Workspace, _progress: Progress) -> EventContents:
            return load_event(workspace, session_id, *look)

        self._context.jobs.run_query(
            load, success=self._on_loaded, failure=self._on_not_loaded, owner=self, key="event", is_urgent=True
        )

    def _on_loaded(self, contents: EventContents) -> None:
        self._panel.show_contents(contents)
        self.shown.emit(contents.session_id)

    def _on_not_loaded(self, error: KnownError) -> None:
        if error.code is ErrorCode.SESSION_UNKNOWN:
            self.session_id = None
            self._panel.contents = None
            self.gone.emit()
        else:
            self._context.jobs.failed.emit(error)

    def _on_written(self, session_id: int) -> None:
        """An event was added or changed: show it, and offer the photos of that time."""
        self.show(session_id)

        def look(workspace: Workspace, _progress: Progress) -> int:
            return len(workspace.sessions.offer(session_id).item_ids)

        self._context.jobs.run_query(look, success=self._on_offer, owner=self, key="offer")

    def _on_offer(self, count: int) -> None:
        if count:
            text = ngettext(
                "{count} photo from that time is in no event yet.",
                "{count} photos from that time are in no event yet.",
                count,
            )
            self._banner.show_message(
                text.format(count=format_number(count)),
                action=ngettext("Put it in", "Put them in", count),
                act=self.put_in,
                icon_name="media",
                seconds=0,
            )

    def _set_people(self, *, is_expected: bool) -> None:
        contents, people = self._panel.contents, self._panel.people.chosen_ids()
        if contents is None or not people:
            return
        session_id = contents.session_id

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.sessions.set_people(session_id, people, is_expected=is_expected)

        def told(change: Change[int]) -> str:
            if is_expected:
                text = ngettext("{count} person is expected again.", "{count} people are expected again.", change.value)
            else:
                text = ngettext(
                    "{count} person will not be in the pictures.",
                    "{count} people will not be in the pictures.",
                    change.value,
                )
            return text.format(count=format_number(change.value))

        self._run(write, _("Who is at an event"), told)

    def _run(
        self,
        write: Callable[[Workspace, Progress], Change[int]],
        label: str,
        told: Callable[[Change[int]], str],
    ) -> None:
        def done(change: Change[int]) -> None:
            if change.undo is not None:
                self._banner.show_message(
                    told(change), action=_("Undo"), act=self._context.undo.undo, icon_name="check"
                )

        def failed(error: KnownError) -> None:
            self._banner.show_message(error_sentence(error), seconds=0)

        self._context.jobs.run_change(write, success=done, failure=failed, owner=self, label=label)
