# SPDX-License-Identifier: GPL-3.0-or-later
"""A dossier on paper says everything that is in it, in plain words, and loses no line where a page ends."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.consent.evidence_types import EvidenceInput
from models.publishing.dossier_facts import Dossier, DossierGap
from models.roster.person_input import PersonInput
from models.settings import School as SchoolSettings
from models.terms import Answer, MediaKind, PersonRole, TakedownState
from models.workspace import Workspace
from tests.models.builders import BIRTH_DATE, School
from ui.documents.dossier import compose_dossier, write_dossier_pdf
from ui.printing.flow import _set_document

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def dossier(workspace: Workspace) -> Dossier:
    """A pupil with answers, a correction, a publication that came down, a film and a reason to be careful."""
    workspace.settings.change_school(SchoolSettings("De Linde", contact="office@linde.example"))
    school = School(workspace)
    purpose = school.purpose()
    group = workspace.groups.add_group("3B").value
    pupil = workspace.people.add_person(
        PersonInput(
            "Noor", "van", "Dijk", BIRTH_DATE, roles=(PersonRole.PUPIL,), group_ids=(group,), pupil_number="47112"
        )
    ).value
    mother = workspace.people.add_guardian(pupil, PersonInput("Mila", "", "Aarts"), relation="mother").value
    for kind in MediaKind:
        school.answer(
            pupil, purpose, kind=kind, decider_id=mother, evidence=EvidenceInput(b"%PDF-1.7", "application/pdf")
        )
    (wrong,) = school.answer(pupil, purpose, Answer.REFUSED, date(2026, 9, 3), decider_id=mother).value.event_ids
    workspace.consent.annul_answers([wrong], "typed the wrong child")
    item = school.item()
    school.tag(item, pupil, school.pupil())
    school.tag(school.item(MediaKind.FILM), pupil)
    school.publish(item, purpose)
    school.answer(pupil, purpose, Answer.REFUSED, date(2026, 9, 14), decider_id=mother)
    workspace.takedowns.close_task(workspace.takedowns.tasks()[0].id, TakedownState.REMOVED, "off the site")
    workspace.people.set_left(pupil, date(2026, 9, 1))
    return workspace.dossiers.collect(pupil)


def text_of(dossier: Dossier) -> str:
    return _set_document(compose_dossier(dossier)._blocks).toPlainText()


def test_it_says_what_is_on_record(dossier: Dossier) -> None:
    text = text_of(dossier)
    for said in (
        "What is on record about Noor van Dijk",
        "De Linde",
        "47112",
        "3B (2026-2027)",
        "Mila Aarts (mother)",
        "Mag dit?",
        "typed the wrong child",
        "(set aside)",
        "example.org/1",
        "off the site",
        "no photo; ask the school to see or hear it",
        "from 1 Sept 2028 on",
        "office@linde.example",
        "Person added",
    ):
        assert said in text, said


def test_answers_that_differ_in_the_kind_alone_are_one_line(dossier: Dossier) -> None:
    assert "Website: photo, film and sound" in text_of(dossier)


def test_words_for_why_there_is_no_copy(dossier: Dossier) -> None:
    for gap in DossierGap:
        items = tuple(replace(item, gap=gap) for item in dossier.items)
        assert any(word in text_of(replace(dossier, items=items)) for word in ("not copied", "no photo"))


def test_why_somebody_is_never_shown_is_only_there_when_asked_for(dossier: Dossier) -> None:
    hidden = replace(dossier, own=replace(dossier.own, is_protected=True, protected_reason=""))
    assert "Never shown" in text_of(hidden)
    told = replace(dossier, own=replace(dossier.own, is_protected=True, protected_reason="a hiding place"))
    assert "a hiding place" in text_of(told)


def test_the_seal_at_the_very_end_is_set(dossier: Dossier) -> None:
    document = _set_document(compose_dossier(dossier)._blocks)
    place = document.documentLayout().blockBoundingRect(document.lastBlock())
    assert place.height() > 0
    assert place.bottom() <= document.pageCount() * document.pageSize().height()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not on this computer")
def test_the_pdf_has_the_words(dossier: Dossier, tmp_path: Path) -> None:
    path = tmp_path / "dossier.pdf"
    assert write_dossier_pdf(path, dossier) >= 2
    said = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "Noor van Dijk" in said
    assert "the seal of the last one is" in said
