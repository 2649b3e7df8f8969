# SPDX-License-Identifier: GPL-3.0-or-later
"""Erasing people for good (GDPR art. 17), so that nothing in the register names them and the audit chain still holds.

What stays is a number without a name: in the chain, in the row that says that somebody was erased, and, for a parent
whose answers about a child on record still count, in those answers. There is no undo.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import delete, insert, or_, select, update
from sqlmodel import Session, col

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.publishing import mentions
from models.publishing.erasure_plan import (
    ErasurePlan,
    ErasurePreview,
    bonds_that_stay,
    decided_for_others,
    make_plan,
    preview_of,
)
from models.store import Store, UnitOfWork
from models.store.safety_copies import copies_with_person, remove_copies
from models.tables import (
    Appearance,
    Cell,
    ConsentEvent,
    ConsentRequest,
    Erasure,
    Form,
    FormMark,
    FormScan,
    FoundFace,
    GroupMembership,
    Guardianship,
    MediaSession,
    NameCard,
    NameInFiles,
    OnlineRow,
    Person,
    PersonIdentifier,
    PersonMerge,
    PersonRoleEntry,
    Publication,
    PublicationCover,
    PublicationReliance,
    Reminder,
    SessionPerson,
    SettledNotice,
    TakedownTask,
    metadata,
)
from models.terms import ChangeKind, ErasureGround, FaceJudgement, FormState, TakedownState

_MAX_NOTE = 500
_WHOLE = (0.0, 0.0, 1.0, 1.0)
_WAITING = (FormState.ISSUED, FormState.CONFLICT)


class ProofFiles(Protocol):
    """Who keeps the files that prove answers (`consent.evidence.EvidenceService`)."""

    def forget_within(self, unit: UnitOfWork, evidence_ids: Sequence[int]) -> tuple[int, ...]:
        """Delete those of these files that nothing refers to any more; gives their ids."""
        ...


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure came to. ``nameless``: records that stay without a name for the sake of others' answers.

    ``copies_left``: safety copies that could not be deleted. Unless ``is_purged`` traces of what was deleted are left
    in the file until the register is closed, because somebody was reading.
    """

    people: int
    answers: int
    answers_changed: int
    texts_changed: int
    items: int
    files: int
    nameless: int
    takedowns_raised: int
    copies_removed: int
    copies_left: tuple[Path, ...] = ()
    is_purged: bool = True


class ErasureService:
    """Previews and carries out erasures."""

    def __init__(self, store: Store, evidence: ProofFiles) -> None:
        self._store = store
        self._evidence = evidence

    def preview(self, person_ids: int | Iterable[int]) -> ErasurePreview:
        """Everything that erasing these people would do. Raises ``PERSON_UNKNOWN``."""
        with self._store.read() as session:
            plan = make_plan(session, _as_ids(person_ids))
            return preview_of(session, plan, copies_with_person(self._store.path, sorted(plan.records)))

    def erase(
        self,
        person_ids: int | Iterable[int],
        ground: ErasureGround,
        note: str = "",
        *,
        with_copies: bool = False,
    ) -> Change[Erased]:
        """Erase people for good, in one transaction; there is no undo.

        Then the journal is folded in and the file written anew, so that no trace is left between the rows. With
        ``with_copies`` the safety copies beside the register that hold them go too.

        What is published and shows them (not covered) becomes a take-down task without a name; pictures keep a mark
        without a name, so that each asks who it is. Raises ``PERSON_UNKNOWN``, or ``VALUE_NOT_ALLOWED`` for a note
        that is too long.
        """
        if len(note) > _MAX_NOTE:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="note")
        with self._store.write("person.erase") as unit:
            plan = make_plan(unit.session, _as_ids(person_ids))
            copies = copies_with_person(self._store.path, sorted(plan.records)) if with_copies else ()
            tasks_before = set(_open_tasks(unit.session))
            erased = self._erase_within(unit, plan, ground, note)
        with self._store.read() as session:
            raised = len(set(_open_tasks(session)) - tasks_before)
        is_purged = self._store.purge_free_space()
        left = remove_copies(copies)
        return Change(
            Erased(
                people=len(plan.people),
                answers=erased["erased_events"],
                answers_changed=erased["redacted_events"],
                texts_changed=erased["texts"],
                items=len(plan.items),
                files=erased["files"],
                nameless=len(plan.nameless),
                takedowns_raised=raised,
                copies_removed=len(copies) - len(left),
                copies_left=left,
                is_purged=is_purged,
            ),
            unit.changes,
        )

    def copies_of(self, person_ids: int | Iterable[int]) -> tuple[Path, ...]:
        """Safety copies beside the register that hold any of these people."""
        return copies_with_person(self._store.path, sorted(_as_ids(person_ids)))

    def _erase_within(self, unit: UnitOfWork, plan: ErasurePlan, ground: ErasureGround, note: str) -> dict[str, int]:
        session = unit.session
        first = _record_erasure(unit, plan, ground, note)
        has_proof = decided_for_others(plan.records) & col(ConsentEvent.evidence_id).is_not(None)
        without_proof = [one or 0 for one in session.execute(select(col(ConsentEvent.id)).where(has_proof)).scalars()]
        redacted = mentions.clear_answers(unit, first, plan.traces, plan.own, without_proof)
        _settle_covered(unit, plan)
        _clear_publications(unit, plan)
        _clear_forms(unit, plan)
        _unname(unit, plan)
        erased = _delete_answers(unit, plan)
        _delete_own_rows(unit, plan)
        texts = mentions.clear_notes(unit, plan.traces, plan.own)
        files = self._evidence.forget_within(unit, sorted(plan.files - plan.files_shared))
        _delete_people(unit, plan)
        facts = {"erased_events": erased, "redacted_events": redacted, "texts": texts, "files": len(files)}
        unit.note(ground=ground.value, nameless=len(plan.nameless), **facts)
        unit.touch(ChangeKind.PERSON, plan.records)
        unit.touch(ChangeKind.ANSWER, plan.records)
        unit.touch(ChangeKind.APPEARANCE, plan.items)
        unit.touch(ChangeKind.FORM, plan.forms)
        unit.touch(ChangeKind.NOTICE, plan.records)
        return facts


def _as_ids(person_ids: int | Iterable[int]) -> tuple[int, ...]:
    return (person_ids,) if isinstance(person_ids, int) else tuple(person_ids)


def _open_tasks(session: Session) -> list[int]:
    is_open = col(TakedownTask.state) == TakedownState.OPEN
    return [one or 0 for one in session.execute(select(col(TakedownTask.id)).where(is_open)).scalars()]


def _record_erasure(unit: UnitOfWork, plan: ErasurePlan, ground: ErasureGround, note: str) -> int:
    """Write that these people are erased: from here on the triggers let their answers go. Gives the first row's id."""
    told = json.dumps({"note": plan.traces.without(note.strip()), "people": len(plan.people)}, ensure_ascii=False)
    rows = [
        Erasure(
            person_id=person_id,
            ground=ground.value,
            ordered_by=unit.actor,
            ordered_at=unit.store.clock.now(),
            counts=told,
        )
        for person_id in sorted(plan.records)
    ]
    unit.session.add_all(rows)
    unit.session.flush()
    return rows[0].id or 0


def _settle_covered(unit: UnitOfWork, plan: ErasurePlan) -> None:
    """Say of each published copy in which they are covered that it may stay.

    Nobody can tell any more whom the cover hides, and the copy would be reported for the mark without a name.
    """
    session = unit.session
    has_open = select(col(TakedownTask.publication_id)).where(col(TakedownTask.state) == TakedownState.OPEN)
    shown = (
        select(col(PublicationCover.publication_id))
        .join(Publication, col(Publication.id) == col(PublicationCover.publication_id))
        .where(
            col(PublicationCover.person_id).in_(plan.records),
            col(Publication.ended_on).is_(None),
            col(Publication.id).not_in(has_open),
        )
        .distinct()
    )
    now = unit.store.clock.now()
    for publication_id in session.execute(shown).scalars().all():
        session.add(
            TakedownTask(
                publication_id=publication_id,
                since=unit.store.clock.today(),
                raised_at=now,
                state=TakedownState.STAYS,
                closed_at=now,
                closed_by=unit.actor,
            )
        )
    session.flush()


def _clear_publications(unit: UnitOfWork, plan: ErasurePlan) -> None:
    """Take them out of what was published and of the tasks; both stay."""
    session = unit.session
    theirs = select(col(ConsentEvent.id)).where(col(ConsentEvent.person_id).in_(plan.records))
    of_them = or_(col(TakedownTask.person_id).in_(plan.records), col(TakedownTask.cause_event_id).in_(theirs))
    tasks = session.execute(select(col(TakedownTask.id)).where(of_them)).scalars().all()
    session.execute(update(TakedownTask).where(of_them).values(person_id=None, cause_event_id=None))
    unit.touch(ChangeKind.TAKEDOWN, [one or 0 for one in tasks])
    session.execute(delete(PublicationCover).where(col(PublicationCover.person_id).in_(plan.records)))
    session.execute(delete(PublicationReliance).where(col(PublicationReliance.event_id).in_(theirs)))


def _clear_forms(unit: UnitOfWork, plan: ErasurePlan) -> None:
    """Forget what came back on their forms; a sheet that comes back later is known as one that was revoked."""
    session = unit.session
    theirs = select(col(ConsentEvent.id)).where(col(ConsentEvent.person_id).in_(plan.records))
    session.execute(delete(FormMark).where(col(FormMark.scan_id).in_(plan.scans)))
    session.execute(update(FormMark).where(col(FormMark.event_id).in_(theirs)).values(event_id=None))
    session.execute(delete(FormScan).where(col(FormScan.id).in_(plan.scans)))
    session.execute(delete(OnlineRow).where(col(OnlineRow.id).in_(plan.online_rows)))
    session.execute(
        update(Form).where(col(Form.id).in_(plan.forms), col(Form.state).in_(_WAITING)).values(state=FormState.REVOKED)
    )
    session.execute(update(Form).where(col(Form.id).in_(plan.forms)).values(person_id=None))
    session.execute(delete(ConsentRequest).where(col(ConsentRequest.person_id).in_(plan.records)))


def _unname(unit: UnitOfWork, plan: ErasurePlan) -> None:
    """Turn each place where they are named into a mark without a name: the whole picture where no place was given."""
    session = unit.session
    theirs = select(col(Appearance.id)).where(col(Appearance.person_id).in_(plan.records))
    marked = set(
        session.execute(select(col(FoundFace.appearance_id)).where(col(FoundFace.appearance_id).in_(theirs))).scalars()
    )
    session.execute(
        update(FoundFace)
        .where(col(FoundFace.appearance_id).in_(theirs))
        .values(
            appearance_id=None,
            score=None,
            judgement=FaceJudgement.UNJUDGED,
            judgement_note="",
            judged_by="",
            judged_at=None,
        )
    )
    columns = (
        col(Appearance.id), col(Appearance.item_id), col(Appearance.x), col(Appearance.y), col(Appearance.w),
        col(Appearance.h), col(Appearance.start_ms), col(Appearance.end_ms),
    )  # fmt: skip
    rows = session.execute(select(*columns).where(col(Appearance.person_id).in_(plan.records))).all()
    marks = [
        {
            "item_id": item_id,
            **dict(zip("xywh", _WHOLE if x is None else (x, y, w, h), strict=True)),
            "at_ms": start_ms,
            "end_ms": end_ms,
            "judgement": FaceJudgement.UNJUDGED,
        }
        for appearance_id, item_id, x, y, w, h, start_ms, end_ms in rows
        if appearance_id not in marked
    ]
    session.execute(delete(Appearance).where(col(Appearance.person_id).in_(plan.records)))
    if marks:
        session.execute(insert(FoundFace), marks)


def _delete_answers(unit: UnitOfWork, plan: ErasurePlan) -> int:
    """Delete what was answered about them, with the salts; gives the number of answers."""
    session = unit.session
    about_them = col(ConsentEvent.person_id).in_(plan.records)
    count = len(session.execute(select(col(ConsentEvent.id)).where(about_them)).all())
    session.execute(delete(ConsentEvent).where(about_them))
    session.execute(delete(Cell).where(col(Cell.person_id).in_(plan.records)))
    return count


def _delete_own_rows(unit: UnitOfWork, plan: ErasurePlan) -> None:
    session, records = unit.session, plan.records
    shot = select(col(MediaSession.id)).where(col(MediaSession.photographer_id).in_(records))
    expected = select(col(SessionPerson.session_id)).where(col(SessionPerson.person_id).in_(records))
    unit.touch(ChangeKind.SESSION, [one or 0 for one in session.execute(shot).scalars()])
    unit.touch(ChangeKind.SESSION, session.execute(expected).scalars().all())
    in_groups = select(col(GroupMembership.group_id)).where(col(GroupMembership.person_id).in_(records))
    unit.touch(ChangeKind.GROUP, session.execute(in_groups).scalars().all())
    session.execute(
        update(MediaSession).where(col(MediaSession.photographer_id).in_(records)).values(photographer_id=None)
    )
    own_tables = (PersonIdentifier, PersonRoleEntry, GroupMembership, SessionPerson, SettledNotice, Reminder)
    for table in (*own_tables, NameInFiles, NameCard):
        session.execute(delete(table).where(col(table.person_id).in_(records)))
    session.execute(
        delete(PersonMerge).where(or_(col(PersonMerge.kept_id).in_(records), col(PersonMerge.merged_id).in_(records)))
    )


def _delete_people(unit: UnitOfWork, plan: ErasurePlan) -> None:
    """Delete the people; of whom a number has to stay, everything else goes."""
    session, records = unit.session, plan.records
    bonds = session.execute(
        select(col(Guardianship.id), col(Guardianship.pupil_id), col(Guardianship.guardian_id)).where(
            or_(col(Guardianship.pupil_id).in_(records), col(Guardianship.guardian_id).in_(records))
        )
    ).all()
    staying = set(session.execute(select(col(Guardianship.id)).where(bonds_that_stay(records))).scalars())
    others = {one for _bond, pupil, guardian in bonds for one in (pupil, guardian)} - records
    unit.touch(ChangeKind.PERSON, others)
    session.execute(
        delete(Guardianship).where(col(Guardianship.id).in_([bond for bond, _p, _g in bonds if bond not in staying]))
    )
    session.execute(update(Guardianship).where(col(Guardianship.id).in_(staying)).values(relation=""))
    nameless = dict.fromkeys(
        ("given_name", "name_prefix", "family_name", "sort_name", "search_text", "email", "telephone"), ""
    ) | dict.fromkeys(("language", "organisation", "protected_reason"), "")
    session.execute(
        update(Person)
        .where(col(Person.id).in_(plan.nameless))
        .values(
            **nameless,
            birth_date=None,
            left_on=None,
            is_protected=False,
            erased_on=unit.store.clock.today(),
            version=col(Person.version) + 1,
        )
    )
    gone = records - plan.nameless
    session.execute(update(Person).where(col(Person.id).in_(gone)).values(merged_into_id=None))
    session.execute(delete(Person).where(col(Person.id).in_(gone)))
    _delete_nobodies(session, others)


def _delete_nobodies(session: Session, candidates: Collection[int]) -> None:
    """Delete parents without a name to whom nothing refers now that their child is gone."""
    nobodies = set(
        session.execute(
            select(col(Person.id)).where(
                col(Person.id).in_(candidates),
                col(Person.given_name) == "",
                col(Person.family_name) == "",
                col(Person.email) == "",
                col(Person.telephone) == "",
            )
        ).scalars()
    )
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "person" and table.name not in ("cell", "person_role") and nobodies:
                nobodies -= set(session.execute(select(key.parent).where(key.parent.in_(nobodies))).scalars())
    session.execute(delete(PersonRoleEntry).where(col(PersonRoleEntry.person_id).in_(nobodies)))
    session.execute(delete(Cell).where(col(Cell.person_id).in_(nobodies)))
    session.execute(delete(Person).where(col(Person.id).in_(nobodies)))
