# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in it: naming people in items, marking somebody unnamed, judging that nobody can be recognised.

Each action is one transaction and can be undone: the state of the touched items is remembered and put back whole.
"Ids" of `ChangeKind.APPEARANCE` are item ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.found_faces import asks_who, is_doubtful, is_judged
from models.media.item_people import AppearanceRow, FaceRow, ItemPeople, load_people_in
from models.media.people_changes import Alongside, PeopleChanges, clear_nobody
from models.media.ranges import Senses, Span, put_range
from models.media.shown import is_in_library
from models.store import Store, UnitOfWork
from models.store.same_person import is_known, known_among
from models.tables import Appearance, FoundFace, Item
from models.terms import AppearanceSource, FaceJudgement, MediaKind, NobodyReason

__all__ = ["Alongside", "AppearanceRow", "FaceRow", "ItemPeople", "TagInput", "TaggingService", "load_people_in"]

_MAX_NOTE = 500


@dataclass(frozen=True, slots=True)
class TagInput:
    """One person to name in an item; without a ``person_id`` somebody who has no name yet (needs a ``box``)."""

    item_id: int
    person_id: int | None
    box: Box | None = None


class TaggingService:
    """Reads and changes who is in which item."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._change = PeopleChanges(store).change

    def people_in(self, item_ids: Sequence[int]) -> dict[int, ItemPeople]:
        """Who is in each of the items; unknown ids are left out."""
        with self._store.read() as session:
            return load_people_in(session, item_ids)

    def items_of(self, person_id: int) -> tuple[int, ...]:
        """Ids of the items that somebody is named in, oldest first."""
        statement = select(Appearance.item_id).join(Item, col(Item.id) == col(Appearance.item_id))
        statement = statement.where(col(Appearance.person_id) == person_id, is_in_library())
        with self._store.read() as session:
            return tuple(session.exec(statement.distinct().order_by(col(Appearance.item_id))).all())

    def items_to_identify(self) -> tuple[int, ...]:
        """Ids of the items that ask "who is this?": somebody marked has no name yet, or nobody looked; oldest first."""
        waiting = select(FoundFace.item_id).where(asks_who())
        is_untouched = (
            col(Item.nobody_reason).is_(None)
            & col(Item.id).not_in(select(Appearance.item_id))
            & col(Item.id).not_in(select(FoundFace.item_id).where(is_judged()))
        )
        with self._store.read() as session:
            found = session.exec(
                select(Item.id).where(is_in_library(), col(Item.id).in_(waiting) | is_untouched).order_by(col(Item.id))
            ).all()
        return tuple(item_id for item_id in found if item_id is not None)

    def name_person(
        self,
        item_ids: Sequence[int],
        person_id: int,
        *,
        box: Box | None = None,
        face_id: int | None = None,
        source: AppearanceSource = AppearanceSource.MANUAL,
    ) -> Change[tuple[int, ...]]:
        """Name a person in one or more items; gives the ids of the new appearances.

        Somebody who is already named there is not named twice: a box is added to a name without one. With
        ``face_id`` the unnamed mark becomes this person. Raises ``PERSON_UNKNOWN`` or ``ITEM_UNKNOWN``.
        """

        def mutate(unit: UnitOfWork) -> tuple[int, ...]:
            if not is_known(unit.session, person_id):
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            face = None if face_id is None else _require_face(unit.session, face_id)
            places = dict.fromkeys(item_ids, box)
            if face is not None:
                if face.item_id not in places:
                    raise KnownError(ErrorCode.ITEM_UNKNOWN)
                places[face.item_id] = _box_of(face)
                unit.session.delete(face)
            if face is not None and face.at_ms is not None:
                track = Span(face.at_ms, face.end_ms if face.end_ms is not None else face.at_ms + 1)
                box_there = places.pop(face.item_id)
                put_range(unit, face.item_id, person_id, track, Senses.SEEN, box=box_there, source=source)
            added = [self._add_appearance(unit, one, person_id, place, source) for one, place in places.items()]
            clear_nobody(unit.session, item_ids)
            return tuple(row_id for row_id in added if row_id is not None)

        return self._change("media.name_person", item_ids, mutate)

    def name_people(self, item_ids: Sequence[int], person_ids: Sequence[int]) -> Change[int]:
        """Name several people in several items in one action, without boxes; gives the number of new names."""
        return self.tag_items([TagInput(item_id, person_id) for item_id in item_ids for person_id in person_ids])

    def tag_items(
        self,
        tags: Sequence[TagInput],
        *,
        source: AppearanceSource = AppearanceSource.MANUAL,
        action: str = "media.tag_items",
        also: Alongside | None = None,
    ) -> Change[int]:
        """Name and mark many people in many items in one action; gives the number of tags that were new.

        ``also`` is written in the same transaction and taken back with it.

        Raises ``PERSON_UNKNOWN``, ``ITEM_UNKNOWN``, or ``BOX_OUTSIDE`` for a mark without a box.
        """

        def mutate(unit: UnitOfWork) -> int:
            added = 0
            known = known_among(unit.session, {tag.person_id for tag in tags if tag.person_id is not None})
            for tag in tags:
                if tag.person_id is None:
                    if tag.box is None:
                        raise KnownError(ErrorCode.BOX_OUTSIDE)
                    box = tag.box
                    unit.session.add(FoundFace(item_id=tag.item_id, x=box.x, y=box.y, w=box.w, h=box.h))
                    added += 1
                    continue
                if tag.person_id not in known:
                    raise KnownError(ErrorCode.PERSON_UNKNOWN)
                if self._add_appearance(unit, tag.item_id, tag.person_id, tag.box, source) is not None:
                    added += 1
            clear_nobody(unit.session, [tag.item_id for tag in tags])
            return added

        return self._change(action, [tag.item_id for tag in tags], mutate, also)

    def rename_appearance(self, appearance_id: int, person_id: int) -> Change[int]:
        """Say that an appearance is somebody else."""
        item_id = self._item_of(Appearance, appearance_id)

        def mutate(unit: UnitOfWork) -> int:
            if not is_known(unit.session, person_id):
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            row = _require_appearance(unit.session, appearance_id)
            row.person_id, row.named_by, row.named_at = person_id, unit.actor, unit.store.clock.now()
            return appearance_id

        return self._change("media.rename_appearance", (item_id,), mutate)

    def place_appearance(self, appearance_id: int, box: Box | None) -> Change[int]:
        """Give an appearance another box, or none."""
        item_id = self._item_of(Appearance, appearance_id)

        def mutate(unit: UnitOfWork) -> int:
            row = _require_appearance(unit.session, appearance_id)
            row.x, row.y, row.w, row.h = (None,) * 4 if box is None else (box.x, box.y, box.w, box.h)
            return appearance_id

        return self._change("media.place_appearance", (item_id,), mutate)

    def remove_appearance(self, appearance_id: int) -> Change[int]:
        """Say that the person is not in the item after all."""
        item_id = self._item_of(Appearance, appearance_id)

        def mutate(unit: UnitOfWork) -> int:
            unit.session.delete(_require_appearance(unit.session, appearance_id))
            return appearance_id

        return self._change("media.remove_appearance", (item_id,), mutate)

    def remove_person(self, item_ids: Sequence[int], person_id: int) -> Change[int]:
        """Take a person out of several items; gives the number of appearances removed."""

        def mutate(unit: UnitOfWork) -> int:
            rows = unit.session.exec(
                select(Appearance).where(col(Appearance.item_id).in_(item_ids), Appearance.person_id == person_id)
            ).all()
            for row in rows:
                unit.session.delete(row)
            return len(rows)

        return self._change("media.remove_person", item_ids, mutate)

    def mark_face(self, item_id: int, box: Box, span: Span | None = None) -> Change[int]:
        """Mark that somebody is here who has no name yet; the item then asks who it is. ``span``: when, in a film."""

        def mutate(unit: UnitOfWork) -> int:
            face = FoundFace(item_id=item_id, x=box.x, y=box.y, w=box.w, h=box.h)
            if span is not None:
                face.at_ms, face.end_ms = span.start_ms, span.end_ms
            unit.session.add(face)
            unit.session.flush()
            clear_nobody(unit.session, (item_id,))
            assert face.id is not None
            return face.id

        return self._change("media.mark_face", (item_id,), mutate)

    def place_face(self, face_id: int, box: Box) -> Change[int]:
        """Move or resize an unnamed mark; one that was doubtful is somebody from now on."""
        item_id = self._item_of(FoundFace, face_id)

        def mutate(unit: UnitOfWork) -> int:
            face = _require_face(unit.session, face_id)
            face.x, face.y, face.w, face.h = box.x, box.y, box.w, box.h
            if is_doubtful(face.score, face.judgement):
                face.score = None
            return face_id

        return self._change("media.place_face", (item_id,), mutate)

    def judge_face(self, face_id: int, judgement: FaceJudgement, note: str = "") -> Change[int]:
        """Judge an unnamed mark: not recognisable, not a person, a passer-by; or unjudged again."""
        item_id = self._item_of(FoundFace, face_id)

        def mutate(unit: UnitOfWork) -> int:
            face = _require_face(unit.session, face_id)
            face.judgement, face.judgement_note = judgement, _check_note(note)
            face.judged_by = "" if judgement is FaceJudgement.UNJUDGED else unit.actor
            face.judged_at = None if judgement is FaceJudgement.UNJUDGED else unit.store.clock.now()
            return face_id

        return self._change("media.judge_face", (item_id,), mutate)

    def confirm_face(self, face_id: int) -> Change[int]:
        """Say of a doubtful find that it is somebody; the item then asks who it is."""
        item_id = self._item_of(FoundFace, face_id)

        def mutate(unit: UnitOfWork) -> int:
            face = _require_face(unit.session, face_id)
            face.score, face.judgement, face.judgement_note = None, FaceJudgement.UNJUDGED, ""
            face.judged_by, face.judged_at = "", None
            clear_nobody(unit.session, (item_id,))
            return face_id

        return self._change("media.confirm_face", (item_id,), mutate)

    def dismiss_doubtful(self, item_ids: Sequence[int]) -> Change[int]:
        """Judge of all doubtful finds in the items that they are no person; gives their number."""

        def mutate(unit: UnitOfWork) -> int:
            finds = unit.session.exec(select(FoundFace).where(col(FoundFace.item_id).in_(item_ids))).all()
            doubtful = [face for face in finds if is_doubtful(face.score, face.judgement)]
            for face in doubtful:
                face.judgement, face.judged_by = FaceJudgement.NOT_A_PERSON, unit.actor
                face.judged_at = unit.store.clock.now()
            return len(doubtful)

        return self._change("media.dismiss_doubtful", item_ids, mutate)

    def remove_face(self, face_id: int) -> Change[int]:
        """Take an unnamed mark away."""
        item_id = self._item_of(FoundFace, face_id)

        def mutate(unit: UnitOfWork) -> int:
            unit.session.delete(_require_face(unit.session, face_id))
            return face_id

        return self._change("media.remove_face", (item_id,), mutate)

    def judge_nobody(self, item_ids: Sequence[int], reason: NobodyReason, note: str = "") -> Change[int]:
        """Judge that nobody in the items is recognisable.

        Names given before are taken out of these items, and marks without a name count as judged.
        """

        def mutate(unit: UnitOfWork) -> int:
            for appearance in unit.session.exec(select(Appearance).where(col(Appearance.item_id).in_(item_ids))):
                unit.session.delete(appearance)
            for face in unit.session.exec(
                select(FoundFace).where(
                    col(FoundFace.item_id).in_(item_ids), col(FoundFace.judgement) == FaceJudgement.UNJUDGED
                )
            ):
                face.judgement, face.judged_by = FaceJudgement.NOT_RECOGNISABLE, unit.actor
                face.judged_at = unit.store.clock.now()
            for item in unit.session.exec(select(Item).where(col(Item.id).in_(item_ids))):
                item.nobody_reason, item.nobody_note = reason, _check_note(note)
                item.nobody_judged_by, item.nobody_judged_at = unit.actor, unit.store.clock.now()
            return len(item_ids)

        return self._change("media.judge_nobody", item_ids, mutate)

    def take_back_nobody(self, item_ids: Sequence[int]) -> Change[int]:
        """Take back the judgement that nobody is recognisable."""

        def mutate(unit: UnitOfWork) -> int:
            clear_nobody(unit.session, item_ids)
            return len(item_ids)

        return self._change("media.take_back_nobody", item_ids, mutate)

    def _add_appearance(
        self, unit: UnitOfWork, item_id: int, person_id: int, box: Box | None, source: AppearanceSource
    ) -> int | None:
        if box is not None:
            _name_found_face(unit.session, item_id, box)
        known = unit.session.exec(
            select(Appearance).where(Appearance.item_id == item_id, Appearance.person_id == person_id)
        ).first()
        if known is not None:
            if box is not None:
                known.x, known.y, known.w, known.h = box.x, box.y, box.w, box.h
            return None
        x, y, w, h = (None,) * 4 if box is None else (box.x, box.y, box.w, box.h)
        item = unit.session.get(Item, item_id)
        is_sound = item is not None and item.kind is MediaKind.SOUND
        row = Appearance(
            item_id=item_id,
            person_id=person_id,
            is_visible=not is_sound,
            is_audible=is_sound,
            x=x,
            y=y,
            w=w,
            h=h,
            source=source,
            named_by=unit.actor,
            named_at=unit.store.clock.now(),
        )
        unit.session.add(row)
        unit.session.flush()
        return row.id

    def _item_of(self, table: type[Appearance] | type[FoundFace], row_id: int) -> int:
        with self._store.read() as session:
            item_id = session.exec(select(col(table.item_id)).where(col(table.id) == row_id)).first()
            if item_id is None:
                raise KnownError(ErrorCode.ITEM_UNKNOWN)
            return item_id


def _name_found_face(session: Session, item_id: int, box: Box) -> None:
    """Somebody is named here, so the unnamed face that was found at this place is no question any more."""
    faces = session.exec(
        select(FoundFace).where(
            FoundFace.item_id == item_id,
            col(FoundFace.appearance_id).is_(None),
            col(FoundFace.at_ms).is_(None),
            col(FoundFace.judgement) == FaceJudgement.UNJUDGED,
        )
    ).all()
    places = [(box.overlap(place), face) for face in faces if box.is_of_face(place := _box_of(face))]
    if places:
        session.delete(max(places, key=lambda one: one[0])[1])


def _box_of(face: FoundFace) -> Box:
    return Box(face.x, face.y, face.w, face.h)


def _require_appearance(session: Session, appearance_id: int) -> Appearance:
    row = session.get(Appearance, appearance_id)
    if row is None:
        raise KnownError(ErrorCode.ITEM_UNKNOWN)
    return row


def _require_face(session: Session, face_id: int) -> FoundFace:
    row = session.get(FoundFace, face_id)
    if row is None:
        raise KnownError(ErrorCode.ITEM_UNKNOWN)
    return row


def _check_note(note: str) -> str:
    if len(note) > _MAX_NOTE:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, value=len(note))
    return note.strip()
