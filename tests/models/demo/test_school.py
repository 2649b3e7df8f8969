# SPDX-License-Identifier: GPL-3.0-or-later
"""The invented school hangs together, on any day, and holds every verdict."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.consent.facts import AnswerFact, CellFacts, CellKey, CellStatus, GuardianFact, SubjectFacts
from models.consent.rules import status_on
from models.consent.verdicts import AppearanceFact, ItemFacts, ItemVerdict, judge_item
from models.demo.compositions import COMPOSITIONS
from models.demo.looks import derive_look
from models.demo.school import load_school
from models.demo.values import DemoPerson, DemoPurpose, DemoScene, DemoSchool
from models.errors import BugError
from models.policy import ConsentPolicy, date_of_own_decision
from models.terms import Activity, Answer, ConsentStatus, MediaKind, NobodyReason, Notice, PersonRole, Verdict

TODAY = date(2026, 11, 24)
POLICY = ConsentPolicy()
WEBSITE, INSTAGRAM = "website", "instagram"


class _Judge:
    """The rules over the plain values of the school, without a database."""

    def __init__(self, school: DemoSchool) -> None:
        self.school = school
        self.people = {person.key: person for person in school.people}
        self.number = {key: index for index, key in enumerate(self.people, 1)}
        self.by_number = {number: self.people[key] for key, number in self.number.items()}
        self.purposes = dict(enumerate(school.purposes, 1))
        self.purpose_number = {purpose.key: index for index, purpose in self.purposes.items()}

    def verdict(self, scene: DemoScene, purpose_key: str, day: date | None = None) -> ItemVerdict:
        marked = 0 if scene.is_untouched else len(scene.unnamed)
        item = ItemFacts(
            kind=MediaKind.PHOTO,
            captured_on=scene.captured_at.date(),
            appearances=tuple(AppearanceFact(self.number[key]) for key in scene.named),
            unnamed_faces=marked,
            nobody_recognisable=scene.nobody is not None,
        )
        return judge_item(item, POLICY, self.status, self.purpose_number[purpose_key], day or self.school.today)

    def status(self, person_id: int, key: CellKey, day: date) -> CellStatus:
        person = self.by_number[person_id]
        purpose = self.purposes.get(key.purpose_id or 0)
        return status_on(self._subject(person), self._cell(person, key, purpose), POLICY, day)

    def status_of(self, person_key: str, purpose_key: str) -> CellStatus:
        key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, self.purpose_number[purpose_key])
        return self.status(self.number[person_key], key, self.school.today)

    def _subject(self, person: DemoPerson) -> SubjectFacts:
        decides_from = date.min
        if person.role is PersonRole.PUPIL:
            decides_from = date_of_own_decision(person.birth_date, POLICY) if person.birth_date else date.max
        guardians = tuple(GuardianFact(self.number[one.guardian_key], one.has_authority) for one in person.guardians)
        return SubjectFacts(self.number[person.key], decides_from, person.is_protected, guardians)

    def _cell(self, person: DemoPerson, key: CellKey, purpose: DemoPurpose | None) -> CellFacts:
        purpose_key = purpose.key if purpose else None
        answers = tuple(
            AnswerFact(
                number, self.number[one.decider_key], one.answer, one.decided_on, one.decided_on, one.valid_until
            )
            for number, one in enumerate(self.school.answers, 1)
            if (one.person_key, one.purpose_key, one.kind) == (person.key, purpose_key, key.kind)
        )
        asked = tuple(
            one.asked_on
            for one in self.school.requests
            if (one.person_key, one.purpose_key, one.kind) == (person.key, purpose_key, key.kind)
        )
        if purpose is None:
            return CellFacts(key, answers=answers, asked_on=asked)
        return CellFacts(key, purpose.legal_basis, answers, asked)


@pytest.fixture(scope="module")
def school() -> DemoSchool:
    return load_school(TODAY)


@pytest.fixture(scope="module")
def judge(school: DemoSchool) -> _Judge:
    return _Judge(school)


def test_people_by_role(school: DemoSchool) -> None:
    counts = Counter(person.role for person in school.people)
    assert counts[PersonRole.PUPIL] == 49
    assert counts[PersonRole.STAFF] == 6
    assert counts[PersonRole.VOLUNTEER] == 3
    assert counts[PersonRole.INTERNSHIP_PROVIDER] == 2
    assert counts[PersonRole.GUEST] == 2
    assert counts[PersonRole.GUARDIAN] > 70
    assert all(p.organisation for p in school.people if p.role is PersonRole.INTERNSHIP_PROVIDER)


def test_keys_are_unique_and_known(school: DemoSchool) -> None:
    keys = [person.key for person in school.people]
    assert len(keys) == len(set(keys))
    assert len({person.pupil_number for person in school.people if person.pupil_number}) == 48
    known, groups = set(keys), {group.key for group in school.groups}
    purposes, scenes = {one.key for one in school.purposes}, {one.key for one in school.scenes}
    for person in school.people:
        assert set(person.group_keys) <= groups
        assert {bond.guardian_key for bond in person.guardians} <= known
        assert bool(person.guardians) == bool(person.role is PersonRole.PUPIL and person.pupil_number)
    for answer in school.answers:
        assert {answer.person_key, answer.decider_key} <= known
        assert answer.purpose_key is None or answer.purpose_key in purposes
    assert {one.person_key for one in school.requests} <= known
    assert {one.scene_key for one in school.publications} <= scenes
    for event in school.events:
        assert set(event.group_keys) <= groups
        assert {*event.person_keys, event.photographer_key} - {None} <= known
        assert event.purpose_key is None or event.purpose_key in purposes


def test_siblings_share_guardians(school: DemoSchool) -> None:
    people = {person.key: person for person in school.people}
    assert people["noor"].guardians == people["eva"].guardians
    assert len(people["noor"].guardians) == 2


def test_every_deciding_voice_belongs_to_the_person(school: DemoSchool) -> None:
    people = {person.key: person for person in school.people}
    for answer in school.answers:
        person = people[answer.person_key]
        entitled = {bond.guardian_key for bond in person.guardians if bond.has_authority} | {person.key}
        assert answer.decider_key in entitled


def test_email_addresses_lead_nowhere(school: DemoSchool) -> None:
    addresses = [person.email for person in school.people if person.email]
    assert len(addresses) > 80
    assert all(address.endswith(".example") and address.isascii() and " " not in address for address in addresses)


def test_pictures_name_known_people(school: DemoSchool) -> None:
    looks = school.looks()
    assert len(school.scenes) >= 30
    assert len({scene.file_name for scene in school.scenes}) == len(school.scenes)
    for scene in school.scenes:
        assert scene.composition in COMPOSITIONS
        assert set(scene.people) <= set(looks)
        assert len(set(scene.people)) == len(scene.people)
        assert scene.unnamed <= set(scene.people)
        assert bool(scene.people) == (scene.nobody is None)


def test_kinds_of_files(school: DemoSchool) -> None:
    names = [scene.file_name for scene in school.scenes]
    assert Counter(name.rsplit(".", 1)[1] for name in names) == {"jpg": len(names) - 2, "png": 1, "webp": 1}
    assert "Klassenfoto groep 7b.jpg" in names
    assert sum(scene.is_turned for scene in school.scenes) == 2
    assert 1 <= sum(scene.place is not None for scene in school.scenes) <= 2
    reasons = {scene.nobody for scene in school.scenes}
    assert {NobodyReason.FROM_BEHIND, NobodyReason.TOO_SMALL, NobodyReason.NO_PEOPLE} <= reasons


@pytest.mark.parametrize("purpose", [WEBSITE, INSTAGRAM])
def test_every_verdict_is_planned(school: DemoSchool, purpose: str) -> None:
    planned = Counter(dict(scene.expected)[purpose] for scene in school.scenes)
    assert set(planned) == set(Verdict)
    assert planned[Verdict.READY] == max(planned.values())


def test_the_rules_agree_with_the_plan(school: DemoSchool, judge: _Judge) -> None:
    wrong = [
        (scene.key, purpose, judge.verdict(scene, purpose).verdict.key, expected.key)
        for scene in school.scenes
        for purpose, expected in scene.expected
        if judge.verdict(scene, purpose).verdict is not expected
    ]
    assert wrong == []


def test_every_status_occurs(judge: _Judge) -> None:
    assert judge.status_of("milan", WEBSITE).status is ConsentStatus.PROTECTED
    assert judge.status_of("finn", WEBSITE).status is ConsentStatus.WITHDRAWN
    assert judge.status_of("lotte", WEBSITE).status is ConsentStatus.EXPIRED
    assert judge.status_of("oleksandr", WEBSITE).status is ConsentStatus.REQUESTED
    assert judge.status_of("rania", WEBSITE).status is ConsentStatus.NOT_REQUESTED
    assert judge.status_of("sem", INSTAGRAM).status is ConsentStatus.REFUSED
    assert judge.status_of("sem", WEBSITE).status is ConsentStatus.GIVEN
    assert judge.status_of("bram", "lesson").status is ConsentStatus.OBJECTED
    assert judge.status_of("sem", "lesson").status is ConsentStatus.NOT_NEEDED


def test_guardians_who_differ_and_pupils_who_decide(judge: _Judge) -> None:
    assert Notice.GUARDIANS_DIFFER in judge.status_of("bram", WEBSITE).notices
    just_turned = judge.status_of("sofie", WEBSITE)
    assert just_turned.status is ConsentStatus.GIVEN
    assert Notice.NOW_DECIDES in just_turned.notices
    own = judge.status_of("denise", INSTAGRAM)
    assert own.status is ConsentStatus.REFUSED
    assert own.decided_by == (judge.number["denise"],)


def test_a_withdrawal_leaves_something_to_take_down(school: DemoSchool, judge: _Judge) -> None:
    published = [(school.scene(one.scene_key), one) for one in school.publications]
    then = {judge.verdict(scene, one.purpose_key, one.published_on).verdict for scene, one in published}
    now = Counter(judge.verdict(scene, one.purpose_key).verdict for scene, one in published)
    assert then == {Verdict.READY}
    assert now[Verdict.COVER] == 2
    assert now[Verdict.READY] == 2


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2060, 12, 31)))
@example(date(2028, 2, 29))
@example(date(2028, 3, 3))
def test_holds_on_any_day(today: date) -> None:
    school = load_school(today)
    people = {person.key: person for person in school.people}
    judge = _Judge(school)
    for scene in school.scenes:
        assert scene.captured_at.date() < today
        assert scene.captured_at.weekday() < 5
    assert all(answer.decided_on < today for answer in school.answers)
    captured = {scene.key: scene.captured_at.date() for scene in school.scenes}
    assert all(captured[one.scene_key] <= one.published_on < today for one in school.publications)
    for key, is_of_age in (("sofie", True), ("denise", True), ("tom", False), ("noor", False)):
        birth_date = people[key].birth_date
        assert birth_date is not None
        assert (date_of_own_decision(birth_date, POLICY) <= today) is is_of_age
    sofie = people["sofie"].birth_date
    assert sofie is not None
    assert timedelta(days=2) <= today - date_of_own_decision(sofie, POLICY) <= timedelta(days=4)
    for key in ("class_7b", "sports_prize", "musical_song", "trip_friends", "open_laptop"):
        scene = school.scene(key)
        assert {purpose: judge.verdict(scene, purpose).verdict for purpose, _ in scene.expected} == dict(scene.expected)


def test_answers_cover_all_kinds(school: DemoSchool) -> None:
    assert {answer.kind for answer in school.answers} == set(MediaKind)
    assert {answer.answer for answer in school.answers} >= {
        Answer.GIVEN,
        Answer.REFUSED,
        Answer.WITHDRAWN,
        Answer.OBJECTED,
    }


@pytest.mark.parametrize("words", ["", "1 short", "1 short green", "x short black", "1 short black moustache"])
def test_an_unclear_look_is_a_bug(words: str) -> None:
    with pytest.raises(BugError):
        derive_look("somebody", words, 10)


def test_an_unknown_picture_is_a_bug(school: DemoSchool) -> None:
    with pytest.raises(BugError):
        school.scene("none")
