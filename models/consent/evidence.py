# SPDX-License-Identifier: GPL-3.0-or-later
"""Files kept as proof of an answer: a scan, an e-mail, a note. Each is kept once, encrypted, and shown only on purpose.

A file lies in the folder ``<register>.evidence``, named by the SHA-256 of its content and encrypted with AES-256-GCM
under a random key of its own. That key is in the register alone: deleting the row makes the file unreadable, also in an
old copy of the folder (GDPR art. 17, art. 32(1)(a)).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.changes import Change, ChangeSet
from models.consent.evidence_types import EvidenceInput
from models.errors import ErrorCode, KnownError
from models.store import Store, UnitOfWork
from models.store.same_person import records_of
from models.tables import ConsentEvent, Evidence, FormScan, TakedownTask
from models.terms import ChangeKind, ViewReason

_MARK: Final = b"BKE1"
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_ENDING: Final = ".bin"
_USED_BY = (col(ConsentEvent.evidence_id), col(FormScan.evidence_id), col(TakedownTask.evidence_id))


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What is known of one file kept as proof, without its content. ``event_ids``: the answers that it belongs to."""

    id: int
    sha256: str
    media_type: str
    size_bytes: int
    added_at: datetime
    event_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceContent:
    """One file kept as proof, decrypted and found to be what was put in."""

    id: int
    media_type: str
    content: bytes


class EvidenceService:
    """Keeps files as proof and gives them back; every look is in the audit chain."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.folder = evidence_folder(store.path)
        self._doomed: set[str] = set()
        store.run_after_commit(self._remove_doomed)

    def put_within(self, unit: UnitOfWork, evidence: EvidenceInput) -> int:
        """Keep a file, inside a transaction; the same content is kept once. Gives its id.

        The file is complete on disk before the transaction commits. Raises ``DISK_FULL`` or ``REGISTER_UNWRITABLE``.
        """
        digest = hashlib.sha256(evidence.content).hexdigest()
        row = unit.session.exec(select(Evidence).where(Evidence.sha256 == digest)).first()
        if row is None:
            row = Evidence(
                sha256=digest,
                media_type=evidence.media_type,
                size_bytes=len(evidence.content),
                data_key=secrets.token_bytes(_KEY_BYTES),
                added_at=unit.store.clock.now(),
            )
            self._write(row, evidence.content)
            unit.session.add(row)
            unit.session.flush()
        elif not self._is_intact(row):
            row.data_key = secrets.token_bytes(_KEY_BYTES)
            self._write(row, evidence.content)
            unit.session.add(row)
            unit.session.flush()
        assert row.id is not None
        unit.touch(ChangeKind.EVIDENCE, [row.id])
        return row.id

    def view(self, evidence_id: int, reason: ViewReason) -> Change[EvidenceContent]:
        """Look at a file; that somebody did, and why, goes into the audit chain first.

        Raises ``EVIDENCE_MISSING`` or ``EVIDENCE_DAMAGED``.
        """
        content = self.read(evidence_id)
        with self._store.write("evidence.view") as unit:
            unit.touch(ChangeKind.EVIDENCE, [evidence_id])
            unit.note(reason=reason.value)
        return Change(content, unit.changes)

    def read(self, evidence_id: int) -> EvidenceContent:
        """A file's content, without a note that somebody looked: for a dossier or check that is itself on record.

        Raises ``EVIDENCE_MISSING`` or ``EVIDENCE_DAMAGED``.
        """
        with self._store.read() as session:
            row = session.get(Evidence, evidence_id)
            if row is None:
                raise KnownError(ErrorCode.EVIDENCE_MISSING)
            session.expunge(row)
        return EvidenceContent(evidence_id, row.media_type, self._decrypt(row))

    def rows(self, evidence_ids: Sequence[int]) -> dict[int, EvidenceRow]:
        """What is known of some files, by id; those that are not on record are left out."""
        with self._store.read() as session:
            found = session.exec(select(Evidence).where(col(Evidence.id).in_(evidence_ids))).all()
            return {row.id or 0: evidence_row(row) for row in found}

    def evidence_of(self, person_id: int) -> tuple[EvidenceRow, ...]:
        """The files that belong to answers about a person, in order of arrival."""
        with self._store.read() as session:
            records = records_of(session, (person_id,))
            used = session.execute(
                select_columns(col(ConsentEvent.evidence_id), col(ConsentEvent.id))
                .where(col(ConsentEvent.person_id).in_(records), col(ConsentEvent.evidence_id).is_not(None))
                .order_by(col(ConsentEvent.id))
            ).all()
            events: dict[int, list[int]] = defaultdict(list)
            for evidence_id, event_id in used:
                events[evidence_id].append(event_id)
            found = session.exec(select(Evidence).where(col(Evidence.id).in_(events)).order_by(col(Evidence.id))).all()
            return tuple(evidence_row(row, events) for row in found)

    def forget_within(self, unit: UnitOfWork, evidence_ids: Sequence[int]) -> tuple[int, ...]:
        """Delete those of these files that nothing refers to any more; gives their ids.

        With the row goes the key; the file itself is removed once the transaction is committed.
        """
        unit.session.flush()
        wanted = set(evidence_ids)
        for column in _USED_BY:
            if wanted:
                wanted -= set(unit.session.execute(select_columns(column).where(column.in_(wanted))).scalars())
        rows = unit.session.exec(select(Evidence).where(col(Evidence.id).in_(wanted))).all()
        for row in rows:
            self._doomed.add(row.sha256)
            unit.session.delete(row)
        unit.session.flush()
        gone = tuple(sorted(row.id or 0 for row in rows))
        if gone:
            unit.touch(ChangeKind.EVIDENCE, gone)
        return gone

    def path_of(self, digest: str) -> Path:
        """Where the file with this content lies."""
        return self.folder / digest[:2] / f"{digest}{_ENDING}"

    # --- checking

    def count(self) -> int:
        """How many files are kept."""
        with self._store.read() as session:
            return int(session.execute(select_columns(func.count(col(Evidence.id)))).scalar_one())

    def problems(self) -> Iterator[tuple[int, ErrorCode | None]]:
        """Each file's id with what is wrong with it (missing, damaged), or None where it is as it was put in."""
        with self._store.read() as session:
            rows = session.exec(select(Evidence).order_by(col(Evidence.id))).all()
            session.expunge_all()
        for row in rows:
            try:
                self._decrypt(row)
            except KnownError as error:
                yield row.id or 0, error.code
            else:
                yield row.id or 0, None

    def left_over(self) -> tuple[Path, ...]:
        """Files in the folder that no row speaks of: what a power cut or a failed action left behind."""
        found = self._files()
        with self._store.read() as session:
            return _without_row(session, found)

    def remove_left_over(self) -> Change[int]:
        """Remove them; gives how many went. Nobody can be putting a file in meanwhile."""
        with self._store.write("evidence.tidy") as unit:
            gone = _without_row(unit.session, self._files())
            for path in gone:
                path.unlink(missing_ok=True)
            unit.note(files=len(gone))
        return Change(len(gone), unit.changes)

    # --- files

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*/*") if path.is_file()) if self.folder.is_dir() else []

    def _write(self, row: Evidence, content: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        assert row.data_key is not None
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(row.data_key).encrypt(nonce, content, row.sha256.encode())
        target = self.path_of(row.sha256)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_durably(target, _MARK + nonce + sealed)
        except PermissionError as error:
            raise KnownError(ErrorCode.REGISTER_UNWRITABLE) from error
        except OSError as error:
            raise KnownError(ErrorCode.DISK_FULL) from error

    def _is_intact(self, row: Evidence) -> bool:
        try:
            self._decrypt(row)
        except KnownError:
            return False
        return True

    def _decrypt(self, row: Evidence) -> bytes:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if row.data_key is None:
            raise KnownError(ErrorCode.EVIDENCE_DAMAGED)
        try:
            sealed = self.path_of(row.sha256).read_bytes()
        except FileNotFoundError as error:
            raise KnownError(ErrorCode.EVIDENCE_MISSING) from error
        except OSError as error:
            raise KnownError(ErrorCode.EVIDENCE_DAMAGED) from error
        start = len(_MARK) + _NONCE_BYTES
        if len(sealed) <= start or not sealed.startswith(_MARK):
            raise KnownError(ErrorCode.EVIDENCE_DAMAGED)
        try:
            content = AESGCM(row.data_key).decrypt(sealed[len(_MARK) : start], sealed[start:], row.sha256.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: a key that has been tampered with has another length
            raise KnownError(ErrorCode.EVIDENCE_DAMAGED) from error
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise KnownError(ErrorCode.EVIDENCE_DAMAGED)
        return content

    def _remove_doomed(self, changes: ChangeSet) -> None:
        """After a commit: remove the files whose rows are gone. After a failed transaction the row is still there."""
        if not self._doomed or not changes.concerns(ChangeKind.EVIDENCE):
            return
        doomed, self._doomed = self._doomed, set()
        with self._store.read() as session:
            kept = set(session.exec(select(Evidence.sha256).where(col(Evidence.sha256).in_(doomed))))
        for digest in doomed - kept:
            self.path_of(digest).unlink(missing_ok=True)


def evidence_folder(register: Path) -> Path:
    """Where a register's evidence lies: a folder beside it."""
    return register.with_name(register.name + ".evidence")


def evidence_row(row: Evidence, events: Mapping[int, Sequence[int]] | None = None) -> EvidenceRow:
    """A stored row without its key; ``events`` gives the answers that each file belongs to."""
    used = tuple((events or {}).get(row.id or 0, ()))
    return EvidenceRow(row.id or 0, row.sha256, row.media_type, row.size_bytes, row.added_at, used)


def _without_row(session: Session, files: Sequence[Path]) -> tuple[Path, ...]:
    known = {f"{digest}{_ENDING}" for digest in session.exec(select(Evidence.sha256))}
    return tuple(path for path in files if path.name not in known or path.parent.name != path.name[:2])


def _write_durably(target: Path, data: bytes) -> None:
    """Under another name first, and only then in its place: a file that is there is whole."""
    draft = target.with_name(f"{target.name}.part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError:  # a full disk is not made fuller
        draft.unlink(missing_ok=True)
        raise
    if hasattr(os, "O_DIRECTORY"):  # the new name itself must last too; Windows has no such call
        folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
