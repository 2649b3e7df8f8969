# SPDX-License-Identifier: GPL-3.0-or-later
"""A yes on a day with a no is told at once; anything else is not."""

from __future__ import annotations

from collections.abc import Callable

from models.consent.facts import CellKey
from models.terms import Activity, Answer, MediaKind
from tests.ui.pages.people.conftest import School
from ui.pages.people.page import PeoplePage


def test_a_yes_on_the_day_of_a_no_is_told_in_one_sentence(
    page: PeoplePage, school: School, settle: Callable[[], None]
) -> None:
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, school.website)
    page.show_person(school.adult)
    settle()
    page.desk.record_answers((key,), Answer.GIVEN)
    settle()
    page.desk.record_answers((key,), Answer.REFUSED)
    settle()
    assert page.banner.isHidden()
    page.desk.record_answers((key,), Answer.GIVEN)
    settle()
    assert not page.banner.isHidden()
    assert page.banner.accessibleName().startswith("The same person also said no on this day")
