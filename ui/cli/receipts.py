# SPDX-License-Identifier: GPL-3.0-or-later
"""``forms receipt``: what was recorded, for who answered, as one PDF or as texts for e-mail."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from models.forms.receipt_words import receipt_text
from models.forms.receipts import Receipt
from models.workspace import Workspace
from ui.cli.forms_rounds import find_round
from ui.cli.output import WrongUse, show_progress, write_json, write_line
from ui.cli.register import find_people, open_register, shown_name
from ui.cli.words import EXIT_READY
from ui.style.receipt_labels import receipts_count
from ui.texts import _, current_language

_BETWEEN = "-" * 60


def run_receipt(arguments: argparse.Namespace) -> int:
    """Write the receipts; without any answers on record no file is written. Nothing is recorded."""
    from ui.printing.flow import write_flow_pdf
    from ui.printing.receipts import compose_receipt
    from ui.printing.without_window import start_without_window

    if arguments.out is None and not arguments.text:
        raise WrongUse(_("Give --out with the PDF to write, or --text for texts to mail."))
    with open_register(arguments) as workspace:
        receipts = _read(workspace, arguments)
    pages = 0
    if arguments.out is not None and receipts:
        start_without_window()
        pages = write_flow_pdf(arguments.out, [compose_receipt(one) for one in receipts], show_progress())
    if arguments.json:
        write_json(
            {
                "file": arguments.out if pages else None,
                "pages": pages,
                "receipts": [_receipt_json(one, with_text=arguments.text) for one in receipts],
            }
        )
    else:
        _say(arguments, receipts)
    return EXIT_READY


def _read(workspace: Workspace, arguments: argparse.Namespace) -> tuple[Receipt, ...]:
    usual = current_language()
    if arguments.round is not None:
        return workspace.receipts.of_round(find_round(workspace.rounds.rounds(), arguments.round), usual)
    if arguments.pile is not None:
        return workspace.receipts.of_scans(None, arguments.pile, usual)
    return workspace.receipts.of_people(find_people(workspace, arguments.person), usual)


def _say(arguments: argparse.Namespace, receipts: Sequence[Receipt]) -> None:
    if arguments.text:
        for number, one in enumerate(receipts):
            if number:
                write_line(_BETWEEN)
            write_line(receipt_text(one))
    if arguments.out is not None or not receipts:
        write_line(receipts_count(len(receipts)))
    if arguments.out is not None and receipts:
        for one in receipts:
            write_line(f"  {shown_name(one.name)}  {', '.join(one.groups)}  {shown_name(one.signer)}".rstrip())
        write_line(_("They are in {file}.").format(file=arguments.out))


def _receipt_json(receipt: Receipt, *, with_text: bool) -> dict[str, object]:
    return {
        "person": receipt.person_id,
        "name": shown_name(receipt.name),
        "signer": receipt.signer_id,
        "signer_name": shown_name(receipt.signer),
        "self": receipt.is_self,
        "language": receipt.language,
        "parts": [
            {
                "day": part.decided_on,
                "method": part.method.value,
                "places": [
                    {
                        "place": line.title or None,
                        "yes": [kind.value for kind in line.yes],
                        "no": [kind.value for kind in line.no],
                        "open": [kind.value for kind in line.open],
                        "until": line.ends_on,
                    }
                    for line in part.lines
                ],
            }
            for part in receipt.parts
        ],
        "text": receipt_text(receipt) if with_text else None,
    }
