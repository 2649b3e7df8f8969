# SPDX-License-Identifier: GPL-3.0-or-later
"""The people of one photo, in the list and as boxes over the picture: one selection for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QListWidgetItem

from models.consent.purposes import PurposeRow
from models.consent.verdicts import ItemVerdict
from models.media.library import ItemRow
from models.media.tagging import AppearanceRow, FaceRow, ItemPeople
from models.terms import FaceJudgement, Verdict
from models.workspace import Workspace
from ui.pages.tagging.view import TaggingView
from ui.style import labels
from ui.style.icons import icon, verdict_icon
from ui.texts import _
from ui.widgets.canvas_geometry import BoxState, CanvasBox


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the viewer shows about one item; ``worst`` is each person's own verdict over the purposes."""

    item: ItemRow
    people: ItemPeople
    names: dict[int, str]
    worst: dict[int, Verdict]

    @property
    def person_ids(self) -> tuple[int, ...]:
        """The people named in it, each once."""
        return tuple(dict.fromkeys(one.person_id for one in self.people.appearances))


def load_shown(workspace: Workspace, item_id: int, purpose_ids: Sequence[int]) -> Shown:
    """Read what the viewer shows; runs off the GUI thread."""
    item = workspace.media.item_rows((item_id,))[item_id]
    people = workspace.tagging.people_in((item_id,))[item_id]
    worst: dict[int, Verdict] = {one.person_id: Verdict.READY for one in people.appearances}
    purposes: tuple[PurposeRow, ...] = workspace.purposes.purposes()
    for purpose in purposes:
        if purpose.id in purpose_ids:
            verdict = workspace.clearance.explain(item_id, purpose.id)
            for person_id in worst:
                worst[person_id] = max(worst[person_id], _own_verdict(verdict, person_id))
    return Shown(item, people, workspace.people.names(worst), worst)


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

    def __init__(self, view: TaggingView) -> None:
        super().__init__(view)
        self._view = view
        self._shown: Shown | None = None
        self._soon: int | None = None
        self._is_selecting = False
        view.people.currentItemChanged.connect(self._on_current_changed)
        self._show_buttons()

    def show(self, shown: Shown) -> None:
        """Show the people of an item; what was selected stays selected."""
        kept = self.selected_key() if self._soon is None else self._soon
        self._soon = None
        self._shown = shown
        self._is_selecting = True
        self._view.people.clear()
        boxes: list[CanvasBox] = []
        for one in shown.people.appearances:
            name = shown.names.get(one.person_id) or _("a parent or guardian")
            self._add_row(2 * one.id, name, shown.worst[one.person_id], has_box=one.box is not None)
            if one.box is not None:
                boxes.append(_box(2 * one.id, one, name, shown.worst[one.person_id]))
        for number, face in enumerate(shown.people.faces, start=1):
            text = _("Somebody without a name ({number})").format(number=number)
            if face.judgement is not FaceJudgement.UNJUDGED:
                text = labels.face_judgement_label(face.judgement)
            self._add_row(2 * face.id + 1, text, None, has_box=True)
            boxes.append(_face_box(2 * face.id + 1, face, text))
        if shown.people.nobody_reason is not None:
            text = _("Nobody can be recognised: {reason}").format(
                reason=labels.nobody_reason_label(shown.people.nobody_reason)
            )
            self._view.people.addItem(QListWidgetItem(icon("nobody", "ready"), text))
        self._view.canvas.set_boxes(boxes)
        self._is_selecting = False
        self.select_key(kept)
        if kept is not None and any(box.key == kept for box in boxes):
            self._view.canvas.select_box(kept)
        self._show_buttons()

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
        row = next((at for at in range(self._view.people.count()) if self._key_at(at) == key), -1)
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

    def selected_key(self) -> int | None:
        """The key of the selected row."""
        return self._key_at(self._view.people.currentRow())

    def selected_face(self) -> int | None:
        """The id of the selected mark without a name."""
        key = self.selected_key()
        return None if key is None else self.parts_of(key)[1]

    def parts_of(self, key: int) -> tuple[int | None, int | None]:
        """Appearance id or mark id behind a key; the other is None."""
        return (None, key // 2) if key % 2 else (key // 2, None)

    def _key_at(self, row: int) -> int | None:
        item = self._view.people.item(row) if row >= 0 else None
        value = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        return value if isinstance(value, int) else None

    def _add_row(self, key: int, text: str, verdict: Verdict | None, *, has_box: bool) -> None:
        if verdict is None:
            row = QListWidgetItem(icon("help", "identify"), text)
        else:
            name, role = verdict_icon(verdict)
            label = text if verdict is Verdict.READY else f"{text}  ·  {labels.verdict_label(verdict)}"
            row = QListWidgetItem(icon(name, role), label)
        row.setData(Qt.ItemDataRole.UserRole, key)
        if not has_box:
            row.setToolTip(_("Named without showing where"))
        self._view.people.addItem(row)

    def _on_current_changed(self) -> None:
        if self._is_selecting:
            return
        self._is_selecting = True
        self._view.canvas.select_box(self.selected_key())
        self._is_selecting = False
        self._show_buttons()

    def _show_buttons(self) -> None:
        key = self.selected_key()
        appearance, face = (None, None) if key is None else self.parts_of(key)
        view = self._view
        view.remove.setEnabled(key is not None)
        view.place.setEnabled(appearance is not None)
        view.judge.setVisible(face is not None)
        if face is not None and self._shown is not None:
            view.judge.clear()
            view.judge.addItem(_("What is it that is marked?"), None)
            for judgement in FaceJudgement:
                view.judge.addItem(labels.face_judgement_label(judgement), judgement)


def _box(key: int, one: AppearanceRow, name: str, verdict: Verdict) -> CanvasBox:
    box = one.box
    assert box is not None
    return CanvasBox(key, box.x, box.y, box.w, box.h, name, BoxState.NAMED, verdict)


def _face_box(key: int, face: FaceRow, text: str) -> CanvasBox:
    box = face.box
    return CanvasBox(key, box.x, box.y, box.w, box.h, text, BoxState.UNNAMED)
