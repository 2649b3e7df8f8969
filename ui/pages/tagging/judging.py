# SPDX-License-Identifier: GPL-3.0-or-later
"""What needs no name: a mark that is no person or cannot be recognised, somebody who is not in it, nobody at all."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from models.terms import FaceJudgement, NobodyReason
from ui.pages.tagging.actions import TaggingActions
from ui.pages.tagging.face_walk import FaceWalk
from ui.pages.tagging.people_list import PeopleInPhoto
from ui.pages.tagging.unnamed import find_face
from ui.pages.tagging.view import TaggingView


class Judging(QObject):
    """Takes away and judges what is selected in the photo on show, and goes on to the next face."""

    def __init__(
        self, view: TaggingView, people: PeopleInPhoto, actions: TaggingActions, walk: FaceWalk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._people = people
        self._actions = actions
        self._walk = walk
        view.remove.clicked.connect(self.remove_selected)
        view.nobody.judged.connect(self._on_nobody)
        view.nobody.taken_back.connect(self._on_nobody_taken_back)
        view.judge.judged.connect(self._on_judged)
        view.canvas.delete_requested.connect(self._on_delete)

    def remove_selected(self) -> None:
        """Take the selected person or mark out."""
        key = self._people.selected_key()
        if key is not None:
            self._on_delete(key)

    def show_judgements(self) -> None:
        """Open the menu of judgements of the selected mark."""
        if self._people.selected_face() is not None:
            self._view.judge.showMenu()

    def _on_delete(self, key: int) -> None:
        appearance, face_id = self._people.parts_of(key)
        if appearance is not None:
            self._actions.remove_appearance(appearance, self._people.name_of(key))
        elif face_id is not None:
            face = find_face(self._people.faces, face_id)
            if face is not None and face.score is not None:  # judged, so that it is not found again
                self._judge(face_id, FaceJudgement.NOT_A_PERSON, "")
            else:
                self._actions.remove_face(face_id)

    def _on_judged(self, judgement: FaceJudgement, reason: str) -> None:
        face = self._people.selected_face()
        if face is not None:
            self._judge(face, judgement, reason)

    def _judge(self, face_id: int, judgement: FaceJudgement, reason: str) -> None:
        self._walk.forget_end()
        self._actions.judge_face(face_id, judgement, reason)
        if judgement is not FaceJudgement.UNJUDGED:
            self._walk.go_on(face_id)
            self._view.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_nobody(self, reason: NobodyReason, note: str) -> None:
        if self._people.item_id is not None:
            self._actions.judge_nobody((self._people.item_id,), reason, note)

    def _on_nobody_taken_back(self) -> None:
        if self._people.item_id is not None:
            self._actions.take_back_nobody((self._people.item_id,))
