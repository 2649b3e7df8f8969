# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways to fill a register: a few people and photos by name, or a whole school by chance."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import numpy as np
from PIL import Image
from sqlalchemy import insert
from sqlmodel import Session, col, select

from models.changes import Change
from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.consent.register import AnswerInput, Recorded
from models.media.box import Box
from models.roster.person_input import PersonInput
from models.tables import (
    Appearance,
    Cell,
    ConsentEvent,
    ConsentRequest,
    FoundFace,
    GroupMembership,
    Guardianship,
    Item,
    MediaSession,
    Person,
    PersonRoleEntry,
    Publication,
)
from models.terms import (
    Activity,
    Answer,
    AnswerMethod,
    AppearanceSource,
    Audience,
    ChangeKind,
    FaceJudgement,
    LegalBasis,
    MediaKind,
    NobodyReason,
    PersonRole,
    Verdict,
)
from models.workspace import Workspace

BIRTH_DATE = date(2016, 3, 1)
SEPTEMBER = date(2026, 9, 1)
HEAD = Box(0.4, 0.3, 0.15, 0.2)
NOON = datetime(2026, 9, 10, 12, tzinfo=UTC)
_KINDS = tuple(MediaKind)

_numbers = count(1)


class School:
    """A register that is filled by hand; every person and photo is known by its id."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def purpose(
        self, key: str = "website", *, basis: LegalBasis = LegalBasis.CONSENT, kinds: tuple[MediaKind, ...] = _KINDS
    ) -> int:
        made = PurposeInput(key, key.capitalize(), Audience.PUBLIC, basis, kinds, wording=(("nl", "Mag dit?"),))
        return self.workspace.purposes.add_purposes((made,)).value[0]

    def pupil(self, *, guardians: int = 1, birth_date: date | None = BIRTH_DATE) -> int:
        number = next(_numbers)
        entered = PersonInput(f"Kind{number}", "", "Janssen", birth_date, roles=(PersonRole.PUPIL,))
        pupil_id = self.workspace.people.add_person(entered).value
        for _ in range(guardians):
            self.guardian(pupil_id)
        return pupil_id

    def guardian(self, pupil_id: int, *, has_authority: bool = True, until: date | None = None) -> int:
        entered = PersonInput(f"Ouder{next(_numbers)}", "", "Janssen")
        return self.workspace.people.add_guardian(pupil_id, entered, has_authority=has_authority, until=until).value

    def guardians_of(self, pupil_id: int) -> list[int]:
        with self.workspace.store.read() as session:
            statement = select(Guardianship.guardian_id).where(Guardianship.pupil_id == pupil_id)
            return list(session.exec(statement.order_by(col(Guardianship.id))))

    def adult(self, role: PersonRole = PersonRole.STAFF) -> int:
        return self.workspace.people.add_person(PersonInput(f"Juf{next(_numbers)}", "de", "Vries", roles=(role,))).value

    def answer(
        self,
        person_id: int,
        purpose_id: int | None,
        answer: Answer = Answer.GIVEN,
        decided_on: date | None = SEPTEMBER,
        *,
        kind: MediaKind = MediaKind.PHOTO,
        **more: object,
    ) -> Change[Recorded]:
        """Record one answer; `purpose_id` None is about making the recording."""
        key = CellKey(Activity.PUBLICATION if purpose_id else Activity.RECORDING, kind, purpose_id)
        made = AnswerInput(person_id, key, answer, decided_on=decided_on, **more)  # type: ignore[arg-type]
        return self.workspace.consent.record_answers((made,))

    def item(
        self,
        kind: MediaKind = MediaKind.PHOTO,
        *,
        captured_at: datetime | None = None,
        session_id: int | None = None,
    ) -> int:
        """An item without a file."""
        with self.workspace.store.write("test.item") as unit:
            item = Item(
                sha256=hashlib.sha256(str(next(_numbers)).encode()).hexdigest(),
                kind=kind,
                file_format="jpeg",
                captured_at=captured_at,
                added_on=unit.store.clock.today(),
                added_at=unit.store.clock.now(),
                session_id=session_id,
            )
            unit.session.add(item)
            unit.session.flush()
            assert item.id is not None
            unit.touch(ChangeKind.ITEM, [item.id])
        return item.id

    def class_of(self, person_ids: Iterable[int], name: str = "Groep 7b") -> int:
        """A class with these people in it."""
        group_id = self.workspace.groups.add_group(name).value
        with self.workspace.store.write("test.class") as unit:
            unit.session.add_all(GroupMembership(group_id=group_id, person_id=one) for one in person_ids)
            unit.touch(ChangeKind.GROUP, [group_id])
        return group_id

    def session(self) -> int:
        with self.workspace.store.write("test.session") as unit:
            made = MediaSession(name="Kamp")
            unit.session.add(made)
            unit.session.flush()
            unit.touch(ChangeKind.SESSION, [made.id or 0])
        return made.id or 0

    def take_in(self, *paths: Path) -> tuple[int, ...]:
        """Take files in; the ids of their items."""
        read, skipped = self.workspace.media.read_files(paths)
        assert not skipped
        return tuple(taken.item_id for taken in self.workspace.media.take_in(read).value)

    def tag(self, item_id: int, *people: int, box: Box | None = HEAD) -> None:
        for person_id in people:
            self.workspace.tagging.name_person((item_id,), person_id, box=box)

    def publish(self, item_id: int, purpose_id: int, *, published_on: date = SEPTEMBER) -> int:
        """Record a publication, as an export does."""
        with self.workspace.store.write("test.publish") as unit:
            made = Publication(
                item_id=item_id,
                purpose_id=purpose_id,
                place="example.org/1",
                published_on=published_on,
                verdict=Verdict.READY,
                recorded_at=unit.store.clock.now(),
            )
            unit.session.add(made)
            unit.session.flush()
            unit.touch(ChangeKind.PUBLICATION, [made.id or 0])
        return made.id or 0


def save_photo(path: Path, seed: int = 0, size: tuple[int, int] = (160, 120)) -> Path:
    """A small photo whose content depends on the seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(path, "JPEG", quality=90)
    return path


class RandomSchool:
    """A school by chance: every status, scope and kind occurs. ``fill`` writes it in one transaction.

    ``extras`` adds what bulk engines treat apart: answers for one item or session, sound and film, unnamed faces.
    """

    def __init__(self, workspace: Workspace, seed: int, *, extras: bool = True) -> None:
        self.workspace = workspace
        self.chance = random.Random(seed)  # noqa: S311 - a school by chance, no secret
        self.extras = extras
        self.purpose_ids: list[int] = []
        self.pupil_ids: list[int] = []
        self.person_ids: list[int] = []
        self.item_ids: list[int] = []

    def fill(self, *, people: int, items: int, answers_each: int, per_item: int = 4, purposes: int = 3) -> None:
        """Fill the register; numbers of people (each with one or two guardians), items, answers and appearances."""
        bases = (LegalBasis.CONSENT, LegalBasis.CONSENT, LegalBasis.PUBLIC_TASK)
        inputs = tuple(
            PurposeInput(f"p{n}", f"P{n}", Audience.CLOSED, bases[n % 3] if self.extras else LegalBasis.CONSENT)
            for n in range(purposes)
        )
        self.purpose_ids = list(self.workspace.purposes.add_purposes(inputs).value)
        today = self.workspace.clock.today()
        with self.workspace.store.write("test.fill") as unit:
            session = unit.session
            guardians = self._add_people(session, people)
            sessions = self._add_items(session, items, today)
            self._add_answers(session, guardians, sessions, answers_each, today)
            self._add_appearances(session, per_item)
            unit.touch_all(ChangeKind.PERSON)
            unit.touch_all(ChangeKind.ANSWER)
            unit.touch_all(ChangeKind.ITEM)

    def _add_people(self, session: Session, people: int) -> dict[int, list[int]]:
        pick = self.chance
        rows, roles, bonds = [], [], []
        guardians: dict[int, list[int]] = {}
        next_id = people + 1
        for person_id in range(1, people + 1):
            is_pupil = pick.random() < 0.8
            born = date(2008, 1, 1) + timedelta(days=pick.randrange(4000)) if is_pupil else None
            if is_pupil and self.extras and pick.random() < 0.05:
                born = None
            is_protected = pick.random() < 0.02
            rows.append(_person_row(person_id, born, is_protected))
            roles.append({"person_id": person_id, "role": PersonRole.PUPIL if is_pupil else PersonRole.STAFF})
            guardians[person_id] = []
            if not is_pupil:
                continue
            self.pupil_ids.append(person_id)
            for _ in range(pick.choice((0, 1, 2, 2))):
                rows.append(_person_row(next_id, None, False))
                roles.append({"person_id": next_id, "role": PersonRole.GUARDIAN})
                since = date(2026, 3, 1) if self.extras and pick.random() < 0.1 else None
                until = date(2026, 9, 12) if self.extras and pick.random() < 0.1 else None
                bonds.append(
                    {
                        "pupil_id": person_id,
                        "guardian_id": next_id,
                        "has_authority": pick.random() < 0.95,
                        "since": since,
                        "until": until,
                    }
                )
                guardians[person_id].append(next_id)
                next_id += 1
        self.person_ids = list(range(1, people + 1))
        for table, made in ((Person, rows), (PersonRoleEntry, roles), (Guardianship, bonds)):
            if made:
                session.execute(insert(table), made)
        return guardians

    def _add_items(self, session: Session, items: int, today: date) -> list[int]:
        pick = self.chance
        session_ids = [1, 2, 3] if self.extras else []
        if session_ids:
            session.execute(insert(MediaSession), [{"id": one, "name": "Kamp"} for one in session_ids])
        kinds = (MediaKind.PHOTO, MediaKind.PHOTO, MediaKind.FILM, MediaKind.SOUND) if self.extras else _KINDS[:1]
        rows = []
        for item_id in range(1, items + 1):
            taken = datetime(2026, 9, 14) - timedelta(days=pick.randrange(700))  # noqa: DTZ001 - a camera's time
            nobody = NobodyReason.NO_PEOPLE if self.extras and pick.random() < 0.05 else None
            rows.append(
                {
                    "id": item_id,
                    "sha256": f"{item_id:064x}",
                    "kind": pick.choice(kinds),
                    "file_format": "jpeg",
                    "captured_at": taken if pick.random() < 0.9 else None,
                    "added_on": today,
                    "added_at": NOON,
                    "session_id": pick.choice((None, *session_ids)) if session_ids and pick.random() < 0.2 else None,
                    "nobody_reason": nobody,
                    "nobody_judged_at": None if nobody is None else NOON,
                }
            )
        session.execute(insert(Item), rows)
        self.item_ids = list(range(1, items + 1))
        return session_ids

    def _add_answers(
        self, session: Session, guardians: dict[int, list[int]], sessions: list[int], answers_each: int, today: date
    ) -> None:
        pick = self.chance
        said = (Answer.GIVEN,) * 5 + (Answer.REFUSED, Answer.WITHDRAWN, Answer.OBJECTED)
        rows, asked = [], []
        for person_id in self.person_ids:
            deciders = [person_id, *guardians[person_id]]
            for _ in range(pick.randrange(answers_each * 2 + 1)):
                day = today - timedelta(days=pick.randrange(-5, 500))
                purpose_id = None if pick.random() < 0.2 else pick.choice(self.purpose_ids)
                answer = pick.choice(said)
                ends = day + timedelta(days=pick.randrange(400)) if pick.random() < 0.3 else None
                row = {
                    "person_id": person_id,
                    "decider_id": pick.choice(deciders),
                    "activity": Activity.RECORDING if purpose_id is None else Activity.PUBLICATION,
                    "kind": pick.choice(_KINDS),
                    "purpose_id": purpose_id,
                    "item_id": None,
                    "session_id": None,
                    "answer": answer,
                    "decided_on": day,
                    "valid_from": day,
                    "valid_until": ends if answer is Answer.GIVEN else None,
                    "method": AnswerMethod.FORM,
                    "recorded_at": NOON,
                    "salt": b"0123456789abcdef",
                }
                if self.extras and pick.random() < 0.15:
                    scope = "item_id" if pick.random() < 0.7 else "session_id"
                    row[scope] = pick.choice(self.item_ids if scope == "item_id" else sessions)
                rows.append(row)
            if self.extras and pick.random() < 0.3:
                asked.append(
                    {
                        "person_id": person_id,
                        "activity": Activity.PUBLICATION,
                        "kind": MediaKind.PHOTO,
                        "purpose_id": self.purpose_ids[0],
                        "asked_on": today - timedelta(days=20),
                        "recorded_at": NOON,
                    }
                )
        for table, made in ((ConsentEvent, rows), (ConsentRequest, asked)):
            if made:
                session.execute(insert(table), made)

    def _add_appearances(self, session: Session, per_item: int) -> None:
        pick = self.chance
        rows, faces = [], []
        for item_id in self.item_ids:
            how_many = pick.randrange(per_item * 2 + 1) if self.extras else per_item
            for person_id in pick.sample(self.person_ids, min(how_many, len(self.person_ids))):
                visible = not self.extras or pick.random() < 0.8
                has_box = pick.random() < 0.8
                place = dict(zip("xywh", (0.4, 0.3, 0.1, 0.1) if has_box else (None,) * 4, strict=True))
                rows.append(
                    {
                        "item_id": item_id,
                        "person_id": person_id,
                        "is_visible": visible,
                        "is_audible": not visible or pick.random() < 0.2,
                        "source": AppearanceSource.MANUAL,
                        "named_at": NOON,
                        **place,
                    }
                )
            if self.extras and pick.random() < 0.2:
                judgement = pick.choice(tuple(FaceJudgement))
                faces.append({"item_id": item_id, "x": 0.1, "y": 0.1, "w": 0.1, "h": 0.1, "judgement": judgement})
        for start in range(0, len(rows), 50_000):
            session.execute(insert(Appearance), rows[start : start + 50_000])
        if faces:
            session.execute(insert(FoundFace), faces)


def _person_row(person_id: int, born: date | None, is_protected: bool) -> dict[str, object]:
    return {
        "id": person_id,
        "given_name": f"Naam{person_id}",
        "birth_date": born,
        "is_protected": is_protected,
        "created_at": NOON,
        "version": 1,
    }


def all_cells(workspace: Workspace) -> list[tuple[object, ...]]:
    """Every compiled row, without its id, in a fixed order."""
    with workspace.store.read() as session:
        rows: Sequence[Cell] = session.exec(select(Cell)).all()
        return sorted(
            (
                row.person_id,
                row.activity,
                row.kind,
                row.purpose_id or 0,
                row.item_id or 0,
                row.session_id or 0,
                row.since,
                row.until,
                row.status,
            )
            for row in rows
        )
