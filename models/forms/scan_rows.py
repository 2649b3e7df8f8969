# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanned pages as they are kept, and as a person looks at them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.errors import ErrorCode, KnownError
from models.forms.layout import Rect
from models.forms.scan_placing import Placement
from models.forms.scan_read import PageReading, PairReading
from models.forms.scan_settling import SeenPage
from models.forms.scan_terms import MarkReason, PageProblem, ScanOutcome, SetAside
from models.store.same_person import kept_id_of
from models.tables import Form, FormMark, FormScan, Person
from models.terms import MarkState

OPEN = (ScanOutcome.WAITING, ScanOutcome.CONFLICTING)
"""Outcomes that wait for a person."""
NOT_COUNTING = (ScanOutcome.SET_ASIDE, ScanOutcome.OFF_LIST)
"""Outcomes of pages that take no part in what becomes of their form."""
NOT_PLACED = frozenset({PageProblem.MARKS_MISSING, PageProblem.FRAMES_MISSING})
BLANKS_DOUBTED = frozenset({PageProblem.MOSTLY_BLANK, PageProblem.BLANK_IN_BLACK_AND_WHITE})


@dataclass(frozen=True, slots=True)
class ScanDetails:
    """What is kept of a page beside its answers. ``is_signed``: what a person said of its signature, None before."""

    file: str = ""
    problems: tuple[PageProblem, ...] = ()
    placement: Placement | None = None
    signatures: tuple[tuple[Rect, bool], ...] = ()
    is_signed: bool | None = None
    reason: SetAside | None = None

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(
            {
                "file": self.file,
                "problems": list(self.problems),
                "placement": None if self.placement is None else asdict(self.placement),
                "signatures": [[[place.x, place.y, place.w, place.h], has_ink] for place, has_ink in self.signatures],
                "is_signed": self.is_signed,
                "reason": self.reason,
            },
            separators=(",", ":"),
            ensure_ascii=False,  # as it reads: an erasure looks for names in it
        )

    @classmethod
    def from_json(cls, text: str) -> ScanDetails:
        """What was kept."""
        data = json.loads(text)
        return cls(
            data["file"],
            tuple(PageProblem(word) for word in data["problems"]),
            _placement_from(data["placement"]),
            tuple((Rect(*place), has_ink) for place, has_ink in data["signatures"]),
            data["is_signed"],
            None if data["reason"] is None else SetAside(data["reason"]),
        )


@dataclass(frozen=True, slots=True)
class ReviewMark:
    """One question of a page. ``is_asked``: a person has to say what it is; ``decided``: what they said."""

    id: int
    question: str
    seen: MarkState
    decided: MarkState | None
    reasons: tuple[MarkReason, ...]
    place: Rect
    is_asked: bool

    @property
    def state(self) -> MarkState:
        """What the pair says, by a person where one looked."""
        return self.seen if self.decided is None else self.decided


@dataclass(frozen=True, slots=True)
class ReviewScan:
    """A page as a person looks at it. ``rivals``: other pages of the same form that contradict it."""

    id: int
    run: str
    file: str
    page: int
    form_id: int | None
    person_id: int | None
    language: str
    outcome: ScanOutcome
    problems: tuple[PageProblem, ...]
    reason: SetAside | None
    marks: tuple[ReviewMark, ...]
    signatures: tuple[tuple[Rect, bool], ...]
    is_signed: bool | None
    placement: Placement | None
    evidence_id: int | None
    confirmed_by: str
    rivals: tuple[int, ...] = ()

    @property
    def open_marks(self) -> tuple[ReviewMark, ...]:
        """The questions that a person still has to answer."""
        return tuple(mark for mark in self.marks if mark.is_asked and mark.decided is None)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One time that somebody had a pile read: how many pages came to what."""

    run: str
    started_at: datetime
    pages: int
    recorded: int
    waiting: int
    set_aside: int
    repeated: int
    is_undone: bool


def place_on_picture(placement: Placement, place: Rect) -> tuple[float, float, float, float, float, float]:
    """How millimetres around a place become pixels of its picture: x = ax + by + c, y = dx + ey + f."""
    x, y = place.center
    middle, right, below = placement.pixels(np.array([[x, y], [x + 10.0, y], [x, y + 10.0]])).tolist()
    a, d = (right[0] - middle[0]) / 10, (right[1] - middle[1]) / 10
    b, e = (below[0] - middle[0]) / 10, (below[1] - middle[1]) / 10
    return a, b, middle[0] - a * x - b * y, d, e, middle[1] - d * x - e * y


def details_of(reading: PageReading, file: str, problems: Sequence[PageProblem]) -> ScanDetails:
    """What is kept of a page that was read."""
    signatures = tuple((one.place, one.has_ink) for one in reading.signatures)
    return ScanDetails(file, tuple(problems), reading.placement, signatures)


def features_of(pair: PairReading) -> str:
    """What was measured of a pair, as it is kept: with the reader's version it shows how the reader came to it."""
    place = pair.place
    measured = {"yes": asdict(pair.marks.yes), "no": asdict(pair.marks.no), "beside": pair.marks.beside}
    return json.dumps(
        {
            "reasons": list(pair.reasons),
            "place": [place.x, place.y, place.w, place.h],
            "measured": _rounded(measured),
        },
        separators=(",", ":"),
    )


def read_scan(session: Session, scan_id: int) -> ReviewScan:
    """A page with its questions. Raises ``SCAN_UNKNOWN``."""
    scan = session.get(FormScan, scan_id)
    if scan is None or scan.undone_at is not None:
        raise KnownError(ErrorCode.SCAN_UNKNOWN)
    details = ScanDetails.from_json(scan.details)
    form = None if scan.form_id is None else session.get(Form, scan.form_id)
    marks = session.exec(select(FormMark).where(FormMark.scan_id == scan_id).order_by(col(FormMark.id))).all()
    outcome = ScanOutcome(scan.outcome)
    rivals: Sequence[int | None] = ()
    if outcome is ScanOutcome.CONFLICTING:
        counting = (ScanOutcome.CONFLICTING, ScanOutcome.RECORDED)
        rivals = session.exec(
            select(FormScan.id)
            .where(
                FormScan.form_id == scan.form_id,
                FormScan.id != scan_id,
                col(FormScan.undone_at).is_(None),
                col(FormScan.outcome).in_(counting),
            )
            .order_by(col(FormScan.id))
        ).all()
    return ReviewScan(
        scan_id,
        scan.run,
        details.file,
        scan.page,
        scan.form_id,
        None if form is None else _person_of(session, form),
        "" if form is None else form.language,
        outcome,
        details.problems,
        details.reason,
        tuple(_review_mark(mark, details.problems) for mark in marks),
        details.signatures,
        details.is_signed,
        details.placement,
        scan.evidence_id,
        scan.confirmed_by,
        tuple(one or 0 for one in rivals),
    )


def seen_pages(session: Session, form_id: int) -> tuple[list[FormScan], list[SeenPage]]:
    """All pages of a form that take part in what becomes of it, in order of arrival."""
    scans = list(
        session.exec(
            select(FormScan)
            .where(
                FormScan.form_id == form_id,
                col(FormScan.undone_at).is_(None),
                col(FormScan.outcome).not_in(NOT_COUNTING),
            )
            .order_by(col(FormScan.id))
        )
    )
    states: dict[int, list[MarkState]] = defaultdict(list)
    ids = [scan.id for scan in scans]
    for mark in session.exec(select(FormMark).where(col(FormMark.scan_id).in_(ids)).order_by(col(FormMark.id))):
        states[mark.scan_id].append(mark.decided or mark.seen)
    return scans, [
        SeenPage(
            scan.id or 0,
            tuple(states[scan.id or 0]),
            is_certain=not ScanDetails.from_json(scan.details).problems,
            is_recorded=scan.outcome == ScanOutcome.RECORDED,
            is_confirmed=scan.outcome == ScanOutcome.RECORDED and scan.confirmed_at is not None,
        )
        for scan in scans
    ]


def count_outcomes(session: Session, run: str | None = None) -> Counter[ScanOutcome]:
    """How many pages came to what, in one run or in all; runs that were taken back do not count."""
    statement = select_columns(col(FormScan.outcome), func.count()).where(col(FormScan.undone_at).is_(None))
    if run is not None:
        statement = statement.where(col(FormScan.run) == run)
    found = session.execute(statement.group_by(col(FormScan.outcome))).all()
    return Counter({ScanOutcome(outcome): count for outcome, count in found})


def list_scans(session: Session, outcomes: Sequence[ScanOutcome], run: str | None = None) -> tuple[int, ...]:
    """Pages with these outcomes in order of arrival; the pages of one form that contradict each other together."""
    statement = select_columns(col(FormScan.id), col(FormScan.form_id), col(FormScan.outcome)).where(
        col(FormScan.undone_at).is_(None), col(FormScan.outcome).in_(outcomes)
    )
    if run is not None:
        statement = statement.where(col(FormScan.run) == run)
    rows = session.execute(statement.order_by(col(FormScan.id))).all()
    first: dict[int, int] = {}
    for scan_id, form_id, outcome in rows:
        if outcome == ScanOutcome.CONFLICTING:
            first.setdefault(form_id, scan_id)
    ordered = sorted(rows, key=lambda row: (first[row[1]] if row[2] == ScanOutcome.CONFLICTING else row[0], row[0]))
    return tuple(row[0] for row in ordered)


def list_runs(session: Session) -> tuple[RunRow, ...]:
    """Every run, latest first."""

    def count(*outcomes: ScanOutcome) -> Any:
        return func.sum(case((col(FormScan.outcome).in_(outcomes), 1), else_=0))

    rows = session.execute(
        select_columns(
            col(FormScan.run),
            func.min(col(FormScan.read_at)),
            func.count(),
            count(ScanOutcome.RECORDED),
            count(*OPEN),
            count(ScanOutcome.SET_ASIDE),
            count(ScanOutcome.REPEATED),
            func.count(col(FormScan.undone_at)),
        )
        .group_by(col(FormScan.run))
        .order_by(func.max(col(FormScan.id)).desc())
    ).all()
    return tuple(
        RunRow(run, started, pages, recorded, waiting, aside, repeated, is_undone=undone == pages)
        for run, started, pages, recorded, waiting, aside, repeated, undone in rows
    )


def _person_of(session: Session, form: Form) -> int | None:
    if form.person_id is None:
        return None
    person = session.get(Person, kept_id_of(session, form.person_id))
    return None if person is None or person.erased_on is not None else person.id


def _review_mark(mark: FormMark, problems: Sequence[PageProblem]) -> ReviewMark:
    features = json.loads(mark.features)
    is_asked = (
        mark.seen is MarkState.UNSURE
        or not NOT_PLACED.isdisjoint(problems)
        or (mark.seen is MarkState.BLANK and not BLANKS_DOUBTED.isdisjoint(problems))
    )
    reasons = tuple(MarkReason(word) for word in features["reasons"])
    return ReviewMark(mark.id or 0, mark.question, mark.seen, mark.decided, reasons, Rect(*features["place"]), is_asked)


def _placement_from(data: dict[str, Any] | None) -> Placement | None:
    if data is None:
        return None
    across, down = data["affine"]
    bend_x, bend_y = data["bend"]
    return Placement((tuple(across), tuple(down)), (tuple(bend_x), tuple(bend_y)))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return round(value, 3) if isinstance(value, float) else value
