# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding somebody in what others wrote: a name, an e-mail address, a telephone or pupil number in running text.

Accents, case and the way a particle is written do not hide a name. A whole name is found however it is written; a
given or a family name alone only as a word with a capital, and not where somebody who stays on record is called so
too: "Bakker" on its own may be the other one, or a baker. What a file on disk is called counts as text as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from models.roster.names import fold_text

GAP = "…"
"""What stands in place of what was taken out."""

_SHORTEST_NAME = 2
_SHORTEST_NUMBER = 5
_SHORTEST_PHONE = 6
_LONGEST_COUNTRY_CODE = 4
_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"\+?\(?\d[\d\s().+-]{4,}\d")


@dataclass(frozen=True, slots=True)
class Called:
    """How one person is known: the parts of the name, and everything else that points at them alone."""

    given: str
    prefix: str = ""
    family: str = ""
    email: str = ""
    telephone: str = ""
    numbers: tuple[str, ...] = ()


class NameTraces:
    """Finds some people in texts and takes them out. Costs the same for one person as for a thousand."""

    def __init__(self, people: Iterable[Called], names_that_stay: Collection[str] = ()) -> None:
        """``names_that_stay``: given and family names (as stored) of everybody else on record."""
        staying = {fold_text(name) for name in names_that_stay}
        staying |= {word for name in staying for word in name.split()}
        anyhow: set[str] = set()
        with_capital: set[str] = set()
        self._phones: set[str] = set()
        for one in people:
            anyhow |= _whole_names(one) | _marks(one)
            with_capital |= {name for name in _single_names(one) if name not in staying}
            self._phones |= _phone_cores(one.telephone)
        self._phone_lengths = {len(core) for core in self._phones}
        self._by_first: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
        for names, needs_capital in ((anyhow, False), (with_capital - anyhow, True)):
            for name in names:
                words = tuple(name.split())
                self._by_first.setdefault(words[0], []).append((words, needs_capital))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def are_in(self, text: str) -> bool:
        """Whether any of them is in the text."""
        return bool(text) and bool(self._spans(text))

    def without(self, text: str) -> str:
        """The text with "…" in the place of each of them."""
        pieces: list[str] = []
        end = 0
        for start, stop in self._spans(text):
            pieces += [text[end:start], GAP]
            end = stop
        return "".join((*pieces, text[end:]))

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """The places in the text, in order, none within another."""
        found = self._name_spans(text) + self._phone_spans(text)
        joined: list[tuple[int, int]] = []
        for start, stop in sorted(found):
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
            else:
                joined.append((start, stop))
        return joined

    def _name_spans(self, text: str) -> list[tuple[int, int]]:
        folded, places = _folded(text)
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded)]
        spans = []
        for position, (word, begin, _stop) in enumerate(words):
            for name, needs_capital in self._by_first.get(word, ()):
                last = position + len(name) - 1
                if last >= len(words) or any(words[position + n][0] != part for n, part in enumerate(name)):
                    continue
                start, stop = places[begin], _end_in(text, places[words[last][2] - 1])
                if not needs_capital or _is_written_as_name(text[start:stop]):
                    spans.append((start, stop))
                    break
        return spans

    def _phone_spans(self, text: str) -> list[tuple[int, int]]:
        if not self._phones:
            return []
        spans = []
        for run in _PHONE.finditer(text):
            places = [place for place in range(*run.span()) if text[place].isdecimal()]
            digits = "".join(text[place] for place in places)
            for length in self._phone_lengths:
                for first in range(len(digits) - length + 1):
                    if digits[first : first + length] in self._phones:
                        start = run.start() if first <= _LONGEST_COUNTRY_CODE else places[first]
                        spans.append((start, places[first + length - 1] + 1))
        return spans


def _whole_names(one: Called) -> set[str]:
    """A name in the orders in which people write it; only where there are two parts to tell."""
    given, prefix, family = fold_text(one.given), fold_text(one.prefix), fold_text(one.family)
    if not given or not family:
        return set()
    names = {f"{given} {family}", f"{family} {given}"}
    first = given.split()[0]
    names |= {f"{first} {family}", f"{family} {first}"}
    if prefix:
        initials = "".join(word[0] for word in prefix.split())
        for particle in {prefix, initials, " ".join(initials)}:
            names |= {f"{given} {particle} {family}", f"{first} {particle} {family}", f"{particle} {family} {given}"}
            names |= {f"{family} {given} {particle}", f"{family} {first} {particle}", f"{family} {particle} {given}"}
    return names


def _single_names(one: Called) -> set[str]:
    given, family = fold_text(one.given), fold_text(one.family)
    names = {given, family, *given.split()}
    return {name for name in names if len(name) >= _SHORTEST_NAME}


def _marks(one: Called) -> set[str]:
    """What is no name and points at this person alone: the e-mail address, and numbers that are long enough."""
    numbers = {number for number in one.numbers if len(number) >= _SHORTEST_NUMBER}
    return {folded for mark in (one.email, *numbers) if (folded := fold_text(mark))}


def _phone_cores(telephone: str) -> set[str]:
    """The digits that every way of writing a telephone number has in common."""
    digits = re.sub(r"\D", "", telephone)
    core = re.sub(r"^0*(?:31|32|49|44)?0*", "", digits)
    return {core} if len(core) >= _SHORTEST_PHONE else set()


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without accents and case, and for each of its letters where it comes from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
            continue
        for one in fold_text(letter) or letter:
            letters.append(one)
            places.append(place)
    return "".join(letters), places


def _end_in(text: str, place: int) -> int:
    """Where the letter at ``place`` ends: what hangs on it (an accent written apart) belongs to it."""
    end = place + 1
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Me"):
        end += 1
    return end


def _is_written_as_name(text: str) -> bool:
    """Whether the text looks like a name: with a capital, or in a script that has none, or with an accent."""
    first = text[:1]
    return not text.isascii() or first.isupper() or not first.isalpha()
