# SPDX-License-Identifier: GPL-3.0-or-later
"""Naming, marking and judging in the photo on show: from picker, picture and list to the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRectF, Qt

from models.media.box import Box
from models.media.ranges import Span
from ui.context import AppContext
from ui.dialogs.new_person import NewPersonDialog
from ui.pages.tagging.actions import NewMark, TaggingActions
from ui.pages.tagging.face_walk import FaceWalk
from ui.pages.tagging.judging import Judging
from ui.pages.tagging.people_list import PeopleInPhoto
from ui.pages.tagging.picking import PickSource
from ui.pages.tagging.row_naming import RowNamingDialog
from ui.pages.tagging.unnamed import faces_to_name
from ui.pages.tagging.view import TaggingView
from ui.texts import _


class Naming(QObject):
    """One photo at a time; what the next name is for depends on what is selected."""

    def __init__(self, context: AppContext, view: TaggingView, people: PeopleInPhoto, source: PickSource) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._people = people
        self._source = source
        self._actions = TaggingActions(context, self)
        self._item_id: int | None = None
        self.walk = FaceWalk(view, people, self)
        self.judging = Judging(view, people, self._actions, self.walk, self)
        self._mark: NewMark | None = None
        self._renamed: int | None = None
        self.take_name: Callable[[int, str], bool] | None = None
        """Asked first for a name that is for nobody marked: whether it was for a part of a film."""
        self.span_now: Callable[[], Span | None] = lambda: None
        """In a film: when somebody is seen around whom a box is drawn now."""
        self._connect()

    def begin_item(self, item_id: int) -> None:
        """Another photo is on show."""
        self._source.remember_all(self._people.person_ids())
        self._view.banner.hide()
        self._item_id = item_id
        self._mark = self._renamed = None
        self.walk.begin_item()

    def people_shown(self) -> None:
        """Who is in the photo is shown (again): the first face without a name may be asked for."""
        is_free = not self._view.picker.line.text() and self._people.selected_key() is None
        self.walk.shown(is_free=is_free and self._mark is None and self._renamed is None)

    def start_box(self) -> None:
        """Draw a box from the keyboard; for the selected person where they have none."""
        if not self._view.canvas.isVisible():
            return
        unplaced = self._people.unplaced()
        self._view.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._view.canvas.start_box()
        name = self._people.selected_name()
        text = (
            _("Drag over the photo where {name} is, or use the arrows and press Enter.").format(name=name)
            if unplaced is not None
            else _("Drag over the photo around somebody, or use the arrows and press Enter.")
        )
        self._view.banner.show_message(text, icon_name="box")

    def start_renaming(self) -> None:
        """The next name replaces that of the selected person; a selected mark gets its first."""
        key = self._people.selected_key()
        if key is None:
            return
        appearance, _face = self._people.parts_of(key)
        self._view.picker.setFocus(Qt.FocusReason.OtherFocusReason)
        if appearance is not None:
            self._renamed = appearance
            self._view.asking.setText(_("Who is it instead of {name}?").format(name=self._people.selected_name()))

    def name_row(self) -> None:
        """Name a whole row of faces from left to right."""
        faces = [face for face in faces_to_name(self._people.faces) if not face.is_doubtful]
        if self._item_id is None:
            return
        if not faces:
            self._view.banner.show_message(_("There is no face without a name here. Ctrl+B marks somebody."))
            return
        dialog = RowNamingDialog(
            self._context,
            self._item_id,
            faces,
            self._source.near,
            self._view.close_up.image,
            self._people.selected_face(),
            self._view,
        )
        dialog.named.connect(self.tell_done)
        dialog.open()

    def name_as_before(self) -> None:
        """Name the last person that was named once more."""
        if self._source.recent:
            self._on_picked(self._source.recent[0])

    def name_same_people(self, earlier_ids: Sequence[int]) -> None:
        """Name the people of the photo before."""
        if self._item_id is not None:
            self._actions.name_same_people(self._item_id, earlier_ids)

    def step_back(self) -> bool:
        """Give up renaming, else the selection; whether there was something to give up."""
        self.walk.stop()
        if self._renamed is not None:
            self._renamed = None
            self._people.show_again()
            return True
        return self._people.clear_selection()

    def _connect(self) -> None:
        view, actions = self._view, self._actions
        actions.done.connect(self.tell_done)
        actions.told.connect(view.banner.show_message)
        actions.marked.connect(self._on_marked)
        view.draw_box.clicked.connect(self.start_box)
        view.place.clicked.connect(self.start_box)
        view.rename.clicked.connect(self.start_renaming)
        view.row.clicked.connect(self.name_row)
        view.picker.picked.connect(self._on_picked)
        view.picker.create_requested.connect(self._on_create)
        view.canvas.box_drawn.connect(self._on_box_drawn)
        view.canvas.box_moved.connect(self._on_box_moved)
        view.canvas.box_selected.connect(self._on_box_selected)
        view.canvas.box_activated.connect(self.start_renaming)
        view.people.itemActivated.connect(self.start_renaming)
        view.people.currentItemChanged.connect(self._forget_target)

    @property
    def actions(self) -> TaggingActions:
        """What writes to the register and tells what was done."""
        return self._actions

    def tell_done(self, text: str) -> None:
        """Say what was done, with a button that takes it back."""
        if self.walk.end:
            text = f"{text} {self.walk.end}"
        self._view.banner.show_message(text, action=_("Undo"), act=self._context.undo.undo, icon_name="check")

    def _on_picked(self, person_id: int) -> None:
        self._name(person_id, self._source.name_of(person_id))

    def _name(self, person_id: int, name: str) -> None:
        item_id, mark, renamed = self._item_id, self._mark, self._renamed
        if item_id is None:
            return
        face_id = self._people.selected_face()
        if mark is None and face_id is not None:
            mark = NewMark(face_id)
        self._mark = self._renamed = None
        self.walk.forget_end()
        self._source.remember(person_id)
        if renamed is not None:
            self._actions.rename_appearance(renamed, person_id, name)
        elif mark is None and self.take_name is not None and self.take_name(person_id, name):
            pass
        else:
            self._actions.name_person((item_id,), person_id, name, mark)
        if renamed is None and mark is not None and mark.face_id is not None:
            self.walk.go_on(mark.face_id)
        else:
            self.walk.stop()
            self._people.clear_selection()
        self._source.suggest()

    def _on_create(self, name: str) -> None:
        dialog = NewPersonDialog(self._context, name, self._view)
        dialog.created.connect(self._on_created)
        dialog.open()

    def _on_created(self, person_id: int, name: str) -> None:
        self._view.picker.line.clear()
        self._name(person_id, name)

    def _on_box_drawn(self, rect: QRectF) -> None:
        if self._item_id is None:
            return
        box = Box.clamped(rect.x(), rect.y(), rect.width(), rect.height())
        unplaced = self._people.unplaced()
        self._view.banner.hide()
        if unplaced is not None:
            self._actions.place_appearance(unplaced, box)
            return
        self._renamed = None
        self._people.clear_selection()
        self._mark = self._actions.mark_somebody(self._item_id, box, self.span_now())
        self._view.asking.setText(_("Who is this?"))
        self._view.side.setCurrentIndex(0)
        self._view.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_marked(self, mark: NewMark) -> None:
        # Named already while it was being written: then there is no mark left to select.
        if mark is self._mark and mark.face_id is not None:
            self._people.select_soon(mark.face_id)

    def _on_box_moved(self, key: int, rect: QRectF) -> None:
        box = Box.clamped(rect.x(), rect.y(), rect.width(), rect.height())
        appearance, face = self._people.parts_of(key)
        if appearance is not None:
            self._actions.place_appearance(appearance, box)
        elif face is not None:
            self._actions.place_face(face, box)

    def _on_box_selected(self, key: int | None) -> None:
        self._people.select_key(key)
        self._forget_target()

    def _forget_target(self) -> None:
        """The selection says now whom the next name is for."""
        if not self._people.is_showing:
            self._mark = self._renamed = None
