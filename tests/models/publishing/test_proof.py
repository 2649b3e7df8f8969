# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof of one answer says what was asked, who answered, what changed since, and where it is sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2

from models.clock import FixedClock
from models.consent.evidence_types import EvidenceInput
from models.consent.purposes import PurposeInput
from models.errors import KnownError
from models.settings import School as SchoolFacts
from models.tables import Person
from models.terms import Activity, Answer, AnswerMethod, Audience, ChangeKind, ConsentStatus, MediaKind
from models.workspace import Workspace
from tests.models.builders import BIRTH_DATE, SEPTEMBER, School

SCAN = EvidenceInput(b"%PDF-1.7", "application/pdf")
WEBSITE = PurposeInput(
    "website", "Website", Audience.PUBLIC, wording=(("nl", "Mag uw kind op de website?"), ("en", "On the website?"))
)


def add_website(workspace: Workspace) -> int:
    return workspace.purposes.add_purposes((WEBSITE,)).value[0]


def test_what_was_asked_and_who_answered(workspace: Workspace) -> None:
    workspace.settings.change_school(SchoolFacts("De Klaproos", contact="Plein 1"))
    school, website = School(workspace), add_website(workspace)
    pupil = school.pupil(guardians=2)
    mother = school.guardians_of(pupil)[0]
    event_id = school.answer(
        pupil,
        website,
        decider_id=mother,
        method=AnswerMethod.TELEPHONE,
        heard_by="Juf Anna",
        note="belde zelf",
        language="nl",
        evidence=SCAN,
    ).value.event_ids[0]
    facts = workspace.proof.facts(event_id)
    assert facts.school is not None
    assert facts.school.name == "De Klaproos"
    assert (facts.person.id, facts.person.birth_date) == (pupil, BIRTH_DATE)
    assert facts.person.name == workspace.people.names((pupil,))[pupil]
    assert facts.key == (Activity.PUBLICATION, MediaKind.PHOTO, website)
    assert facts.purpose is not None
    assert facts.purpose.name == "Website"
    assert facts.wording is not None
    assert facts.wording.texts == (("nl", "Mag uw kind op de website?"),)
    assert facts.wording.is_language_known
    assert (facts.answer, facts.decider.id, facts.decided_on) == (Answer.GIVEN, mother, SEPTEMBER)
    assert (facts.method, facts.heard_by, facts.note) == (AnswerMethod.TELEPHONE, "Juf Anna", "belde zelf")
    assert (facts.recorded_at, facts.recorded_by) == (workspace.clock.now(), workspace.store.actor)
    assert facts.evidence is not None
    assert (facts.evidence.media_type, facts.evidence.size_bytes) == (SCAN.media_type, 8)
    assert (facts.later_answers, facts.later_wordings, facts.is_annulled) == ((), (), False)
    assert facts.status.status is ConsentStatus.GIVEN


def test_without_a_language_every_wording_is_shown_and_said_so(workspace: Workspace) -> None:
    school, website = School(workspace), add_website(workspace)
    event_id = school.answer(school.pupil(), website).value.event_ids[0]
    wording = workspace.proof.facts(event_id).wording
    assert wording is not None
    assert [language for language, _text in wording.texts] == ["en", "nl"]
    assert not wording.is_language_known


def test_an_answer_about_recording_has_no_wording_of_a_purpose(workspace: Workspace) -> None:
    school = School(workspace)
    facts = workspace.proof.facts(school.answer(school.pupil(), None).value.event_ids[0])
    assert (facts.purpose, facts.wording) == (None, None)


def test_what_changed_since(workspace: Workspace) -> None:
    school, website = School(workspace), add_website(workspace)
    pupil = school.pupil()
    first = school.answer(pupil, website).value.event_ids[0]
    school.answer(pupil, website, kind=MediaKind.FILM)
    withdrawn = school.answer(pupil, website, Answer.REFUSED, date(2026, 9, 10)).value.event_ids[0]
    facts = workspace.proof.facts(first)
    assert [(one.event_id, one.answer) for one in facts.later_answers] == [(withdrawn, Answer.WITHDRAWN)]
    assert facts.later_answers[0].decider
    assert facts.status.status is ConsentStatus.WITHDRAWN
    assert not facts.is_annulled
    assert workspace.proof.facts(withdrawn).later_answers == ()


def test_a_corrected_answer_says_so_until_the_correction_is_taken_back(workspace: Workspace) -> None:
    school, website = School(workspace), add_website(workspace)
    first = school.answer(school.pupil(), website).value.event_ids[0]
    correction = workspace.consent.annul_answers((first,), "verkeerde kind")
    facts = workspace.proof.facts(first)
    assert facts.is_annulled
    assert [(one.annuls_id, one.note) for one in facts.later_answers] == [(first, "verkeerde kind")]
    assert correction.undo is not None
    correction.undo()
    facts = workspace.proof.facts(first)
    assert not facts.is_annulled
    assert len(facts.later_answers) == 2


def test_a_wording_that_changed_since_is_listed_and_the_old_one_shown(tmp_path: Path) -> None:
    clock = FixedClock(date(2026, 9, 15))
    with Workspace.open(tmp_path / "school.beeldakkoord", clock=clock) as workspace:
        school, website = School(workspace), add_website(workspace)
        event_id = school.answer(school.pupil(), website, Answer.GIVEN, date(2026, 9, 15))
        clock.advance(days=10)
        changed = replace(WEBSITE, wording=(("nl", "Mag uw kind op alle websites?"),))
        workspace.purposes.change_purpose(website, changed, asks_anew=True)
        facts = workspace.proof.facts(event_id.value.event_ids[0])
    assert facts.wording is not None
    assert ("nl", "Mag uw kind op de website?") in facts.wording.texts
    assert [(one.number, one.effective_from, one.is_substantive) for one in facts.later_wordings] == [
        (2, date(2026, 9, 25), True)
    ]
    assert facts.status.status is ConsentStatus.NOT_REQUESTED


def test_an_answer_for_one_photo_is_judged_for_that_photo(workspace: Workspace) -> None:
    school, website = School(workspace), add_website(workspace)
    pupil, item = school.pupil(), school.item()
    school.answer(pupil, website, Answer.REFUSED)
    only = school.answer(pupil, website, item_id=item).value.event_ids[0]
    facts = workspace.proof.facts(only)
    assert (facts.item_id, facts.status.status) == (item, ConsentStatus.GIVEN)
    session = school.session()
    trip = school.answer(pupil, website, session_id=session).value.event_ids[0]
    assert workspace.proof.facts(trip).session_name == "Kamp"
    assert workspace.proof.facts(only).later_answers == ()


def test_the_seal_and_the_head(workspace: Workspace) -> None:
    school, website = School(workspace), add_website(workspace)
    pupil = school.pupil()
    event_id = school.answer(pupil, website).value.event_ids[0]
    before = workspace.log.entry_ids()[0]
    school.purpose("guide")
    report = workspace.verify.run()
    chain = workspace.proof.facts(event_id).chain
    assert (chain.link, chain.links, chain.head) == (before, report.links, report.head)
    assert workspace.verify.run(known_head=chain.head).known_head_seq == chain.links


def test_the_seal_is_found_when_the_clock_of_the_link_was_another(workspace: Workspace) -> None:
    school, website = School(workspace), add_website(workspace)
    event_id = school.answer(school.pupil(), website).value.event_ids[0]
    change(workspace, "UPDATE audit_entry SET at = '2001-01-01 00:00:00.000000'", "audit_entry_no_update")
    assert workspace.proof.facts(event_id).chain.link == workspace.log.entry_ids()[0]


def test_a_changed_answer_has_no_seal(workspace: Workspace) -> None:
    school, website = School(workspace), add_website(workspace)
    event_id = school.answer(school.pupil(), website).value.event_ids[0]
    change(workspace, "UPDATE consent_event SET note = 'x'", "consent_event_no_update")
    assert workspace.proof.facts(event_id).chain.link is None


def change(workspace: Workspace, statement: str, trigger: str) -> None:
    """Tamper behind the program's back."""
    connection = sqlcipher3.dbapi2.connect(str(workspace.path))
    connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_unknown_answer(workspace: Workspace) -> None:
    with pytest.raises(KnownError, match="answer_unknown"):
        workspace.proof.facts(1)


def test_an_answer_of_a_merged_record_is_proved_for_the_person(workspace: Workspace) -> None:
    school, website = School(workspace), add_website(workspace)
    kept, double = school.adult(), school.adult()
    event_id = school.answer(double, website, evidence=SCAN).value.event_ids[0]
    with workspace.store.write("test.merge") as unit:
        merged = unit.session.get(Person, double)
        assert merged is not None
        merged.merged_into_id = kept
        unit.touch(ChangeKind.PERSON, (kept, double))
    facts = workspace.proof.facts(event_id)
    assert facts.person.id == kept
    assert facts.status.status is ConsentStatus.GIVEN
    assert len(workspace.evidence.evidence_of(kept)) == 1
