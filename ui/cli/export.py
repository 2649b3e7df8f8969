# SPDX-License-Identifier: GPL-3.0-or-later
"""``export``: clean copies of what is ready."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from models.errors import ErrorCode, KnownError
from models.publishing.exports import ExportOutcome, ExportRequest
from models.terms import CopyFormat, CoverKind, Verdict
from ui.cli.output import WrongUse, show_progress, write_error, write_json, write_line
from ui.cli.register import GivenFiles, find_purposes, open_register, require_items, say_skipped, take_files
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.labels import error_sentence, verdict_label
from ui.texts import _, ngettext

_EDGES = range(64, 20_001)


def run_export(arguments: argparse.Namespace) -> int:
    """Export the ready photos; 1 where a photo was kept back or could not be read."""
    if arguments.max_pixels is not None and arguments.max_pixels not in _EDGES:
        raise WrongUse(_("--max-pixels can be 64 to 20000."))
    with open_register(arguments) as workspace:
        (purpose,) = find_purposes(workspace, (arguments.purpose,))
        files = take_files(workspace, arguments.files)
        request = ExportRequest(
            item_ids=require_items(files),
            purpose_id=purpose.id,
            folder=_make_folder(arguments.to),
            place=arguments.place,
            published_on=arguments.date,
            longest_edge=arguments.max_pixels,
            copy_format=CopyFormat(arguments.format),
            cover_people=arguments.cover,
            cover_kind=CoverKind(arguments.cover_kind),
        )
        outcome = workspace.exports.run(request, show_progress()).value
    shown = {file.item_id: file.shown for file in reversed(files.taken)}
    if arguments.json:
        write_json(_outcome_json(outcome, shown, files, arguments.to))
    else:
        _say_outcome(outcome, shown, arguments.to)
        say_skipped(files)
    is_done = not (outcome.refused or outcome.failed or files.skipped)
    return EXIT_READY if is_done else EXIT_NOT_READY


def _make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(ErrorCode.FOLDER_UNWRITABLE, path=str(folder)) from error
    return folder


def _outcome_json(outcome: ExportOutcome, shown: dict[int, str], files: GivenFiles, folder: Path) -> dict[str, object]:
    return {
        "copies": [
            {
                "file": shown[copy.item_id],
                "copy": str(folder / copy.path.name),
                "publication": copy.publication_id,
            }
            for copy in outcome.copies
        ],
        "kept_back": [{"file": shown[item_id], "verdict": verdict.key} for item_id, verdict in outcome.refused],
        "failed": [{"file": shown[item_id], "reason": code.value} for item_id, code in outcome.failed],
        "skipped": files.skipped_json(),
        "manifest": None if outcome.manifest is None else str(folder / outcome.manifest.name),
    }


def _say_outcome(outcome: ExportOutcome, shown: dict[int, str], folder: Path) -> None:
    count = len(outcome.copies)
    write_line(
        ngettext("{count} clean copy in {folder}", "{count} clean copies in {folder}", count).format(
            count=count, folder=folder
        )
    )
    for copy in outcome.copies:
        write_line(f"  {shown[copy.item_id]} -> {copy.path.name}")
    _say_kept_back(outcome.refused, shown)
    for item_id, code in outcome.failed:
        write_error(f"{shown[item_id]}: {error_sentence(KnownError(code))}")


def _say_kept_back(refused: Sequence[tuple[int, Verdict]], shown: dict[int, str]) -> None:
    if not refused:
        return
    write_line(
        ngettext("{count} photo was kept back:", "{count} photos were kept back:", len(refused)).format(
            count=len(refused)
        )
    )
    for item_id, verdict in refused:
        write_line(f"  {shown[item_id]}: {verdict_label(verdict)}")
    write_line(_("The command check says why."))
