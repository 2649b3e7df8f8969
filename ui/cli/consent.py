# SPDX-License-Identifier: GPL-3.0-or-later
"""``consent``: record answers, and show what they amount to."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from models.consent.evidence_types import read_evidence_file
from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow
from models.consent.register import AnswerInput, ConsentMatrix, TimelineEntry
from models.consent.same_day import outweighed_yeses
from models.errors import ErrorCode, KnownError
from models.terms import Activity, Answer, AnswerMethod, LegalBasis, MediaKind
from models.workspace import Workspace
from ui.cli.events import find_event
from ui.cli.output import WrongUse, iso_day, write_error, write_json, write_line, write_table
from ui.cli.people import person_json
from ui.cli.register import (
    find_people,
    find_person,
    find_purposes,
    open_register,
    require_items,
    shown_name,
    take_files,
)
from ui.cli.words import EXIT_READY
from ui.style.calendar_labels import same_day_sentence
from ui.style.labels import activity_label, answer_label, kind_label, method_label, notice_sentence, status_label
from ui.texts import _, format_date, ngettext

_ANSWERS = {"yes": Answer.GIVEN, "no": Answer.REFUSED, "withdraw": Answer.WITHDRAWN}


def run_set(arguments: argparse.Namespace) -> int:
    """Record one answer for one or more people; all of it or nothing."""
    if not arguments.purpose and not arguments.recording:
        raise WrongUse(_("What is the answer about? Give --purpose, --recording or both."))
    evidence = None if arguments.proof is None else read_evidence_file(arguments.proof)
    with open_register(arguments) as workspace:
        people = find_people(workspace, arguments.people)
        cells = _cells(find_purposes(workspace, arguments.purpose or ()), arguments)
        item_id = None
        if arguments.item is not None:
            item_id = require_items(take_files(workspace, (arguments.item,)))[0]
        session_id = None if arguments.event is None else find_event(workspace, arguments.event)
        answers = [
            AnswerInput(
                person_id=person_id,
                key=key,
                answer=answer,
                decider_id=_find_decider(workspace, person_id, arguments.by, arguments.date),
                decided_on=arguments.date,
                valid_until=arguments.until if answer is Answer.GIVEN else None,
                method=AnswerMethod(arguments.method),
                note=arguments.note,
                item_id=item_id,
                session_id=session_id,
                evidence=evidence,
            )
            for person_id in people
            for key, answer in cells
        ]
        before = workspace.takedowns.count_open()
        recorded = workspace.consent.record_answers(answers).value
        raised = workspace.takedowns.count_open() - before
        rows = workspace.people.rows(recorded.person_ids)
        outweighed = sum(
            len(outweighed_yeses(workspace.consent.timeline(one), recorded.event_ids))
            for one in recorded.person_ids
            if arguments.answer == "yes"
        )
    if outweighed:
        write_error(same_day_sentence())
    if arguments.json:
        write_json(
            {
                "people": [person_json(row) for row in rows],
                "answers": len(recorded.event_ids),
                "new_guardians": recorded.new_guardians,
                "takedowns_raised": max(0, raised),
            }
        )
        return EXIT_READY
    _say_recorded(len(recorded.event_ids), recorded.new_guardians, raised)
    return EXIT_READY


def run_show(arguments: argparse.Namespace) -> int:
    """Show the consent matrix of a person and every answer that was recorded."""
    with open_register(arguments) as workspace:
        person_id = find_person(workspace, arguments.person)
        matrix = workspace.consent.matrix(person_id, arguments.day, arguments.known_on)
        timeline = workspace.consent.timeline(person_id, arguments.known_on)
        (row,) = workspace.people.rows((person_id,))
        purposes = {one.id: one for one in workspace.purposes.purposes(include_inactive=True)}
        deciders = {person for line in matrix.rows for _key, cell in line.statuses for person in cell.decided_by}
        deciders |= {entry.decider_id for entry in timeline}
        found = workspace.people.names(deciders)
        names = {one: shown_name(name) for one, name in found.items()}
    if arguments.json:
        write_json(
            {
                "person": person_json(row),
                "day": matrix.day,
                "known_on": arguments.known_on,
                "cells": _cells_json(matrix, names),
                "answers": [_answer_json(entry, purposes, names) for entry in timeline],
            }
        )
        return EXIT_READY
    write_line(_("{name}, on {day}").format(name=shown_name(row.display_name), day=format_date(matrix.day)))
    if arguments.known_on is not None:
        write_line(_("As this register knew it on {date}").format(date=format_date(arguments.known_on)))
    _say_matrix(matrix)
    _say_timeline(timeline, purposes, names)
    return EXIT_READY


def _cells(purposes: Sequence[PurposeRow], arguments: argparse.Namespace) -> list[tuple[CellKey, Answer]]:
    """Each cell of the command with its answer; a no against another legal basis than consent is an objection."""
    chosen = None if arguments.kind is None else [MediaKind(word) for word in arguments.kind]
    answer = _ANSWERS[arguments.answer]
    cells = []
    if arguments.recording:
        cells = [(CellKey(Activity.RECORDING, kind), answer) for kind in chosen or tuple(MediaKind)]
    for purpose in purposes:
        stop = Answer.REFUSED if purpose.legal_basis is not LegalBasis.CONSENT else answer
        cells += [
            (CellKey(Activity.PUBLICATION, kind, purpose.id), stop if answer.is_stop else answer)
            for kind in chosen or purpose.kinds
        ]
    return cells


def _find_decider(workspace: Workspace, person_id: int, text: str | None, day: date | None) -> int | None:
    """Who answered; None leaves it to the register: whoever decides on that day.

    Raises ``DECIDER_UNKNOWN`` for a guardian of somebody who has none, or a name that nobody has.
    """
    if text is None:
        return None
    if text == "self":
        return person_id
    known = workspace.consent.matrix(person_id, day).deciders
    deciders = [one for one in known if not one.is_self]
    if text == "guardian":
        entitled = [one.person_id for one in deciders if one.has_authority]
        if not entitled and any(one.is_self and one.decides for one in known):
            raise KnownError(ErrorCode.DECIDER_UNKNOWN)
        return entitled[0] if entitled else None
    named = workspace.people.find_by_name(text)
    own = [one.person_id for one in deciders if one.person_id in named]
    return own[0] if len(own) == 1 else find_person(workspace, text)


def _cells_json(matrix: ConsentMatrix, names: dict[int, str]) -> list[dict[str, object]]:
    return [
        {
            "activity": key.activity.value,
            "kind": key.kind.value,
            "purpose": None if line.purpose is None else line.purpose.key,
            "status": cell.status.value,
            "since": iso_day(cell.since),
            "until": None if cell.until == date.max else iso_day(cell.until),
            "decided_by": [names[person] for person in cell.decided_by if person in names],
            "notices": [notice.value for notice in cell.notices],
        }
        for line in matrix.rows
        for key, cell in line.statuses
    ]


def _answer_json(entry: TimelineEntry, purposes: dict[int, PurposeRow], names: dict[int, str]) -> dict[str, object]:
    purpose = purposes.get(entry.key.purpose_id or 0)
    return {
        "id": entry.event_id,
        "activity": entry.key.activity.value,
        "kind": entry.key.kind.value,
        "purpose": None if purpose is None else purpose.key,
        "answer": entry.answer.value,
        "decided_by": names.get(entry.decider_id),
        "decided_on": entry.decided_on,
        "valid_from": entry.valid_from,
        "valid_until": entry.valid_until,
        "method": entry.method.value,
        "for_one_item": entry.item_id is not None,
        "event": entry.session_id,
        "annulled": entry.is_annulled,
        "has_proof": entry.evidence_id is not None,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by,
    }


def _say_recorded(answers: int, new_guardians: int, raised: int) -> None:
    write_line(ngettext("{count} answer recorded.", "{count} answers recorded.", answers).format(count=answers))
    if new_guardians:
        write_line(
            ngettext(
                "The answer of {count} parent or guardian was recorded without a name.",
                "The answers of {count} parents or guardians were recorded without a name.",
                new_guardians,
            ).format(count=new_guardians)
        )
    if raised > 0:
        write_line(
            ngettext(
                "{count} published photo is to be taken down: see the command takedowns.",
                "{count} published photos are to be taken down: see the command takedowns.",
                raised,
            ).format(count=raised)
        )


def _say_matrix(matrix: ConsentMatrix) -> None:
    table = []
    notices: dict[str, None] = {}
    for line in matrix.rows:
        first = activity_label(Activity.RECORDING) if line.purpose is None else line.purpose.name
        for key, cell in line.statuses:
            since = iso_day(cell.since)
            day = "" if cell.since is None or since is None else format_date(cell.since)
            table.append((f"  {first}", kind_label(key.kind), status_label(cell.status), day))
            notices.update(dict.fromkeys(notice_sentence(notice) for notice in cell.notices))
    write_table(table)
    for notice in notices:
        write_line(f"  {notice}")


def _say_timeline(timeline: Sequence[TimelineEntry], purposes: dict[int, PurposeRow], names: dict[int, str]) -> None:
    if not timeline:
        return
    write_line()
    write_line(_("Answers, latest first"))
    table = []
    for entry in timeline:
        purpose = purposes.get(entry.key.purpose_id or 0)
        about = activity_label(entry.key.activity) if purpose is None else purpose.name
        answer = answer_label(entry.answer)
        shown = _("{answer} (taken back)").format(answer=answer) if entry.is_annulled else answer
        who = names.get(entry.decider_id, "")
        kind = kind_label(entry.key.kind)
        table.append((f"  {format_date(entry.decided_on)}", about, kind, shown, who, method_label(entry.method)))
    write_table(table)
