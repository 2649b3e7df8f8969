# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the invented school into a register, with the same services that a real school uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.consent.register import AnswerInput
from models.demo.form_round import start_form_round
from models.demo.pictures import DrawnPicture, draw_pictures
from models.demo.school import load_school
from models.demo.values import DemoAnswer, DemoSchool
from models.errors import BugError
from models.media.session_rows import SessionInput
from models.media.tagging import TagInput
from models.policy import load_policy, school_year_of
from models.progress import Progress
from models.publishing.exports import ExportRequest
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Activity
from models.workspace import Workspace

_COPIES = "exports"
# The invented school is a Dutch one: what it noted about families is in Dutch, whatever the window speaks.
_RELATIONS = {"mother": "moeder", "father": "vader", "uncle": "oom", "aunt": "tante"}
_CONTACT = "info@deklaproos.example"


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """What was made: where the pictures are, and how much of everything."""

    folder: Path
    people: int
    answers: int
    pictures: int
    publications: int
    tasks: int


def build_demo(workspace: Workspace, folder: Path, progress: Progress | None = None) -> DemoOutcome:
    """Fill an empty register with the invented school and draw its pictures into ``folder``.

    Raises ``FOLDER_UNWRITABLE``, ``DISK_FULL`` or ``CANCELLED``; what was written by then stays. Everything is entered
    in the name of somebody of the invented school.
    """
    school = load_school(workspace.clock.today())
    own_actor, workspace.store.actor = workspace.store.actor, school.actor
    try:
        return _build(workspace, school, folder, _Steps(progress, len(school.scenes), len(school.people)))
    finally:
        workspace.store.actor = own_actor


class _Steps:
    """Turns drawing pictures and adding people into one progress; ten people take as long as one picture."""

    def __init__(self, progress: Progress | None, pictures: int, people: int) -> None:
        self._progress = progress if progress is not None else Progress()
        self._pictures = pictures
        self._total = pictures + people // 10 + 1
        self.drawing = Progress(lambda done, _total: self._tell(done), self._progress.cancel)

    def tell_added(self, people: int) -> None:
        """So many people are in the register."""
        self._tell(min(self._pictures + people // 10, self._total - 1))

    def tell_done(self) -> None:
        """Nothing is left to do."""
        self._tell(self._total)

    def _tell(self, done: int) -> None:
        self._progress.report(done, self._total)


def _build(workspace: Workspace, school: DemoSchool, folder: Path, steps: _Steps) -> DemoOutcome:
    pictures = draw_pictures(school, folder, steps.drawing)
    people = _add_people(workspace, school, steps)
    purposes = {purpose.key: purpose.id for purpose in workspace.purposes.purposes()}
    # What was published was ready at the time: answers that changed it come after the publications.
    stops = [answer for answer in school.answers if answer.answer.is_stop]
    yeses = [answer for answer in school.answers if not answer.answer.is_stop]
    before = [answer for answer in stops if answer.decided_on <= _last_publication(school)]
    after = [answer for answer in stops if answer not in before]
    workspace.consent.record_answers(_answers([*yeses, *before], people, purposes))
    by_day: dict[date, list[tuple[int, CellKey]]] = defaultdict(list)
    for request in school.requests:
        key = CellKey(Activity.PUBLICATION, request.kind, purposes[request.purpose_key])
        by_day[request.asked_on].append((people[request.person_key], key))
    for asked_on, asked in sorted(by_day.items()):
        workspace.consent.record_asked(asked, asked_on)
    _add_events(workspace, school, people, purposes)
    items = _take_in(workspace, pictures)
    _name_people(workspace, school, pictures, people, items)
    published = _publish(workspace, school, folder, purposes, items)
    workspace.consent.record_answers(_answers(after, people, purposes))
    start_form_round(workspace, school, people, _CONTACT)
    steps.tell_done()
    return DemoOutcome(
        folder, len(people), len(school.answers), len(pictures), published, workspace.takedowns.count_open()
    )


def _add_people(workspace: Workspace, school: DemoSchool, steps: _Steps) -> dict[str, int]:
    """Set the school up and add its people; gives their ids by key."""
    policy = load_policy(school.country)
    workspace.settings.change_policy(policy)
    workspace.settings.change_school(
        School(school.name, school.country, school_year_of(school.today, policy), contact=_CONTACT), is_sample=True
    )
    workspace.purposes.add_purposes(
        tuple(
            PurposeInput(one.key, one.name, one.audience, one.legal_basis, wording=one.wording)
            for one in school.purposes
        )
    )
    groups = {one.key: workspace.groups.add_group(one.name, one.kind).value for one in school.groups}
    people: dict[str, int] = {}
    for person in school.people:
        entered = PersonInput(
            given_name=person.given_name,
            name_prefix=person.name_prefix,
            family_name=person.family_name,
            birth_date=person.birth_date,
            email=person.email,
            language=person.language,
            organisation=person.organisation,
            pupil_number=person.pupil_number or None,
            roles=(person.role,),
            group_ids=tuple(groups[key] for key in person.group_keys),
        )
        people[person.key] = workspace.people.add_person(entered).value
        steps.tell_added(len(people))
    for person in school.people:
        for guardian in person.guardians:
            workspace.people.add_guardian(
                people[person.key],
                people[guardian.guardian_key],
                relation=_RELATIONS.get(guardian.relation, guardian.relation),
                has_authority=guardian.has_authority,
            )
        if person.is_protected:
            workspace.people.set_protected(people[person.key], True, person.protected_reason)
        if person.left_on is not None:
            workspace.people.set_left(people[person.key], person.left_on)
    return people


def _add_events(workspace: Workspace, school: DemoSchool, people: dict[str, int], purposes: dict[str, int]) -> None:
    """Put the events on record; the pictures fall into them by their capture time."""
    by_name = {row.name: row.id for row in workspace.groups.list_groups()}
    groups = {one.key: by_name[one.name] for one in school.groups}
    for event in school.events:
        photographer, purpose = event.photographer_key, event.purpose_key
        starts_at, ends_at = (None, None) if event.hours is None else (time(hour) for hour in event.hours)
        workspace.sessions.add_session(
            SessionInput(
                event.name,
                event.place,
                event.day,
                starts_at=starts_at,
                ends_at=ends_at,
                photographer_id=None if photographer is None else people[photographer],
                purpose_id=None if purpose is None else purposes[purpose],
                group_ids=tuple(groups[key] for key in event.group_keys),
                person_ids=tuple(people[key] for key in event.person_keys),
            )
        )


def _answers(
    answers: Sequence[DemoAnswer], people: dict[str, int], purposes: dict[str, int]
) -> tuple[AnswerInput, ...]:
    return tuple(
        AnswerInput(
            person_id=people[one.person_key],
            key=(
                CellKey(Activity.RECORDING, one.kind)
                if one.purpose_key is None
                else CellKey(Activity.PUBLICATION, one.kind, purposes[one.purpose_key])
            ),
            answer=one.answer,
            decider_id=people[one.decider_key],
            decided_on=one.decided_on,
            valid_until=one.valid_until,
            method=one.method,
            note=one.note,
        )
        for one in answers
    )


def _take_in(workspace: Workspace, pictures: Sequence[DrawnPicture]) -> dict[str, int]:
    """Take the pictures in; gives item ids by scene key."""
    read, skipped = workspace.media.read_files([picture.path for picture in pictures])
    if skipped:
        raise BugError("a drawn picture cannot be read")
    taken = {one.path: one.item_id for one in workspace.media.take_in(read).value}
    return {picture.scene_key: taken[picture.path] for picture in pictures}


def _name_people(
    workspace: Workspace,
    school: DemoSchool,
    pictures: Sequence[DrawnPicture],
    people: dict[str, int],
    items: dict[str, int],
) -> None:
    tags: list[TagInput] = []
    for picture in pictures:
        scene, item_id = school.scene(picture.scene_key), items[picture.scene_key]
        if scene.nobody is not None:
            workspace.tagging.judge_nobody((item_id,), scene.nobody)
        elif not scene.is_untouched:
            tags += [
                TagInput(item_id, None if one.person_key in scene.unnamed else people[one.person_key], one.box)
                for one in picture.people
                if one.person_key in scene.people
            ]
    workspace.tagging.tag_items(tags)


def _last_publication(school: DemoSchool) -> date:
    return max((one.published_on for one in school.publications), default=school.today)


def _publish(
    workspace: Workspace, school: DemoSchool, folder: Path, purposes: dict[str, int], items: dict[str, int]
) -> int:
    copies = folder.with_name(f"{folder.name} {_COPIES}")  # beside the pictures: a check of those is about those
    copies.mkdir(exist_ok=True)
    count = 0
    for one in school.publications:
        request = ExportRequest(
            (items[one.scene_key],), purposes[one.purpose_key], copies, one.place, one.published_on, longest_edge=1600
        )
        count += len(workspace.exports.run(request).value.copies)
    return count
