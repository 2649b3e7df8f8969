# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a form, in the language of whoever answers: ``resources/wording/<language>.toml``.

The language of a form is not that of the program's window, so these texts do not pass through its translations.
GDPR art. 7 and 13 say what must be there: who asks, for what, who sees it, that a no has no drawback, how to take a
yes back, which rights there are and who supervises.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Formatter

from models.errors import BugError, ErrorCode, KnownError
from models.policy import COUNTRIES
from models.resources import resource_path

_FOLDER = resource_path("wording")
_FIRST = ("nl", "en")
LANGUAGES = (*_FIRST, *sorted({path.stem for path in _FOLDER.glob("*.toml")} - set(_FIRST)))
"""A language for each file in the folder of wordings: another language is one more file."""
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ku-arab", "ps", "ur"})
SPEAKERS = ("guardian", "self")
"""To whom a form speaks: a pupil's guardians, or the person themself."""

_SECTIONS: Mapping[str, frozenset[str]] = {
    "guardian": frozenset({"title", "who_asks", "free", "withdraw", "caption", "caption_all"}),
    "self": frozenset({"title", "who_asks", "free", "withdraw", "caption", "caption_all"}),
    "heading": frozenset({"who_asks", "where", "free", "how_long", "withdraw", "names", "faces", "rights"}),
    "body": frozenset({"where", "names_hidden", "names_shown", "faces", "rights", "rights_contact", "officer"}),
    "how_long": frozenset({"unlimited", "reminded", "school_year", "months"}),
    "table": frozenset({"instruction", "row", "yes", "no", "recording", "recording_note"}),
    "kind": frozenset({"photo", "film", "sound"}),
    "audience": frozenset({"closed", "public", "print"}),
    "authority": frozenset(COUNTRIES),
    "online": frozenset({"title", "scan", "same", "code", "help"}),
    "remind_guardian": frozenset({"title", "greeting", "intro"}),
    "remind_self": frozenset({"title", "greeting", "intro"}),
    "remind": frozenset({"ask", "ask_before", "free", "done", "end"}),
    "day": frozenset({"date", "months"}),
    "receipt": frozenset(
        {
            "title",
            "greeting",
            "greeting_unnamed",
            "intro_guardian",
            "intro_self",
            "by",
            "by_unnamed",
            "form",
            "online",
            "telephone",
            "in_person",
            "email",
            "import",
            "place",
            "yes",
            "no",
            "open",
            "until",
            "blank",
            "other_no",
            "wrong",
            "rights",
            "contact",
            "page",
        }
    ),
    "sheet": frozenset({"for_whom", "name", "date", "signature", "version", "footer", "footer_many"}),
}
_BESIDE = frozenset({"receipt", "online", "remind_guardian", "remind_self", "remind", "day"})
"""Sections of what goes with a form; the version of the wording is about the form alone."""


@dataclass(frozen=True, slots=True)
class Wording:
    """All texts of one language, by section and name. ``version`` changes whenever a word of the form does."""

    language: str
    name: str
    texts: Mapping[tuple[str, str], str]
    version: str

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left: the table is then mirrored."""
        return self.language in RIGHT_TO_LEFT

    def text(self, section: str, name: str, /, **values: str | int) -> str:
        """One text with its placeholders filled in."""
        return self.texts[section, name].format_map(values)

    def day(self, day: date) -> str:
        """A date in words, such as "3 maart 2027"."""
        month = self.texts["day", "months"].split(", ")[day.month - 1]
        return self.text("day", "date", day=day.day, month=month, year=day.year)


def wording_languages() -> tuple[tuple[str, str], ...]:
    """Code and own name of each language that forms can be printed in."""
    return tuple((code, load_wording(code).name) for code in LANGUAGES)


@cache
def load_wording(language: str) -> Wording:
    """The texts of a language.

    Raises ``KnownError(VALUE_NOT_ALLOWED, field="language")`` for a language there is none of.
    """
    if language not in LANGUAGES:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="language")
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        data = tomllib.load(file)
    texts: dict[tuple[str, str], str] = {}
    for section, names in _SECTIONS.items():
        found = data.get(section, {})
        if set(found) != names:
            raise BugError("a form's wording is not complete")
        texts.update({(section, name): " ".join(text.split()) for name, text in found.items()})
    words = "\n".join(
        f"{section}.{name}={text}" for (section, name), text in sorted(texts.items()) if section not in _BESIDE
    )
    return Wording(language, data["name"], texts, hashlib.sha256(words.encode()).hexdigest()[:6])


def placeholders_of(text: str) -> frozenset[str]:
    """The names between braces in a text."""
    return frozenset(name for _text, name, _format, _conversion in Formatter().parse(text) if name)
