# SPDX-License-Identifier: GPL-3.0-or-later
"""Each row of the table "status of one cell on one day" and each refinement of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.consent.facts import (
    CellKey,
    CellStatus,
    GuardianFact,
    Scope,
    WordingChange,
    changes_of_substance,
    scopes_of,
)
from models.terms import Activity, ConsentStatus, LegalBasis, MediaKind, Notice, OnReachingAge
from tests.models.consent.builders import (
    ASKED,
    AUNT,
    BIRTHDAY,
    FATHER,
    MOTHER,
    NL,
    NOVEMBER,
    OCTOBER,
    PUPIL,
    SEPTEMBER,
    TODAY,
    adult,
    annulment,
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


class TestRow1Protected:
    @pytest.mark.parametrize("basis", list(LegalBasis))
    def test_protected_is_first_and_tells_nothing_else(self, basis: LegalBasis) -> None:
        facts = cell(yes(MOTHER), no(FATHER), basis=basis)
        assert found(child(is_protected=True), facts) == CellStatus(S.PROTECTED)

    def test_protected_adult_with_own_yes(self) -> None:
        assert found(adult(is_protected=True), cell(yes(PUPIL))).status is S.PROTECTED


class TestRow2Scope:
    ITEM = Scope(item_id=7, session_id=3)

    def test_yes_for_the_item_takes_the_place_of_own_general_no(self) -> None:
        facts = cell(no(MOTHER), yes(MOTHER, OCTOBER, item_id=7))
        assert found(child(), facts, scope=self.ITEM).status is S.GIVEN
        assert found(child(), facts).status is S.REFUSED
        assert found(child(), facts, scope=Scope(item_id=8, session_id=3)).status is S.REFUSED

    def test_no_for_the_item_takes_the_place_of_own_general_yes(self) -> None:
        facts = cell(yes(MOTHER), no(MOTHER, OCTOBER, item_id=7))
        assert found(child(), facts, scope=self.ITEM).status is S.REFUSED
        assert found(child(), facts).status is S.GIVEN

    def test_order_of_the_two_does_not_matter(self) -> None:
        facts = cell(yes(MOTHER, item_id=7), no(MOTHER, OCTOBER))
        assert found(child(), facts, scope=self.ITEM).status is S.GIVEN

    def test_session_takes_the_place_of_general_and_item_that_of_session(self) -> None:
        facts = cell(yes(MOTHER), no(MOTHER, session_id=3), yes(MOTHER, item_id=7))
        assert found(child(), facts, scope=Scope(session_id=3)).status is S.REFUSED
        assert found(child(), facts, scope=Scope(item_id=8, session_id=3)).status is S.REFUSED
        assert found(child(), facts, scope=self.ITEM).status is S.GIVEN
        assert found(child(), facts, scope=Scope(item_id=9)).status is S.GIVEN

    def test_exception_that_ended_gives_the_general_no_its_place_back(self) -> None:
        facts = cell(no(MOTHER), yes(MOTHER, item_id=7, until=OCTOBER))
        assert found(child(), facts, OCTOBER, scope=self.ITEM).status is S.GIVEN
        assert found(child(), facts, OCTOBER + DAY, scope=self.ITEM).status is S.REFUSED

    def test_exception_that_ended_is_not_replaced_by_a_wider_yes(self) -> None:
        facts = cell(yes(MOTHER), yes(MOTHER, item_id=7, until=OCTOBER))
        assert found(child(), facts, scope=self.ITEM).status is S.EXPIRED

    def test_ended_item_yes_over_session_yes_over_general_no(self) -> None:
        facts = cell(no(MOTHER), yes(MOTHER, session_id=3), yes(MOTHER, item_id=7, until=OCTOBER))
        assert found(child(), facts, scope=self.ITEM).status is S.EXPIRED

    def test_ended_item_yes_over_ended_session_yes_over_general_no(self) -> None:
        facts = cell(no(MOTHER), yes(MOTHER, session_id=3, until=OCTOBER), yes(MOTHER, item_id=7, until=OCTOBER))
        assert found(child(), facts, scope=self.ITEM).status is S.REFUSED

    def test_older_no_of_the_same_scope_was_lifted_for_good(self) -> None:
        facts = cell(no(MOTHER, item_id=7), yes(MOTHER, SEPTEMBER + DAY, item_id=7, until=OCTOBER))
        assert found(child(), facts, scope=self.ITEM).status is S.EXPIRED

    def test_own_yes_for_the_item_from_before_the_age_leaves_the_general_one_its_place(self) -> None:
        facts = cell(yes(PUPIL, TODAY), yes(PUPIL, item_id=7), no(MOTHER))
        assert found(sixteen(), facts, scope=self.ITEM).status is S.GIVEN

    def test_scopes_named_by_the_answers(self) -> None:
        facts = cell(yes(MOTHER), no(MOTHER, session_id=3), yes(MOTHER, item_id=7), yes(FATHER, item_id=7))
        assert scopes_of(facts, {7: 3}) == (Scope(session_id=3), self.ITEM)


class TestRow3OwnDecision:
    def test_own_yes(self) -> None:
        status = found(sixteen(), cell(yes(PUPIL, TODAY)))
        assert (status.status, status.decided_by, status.yes_count, status.yes_needed) == (S.GIVEN, (PUPIL,), 1, 1)

    def test_own_yes_that_ended(self) -> None:
        facts = cell(yes(PUPIL, BIRTHDAY, until=BIRTHDAY), yes(MOTHER))
        assert found(sixteen(), facts).status is S.EXPIRED

    def test_own_refusal_and_withdrawal(self) -> None:
        assert found(sixteen(), cell(yes(MOTHER), no(PUPIL, TODAY))).status is S.REFUSED
        assert found(sixteen(), cell(yes(MOTHER), withdrawal(PUPIL, TODAY))).status is S.WITHDRAWN

    def test_guardians_no_is_a_notice_and_no_veto(self) -> None:
        status = found(sixteen(), cell(no(MOTHER, TODAY), yes(PUPIL, TODAY)))
        assert status.status is S.GIVEN
        assert status.notices == (Notice.GUARDIAN_DISAGREES,)
        assert status.decided_by == (PUPIL,)

    def test_adult_decides_alone_and_without_answer_is_not_requested(self) -> None:
        assert found(adult(), cell()).status is S.NOT_REQUESTED
        assert found(adult(), cell()).notices == ()
        assert found(adult(), cell(asked=(ASKED,))).status is S.REQUESTED
        assert found(adult(), cell(yes(PUPIL))).status is S.GIVEN

    def test_nobody_else_answers_for_an_adult(self) -> None:
        assert found(adult(), cell(yes(MOTHER))).status is S.NOT_REQUESTED
        opposed = found(adult(), cell(yes(PUPIL), no(MOTHER)))
        assert (opposed.status, opposed.notices) == (S.GIVEN, (Notice.WITHOUT_AUTHORITY,))

    def test_yes_from_before_the_age_does_not_become_a_decision_on_the_birthday(self) -> None:
        facts = cell(no(MOTHER), yes(PUPIL))
        for day in (BIRTHDAY - DAY, BIRTHDAY, TODAY):
            assert found(sixteen(), facts, day).status is S.REFUSED
        assert Notice.NOW_DECIDES in found(sixteen(), cell(yes(MOTHER), yes(PUPIL))).notices

    def test_no_from_before_the_age_stays(self) -> None:
        facts = cell(yes(MOTHER), no(PUPIL))
        status = found(sixteen(), facts)
        assert (status.status, status.decided_by) == (S.REFUSED, (PUPIL,))


class TestRow4ChildSaysNo:
    def test_childs_no_counts(self) -> None:
        status = found(child(), cell(yes(MOTHER), no(PUPIL)))
        assert (status.status, status.decided_by) == (S.REFUSED, (PUPIL,))

    @pytest.mark.parametrize("stop", [no, withdrawal, objection])
    def test_each_kind_of_stop_by_a_child_is_a_refusal(self, stop) -> None:  # type: ignore[no-untyped-def]
        assert found(child(), cell(yes(MOTHER), stop(PUPIL))).status is S.REFUSED

    def test_childs_yes_alone_does_not_count(self) -> None:
        assert found(child(), cell(yes(PUPIL))).status is S.NOT_REQUESTED
        assert found(child(), cell(yes(PUPIL), asked=(ASKED,))).status is S.REQUESTED

    def test_childs_later_yes_lifts_own_no(self) -> None:
        assert found(child(), cell(yes(MOTHER), no(PUPIL), yes(PUPIL, OCTOBER))).status is S.GIVEN

    def test_all_who_said_no_are_named_latest_first(self) -> None:
        status = found(child(), cell(withdrawal(MOTHER, OCTOBER, event_id=90), no(PUPIL, event_id=91)))
        assert (status.status, status.decided_by, status.event_ids) == (S.REFUSED, (MOTHER, PUPIL), (90, 91))


class TestRow5ReachingTheAge:
    def test_keep_lets_guardians_answers_stand_with_a_notice(self) -> None:
        status = found(sixteen(), cell(yes(MOTHER)))
        assert (status.status, status.notices) == (S.GIVEN, (Notice.NOW_DECIDES,))
        assert found(sixteen(), cell(no(MOTHER))).status is S.REFUSED

    def test_lapse_ends_guardians_yes_and_no(self) -> None:
        for facts in (cell(yes(MOTHER)), cell(no(MOTHER)), cell(no(MOTHER), asked=(ASKED,))):
            status = found(sixteen(), facts, policy=LAPSE)
            assert (status.status, status.notices) == (S.NOT_REQUESTED, (Notice.NOW_DECIDES,))

    def test_lapse_and_asked_since_the_birthday(self) -> None:
        assert found(sixteen(), cell(yes(MOTHER), asked=(TODAY,)), policy=LAPSE).status is S.REQUESTED

    def test_day_before_the_birthday_is_the_guardians(self) -> None:
        status = found(sixteen(), cell(yes(MOTHER)), BIRTHDAY - DAY, policy=LAPSE)
        assert (status.status, status.notices, status.until) == (S.GIVEN, (), BIRTHDAY - DAY)

    def test_unknown_birth_date_leaves_it_to_the_guardians(self) -> None:
        unknown = child(decides_from=date.max, has_birth_date=False)
        status = found(unknown, cell(yes(MOTHER), yes(PUPIL)))
        assert (status.status, status.notices) == (S.GIVEN, (Notice.NO_BIRTH_DATE,))
        assert found(unknown, cell(yes(MOTHER)), date.max).status is S.GIVEN


class TestRow6GuardiansStop:
    def test_one_no_wins_however_late_the_others_yes(self) -> None:
        status = found(child(), cell(no(MOTHER, event_id=70), yes(FATHER, NOVEMBER, event_id=71)))
        assert (status.status, status.decided_by) == (S.REFUSED, (MOTHER,))
        assert status.notices == (Notice.GUARDIANS_DIFFER,)
        assert status.event_ids == (70, 71)

    def test_kinds_of_stop(self) -> None:
        assert found(child(), cell(no(MOTHER))).status is S.REFUSED
        assert found(child(), cell(withdrawal(MOTHER))).status is S.WITHDRAWN
        assert found(child(), cell(objection(MOTHER))).status is S.REFUSED

    def test_latest_of_several_stops_gives_the_kind(self) -> None:
        status = found(child(), cell(no(MOTHER), withdrawal(FATHER, OCTOBER)))
        assert (status.status, status.decided_by) == (S.WITHDRAWN, (FATHER, MOTHER))
        assert found(child(), cell(no(MOTHER, OCTOBER), withdrawal(FATHER))).status is S.REFUSED

    def test_stop_never_ends(self) -> None:
        facts = cell(no(MOTHER, date(2010, 1, 1), until=date(2011, 1, 1)))
        assert found(child(left_on=date(2012, 1, 1)), facts).status is S.REFUSED

    def test_only_the_same_decider_lifts_it(self) -> None:
        assert found(child(), cell(withdrawal(MOTHER), yes(FATHER, NOVEMBER))).status is S.WITHDRAWN
        lifted = found(child(), cell(withdrawal(MOTHER), yes(MOTHER, NOVEMBER)))
        assert (lifted.status, lifted.since) == (S.GIVEN, NOVEMBER)

    @pytest.mark.parametrize("ids", [(1, 2), (2, 1)])
    def test_same_day_stop_sorts_after_yes_whatever_the_order_of_entry(self, ids: tuple[int, int]) -> None:
        facts = cell(yes(MOTHER, event_id=ids[0]), withdrawal(MOTHER, event_id=ids[1]))
        assert found(child(), facts).status is S.WITHDRAWN

    def test_same_day_two_yeses_the_later_entry_stands(self) -> None:
        facts = cell(yes(MOTHER, event_id=2), yes(MOTHER, event_id=1, until=SEPTEMBER))
        assert found(child(), facts).status is S.GIVEN


class TestRow7And8EnoughYeses:
    def test_one_is_enough_by_default(self) -> None:
        status = found(child(), cell(yes(MOTHER, event_id=5)))
        assert status == CellStatus(S.GIVEN, SEPTEMBER, (MOTHER,), (5,), (), 1, 1, None)

    @pytest.mark.parametrize("policy", [BOTH, ALL])
    def test_one_of_two(self, policy) -> None:  # type: ignore[no-untyped-def]
        status = found(child(), cell(yes(MOTHER)), policy=policy)
        assert (status.status, status.yes_count, status.yes_needed) == (S.PARTLY_GIVEN, 1, 2)
        complete = found(child(), cell(yes(MOTHER), yes(FATHER, OCTOBER)), policy=policy)
        assert (complete.status, complete.since, complete.yes_count) == (S.GIVEN, OCTOBER, 2)

    def test_all_of_a_single_guardian_is_one(self) -> None:
        assert found(child(guardians=(GuardianFact(MOTHER),)), cell(yes(MOTHER)), policy=ALL).status is S.GIVEN

    def test_yes_of_a_guardian_without_authority_does_not_count(self) -> None:
        nobody = child(guardians=(GuardianFact(MOTHER, has_authority=False),))
        assert found(nobody, cell(yes(MOTHER))).status is S.NOT_REQUESTED
        ended = child(guardians=(GuardianFact(MOTHER, until=OCTOBER),))
        assert found(ended, cell(yes(MOTHER)), OCTOBER).status is S.GIVEN
        assert found(ended, cell(yes(MOTHER)), OCTOBER + DAY).status is S.NOT_REQUESTED
        later = child(guardians=(GuardianFact(MOTHER, since=OCTOBER),))
        assert found(later, cell(yes(MOTHER)), OCTOBER - DAY).status is S.NOT_REQUESTED
        assert found(later, cell(yes(MOTHER)), OCTOBER).status is S.GIVEN


class TestRow9Expired:
    def test_last_day_of_validity_and_day_after(self) -> None:
        facts = cell(yes(MOTHER, until=OCTOBER))
        assert found(child(), facts, OCTOBER).status is S.GIVEN
        after = found(child(), facts, OCTOBER + DAY)
        assert (after.status, after.since, after.decided_by) == (S.EXPIRED, OCTOBER + DAY, (MOTHER,))

    def test_expired_for_one_and_silence_of_the_other(self) -> None:
        assert found(child(), cell(yes(MOTHER, until=OCTOBER)), policy=BOTH).status is S.EXPIRED

    def test_expired_for_one_and_valid_for_the_other(self) -> None:
        facts = cell(yes(MOTHER, until=OCTOBER), yes(FATHER))
        assert found(child(), facts).status is S.GIVEN
        assert found(child(), facts, policy=BOTH).status is S.PARTLY_GIVEN

    def test_leaving_school_ends_a_yes_and_does_not_refuse(self) -> None:
        left = child(left_on=OCTOBER)
        assert found(left, cell(yes(MOTHER)), OCTOBER).status is S.GIVEN
        assert found(left, cell(yes(MOTHER)), OCTOBER + DAY).status is S.EXPIRED
        assert found(left, cell(yes(MOTHER, until=SEPTEMBER)), OCTOBER).status is S.EXPIRED
        assert found(left, cell(yes(MOTHER, NOVEMBER))).status is S.GIVEN


class TestRow10And11Silence:
    def test_asked(self) -> None:
        facts = cell(asked=(ASKED,))
        assert found(child(), facts, ASKED - DAY).status is S.NOT_REQUESTED
        status = found(child(), facts)
        assert (status.status, status.since, status.yes_needed) == (S.REQUESTED, ASKED, 1)

    def test_nothing(self) -> None:
        assert found(child(), cell()) == CellStatus(S.NOT_REQUESTED, yes_needed=1)

    def test_no_guardian_known(self) -> None:
        status = found(child(guardians=()), cell())
        assert (status.status, status.notices) == (S.NOT_REQUESTED, (Notice.NO_GUARDIAN_KNOWN,))
        gone = child(guardians=(GuardianFact(MOTHER, until=OCTOBER),))
        assert found(gone, cell(), policy=ALL).yes_needed == 1
        assert found(gone, cell(), policy=ALL).notices == (Notice.NO_GUARDIAN_KNOWN,)


class TestOtherLegalBasis:
    OTHERS = (LegalBasis.CONTRACT, LegalBasis.PUBLIC_TASK, LegalBasis.LEGITIMATE_INTEREST)

    @pytest.mark.parametrize("basis", OTHERS)
    @pytest.mark.parametrize("stop", [no, withdrawal, objection])
    def test_allowed_until_somebody_with_a_say_objects(self, basis, stop) -> None:  # type: ignore[no-untyped-def]
        assert found(child(), cell(basis=basis)) == CellStatus(S.NOT_NEEDED)
        for who in (MOTHER, PUPIL):
            status = found(child(), cell(stop(who), basis=basis))
            assert (status.status, status.decided_by, status.since) == (S.OBJECTED, (who,), SEPTEMBER)
        assert found(child(), cell(stop(AUNT), basis=basis)).status is S.NOT_NEEDED

    def test_own_answer_decides_once_of_age(self) -> None:
        facts = cell(objection(MOTHER), yes(PUPIL, TODAY), basis=LegalBasis.PUBLIC_TASK)
        status = found(sixteen(), facts)
        assert (status.status, status.notices) == (S.NOT_NEEDED, (Notice.GUARDIAN_DISAGREES,))
        own = cell(objection(PUPIL, TODAY), basis=LegalBasis.PUBLIC_TASK)
        assert found(sixteen(), own).status is S.OBJECTED

    def test_guardians_objection_after_the_birthday(self) -> None:
        facts = cell(objection(MOTHER), basis=LegalBasis.PUBLIC_TASK)
        assert found(sixteen(), facts).status is S.OBJECTED
        assert found(sixteen(), facts, policy=LAPSE).status is S.NOT_NEEDED


class TestWithoutAuthority:
    def test_relative_is_a_notice(self) -> None:
        status = found(child(), cell(yes(MOTHER), objection(AUNT)))
        assert (status.status, status.notices) == (S.GIVEN, (Notice.WITHOUT_AUTHORITY,))
        assert found(child(), cell(yes(MOTHER), yes(AUNT))).notices == ()

    def test_guardian_without_authority_is_a_notice(self) -> None:
        subject = child(guardians=(GuardianFact(MOTHER), GuardianFact(FATHER, has_authority=False)))
        status = found(subject, cell(yes(MOTHER), no(FATHER)))
        assert (status.status, status.notices) == (S.GIVEN, (Notice.WITHOUT_AUTHORITY,))


class TestCustodyThatEnds:
    subject = child(guardians=(GuardianFact(MOTHER), GuardianFact(FATHER, until=OCTOBER)))

    def test_stop_keeps_counting(self) -> None:
        status = found(self.subject, cell(yes(MOTHER), no(FATHER)))
        assert (status.status, status.decided_by) == (S.REFUSED, (FATHER,))

    def test_until_somebody_entitled_says_yes_after_the_change(self) -> None:
        status = found(self.subject, cell(no(FATHER), yes(MOTHER, OCTOBER + DAY)))
        assert status.status is S.GIVEN
        assert found(self.subject, cell(no(FATHER), yes(MOTHER, OCTOBER))).status is S.REFUSED

    def test_yes_by_somebody_without_a_say_does_not_lift_it(self) -> None:
        assert found(self.subject, cell(no(FATHER), yes(AUNT, NOVEMBER))).status is S.REFUSED
        assert found(self.subject, cell(no(FATHER), yes(PUPIL, NOVEMBER))).status is S.REFUSED

    def test_once_lifted_it_does_not_return_when_that_yes_ends(self) -> None:
        facts = cell(no(FATHER), yes(MOTHER, OCTOBER + DAY, until=NOVEMBER))
        assert found(self.subject, facts).status is S.EXPIRED

    def test_yes_that_is_still_to_come_does_not_lift_it_yet(self) -> None:
        facts = cell(no(FATHER), yes(MOTHER, NOVEMBER, valid_from=TODAY + DAY))
        assert found(self.subject, facts).status is S.REFUSED
        assert found(self.subject, facts, TODAY + DAY).status is S.GIVEN

    def test_yes_from_before_somebody_was_entitled_does_not_lift_it(self) -> None:
        subject = child(guardians=(GuardianFact(MOTHER, since=TODAY), GuardianFact(FATHER, until=OCTOBER)))
        assert found(subject, cell(no(FATHER), yes(MOTHER, NOVEMBER))).status is S.REFUSED
        assert found(subject, cell(no(FATHER), yes(MOTHER, TODAY))).status is S.GIVEN

    def test_somebody_who_never_had_authority_leaves_no_stop_behind(self) -> None:
        subject = child(guardians=(GuardianFact(MOTHER), GuardianFact(FATHER, has_authority=False, until=OCTOBER)))
        assert found(subject, cell(yes(MOTHER), no(FATHER))).status is S.GIVEN

    def test_another_stop_after_the_change_keeps_the_earlier_one(self) -> None:
        assert found(self.subject, cell(no(FATHER), withdrawal(FATHER, NOVEMBER))).status is S.REFUSED

    def test_stop_made_only_after_the_change_is_a_notice(self) -> None:
        status = found(self.subject, cell(yes(MOTHER), yes(FATHER), no(FATHER, NOVEMBER)))
        assert (status.status, status.notices) == (S.GIVEN, (Notice.WITHOUT_AUTHORITY,))


class TestWordingChange:
    CHANGE = (WordingChange(2, OCTOBER),)

    def test_yes_to_an_earlier_wording_no_longer_counts(self) -> None:
        facts = cell(yes(MOTHER, wording=1), asked=(ASKED,), changes=self.CHANGE)
        assert found(child(), facts, OCTOBER - DAY).status is S.GIVEN
        status = found(child(), facts)
        assert (status.status, status.since, status.notices) == (
            S.NOT_REQUESTED,
            OCTOBER,
            (Notice.WORDING_CHANGED,),
        )

    def test_asked_again_with_the_new_wording(self) -> None:
        facts = cell(yes(MOTHER, wording=1), asked=(ASKED, OCTOBER), changes=self.CHANGE)
        assert found(child(), facts).status is S.REQUESTED

    def test_stop_to_an_earlier_wording_stays(self) -> None:
        assert found(child(), cell(no(MOTHER, wording=1), changes=self.CHANGE)).status is S.REFUSED

    def test_yes_to_the_new_wording_counts_also_when_given_before_it_took_effect(self) -> None:
        assert found(child(), cell(yes(MOTHER, wording=2), changes=self.CHANGE)).status is S.GIVEN

    def test_unknown_version_goes_by_the_day(self) -> None:
        assert found(child(), cell(yes(MOTHER), changes=self.CHANGE)).status is S.NOT_REQUESTED
        assert found(child(), cell(yes(MOTHER, OCTOBER), changes=self.CHANGE)).status is S.GIVEN

    def test_own_answer_to_an_earlier_wording_does_not_hand_back_to_the_guardians(self) -> None:
        facts = cell(yes(PUPIL, BIRTHDAY, wording=1), yes(MOTHER, TODAY), changes=(WordingChange(2, TODAY),))
        status = found(sixteen(), facts)
        assert (status.status, status.notices) == (S.NOT_REQUESTED, (Notice.WORDING_CHANGED,))

    def test_first_version_and_corrections_are_no_changes(self) -> None:
        versions = [(3, True, NOVEMBER), (1, True, SEPTEMBER), (2, False, OCTOBER)]
        assert changes_of_substance(versions) == (WordingChange(3, NOVEMBER),)
        assert changes_of_substance([]) == ()


class TestAnnulment:
    def test_annulled_answer_never_counted(self) -> None:
        facts = cell(yes(MOTHER), no(MOTHER, OCTOBER, event_id=500), annulment(500, event_id=501))
        assert found(child(), facts).status is S.GIVEN
        assert found(child(), facts, OCTOBER).status is S.GIVEN

    def test_annulment_can_be_annulled(self) -> None:
        facts = cell(no(MOTHER, event_id=500), annulment(500, event_id=501), annulment(501, event_id=502))
        assert found(child(), facts).status is S.REFUSED
        thrice = cell(*facts.answers, annulment(502, event_id=503))
        assert found(child(), thrice).status is S.NOT_REQUESTED


class TestDates:
    def test_future_dated_answer_counts_from_its_day(self) -> None:
        facts = cell(yes(MOTHER), withdrawal(MOTHER, TODAY + DAY))
        assert (found(child(), facts).status, found(child(), facts).until) == (S.GIVEN, TODAY)
        assert found(child(), facts, TODAY + DAY).status is S.WITHDRAWN
        later = cell(yes(MOTHER, valid_from=OCTOBER))
        assert found(child(), later, OCTOBER - DAY).status is S.NOT_REQUESTED
        assert found(child(), later, OCTOBER).status is S.GIVEN

    def test_never_looking_back(self) -> None:
        facts = cell(yes(MOTHER, OCTOBER, valid_from=SEPTEMBER))
        assert found(child(), facts, SEPTEMBER).status is S.NOT_REQUESTED

    def test_answers_at_the_ends_of_the_calendar(self) -> None:
        facts = cell(yes(MOTHER, date.min), no(FATHER, date.max), asked=(date.max, date.min))
        assert found(child(), facts, date.min).status is S.GIVEN
        assert found(child(), facts, date.min).since is None
        assert found(child(), facts, date.max).status is S.REFUSED

    def test_photo_says_nothing_about_film(self) -> None:
        photo = cell(yes(MOTHER))
        film = cell(key=CellKey(Activity.PUBLICATION, MediaKind.FILM, 1))
        assert found(child(), photo).status is S.GIVEN
        assert found(child(), film).status is S.NOT_REQUESTED
