# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds: who is asked, what is counted before, what is on record after, and who is silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.consent.purposes import PurposeInput
from models.errors import ErrorCode, KnownError
from models.forms.form_rows import FormQuestions
from models.forms.questions import ExpectedForm
from models.forms.round_reasons import RoundReason
from models.forms.round_terms import RoundAnswer, RoundInput, RoundWho, SentReminder
from models.progress import CancelToken, Progress
from models.roster.person_input import PersonInput
from models.settings import School
from models.tables import ConsentRequest, Form
from models.terms import Answer, Audience, ErasureGround, FormState, MediaKind, PersonRole
from models.workspace import Workspace
from tests.models.builders import School as Filled


@dataclass
class Asked:
    workspace: Workspace
    filled: Filled
    website: int
    guide: int
    second: int
    tenth: int
    aya: int
    bo: int
    cas: int
    kim: int

    def round(self, **more: object) -> RoundInput:
        who = RoundWho(**{key: more.pop(key) for key in ("group_ids", "roles", "person_ids", "reason") if key in more})  # type: ignore[arg-type]
        questions = FormQuestions((self.website, self.guide))
        made = RoundInput("Autumn", who, questions, "nl")
        return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def asked(workspace: Workspace) -> Asked:
    """Aya (a Turkish mother) in Groep 10, Bo in Groep 2, Cas in none and without a guardian; Kim works there."""
    workspace.settings.change_school(School("De Klaproos"))
    website, guide = workspace.purposes.add_purposes(
        (
            PurposeInput("website", "Website", Audience.PUBLIC),
            PurposeInput("guide", "School guide", Audience.PRINT, kinds=(MediaKind.PHOTO,)),
        )
    ).value
    second, tenth = (workspace.groups.add_group(name).value for name in ("Groep 2", "Groep 10"))

    def add(name: str, *groups: int, role: PersonRole = PersonRole.PUPIL) -> int:
        born = date(2016, 3, 1) if role is PersonRole.PUPIL else None
        return workspace.people.add_person(PersonInput(name, "", "Smit", born, roles=(role,), group_ids=groups)).value

    aya, bo, cas = add("Aya", tenth), add("Bo", second), add("Cas")
    kim = add("Kim", role=PersonRole.STAFF)
    workspace.people.add_guardian(aya, PersonInput("Elif", "", "Smit", language="tr"))
    workspace.people.add_guardian(bo, PersonInput("Jo", "", "Smit", language="fr"))
    return Asked(workspace, Filled(workspace), website, guide, second, tenth, aya, bo, cas, kim)


def refused(work: object) -> ErrorCode:
    with pytest.raises(KnownError) as caught:
        work()  # type: ignore[operator]
    return caught.value.code


def test_a_round_is_counted_before_anything_is_written(asked: Asked) -> None:
    found = asked.workspace.rounds.preview(asked.round())
    assert (found.people, found.pages, dict(found.languages)) == (4, 4, {"nl": 3, "tr": 1})
    assert (found.without_guardian, found.protected) == (1, 0)
    assert [sheet.name for sheet in found.sheets] == ["Bo Smit", "Aya Smit", "Cas Smit", "Kim Smit"]
    with asked.workspace.store.read() as session:
        assert session.exec(select(Form)).all() == []
    assert asked.workspace.rounds.rounds() == ()


def test_the_first_page_of_each_version_is_among_the_first(asked: Asked) -> None:
    for number in range(25):
        asked.workspace.people.add_person(
            PersonInput(f"A{number}", "", "Ab", date(2016, 1, 1), roles=(PersonRole.PUPIL,), group_ids=(asked.second,))
        )
    found = asked.workspace.rounds.preview(asked.round())
    assert len(found.sheets) == 22
    assert [(one.language, one.decides_self) for one in found.sheets[-2:]] == [("tr", False), ("nl", True)]


def test_everybody_in_one_language(asked: Asked) -> None:
    found = asked.workspace.rounds.preview(asked.round(each_own=False, language="pl"))
    assert dict(found.languages) == {"pl": 4}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"roles": (PersonRole.STAFF,)}, ["kim"]),
        ({"roles": (PersonRole.PUPIL,)}, ["bo", "aya", "cas"]),
        ({"person_ids": ("cas",)}, ["cas"]),
        ({"group_ids": ("tenth",)}, ["aya"]),
        ({"group_ids": ("tenth", "second"), "roles": (PersonRole.PUPIL,)}, ["bo", "aya"]),
    ],
)
def test_whom(asked: Asked, who: dict[str, tuple[object, ...]], expected: list[str]) -> None:
    chosen = {key: tuple(getattr(asked, one) if isinstance(one, str) and hasattr(asked, one) else one for one in values)
              for key, values in who.items()}  # fmt: skip
    started = asked.workspace.rounds.start(asked.round(**chosen)).value
    people = [one.person_id for one in asked.workspace.rounds.progress(started.round_id).people]
    assert people == [getattr(asked, name) for name in expected]


def test_never_asked_ended_and_now_decides(asked: Asked) -> None:
    rounds, filled = asked.workspace.rounds, asked.filled
    today = asked.workspace.clock.today()
    filled.answer(
        asked.kim, asked.website, decided_on=today - timedelta(days=20), valid_until=today - timedelta(days=1)
    )
    asked.workspace.forms.issue((asked.aya,), (asked.website,), "nl")
    never = rounds.preview(asked.round(reason=RoundReason.NEVER_ASKED))
    assert {sheet.name for sheet in never.sheets} == {"Bo Smit", "Cas Smit"}
    assert [sheet.name for sheet in rounds.preview(asked.round(reason=RoundReason.ENDED)).sheets] == ["Kim Smit"]
    elder = filled.pupil(birth_date=today.replace(year=today.year - 16) - timedelta(days=3))
    guardian = filled.guardians_of(elder)[0]
    filled.answer(elder, asked.website, decided_on=today - timedelta(days=90), decider_id=guardian)
    deciding = rounds.preview(asked.round(reason=RoundReason.NOW_DECIDES))
    assert deciding.people == 1
    assert deciding.sheets[0].decides_self


def test_who_left_is_protected_or_a_parent_only_gets_none(asked: Asked) -> None:
    asked.workspace.people.set_protected(asked.bo, is_protected=True)
    asked.workspace.people.set_left(asked.cas, asked.workspace.clock.today())
    found = asked.workspace.rounds.preview(asked.round())
    assert (found.people, found.protected) == (2, 1)
    parents = asked.workspace.rounds.preview(asked.round(roles=(PersonRole.GUARDIAN,)))
    assert parents.people == 2


def test_kinds_and_recording_are_chosen(asked: Asked) -> None:
    questions = FormQuestions((asked.website, asked.guide), (MediaKind.FILM,), with_recording=False)
    (sheet,) = asked.workspace.rounds.preview(asked.round(person_ids=(asked.aya,), questions=questions)).sheets
    assert [(row.purpose_id, row.kinds) for row in sheet.rows] == [(asked.website, (MediaKind.FILM,))]


def test_starting_asks_everybody_and_the_undo_revokes(asked: Asked) -> None:
    change = asked.workspace.rounds.start(asked.round())
    assert len(change.value.form_ids) == 4
    (row,) = asked.workspace.rounds.rounds()
    assert (row.people, row.answered, row.silent, row.is_running) == (4, 0, 4, True)
    with asked.workspace.store.read() as session:
        requests = session.exec(select(ConsentRequest)).all()
        assert len(requests) == 4 * 7
    assert change.undo is not None
    redo = change.undo()
    assert asked.workspace.rounds.rounds() == ()
    with asked.workspace.store.read() as session:
        assert session.exec(select(ConsentRequest)).all() == []
        assert {form.state for form in session.exec(select(Form))} == {FormState.REVOKED}
    assert redo.undo is not None
    redo.undo()
    assert asked.workspace.rounds.rounds()[0].people == 4
    with asked.workspace.store.read() as session:
        assert len(session.exec(select(ConsentRequest)).all()) == 4 * 7


def test_a_round_tells_how_far_it_is_and_stops_without_a_trace(asked: Asked) -> None:
    rounds = asked.workspace.rounds
    told: list[tuple[int, int]] = []
    rounds.start(asked.round(), progress=Progress(lambda done, total: told.append((done, total))))
    assert [total for _done, total in told] == [100] * len(told)
    steps = [done for done, _total in told]
    assert steps == sorted(steps)
    assert len(set(steps)) > 2
    before = rounds.rounds()
    for last in set(steps):
        token = CancelToken()

        def stop(done: int, _total: int, token: CancelToken = token, last: int = last) -> None:
            if done >= last:
                token.cancel()

        progress = Progress(stop, token)
        if last == steps[-1]:  # too late: it is on record as a whole
            rounds.start(asked.round(name="Late"), progress=progress)
            before = rounds.rounds()
        else:
            code = refused(lambda progress=progress: rounds.start(asked.round(name="Stopped"), progress=progress))
            assert code is ErrorCode.CANCELLED
            assert rounds.rounds() == before


def test_who_answered_and_who_is_silent(asked: Asked) -> None:
    rounds, filled = asked.workspace.rounds, asked.filled
    filled.answer(asked.cas, asked.website, Answer.GIVEN)  # before the round: no answer to it
    round_id = rounds.start(asked.round()).value.round_id
    today = asked.workspace.clock.today()
    filled.answer(asked.aya, asked.guide, Answer.REFUSED, decided_on=today)
    taken_back = filled.answer(asked.kim, asked.guide, decided_on=today)
    assert rounds.progress(round_id).row.answered == 2
    assert taken_back.undo is not None
    taken_back.undo()
    with asked.workspace.store.write("test.conflict") as unit:
        form = unit.session.exec(select(Form).where(Form.person_id == asked.bo)).one()
        form.state = FormState.CONFLICT
    found = rounds.progress(round_id)
    assert {one.person_id: one.answer for one in found.people} == {
        asked.bo: RoundAnswer.TO_CHECK,
        asked.aya: RoundAnswer.ANSWERED,
        asked.cas: RoundAnswer.SILENT,
        asked.kim: RoundAnswer.SILENT,
    }
    assert [(one.name, one.people, one.answered, one.to_check) for one in found.classes] == [
        ("Groep 2", 1, 0, 1),
        ("Groep 10", 1, 1, 0),
        ("", 2, 0, 0),
    ]
    assert [one.name for one in found.silent()] == ["Cas Smit", "Kim Smit"]
    assert (rounds.rounds()[0].silent, rounds.rounds()[0].to_check) == (2, 1)


def test_an_answer_to_another_question_is_no_answer_to_the_round(asked: Asked) -> None:
    questions = FormQuestions((asked.guide,), with_recording=False)
    round_id = asked.workspace.rounds.start(asked.round(questions=questions)).value.round_id
    asked.filled.answer(asked.kim, asked.website, decided_on=asked.workspace.clock.today())
    assert asked.workspace.rounds.progress(round_id).row.answered == 0


def test_the_silent_get_a_letter_with_their_own_form(asked: Asked) -> None:
    last = asked.workspace.clock.today() + timedelta(days=7)
    round_id = asked.workspace.rounds.start(asked.round(answer_before=last)).value.round_id
    asked.filled.answer(asked.kim, asked.website, decided_on=asked.workspace.clock.today())
    letters = asked.workspace.rounds.reminders(round_id)
    assert [(one.name, one.language, one.to_guardians) for one in letters] == [
        ("Bo Smit", "nl", True),
        ("Aya Smit", "tr", True),
        ("Cas Smit", "nl", True),
    ]
    assert letters[0].answer_before == last
    assert letters[0].forms == asked.workspace.forms.forms_of(asked.bo)
    (only,) = asked.workspace.rounds.reminders(round_id, [asked.aya, asked.kim])
    assert only.person_id == asked.aya


def test_replaced_forms_are_known_and_the_undo_puts_them_back(asked: Asked) -> None:
    rounds = asked.workspace.rounds
    round_id = rounds.start(asked.round()).value.round_id
    (old,) = asked.workspace.forms.forms_of(asked.aya)
    change = rounds.replace_forms(round_id, [asked.aya])
    (new,) = change.value
    assert new.sheet.code != old.sheet.code
    with asked.workspace.store.read() as session:
        form = session.get(Form, old.form_id)
        assert form is not None
        assert (form.state, form.replaced_by_id) == (FormState.REPLACED, new.form_id)
    assert [one.form_id for one in rounds.forms_of(round_id, [asked.aya])] == [new.form_id]
    assert rounds.rounds()[0].people == 4
    assert change.undo is not None
    change.undo()
    assert [one.form_id for one in rounds.forms_of(round_id, [asked.aya])] == [old.form_id]


def test_a_blank_form_becomes_somebody_s(asked: Asked) -> None:
    rounds = asked.workspace.rounds
    questions = FormQuestions((asked.website,))
    change = rounds.make_blank(2, questions, "ar", is_self=False)
    first, second = change.value
    assert (first.sheet.name, first.sheet.decides_self, first.sheet.is_right_to_left) == ("", False, True)
    assert refused(lambda: rounds.bind(first.form_id, asked.kim)) is ErrorCode.FORM_FOR_OTHERS
    rounds.bind(first.form_id, asked.cas)
    assert asked.workspace.forms.forms_of(asked.cas)[0].form_id == first.form_id
    assert refused(lambda: rounds.bind(first.form_id, asked.bo)) is ErrorCode.FORM_HAS_OWNER
    assert refused(lambda: rounds.bind(99, asked.bo)) is ErrorCode.FORM_UNKNOWN
    assert refused(lambda: rounds.bind(second.form_id, 99)) is ErrorCode.PERSON_UNKNOWN
    with asked.workspace.store.read() as session:
        asked_cells = session.exec(select(ConsentRequest).where(ConsentRequest.form_id == first.form_id)).all()
        assert {one.person_id for one in asked_cells} == {asked.cas}
        assert session.exec(select(ConsentRequest).where(ConsentRequest.form_id == second.form_id)).all() == []
    (staff,) = rounds.make_blank(1, questions, "nl", is_self=True).value
    rounds.bind(staff.form_id, asked.kim)
    assert refused(lambda: rounds.make_blank(0, questions, "nl", is_self=True)) is ErrorCode.VALUE_NOT_ALLOWED


def test_what_a_round_refuses(asked: Asked) -> None:
    rounds = asked.workspace.rounds
    yesterday = asked.workspace.clock.today() - timedelta(days=1)
    assert refused(lambda: rounds.start(asked.round(name=" "))) is ErrorCode.NAME_MISSING
    assert refused(lambda: rounds.start(asked.round(name="x" * 121))) is ErrorCode.VALUE_NOT_ALLOWED
    assert refused(lambda: rounds.start(asked.round(answer_before=yesterday))) is ErrorCode.VALUE_NOT_ALLOWED
    assert refused(lambda: rounds.start(asked.round(language="xx"))) is ErrorCode.VALUE_NOT_ALLOWED
    assert refused(lambda: rounds.start(asked.round(roles=(PersonRole.GUEST,)))) is ErrorCode.ROUND_WITHOUT_PEOPLE
    assert refused(lambda: rounds.start(asked.round(person_ids=(99,)))) is ErrorCode.PERSON_UNKNOWN
    assert refused(lambda: rounds.progress(99)) is ErrorCode.ROUND_UNKNOWN


def test_a_text_that_does_not_fit_leaves_no_trace(asked: Asked) -> None:
    rounds = asked.workspace.rounds
    started = rounds.start(asked.round(person_ids=(asked.aya,))).value
    seen: list[str] = []

    def refuse(sheets: object) -> None:
        assert isinstance(sheets, list)
        seen.extend(sheet.language for sheet in sheets)
        raise KnownError(ErrorCode.FORM_TEXT_TOO_LONG)

    def on_record() -> tuple[int, int, int]:
        with asked.workspace.store.read() as session:
            requests = session.exec(select(ConsentRequest)).all()
            return len(session.exec(select(Form)).all()), len(requests), len(rounds.rounds())

    before, questions = on_record(), FormQuestions((asked.website,))
    for work in (
        lambda: rounds.start(asked.round(), refuse),
        lambda: rounds.replace_forms(started.round_id, [asked.aya], refuse),
        lambda: rounds.make_blank(1, questions, "pl", is_self=False, measure=refuse),
    ):
        assert refused(work) is ErrorCode.FORM_TEXT_TOO_LONG
        assert on_record() == before
    assert seen == ["nl", "tr", "nl", "nl", "tr", "pl"]


def test_name_and_last_day_can_be_changed_and_changed_back(asked: Asked) -> None:
    rounds, today = asked.workspace.rounds, asked.workspace.clock.today()
    round_id = rounds.start(asked.round(answer_before=today)).value.round_id
    change = rounds.change_round(round_id, "  Autumn   2026 ", None)
    row = rounds.progress(round_id).row
    assert (row.name, row.answer_before, row.is_running) == ("Autumn 2026", None, True)
    assert change.undo is not None
    change.undo()
    row = rounds.progress(round_id).row
    assert (row.name, row.answer_before) == ("Autumn", today)
    assert refused(lambda: rounds.change_round(round_id, " ", None)) is ErrorCode.NAME_MISSING
    assert refused(lambda: rounds.change_round(round_id, "x" * 121, None)) is ErrorCode.VALUE_NOT_ALLOWED
    early = today - timedelta(days=1)
    assert refused(lambda: rounds.change_round(round_id, "Autumn", early)) is ErrorCode.VALUE_NOT_ALLOWED
    assert refused(lambda: rounds.change_round(99, "Autumn", None)) is ErrorCode.ROUND_UNKNOWN
    assert rounds.progress(round_id).row == row


def test_reminders_that_were_sent_stay_with_the_round(asked: Asked) -> None:
    rounds, today = asked.workspace.rounds, asked.workspace.clock.today()
    round_id = rounds.start(asked.round()).value.round_id
    assert rounds.progress(round_id).row.reminders == ()
    rounds.note_reminded(round_id, 4)
    second = rounds.note_reminded(round_id, 3)
    assert rounds.rounds()[0].reminders == (SentReminder(today, 4), SentReminder(today, 3))
    assert second.undo is not None
    redo = second.undo()
    assert rounds.progress(round_id).row.reminders == (SentReminder(today, 4),)
    assert redo.undo is not None
    redo.undo()
    assert [one.letters for one in rounds.progress(round_id).row.reminders] == [4, 3]
    assert rounds.progress(round_id).row.people == 4  # what the round asks is untouched
    assert refused(lambda: rounds.note_reminded(round_id, 0)) is ErrorCode.VALUE_NOT_ALLOWED
    assert refused(lambda: rounds.note_reminded(99, 1)) is ErrorCode.ROUND_UNKNOWN


def test_blank_forms_are_listed_until_they_are_somebody_s(asked: Asked) -> None:
    rounds = asked.workspace.rounds
    first, second = rounds.make_blank(2, FormQuestions((asked.website,)), "ar", is_self=False).value
    assert [one.form_id for one in rounds.blank_forms()] == [second.form_id, first.form_id]
    found = rounds.blank_forms()[1]
    assert (found.code, found.language, found.is_self, found.scans) == (first.sheet.code, "ar", False, ())
    change = rounds.bind(first.form_id, asked.cas)
    assert [one.form_id for one in rounds.blank_forms()] == [second.form_id]
    assert change.undo is not None
    redo = change.undo()
    assert [one.form_id for one in rounds.blank_forms()] == [second.form_id, first.form_id]
    with asked.workspace.store.read() as session:
        assert session.exec(select(ConsentRequest)).all() == []
    assert redo.undo is not None
    redo.undo()
    assert asked.workspace.forms.forms_of(asked.cas)[0].form_id == first.form_id


def test_a_form_of_somebody_who_was_erased_is_no_blank_form(asked: Asked) -> None:
    rounds, workspace = asked.workspace.rounds, asked.workspace
    (blank,) = rounds.make_blank(1, FormQuestions((asked.website,)), "nl", is_self=False).value
    rounds.bind(blank.form_id, asked.cas)
    (named,) = workspace.forms.issue((asked.bo,), (asked.website,), "nl").value
    for person in (asked.cas, asked.bo):
        workspace.erasure.erase(person, ErasureGround.NO_LONGER_NEEDED)
    assert rounds.blank_forms() == ()
    for form in (blank, named):
        assert refused(lambda form=form: rounds.bind(form.form_id, asked.aya)) is ErrorCode.FORM_HAS_OWNER  # type: ignore[misc]
        expected = workspace.forms.expect(form.sheet.code)
        assert isinstance(expected, ExpectedForm)
        assert (expected.person_id, expected.is_blank) == (None, False)


def test_staff_volunteers_and_providers_get_a_form_that_speaks_to_them(asked: Asked) -> None:
    """One signature, their own; a pupil's form has two, of guardians, until the pupil is of age."""
    workspace, today = asked.workspace, asked.workspace.clock.today()
    roles = (PersonRole.VOLUNTEER, PersonRole.INTERNSHIP_PROVIDER, PersonRole.GUEST)
    made = [PersonInput(f"Adult {role}", "", "Bos", roles=(role,), organisation="Bakery Bos") for role in roles]
    adults = [workspace.people.add_person(one).value for one in made]
    elder = asked.filled.pupil(birth_date=today.replace(year=today.year - 17))
    people = (asked.aya, asked.kim, *adults, elder)
    round_id = workspace.rounds.start(asked.round(person_ids=people)).value.round_id
    by_person = {form.person_id: form.sheet for form in workspace.rounds.forms_of(round_id)}
    assert {one: by_person[one].decides_self for one in people} == {
        asked.aya: False, asked.kim: True, **dict.fromkeys(adults, True), elder: True
    }  # fmt: skip
    assert {len(by_person[one].layout().signatures) for one in people[1:]} == {1}
    assert len(by_person[asked.aya].layout().signatures) == 2
    assert by_person[adults[1]].groups == ("Bakery Bos",)
    letters = {one.person_id: one.to_guardians for one in workspace.rounds.reminders(round_id)}
    assert letters == {one: not by_person[one].decides_self for one in people}
