# SPDX-License-Identifier: GPL-3.0-or-later
"""A dossier holds everything about one person, and nothing that is only about somebody else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.consent.evidence_types import EvidenceInput
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.progress import CancelToken, Progress
from models.publishing.dossier import JSON_NAME, PDF_NAME, DossierRequest
from models.publishing.dossier_facts import Dossier, DossierGap
from models.publishing.dossier_json import dossier_document
from models.roster.person_input import PersonInput
from models.settings import School as SchoolSettings
from models.terms import (
    Activity,
    Answer,
    AnswerMethod,
    ConsentStatus,
    FaceJudgement,
    LegalBasis,
    MediaKind,
    PersonRole,
    TakedownState,
)
from models.workspace import Workspace
from tests.models.builders import BIRTH_DATE, SEPTEMBER, School, save_photo

LEFT = Box(0.05, 0.2, 0.2, 0.4)
RIGHT = Box(0.7, 0.2, 0.2, 0.4)


@pytest.fixture
def school(workspace: Workspace) -> School:
    workspace.settings.change_school(SchoolSettings("De Linde", contact="office@linde.example"))
    return School(workspace)


@pytest.fixture
def noor(workspace: Workspace, school: School) -> int:
    group = workspace.groups.add_group("3B").value
    return workspace.people.add_person(
        PersonInput(
            "Noor", "van", "Dijk", BIRTH_DATE, "noor@example.org", pupil_number="47112", roles=(PersonRole.PUPIL,),
            group_ids=(group,),
        )
    ).value  # fmt: skip


def test_everything_about_the_person_is_in_it(workspace: Workspace, school: School, noor: int) -> None:
    purpose = school.purpose()
    mother = workspace.people.add_guardian(noor, PersonInput("Mila", "", "Aarts"), relation="mother").value
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, purpose)
    given = AnswerInput(
        noor, key, Answer.GIVEN, mother, SEPTEMBER, method=AnswerMethod.EMAIL, note="by mail", language="nl",
        evidence=EvidenceInput(b"Yes. Mila", "text/plain"),
    )  # fmt: skip
    (first,) = workspace.consent.record_answers([given]).value.event_ids
    (wrong,) = school.answer(noor, purpose, Answer.REFUSED, date(2026, 9, 2), decider_id=mother).value.event_ids
    workspace.consent.annul_answers([wrong], "typed the wrong child")
    workspace.forms.issue([noor], [purpose], "nl")
    item, other = school.item(), school.item()
    school.tag(item, noor, school.pupil())
    school.publish(item, purpose)
    school.answer(noor, purpose, Answer.REFUSED, date(2026, 9, 14), decider_id=mother)
    (task,) = workspace.takedowns.tasks()
    workspace.takedowns.close_task(task.id, TakedownState.REMOVED, "done")

    dossier = workspace.dossiers.collect(noor)

    assert dossier.own.display_name == "Noor van Dijk"
    assert dossier.own.numbers == (("pupil_number", "47112"),)
    assert [one.role for one in dossier.roles] == [PersonRole.PUPIL]
    assert [one.name for one in dossier.groups] == ["3B"]
    assert [(one.name, one.relation) for one in dossier.guardians] == [("Mila Aarts", "mother")]
    said = {one.event_id: one for one in dossier.answers}
    assert len(said) == 4
    assert (said[first].decider_name, said[first].wording) == ("Mila Aarts", "Mag dit?")
    assert (said[first].proof_type, len(said[first].proof_sha256)) == ("text/plain", 64)
    assert said[wrong].is_annulled
    assert [one.note for one in dossier.answers if one.annuls_id == wrong] == ["typed the wrong child"]
    now = {(one.purpose.key, one.kind): one.status for one in dossier.statuses}
    assert now["website", MediaKind.PHOTO] is ConsentStatus.WITHDRAWN
    assert {one.purpose.key for one in dossier.asked} == {"recording", "website"}
    assert len(dossier.forms) == 1
    assert [(one.item_id, one.others) for one in dossier.items] == [(item, 1)]
    assert other not in {one.item_id for one in dossier.items}
    assert [(one.place, one.ended_on) for one in dossier.publications] == [("example.org/1", workspace.clock.today())]
    assert [(one.cause, one.state, one.note) for one in dossier.tasks] == [
        (ConsentStatus.WITHDRAWN, TakedownState.REMOVED, "done")
    ]
    actions = [one.action for one in dossier.log]
    assert actions[0] == "person.add"
    assert {"consent.answer", "consent.annul", "form.issue"} <= set(actions)
    assert (dossier.links, len(dossier.head)) == (len(workspace.log.entry_ids()), 64)


def test_nobody_else_in_the_pictures_is_named(workspace: Workspace, school: School, noor: int) -> None:
    stranger = workspace.people.add_person(PersonInput("Wexelblat", "", "Ondine", roles=(PersonRole.PUPIL,))).value
    school.tag(school.item(), noor, stranger)
    text = json.dumps(dossier_document(workspace.dossiers.collect(noor)))
    assert "Wexelblat" not in text
    assert "Ondine" not in text


def test_why_somebody_is_never_shown_is_told_only_when_asked_for(workspace: Workspace, noor: int) -> None:
    workspace.people.set_protected(noor, True, "a hiding place")
    assert workspace.dossiers.collect(noor).own.is_protected
    assert "hiding" not in json.dumps(dossier_document(workspace.dossiers.collect(noor)))
    assert workspace.dossiers.collect(noor, with_reason=True).own.protected_reason == "a hiding place"


def test_a_parent_sees_what_they_answered_for_their_child(workspace: Workspace, school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil()
    (mother,) = school.guardians_of(pupil)
    school.answer(pupil, purpose)
    dossier = workspace.dossiers.collect(mother)
    assert dossier.answers == ()
    (answer,) = dossier.answers_for_others
    assert answer.about_name == workspace.people.names([pupil])[pupil]
    assert [one.person_id for one in dossier.wards] == [pupil]


def test_a_dossier_is_one_folder_without_a_name_in_any_name(
    workspace: Workspace, school: School, noor: int, tmp_path: Path
) -> None:
    """The PDF is written by whoever can; the rest is here. Everybody else is covered, and only they."""
    other = school.pupil()
    source = save_photo(tmp_path / "in" / "noor van dijk.jpg", 3, (400, 300))
    (item,) = school.take_in(source)
    school.tag(item, noor, box=LEFT)
    school.tag(item, other, box=RIGHT)
    shown: list[tuple[Path, Dossier]] = []
    before = len(workspace.log.entry_ids())
    written = workspace.dossiers.write(
        DossierRequest(noor), tmp_path, lambda path, dossier: shown.append((path, dossier))
    ).value
    assert written.folder.name == "dossier-2026-09-15"
    assert shown == [(written.folder / PDF_NAME, written.dossier)]
    names = sorted(path.relative_to(written.folder).as_posix() for path in written.folder.rglob("*") if path.is_file())
    assert names == [JSON_NAME, "pictures/001.jpg"]
    assert written.dossier.items[0].picture == "pictures/001.jpg"
    document = json.loads((written.folder / JSON_NAME).read_text(encoding="utf-8"))
    assert document["items"][0]["picture"] == "pictures/001.jpg"
    assert difference(source, written.folder / "pictures/001.jpg", RIGHT) > 20
    assert difference(source, written.folder / "pictures/001.jpg", LEFT) < 6
    assert len(workspace.log.entry_ids()) == before + 1
    (entry,) = workspace.log.rows(workspace.log.entry_ids()[:1])
    assert entry.action == "person.dossier"
    again = workspace.dossiers.write(DossierRequest(noor, with_pictures=False), tmp_path).value
    assert again.folder.name == "dossier-2026-09-15-2"
    assert [one.gap for one in again.dossier.items] == [DossierGap.LEFT_OUT]


def difference(one: Path, other: Path, box: Box) -> float:
    """Mean difference of two pictures within a box, in grey levels."""
    with Image.open(one) as first, Image.open(other) as second:
        area = tuple(
            round(value) for value in (
                box.x * first.width, box.y * first.height, (box.x + box.w) * first.width, (box.y + box.h) * first.height
            )
        )  # fmt: skip
        pixels = [np.asarray(picture.convert("RGB").crop(area), dtype=float) for picture in (first, second)]
    return float(np.abs(pixels[0] - pixels[1]).mean())


def test_a_picture_in_which_somebody_cannot_be_covered_is_not_copied(
    workspace: Workspace, school: School, noor: int, tmp_path: Path
) -> None:
    paths = [save_photo(tmp_path / "in" / f"{number}.jpg", number) for number in range(6)]
    unnamed, unplaced, gone, changed, judged, alone = school.take_in(*paths)
    film = school.item(MediaKind.FILM)
    for item in (unnamed, unplaced, gone, changed, judged, alone, film):
        school.tag(item, noor, box=LEFT)
    workspace.tagging.mark_face(unnamed, RIGHT)
    school.tag(unplaced, school.pupil(), box=None)
    face = workspace.tagging.mark_face(judged, RIGHT).value
    workspace.tagging.judge_face(face, FaceJudgement.PASSER_BY)
    paths[2].unlink()
    save_photo(paths[3], 99)
    written = workspace.dossiers.write(DossierRequest(noor), tmp_path).value
    gaps = {one.item_id: one.gap for one in written.dossier.items}
    assert gaps == {
        unnamed: DossierGap.SOMEBODY_UNNAMED,
        unplaced: DossierGap.SOMEBODY_WITHOUT_PLACE,
        gone: DossierGap.FILE_MISSING,
        changed: DossierGap.FILE_CHANGED,
        judged: None,
        alone: None,
        film: DossierGap.NOT_A_PHOTO,
    }
    assert written.pictures == 2
    by_item = {one.item_id: one.picture for one in written.dossier.items}
    assert difference(paths[4], written.folder / by_item[judged], RIGHT) > 20
    assert difference(paths[5], written.folder / by_item[alone], RIGHT) < 6


def test_nothing_is_left_of_a_dossier_that_failed(
    workspace: Workspace, school: School, noor: int, tmp_path: Path
) -> None:
    (item,) = school.take_in(save_photo(tmp_path / "in" / "1.jpg"))
    school.tag(item, noor)
    token = CancelToken()

    def cancel(_done: int, _total: int) -> None:
        token.cancel()

    target = tmp_path / "out"
    target.mkdir()
    before = len(workspace.log.entry_ids())
    with pytest.raises(KnownError) as caught:
        workspace.dossiers.write(DossierRequest(noor), target, progress=Progress(cancel, token))
    assert caught.value.code is ErrorCode.CANCELLED

    def fail(_path: Path, _dossier: Dossier) -> None:
        raise KnownError(ErrorCode.DISK_FULL)

    with pytest.raises(KnownError):
        workspace.dossiers.write(DossierRequest(noor), target, fail)
    with pytest.raises(KnownError) as caught:
        workspace.dossiers.write(DossierRequest(noor), target / "nowhere")
    assert caught.value.code is ErrorCode.FOLDER_MISSING
    assert list(target.iterdir()) == []
    assert len(workspace.log.entry_ids()) == before


def test_a_merged_record_has_one_dossier(workspace: Workspace, school: School, noor: int) -> None:
    purpose = school.purpose()
    double = workspace.people.add_person(PersonInput("Noor", "v.", "Dijk", roles=(PersonRole.PUPIL,))).value
    mother = school.guardian(double)
    school.answer(double, purpose)
    workspace.merges.merge(noor, double)
    for person_id in (noor, double):
        dossier = workspace.dossiers.collect(person_id)
        assert dossier.own.person_id == noor
        assert [one.decider_id for one in dossier.answers] == [mother]
        assert dossier.merged_on == (workspace.clock.today(),)


def test_nobody_has_no_dossier(workspace: Workspace) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.dossiers.collect(77)
    assert caught.value.code is ErrorCode.PERSON_UNKNOWN


def test_the_consent_records_have_the_shape_of_the_specification(
    workspace: Workspace, school: School, noor: int
) -> None:
    """Field names of ISO/IEC TS 27560:2023, clauses 6.3.3 to 6.3.7; states and roles of the Data Privacy Vocabulary."""
    website = school.purpose()
    mother = school.guardian(noor)
    school.answer(noor, website, language="nl")
    school.answer(noor, website, Answer.REFUSED, date(2026, 9, 9))
    workspace.people.set_left(noor, date(2026, 8, 1))
    document = dossier_document(workspace.dossiers.collect(noor))
    assert document["schema_version"] == "beeldakkoord-dossier-1"
    assert document["person"]["erase_from"] == "2028-08-01"
    records = {record["pii_processing"]["purposes"][0]["purpose_id"]: record for record in document["consent_records"]}
    assert set(records) == {"recording", "website"}
    record = records["website"]
    assert record["schema_version"] == "ISO/IEC TS 27560:2023"
    assert record["record_id"].startswith("urn:uuid:")
    assert record["pii_principal_id"] == f"person-{noor}"
    processing = record["pii_processing"]
    assert [(one["version"], one["language"], one["text"]) for one in processing["privacy_notice"]] == [
        (1, "nl", "Mag dit?"),
        (1, "", "Mag dit?"),
    ]
    (purpose,) = processing["purposes"]
    assert purpose["lawful_basis"] == "eu-gdpr:A6-1-a"
    assert [one["pii_type"] for one in purpose["pii_information"]] == ["photo", "film", "sound"]
    assert purpose["retention_period"] == "P24M after leaving"
    assert {party["party_id"]: party["party_role"] for party in record["party_identification"]} == {
        "controller": "dpv:DataController",
        f"person-{noor}": "dpv:DataSubject",
        f"person-{mother}": "dpv:GuardianOfDataSubject",
    }
    assert [(event["event_time"], event["event_state"], event["entity_id"]) for event in record["events"]] == [
        ("2026-09-01", "dpv:ConsentGiven", f"person-{mother}"),
        ("2026-09-09", "dpv:ConsentWithdrawn", f"person-{mother}"),
    ]
    assert record["current_state"][0]["event_state"] == "dpv:ConsentWithdrawn"
    again = dossier_document(workspace.dossiers.collect(noor))
    assert [one["record_id"] for one in again["consent_records"]] == [
        one["record_id"] for one in document["consent_records"]
    ]


def test_an_objection_is_no_refused_consent(workspace: Workspace, school: School, noor: int) -> None:
    purpose = school.purpose("lesson", basis=LegalBasis.PUBLIC_TASK)
    school.guardian(noor)
    school.answer(noor, purpose, Answer.REFUSED)
    document = dossier_document(workspace.dossiers.collect(noor))
    record = next(one for one in document["consent_records"] if one["events"])
    assert record["pii_processing"]["purposes"][0]["lawful_basis"] == "eu-gdpr:A6-1-e"
    assert (record["events"][0]["event_type"], record["events"][0]["event_state"]) == ("eu-gdpr:A21", "objected")
