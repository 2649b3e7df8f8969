# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything the page shows about one event, read in one go. No widgets."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow
from models.consent.session_answers import SessionAnswer, read_session_answers
from models.media.session_rows import SessionDetail
from models.media.sessions import SessionOffer
from models.publishing.chances import PurposeChance
from models.roster.person_rows import PersonRow
from models.terms import Activity, Answer, ConsentStatus, MediaKind
from models.workspace import Workspace
from ui.style import labels
from ui.style.chance_labels import missing_label
from ui.texts import _, format_date, join_words


@dataclass(frozen=True)
class EventContents:
    """One event. ``chance`` is None where no purpose is used for this kind of recording."""

    detail: SessionDetail
    expected_ids: tuple[int, ...]
    people: dict[int, PersonRow]
    photographer: str
    purposes: tuple[PurposeRow, ...]
    purpose: PurposeRow | None
    kind: MediaKind
    chance: PurposeChance | None
    answers: dict[int, tuple[SessionAnswer, ...]]
    offer: SessionOffer
    today: date

    @cached_property
    def missing(self) -> dict[int, ConsentStatus]:
        """What there is so far of each of those who are to be asked first."""
        return {one.person_id: one.status for one in self.chance.ask} if self.chance is not None else {}

    @property
    def session_id(self) -> int:
        """Which event."""
        return self.detail.row.id

    @property
    def day(self) -> date:
        """The day on which it is asked who may be in the picture: that of the event where it is still to come."""
        return max(self.detail.row.day or self.today, self.today)

    def name(self, person_id: int) -> str:
        """How somebody is called."""
        row = self.people.get(person_id)
        return row.display_name if row is not None and row.display_name else _("a parent or guardian")

    def words_about(self, person_id: int) -> str:
        """What tells somebody apart: company, class or role."""
        row = self.people.get(person_id)
        return "" if row is None else person_words(row)

    def missing_text(self, person_id: int) -> str:
        """What there is so far of somebody who is to be asked first; empty for the others."""
        status = self.missing.get(person_id)
        return "" if status is None else missing_label(status)

    def answers_text(self, person_id: int) -> str:
        """The answers that somebody gave for this event only."""
        names = {purpose.id: purpose.name for purpose in self.purposes}
        by_answer: dict[Answer, list[str]] = defaultdict(list)
        for one in self.answers.get(person_id, ()):
            title = _("Being recorded") if one.key.purpose_id is None else names.get(one.key.purpose_id, "")
            text = _("{purpose}: {kind}").format(purpose=title, kind=labels.kind_label(one.key.kind).lower())
            if text not in by_answer[one.answer]:
                by_answer[one.answer].append(text)
        return "; ".join(
            _("{answer}: {what}").format(answer=labels.answer_label(answer), what=join_words(found))
            for answer, found in by_answer.items()
        )


def person_words(row: PersonRow) -> str:
    """What tells somebody apart: company and role, else class, else role."""
    roles = join_words([labels.role_label(role) for role in row.roles])
    if row.organisation:
        return _("{organisation} ({role})").format(role=roles.lower(), organisation=row.organisation)
    return ", ".join(row.groups) or roles


def load_event(
    workspace: Workspace, session_id: int, purpose_id: int | None = None, kind: MediaKind = MediaKind.PHOTO
) -> EventContents:
    """Read one event; without a purpose its own is looked at, else the first. Raises ``SESSION_UNKNOWN``."""
    detail = workspace.sessions.session(session_id)
    expected = workspace.sessions.expected_people(session_id)
    today = workspace.clock.today()
    purposes = workspace.purposes.purposes()
    wanted = (purpose_id, detail.purpose_id, purposes[0].id if purposes else None)
    by_id = {purpose.id: purpose for purpose in purposes}
    purpose = next((by_id[one] for one in wanted if one in by_id), None)
    day = max(detail.row.day or today, today)
    chances: tuple[PurposeChance, ...] = ()
    if purpose is not None:
        chances = workspace.chances.for_people(expected, (purpose.id,), (kind,), day, session_id)
    answers: dict[int, list[SessionAnswer]] = defaultdict(list)
    for one in read_session_answers(workspace.store, session_id):
        answers[one.person_id].append(one)
    known = {*expected, *detail.absent_ids, *answers}
    photographer = () if detail.photographer_id is None else (detail.photographer_id,)
    return EventContents(
        detail=detail,
        expected_ids=expected,
        people={row.id: row for row in workspace.people.rows(sorted(known))},
        photographer="".join(workspace.people.names(photographer).values()),
        purposes=purposes,
        purpose=purpose,
        kind=kind,
        chance=chances[0] if chances else None,
        answers={person_id: tuple(found) for person_id, found in answers.items()},
        offer=workspace.sessions.offer(session_id),
        today=today,
    )


def keys_to_ask(contents: EventContents) -> tuple[CellKey, ...]:
    """What an answer for this event is most likely about: what is on show."""
    if contents.purpose is None:
        return ()
    return (CellKey(Activity.PUBLICATION, contents.kind, contents.purpose.id),)


def day_text(day: date) -> str:
    """For which day the counts are."""
    return _("Counted for {day}").format(day=format_date(day))
