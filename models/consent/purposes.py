# SPDX-License-Identifier: GPL-3.0-or-later
"""Purposes: where and why something is published, with the wording that people were shown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.store import Store, UnitOfWork
from models.tables import (
    Cell,
    ConsentEvent,
    ConsentRequest,
    MediaSession,
    Publication,
    Purpose,
    PurposeVersion,
    PurposeWording,
)
from models.terms import Audience, ChangeKind, LegalBasis, MediaKind

_KEY_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_MAX_NAME = 80
_MAX_LANGUAGE = 12
_MAX_TEXT = 2_000
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A BCP 47 language tag, such as ``tr``, ``zh-Hant`` or ``nl-BE``."""


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """One purpose as screens and the command line see it."""

    id: int
    key: str
    name: str
    audience: Audience
    legal_basis: LegalBasis
    kinds: tuple[MediaKind, ...]
    position: int
    is_active: bool
    copy_max_pixels: int | None


@dataclass(frozen=True, slots=True)
class PurposeInput:
    """What a purpose is made or changed with. ``copy_max_pixels``: the longest edge of an exported copy."""

    key: str
    name: str
    audience: Audience
    legal_basis: LegalBasis = LegalBasis.CONSENT
    kinds: tuple[MediaKind, ...] = (MediaKind.PHOTO, MediaKind.FILM, MediaKind.SOUND)
    copy_max_pixels: int | None = None
    wording: tuple[tuple[str, str], ...] = ()
    """Pairs of language and text, as people will see them."""
    titles: tuple[tuple[str, str], ...] = ()
    """Pairs of language and name, where a form in that language calls the purpose something else."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of what people are asked: from when, whether it asked everybody anew, and its texts by language."""

    number: int
    effective_from: date
    is_substantive: bool
    wording: tuple[tuple[str, str], ...]


class PurposeService:
    """Reads and changes the list of purposes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def purposes(self, *, include_inactive: bool = False) -> tuple[PurposeRow, ...]:
        """All purposes in the school's own order."""
        with self._store.read() as session:
            return load_purposes(session, include_inactive=include_inactive)

    def purpose(self, key: str) -> PurposeRow:
        """The purpose with this key (or this name, whatever its case). Raises ``PURPOSE_UNKNOWN``."""
        wanted = key.strip().casefold()
        for row in self.purposes(include_inactive=True):
            if wanted in (row.key, row.name.casefold()):
                return row
        raise KnownError(ErrorCode.PURPOSE_UNKNOWN, key=key)

    def wording(self, purpose_id: int, language: str) -> str:
        """The text of the latest version in a language; empty where none was written."""
        return dict(self.wordings(purpose_id)).get(language, "")

    def wordings(self, purpose_id: int) -> tuple[tuple[str, str], ...]:
        """The texts of the latest version, by language."""
        versions = self.versions(purpose_id)
        return versions[0].wording if versions else ()

    def versions(self, purpose_id: int) -> tuple[VersionRow, ...]:
        """Every version of a purpose, latest first. The first one has no day (``date.min``): it was always there."""
        with self._store.read() as session:
            return _read_versions(session, purpose_id)

    def add_purposes(self, inputs: tuple[PurposeInput, ...]) -> Change[tuple[int, ...]]:
        """Add purposes at the end of the list. Raises ``PURPOSE_EXISTS``, ``NAME_MISSING``, ``VALUE_NOT_ALLOWED``."""
        with self._store.write("purpose.add") as unit:
            known = set(unit.session.exec(select(Purpose.key)).all())
            position = unit.session.exec(select(func.coalesce(func.max(Purpose.position), 0))).one()
            ids = []
            for number, made in enumerate(inputs, start=1):
                _check_input(made)
                if made.key in known:
                    raise KnownError(ErrorCode.PURPOSE_EXISTS, key=made.key)
                known.add(made.key)
                ids.append(self._insert_purpose(unit, made, position + number))
            unit.touch(ChangeKind.PURPOSE, ids)
        added = tuple(ids)
        return Change(added, unit.changes, lambda: self.set_active(added, is_active=False))

    def change_purpose(self, purpose_id: int, changed: PurposeInput, *, asks_anew: bool) -> Change[int]:
        """Change a purpose. ``asks_anew`` says that its meaning changed, so that earlier answers no longer count.

        A change of legal basis or audience is always one of substance. Any other change can be undone: the earlier
        texts come back as a version of their own. Texts in languages that ``changed`` does not name stay; an empty one
        takes the language away. Raises ``PURPOSE_UNKNOWN`` and as `add_purposes`.
        """
        _check_input(changed)
        today = self._store.clock.today()
        with self._store.write("purpose.change") as unit:
            row = unit.session.get(Purpose, purpose_id)
            if row is None:
                raise KnownError(ErrorCode.PURPOSE_UNKNOWN)
            before = _input_of(unit.session, row)
            is_substantive = asks_anew or row.legal_basis != changed.legal_basis or row.audience != changed.audience
            row.name, row.audience, row.legal_basis = changed.name.strip(), changed.audience, changed.legal_basis
            row.kinds, row.copy_max_pixels = _join_kinds(changed.kinds), changed.copy_max_pixels
            texts = {**dict(before.wording), **dict(changed.wording)}
            if is_substantive or texts != dict(before.wording):
                whole = replace(changed, wording=tuple((one, text) for one, text in texts.items() if text))
                _insert_version(unit, purpose_id, whole, today, is_substantive=is_substantive)
            unit.touch(ChangeKind.PURPOSE, [purpose_id])
        if is_substantive:
            return Change(purpose_id, unit.changes)
        gone = tuple((one, "") for one, _text in changed.wording if one not in dict(before.wording))
        back = replace(before, wording=(*before.wording, *gone))
        return Change(purpose_id, unit.changes, lambda: self.change_purpose(purpose_id, back, asks_anew=False))

    def set_active(self, purpose_ids: tuple[int, ...], *, is_active: bool) -> Change[tuple[int, ...]]:
        """Take purposes out of use or bring them back; answers and publications stay as they are."""
        with self._store.write("purpose.activate" if is_active else "purpose.deactivate") as unit:
            changed = []
            for row in unit.session.exec(select(Purpose).where(col(Purpose.id).in_(purpose_ids))):
                if row.is_active != is_active:
                    row.is_active = is_active
                    changed.append(row.id or 0)
            unit.touch(ChangeKind.PURPOSE, purpose_ids)
        return Change(purpose_ids, unit.changes, lambda: self.set_active(tuple(changed), is_active=not is_active))

    def move_purposes(self, ordered_ids: tuple[int, ...]) -> Change[tuple[int, ...]]:
        """Put the purposes in this order."""
        before = tuple(row.id for row in self.purposes(include_inactive=True))
        with self._store.write("purpose.order") as unit:
            for position, purpose_id in enumerate(ordered_ids):
                row = unit.session.get(Purpose, purpose_id)
                if row is not None:
                    row.position = position
            unit.touch(ChangeKind.PURPOSE, ordered_ids)
        return Change(ordered_ids, unit.changes, lambda: self.move_purposes(before))

    def remove_purpose(self, purpose_id: int) -> Change[bool]:
        """Delete a purpose that nothing refers to; one in use is taken out of use instead (value False)."""
        with self._store.read() as session:
            is_used = _is_used(session, purpose_id)
        if is_used:
            change = self.set_active((purpose_id,), is_active=False)
            return Change(False, change.changes, change.undo)
        with self._store.write("purpose.remove") as unit:
            unit.session.execute(delete(Cell).where(col(Cell.purpose_id) == purpose_id))  # a protected person has some
            versions = unit.session.exec(select(PurposeVersion).where(PurposeVersion.purpose_id == purpose_id)).all()
            for version in versions:
                for text in unit.session.exec(select(PurposeWording).where(PurposeWording.version_id == version.id)):
                    unit.session.delete(text)
                unit.session.flush()
                unit.session.delete(version)
            unit.session.flush()
            row = unit.session.get(Purpose, purpose_id)
            if row is not None:
                unit.session.delete(row)
            unit.touch(ChangeKind.PURPOSE, [purpose_id])
        return Change(True, unit.changes)

    def _insert_purpose(self, unit: UnitOfWork, made: PurposeInput, position: int) -> int:
        row = Purpose(
            key=made.key,
            name=made.name.strip(),
            audience=made.audience,
            legal_basis=made.legal_basis,
            kinds=_join_kinds(made.kinds),
            position=position,
            copy_max_pixels=made.copy_max_pixels,
        )
        unit.session.add(row)
        unit.session.flush()
        assert row.id is not None
        # the first version has always been there: answers given before the purpose was typed in still count
        _insert_version(unit, row.id, made, date.min, is_substantive=True)
        return row.id


def load_purposes(session: Session, *, include_inactive: bool) -> tuple[PurposeRow, ...]:
    """Read purposes in order, within an open session."""
    statement = select(Purpose).order_by(col(Purpose.position), col(Purpose.id))
    if not include_inactive:
        statement = statement.where(col(Purpose.is_active))
    return tuple(
        PurposeRow(
            id=row.id or 0,
            key=row.key,
            name=row.name,
            audience=row.audience,
            legal_basis=row.legal_basis,
            kinds=tuple(MediaKind(word) for word in row.kinds.split(",") if word),
            position=row.position,
            is_active=row.is_active,
            copy_max_pixels=row.copy_max_pixels,
        )
        for row in session.exec(statement)
    )


def load_versions(session: Session) -> dict[int, list[tuple[date, int]]]:
    """Of each purpose the first day and the id of its versions, in order of number."""
    versions: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for row in session.exec(select(PurposeVersion).order_by(col(PurposeVersion.number))):
        versions[row.purpose_id].append((row.effective_from, row.id or 0))
    return versions


def version_on(versions: Sequence[tuple[date, int]], day: date) -> int | None:
    """The version that people saw on a day: a form filled in before the wording changed was about the earlier one."""
    return next((version_id for since, version_id in reversed(versions) if since <= day), None)


def _read_versions(session: Session, purpose_id: int) -> tuple[VersionRow, ...]:
    texts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = session.exec(
        select(PurposeVersion)
        .where(PurposeVersion.purpose_id == purpose_id)
        .order_by(col(PurposeVersion.number).desc())
    ).all()
    for text in session.exec(
        select(PurposeWording)
        .where(col(PurposeWording.version_id).in_([row.id for row in rows]))
        .order_by(col(PurposeWording.id))
    ):
        texts[text.version_id].append((text.language, text.text))
    return tuple(
        VersionRow(row.number, row.effective_from, row.is_substantive, tuple(texts[row.id or 0])) for row in rows
    )


def _input_of(session: Session, row: Purpose) -> PurposeInput:
    """A purpose as it would be put in again."""
    versions = _read_versions(session, row.id or 0)
    return PurposeInput(
        key=row.key,
        name=row.name,
        audience=row.audience,
        legal_basis=row.legal_basis,
        kinds=tuple(MediaKind(word) for word in row.kinds.split(",") if word),
        copy_max_pixels=row.copy_max_pixels,
        wording=versions[0].wording if versions else (),
    )


def _insert_version(
    unit: UnitOfWork, purpose_id: int, made: PurposeInput, effective_from: date, *, is_substantive: bool
) -> None:
    latest = unit.session.exec(
        select(func.coalesce(func.max(PurposeVersion.number), 0)).where(PurposeVersion.purpose_id == purpose_id)
    ).one()
    version = PurposeVersion(
        purpose_id=purpose_id,
        number=latest + 1,
        is_substantive=is_substantive,
        effective_from=effective_from,
        created_at=unit.store.clock.now(),
    )
    unit.session.add(version)
    unit.session.flush()
    titles = dict(made.titles)
    for language, text in made.wording:
        title = titles.get(language, made.name).strip()
        unit.session.add(PurposeWording(version_id=version.id or 0, language=language, title=title, text=text))


def _is_used(session: Session, purpose_id: int) -> bool:
    columns = (
        col(ConsentEvent.purpose_id),
        col(ConsentRequest.purpose_id),
        col(Publication.purpose_id),
        col(MediaSession.purpose_id),
    )
    return any(
        session.exec(select(column).where(column == purpose_id).limit(1)).first() is not None for column in columns
    )


def _join_kinds(kinds: tuple[MediaKind, ...]) -> str:
    return ",".join(kind.value for kind in MediaKind if kind in kinds)


def _check_input(made: PurposeInput) -> None:
    if not made.name.strip():
        raise KnownError(ErrorCode.NAME_MISSING)
    if len(made.name) > _MAX_NAME or not made.kinds:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, value=len(made.name))
    if not _KEY_PATTERN.fullmatch(made.key):
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, value=made.key)
    for language, text in made.wording:
        if not LANGUAGE_TAG.fullmatch(language) or len(language) > _MAX_LANGUAGE:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="language", value=language)
        if len(text) > _MAX_TEXT:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, value=len(text))
    if made.copy_max_pixels is not None and not 64 <= made.copy_max_pixels <= 20_000:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, value=made.copy_max_pixels)
