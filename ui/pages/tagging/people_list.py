# SPDX-License-Identifier: GPL-3.0-or-later
"""The people of one photo, in the list and as boxes over the picture: one selection for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from models.consent.verdicts import ItemVerdict
from models.errors import ErrorCode, KnownError
from models.media.library import ItemRow
from models.media.session_rows import SessionRow
from models.media.tagging import AppearanceRow, FaceRow, ItemPeople
from models.terms import FaceJudgement, MediaKind, Verdict
from models.workspace import Workspace
from ui.pages.tagging.film_rows import TimeSpan, boxes_at, time_span, when_text
from ui.pages.tagging.nobody import judged_sentence
from ui.pages.tagging.unnamed import question_about
from ui.pages.tagging.view import TaggingView
from ui.style import labels
from ui.style.film_labels import span_text
from ui.style.icons import icon, verdict_icon
from ui.texts import _, join_words
from ui.widgets.canvas_geometry import BoxState, CanvasBox


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the viewer shows about one item; ``own`` is each person's own verdict per purpose on show.

    ``event`` is the event that it is in, and ``expected`` whom to expect there. ``same_time`` are the people of the
    photos made shortly before and after.
    """

    item: ItemRow
    people: ItemPeople
    names: dict[int, str]
    own: dict[int, tuple[tuple[str, Verdict], ...]]
    event: SessionRow | None = None
    expected: tuple[int, ...] = ()
    same_time: tuple[int, ...] = ()

    def worst(self, person_id: int) -> Verdict:
        """What one person asks of the item over all purposes."""
        return max((verdict for _purpose, verdict in self.own[person_id]), default=Verdict.READY)

    def name(self, person_id: int) -> str:
        """How somebody is called here."""
        return self.names.get(person_id) or _("a parent or guardian")

    @property
    def person_ids(self) -> tuple[int, ...]:
        """The people named in it, each once."""
        return tuple(dict.fromkeys(one.person_id for one in self.people.appearances))


def load_shown(workspace: Workspace, item_id: int, purpose_ids: Sequence[int]) -> Shown:
    """Read what the viewer shows; runs off the GUI thread. Raises ``ITEM_UNKNOWN``."""
    item = workspace.media.item_rows((item_id,)).get(item_id)
    if item is None:
        raise KnownError(ErrorCode.ITEM_UNKNOWN)
    people = workspace.tagging.people_in((item_id,))[item_id]
    own: dict[int, list[tuple[str, Verdict]]] = {one.person_id: [] for one in people.appearances}
    for purpose in workspace.purposes.purposes():
        if purpose.id in purpose_ids:
            verdict = workspace.clearance.explain(item_id, purpose.id)
            for person_id, found in own.items():
                found.append((purpose.name, _own_verdict(verdict, person_id)))
    event = workspace.sessions.sessions_of((item_id,)).get(item_id)
    return Shown(
        item=item,
        people=people,
        names=workspace.people.names(own),
        own={one: tuple(found) for one, found in own.items()},
        event=event,
        expected=() if event is None else workspace.sessions.expected_in((event.id,)).get(event.id, ()),
        same_time=workspace.nearby.people_near(item_id),
    )


def _own_verdict(verdict: ItemVerdict, person_id: int) -> Verdict:
    if person_id in verdict.to_cover:
        return Verdict.COVER
    if person_id in verdict.to_ask:
        return Verdict.ASK
    if verdict.verdict is Verdict.NO:
        stops = any(
            reason.person_id == person_id and reason.status is not None and reason.status.is_stop
            for reason in verdict.reasons
        )
        return Verdict.NO if stops else Verdict.READY
    return Verdict.READY


class PeopleInPhoto(QObject):
    """Keeps list and boxes in step. A key is twice an appearance's id, or twice a mark's id plus one."""

    key_selected = Signal(object)
    """The key of the row that is selected now, or None; by whom or what it was selected does not matter."""

    def __init__(self, view: TaggingView) -> None:
        super().__init__(view)
        self._view = view
        self._told_key: int | None = None
        self._shown: Shown | None = None
        self._soon: int | None = None
        self._is_selecting = False
        self._boxes: list[tuple[CanvasBox, TimeSpan | None]] = []
        self._moment: int | None = None
        self._prompt = ""
        view.people.currentItemChanged.connect(self._on_current_changed)
        self._show_buttons()

    def show(self, shown: Shown) -> None:
        """Show the people of an item; what was selected stays selected."""
        kept = self.selected_key() if self._soon is None else self._soon
        self._soon = None
        self._shown = shown
        self._is_selecting = True
        self._view.people.clear()
        self._boxes = []
        for one in shown.people.appearances:
            name, worst = shown.name(one.person_id), shown.worst(one.person_id)
            said = f"{name}{when_text(shown.item.kind, one)}"
            self._add_person(2 * one.id, said, shown.own[one.person_id], worst, has_box=one.box is not None)
            if one.box is not None:
                self._boxes.append((_box(2 * one.id, one, name, worst), time_span(one.start_ms, one.end_ms)))
        for number, face in enumerate(sorted(shown.people.faces, key=lambda one: one.at_ms or 0), start=1):
            text = _("Somebody without a name ({number})").format(number=number)
            if face.is_doubtful:
                text = _("Is this someone? ({number})").format(number=number)
            if face.judgement is not FaceJudgement.UNJUDGED:
                text = judged_sentence(face.judgement, face.note)
            span = time_span(face.at_ms, face.end_ms)
            said = text if span is None else f"{text}\n{span_text(*span)}"
            _add_row(self._view.people, 2 * face.id + 1, QListWidgetItem(icon("help", "identify"), said))
            self._boxes.append((_face_box(2 * face.id + 1, face, text), span))
        if shown.people.nobody_reason is not None:
            text = _("Nobody can be recognised: {reason}").format(
                reason=labels.nobody_reason_label(shown.people.nobody_reason)
            )
            if shown.people.nobody_note:
                text = f"{text}\n{shown.people.nobody_note}"
            row = QListWidgetItem(icon("nobody", "ready"), text)
            row.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._view.people.addItem(row)
        self._view.nobody.show_state(is_judged=shown.people.nobody_reason is not None)
        self._view.canvas.set_boxes(boxes_at(self._boxes, self._moment))
        self._is_selecting = False
        self.select_key(kept)
        if kept is not None and any(box.key == kept for box in self._view.canvas.boxes()):
            self._view.canvas.select_box(kept)
        self._show_buttons()

    def set_moment(self, at_ms: int | None) -> None:
        """In a film: which moment is on show, so that only who is there then has a box. None for a photo."""
        if at_ms == self._moment:
            return
        self._moment = at_ms
        self._is_selecting = True
        self._view.canvas.set_boxes(boxes_at(self._boxes, self._moment))
        key = self.selected_key()
        self._view.canvas.select_box(key if any(box.key == key for box in self._view.canvas.boxes()) else None)
        self._is_selecting = False

    def set_prompt(self, text: str) -> None:
        """What is asked where nothing is selected; empty for the usual question."""
        self._prompt = text
        self._show_buttons()

    def show_again(self) -> None:
        """Draw the same once more, over another picture."""
        if self._shown is not None:
            self.show(self._shown)

    def clear(self) -> None:
        """Show nobody: another photo is coming."""
        self._shown = self._soon = None
        self._is_selecting = True
        self._boxes = []
        self._moment = None
        self._prompt = ""
        self._view.people.clear()
        self._view.canvas.set_boxes(())
        self._is_selecting = False
        self._show_buttons()

    def person_ids(self) -> tuple[int, ...]:
        """The people named in the photo on show."""
        return () if self._shown is None else self._shown.person_ids

    @property
    def is_showing(self) -> bool:
        """Whether rows and boxes are being filled, so that a change of the selection means nothing."""
        return self._is_selecting

    def select_soon(self, face_id: int) -> None:
        """Select a mark as soon as it is shown."""
        self._soon = 2 * face_id + 1
        if self._shown is not None and any(face.id == face_id for face in self._shown.people.faces):
            self.select_key(self._soon)
            self._view.canvas.select_box(self._soon)
            self._soon = None

    def select_key(self, key: int | None) -> None:
        """Select a row (None: none); called when a box is selected."""
        if self._is_selecting:
            return
        self._is_selecting = True
        row = next((at for at in range(self._view.people.count()) if _key_at(self._view.people, at) == key), -1)
        self._view.people.setCurrentRow(row if key is not None else -1)
        self._is_selecting = False
        self._show_buttons()

    def select_first_without_box(self) -> None:
        """Select the first person whose place is not known."""
        if self._shown is None:
            return
        for one in self._shown.people.appearances:
            if one.box is None:
                self.select_key(2 * one.id)
                return

    @property
    def faces(self) -> tuple[FaceRow, ...]:
        """The marks without a name in the photo on show."""
        return () if self._shown is None else self._shown.people.faces

    @property
    def item_id(self) -> int | None:
        """The photo on show, once it is read."""
        return None if self._shown is None else self._shown.item.id

    def select_face(self, face_id: int) -> None:
        """Select a mark, in the list and on the picture."""
        self._view.canvas.select_box(2 * face_id + 1)
        self.select_key(2 * face_id + 1)

    def selected_key(self) -> int | None:
        """The key of the selected row."""
        return _key_at(self._view.people, self._view.people.currentRow())

    def selected_face(self) -> int | None:
        """The id of the selected mark without a name."""
        key = self.selected_key()
        return None if key is None else self.parts_of(key)[1]

    def selected_name(self) -> str:
        """The name of the selected person; empty for a mark or nothing."""
        key = self.selected_key()
        return "" if key is None else self.name_of(key)

    def name_of(self, key: int) -> str:
        """The name of the person behind a key; empty for a mark."""
        one = self._appearance(key)
        return "" if one is None or self._shown is None else self._shown.name(one.person_id)

    def unplaced(self) -> int | None:
        """The appearance that is selected and has no box yet: the next box is theirs."""
        one = self._appearance(self.selected_key())
        return one.id if one is not None and one.box is None else None

    def clear_selection(self) -> bool:
        """Select nothing; whether something was selected."""
        if self.selected_key() is None:
            return False
        self._view.people.setCurrentRow(-1)
        return True

    def parts_of(self, key: int) -> tuple[int | None, int | None]:
        """Appearance id or mark id behind a key; the other is None."""
        return (None, key // 2) if key % 2 else (key // 2, None)

    def _appearance(self, key: int | None) -> AppearanceRow | None:
        if key is None or self._shown is None:
            return None
        appearance = self.parts_of(key)[0]
        return next((one for one in self._shown.people.appearances if one.id == appearance), None)

    def _add_person(
        self, key: int, name: str, own: Sequence[tuple[str, Verdict]], worst: Verdict, *, has_box: bool
    ) -> None:
        lines = [name]
        for verdict in sorted({one for _purpose, one in own if one is not Verdict.READY}, reverse=True):
            purposes = join_words([purpose for purpose, one in own if one is verdict])
            lines.append(
                _("{verdict}: {purposes}").format(verdict=labels.verdict_label(verdict), purposes=purposes)
                if len(own) > 1
                else labels.verdict_label(verdict)
            )
        row = QListWidgetItem(icon(*verdict_icon(worst)), "\n".join(lines))
        tip = [
            _("{purpose}: {verdict}").format(purpose=one, verdict=labels.verdict_label(verdict)) for one, verdict in own
        ]
        row.setToolTip("\n".join(tip if has_box else [*tip, _("Named without showing where")]))
        _add_row(self._view.people, key, row)

    def _on_current_changed(self) -> None:
        if self._is_selecting:
            return
        self._is_selecting = True
        key = self.selected_key()
        has_box = any(box.key == key for box in self._view.canvas.boxes())
        self._view.canvas.select_box(key if has_box else None)
        self._is_selecting = False
        self._show_buttons()

    def _show_buttons(self) -> None:
        key, view, shown = self.selected_key(), self._view, self._shown
        if key != self._told_key and not self._is_selecting:
            self._told_key = key
            self.key_selected.emit(key)
        appearance, face = (None, None) if key is None else self.parts_of(key)
        view.remove.setVisible(key is not None)
        view.rename.setVisible(appearance is not None)
        view.place.setVisible(appearance is not None and self.unplaced() is not None)
        view.judge.setVisible(face is not None)
        is_film = shown is not None and shown.item.kind is MediaKind.FILM
        view.senses.show_for(self._appearance(key) if is_film else None)
        if self.unplaced() is not None:
            name = self.selected_name()
            text = _("Draw a box where {name} is, or name somebody else").format(name=name)
        elif face is not None:
            text = question_about(self.faces, face)
        elif self._prompt:
            text = self._prompt
        else:
            is_empty = shown is None or not shown.people.appearances
            text = _("Who is in this photo?") if is_empty else _("Who else is in this photo?")
        view.asking.setText(text)
        place = next((box.rect for box in view.canvas.boxes() if key is not None and box.key == key), None)
        view.close_up.show_place(place)
        # After the buttons have taken their room from the list.
        QTimer.singleShot(0, view.people, partial(_show_current, view.people))


def _box(key: int, one: AppearanceRow, name: str, verdict: Verdict) -> CanvasBox:
    box = one.box
    assert box is not None
    return CanvasBox(key, box.x, box.y, box.w, box.h, name, BoxState.NAMED, verdict)


def _face_box(key: int, face: FaceRow, text: str) -> CanvasBox:
    box = face.box
    state = BoxState.DOUBTFUL if face.is_doubtful else BoxState.UNNAMED
    return CanvasBox(key, box.x, box.y, box.w, box.h, text, state)


def _key_at(people: QListWidget, row: int) -> int | None:
    item = people.item(row) if row >= 0 else None
    value = None if item is None else item.data(Qt.ItemDataRole.UserRole)
    return value if isinstance(value, int) else None


def _add_row(people: QListWidget, key: int, row: QListWidgetItem) -> None:
    row.setData(Qt.ItemDataRole.UserRole, key)
    people.addItem(row)


def _show_current(people: QListWidget) -> None:
    item = people.currentItem()
    if item is not None:
        people.scrollToItem(item)
