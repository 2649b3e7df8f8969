# SPDX-License-Identifier: GPL-3.0-or-later
"""Languages by their own names, for texts that people read in their own language. No Qt."""

from __future__ import annotations

from models.consent.purposes import LANGUAGE_TAG

_OWN_NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "ar": "العربية",
    "bg": "Български",
    "de": "Deutsch",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "fy": "Frysk",
    "hu": "Magyar",
    "it": "Italiano",
    "pap": "Papiamentu",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "Українська",
    "zh": "中文",
}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "dv"})


def language_name(code: str) -> str:
    """A language's own name with its code; the code alone where the name is not known here."""
    name = _OWN_NAMES.get(code.split("-", 1)[0].lower())
    return code if name is None else f"{name} ({code})"


def offered_languages() -> tuple[str, ...]:
    """Codes that can be chosen by name; any other tag can be typed."""
    return tuple(_OWN_NAMES)


def is_language_code(text: str) -> bool:
    """Whether a text is a language tag (BCP 47) of at most twelve characters."""
    return bool(LANGUAGE_TAG.fullmatch(text)) and len(text) <= 12


def is_right_to_left(code: str) -> bool:
    """Whether a language is written from right to left."""
    return code.split("-", 1)[0].lower() in _RIGHT_TO_LEFT
