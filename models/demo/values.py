# SPDX-License-Identifier: GPL-3.0-or-later
"""What the invented school consists of: plain values, people and pictures known by a key of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.demo.looks import Look
from models.errors import BugError
from models.terms import (
    Answer,
    AnswerMethod,
    Audience,
    GroupKind,
    LegalBasis,
    MediaKind,
    NobodyReason,
    PersonRole,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """A class or a team."""

    key: str
    name: str
    kind: GroupKind


@dataclass(frozen=True, slots=True)
class DemoPurpose:
    """Where pictures may go. ``wording``: pairs of language and text."""

    key: str
    name: str
    audience: Audience
    legal_basis: LegalBasis
    wording: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """An occasion at which pictures were taken or will be, where they are to go, and who is there beside the groups.

    ``hours``: from and until which full hour it lasts, where it is not the whole day.
    """

    key: str
    name: str
    place: str
    day: date
    group_keys: tuple[str, ...]
    purpose_key: str | None = None
    photographer_key: str | None = None
    person_keys: tuple[str, ...] = ()
    hours: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DemoGuardianship:
    """Somebody who decides for a pupil; without authority a relative with no say."""

    guardian_key: str
    relation: str
    has_authority: bool


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person. ``look`` is None for who is in no picture: guardians, and somebody's second record."""

    key: str
    given_name: str
    name_prefix: str
    family_name: str
    role: PersonRole
    group_keys: tuple[str, ...] = ()
    birth_date: date | None = None
    email: str = ""
    language: str = ""
    organisation: str = ""
    pupil_number: str = ""
    protected_reason: str = ""
    guardians: tuple[DemoGuardianship, ...] = ()
    look: Look | None = None
    left_on: date | None = None

    @property
    def is_protected(self) -> bool:
        """Whether the person is never shown."""
        return bool(self.protected_reason)


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """One answer to one cell. ``purpose_key`` None: about making the recording. ``valid_until`` is inclusive."""

    person_key: str
    decider_key: str
    purpose_key: str | None
    kind: MediaKind
    answer: Answer
    decided_on: date
    method: AnswerMethod
    valid_until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DemoRequest:
    """Somebody was asked and has not answered."""

    person_key: str
    purpose_key: str
    kind: MediaKind
    asked_on: date


@dataclass(frozen=True, slots=True)
class DemoScene:
    """One picture.

    ``people``: in the order of the composition. ``unnamed``: those of them who are marked but not named yet.
    ``is_untouched``: nobody has looked at it. ``is_turned``: stored on its side, with EXIF orientation 6.
    ``place``: latitude and longitude that the invented camera wrote. ``expected``: verdicts on the demo day.
    """

    key: str
    file_name: str
    event_key: str
    composition: str
    captured_at: datetime
    people: tuple[str, ...] = ()
    unnamed: frozenset[str] = frozenset()
    is_untouched: bool = False
    nobody: NobodyReason | None = None
    is_turned: bool = False
    place: tuple[float, float] | None = None
    expected: tuple[tuple[str, Verdict], ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The people who are to be named in it."""
        return () if self.is_untouched else tuple(key for key in self.people if key not in self.unnamed)


@dataclass(frozen=True, slots=True)
class DemoPublication:
    """A picture that was published before."""

    scene_key: str
    purpose_key: str
    place: str
    published_on: date


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """The whole invented school, with all days relative to ``today``. ``actor``: who enters everything."""

    name: str
    country: str
    actor: str
    today: date
    groups: tuple[DemoGroup, ...]
    purposes: tuple[DemoPurpose, ...]
    events: tuple[DemoEvent, ...]
    people: tuple[DemoPerson, ...]
    answers: tuple[DemoAnswer, ...]
    requests: tuple[DemoRequest, ...]
    scenes: tuple[DemoScene, ...]
    publications: tuple[DemoPublication, ...]

    def looks(self) -> Mapping[str, Look]:
        """How each person who can be in a picture looks, by key."""
        return {person.key: person.look for person in self.people if person.look is not None}

    def scene(self, key: str) -> DemoScene:
        """The picture with this key; raises `BugError` for none, for keys are our own."""
        for scene in self.scenes:
            if scene.key == key:
                return scene
        raise BugError("no such picture in the invented school")
