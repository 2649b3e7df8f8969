# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of a form's table: what is asked, in whose words, and over how many sheets."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow, load_purposes
from models.errors import BugError, ErrorCode, KnownError
from models.forms.layout import KINDS, TEMPLATES, Template, choose_template
from models.forms.wording import load_wording
from models.tables import PurposeVersion, PurposeWording
from models.terms import Activity, Audience, LegalBasis, MediaKind


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a form's table. ``purpose_id`` None is the row on making recordings; ``text`` the school's own."""

    purpose_id: int | None
    version_id: int | None
    title: str
    audience: Audience | None
    text: str
    kinds: tuple[MediaKind, ...]

    @property
    def text_length(self) -> int:
        """How many characters the row adds to the explanation."""
        return len(self.title) + 2 + len(self.text) if self.text else 0

    def cells(self) -> tuple[CellKey, ...]:
        """The cells that the row asks about."""
        activity = Activity.RECORDING if self.purpose_id is None else Activity.PUBLICATION
        return tuple(CellKey(activity, kind, self.purpose_id) for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class FormQuestions:
    """What is asked: for these purposes, of these kinds of recording, with or without a row on making recordings."""

    purpose_ids: tuple[int, ...]
    kinds: tuple[MediaKind, ...] = KINDS
    with_recording: bool = True


class Wordings:
    """The names and texts of purposes by version and language, read once each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[int, str], tuple[str, str]] = {}

    def title(self, version_id: int, language: str) -> str:
        """What the purpose is called in that language; empty where nothing was written in it."""
        return self._read(version_id, language)[0]

    def text(self, version_id: int, language: str) -> str:
        """What people are told of the purpose in that language; empty where nothing was written in it."""
        return self._read(version_id, language)[1]

    def _read(self, version_id: int, language: str) -> tuple[str, str]:
        key = (version_id, language)
        if key not in self._known:
            statement = select(PurposeWording.title, PurposeWording.text).where(
                PurposeWording.version_id == version_id, PurposeWording.language == language
            )
            title, text = self._session.exec(statement).first() or ("", "")
            self._known[key] = " ".join(title.split()), " ".join(text.split())
        return self._known[key]


def read_rows(session: Session, questions: FormQuestions, language: str) -> tuple[FormRow, ...]:
    """The rows for these purposes in the school's order, the one on recordings first."""
    wording = load_wording(language)
    purposes = load_purposes(session, include_inactive=True)
    wanted, kinds = set(questions.purpose_ids), set(questions.kinds)
    if not wanted <= {purpose.id for purpose in purposes}:
        raise KnownError(ErrorCode.PURPOSE_UNKNOWN)
    asked = [
        one
        for one in purposes
        if one.id in wanted and one.legal_basis is LegalBasis.CONSENT and kinds.intersection(one.kinds)
    ]
    if not asked:
        raise KnownError(ErrorCode.FORM_WITHOUT_QUESTIONS)
    latest = select(PurposeVersion.purpose_id, func.max(PurposeVersion.number)).group_by(col(PurposeVersion.purpose_id))
    numbers = dict(session.exec(latest).all())
    versions = {
        version.purpose_id: version.id or 0
        for version in session.exec(select(PurposeVersion))
        if numbers[version.purpose_id] == version.number
    }
    texts = Wordings(session)
    recorded = tuple(kind for kind in KINDS if kind in kinds and any(kind in purpose.kinds for purpose in asked))
    recording = FormRow(None, None, wording.text("table", "recording"), None, "", recorded)
    rows = []
    for one in asked:
        version = versions[one.id]
        title = texts.title(version, language) or one.name
        of_kind = tuple(kind for kind in one.kinds if kind in kinds)
        rows.append(FormRow(one.id, version, title, one.audience, texts.text(version, language), of_kind))
    return (recording, *rows) if questions.with_recording else tuple(rows)


def split_rows(rows: tuple[FormRow, ...]) -> list[tuple[Template, tuple[FormRow, ...]]]:
    """Rows by sheet: as few sheets as rows and words need, of about the same length.

    A text that is too long even for a sheet of its own goes on one all the same: whoever prints it measures it, and
    says which text it is.
    """
    for count in range(1, len(rows) + 1):
        size = -(-len(rows) // count)
        parts = [rows[start : start + size] for start in range(0, len(rows), size)]
        templates = [choose_template(len(part), sum(row.text_length for row in part)) for part in parts]
        if all(templates) or size == 1:
            roomy = min(TEMPLATES.values(), key=lambda one: one.max_rows)
            return [(template or roomy, part) for template, part in zip(templates, parts, strict=True)]
    raise BugError("a form without rows")


def row_from(
    data: dict[str, object], purposes: dict[int, PurposeRow], wording: Wordings | None, language: str
) -> FormRow:
    """A row as it was kept; its name and text are of the version that was printed."""
    purpose_id, version_id, words = data["purpose"], data["version"], data["kinds"]
    assert isinstance(words, list)
    kinds = tuple(MediaKind(word) for word in words)
    if not isinstance(purpose_id, int) or not isinstance(version_id, int):
        return FormRow(None, None, load_wording(language).text("table", "recording"), None, "", kinds)
    purpose = purposes.get(purpose_id)
    text = "" if wording is None else wording.text(version_id, language)
    title = "" if wording is None else wording.title(version_id, language)
    if purpose is None:
        return FormRow(purpose_id, version_id, "", None, text, kinds)
    return FormRow(purpose_id, version_id, title or purpose.name, purpose.audience, text, kinds)
