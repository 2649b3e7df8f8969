# SPDX-License-Identifier: GPL-3.0-or-later
"""A film or sound in the viewer: its moments and pictures, playing it, and naming who is seen or heard when."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut

from models.errors import KnownError
from models.media.film import FilmFrame, frame_at
from models.media.ranges import Senses, Span
from models.media.recording_tiles import STRIP_EDGE, make_time_strip
from models.progress import Progress
from models.terms import MediaKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.tagging.naming import Naming
from ui.pages.tagging.people_list import PeopleInPhoto, Shown
from ui.pages.tagging.pictures import EDGE, as_image
from ui.pages.tagging.view import TaggingView
from ui.style.error_sentences import error_sentence
from ui.style.film_labels import span_text
from ui.texts import _
from ui.widgets.playback import Playback
from ui.widgets.time_line import TimeBar

_DRAWN_MS = 1_000
"""A box that is drawn in a film without a marked part counts for so long."""


class FilmNaming(QObject):
    """Joins the player, the picture and the list of people; asleep while a photo is on show."""

    def __init__(self, context: AppContext, view: TaggingView, people: PeopleInPhoto, naming: Naming) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._people = people
        self._naming = naming
        self._item_id: int | None = None
        self._path: Path | None = None
        self._kind = MediaKind.PHOTO
        self._is_new = self._plays_soon = False
        self._steps = 0
        self._is_loading = False
        self._wanted: int | None = None
        self._playback = Playback(self)
        naming.take_name = self.take_name
        naming.span_now = self.span_now
        self._connect()

    @property
    def is_awake(self) -> bool:
        """Whether a film or sound is on show."""
        return self._kind is not MediaKind.PHOTO

    @property
    def playback(self) -> Playback:
        """What plays."""
        return self._playback

    def pause(self) -> None:
        """Stand still where it plays."""
        if self._playback.is_playing:
            self._on_play_toggled()

    def begin_item(self, item_id: int) -> None:
        """Another item is coming; what it is is not known yet."""
        self._playback.close()
        self._item_id = item_id
        self._path = None
        self._is_new, self._plays_soon = True, False
        self._kind = MediaKind.PHOTO
        self._steps = 0
        self._wanted = None
        self._view.speak_of(MediaKind.PHOTO)
        self._view.use_part.hide()

    def show(self, shown: Shown) -> None:
        """Show the ranges of the people of a film or sound; for a photo nothing."""
        if shown.item.id != self._item_id:
            return
        self._kind = shown.item.kind
        if not self.is_awake:
            if self._is_new and shown.item.carries_film:
                self._view.banner.show_message(
                    _("A film with sound comes along with this photo. A copy that we make shows the photo alone."),
                    icon_name="film",
                )
            self._is_new = False
            return
        if self._is_new:
            self._is_new = False
            self._view.speak_of(self._kind)
            self._view.player.begin(shown.item.duration_ms or 0, is_sound=self._kind is MediaKind.SOUND)
            self._find_file()
            self._load_strip(shown.item.sha256, shown.item.duration_ms)
            self._people.set_moment(0)
            self._show_prompt()
            if not self._naming.walk.has_faces():
                self._view.player.time_line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._view.player.time_line.set_bars(_bars(shown))
        self._view.player.time_line.choose(self._people.selected_key())

    def take_name(self, person_id: int, name: str) -> bool:
        """Name somebody in the marked part, or in all of it; false while a photo is on show."""
        player = self._view.player
        if not self.is_awake or self._item_id is None:
            return False
        part = player.marked_part
        senses = (Senses.SEEN if player.is_seen else Senses(0)) | (Senses.HEARD if player.is_heard else Senses(0))
        span = None if part is None else Span(*part)
        self._naming.actions.name_range(self._item_id, person_id, name, senses, span)
        return True

    def span_now(self) -> Span | None:
        """When somebody is seen around whom a box is drawn now: in the marked part, else for a second from here."""
        if self._kind is not MediaKind.FILM:
            return None
        player = self._view.player
        if player.marked_part is not None:
            return Span(*player.marked_part)
        at_ms = player.position_ms
        latest = player.length_ms if player.length_ms > at_ms else at_ms + _DRAWN_MS
        return Span(at_ms, min(at_ms + _DRAWN_MS, latest))

    def step_back(self) -> bool:
        """Stop playing, else forget the marks; whether there was something to give up."""
        if not self.is_awake:
            return False
        if self._playback.is_playing:
            self._on_play_toggled()
            return True
        if self._view.player.has_marks:
            self._view.player.clear_marks()
            self._view.player.time_line.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the player work on the picture and on the time line, except while a box is drawn."""
        if not self.is_awake or not isinstance(event, QKeyEvent) or self._view.canvas.is_drawing:
            return False
        if event.type() == QEvent.Type.KeyPress:
            return self._view.player.take_key(event)
        is_space = event.type() == QEvent.Type.KeyRelease and event.key() == Qt.Key.Key_Space
        return bool(is_space and watched is self._view.canvas)

    def _connect(self) -> None:
        player, playback = self._view.player, self._playback
        for watched in (self._view.canvas, player.time_line):
            watched.installEventFilter(self)
        player.play_toggled.connect(self._on_play_toggled)
        player.stepped.connect(self._on_stepped)
        player.sought.connect(self._on_sought)
        player.marked.connect(self._on_marked)
        player.range_marked.connect(self._on_range_marked)
        player.time_line.bar_chosen.connect(self._on_bar_chosen)
        self._people.key_selected.connect(self._on_row_changed)
        self._view.use_part.clicked.connect(self._on_use_part)
        playback.frame_shown.connect(self._on_played_frame)
        playback.moved.connect(self._on_moved)
        playback.stopped.connect(self._on_stopped)
        playback.failed.connect(self._on_cannot_play)
        playback.told.connect(self._on_told)
        shortcuts = (
            ("Ctrl+P", lambda: player.time_line.setFocus(Qt.FocusReason.ShortcutFocusReason)),
            ("Ctrl+Space", self._on_play_toggled),
            ("Alt+1", player.seen.toggle),
            ("Alt+2", player.heard.toggle),
        )
        for keys, act in shortcuts:
            shortcut = QShortcut(QKeySequence(keys), self._view)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # --- moments

    def _on_sought(self, at_ms: int) -> None:
        self._show_moment(at_ms)
        if self._playback.is_playing and self._path is not None:
            self._playback.play(self._path, at_ms)
        else:
            self._steps = 0
            self._want_frame(at_ms)

    def _on_stepped(self, by: int) -> None:
        if self._playback.is_playing:
            self._on_play_toggled()
        self._steps += by
        self._want_frame(self._view.player.position_ms)

    def _show_moment(self, at_ms: int) -> None:
        self._view.player.show_position(at_ms)
        self._people.set_moment(at_ms)

    def _want_frame(self, at_ms: int) -> None:
        """Load the picture of a moment, one after the other: what was asked for meanwhile comes next, once."""
        self._wanted = at_ms
        if self._is_loading or self._kind is not MediaKind.FILM or self._item_id is None:
            return
        item_id, steps = self._item_id, self._steps
        step = (steps > 0) - (steps < 0)
        self._steps -= step
        self._wanted = None
        self._is_loading = True

        def load(workspace: Workspace, progress: Progress) -> tuple[FilmFrame, QImage]:
            frame = frame_at(
                workspace.media.file_of(item_id), at_ms, longest_edge=EDGE, step=step, cancel=progress.cancel
            )
            return frame, as_image(frame.picture)

        def loaded(found: tuple[FilmFrame, QImage]) -> None:
            self._is_loading = False
            if item_id != self._item_id:
                return
            if not self._playback.is_playing:
                frame, image = found
                self._view.canvas.swap_image(image)
                self._view.close_up.set_image(image)
                if step:
                    self._show_moment(frame.at_ms)
            self._go_on()

        def lost(_error: KnownError) -> None:
            self._is_loading = False
            self._steps = 0
            if item_id == self._item_id:
                self._go_on()

        self._context.jobs.run_query(load, success=loaded, failure=lost, owner=self, is_urgent=True)

    def _go_on(self) -> None:
        if self._wanted is not None or self._steps:
            self._want_frame(self._view.player.position_ms if self._wanted is None or self._steps else self._wanted)

    def _find_file(self) -> None:
        """Look up where the file lies; who pressed Play meanwhile gets it as soon as that is known."""
        item_id = self._item_id
        assert item_id is not None

        def find(workspace: Workspace, _progress: Progress) -> Path:
            return workspace.media.file_of(item_id)

        def found(path: Path) -> None:
            if item_id == self._item_id:
                self._path = path
                if self._plays_soon:
                    self._on_play_toggled()

        def lost(_error: KnownError) -> None:
            self._plays_soon = False  # what is the matter is told where the picture should be

        self._context.jobs.run_query(find, success=found, failure=lost, owner=self, key="file", is_urgent=True)

    def _load_strip(self, sha256: str, duration_ms: int | None) -> None:
        item_id = self._item_id
        assert item_id is not None

        def load(workspace: Workspace, _progress: Progress) -> QImage:
            path = workspace.media.file_of(item_id)
            kept = workspace.thumbnails.get(sha256, STRIP_EDGE)
            if kept is None:
                kept = make_time_strip(path, duration_ms)
                workspace.thumbnails.put(sha256, kept, STRIP_EDGE)
            with Image.open(io.BytesIO(kept), formats=("JPEG",)) as picture:
                return as_image(picture)

        def loaded(strip: QImage) -> None:
            if item_id == self._item_id:
                self._view.player.time_line.set_strip(strip)

        def lost(error: KnownError) -> None:
            if item_id == self._item_id:
                self._view.banner.show_message(error_sentence(error), icon_name="warning")

        self._context.jobs.run_query(load, success=loaded, failure=lost, owner=self, key="strip")

    # --- playing

    def _on_play_toggled(self) -> None:
        if not self.is_awake:
            return
        player = self._view.player
        self._plays_soon = self._path is None and not self._plays_soon
        if self._playback.is_playing:
            self._playback.pause()
            player.show_playing(False)
            self._want_frame(player.position_ms)
        elif self._path is not None:
            at_end = player.length_ms and player.position_ms >= player.length_ms - 100
            player.show_playing(self._playback.play(self._path, 0 if at_end else player.position_ms))

    def _on_played_frame(self, image: QImage) -> None:
        if self._kind is MediaKind.FILM:
            self._view.canvas.swap_image(image)

    def _on_moved(self, at_ms: int) -> None:
        if self.is_awake:
            self._show_moment(at_ms)

    def _on_stopped(self) -> None:
        self._view.player.show_playing(False)
        if self.is_awake:
            self._want_frame(self._view.player.position_ms)

    def _on_cannot_play(self, sentence: str) -> None:
        self._view.player.show_playing(False)
        self._view.banner.show_message(sentence, icon_name="warning", seconds=0)

    def _on_told(self, sentence: str) -> None:
        self._view.banner.show_message(sentence, icon_name="mute", seconds=0)

    # --- marks and rows

    def _on_marked(self) -> None:
        self._people.clear_selection()
        self._show_prompt()
        self._show_use_part()

    def _on_range_marked(self) -> None:
        """Both ends are known: now the name."""
        if self._playback.is_playing:
            self._on_play_toggled()
        self._view.side.setCurrentIndex(0)
        self._view.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_prompt(self) -> None:
        part = self._view.player.marked_part
        is_sound = self._kind is MediaKind.SOUND
        if part is not None:
            asked = _("Who is heard {range}?") if is_sound else _("Who is there {range}?")
            self._people.set_prompt(asked.format(range=span_text(*part)))
        else:
            self._people.set_prompt(_("Who is heard in it?") if is_sound else _("Who is in this film?"))

    def _on_bar_chosen(self, key: int) -> None:
        self._people.select_key(key)
        self._view.player.time_line.choose(key)
        self._show_use_part()

    def _on_row_changed(self, key: int | None) -> None:
        """Go to where the selected person or mark is there."""
        if not self.is_awake:
            return
        span = self._people.span_of(key)
        self._view.player.time_line.choose(key)
        self._show_use_part()
        if span is not None and not span[0] <= self._view.player.position_ms < span[1]:
            self._on_sought(span[0])

    def _show_use_part(self) -> None:
        key = self._people.selected_key()
        is_person = key is not None and self._people.parts_of(key)[0] is not None
        self._view.use_part.setVisible(self.is_awake and is_person)
        self._view.use_part.setEnabled(self._view.player.marked_part is not None)

    def _on_use_part(self) -> None:
        key, part = self._people.selected_key(), self._view.player.marked_part
        appearance = None if key is None else self._people.parts_of(key)[0]
        if key is not None and appearance is not None and part is not None:
            self._naming.actions.move_range(appearance, self._people.name_of(key), Span(*part))


def _bars(shown: Shown) -> list[TimeBar]:
    length = shown.item.duration_ms or 0
    bars = [
        TimeBar(
            2 * one.id,
            one.start_ms if one.start_ms is not None else 0,
            one.end_ms if one.end_ms is not None else length,
            shown.name(one.person_id),
            is_seen=one.is_visible,
            is_heard=one.is_audible,
            verdict=shown.worst(one.person_id),
        )
        for one in shown.people.appearances
    ]
    bars += [
        TimeBar(2 * face.id + 1, face.at_ms, face.end_ms, _("without a name"))
        for face in shown.people.faces
        if face.at_ms is not None and face.end_ms is not None and face.asks_who
    ]
    return bars
