# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds from the command line: started, followed, reminded; forms without a name, and whose they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from sqlmodel import select

from models.consent.purposes import PurposeInput
from models.forms.codes import spaced_code
from models.forms.round_terms import SentReminder
from models.forms.wording import LANGUAGES, load_wording
from models.roster.person_input import PersonInput
from models.tables import ConsentRequest, Form, FormRound
from models.workspace import Workspace
from tests.forms_simulator.pens import Hand, Pen, Writer, fill_in
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.journeys.documented_answers import assert_documented
from tests.models.builders import School
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_NOT_READY, EXIT_READY, REGISTER_VARIABLE

WRITER = Writer(Pen.BALLPOINT, Hand.CROSS, 0.4, 0.85, 1.0, 0.8)
Ask = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """A school with two pupils in 7B (one with a Turkish mother), one in 8A and one of the staff."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    cli.main(["init", "--school", "De Klaproos", "--purpose", "website", "--purpose", "newsletter"])
    for name, group in (("Anna Bos", "7B"), ("Zoë Yıldız", "7B"), ("Bram Visser", "8A")):
        cli.main(["people", "add", name, "--as", "pupil", "--birth-date", "2016-01-01", "--in", group])
    cli.main(["people", "add", "Kim Smit", "--as", "staff"])
    with opened() as workspace:
        workspace.people.add_guardian(person("Zoë Yıldız", workspace), PersonInput("Elif", "", "Yıldız", language="tr"))

    def answer(*words: str, code: int = EXIT_READY) -> dict[str, Any]:
        capsys.readouterr()
        assert cli.main([*words, "--json"]) == code
        document: dict[str, Any] = json.loads(capsys.readouterr().out)
        if not {"--dry-run"} & set(words):
            assert_documented(" ".join(words[:2]), document)
        return document

    return answer


def opened() -> Workspace:
    return Workspace.open(Path("school.beeldakkoord"))


def person(name: str, workspace: Workspace) -> int:
    (found,) = workspace.people.find_by_name(name)
    return found


def words_on(name: str, page: int) -> str:
    """The text of a page, with single spaces."""
    document = pypdfium2.PdfDocument(Path(name))
    text = document[page].get_textpage().get_text_range()
    document.close()
    return " ".join(text.replace("\u200e", "").split())


def pages_of(name: str) -> int:
    document = pypdfium2.PdfDocument(Path(name))
    count = len(document)
    document.close()
    return count


def test_a_round_is_counted_started_followed_and_reminded(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    counted = ask("forms", "issue", "Autumn", "--role", "pupil", "--form-language", "nl", "--dry-run")
    assert (counted["round"], counted["file"], counted["forms"]) == (None, None, [])
    by_language = [{"language": "nl", "people": 2}, {"language": "tr", "people": 1}]
    assert (counted["people"], counted["languages"]) == (3, by_language)
    with opened() as workspace:
        assert workspace.rounds.rounds() == ()
    words = ("--role", "pupil", "--form-language", "nl", "--until", "2099-10-01", "--out", "forms.pdf")
    started = ask("forms", "issue", "Autumn", *words)
    assert [(one["name"], one["language"]) for one in started["forms"]] == [
        ("Anna Bos", "nl"),
        ("Zoë Yıldız", "tr"),
        ("Bram Visser", "nl"),
    ]
    assert pages_of("forms.pdf") == 3
    with opened() as workspace:
        anna, website = person("Anna Bos", workspace), workspace.purposes.purpose("website").id
        School(workspace).answer(anna, website, decided_on=workspace.clock.today())
    assert cli.main(["forms", "rounds"]) == EXIT_NOT_READY
    assert "Autumn  1 of 3 answered · until" in capsys.readouterr().out
    one = ask("forms", "rounds", "autumn", code=EXIT_NOT_READY)
    assert (one["people"], one["answered"], one["silent"]) == (3, 1, 2)
    assert [(group["name"], group["answered"]) for group in one["classes"]] == [("7B", 1), ("8A", 0)]
    assert [waiting["name"] for waiting in one["waiting"]] == ["Zoë Yıldız", "Bram Visser"]
    sent = ask("forms", "remind", "1", "--out", "letters.pdf")
    assert (len(sent["letters"]), sent["pages"], sent["noted"]) == (2, 4, True)
    assert pages_of("letters.pdf") == 4
    only = ask("forms", "remind", "Autumn", "--group", "8A", "--no-note", "--out", "some.pdf")
    assert ([letter["name"] for letter in only["letters"]], only["noted"]) == (["Bram Visser"], False)
    with opened() as workspace:
        row = workspace.rounds.rounds()[0]
        assert row.reminders == (SentReminder(workspace.clock.today(), 2),)


def test_each_class_can_begin_with_a_list_of_its_names(ask: Ask) -> None:
    started = ask("forms", "issue", "Autumn", "--role", "pupil", "--list", "--language", "en", "--out", "forms.pdf")
    pages = {one["name"]: one["page"] for one in started["forms"]}
    assert pages == {"Anna Bos": 2, "Zoë Yıldız": 3, "Bram Visser": 5}
    assert pages_of("forms.pdf") == 5
    first, second = words_on("forms.pdf", 0), words_on("forms.pdf", 3)
    assert ("7B" in first, "8A" in second) == (True, True)
    assert first.index("1 Anna Bos English") < first.index("2 Zoë Yıldız Türkçe")
    assert "Bram" not in first
    assert second.index("1 Bram Visser") >= 0
    for one in started["forms"]:
        on_page = words_on("forms.pdf", one["page"] - 1)
        assert one["name"] in on_page
        assert spaced_code(one["code"]) in on_page


def test_where_nobody_is_silent_no_letter_is_written(ask: Ask) -> None:
    ask("forms", "issue", "Team", "--role", "staff", "--out", "forms.pdf")
    with opened() as workspace:
        kim, website = person("Kim Smit", workspace), workspace.purposes.purpose("website").id
        School(workspace).answer(kim, website, decided_on=workspace.clock.today())
    sent = ask("forms", "remind", "Team", "--out", "letters.pdf", code=EXIT_NOT_READY)
    assert (sent["letters"], sent["file"], sent["noted"]) == ([], None, False)
    assert not Path("letters.pdf").exists()
    assert cli.main(["forms", "rounds"]) == EXIT_READY


def test_staff_get_a_form_that_speaks_to_them(ask: Ask) -> None:
    started = ask("forms", "issue", "All", "--one-language", "--form-language", "pl", "--out", "forms.pdf")
    assert {one["language"] for one in started["forms"]} == {"pl"}
    assert [one["name"] for one in started["forms"] if one["self"]] == ["Kim Smit"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_does_not_fit_is_named_with_its_language_and_nothing_is_recorded(
    ask: Ask, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened() as workspace:
        website = workspace.purposes.purpose("website")
        wordings = dict(workspace.purposes.wordings(website.id))
        made = PurposeInput(website.key, website.name, website.audience)
        long = "Słowo слово كلمة word kelime woord. " * 50
        changed = replace(made, wording=tuple({**wordings, language: long}.items()))
        workspace.purposes.change_purpose(website.id, changed, asks_anew=False)
    capsys.readouterr()
    for words in (
        ("issue", "Autumn", "--form-language", language, "--one-language", "--out", "forms.pdf"),
        ("blank", "2", "--form-language", language, "--out", "forms.pdf"),
        ("print", "Anna Bos", "--form-language", language, "--out", "forms.pdf"),
    ):
        assert cli.main(["forms", *words]) == EXIT_FAILED
        told = capsys.readouterr().err
        assert "“School website”" in told
        assert load_wording(language).name in told
    assert not Path("forms.pdf").exists()
    with opened() as workspace, workspace.store.read() as session:
        assert [session.exec(select(table)).all() for table in (Form, FormRound, ConsentRequest)] == [[], [], []]


def test_a_file_that_cannot_be_written_leaves_no_round(ask: Ask) -> None:
    assert cli.main(["forms", "issue", "Autumn", "--out", "nowhere/forms.pdf"]) == EXIT_FAILED
    with opened() as workspace:
        assert workspace.rounds.rounds() == ()


def test_a_blank_form_is_made_scanned_and_put_to_a_newcomer(ask: Ask, tmp_path: Path) -> None:
    made = ask("forms", "blank", "2", "--form-language", "nl", "--out", "blank.pdf")
    assert pages_of("blank.pdf") == 2
    code = made["forms"][0]["code"]
    with opened() as workspace:
        layout = workspace.forms.issued_forms([made["forms"][0]["form"]])[0].sheet.layout()
    document = pypdfium2.PdfDocument(tmp_path / "blank.pdf")
    picture = document[0].render(scale=300 / 72, grayscale=True).to_numpy()
    document.close()
    sheet = np.ascontiguousarray(picture.reshape(picture.shape[0], picture.shape[1]))
    marked = fill_in(sheet, layout, WRITER, np.random.default_rng(3), blank_share=0.0)
    Image.fromarray(scan_page(marked.page, plain_scan(), np.random.default_rng(3))).save("scan.png")
    assert cli.main(["forms", "scan", "scan.png"]) == EXIT_NOT_READY
    assert cli.main(["forms", "bind", code, "Kim Smit"]) == EXIT_FAILED  # it speaks to parents
    cli.main(["people", "add", "Jip Hofstra", "--as", "pupil", "--birth-date", "2017-02-03"])
    bound = ask("forms", "bind", code, "Jip Hofstra")
    assert (bound["name"], bound["state"]) == ("Jip Hofstra", "received")
    assert cli.main(["forms", "bind", code, "Anna Bos"]) == EXIT_FAILED
    assert cli.main(["forms", "bind", "0000-0000-0000-0000", "Anna Bos"]) == EXIT_FAILED


def test_what_is_asked_wrong(ask: Ask) -> None:
    assert cli.main(["forms", "issue", "Autumn"]) == EXIT_FAILED
    assert cli.main(["forms", "issue", "Autumn", "--group", "9Z", "--out", "forms.pdf"]) == EXIT_FAILED
    assert cli.main(["forms", "rounds", "Spring"]) == EXIT_FAILED
    assert cli.main(["forms", "blank", "0", "--out", "blank.pdf"]) == EXIT_FAILED
    assert not Path("blank.pdf").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["blank", "0", "--out", "f.pdf"], "from 1 to 200"),
        (["blank", "201", "--out", "f.pdf"], "from 1 to 200"),
        (["issue", "Autumn", "--until", "2020-01-01", "--out", "f.pdf"], "--until"),
        (["issue", "Autumn", "--until", "2020-01-01", "--dry-run"], "--until"),
    ],
)
def test_the_sentence_says_what_is_wrong(
    ask: Ask, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    capsys.readouterr()
    assert cli.main(["forms", *words]) == EXIT_FAILED
    assert told in capsys.readouterr().err
    assert not Path("f.pdf").exists()
