# SPDX-License-Identifier: GPL-3.0-or-later
"""``chances``, ``sheet`` and ``fairness``: who may be in a picture, and who is shown."""

from __future__ import annotations

import argparse

from models.consent.purposes import PurposeRow
from models.errors import ErrorCode, KnownError
from models.policy import school_year_of
from models.publishing.chances import ChanceCount, GroupChance, PurposeChance
from models.publishing.fairness import FairnessReport
from models.terms import MediaKind
from models.workspace import Workspace
from ui.cli.chances_arguments import RECORDINGS
from ui.cli.output import show_progress, write_json, write_line, write_table
from ui.cli.register import find_purposes, open_register, shown_name
from ui.cli.words import EXIT_READY
from ui.style.chance_labels import (
    chance_text,
    group_title,
    in_most_sentence,
    missing_label,
    rest_sentence,
    share_label,
    waiting_sentence,
)
from ui.texts import _, format_date, format_number, ngettext


def run_chances(arguments: argparse.Namespace) -> int:
    """A line for each class, or the names of one."""
    kind = MediaKind(arguments.kind)
    with open_register(arguments) as workspace:
        purposes = [one for one in _purposes(workspace, arguments.purpose) if kind in one.kinds]
        day = arguments.day or workspace.clock.today()
        found = workspace.chances.for_groups([one.id for one in purposes], kind, day)
        year = school_year_of(day, workspace.settings.policy())
        rows = [*found.classes, found.school, *found.others]
        people: tuple[PurposeChance, ...] = ()
        names: dict[int, str] = {}
        if arguments.group is not None:
            group_id = _group_id(workspace, arguments.group)
            rows = [row for row in rows if row.group_id == group_id]
            ids = workspace.chances.members(group_id, day)
            people = workspace.chances.for_people(ids, [one.id for one in purposes], (kind,), day)
            names = {one: shown_name(name) for one, name in workspace.people.names(ids).items()}
    if arguments.json:
        write_json(
            {
                "day": day,
                "kind": kind.value,
                "groups": [_group_json(row, purposes) for row in rows],
                "people": [_people_json(one, purposes, names) for one in people],
            }
        )
        return EXIT_READY
    write_table(
        [("", *(purpose.name for purpose in purposes))]
        + [(group_title(row, year), *_counts(row, purposes)) for row in rows]
    )
    for one in people:
        _say_names(one, purposes, names)
    return EXIT_READY


def run_sheet(arguments: argparse.Namespace) -> int:
    """Write the class sheet."""
    from ui.printing.class_sheet import RECORDINGS as KINDS
    from ui.printing.class_sheet import SheetChoice, class_sheet_document, read_class_sheet
    from ui.printing.flow import write_flow_pdf
    from ui.printing.without_window import start_without_window

    with open_register(arguments) as workspace:
        purposes = _purposes(workspace, arguments.purpose)
        day = arguments.day or workspace.clock.today()
        group_id = None if arguments.group is None else _group_id(workspace, arguments.group)
        titles = {row.id: row.name for row in workspace.groups.list_groups(include_archived=True)}
        choice = SheetChoice(
            title=_("Whole school") if group_id is None else titles[group_id],
            person_ids=workspace.chances.members(group_id, day),
            day=day,
            purpose_ids=tuple(one.id for one in purposes),
            kinds=KINDS[RECORDINGS.index(arguments.kind)],
            only_who_may=arguments.only_who_may,
            in_two_columns=arguments.two_columns,
        )
        sheet = read_class_sheet(workspace, choice)
    start_without_window()
    pages = write_flow_pdf(arguments.out, [class_sheet_document(sheet)], show_progress())
    if arguments.json:
        write_json(
            {
                "file": arguments.out,
                "pages": pages,
                "day": day,
                "purposes": [one.key for one in purposes if one.name in sheet.purposes],
                "names": len(sheet.rows),
            }
        )
    else:
        text = ngettext("{count} name is on the sheet.", "{count} names are on the sheet.", len(sheet.rows))
        write_line(text.format(count=format_number(len(sheet.rows))))
        write_line(_("It is in {file}.").format(file=arguments.out))
    return EXIT_READY


def run_fairness(arguments: argparse.Namespace) -> int:
    """Count who is shown: a line for each class, or for each person of one."""
    with open_register(arguments) as workspace:
        purpose_id = None if arguments.purpose is None else find_purposes(workspace, [arguments.purpose])[0].id
        group_id = None if arguments.group is None else _group_id(workspace, arguments.group)
        report = workspace.fairness.report(group_id, arguments.first, arguments.last, purpose_id)
        year = school_year_of(report.day, workspace.settings.policy())
    if arguments.json:
        write_json(_fairness_json(report, with_people=group_id is not None))
        return EXIT_READY
    days = _("{first} to {last}").format(first=format_date(report.first), last=format_date(report.last))
    write_line(waiting_sentence(len(report.waiting), report.may_count, days))
    if report.in_most:
        write_line(in_most_sentence(len(report.in_most)))
    if group_id is None:
        numbers = [(one, (one.shown_count, one.may_count)) for one in report.groups]
        write_table(
            [(_("Class"), _("Shown"))]
            + [
                (group_title(one, year), _("{count} of {total}").format(count=shown, total=may))
                for one, (shown, may) in numbers
            ]
        )
    else:
        write_table(
            [(_("Name"), _("Shown"), _("Taken"), "")]
            + [(shown_name(one.name), str(one.shown), str(one.taken), share_label(one)) for one in report.people]
        )
    return EXIT_READY


def _purposes(workspace: Workspace, keys: list[str]) -> tuple[PurposeRow, ...]:
    return find_purposes(workspace, keys) if keys else workspace.purposes.purposes()


def _group_id(workspace: Workspace, name: str) -> int:
    found = workspace.groups.find_groups(name)
    if not found:
        raise KnownError(ErrorCode.GROUP_UNKNOWN)
    return found[0]  # the latest school year's


def _counts(row: GroupChance, purposes: list[PurposeRow]) -> list[str]:
    return [chance_text(row.by_purpose.get(one.id, ChanceCount())) for one in purposes]


def _say_names(chance: PurposeChance, purposes: list[PurposeRow], names: dict[int, str]) -> None:
    purpose = next(one.name for one in purposes if one.id == chance.purpose_id)
    count = ChanceCount(len(chance.yes), len(chance.ask), len(chance.out))
    write_line()
    write_line(f"{purpose}: {chance_text(count)}. {rest_sentence(count)}".rstrip())
    for one in chance.ask:
        write_line(f"  {names.get(one.person_id, '')}: {missing_label(one.status)}")
    for person_id in chance.out:
        write_line(f"  {names.get(person_id, '')}: {_('leave out or cover')}")


def _group_json(row: GroupChance, purposes: list[PurposeRow]) -> dict[str, object]:
    return {
        "group": row.name or None,
        "group_kind": None if row.kind is None else row.kind.value,
        "school_year": row.school_year or None,
        "people": row.people_count,
        "chances": [
            {"purpose": one.key, "yes": count.yes, "ask": count.ask, "leave_out": count.out}
            for one in purposes
            for count in (row.by_purpose.get(one.id, ChanceCount()),)
        ],
    }


def _people_json(chance: PurposeChance, purposes: list[PurposeRow], names: dict[int, str]) -> dict[str, object]:
    def named(person_id: int) -> dict[str, object]:
        return {"person": names.get(person_id, ""), "person_id": person_id}

    return {
        "purpose": next(one.key for one in purposes if one.id == chance.purpose_id),
        "yes": [named(person_id) for person_id in chance.yes],
        "ask": [{**named(one.person_id), "status": one.status.value} for one in chance.ask],
        "leave_out": [named(person_id) for person_id in chance.out],
    }


def _fairness_json(report: FairnessReport, *, with_people: bool) -> dict[str, object]:
    return {
        "from": report.first,
        "to": report.last,
        "may_be_shown": report.may_count,
        "not_shown_yet": len(report.waiting),
        "in_most": len(report.in_most),
        "groups": [
            {
                "group": one.name,
                "school_year": one.school_year or None,
                "people": one.people_count,
                "may_be_shown": one.may_count,
                "not_shown_yet": one.spread[0],
                "once_or_twice": one.spread[1],
                "three_to_five": one.spread[2],
                "more_often": one.spread[3],
                "in_most": one.in_most_count,
                "published": one.published,
            }
            for one in report.groups
        ],
        "people": [
            {
                "person": shown_name(one.name),
                "person_id": one.person_id,
                "may_be_shown": one.may_be_shown,
                "taken": one.taken,
                "shown": one.shown,
            }
            for one in (report.people if with_people else ())
        ],
    }
