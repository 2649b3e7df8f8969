# SPDX-License-Identifier: GPL-3.0-or-later
"""The worked examples that are about the status of a cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from models.consent.facts import Scope
from models.terms import ConsentStatus, LegalBasis, Notice, OnReachingAge
from tests.models.consent.builders import (
    FATHER,
    MOTHER,
    NL,
    NOVEMBER,
    OCTOBER,
    PUPIL,
    TODAY,
    adult,
    cell,
    child,
    found,
    no,
    objection,
    sixteen,
    withdrawal,
    yes,
)

DAY = timedelta(days=1)
LAPSE = replace(NL, on_reaching_age=OnReachingAge.LAPSE)
BOTH = replace(NL, guardians_required=2)
ALL = replace(NL, guardians_required=0)
S = ConsentStatus


class TestWorkedExamples:
    def test_example_2_mother_yes_father_no_then_yes(self) -> None:
        facts = cell(yes(MOTHER, event_id=80), no(FATHER, OCTOBER, event_id=81))
        status = found(child(), facts)
        assert (status.status, status.since, status.event_ids) == (S.REFUSED, OCTOBER, (81, 80))
        assert status.notices == (Notice.GUARDIANS_DIFFER,)
        later = found(child(), cell(*facts.answers, yes(FATHER, NOVEMBER)))
        assert (later.status, later.since, later.notices) == (S.GIVEN, NOVEMBER, ())

    def test_example_3_turned_sixteen_yesterday(self) -> None:
        mothers = yes(MOTHER, date(2024, 11, 24))
        status = found(sixteen(), cell(mothers))
        assert (status.status, status.notices) == (S.GIVEN, (Notice.NOW_DECIDES,))
        assert found(sixteen(), cell(mothers), policy=LAPSE).status is S.NOT_REQUESTED
        refused = found(sixteen(), cell(mothers, no(PUPIL, TODAY)))
        assert (refused.status, refused.since, refused.decided_by) == (S.REFUSED, TODAY, (PUPIL,))

    def test_example_6_internship_provider_answers_for_themself(self) -> None:
        assert found(adult(), cell(yes(PUPIL))).status is S.GIVEN
        assert found(adult(), cell(no(PUPIL))).status is S.REFUSED
        assert found(adult(), cell(yes(PUPIL), withdrawal(PUPIL, OCTOBER))).status is S.WITHDRAWN

    def test_example_7_only_for_this_photo(self) -> None:
        mothers = (no(MOTHER), yes(MOTHER, OCTOBER, item_id=7))
        this, other = Scope(item_id=7), Scope(item_id=8)
        assert found(child(), cell(*mothers), scope=this).status is S.GIVEN
        assert found(child(), cell(*mothers), scope=other).status is S.REFUSED
        with_father = cell(*mothers, no(FATHER))
        status = found(child(), with_father, scope=this)
        assert (status.status, status.decided_by, status.notices) == (
            S.REFUSED,
            (FATHER,),
            (Notice.GUARDIANS_DIFFER,),
        )

    def test_example_8_withdrawal_of_tomorrow_and_of_last_week(self) -> None:
        given = yes(MOTHER)
        assert found(child(), cell(given, withdrawal(MOTHER, TODAY + DAY))).status is S.GIVEN
        last_week = TODAY - 7 * DAY
        facts = cell(given, withdrawal(MOTHER, last_week, event_id=10_000))
        assert found(child(), facts, last_week - DAY).status is S.GIVEN
        assert found(child(), facts, last_week).status is S.WITHDRAWN
        assert found(child(), facts).since == last_week

    def test_example_9_lesson_use_as_public_task(self) -> None:
        assert found(child(), cell(basis=LegalBasis.PUBLIC_TASK)).status is S.NOT_NEEDED
        objected = cell(objection(FATHER, OCTOBER), basis=LegalBasis.PUBLIC_TASK)
        assert found(child(), objected, OCTOBER - DAY).status is S.NOT_NEEDED
        assert found(child(), objected, OCTOBER).status is S.OBJECTED
