# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of letters about answers, in the language of whoever gets one: ``resources/wording/letters``.

Kinds, audiences and the supervisory authority are those of the forms (`forms.wording`), so that both say the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from models.errors import BugError
from models.forms.wording import Wording, load_wording
from models.resources import resource_path

_FOLDER = resource_path("wording", "letters")
LETTER_LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
"""A language for each file in the folder: another language is one more file (the forms need one too)."""
FALLBACK = "en"

_READER = frozenset({"self", "guardian"})
_REMINDER = frozenset({"title", "intro", "so_far", "change", "change_text"})
_ENDING = _REMINDER | {"after"}
_SECTIONS: Mapping[str, frozenset[str]] = {
    "to": _READER,
    "greeting": _READER,
    "now_decides": _REMINDER | {"keep", "lapse", "how", "how_text"},
    "reminder_self": _REMINDER,
    "reminder_guardian": _REMINDER,
    "ending_self": _ENDING,
    "ending_guardian": _ENDING,
    "table": frozenset({"place", "yes", "no", "open", "recording", "nothing"}),
    "closing": frozenset(
        {
            "rights",
            "rights_text",
            "rights_text_young",
            "officer",
            "complaint",
            "contact",
            "contact_young",
            "end",
            "page",
            "rights_young",
            "complaint_young",
        },
    ),
}


@dataclass(frozen=True, slots=True)
class LetterWording:
    """All texts of one language, by section and name, with how it writes a date."""

    language: str
    texts: Mapping[tuple[str, str], str]
    months: tuple[str, ...]
    date_order: str
    form: Wording

    def text(self, section: str, name: str, /, **values: str | int) -> str:
        """One text with its placeholders filled in; what an empty value leaves is closed up."""
        return " ".join(self.texts[section, name].format_map(values).split())

    def day(self, day: date) -> str:
        """A date in words, such as "3 maart 2027"."""
        return self.date_order.format(day=day.day, month=self.months[day.month - 1], year=day.year)


def letter_language(wanted: str, usual: str) -> str:
    """The language a letter is written in: the one wanted where there are words for it, else English.

    ``wanted`` is what is on record for a person (a BCP 47 tag such as ``tr`` or ``nl-BE``), ``usual`` is used where
    nothing is.
    """
    code = (wanted or usual).replace("_", "-").split("-", 1)[0].lower()
    return code if code in LETTER_LANGUAGES else FALLBACK


@cache
def load_letter_wording(language: str) -> LetterWording:
    """The texts of one of `LETTER_LANGUAGES`."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        data = tomllib.load(file)
    texts: dict[tuple[str, str], str] = {}
    for section, names in _SECTIONS.items():
        found = data.get(section, {})
        if set(found) != names:
            raise BugError("a letter's wording is not complete")
        texts.update({(section, name): text for name, text in found.items()})
    months = tuple(data["months"])
    if len(months) != 12:
        raise BugError("a letter's wording has no year of months")
    return LetterWording(language, texts, months, data["date"], load_wording(language))
