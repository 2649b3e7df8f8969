# SPDX-License-Identifier: GPL-3.0-or-later
"""``media names``: names that photo files hold, whom they mean, and naming people by them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from models.errors import KnownError
from models.media.sidecar_writing import SidecarOutcome
from models.publishing.file_names import FoundName, NamesPreview
from models.publishing.name_matching import NameStanding
from models.publishing.sidecar_names import WrittenSidecar
from models.roster.names import fold_text
from models.workspace import Workspace
from ui.cli.output import WrongUse, show_progress, write_error, write_json, write_line
from ui.cli.register import GivenFile, GivenFiles, find_person, open_register, say_skipped, take_files
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.file_name_labels import standing_label
from ui.style.labels import error_sentence
from ui.texts import _, join_words, ngettext

_NOBODY = "none"


def run_names(arguments: argparse.Namespace) -> int:
    """Preview, and apply or write where asked; 0 where no name is left to ask about."""
    if bool(arguments.files) == bool(arguments.all):
        raise WrongUse(_("Give photos, or --all for those in the register."))
    with open_register(arguments) as workspace:
        files = _given(workspace) if arguments.all else take_files(workspace, arguments.files)
        preview = workspace.file_names.preview(files.item_ids, show_progress())
        said = _meanings(workspace, arguments.meanings, preview)
        named = None
        decisions = {**preview.decisions, **said}
        if arguments.apply:
            named = workspace.file_names.apply(preview, decisions, with_doubtful=arguments.doubtful).value
        written: tuple[WrittenSidecar, ...] = ()
        if arguments.write_sidecars:
            written = workspace.sidecars.write(files.item_ids, show_progress())
    left = [one for one in preview.names if one.folded not in decisions]
    if arguments.json:
        write_json(_document(files, preview, said, named, written))
    else:
        _say(files, preview, said, named, written)
    is_done = not left and not files.skipped and not preview.unread and all(one.code is None for one in written)
    return EXIT_READY if is_done else EXIT_NOT_READY


def _given(workspace: Workspace) -> GivenFiles:
    ids = workspace.file_names.unread_items()
    rows = workspace.media.item_rows(ids)
    return GivenFiles(tuple(GivenFile(str(rows[one].path), one) for one in ids if one in rows), ())


def _meanings(workspace: Workspace, texts: Sequence[str], preview: NamesPreview) -> dict[str, int | None]:
    said: dict[str, int | None] = {}
    known = {one.folded for one in preview.names}
    for text in texts:
        name, is_pair, person = text.partition("=")
        if not is_pair or not person.strip():
            raise WrongUse(_("Write whom a name means as NAME=PERSON, or as NAME=none."))
        folded = fold_text(name)
        if folded not in known:
            raise WrongUse(_("That name is not in these photos. Look at the list without --is first."))
        said[folded] = None if person.strip() == _NOBODY else find_person(workspace, person.strip())
    return said


def _document(
    files: GivenFiles,
    preview: NamesPreview,
    said: Mapping[str, int | None],
    named: int | None,
    written: Sequence[WrittenSidecar],
) -> dict[str, object]:
    shown = {file.item_id: file.shown for file in files.taken}
    return {
        "names": [_name_json(one, shown, said) for one in preview.names],
        "marks": sum(len(boxes) for boxes in preview.marks.values()),
        "unread": [shown[item_id] for item_id in preview.unread],
        "named": named,
        "sidecars": [
            {"file": shown[one.item_id], "outcome": one.outcome, "problem": one.code} for one in written
        ],
        "skipped": files.skipped_json(),
    }  # fmt: skip


def _name_json(one: FoundName, shown: Mapping[int, str], said: Mapping[str, int | None]) -> dict[str, object]:
    proposed = None if one.proposed is None else one.proposed.person_id
    return {
        "name": one.name,
        "standing": one.match.standing,
        "person": said.get(one.folded, proposed),
        "candidates": [
            {"id": person.person_id, "name": person.name, "detail": person.detail} for person in one.match.candidates
        ],
        "places": [
            {
                "file": shown[place.item_id],
                "box": None if place.box is None else [place.box.x, place.box.y, place.box.w, place.box.h],
                "doubtful": place.is_doubtful,
            }
            for place in one.places
        ],
    }


def _say(
    files: GivenFiles,
    preview: NamesPreview,
    said: Mapping[str, int | None],
    named: int | None,
    written: Sequence[WrittenSidecar],
) -> None:
    if not preview.names:
        write_line(_("No names were found in these files that are not in the register already."))
    for standing in NameStanding:
        group = preview.of_standing(standing)
        if group:
            write_line(standing_label(standing))
        for one in group:
            write_line(f"  {_line(one)}" + ("  *" if one.folded in said else ""))
    if named is not None:
        write_line(
            ngettext("{count} name is new in the photos.", "{count} names are new in the photos.", named).format(
                count=named
            )
        )
    done = sum(one.outcome is SidecarOutcome.WRITTEN for one in written)
    if written:
        write_line(ngettext("{count} sidecar was written.", "{count} sidecars were written.", done).format(count=done))
    for one in written:
        if one.code is not None:
            write_error(error_sentence(KnownError(one.code, path=str(one.path))))
    count = len(preview.unread)
    if count:
        write_error(
            ngettext("{count} file could not be read.", "{count} files could not be read.", count).format(count=count)
        )
    say_skipped(files)


def _line(one: FoundName) -> str:
    count = len(one.item_ids)
    photos = ngettext("{count} photo", "{count} photos", count).format(count=count)
    people = [f"{person.name} ({person.detail})" if person.detail else person.name for person in one.match.candidates]
    return _("{name}: {people} - {photos}").format(
        name=one.name, people=join_words(people) or _("not somebody we know"), photos=photos
    )
