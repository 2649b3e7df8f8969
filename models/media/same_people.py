# SPDX-License-Identifier: GPL-3.0-or-later
"""The same people as in another photo: who is named there is named here, at the face found in the same place.

Faces are matched by where they are, never by what they look like, and only because somebody said that the people are
the same. Whose place is not clear is named without one.
"""

from __future__ import annotations

from models.media.item_people import ItemPeople
from models.media.tagging import TagInput

_SAME_PLACE = 0.3


def tags_like(mine: ItemPeople, theirs: ItemPeople) -> tuple[TagInput, ...]:
    """Tags for the item of ``mine`` with everybody visible in ``theirs`` who is not named in it yet, each once.

    A found face is given to the person whose box there overlaps it most, and to nobody else.
    """
    named = {one.person_id for one in mine.appearances}
    people = {
        one.person_id: one.box for one in reversed(theirs.appearances) if one.is_visible and one.person_id not in named
    }
    faces = {face.id: face.box for face in mine.faces if face.asks_who}
    pairs = sorted(
        (
            (box.overlap(face), person_id, face_id)
            for person_id, box in people.items()
            if box is not None
            for face_id, face in faces.items()
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    place_of: dict[int, int] = {}
    for overlap, person_id, face_id in pairs:
        if overlap >= _SAME_PLACE and person_id not in place_of and face_id not in place_of.values():
            place_of[person_id] = face_id
    return tuple(
        TagInput(mine.item_id, person_id, faces[place_of[person_id]] if person_id in place_of else None)
        for person_id in dict.fromkeys(one.person_id for one in theirs.appearances)
        if person_id in people
    )
