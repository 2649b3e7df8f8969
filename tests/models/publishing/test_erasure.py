# SPDX-License-Identifier: GPL-3.0-or-later
"""After an erasure nothing names the person, everything else stands, and the chain still holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models.clock import FixedClock
from models.consent.evidence_types import EvidenceInput
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy
from models.publishing.erasure import Erased
from models.publishing.exports import ExportRequest
from models.publishing.mentions import MentionPlace
from models.roster.person_input import PersonInput
from models.settings import School as SchoolSettings
from models.store.verify import verify_register
from models.tables import (
    Appearance,
    AuditDetail,
    ConsentEvent,
    Erasure,
    Form,
    FoundFace,
    Guardianship,
    MediaSession,
    Person,
    Publication,
    SettledNotice,
    TakedownTask,
)
from models.terms import (
    Activity,
    Answer,
    ChangeKind,
    ConsentStatus,
    ErasureGround,
    FaceJudgement,
    FormState,
    MediaKind,
    NobodyReason,
    PersonRole,
    TakedownState,
    TodoKind,
    Verdict,
)
from models.workspace import Workspace
from tests.models.builders import BIRTH_DATE, HEAD, SEPTEMBER, School, save_photo
from tests.models.publishing.register_bytes import bytes_beside, traces_of

GROUND = ErasureGround.NO_LONGER_NEEDED
NAMES = ("Zéphyrine", "van den", "Østergård-Ĳpma")
MARKS = ("z.ostergard@example.org", "0655443322", "P-4711234")


def pupil_input(**more: object) -> PersonInput:
    given, prefix, family = NAMES
    values: dict[str, object] = {
        "birth_date": BIRTH_DATE,
        "email": MARKS[0],
        "telephone": MARKS[1],
        "pupil_number": MARKS[2],
        "roles": (PersonRole.PUPIL,),
        "given_name": given,
        "name_prefix": prefix,
        "family_name": family,
    }
    return PersonInput(**{**values, **more})  # type: ignore[arg-type]


@pytest.fixture
def school(workspace: Workspace) -> School:
    workspace.settings.change_school(SchoolSettings("De Linde"))
    return School(workspace)


def is_fine(workspace: Workspace) -> bool:
    return verify_register(workspace.store).is_fine


def answer_with_file(
    workspace: Workspace, person_ids: Iterable[int], purpose_id: int, content: bytes, decider_id: int | None = None
) -> tuple[int, ...]:
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, purpose_id)
    given = AnswerInput(0, key, Answer.GIVEN, decider_id, SEPTEMBER, evidence=EvidenceInput(content, "text/plain"))
    return workspace.consent.record_answers([replace(given, person_id=one) for one in person_ids]).value.event_ids


def write_notes(workspace: Workspace, item_id: int, purpose_id: int, person_id: int) -> None:
    """Texts of others that name the pupil, wherever people write."""
    given, _prefix, family = NAMES
    with workspace.store.write("test.notes") as unit:
        unit.session.add(MediaSession(name=f"Birthday of {given}", place="at Zephyrine's", note="call 06-55443322"))
        unit.session.add(
            Publication(
                item_id=item_id,
                purpose_id=purpose_id,
                place=f"example.org/{given}-wins",
                published_on=SEPTEMBER,
                verdict=Verdict.READY,
                recorded_at=unit.store.clock.now(),
            )
        )
        unit.session.add(
            SettledNotice(
                kind=TodoKind.ENDS_SOON,
                person_id=person_id,
                fingerprint="f",
                note=f"like {family}",
                settled_at=unit.store.clock.now(),
            )
        )
        unit.touch_all(ChangeKind.SESSION)


def test_nothing_on_the_disk_names_somebody_who_was_erased(
    workspace: Workspace, school: School, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The whole of it: raw bytes of register, journal, lock files, thumbnails and proof, in every writing."""
    given, _prefix, family = NAMES
    purpose = school.purpose()
    classmate = school.pupil()
    group = workspace.groups.add_group("Juf Zéphyrine").value
    pupil = workspace.people.add_person(pupil_input(group_ids=(group,))).value
    mother = workspace.people.add_guardian(pupil, PersonInput("Ôdile", "", family), relation="mother").value
    event_ids = answer_with_file(workspace, [pupil], purpose, b"Dear school, Zephyrine may be shown")
    school.answer(pupil, None, note="Zéphyrine agreed too")
    note = "rang about Zéphyrine van den Østergård-Ĳpma"
    school.answer(classmate, purpose, note=note, heard_by="juf zephyrine ostergard-ijpma")
    photos = [save_photo(tmp_path_factory.mktemp("photos") / "x" / f"{given}_{n}.jpg", n) for n in (1, 2)]
    items = school.take_in(*photos)
    school.tag(items[0], pupil, classmate)
    workspace.tagging.judge_nobody((items[1],), NobodyReason.OTHER, f"only {given} from behind")
    for path, row in ((photos[0], workspace.media.item_rows(items)[items[0]]),):
        workspace.thumbnails.put(row.sha256, path.read_bytes())
    write_notes(workspace, items[0], purpose, classmate)
    workspace.forms.issue([pupil], [purpose], "en")
    words = (*NAMES[::2], "Østergård", "Ĳpma", "Ôdile", *MARKS)
    assert traces_of(words, bytes_beside(workspace))
    evidence_id = _evidence_of(workspace, event_ids[0])
    assert workspace.evidence.read(evidence_id).content.startswith(b"Dear school")

    preview = workspace.erasure.preview([pupil, mother])
    erased = workspace.erasure.erase([pupil, mother], GROUND, note=f"asked by {given}").value

    assert preview.counts.answers == erased.answers == 2
    assert preview.counts.files == erased.files == 1
    assert {mention.place for mention in preview.mentions} >= {
        MentionPlace.ANSWER,
        MentionPlace.GROUP,
        MentionPlace.SESSION,
        MentionPlace.PHOTO,
        MentionPlace.PUBLICATION,
        MentionPlace.NOTICE,
        MentionPlace.FILE,
    }
    assert erased.texts_changed == len([one for one in preview.mentions if one.place is not MentionPlace.ANSWER])
    assert traces_of(words, bytes_beside(workspace)) == []
    assert is_fine(workspace)
    with pytest.raises(KnownError):
        workspace.people.person(pupil)
    workspace.close()
    assert traces_of(words, bytes_beside(workspace)) == []


def test_a_picture_with_somebody_erased_asks_who_it_is(workspace: Workspace, school: School) -> None:
    purpose = school.purpose()
    pupil, other = school.pupil(), school.pupil()
    placed, unplaced, heard = school.item(), school.item(), school.item(MediaKind.SOUND)
    for person in (pupil, other):
        for kind in MediaKind:
            school.answer(person, purpose, kind=kind)
    school.tag(placed, pupil, other)
    school.tag(unplaced, pupil, box=None)
    with workspace.store.write("test.heard") as unit:
        unit.session.add(
            Appearance(
                item_id=heard, person_id=pupil, is_visible=False, is_audible=True, start_ms=10, end_ms=99,
                source="manual", named_at=unit.store.clock.now(),
            )
        )  # fmt: skip
        unit.touch(ChangeKind.APPEARANCE, [heard])
    items = (placed, unplaced, heard)
    assert {one.worst for one in workspace.clearance.verdicts(items, [purpose]).values()} == {Verdict.READY}
    workspace.erasure.erase(pupil, GROUND)
    assert {one.worst for one in workspace.clearance.verdicts(items, [purpose]).values()} == {Verdict.IDENTIFY}
    with workspace.store.read() as session:
        faces = session.exec(select(FoundFace).order_by(col(FoundFace.item_id))).all()
        assert [(face.item_id, face.x, face.w, face.at_ms, face.end_ms) for face in faces] == [
            (placed, HEAD.x, HEAD.w, None, None),
            (unplaced, 0, 1, None, None),
            (heard, 0, 1, 10, 99),
        ]
        assert {face.judgement for face in faces} == {FaceJudgement.UNJUDGED}
    assert [one.person_id for one in workspace.tagging.people_in([placed])[placed].appearances] == [other]


def test_a_mark_that_was_found_before_it_was_named_is_not_doubled(workspace: Workspace, school: School) -> None:
    pupil = school.pupil()
    item = school.item()
    school.tag(item, pupil)
    with workspace.store.write("test.face") as unit:
        appearance = unit.session.exec(select(Appearance)).one()
        unit.session.add(FoundFace(item_id=item, x=0.4, y=0.3, w=0.1, h=0.1, appearance_id=appearance.id))
        unit.touch(ChangeKind.APPEARANCE, [item])
    workspace.erasure.erase(pupil, GROUND)
    assert workspace.tagging.people_in([item])[item].unnamed_count == 1


def test_what_is_published_becomes_a_task_without_a_name(workspace: Workspace, school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil()
    item = school.item()
    school.answer(pupil, purpose)
    school.tag(item, pupil)
    publication = school.publish(item, purpose)
    (out,) = workspace.erasure.preview(pupil).published
    assert (out.publication_id, out.is_covered) == (publication, False)
    assert workspace.erasure.erase(pupil, GROUND).value.takedowns_raised == 1
    (task,) = workspace.takedowns.tasks()
    assert (task.publication_id, task.person_id) == (publication, None)


def test_a_task_that_was_open_stays_and_forgets_whom_it_was_about(workspace: Workspace, school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil()
    item = school.item()
    school.answer(pupil, purpose)
    school.tag(item, pupil)
    school.publish(item, purpose)
    school.answer(pupil, purpose, Answer.REFUSED, date(2026, 9, 10))
    (before,) = workspace.takedowns.tasks()
    assert before.person_id == pupil
    workspace.erasure.erase(pupil, GROUND)
    (after,) = workspace.takedowns.tasks()
    assert (after.id, after.person_id, after.cause) == (before.id, None, ConsentStatus.WITHDRAWN)
    with workspace.store.read() as session:
        assert session.get_one(TakedownTask, after.id).cause_event_id is None


def test_a_copy_in_which_they_are_covered_may_stay(workspace: Workspace, school: School, tmp_path: Path) -> None:
    purpose = school.purpose()
    pupil, other = school.pupil(), school.pupil()
    (item,) = school.take_in(save_photo(tmp_path / "in" / "1.jpg"))
    school.answer(pupil, purpose, Answer.REFUSED)
    school.answer(other, purpose)
    school.tag(item, pupil)
    school.tag(item, other, box=None)
    folder = tmp_path / "out"
    folder.mkdir()
    request = ExportRequest((item,), purpose, folder, cover_people=True)
    assert len(workspace.exports.run(request).value.copies) == 1
    (out,) = workspace.erasure.preview(pupil).published
    assert out.is_covered
    assert workspace.erasure.erase(pupil, GROUND).value.takedowns_raised == 0
    assert workspace.takedowns.tasks() == ()
    school.answer(other, purpose, Answer.REFUSED, date(2026, 9, 12))
    assert [task.person_id for task in workspace.takedowns.tasks()] == [other]


def test_a_parent_whose_answer_counts_stays_as_a_number(workspace: Workspace, school: School) -> None:
    """The child's answers keep their decider and their worth; the parent has no name, no number, no proof any more."""
    purpose = school.purpose()
    pupil = school.pupil(guardians=0)
    mother = workspace.people.add_guardian(
        pupil, PersonInput("Ôdile", "", "Quadflieg", email="o@quadflieg.example"), relation="mother"
    ).value
    (event_id,) = answer_with_file(workspace, [pupil], purpose, b"I agree. Odile Quadflieg", mother)
    school.answer(pupil, purpose, kind=MediaKind.FILM, decider_id=mother, note="Ôdile rang", heard_by="Tess")
    before = workspace.consent.matrix(pupil).rows
    preview = workspace.erasure.preview(mother)
    assert preview.counts.answers_for_others == 2
    assert preview.people[0].decides_for == tuple(workspace.people.names([pupil]).values())

    erased: Erased = workspace.erasure.erase(mother, ErasureGround.CONSENT_WITHDRAWN).value

    assert (erased.nameless, erased.answers, erased.answers_changed, erased.files) == (1, 0, 2, 1)
    assert workspace.consent.matrix(pupil).rows == before
    with workspace.store.read() as session:
        row = session.get_one(Person, mother)
        assert row.erased_on == workspace.clock.today()
        assert {row.given_name, row.family_name, row.sort_name, row.search_text, row.email, row.telephone} == {""}
        (bond,) = session.exec(select(Guardianship)).all()
        assert (bond.guardian_id, bond.relation, bond.has_authority) == (mother, "", True)
        events = {event.id: event for event in session.exec(select(ConsentEvent))}
        assert events[event_id].evidence_id is None
        assert sorted((event.decider_id, event.note, event.heard_by) for event in events.values()) == [
            (mother, "", ""),
            (mother, "… rang", "Tess"),
        ]
    assert traces_of(("Ôdile", "Quadflieg"), bytes_beside(workspace)) == []
    assert is_fine(workspace)
    # When the child goes too, nothing is left of the parent either.
    workspace.erasure.erase(pupil, GROUND)
    with workspace.store.read() as session:
        assert session.exec(select(Person)).all() == []
    assert is_fine(workspace)


def test_a_file_that_proves_somebody_elses_answer_too_is_kept_and_named(workspace: Workspace, school: School) -> None:
    purpose = school.purpose()
    one, brother = school.pupil(), school.pupil()
    answer_with_file(workspace, [one, brother], purpose, b"both may")
    preview = workspace.erasure.preview(one)
    assert (preview.counts.files, preview.counts.files_shared) == (0, 1)
    workspace.erasure.erase(one, GROUND)
    (kept,) = workspace.evidence.evidence_of(brother)
    assert workspace.evidence.read(kept.id).content == b"both may"
    workspace.erasure.erase(brother, GROUND)
    assert not [path for path in workspace.evidence.folder.rglob("*") if path.is_file()]


def test_names_of_others_are_their_own(workspace: Workspace, school: School) -> None:
    """A sister has the same family name; a word that is also a name stays a word."""
    purpose = school.purpose()
    roos = workspace.people.add_person(PersonInput("Roos", "", "Bakker", BIRTH_DATE, roles=(PersonRole.PUPIL,))).value
    sister = workspace.people.add_person(
        PersonInput("Merel", "", "Bakker", BIRTH_DATE, organisation="Bakker & Roos", email="roos@bakker.example")
    ).value
    school.answer(sister, purpose, note="een roos bij de bakker; mevrouw Bakker belde over Roos Bakker")
    workspace.erasure.erase(roos, GROUND)
    detail = workspace.people.person(sister)
    assert (detail.family_name, detail.organisation, detail.email) == ("Bakker", "Bakker & Roos", "roos@bakker.example")
    (entry,) = workspace.consent.timeline(sister)
    assert entry.note == "een roos bij de bakker; mevrouw Bakker belde over …"


def test_who_worked_with_the_program_stays_in_the_log(workspace: Workspace, school: School) -> None:
    teacher = workspace.people.add_person(PersonInput("Ondine", "", "Wexelblat", roles=(PersonRole.STAFF,))).value
    with workspace.store.write("test.work", actor="Ondine Wexelblat") as unit:
        unit.note(work=1)
    assert workspace.erasure.preview(teacher).log_entries == 1
    workspace.erasure.erase(teacher, GROUND)
    with workspace.store.read() as session:
        assert "Ondine Wexelblat" in set(session.exec(select(AuditDetail.actor)))


def test_what_the_school_says_of_itself_is_to_be_changed_by_hand(workspace: Workspace, school: School) -> None:
    teacher = workspace.people.add_person(PersonInput("Ondine", "", "Wexelblat", roles=(PersonRole.STAFF,))).value
    workspace.settings.change_school(SchoolSettings("De Linde", contact="Ask Ondine Wexelblat"))
    assert [one.place for one in workspace.erasure.preview(teacher).to_change] == [MentionPlace.SCHOOL]


def test_forms_that_are_out_are_revoked_and_belong_to_nobody(workspace: Workspace, school: School) -> None:
    purpose = school.purpose()
    pupil = school.pupil()
    (form,) = workspace.forms.issue([pupil], [purpose], "nl").value
    workspace.erasure.erase(pupil, GROUND)
    with workspace.store.read() as session:
        row = session.get_one(Form, form.form_id)
        assert (row.person_id, row.state) == (None, FormState.REVOKED)
    assert workspace.forms.find_code(form.sheet.code) == form.form_id


def test_safety_copies_that_still_hold_the_person_are_found_and_go_when_asked(
    workspace: Workspace, school: School
) -> None:
    pupil = school.pupil()
    workspace.store.purge_free_space()
    copy = workspace.path.with_name("school.0001.20260801T100000.bak")
    shutil.copy(workspace.path, copy)
    stranger = workspace.path.with_name("other.0001.20260801T100000.bak")
    shutil.copy(workspace.path, stranger)
    later = school.pupil()
    assert workspace.erasure.preview(pupil).copies == (copy,)
    assert workspace.erasure.preview(later).copies == ()
    workspace.erasure.erase(later, GROUND, with_copies=True)
    assert copy.exists()
    assert workspace.erasure.erase(pupil, GROUND, with_copies=True).value.copies_removed == 1
    assert not copy.exists()
    assert stranger.exists()


def test_a_copy_that_cannot_be_read_counts_as_holding_the_person(workspace: Workspace, school: School) -> None:
    copy = workspace.path.with_name("school.0001.20260801T100000.bak")
    copy.write_bytes(b"no register at all" * 100)
    assert workspace.erasure.copies_of(school.pupil()) == (copy,)


def test_an_erasure_is_on_record_and_cannot_be_undone(workspace: Workspace, school: School, clock: FixedClock) -> None:
    pupil = school.pupil()
    change = workspace.erasure.erase(pupil, ErasureGround.UNLAWFUL, "as agreed")
    assert change.undo is None
    with workspace.store.read() as session:
        row = session.exec(select(Erasure)).one()
        assert (row.person_id, row.ground, row.ordered_by, row.ordered_at) == (pupil, "unlawful", "Office", clock.now())
        assert "as agreed" in row.counts


def test_nobody_is_erased_twice_and_nobody_unknown(workspace: Workspace, school: School) -> None:
    pupil = school.pupil()
    mother = school.guardians_of(pupil)[0]
    school.answer(pupil, school.purpose())
    workspace.erasure.erase(mother, GROUND)
    for wrong in (mother, 12345):
        with pytest.raises(KnownError) as caught:
            workspace.erasure.preview([pupil, wrong])
        assert caught.value.code is ErrorCode.PERSON_UNKNOWN
    with pytest.raises(KnownError):
        workspace.erasure.erase(pupil, GROUND, "x" * 501)
    assert workspace.people.person(pupil).id == pupil


def test_parents_who_are_there_for_nobody_else_are_named(workspace: Workspace, school: School) -> None:
    pupil, sister = school.pupil(), school.pupil(guardians=0)
    only, both = school.guardians_of(pupil)[0], school.guardian(pupil)
    workspace.people.add_guardian(sister, both)
    worker = school.adult()
    workspace.people.add_guardian(pupil, worker)
    assert [one for one, _name in workspace.erasure.preview(pupil).left_alone] == [only]
    assert workspace.erasure.preview([pupil, only]).left_alone == ()


def _evidence_of(workspace: Workspace, event_id: int) -> int:
    with workspace.store.read() as session:
        found = _event(session, event_id).evidence_id
    assert found is not None
    return found


def _event(session: Session, event_id: int) -> ConsentEvent:
    return session.get_one(ConsentEvent, event_id)


def test_an_open_task_raised_for_somebody_else_is_left_alone(workspace: Workspace, school: School) -> None:
    purpose = school.purpose()
    pupil, other = school.pupil(), school.pupil()
    item = school.item()
    school.answer(other, purpose)
    school.tag(item, other)
    school.publish(item, purpose)
    school.answer(other, purpose, Answer.REFUSED, date(2026, 9, 10))
    workspace.erasure.erase(pupil, GROUND)
    (task,) = workspace.takedowns.tasks()
    assert (task.person_id, task.state) == (other, TakedownState.OPEN)


def test_a_double_record_goes_with_the_one_it_was_joined_to(workspace: Workspace, school: School) -> None:
    """Answers that were given to the double are the person's; what moved is remembered nowhere."""
    purpose = school.purpose()
    kept = workspace.people.add_person(pupil_input()).value
    double = workspace.people.add_person(pupil_input(pupil_number="", given_name="Zef")).value
    mother = school.guardian(double)
    school.answer(double, purpose)
    ward = school.pupil(guardians=0)
    workspace.people.add_guardian(ward, double)
    school.answer(ward, purpose, decider_id=double)
    workspace.merges.merge(kept, double)
    before = workspace.consent.matrix(ward).rows
    preview = workspace.erasure.preview(double)
    assert [one.id for one in preview.people] == [kept]
    assert (preview.counts.merged_records, preview.counts.answers, preview.counts.answers_for_others) == (1, 1, 1)
    workspace.erasure.erase(double, GROUND)
    assert traces_of((*NAMES[::2], "Østergård", "Zef", *MARKS), bytes_beside(workspace)) == []
    assert is_fine(workspace)
    assert workspace.consent.matrix(ward).rows == before
    assert workspace.people.person(mother).wards == ()


def test_a_reader_who_does_not_finish_leaves_traces_until_the_register_is_closed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure itself is done; only the pages that an older view still needs go later."""
    from models.store import database

    monkeypatch.setattr(database, "_BUSY_MS", 50)
    pupil = workspace.people.add_person(pupil_input()).value
    workspace.store._engine.dispose()
    with workspace.store.read() as session:
        session.exec(select(Person)).all()
        erased = workspace.erasure.erase(pupil, GROUND).value
    assert not erased.is_purged
    workspace.close()
    assert traces_of((NAMES[0], *MARKS), bytes_beside(workspace)) == []


def test_where_every_guardian_is_asked_fewer_do_not_become_enough(workspace: Workspace, school: School) -> None:
    """A parent who never answered leaves a place without a name: one yes of two stays one yes of two."""
    workspace.settings.change_policy(ConsentPolicy(guardians_required=0))
    purpose = school.purpose()
    pupil = school.pupil(guardians=2)
    silent, said = school.guardians_of(pupil)
    without_say = school.guardian(pupil, has_authority=False)
    school.answer(pupil, purpose, decider_id=said)
    before = workspace.consent.matrix(pupil).rows
    assert ConsentStatus.PARTLY_GIVEN in {cell.status for row in before for _key, cell in row.statuses}
    assert workspace.erasure.preview(silent).people[0].decides_for
    assert workspace.erasure.erase(silent, GROUND).value.nameless == 1
    assert workspace.consent.matrix(pupil).rows == before
    assert workspace.erasure.erase(without_say, GROUND).value.nameless == 0
    assert workspace.consent.matrix(pupil).rows == before
