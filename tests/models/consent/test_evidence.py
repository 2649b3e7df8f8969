# SPDX-License-Identifier: GPL-3.0-or-later
"""Files kept as proof: once, encrypted, whole or not at all, and every look on record."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from models.consent.evidence_types import (
    EMAIL,
    MOST_BYTES,
    OUTLOOK,
    PDF,
    TEXT,
    WORD,
    EvidenceInput,
    note_evidence,
    read_evidence_file,
    read_text,
    recognise,
    suffix_of,
)
from models.errors import ErrorCode, KnownError
from models.store import UnitOfWork
from models.store.audit import event_digest
from models.tables import AuditDetail, AuditEntry, ConsentEvent, Evidence
from models.terms import ChangeKind, ViewReason
from models.workspace import Workspace
from tests.models.builders import School

SCAN = EvidenceInput(b"%PDF-1.7 signed by a parent", PDF)
OTHER = EvidenceInput(b"From: a@example.org\nSubject: yes\n\nYes.", EMAIL)


def put(workspace: Workspace, given: EvidenceInput = SCAN) -> int:
    with workspace.store.write("test.put") as unit:
        return workspace.evidence.put_within(unit, given)


def fail_after(workspace: Workspace, work: Callable[[UnitOfWork], object]) -> None:
    """A transaction that fails after its work."""

    def act() -> None:
        with workspace.store.write("test.fail") as unit:
            work(unit)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()


def files_of(workspace: Workspace) -> list[Path]:
    return sorted(path for path in workspace.evidence.folder.rglob("*") if path.is_file())


def office_file(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


# --- kept once, encrypted, with the answer


def test_what_is_kept_comes_back_as_it_was(workspace: Workspace) -> None:
    evidence_id = put(workspace)
    content = workspace.evidence.read(evidence_id)
    assert (content.content, content.media_type) == (SCAN.content, PDF)
    row = workspace.evidence.rows((evidence_id,))[evidence_id]
    assert (row.sha256, row.size_bytes) == (hashlib.sha256(SCAN.content).hexdigest(), len(SCAN.content))


def test_nothing_of_the_content_can_be_read_in_the_file(workspace: Workspace) -> None:
    put(workspace)
    (path,) = files_of(workspace)
    assert path == workspace.evidence.path_of(hashlib.sha256(SCAN.content).hexdigest())
    assert b"parent" not in path.read_bytes()


def test_the_same_content_is_kept_once(workspace: Workspace) -> None:
    assert put(workspace) == put(workspace)
    assert put(workspace, OTHER) != put(workspace)
    assert len(files_of(workspace)) == 2


def test_a_disk_that_fills_up_is_not_left_fuller(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_file: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patched:
        patched.setattr("models.consent.evidence.os.fsync", no_room)
        with pytest.raises(KnownError) as raised:
            put(workspace)
    assert raised.value.code is ErrorCode.DISK_FULL
    assert files_of(workspace) == []
    assert workspace.evidence.read(put(workspace)).content == SCAN.content


def test_each_file_has_a_key_of_its_own(workspace: Workspace) -> None:
    put(workspace)
    put(workspace, OTHER)
    with workspace.store.read() as session:
        keys = list(session.exec(select(Evidence.data_key)))
    assert len(set(keys)) == 2
    assert {len(key) for key in keys} == {32}


def test_an_answer_and_its_proof_are_one_transaction(workspace: Workspace) -> None:
    school = School(workspace)
    pupil = school.pupil(guardians=2)
    website, guide = school.purpose(), school.purpose("guide")
    for purpose in (website, guide):
        school.answer(pupil, purpose, evidence=SCAN)
    (row,) = workspace.evidence.evidence_of(pupil)
    timeline = workspace.consent.timeline(pupil)
    assert {entry.evidence_id for entry in timeline} == {row.id}
    assert row.event_ids == tuple(sorted(entry.event_id for entry in timeline))
    assert len(files_of(workspace)) == 1


def test_the_audit_commits_to_the_proof(workspace: Workspace) -> None:
    school = School(workspace)
    pupil, website = school.pupil(), school.purpose()
    school.answer(pupil, website, evidence=SCAN)
    with workspace.store.read() as session:
        event = session.exec(select(ConsentEvent)).one()
        payload = session.exec(select(AuditDetail.payload).order_by(col(AuditDetail.seq).desc())).first()
        assert event.evidence_id is not None
        assert event_digest(event) in json.loads(payload or "")["events"]


def test_a_failed_answer_leaves_no_row_and_the_file_is_found(workspace: Workspace) -> None:
    school = School(workspace)
    pupil, stranger, website = school.pupil(), school.adult(), school.purpose()
    with pytest.raises(KnownError, match="decider_not_entitled"):
        school.answer(pupil, website, evidence=SCAN, decider_id=stranger)
    assert workspace.evidence.evidence_of(pupil) == ()
    assert workspace.evidence.left_over() == tuple(files_of(workspace))
    assert workspace.evidence.remove_left_over().value == 1
    assert files_of(workspace) == []


def test_a_left_over_file_is_taken_over(workspace: Workspace) -> None:
    """Its key is lost, so the file is written anew when the same content comes again."""
    fail_after(workspace, lambda unit: workspace.evidence.put_within(unit, SCAN))
    evidence_id = put(workspace)
    assert workspace.evidence.read(evidence_id).content == SCAN.content
    assert workspace.evidence.left_over() == ()


def test_proof_that_is_not_on_record_is_refused(workspace: Workspace) -> None:
    school = School(workspace)
    pupil, website = school.pupil(), school.purpose()
    with pytest.raises(KnownError, match="evidence_missing"):
        school.answer(pupil, website, evidence_id=99)


# --- looking


def test_a_look_is_in_the_audit_chain_with_its_reason(workspace: Workspace) -> None:
    evidence_id = put(workspace)
    change = workspace.evidence.view(evidence_id, ViewReason.COMPLAINT)
    assert change.value.content == SCAN.content
    assert change.changes.ids(ChangeKind.EVIDENCE) == {evidence_id}
    with workspace.store.read() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq).desc())).first()
        detail = session.get(AuditDetail, entry.seq) if entry else None
        assert entry is not None
        assert detail is not None
        assert entry.action == "evidence.view"
        assert json.loads(detail.payload) == {"touched": {"evidence": [evidence_id]}, "reason": "complaint"}


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda path: path.unlink(), ErrorCode.EVIDENCE_MISSING),
        (lambda path: path.write_bytes(path.read_bytes()[:-3]), ErrorCode.EVIDENCE_DAMAGED),
        (lambda path: path.write_bytes(b""), ErrorCode.EVIDENCE_DAMAGED),
        (lambda path: path.write_bytes(b"BKE1" + path.read_bytes()[:20]), ErrorCode.EVIDENCE_DAMAGED),
        (lambda path: path.write_bytes(SCAN.content), ErrorCode.EVIDENCE_DAMAGED),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\x00"), ErrorCode.EVIDENCE_DAMAGED),
    ],
    ids=["gone", "cut", "empty", "half", "plain", "altered"],
)
def test_harm_to_a_file_is_seen(workspace: Workspace, harm: object, code: ErrorCode) -> None:
    evidence_id = put(workspace)
    fine = put(workspace, OTHER)
    path = workspace.evidence.path_of(hashlib.sha256(SCAN.content).hexdigest())
    while path.exists() and path.read_bytes().endswith(b"\x00"):  # one in 256 tags would not change
        path.unlink()
        put(workspace)
    harm(path)  # type: ignore[operator]
    with pytest.raises(KnownError) as caught:
        workspace.evidence.view(evidence_id, ViewReason.OTHER)
    assert caught.value.code is code
    assert list(workspace.evidence.problems()) == [(evidence_id, code), (fine, None)]
    with workspace.store.read() as session:
        assert "evidence.view" not in set(session.exec(select(AuditEntry.action)))
    put(workspace)
    assert workspace.evidence.read(evidence_id).content == SCAN.content  # given again, it is whole again


def test_two_files_cannot_change_places(workspace: Workspace) -> None:
    first, second = put(workspace), put(workspace, OTHER)
    one, two = (workspace.evidence.path_of(hashlib.sha256(each.content).hexdigest()) for each in (SCAN, OTHER))
    one.write_bytes(two.read_bytes())
    assert list(workspace.evidence.problems()) == [(first, ErrorCode.EVIDENCE_DAMAGED), (second, None)]


# --- forgetting


def test_what_is_forgotten_is_gone_after_the_commit_and_not_before(workspace: Workspace) -> None:
    evidence_id, kept = put(workspace), put(workspace, OTHER)
    with workspace.store.write("test.forget") as unit:
        assert workspace.evidence.forget_within(unit, (evidence_id, kept + 100)) == (evidence_id,)
        assert len(files_of(workspace)) == 2
    assert len(files_of(workspace)) == 1
    with pytest.raises(KnownError, match="evidence_missing"):
        workspace.evidence.read(evidence_id)
    assert workspace.evidence.read(kept).content == OTHER.content


def test_a_failed_forgetting_keeps_file_and_row(workspace: Workspace) -> None:
    evidence_id = put(workspace)
    fail_after(workspace, lambda unit: workspace.evidence.forget_within(unit, (evidence_id,)))
    put(workspace, OTHER)  # a later commit about evidence must not carry it out after all
    assert workspace.evidence.read(evidence_id).content == SCAN.content


def test_proof_of_somebody_elses_answer_is_not_forgotten(workspace: Workspace) -> None:
    school = School(workspace)
    pupil, website = school.pupil(), school.purpose()
    school.answer(pupil, website, evidence=SCAN)
    (row,) = workspace.evidence.evidence_of(pupil)
    with workspace.store.write("test.forget") as unit:
        assert workspace.evidence.forget_within(unit, (row.id,)) == ()
    assert workspace.evidence.read(row.id).content == SCAN.content


def test_a_forgotten_file_cannot_be_read_from_an_old_copy_of_the_folder(workspace: Workspace) -> None:
    evidence_id = put(workspace)
    (path,) = files_of(workspace)
    old = path.read_bytes()
    with workspace.store.write("test.forget") as unit:
        workspace.evidence.forget_within(unit, (evidence_id,))
    again = put(workspace)
    path.write_bytes(old)
    with pytest.raises(KnownError, match="evidence_damaged"):
        workspace.evidence.read(again)


# --- what may be kept


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.4\n%", PDF),
        (b"\x89PNG\r\n\x1a\n0000", "image/png"),
        (b"\xff\xd8\xff\xe0abc", "image/jpeg"),
        (b"II*\x00abc", "image/tiff"),
        (b"\x00\x00\x00\x18ftypheic0000", "image/heic"),
        (b"\x00\x00\x00\x18ftypmp420000", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__properties_version1.0".encode("utf-16-le"), OUTLOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old Word file", None),
        (office_file("word/document.xml"), WORD),
        (office_file("word/document.xml", "word/vbaProject.bin"), None),
        (office_file("setup.exe"), None),
        (b"PK\x03\x04 broken", None),
        (b"Received: by x\r\nFrom: a@example.org\r\nSubject: Foto's\r\n\r\nJa hoor", EMAIL),
        ("\ufeffSubject: Ja\nFrom: a@example.org\n\nJa".encode(), EMAIL),
        ("Opgebeld: akkoord, zegt moeder van Zoë".encode(), TEXT),
        ("Opgebeld: akkoord, zegt moeder van Zoë".encode("cp1252"), TEXT),
        ("Opgebeld: akkoord".encode("utf-16"), TEXT),
        (b"Note: she said yes\n\nand more", TEXT),
        (b"MZ\x90\x00\x03\x00\x00\x00", None),
        (b"\x7fELF\x02\x01\x01\x00", None),
    ],
)
def test_documents_are_recognised_by_content(content: bytes, media_type: str | None) -> None:
    assert recognise(content) == media_type
    assert media_type is None or suffix_of(media_type)


@given(st.binary(max_size=300))
def test_anything_is_recognised_or_refused_without_a_fall(content: bytes) -> None:
    found = recognise(content)
    assert found is None or suffix_of(found)
    assert isinstance(read_text(content), str)


def test_a_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "reply.xyz"
    path.write_bytes(OTHER.content)
    assert read_evidence_file(path) == OTHER


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, ErrorCode.FILE_MISSING),
        (lambda path: path.mkdir(), ErrorCode.EVIDENCE_FORMAT),
        (lambda path: path.write_bytes(b""), ErrorCode.EVIDENCE_EMPTY),
        (lambda path: path.write_bytes(b"MZ\x90\x00"), ErrorCode.EVIDENCE_FORMAT),
        (lambda path: path.write_bytes(b"%PDF-" + b"0" * MOST_BYTES), ErrorCode.FILE_TOO_LARGE),
    ],
    ids=["missing", "folder", "empty", "program", "large"],
)
def test_a_file_that_cannot_be_kept_says_why(tmp_path: Path, make: object, code: ErrorCode) -> None:
    path = tmp_path / "proof"
    make(path)  # type: ignore[operator]
    with pytest.raises(KnownError) as caught:
        read_evidence_file(path)
    assert caught.value.code is code


def test_a_note_is_text(workspace: Workspace) -> None:
    evidence_id = put(workspace, note_evidence("  Vader belde: ja, ook de film. \n"))
    content = workspace.evidence.read(evidence_id)
    assert content.media_type == TEXT
    assert read_text(content.content) == "Vader belde: ja, ook de film."


@pytest.mark.parametrize("text", ["", " \n ", "x" * 20_001])
def test_a_note_says_something_and_not_a_book(text: str) -> None:
    with pytest.raises(KnownError, match="value_not_allowed"):
        note_evidence(text)
