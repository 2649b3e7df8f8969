# SPDX-License-Identifier: GPL-3.0-or-later
"""Every code has its words, in any language, and every known error says what to do."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import terms
from models.consent.verdicts import ReasonKind
from models.errors import ErrorCode, KnownError
from models.terms import ConsentStatus, ListColumn, PickRank, RowProblemCode, Verdict
from ui import style, texts
from ui.style import labels

ENUMS = [
    kind for _name, kind in inspect.getmembers(terms, inspect.isclass) if issubclass(kind, Enum) and kind.__members__
]
NUMBERS_AND_WORDS = st.one_of(
    st.integers(-5, 10**12), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=30)
)
PARAM_NAMES = ("path", "file", "folder", "line", "column", "columns", "size", "limit", "rows", "count", "megapixels")
PARAM_NAMES += ("megabytes", "program", "user", "host", "pid", "key", "value", "field", "date", "format", "kind")


PARTIAL = frozenset({"missing_label"})
"""Labels for some of the members alone: of the statuses, those that ask for an answer."""


def label_functions() -> Iterator[tuple[type[Enum], Callable[..., str]]]:
    """Each public function of a module of labels whose first parameter is an enumeration, with that enumeration."""
    names = sorted(one.name for one in pkgutil.iter_modules(style.__path__) if one.name.endswith("labels"))
    for module in (importlib.import_module(f"ui.style.{name}") for name in names):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_") or name in PARTIAL:
                continue
            hints = get_type_hints(function)
            parameters = list(inspect.signature(function).parameters.values())
            if not parameters or any(one.default is one.empty for one in parameters[1:]):
                continue  # a sentence about something more than a member
            kind = hints.get(parameters[0].name)
            if inspect.isclass(kind) and issubclass(kind, Enum) and hints["return"] is str:
                yield kind, function


@pytest.mark.parametrize("kind", [*ENUMS, ReasonKind], ids=lambda kind: kind.__name__)
def test_every_enumeration_has_a_label_function(kind: type[Enum]) -> None:
    assert [function for one, function in label_functions() if one is kind]


@pytest.mark.parametrize(("kind", "function"), list(label_functions()), ids=lambda one: one.__name__)
@pytest.mark.parametrize("language", ["en", "nl", "zz"])
def test_every_member_has_words(kind: type[Enum], function: Callable[..., str], language: str) -> None:
    texts.set_language(language)
    for member in kind:
        words = function(member)
        assert "{" not in words
        assert words.strip() == words
        assert bool(words) is (member is not PickRank.REST)


@pytest.mark.parametrize(("kind", "function"), list(label_functions()), ids=lambda one: one.__name__)
def test_no_two_members_share_their_words(kind: type[Enum], function: Callable[..., str]) -> None:
    words = [function(member) for member in kind]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("code", list(ErrorCode))
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_error_is_a_sentence_without_gaps(code: ErrorCode, language: str) -> None:
    texts.set_language(language)
    sentence = labels.error_sentence(KnownError(code))
    assert sentence[0].isupper() or sentence[0] == "“"
    assert sentence.endswith(".")
    assert not re.search(r"[{}]|  |“”|\(\)|: [.,]", sentence)
    assert not re.search(r"[a-z] (This|Dit|Deze)\b", sentence), "what stands for a name begins with a capital"


@given(
    code=st.sampled_from(ErrorCode),
    params=st.dictionaries(
        st.sampled_from(PARAM_NAMES), st.one_of(NUMBERS_AND_WORDS, st.tuples(st.text(), st.text())), max_size=6
    ),
)
def test_any_parameters_make_a_sentence(code: ErrorCode, params: dict[str, Any]) -> None:
    assert labels.error_sentence(KnownError(code, **params))


@pytest.mark.parametrize("code", list(RowProblemCode))
@pytest.mark.parametrize("column", [None, *ListColumn])
def test_every_row_problem_is_a_sentence(code: RowProblemCode, column: ListColumn | None) -> None:
    sentence = labels.row_problem_sentence(code, column, 12)
    assert sentence.endswith(".")
    assert not set("{}") & set(sentence)


def test_errors_name_what_the_user_chose_by_its_last_part() -> None:
    folder = KnownError(ErrorCode.FOLDER_UNWRITABLE, path="/media/card/Sports day")
    windows = KnownError(ErrorCode.FILE_EMPTY, path="D:\\DCIM\\IMG_1.jpg")
    assert labels.error_sentence(folder) == "Nothing can be saved in “Sports day”. Choose another folder."
    assert labels.error_sentence(windows).startswith("“IMG_1.jpg” is empty.")


def test_a_register_in_use_names_the_first_program() -> None:
    error = KnownError(ErrorCode.REGISTER_IN_USE, program="Beeldakkoord (window)", user="office", host="desk-2", pid=5)
    sentence = labels.error_sentence(error)
    assert all(word in sentence for word in ("Beeldakkoord (window)", "office", "desk-2"))


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"megapixels": 480}, "480 megapixels"),
        ({"megabytes": 900}, "900.0 MB"),
        ({"size": 2_500_000_000, "limit": 5}, "2.5 GB"),
        ({"rows": 60_000, "limit": 50_000}, "60,000 rows; at most 50,000"),
        ({}, "too large"),
    ],
)
def test_too_large_says_how_large(params: dict[str, int], words: str) -> None:
    assert words in labels.error_sentence(KnownError(ErrorCode.FILE_TOO_LARGE, **params))


def test_a_missing_column_is_named_in_words() -> None:
    one = labels.error_sentence(KnownError(ErrorCode.TABLE_COLUMN_MISSING, column="family_name"))
    two = labels.error_sentence(KnownError(ErrorCode.TABLE_COLUMN_MISSING, columns=("given_name", "family_name")))
    assert "Last name" in one
    assert "First name and Last name" in two


@pytest.mark.parametrize(
    ("verdict", "counts", "sentence"),
    [
        (Verdict.READY, {}, "Ready"),
        (Verdict.COVER, {"cover": 1}, "Ready after covering 1 person"),
        (Verdict.COVER, {"cover": 3}, "Ready after covering 3 people"),
        (Verdict.ASK, {"ask": 2}, "Ask 2 people first"),
        (Verdict.ASK, {"ask": 1, "cover": 4}, "Ask 1 person first"),
        (Verdict.IDENTIFY, {}, "Who is this?"),
        (Verdict.IDENTIFY, {"unnamed": 4}, "Who are these 4 people?"),
        (Verdict.NO, {"cover": 1}, "Keep this one back"),
    ],
)
def test_the_verdict_reads_as_agreed(verdict: Verdict, counts: dict[str, int], sentence: str) -> None:
    assert labels.verdict_sentence(verdict, **counts) == sentence


def test_a_status_says_since_when_but_never_for_a_protected_person() -> None:
    day = date(2026, 9, 3)
    assert labels.status_sentence(ConsentStatus.GIVEN, day) == "Yes, since 3 Sept 2026"
    assert labels.status_sentence(ConsentStatus.PROTECTED, day) == "Covered as agreed"
    partly = labels.status_sentence(ConsentStatus.PARTLY_GIVEN, day, yes_count=1, yes_needed=2)
    assert partly == "1 of 2 answers received"


def test_how_far_a_set_is() -> None:
    assert labels.ready_sentence(21, 24, "Website") == "21 of 24 ready for Website"


def test_labels_hold_no_jargon() -> None:
    jargon = re.compile(r"\b(GDPR|article|consent|redact|data subject|controller|withdraw)", re.IGNORECASE)
    for kind, function in label_functions():
        if not function.__name__.endswith(("_tip", "_article")):  # the law is named in tips alone
            assert [function(member) for member in kind if jargon.search(function(member))] == []
