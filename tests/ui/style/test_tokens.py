# SPDX-License-Identifier: GPL-3.0-or-later
"""The colours can be told apart by everybody who can read at all (WCAG 2.2, level AA)."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from models.terms import Verdict
from ui.style.tokens import DARK, LIGHT, VERDICT_ROLES, Tokens, contrast_ratio

THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
ROLES = tuple(VERDICT_ROLES.values())


def test_contrast_of_black_and_white() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1)
    assert contrast_ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@THEMES
def test_every_colour_is_written_the_same_way(tokens: Tokens) -> None:
    for field in fields(tokens):
        if field.name != "is_dark":
            assert re.fullmatch(r"#[0-9a-f]{6}", getattr(tokens, field.name)), field.name


@THEMES
@pytest.mark.parametrize("ground", ["background", "surface", "raised", "hover", "accent_soft"])
@pytest.mark.parametrize("text", ["text", "muted"])
def test_text_is_readable(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast_ratio(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("role", ["accent", *ROLES])
def test_colours_with_a_meaning_are_readable(tokens: Tokens, role: str) -> None:
    for ground in ("background", "surface", "raised", "hover", f"{role}_soft"):
        assert contrast_ratio(getattr(tokens, role), getattr(tokens, ground)) >= 4.5, ground


@THEMES
@pytest.mark.parametrize("ground", ["accent", "accent_hover", "accent_pressed"])
def test_text_on_the_accent_is_readable(tokens: Tokens, ground: str) -> None:
    assert contrast_ratio(tokens.on_accent, getattr(tokens, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", ["background", "surface"])
@pytest.mark.parametrize("mark", ["control_border", "focus", "accent"])
def test_controls_and_focus_can_be_seen(tokens: Tokens, mark: str, ground: str) -> None:
    assert contrast_ratio(getattr(tokens, mark), getattr(tokens, ground)) >= 3


@THEMES
def test_each_verdict_has_a_colour_of_its_own(tokens: Tokens) -> None:
    assert set(VERDICT_ROLES) == set(Verdict)
    assert len({getattr(tokens, role) for role in ROLES}) == len(Verdict)
