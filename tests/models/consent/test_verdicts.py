# SPDX-License-Identifier: GPL-3.0-or-later
"""Each row of the tables about what an appearance needs and about verdicts, and the examples about items."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.consent.facts import CellFacts, CellKey, CellStatus, GuardianFact, Scope, SubjectFacts
from models.consent.rules import status_on
from models.consent.verdicts import (
    NEED_BLOCK,
    NEED_COVER,
    NEED_IDENTIFY,
    NEED_MISSING,
    AppearanceFact,
    ItemFacts,
    ItemVerdict,
    ReasonKind,
    bits_of,
    judge_item,
    needs_of,
    verdict_from_bits,
)
from models.policy import ConsentPolicy
from models.terms import Activity, ConsentStatus, LegalBasis, MediaKind, Verdict, WayOut
from tests.models.consent.builders import (
    MOTHER,
    NL,
    OCTOBER,
    SEPTEMBER,
    TODAY,
    no,
    objection,
    statuses,
    withdrawal,
    yes,
)

S = ConsentStatus
WEBSITE, INSTAGRAM = 1, 2
NO_COVERING = replace(NL, covering_allowed=False)
STRICT_RECORDING = replace(NL, publication_covers_recording=False)
STOPS = (S.PROTECTED, S.REFUSED, S.WITHDRAWN, S.OBJECTED)
MISSING = (S.NOT_REQUESTED, S.REQUESTED, S.EXPIRED, S.PARTLY_GIVEN)
YESES = (S.GIVEN, S.NOT_NEEDED)


def photo(*appearances: AppearanceFact, **more: object) -> ItemFacts:
    return ItemFacts(MediaKind.PHOTO, OCTOBER, appearances, **more)  # type: ignore[arg-type]


def film(*appearances: AppearanceFact) -> ItemFacts:
    return ItemFacts(MediaKind.FILM, OCTOBER, appearances)


def sound(*appearances: AppearanceFact) -> ItemFacts:
    return ItemFacts(MediaKind.SOUND, OCTOBER, appearances)


def people(*ids: int) -> tuple[AppearanceFact, ...]:
    return tuple(AppearanceFact(person_id) for person_id in ids)


def judged(item: ItemFacts, policy: ConsentPolicy = NL, **told: object) -> ItemVerdict:
    return judge_item(item, policy, statuses(**told), WEBSITE, TODAY)  # type: ignore[arg-type]


class TestNeeds:
    @pytest.mark.parametrize(
        ("kind", "visible", "audible", "needed"),
        [
            (MediaKind.PHOTO, True, False, (MediaKind.PHOTO,)),
            (MediaKind.FILM, True, False, (MediaKind.FILM,)),
            (MediaKind.FILM, False, True, (MediaKind.SOUND,)),
            (MediaKind.FILM, True, True, (MediaKind.FILM, MediaKind.SOUND)),
            (MediaKind.SOUND, False, True, (MediaKind.SOUND,)),
            (MediaKind.PHOTO, False, True, (MediaKind.PHOTO,)),
            (MediaKind.FILM, False, False, (MediaKind.FILM,)),
            (MediaKind.SOUND, True, False, (MediaKind.SOUND,)),
        ],
    )
    def test_row(self, kind: MediaKind, visible: bool, audible: bool, needed: tuple[MediaKind, ...]) -> None:
        assert needs_of(kind, AppearanceFact(1, visible, audible)) == needed
        assert needs_of(kind, AppearanceFact(1, visible, audible, is_covered=True)) == ()

    def test_recording_on_the_day_of_capture_publication_on_the_day_asked(self) -> None:
        asked: list[tuple[CellKey, date]] = []

        def status_of(_person_id: int, key: CellKey, day: date) -> CellStatus:
            asked.append((key, day))
            return CellStatus(S.GIVEN)

        judge_item(photo(*people(1)), NL, status_of, WEBSITE, TODAY)
        assert asked == [
            (CellKey(Activity.PUBLICATION, MediaKind.PHOTO, WEBSITE), TODAY),
            (CellKey(Activity.RECORDING, MediaKind.PHOTO), OCTOBER),
        ]


class TestBits:
    @pytest.mark.parametrize("recording", MISSING + YESES)
    @pytest.mark.parametrize("publication", list(S))
    def test_publication_decides_where_recording_is_no_stop(self, publication: S, recording: S) -> None:
        bits = bits_of(publication, recording, True, NL)
        assert bits == (NEED_COVER if publication in STOPS else NEED_MISSING if publication in MISSING else 0)
        assert bits_of(publication, recording, False, NL) == (NEED_BLOCK if publication in STOPS else bits)
        assert bits_of(publication, recording, True, NO_COVERING) == (NEED_BLOCK if publication in STOPS else bits)

    @pytest.mark.parametrize("publication", list(S))
    @pytest.mark.parametrize("recording", [S.REFUSED, S.WITHDRAWN, S.OBJECTED])
    def test_refused_recording_blocks(self, publication: S, recording: S) -> None:
        assert bits_of(publication, recording, True, NL) == NEED_BLOCK

    @pytest.mark.parametrize("recording", MISSING)
    def test_recording_is_asked_for_where_the_policy_says_so(self, recording: S) -> None:
        assert bits_of(S.GIVEN, recording, True, STRICT_RECORDING) == NEED_MISSING
        assert bits_of(S.REFUSED, recording, True, STRICT_RECORDING) == NEED_COVER

    def test_protection_on_the_day_of_capture_alone_can_be_covered(self) -> None:
        assert bits_of(S.GIVEN, S.PROTECTED, True, NL) == NEED_COVER

    @pytest.mark.parametrize("bits", range(16))
    def test_worst_bit_wins(self, bits: int) -> None:
        verdict = verdict_from_bits(bits)
        assert verdict is (
            Verdict.NO
            if bits & NEED_BLOCK
            else Verdict.IDENTIFY
            if bits & NEED_IDENTIFY
            else Verdict.ASK
            if bits & NEED_MISSING
            else Verdict.COVER
            if bits & NEED_COVER
            else Verdict.READY
        )


class TestNo:
    def test_stop_that_cannot_be_covered(self) -> None:
        for found in (
            judged(sound(AppearanceFact(1, False, True)), sound={1: S.REFUSED}),
            judged(photo(*people(1)), NO_COVERING, publication={1: S.WITHDRAWN}),
        ):
            assert found.verdict is Verdict.NO
            assert found.ways_out == (WayOut.OTHER_PURPOSE, WayOut.OTHER_ITEM)
            assert found.reasons[0].what is ReasonKind.STOP
            assert found.to_cover == ()

    @pytest.mark.parametrize("recording", [S.REFUSED, S.WITHDRAWN])
    def test_recording_refused_suggests_deleting(self, recording: S) -> None:
        found = judged(photo(*people(1, 2)), recording={2: recording})
        assert found.verdict is Verdict.NO
        assert WayOut.DELETE_ITEM in found.ways_out
        first = found.reasons[0]
        assert (first.what, first.person_id, first.activity) == (
            ReasonKind.RECORDING_REFUSED,
            2,
            Activity.RECORDING,
        )

    def test_no_is_worse_than_an_unnamed_face(self) -> None:
        found = judged(photo(*people(1), unnamed_faces=2), NO_COVERING, publication={1: S.REFUSED})
        assert found.verdict is Verdict.NO
        assert {reason.what for reason in found.reasons} == {ReasonKind.STOP, ReasonKind.UNNAMED_FACES}


class TestIdentify:
    def test_nobody_looked_yet(self) -> None:
        found = judged(photo())
        assert found.verdict is Verdict.IDENTIFY
        assert [reason.what for reason in found.reasons] == [ReasonKind.NOBODY_LOOKED]
        assert found.ways_out == (WayOut.NAME_PEOPLE, WayOut.JUDGE_NOBODY_RECOGNISABLE)

    def test_face_neither_named_nor_judged(self) -> None:
        found = judged(photo(*people(1), unnamed_faces=3))
        assert found.verdict is Verdict.IDENTIFY
        assert (found.reasons[0].what, found.reasons[0].count) == (ReasonKind.UNNAMED_FACES, 3)

    def test_unjudged_face_outweighs_nobody_recognisable(self) -> None:
        assert judged(photo(unnamed_faces=1, nobody_recognisable=True)).verdict is Verdict.IDENTIFY

    def test_naming_somebody_is_looking(self) -> None:
        assert judged(photo(*people(1))).verdict is Verdict.READY

    def test_identify_is_worse_than_ask(self) -> None:
        found = judged(photo(*people(1), unnamed_faces=1), default=S.NOT_REQUESTED)
        assert (found.verdict, found.to_ask) == (Verdict.IDENTIFY, (1,))


class TestAsk:
    @pytest.mark.parametrize("status", MISSING)
    def test_missing_partial_or_expired(self, status: S) -> None:
        found = judged(photo(*people(1, 2)), publication={2: status})
        assert (found.verdict, found.to_ask) == (Verdict.ASK, (2,))
        assert found.ways_out == (WayOut.ASK_PEOPLE, WayOut.COVER_AND_EXPORT)
        assert (found.reasons[0].what, found.reasons[0].status) == (ReasonKind.MISSING, status)

    def test_one_stop_and_one_missing_offers_both_ways(self) -> None:
        found = judged(photo(*people(1, 2)), publication={1: S.REFUSED, 2: S.REQUESTED})
        assert (found.verdict, found.to_cover, found.to_ask) == (Verdict.ASK, (1,), (2,))
        assert found.ways_out == (WayOut.ASK_PEOPLE, WayOut.COVER_AND_EXPORT)

    def test_only_asking_where_covering_is_no_way(self) -> None:
        for found in (
            judged(photo(*people(1)), NO_COVERING, default=S.REQUESTED),
            judged(sound(AppearanceFact(1, False, True)), default=S.REQUESTED),
        ):
            assert (found.verdict, found.ways_out) == (Verdict.ASK, (WayOut.ASK_PEOPLE,))

    def test_recording_without_answer_where_it_is_asked_for(self) -> None:
        found = judged(photo(*people(1)), STRICT_RECORDING)
        assert found.verdict is Verdict.ASK
        assert (found.reasons[0].what, found.reasons[0].activity) == (ReasonKind.MISSING, Activity.RECORDING)
        assert judged(photo(*people(1)), NL).verdict is Verdict.READY


class TestCover:
    @pytest.mark.parametrize("status", STOPS)
    def test_each_stop_can_be_covered_in_a_photo(self, status: S) -> None:
        found = judged(photo(*people(1, 2)), publication={2: status})
        assert (found.verdict, found.to_cover) == (Verdict.COVER, (2,))
        assert found.ways_out == (WayOut.COVER_AND_EXPORT,)
        assert [(reason.what, reason.person_id) for reason in found.reasons] == [
            (ReasonKind.STOP, 2),
            (ReasonKind.YES, 1),
        ]

    def test_somebody_without_a_box_is_marked_first(self) -> None:
        item = photo(AppearanceFact(1, has_place=False), *people(2))
        found = judged(item, publication={1: S.REFUSED})
        assert (found.verdict, found.ways_out) == (Verdict.COVER, (WayOut.MARK_PLACE,))

    def test_box_of_somebody_who_said_yes_is_not_needed(self) -> None:
        item = photo(AppearanceFact(1, has_place=False), *people(2))
        assert judged(item, publication={2: S.REFUSED}).ways_out == (WayOut.COVER_AND_EXPORT,)

    def test_film_picture_is_covered_and_voice_muted(self) -> None:
        item = film(AppearanceFact(1, True, True))
        found = judged(item, publication={1: S.REFUSED}, sound={1: S.REFUSED})
        assert found.ways_out == (WayOut.COVER_AND_EXPORT, WayOut.MUTE)
        assert (found.verdict, found.to_cover) == (Verdict.COVER, (1,))
        assert judged(item, sound={1: S.REFUSED}).ways_out == (WayOut.MUTE,)

    def test_one_person_of_two_boxes_is_one_to_cover(self) -> None:
        found = judged(photo(*people(1, 1)), publication={1: S.REFUSED})
        assert found.to_cover == (1,)
        assert len(found.reasons) == 1


class TestReady:
    @pytest.mark.parametrize("status", YESES)
    def test_each_yes_is_listed(self, status: S) -> None:
        found = judged(photo(*people(1, 2)), default=status)
        assert (found.verdict, found.ways_out) == (Verdict.READY, (WayOut.EXPORT,))
        assert [(reason.what, reason.person_id, reason.status) for reason in found.reasons] == [
            (ReasonKind.YES, 1, status),
            (ReasonKind.YES, 2, status),
        ]

    def test_nobody_recognisable(self) -> None:
        for item in (photo(nobody_recognisable=True), photo(somebody_looked=True)):
            found = judged(item)
            assert found.verdict is Verdict.READY
            assert [reason.what for reason in found.reasons] == [ReasonKind.NOBODY_RECOGNISABLE]

    def test_covered_in_the_judged_copy_needs_nothing(self) -> None:
        item = photo(AppearanceFact(1, is_covered=True))
        found = judged(item, publication={1: S.REFUSED})
        assert found.verdict is Verdict.READY
        assert [(reason.what, reason.person_id) for reason in found.reasons] == [(ReasonKind.COVERED, 1)]


class TestWorkedExamples:
    def test_example_1_class_photo_with_one_no_to_instagram(self) -> None:
        def status_of(person_id: int, key: CellKey, _day: date) -> CellStatus:
            is_no = person_id == 24 and key.purpose_id == INSTAGRAM
            return CellStatus(S.REFUSED if is_no else S.GIVEN)

        item = photo(*people(*range(1, 25)))
        website = judge_item(item, NL, status_of, WEBSITE, TODAY)
        assert (website.verdict, len(website.reasons)) == (Verdict.READY, 24)
        instagram = judge_item(item, NL, status_of, INSTAGRAM, TODAY)
        assert (instagram.verdict, instagram.to_cover) == (Verdict.COVER, (24,))

    def test_example_4_musical_with_a_voice_off_screen(self) -> None:
        item = film(*people(1, 2, 3), AppearanceFact(4, visible=False, audible=True))
        found = judged(item, sound={4: S.NOT_REQUESTED})
        assert (found.verdict, found.to_ask) == (Verdict.ASK, (4,))
        assert found.ways_out == (WayOut.ASK_PEOPLE, WayOut.MUTE)
        assert (found.reasons[0].kind, found.reasons[0].person_id) == (MediaKind.SOUND, 4)

    def test_example_5_sprinkler_in_the_corridor(self) -> None:
        refusals = {44: S.REFUSED, 45: S.REFUSED, 46: S.REFUSED}
        item = photo(*people(*range(1, 47)), unnamed_faces=4)
        assert judged(item, publication=refusals).verdict is Verdict.IDENTIFY
        found = judged(replace(item, unnamed_faces=0), publication=refusals)
        assert (found.verdict, found.to_cover) == (Verdict.COVER, (44, 45, 46))

    def test_example_6_internship_supervisor(self) -> None:
        supervisor = SubjectFacts(1)
        key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, WEBSITE)
        for said, verdict in ((yes(1), Verdict.READY), (no(1), Verdict.COVER)):
            facts = {key: CellFacts(key, answers=(said,))}
            assert self._judged_by_rules(supervisor, facts).verdict is verdict
        assert self._judged_by_rules(supervisor, {}).verdict is Verdict.ASK

    def test_example_7_yes_for_this_photo_only(self) -> None:
        pupil = SubjectFacts(1, date(2030, 1, 1), guardians=(GuardianFact(MOTHER),))
        key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, WEBSITE)
        facts = {key: CellFacts(key, answers=(no(MOTHER), yes(MOTHER, item_id=7)))}
        assert self._judged_by_rules(pupil, facts, Scope(item_id=7)).verdict is Verdict.READY
        assert self._judged_by_rules(pupil, facts, Scope(item_id=8)).verdict is Verdict.COVER
        other = judge_item(photo(*people(1)), NL, self._lookup(pupil, facts, Scope(item_id=7)), INSTAGRAM, TODAY)
        assert other.verdict is Verdict.ASK

    def test_example_9_lesson_use(self) -> None:
        pupil = SubjectFacts(1, date(2030, 1, 1), guardians=(GuardianFact(MOTHER),))
        key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, WEBSITE)
        lesson = CellFacts(key, LegalBasis.PUBLIC_TASK)
        assert self._judged_by_rules(pupil, {key: lesson}).verdict is Verdict.READY
        objected = replace(lesson, answers=(objection(MOTHER),))
        assert self._judged_by_rules(pupil, {key: objected}).verdict is Verdict.COVER

    def test_example_10_protected_pupil_in_the_background(self) -> None:
        pupil = SubjectFacts(1, date(2030, 1, 1), is_protected=True, guardians=(GuardianFact(MOTHER),))
        key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, WEBSITE)
        found = self._judged_by_rules(pupil, {key: CellFacts(key, answers=(no(MOTHER),))})
        assert (found.verdict, found.to_cover) == (Verdict.COVER, (1,))
        (reason,) = found.reasons
        assert (reason.status, reason.since, reason.decided_by, reason.event_ids) == (S.PROTECTED, None, (), ())

    def test_later_withdrawal_of_recording_does_not_reach_back(self) -> None:
        subject = SubjectFacts(1)
        shown = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, WEBSITE)
        made = CellKey(Activity.RECORDING, MediaKind.PHOTO)
        publication = CellFacts(shown, answers=(yes(1),))
        later = CellFacts(made, answers=(yes(1), withdrawal(1, OCTOBER + timedelta(days=1))))
        assert self._judged_by_rules(subject, {shown: publication, made: later}).verdict is Verdict.READY
        before = CellFacts(made, answers=(no(1, SEPTEMBER),))
        assert self._judged_by_rules(subject, {shown: publication, made: before}).verdict is Verdict.NO

    @staticmethod
    def _lookup(subject: SubjectFacts, facts: dict[CellKey, CellFacts], scope: Scope):  # type: ignore[no-untyped-def]
        def status_of(_person_id: int, key: CellKey, day: date) -> CellStatus:
            return status_on(subject, facts.get(key, CellFacts(key)), NL, day, scope)

        return status_of

    def _judged_by_rules(
        self, subject: SubjectFacts, facts: dict[CellKey, CellFacts], scope: Scope | None = None
    ) -> ItemVerdict:
        return judge_item(photo(*people(1)), NL, self._lookup(subject, facts, scope or Scope()), WEBSITE, TODAY)


class TestSpans:
    def test_reasons_name_when_somebody_is_seen_or_heard(self) -> None:
        item = film(
            AppearanceFact(1, span=(12_000, 40_000)),
            AppearanceFact(1, span=(50_000, 55_000)),
            AppearanceFact(1, visible=False, audible=True, span=(0, 5_000)),
        )
        verdict = judged(item, publication={1: S.REFUSED}, sound={1: S.GIVEN})
        spans = {reason.kind: reason.spans for reason in verdict.reasons}
        assert spans == {MediaKind.FILM: ((12_000, 40_000), (50_000, 55_000)), MediaKind.SOUND: ((0, 5_000),)}
        assert len(verdict.reasons) == 2

    def test_the_whole_recording_needs_no_moments(self) -> None:
        item = film(AppearanceFact(1, span=(12_000, 40_000)), AppearanceFact(1))
        assert [reason.spans for reason in judged(item, publication={1: S.REFUSED}).reasons] == [()]
