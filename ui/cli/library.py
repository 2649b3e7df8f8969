# SPDX-License-Identifier: GPL-3.0-or-later
"""``media list`` and ``media find``: the library, filtered; files that were moved, found again."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from models.publishing.library_filter import (
    NO_SESSION,
    FileState,
    LibraryFilter,
    LibrarySort,
    LookState,
    PublishedState,
)
from models.publishing.library_rows import LibraryRow
from models.terms import MediaKind, Verdict
from models.workspace import Workspace
from ui.cli.events import find_event, find_group
from ui.cli.events_arguments import NONE
from ui.cli.output import WrongUse, show_progress, write_json, write_line, write_table
from ui.cli.register import find_people, find_purposes, missing_sentence, open_register
from ui.cli.words import EXIT_READY
from ui.style.labels import verdict_label
from ui.texts import _, format_number, ngettext

_WINDOW = 500


def run_list(arguments: argparse.Namespace) -> int:
    """List what fits, in order."""
    if arguments.verdict and arguments.purpose is None:
        raise WrongUse(_("A verdict is for a channel: give --purpose with --verdict."))
    if arguments.limit is not None and arguments.limit < 0:
        raise WrongUse(_("Give a number of 0 or more with --limit."))
    with open_register(arguments) as workspace:
        wanted = _filter_of(workspace, arguments)
        if FileState.MISSING in wanted.files:
            workspace.places.check_all(show_progress())
        view = workspace.library.view(wanted)
        shown = view.ids if arguments.limit is None else view.ids[: arguments.limit]
        rows: list[LibraryRow] = []
        for start in range(0, len(shown), _WINDOW):
            window = shown[start : start + _WINDOW]
            loaded = workspace.library.rows(window, wanted.purpose_id)
            rows += [loaded[item_id] for item_id in window if item_id in loaded]
    if arguments.json:
        write_json(
            {
                "total": view.total,
                "count": len(view.ids),
                "items": [_row_json(row) for row in rows],
                "without": {facet.value: count for facet, count in view.drops},
            }
        )
        return EXIT_READY
    _say(rows, len(view.ids), view.total)
    return EXIT_READY


def run_find(arguments: argparse.Namespace) -> int:
    """Find files again by their content, and note where they are now."""
    for folder in arguments.folders:
        if not folder.exists():
            raise WrongUse(missing_sentence(folder))
    with open_register(arguments) as workspace:
        search = workspace.places.search(arguments.folders, show_progress())
        if search.found:
            workspace.places.move_places(search.found)
    if arguments.json:
        found = [{"item": one.item_id, "file": one.path} for one in search.found]
        write_json({"missing": search.missing_count, "found": found})
        return EXIT_READY
    for one in search.found:
        write_line(str(one.path))
    write_line(
        _("{found} of {missing} missing files found again.").format(
            found=format_number(len(search.found)), missing=format_number(search.missing_count)
        )
    )
    return EXIT_READY


def _filter_of(workspace: Workspace, arguments: argparse.Namespace) -> LibraryFilter:
    purposes = find_purposes(workspace, [arguments.purpose] if arguments.purpose is not None else [])
    published_for = find_purposes(workspace, arguments.published_for)
    published = None if arguments.published is None else PublishedState(arguments.published)
    if published_for and published is None:
        published = PublishedState.PUBLISHED
    return LibraryFilter(
        text=arguments.text,
        session_ids=tuple(
            NO_SESSION if name.casefold() == NONE else find_event(workspace, name) for name in arguments.event
        ),
        person_ids=find_people(workspace, arguments.person),
        group_ids=tuple(find_group(workspace, name) for name in arguments.group),
        kinds=tuple(MediaKind(kind) for kind in arguments.kind),
        purpose_id=purposes[0].id if purposes else None,
        verdicts=tuple(verdict for verdict in Verdict if verdict.key in arguments.verdict),
        looks=tuple(LookState(state) for state in arguments.who),
        published=published,
        published_purpose_ids=tuple(purpose.id for purpose in published_for),
        since=arguments.since,
        until=arguments.until,
        files=() if arguments.files is None else (FileState(arguments.files),),
        sort=LibrarySort(arguments.sort),
        is_reversed=arguments.reverse,
    )


def _row_json(row: LibraryRow) -> dict[str, object]:
    return {
        "item": row.id,
        "file": str(row.item.path) if row.item.path.name else None,
        "kind": row.item.kind,
        "captured_at": row.item.captured_at,
        "event": row.session_name or None,
        "people": row.people_count,
        "unnamed": row.unnamed_count,
        "nobody": row.nobody_reason,
        "published": row.published_count,
        "verdict": None if row.verdict is None else row.verdict.key,
    }


def _say(rows: Sequence[LibraryRow], count: int, total: int) -> None:
    if rows:
        write_table(
            (
                str(row.id),
                row.captured_on.isoformat(),
                row.item.path.name,
                row.session_name,
                "" if row.verdict is None else verdict_label(row.verdict),
            )
            for row in rows
        )
    text = ngettext("{count} of {total} photo", "{count} of {total} photos", total)
    write_line(text.format(count=format_number(count), total=format_number(total)))
