# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody enters about a person, checked at the border: table models check nothing when built directly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from models.errors import ErrorCode, KnownError
from models.roster.dates import check_birth_date
from models.roster.names import fold_text
from models.terms import PersonRole

TEXT_LIMITS: Mapping[str, int] = {
    "given_name": 120,
    "name_prefix": 40,
    "family_name": 120,
    "email": 254,
    "telephone": 40,
    "language": 12,
    "organisation": 160,
    "pupil_number": 256,
}
REASON_LENGTH = 500
RELATION_LENGTH = 40

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(frozen=True, slots=True)
class PersonInput:
    """A person as entered. ``roles``, ``group_ids`` and ``pupil_number`` None leave what is there as it is."""

    given_name: str
    name_prefix: str = ""
    family_name: str = ""
    birth_date: date | None = None
    email: str = ""
    telephone: str = ""
    language: str = ""
    organisation: str = ""
    pupil_number: str | None = None
    roles: tuple[PersonRole, ...] | None = None
    group_ids: tuple[int, ...] | None = None


def clean_text(text: str) -> str:
    """One line of text: control and invisible characters gone, spaces single, accents composed.

    The two joiners stay: they are part of how Persian and Indian names are spelled.
    """
    if not text.isprintable():
        text = "".join(_kept_letter(letter) for letter in text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _kept_letter(letter: str) -> str:
    if letter.isspace():
        return " "
    is_unwanted = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") and letter not in "\u200c\u200d"
    return "" if is_unwanted else letter


def check_text(text: str, field: str, limit: int) -> str:
    """The cleaned text; raises ``VALUE_NOT_ALLOWED`` (``field``, ``limit``) when it is too long."""
    cleaned = clean_text(text)
    if len(cleaned) > limit:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field=field, limit=limit)
    return cleaned


def check_person(entered: PersonInput, today: date) -> PersonInput:
    """The input cleaned.

    Raises ``NAME_MISSING`` without any name, ``VALUE_NOT_ALLOWED`` (``field``) for a text that is too long or an
    e-mail address without an at-sign, ``DATE_IMPOSSIBLE`` (``field``) for a birth date in the future or before 1900.
    """
    texts = {
        field: check_text(getattr(entered, field), field, limit)
        for field, limit in TEXT_LIMITS.items()
        if getattr(entered, field) is not None
    }
    if not fold_text(texts["given_name"] + texts["family_name"]):
        raise KnownError(ErrorCode.NAME_MISSING)
    if texts["email"] and _EMAIL.match(texts["email"]) is None:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="email")
    if entered.birth_date is not None and check_birth_date(entered.birth_date, today).problem is not None:
        raise KnownError(ErrorCode.DATE_IMPOSSIBLE, field="birth_date")
    checked = replace(
        entered,
        given_name=texts["given_name"],
        name_prefix=texts["name_prefix"],
        family_name=texts["family_name"],
        email=texts["email"],
        telephone=texts["telephone"],
        language=texts["language"],
        organisation=texts["organisation"],
    )
    return checked if entered.pupil_number is None else replace(checked, pupil_number=texts["pupil_number"])


def check_period(since: date | None, until: date | None) -> None:
    """Raise ``DATE_IMPOSSIBLE`` when a period ends before it begins."""
    if since is not None and until is not None and until < since:
        raise KnownError(ErrorCode.DATE_IMPOSSIBLE, field="until")
