# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``forms rounds``, ``forms issue``, ``forms remind``, ``forms blank`` and ``forms bind``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from models.forms.round_reasons import RoundReason
from models.terms import MediaKind, PersonRole
from ui.texts import _

ReadDay = Callable[[str], date]


def add_rounds(steps: Any, add_command: Any, read_day: ReadDay) -> None:
    """Put the commands of rounds among those of ``forms``; the others are those of `ui.cli.parser`."""
    command = add_command(steps, "rounds", "forms_rounds:run_rounds", _("show the rounds of forms, or how far one is"))
    command.add_argument("round", metavar="ROUND", nargs="?", help=_("number or name of one round"))
    command = add_command(
        steps,
        "issue",
        "forms_rounds:run_issue",
        _("start a round: a personal form for many people, sorted by class, each family in its own language"),
    )
    command.add_argument("name", metavar="NAME", help=_("name of the round"))
    command.add_argument("--group", dest="groups", metavar="NAME", nargs="+", action="extend", help=_("only classes"))
    command.add_argument(
        "--role",
        dest="roles",
        choices=[role.value for role in PersonRole],
        nargs="+",
        action="extend",
        help=_("only people with one of these roles"),
    )
    command.add_argument(
        "--person", dest="people", metavar="PERSON", nargs="+", action="extend", help=_("only these people")
    )
    command.add_argument(
        "--reason",
        choices=[reason.value for reason in RoundReason],
        default=RoundReason.EVERYBODY.value,
        help=_("only who was never asked, whose yes has ended, or who decides for themself now"),
    )
    _add_questions(command)
    command.add_argument(
        "--one-language", action="store_true", help=_("everybody in that language, not each family in its own")
    )
    command.add_argument(
        "--list", action="store_true", help=_("begin each class with a list of the names, to tick off")
    )
    command.add_argument("--until", metavar="DAY", type=read_day, help=_("answer before this day (YYYY-MM-DD)"))
    command.add_argument("--out", metavar="FILE", type=Path, help=_("the PDF to write"))
    command.add_argument("--dry-run", action="store_true", help=_("only count; nothing is recorded or written"))
    command = add_command(
        steps, "remind", "forms_rounds:run_remind", _("write letters to who is silent, with their form again")
    )
    command.add_argument("round", metavar="ROUND", help=_("number or name of the round"))
    command.add_argument(
        "--group", dest="groups", metavar="NAME", nargs="+", action="extend", help=_("only the silent of these classes")
    )
    command.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("the PDF to write"))
    command.add_argument("--no-note", action="store_true", help=_("do not note with the round that they were sent"))
    command = add_command(steps, "blank", "forms_rounds:run_blank", _("make forms without a name, for newcomers"))
    command.add_argument("count", metavar="COUNT", type=int, help=_("how many"))
    command.add_argument(
        "--self", dest="is_self", action="store_true", help=_("for who decides alone, not for parents or guardians")
    )
    _add_questions(command)
    command.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("the PDF to write"))
    command = add_command(steps, "bind", "forms_rounds:run_bind", _("say whose a form without a name is"))
    command.add_argument("code", metavar="CODE", help=_("code on the form"))
    command.add_argument("person", metavar="PERSON", help=_("name, or number from the list of people"))


def _add_questions(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--purposes",
        "--purpose",
        metavar="KEY",
        nargs="+",
        action="extend",
        help=_("what to ask about; without it: every purpose that needs consent"),
    )
    command.add_argument(
        "--kinds",
        choices=[kind.value for kind in MediaKind],
        nargs="+",
        action="extend",
        help=_("of what; without it: photo, film and sound"),
    )
    command.add_argument("--no-recording", action="store_true", help=_("do not ask whether recordings may be made"))
    command.add_argument(
        "--form-language", metavar="CODE", help=_("language of the forms; without it: that of --language")
    )
