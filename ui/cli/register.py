# SPDX-License-Identifier: GPL-3.0-or-later
"""What most commands begin with: opening the register, finding people and purposes, taking files in."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.consent.default_purposes import default_purposes
from models.consent.purposes import PurposeInput, PurposeRow
from models.errors import ErrorCode, KnownError
from models.media.folder import FoundFile, SkippedFile, find_files
from models.roster.people import PeopleQuery
from models.workspace import Workspace
from ui.cli.output import WrongUse, show_progress, write_error
from ui.cli.words import REGISTER_VARIABLE
from ui.places import default_register_path, user_name
from ui.style.calendar_labels import clock_sentence
from ui.style.labels import error_sentence, role_label
from ui.texts import _, current_language, ngettext

_BATCH = 120
_SUGGESTIONS = 8


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file of the command, as its user wrote it, and the item that it is; ``is_new`` where it was not known."""

    shown: str
    item_id: int
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class GivenFiles:
    """The files of a command: those taken in, and those passed over with the reason."""

    taken: tuple[GivenFile, ...]
    skipped: tuple[tuple[str, ErrorCode], ...]

    @property
    def item_ids(self) -> tuple[int, ...]:
        """The items, each once: the same photo may lie in several files."""
        return tuple(dict.fromkeys(file.item_id for file in self.taken))

    def skipped_json(self) -> list[dict[str, str]]:
        """The passed-over files as every JSON answer lists them."""
        return [{"file": shown, "reason": code.value} for shown, code in self.skipped]


def register_path(arguments: argparse.Namespace) -> Path:
    """The register to work in: ``--register``, else the environment, else the one that the window opens."""
    if arguments.register is not None:
        return Path(arguments.register)
    named = os.environ.get(REGISTER_VARIABLE)
    return Path(named) if named else default_register_path()


@contextmanager
def open_register(
    arguments: argparse.Namespace,
    *,
    create: bool = False,
    purposes: tuple[PurposeInput, ...] | None = None,
    is_check: bool = False,
) -> Iterator[Workspace]:
    """Open the register of a command. With ``create`` a new one is made, with ``purposes`` (None: the usual ones).

    A check (``is_check``) finds the register as it was left: what a new day brings is not written, and a missing
    trigger is for the check to tell.

    Raises as `Workspace.open` does, and `WrongUse` where there is no register and none is made.
    """
    path = register_path(arguments)
    is_new = not path.exists()
    if is_new and not create:
        raise WrongUse(_("There is no register at {path}. The command init makes one.").format(path=path))
    program = _("Beeldakkoord (command line)")
    with Workspace.open(path, create=create, actor=user_name(), program=program, is_check=is_check) as workspace:
        wanted = default_purposes(current_language()) if purposes is None else purposes
        if is_new and wanted:
            workspace.purposes.add_purposes(wanted)
        behind = workspace.calendar.clock_behind()
        if behind is not None:
            write_error(clock_sentence(behind))
        if not is_check:
            workspace.takedowns.roll_over()
        yield workspace


def read_list_bytes(path: Path) -> bytes:
    """The bytes of a list. Raises `WrongUse` where there is no such file, ``FILE_UNREADABLE``."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise WrongUse(missing_sentence(path)) from error
    except OSError as error:
        raise KnownError(ErrorCode.FILE_UNREADABLE, path=str(path)) from error


def find_purposes(workspace: Workspace, keys: Sequence[str]) -> tuple[PurposeRow, ...]:
    """The purposes with these keys or names, each once. Raises ``PURPOSE_UNKNOWN`` after saying which there are."""
    try:
        found = [workspace.purposes.purpose(key) for key in keys]
    except KnownError:
        known = [purpose.key for purpose in workspace.purposes.purposes()]
        if known:
            write_error(_("Purposes of this school: {keys}").format(keys=", ".join(known)))
        raise
    return tuple({purpose.id: purpose for purpose in found}.values())


def find_person(workspace: Workspace, text: str) -> int:
    """The person with this number or name.

    Raises ``PERSON_UNKNOWN`` or ``PERSON_AMBIGUOUS`` after listing whom the name could mean.
    """
    if text.strip().isdecimal():
        person_id = int(text)
        if not workspace.people.rows((person_id,)):
            raise KnownError(ErrorCode.PERSON_UNKNOWN)
        return person_id
    found = workspace.people.find_by_name(text)
    if len(found) == 1:
        return found[0]
    if found:
        _list_people(workspace, found)
        raise KnownError(ErrorCode.PERSON_AMBIGUOUS, count=len(found))
    near = workspace.people.list_people(PeopleQuery(text=text, include_left=True))
    if near:
        write_error(_("Perhaps you mean:"))
        _list_people(workspace, near[:_SUGGESTIONS])
    raise KnownError(ErrorCode.PERSON_UNKNOWN)


def find_people(workspace: Workspace, texts: Sequence[str]) -> tuple[int, ...]:
    """The people with these numbers or names, in order, each once."""
    return tuple(dict.fromkeys(find_person(workspace, text) for text in texts))


def shown_name(name: str) -> str:
    """A person's name, or what stands for a guardian whose name is not on record."""
    return name or _("a parent or guardian")


def take_files(workspace: Workspace, paths: Sequence[Path]) -> GivenFiles:
    """Take the files of a command in; what cannot be read is passed over, and the rest goes on.

    Raises `WrongUse` where none of the given paths is there.
    """
    if all(not path.exists() for path in paths):
        raise WrongUse(missing_sentence(paths[0]))
    shown: dict[Path, str] = {}
    skipped: list[tuple[str, ErrorCode]] = []
    for given in paths:
        for found in find_files((given,)):
            name = shown_path(given, found.path)
            if isinstance(found, SkippedFile):
                skipped.append((name, found.code))
            elif isinstance(found, FoundFile):
                shown.setdefault(found.path, name)
    progress = show_progress()
    wanted = tuple(shown)
    taken: list[GivenFile] = []
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        read, passed = workspace.media.read_files(batch)
        skipped += [(shown[one.path], one.code) for one in passed]
        items = workspace.media.take_in(read).value
        taken += [GivenFile(shown[item.path], item.shown_id, item.is_new) for item in items]
        known = [item.item_id for item in items if not item.is_new]
        workspace.places.drop_gone(known)
        workspace.taking_out.bring_back(known)
        progress.report(min(start + _BATCH, len(wanted)), len(wanted))
    return GivenFiles(tuple(taken), tuple(skipped))


def missing_sentence(path: Path) -> str:
    """What to read where a path of the command is not there."""
    return _("There is no file or folder {path}. Check how it is written.").format(path=path)


def say_skipped(files: GivenFiles) -> None:
    """Name the passed-over files and say why, on standard error."""
    if not files.skipped:
        return
    count = len(files.skipped)
    write_error(ngettext("{count} file was left out:", "{count} files were left out:", count).format(count=count))
    for shown, code in files.skipped:
        write_error(f"  {shown}: {error_sentence(KnownError(code))}")


def require_items(files: GivenFiles) -> tuple[int, ...]:
    """The items of the files; raises the reason of the first passed-over file where there is none."""
    if not files.taken and files.skipped:
        say_skipped(files)
        raise KnownError(files.skipped[0][1])
    return files.item_ids


def shown_path(given: Path, found: Path) -> str:
    """The path as its user would write it: relative where the command's own path was."""
    base = given.absolute()  # as `find_files` does: links and dots are kept
    return str(given) if found == base else str(given / found.relative_to(base))


def _list_people(workspace: Workspace, person_ids: Sequence[int]) -> None:
    for row in workspace.people.rows(person_ids):
        facts = ", ".join([*(role_label(role) for role in row.roles), *row.groups])
        write_error(f"  {row.id}  {shown_name(row.display_name)}  {facts}".rstrip())
