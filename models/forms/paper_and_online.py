# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of one form that came on paper and online: both are recorded, and what differs is kept back for a person.

Keeping back is an annulment, counting again an annulment of that: what came in stays in the history whatever a person
decides. Everything is worked out anew from what is on record, in the transaction of whatever changed it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.answer_lists.answer_terms import ImportedValue
from models.answer_lists.kept_row import KeptRow
from models.consent.facts import CellKey
from models.consent.register import ConsentService
from models.forms.form_answers import is_answered_without_paper
from models.forms.online_plan import OnlineReason, OnlineState, PaperAnswers
from models.forms.scan_terms import ScanOutcome
from models.forms.source_settling import OnlineWord, SettledSources, settle_sources
from models.store import UnitOfWork
from models.tables import ConsentEvent, Form, FormScan, OnlineRow
from models.terms import Answer, ChangeKind, FormState

IN_ACCOUNT = (OnlineState.RECORDED.value, OnlineState.CONFLICT.value, OnlineState.SETTLED.value)
"""States of rows whose answers count."""
_LIVING = (FormState.ISSUED, FormState.RECEIVED, FormState.CONFLICT)
_CHUNK = 5_000


@dataclass(slots=True)
class _Sources:
    """Everything of one form: its rows, and the answers of its page by event.

    ``counted``: answers that stand, or are kept back here; one that somebody corrected by hand is not among them.
    """

    rows: list[tuple[OnlineRow, KeptRow]] = field(default_factory=list)
    paper: dict[int, tuple[CellKey, bool]] = field(default_factory=dict)
    counted: set[int] = field(default_factory=set)

    def settle(self) -> SettledSources:
        paper = dict(answer for event, answer in self.paper.items() if event in self.counted)
        return settle_sources(paper, [_word(row, kept, self.counted) for row, kept in self.active()])

    def events(self) -> set[int]:
        return {*self.paper, *(event for _row, kept in self.active() for event in kept.events)}

    def active(self) -> list[tuple[OnlineRow, KeptRow]]:
        return [(row, kept) for row, kept in self.rows if row.state in IN_ACCOUNT]

    def held(self) -> dict[int, int]:
        return {event: annulment for _row, kept in self.rows for event, annulment in kept.kept_back}


class PaperAndOnline:
    """Keeps both in step; call `settle` after anything about a form's pages or rows has changed."""

    def __init__(self, consent: ConsentService) -> None:
        self._consent = consent

    def settle(self, unit: UnitOfWork, form_ids: Iterable[int | None]) -> None:
        """Keep back what differs, let count again what no longer does, and set the states of rows and forms.

        Forms without a row of an online form are left alone.
        """
        unit.session.flush()
        found = _load_rows(unit.session, {one for one in form_ids if one is not None})
        if not found:
            return
        for form_id, answers in load_paper_events(unit.session, found).items():
            found[form_id].paper = answers
        standing = standing_events(unit.session, {event for one in found.values() for event in one.events()})
        for sources in found.values():
            sources.counted = sources.events() & (standing | sources.held().keys())
        settled = {form_id: sources.settle() for form_id, sources in found.items()}
        self._keep_back(unit, found, settled)
        conflicting, recorded = (_forms_with(unit.session, found, one) for one in _TOLD)
        forms = {form.id: form for form in unit.session.exec(select(Form).where(col(Form.id).in_(list(found))))}
        for form_id, sources in found.items():
            _set_row_states(sources, settled[form_id])
            form = forms.get(form_id)
            if form is not None and form.state in _LIVING:
                is_open = bool(settled[form_id].waiting) or form_id in conflicting
                _set_form_state(unit, form, sources, is_open=is_open, is_on_paper=form_id in recorded)
        unit.session.flush()
        unit.touch(ChangeKind.FORM, list(found))

    def let_wait(self, unit: UnitOfWork, form: Form) -> None:
        """The form is nobody's any more: what its rows said no longer counts, and waits for a person again."""
        rows = _load_rows(unit.session, [form.id or 0]).get(form.id or 0, _Sources()).active()
        told = [(row, kept) for row, kept in rows if kept.events]
        standing = standing_events(unit.session, {event for _row, kept in told for event in kept.events})
        if standing:
            self._consent.annul_within(unit, sorted(standing))
        for row, kept in told:
            again = replace(
                kept, reason=OnlineReason.FORM_BLANK.value, events=(), said=(), held=(*kept.said, *kept.held),
                before=None, kept_back=(), differs=False, counting=None,
            )  # fmt: skip
            row.state, row.content = OnlineState.PARKED.value, again.to_json()
        unit.session.flush()

    def _keep_back(
        self, unit: UnitOfWork, found: Mapping[int, _Sources], settled: Mapping[int, SettledSources]
    ) -> None:
        wanted = {event for form_id, one in found.items() for event in _events_kept_back(one, settled[form_id])}
        held = {event: annulment for one in found.values() for event, annulment in one.held().items()}
        in_account = {event for one in found.values() for event in one.events()}
        released = [event for event in held if event not in wanted and event in in_account]
        standing = standing_events(unit.session, {held[event] for event in released})
        again = [held[event] for event in released if held[event] in standing]
        if again:
            self._consent.annul_within(unit, again)
        fresh = standing_events(unit.session, wanted - held.keys())
        kept = {event: held[event] for event in wanted if event in held}
        if fresh:
            made = self._consent.annul_within(unit, sorted(fresh)).event_ids
            statement = select(ConsentEvent.annuls_id, ConsentEvent.id).where(col(ConsentEvent.id).in_(made))
            kept.update((event or 0, annulment or 0) for event, annulment in unit.session.exec(statement))
        for form_id, one in found.items():
            _note_kept_back(one, settled[form_id], kept)


_TOLD = (ScanOutcome.CONFLICTING, ScanOutcome.RECORDED)


def load_paper_events(session: Session, form_ids: Collection[int]) -> dict[int, dict[int, tuple[CellKey, bool]]]:
    """By form: the answers of the page that counts, by event; those that were kept back are among them."""
    pages = session.exec(
        select(FormScan.form_id, FormScan.evidence_id).where(
            col(FormScan.form_id).in_(form_ids),
            FormScan.outcome == ScanOutcome.RECORDED,
            col(FormScan.undone_at).is_(None),
            col(FormScan.evidence_id).is_not(None),
        )
    ).all()
    form_of = {evidence: form_id for form_id, evidence in pages}
    events = session.exec(
        select(ConsentEvent).where(col(ConsentEvent.evidence_id).in_(form_of), ConsentEvent.answer != Answer.ANNULLED)
    ).all()
    found: dict[int, dict[int, tuple[CellKey, bool]]] = defaultdict(dict)
    latest: dict[tuple[int, CellKey, int], int] = {}
    for event in sorted(events, key=lambda event: event.id or 0):
        form_id = form_of[event.evidence_id]
        if form_id is None or event.form_id != form_id:
            continue
        key = CellKey(event.activity, event.kind, event.purpose_id)
        before = latest.get((form_id, key, event.decider_id))
        if before is not None:  # the page was taken back and recorded again
            del found[form_id][before]
        latest[form_id, key, event.decider_id] = event.id or 0
        found[form_id][event.id or 0] = (key, not event.answer.is_stop)
    return found


def paper_answers(session: Session, form_ids: Collection[int]) -> dict[int, PaperAnswers]:
    """By form: what its page says, as a row of an online form is compared with it."""
    found = load_paper_events(session, form_ids)
    rows = _load_rows(session, found)
    standing = standing_events(session, {event for events in found.values() for event in events})
    counted = standing.union(*(one.held() for one in rows.values()))
    return {
        form_id: {event: answer for event, answer in events.items() if event in counted}
        for form_id, events in found.items()
    }


def standing_events(session: Session, event_ids: Collection[int]) -> set[int]:
    """Those of these answers that were not taken out of account; an annulment can be annulled itself."""
    above: dict[int, list[int]] = {}
    level = set(event_ids)
    while level:
        ids, following = sorted(level), set()
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            statement = select(ConsentEvent.annuls_id, ConsentEvent.id).where(col(ConsentEvent.annuls_id).in_(chunk))
            for annulled, annulment in session.exec(statement):
                above.setdefault(annulled or 0, []).append(annulment or 0)
                following.add(annulment or 0)
        level = following

    def stands(event_id: int) -> bool:
        return not any(stands(annulment) for annulment in above.get(event_id, ()))

    return {event_id for event_id in event_ids if stands(event_id)}


def _load_rows(session: Session, form_ids: Collection[int]) -> dict[int, _Sources]:
    found: dict[int, _Sources] = {}
    ids = sorted(form_ids)
    for start in range(0, len(ids), _CHUNK):
        statement = select(OnlineRow).where(col(OnlineRow.form_id).in_(ids[start : start + _CHUNK]))
        for row in session.exec(statement.order_by(col(OnlineRow.id))):
            found.setdefault(row.form_id or 0, _Sources()).rows.append((row, KeptRow.from_json(row.content)))
    return found


def _word(row: OnlineRow, kept: KeptRow, counted: Collection[int]) -> OnlineWord:
    pairs = zip(kept.events, kept.said, strict=False)
    said = {one.key: one.value is ImportedValue.YES for event, one in pairs if event in counted}
    moment = 0.0 if row.completed_at is None else row.completed_at.timestamp()
    return OnlineWord(row.id or 0, kept.sender, moment, said, kept.counting)


def _events_kept_back(sources: _Sources, settled: SettledSources) -> set[int]:
    wanted = {event for event, (key, _yes) in sources.paper.items() if key in settled.paper}
    for row, kept in sources.active():
        keys = settled.rows.get(row.id or 0, frozenset())
        wanted |= {event for event, one in zip(kept.events, kept.said, strict=False) if one.key in keys}
    return wanted


def _note_kept_back(sources: _Sources, settled: SettledSources, kept_back: Mapping[int, int]) -> None:
    """Write at each row which answers its difference keeps back; those of the paper stand at the first such row."""
    told: set[int] = set()
    for place, (row, kept) in enumerate(sources.rows):
        keys = settled.differing.get(row.id or 0, frozenset())
        mine = {event for event, one in zip(kept.events, kept.said, strict=False) if one.key in keys}
        mine |= {event for event, (key, _yes) in sources.paper.items() if key in keys}
        pairs = tuple((event, kept_back[event]) for event in sorted(mine - told) if event in kept_back)
        told |= mine
        if pairs != kept.kept_back:
            sources.rows[place] = (row, replace(kept, kept_back=pairs))


def _set_row_states(sources: _Sources, settled: SettledSources) -> None:
    for row, kept in sources.rows:
        told = kept
        if row.state in IN_ACCOUNT:
            is_open = (row.id or 0) in settled.waiting
            if is_open and not kept.differs:
                told = replace(kept, differs=True, before=row.state)
                row.state = OnlineState.CONFLICT.value
            elif not is_open and kept.differs:
                told = replace(kept, differs=False, before=None)
                row.state = kept.before or OnlineState.RECORDED.value
        text = told.to_json()
        if text != row.content:
            row.content = text


def _set_form_state(unit: UnitOfWork, form: Form, sources: _Sources, *, is_open: bool, is_on_paper: bool) -> None:
    answered = [row.completed_at for row, kept in sources.active() if kept.events]
    before = form.state
    if is_open:
        form.state = FormState.CONFLICT
    elif is_on_paper or answered or is_answered_without_paper(unit.session, form.id or 0):
        form.state = FormState.RECEIVED
    elif form.state is FormState.CONFLICT or any(kept.is_first for _row, kept in sources.rows):
        form.state = FormState.ISSUED
    if form.state is FormState.ISSUED:
        form.received_at = None
    elif form.received_at is None:
        form.received_at = min((one for one in answered if one is not None), default=None) or unit.store.clock.now()
    if form.state is not before:
        unit.touch(ChangeKind.FORM, [form.id or 0])


def _forms_with(session: Session, form_ids: Iterable[int], outcome: ScanOutcome) -> set[int]:
    statement = select_columns(col(FormScan.form_id)).where(
        col(FormScan.form_id).in_(list(form_ids)), col(FormScan.outcome) == outcome, col(FormScan.undone_at).is_(None)
    )
    return {one for one in session.execute(statement.group_by(col(FormScan.form_id))).scalars() if one is not None}
