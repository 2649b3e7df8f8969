# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking harder for faces in chosen photos: slow, so it is a task that can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.study import KeptStudy, StudiedItem
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.error_sentences import error_sentence
from ui.texts import _, ngettext

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Seen:
    studied: tuple[StudiedItem, ...]
    skipped: tuple[ErrorCode, ...]
    obstacle: ErrorCode | None


def look_harder(context: AppContext, owner: QObject, item_ids: Sequence[int], told: Told) -> None:
    """Look at these items at full size and turned; ``told`` gets a sentence about what was found.

    Stopping it keeps what was seen until then.
    """
    wanted = tuple(item_ids)

    def look(workspace: Workspace, progress: Progress) -> _Seen:
        studied: list[StudiedItem] = []
        skipped: list[ErrorCode] = []
        for done, item_id in enumerate(wanted, start=1):
            try:
                studied.append(workspace.study.look_at(item_id, harder=True, cancel=progress.cancel))
                progress.report(done, len(wanted))
            except KnownError as error:
                if error.code is ErrorCode.CANCELLED:
                    break
                skipped.append(error.code)
        return _Seen(tuple(studied), tuple(skipped), workspace.study.obstacle)

    def looked(seen: _Seen) -> None:
        if seen.obstacle is not None or not seen.studied:
            codes = [seen.obstacle] if seen.obstacle is not None else list(seen.skipped[:1])
            for code in codes:
                told(error_sentence(KnownError(code)))
            return
        context.jobs.run_change(
            lambda workspace, _progress: workspace.study.keep(seen.studied),
            success=lambda change: _tell(change, len(seen.skipped), told),
            owner=owner,
        )

    count = len(wanted)
    label = ngettext("Looking harder at {count} photo", "Looking harder at {count} photos", count).format(count=count)
    context.jobs.run_task(look, label=label, success=looked, owner=owner)


def _tell(change: Change[KeptStudy], skipped: int, told: Told) -> None:
    kept = change.value
    if not kept.faces and not kept.doubtful:
        text = _("Nobody new was found. Backs of heads are never found: mark those people yourself.")
    else:
        faces = ngettext("{count} face more", "{count} faces more", kept.faces).format(count=kept.faces)
        doubtful = ngettext(
            "{count} place that may be somebody", "{count} places that may be somebody", kept.doubtful
        ).format(count=kept.doubtful)
        text = _("Found: {faces}, {doubtful}.").format(faces=faces, doubtful=doubtful)
    if skipped:
        left_out = ngettext(
            "{count} photo could not be looked at.", "{count} photos could not be looked at.", skipped
        ).format(count=skipped)
        text = _("{first} {second}").format(first=text, second=left_out)
    told(text)
