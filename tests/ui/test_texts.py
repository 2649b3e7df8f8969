# SPDX-License-Identifier: GPL-3.0-or-later
"""Languages: choosing one, falling back, dates, numbers, and the stretched language for tests of layouts."""

from __future__ import annotations

import locale
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import texts
from ui.texts import _, ngettext, pgettext

ROOT = Path(__file__).resolve().parents[2]


def test_english_is_the_source() -> None:
    assert texts.set_language("en") == "en"
    assert _("Export") == "Export"
    assert ngettext("{count} photo", "{count} photos", 1).format(count=1) == "1 photo"
    assert ngettext("{count} photo", "{count} photos", 0).format(count=0) == "0 photos"
    assert pgettext("button", "Check") == "Check"


def test_nothing_stays_nothing_in_every_language() -> None:
    for code in ("en", "nl", "zz"):
        texts.set_language(code)
        assert _("") == ""


def test_a_text_without_translation_shows_in_english() -> None:
    assert texts.set_language("nl") == "nl"
    assert _("A text that nobody ever translated") == "A text that nobody ever translated"


def test_a_missing_catalogue_is_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(texts, "resource_path", tmp_path.joinpath)
    assert texts.set_language("nl") == "nl"
    assert _("Export") == "Export"
    assert texts.current_language() == "nl"


@pytest.mark.parametrize("code", ["", "fr", "xx-YY", "C"])
def test_a_language_that_is_not_ours_becomes_english(code: str) -> None:
    assert texts.set_language(code) == "en"


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("nl", "nl"),
        ("nl-NL", "nl"),
        ("nl_BE.UTF-8", "nl"),
        ("NL", "nl"),
        ("Dutch_Netherlands", "nl"),
        ("en_GB", "en"),
        ("English_United States", "en"),
        ("fy-NL", None),
    ],
)
def test_codes_of_systems_are_understood(code: str, ours: str | None) -> None:
    assert texts.match_language([code]) == ours


def test_the_first_language_of_ours_is_taken() -> None:
    assert texts.match_language(["fy-NL", "nl-NL", "en"]) == "nl"


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    return monkeypatch


def test_the_environment_says_the_language(bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.setenv("LANG", "nl_NL.UTF-8")
    assert texts.system_language() == "nl"
    bare_environment.setenv("LC_ALL", "C")
    assert texts.system_language() == "en"
    bare_environment.setenv("LANGUAGE", "fy:nl")
    assert texts.system_language() == "nl"


def test_without_environment_the_locale_says_it(bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.setattr(locale, "getlocale", lambda: ("Dutch_Netherlands", "1252"))
    assert texts.system_language() == "nl"
    bare_environment.setattr(locale, "getlocale", lambda: (None, None))
    assert texts.system_language() == "en"


def unreadable_locale() -> tuple[str, str]:
    raise ValueError


def test_a_locale_that_python_cannot_read_is_english(bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.setattr(locale, "getlocale", unreadable_locale)
    assert texts.system_language() == "en"


def test_dates_in_both_languages() -> None:
    day = date(2026, 9, 3)
    assert texts.format_date(day) == "3 Sept 2026"
    texts.set_language("nl")
    assert texts.format_date(day) == "3 sep 2026"
    assert texts.format_date(date(2027, 3, 31)) == "31 mrt 2027"


def test_a_moment_has_a_day_and_a_time() -> None:
    naive = datetime(2026, 9, 3, 14, 5)  # noqa: DTZ001 - the time of a camera has no zone
    assert texts.format_moment(naive) == "3 Sept 2026 14:05"
    aware = datetime(2026, 9, 3, 12, 0, tzinfo=UTC)
    assert texts.format_moment(aware) == texts.format_moment(aware.astimezone().replace(tzinfo=None))


def test_numbers_and_sizes_in_both_languages() -> None:
    assert texts.format_number(1_234_567) == "1,234,567"
    assert texts.format_size(1) == "1 byte"
    assert texts.format_size(999) == "999 bytes"
    assert texts.format_size(820_400) == "820 kB"
    assert texts.format_size(999_999) == "1.0 MB"
    assert texts.format_size(1_440_000) == "1.4 MB"
    texts.set_language("nl")
    assert texts.format_number(12_400) == "12.400"
    assert texts.format_size(2_000_000_000) == "2,0 GB"


def test_words_as_a_sentence_names_them() -> None:
    assert texts.join_words([]) == ""
    assert texts.join_words(["a"]) == "a"
    assert texts.join_words(["a", "b", "c"]) == "a, b and c"
    assert texts.join_words(["a", "b", "c", "d"], limit=2) == "a, b and 2 more"
    assert texts.join_words(["a", "b"], limit=2) == "a and b"


def test_the_stretched_language_keeps_placeholders() -> None:
    texts.set_language("zz")
    stretched = _("{count} of {total} ready")
    assert stretched.format(count=3, total=7).count("3") == 1
    assert stretched.startswith("[")
    assert stretched.endswith("]")
    assert ngettext("{count} photo", "{count} photos", 2).format(count=2) != "2 photos"
    assert pgettext("button", "Check") != "Check"


@given(st.text(st.characters(exclude_characters="{}"), min_size=1, max_size=80))
def test_stretching_makes_every_text_longer(text: str) -> None:
    assert len(texts.stretch_text(text)) >= len(text) * 1.4


def test_texts_and_labels_need_no_qt() -> None:
    code = (
        "import sys, ui.texts, ui.style.labels, ui.style.tokens;"
        "sys.exit(any(name.startswith(('PySide6', 'shiboken6')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
