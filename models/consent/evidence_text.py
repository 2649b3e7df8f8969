# SPDX-License-Identifier: GPL-3.0-or-later
"""An e-mail kept as proof, as plain text: who wrote to whom, when, and what; never as markup, nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"})
_SILENT = frozenset({"script", "style", "head", "title"})
_MANY_BREAKS = re.compile(r"\n\s*\n\s*\n+")


@dataclass(frozen=True, slots=True)
class EmailText:
    """What can be read in an e-mail. ``attachments`` are names of files, as the sender wrote them."""

    sender: str
    recipients: str
    date: str
    subject: str
    body: str
    attachments: tuple[str, ...]


class _TextOfHtml(HTMLParser):
    """The letters of a page, without markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def read_email(content: bytes) -> EmailText:
    """The text of an e-mail; what cannot be read is left out, whatever somebody's mail program made of it."""
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content.lstrip(b"\xef\xbb\xbf\r\n"))
    return EmailText(
        sender=_header(message, "from"),
        recipients=_header(message, "to"),
        date=_header(message, "date"),
        subject=_header(message, "subject"),
        body=_body(message),
        attachments=_attachments(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, TypeError, AttributeError):  # headers that Python's parser cannot make sense of
        return ""


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, ValueError, KeyError):  # an unknown character set
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
    if part.get_content_type() == "text/html":
        reader = _TextOfHtml()
        reader.feed(text)
        text = "".join(reader.parts)
    return _MANY_BREAKS.sub("\n\n", text.replace("\r\n", "\n")).strip()


def _attachments(message: EmailMessage) -> tuple[str, ...]:
    try:
        return tuple(part.get_filename() or "" for part in message.iter_attachments())
    except (ValueError, KeyError, AttributeError):
        return ()
