# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user reads, in the language of the user. No Qt: the command line and printing speak through it too.

English is the source. Other languages are gettext catalogues in ``resources/i18n/<code>/LC_MESSAGES``; a text that
is missing there, or a whole catalogue, shows in English. The language can change while the program runs, so call
`_` when a text is shown, never at import.
"""

from __future__ import annotations

import gettext as _gettext
import locale
import os
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from models.resources import resource_path

SOURCE_LANGUAGE = "en"
PSEUDO_LANGUAGE = "zz"
"""A language for tests: every text 40 % longer and between brackets, so that a layout that is too tight shows."""

_DOMAIN = "beeldakkoord"
_LANGUAGES = (("en", "English"), ("nl", "Nederlands"))
_PLACEHOLDER = re.compile(r"(\{[^{}]*\})")
_ACCENTS = str.maketrans("aeiouAEIOU", "àéîöûÀÉÎÖÛ")
_WINDOWS_NAMES = {"dutch": "nl", "english": "en"}

_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
}
_WHOLE_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ),
}  # fmt: skip
_THOUSANDS = {"en": ",", "nl": "."}
_DECIMAL = {"en": ".", "nl": ","}


class _PseudoTranslations(_gettext.NullTranslations):
    """Stretches each text; placeholders stay as they are."""

    def gettext(self, message: str) -> str:
        return stretch_text(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return stretch_text(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - the signature of gettext
        return stretch_text(message)


class _Catalogue:
    """The language in use and its texts."""

    def __init__(self) -> None:
        self.language = SOURCE_LANGUAGE
        self.texts: _gettext.NullTranslations = _gettext.NullTranslations()


_current = _Catalogue()


def _(message: str) -> str:
    """The text in the current language."""
    return _current.texts.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The text for a count; ``.format(count=count)`` is left to the caller."""
    return _current.texts.ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """The text of a word that means different things; ``context`` says which."""
    return _current.texts.pgettext(context, message)


def set_language(code: str) -> str:
    """Use a language from now on and give back its code; English when it is not one of ours."""
    if code == PSEUDO_LANGUAGE:
        _current.language, _current.texts = code, _PseudoTranslations()
        return code
    language = match_language((code,)) or SOURCE_LANGUAGE
    folder = resource_path("i18n")
    _current.texts = _gettext.translation(_DOMAIN, folder, languages=[language], fallback=True)
    _current.language = language
    return language


def current_language() -> str:
    """Code of the language in use, such as ``"nl"``."""
    return _current.language


def available_languages() -> tuple[tuple[str, str], ...]:
    """Code and own name of every language a user can choose."""
    return _LANGUAGES


def match_language(codes: Iterable[str]) -> str | None:
    """The first of ours among codes such as ``"nl-NL"``, ``"nl_BE.UTF-8"`` or ``"Dutch_Netherlands"``; else None."""
    ours = {code for code, _name in _LANGUAGES}
    for code in codes:
        word = re.split(r"[-_.@]", code.strip(), maxsplit=1)[0].lower()
        word = _WINDOWS_NAMES.get(word, word)
        if word in ours:
            return word
    return None


def system_language() -> str:
    """The language of this computer if it is one of ours, else English.

    POSIX says it in the environment (LANGUAGE, LC_ALL, LC_MESSAGES, LANG, in that order); Windows in the locale.
    """
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return match_language(value.split(":")) or SOURCE_LANGUAGE
    try:
        name = locale.getlocale()[0]
    except ValueError:  # a locale name that Python cannot read, seen on macOS ("UTF-8")
        name = None
    return match_language((name or "",)) or SOURCE_LANGUAGE


def stretch_text(text: str) -> str:
    """The text in the pseudo-language: accents, 40 % more letters, brackets around it."""
    if not text:
        return ""
    parts = _PLACEHOLDER.split(text)
    accented = "".join(part if _PLACEHOLDER.fullmatch(part) else part.translate(_ACCENTS) for part in parts)
    extra = max(1, round(len(text) * 0.4))
    padding = " ".join("~" * min(6, extra - done) for done in range(0, extra, 6))
    return f"[{accented} {padding}]"


def format_date(day: date) -> str:
    """A day such as "3 Sept 2026" or "3 sep 2026"."""
    months = _MONTHS.get(_current.language, _MONTHS[SOURCE_LANGUAGE])
    return f"{day.day} {months[day.month - 1]} {day.year}"


def format_month(month: int, year: int | None = None) -> str:
    """A month such as "September 2026" or "september 2026"; without a year its name alone."""
    name = _WHOLE_MONTHS.get(_current.language, _WHOLE_MONTHS[SOURCE_LANGUAGE])[month - 1]
    return name if year is None else f"{name} {year}"


def format_moment(moment: datetime) -> str:
    """A local day and time such as "3 Sept 2026 14:05". An aware time is turned into local time first."""
    local = moment.astimezone() if moment.tzinfo is not None else moment
    return f"{format_date(local.date())} {local:%H:%M}"


def format_number(number: int) -> str:
    """A whole number with its thousands apart: "12,400" or "12.400"."""
    return f"{number:,}".replace(",", _THOUSANDS.get(_current.language, ","))


def format_size(size: int) -> str:
    """A size in bytes as a user knows it, in decimal units: "820 kB", "1.4 MB", "2.0 GB"."""
    if size < 1000:
        return ngettext("{count} byte", "{count} bytes", size).format(count=size)
    value, unit = size / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if value < 999.5:
            break
        value, unit = value / 1000, larger
    number = f"{value:.0f}" if unit == "kB" else f"{value:.1f}"
    return f"{number} {unit}".replace(".", _DECIMAL.get(_current.language, "."))


def join_words(words: Sequence[str], *, limit: int = 0) -> str:
    """Words as a sentence names them: "a", "a and b", "a, b and c"; beyond ``limit`` (0 = none): "a, b and 3 more"."""
    if limit and len(words) > limit:
        rest = len(words) - limit
        shown = ", ".join(words[:limit])
        return ngettext("{words} and {count} more", "{words} and {count} more", rest).format(words=shown, count=rest)
    if len(words) < 2:
        return "".join(words)
    return _("{first} and {last}").format(first=", ".join(words[:-1]), last=words[-1])
