# SPDX-License-Identifier: GPL-3.0-or-later
"""The choice of a language."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from models.errors import ErrorCode, KnownError
from ui.widgets.language_box import LanguageBox


@pytest.fixture
def box(qtbot: QtBot) -> LanguageBox:
    made = LanguageBox()
    qtbot.addWidget(made)
    return made


def test_no_language_is_the_first_choice(box: LanguageBox) -> None:
    assert box.code() == ""
    box.set_code("")
    assert (box.currentIndex(), box.code()) == (0, "")


@pytest.mark.parametrize("code", ["nl", "tr", "ar", "ku", "zh-Hant"])
def test_a_language_that_is_set_is_given_back(box: LanguageBox, code: str) -> None:
    box.set_code(code)
    assert box.code() == code


def test_a_name_or_a_tag_can_be_typed_and_nonsense_cannot(box: LanguageBox) -> None:
    box.setEditText("Türkçe (tr)")
    assert box.code() == "tr"
    box.setEditText("so")
    assert box.code() == "so"
    box.setEditText("what she speaks")
    with pytest.raises(KnownError) as caught:
        box.code()
    assert caught.value.code is ErrorCode.VALUE_NOT_ALLOWED
