# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found in the photo on show: how far looking is, looking harder, and dots that are someone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from models.errors import KnownError
from models.media.item_people import ItemPeople
from models.terms import MediaKind
from ui.actions.look_harder import look_harder
from ui.context import AppContext
from ui.pages.tagging.actions import TaggingActions
from ui.pages.tagging.people_list import PeopleInPhoto, Shown
from ui.pages.tagging.unnamed import find_face
from ui.pages.tagging.view import TaggingView
from ui.style.error_sentences import error_sentence
from ui.texts import _, ngettext


class Finding(QObject):
    """Fills the lines under the list of people, and acts on the photo on show."""

    def __init__(
        self, context: AppContext, view: TaggingView, people: PeopleInPhoto, tell_done: Callable[[str], None]
    ) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._people = people
        self._actions = TaggingActions(context, self)
        self._actions.done.connect(tell_done)
        self._item_id: int | None = None
        view.finds.someone.clicked.connect(self.confirm_selected)
        view.finds.look_harder.clicked.connect(self.look_harder)
        view.people.currentItemChanged.connect(self._show_buttons)

    def begin_item(self, item_id: int) -> None:
        """Another photo is on show; nothing is known of it yet."""
        self._item_id = item_id
        self._view.finds.told.clear()
        self._view.finds.someone.hide()

    def show(self, shown: Shown) -> None:
        """Say how far looking for faces is."""
        is_photo = shown.item.kind is MediaKind.PHOTO
        self._view.finds.look_harder.setVisible(is_photo)
        self._view.finds.look_harder.setEnabled(not shown.people.faces_sought_harder)
        self._view.finds.told.setVisible(is_photo)
        self._view.finds.told.setText(self._sentence(shown.people))
        self._show_buttons()

    def confirm_selected(self) -> None:
        """The selected dot is somebody: from now on the photo asks who."""
        face = self._selected_dot()
        if face is not None:
            self._actions.confirm_face(face)

    def look_harder(self) -> None:
        """Look at this photo at full size and turned."""
        if self._item_id is not None and self._view.finds.look_harder.isVisibleTo(self._view.finds):
            look_harder(self._context, self, (self._item_id,), self._tell)

    def _tell(self, text: str) -> None:
        self._view.banner.show_message(text, icon_name="search")

    def _selected_dot(self) -> int | None:
        selected = self._people.selected_face()
        face = None if selected is None else find_face(self._people.faces, selected)
        return face.id if face is not None and face.is_doubtful else None

    def _show_buttons(self) -> None:
        self._view.finds.someone.setVisible(self._selected_dot() is not None)

    def _sentence(self, people: ItemPeople) -> str:
        obstacle = self._context.study.state.obstacle
        if not people.faces_sought:
            if obstacle is not None:
                return error_sentence(KnownError(obstacle))
            return _("Faces have not been looked for in this photo yet. Mark people yourself with Ctrl+B.")
        if not people.faces and not people.appearances:
            return _(
                "No face was found. Somebody may be in it all the same: backs of heads are not found. "
                "Mark people with Ctrl+B."
            )
        text = _("Backs of heads are not found: mark those people with Ctrl+B.")
        if people.doubtful_count:
            dots = ngettext(
                "{count} dot on the photo may be somebody.",
                "{count} dots on the photo may be somebody.",
                people.doubtful_count,
            ).format(count=people.doubtful_count)
            text = _("{first} {second}").format(first=dots, second=text)
        return text
