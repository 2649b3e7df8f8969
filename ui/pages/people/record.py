# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that one person's page shows, read in one go, and how it reads. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models.consent.evidence import EvidenceRow
from models.consent.facts import CellKey, CellStatus
from models.consent.purposes import PurposeRow
from models.consent.register import ConsentMatrix, TimelineEntry
from models.roster.person_rows import PersonDetail
from models.terms import Activity, ConsentStatus, LegalBasis, Notice, PersonRole
from models.workspace import Workspace
from ui.item_models.people import ListedPerson
from ui.pages.people.differing import cell_difference, differing_sentences
from ui.style import labels
from ui.texts import _, format_date, join_words

_ABOUT_THE_PERSON = (Notice.NOW_DECIDES, Notice.NO_GUARDIAN_KNOWN, Notice.NO_BIRTH_DATE)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person's page. ``names`` are those of everybody who ever answered or could; ``item_ids`` their pictures.

    ``item_names`` and ``event_names``: of the files and events that single answers are about.

    ``known_on`` is set where the page shows what was known on an earlier day; ``today`` is that day then.
    """

    person: PersonDetail
    matrix: ConsentMatrix
    timeline: tuple[TimelineEntry, ...]
    names: dict[int, str]
    purposes: dict[int, PurposeRow]
    item_ids: tuple[int, ...]
    published: int
    today: date
    known_on: date | None = None
    item_names: dict[int, str] = field(default_factory=dict)
    event_names: dict[int, str] = field(default_factory=dict)
    proofs: dict[int, EvidenceRow] = field(default_factory=dict)
    """What is kept as proof of these answers, by its id."""


def load_record(workspace: Workspace, person_id: int, known_on: date | None = None) -> PersonRecord:
    """Read the page of one person, or what was known on a day; off the GUI thread. Raises ``PERSON_UNKNOWN``."""
    person = workspace.people.person(person_id)
    matrix = workspace.consent.matrix(person_id, known_on, known_on)
    timeline = workspace.consent.timeline(person_id, known_on)
    known = {person_id, *(one.person_id for one in matrix.deciders), *(entry.decider_id for entry in timeline)}
    names = workspace.people.names(known)
    items = workspace.tagging.items_of(person_id)
    return PersonRecord(
        person=person,
        matrix=matrix,
        timeline=timeline,
        names={one: names.get(one) or _("a parent or guardian") for one in known},
        purposes={one.id: one for one in workspace.purposes.purposes(include_inactive=True)},
        item_ids=items,
        published=sum(one.ended_on is None for one in workspace.publications.publications_of(items)),
        today=known_on if known_on is not None else workspace.clock.today(),
        known_on=known_on,
        item_names=_item_names(workspace, {entry.item_id for entry in timeline if entry.item_id is not None}),
        event_names=_event_names(workspace, {entry.session_id for entry in timeline if entry.session_id is not None}),
        proofs=_proofs(workspace, {entry.evidence_id for entry in timeline if entry.evidence_id is not None}),
    )


def _proofs(workspace: Workspace, evidence_ids: set[int]) -> dict[int, EvidenceRow]:
    return workspace.evidence.rows(sorted(evidence_ids)) if evidence_ids else {}


def _item_names(workspace: Workspace, item_ids: set[int]) -> dict[int, str]:
    rows = workspace.media.item_rows(sorted(item_ids)) if item_ids else {}
    return {item_id: row.path.name for item_id, row in rows.items()}


def _event_names(workspace: Workspace, session_ids: set[int]) -> dict[int, str]:
    events = workspace.sessions.list_sessions() if session_ids else ()
    return {row.id: row.name for row in events if row.id in session_ids}


def list_rows(workspace: Workspace, ids: tuple[int, ...]) -> tuple[ListedPerson, ...]:
    """Rows of the list with how many answers there are; who is only a parent or guardian needs to give none."""
    rows = workspace.people.rows(ids)
    needed = tuple(row.id for row in rows if not row.has_left and set(row.roles) - {PersonRole.GUARDIAN})
    answered = workspace.consent.count_answered(needed)
    return tuple(
        ListedPerson(row, answered.by_person[row.id], answered.asked)
        if row.id in answered.by_person
        else ListedPerson(row)
        for row in rows
    )


def person_heading(person: PersonDetail) -> str:
    """The name, or what to say where there is none."""
    return person.display_name or _("Parent or guardian (name not known)")


def person_line(record: PersonRecord) -> str:
    """Classes, roles and age in one line."""
    person = record.person
    parts = [*person.groups, *(labels.role_label(role) for role in person.roles)]
    if person.organisation:
        parts.append(person.organisation)
    if person.birth_date is not None:
        parts.append(_("born {date}").format(date=format_date(person.birth_date)))
    if person.has_left and person.left_on is not None:
        parts.append(_("left school on {date}").format(date=format_date(person.left_on)))
    return " · ".join(parts)


def deciding_line(record: PersonRecord) -> str:
    """Since or from when the person decides for themself; empty for an adult, who always does."""
    day = record.matrix.decides_from
    if day == date.min:
        return ""
    if day == date.max:
        is_pupil = PersonRole.PUPIL in record.person.roles
        return labels.notice_sentence(Notice.NO_BIRTH_DATE) if is_pupil else ""
    if day <= record.today:
        return _("Decides for themself since {date}").format(date=format_date(day))
    return _("Decides for themself from {date}; until then a parent or guardian does").format(date=format_date(day))


def person_notices(record: PersonRecord) -> tuple[str, ...]:
    """What there is to know about the person as a whole, each once."""
    found = {notice for row in record.matrix.rows for _key, cell in row.statuses for notice in cell.notices}
    wanted = (notice for notice in _ABOUT_THE_PERSON if notice in found and notice is not Notice.NO_BIRTH_DATE)
    differing = differing_sentences(
        (row_title(row.purpose), key, cell_difference(cell, record.timeline, record.names))
        for row in record.matrix.rows
        for key, cell in row.statuses
    )
    return (*(labels.notice_sentence(notice) for notice in wanted), *differing)


def row_title(purpose: PurposeRow | None) -> str:
    """The heading of a line of the matrix."""
    return _("Being recorded") if purpose is None else purpose.name


def key_text(record: PersonRecord, key: CellKey) -> str:
    """What an answer is about: "Website: photo"."""
    purpose = record.purposes.get(key.purpose_id) if key.purpose_id is not None else None
    title = _("Being recorded") if key.activity is Activity.RECORDING or purpose is None else purpose.name
    return _("{purpose}: {kind}").format(purpose=title, kind=labels.kind_label(key.kind).lower())


def needs_no_consent(purpose: PurposeRow | None) -> bool:
    """Whether a purpose rests on something else than consent, so that people object instead of saying no."""
    return purpose is not None and purpose.legal_basis is not LegalBasis.CONSENT


def cell_sentences(record: PersonRecord, key: CellKey, cell: CellStatus) -> tuple[str, ...]:
    """A cell in full: status and since when, who decided, until when, and each notice."""
    first = labels.status_sentence(cell.status, cell.since, yes_count=cell.yes_count, yes_needed=cell.yes_needed)
    lines = [f"{key_text(record, key)}. {first}."]
    if cell.status is ConsentStatus.PROTECTED:
        return tuple(lines)
    others = [record.names[one] for one in cell.decided_by if one in record.names and one != record.person.id]
    difference = cell_difference(cell, record.timeline, record.names)
    if difference:
        lines.append(difference)
    elif others:
        lines.append(_("Decided by {names}.").format(names=join_words(others)))
    elif record.person.id in cell.decided_by:
        lines.append(_("Decided for themself."))
    if cell.until is not None and cell.status is ConsentStatus.GIVEN:
        lines.append(_("Until {date}.").format(date=format_date(cell.until)))
    purpose = record.purposes.get(key.purpose_id) if key.purpose_id is not None else None
    if purpose is not None and needs_no_consent(purpose):
        lines.append(
            _("{basis}: no answer is needed, but people can object.").format(
                basis=labels.legal_basis_label(purpose.legal_basis)
            )
        )
    lines += [labels.notice_sentence(notice) for notice in cell.notices]
    return (*lines, *_event_sentences(record, key))


def _event_sentences(record: PersonRecord, key: CellKey) -> list[str]:
    """What was answered to a cell for single events, each by name."""
    latest: dict[tuple[int, int], TimelineEntry] = {}
    for entry in sorted(record.timeline, key=lambda one: (one.decided_on, one.event_id)):
        is_standing = entry.annuls_id is None and not entry.is_annulled
        if entry.key == key and entry.session_id is not None and entry.item_id is None and is_standing:
            latest[entry.session_id, entry.decider_id] = entry
    return [
        _("Only for “{event}”: {answer}, {date}.").format(
            event=record.event_names.get(session_id, ""),
            answer=labels.answer_label(entry.answer).lower(),
            date=format_date(entry.decided_on),
        )
        for (session_id, _decider_id), entry in latest.items()
    ]


def standing_entry(record: PersonRecord, key: CellKey) -> TimelineEntry | None:
    """The latest answer of a cell that still counts and is not about one item or event alone."""
    standing = (
        entry
        for entry in record.timeline
        if entry.key == key
        and entry.annuls_id is None
        and not entry.is_annulled
        and entry.item_id is None
        and entry.session_id is None
    )
    return max(standing, key=lambda entry: entry.event_id, default=None)
