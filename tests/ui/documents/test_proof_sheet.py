# SPDX-License-Identifier: GPL-3.0-or-later
"""What the proof sheet and the outcome of a check say on paper, in every language, without a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.consent.evidence_types import note_evidence
from models.consent.purposes import PurposeInput
from models.publishing.proof import ProofFacts
from models.settings import School as SchoolFacts
from models.store.verify import Finding, FindingCode, VerifyReport, grouped_head
from models.terms import Answer, AnswerMethod, Audience, LegalBasis, MediaKind
from models.workspace import Workspace
from tests.models.builders import School
from ui import texts
from ui.documents.check_report import compose_check_report
from ui.documents.proof_sheet import compose_proof, proof_file_name
from ui.printing.flow import FlowDocument
from ui.style import check_sentences as words


def words_of(document: FlowDocument) -> str:
    """Every word of a document, in order."""
    found = []
    for block in document._blocks:
        if hasattr(block, "text"):
            found.append(block.text)
        elif hasattr(block, "rows"):
            found += [" | ".join(row) for row in (block.headers, *block.rows)]
    return "\n".join(found)


@pytest.fixture
def facts(workspace: Workspace) -> ProofFacts:
    """A yes by telephone from a mother, with a note, later withdrawn."""
    workspace.settings.change_school(SchoolFacts("De Klaproos"))
    made = PurposeInput("website", "Website", Audience.PUBLIC, wording=(("nl", "Mag dit?"), ("en", "May we?")))
    website = workspace.purposes.add_purposes((made,)).value[0]
    school = School(workspace)
    pupil = school.pupil()
    event_id = school.answer(
        pupil,
        website,
        method=AnswerMethod.TELEPHONE,
        heard_by="Juf Anna",
        language="nl",
        evidence=note_evidence("ja"),
    ).value.event_ids[0]
    school.answer(pupil, website, Answer.REFUSED, date(2026, 9, 10), note="per brief")
    return workspace.proof.facts(event_id)


def test_the_sheet_says_everything(facts: ProofFacts) -> None:
    text = words_of(compose_proof(facts))
    for part in (
        "Website: photo. Yes, on 1 Sept 2026.",
        "School | De Klaproos",
        facts.person.name,
        f"Answered by | {facts.decider.name}",
        "Nederlands | “Mag dit?”",
        "By phone",
        "Heard by | Juf Anna",
        "Kept with it | Note, 2 bytes",
        "10 Sept 2026 | Changed to no",
        "per brief",
        grouped_head(facts.chain.head)[:35],
        f"Stands in | entry {facts.chain.link} of the log",
    ):
        assert part in text
    assert "May we?" not in text
    assert "is not on record" not in text


def test_what_is_not_known_is_said(facts: ProofFacts) -> None:
    assert facts.wording is not None
    unknown = replace(facts, wording=replace(facts.wording, is_language_known=False), evidence=None, later_answers=())
    text = words_of(compose_proof(unknown))
    assert "In which language it was asked is not on record" in text
    assert "Kept with it | no file" in text
    assert "No later answer to the same question is on record." in text
    bare = words_of(compose_proof(replace(facts, wording=None, school=None)))
    assert "The text that was shown is not on record." in bare
    assert "School |" not in bare


def test_a_changed_answer_is_told_before_anything_is_relied_on(facts: ProofFacts) -> None:
    broken = replace(facts, chain=replace(facts.chain, link=None))
    assert "not as the log recorded it" in words_of(compose_proof(broken))
    assert "not as the log recorded it" not in words_of(compose_proof(facts))


def test_a_correction_and_one_photo_are_told(facts: ProofFacts) -> None:
    corrected = words_of(compose_proof(replace(facts, is_annulled=True, item_id=7)))
    assert "taken out of account later" in corrected
    assert "Holds for | Only photo number 7" in corrected
    event = words_of(compose_proof(replace(facts, session_name="Kamp")))
    assert "Only the event “Kamp”" in event


def test_an_answer_about_recording(workspace: Workspace) -> None:
    school = School(workspace)
    adult = school.adult()
    event_id = school.answer(adult, None, kind=MediaKind.FILM).value.event_ids[0]
    facts = workspace.proof.facts(event_id)
    text = words_of(compose_proof(facts))
    assert "Being recorded: film" in text
    assert f"Answered by | {facts.person.name}, for themself" in text
    assert proof_file_name(facts) == f"proof of answer {event_id}"
    assert facts.person.name not in proof_file_name(facts)


@pytest.mark.parametrize("language", ["en", "nl", "zz"])
@pytest.mark.parametrize("basis", list(LegalBasis))
@pytest.mark.usefixtures("qapp")
def test_every_language_has_a_whole_sheet(facts: ProofFacts, language: str, basis: LegalBasis) -> None:
    texts.set_language(language)
    try:
        assert facts.purpose is not None
        document = compose_proof(replace(facts, purpose=replace(facts.purpose, legal_basis=basis)))
        assert "{" not in words_of(document)
        assert 1 <= len(document.pages()) <= 3
    finally:
        texts.set_language("en")


@pytest.mark.parametrize("code", list(FindingCode))
@pytest.mark.parametrize("count", [1, 2, 1_200])
@pytest.mark.parametrize("language", ["en", "nl", "zz"])
def test_every_finding_has_a_sentence(code: FindingCode, count: int, language: str) -> None:
    texts.set_language(language)
    try:
        report = VerifyReport(
            links=4,
            head="ab" * 32,
            head_at=datetime(2026, 9, 1, 10, tzinfo=UTC),
            answers=2,
            erased_answers=1,
            proof_files=1,
            findings=(Finding(code, count, tuple(range(min(count, 20)))),),
        )
        sentence = words.finding_sentence(report.findings[0])
        assert sentence
        assert "{" not in sentence
        assert bool(words.advice_sentence(report)) is not code.is_notice
        assert report.is_fine is code.is_notice
        text = words_of(compose_check_report(report, "De Klaproos", datetime(2026, 9, 1, 10, tzinfo=UTC)))
        assert "{" not in text
        assert "abababab" in text
    finally:
        texts.set_language("en")


def test_only_a_few_numbers_are_named() -> None:
    sentence = words.finding_sentence(Finding(FindingCode.LINKS_CHANGED, 30, tuple(range(20))))
    assert sentence.endswith("Numbers: 0, 1, 2, 3, 4, 5, …")
    assert words.finding_sentence(Finding(FindingCode.LINKS_CHANGED, 2, (3, 5))).endswith("Numbers: 3, 5")
