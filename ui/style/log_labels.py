# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail in plain words: what was done, and how much it touched. No Qt."""

from __future__ import annotations

from models.store.audit_log import LogRow
from models.terms import ChangeKind, LookingPurpose, ViewReason
from ui.style.proof_labels import view_reason_label
from ui.style.protection_labels import looking_purpose_label
from ui.texts import _, format_number, join_words, ngettext, pgettext

_UNDO = ".undo"
_SHOWN_KINDS = (
    ChangeKind.PERSON,
    ChangeKind.GROUP,
    ChangeKind.PURPOSE,
    ChangeKind.ITEM,
    ChangeKind.SESSION,
    ChangeKind.PUBLICATION,
    ChangeKind.TAKEDOWN,
    ChangeKind.FORM,
    ChangeKind.EVIDENCE,
)


def log_areas() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the trail can be filtered by: words, and the areas of actions behind them. The first is everything."""
    return (
        (_("Everything"), ()),
        (_("Answers"), ("consent",)),
        (_("People and classes"), ("person", "group", "guardian", "roster", "retention")),
        (_("Photos and events"), ("media", "session")),
        (_("Publishing"), ("export", "publication", "takedown")),
        (_("Forms and letters"), ("form", "round", "online", "letter", "reminder")),
        (_("Channels and settings"), ("purpose", "settings")),
        (_("Proof and records"), ("evidence",)),
    )


def action_label(action: str) -> str:
    """What was done, such as "Answers recorded"; an action of a newer program keeps its own word."""
    undone = action.endswith(_UNDO)
    word = action.removesuffix(_UNDO)
    text = _action_words().get(word) or _area_word(word)
    return _("Undone: {action}").format(action=text) if undone else text


def touched_text(row: LogRow) -> str:
    """How much an action touched, in numbers: "3 people, 12 answers"."""
    if not row.has_details:
        return _("The details were erased")
    parts = []
    touched = dict(row.touched)
    if row.erased_answers:
        erased = ngettext("{count} answer erased", "{count} answers erased", row.erased_answers)
        parts.append(erased.format(count=format_number(row.erased_answers)))
    if row.answers:
        parts.append(
            ngettext("{count} answer", "{count} answers", row.answers).format(count=format_number(row.answers))
        )
        people = touched.pop(ChangeKind.ANSWER, None)
        if ChangeKind.PERSON not in touched and people:
            parts.append(_people(people))
    elif ChangeKind.ANSWER in touched and ChangeKind.PERSON not in touched:
        touched[ChangeKind.PERSON] = touched.pop(ChangeKind.ANSWER)
    if ChangeKind.APPEARANCE in touched and ChangeKind.ITEM not in touched:
        touched[ChangeKind.ITEM] = touched[ChangeKind.APPEARANCE]
    parts += [_kind_text(kind, touched[kind]) for kind in _SHOWN_KINDS if kind in touched]
    text = join_words([part for part in parts if part])
    reason = _reason_text(row.reason)
    return " · ".join(part for part in (text, reason) if part)


def _reason_text(word: str) -> str:
    if word in set(ViewReason):
        return view_reason_label(ViewReason(word))
    return looking_purpose_label(LookingPurpose(word)) if word in set(LookingPurpose) else ""


def _kind_text(kind: ChangeKind, count: int | None) -> str:
    if count is None:
        return _("everybody") if kind is ChangeKind.PERSON else _("all of them")
    text = {
        ChangeKind.PERSON: ngettext("{count} person", "{count} people", count),
        ChangeKind.GROUP: ngettext("{count} class or group", "{count} classes or groups", count),
        ChangeKind.PURPOSE: ngettext("{count} channel", "{count} channels", count),
        ChangeKind.ITEM: ngettext("{count} photo", "{count} photos", count),
        ChangeKind.SESSION: ngettext("{count} event", "{count} events", count),
        ChangeKind.PUBLICATION: ngettext("{count} publication", "{count} publications", count),
        ChangeKind.TAKEDOWN: ngettext("{count} take-down", "{count} take-downs", count),
        ChangeKind.FORM: ngettext("{count} form", "{count} forms", count),
        ChangeKind.EVIDENCE: ngettext("{count} proof", "{count} proofs", count),
    }[kind]
    return text.format(count=format_number(count))


def _people(count: int) -> str:
    return ngettext("{count} person", "{count} people", count).format(count=format_number(count))


def _area_word(word: str) -> str:
    """For an action that has no words of its own."""
    area = word.partition(".")[0]
    for text, areas in log_areas():
        if area in areas:
            return _("{area} ({action})").format(area=text, action=word)
    return word


def _action_words() -> dict[str, str]:
    about_pictures = _media_words() | _library_words() | _publishing_words()
    return _answer_words() | _people_words() | about_pictures | _form_words() | _other_words()


def _answer_words() -> dict[str, str]:
    return {
        "consent.answer": _("Answers recorded"),
        "consent.answer_many": _("The same answer recorded for many"),
        "consent.answer_item": _("Answers for one photo recorded"),
        "consent.annul": _("Answers taken out of account"),
        "consent.typed": _("Answers typed in"),
        "consent.request": _("People asked for an answer"),
        "consent.import": _("Answers brought in"),
        "evidence.view": _("Proof looked at"),
        "evidence.tidy": _("Stray proof files removed"),
    }


def _people_words() -> dict[str, str]:
    return {
        "person.add": _("Person added"),
        "person.edit": _("Details of a person changed"),
        "person.roles": _("Roles of a person changed"),
        "person.groups": _("Classes of a person changed"),
        "person.protect": _("“Never show” changed"),
        "person.protected_reason_seen": _("Reason for “never show” looked at"),
        "person.leave": _("Left school, or came back"),
        "person.remove": _("Person removed"),
        "person.merge": _("Two records put together"),
        "person.merge_undo": _("Two records taken apart again"),
        "person.not_doubles": _("Two records are two people"),
        "person.erase": _("Person erased"),
        "person.dossier": _("Dossier of a person made"),
        "retention.proposal": _("This year’s leavers looked at"),
        "retention.keep": _("Leavers kept longer"),
        "retention.let_go": _("Leavers kept no longer than usual"),
        "guardian.add": _("Parent or guardian added"),
        "guardian.edit": _("Parent or guardian changed"),
        "guardian.remove": _("Say of a parent or guardian ended"),
        "group.add": _("Class or group added"),
        "group.edit": _("Class or group changed"),
        "roster.import": _("Class list brought in"),
    }


def _media_words() -> dict[str, str]:
    return {
        "media.take_in": _("Photos taken in"),
        "media.study": _("Photos looked at by the program"),
        "media.name_person": _("People named in photos"),
        "media.tag_items": _("People named in photos"),
        "media.remove_person": _("People taken out of photos"),
        "media.remove_appearance": _("People taken out of photos"),
        "media.name_range": _("Somebody named in a part of a film or sound"),
        "media.move_range": _("When somebody is seen or heard changed"),
        "media.say_senses": _("Whether somebody is seen or heard changed"),
        "media.rename_appearance": _("Somebody in a photo renamed"),
        "media.place_appearance": _("Place of somebody in a photo marked"),
        "media.mark_face": _("Face marked"),
        "media.judge_likeness": _("Judged whether two photos are the same"),
        "media.place_face": _("Face marked"),
        "media.remove_face": _("Face mark removed"),
        "media.judge_face": _("Face judged"),
        "media.confirm_face": _("Find confirmed: it is somebody"),
        "media.dismiss_doubtful": _("Finds judged: no person"),
        "media.judge_nobody": _("Judged: nobody can be recognised"),
        "media.take_back_nobody": _("Taken back: nobody can be recognised"),
        "media.read_names": _("Names in files looked for"),
        "media.name_from_files": _("People named by what their files say"),
        "media.leave_names": _("Names in files left as they are"),
        "cards.make": _("Name cards made"),
        "media.name_from_cards": _("People named by a photographed name card"),
        "media.undo": _("Naming undone"),
        "session.add": _("Event added"),
        "session.edit": _("Event changed"),
        "session.delete": _("Event removed"),
        "session.assign": _("Photos put with an event"),
        "session.people": _("Expected people of an event changed"),
    }


def _publishing_words() -> dict[str, str]:
    return {
        "export.record": _("Copies exported"),
        "publication.place": _("Place of a publication filled in"),
        "takedown.close": _("Take-down settled"),
        "takedown.reopen": _("Take-down opened again"),
        "takedown.roll_over": _("New day: what has to come down"),
        "takedown.roll_back": _("Date set back: what has to come down"),
        "letter.reminder": _("Reminders sent"),
        "letter.ending": _("Letters sent: an answer ends"),
        "letter.now_decides": _("Letters sent: now decides"),
        "letter.take_back": _("Letters taken back"),
        "letter.put_back": _("Letters put back"),
        "clock.accept": _("Date of the computer found right"),
    }


def _form_words() -> dict[str, str]:
    return {
        "round.start": _("Round of forms started"),
        "round.replace_forms": _("New forms in a round"),
        "round.change": _("Name or last day of a round changed"),
        "round.remind": _("Reminders of a round noted as sent"),
        "form.issue": _("Forms made"),
        "form.issue_again": _("Forms valid again"),
        "form.revoke": _("Forms no longer valid"),
        "form.blank": _("Blank forms made"),
        "form.bind": _("Blank form given a name"),
        "form.scan": _("Page of a form read"),
        "form.decide": _("Doubtful answer on a form decided"),
        "form.signature": _("Signature on a form looked at"),
        "form.accept": _("Page of a form recorded by a person"),
        "form.choose": _("Chosen which sheet counts"),
        "form.set_aside": _("Page of a form put aside"),
        "form.reopen": _("Page of a form opened again"),
        "form.undo_run": _("Pile of forms taken back"),
        "form.redo_run": _("Pile of forms counts again"),
        "form.identify": _("Code of a form typed"),
        "form.unidentify": _("Typed code of a form taken back"),
        "form.off_list": _("Page taken off the list"),
        "form.on_list": _("Page back on the list"),
        "form.scan_folder": _("Scans in the watched folder read"),
        "online.link": _("Link of an online form set"),
        "online.import": _("Online answers brought in"),
        "online.undo": _("Online answers taken back"),
        "online.redo": _("Online answers brought in again"),
        "online.give": _("Online answer given to a person"),
        "online.give_back": _("Online answer taken back from a person"),
        "online.count": _("Chosen whether paper or online counts"),
        "online.ask_again": _("Paper or online is open again"),
        "online.put_aside": _("Online answer put aside"),
    }


def _library_words() -> dict[str, str]:
    return {
        "media.files_found": _("Files found again"),
        "media.places_gone": _("Old places of files forgotten"),
        "media.take_out": _("Photos taken out of the library"),
        "media.bring_back": _("Photos back in the library"),
        "media.watch": _("Folder watched"),
        "media.unwatch": _("Folder no longer watched"),
    }


def _other_words() -> dict[str, str]:
    return {
        "settings.forms": _("Reading of forms set"),
        "settings.scan_folder": _("Folder with scans chosen"),
        "purpose.add": _("Channel added"),
        "purpose.change": _("Channel changed"),
        "purpose.activate": _("Channel in use again"),
        "purpose.deactivate": _("Channel no longer in use"),
        "purpose.order": _("Order of channels changed"),
        "purpose.remove": _("Channel removed"),
        "settings.school": _("School changed"),
        "settings.policy": _("Rules changed"),
        "todo.settle": _("Notice dealt with"),
        "todo.reopen": _("Notice opened again"),
        "cells.compile": pgettext("log", "Statuses worked out anew"),
    }
