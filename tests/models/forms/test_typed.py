# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers typed by hand: which lines, whose word, what is recorded, and that undo takes all of it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.errors import ErrorCode, KnownError
from models.forms.form_rows import FormQuestions
from models.forms.round_terms import RoundInput, RoundWho
from models.forms.typed import TypedInput, TypedQuestions
from models.roster.person_input import PersonInput
from models.settings import School
from models.tables import ConsentEvent, ConsentRequest, Form
from models.terms import (
    Activity,
    Answer,
    AnswerMethod,
    Audience,
    ConsentStatus,
    ErasureGround,
    FormState,
    MediaKind,
    PersonRole,
)
from models.workspace import Workspace

TODAY = date(2026, 9, 15)


@dataclass
class Asked:
    """Aya has a mother and a father; Kim works at the school; both were asked on paper."""

    workspace: Workspace
    website: int
    guide: int
    aya: int
    mother: int
    father: int
    kim: int
    round_id: int

    def key(self, purpose: int | None, kind: MediaKind = MediaKind.PHOTO) -> CellKey:
        return CellKey(Activity.RECORDING if purpose is None else Activity.PUBLICATION, kind, purpose)

    def status(self, person: int, key: CellKey) -> ConsentStatus:
        return self.workspace.consent.facts((person,)).status_of(person, key, TODAY).status

    def states(self, form_ids: tuple[int, ...]) -> set[FormState]:
        with self.workspace.store.read() as session:
            return {session.get(Form, form_id).state for form_id in form_ids}  # type: ignore[union-attr]

    def answered(self) -> int:
        return self.workspace.rounds.progress(self.round_id).row.answered


@pytest.fixture
def asked(workspace: Workspace) -> Asked:
    workspace.settings.change_school(School("De Klaproos"))
    website, guide = workspace.purposes.add_purposes(
        (
            PurposeInput("website", "Website", Audience.PUBLIC, wording=(("tr", "Web sitesi"),)),
            PurposeInput("guide", "School guide", Audience.PRINT, kinds=(MediaKind.PHOTO,)),
        )
    ).value
    people = workspace.people
    aya = people.add_person(PersonInput("Aya", "", "Smit", date(2016, 3, 1), roles=(PersonRole.PUPIL,))).value
    mother = people.add_guardian(aya, PersonInput("Elif", "", "Smit", language="tr")).value
    father = people.add_guardian(aya, PersonInput("Can", "", "Smit")).value
    kim = people.add_person(PersonInput("Kim", "de", "Wit", roles=(PersonRole.STAFF,))).value
    made = RoundInput("Autumn", RoundWho(person_ids=(aya, kim)), FormQuestions((website, guide)), "nl")
    round_id = workspace.rounds.start(made).value.round_id
    return Asked(workspace, website, guide, aya, mother, father, kim, round_id)


def refused(work: Callable[[], object]) -> ErrorCode:
    with pytest.raises(KnownError) as caught:
        work()
    return caught.value.code


def say(found: TypedQuestions, *words: str, **more: object) -> TypedInput:
    """Answers to the first lines in their order: "y", "n", or "-" for not said."""
    form = found.forms[0]
    answers = {line.key: word == "y" for line, word in zip(form.lines, words, strict=False) if word != "-"}
    made = TypedInput(found.person_id or 0, answers, form.form_ids)
    return replace(made, **more)  # type: ignore[arg-type]


def test_the_lines_are_those_of_the_form_that_is_out(asked: Asked) -> None:
    found = asked.workspace.typed.questions(asked.aya)
    form, everything = found.forms
    assert (found.name, form.round_name, form.language, form.state) == ("Aya Smit", "Autumn", "tr", FormState.ISSUED)
    assert [(line.key, line.purpose) for line in form.lines] == [
        *((asked.key(None, kind), "") for kind in MediaKind),
        *((asked.key(asked.website, kind), "Website") for kind in MediaKind),
        (asked.key(asked.guide), "School guide"),
    ]
    website = form.lines[3]
    assert website.version_id is not None
    assert website.status is ConsentStatus.REQUESTED
    assert everything.form_ids == ()
    assert {line.key for line in everything.lines} == {line.key for line in form.lines}


def test_the_wording_is_that_which_was_printed(asked: Asked) -> None:
    workspace = asked.workspace
    before = workspace.typed.questions(asked.aya).forms[0].lines[3]
    (detail,) = (one for one in workspace.purposes.purposes() if one.id == asked.website)
    workspace.purposes.change_purpose(
        asked.website,
        PurposeInput(detail.key, "Website", Audience.PUBLIC, wording=(("tr", "Yeni metin"),)),
        asks_anew=False,
    )
    found = workspace.typed.questions(asked.aya)
    line = found.forms[0].lines[3]
    assert (line.text, line.version_id) == (before.text, before.version_id) == ("Web sitesi", before.version_id)
    change = workspace.typed.record(say(found, "-", "-", "-", "y"))
    with workspace.store.read() as session:
        event = session.get(ConsentEvent, change.value.event_ids[0])
        assert event is not None
        assert (event.purpose_version_id, event.language) == (before.version_id, "tr")


def test_what_was_said_is_recorded_and_the_round_moves_on(asked: Asked) -> None:
    typed = asked.workspace.typed
    found = typed.questions(asked.aya)
    change = typed.record(say(found, "y", "-", "-", "y", "n", decider_ids=(asked.father,), note="belde om 9 uur"))
    assert (change.value.yes, change.value.no) == (2, 1)
    timeline = asked.workspace.consent.timeline(asked.aya)
    assert {one.answer for one in timeline} == {Answer.GIVEN, Answer.REFUSED}
    assert {(one.decider_id, one.method, one.note) for one in timeline} == {
        (asked.father, AnswerMethod.TELEPHONE, "belde om 9 uur")
    }
    assert asked.status(asked.aya, asked.key(asked.website)) is ConsentStatus.GIVEN
    assert asked.status(asked.aya, asked.key(asked.website, MediaKind.FILM)) is ConsentStatus.REFUSED
    assert asked.status(asked.aya, asked.key(asked.guide)) is ConsentStatus.REQUESTED
    assert asked.states(found.forms[0].form_ids) == {FormState.RECEIVED}
    assert asked.answered() == 1


def test_undo_and_redo_are_one_step_each(asked: Asked) -> None:
    typed = asked.workspace.typed
    found = typed.questions(asked.aya)
    change = typed.record(say(found, "y", "y", "n", "y"))
    assert change.undo is not None
    undone = change.undo()
    assert asked.states(found.forms[0].form_ids) == {FormState.ISSUED}
    assert asked.status(asked.aya, asked.key(None)) is ConsentStatus.REQUESTED
    assert asked.answered() == 0
    assert undone.undo is not None
    again = undone.undo()
    assert asked.states(found.forms[0].form_ids) == {FormState.RECEIVED}
    assert asked.status(asked.aya, asked.key(None)) is ConsentStatus.GIVEN
    assert asked.status(asked.aya, asked.key(None, MediaKind.SOUND)) is ConsentStatus.REFUSED
    assert again.undo is not None
    again.undo()
    assert asked.answered() == 0
    assert asked.workspace.verify.run().is_fine


def test_nothing_said_records_nothing(asked: Asked) -> None:
    found = asked.workspace.typed.questions(asked.aya)
    assert refused(lambda: asked.workspace.typed.record(say(found))) is ErrorCode.NOTHING_ANSWERED
    assert asked.states(found.forms[0].form_ids) == {FormState.ISSUED}


def test_both_parents_can_say_so_together(asked: Asked) -> None:
    found = asked.workspace.typed.questions(asked.aya)
    asked.workspace.typed.record(say(found, "y", decider_ids=(asked.mother, asked.father)))
    assert {one.decider_id for one in asked.workspace.consent.timeline(asked.aya)} == {asked.mother, asked.father}


def test_a_no_of_one_parent_stands_whatever_the_other_says_later(asked: Asked) -> None:
    typed = asked.workspace.typed
    found = typed.questions(asked.aya)
    typed.record(say(found, "n", decider_ids=(asked.mother,)))
    typed.record(say(found, "y", decider_ids=(asked.father,)))
    assert asked.status(asked.aya, asked.key(None)) is ConsentStatus.REFUSED


def test_who_is_sixteen_decides_alone(asked: Asked, clock: FixedClock) -> None:
    people, typed = asked.workspace.people, asked.workspace.typed
    born = date(2010, 9, 10)
    sem = people.add_person(PersonInput("Sem", "", "Bos", born, roles=(PersonRole.PUPIL,))).value
    parent = people.add_guardian(sem, PersonInput("Jo", "", "Bos")).value
    found = typed.questions(sem)
    assert [one.person_id for one in found.deciders_on(TODAY)] == [sem]
    assert [one.person_id for one in found.deciders_on(date(2026, 9, 9))] == [parent]
    said = TypedInput(sem, {asked.key(None): True}, decider_ids=(parent,))
    assert refused(lambda: typed.record(said)) is ErrorCode.DECIDER_NOT_ENTITLED
    typed.record(replace(said, decider_ids=(parent,), decided_on=date(2026, 9, 9)))
    typed.record(replace(said, decider_ids=()))
    assert [one.decider_id for one in asked.workspace.consent.timeline(sem)] == [sem, parent]


def test_a_parent_who_is_not_on_record_can_answer(asked: Asked) -> None:
    people, typed = asked.workspace.people, asked.workspace.typed
    cas = people.add_person(PersonInput("Cas", "", "Bos", date(2016, 1, 1), roles=(PersonRole.PUPIL,))).value
    found = typed.questions(cas)
    assert [(one.person_id, one.is_self) for one in found.deciders_on(TODAY)] == [(None, False)]
    assert typed.record(TypedInput(cas, {asked.key(None): False})).value.new_guardians == 1


def test_a_code_leads_to_its_form_also_when_it_came_back_or_was_replaced(asked: Asked) -> None:
    typed, workspace = asked.workspace.typed, asked.workspace
    (issued,) = workspace.rounds.forms_of(asked.round_id, [asked.aya])
    workspace.rounds.replace_forms(asked.round_id, [asked.aya])
    found = typed.find(issued.sheet.code.lower())
    assert found is not None
    assert (found.person_id, found.forms[0].form_ids, found.forms[0].state) == (
        asked.aya, (issued.form_id,), FormState.REPLACED,
    )  # fmt: skip
    typed.record(say(found, "y"))
    assert asked.states((issued.form_id,)) == {FormState.REPLACED}
    assert asked.answered() == 1
    assert typed.find("0000-0000-0000-0000") is None
    assert typed.find("Aya") is None


def test_a_form_without_a_name_becomes_theirs_and_undo_gives_it_back(asked: Asked) -> None:
    typed, workspace = asked.workspace.typed, asked.workspace
    questions = FormQuestions((asked.website,))
    (blank,) = workspace.rounds.make_blank(1, questions, "nl", is_self=False).value
    found = typed.find(blank.sheet.code)
    assert found is not None
    assert found.person_id is None
    theirs = typed.questions_of(blank.sheet.code, asked.aya)
    assert theirs.forms[0].form_ids == (blank.form_id,)
    others = say(theirs, "y", person_id=asked.kim)
    assert refused(lambda: typed.record(others)) is ErrorCode.FORM_FOR_OTHERS
    change = typed.record(say(theirs, "y"))

    def owner() -> tuple[int | None, int]:
        with workspace.store.read() as session:
            form = session.get(Form, blank.form_id)
            notes = session.exec(select(ConsentRequest).where(ConsentRequest.form_id == blank.form_id)).all()
            assert form is not None
            return form.person_id, len(notes)

    assert owner() == (asked.aya, 6)
    assert change.undo is not None
    undone = change.undo()
    assert owner() == (None, 0)
    assert undone.undo is not None
    undone.undo()
    assert owner() == (asked.aya, 6)


def test_a_form_of_somebody_else_is_refused(asked: Asked) -> None:
    found = asked.workspace.typed.questions(asked.aya)
    said = say(found, "y", person_id=asked.kim)
    assert refused(lambda: asked.workspace.typed.record(said)) is ErrorCode.FORM_HAS_OWNER
    unknown = say(found, "y", form_ids=(99_999,))
    assert refused(lambda: asked.workspace.typed.record(unknown)) is ErrorCode.FORM_UNKNOWN


def test_the_erased_are_gone_and_the_merged_are_one(asked: Asked) -> None:
    workspace = asked.workspace
    double = workspace.people.add_person(
        PersonInput("Aya", "", "Smidt", date(2016, 3, 1), roles=(PersonRole.PUPIL,))
    ).value
    workspace.merges.merge(asked.aya, double)
    assert workspace.typed.questions(double).person_id == asked.aya
    gone = workspace.people.add_person(PersonInput("Weg", "", "Bos", roles=(PersonRole.STAFF,))).value
    workspace.people.remove_person(gone)
    assert refused(lambda: workspace.typed.questions(gone)) is ErrorCode.PERSON_UNKNOWN
    said = TypedInput(gone, {asked.key(None): True})
    assert refused(lambda: workspace.typed.record(said)) is ErrorCode.PERSON_UNKNOWN


def test_of_a_protected_person_nothing_is_told(asked: Asked) -> None:
    asked.workspace.people.set_protected(asked.aya, is_protected=True, reason="x")
    found = asked.workspace.typed.questions(asked.aya)
    assert {line.status for form in found.forms for line in form.lines} == {None}


def test_a_way_in_which_nothing_is_typed_is_refused(asked: Asked) -> None:
    found = asked.workspace.typed.questions(asked.aya)
    online = say(found, "y", method=AnswerMethod.ONLINE)
    assert refused(lambda: asked.workspace.typed.record(online)) is ErrorCode.VALUE_NOT_ALLOWED


@given(words=st.lists(st.sampled_from("yn-"), min_size=7, max_size=7))
def test_each_line_becomes_what_was_said_and_undo_leaves_nothing(asked: Asked, words: list[str]) -> None:
    """Whatever is typed: a yes for each y, a no for each n, nothing for each blank; and undo takes all of it back."""
    typed = asked.workspace.typed
    found = typed.questions(asked.kim)
    before = [line.status for line in found.forms[0].lines]
    if set(words) == {"-"}:
        assert refused(lambda: typed.record(say(found, *words))) is ErrorCode.NOTHING_ANSWERED
        return
    change = typed.record(say(found, *words))
    for line, word, earlier in zip(found.forms[0].lines, words, before, strict=True):
        status = asked.status(asked.kim, line.key)
        assert (status.is_yes, status.is_stop) == (word == "y", word == "n")
        assert word != "-" or status is earlier
    assert change.undo is not None
    change.undo()
    assert [line.status for line in typed.questions(asked.kim).forms[0].lines] == before


def test_the_code_of_a_form_of_somebody_erased_finds_nobody(asked: Asked) -> None:
    (issued,) = asked.workspace.rounds.forms_of(asked.round_id, [asked.kim])
    asked.workspace.erasure.erase(asked.kim, ErasureGround.CONSENT_WITHDRAWN)
    assert refused(lambda: asked.workspace.typed.find(issued.sheet.code)) is ErrorCode.PERSON_UNKNOWN
