# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a form are complete in every language and say what the law asks for."""

from __future__ import annotations

import pytest

from models.errors import ErrorCode, KnownError
from models.forms.wording import LANGUAGES, SPEAKERS, load_wording, placeholders_of, wording_languages

ALLOWED = {"school", "age", "contact", "authority", "sheet", "sheets"}


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
    dutch, english = load_wording("nl"), load_wording("en")
    same = {key for key in dutch.texts if dutch.texts[key] == english.texts[key]}
    assert same <= {("kind", "film")}


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_a_form_says_what_the_law_asks_for(speaker: str) -> None:
    """GDPR art. 7 and 13: who asks, free, withdrawal at any time, rights, supervisor; silence is no yes."""
    words = load_wording("en")
    assert "De Klaproos" in words.text(speaker, "who_asks", school="De Klaproos")
    assert "free to say no" in words.text(speaker, "free")
    assert "blank counts as no" in words.text(speaker, "free")
    assert "at any time" in words.text(speaker, "withdraw", age=16)
    assert "complain" in words.text("body", "rights", authority="X")
    assert "do not use" in words.text("body", "faces")
    assert "no consent" in words.text("table", "instruction")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KnownError) as caught:
        load_wording("xx")
    assert caught.value.code is ErrorCode.VALUE_NOT_ALLOWED


def test_languages_have_their_own_names() -> None:
    assert dict(wording_languages()) == {"nl": "Nederlands", "en": "English"}
