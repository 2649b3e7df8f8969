# SPDX-License-Identifier: GPL-3.0-or-later
"""What one page asks of another: to be shown at a person, an event or some photos. Pages are made when first asked."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget


class Stack(Protocol):
    """Gives pages by name, and shows them."""

    def page(self, name: str) -> QWidget:
        """A page, made when it is first needed."""
        ...

    def show_page(self, name: str) -> None:
        """Show a page and give it the keyboard."""
        ...


class PageRequests(QObject):
    """Connect the signals of pages to these."""

    def __init__(self, stack: Stack, parent: QObject) -> None:
        super().__init__(parent)
        self._stack = stack

    def show_items(self, item_ids: list[int]) -> None:
        """Check photos of the register."""
        from ui.pages.check.page import CheckPage

        page = self._shown("check")
        assert isinstance(page, CheckPage)
        page.show_items(item_ids)

    def show_person(self, person_id: int) -> None:
        """Show somebody and their answers."""
        from ui.pages.people.page import PeoplePage

        page = self._shown("people")
        assert isinstance(page, PeoplePage)
        page.show_person(person_id)

    def start_import(self) -> None:
        """Begin with a class list."""
        from ui.pages.people.page import PeoplePage

        page = self._shown("people")
        assert isinstance(page, PeoplePage)
        page.start_import()

    def show_event(self, session_id: int) -> None:
        """Show an event."""
        from ui.pages.events.page import EventsPage

        page = self._shown("events")
        assert isinstance(page, EventsPage)
        page.show_event(session_id)

    def show_leavers(self) -> None:
        """Show who left, and what is still kept of them."""
        from ui.pages.records.page import RecordsPage

        page = self._shown("records")
        assert isinstance(page, RecordsPage)
        page.show_leavers()

    def _shown(self, name: str) -> QWidget:
        page = self._stack.page(name)
        self._stack.show_page(name)
        return page
