# SPDX-License-Identifier: GPL-3.0-or-later
"""The school's own online form: its link, its export read without guessing, brought in once, taken back."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from models.answer_lists.answer_terms import ImportedValue
from models.clock import FixedClock
from models.consent.default_purposes import default_purposes
from models.consent.evidence_types import TEXT, EvidenceInput
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.forms.online import OnlineOutcome
from models.forms.online_link import SENTINEL, LinkHost, LinkProblem, check_link
from models.forms.online_plan import OnlineReason, OnlineState
from models.forms.online_table import OnlineColumns, propose_columns, read_entries
from models.roster.person_input import PersonInput
from models.roster.workbook import read_export
from models.settings import School
from models.tables import ConsentEvent, Form, OnlineRow
from models.terms import Activity, Answer, AnswerMethod, ConsentStatus, DateOrder, FormState, MediaKind, PersonRole
from models.workspace import Workspace

TODAY = date(2026, 9, 15)
GOOGLE = f"https://docs.google.com/forms/d/e/1FAIpQL/viewform?usp=pp_url&entry.12={SENTINEL}"
MICROSOFT = f"https://forms.office.com/Pages/ResponsePage.aspx?id=abc&r0123={SENTINEL}"
HEADINGS = ("ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Code", "Wie vult dit in?", "Foto op website")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


class Family:
    """Two pupils with a form each; Noor has a mother and a father, Sem one guardian."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        workspace.settings.change_school(School("De Klaproos", contact="the office"))
        workspace.purposes.add_purposes(default_purposes("nl"))
        self.website = workspace.purposes.purpose("website").id
        self.noor = self.add("Noor", "van Dijk")
        self.mother = self.guardian(self.noor, "Els", "Dijk", "Moeder")
        self.father = self.guardian(self.noor, "Jan", "Dijk", "Vader")
        self.sem = self.add("Sem", "Bakker")
        self.guardian(self.sem, "Bea", "Bakker", "Moeder")
        forms = workspace.forms.issue((self.noor, self.sem), (self.website,), "nl").value
        self.forms = {form.person_id: form.form_id for form in forms}
        self.codes = {form.person_id: form.sheet.code for form in forms}

    def add(self, given_name: str, family: str) -> int:
        born = date(2015, 1, 1)
        person = PersonInput(given_name, "", family, born, roles=(PersonRole.PUPIL,))
        return self.workspace.people.add_person(person).value

    def guardian(self, pupil: int, given_name: str, family: str, relation: str) -> int:
        return self.workspace.people.add_guardian(pupil, PersonInput(given_name, "", family), relation=relation).value

    @property
    def key(self) -> CellKey:
        return CellKey(Activity.PUBLICATION, MediaKind.PHOTO, self.website)

    def status(self, person_id: int) -> ConsentStatus:
        return self.workspace.consent.facts([person_id]).status_of(person_id, self.key, TODAY).status

    def row(self, person_id: int | None, answer: str, when: str = "10-9-2026 10:59:37", who: str = "") -> list[str]:
        code = self.codes.get(person_id or 0, "")
        return ["1", "10-9-2026 10:58", when, "anonymous", "", code, who, answer]

    def bring_in(self, *rows: list[str], columns: OnlineColumns | None = None) -> OnlineOutcome:
        table = read_export(as_csv(rows))
        columns = columns or self.workspace.online.propose("Toestemming", table)
        return self.workspace.online.record("Toestemming", table, columns).value


def as_csv(rows: tuple[list[str], ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


@pytest.fixture
def family(workspace: Workspace) -> Family:
    return Family(workspace)


# --- the link


@pytest.mark.parametrize(
    ("link", "host"),
    [
        (GOOGLE, LinkHost.GOOGLE),
        (MICROSOFT, LinkHost.MICROSOFT),
        (f"https://forms.school.nl/x?code={SENTINEL}", LinkHost.OTHER),
    ],
)
def test_a_prefilled_link_is_good(link: str, host: LinkHost) -> None:
    found = check_link(f"  {link}\n")
    assert (found.text, found.host) == (link, host)
    assert found.for_code("ABC") == link.replace(SENTINEL, "ABC")


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("", LinkProblem.NOT_A_LINK),
        ("the form", LinkProblem.NOT_A_LINK),
        (GOOGLE.replace("https", "http"), LinkProblem.NOT_SAFE),
        ("javascript:alert(1)", LinkProblem.NOT_A_LINK),
        (GOOGLE.replace("docs.google.com", "me:secret@docs.google.com"), LinkProblem.NOT_SAFE),
        (GOOGLE.replace(SENTINEL, ""), LinkProblem.NO_SENTINEL),
        (f"{GOOGLE}&entry.13={SENTINEL}", LinkProblem.SENTINEL_TWICE),
        ("https://forms.office.com/e/AbCd", LinkProblem.SHORT),
        ("https://forms.gle/AbCd", LinkProblem.SHORT),
        (f"https://school.nl/{SENTINEL}", LinkProblem.SENTINEL_ELSEWHERE),
        (f"{GOOGLE}&x={'y' * 1000}", LinkProblem.TOO_LONG),
        ("https://[oops", LinkProblem.NOT_A_LINK),
    ],
)
def test_a_link_that_cannot_be_used_says_why(link: str, problem: LinkProblem) -> None:
    with pytest.raises(KnownError) as caught:
        check_link(link)
    assert (caught.value.code, caught.value.params["problem"]) == (ErrorCode.ONLINE_LINK, problem.value)


def test_the_link_of_a_form_is_kept_and_taken_back(family: Family) -> None:
    online = family.workspace.online
    change = online.set_link(" Toestemming  2026 ", MICROSOFT)
    assert [(form.name, form.link) for form in online.forms()] == [("Toestemming 2026", MICROSOFT)]
    code = family.codes[family.noor]
    assert online.link_for(code, "toestemming 2026") == MICROSOFT.replace(SENTINEL, code)
    assert change.undo is not None
    change.undo()
    assert online.link_for(code, "Toestemming 2026") is None
    with pytest.raises(KnownError) as caught:
        online.link("Another")
    assert caught.value.code is ErrorCode.ONLINE_FORM_UNKNOWN


# --- bringing in


def test_answers_come_in_with_day_form_wording_and_proof(family: Family) -> None:
    export = as_csv((family.row(family.noor, "Ja", who="Vader"), family.row(family.sem, "Nee")))
    table = read_export(export)
    online = family.workspace.online
    columns = online.propose("Toestemming", table)
    plan = online.plan("Toestemming", table, columns)
    assert (plan.counts[OnlineState.RECORDED], plan.answer_count) == (2, 2)
    done = online.record("Toestemming", table, columns, EvidenceInput(export, TEXT))
    assert (done.value.answers, done.value.people) == (2, 2)
    assert family.status(family.noor) is ConsentStatus.GIVEN
    assert family.status(family.sem) is ConsentStatus.REFUSED
    with family.workspace.store.read() as session:
        event = session.exec(select(ConsentEvent).where(ConsentEvent.person_id == family.noor)).one()
        form = session.get(Form, family.forms[family.noor])
        assert form is not None
        asked = {row["purpose"]: row["version"] for row in json.loads(form.questions)["rows"]}
        assert (event.method, event.decided_on, event.language) == (AnswerMethod.ONLINE, date(2026, 9, 10), "nl")
        assert (event.form_id, event.decider_id) == (form.id, family.father)
        assert event.purpose_version_id == asked[family.website]
        assert form.state is FormState.RECEIVED
    assert [len(row.event_ids) for row in family.workspace.evidence.evidence_of(family.noor)] == [1]


def test_a_blank_is_no_answer_and_is_kept(family: Family) -> None:
    done = family.bring_in(family.row(family.noor, ""), family.row(family.sem, "ja"))
    assert (done.answers, done.counts[OnlineState.EMPTY]) == (1, 1)
    assert family.status(family.noor) is ConsentStatus.REQUESTED
    with family.workspace.store.read() as session:
        assert len(session.exec(select(OnlineRow)).all()) == 2


def test_the_same_export_again_records_nothing(family: Family) -> None:
    rows = (family.row(family.noor, "ja", who="Moeder"), family.row(family.sem, "nee"))
    family.bring_in(*rows)
    again = family.bring_in(*rows, family.row(family.sem, "ja", "12-9-2026 9:00"))
    assert (again.answers, again.counts[OnlineState.KNOWN]) == (1, 2)
    assert family.status(family.sem) is ConsentStatus.GIVEN


def test_rows_that_were_all_known_leave_nothing_to_take_back(family: Family) -> None:
    rows = (family.row(family.noor, "ja"), family.row(family.sem, "nee"))
    first = family.bring_in(*rows)
    assert first.batch
    table = read_export(as_csv(rows))
    online = family.workspace.online
    again = online.record("Toestemming", table, online.propose("Toestemming", table))
    assert (again.value.answers, again.value.batch, again.undo) == (0, "", None)
    assert [one.batch for one in family.workspace.online.imports()] == [first.batch]


def test_undo_also_after_a_restart_and_then_again(tmp_path: Path, family: Family, clock: FixedClock) -> None:
    rows = (family.row(family.noor, "ja"), family.row(family.sem, "nee"))
    batch = family.bring_in(*rows).batch
    path = family.workspace.path
    family.workspace.close()
    with Workspace.open(path, clock=clock) as opened:
        family.workspace = opened
        assert [(one.batch, one.answers, one.is_undone) for one in opened.online.imports()] == [(batch, 2, False)]
        undone = opened.online.undo_import(batch)
        assert family.status(family.noor) is ConsentStatus.REQUESTED
        assert opened.forms.issued_forms([family.forms[family.sem]])[0].state is FormState.ISSUED
        assert undone.undo is not None
        redone = undone.undo()
        assert family.status(family.noor) is ConsentStatus.GIVEN
        assert opened.forms.issued_forms([family.forms[family.sem]])[0].state is FormState.RECEIVED
        assert redone.undo is not None
        redone.undo()
        with pytest.raises(KnownError):
            opened.online.undo_import(batch)
        assert family.bring_in(*rows).answers == 2
        assert family.status(family.sem) is ConsentStatus.REFUSED


def test_of_several_rows_with_one_code_the_latest_counts(family: Family) -> None:
    done = family.bring_in(
        family.row(family.noor, "nee", "12-9-2026 10:00:00"), family.row(family.noor, "ja", "12-9-2026 14:00:00")
    )
    assert (done.answers, done.counts[OnlineState.SUPERSEDED]) == (1, 1)
    assert family.status(family.noor) is ConsentStatus.GIVEN


def test_two_guardians_who_are_told_apart_are_both_recorded(family: Family) -> None:
    done = family.bring_in(
        family.row(family.noor, "nee", who="moeder"), family.row(family.noor, "ja", "12-9-2026 14:00", who="Jan Dijk")
    )
    assert (done.answers, done.counts[OnlineState.CONFLICT]) == (2, 0)
    assert family.status(family.noor) is ConsentStatus.REFUSED


def test_two_senders_who_are_not_told_apart_go_by_the_strictest(family: Family) -> None:
    done = family.bring_in(
        family.row(family.noor, "nee", who="ouder 1"), family.row(family.noor, "ja", "12-9-2026 14:00", who="ouder 2")
    )
    assert (done.answers, done.counts[OnlineState.CONFLICT]) == (1, 1)
    assert family.status(family.noor) is ConsentStatus.REFUSED
    (waiting,) = family.workspace.online.rows.waiting()
    assert (waiting.reason, waiting.person_id) == (OnlineReason.GUARDIANS_DIFFER, family.noor)
    change = family.workspace.online.rows.put_aside(waiting.row_id)
    assert family.workspace.online.rows.waiting() == ()
    assert change.undo is not None
    change.undo()
    assert len(family.workspace.online.rows.waiting()) == 1


def test_a_yes_of_nobody_in_particular_does_not_lift_a_no(family: Family) -> None:
    said = [AnswerInput(family.noor, family.key, Answer.REFUSED, family.mother, decided_on=date(2026, 9, 1))]
    said.append(AnswerInput(family.sem, family.key, Answer.REFUSED, decided_on=date(2026, 9, 1)))
    family.workspace.consent.record_answers(said)
    done = family.bring_in(family.row(family.noor, "ja"), family.row(family.sem, "ja"))
    assert (done.answers, done.counts[OnlineState.CONFLICT]) == (1, 1)
    assert family.status(family.noor) is ConsentStatus.REFUSED
    assert family.status(family.sem) is ConsentStatus.GIVEN  # a lone guardian lifts their own no
    assert family.workspace.online.rows.waiting()[0].reason is OnlineReason.AGAINST_NO


def test_a_childs_own_no_counts(family: Family) -> None:
    family.bring_in(family.row(family.noor, "ja", who="Moeder"), family.row(family.noor, "nee", who="Leerling"))
    assert family.status(family.noor) is ConsentStatus.REFUSED


def test_what_cannot_be_placed_is_parked_with_the_reason(family: Family) -> None:
    strange = family.row(family.noor, "ja")
    strange[4], strange[5] = "Noor van Dijk", "0000-0000-0000-0000"
    missing = family.row(None, "ja", "11-9-2026 9:00")
    undated = family.row(family.sem, "ja", "someday")
    done = family.bring_in(strange, missing, undated, family.row(family.noor, "nee", "99-99-2026 9:00"))
    assert (done.answers, done.counts[OnlineState.PARKED]) == (0, 4)
    reasons = sorted(row.reason for row in family.workspace.online.rows.waiting())
    assert reasons == sorted(
        [
            OnlineReason.UNKNOWN_CODE,
            OnlineReason.NO_CODE,
            OnlineReason.DATE_UNREADABLE,
            OnlineReason.DATE_UNREADABLE,
        ]
    )
    assert family.status(family.noor) is ConsentStatus.REQUESTED


@pytest.mark.parametrize(
    ("state", "reason"),
    [(FormState.REVOKED, OnlineReason.FORM_REVOKED), (FormState.REPLACED, OnlineReason.FORM_REPLACED)],
)
def test_a_form_that_no_longer_counts(family: Family, state: FormState, reason: OnlineReason) -> None:
    with family.workspace.store.write("test") as unit:
        form = unit.session.get(Form, family.forms[family.noor])
        assert form is not None
        form.state = state
    assert family.bring_in(family.row(family.noor, "ja"), family.row(family.sem, "ja")).answers == 1
    assert [row.reason for row in family.workspace.online.rows.waiting()] == [reason]


def test_the_form_of_somebody_who_is_gone(family: Family) -> None:
    with family.workspace.store.write("test") as unit:
        form = unit.session.get(Form, family.forms[family.noor])
        assert form is not None
        form.person_id = None
    family.bring_in(family.row(family.noor, "ja"))
    (waiting,) = family.workspace.online.rows.waiting()
    assert (waiting.reason, waiting.person_id) == (OnlineReason.PERSON_GONE, None)


def test_a_word_nobody_explained_stops_the_import(family: Family) -> None:
    with pytest.raises(KnownError) as caught:
        family.bring_in(family.row(family.noor, "misschien"))
    assert caught.value.code is ErrorCode.ANSWER_WORDS_UNCLEAR
    with family.workspace.store.read() as session:
        assert session.exec(select(OnlineRow)).all() == []


def test_what_columns_and_words_mean_is_remembered(family: Family) -> None:
    table = read_export(as_csv((family.row(family.noor, "misschien"),)))
    online = family.workspace.online
    columns = online.propose("Toestemming", table)
    explained = OnlineColumns(
        columns.answers, columns.options, {"misschien": ImportedValue.SKIP}, columns.who, columns.completed
    )
    assert online.record("Toestemming", table, explained).value.answers == 0
    assert online.propose("TOESTEMMING", table) == explained


def test_a_file_without_any_code_is_refused(family: Family) -> None:
    table = read_export(as_csv((family.row(None, "ja"),)))
    with pytest.raises(KnownError) as caught:
        family.workspace.online.propose("Toestemming", table)
    assert caught.value.code is ErrorCode.ONLINE_NO_CODES


# --- reading tables


def test_a_column_with_several_choices(family: Family) -> None:
    headings = ("Timestamp", "Code", "Website", "Opname maken")
    rows = (
        ["2016/08/15 7:16:38 PM GMT+2", family.codes[family.noor], "foto;film;", "Ja;"],
        ["2016/08/15 12:05:00 AM GMT+2", family.codes[family.sem], "Nee;", ""],
        ["2016/08/15 7:20:00 PM GMT+2", family.codes[family.sem], "foto, film", ""],
    )
    table = read_export(as_csv(rows, headings))
    online = family.workspace.online
    columns = online.propose("Google", table)
    assert set(columns.options) == {2, 3} or set(columns.options) == {2}
    purposes = family.workspace.purposes.purposes()
    known = {code: str(number) for number, code in enumerate(family.codes.values())}
    entries, undated = read_entries(table, columns, known.get, TODAY)
    assert undated == 0
    assert [entry.completed and entry.completed.hour for entry in entries] == [19, 0, 19]
    film = CellKey(Activity.PUBLICATION, MediaKind.FILM, family.website)
    said = [{(one.key, one.value) for one in entry.answers} for entry in entries]
    assert {(family.key, ImportedValue.YES), (film, ImportedValue.YES)} <= said[0]
    assert said[1] == {(family.key, ImportedValue.NO), (film, ImportedValue.NO)}
    assert said[2] == {(family.key, ImportedValue.YES), (film, ImportedValue.YES)}
    assert propose_columns(table, 1, purposes, columns) == columns


def test_yes_and_no_about_one_thing_counts_as_neither(family: Family) -> None:
    headings = ("Tijdstempel", "Code", "Website", "Foto op website")
    row = ["4-9-2026 10:59:37", family.codes[family.noor], "nee", "ja"]
    table = read_export(as_csv((row,), headings))
    online = family.workspace.online
    online.record("Google", table, online.propose("Google", table))
    assert online.rows.waiting()[0].reason is OnlineReason.ANSWERS_DIFFER


def test_the_order_of_day_and_month_is_asked_when_unclear(family: Family) -> None:
    english = tuple(heading.replace("Tijd van voltooien", "Completion time") for heading in HEADINGS)
    table = read_export(as_csv((family.row(family.noor, "ja", "9/8/2026 10:00"),), english))
    online = family.workspace.online
    columns = online.propose("Toestemming", table)
    assert online.plan("Toestemming", table, columns).rows[0].reason is OnlineReason.DATE_UNREADABLE
    chosen = OnlineColumns(columns.answers, {}, {}, columns.who, columns.completed, DateOrder.MONTH_DAY_YEAR)
    completed = online.plan("Toestemming", table, chosen).rows[0].entry.completed
    assert completed is not None
    assert completed.date() == date(2026, 9, 8)


def test_a_workbook_reads_like_its_text_and_formulas_stay_unread(family: Family) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    when = datetime(2026, 9, 10, 10, 59, 37)  # noqa: DTZ001 - a workbook knows no time zones
    sheet.append([1, when, when, "anonymous", None, family.codes[family.noor], "Moeder", "Ja"])
    sheet.append([2.0, when, when, "anonymous", None, '=HYPERLINK("http://x")', "", "Ja"])
    file = io.BytesIO()
    book.save(file)
    table = read_export(file.getvalue())
    assert table.rows[0] == ("1", "2026-09-10 10:59:37", "2026-09-10 10:59:37", "anonymous", "",
                             family.codes[family.noor], "Moeder", "Ja")  # fmt: skip
    assert table.rows[1][:1] == ("2",)
    assert table.rows[1][5] == ""
    online = family.workspace.online
    done = online.record("Toestemming", table, online.propose("Toestemming", table)).value
    assert (done.answers, done.counts[OnlineState.PARKED]) == (1, 1)


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0old", b"%PDF-1.4"])
def test_a_file_that_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        read_export(data)
    assert caught.value.code is ErrorCode.TABLE_UNREADABLE


def test_the_writing_of_windows(family: Family) -> None:
    row = family.row(family.noor, "ja", who="Zoë")
    text = ";".join(HEADINGS) + "\r\n" + ";".join(row) + "\r\n"
    assert read_export(text.encode("cp1252")).rows[0][6] == "Zoë"


@given(st.lists(st.sampled_from(["ja", "nee", ""]), min_size=1, max_size=6), st.data())
def test_the_order_of_rows_does_not_matter(answers: list[str], data: st.DataObject) -> None:
    headings = ("Tijdstempel", "Code", "Foto op website")
    rows = [[f"{day}-9-2026 10:00", "X", answer] for day, answer in enumerate(answers, start=1)]
    mixed = data.draw(st.permutations(rows))
    columns = OnlineColumns({2: (CellKey(Activity.PUBLICATION, MediaKind.PHOTO, 1),)}, completed=0,
                            date_order=DateOrder.DAY_MONTH_YEAR)  # fmt: skip

    def read(given_rows: list[list[str]]) -> set[tuple[str, int]]:
        table = read_export(as_csv(tuple(given_rows), headings))
        entries, _undated = read_entries(table, columns, lambda text: text, TODAY)
        return {(entry.digest, len(entry.answers)) for entry in entries}

    assert read(rows) == read(mixed)
    assert sum(count for _digest, count in read(rows)) == sum(1 for answer in answers if answer)
