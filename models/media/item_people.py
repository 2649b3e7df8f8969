# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in an item, as it is read: people named, people marked, what was found, what somebody judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.media.box import Box
from models.media.found_faces import DETECTOR_HARDER, SOUGHT_WITH, is_doubtful, tells_of_looking
from models.tables import Appearance, FoundFace, Item
from models.terms import FaceJudgement, NobodyReason


@dataclass(frozen=True, slots=True)
class AppearanceRow:
    """A person in an item; ``box`` is None where somebody was named without saying where."""

    id: int
    item_id: int
    person_id: int
    box: Box | None
    is_visible: bool
    is_audible: bool
    start_ms: int | None
    end_ms: int | None


@dataclass(frozen=True, slots=True)
class FaceRow:
    """Somebody marked in an item who carries no name.

    ``at_ms`` and ``end_ms``: from when to when, in a film.

    ``score`` (0 to 1) where the detector found them and nobody has said yet that it is somebody.
    """

    id: int
    item_id: int
    box: Box
    judgement: FaceJudgement
    note: str
    score: float | None = None
    at_ms: int | None = None
    end_ms: int | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether it is only a question yet: "is this someone?"."""
        return is_doubtful(self.score, self.judgement)

    @property
    def asks_who(self) -> bool:
        """Whether it counts as somebody who is neither named nor judged."""
        return self.judgement is FaceJudgement.UNJUDGED and not self.is_doubtful


@dataclass(frozen=True, slots=True)
class ItemPeople:
    """Everything known about who is in one item.

    ``faces_sought``: the detector looked at it. Without that, no face found says nothing about who is in it.
    """

    item_id: int
    appearances: tuple[AppearanceRow, ...]
    faces: tuple[FaceRow, ...]
    nobody_reason: NobodyReason | None
    nobody_note: str
    nobody_judged_by: str
    nobody_judged_at: datetime | None
    faces_sought: bool = False
    faces_sought_harder: bool = False

    @property
    def unnamed_count(self) -> int:
        """How many marked people are neither named nor judged; doubtful finds are not among them."""
        return sum(face.asks_who for face in self.faces)

    @property
    def doubtful_count(self) -> int:
        """How many finds wait for somebody to say whether it is a person."""
        return sum(face.is_doubtful for face in self.faces)

    @property
    def somebody_looked(self) -> bool:
        """Whether a person has said anything about who is in it."""
        is_marked = any(tells_of_looking(face.score, face.judgement) for face in self.faces)
        return bool(self.appearances or is_marked or self.nobody_reason)


def load_people_in(session: Session, item_ids: Sequence[int]) -> dict[int, ItemPeople]:
    """Read who is in each of the items, within an open session."""
    wanted = tuple(dict.fromkeys(item_ids))
    appearances: dict[int, list[AppearanceRow]] = {}
    for row in session.exec(select(Appearance).where(col(Appearance.item_id).in_(wanted)).order_by(col(Appearance.id))):
        appearances.setdefault(row.item_id, []).append(_appearance_row(row))
    faces: dict[int, list[FaceRow]] = {}
    for face in session.exec(select(FoundFace).where(col(FoundFace.item_id).in_(wanted)).order_by(col(FoundFace.id))):
        if face.appearance_id is None:
            faces.setdefault(face.item_id, []).append(
                FaceRow(
                    id=face.id or 0,
                    item_id=face.item_id,
                    box=Box(face.x, face.y, face.w, face.h),
                    judgement=face.judgement,
                    note=face.judgement_note,
                    score=face.score,
                    at_ms=face.at_ms,
                    end_ms=face.end_ms,
                )
            )
    return {
        item.id or 0: ItemPeople(
            item_id=item.id or 0,
            appearances=tuple(appearances.get(item.id or 0, ())),
            faces=tuple(faces.get(item.id or 0, ())),
            nobody_reason=item.nobody_reason,
            nobody_note=item.nobody_note,
            nobody_judged_by=item.nobody_judged_by,
            nobody_judged_at=item.nobody_judged_at,
            faces_sought=item.faces_sought_with in SOUGHT_WITH,
            faces_sought_harder=item.faces_sought_with == DETECTOR_HARDER,
        )
        for item in session.exec(select(Item).where(col(Item.id).in_(wanted)))
    }


def _appearance_row(row: Appearance) -> AppearanceRow:
    has_box = row.x is not None and row.y is not None and row.w is not None and row.h is not None
    return AppearanceRow(
        id=row.id or 0,
        item_id=row.item_id,
        person_id=row.person_id,
        box=Box(row.x or 0.0, row.y or 0.0, row.w or 0.0, row.h or 0.0) if has_box else None,
        is_visible=row.is_visible,
        is_audible=row.is_audible,
        start_ms=row.start_ms,
        end_ms=row.end_ms,
    )
