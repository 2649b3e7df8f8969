# SPDX-License-Identifier: GPL-3.0-or-later
"""``people dossier``, ``people erase``, ``people leavers``: what people may ask, and whom the school need not keep."""

from __future__ import annotations

import argparse

from models.publishing.dossier import DossierRequest
from models.publishing.erasure import Erased
from models.publishing.erasure_plan import ErasurePreview
from models.publishing.retention import Leaver
from models.terms import ErasureGround
from ui.cli.output import show_progress, write_json, write_line, write_table
from ui.cli.register import find_people, find_person, open_register, shown_name
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style import rights_labels as words
from ui.texts import _, format_date, ngettext


def run_dossier(arguments: argparse.Namespace) -> int:
    """Write a dossier; exit code 1 where a picture could not be copied."""
    from ui.documents.dossier import write_dossier_pdf
    from ui.printing.without_window import start_without_window

    start_without_window()
    with open_register(arguments) as workspace:
        person_id = find_person(workspace, arguments.person)
        request = DossierRequest(person_id, with_pictures=not arguments.no_pictures, with_reason=arguments.with_reason)
        written = workspace.dossiers.write(request, arguments.to, write_dossier_pdf, show_progress()).value
    missing = [item for item in written.dossier.items if item.gap is not None]
    if arguments.json:
        write_json(
            {
                "person": person_id,
                "folder": written.folder,
                "pictures": written.pictures,
                "not_copied": [
                    {"item": item.item_id, "reason": "" if item.gap is None else item.gap.value} for item in missing
                ],
                "answers": len(written.dossier.answers),
                "publications": len(written.dossier.publications),
            }
        )
    else:
        write_line(_("The dossier is in {path}").format(path=written.folder))
        for item in missing:
            if item.gap is not None:
                text = _("Photo or recording {number}: {reason}")
                write_line(text.format(number=item.item_id, reason=words.gap_sentence(item.gap)))
    return EXIT_NOT_READY if missing and request.with_pictures else EXIT_READY


def run_erase(arguments: argparse.Namespace) -> int:
    """Erase people, or show what would go; exit code 1 where nothing was erased though it was no dry run."""
    with open_register(arguments) as workspace:
        people = find_people(workspace, arguments.people)
        preview = workspace.erasure.preview(people)
        erased: Erased | None = None
        if arguments.yes and not arguments.dry_run:
            ground = ErasureGround(arguments.ground)
            erased = workspace.erasure.erase(people, ground, arguments.note, with_copies=arguments.with_copies).value
    if arguments.json:
        write_json(_erasure_json(preview, erased))
    elif erased is None:
        _say_preview(preview)
        write_line(_("Nothing was erased. With --yes it is."))
    else:
        write_line(words.erased_sentence(erased))
    return EXIT_READY if erased is not None or arguments.dry_run else EXIT_NOT_READY


def run_leavers(arguments: argparse.Namespace) -> int:
    """List the leavers; exit code 1 while this year's proposal waits for somebody."""
    with open_register(arguments) as workspace:
        proposal = workspace.retention.proposal()
        everybody = (*proposal.leavers, *proposal.kept)
        names = workspace.people.names([one.person_id for one in everybody])
    if arguments.json:
        write_json(
            {
                "months": proposal.months,
                "since": proposal.since,
                "waits": proposal.is_open,
                "leavers": [_leaver_json(one, names) for one in proposal.leavers],
                "kept": [_leaver_json(one, names) for one in proposal.kept],
            }
        )
    else:
        write_table(
            (
                str(one.person_id),
                shown_name(names.get(one.person_id, "")),
                format_date(one.gone_on),
                "" if one.kept_until is None else _("kept until {date}").format(date=format_date(one.kept_until)),
                words.obstacle_text(one),
            )
            for one in everybody
        )
        count = len(proposal.leavers)
        write_line(ngettext("{count} leaver", "{count} leavers", count).format(count=count))
    return EXIT_NOT_READY if proposal.is_open else EXIT_READY


def _leaver_json(one: Leaver, names: dict[int, str]) -> dict[str, object]:
    return {
        "person": one.person_id,
        "name": shown_name(names.get(one.person_id, "")),
        "gone_on": one.gone_on,
        "due_on": one.due_on,
        "published": one.published,
        "takedowns": one.tasks,
        "rests_on_their_yes": one.carried,
        "kept_until": one.kept_until,
        "reason": one.reason,
    }


def _erasure_json(preview: ErasurePreview, erased: Erased | None) -> dict[str, object]:
    return {
        "people": [
            {"id": one.id, "name": shown_name(one.name), "keeps_counting_for": list(one.decides_for)}
            for one in preview.people
        ],
        "goes": preview.counts.as_dict(),
        "still_published": [
            {
                "publication": one.publication_id,
                "item": one.item_id,
                "purpose": one.purpose_name,
                "place": one.place,
                "since": one.published_on,
                "covered": one.is_covered,
            }
            for one in preview.published
        ],
        "mentions": [{"where": one.place.value, "becomes": one.left} for one in preview.mentions],
        "change_yourself": [one.place.value for one in preview.to_change],
        "only_their_parents": [{"id": one, "name": name} for one, name in preview.left_alone],
        "log_entries_made": preview.log_entries,
        "safety_copies": list(preview.copies),
        "erased": None
        if erased is None
        else {
            "people": erased.people,
            "answers": erased.answers,
            "answers_changed": erased.answers_changed,
            "texts_changed": erased.texts_changed,
            "files": erased.files,
            "takedowns_raised": erased.takedowns_raised,
            "copies_removed": erased.copies_removed,
            "traces_left_until_closed": not erased.is_purged,
        },
    }


def _say_preview(preview: ErasurePreview) -> None:
    for person in preview.people:
        write_line(shown_name(person.name))
    out = [one for one in preview.published if not one.is_covered]
    sections = (
        (_("Still published"), [words.published_line(one) for one in out]),
        (_("What goes"), list(words.going_lines(preview.counts))),
        (
            _("Their name in what others wrote becomes “…”"),
            [f"{words.mention_label(one.place)}: {one.left}" for one in preview.mentions],
        ),
        (_("What stays"), list(words.staying_lines(preview))),
        (_("Change this yourself: the name is in it"), [words.mention_label(one.place) for one in preview.to_change]),
        (_("Safety copies that still hold them"), [str(path) for path in preview.copies]),
    )
    for title, lines in sections:
        if lines:
            write_line(title)
            for line in lines:
                write_line(f"  {line}")
