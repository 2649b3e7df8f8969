# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be kept as proof: known kinds of document, recognised by content, never by name alone."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import ErrorCode, KnownError

MOST_BYTES: Final = 25_000_000
MOST_NOTE: Final = 20_000

TEXT: Final = "text/plain"
EMAIL: Final = "message/rfc822"
OUTLOOK: Final = "application/vnd.ms-outlook"
PDF: Final = "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/tiff", "image/heic"})

_SUFFIXES = {
    TEXT: ".txt",
    EMAIL: ".eml",
    OUTLOOK: ".msg",
    PDF: ".pdf",
    WORD: ".docx",
    EXCEL: ".xlsx",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "image/heic": ".heic",
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc"})
_HEADER = re.compile(
    rb"(?im)^(?:\xef\xbb\xbf)?(from|to|subject|date|received|return-path|delivered-to|message-id|mime-version):[ \t]*\S"
)
_FIRST_HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From [^\r\n]+\r?\n)?[!-9;-~]+:[ \t]*\S")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class EvidenceInput:
    """A file or note to keep as proof."""

    content: bytes
    media_type: str


def read_evidence_file(path: Path) -> EvidenceInput:
    """Read a scan, picture, e-mail, Word file or text to keep as proof.

    Raises ``FILE_MISSING``, ``FILE_UNREADABLE``, ``EVIDENCE_EMPTY``, ``FILE_TOO_LARGE`` or ``EVIDENCE_FORMAT``.
    """
    shown = str(path)
    try:
        if not path.is_file():
            code = ErrorCode.EVIDENCE_FORMAT if path.is_dir() else ErrorCode.FILE_MISSING
            raise KnownError(code, path=shown)
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise KnownError(ErrorCode.FILE_TOO_LARGE, path=shown, size=size)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise KnownError(ErrorCode.FILE_UNREADABLE, path=shown) from error
    if not content:
        raise KnownError(ErrorCode.EVIDENCE_EMPTY, path=shown)
    if len(content) > MOST_BYTES:
        raise KnownError(ErrorCode.FILE_TOO_LARGE, path=shown, size=len(content))
    media_type = recognise(content)
    if media_type is None:
        raise KnownError(ErrorCode.EVIDENCE_FORMAT, path=shown)
    return EvidenceInput(content, media_type)


def note_evidence(text: str) -> EvidenceInput:
    """A note typed by whoever heard the answer. Raises ``VALUE_NOT_ALLOWED`` where it is empty or too long."""
    note = text.strip()
    if not note or len(note) > MOST_NOTE:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="note", limit=MOST_NOTE)
    return EvidenceInput(note.encode(), TEXT)


def suffix_of(media_type: str) -> str:
    """The ending of a file's name for one of our media types; empty for any other."""
    return _SUFFIXES.get(media_type, "")


def read_text(content: bytes) -> str:
    """The letters of a text, as Windows and others save them; what cannot be read shows as a mark."""
    found = _decode(content)
    return found if found is not None else content.decode("utf-8", errors="replace")


def recognise(content: bytes) -> str | None:
    """The media type of a document that may be kept as proof; None for anything else."""
    head = content[:1024]
    found: str | None = None
    if b"%PDF-" in head:
        found = PDF
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        found = "image/png"
    elif head.startswith(b"\xff\xd8\xff"):
        found = "image/jpeg"
    elif head.startswith((b"II*\x00", b"MM\x00*")):
        found = "image/tiff"
    elif head[4:8] == b"ftyp":
        found = "image/heic" if head[8:12] in _HEIC_BRANDS else None
    elif head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        found = OUTLOOK if "__properties_version1.0".encode("utf-16-le") in content else None
    elif head.startswith(b"PK\x03\x04"):
        found = WORD if _is_word(content) else None
    elif _is_email(content):
        found = EMAIL
    elif _decode(content) is not None:
        found = TEXT
    return found


def _is_word(content: bytes) -> bool:
    """A Word file without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return "word/document.xml" in names and not any(name.endswith("vbaProject.bin") for name in names)


def _is_email(content: bytes) -> bool:
    """A message with at least two of the usual headers, before its first empty line."""
    head = re.split(rb"\r?\n\r?\n", content[:65_536].lstrip(b"\r\n"), maxsplit=1)[0]
    if not _FIRST_HEADER.match(head):
        return False
    return len({name.lower() for name in _HEADER.findall(head)}) >= 2


def _decode(content: bytes) -> str | None:
    """As text: UTF-8, UTF-16 with its mark, or Windows' own letters; None where it is no text."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None
