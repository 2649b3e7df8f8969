# SPDX-License-Identifier: GPL-3.0-or-later
"""What a school sets once: who it is, and its consent policy. Kept in the register, so every computer agrees."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from models import policy as policies
from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy
from models.store import Store, UnitOfWork
from models.tables import Setting
from models.terms import ChangeKind

_SCHOOL = "school"
_POLICY = "policy"
_SAMPLE = "is_sample"
_MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class School:
    """Who asks for consent (GDPR: the controller). ``school_year`` is written "2026-2027".

    ``names_with_pictures``: whether a first name may stand beside a picture; what forms say about it.
    """

    name: str
    country: str = "nl"
    school_year: str = ""
    contact: str = ""
    privacy_officer: str = ""
    names_with_pictures: bool = False


class SettingsService:
    """Reads and changes the settings of the register."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._policy: ConsentPolicy | None = None

    def school(self) -> School | None:
        """The school; None in a register that nobody has set up."""
        value = self._read(_SCHOOL)
        return None if value is None else School(**json.loads(value))

    def is_sample(self) -> bool:
        """Whether the register holds the invented school."""
        return self._read(_SAMPLE) is not None

    def policy(self) -> ConsentPolicy:
        """The consent policy; the Dutch profile where none was chosen."""
        if self._policy is None:
            value = self._read(_POLICY)
            self._policy = policies.load_policy("nl") if value is None else ConsentPolicy.from_json(value)
        return self._policy

    def change_school(self, school: School, *, is_sample: bool = False) -> Change[School]:
        """Store who the school is. Raises ``NAME_MISSING`` or ``VALUE_NOT_ALLOWED``."""
        if not school.name.strip():
            raise KnownError(ErrorCode.NAME_MISSING)
        for text in (school.name, school.contact, school.privacy_officer):
            if len(text) > _MAX_LENGTH:
                raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, value=len(text))
        before = self.school()
        with self._store.write("settings.school") as unit:
            self._write(unit, _SCHOOL, json.dumps(asdict(school)))
            if is_sample:
                self._write(unit, _SAMPLE, "true")
            unit.touch_all(ChangeKind.SETTING)
        undo = None if before is None else lambda: self.change_school(before)
        return Change(school, unit.changes, undo)

    def change_policy(self, policy: ConsentPolicy) -> Change[ConsentPolicy]:
        """Store the consent policy; where it weighs answers another way, every status is compiled again with it."""
        before = self.policy()
        try:
            with self._store.write("settings.policy") as unit:
                self._write(unit, _POLICY, policy.to_json())
                self._policy = policy
                unit.touch_all(ChangeKind.SETTING)
                if policies.weighs_differently(before, policy):
                    unit.touch_all(ChangeKind.ANSWER)
        except BaseException:
            self._policy = before
            raise
        return Change(policy, unit.changes, lambda: self.change_policy(before))

    def value(self, key: str) -> str | None:
        """A setting of another service, such as the last day on which take-downs were looked at."""
        return self._read(key)

    def put_value(self, unit: UnitOfWork, key: str, value: str) -> None:
        """Write such a setting inside a transaction."""
        self._write(unit, key, value)

    def _read(self, key: str) -> str | None:
        with self._store.read() as session:
            row = session.get(Setting, key)
            return None if row is None else row.value

    def _write(self, unit: UnitOfWork, key: str, value: str) -> None:
        row = unit.session.get(Setting, key)
        if row is None:
            unit.session.add(Setting(key=key, value=value))
        else:
            row.value = value
