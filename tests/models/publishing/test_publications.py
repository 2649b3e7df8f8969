# SPDX-License-Identifier: GPL-3.0-or-later
"""Where items were published."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import ErrorCode, KnownError
from models.workspace import Workspace
from tests.models.builders import School


def test_publications_are_listed_latest_first(workspace: Workspace) -> None:
    school = School(workspace)
    website, insta, item, other = school.purpose(), school.purpose("insta"), school.item(), school.item()
    early = school.publish(item, website, published_on=date(2026, 9, 1))
    late = school.publish(item, insta, published_on=date(2026, 9, 10))
    school.publish(other, website)
    rows = workspace.publications.publications_of((item,))
    assert [(row.id, row.purpose_name, row.published_on) for row in rows] == [
        (late, "Insta", date(2026, 9, 10)),
        (early, "Website", date(2026, 9, 1)),
    ]
    assert workspace.publications.publications_of(()) == ()


def test_the_place_can_be_told_later_and_taken_back(workspace: Workspace) -> None:
    school = School(workspace)
    item = school.item()
    publication = school.publish(item, school.purpose())

    def place() -> str:
        return workspace.publications.publications_of((item,))[0].place

    change = workspace.publications.set_place(publication, "  page 4 ")
    assert place() == "page 4"
    assert change.undo is not None
    undone = change.undo()
    assert place() == "example.org/1"
    assert undone.undo is not None
    undone.undo()
    assert place() == "page 4"


@pytest.mark.parametrize(
    ("publication", "place", "code"), [(1, "x" * 501, ErrorCode.VALUE_NOT_ALLOWED), (99, "x", ErrorCode.ITEM_UNKNOWN)]
)
def test_what_cannot_be(workspace: Workspace, publication: int, place: str, code: ErrorCode) -> None:
    school = School(workspace)
    school.publish(school.item(), school.purpose())
    with pytest.raises(KnownError) as caught:
        workspace.publications.set_place(publication, place)
    assert caught.value.code is code
