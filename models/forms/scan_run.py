# SPDX-License-Identifier: GPL-3.0-or-later
"""A pile of scans: every page of every file, one at a time, read as it comes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import KnownError
from models.forms.scan_pages import SCAN_ENDINGS, ScanFile
from models.forms.scan_placing import Grey
from models.forms.scan_read import PageReading, Resolve, read_page
from models.media.folder import SkippedFile, find_files
from models.progress import Progress


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read of one form on one page; ``grey`` is the page's picture (None where there is none)."""

    path: Path
    reading: PageReading
    grey: Grey | None


def read_pile(
    paths: Sequence[Path], resolve: Resolve, progress: Progress | None = None
) -> Iterator[ReadPage | SkippedFile]:
    """Read files and folders in natural order; a file that cannot be opened is skipped with its code.

    Of a folder only files with an ending of scans are read. Lazy, and keeps no page. Reports pages read and pages known
    of so far. Raises ``CANCELLED``; what was given before stays read. `settle_repeats` then looks over the whole run.
    """
    progress = progress if progress is not None else Progress()
    chosen = {path.absolute() for path in paths}
    done = known = 0
    for found in find_files(paths):
        if isinstance(found, SkippedFile):
            yield found
            continue
        if found.path.suffix.lower() not in SCAN_ENDINGS and found.path not in chosen:
            continue
        try:
            scans = ScanFile(found.path)
        except KnownError as error:
            yield SkippedFile(found.path, error.code)
            continue
        with scans:
            known += scans.page_count
            for page in scans.pages():
                done += 1
                progress.report(done, known)
                if page.grey is None:
                    assert page.problem is not None
                    yield ReadPage(found.path, PageReading(page.number, problems=(page.problem,)), None)
                    continue
                for reading in read_page(page.grey, page.number, resolve):
                    yield ReadPage(found.path, reading, page.grey)
