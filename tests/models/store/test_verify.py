# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: S608 - statements of a test, against a register of its own
"""Tampering by somebody who has the file: each way is found, and named by number."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from models.clock import FixedClock
from models.consent.evidence_types import EvidenceInput
from models.errors import ErrorCode, KnownError
from models.progress import CancelToken, Progress
from models.store import audit
from models.store.verify import (
    Finding,
    FindingCode,
    VerifyReport,
    event_digests,
    grouped_head,
    read_head,
    verify_register,
)
from models.tables import AuditDetail, AuditEntry, ConsentEvent, Erasure
from models.terms import Activity, Answer, AnswerMethod, ChangeKind, MediaKind
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School

NOTE = EvidenceInput(b"Vader belde: ja.", "text/plain")


@pytest.fixture
def answered(workspace: Workspace) -> School:
    """A pupil with six answers, one of them corrected, and two files of proof."""
    school = School(workspace)
    pupil, website, guide = school.pupil(guardians=2), school.purpose(), school.purpose("guide")
    school.answer(pupil, website, evidence=NOTE)
    school.answer(pupil, guide, Answer.REFUSED, note="met accénten", heard_by="Juf")
    school.answer(pupil, None)
    taken_back = school.answer(pupil, website, Answer.REFUSED).value
    workspace.consent.annul_answers(taken_back.event_ids, "typefout")
    school.answer(pupil, guide, evidence=EvidenceInput(b"%PDF-1.7", "application/pdf"))
    return school


def tamper(workspace: Workspace, *statements: str) -> None:
    """Change the file behind the program's back; the triggers are put back as they were, to hide it."""
    connection = sqlcipher3.dbapi2.connect(str(workspace.path))
    connection.isolation_level = None
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _statement in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _name, statement in triggers:
        connection.execute(statement)
    connection.close()


def found(report: VerifyReport) -> dict[FindingCode, Finding]:
    return {finding.code: finding for finding in report.findings}


def check(workspace: Workspace) -> dict[FindingCode, Finding]:
    return found(workspace.verify.run())


# --- nothing wrong


def test_an_untouched_register_is_fine(workspace: Workspace, answered: School) -> None:
    report = workspace.verify.run()
    assert report.findings == ()
    assert report.is_fine
    with workspace.store.read() as session:
        last = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq).desc())).first()
        assert last is not None
        assert (report.links, report.head, report.head_at) == (last.seq, last.hash, last.at)
    assert (report.answers, report.proof_files, report.erased_answers) == (6, 2, 0)


def test_a_new_register_is_fine(workspace: Workspace) -> None:
    report = workspace.verify.run()
    assert (report.findings, report.links, report.head, report.head_at) == ((), 0, audit.GENESIS_HASH, None)


def test_every_status_of_a_whole_school_is_compiled_again(workspace: Workspace) -> None:
    school = RandomSchool(workspace, 7)
    school.fill(people=60, items=30, answers_each=8)
    report = found(workspace.verify.run())
    assert set(report) <= {FindingCode.ANSWERS_CHANGED}  # written past the chain by the builder
    tamper(workspace, "UPDATE cell SET status = 'given' WHERE status = 'refused' AND person_id <= 30")
    outdated = check(workspace)[FindingCode.STATUSES_OUTDATED]
    assert 0 < outdated.count <= 30
    assert all(number <= 30 for number in outdated.numbers)


# --- the chain


def test_a_changed_link_is_named(workspace: Workspace, answered: School) -> None:
    tamper(workspace, "UPDATE audit_entry SET action = 'settings.school' WHERE seq = 5")
    assert check(workspace) == {FindingCode.LINKS_CHANGED: Finding(FindingCode.LINKS_CHANGED, 1, (5,))}


@pytest.mark.parametrize("column", ["at", "digest", "hash"])
def test_each_part_of_a_link_counts(workspace: Workspace, answered: School, column: str) -> None:
    value = "'2025-01-01 00:00:00.000000'" if column == "at" else f"'{'a' * 64}'"
    tamper(workspace, f"UPDATE audit_entry SET {column} = {value} WHERE seq = 4")
    report = check(workspace)
    assert 4 in report[FindingCode.LINKS_CHANGED].numbers
    assert (5 in report[FindingCode.LINKS_CHANGED].numbers) is (column == "hash")


def test_a_link_with_a_new_hash_is_found_at_the_next(workspace: Workspace, answered: School) -> None:
    with workspace.store.read() as session:
        before, link = session.get(AuditEntry, 3), session.get(AuditEntry, 4)
        assert before is not None
        assert link is not None
        forged = audit.link_hash(before.hash, 4, link.at, "settings.school", link.digest)
    tamper(workspace, f"UPDATE audit_entry SET action = 'settings.school', hash = '{forged}' WHERE seq = 4")
    assert check(workspace)[FindingCode.LINKS_CHANGED].numbers == (5,)


def test_a_link_that_is_taken_out_is_named(workspace: Workspace, answered: School) -> None:
    tamper(workspace, "DELETE FROM audit_detail WHERE seq = 1", "DELETE FROM audit_entry WHERE seq = 1")
    assert check(workspace) == {FindingCode.LINKS_MISSING: Finding(FindingCode.LINKS_MISSING, 1, (1,))}


def test_many_missing_links_are_counted(workspace: Workspace, answered: School) -> None:
    tamper(
        workspace,
        "UPDATE audit_detail SET seq = seq + 1000 WHERE seq = (SELECT max(seq) FROM audit_entry)",
        "UPDATE audit_entry SET seq = seq + 1000 WHERE seq = (SELECT max(seq) FROM audit_entry)",
    )
    missing = check(workspace)[FindingCode.LINKS_MISSING]
    assert missing.count == 1000
    assert len(missing.numbers) == 20


def test_a_changed_detail_is_named(workspace: Workspace, answered: School) -> None:
    tamper(workspace, "UPDATE audit_detail SET payload = payload || ' ' WHERE seq = 3")
    report = check(workspace)
    assert report[FindingCode.DETAILS_CHANGED] == Finding(FindingCode.DETAILS_CHANGED, 1, (3,))


def test_a_missing_detail_is_named(workspace: Workspace, answered: School) -> None:
    tamper(workspace, "DELETE FROM audit_detail WHERE seq = 2")
    assert check(workspace)[FindingCode.DETAILS_MISSING].numbers == (2,)


# --- answers


@pytest.mark.parametrize(
    "change",
    [
        "answer = 'given'",
        "decided_on = '2020-01-01'",
        "decider_id = person_id",
        "note = ''",
        "heard_by = 'Iemand'",
        "recorded_at = '2020-01-01 00:00:00.000000'",
        "recorded_by = 'Iemand anders'",
        "salt = x'00'",
        "method = 'telephone'",
        "valid_until = '2026-12-31'",
    ],
)
def test_a_changed_answer_is_named(workspace: Workspace, answered: School, change: str) -> None:
    tamper(workspace, f"UPDATE consent_event SET {change} WHERE id = 2")
    report = check(workspace)
    assert report[FindingCode.ANSWERS_CHANGED] == Finding(FindingCode.ANSWERS_CHANGED, 1, (2,))
    assert FindingCode.ANSWERS_MISSING not in report


def test_proof_that_is_moved_to_another_answer_is_found(workspace: Workspace, answered: School) -> None:
    tamper(workspace, "UPDATE consent_event SET evidence_id = 1 WHERE id IN (2, 3)")
    assert check(workspace)[FindingCode.ANSWERS_CHANGED].numbers == (2, 3)


def test_a_removed_answer_is_counted(workspace: Workspace, answered: School) -> None:
    tamper(workspace, "DELETE FROM consent_event WHERE id = 3")
    report = check(workspace)
    assert report[FindingCode.ANSWERS_MISSING] == Finding(FindingCode.ANSWERS_MISSING, 1)
    assert FindingCode.STATUSES_OUTDATED in report


def test_an_answer_that_nobody_recorded_is_found(workspace: Workspace, answered: School) -> None:
    columns = ", ".join(name for name in ConsentEvent.model_fields if name != "id")
    tamper(workspace, f"INSERT INTO consent_event ({columns}) SELECT {columns} FROM consent_event WHERE id = 1")
    report = check(workspace)
    assert report[FindingCode.ANSWERS_CHANGED].numbers == (7,)
    assert FindingCode.ANSWERS_MISSING not in report


def test_a_cut_tail_shows_where_it_recorded_answers_and_by_its_head(workspace: Workspace, answered: School) -> None:
    head = workspace.verify.run().head
    assert found(workspace.verify.run(known_head=head)) == {}
    tamper(
        workspace,
        "DELETE FROM audit_detail WHERE seq = (SELECT max(seq) FROM audit_entry)",
        "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",
    )
    report = workspace.verify.run(known_head=head)
    assert found(report)[FindingCode.HEAD_UNKNOWN].count == 1
    assert FindingCode.ANSWERS_CHANGED in found(report)
    assert report.known_head_seq is None


def test_an_older_head_is_found_at_its_link(workspace: Workspace, answered: School) -> None:
    before = workspace.verify.run()
    answered.purpose("press")
    report = workspace.verify.run(known_head=before.head)
    assert (report.known_head_seq, report.links) == (before.links, before.links + 1)
    assert report.is_fine


# --- an erasure explains what is gone


def erase(workspace: Workspace, person_id: int, count: int, **more: object) -> None:
    with workspace.store.write("person.erase") as unit:
        unit.session.add(
            Erasure(person_id=person_id, ground="objected", ordered_by="", ordered_at=unit.store.clock.now())
        )
        unit.session.flush()
        for event in unit.session.exec(select(ConsentEvent).order_by(col(ConsentEvent.id).desc())):
            unit.session.delete(event)
            unit.session.flush()
        unit.touch_all(ChangeKind.ANSWER)
        unit.note(erased_events=count, **more)


def test_erased_answers_are_explained_and_no_more_than_that(workspace: Workspace, answered: School) -> None:
    with workspace.store.read() as session:
        (person,) = set(session.exec(select(ConsentEvent.person_id)))
    erase(workspace, person, 6)
    report = workspace.verify.run()
    assert report.findings == ()
    assert (report.answers, report.erased_answers) == (0, 6)


def test_an_erasure_that_tells_too_little_is_found(workspace: Workspace, answered: School) -> None:
    with workspace.store.read() as session:
        (person,) = set(session.exec(select(ConsentEvent.person_id)))
    erase(workspace, person, 4)
    assert check(workspace)[FindingCode.ANSWERS_MISSING].count == 2


def test_erased_details_are_explained(workspace: Workspace, answered: School) -> None:
    with workspace.store.read() as session:
        (person,) = set(session.exec(select(ConsentEvent.person_id)))
    erase(workspace, person, 6, erased_details=[1])
    tamper(workspace, "DELETE FROM audit_detail WHERE seq IN (1, 2)")
    assert check(workspace) == {FindingCode.DETAILS_MISSING: Finding(FindingCode.DETAILS_MISSING, 1, (2,))}


def test_a_forged_explanation_does_not_count(workspace: Workspace, answered: School) -> None:
    tamper(
        workspace,
        "DELETE FROM consent_event WHERE id = 3",
        """UPDATE audit_detail SET payload = '{"erased_events":1}' WHERE seq = 1""",
    )
    report = check(workspace)
    assert report[FindingCode.DETAILS_CHANGED].numbers == (1,)
    assert report[FindingCode.ANSWERS_MISSING].count == 1


# --- file, triggers, proof


def test_triggers_that_are_gone_or_weak_are_found(workspace: Workspace, answered: School) -> None:
    connection = sqlcipher3.dbapi2.connect(str(workspace.path))
    connection.execute("DROP TRIGGER audit_entry_no_update")
    connection.execute("DROP TRIGGER consent_event_no_delete")
    connection.execute(
        "CREATE TRIGGER consent_event_no_delete BEFORE DELETE ON consent_event"
        " WHEN 0 BEGIN SELECT RAISE(ABORT, 'x'); END"
    )
    connection.execute("CREATE TRIGGER stranger AFTER INSERT ON setting BEGIN DELETE FROM setting; END")
    connection.commit()
    connection.close()
    report = check(workspace)
    assert report[FindingCode.TRIGGERS_MISSING].count == 1
    assert report[FindingCode.TRIGGERS_CHANGED].count == 2


def test_a_broken_reference_is_found(workspace: Workspace, answered: School) -> None:
    tamper(workspace, "PRAGMA foreign_keys=OFF", "UPDATE guardianship SET guardian_id = 999 WHERE id = 1")
    assert check(workspace)[FindingCode.REFERENCES_BROKEN].count == 1


def test_a_damaged_page_is_found(workspace: Workspace, answered: School) -> None:
    tamper(
        workspace,
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'cell')"
        " WHERE name = 'ix_cell_item'",
    )
    path = workspace.path
    workspace.close()
    with Workspace.open(path, clock=FixedClock(date(2026, 9, 15))) as again:
        assert FindingCode.FILE_DAMAGED in found(verify_register(again.store))


def test_missing_damaged_and_stray_proof_is_found(workspace: Workspace, answered: School) -> None:
    first, second = sorted(path for path in workspace.evidence.folder.rglob("*.bin"))
    first.write_bytes(b"")
    second.unlink()
    (workspace.evidence.folder / "ab").mkdir(exist_ok=True)
    (workspace.evidence.folder / "ab" / ("ab" * 32 + ".bin.part")).write_bytes(b"half")
    report = check(workspace)
    assert report[FindingCode.PROOF_DAMAGED].count == 1
    assert report[FindingCode.PROOF_MISSING].count == 1
    assert report[FindingCode.PROOF_LEFT_OVER].count == 1


def test_a_clock_that_went_back_is_a_notice(tmp_path: Path) -> None:
    clock = FixedClock(date(2026, 9, 15))
    with Workspace.open(tmp_path / "school.beeldakkoord", clock=clock) as workspace:
        school = School(workspace)
        school.purpose()
        clock.advance(days=-3)
        school.purpose("guide")
        report = workspace.verify.run()
    assert found(report)[FindingCode.CLOCK_WENT_BACK].numbers == (2,)
    assert report.is_fine


# --- progress, heads, digests


def test_it_tells_how_far_it_is_and_can_be_stopped(workspace: Workspace, answered: School) -> None:
    told: list[tuple[int, int]] = []
    workspace.verify.run(Progress(lambda done, total: told.append((done, total))))
    assert told[-1] == (100, 100)
    assert told == sorted(told)
    token = CancelToken()
    token.cancel()
    with pytest.raises(KnownError) as caught:
        workspace.verify.run(Progress(cancel=token))
    assert caught.value.code is ErrorCode.CANCELLED


def test_a_head_is_read_as_it_is_printed() -> None:
    head = "0123456789abcdef" * 4
    assert len(grouped_head(head).split()) == 8
    assert read_head(grouped_head(head)) == head
    assert read_head(f"  {grouped_head(head).upper()}\n".replace(" ", "  ")) == head
    assert read_head(grouped_head("ff" + head[2:]).replace("ff", "\ufb00", 1)) == "ff" + head[2:]
    assert read_head("abc") == ""
    assert read_head("g" * 64) == ""


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    note=TEXTS,
    heard_by=TEXTS,
    recorded_by=TEXTS,
    language=st.sampled_from(["", "nl", "ar"]),
    moment=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    until=st.none() | st.dates(date(2000, 1, 1)),
    salt=st.binary(min_size=16, max_size=16),
)
def test_digests_from_columns_are_those_of_the_audit(
    workspace: Workspace, until: date | None, moment: datetime, **texts: object
) -> None:
    person = School(workspace).adult()
    with workspace.store.write("test.event") as unit:
        made = ConsentEvent(
            person_id=person,
            decider_id=person,
            activity=Activity.RECORDING,
            kind=MediaKind.FILM,
            answer=Answer.GIVEN,
            decided_on=date(2026, 9, 1),
            valid_from=date(2026, 9, 1),
            valid_until=until,
            method=AnswerMethod.EMAIL,
            recorded_at=moment,
            **texts,
        )
        unit.session.add(made)
        unit.session.flush()
        unit.commit_to_event(made)
    with workspace.store.read() as session:
        raw = session.connection().connection.driver_connection
        event = session.get(ConsentEvent, made.id)
        assert event is not None
        assert dict(event_digests(raw))[event.id] == audit.event_digest(event)
    assert FindingCode.ANSWERS_CHANGED not in found(verify_register(workspace.store))


def test_what_an_answer_commits_to_is_in_its_link(workspace: Workspace, answered: School) -> None:
    with workspace.store.read() as session:
        payloads = [json.loads(text) for text in session.exec(select(AuditDetail.payload))]
    assert sum(len(payload.get("events", ())) for payload in payloads) == 6
