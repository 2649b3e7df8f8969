# SPDX-License-Identifier: GPL-3.0-or-later
"""From the marks on a page to answers in the register, inside a transaction, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from models.consent.cells import load_facts
from models.consent.facts import CellKey
from models.consent.register import AnswerInput, ConsentService
from models.consent.unnamed_guardian import add_unnamed_guardian
from models.errors import ErrorCode, KnownError
from models.forms.form_answers import is_answered_without_paper
from models.forms.paper_and_online import PaperAndOnline, standing_events
from models.forms.questions import cell_of
from models.forms.scan_read import PageReading
from models.forms.scan_rows import NOT_COUNTING, ScanDetails, details_of, features_of, read_scan, seen_pages
from models.forms.scan_settling import settle_pages
from models.forms.scan_terms import PageProblem, ScanOutcome, SetAside
from models.settings import SettingsService
from models.store import UnitOfWork
from models.store.same_person import records_of
from models.tables import ConsentEvent, Form, FormMark, FormScan, Guardianship
from models.terms import Answer, AnswerMethod, ChangeKind, FormState, MarkState

_ANSWERS = {MarkState.YES: Answer.GIVEN, MarkState.NO: Answer.REFUSED}
_STOPS = tuple(answer for answer in Answer if answer.is_stop)
_LIVING = (FormState.ISSUED, FormState.RECEIVED, FormState.CONFLICT)


class ScanRecorder:
    """Records pages and takes them back; what becomes of all pages of a form is settled together."""

    def __init__(self, settings: SettingsService, consent: ConsentService, looks_at_all: Callable[[], bool]) -> None:
        self._settings = settings
        self._consent = consent
        self._looks_at_all = looks_at_all
        self._sources = PaperAndOnline(consent)

    def settle(self, unit: UnitOfWork, form_ids: Iterable[int | None]) -> None:
        """Give every page of these forms its outcome, record and annul what follows, and set the forms' states."""
        looks_at_all = self._looks_at_all()
        for form_id in dict.fromkeys(form_ids):
            form = None if form_id is None else unit.session.get(Form, form_id)
            if form is None or form_id is None:
                continue
            scans, pages = seen_pages(unit.session, form_id)
            outcomes = settle_pages(pages, looks_at_all=looks_at_all)
            for scan in scans:
                outcome = outcomes[scan.id or 0]
                if scan.outcome == ScanOutcome.RECORDED and outcome is not ScanOutcome.RECORDED:
                    self.annul(unit, scan)
            for scan in scans:
                outcome = outcomes[scan.id or 0]
                if outcome is ScanOutcome.RECORDED and scan.outcome != ScanOutcome.RECORDED:
                    self.record(unit, scan)
                scan.outcome = outcome
            _set_state(unit, form, set(outcomes.values()))
            unit.session.flush()
            self._sources.settle(unit, [form_id])

    def record(self, unit: UnitOfWork, scan: FormScan) -> int:
        """Record the answers of a page; gives how many. Not filled in is no answer. Raises ``SCAN_NOT_READY``."""
        page = read_scan(unit.session, scan.id or 0)
        form = unit.session.get(Form, page.form_id)
        if form is None or page.person_id is None or any(mark.state is MarkState.UNSURE for mark in page.marks):
            raise KnownError(ErrorCode.SCAN_NOT_READY)
        data = json.loads(form.questions)
        versions = {row["purpose"]: row["version"] for row in data["rows"]}
        signed = sum(has_ink for _place, has_ink in page.signatures)
        deciders = self._who_signed(unit, page.person_id, signed if data["all"] else 1, is_own=data["self"])
        said = [mark for mark in page.marks if mark.state in _ANSWERS]
        answers = [
            AnswerInput(
                person_id=page.person_id,
                key=cell_of(mark.question),
                answer=_ANSWERS[mark.state],
                decider_id=decider_id,
                method=AnswerMethod.FORM,
                language=form.language,
                evidence_id=scan.evidence_id,
                form_id=form.id,
                purpose_version_id=versions.get(cell_of(mark.question).purpose_id),
            )
            for decider_id in deciders
            for mark in said
        ]
        recorded = self._consent.record_within(unit, answers) if answers else None
        if recorded is not None:
            for mark, event_id in zip(said, recorded.event_ids, strict=False):  # the first decider's
                row = unit.session.get(FormMark, mark.id)
                assert row is not None
                row.event_id = event_id
        scan.outcome = ScanOutcome.RECORDED
        return len(answers)

    def annul(self, unit: UnitOfWork, scan: FormScan) -> None:
        """Take the answers of a page out of account."""
        events = unit.session.exec(
            select(ConsentEvent.id).where(
                ConsentEvent.evidence_id == scan.evidence_id,
                ConsentEvent.form_id == scan.form_id,
                ConsentEvent.answer != Answer.ANNULLED,
            )
        ).all()
        standing = standing_events(unit.session, {event_id or 0 for event_id in events})
        if standing:
            self._consent.annul_within(unit, sorted(standing))

    def drop(self, unit: UnitOfWork, scan: FormScan, reason: SetAside) -> None:
        """Put a page aside; what was recorded of it no longer counts."""
        if scan.outcome == ScanOutcome.RECORDED:
            self.annul(unit, scan)
        scan.outcome = ScanOutcome.SET_ASIDE
        scan.details = replace(ScanDetails.from_json(scan.details), reason=reason).to_json()
        scan.confirmed_by, scan.confirmed_at = unit.actor, unit.store.clock.now()
        unit.touch(ChangeKind.FORM, [scan.form_id or 0])
        unit.session.flush()

    def drop_rivals(self, unit: UnitOfWork, scan: FormScan) -> tuple[int, ...]:
        """Put the pages aside that contradict this one; gives them."""
        rivals = read_scan(unit.session, scan.id or 0).rivals
        for rival_id in rivals:
            rival = unit.session.get(FormScan, rival_id)
            assert rival is not None
            self.drop(unit, rival, SetAside.OTHER_SHEET)
        return rivals

    def call_back(self, unit: UnitOfWork, form_ids: Sequence[int | None]) -> None:
        """Let sheets wait again that had to make way for one that was taken back, where none stands in its place."""
        for form_id in dict.fromkeys(form_ids):
            scans = unit.session.exec(
                select(FormScan).where(FormScan.form_id == form_id, col(FormScan.undone_at).is_(None))
            ).all()
            if any(scan.outcome == ScanOutcome.RECORDED and scan.confirmed_at is not None for scan in scans):
                continue
            for scan in scans:
                if ScanDetails.from_json(scan.details).reason is SetAside.OTHER_SHEET:
                    _let_wait(scan)
        unit.session.flush()

    def bring_back(self, unit: UnitOfWork, scans: Sequence[FormScan]) -> None:
        """Let pages count again that were taken back; a page that somebody confirmed is recorded at once."""
        confirmed = []
        for scan in scans:
            since, scan.undone_at = scan.undone_at, None
            if scan.outcome in NOT_COUNTING:
                continue
            if scan.outcome == ScanOutcome.RECORDED and scan.confirmed_at is not None:
                confirmed.append(scan)
            scan.outcome = ScanOutcome.WAITING
            form = unit.session.get(Form, scan.form_id) if scan.form_id is not None else None
            if form is not None and since is not None:
                page = read_scan(unit.session, scan.id or 0)
                yes = {cell_of(mark.question) for mark in page.marks if mark.state is MarkState.YES}
                if _is_stopped(unit.session, form, page.person_id, yes, since):
                    details = ScanDetails.from_json(scan.details)
                    problems = tuple(dict.fromkeys((*details.problems, PageProblem.NEWER_ANSWER)))
                    scan.details = replace(details, problems=problems, is_signed=None).to_json()
                    scan.confirmed_by, scan.confirmed_at = "", None
        unit.session.flush()
        for scan in confirmed:
            others = [one for one in seen_pages(unit.session, scan.form_id or 0)[1] if one.is_confirmed]
            if scan.confirmed_at is None or others or read_scan(unit.session, scan.id or 0).person_id is None:
                scan.confirmed_by, scan.confirmed_at = "", None
            else:
                self.record(unit, scan)
            unit.session.flush()
        self.settle(unit, [scan.form_id for scan in scans])
        unit.touch(ChangeKind.FORM, [scan.form_id or 0 for scan in scans])

    def write_down(
        self, unit: UnitOfWork, scan: FormScan, reading: PageReading, problems: Sequence[PageProblem]
    ) -> None:
        """Keep what was read of a page whose row is there, and settle its form with it."""
        unit.session.add_all(
            FormMark(scan_id=scan.id or 0, question=pair.question, seen=pair.state, features=features_of(pair))
            for pair in reading.pairs
        )
        scan.details = details_of(reading, ScanDetails.from_json(scan.details).file, problems).to_json()
        unit.session.flush()
        self.settle(unit, [scan.form_id])
        unit.touch(ChangeKind.FORM, [scan.form_id or 0])

    def problems_of(self, unit: UnitOfWork, reading: PageReading) -> tuple[PageProblem, ...]:
        """Why a page needs a look: what is on it, and what is on record since it was handed out."""
        form = None if reading.form_id is None else unit.session.get(Form, reading.form_id)
        if form is None or not self.is_overtaken(unit, form, reading):
            return reading.problems
        return (*reading.problems, PageProblem.NEWER_ANSWER)

    def is_overtaken(self, unit: UnitOfWork, form: Form, reading: PageReading) -> bool:
        """Whether the page says yes where somebody said no in another way after the form was handed out.

        What came in online with the code of this form is compared with the page itself (`PaperAndOnline`).
        """
        cells = {cell_of(pair.question) for pair in reading.pairs if pair.state in (MarkState.YES, MarkState.UNSURE)}
        return _is_stopped(unit.session, form, reading.person_id, cells, form.issued_at)

    def change_owner(self, unit: UnitOfWork, form: Form) -> None:
        """After somebody said whose a blank form is, or took that back: look again at its pages that came in."""
        scans = unit.session.exec(
            select(FormScan).where(FormScan.form_id == form.id, col(FormScan.undone_at).is_(None))
        )
        for scan in scans.all():
            if scan.outcome == ScanOutcome.RECORDED:
                self.annul(unit, scan)
                scan.outcome, scan.confirmed_by, scan.confirmed_at = ScanOutcome.WAITING, "", None
            details = ScanDetails.from_json(scan.details)
            about_owner = (PageProblem.FORM_BLANK, PageProblem.NEWER_ANSWER)
            problems = [one for one in details.problems if one not in about_owner]
            if form.person_id is None:
                problems.insert(0, PageProblem.FORM_BLANK)
            else:
                marks = unit.session.exec(select(FormMark).where(FormMark.scan_id == scan.id))
                maybe = (MarkState.YES, MarkState.UNSURE)
                cells = {cell_of(mark.question) for mark in marks if (mark.decided or mark.seen) in maybe}
                if _is_stopped(unit.session, form, form.person_id, cells, form.issued_at):
                    problems.append(PageProblem.NEWER_ANSWER)
            scan.details = replace(details, problems=tuple(problems)).to_json()
        unit.session.flush()
        if form.person_id is None:
            self._sources.let_wait(unit, form)
        self.settle(unit, [form.id])

    def _who_signed(self, unit: UnitOfWork, person_id: int, count: int, *, is_own: bool) -> tuple[int, ...]:
        """Whose answers these are: the person's own, else those of the first guardians with a say.

        Where every guardian has to sign, as many as there are signatures.
        """
        if is_own:
            return (person_id,)
        subject = load_facts(unit.session, (person_id,), self._settings.policy(), keys=()).people[person_id].subject
        today = unit.store.clock.today()
        entitled = [one.guardian_id for one in subject.guardians if one.is_entitled_on(today)]
        if not entitled:
            known = select(Guardianship.guardian_id).where(Guardianship.pupil_id == person_id)
            return (unit.session.exec(known).first() or add_unnamed_guardian(unit, person_id),)
        return tuple(entitled[: max(1, count)])


def _is_stopped(session: Session, form: Form, person_id: int | None, cells: set[CellKey], since: datetime) -> bool:
    """Whether somebody said no to one of these cells since then, in another way than on this form."""
    if person_id is None or not cells:
        return False
    stops = session.exec(
        select(ConsentEvent).where(
            col(ConsentEvent.person_id).in_(records_of(session, (person_id,))),
            col(ConsentEvent.answer).in_(_STOPS),
            ConsentEvent.recorded_at >= since,
            col(ConsentEvent.item_id).is_(None),
            col(ConsentEvent.session_id).is_(None),
        )
    ).all()
    others = [
        event
        for event in stops
        if CellKey(event.activity, event.kind, event.purpose_id) in cells
        and not (event.form_id == form.id and _is_settled_elsewhere(event))
    ]
    return bool(_without_annulled(session, others))


def _is_settled_elsewhere(event: ConsentEvent) -> bool:
    """Whether pages of the form, or its online rows, are weighed against each other; what was typed by hand is not."""
    return event.method is AnswerMethod.ONLINE or (event.method is AnswerMethod.FORM and event.evidence_id is not None)


def _let_wait(scan: FormScan) -> None:
    scan.outcome = ScanOutcome.WAITING
    scan.confirmed_by, scan.confirmed_at = "", None
    scan.details = replace(ScanDetails.from_json(scan.details), reason=None, is_signed=None).to_json()


def _without_annulled(session: Session, events: list[ConsentEvent]) -> list[ConsentEvent]:
    standing = standing_events(session, {event.id or 0 for event in events})
    return [event for event in events if event.id in standing]


def _set_state(unit: UnitOfWork, form: Form, outcomes: set[ScanOutcome]) -> None:
    """A form that was taken back or replaced stays so, whatever comes in."""
    if form.state not in _LIVING:
        return
    if ScanOutcome.CONFLICTING in outcomes:
        state = FormState.CONFLICT
    elif ScanOutcome.RECORDED in outcomes:
        state = FormState.RECEIVED
    elif is_answered_without_paper(unit.session, form.id or 0):
        state = FormState.RECEIVED  # by telephone or online; the page that came as well is looked at
    else:
        state = FormState.ISSUED
    if state is FormState.ISSUED:
        form.received_at = None
    elif form.received_at is None:
        form.received_at = unit.store.clock.now()
    form.state = state
    unit.touch(ChangeKind.FORM, [form.id or 0])
