# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that the school's administration holds: read, matched without guessing, brought in, taken back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from models.answer_lists.answer_table import (
    AnswerMapping,
    column_names,
    count_values,
    guess_mapping,
    guess_value,
    read_answers,
)
from models.answer_lists.answer_terms import AnswerRowKind, AnswerRowProblem, ImportedAnswerKind, ImportedValue
from models.clock import FixedClock
from models.consent.default_purposes import default_purposes
from models.consent.evidence_types import EvidenceInput
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.publishing.answer_import import AnswerPlan, RowChoice
from models.roster.person_input import PersonInput
from models.roster.sheet import read_table
from models.tables import ConsentEvent
from models.terms import Activity, Answer, AnswerMethod, ConsentStatus, DateOrder, ListColumn, MediaKind, PersonRole
from models.workspace import Workspace

TODAY = date(2026, 9, 15)
BORN = date(2014, 3, 5)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


class Pupils:
    """Three pupils with a guardian each, and two purposes."""

    def __init__(self, workspace: Workspace) -> None:
        workspace.purposes.add_purposes(default_purposes("nl"))
        self.website = workspace.purposes.purpose("website").id
        self.workspace = workspace
        self.noor = self.add("Noor", "van", "Dijk", BORN, "001234")
        self.sem = self.add("Sem", "", "Bakker", date(2015, 6, 7), "001235")
        self.lot = self.add("Lot", "", "Visser", date(2013, 1, 2), "")

    def add(self, given_name: str, prefix: str, family: str, born: date | None, number: str) -> int:
        person = PersonInput(given_name, prefix, family, born, pupil_number=number or None, roles=(PersonRole.PUPIL,))
        pupil = self.workspace.people.add_person(person).value
        self.workspace.people.add_guardian(pupil, PersonInput("Ouder", "", given_name))
        return pupil

    def key(self, kind: MediaKind = MediaKind.PHOTO) -> CellKey:
        return CellKey(Activity.PUBLICATION, kind, self.website)

    def status(self, person_id: int, key: CellKey | None = None) -> ConsentStatus:
        return self.workspace.consent.facts([person_id]).status_of(person_id, key or self.key(), TODAY).status

    def say(self, person_id: int, answer: Answer, day: date = date(2026, 9, 1), decider: int | None = None) -> None:
        self.workspace.consent.record_answers(
            [AnswerInput(person_id, self.key(), answer, decider_id=decider, decided_on=day)]
        )

    def plan(self, text: str | bytes, choices: dict[int, RowChoice] | None = None, **more: object) -> AnswerPlan:
        table = read_table(text)
        proposed = self.workspace.answer_imports.propose(table)
        mapping = AnswerMapping(proposed.people, proposed.answers, proposed.values, proposed.date_column, **more)  # type: ignore[arg-type]
        return self.workspace.answer_imports.plan(table, mapping, choices)


@pytest.fixture
def pupils(workspace: Workspace) -> Pupils:
    return Pupils(workspace)


LIST = """Leerlingnummer;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;Foto op website
001234;Noor;van;Dijk;05-03-2014;Ja
1235;Sem;;Bakker;07-06-2015;nee
;Lot;;Visser;02-01-2013;
9999;Bo;;Nieuw;01-01-2012;ja
"""


def kinds(plan: AnswerPlan) -> list[AnswerRowKind]:
    return [row.kind for row in plan.rows]


def test_a_list_is_brought_in_and_taken_back(workspace: Workspace, pupils: Pupils) -> None:
    plan = pupils.plan(LIST)
    assert kinds(plan) == [AnswerRowKind.READY, AnswerRowKind.READY, AnswerRowKind.NOTHING, AnswerRowKind.UNKNOWN]
    assert plan.answer_counts[ImportedAnswerKind.NEW] == 2
    change = workspace.answer_imports.record(plan)
    assert (change.value.answers, change.value.people, change.value.left_out) == (2, 2, 0)
    assert pupils.status(pupils.noor) is ConsentStatus.GIVEN
    assert pupils.status(pupils.sem) is ConsentStatus.REFUSED
    assert pupils.status(pupils.lot) is ConsentStatus.NOT_REQUESTED  # silence is never a yes
    assert pupils.status(pupils.noor, pupils.key(MediaKind.FILM)) is ConsentStatus.NOT_REQUESTED
    entry = workspace.consent.timeline(pupils.noor)[0]
    assert (entry.method, entry.note, entry.decided_on) == (AnswerMethod.IMPORT, "Foto op website: Ja", TODAY)
    assert change.undo is not None
    again = change.undo()
    assert pupils.status(pupils.noor) is ConsentStatus.NOT_REQUESTED
    assert pupils.status(pupils.sem) is ConsentStatus.NOT_REQUESTED
    assert again.undo is not None
    again.undo()
    assert pupils.status(pupils.sem) is ConsentStatus.REFUSED


def test_the_same_list_again_adds_nothing(workspace: Workspace, pupils: Pupils, clock: FixedClock) -> None:
    workspace.answer_imports.record(pupils.plan(LIST))
    clock.advance(days=20)
    plan = pupils.plan(LIST)
    assert plan.answer_counts[ImportedAnswerKind.SAME] == 2
    assert AnswerRowKind.READY not in kinds(plan)
    assert workspace.answer_imports.record(plan).value.answers == 0
    assert len(workspace.consent.timeline(pupils.noor)) == 1


def test_a_no_is_never_overturned_without_a_tick(workspace: Workspace, pupils: Pupils) -> None:
    pupils.say(pupils.noor, Answer.REFUSED)
    plan = pupils.plan(LIST)
    assert plan.overturning == ((2, pupils.key()),)
    workspace.answer_imports.record(plan)
    assert pupils.status(pupils.noor) is ConsentStatus.REFUSED
    plan = pupils.plan(LIST)
    workspace.answer_imports.record(plan, overturn=plan.overturning)
    assert pupils.status(pupils.noor) is ConsentStatus.GIVEN


def test_a_no_that_came_after_the_plan_is_not_overturned_either(workspace: Workspace, pupils: Pupils) -> None:
    plan = pupils.plan(LIST)
    pupils.say(pupils.noor, Answer.REFUSED, TODAY)
    assert workspace.answer_imports.record(plan).value.left_out == 1
    assert pupils.status(pupils.noor) is ConsentStatus.REFUSED


def test_a_no_under_the_protection_is_a_no(workspace: Workspace, pupils: Pupils) -> None:
    pupils.say(pupils.noor, Answer.REFUSED)
    workspace.people.set_protected(pupils.noor, True)
    assert pupils.plan(LIST).overturning == ((2, pupils.key()),)


def test_the_no_of_the_other_guardian_counts_as_a_no_on_record(workspace: Workspace, pupils: Pupils) -> None:
    father = workspace.people.add_guardian(pupils.noor, PersonInput("Vader")).value
    pupils.say(pupils.noor, Answer.REFUSED, decider=father)
    assert pupils.plan(LIST).overturning == ((2, pupils.key()),)


def test_a_later_answer_on_record_stays(workspace: Workspace, pupils: Pupils) -> None:
    dated = "Leerlingnummer;Foto website;Datum\n001234;nee;21-09-2025\n001235;ja;01-09-2025\n"
    pupils.say(pupils.noor, Answer.GIVEN, date(2026, 1, 1))
    pupils.say(pupils.sem, Answer.REFUSED, date(2026, 1, 1))
    plan = pupils.plan(dated)
    assert plan.answer_counts[ImportedAnswerKind.OLDER] == 2
    assert workspace.answer_imports.record(plan, overturn=[(3, pupils.key())]).value.answers == 0


def test_dates_of_answers(workspace: Workspace, pupils: Pupils) -> None:
    text = (
        "Leerlingnummer;Foto website;Datum\n001234;ja;21-09-2025\n001235;ja;31-31-2025\n001234;ja;01-09-2027\n"
        "001235;ja;01-09-2010\n"
    )
    problems = [row.problems for row in pupils.plan(text).rows]
    assert problems[0] == ()
    assert problems[1] == (AnswerRowProblem.DATE_UNREADABLE,)
    assert problems[2] == (AnswerRowProblem.DATE_IN_FUTURE,)
    assert problems[3] == (AnswerRowProblem.DATE_BEFORE_BIRTH,)
    unclear = "Leerlingnummer;Foto website;Datum\n001234;ja;01-09-2025\n"
    assert pupils.plan(unclear).rows[0].problems == (AnswerRowProblem.DATE_ORDER_UNCLEAR,)
    ordered = pupils.plan(unclear, date_order=DateOrder.DAY_MONTH_YEAR).rows[0]
    assert ordered.row.day == date(2025, 9, 1)
    undated = "Leerlingnummer;Foto website;Datum\n001234;ja;\n"
    assert [row.row.day for row in pupils.plan(undated, decided_on=date(2026, 8, 20)).rows] == [date(2026, 8, 20)]
    future = pupils.plan(undated, decided_on=date(2026, 10, 1)).rows[0]
    assert future.problems == (AnswerRowProblem.DATE_IN_FUTURE,)


# --- whom a row is about


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("001234;Noor;van;Dijk;05-03-2014;ja", AnswerRowKind.READY),
        ("1234;N;van;Dijk;05-03-2014;ja", AnswerRowKind.READY),  # zeros lost in Excel, an initial
        ("001234;;;;;ja", AnswerRowKind.READY),  # the number alone
        (";noor;;van dijk;2014-03-05;ja", AnswerRowKind.READY),
        ("001234;Sem;;Bakker;07-06-2015;ja", AnswerRowKind.READY),  # the number is wrong, name and birth date are not
        ("001234;Mees;;Smit;05-03-2014;ja", AnswerRowKind.DOUBT),  # a number that was given out again
        ("001234;Noor;van;Dijk;06-03-2014;ja", AnswerRowKind.DOUBT),
        (";Noor;van;Dijk;;ja", AnswerRowKind.DOUBT),  # a name alone is never enough
        (";Nora;van;Dijk;05-03-2014;ja", AnswerRowKind.DOUBT),
        ("777;Quinten;;Zwart;01-01-2011;ja", AnswerRowKind.UNKNOWN),
        (";;;;;ja", AnswerRowKind.PROBLEM),
    ],
)
def test_who_is_meant(pupils: Pupils, row: str, expected: AnswerRowKind) -> None:
    plan = pupils.plan(LIST.splitlines()[0] + "\n" + row + "\n")
    assert kinds(plan) == [expected]
    if expected is AnswerRowKind.DOUBT:
        assert pupils.noor in plan.rows[0].candidates
        assert plan.rows[0].answers == ()


def test_two_of_one_name_and_birth_date_are_a_question(workspace: Workspace, pupils: Pupils) -> None:
    other = pupils.add("Noor", "van", "Dijk", BORN, "")
    head = LIST.splitlines()[0]
    plan = pupils.plan(f"{head}\n;Noor;van;Dijk;05-03-2014;ja\n")
    assert kinds(plan) == [AnswerRowKind.DOUBT]
    assert set(plan.rows[0].candidates) >= {pupils.noor, other}
    chosen = pupils.plan(f"{head}\n;Noor;van;Dijk;05-03-2014;ja\n", {2: other})
    workspace.answer_imports.record(chosen)
    assert pupils.status(other) is ConsentStatus.GIVEN
    assert pupils.status(pupils.noor) is ConsentStatus.NOT_REQUESTED
    assert kinds(pupils.plan(f"{head}\n;Noor;van;Dijk;05-03-2014;ja\n", {2: "skip"})) == [AnswerRowKind.NOTHING]


def test_rows_of_one_person(pupils: Pupils) -> None:
    head = "Leerlingnummer;Foto website\n"
    agree = pupils.plan(head + "001234;ja\n1234;Ja\n")
    assert kinds(agree) == [AnswerRowKind.READY, AnswerRowKind.NOTHING]
    differ = pupils.plan(head + "001234;ja\n1234;nee\n")
    assert kinds(differ) == [AnswerRowKind.PROBLEM] * 2
    assert differ.rows[0].problems == (AnswerRowProblem.PERSON_TWICE,)


def test_a_merged_record_is_not_matched_but_the_kept_one(workspace: Workspace, pupils: Pupils) -> None:
    other = pupils.add("Noor", "van", "Dijk", BORN, "777")
    workspace.merges.merge(pupils.noor, other)
    plan = pupils.plan(LIST)
    assert plan.rows[0].person_id == pupils.noor


# --- columns and words


def test_columns_are_proposed_and_remembered(workspace: Workspace, pupils: Pupils) -> None:
    table = read_table(
        "Naam;Geboortedatum;Foto's en video op de website;Nieuwsbrief;Bezwaar website;Beeldmateriaal maken;Vraag 7;"
        "Datum\n"
        "Noor van Dijk;05-03-2014;ja;ja;ja;ja;ja;01-09-2025\n"
    )
    mapping = workspace.answer_imports.propose(table)
    newsletter = workspace.purposes.purpose("newsletter").id
    assert mapping.people == {ListColumn.FULL_NAME: 0, ListColumn.BIRTH_DATE: 1}
    assert mapping.answers == {
        2: (pupils.key(), pupils.key(MediaKind.FILM)),
        3: (CellKey(Activity.PUBLICATION, MediaKind.PHOTO, newsletter),),
        5: (CellKey(Activity.RECORDING, MediaKind.PHOTO), CellKey(Activity.RECORDING, MediaKind.FILM)),
    }
    assert mapping.date_column == 7
    changed = AnswerMapping(mapping.people, {6: (pupils.key(),)}, {"zeker": ImportedValue.YES})
    workspace.answer_imports.record(workspace.answer_imports.plan(table, changed))
    again = workspace.answer_imports.propose(table)
    assert again.answers[6] == (pupils.key(),)
    assert again.values == {"zeker": ImportedValue.YES}


def test_headings_that_are_the_same_stay_apart() -> None:
    table = read_table("Leerlingnummer;AVG;AVG\n1;ja;nee\n")
    assert column_names(table) == ("leerlingnummer", "avg", "avg 2") or column_names(table)[2] == "avg #2"
    assert len(set(column_names(table))) == 3


def test_two_columns_that_contradict_each_other_leave_the_cell_out(workspace: Workspace, pupils: Pupils) -> None:
    table = read_table("Leerlingnummer;A;B;C\n001234;ja;nee;ja\n")
    film = pupils.key(MediaKind.FILM)
    mapping = AnswerMapping({ListColumn.PUPIL_NUMBER: 0}, {1: (pupils.key(),), 2: (pupils.key(),), 3: (film,)})
    (row,) = workspace.answer_imports.plan(table, mapping).rows
    assert row.problems == (AnswerRowProblem.ANSWERS_DIFFER,)
    assert [one.answer.key for one in row.answers] == [film]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        *[
            (word, ImportedValue.YES)
            for word in ("ja", "JA", "J", "Yes", "1", "x", "X", "akkoord", "geen bezwaar", "✓", "Oké")
        ],
        *[(word, ImportedValue.NO) for word in ("nee", "N", "no", "0", "Niet akkoord", "bezwaar", "geen toestemming")],
        *[(word, ImportedValue.SKIP) for word in ("leeg", "n.v.t.", "-", "?", "Onbekend")],
        *[(word, None) for word in ("misschien", "2", "ja maar niet op facebook", "=A1", "☒")],
    ],
)
def test_usual_words(text: str, meaning: ImportedValue | None) -> None:
    assert guess_value(text) is meaning


def test_words_that_nobody_explained_are_no_answer(workspace: Workspace, pupils: Pupils) -> None:
    text = 'Leerlingnummer;Foto website\n001234;ja maar\n001235;"=HYPERLINK(""x"")"\n'
    plan = pupils.plan(text)
    assert [row.problems for row in plan.rows] == [(AnswerRowProblem.VALUE_UNCLEAR,)] * 2
    assert plan.answer_counts[ImportedAnswerKind.NEW] == 0
    table = read_table(text)
    mapping = workspace.answer_imports.propose(table)
    assert {(one.text, one.meaning) for one in count_values(table, mapping)} == {
        ("ja maar", None), ('=HYPERLINK("x")', None),
    }  # fmt: skip


@given(st.text(max_size=12))
def test_only_a_usual_word_is_ever_a_yes(text: str) -> None:
    table = read_table("Leerlingnummer;Website\n1;'\n", has_headings=True)
    mapping = AnswerMapping({ListColumn.PUPIL_NUMBER: 0}, {1: (CellKey(Activity.RECORDING, MediaKind.PHOTO),)})
    cells = type(table)(table.headings, (("1", text),), (2,), ";", "utf-8")
    (row,) = read_answers(cells, mapping, TODAY)
    is_answer = bool(text.strip()) and guess_value(text) in (ImportedValue.YES, ImportedValue.NO)
    assert bool(row.answers) is is_answer


@pytest.mark.parametrize(
    ("people", "answers", "code"),
    [
        ({}, {1: (CellKey(Activity.RECORDING, MediaKind.PHOTO),)}, ErrorCode.TABLE_COLUMN_MISSING),
        ({ListColumn.PUPIL_NUMBER: 0}, {}, ErrorCode.ANSWER_COLUMN_MISSING),
        ({ListColumn.PUPIL_NUMBER: 0}, {1: ()}, ErrorCode.ANSWER_COLUMN_MISSING),
        (
            {ListColumn.PUPIL_NUMBER: 9},
            {1: (CellKey(Activity.RECORDING, MediaKind.PHOTO),)},
            ErrorCode.TABLE_COLUMN_MISSING,
        ),
    ],
)
def test_a_mapping_that_cannot_be(
    workspace: Workspace, people: dict[ListColumn, int], answers: dict[int, tuple[CellKey, ...]], code: ErrorCode
) -> None:
    table = read_table("Leerlingnummer;Website\n1;ja\n")
    with pytest.raises(KnownError) as caught:
        workspace.answer_imports.plan(table, AnswerMapping(people, answers))
    assert caught.value.code is code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_files_as_schools_save_them(pupils: Pupils, encoding: str, delimiter: str) -> None:
    zoe = pupils.add("Zoë", "", "Müller", date(2014, 1, 1), "42")
    text = "Leerlingnummer;Naam;Geboortedatum;Foto website\r\n;Zoë Müller;01-01-2014;ja\r\n".replace(";", delimiter)
    plan = pupils.plan(text.encode(encoding))
    assert plan.rows[0].person_id == zoe


def test_half_finished_rows_and_totals(pupils: Pupils) -> None:
    text = LIST + ";;;;;\nTotaal: 4 leerlingen\n001235;Sem\n"
    plan = pupils.plan(text)
    assert AnswerRowKind.READY in kinds(plan)
    assert plan.rows[-1].answers == ()


def test_an_inactive_or_other_purpose_of_memory_is_not_proposed(workspace: Workspace, pupils: Pupils) -> None:
    table = read_table("Leerlingnummer;Vraag\n1;ja\n")
    gone = {"vraag": (CellKey(Activity.PUBLICATION, MediaKind.PHOTO, 999),)}
    assert guess_mapping(table, workspace.purposes.purposes(), gone).answers == {}


def test_the_file_is_kept_once_as_proof(workspace: Workspace, pupils: Pupils) -> None:
    evidence = EvidenceInput(LIST.encode(), "text/plain")
    workspace.answer_imports.record(pupils.plan(LIST), evidence=evidence)
    with workspace.store.read() as session:
        ids = session.exec(select(ConsentEvent.evidence_id)).all()
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert ids[0] is not None
    assert workspace.evidence.read(ids[0]).content == LIST.encode()
