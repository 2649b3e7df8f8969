# SPDX-License-Identifier: GPL-3.0-or-later
"""What bringing in an export would do with each row: which count, which wait for somebody to look, and why.

Nobody is guessed. Of several rows with one code the latest counts for whoever sent it in. Where a row does not say who
answered, its yes never lifts a no that stands: that waits for a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from models.answer_lists.answer_table import ReadAnswer
from models.answer_lists.answer_terms import ImportedValue
from models.consent.cells import ConsentFacts
from models.consent.facts import AnswerFact, CellKey
from models.consent.rules import answers_in_account
from models.forms.online_table import OnlineColumns, OnlineEntry
from models.roster.names import fold_text
from models.roster.sheet import Table
from models.terms import FormState

_SELF = frozenset(
    [
        "ikzelf",
        "ik zelf",
        "zelf",
        "leerling",
        "de leerling",
        "leerling zelf",
        "de leerling zelf",
        "self",
        "myself",
        "student",
        "pupil",
        "the pupil",
    ]
)

PaperAnswers = Mapping[int, tuple[CellKey, bool]]
"""What the page of a form says, by answer on record; True is a yes."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class OnlineState(StrEnum):
    """What becomes of a row. Only ``PARKED`` and ``CONFLICT`` wait for somebody."""

    RECORDED = "recorded"
    CONFLICT = "conflict"
    PARKED = "parked"
    SUPERSEDED = "superseded"
    EMPTY = "empty"
    KNOWN = "known"
    UNDONE = "undone"
    SETTLED = "settled"


class OnlineReason(StrEnum):
    """Why a row waits for somebody to look."""

    NO_CODE = "no_code"
    UNKNOWN_CODE = "unknown_code"
    FORM_REVOKED = "form_revoked"
    FORM_REPLACED = "form_replaced"
    FORM_BLANK = "form_blank"
    PERSON_GONE = "person_gone"
    DATE_UNREADABLE = "date_unreadable"
    DATE_BEFORE_BIRTH = "date_before_birth"
    ANSWERS_DIFFER = "answers_differ"
    AGAINST_NO = "against_no"
    GUARDIANS_DIFFER = "guardians_differ"
    PAPER_DIFFERS = "paper_differs"


class OnlineGroup(StrEnum):
    """Rows as a person reads them in a preview: each is in one group."""

    NEW = "new"
    CHANGED = "changed"
    LOOK = "look"
    UNKNOWN_CODE = "unknown_code"
    UNREADABLE = "unreadable"
    NOT_PLACED = "not_placed"
    SEVERAL = "several"
    EMPTY = "empty"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form on record as a row's code names it. ``person_id`` None: that person is gone, or it is blank."""

    form_id: int
    person_id: int | None
    state: FormState
    language: str
    versions: Mapping[int, int | None]
    deciders: Mapping[str, int | None]
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """One row with what becomes of it.

    ``held`` are answers of it that wait, ``answers`` those that are recorded; of these ``kept_back`` do not count until
    a person has looked, for the paper form says otherwise. ``changes``: something on record says otherwise.
    """

    state: OnlineState
    entry: OnlineEntry
    form: KnownForm | None = None
    decider_id: int | None = None
    reason: OnlineReason | None = None
    answers: tuple[ReadAnswer, ...] = ()
    held: tuple[ReadAnswer, ...] = ()
    kept_back: tuple[ReadAnswer, ...] = ()
    changes: bool = False

    @property
    def group(self) -> OnlineGroup:
        """Where a preview shows it."""
        if self.state is OnlineState.PARKED:
            return _GROUP_OF_REASON.get(self.reason, OnlineGroup.NOT_PLACED)
        if self.state is OnlineState.RECORDED:
            return OnlineGroup.CHANGED if self.changes else OnlineGroup.NEW
        return _GROUP_OF_STATE[self.state]


_GROUP_OF_REASON: Mapping[OnlineReason | None, OnlineGroup] = {
    OnlineReason.NO_CODE: OnlineGroup.UNKNOWN_CODE,
    OnlineReason.UNKNOWN_CODE: OnlineGroup.UNKNOWN_CODE,
    OnlineReason.DATE_UNREADABLE: OnlineGroup.UNREADABLE,
    OnlineReason.DATE_BEFORE_BIRTH: OnlineGroup.UNREADABLE,
    OnlineReason.ANSWERS_DIFFER: OnlineGroup.LOOK,
}
_GROUP_OF_STATE = {
    OnlineState.CONFLICT: OnlineGroup.LOOK,
    OnlineState.SUPERSEDED: OnlineGroup.SEVERAL,
    OnlineState.EMPTY: OnlineGroup.EMPTY,
    OnlineState.KNOWN: OnlineGroup.KNOWN,
    OnlineState.UNDONE: OnlineGroup.KNOWN,
    OnlineState.SETTLED: OnlineGroup.KNOWN,
}


@dataclass(frozen=True, slots=True)
class OnlinePlan:
    """Everything that bringing in an export would do; nothing is written."""

    name: str
    rows: tuple[PlannedEntry, ...]
    table: Table
    columns: OnlineColumns

    @property
    def counts(self) -> dict[OnlineState, int]:
        """How many rows there are in each state."""
        tally = Counter(row.state for row in self.rows)
        return {state: tally[state] for state in OnlineState if state not in (OnlineState.UNDONE, OnlineState.SETTLED)}

    @property
    def groups(self) -> dict[OnlineGroup, int]:
        """How many rows there are in each group of a preview."""
        tally = Counter(row.group for row in self.rows)
        return {group: tally[group] for group in OnlineGroup}

    @property
    def answer_count(self) -> int:
        """How many answers would be recorded and count."""
        return sum(len(row.answers) - len(row.kept_back) for row in self.rows)


def plan_entries(
    entries: Sequence[OnlineEntry],
    forms: Mapping[str, KnownForm],
    known: frozenset[str],
    facts: ConsentFacts,
    births: Mapping[int, date | None],
    paper: Mapping[int, PaperAnswers] | None = None,
) -> tuple[PlannedEntry, ...]:
    """What becomes of each row, in order.

    ``known`` are digests that were brought in before; ``paper`` is what the pages of forms say, by form.
    """
    found = []
    seen = set(known)
    for entry in entries:
        if entry.digest in seen:
            found.append(PlannedEntry(OnlineState.KNOWN, entry))
            continue
        seen.add(entry.digest)
        found.append(_first_look(entry, forms, births))
    _settle_rows_of_one_form(found, facts, paper or {})
    return tuple(_beside_paper(one, paper or {}) for one in found)


def mark_changes(rows: Sequence[PlannedEntry], facts: ConsentFacts, today: date) -> tuple[PlannedEntry, ...]:
    """Tell of each row whether it says otherwise than what is on record today."""
    found = []
    for one in rows:
        person_id = None if one.form is None else one.form.person_id
        if one.state is OnlineState.RECORDED and person_id in facts.people:
            statuses = ((facts.status_of(person_id, answer.key, today).status, answer) for answer in one.answers)
            changes = any(
                status.is_stop if answer.value is ImportedValue.YES else status.is_yes for status, answer in statuses
            )
            found.append(replace(one, changes=changes))
        else:
            found.append(one)
    return tuple(found)


def yes_against_no(
    facts: ConsentFacts, person_id: int, day: date, answers: Sequence[ReadAnswer], leaving_out: Container[int] = ()
) -> tuple[ReadAnswer, ...]:
    """Each yes of nobody in particular that would lift a no. ``leaving_out``: answers that are dealt with elsewhere."""
    subject = facts.people[person_id].subject
    if subject.decides_on(day):
        return ()
    entitled = [guardian.guardian_id for guardian in subject.guardians if guardian.is_entitled_on(day)]
    return tuple(
        answer
        for answer in answers
        if answer.value is ImportedValue.YES and _stopped_by_other(facts, person_id, answer.key, entitled, leaving_out)
    )


def hold_back(one: PlannedEntry, facts: ConsentFacts, on_paper: Container[int] = ()) -> PlannedEntry:
    """Take out each yes that would lift a no without the row saying whose answer it is.

    ``on_paper``: answers on the paper of this very form, which are compared apart.
    """
    person_id = None if one.form is None else one.form.person_id
    if person_id is None or one.decider_id is not None or person_id not in facts.people:
        return one
    assert one.entry.completed is not None
    held = yes_against_no(facts, person_id, one.entry.completed.date(), one.answers, on_paper)
    if not held:
        return one
    rest = tuple(answer for answer in one.answers if answer not in held)
    return replace(one, state=OnlineState.CONFLICT, reason=OnlineReason.AGAINST_NO, answers=rest, held=held)


def _first_look(entry: OnlineEntry, forms: Mapping[str, KnownForm], births: Mapping[int, date | None]) -> PlannedEntry:
    form = None if entry.number is None else forms.get(entry.number)
    reason: OnlineReason | None = None
    if form is None:
        reason = OnlineReason.UNKNOWN_CODE if entry.code else OnlineReason.NO_CODE
    elif form.person_id is None and not form.is_blank:
        reason = OnlineReason.PERSON_GONE
    elif form.state is FormState.REVOKED:
        reason = OnlineReason.FORM_REVOKED
    elif form.state is FormState.REPLACED:
        reason = OnlineReason.FORM_REPLACED
    elif form.person_id is None:
        reason = OnlineReason.FORM_BLANK
    elif entry.completed is None:
        reason = OnlineReason.DATE_UNREADABLE
    elif (births.get(form.person_id) or date.min) > entry.completed.date():
        reason = OnlineReason.DATE_BEFORE_BIRTH
    elif entry.differs:
        reason = OnlineReason.ANSWERS_DIFFER
    if reason is not None:
        return PlannedEntry(OnlineState.PARKED, entry, form, reason=reason, held=entry.answers)
    assert form is not None
    if not entry.answers:
        return PlannedEntry(OnlineState.EMPTY, entry, form)
    return PlannedEntry(OnlineState.RECORDED, entry, form, decider_of(form, entry.who), answers=entry.answers)


def decider_of(form: KnownForm, who: str) -> int | None:
    """Who answered, where what the row says of that fits one person of this family alone."""
    folded = fold_text(who)
    if not folded:
        return None
    return form.person_id if folded in _SELF else form.deciders.get(folded)


def _settle_rows_of_one_form(found: list[PlannedEntry], facts: ConsentFacts, paper: Mapping[int, PaperAnswers]) -> None:
    """Of each sender the latest row counts; what differs between senders goes by the strictest, and is looked at."""
    by_form: dict[int, dict[object, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, one in enumerate(found):
        if one.state is OnlineState.RECORDED and one.form is not None:
            sender = one.decider_id if one.decider_id is not None else fold_text(one.entry.who)
            by_form[one.form.form_id][sender].append(at)
    for form_id, senders in by_form.items():
        latest = []
        for places in senders.values():
            *earlier, last = sorted(places, key=lambda at: (found[at].entry.completed or _LONG_AGO, at))
            for at in earlier:
                found[at] = replace(found[at], state=OnlineState.SUPERSEDED, answers=())
            latest.append(last)
        refused = {answer.key for at in latest for answer in found[at].answers if answer.value is ImportedValue.NO}
        for at in latest:
            one = found[at]
            if one.decider_id is None and len(latest) > 1:
                held = tuple(a for a in one.answers if a.value is ImportedValue.YES and a.key in refused)
                if held:
                    rest = tuple(a for a in one.answers if a not in held)
                    reason = OnlineReason.GUARDIANS_DIFFER
                    one = replace(one, state=OnlineState.CONFLICT, reason=reason, answers=rest, held=held)
            if one.state is OnlineState.RECORDED:
                one = hold_back(one, facts, paper.get(form_id, {}))
            found[at] = one


def _beside_paper(one: PlannedEntry, paper: Mapping[int, PaperAnswers]) -> PlannedEntry:
    """Flag a row that says otherwise than the paper of its form (`settle_sources` does so once it is on record)."""
    if one.state not in (OnlineState.RECORDED, OnlineState.CONFLICT) or one.form is None:
        return one
    on_paper = dict(paper.get(one.form.form_id, {}).values())
    says_yes = {answer.key: answer.value is ImportedValue.YES for answer in one.answers}
    if not any(on_paper.get(key, yes) is not yes for key, yes in says_yes.items()):
        return one
    kept_back = tuple(answer for answer in one.answers if says_yes[answer.key] and not on_paper.get(answer.key, True))
    reason = one.reason or OnlineReason.PAPER_DIFFERS
    return replace(one, state=OnlineState.CONFLICT, reason=reason, kept_back=kept_back)


def _stopped_by_other(
    facts: ConsentFacts, person_id: int, key: CellKey, entitled: Sequence[int], leaving_out: Container[int]
) -> bool:
    """Whether a no stands that the sender of a row may not be the one to lift: only a lone guardian lifts their own."""
    standing = [
        fact
        for fact in answers_in_account(facts.people[person_id].answers.get(key, ()))
        if fact.item_id is None and fact.session_id is None and fact.event_id not in leaving_out
    ]
    latest: dict[int, AnswerFact] = {}
    for fact in standing:
        before = latest.get(fact.decider_id)
        if before is None or _order(fact) > _order(before):
            latest[fact.decider_id] = fact
    stops = {decider for decider, fact in latest.items() if fact.answer.is_stop}
    return bool(stops) and not (len(entitled) == 1 and stops == set(entitled))


def _order(fact: AnswerFact) -> tuple[date, bool, int]:
    return fact.decided_on, fact.answer.is_stop, fact.event_id
