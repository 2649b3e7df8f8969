# SPDX-License-Identifier: GPL-3.0-or-later
"""A film or sound in the viewer: its moments and pictures, playing it, and naming who is seen or heard when."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut

from models.media.item_people import ItemPeople
from models.media.ranges import Senses, Span
from models.terms import MediaKind
from ui.context import AppContext
from ui.pages.tagging.film_frames import FilmFrames
from ui.pages.tagging.film_rows import span_of
from ui.pages.tagging.naming import Naming
from ui.pages.tagging.people_list import PeopleInPhoto, Shown
from ui.pages.tagging.view import TaggingView
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
        self._people_shown: ItemPeople | None = None
        self._frames = FilmFrames(context, self)
        self._kind = MediaKind.PHOTO
        self._is_new = self._plays_soon = False
        self.playback = Playback(self)
        """What plays."""
        naming.take_name = self.take_name
        naming.span_now = self.span_now
        self._connect()

    @property
    def is_awake(self) -> bool:
        """Whether a film or sound is on show."""
        return self._kind is not MediaKind.PHOTO

    def pause(self) -> None:
        """Stand still where it plays."""
        if self.playback.is_playing:
            self._on_play_toggled()

    def begin_item(self, item_id: int) -> None:
        """Another item is coming; what it is is not known yet."""
        self.playback.close()
        self._item_id = item_id
        self._is_new, self._plays_soon = True, False
        self._kind = MediaKind.PHOTO
        self._frames.begin_item(item_id)
        self._view.speak_of(MediaKind.PHOTO)
        self._view.use_part.hide()

    def show(self, shown: Shown) -> None:
        """Show the ranges of the people of a film or sound; for a photo nothing."""
        if shown.item.id != self._item_id:
            return
        self._kind = shown.item.kind
        self._people_shown = shown.people
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
            self._frames.load(shown.item)
            self._people.set_moment(0)
            self._show_prompt()
            if not self._naming.walk.has_faces():
                self._view.player.time_line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._view.player.time_line.set_bars(time_bars(shown))
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
        if self.playback.is_playing:
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
        player, playback = self._view.player, self.playback
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
        self._view.senses.chosen.connect(self._on_senses_chosen)
        frames = self._frames
        frames.arrived.connect(self._on_frame)
        frames.file_found.connect(lambda: self._plays_soon and self._on_play_toggled())
        frames.strip_made.connect(player.time_line.set_strip)
        frames.failed.connect(partial(self._view.banner.show_message, icon_name="warning"))
        playback.frame_shown.connect(self._on_played_frame)
        playback.moved.connect(self._show_moment)
        playback.stopped.connect(self._on_stopped)
        playback.failed.connect(partial(self._view.banner.show_message, icon_name="warning", seconds=0))
        playback.told.connect(partial(self._view.banner.show_message, icon_name="mute", seconds=0))
        shortcuts = (
            ("Ctrl+P", lambda: player.time_line.setFocus(Qt.FocusReason.ShortcutFocusReason)),
            ("Ctrl+Space", self._on_play_toggled),
            ("Alt+1", player.seen.toggle),
            ("Alt+2", player.heard.toggle),
            ("Alt+3", self._view.senses.open_menu),
        )
        for keys, act in shortcuts:
            shortcut = QShortcut(QKeySequence(keys), self._view)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # --- moments

    def _on_sought(self, at_ms: int) -> None:
        self._show_moment(at_ms)
        if self.playback.is_playing and self._frames.path is not None:
            self.playback.play(self._frames.path, at_ms)
        else:
            self._frames.want(at_ms)

    def _on_stepped(self, by: int) -> None:
        if self.playback.is_playing:
            self._on_play_toggled()
        self._frames.step(self._view.player.position_ms, by)

    def _show_moment(self, at_ms: int) -> None:
        self._view.player.show_position(at_ms)
        self._people.set_moment(at_ms)

    def _on_frame(self, at_ms: int, image: QImage, is_step: bool) -> None:
        if self.playback.is_playing:
            return
        self._view.canvas.swap_image(image)
        self._view.close_up.set_image(image)
        if is_step:
            self._show_moment(at_ms)

    # --- playing

    def _on_play_toggled(self) -> None:
        if not self.is_awake:
            return
        player = self._view.player
        path = self._frames.path
        self._plays_soon = path is None and not self._plays_soon
        if self.playback.is_playing:
            self.playback.pause()
            player.show_playing(False)
            self._frames.want(player.position_ms)
        elif path is not None:
            at_end = player.length_ms and player.position_ms >= player.length_ms - 100
            player.show_playing(self.playback.play(path, 0 if at_end else player.position_ms))

    def _on_played_frame(self, image: QImage) -> None:
        if self._kind is MediaKind.FILM:
            self._view.canvas.swap_image(image)

    def _on_stopped(self) -> None:
        self._view.player.show_playing(False)
        if self.is_awake:
            self._frames.want(self._view.player.position_ms)

    # --- marks and rows

    def _on_marked(self) -> None:
        self._people.clear_selection()
        self._show_prompt()
        self._show_use_part()

    def _on_range_marked(self) -> None:
        """Both ends are known: now the name."""
        if self.playback.is_playing:
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
        appearance, face = (None, None) if key is None else self._people.parts_of(key)
        span = None if self._people_shown is None else span_of(self._people_shown, appearance, face)
        self._view.player.time_line.choose(key)
        self._show_use_part()
        if span is not None and not span[0] <= self._view.player.position_ms < span[1]:
            self._on_sought(span[0])

    def _show_use_part(self) -> None:
        key = self._people.selected_key()
        is_person = key is not None and self._people.parts_of(key)[0] is not None
        self._view.use_part.setVisible(self.is_awake and is_person and self._view.player.marked_part is not None)

    def _on_use_part(self) -> None:
        key, part = self._people.selected_key(), self._view.player.marked_part
        appearance = None if key is None else self._people.parts_of(key)[0]
        if key is not None and appearance is not None and part is not None:
            self._naming.actions.move_range(appearance, self._people.name_of(key), Span(*part))

    def _on_senses_chosen(self, appearance: int, senses: Senses) -> None:
        self._naming.actions.say_senses(appearance, self._people.name_of(2 * appearance), senses)


def time_bars(shown: Shown) -> list[TimeBar]:
    """Who is there when, for the time line."""
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
