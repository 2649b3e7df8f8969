# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in it? One photo after the other, named from the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.changes import ChangeSet
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.terms import ChangeKind, WayOut
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.choose_event import ChooseEventDialog
from ui.dialogs.photo_answer import PhotoAnswers
from ui.pages.tagging.bulk import BulkNamingDialog
from ui.pages.tagging.file_names import FileNamesOffer
from ui.pages.tagging.film import FilmNaming
from ui.pages.tagging.finding import Finding
from ui.pages.tagging.keys import TaggingKeys
from ui.pages.tagging.naming import Naming
from ui.pages.tagging.people_list import PeopleInPhoto, Shown, load_shown
from ui.pages.tagging.picking import PickSource
from ui.pages.tagging.pictures import PictureSource
from ui.pages.tagging.view import TaggingView
from ui.style.error_sentences import error_sentence
from ui.texts import _, ngettext
from ui.widgets.person_picker import PersonPicker

_SHOWN_BY = (
    ChangeKind.APPEARANCE,
    ChangeKind.PERSON,
    ChangeKind.GROUP,
    ChangeKind.ANSWER,
    ChangeKind.PURPOSE,
    ChangeKind.SESSION,
)
_MOST_VISITED = 20


class TaggingPage(QWidget):
    """The viewer over a run of photos: what is on show and where the keys go; `Naming` does the rest."""

    closed = Signal()
    person_requested = Signal(int)
    forms_requested = Signal(int, list)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._items: list[int] = []
        self._place = 0
        self._visited: list[int] = []
        self._purpose_ids: tuple[int, ...] = ()
        self._source = PickSource(context, self)
        picker = PersonPicker(self._source.search)
        self._source.picker = picker
        self._pictures = PictureSource(context, self)
        self.view = TaggingView(context, picker, self)
        self._people = PeopleInPhoto(self.view)
        PhotoAnswers(context, self.view.why)
        self._naming = Naming(context, self.view, self._people, self._source)
        self._file_names = FileNamesOffer(context, self.view.file_names, self)
        self._film = FilmNaming(context, self.view, self._people, self._naming)
        self._finding = Finding(context, self.view, self._people, self._naming.tell_done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._make_shortcuts()
        self._connect()

    @property
    def item_id(self) -> int | None:
        """The item on show."""
        return self._items[self._place] if self._items else None

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is on show: nothing plays on unseen."""
        self._film.pause()
        super().hideEvent(event)

    def open_items(self, item_ids: Sequence[int], current: int, purpose_ids: Sequence[int]) -> None:
        """Show a run of items, beginning with one of them, judged for these purposes."""
        self._items = list(item_ids)
        self._purpose_ids = tuple(purpose_ids)
        self._place = self._items.index(current) if current in self._items else 0
        self._visited = []
        self.view.side.setCurrentIndex(0)
        self._show_item()
        self.view.picker.clear()
        self.view.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) item; stays at the ends."""
        place = max(0, min(len(self._items) - 1, self._place + by))
        item_id = self.item_id
        if place == self._place or item_id is None:
            return
        self._visited = [item_id, *(one for one in self._visited if one != item_id)][:_MOST_VISITED]
        self._place = place
        self._show_item()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters typed anywhere go to the picker; Escape goes back; arrows that nobody wanted leaf."""
        text = event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and text.isalpha():
            self._on_letter(text)
        elif event.key() == Qt.Key.Key_Escape:
            self._on_escape()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and plain:
            self.step(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def _make_shortcuts(self) -> None:
        view, naming = self.view, self._naming
        shortcuts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("PgDown", self._on_next),
            ("PgUp", self._on_previous),
            ("Alt+Right", self._on_next),
            ("Alt+Left", self._on_previous),
            ("Ctrl+Return", self._on_next),
            ("Ctrl+Enter", self._on_next),
            ("Ctrl+R", self._on_same_people),
            ("Ctrl+B", naming.start_box),
            ("Ctrl+N", view.nobody.showMenu),
            ("Ctrl+J", naming.judging.show_judgements),
            ("Alt+N", naming.judging.show_judgements),
            ("Ctrl+D", naming.name_as_before),
            ("Ctrl+L", naming.name_row),
            ("Ctrl+E", self._on_event),
            ("Ctrl+G", self._finding.look_harder),
            ("Ctrl+I", self._finding.confirm_selected),
        )
        for keys, act in shortcuts:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        view.next.clicked.connect(self._on_next)
        view.previous.clicked.connect(self._on_previous)

    def _connect(self) -> None:
        view = self.view
        view.back.clicked.connect(self.closed)
        view.zoom_in.clicked.connect(view.canvas.zoom_in)
        view.zoom_out.clicked.connect(view.canvas.zoom_out)
        view.fit.clicked.connect(view.canvas.zoom_to_fit)
        view.same.clicked.connect(self._on_same_people)
        view.event_name.clicked.connect(self._on_event)
        view.all_photos.clicked.connect(self._on_all_photos)
        view.picker.cancelled.connect(self._on_escape)
        view.why.person_chosen.connect(self.person_requested)
        view.why.people_to_ask_chosen.connect(self.forms_requested)
        view.why.way_out_chosen.connect(self._on_way_out)
        keys = TaggingKeys(view, self._naming.walk.has_faces)
        keys.letter_typed.connect(self._on_letter)
        keys.delete_pressed.connect(self._naming.judging.remove_selected)
        keys.next_box_pressed.connect(self._naming.walk.go_to_next)
        keys.previous_box_pressed.connect(self._naming.walk.go_to_previous)
        keys.name_pressed.connect(self._naming.start_renaming)
        keys.escape_pressed.connect(self._on_escape)
        self._pictures.loaded.connect(self._on_picture)
        self._pictures.failed.connect(self._on_picture_failed)
        self._context.bus.changed.connect(self._on_changed)

    # --- what is shown

    def _show_item(self) -> None:
        item_id = self.item_id
        if item_id is None:
            return
        view, count = self.view, len(self._items)
        view.position.setText(_("{place} of {total}").format(place=self._place + 1, total=count))
        view.previous.setEnabled(self._place > 0)
        view.next.setEnabled(self._place < count - 1)
        view.same.setEnabled(bool(self._visited))
        view.all_photos.setVisible(count > 1)
        text = ngettext("Name somebody in {count} photo…", "Name somebody in all {count} photos…", count)
        view.all_photos.setText(text.format(count=count))
        neighbours = [self._items[at] for at in (self._place + 1, self._place - 1) if 0 <= at < count]
        view.show_canvas()
        self._naming.begin_item(item_id)
        self._finding.begin_item(item_id)
        self._context.study.show_first((item_id, *neighbours))
        self._people.clear()
        self._film.begin_item(item_id)
        self._file_names.look_at(item_id)
        image = self._pictures.request(item_id, neighbours)
        view.canvas.set_image(image)
        view.close_up.set_image(image)
        view.why.show_item(item_id, self._purpose_ids)
        self._reload()

    def _reload(self) -> None:
        item_id, purposes = self.item_id, self._purpose_ids
        if item_id is None:
            return

        def load(workspace: Workspace, _progress: Progress) -> Shown:
            return load_shown(workspace, item_id, purposes)

        self._context.jobs.run_query(
            load, success=self._on_loaded, failure=self._on_not_loaded, owner=self, key="shown", is_urgent=True
        )

    def _on_loaded(self, shown: Shown) -> None:
        if shown.item.id != self.item_id:
            return
        self.view.name.setText(shown.item.path.name)
        self.view.name.setToolTip(str(shown.item.path))
        self.view.show_event(shown.event)
        self._people.show(shown)
        self._finding.show(shown)
        self._source.set_expected(shown.expected)
        self._source.set_same_time(shown.same_time)
        self._source.set_present(shown.person_ids)
        self._film.show(shown)
        self._naming.people_shown()

    def _on_not_loaded(self, error: KnownError) -> None:
        if error.code is ErrorCode.ITEM_UNKNOWN:
            self.closed.emit()  # the photo was taken out of the register meanwhile
        else:
            self._context.jobs.failed.emit(error)

    def _on_picture(self, item_id: int, image: QImage) -> None:
        if item_id == self.item_id:
            self.view.canvas.set_late_image(image)
            self.view.close_up.set_image(image)

    def _on_picture_failed(self, item_id: int, error: KnownError) -> None:
        if item_id == self.item_id:
            self.view.show_missing(
                _("{sentence} You can still say who is in it.").format(sentence=error_sentence(error))
            )

    def _on_changed(self, changes: ChangeSet) -> None:
        item_id = self.item_id
        if item_id is not None and (changes.concerns(*_SHOWN_BY) or changes.touches_row(ChangeKind.ITEM, item_id)):
            self._reload()

    # --- keys and buttons that concern the run

    def _on_next(self) -> None:
        self.step(1)

    def _on_previous(self) -> None:
        self.step(-1)

    def _on_letter(self, text: str) -> None:
        picker = self.view.picker
        self.view.side.setCurrentIndex(0)
        picker.type_text(picker.line.text() + text)

    def _on_escape(self) -> None:
        if not self._film.step_back() and not self._naming.step_back():
            self.closed.emit()

    def _on_same_people(self) -> None:
        if self._visited:
            self._naming.name_same_people(self._visited)

    def _on_all_photos(self) -> None:
        BulkNamingDialog(self._context, self._items, self).open()

    def _on_event(self) -> None:
        if self.item_id is not None:
            dialog = ChooseEventDialog(self._context, (self.item_id,), self, self._items)
            dialog.assigned.connect(self._naming.tell_done)
            dialog.open()

    def _on_way_out(self, way: WayOut, _purpose_id: int) -> None:
        self.view.side.setCurrentIndex(0)
        if way is WayOut.NAME_PEOPLE:
            self._naming.walk.go_to_first()
        elif way is WayOut.MARK_PLACE:
            self._people.select_first_without_box()
            self._naming.start_box()
        elif way is WayOut.JUDGE_NOBODY_RECOGNISABLE:
            self.view.nobody.showMenu()
        else:
            self.view.side.setCurrentIndex(1)
            self.view.banner.show_message(_("Go back to the photos to do this for one or more of them."))
