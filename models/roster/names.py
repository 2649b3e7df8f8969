# SPDX-License-Identifier: GPL-3.0-or-later
"""Names: how they are shown, sorted, searched, compared and taken apart.

A Dutch family name is sorted without its particle ("Berg, Anna van den"). A particle with a capital after the given
name belongs to the family name itself, as in Flanders ("Anna Van den Berg").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

SEARCH_TEXT_LENGTH = 300

_LETTERS = str.maketrans(
    {
        "ı": "i", "İ": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae",
        "œ": "oe", "Œ": "oe", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ħ": "h", "Ħ": "h",
    }
)  # fmt: skip
_PLAIN = re.compile(r"[^a-z0-9]+")


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTICLES = _word_set(
    """
    van von vom zu zum zur de den der des d do dos das da di du del della dello la le les lo los
    't 's 'n t ter ten te tot tho thoe in op aan bij onder over uit uijt voor auf am im
    v.d. vd v.d v. v/d vande vander vanden vd. d.
    el al ben bin bint ibn abu bel ould ait aït af av y e
    """
)
# A preposition or a letter alone says nothing by itself: "in" counts in "in 't", not in "Jan In Berg".
_WEAK_PARTICLES = _word_set("in op aan bij onder over uit uijt voor auf am im d do t e y v. d. af av tot lo ait aït")
_CAPITAL_IS_NAME = _word_set("ben do al ait aït abu bin lo la da e y d in am t")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name as it is kept: given name, particle (tussenvoegsel), family name. Parts may be empty."""

    given: str
    prefix: str = ""
    family: str = ""

    @property
    def display(self) -> str:
        """The whole name in reading order."""
        return display_name(self.given, self.prefix, self.family)


def fold_text(text: str) -> str:
    """Lower case, without accents, punctuation as single spaces; letters of other scripts stay. Idempotent."""
    folded = text.casefold()
    if folded.isascii():
        return _PLAIN.sub(" ", folded).strip()
    previous = ""
    while folded != previous:
        previous = folded
        folded = unicodedata.normalize("NFKD", folded.translate(_LETTERS)).casefold()
        folded = "".join(_fold_letter(letter) for letter in folded)
    return " ".join(folded.split())


def _fold_letter(letter: str) -> str:
    if letter.isalnum():
        return letter
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return ""
    return letter if category == "Mc" else " "


def search_text(given: str, prefix: str, family: str) -> str:
    """The folded whole name in reading order, at most 300 characters; what `matches` looks in."""
    return fold_text(display_name(given, prefix, family))[:SEARCH_TEXT_LENGTH].rstrip()


def sort_name(given: str, prefix: str, family: str) -> str:
    """A key that sorts as a Dutch list does: family name without particle, given name, particle.

    Two spaces part the pieces, so that "Berg" comes before "Berg Tak" whatever the given names are.
    """
    pieces = (fold_text(family), fold_text(given), fold_text(prefix))
    return "  ".join(piece for piece in pieces if piece)[:SEARCH_TEXT_LENGTH].rstrip()


def display_name(given: str, prefix: str, family: str) -> str:
    """The name in reading order: "Anna van den Berg"."""
    return " ".join(part for part in (given, prefix, family) if part)


def list_name(given: str, prefix: str, family: str) -> str:
    """The name as lists write it: "Berg, Anna van den"."""
    rest = " ".join(part for part in (given, prefix) if part)
    return ", ".join(part for part in (family, rest) if part)


def name_key(parts: NameParts) -> str:
    """What two spellings of one name have in common: accents, case and the way a particle is written do not matter.

    "Anna v.d. Berg", "Anna van den Berg" and family name "van den Berg" without a particle give the same key.
    """
    prefix, family = parts.prefix, parts.family
    if not prefix:
        prefix, family = split_family_name(family, any_case=True)
    initials = "".join(word[0] for word in fold_text(prefix).split())
    if fold_text(prefix) in ("vd", "vande", "vander", "vanden"):
        initials = "vd"
    return f"{fold_text(parts.given)}|{initials}|{fold_text(family)}"


def matches(query: str, text: str) -> bool:
    """Whether every word of ``query`` begins a word of ``text`` (made by `search_text`).

    Words written as one ("vandenberg", "obrien") are found as well. An empty query matches everything.
    """
    return matches_words(fold_text(query).split(), text)


def matches_words(words: list[str], text: str) -> bool:
    """As `matches`, for a query that is already folded and split: search-as-you-type folds once, not 2,000 times."""
    padded = f" {text}"
    return all(f" {word}" in padded or (len(word) > 1 and _begins_joined(word, text)) for word in words)


def _begins_joined(word: str, text: str) -> bool:
    if " " not in text or word not in text.replace(" ", ""):
        return False
    names = text.split(" ")
    return any("".join(names[start:]).startswith(word) for start in range(len(names)))


def split_family_name(family: str, *, any_case: bool = False) -> tuple[str, str]:
    """Take leading particles off a family name: "van den Berg" gives ("van den", "Berg").

    A particle with a capital stays (Flemish) unless ``any_case`` or the whole name is in capitals.
    """
    tokens = family.split()
    any_case = any_case or family.isupper()
    count = _count_particles(tokens, 0, any_case=any_case)
    count = min(count, len(tokens) - 1)
    return (" ".join(tokens[:count]), " ".join(tokens[count:])) if count > 0 else ("", " ".join(tokens))


def is_particle(text: str) -> bool:
    """Whether a text is nothing but particles ("van der", "in 't")."""
    tokens = text.split()
    return bool(tokens) and _count_particles(tokens, 0, any_case=True) == len(tokens)


def split_full_name(text: str) -> NameParts:
    """Take a whole name apart, keeping every part exactly as written.

    Understands "Dae van der Aartsen", "Aartsen, Dae van der", "van der Aartsen, Dae" and "Aartsen, van der, Dae".
    Without comma or particle the last word is the family name.
    """
    pieces = [" ".join(piece.split()) for piece in text.split(",")]
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        return NameParts("")
    if len(pieces) > 1:
        return _split_listed_name(pieces)
    tokens = pieces[0].split()
    if len(tokens) == 1:
        return NameParts(tokens[0])
    start = _family_start(tokens, in_capitals=pieces[0].isupper())
    prefix, family = split_family_name(" ".join(tokens[start:]), any_case=pieces[0].isupper())
    return NameParts(" ".join(tokens[:start]), prefix, family)


def _split_listed_name(pieces: list[str]) -> NameParts:
    prefix, family = split_family_name(pieces[0])
    given_pieces: list[str] = []
    for piece in pieces[1:]:
        tokens = piece.split()
        if not prefix and _count_particles(tokens, 0, any_case=False) == len(tokens) and not tokens[0][0].isupper():
            prefix = piece
        else:
            given_pieces.append(piece)
    given = " ".join(given_pieces)
    if not prefix:
        given, prefix = _split_trailing_particles(given)
    return NameParts(given, prefix, family)


def _split_trailing_particles(given: str) -> tuple[str, str]:
    tokens = given.split()
    for start in range(1, len(tokens)):
        if _count_particles(tokens, start, any_case=given.isupper()) == len(tokens) - start:
            return " ".join(tokens[:start]), " ".join(tokens[start:])
    return given, ""


def _family_start(tokens: list[str], *, in_capitals: bool) -> int:
    for index in range(1, len(tokens) - 1):
        if "-" in tokens[index] and tokens[index].rsplit("-", 1)[1].lower() in _PARTICLES | {""}:
            return index if tokens[index] != "-" else max(1, index - 1)
        if tokens[index + 1] == "-":
            return index
        if _count_particles(tokens, index, any_case=in_capitals) or _is_flemish(tokens[index]):
            return index
    return len(tokens) - 1


def _is_flemish(token: str) -> bool:
    """Whether a particle with a capital opens the family name; what is also a given name ("Ben") does not count."""
    word = _plain_apostrophe(token.lower())
    return token[:1].isupper() and word in _PARTICLES - _WEAK_PARTICLES - _CAPITAL_IS_NAME


def _count_particles(tokens: list[str], start: int, *, any_case: bool) -> int:
    """How many words from ``start`` are particles; prepositions alone ("in", "op") count only with another."""
    count = 0
    strong = False
    for token in tokens[start:]:
        word = _plain_apostrophe(token if not any_case else token.lower())
        if word not in _PARTICLES:
            break
        strong = strong or word not in _WEAK_PARTICLES
        count += 1
    return count if strong else 0


def _plain_apostrophe(word: str) -> str:
    return (
        word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        .replace("\N{LEFT SINGLE QUOTATION MARK}", "'")
        .replace("`", "'")
    )
