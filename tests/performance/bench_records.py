# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the audit chain is checked, beside plain SHA-256 over the same bytes; the log; the proof of one answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.progress import Progress
from models.store import audit, verify
from models.store.audit_log import LogQuery
from models.store.verify import verify_register
from models.tables import AuditDetail, AuditEntry, ConsentEvent
from models.terms import Activity, Answer, MediaKind
from models.workspace import Workspace
from tests.models.builders import RandomSchool
from tests.performance.conftest import Figures

LINKS = 200_000
ROWS_A_SECOND = 100_000
MOST_TIMES_PLAIN = 7
"""On a computer that is busy with something else: at most so many times what hashing alone takes in the same run."""


@pytest.fixture(scope="module")
def long_chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RandomSchool]:
    """2,000 people with some 120,000 answers, each sealed in the chain, which has 200,000 links."""
    path: Path = tmp_path_factory.mktemp("chain") / "school.beeldakkoord"
    workspace = Workspace.open(path, clock=FixedClock(date(2026, 9, 15)), actor="Office")
    school = RandomSchool(workspace, 1, extras=False)
    school.fill(people=2_000, items=10, answers_each=60, purposes=6)
    seal_everything(workspace)
    yield school
    workspace.close()


def seal_everything(workspace: Workspace) -> None:
    """A link for each answer, as if each had come alone, and more links up to the number wanted."""
    with workspace.store.write("test.seal") as unit:
        session = unit.session
        digests = [audit.event_digest(event) for event in session.exec(select(ConsentEvent))]
        session.expunge_all()
        last = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq).desc())).first()
        seq, previous = (0, audit.GENESIS_HASH) if last is None else (last.seq, last.hash)
        now = workspace.clock.now()
        entries, details = [], []
        while seq < LINKS:
            payload: dict[str, object] = {"touched": {"answer": [seq % 2_000 + 1]}}
            if digests:
                payload["events"] = [digests.pop()]
            seq, salt, text = seq + 1, audit.new_salt(), audit.canonical_json(payload)
            digest = audit.salted_digest(salt, text)
            previous = audit.link_hash(previous, seq, now, "consent.answer", digest)
            entries.append({"seq": seq, "at": now, "action": "consent.answer", "digest": digest, "hash": previous})
            details.append({"seq": seq, "actor": "Office", "salt": salt, "payload": text})
        session.execute(insert(AuditEntry), entries)
        session.execute(insert(AuditDetail), details)


def test_checking_the_chain(long_chain: RandomSchool, figures: Figures) -> None:
    workspace = long_chain.workspace
    with workspace.store.read() as session:
        rows = session.execute(
            select_columns(
                col(AuditEntry.seq),
                col(AuditEntry.action),
                col(AuditEntry.digest),
                col(AuditEntry.hash),
                col(AuditDetail.salt),
                col(AuditDetail.payload),
            ).join(AuditDetail, col(AuditDetail.seq) == col(AuditEntry.seq))
        ).all()
    texts = [
        (f"{link_hash}|{seq}|2026-09-15T10:00:00.000000+00:00|{action}|{digest}".encode(), salt + payload.encode())
        for seq, action, digest, link_hash, salt, payload in rows
    ]

    def hash_only() -> None:
        for link, detail in texts:
            hashlib.sha256(link).hexdigest()
            hashlib.sha256(detail).hexdigest()

    plain = figures.measure("plain SHA-256 over the bytes of 200,000 links", hash_only, runs=3)
    figures.measure(
        "verify: the chain of 200,000 links with their details",
        lambda: check_chain(workspace),
        runs=5,
        limit_ms=max(1_000 * len(rows) / ROWS_A_SECOND, MOST_TIMES_PLAIN * plain),
    )
    figures.measure(
        "verify: 200,000 links, 120,000 answers, triggers, file",
        lambda: verify_register(workspace.store),
        runs=3,
        limit_ms=max(1_000 * (len(rows) + answers_in(workspace)) / ROWS_A_SECOND, 2 * MOST_TIMES_PLAIN * plain),
    )
    report = verify_register(workspace.store)
    assert report.findings == ()
    assert report.links > LINKS
    figures.measure("verify, with every status compiled again", workspace.verify.run, runs=1)
    assert workspace.verify.run().is_fine


def check_chain(workspace: Workspace) -> None:
    findings, chain = verify.Findings(), verify._Chain()
    with workspace.store.read() as session:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        steps = verify._Steps(Progress(), 0, LINKS)
        verify._check_chain(chain, raw.execute(verify._CHAIN), findings, "", steps)
    assert chain.links > LINKS
    assert findings.collected() == ()


def answers_in(workspace: Workspace) -> int:
    with workspace.store.read() as session:
        return len(session.execute(select_columns(col(ConsentEvent.id))).all())


def test_the_log_and_one_proof(long_chain: RandomSchool, figures: Figures) -> None:
    workspace = long_chain.workspace
    figures.measure("log of 200,000 entries: the list of one area", lambda: list_area(workspace), limit_ms=1_000)
    ids = workspace.log.entry_ids()
    figures.measure("log: a window of 200 entries", lambda: workspace.log.rows(ids[100_000:100_200]), limit_ms=50)
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, long_chain.purpose_ids[0])
    answer = AnswerInput(long_chain.person_ids[5], key, Answer.GIVEN)
    event_id = workspace.consent.record_answers((answer,)).value.event_ids[0]
    figures.measure("the proof of one answer", lambda: workspace.proof.facts(event_id), limit_ms=1_000)


def list_area(workspace: Workspace) -> tuple[int, ...]:
    return workspace.log.entry_ids(LogQuery(areas=("consent",)))
