# SPDX-License-Identifier: GPL-3.0-or-later
"""Words about somebody's dossier, about erasing them, and about people who left. No Qt."""

from __future__ import annotations

from models.publishing.dossier_facts import DossierGap
from models.publishing.erasure import Erased
from models.publishing.erasure_plan import ErasureCounts, ErasurePreview, StillPublished
from models.publishing.mentions import MentionPlace
from models.publishing.retention import Leaver
from models.terms import ErasureGround
from ui.texts import _, format_date, join_words, ngettext


def ground_label(ground: ErasureGround) -> str:
    """Why somebody is erased."""
    return {
        ErasureGround.NO_LONGER_NEEDED: _("No longer needed, for example because they left"),
        ErasureGround.CONSENT_WITHDRAWN: _("They take back their yes, and nothing else is a reason to keep them"),
        ErasureGround.OBJECTED: _("They object to being on record"),
        ErasureGround.UNLAWFUL: _("It should never have been recorded"),
        ErasureGround.LEGAL_DUTY: _("The law says so"),
        ErasureGround.CHILD_ONLINE: _("It was collected online from a child"),
    }[ground]


def ground_article(ground: ErasureGround) -> str:
    """The article, for a tooltip."""
    letter = "abcdef"[list(ErasureGround).index(ground)]
    return _("GDPR article 17(1)({letter})").format(letter=letter)


def gap_sentence(gap: DossierGap) -> str:
    """Why there is no copy of a recording in a dossier."""
    return {
        DossierGap.NOT_A_PHOTO: _("no photo; ask the school to see or hear it"),
        DossierGap.SOMEBODY_UNNAMED: _("not copied: somebody in it has no name yet"),
        DossierGap.SOMEBODY_WITHOUT_PLACE: _("not copied: somebody else in it cannot be covered"),
        DossierGap.FILE_MISSING: _("not copied: the file is not where it was"),
        DossierGap.FILE_CHANGED: _("not copied: the file was changed since"),
        DossierGap.FILE_UNREADABLE: _("not copied: the file cannot be read"),
        DossierGap.LEFT_OUT: _("not copied: pictures were left out"),
    }[gap]


def mention_label(place: MentionPlace) -> str:
    """Where a text stands that names somebody."""
    return {
        MentionPlace.ANSWER: _("Note with somebody else’s answer"),
        MentionPlace.FAMILY: _("Family relation"),
        MentionPlace.PROTECTION: _("Reason why somebody is never shown"),
        MentionPlace.GROUP: _("Name of a class or group"),
        MentionPlace.SESSION: _("Event"),
        MentionPlace.PHOTO: _("Note with a photo"),
        MentionPlace.PUBLICATION: _("Place of a publication"),
        MentionPlace.TAKEDOWN: _("Note with a take-down"),
        MentionPlace.NOTICE: _("Note with something dealt with"),
        MentionPlace.FORM: _("Form"),
        MentionPlace.FILE: _("Name of a file or folder"),
        MentionPlace.SCHOOL: _("School, under Settings"),
        MentionPlace.WORDING: _("Channel, under Settings"),
    }[place]


def published_line(one: StillPublished) -> str:
    """One publication that is still out."""
    day = format_date(one.published_on)
    if one.place:
        return _("{channel}, {place}, since {date}").format(channel=one.purpose_name, place=one.place, date=day)
    return _("{channel}, since {date}").format(channel=one.purpose_name, date=day)


def going_lines(counts: ErasureCounts) -> tuple[str, ...]:
    """What goes, each in a line; what there is none of is left out."""
    lines = [_("Name, date of birth, addresses, numbers, roles and classes")]
    lines += [text.format(count=count) for count, text in _going(counts) if count]
    return tuple(lines)


def _going(counts: ErasureCounts) -> tuple[tuple[int, str], ...]:
    n = counts
    return (
        (n.answers, ngettext("{count} answer", "{count} answers", n.answers)),
        (n.files, ngettext("{count} file kept as proof", "{count} files kept as proof", n.files)),
        (n.requests, ngettext("{count} note that they were asked", "{count} notes that they were asked", n.requests)),
        (
            n.forms,
            ngettext(
                "Whose {count} form was: the form is no longer valid",
                "Whose {count} forms were: the forms are no longer valid",
                n.forms,
            ),
        ),
        (
            n.online_rows,
            ngettext("{count} row of an online form", "{count} rows of online forms", n.online_rows),
        ),
        (
            n.items,
            ngettext(
                "Their name in {count} photo or recording; it will ask who it is",
                "Their name in {count} photos and recordings; these will ask who it is",
                n.items,
            ),
        ),
        (n.guardianships, ngettext("{count} family relation", "{count} family relations", n.guardianships)),
        (n.sessions, ngettext("Their place at {count} event", "Their place at {count} events", n.sessions)),
        (n.reminders, ngettext("{count} reminder", "{count} reminders", n.reminders)),
        (n.notices, ngettext("{count} notice dealt with", "{count} notices dealt with", n.notices)),
        (n.merged_records, ngettext("{count} second record", "{count} second records", n.merged_records)),
    )


def staying_lines(preview: ErasurePreview) -> tuple[str, ...]:
    """What stays, each in a line."""
    counts = preview.counts
    lines = [
        _("In the log: that somebody was erased, when and why. Only a number, no name."),
        _("The photos themselves. Your own files are never touched."),
    ]
    wards = sorted({name or _("somebody") for person in preview.people for name in person.decides_for})
    if counts.answers_for_others:
        lines.append(
            ngettext(
                "{count} answer given for {names} keeps counting, as given by a parent or guardian without a name.",
                "{count} answers given for {names} keep counting, as given by a parent or guardian without a name.",
                counts.answers_for_others,
            ).format(count=counts.answers_for_others, names=join_words(wards, limit=3))
        )
    elif wards:
        lines.append(
            _("For {names}, that there is a parent or guardian; without a name.").format(
                names=join_words(wards, limit=3)
            )
        )
    if counts.files_shared:
        lines.append(
            ngettext(
                "{count} file kept as proof, because it also proves somebody else’s answer. Their name may be in it.",
                "{count} files kept as proof, because they also prove somebody else’s answer. Their name may be in "
                "them.",
                counts.files_shared,
            ).format(count=counts.files_shared)
        )
    if preview.log_entries:
        lines.append(
            ngettext(
                "{count} entry of the log, made by them as a user of this program: who did what stays known.",
                "{count} entries of the log, made by them as a user of this program: who did what stays known.",
                preview.log_entries,
            ).format(count=preview.log_entries)
        )
    return tuple(lines)


def erased_sentence(erased: Erased) -> str:
    """What an erasure came to."""
    lines = [ngettext("{count} person is erased.", "{count} people are erased.", erased.people)]
    if erased.takedowns_raised:
        lines.append(
            ngettext(
                "{tasks} publication has to come down: see To do.",
                "{tasks} publications have to come down: see To do.",
                erased.takedowns_raised,
            )
        )
    if not erased.is_purged:
        lines.append(_("Close the program once, so that the last traces go too."))
    if erased.copies_left:
        lines.append(_("A safety copy could not be deleted; delete it yourself: {path}"))
    path = str(erased.copies_left[0]) if erased.copies_left else ""
    return " ".join(lines).format(count=erased.people, tasks=erased.takedowns_raised, path=path)


def obstacle_text(leaver: Leaver) -> str:
    """What of a leaver is still in use; empty for nothing."""
    parts = []
    if leaver.published:
        parts.append(
            ngettext("{count} publication is out", "{count} publications are out", leaver.published).format(
                count=leaver.published
            )
        )
    if leaver.tasks:
        parts.append(
            ngettext("{count} take-down open", "{count} take-downs open", leaver.tasks).format(count=leaver.tasks)
        )
    if leaver.carried and not leaver.published:
        parts.append(
            ngettext(
                "{count} publication rests on their yes", "{count} publications rest on their yes", leaver.carried
            ).format(count=leaver.carried)
        )
    return ", ".join(parts)
