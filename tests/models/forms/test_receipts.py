# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts: each signer's own answers that stand, in their language, and nothing about anybody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Engine, event

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.forms.form_rows import FormQuestions
from models.forms.receipt_words import receipt_text, receipt_words
from models.forms.receipts import Receipt
from models.forms.round_terms import RoundInput, RoundWho
from models.forms.typed import TypedInput
from models.forms.wording import LANGUAGES
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Activity, Answer, AnswerMethod, Audience, ErasureGround, MediaKind, PersonRole
from models.workspace import Workspace

PHOTO, FILM, SOUND = MediaKind


@dataclass
class Family:
    workspace: Workspace
    website: int
    guide: int
    aya: int
    mother: int
    father: int
    kim: int

    def key(self, purpose: int | None, kind: MediaKind = PHOTO) -> CellKey:
        return CellKey(Activity.RECORDING if purpose is None else Activity.PUBLICATION, kind, purpose)

    def say(self, person: int, decider: int, *yes: CellKey, no: tuple[CellKey, ...] = (), **more: object) -> list[int]:
        answers = {**dict.fromkeys(yes, True), **dict.fromkeys(no, False)}
        made = TypedInput(person, answers, decider_ids=(decider,), **more)  # type: ignore[arg-type]
        return list(self.workspace.typed.record(made).value.event_ids)

    def receipts(self, *people: int) -> tuple[Receipt, ...]:
        return self.workspace.receipts.of_people(people)


@pytest.fixture
def family(workspace: Workspace) -> Family:
    """Aya in 8a has a Turkish mother and a father; Kim works at the school, in no class."""
    workspace.settings.change_school(School("De Klaproos", contact="020 1234567"))
    website, guide = workspace.purposes.add_purposes(
        (
            PurposeInput("website", "Website", Audience.PUBLIC),
            PurposeInput("guide", "School guide", Audience.PRINT, kinds=(PHOTO,)),
        )
    ).value
    people, group = workspace.people, workspace.groups.add_group("8a").value
    born = date(2016, 3, 1)
    aya = people.add_person(PersonInput("Aya", "", "Smit", born, roles=(PersonRole.PUPIL,), group_ids=(group,))).value
    mother = people.add_guardian(aya, PersonInput("Elif", "", "Smit", language="tr")).value
    father = people.add_guardian(aya, PersonInput("Can", "", "Smit")).value
    kim = people.add_person(PersonInput("Kim", "de", "Wit", roles=(PersonRole.STAFF,))).value
    return Family(workspace, website, guide, aya, mother, father, kim)


def refused(work: Callable[[], object]) -> ErrorCode:
    with pytest.raises(KnownError) as caught:
        work()
    return caught.value.code


def test_a_signer_reads_what_they_said_by_place_and_kind(family: Family) -> None:
    family.say(family.aya, family.mother, family.key(None), family.key(family.website), no=(family.key(family.guide),))
    (receipt,) = family.receipts(family.aya)
    assert (receipt.name, receipt.groups, receipt.signer, receipt.is_self) == ("Aya Smit", ("8a",), "Elif Smit", False)
    assert receipt.language == "tr"
    (part,) = receipt.parts
    assert (part.decided_on, part.method) == (date(2026, 9, 15), AnswerMethod.TELEPHONE)
    assert [(line.title, line.yes, line.no, line.open) for line in part.lines] == [
        ("", (PHOTO,), (), (FILM, SOUND)),
        ("Website", (PHOTO,), (), (FILM, SOUND)),
        ("School guide", (), (PHOTO,), ()),
    ]


def test_no_parent_reads_what_the_other_said(family: Family) -> None:
    family.say(family.aya, family.mother, family.key(family.website))
    family.say(family.aya, family.father, no=(family.key(family.website),))
    mine, his = family.receipts(family.aya)
    assert (mine.signer, his.signer) == ("Elif Smit", "Can Smit")
    assert mine.parts[0].lines[0].no == ()
    assert his.parts[0].lines[0].yes == ()
    assert "Can" not in receipt_text(mine)
    assert "Elif" not in receipt_text(his)
    assert his.language == "tr"  # none of his own on record: that of the family


def test_what_was_taken_back_or_followed_is_not_told(family: Family, clock: FixedClock) -> None:
    key = family.key(family.website)
    first = family.say(family.kim, family.kim, key, family.key(None))
    family.workspace.consent.annul_answers(first[1:])
    clock.advance(days=1)
    family.say(family.kim, family.kim, no=(key,))
    (receipt,) = family.receipts(family.kim)
    assert [(line.title, line.yes, line.no) for part in receipt.parts for line in part.lines] == [
        ("Website", (), (PHOTO,))
    ]
    assert family.workspace.receipts.of_answers(first) == ()


def test_a_yes_that_has_ended_is_no_yes(family: Family) -> None:
    key = family.key(family.website)
    answers = (
        AnswerInput(
            family.kim, key, Answer.GIVEN, decided_on=date(2026, 1, 5), valid_until=date(2026, 6, 30)
        ),
        AnswerInput(
            family.kim, family.key(family.guide), Answer.GIVEN, decided_on=date(2026, 1, 5),
            valid_until=date(2027, 6, 30),
        ),
    )  # fmt: skip
    family.workspace.consent.record_answers(answers)
    (receipt,) = family.receipts(family.kim)
    (line,) = receipt.parts[0].lines
    assert (line.title, line.ends_on) == ("School guide", date(2027, 6, 30))
    assert "tot en met 30 juni 2027" in receipt_text(receipt)


def test_answers_of_several_days_and_ways_stand_apart(family: Family) -> None:
    family.say(family.kim, family.kim, family.key(None), decided_on=date(2026, 9, 1), method=AnswerMethod.FORM)
    family.say(family.kim, family.kim, family.key(None, FILM))
    (receipt,) = family.receipts(family.kim)
    assert [(part.decided_on.day, part.method, part.lines[0].yes) for part in receipt.parts] == [
        (15, AnswerMethod.TELEPHONE, (FILM,)),
        (1, AnswerMethod.FORM, (PHOTO,)),
    ]
    assert {part.lines[0].open for part in receipt.parts} == {(SOUND,)}


def test_once_somebody_decides_alone_only_they_get_one(family: Family) -> None:
    people = family.workspace.people
    sem = people.add_person(PersonInput("Sem", "", "Bos", date(2010, 9, 10), roles=(PersonRole.PUPIL,))).value
    parent = people.add_guardian(sem, PersonInput("Jo", "", "Bos")).value
    events = family.say(sem, parent, family.key(None), decided_on=date(2026, 9, 9))
    assert family.receipts(sem) == ()
    family.say(sem, sem, family.key(None))
    (receipt,) = family.receipts(sem)
    assert (receipt.signer_id, receipt.is_self) == (sem, True)
    (asked_for,) = family.workspace.receipts.of_answers(events)
    assert asked_for.signer_id == parent


def test_the_erased_get_none_and_the_merged_are_one(family: Family) -> None:
    workspace = family.workspace
    family.say(family.kim, family.kim, family.key(None))
    double = workspace.people.add_person(PersonInput("Kim", "de", "Witt", roles=(PersonRole.STAFF,))).value
    events = family.say(double, double, family.key(None, FILM))
    workspace.merges.merge(family.kim, double)
    (receipt,) = family.receipts(double)
    assert (receipt.person_id, receipt.signer_id) == (family.kim, family.kim)
    assert {kind for part in receipt.parts for line in part.lines for kind in line.yes} == {PHOTO, FILM}
    workspace.erasure.erase(family.kim, ErasureGround.CONSENT_WITHDRAWN)
    assert refused(lambda: family.receipts(family.kim)) is ErrorCode.PERSON_UNKNOWN
    assert workspace.receipts.of_answers(events) == ()


def test_a_receipt_says_nothing_of_protection(family: Family) -> None:
    family.say(family.aya, family.mother, family.key(None))
    before = family.receipts(family.aya)
    family.workspace.people.set_protected(family.aya, is_protected=True, reason="not for anybody")
    assert family.receipts(family.aya) == before


def test_a_round_gives_what_was_answered_since_sorted_by_class(family: Family) -> None:
    workspace = family.workspace
    bo = workspace.people.add_person(
        PersonInput(
            "Bo", "", "Bos", date(2016, 1, 1), roles=(PersonRole.PUPIL,),
            group_ids=(workspace.groups.add_group("7b").value,),
        )
    ).value  # fmt: skip
    family.say(family.kim, family.kim, family.key(family.guide), decided_on=date(2026, 9, 1))
    made = RoundInput(
        "Autumn", RoundWho(person_ids=(family.aya, bo, family.kim)), FormQuestions((family.website,)), "nl"
    )
    round_id = workspace.rounds.start(made).value.round_id
    for person, decider in ((family.kim, (family.kim,)), (family.aya, (family.father,)), (bo, ())):
        form = workspace.typed.questions(person).forms[0]
        said = TypedInput(person, {family.key(family.website): True}, form.form_ids, decider)
        workspace.typed.record(said)
    found = workspace.receipts.of_round(round_id)
    assert [(one.name, one.signer) for one in found] == [
        ("Bo Bos", ""), ("Aya Smit", "Can Smit"), ("Kim de Wit", "Kim de Wit"),
    ]  # fmt: skip
    assert [line.title for line in found[2].parts[0].lines] == ["Website"]
    assert receipt_words(found[0]).greeting == "Beste ouder of verzorger van Bo Bos,"
    assert refused(lambda: workspace.receipts.of_round(99)) is ErrorCode.ROUND_UNKNOWN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_self", [True, False])
def test_every_language_says_what_was_recorded_and_how_to_change_it(
    family: Family, language: str, is_self: bool
) -> None:
    people = family.workspace.people
    role = PersonRole.STAFF if is_self else PersonRole.PUPIL
    born = None if is_self else date(2016, 1, 1)
    person = people.add_person(PersonInput("Lena", "", "Kok", born, roles=(role,), language=language)).value
    signer = person if is_self else people.add_guardian(person, PersonInput("Ria", "", "Kok", language=language)).value
    family.say(person, signer, family.key(family.website), no=(family.key(family.website, FILM),))
    (receipt,) = family.receipts(person)
    said = receipt_words(receipt)
    assert receipt.language == language
    assert said.is_right_to_left == (language == "ar")
    text = receipt_text(receipt)
    for part in ("Lena Kok", "De Klaproos", "020 1234567", "Website", said.change, said.rights, *said.rules):
        assert part in text
    assert len(said.rules) == (1 if is_self else 2)
    assert "{" not in text
    (row,) = said.tables[0].rows
    assert "\u2013" not in row


def test_the_number_of_queries_does_not_grow_with_the_people(family: Family) -> None:
    def count(*people: int) -> int:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            assert len(family.receipts(*people)) == len(people)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return len(seen)

    people = []
    for number in range(12):
        entered = PersonInput(f"Juf{number}", "", "Vos", roles=(PersonRole.STAFF,))
        person = family.workspace.people.add_person(entered).value
        family.say(person, person, family.key(family.website))
        people.append(person)
    assert count(*people) == count(people[0])
