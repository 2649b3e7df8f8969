# SPDX-License-Identifier: GPL-3.0-or-later
"""``forms scan``: a pile into the register; what is certain is recorded, the rest waits for the window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from models.forms.put_aside import AsidePages
from models.forms.scan_rows import ReviewScan
from models.forms.scan_runs import RunSummary
from models.forms.scan_terms import ScanOutcome
from ui.cli.forms import run_read, say_if_no_scans, shown_path
from ui.cli.output import WrongUse, show_progress, write_error, write_json, write_line
from ui.cli.register import missing_sentence, open_register, shown_name
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.scan_labels import (
    aside_sentence,
    page_problem_label,
    pages_place,
    recorded_sentence,
    scan_file_sentence,
    scan_stop_sentence,
)
from ui.texts import _


def run_scan(arguments: argparse.Namespace) -> int:
    """Take scans in; 1 where a page waits, was put aside, or could not be read."""
    if arguments.dry_run:
        return run_read(arguments)
    if all(not path.exists() for path in arguments.scans):
        raise WrongUse(missing_sentence(arguments.scans[0]))
    with open_register(arguments) as workspace:
        summary = workspace.scans.take(arguments.scans, show_progress()).value
        waiting = [workspace.scans.scan(scan_id) for scan_id in workspace.scans.waiting(summary.run)]
        aside = workspace.scans.set_aside_pages(summary.run)
        put_aside = workspace.put_aside.pages(summary.run)
        ids = tuple({page.person_id for page in waiting if page.person_id is not None})
        names = {row.id: shown_name(row.display_name) for row in workspace.people.rows(ids)}
    if arguments.json:
        write_json(_summary_json(arguments, summary, waiting, aside, names))
    else:
        _say(arguments, summary, waiting, put_aside, names)
    is_done = not (waiting or aside or summary.skipped or summary.stopped) and summary.recorded + summary.known > 0
    return EXIT_READY if is_done else EXIT_NOT_READY


def _summary_json(
    arguments: argparse.Namespace,
    summary: RunSummary,
    waiting: Sequence[ReviewScan],
    aside: Sequence[ReviewScan],
    names: dict[int, str],
) -> dict[str, object]:
    return {
        "run": summary.run,
        "recorded": summary.recorded,
        "repeated": summary.outcomes[ScanOutcome.REPEATED],
        "known": summary.known,
        "empty": summary.empty,
        "waiting": [_page_json(page, names) for page in waiting],
        "set_aside": [_page_json(page, names) for page in aside],
        "skipped": [
            {"file": shown_path(one.path, arguments.scans), "reason": one.code.value} for one in summary.skipped
        ],
        "stopped": None if summary.stopped is None else summary.stopped.value,
    }


def _page_json(page: ReviewScan, names: dict[int, str]) -> dict[str, object]:
    return {
        "file": page.file,
        "page": page.page,
        "form": page.form_id,
        "person": page.person_id,
        "name": None if page.person_id is None else names.get(page.person_id),
        "conflicting": page.outcome is ScanOutcome.CONFLICTING,
        "problems": [problem.value for problem in page.problems],
        "unsure": [mark.question for mark in page.open_marks],
    }


def _say(
    arguments: argparse.Namespace,
    summary: RunSummary,
    waiting: Sequence[ReviewScan],
    put_aside: Sequence[AsidePages],
    names: dict[int, str],
) -> None:
    write_line(recorded_sentence(summary.recorded, summary.waiting))
    for page in waiting:
        place = _("{file}, page {page}").format(file=page.file, page=page.page)
        name = "" if page.person_id is None else names.get(page.person_id, "")
        write_line(f"{place}  {name}".rstrip())
        for problem in page.problems:
            write_line(f"  {page_problem_label(problem)}")
        if page.outcome is ScanOutcome.CONFLICTING:
            write_line("  " + _("This form came back more than once, with different answers."))
    for pages in put_aside:
        write_line(pages_place(pages.file, pages.first, pages.last))
        write_line(f"  {aside_sentence(pages)}")
    for one in summary.skipped:
        write_error(scan_file_sentence(one.code, shown_path(one.path, arguments.scans)))
    if summary.stopped is None:
        counted = sum(summary.outcomes.values()) + summary.known + summary.empty + len(summary.skipped)
        say_if_no_scans(arguments.scans, counted)
    if summary.stopped is not None:
        write_error(scan_stop_sentence(summary))
