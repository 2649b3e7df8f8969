# SPDX-License-Identifier: GPL-3.0-or-later
"""``media``: take photos in, and say who is in them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from models.media.box import Box
from models.media.tagging import ItemPeople
from models.terms import NobodyReason
from models.workspace import Workspace
from ui.cli.output import WrongUse, write_json, write_line
from ui.cli.register import (
    GivenFiles,
    find_people,
    open_register,
    require_items,
    say_skipped,
    shown_name,
    take_files,
)
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.texts import _, join_words, ngettext


def run_add(arguments: argparse.Namespace) -> int:
    """Take photos in."""
    with open_register(arguments, create=True) as workspace:
        files = take_files(workspace, arguments.files)
    if arguments.json:
        items = [{"file": file.shown, "item": file.item_id, "new": file.is_new} for file in files.taken]
        write_json({"items": items, "skipped": files.skipped_json()})
    else:
        count = len(files.item_ids)
        write_line(
            ngettext("{count} photo is in the register.", "{count} photos are in the register.", count).format(
                count=count
            )
        )
        say_skipped(files)
    return EXIT_NOT_READY if files.skipped else EXIT_READY


def run_tag(arguments: argparse.Namespace) -> int:
    """Name people in photos, take them out again, or judge that nobody can be recognised."""
    boxes = tuple(read_box(text) for text in arguments.box)
    _check_request(arguments, boxes)
    with open_register(arguments) as workspace:
        people = find_people(workspace, arguments.person)
        removed = find_people(workspace, arguments.remove)
        files = take_files(workspace, arguments.files)
        items = require_items(files)
        if boxes and len(items) > 1:
            raise WrongUse(_("A box belongs to one photo: give one file with --box."))
        for person_id in removed:
            workspace.tagging.remove_person(items, person_id)
        for position, person_id in enumerate(people):
            box = boxes[position] if position < len(boxes) else None
            workspace.tagging.name_person(items, person_id, box=box)
        if arguments.nobody is not None:
            workspace.tagging.judge_nobody(items, NobodyReason(arguments.nobody), arguments.note)
        _answer(workspace, files, is_json=bool(arguments.json))
    return EXIT_NOT_READY if files.skipped else EXIT_READY


def read_box(text: str) -> Box:
    """A box from ``x,y,w,h`` as fractions. Raises `WrongUse` (no four numbers) or ``BOX_OUTSIDE``."""
    try:
        x, y, w, h = (float(part) for part in text.split(","))
    except ValueError as error:
        raise WrongUse(_("Write a box as four numbers from 0 to 1: left,top,width,height.")) from error
    return Box(x, y, w, h)


def _check_request(arguments: argparse.Namespace, boxes: Sequence[Box]) -> None:
    if len(boxes) > len(arguments.person):
        raise WrongUse(_("Each --box needs a --person: the first box is for the first person, and so on."))
    if arguments.nobody is not None and arguments.person:
        raise WrongUse(_("Either somebody is in it or nobody can be recognised: give --person or --nobody."))
    if arguments.nobody is None and not arguments.person and not arguments.remove:
        raise WrongUse(_("Who is in it? Give --person, --nobody or --remove."))


def _answer(workspace: Workspace, files: GivenFiles, *, is_json: bool) -> None:
    known = workspace.tagging.people_in(files.item_ids)
    wanted = {one.person_id for content in known.values() for one in content.appearances}
    names = {person: shown_name(name) for person, name in workspace.people.names(wanted).items()}
    if is_json:
        items = [_item_json(file.shown, known[file.item_id], names) for file in files.taken]
        write_json({"items": items, "skipped": files.skipped_json()})
        return
    for file in files.taken:
        write_line(f"{file.shown}: {_who(known[file.item_id], names)}")
    say_skipped(files)


def _item_json(shown: str, content: ItemPeople, names: dict[int, str]) -> dict[str, object]:
    return {
        "file": shown,
        "people": [
            {
                "id": one.person_id,
                "name": names.get(one.person_id),
                "box": None if one.box is None else [one.box.x, one.box.y, one.box.w, one.box.h],
            }
            for one in content.appearances
        ],
        "unnamed": content.unnamed_count,
        "nobody": content.nobody_reason,
    }


def _who(content: ItemPeople, names: dict[int, str]) -> str:
    if content.appearances:
        return join_words([names.get(one.person_id, "") for one in content.appearances])
    if content.nobody_reason is not None:
        return _("nobody can be recognised")
    return _("nobody has said yet who is in it")
