# SPDX-License-Identifier: GPL-3.0-or-later
"""Checking what the register says of itself: the audit chain, what it commits to, the triggers, the file.

The chain is tamper-evident, not tamper-proof: whoever has the file (and its key) can write a whole new chain, and a cut
tail leaves no gap. So its head is printed on every proof sheet, and a head that was printed can be looked for here.

Rows are read as columns and hashed as they lie in the file: an object for each of 100,000 rows would take ten times as
long. Findings are codes and numbers, never a name.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import sqlcipher3.dbapi2
from sqlalchemy import Integer

from models.errors import BugError
from models.progress import Progress
from models.store import triggers
from models.store.audit import GENESIS_HASH
from models.store.unit_of_work import Store
from models.tables import ConsentEvent

_STEP: Final = 5_000
_MOST_NUMBERS: Final = 20
_UTC = "+00:00"
_PLAIN_HEADER: Final = b"SQLite format 3\x00"
_EVENT_COLUMNS = tuple(sorted(name for name in ConsentEvent.model_fields if name != "salt"))
_FREE_TEXT = frozenset({"heard_by", "language", "note", "recorded_by"})
_EVENTS: Final = b'"events":["'
_CHAIN = """
    SELECT entry.seq, entry.at, entry.digest, entry.hash, detail.salt, CAST(detail.payload AS BLOB),
        '|' || entry.seq || '|' || substr(entry.at, 1, 10) || 'T' || substr(entry.at, 12) || '+00:00|'
        || entry.action || '|' || entry.digest
    FROM audit_entry AS entry LEFT JOIN audit_detail AS detail ON detail.seq = entry.seq
    ORDER BY entry.seq"""
"""The last column is what a link hashes after the hash before it (`audit.link_hash`), put together by the database."""


class FindingCode(StrEnum):
    """What can be the matter. ``numbers`` of a finding are links of the chain, or ids of what the code names."""

    LINKS_MISSING = "links_missing"
    LINKS_CHANGED = "links_changed"
    DETAILS_CHANGED = "details_changed"
    DETAILS_MISSING = "details_missing"
    ANSWERS_CHANGED = "answers_changed"
    ANSWERS_MISSING = "answers_missing"
    TRIGGERS_MISSING = "triggers_missing"
    TRIGGERS_CHANGED = "triggers_changed"
    REFERENCES_BROKEN = "references_broken"
    FILE_DAMAGED = "file_damaged"
    PROOF_MISSING = "proof_missing"
    PROOF_DAMAGED = "proof_damaged"
    STATUSES_OUTDATED = "statuses_outdated"
    HEAD_UNKNOWN = "head_unknown"
    PROOF_LEFT_OVER = "proof_left_over"
    CLOCK_WENT_BACK = "clock_went_back"

    @property
    def is_notice(self) -> bool:
        """Whether it is worth knowing, but nothing is wrong with the register."""
        return self in (FindingCode.PROOF_LEFT_OVER, FindingCode.CLOCK_WENT_BACK)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is the matter: how often, and where (the first twenty numbers)."""

    code: FindingCode
    count: int
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a check looked at, and what it found.

    ``head`` is the hash of the last link; ``known_head_seq`` the link that the head asked for stands at, if any.
    ``erased_answers`` counts answers that are gone or shortened because an erasure says so.
    """

    links: int
    head: str
    head_at: datetime | None
    answers: int
    erased_answers: int
    proof_files: int
    findings: tuple[Finding, ...]
    known_head_seq: int | None = None

    @property
    def is_fine(self) -> bool:
        """Whether nothing is wrong; notices do not count."""
        return all(finding.code.is_notice for finding in self.findings)


class Findings:
    """Gathers findings while a check runs: counts all, remembers the first numbers of each code."""

    def __init__(self) -> None:
        self._counts: dict[FindingCode, int] = {}
        self._numbers: dict[FindingCode, list[int]] = {}

    def add(self, code: FindingCode, number: int | None = None, *, count: int = 1) -> None:
        """Note something that is the matter."""
        self._counts[code] = self._counts.get(code, 0) + count
        known = self._numbers.setdefault(code, [])
        if number is not None and len(known) < _MOST_NUMBERS:
            known.append(number)

    def collected(self) -> tuple[Finding, ...]:
        """What was found, in the order of the codes."""
        return tuple(
            Finding(code, self._counts[code], tuple(self._numbers[code]))
            for code in FindingCode
            if code in self._counts
        )


@dataclass(slots=True)
class _Chain:
    """What reading the chain tells about the rest."""

    links: int = 0
    head: str = GENESIS_HASH
    head_at: str = ""
    known_head_seq: int | None = None
    digests: set[bytes] = field(default_factory=set)
    explained: int = 0
    missing_details: list[int] = field(default_factory=list)
    erased_details: set[int] = field(default_factory=set)


def grouped_head(head: str) -> str:
    """A hash as people can compare it: eight groups of eight."""
    return " ".join(head[start : start + 8] for start in range(0, len(head), 8))


def read_head(text: str) -> str:
    """A hash as somebody typed or pasted it, in one piece; empty where it cannot be one."""
    plain = unicodedata.normalize("NFKC", text)  # copied from a PDF, "ff" can come as one letter
    digits = "".join(plain.split()).replace("-", "").lower()
    return digits if len(digits) == 64 and all(letter in "0123456789abcdef" for letter in digits) else ""


def verify_register(store: Store, progress: Progress | None = None, *, known_head: str = "") -> VerifyReport:
    """Check chain, details, answers, triggers and file, in one consistent view of the register.

    An erasure's own details explain what is gone: ``erased_events`` and ``redacted_events`` count the digests that no
    answer fits any more, ``erased_details`` lists links whose details were taken out, and ``events`` holds the new
    digests of shortened answers. Raises ``CANCELLED``, and ``REGISTER_DAMAGED`` where not even the schema can be read.
    """
    progress = progress if progress is not None else Progress()
    findings = Findings()
    with store.read() as session:
        raw: Any = session.connection().connection.driver_connection
        if raw is None:
            raise BugError("no connection")
        chain, answers = _Chain(), 0
        with _damage_noted(findings):
            (links,) = raw.execute("SELECT count(*) FROM audit_entry").fetchone()
            (answers,) = raw.execute("SELECT count(*) FROM consent_event").fetchone()
            _check_chain(chain, raw.execute(_CHAIN), findings, known_head, _Steps(progress, 0, links + answers))
            _check_answers(raw, chain, findings, _Steps(progress, links, links + answers))
        missing, changed = triggers.compare_triggers(session.connection())
        for _name in missing:
            findings.add(FindingCode.TRIGGERS_MISSING)
        for _name in changed:
            findings.add(FindingCode.TRIGGERS_CHANGED)
        with _damage_noted(findings):
            _check_file(raw, store, findings)
    if known_head and chain.known_head_seq is None:
        findings.add(FindingCode.HEAD_UNKNOWN)
    head_at = datetime.fromisoformat(chain.head_at).replace(tzinfo=UTC) if chain.head_at else None
    return VerifyReport(
        links=chain.links,
        head=chain.head,
        head_at=head_at,
        answers=answers,
        erased_answers=chain.explained,
        proof_files=0,
        findings=findings.collected(),
        known_head_seq=chain.known_head_seq,
    )


@dataclass(slots=True)
class _Steps:
    """Tells progress of one part of the work, and hears that it should stop."""

    progress: Progress
    start: int
    total: int

    def report(self, done: int) -> None:
        """So many rows of this part are done."""
        self.progress.report(min(self.start + done, self.total), self.total)


@contextmanager
def _damage_noted(findings: Findings) -> Iterator[None]:
    """A page that cannot be read ends this part of the check, and is a finding."""
    try:
        yield
    except sqlcipher3.dbapi2.DatabaseError:
        findings.add(FindingCode.FILE_DAMAGED)


def _check_chain(
    chain: _Chain, rows: Iterable[tuple[Any, ...]], findings: Findings, known_head: str, steps: _Steps
) -> None:
    sha256 = hashlib.sha256
    previous, expected, last_at = GENESIS_HASH, 1, ""
    for seq, at, digest, stored, salt, payload, text in rows:
        if seq != expected:
            for number in range(expected, min(seq, expected + _MOST_NUMBERS)):
                findings.add(FindingCode.LINKS_MISSING, number)
            findings.add(FindingCode.LINKS_MISSING, count=max(0, seq - expected - _MOST_NUMBERS))
        elif sha256((previous + text).encode()).hexdigest() != stored:
            findings.add(FindingCode.LINKS_CHANGED, seq)
        if payload is None:
            chain.missing_details.append(seq)
        elif sha256(salt + payload).hexdigest() != digest:
            findings.add(FindingCode.DETAILS_CHANGED, seq)
        elif b'd_events"' in payload:  # erased_events, redacted_events
            _note_erasure(chain, payload)
        elif (start := payload.find(_EVENTS)) >= 0:
            start += len(_EVENTS)
            chain.digests.update(payload[start : payload.index(b'"]', start)].split(b'","'))
        if at < last_at:
            findings.add(FindingCode.CLOCK_WENT_BACK, seq)
        if stored == known_head:
            chain.known_head_seq = seq
        previous, expected, last_at = stored, seq + 1, at
        chain.links += 1
        if not chain.links % _STEP:
            steps.report(chain.links)
    chain.head, chain.head_at = previous, last_at
    for seq in chain.missing_details:
        if seq not in chain.erased_details:
            findings.add(FindingCode.DETAILS_MISSING, seq)


def _note_erasure(chain: _Chain, payload: bytes) -> None:
    facts = json.loads(payload)
    chain.digests.update(digest.encode() for digest in facts.get("events", ()))
    chain.explained += facts.get("erased_events", 0) + facts.get("redacted_events", 0)
    chain.erased_details.update(facts.get("erased_details", ()))


def _check_answers(raw: Any, chain: _Chain, findings: Findings, steps: _Steps) -> None:
    """Each answer's digest stands in the chain; a digest without its answer is explained by an erasure."""
    found = 0
    strangers = 0
    for done, (event_id, digest) in enumerate(event_digests(raw), start=1):
        if digest.encode() in chain.digests:
            found += 1
        else:
            findings.add(FindingCode.ANSWERS_CHANGED, event_id)
            strangers += 1
        if not done % _STEP:
            steps.report(done)
    unanswered = len(chain.digests) - found - chain.explained
    if unanswered > strangers:  # a changed answer leaves its old digest behind: that one is told already
        findings.add(FindingCode.ANSWERS_MISSING, count=unanswered - strangers)


def event_digests(raw: Any) -> Iterator[tuple[int, str]]:
    """Id and digest of every answer, as `audit.event_digest` makes it, from the columns as they lie in the file.

    The database writes the canonical JSON of numbers, words and days; free text is quoted here.
    """
    sha256, quote = hashlib.sha256, json.encoder.encode_basestring
    first, *segments = _event_segments()
    columns = ", ".join([first, *(part for name, rest in segments for part in (name, rest))])
    statement = f"SELECT id, salt, {columns} FROM consent_event ORDER BY id"  # noqa: S608 - our own names
    for event_id, salt, begin, *parts in raw.execute(statement):
        text = begin
        for place in range(0, len(parts), 2):
            text += (quote(parts[place]) if parts[place] else '""') + parts[place + 1]
        yield event_id, sha256(salt + text.encode()).hexdigest()


def _event_segments() -> tuple[str, *tuple[tuple[str, str], ...]]:
    """SQL of the JSON up to the first free text, then each column of free text with the SQL of what follows it."""
    begin: str = ""
    segments: list[tuple[str, str]] = []
    pieces: list[str] = []
    for number, name in enumerate(_EVENT_COLUMNS):
        pieces.append(f"""'{"," if number else "{"}"{name}":'""")
        if name not in _FREE_TEXT:
            pieces.append(_json_sql(name))
            continue
        sql = " || ".join(pieces)
        if segments:
            segments[-1] = (segments[-1][0], sql)
        else:
            begin = sql
        segments.append((name, ""))
        pieces = []
    segments[-1] = (segments[-1][0], " || ".join([*pieces, "'}'"]))
    return (begin, *segments)


def _json_sql(name: str) -> str:
    column = ConsentEvent.__table__.columns[name]  # type: ignore[attr-defined]
    if name == "recorded_at":  # without fractions of a second, as the digest was made
        return f"""'"' || substr({name}, 1, 10) || 'T' || substr({name}, 12, 8) || '{_UTC}"'"""
    if isinstance(column.type, Integer):
        return f"coalesce({name}, 'null')"
    return f"""coalesce('"' || {name} || '"', 'null')"""


def _check_file(raw: Any, store: Store, findings: Findings) -> None:
    """References between tables, and the pages of the file itself."""
    for _row in raw.execute("PRAGMA foreign_key_check"):
        findings.add(FindingCode.REFERENCES_BROKEN)
    flaws = [row[0] for row in raw.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    with store.path.open("rb") as file:
        header = file.read(len(_PLAIN_HEADER))
    is_encrypted = len(header) == len(_PLAIN_HEADER) and header != _PLAIN_HEADER
    if is_encrypted:
        flaws += [row[0] for row in raw.execute("PRAGMA cipher_integrity_check")]
    if flaws:
        findings.add(FindingCode.FILE_DAMAGED, count=len(flaws))
