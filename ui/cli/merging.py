# SPDX-License-Identifier: GPL-3.0-or-later
"""``people doubles``, ``people merge`` and ``people take-apart``: two records of one person."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from models.publishing.merges import MergePreview
from models.roster.merge_terms import MergeField
from models.workspace import Workspace
from ui.cli.output import write_error, write_json, write_line, write_table
from ui.cli.people import person_json
from ui.cli.register import find_person, open_register, shown_name
from ui.cli.words import EXIT_READY
from ui.style.labels import kind_label, status_label
from ui.style.merge_labels import double_reason_label, merge_conflict_sentence, merge_field_label
from ui.texts import _, ngettext


def run_doubles(arguments: argparse.Namespace) -> int:
    """List the pairs that may be one person, surest first."""
    with open_register(arguments) as workspace:
        pairs = workspace.merges.candidates()
        ids = tuple(dict.fromkeys(one for pair in pairs for one in (pair.first_id, pair.second_id)))
        rows = {row.id: row for row in workspace.people.rows(ids)}
    if arguments.json:
        write_json(
            {
                "pairs": [
                    {
                        "first": person_json(rows[pair.first_id]),
                        "second": person_json(rows[pair.second_id]),
                        "reasons": [reason.value for reason in pair.reasons],
                    }
                    for pair in pairs
                ]
            }
        )
        return EXIT_READY
    write_table(
        (
            str(pair.first_id),
            shown_name(rows[pair.first_id].display_name),
            str(pair.second_id),
            shown_name(rows[pair.second_id].display_name),
            ", ".join(double_reason_label(reason) for reason in pair.reasons),
        )
        for pair in pairs
    )
    write_line(
        ngettext("{count} pair may be one person", "{count} pairs may be one person", len(pairs)).format(
            count=len(pairs)
        )
    )
    return EXIT_READY


def run_merge(arguments: argparse.Namespace) -> int:
    """Join two records, or only show what that would do."""
    with open_register(arguments) as workspace:
        kept, other = (find_person(workspace, text) for text in (arguments.keep, arguments.other))
        fields = None if arguments.take is None else tuple(MergeField(word) for word in arguments.take)
        preview = workspace.merges.preview(kept, other, fields)
        taken = preview.proposed if fields is None else fields
        merge_id = None if arguments.dry_run else workspace.merges.merge(kept, other, taken).value
        purposes = {one.id: one.key for one in workspace.purposes.purposes(include_inactive=True)}
        names = workspace.people.names({kept, *(change.person_id for change in preview.changes)})
    if arguments.json:
        write_json(_preview_json(preview, taken, merge_id, purposes))
        return EXIT_READY
    _say_preview(preview, taken, names, purposes)
    if merge_id is None:
        write_line(_("This is what joining the records would do; nothing was written."))
    else:
        write_line(_("Joined. To take them apart: {command}").format(command=f"people take-apart {merge_id}"))
    return EXIT_READY


def run_take_apart(arguments: argparse.Namespace) -> int:
    """Take two joined records apart."""
    with open_register(arguments) as workspace:
        workspace.merges.undo(arguments.merge)
        people = _people_of(workspace, arguments.merge)
    if arguments.json:
        write_json({"merge": arguments.merge, "people": people})
    else:
        write_line(_("These are two records again. What was recorded since they were joined stays with the first one."))
    return EXIT_READY


def _people_of(workspace: Workspace, merge_id: int) -> list[dict[str, object]]:
    (merge,) = [row for row in workspace.merges.merges() if row.id == merge_id]
    return [person_json(row) for row in workspace.people.rows((merge.kept_id, merge.merged_id))]


def _preview_json(
    preview: MergePreview, taken: tuple[MergeField, ...], merge_id: int | None, purposes: Mapping[int, str]
) -> dict[str, object]:
    return {
        "dry_run": merge_id is None,
        "merge": merge_id,
        "kept": preview.kept.person.id,
        "other": preview.merged.person.id,
        "taken": [field.value for field in taken],
        "differing": [choice.field.value for choice in preview.fields],
        "conflicts": [conflict.value for conflict in preview.conflicts],
        "answers": preview.merged.answers,
        "photos": preview.merged.pictures,
        "changes": [
            {
                "person": change.person_id,
                "activity": change.key.activity.value,
                "kind": change.key.kind.value,
                "purpose": None if change.key.purpose_id is None else purposes[change.key.purpose_id],
                "before": change.kept.value,
                "other": None if change.merged is None else change.merged.value,
                "after": change.after.value,
            }
            for change in preview.changes
        ],
    }


def _say_preview(
    preview: MergePreview, taken: tuple[MergeField, ...], names: Mapping[int, str], purposes: Mapping[int, str]
) -> None:
    for conflict in preview.conflicts:
        write_error(merge_conflict_sentence(conflict))
    if taken:
        fields = ", ".join(merge_field_label(field) for field in taken)
        write_line(_("Taken from the other record: {fields}").format(fields=fields))
    write_table(
        (
            shown_name(names.get(change.person_id, "")),
            _("Being recorded") if change.key.purpose_id is None else purposes[change.key.purpose_id],
            kind_label(change.key.kind),
            f"{status_label(change.kept)} → {status_label(change.after)}",
        )
        for change in preview.changes
    )
