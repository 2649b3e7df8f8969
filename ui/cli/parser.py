# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands and their options, as the help shows them.

Only the enumerations are loaded here, not the register, so that ``--help`` answers at once. Each command names what
carries it out as ``module:function``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.terms import (
    AnswerMethod,
    Audience,
    CopyFormat,
    CoverKind,
    DateOrder,
    LegalBasis,
    ListColumn,
    MediaKind,
    PersonRole,
)
from ui.cli.answers_arguments import add_answer_import
from ui.cli.calendar_arguments import add_letters
from ui.cli.chances_arguments import add_chances
from ui.cli.events_arguments import add_event_option, add_events
from ui.cli.faces_arguments import add_faces, add_media_faces
from ui.cli.forms_arguments import add_forms
from ui.cli.library_arguments import add_library
from ui.cli.media_arguments import add_tag
from ui.cli.merging_arguments import add_merging
from ui.cli.names_arguments import add_names
from ui.cli.records_arguments import add_evidence_option, add_proof, add_verify
from ui.cli.rights_arguments import add_rights
from ui.cli.todo_arguments import add_todo
from ui.cli.words import REGISTER_VARIABLE
from ui.texts import _, available_languages, set_language, system_language

PROGRAM = "beeldakkoord"
COUNTRIES = ("nl", "be", "de", "uk", "own")

Commands = Any
"""What ``add_subparsers`` gives; argparse keeps its class to itself."""


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Says "usage" in the user's language."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class CommandParser(argparse.ArgumentParser):
    """A parser whose help is in the user's language and whose options cannot be shortened by accident."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", _HelpFormatter)
        super().__init__(add_help=False, allow_abbrev=False, **settings)
        self._positionals.title = _("what to give")
        self._optionals.title = _("options")
        self.add_argument("-h", "--help", action="help", help=_("show this help"))

    def error(self, message: str) -> Any:
        """Say what is the matter and how to find help; ends with exit code 2."""
        self.print_usage()
        hint = _("Type {command} --help to see how it works.").format(command=self.prog)
        self.exit(2, f"{self.prog}: {message}\n{hint}\n")

    def print_usage(self, file: Any = None) -> None:
        """Usage goes to standard error: standard output is for answers."""
        import sys

        super().print_usage(file if file is not None else sys.stderr)


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments, in the language that they ask for. Ends the program for help and for mistakes."""
    set_language(_language_in(argv) or system_language())
    parser = build_parser()
    found = parser.parse_args(argv)
    if getattr(found, "selftest", None) is not None:
        found.run = "upkeep:run_selftest"
    elif not hasattr(found, "run"):
        parser.error(_("which command?"))
    for name in ("register", "json"):
        if not hasattr(found, name):
            setattr(found, name, None)
    return found


def build_parser() -> CommandParser:
    """The whole command line, in the current language."""
    parser = CommandParser(
        prog=PROGRAM,
        description=_(
            "What may this school publish, where, and how can the rest be made publishable?\n"
            "Without a command the window opens."
        ),
        epilog=_(
            "Exit codes: 0 everything is ready or done, 1 something is not, 2 the command failed.\n"
            "The register is the file that --register names, else the one in {variable}, else the school's own."
        ).format(variable=REGISTER_VARIABLE),
    )
    _add_general(parser)
    parser.add_argument("--version", action="version", version=_version_text(), help=_("show the version"))
    parser.add_argument(
        "--selftest", metavar="FILE", type=Path, help=_("test every part of the program and write a JSON report")
    )
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", parser_class=CommandParser)
    _add_check(commands)
    _add_roster(commands)
    _add_people(commands)
    _add_consent(commands)
    _add_media(commands)
    add_faces(commands, _add_command)
    add_events(commands, _add_command)
    _add_export(commands)
    _add_purposes(commands)
    _add_takedowns(commands)
    add_todo(commands, _add_command)
    add_chances(commands, _add_command, read_day)
    add_letters(commands, _add_command)
    add_forms(commands, _add_command, _add_general, read_day)
    add_verify(commands, _add_command)
    _add_init(commands)
    _add_demo(commands)
    return parser


def _language_in(argv: Sequence[str]) -> str | None:
    for position, word in enumerate(argv):
        if word == "--language" and position + 1 < len(argv):
            return argv[position + 1]
        if word.startswith("--language="):
            return word.partition("=")[2]
    return None


def _version_text() -> str:
    from models.version import VERSION

    return f"Beeldakkoord {VERSION}"


def _add_general(parser: argparse.ArgumentParser) -> None:
    """Options that every command has, before or after its name."""
    parser.add_argument(
        "--register", metavar="FILE", type=Path, default=argparse.SUPPRESS, help=_("the register to work in")
    )
    parser.add_argument(
        "--language",
        metavar="CODE",
        default=argparse.SUPPRESS,
        help=_("language of the answers: {codes}").format(
            codes=", ".join(code for code, _name in available_languages())
        ),
    )


def _add_command(
    commands: Commands, name: str, run: str, about: str, *, answers_json: bool = True, aliases: Iterable[str] = ()
) -> CommandParser:
    command: CommandParser = commands.add_parser(name, help=about, description=about, aliases=tuple(aliases))
    command.set_defaults(run=run)
    _add_general(command)
    if answers_json:
        command.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help=_("answer with a JSON document")
        )
    return command


def _add_files(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", metavar="FILE|FOLDER", nargs="+", type=Path, help=_("photos, or folders of photos"))


def _words(values: Iterable[StrEnum]) -> list[str]:
    return [value.value for value in values]


def read_day(text: str) -> date:
    """A day as YYYY-MM-DD; argparse turns the ValueError into a sentence."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("{text} is no day; write it as 2026-09-30").format(text=repr(text))
        ) from error


def _add_check(commands: Commands) -> None:
    command = _add_command(commands, "check", "check:run_check", _("say of each photo whether it may go out, and why"))
    _add_files(command)
    _add_purpose(command, many=True)
    command.add_argument("--day", metavar="DAY", type=read_day, help=_("judge for another day than today (YYYY-MM-DD)"))


def _add_purpose(command: argparse.ArgumentParser, *, many: bool = False, required: bool = True) -> None:
    command.add_argument(
        "--purpose",
        metavar="KEY",
        required=required,
        action="append" if many else "store",
        help=_("where it will go, such as website; may be given more than once")
        if many
        else _("where it will go, such as website"),
    )


def _add_roster(commands: Commands) -> None:
    group = commands.add_parser("roster", help=_("bring in class lists"), description=_("bring in class lists"))
    _add_general(group)
    steps = group.add_subparsers(title=_("commands"), metavar="COMMAND", required=True, parser_class=CommandParser)
    command = _add_command(steps, "import", "roster:run_import", _("bring in a class list (CSV)"))
    command.add_argument("file", metavar="FILE", type=Path, help=_("the list: UTF-8 or Windows, with ; or , or tabs"))
    command.add_argument("--dry-run", action="store_true", help=_("show what would happen and write nothing"))
    command.add_argument(
        "--mapping",
        metavar="COLUMN=HEADING",
        action="append",
        default=[],
        help=_("which heading (or column number from 1) holds what: {columns}").format(
            columns=", ".join(_words(column for column in ListColumn if column is not ListColumn.LEFT_ON))
        ),
    )
    command.add_argument(
        "--date-order", choices=_words(DateOrder), help=_("how dates are written where the list does not tell")
    )
    command.add_argument(
        "--role",
        choices=_words(PersonRole),
        default=PersonRole.PUPIL.value,
        help=_("role of people whose row names none"),
    )
    command.add_argument(
        "--doubtful",
        choices=("skip", "new"),
        default="skip",
        help=_("rows that may be somebody who is known already: leave them out (usual) or add them as new people"),
    )
    command.add_argument(
        "--share-guardians",
        action="store_true",
        help=_("take parents who seem to be on record as the same people; without it they are added as new people"),
    )


def _add_people(commands: Commands) -> None:
    command = _add_command(commands, "people", "people:run_people", _("list the people on record"))
    command.add_argument("--role", choices=_words(PersonRole), help=_("only people with this role"))
    command.add_argument("--group", metavar="NAME", help=_("only people in this class or group"))
    command.add_argument("--search", metavar="TEXT", help=_("only people whose name has these beginnings of words"))
    command.add_argument("--all", action="store_true", help=_("also people who have left"))
    steps = command.add_subparsers(title=_("commands"), metavar="COMMAND", parser_class=CommandParser)
    adding = _add_command(steps, "add", "people:run_add", _("add one person"))
    adding.add_argument("name", metavar="NAME", help=_("the whole name"))
    adding.add_argument(
        "--as",
        dest="roles",
        action="append",
        choices=_words(PersonRole),
        required=True,
        help=_("role of the person; may be given more than once"),
    )
    adding.add_argument("--in", dest="groups", metavar="GROUP", action="append", default=[], help=_("class or group"))
    adding.add_argument("--birth-date", metavar="DAY", type=read_day, help=_("birth date (YYYY-MM-DD)"))
    adding.add_argument("--organisation", metavar="NAME", default="", help=_("company of an internship provider"))
    adding.add_argument(
        "--guardian-of", metavar="PERSON", action="append", default=[], help=_("pupil of whom this is a guardian")
    )
    add_rights(steps, _add_command)
    add_merging(steps, _add_command)


def _add_consent(commands: Commands) -> None:
    group = commands.add_parser("consent", help=_("record and show answers"), description=_("record and show answers"))
    _add_general(group)
    steps = group.add_subparsers(title=_("commands"), metavar="COMMAND", required=True, parser_class=CommandParser)
    command = _add_command(steps, "set", "consent:run_set", _("record an answer"))
    command.add_argument("people", metavar="PERSON", nargs="+", help=_("name, or number from the list of people"))
    _add_purpose(command, many=True, required=False)
    command.add_argument(
        "--recording", action="store_true", help=_("the answer is about making recordings, not only about publishing")
    )
    command.add_argument(
        "--kind",
        action="append",
        choices=_words(MediaKind),
        help=_("what the answer is about; without it: every kind that the purpose asks about"),
    )
    command.add_argument("--answer", choices=("yes", "no", "withdraw"), required=True, help=_("the answer"))
    command.add_argument(
        "--by", metavar="NAME|self|guardian", help=_("who answered; without it: whoever decides on that day")
    )
    command.add_argument(
        "--method",
        choices=_words(AnswerMethod),
        default=AnswerMethod.IN_PERSON.value,
        help=_("how the answer reached the school"),
    )
    command.add_argument("--date", metavar="DAY", type=read_day, help=_("day of the answer (YYYY-MM-DD)"))
    command.add_argument("--until", metavar="DAY", type=read_day, help=_("last day of a yes (YYYY-MM-DD)"))
    command.add_argument("--item", metavar="FILE", type=Path, help=_("the answer is about this photo only"))
    command.add_argument("--note", metavar="TEXT", default="", help=_("a remark, kept with the answer"))
    add_event_option(command)
    add_evidence_option(command)
    command = _add_command(steps, "show", "consent:run_show", _("show what somebody's answers amount to"))
    command.add_argument("person", metavar="PERSON", help=_("name, or number from the list of people"))
    command.add_argument(
        "--day", "--on", metavar="DAY", type=read_day, help=_("look at another day than today (YYYY-MM-DD)")
    )
    command.add_argument(
        "--known-on", metavar="DAY", type=read_day, help=_("leave out what was recorded after this day (YYYY-MM-DD)")
    )
    add_proof(steps, _add_command)
    add_answer_import(steps, _add_command, read_day)


def _add_media(commands: Commands) -> None:
    group = commands.add_parser(
        "media", help=_("take photos in and say who is in them"), description=_("take photos in and say who is in them")
    )
    _add_general(group)
    steps = group.add_subparsers(title=_("commands"), metavar="COMMAND", required=True, parser_class=CommandParser)
    _add_files(_add_command(steps, "add", "media:run_add", _("take photos in")))
    add_names(steps, _add_command)
    add_media_faces(steps, _add_command)
    add_library(steps, _add_command, read_day)
    add_tag(steps, _add_command, _add_files)


def _add_export(commands: Commands) -> None:
    command = _add_command(commands, "export", "export:run_export", _("make clean copies of the photos that are ready"))
    _add_files(command)
    _add_purpose(command)
    command.add_argument("--to", metavar="FOLDER", type=Path, required=True, help=_("folder for the copies"))
    command.add_argument("--place", metavar="TEXT", default="", help=_("where they will be seen: address, issue, page"))
    command.add_argument("--date", metavar="DAY", type=read_day, help=_("day of publication (YYYY-MM-DD)"))
    command.add_argument("--max-pixels", metavar="COUNT", type=int, help=_("longest edge of a copy"))
    command.add_argument("--cover", action="store_true", help=_("cover people where that makes a photo ready"))
    command.add_argument(
        "--cover-kind", choices=_words(CoverKind), default=CoverKind.CALM.value, help=_("how people are covered")
    )
    command.add_argument(
        "--format", choices=_words(CopyFormat), default=CopyFormat.JPEG.value, help=_("file format of the copies")
    )


def _add_purposes(commands: Commands) -> None:
    command = _add_command(commands, "purposes", "upkeep:run_purposes", _("list the purposes of the school"))
    steps = command.add_subparsers(title=_("commands"), metavar="COMMAND", parser_class=CommandParser)
    adding = _add_command(steps, "add", "upkeep:run_add_purpose", _("add a purpose"))
    adding.add_argument("key", metavar="KEY", help=_("short word: small letters, digits, - and _"))
    adding.add_argument("--name", metavar="TEXT", help=_("what people read; without it: the key"))
    adding.add_argument("--audience", choices=_words(Audience), required=True, help=_("who can see it"))
    adding.add_argument(
        "--basis", choices=_words(LegalBasis), default=LegalBasis.CONSENT.value, help=_("legal basis (GDPR art. 6)")
    )
    adding.add_argument("--kind", action="append", choices=_words(MediaKind), help=_("what it asks about"))
    adding.add_argument("--max-pixels", metavar="COUNT", type=int, help=_("longest edge of an exported copy"))


def _add_takedowns(commands: Commands) -> None:
    command = _add_command(commands, "takedowns", "takedowns:run_list", _("list what is to be taken down"))
    command.add_argument("--all", action="store_true", help=_("also what is settled"))
    steps = command.add_subparsers(title=_("commands"), metavar="COMMAND", parser_class=CommandParser)
    listing = _add_command(steps, "list", "takedowns:run_list", _("list what is to be taken down"))
    listing.add_argument("--all", action="store_true", default=argparse.SUPPRESS, help=_("also what is settled"))
    closing = _add_command(steps, "close", "takedowns:run_close", _("settle one of them"))
    closing.add_argument("id", metavar="ID", type=int, help=_("number from the list"))
    closing.add_argument(
        "--as", dest="state", choices=("removed", "replaced", "stays"), required=True, help=_("what was done")
    )
    closing.add_argument("--note", metavar="TEXT", default="", help=_("a remark; needed for stays: the reason"))


def _add_init(commands: Commands) -> None:
    command = _add_command(commands, "init", "upkeep:run_init", _("make the register of a school"))
    command.add_argument("--school", metavar="NAME", required=True, help=_("name of the school"))
    command.add_argument(
        "--country", choices=COUNTRIES, default="nl", help=_("whose rules to start from; they can be changed later")
    )
    command.add_argument("--school-year", metavar="YEAR", default="", help=_("such as 2026-2027"))
    _add_purpose(command, many=True, required=False)


def _add_demo(commands: Commands) -> None:
    command = _add_command(
        commands, "demo", "upkeep:run_demo", _("make an invented school with pictures, to look around")
    )
    command.add_argument(
        "folder", metavar="FOLDER", nargs="?", type=Path, help=_("folder for the pictures; usually beside the register")
    )
