# SPDX-License-Identifier: GPL-3.0-or-later
"""From face to face without a hand on the mouse: after a name or a judgement the next one is asked for by itself.

The name line keeps the keyboard all the while. Doubtful finds come last, and only when somebody goes to them.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from models.media.item_people import FaceRow
from ui.pages.tagging.people_list import PeopleInPhoto
from ui.pages.tagging.unnamed import faces_to_name
from ui.pages.tagging.view import TaggingView
from ui.texts import _, ngettext


class FaceWalk(QObject):
    """Knows which face comes next in the photo on show."""

    def __init__(self, view: TaggingView, people: PeopleInPhoto, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._people = people
        self.end = ""
        """Said with what was done last, when nobody is left to name: what there may be left to look at."""
        self._under_way: set[int] = set()
        self._is_fresh = False

    def begin_item(self) -> None:
        """Another photo is on show."""
        self._under_way.clear()
        self.end = ""
        self._is_fresh = True

    def shown(self, *, is_free: bool) -> None:
        """The people are shown (again). ``is_free``: nothing is typed or selected, so the first face may be asked."""
        waiting = faces_to_name(self._people.faces)
        self._under_way &= {face.id for face in waiting}
        sure = [face for face in waiting if not face.is_doubtful]
        if self._is_fresh and is_free and sure:
            self._is_fresh = False
            self._people.select_face(sure[0].id)

    def stop(self) -> None:
        """Somebody chose for themselves what to do in this photo."""
        self._is_fresh = False

    def forget_end(self) -> None:
        """Something more is done in this photo."""
        self.end = ""

    def has_faces(self) -> bool:
        """Whether a face waits for a name."""
        return bool(faces_to_name(self._people.faces))

    def go_to_first(self) -> None:
        """To the name line, with the first mark without a name selected."""
        waiting = faces_to_name(self._people.faces)
        if waiting:
            self._people.select_face(waiting[0].id)
        self._view.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_next(self) -> None:
        """The next face without a name; where there is none, to the picture, with its first box selected."""
        if not self.step(1):
            self._go_to_first_box()

    def go_to_previous(self) -> None:
        """The face without a name before this one."""
        self.step(-1)

    def step(self, by: int) -> bool:
        """Select the next (1) or previous (-1) face that waits for a name; whether there is one."""
        self._is_fresh = False
        waiting = faces_to_name(self._people.faces, self._under_way)
        if not waiting:
            return False
        ids = [face.id for face in waiting]
        current = self._people.selected_face()
        before_first = -1 if by > 0 else 0
        at = ids.index(current) if current in ids else before_first
        self._people.select_face(ids[(at + by) % len(ids)])
        return True

    def go_on(self, face_id: int) -> None:
        """A face is being named or judged: select the one after it, else tell that all are done."""
        self._is_fresh = False
        order = faces_to_name(self._people.faces, self._under_way - {face_id})
        self._under_way.add(face_id)
        at = next((place for place, face in enumerate(order) if face.id == face_id), -1)
        following = [face for face in (*order[at + 1 :], *order[:at]) if face.id != face_id]
        sure = [face for face in following if not face.is_doubtful]
        current = order[at] if at >= 0 else None
        if sure:
            self._people.select_face(sure[0].id)
        elif following and current is not None and current.is_doubtful:
            self._people.select_face(following[0].id)
        else:
            self._people.clear_selection()
            self.end = _all_named_sentence(following)

    def _go_to_first_box(self) -> None:
        canvas = self._view.canvas
        if not canvas.isVisible():
            self._view.people.setFocus(Qt.FocusReason.TabFocusReason)
            return
        canvas.setFocus(Qt.FocusReason.TabFocusReason)
        boxes = canvas.boxes()
        if boxes:
            keys: list[int | None] = [box.key for box in boxes]
            at = keys.index(canvas.selected_box()) + 1 if canvas.selected_box() in keys else 0
            canvas.select_box(keys[at % len(keys)])


def _all_named_sentence(doubtful: list[FaceRow]) -> str:
    if not doubtful:
        return _("Every face that was found has a name now. Is somebody seen from behind? Name them too.")
    text = ngettext(
        "Every sure face has a name now. {count} place may be somebody too: Tab goes there.",
        "Every sure face has a name now. {count} places may be somebody too: Tab goes there.",
        len(doubtful),
    )
    return text.format(count=len(doubtful))
