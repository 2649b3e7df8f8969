# SPDX-License-Identifier: GPL-3.0-or-later
"""What a found face counts for: a certain one asks who it is, a doubtful one asks first whether it is somebody.

A face that a person drew or confirmed has no score. A doubtful find (a score below 0.6) never makes a photo wait: of
these hardly one in ten is a face, and a photo that asks about nothing teaches people to click away what it asks.
It is shown as a dot. So that nobody is overlooked all the same, a photo that nobody looked at asks who is in it,
whatever was found.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from models.tables import FoundFace
from models.terms import FaceJudgement

CERTAIN_SCORE: Final = 0.6
LEAST_SCORE: Final = 0.3
DETECTOR: Final = "yunet-2023mar"
DETECTOR_HARDER: Final = "yunet-2023mar, harder"
SOUGHT_WITH: Final = (DETECTOR, DETECTOR_HARDER)
"""What ``item.faces_sought_with`` says where this detector has looked; anything else means: not looked yet."""


def is_doubtful(score: float | None, judgement: FaceJudgement) -> bool:
    """Whether a found face is only a question yet: "is this someone?"."""
    return judgement is FaceJudgement.UNJUDGED and score is not None and score < CERTAIN_SCORE


def asks_who() -> ColumnElement[bool]:
    """SQL: a `FoundFace` that is neither named nor judged, and counts as somebody."""
    return and_(
        col(FoundFace.judgement) == FaceJudgement.UNJUDGED,
        col(FoundFace.appearance_id).is_(None),
        or_(col(FoundFace.score).is_(None), col(FoundFace.score) >= CERTAIN_SCORE),
    )


def is_judged() -> ColumnElement[bool]:
    """SQL: a `FoundFace` without a name about which a person has decided, and so looked who is in the item.

    Saying of a dot that it is nobody tells nothing about the rest of the photo, so that does not count.
    """
    is_dismissed_dot = and_(
        col(FoundFace.judgement) == FaceJudgement.NOT_A_PERSON,
        col(FoundFace.score).is_not(None),
        col(FoundFace.score) < CERTAIN_SCORE,
    )
    return and_(
        col(FoundFace.judgement) != FaceJudgement.UNJUDGED, col(FoundFace.appearance_id).is_(None), ~is_dismissed_dot
    )


def tells_of_looking(score: float | None, judgement: FaceJudgement) -> bool:
    """`is_judged` for one face; a face that a person drew or confirmed tells the same."""
    is_dot = score is not None and score < CERTAIN_SCORE
    if judgement is FaceJudgement.UNJUDGED:
        return score is None
    return not (is_dot and judgement is FaceJudgement.NOT_A_PERSON)
