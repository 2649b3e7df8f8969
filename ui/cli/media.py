# SPDX-License-Identifier: GPL-3.0-or-later
"""``media``: take photos in, and say who is in them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from models.media.box import Box
from models.media.ranges import Senses, Span
from models.media.tagging import AppearanceRow, ItemPeople
from models.terms import MediaKind, NobodyReason
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
from ui.style.film_labels import senses_text, span_text
from ui.texts import _, join_words, ngettext

_MOMENT: Final = r"(?:\d{1,3}:){0,2}\d{1,5}(?:[.,]\d{1,3})?"
_RANGE: Final = re.compile(rf"(?P<start>{_MOMENT})\s*[-\u2013]\s*(?P<end>{_MOMENT})", re.ASCII)


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
    """Name people in photos, films and sounds, take them out again, or judge that nobody can be recognised."""
    boxes = tuple(read_box(text) for text in arguments.box)
    spans = tuple(read_span(text) for text in arguments.ranges)
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
        if spans or arguments.seen or arguments.heard:
            workspace.ranges.name_ranges(_recordings(workspace, items), people, _senses_of(arguments), spans)
        else:
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


def read_span(text: str) -> Span:
    """A part of a recording from ``0:12-0:40``, ``1:02:03-1:02:09.5`` or seconds.

    Raises `WrongUse` (not written so) or ``RANGE_OUTSIDE``.
    """
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        raise WrongUse(_("Write a part of a film or sound as from-until: 0:12-0:40, or 1:02:03-1:05:00."))
    return Span(_milliseconds(found["start"]), _milliseconds(found["end"]))


def _milliseconds(moment: str) -> int:
    seconds = Decimal(0)
    for part in moment.replace(",", ".").split(":"):
        seconds = seconds * 60 + Decimal(part)
    return round(seconds * 1000)


def _recordings(workspace: Workspace, item_ids: Sequence[int]) -> Sequence[int]:
    """The same items. Raises `WrongUse` where one is a photo."""
    if any(row.kind is MediaKind.PHOTO for row in workspace.media.item_rows(item_ids).values()):
        raise WrongUse(_("--range, --seen and --heard are for films and sounds. Name people in photos without them."))
    return item_ids


def _senses_of(arguments: argparse.Namespace) -> Senses:
    seen = Senses.SEEN if arguments.seen or not arguments.heard else Senses(0)
    return seen | (Senses.HEARD if arguments.heard else Senses(0))


def _check_request(arguments: argparse.Namespace, boxes: Sequence[Box]) -> None:
    when = bool(arguments.ranges or arguments.seen or arguments.heard)
    if len(boxes) > len(arguments.person):
        raise WrongUse(_("Each --box needs a --person: the first box is for the first person, and so on."))
    if when and not arguments.person:
        raise WrongUse(_("Who is seen or heard? Give --person with --range, --seen and --heard."))
    if when and boxes:
        raise WrongUse(_("Give either --box or --range, --seen and --heard."))
    if arguments.nobody is not None and arguments.person:
        raise WrongUse(_("Either somebody is in it or nobody can be recognised: give --person or --nobody."))
    if arguments.nobody is None and not arguments.person and not arguments.remove:
        raise WrongUse(_("Who is in it? Give --person, --nobody or --remove."))


def _answer(workspace: Workspace, files: GivenFiles, *, is_json: bool) -> None:
    known = workspace.tagging.people_in(files.item_ids)
    wanted = {one.person_id for content in known.values() for one in content.appearances}
    names = {person: shown_name(name) for person, name in workspace.people.names(wanted).items()}
    kinds = {item_id: row.kind for item_id, row in workspace.media.item_rows(files.item_ids).items()}
    if is_json:
        items = [_item_json(file.shown, known[file.item_id], names, kinds[file.item_id]) for file in files.taken]
        write_json({"items": items, "skipped": files.skipped_json()})
        return
    for file in files.taken:
        write_line(f"{file.shown}: {_who(known[file.item_id], names, kinds[file.item_id])}")
    say_skipped(files)


def _item_json(shown: str, content: ItemPeople, names: dict[int, str], kind: MediaKind) -> dict[str, object]:
    return {
        "file": shown,
        "people": [
            {
                "id": one.person_id,
                "name": names.get(one.person_id),
                "box": None if one.box is None else [one.box.x, one.box.y, one.box.w, one.box.h],
                **({} if kind is MediaKind.PHOTO else _when_json(one)),
            }
            for one in content.appearances
        ],
        "unnamed": content.unnamed_count,
        "nobody": content.nobody_reason,
    }


def _when_json(one: AppearanceRow) -> dict[str, object]:
    return {"seen": one.is_visible, "heard": one.is_audible, "start_ms": one.start_ms, "end_ms": one.end_ms}


def _who(content: ItemPeople, names: dict[int, str], kind: MediaKind) -> str:
    if content.appearances:
        return join_words([_one(one, names.get(one.person_id, ""), kind) for one in content.appearances])
    if content.nobody_reason is not None:
        return _("nobody can be recognised")
    return _("nobody has said yet who is in it")


def _one(one: AppearanceRow, name: str, kind: MediaKind) -> str:
    if kind is MediaKind.PHOTO:
        return name
    how = senses_text(one.is_visible, one.is_audible)
    when = _("in all of it") if one.start_ms is None or one.end_ms is None else span_text(one.start_ms, one.end_ms)
    return _("{name} ({how} {when})").format(name=name, how=how, when=when)
