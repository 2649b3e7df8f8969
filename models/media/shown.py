# SPDX-License-Identifier: GPL-3.0-or-later
"""Which items count as pictures of the library."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from models.tables import Item


def is_in_library() -> ColumnElement[bool]:
    """Condition on `Item`: no film that belongs to a photo, and not set aside. For every list, count and to-do source.

    The film of a Live Photo counts as one with its photo. What is set aside (a name card, what was taken out) is no
    picture to publish.
    """
    return and_(col(Item.companion_of_id).is_(None), col(Item.set_aside).is_(None))
