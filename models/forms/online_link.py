# SPDX-License-Identifier: GPL-3.0-or-later
"""The link to the school's own online form: a pre-filled one in which a sentinel stands where each code is to come.

The user fills ``ZZCODEZZ`` in as the answer to the question about the code and lets Google or Microsoft make the
pre-filled link. Nothing but a random code ever goes into it (GDPR art. 25).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from models.errors import ErrorCode, KnownError

SENTINEL: Final = "ZZCODEZZ"
_LONGEST = 1_000


class LinkHost(StrEnum):
    """Whose form a link opens."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    OTHER = "other"


class LinkProblem(StrEnum):
    """Why a link cannot be used."""

    NOT_A_LINK = "not_a_link"
    NOT_SAFE = "not_safe"
    SHORT = "short"
    NO_SENTINEL = "no_sentinel"
    SENTINEL_TWICE = "sentinel_twice"
    SENTINEL_ELSEWHERE = "sentinel_elsewhere"
    TOO_LONG = "too_long"


_HOSTS = {
    "docs.google.com": LinkHost.GOOGLE,
    "forms.office.com": LinkHost.MICROSOFT,
    "forms.microsoft.com": LinkHost.MICROSOFT,
    "forms.cloud.microsoft": LinkHost.MICROSOFT,
}
_SHORTENERS = ("forms.gle",)


@dataclass(frozen=True, slots=True)
class OnlineLink:
    """A link that was looked at and found good: ``text`` holds the sentinel exactly once."""

    text: str
    host: LinkHost

    def for_code(self, code: str) -> str:
        """The link of one form."""
        return self.text.replace(SENTINEL, code)


def check_link(text: str) -> OnlineLink:
    """Look at a pasted link. Raises ``ONLINE_LINK`` with the ``problem`` (a `LinkProblem`)."""
    link = text.strip()
    problem, host = _look_at(link)
    if problem is not None:
        raise KnownError(ErrorCode.ONLINE_LINK, problem=problem.value)
    return OnlineLink(link, host)


def _look_at(link: str) -> tuple[LinkProblem | None, LinkHost]:
    host = LinkHost.OTHER
    try:
        parts = urlsplit(link)
        name = (parts.hostname or "").lower()
    except ValueError:
        return LinkProblem.NOT_A_LINK, host
    if not name or any(letter.isspace() for letter in link):
        return LinkProblem.NOT_A_LINK, host
    if parts.scheme.lower() != "https" or parts.username is not None:
        return LinkProblem.NOT_SAFE, host
    host = _HOSTS.get(name, LinkHost.OTHER)
    is_short = name in _SHORTENERS or (host is LinkHost.MICROSOFT and parts.path.startswith("/e/"))
    count = link.count(SENTINEL)
    problem: LinkProblem | None = None
    if len(link) > _LONGEST:
        problem = LinkProblem.TOO_LONG
    elif is_short:
        problem = LinkProblem.SHORT
    elif count != 1:
        problem = LinkProblem.SENTINEL_TWICE if count else LinkProblem.NO_SENTINEL
    elif not any(value.strip('"') == SENTINEL for _name, value in parse_qsl(parts.query)):
        problem = LinkProblem.SENTINEL_ELSEWHERE
    return problem, host
