# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for names found in files, and for name cards."""

from __future__ import annotations

from collections.abc import Sequence

from models.publishing.file_names import FoundName, NamesPreview
from models.publishing.name_matching import NameStanding
from models.publishing.sidecar_names import WrittenSidecar
from ui.texts import _, format_number, ngettext


def standing_label(standing: NameStanding) -> str:
    """What is known of a name, as a heading over such names."""
    return {
        NameStanding.SURE: _("We know who this is"),
        NameStanding.SEVERAL: _("Who of them is this?"),
        NameStanding.UNKNOWN: _("Who is this?"),
        NameStanding.NOBODY: _("Not somebody of the school"),
    }[standing]


def intro_sentence(preview: NamesPreview) -> str:
    """What was found and what to do with it."""
    if not preview.names:
        return _("These files hold no names that the register does not know yet.")
    count = len({item_id for one in preview.names for item_id in one.item_ids})
    text = ngettext(
        "Somebody wrote names in {count} file before. Check who they are; nobody is named until you say so.",
        "Somebody wrote names in {count} files before. Check who they are; nobody is named until you say so.",
        count,
    )
    return text.format(count=format_number(count))


def doubt_sentence(found: FoundName) -> str:
    """That files say different things about where this person is, or who is there."""
    count = found.doubtful_count
    text = ngettext(
        "In {count} photo the file contradicts itself about this name or its place. Look before you name.",
        "In {count} photos the file contradicts itself about this name or its place. Look before you name.",
        count,
    )
    return text.format(count=format_number(count))


def sidecar_sentence(written: Sequence[WrittenSidecar]) -> str:
    """How many sidecars could not be written."""
    count = sum(one.code is not None for one in written)
    text = ngettext(
        "The people are named. Beside {count} photo nothing could be written: another program's file is in the way, or "
        "the folder is closed.",
        "The people are named. Beside {count} photos nothing could be written: another program's file is in the way, "
        "or the folder is closed.",
        count,
    )
    return text.format(count=format_number(count))
