# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit chain: each transaction appends one link, and each link commits to the one before.

``audit_entry`` holds no personal data. What it commits to lies, with a random salt, in ``audit_detail`` and can be
erased without breaking the chain. Consent events are committed to by salted digests of their own.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum

from sqlmodel import Session, col, select

from models.tables import AuditDetail, AuditEntry, ConsentEvent

GENESIS_HASH = "0" * 64
_SALT_BYTES = 16


def new_salt() -> bytes:
    """Sixteen random bytes."""
    return secrets.token_bytes(_SALT_BYTES)


def canonical_json(values: Mapping[str, object]) -> str:
    """The one way a set of values is written down before it is hashed: sorted keys, no spaces, dates as ISO."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def salted_digest(salt: bytes, text: str) -> str:
    """``SHA-256(salt | text)`` as 64 hex digits."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def event_digest(event: ConsentEvent) -> str:
    """The salted digest of a consent event as stored (after flush, so that it has its id)."""
    values = {name: getattr(event, name) for name in ConsentEvent.model_fields if name not in ("salt", "recorded_at")}
    values["recorded_at"] = event.recorded_at.replace(microsecond=0)
    return salted_digest(event.salt, canonical_json(values))


def link_hash(previous: str, seq: int, at: datetime, action: str, digest: str) -> str:
    """The hash of one link; ``previous`` is the hash before it (`GENESIS_HASH` for the first)."""
    text = "|".join((previous, str(seq), at.isoformat(timespec="microseconds"), action, digest))
    return hashlib.sha256(text.encode()).hexdigest()


def append_entry(session: Session, at: datetime, action: str, actor: str, payload: Mapping[str, object]) -> int:
    """Append a link for this transaction; returns its number. ``payload`` holds ids, words and digests only."""
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(1)).first()
    seq, previous = (1, GENESIS_HASH) if last is None else (last.seq + 1, last.hash)
    salt, text = new_salt(), canonical_json(payload)
    digest = salted_digest(salt, text)
    session.add(
        AuditEntry(seq=seq, at=at, action=action, digest=digest, hash=link_hash(previous, seq, at, action, digest))
    )
    session.flush()
    session.add(AuditDetail(seq=seq, actor=actor, salt=salt, payload=text))
    session.flush()
    return seq
