# SPDX-License-Identifier: GPL-3.0-or-later
"""``faces`` and ``media faces``: where the faces in photos are. Never whose."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from models.errors import ErrorCode, KnownError
from models.media.faces import FINE_EDGE, FaceFind, FaceFinder
from models.media.film_faces import FaceTrack
from models.media.folder import FoundFile, SkippedFile, find_files
from models.media.photo import load_upright
from models.media.study import BATCH_SIZE, StudiedItem
from models.progress import Progress
from models.workspace import Workspace
from ui.cli.output import WrongUse, show_progress, write_json, write_line
from ui.cli.register import (
    GivenFile,
    GivenFiles,
    missing_sentence,
    open_register,
    require_items,
    say_skipped,
    shown_path,
    take_files,
)
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.texts import _, ngettext

_Finds = Sequence[FaceFind | FaceTrack]


def run_faces(arguments: argparse.Namespace) -> int:
    """Say where the faces in files are; a file that cannot be read is named and passed over."""
    if all(not path.exists() for path in arguments.files):
        raise WrongUse(missing_sentence(arguments.files[0]))
    finder, progress = FaceFinder(), show_progress()
    shown, skipped = _find_photos(arguments.files)
    found: list[tuple[str, int | None, _Finds]] = []
    for done, (path, name) in enumerate(shown.items(), start=1):
        try:
            picture = load_upright(path, longest_edge=None if arguments.harder else FINE_EDGE)
        except KnownError as error:
            skipped.append((name, error.code))
        else:
            found.append((name, None, finder.find_harder(picture) if arguments.harder else finder.find(picture)))
        progress.report(done, len(shown))
    return _answer(found, tuple(skipped), is_json=bool(arguments.json))


def run_media_faces(arguments: argparse.Namespace) -> int:
    """Look for faces in photos of the register and keep what is found, as the window does in the background."""
    if bool(arguments.files) == bool(arguments.all):
        raise WrongUse(_("Give photos, or --all for those in the register."))
    with open_register(arguments, create=bool(arguments.files)) as workspace:
        if arguments.all:
            files = _waiting(workspace)
        else:
            files = take_files(workspace, arguments.files)
            require_items(files)
        found, lost = _study(workspace, files, show_progress(), harder=bool(arguments.harder))
    return _answer(found, (*files.skipped, *lost), is_json=bool(arguments.json))


def _study(
    workspace: Workspace, files: GivenFiles, progress: Progress, *, harder: bool
) -> tuple[list[tuple[str, int | None, _Finds]], list[tuple[str, ErrorCode]]]:
    """What is seen in each item, kept a batch at a time. Raises ``FACES_UNAVAILABLE`` or ``FACES_DAMAGED``."""
    names = {file.item_id: file.shown for file in files.taken}
    found: list[tuple[str, int | None, _Finds]] = []
    lost: list[tuple[str, ErrorCode]] = []
    batch: list[StudiedItem] = []
    try:
        for done, (item_id, name) in enumerate(names.items(), start=1):
            try:
                seen = workspace.study.look_at(item_id, harder=harder)
            except KnownError as error:
                lost.append((name, error.code))
            else:
                if workspace.study.obstacle is not None:
                    raise KnownError(workspace.study.obstacle)
                batch.append(seen)
                found.append((name, item_id, seen.tracks or seen.faces or ()))
            if len(batch) == BATCH_SIZE:
                workspace.study.keep(batch)
                batch.clear()
            progress.report(done, len(names))
    finally:
        workspace.study.keep(batch)
    return found, lost


def _waiting(workspace: Workspace) -> GivenFiles:
    ids = workspace.study.next_items(limit=workspace.study.count_waiting())
    rows = workspace.media.item_rows(ids)
    return GivenFiles(tuple(GivenFile(str(rows[one].path), one) for one in ids if one in rows), ())


def _find_photos(given: Sequence[Path]) -> tuple[dict[Path, str], list[tuple[str, ErrorCode]]]:
    """Files that look like photos with the names that their user wrote, and what is passed over."""
    shown: dict[Path, str] = {}
    skipped: list[tuple[str, ErrorCode]] = []
    for path in given:
        for found in find_files((path,)):
            name = shown_path(path, found.path)
            if isinstance(found, SkippedFile):
                skipped.append((name, found.code))
            elif isinstance(found, FoundFile):
                shown.setdefault(found.path, name)
    return shown, skipped


def _answer(
    found: Sequence[tuple[str, int | None, _Finds]], skipped: tuple[tuple[str, ErrorCode], ...], *, is_json: bool
) -> int:
    passed = GivenFiles((), skipped)
    if not found and skipped:
        say_skipped(passed)
        raise KnownError(skipped[0][1])
    if is_json:
        write_json({"items": [_item_json(*one) for one in found], "skipped": passed.skipped_json()})
    else:
        for name, _item_id, finds in found:
            write_line(f"{name}: {_sentence(finds)}")
        say_skipped(passed)
    return EXIT_NOT_READY if skipped else EXIT_READY


def _item_json(name: str, item_id: int | None, finds: _Finds) -> dict[str, object]:
    number = {} if item_id is None else {"item": item_id}
    return {
        "file": name,
        **number,
        "faces": [_face_json(find) for find in finds if find.is_certain],
        "doubtful": [_face_json(find) for find in finds if not find.is_certain],
    }


def _face_json(find: FaceFind | FaceTrack) -> dict[str, float]:
    box = find.box
    places = {"x": box.x, "y": box.y, "w": box.w, "h": box.h}
    times = {"start_ms": find.start_ms, "end_ms": find.end_ms} if isinstance(find, FaceTrack) else {}
    return {**{side: round(value, 5) for side, value in places.items()}, "score": find.score, **times}


def _sentence(finds: _Finds) -> str:
    certain = sum(find.is_certain for find in finds)
    doubtful = len(finds) - certain
    text = ngettext("{count} face found", "{count} faces found", certain).format(count=certain)
    if doubtful:
        perhaps = ngettext(
            "{count} place that may be somebody", "{count} places that may be somebody", doubtful
        ).format(count=doubtful)
        text = _("{first}, {second}").format(first=text, second=perhaps)
    return text
