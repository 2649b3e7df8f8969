# SPDX-License-Identifier: GPL-3.0-or-later
"""``check``: may these photos go out, and why."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from models.consent.purposes import PurposeRow
from models.consent.verdicts import ItemVerdict, Reason, ReasonKind
from models.terms import Verdict
from models.workspace import Workspace
from ui.cli.output import iso_day, write_json, write_line
from ui.cli.register import GivenFile, find_purposes, open_register, say_skipped, shown_name, take_files
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.film_labels import spans_text
from ui.style.labels import activity_label, kind_label, status_label, verdict_label, way_out_label
from ui.texts import _, format_date, join_words, ngettext


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file judged for one purpose."""

    file: GivenFile
    purpose: PurposeRow
    outcome: ItemVerdict


def run_check(arguments: argparse.Namespace) -> int:
    """Judge every photo for every purpose; 0 where all are ready."""
    with open_register(arguments, create=True) as workspace:
        purposes = find_purposes(workspace, arguments.purpose)
        files = take_files(workspace, arguments.files)
        checked = [
            CheckedFile(file, purpose, workspace.clearance.explain(file.item_id, purpose.id, arguments.day))
            for purpose in purposes
            for file in files.taken
        ]
        names = _names(workspace, checked)
    if arguments.json:
        write_json({"items": [_item_json(one, names) for one in checked], "skipped": files.skipped_json()})
    else:
        for purpose in purposes:
            _say_purpose([one for one in checked if one.purpose is purpose], purpose, names)
        say_skipped(files)
    is_ready = not files.skipped and all(one.outcome.verdict is Verdict.READY for one in checked)
    return EXIT_READY if is_ready else EXIT_NOT_READY


def _names(workspace: Workspace, checked: Sequence[CheckedFile]) -> dict[int, str]:
    reasons = [reason for one in checked for reason in one.outcome.reasons]
    wanted = {reason.person_id for reason in reasons if reason.person_id is not None}
    wanted.update(person_id for reason in reasons for person_id in reason.decided_by)
    return {person_id: shown_name(name) for person_id, name in workspace.people.names(wanted).items()}


def _item_json(one: CheckedFile, names: dict[int, str]) -> dict[str, object]:
    return {
        "file": one.file.shown,
        "purpose": one.purpose.key,
        "verdict": one.outcome.verdict.key,
        "reasons": [_reason_json(reason, names) for reason in one.outcome.reasons],
        "ways_out": [way.value for way in one.outcome.ways_out],
    }


def _reason_json(reason: Reason, names: dict[int, str]) -> dict[str, object]:
    return {
        "reason": reason.what.value,
        "person": None if reason.person_id is None else names.get(reason.person_id),
        "person_id": reason.person_id,
        "activity": reason.activity,
        "kind": reason.kind,
        "status": reason.status,
        "since": iso_day(reason.since),
        "spans": [[start, end] for start, end in reason.spans],
        "decided_by": [names[person_id] for person_id in reason.decided_by if person_id in names],
    }


def _say_purpose(checked: Sequence[CheckedFile], purpose: PurposeRow, names: dict[int, str]) -> None:
    total = len(checked)
    ready = sum(one.outcome.verdict is Verdict.READY for one in checked)
    if not total:
        write_line(_("{purpose}: there are no photos here.").format(purpose=purpose.name))
        return
    write_line(
        ngettext("{purpose}: {ready} of {total} ready", "{purpose}: {ready} of {total} ready", total).format(
            purpose=purpose.name, ready=ready, total=total
        )
    )
    for verdict in Verdict:
        group = [one for one in checked if one.outcome.verdict is verdict]
        if group:
            write_line()
            write_line(f"{verdict_label(verdict)} ({len(group)})")
        for one in group:
            write_line(f"  {one.file.shown}")
            if verdict is not Verdict.READY:
                _say_reasons(one.outcome, names)
    write_line()


def _say_reasons(outcome: ItemVerdict, names: dict[int, str]) -> None:
    for reason in outcome.reasons:
        if reason.what is not ReasonKind.YES:
            write_line(f"    {reason_sentence(reason, names)}")
    if outcome.ways_out:
        ways = join_words([way_out_label(way) for way in outcome.ways_out])
        write_line(f"    {_('What you can do: {ways}').format(ways=ways)}")


def reason_sentence(reason: Reason, names: dict[int, str]) -> str:
    """One reason in words: who, what about, since when, and who decided."""
    if reason.what is ReasonKind.UNNAMED_FACES:
        return ngettext("{count} person without a name yet", "{count} people without a name yet", reason.count).format(
            count=reason.count
        )
    if reason.what is ReasonKind.NOBODY_LOOKED:
        return _("nobody has said yet who is in it")
    if reason.what is ReasonKind.NOBODY_RECOGNISABLE:
        return _("nobody can be recognised")
    person = names.get(reason.person_id or 0, "")
    if reason.status is None:
        return _("{person}: covered").format(person=person)
    status = status_label(reason.status)
    about = [label for label in (_about(reason),) if label]
    if reason.since is not None and iso_day(reason.since) is not None:
        about.append(_("since {day}").format(day=format_date(reason.since)))
    deciders = [names[one] for one in reason.decided_by if one in names and one != reason.person_id]
    if deciders:
        about.append(_("decided by {names}").format(names=join_words(deciders)))
    return _("{person}: {status} ({about})").format(person=person, status=status, about=", ".join(about))


def _about(reason: Reason) -> str:
    words = [] if reason.kind is None else [kind_label(reason.kind)]
    if reason.spans:
        words.append(spans_text(reason.spans))
    return ", ".join([*words, *([] if reason.activity is None else [activity_label(reason.activity)])])
