# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces of a photo that wait for a name: in which order, and what is asked about each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from models.media.face_rows import reading_order
from models.media.item_people import FaceRow
from models.terms import FaceJudgement
from ui.texts import _


def faces_to_name(faces: Sequence[FaceRow], given_up: Collection[int] = ()) -> tuple[FaceRow, ...]:
    """The marks that wait for a name, in reading order (in a film as they come), and then the doubtful finds.

    ``given_up`` are ids of marks that are being named or judged this moment.
    """
    waiting = [face for face in faces if face.judgement is FaceJudgement.UNJUDGED and face.id not in given_up]
    sure = [face for face in waiting if not face.is_doubtful]
    doubtful = [face for face in waiting if face.is_doubtful]
    ordered = [part[at] for part in (sure, doubtful) for at in reading_order([face.box for face in part])]
    return tuple(sorted(ordered, key=lambda face: (face.is_doubtful, face.at_ms or 0)))


def find_face(faces: Sequence[FaceRow], face_id: int) -> FaceRow | None:
    """A face by its id."""
    return next((one for one in faces if one.id == face_id), None)


def question_about(faces: Sequence[FaceRow], face_id: int) -> str:
    """What is asked about a face."""
    face = find_face(faces, face_id)
    if face is not None and face.is_doubtful:
        return _("Is this someone? Type a name, or press Delete.")
    count = sum(not one.is_doubtful for one in faces_to_name(faces))
    if face is None or face.judgement is not FaceJudgement.UNJUDGED or count < 2:
        return _("Who is this?")
    return _("Who is this? {count} faces have no name yet.").format(count=count)
