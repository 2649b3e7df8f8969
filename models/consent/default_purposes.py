# SPDX-License-Identifier: GPL-3.0-or-later
"""The purposes that a new register offers, from ``resources/purposes.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from models.consent.purposes import PurposeInput
from models.resources import resource_path
from models.terms import Audience, LegalBasis

_SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class OfferedPurpose:
    """A purpose to tick when a school starts; ``is_usual`` ones are ticked beforehand."""

    made: PurposeInput
    is_usual: bool


def offered_purposes(language: str) -> tuple[OfferedPurpose, ...]:
    """All purposes on offer, named in ``language`` (English where there is no such name), with every wording."""
    with resource_path("purposes.toml").open("rb") as file:
        entries = tomllib.load(file)["purpose"]
    return tuple(
        OfferedPurpose(
            PurposeInput(
                key=entry["key"],
                name=entry["name"].get(language, entry["name"][_SOURCE_LANGUAGE]),
                audience=Audience(entry["audience"]),
                legal_basis=LegalBasis(entry["legal_basis"]),
                copy_max_pixels=entry.get("copy_max_pixels"),
                wording=tuple(entry["text"].items()),
                titles=tuple((code, name) for code, name in entry["name"].items() if code != language),
            ),
            entry["is_usual"],
        )
        for entry in entries
    )


def default_purposes(language: str) -> tuple[PurposeInput, ...]:
    """The purposes that most schools have."""
    return tuple(offered.made for offered in offered_purposes(language) if offered.is_usual)
