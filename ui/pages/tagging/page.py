# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in it? One photo after the other, named from the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.changes import Change, ChangeSet
from models.errors import KnownError
from models.media.box import Box
from models.progress import Progress
from models.terms import ChangeKind, FaceJudgement, NobodyReason, WayOut
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.tagging.new_person import NewPersonDialog
from ui.pages.tagging.people_list import PeopleInPhoto, Shown, load_shown
from ui.pages.tagging.picking import PickSource
from ui.pages.tagging.pictures import PictureSource
from ui.pages.tagging.view import TaggingView
from ui.style.error_sentences import error_sentence
from ui.texts import _, ngettext
from ui.widgets.person_picker import PersonPicker

_SHOWN_BY = (ChangeKind.APPEARANCE, ChangeKind.PERSON, ChangeKind.ANSWER, ChangeKind.PURPOSE)


class TaggingPage(QWidget):
    """The viewer over a run of photos."""

    closed = Signal()
    person_requested = Signal(int)
    forms_requested = Signal(int, list)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._items: list[int] = []
        self._place = 0
        self._purpose_ids: tuple[int, ...] = ()
        self._shown: Shown | None = None
        self._previous_people: tuple[int, ...] = ()
        self._placing: int | None = None
        self._source = PickSource(context, self)
        picker = PersonPicker(self._source.search)
        self._source.picker = picker
        self._pictures = PictureSource(context, self)
        self.view = TaggingView(context, picker, self)
        self._people = PeopleInPhoto(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._connect()

    @property
    def item_id(self) -> int | None:
        """The item on show."""
        return self._items[self._place] if self._items else None

    def open_items(self, item_ids: Sequence[int], current: int, purpose_ids: Sequence[int]) -> None:
        """Show a run of items, beginning with one of them, judged for these purposes."""
        self._items = list(item_ids)
        self._purpose_ids = tuple(purpose_ids)
        self._place = self._items.index(current) if current in self._items else 0
        self._previous_people = ()
        self._show_item()
        self.view.picker.clear()
        self.view.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) item; stays at the ends."""
        place = max(0, min(len(self._items) - 1, self._place + by))
        if place != self._place:
            if self._shown is not None and self._shown.person_ids:
                self._previous_people = self._shown.person_ids
            self._place = place
            self._show_item()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters typed anywhere go to the picker; Escape goes back."""
        text = event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and text.isalpha():
            self.view.picker.type_text(self.view.picker.line.text() + text)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        view = self.view
        for keys, act in (
            ("PgDown", lambda: self.step(1)),
            ("PgUp", lambda: self.step(-1)),
            ("Ctrl+Return", lambda: self.step(1)),
            ("Ctrl+R", self._on_same_people),
            ("Ctrl+B", self._on_draw_box),
            ("Ctrl+N", view.nobody.showPopup),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        view.back.clicked.connect(self.closed)
        view.next.clicked.connect(lambda: self.step(1))
        view.previous.clicked.connect(lambda: self.step(-1))
        view.zoom_in.clicked.connect(lambda: view.canvas.zoom(1.25))
        view.zoom_out.clicked.connect(lambda: view.canvas.zoom(0.8))
        view.fit.clicked.connect(view.canvas.zoom_to_fit)
        view.draw_box.clicked.connect(self._on_draw_box)
        view.same.clicked.connect(self._on_same_people)
        view.nobody.activated.connect(self._on_nobody)
        view.judge.activated.connect(self._on_judged)
        view.remove.clicked.connect(self._on_remove)
        view.place.clicked.connect(self._on_place)
        view.picker.picked.connect(self._on_picked)
        view.picker.create_requested.connect(self._on_create)
        view.picker.cancelled.connect(view.canvas.setFocus)
        view.canvas.box_drawn.connect(self._on_box_drawn)
        view.canvas.box_moved.connect(self._on_box_moved)
        view.canvas.delete_requested.connect(self._on_delete)
        view.canvas.box_selected.connect(self._people.select_key)
        view.canvas.box_activated.connect(lambda _key: view.picker.setFocus())
        view.why.person_chosen.connect(self.person_requested)
        view.why.people_to_ask_chosen.connect(self.forms_requested)
        view.why.way_out_chosen.connect(self._on_way_out)
        self._pictures.loaded.connect(self._on_picture)
        self._pictures.failed.connect(self._on_picture_failed)
        self._context.bus.changed.connect(self._on_changed)

    # --- what is shown

    def _show_item(self) -> None:
        item_id = self.item_id
        if item_id is None:
            return
        view = self.view
        view.position.setText(_("{place} of {total}").format(place=self._place + 1, total=len(self._items)))
        view.previous.setEnabled(self._place > 0)
        view.next.setEnabled(self._place < len(self._items) - 1)
        view.same.setEnabled(bool(self._previous_people))
        view.message.hide()
        neighbours = [self._items[at] for at in (self._place + 1, self._place - 1) if 0 <= at < len(self._items)]
        self._placing = None
        self._shown = None
        view.canvas.set_image(self._pictures.request(item_id, neighbours))
        view.why.show_item(item_id, self._purpose_ids)
        self._reload()

    def _reload(self) -> None:
        item_id, purposes = self.item_id, self._purpose_ids
        if item_id is None:
            return

        def load(workspace: Workspace, _progress: Progress) -> Shown:
            return load_shown(workspace, item_id, purposes)

        self._context.jobs.run_query(load, success=self._on_loaded, owner=self, key="shown", is_urgent=True)

    def _on_loaded(self, shown: Shown) -> None:
        if shown.item.id != self.item_id:
            return
        self._shown = shown
        self.view.name.setText(shown.item.path.name)
        self._people.show(shown)
        self._source.set_present(shown.person_ids)

    def _on_picture(self, item_id: int, image: QImage) -> None:
        if item_id == self.item_id:
            self.view.canvas.set_image(image)
            if self._shown is not None:
                self._people.show(self._shown)

    def _on_picture_failed(self, item_id: int, error: KnownError) -> None:
        if item_id == self.item_id:
            self.view.message.setText(
                _("{sentence} You can still say who is in it.").format(sentence=error_sentence(error))
            )
            self.view.message.show()

    def _on_changed(self, changes: ChangeSet) -> None:
        if self.item_id is not None and changes.concerns(*_SHOWN_BY):
            self._reload()

    # --- naming

    def _run(self, work: Callable[[Workspace], Change[object]], label: str) -> None:
        def write(workspace: Workspace, _progress: Progress) -> Change[object]:
            return work(workspace)

        self._context.jobs.run_change(write, owner=self, label=label)

    def _on_picked(self, person_id: int) -> None:
        item_id = self.item_id
        if item_id is None:
            return
        face_id = self._people.selected_face()
        self._source.remember(person_id)
        self._run(
            lambda workspace: workspace.tagging.name_person((item_id,), person_id, face_id=face_id),
            _("Name somebody"),
        )
        self.view.canvas.select_box(None)
        QTimer.singleShot(0, self.view.picker.refresh)

    def _on_create(self, name: str) -> None:
        dialog = NewPersonDialog(self._context, name, self)
        dialog.created.connect(self._on_picked)
        dialog.open()

    def _on_same_people(self) -> None:
        item_id, people = self.item_id, self._previous_people
        if item_id is None or not people:
            return
        label = ngettext("Name {count} person", "Name {count} people", len(people)).format(count=len(people))

        def name_all(workspace: Workspace) -> Change[object]:
            return workspace.tagging.name_people((item_id,), people)

        self._run(name_all, label)

    def _on_draw_box(self) -> None:
        self.view.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.view.canvas.start_box()

    def _on_box_drawn(self, rect: QRectF) -> None:
        item_id, placing = self.item_id, self._placing
        if item_id is None:
            return
        box = Box.clamped(rect.x(), rect.y(), rect.width(), rect.height())
        self._placing = None
        if placing is not None:
            self._run(lambda workspace: workspace.tagging.place_appearance(placing, box), _("Show where somebody is"))
            return

        def mark(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.tagging.mark_face(item_id, box)

        def marked(change: Change[int]) -> None:
            self._people.select_soon(change.value)
            self.view.picker.setFocus(Qt.FocusReason.OtherFocusReason)

        self._context.jobs.run_change(mark, success=marked, owner=self, label=_("Mark somebody"))

    def _on_box_moved(self, key: int, rect: QRectF) -> None:
        box = Box.clamped(rect.x(), rect.y(), rect.width(), rect.height())
        appearance, face = self._people.parts_of(key)
        if appearance is not None:
            self._run(lambda workspace: workspace.tagging.place_appearance(appearance, box), _("Move a box"))
        elif face is not None:
            self._run(lambda workspace: workspace.tagging.place_face(face, box), _("Move a box"))

    def _on_delete(self, key: int) -> None:
        appearance, face = self._people.parts_of(key)
        if appearance is not None:
            self._run(lambda workspace: workspace.tagging.remove_appearance(appearance), _("Take somebody out"))
        elif face is not None:
            self._run(lambda workspace: workspace.tagging.remove_face(face), _("Take a mark away"))

    def _on_remove(self) -> None:
        key = self._people.selected_key()
        if key is not None:
            self._on_delete(key)

    def _on_place(self) -> None:
        key = self._people.selected_key()
        appearance, _face = (None, None) if key is None else self._people.parts_of(key)
        if appearance is not None:
            self._placing = appearance
            self.view.banner.show_message(_("Drag over the photo where this person is."), icon_name="place")
            self._on_draw_box()

    def _on_judged(self, row: int) -> None:
        judgement = self.view.judge.itemData(row)
        face = self._people.selected_face()
        if isinstance(judgement, FaceJudgement) and face is not None:
            self._run(lambda workspace: workspace.tagging.judge_face(face, judgement), _("Judge a mark"))

    def _on_nobody(self, row: int) -> None:
        item_id, reason = self.item_id, self.view.nobody.itemData(row)
        self.view.nobody.setCurrentIndex(0)
        if item_id is None:
            return
        if isinstance(reason, NobodyReason):
            self._run(lambda workspace: workspace.tagging.judge_nobody((item_id,), reason), _("Nobody recognisable"))

    def _on_way_out(self, way: WayOut, _purpose_id: int) -> None:
        if way is WayOut.NAME_PEOPLE:
            self.view.side.setCurrentIndex(0)
            self.view.picker.setFocus(Qt.FocusReason.OtherFocusReason)
        elif way is WayOut.MARK_PLACE:
            self.view.side.setCurrentIndex(0)
            self._people.select_first_without_box()
            self._on_place()
        elif way is WayOut.JUDGE_NOBODY_RECOGNISABLE:
            self.view.side.setCurrentIndex(0)
            self.view.nobody.showPopup()
        else:
            self.view.banner.show_message(_("Go back to the photos to do this for one or more of them."))
