# SPDX-License-Identifier: GPL-3.0-or-later
"""A code that was mistyped, turned round, invented or made by another school is refused."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BugError
from models.forms.codes import (
    ALPHABET,
    CODE_LENGTH,
    SYMBOL_MODULES,
    CodeBook,
    new_key,
    new_number,
    plain_code,
    qr_modules,
    qr_text,
    spaced_code,
)

KEY = bytes(range(32))
NUMBERS = st.text(ALPHABET, min_size=8, max_size=8)


@pytest.fixture(scope="module")
def book() -> CodeBook:
    return CodeBook({1: KEY})


def test_ten_thousand_wrong_symbols_are_refused(book: CodeBook) -> None:
    chance = random.Random(1)  # noqa: S311 - a fixed seed
    for _ in range(10_000):
        code = book.seal("".join(chance.choices(ALPHABET, k=8)))
        place = chance.randrange(CODE_LENGTH)
        other = chance.choice(ALPHABET.replace(code[place], ""))
        assert book.open(code[:place] + other + code[place + 1 :]) is None


def test_ten_thousand_swaps_are_refused(book: CodeBook) -> None:
    chance = random.Random(2)  # noqa: S311 - a fixed seed
    tried = 0
    while tried < 10_000:
        code = list(book.seal("".join(chance.choices(ALPHABET, k=8))))
        one, other = chance.sample(range(CODE_LENGTH), 2)
        if code[one] != code[other]:
            code[one], code[other] = code[other], code[one]
            assert book.open("".join(code)) is None
            tried += 1


def test_ten_thousand_invented_codes_are_refused(book: CodeBook) -> None:
    chance = random.Random(3)  # noqa: S311 - a fixed seed
    assert not any(book.open("".join(chance.choices(ALPHABET, k=CODE_LENGTH))) for _ in range(10_000))


@given(NUMBERS)
def test_a_code_is_read_however_it_is_written(number: str) -> None:
    book = CodeBook({1: KEY})
    code = book.seal(number)
    spoken = code.replace("0", "o").replace("1", "l")
    for text in (code, code.lower(), spaced_code(code), f" {spaced_code(spoken)} ", qr_text(code)):
        opened = book.open(text)
        assert opened is not None
        assert opened.number == number


def test_another_school_cannot_read_it(book: CodeBook) -> None:
    assert CodeBook({1: new_key()}).open(book.seal(new_number())) is None


def test_older_forms_stay_readable_after_a_new_key(book: CodeBook) -> None:
    code = book.seal("0123ABCD")
    newer = CodeBook({1: KEY, 2: new_key()})
    opened = newer.open(code)
    assert opened is not None
    assert (opened.number, opened.key_number) == ("0123ABCD", 1)
    assert newer.key_number == 2
    assert newer.seal("0123ABCD") != code
    assert newer.seal("0123ABCD", 1) == code


@pytest.mark.parametrize("text", ["", "0123", "https://example.org/F/", "U" * 16, "0" * 17, "ÅÄÖ0000000000000"])
def test_other_texts_are_no_codes(text: str) -> None:
    assert plain_code(text) is None


def test_a_short_key_or_a_wrong_number_is_a_mistake(book: CodeBook) -> None:
    with pytest.raises(BugError):
        CodeBook({1: b"short"})
    with pytest.raises(BugError):
        CodeBook({})
    with pytest.raises(BugError):
        book.seal("short")


def test_numbers_are_random_and_in_the_alphabet() -> None:
    numbers = {new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert set("".join(numbers)) <= set(ALPHABET)


def test_the_qr_always_has_the_same_size(book: CodeBook) -> None:
    for text in (qr_text(book.seal(new_number())), "A", "HTTPS://F.SCHOOL.EXAMPLE/F/" + "0" * 16):
        modules = qr_modules(text)
        assert {len(modules), *(len(row) for row in modules)} == {SYMBOL_MODULES}
    assert all(modules[0][:7])  # the finder pattern of the top left corner
    with pytest.raises(BugError):
        qr_modules("A" * 48)
