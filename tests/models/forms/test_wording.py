# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a form are complete in every language and say what the law asks for."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import combinations

import pytest

from models.consent.default_purposes import offered_purposes
from models.errors import ErrorCode, KnownError
from models.forms.wording import LANGUAGES, SPEAKERS, load_wording, placeholders_of, wording_languages

ALLOWED = {"school", "age", "contact", "authority", "officer", "months", "sheet", "sheets", "template", "version"}
ALLOWED |= {"name", "date", "day", "month", "year", "signer", "page", "count"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there(language: str) -> None:
    wording = load_wording(language)
    reference = load_wording("nl")
    assert wording.texts.keys() == reference.texts.keys()
    for key, text in wording.texts.items():
        assert text.strip(), key
        assert placeholders_of(text) <= ALLOWED, key
        assert placeholders_of(text) == placeholders_of(reference.texts[key]), key


def test_languages_differ_in_their_words() -> None:
    for one, other in combinations(LANGUAGES, 2):
        first, second = load_wording(one), load_wording(other)
        same = {key for key in first.texts if first.texts[key] == second.texts[key]}
        assert same <= {("kind", "film"), ("authority", "uk"), ("day", "date")}, (one, other)


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_a_form_says_what_the_law_asks_for(speaker: str) -> None:
    """GDPR art. 7 and 13: who asks, free, withdrawal at any time, rights, supervisor; silence is no yes."""
    words = load_wording("en")
    assert "De Klaproos" in words.text(speaker, "who_asks", school="De Klaproos")
    assert "free to say no" in words.text(speaker, "free")
    assert "blank counts as no" in words.text(speaker, "free")
    assert "at any time" in words.text(speaker, "withdraw", age=16)
    assert "complain" in words.text("body", "rights", authority="X")
    assert "no consent" in words.text("table", "instruction")
    assert "recognises nobody" in words.text("body", "faces")
    assert "until you change it" in words.text("how_long", "unlimited")
    assert "no names" in words.text("body", "names_hidden")


def test_a_child_is_heard() -> None:
    """The child's own view counts (Convention on the Rights of the Child art. 12; UAVG art. 5 for withdrawal)."""
    assert "if your child says no, that counts" in load_wording("en").text("guardian", "who_asks", school="X")


def test_every_language_names_its_version() -> None:
    versions = [load_wording(language).version for language in LANGUAGES]
    assert len(set(versions)) == len(LANGUAGES)
    assert all(len(version) == 6 for version in versions)


def test_texts_are_in_the_script_of_their_language() -> None:
    for language, script in (("ar", "ARABIC"), ("uk", "CYRILLIC")):
        for key, text in load_wording(language).texts.items():
            free = (("authority", "uk"), ("day", "date"))  # names, and nothing but places to fill in
            letters = [letter for letter in text if letter.isalpha() and key not in free]
            ours = sum(unicodedata.name(letter).startswith(script) for letter in letters)
            assert ours >= len(letters) * 0.3, key
    assert load_wording("ar").is_right_to_left
    assert not load_wording("uk").is_right_to_left


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_purposes_on_offer_have_words_in_every_language(language: str) -> None:
    for offered in offered_purposes(language):
        assert dict(offered.made.wording)[language]
        assert language in dict(offered.made.titles) or offered.made.name


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KnownError) as caught:
        load_wording("xx")
    assert caught.value.code is ErrorCode.VALUE_NOT_ALLOWED


def test_languages_have_their_own_names() -> None:
    names = dict(wording_languages())
    assert list(names)[:2] == ["nl", "en"]
    assert names == {
        "nl": "Nederlands",
        "en": "English",
        "ar": "العربية",
        "pl": "Polski",
        "tr": "Türkçe",
        "uk": "Українська",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_writes_a_date_in_words(language: str) -> None:
    words = load_wording(language)
    written = {words.day(date(2026, month, 9)) for month in range(1, 13)}
    assert len(written) == 12
    assert all("9" in one and "2026" in one for one in written)
    assert load_wording("nl").day(date(2027, 3, 3)) == "3 maart 2027"


CHILD = {"nl": "kind", "en": "child", "ar": "طفل", "pl": "dziec", "tr": "çocu", "uk": "дитин"}
"""The word for a child, as far as its forms have letters in common."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_decides_alone_is_never_spoken_to_about_a_child(language: str) -> None:
    words = load_wording(language)
    to_all = ("heading", "body", "how_long", "table", "kind", "audience", "sheet")
    own = [text for (section, _name), text in words.texts.items() if section in ("self", *to_all)]
    assert not [text for text in own if CHILD[language] in text.casefold()]
    assert any(
        CHILD[language] in text.casefold() for (section, _), text in words.texts.items() if section == "guardian"
    )
