# SPDX-License-Identifier: GPL-3.0-or-later
"""The code on a form: a random number and a seal that only this school can make.

Sixteen Crockford base32 symbols: eight for a random 40-bit number (the key of the form's row), eight for the first 40
bits of HMAC-SHA256 over ``v1|number``. A mistyped, foreign or invented code is refused without looking anything up,
and the code holds nothing about a person. Keys may be followed by newer ones; older forms stay readable.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.util import MODE_ALPHA_NUM, QRData

from models.errors import BugError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 8
CODE_LENGTH = 16
KEY_BYTES = 32
SYMBOL_MODULES = 29
"""Modules along one side of the QR: version 3, the same for every form."""
PREFIX = "BEELDAKKOORD/F/"
"""What stands before the code in the QR while the school has no answering page of its own."""
MAX_QR_LENGTH = 47
"""Capital letters and digits that a version 3 QR of level Q holds (ISO/IEC 18004, table 7)."""

_SYMBOL_VERSION = 3
_SYMBOL_MASK = 4  # any mask is valid; a fixed one is five times as fast as looking for the prettiest
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


@dataclass(frozen=True, slots=True)
class OpenedCode:
    """A code whose seal fits: the form's number (8 symbols) and which of the school's keys sealed it."""

    number: str
    key_number: int


class CodeBook:
    """Seals and opens codes with the school's keys (by number; the highest one seals)."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys or any(len(key) < KEY_BYTES for key in keys.values()):
            raise BugError("a code book needs keys of at least 32 bytes")
        self._keys = dict(sorted(keys.items(), reverse=True))

    @property
    def key_number(self) -> int:
        """The key that seals new codes."""
        return next(iter(self._keys))

    def seal(self, number: str, key_number: int | None = None) -> str:
        """The whole code of a form number, 16 symbols without hyphens."""
        if len(number) != NUMBER_LENGTH or not set(number) <= _VALUES.keys():
            raise BugError("a form number has eight Crockford symbols")
        key = self._keys[self.key_number if key_number is None else key_number]
        return number + _seal_of(key, number)

    def open(self, text: str) -> OpenedCode | None:
        """Find the code at the end of what was typed or scanned; None where no seal of this school fits.

        Upper and lower case are the same, hyphens and spaces do not matter, O is 0, I and L are 1.
        """
        code = plain_code(text)
        if code is None:
            return None
        number, seal = code[:NUMBER_LENGTH], code[NUMBER_LENGTH:]
        for key_number, key in self._keys.items():
            if hmac.compare_digest(_seal_of(key, number), seal):
                return OpenedCode(number, key_number)
        return None


def new_key() -> bytes:
    """A key for a `CodeBook`."""
    return secrets.token_bytes(KEY_BYTES)


def new_number() -> str:
    """A random form number: 40 bits as eight symbols."""
    return _to_symbols(secrets.randbits(40))


def tidy_code(text: str) -> str:
    """What was typed after its last slash, in capitals, without hyphens and spaces, as digits where they look alike."""
    return text.strip().upper().rsplit("/", 1)[-1].translate(_LOOKALIKES)


def plain_code(text: str) -> str | None:
    """The sixteen symbols that a text ends in (after its last slash), tidied; None where there are not sixteen."""
    code = tidy_code(text)
    return code if len(code) == CODE_LENGTH and set(code) <= _VALUES.keys() else None


def spaced_code(code: str) -> str:
    """The code as people read it: ``XXXX-XXXX-XXXX-XXXX``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def qr_text(code: str, prefix: str = PREFIX) -> str:
    """What the QR holds: the prefix and the code, in capitals (the dense alphanumeric mode of QR)."""
    return prefix.upper() + code


def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The QR's 29 rows of 29 modules, True for black, without its quiet zone (4 modules of white on each side)."""
    if len(text) > MAX_QR_LENGTH:
        raise BugError("the text does not fit the code of a form")
    symbol = qrcode.QRCode(
        version=_SYMBOL_VERSION, error_correction=ERROR_CORRECT_Q, mask_pattern=_SYMBOL_MASK, border=0
    )
    symbol.add_data(QRData(text.encode("ascii"), mode=MODE_ALPHA_NUM))
    symbol.make(fit=False)
    return tuple(tuple(bool(module) for module in row) for row in symbol.get_matrix())


def _seal_of(key: bytes, number: str) -> str:
    digest = hmac.new(key, f"v1|{number}".encode("ascii"), hashlib.sha256).digest()
    return _to_symbols(int.from_bytes(digest[:5], "big"))


def _to_symbols(value: int) -> str:
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(35, -1, -5))
