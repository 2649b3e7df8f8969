# SPDX-License-Identifier: GPL-3.0-or-later
"""``letters``: the letters that are due, as one PDF."""

from __future__ import annotations

import argparse

from models.forms.letters import Letter
from models.terms import LetterKind
from ui.cli.output import WrongUse, show_progress, write_json, write_line
from ui.cli.register import find_people, open_register, shown_name
from ui.cli.words import EXIT_READY
from ui.style.letter_labels import letters_count, sent_sentence
from ui.texts import _, current_language

_MOST_DAYS = 3_660


def run_letters(arguments: argparse.Namespace) -> int:
    """Write the letters and, where asked, note them as sent; nothing is noted when the file cannot be written."""
    from ui.printing.flow import write_flow_pdf
    from ui.printing.letters import compose_letter
    from ui.printing.without_window import start_without_window

    kind = LetterKind(arguments.kind.replace("-", "_"))
    if not 0 <= arguments.within <= _MOST_DAYS:
        raise WrongUse(_("--within takes a number of days from 0 to {most}.").format(most=_MOST_DAYS))
    with open_register(arguments) as workspace:
        people = None if arguments.to is None else find_people(workspace, arguments.to)
        letters = workspace.letters.letters(
            kind, people, usual_language=current_language(), within_days=arguments.within
        )
        pages = noted = 0
        if letters:
            start_without_window()
            pages = write_flow_pdf(arguments.out, [compose_letter(one) for one in letters], show_progress())
            if arguments.note_as_sent:
                ids = tuple(dict.fromkeys(one.person_id for one in letters))
                noted = workspace.calendar.note_as_sent(kind, ids, arguments.within).value
    if arguments.json:
        write_json(
            {
                "kind": kind.value,
                "file": arguments.out if letters else None,
                "pages": pages,
                "letters": [_letter_json(one) for one in letters],
                "noted_as_sent": noted,
            }
        )
        return EXIT_READY
    write_line(letters_count(kind, len(letters)) + ".")
    for one in letters:
        write_line(f"  {shown_name(one.name)}  {', '.join(one.groups)}".rstrip())
    if letters:
        write_line(_("They are in {file}.").format(file=arguments.out))
    if noted:
        write_line(sent_sentence(kind, noted))
    return EXIT_READY


def _letter_json(letter: Letter) -> dict[str, object]:
    return {
        "person": letter.person_id,
        "name": shown_name(letter.name),
        "to_guardians": letter.to_guardians,
        "language": letter.language,
        "ends_on": letter.ends_on,
    }
