# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody's dossier on paper: everything on record about them, in plain words, in the language of the window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from models.publishing.dossier_facts import (
    Dossier,
    DossierAnswer,
    DossierItem,
    DossierPublication,
    DossierTask,
    Relative,
    ShownPurpose,
)
from models.store.verify import grouped_head
from models.terms import ConsentStatus, MediaKind
from ui.printing.flow import FlowDocument, write_flow_pdf
from ui.style import labels
from ui.style.log_labels import action_label
from ui.style.rights_labels import gap_sentence
from ui.style.todo_labels import todo_kind_label
from ui.texts import _, available_languages, format_date, format_moment, format_number, join_words, ngettext, pgettext

_DASH = "–"


def compose_dossier(dossier: Dossier) -> FlowDocument:
    """The whole dossier as one document."""
    name = dossier.own.display_name or _("Parent or guardian (name not known)")
    day = format_date(dossier.made_at.astimezone().date())
    school = dossier.school.name
    footer = _("{school}, dossier of {date}").format(school=school, date=day) if school else day
    document = FlowDocument(_("What is on record about {name}").format(name=name), footer)
    document.paragraph(
        _(
            "This is everything that {school} has on record about {name} in Beeldakkoord, as it was on {date}. Other "
            "people are named only where it would not make sense otherwise: family, and who answered."
        ).format(school=school or _("the school"), name=name, date=day)
    )
    _add_person(document, dossier)
    _add_statuses(document, dossier)
    _add_answers(document, dossier)
    _add_wordings(document, dossier)
    _add_asked(document, dossier)
    _add_items(document, dossier)
    _add_publications(document, dossier)
    _add_rights(document, dossier)
    _add_log(document, dossier)
    return document


def write_dossier_pdf(path: Path, dossier: Dossier) -> int:
    """Write the dossier for people to read; gives the number of pages. Raises as `write_flow_pdf`."""
    return write_flow_pdf(path, [compose_dossier(dossier)])


def _add_person(document: FlowDocument, dossier: Dossier) -> None:
    own = dossier.own
    document.heading(_("Details"))
    pairs = [
        (_("Name"), own.display_name),
        (_("Date of birth"), _day(own.birth_date)),
        (_("E-mail"), own.email),
        (_("Phone"), own.telephone),
        (_("Language"), dict(available_languages()).get(own.language, own.language)),
        (_("Organisation"), own.organisation),
        *(
            (_("Pupil number") if scheme == "pupil_number" else _("Number ({system})").format(system=scheme), value)
            for scheme, value in own.numbers
        ),
        (
            _("Roles"),
            "\n".join(
                _with_period(labels.role_label(one.role), one.since, one.until) for one in dossier.roles if one.role
            ),
        ),
        (
            _("Classes"),
            "\n".join(
                _with_period(f"{one.name} ({one.school_year})" if one.school_year else one.name, one.since, one.until)
                for one in dossier.groups
            ),
        ),
        (_("Parents or guardians"), "\n".join(_relative(one) for one in dossier.guardians)),
        (_("Parent or guardian of"), "\n".join(_relative(one) for one in dossier.wards)),
        (_("Never shown"), own.protected_reason or _("Yes") if own.is_protected else ""),
        (_("Left school on"), _day(own.left_on)),
        (_("On record since"), format_moment(own.on_record_since)),
        (_("Two records put together on"), join_words([format_date(day) for day in dossier.merged_on])),
    ]
    document.facts([pair for pair in pairs if pair[1]])


def _add_statuses(document: FlowDocument, dossier: Dossier) -> None:
    """What may be done today: a line a purpose, a column a kind."""
    cells: dict[tuple[int, MediaKind], str] = {}
    for one in dossier.statuses:
        cells[one.purpose.id, one.kind] = labels.status_sentence(one.status, one.since)
    rows = [
        [_purpose(purpose), *(cells.get((purpose.id, kind), _DASH) for kind in MediaKind)]
        for purpose in dict.fromkeys(one.purpose for one in dossier.statuses)
    ]
    if rows:
        document.heading(_("What the answers amount to today"))
        headers = [_("For what"), *(labels.kind_label(kind) for kind in MediaKind)]
        document.table(headers, rows, (3, 2.4, 2.4, 2.4))


def _add_answers(document: FlowDocument, dossier: Dossier) -> None:
    document.heading(_("Every answer that was recorded"))
    if not dossier.answers:
        document.paragraph(_("None."))
    else:
        document.paragraph(
            _(
                "An answer is never changed. When something was recorded by mistake it is set aside, and stays visible "
                "here with the reason."
            ),
            is_muted=True,
        )
        document.table(
            (_("Day"), _("About"), _("Answer"), _("Who and how"), _("Remark")),
            [_answer_row(same) for same in _together(dossier.answers)],
            (1.5, 2.4, 2.2, 3, 2.6),
        )
    if dossier.answers_for_others:
        document.heading(_("Answers given for somebody else"), 2)
        document.table(
            (_("Day"), _("For whom"), _("About"), _("Answer"), _("How")),
            [
                (
                    format_date(same[0].decided_on),
                    same[0].about_name,
                    _about(same),
                    labels.answer_label(same[0].answer),
                    labels.method_label(same[0].method),
                )
                for same in _together(dossier.answers_for_others)
            ],
            (1.5, 2.2, 2.4, 2, 2),
        )


def _together(answers: Sequence[DossierAnswer]) -> list[list[DossierAnswer]]:
    """Answers that differ in nothing but the kind of recording, put together; order stays."""
    groups: dict[tuple[object, ...], list[DossierAnswer]] = {}
    for one in answers:
        key = (
            one.decided_on, one.purpose, one.answer, one.valid_until, one.decider_id, one.method, one.note,
            one.proof_sha256, one.item_id, one.session_name, one.is_annulled, one.about_name, one.recorded_at,
        )  # fmt: skip
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _answer_row(same: Sequence[DossierAnswer]) -> tuple[str, str, str, str, str]:
    one = same[0]
    answer = labels.answer_label(one.answer)
    if one.valid_until is not None:
        answer = _("{answer}, until {date}").format(answer=answer, date=format_date(one.valid_until))
    if one.is_annulled:
        answer = _("{answer} (set aside)").format(answer=answer)
    who = _("for themself") if one.by_self else (one.decider_name or _("a parent or guardian"))
    lines = [f"{who}, {labels.method_label(one.method).lower()}"]
    if one.proof_sha256:
        lines.append(_("proof: {kind}, fingerprint {hash}").format(kind=one.proof_type, hash=one.proof_sha256[:12]))
    return format_date(one.decided_on), _about(same), answer, "\n".join(lines), one.note or _DASH


def _about(same: Sequence[DossierAnswer]) -> str:
    one = same[0]
    said = {answer.kind for answer in same}
    kinds = join_words([labels.kind_label(kind).lower() for kind in MediaKind if kind in said])
    text = f"{_purpose(one.purpose)}: {kinds}"
    if one.item_id is not None:
        text += "\n" + _("only photo {number}").format(number=one.item_id)
    if one.session_name:
        text += "\n" + _("only the event {event}").format(event=one.session_name)
    return text


def _add_wordings(document: FlowDocument, dossier: Dossier) -> None:
    shown = {
        (one.purpose, one.wording_number): one
        for one in reversed((*dossier.answers, *dossier.answers_for_others))
        if one.wording
    }
    if not shown:
        return
    document.heading(_("What was asked, word for word"), 2)
    for (purpose, number), one in sorted(shown.items(), key=lambda pair: (pair[0][0].id, pair[0][1] or 0)):
        title = one.wording_title or _purpose(purpose)
        document.paragraph(_("{title} (text {number})").format(title=title, number=number), is_bold=True)
        document.paragraph(one.wording)


def _add_asked(document: FlowDocument, dossier: Dossier) -> None:
    asked: dict[date, list[str]] = {}
    for one in dossier.asked:
        asked.setdefault(one.asked_on, []).append(_purpose(one.purpose))
    lines = [
        _("Asked on {date}: {what}").format(date=format_date(day), what=join_words(list(dict.fromkeys(texts))))
        for day, texts in asked.items()
    ]
    lines += [
        _("Form made on {date}: {state}").format(
            date=format_date(form.issued_on), state=labels.form_state_label(form.state).lower()
        )
        for form in dossier.forms
    ]
    lines += [_("Reminded on {date}").format(date=format_date(day)) for day in dossier.reminded_on]
    lines += [
        _("Dealt with on {date}: {what}").format(date=format_date(one.settled_on), what=todo_kind_label(one.kind))
        + (f" ({one.note})" if one.note else "")
        for one in dossier.notices
    ]
    for session in dossier.sessions:
        name = session.name if session.day is None else f"{session.name} ({format_date(session.day)})"
        if session.is_photographer:
            lines.append(_("Photographer at {event}").format(event=name))
        elif session.is_expected:
            lines.append(_("Expected at {event}").format(event=name))
        else:
            lines.append(_("Not to be in the pictures of {event}").format(event=name))
    if lines:
        document.heading(_("Asked, reminded, expected"))
        document.bullets(lines)


def _add_items(document: FlowDocument, dossier: Dossier) -> None:
    document.heading(_("Photos and recordings"))
    if not dossier.items:
        document.paragraph(_("None."))
        return
    copied = sum(bool(one.picture) for one in dossier.items)
    if copied:
        document.paragraph(
            ngettext(
                "{count} photo is in the folder with this document. Everybody else in it is covered.",
                "{count} photos are in the folder with this document. Everybody else in them is covered.",
                copied,
            ).format(count=copied)
        )
    document.table(
        (_("Number"), _("Day"), _("What"), _("Others in it"), pgettext("dossier", "Copy")),
        [_item_row(one) for one in dossier.items],
        (1, 1.6, 3, 1.3, 3.4),
    )


def _item_row(one: DossierItem) -> tuple[str, str, str, str, str]:
    what = labels.kind_label(one.kind)
    if one.kind is MediaKind.FILM and not one.is_visible:
        what = _("{kind}, heard only").format(kind=what)
    if one.session_name:
        what = f"{what}, {one.session_name}"
    copy = one.picture or ("" if one.gap is None else gap_sentence(one.gap))
    return str(one.item_id), format_date(one.captured_on), what, format_number(one.others), copy or _DASH


def _add_publications(document: FlowDocument, dossier: Dossier) -> None:
    if dossier.publications:
        document.heading(_("Where they were published"))
        document.table(
            (_("Number"), _("Where"), _("From – to"), _("Covered")),
            [_publication_row(one) for one in dossier.publications],
            (1, 4.4, 2.8, 1.6),
        )
    if dossier.tasks:
        document.heading(_("What had to come down"))
        document.table(
            (_("Number"), _("Where"), _("Why"), _("What was done")),
            [_task_row(one) for one in dossier.tasks],
            (1, 3.4, 2.6, 3),
        )


def _publication_row(one: DossierPublication) -> tuple[str, str, str, str]:
    until = _("today") if one.ended_on is None else format_date(one.ended_on)
    return (
        str(one.item_id),
        _where(one.purpose, one.place),
        f"{format_date(one.published_on)} – {until}",
        _("Yes") if one.is_covered else _("No"),
    )


def _task_row(one: DossierTask) -> tuple[str, str, str, str]:
    cause = _DASH if one.cause is None else labels.status_label(ConsentStatus(one.cause))
    done = labels.takedown_label(one.state)
    if one.closed_on is not None:
        done = _("{what} on {date}").format(what=done, date=format_date(one.closed_on))
    why = _("{status}, since {date}").format(status=cause, date=format_date(one.since))
    return str(one.item_id), _where(one.purpose, one.place), why, "\n".join(filter(None, (done, one.note)))


def _add_rights(document: FlowDocument, dossier: Dossier) -> None:
    document.heading(_("How long it is kept, and what can be asked"))
    lines = []
    if dossier.erase_from is not None:
        lines.append(
            _("The school looks at erasing all of this from {date} on.").format(date=format_date(dossier.erase_from))
        )
    elif dossier.retention_months:
        lines.append(
            ngettext(
                "The school looks at erasing all of this {count} month after leaving.",
                "The school looks at erasing all of this {count} months after leaving.",
                dossier.retention_months,
            ).format(count=dossier.retention_months)
        )
    lines += [
        _("Something is wrong? The school corrects it. A wrong answer is set aside and stays visible with the reason."),
        _("A yes can be taken back at any time, as easily as it was given."),
        _("It is possible to object, or to ask for everything to be erased."),
        _("Whoever does not agree with what the school does can complain to the supervisory authority."),
    ]
    document.bullets(lines)
    contact = [text for text in (dossier.school.contact, dossier.school.privacy_officer) if text]
    if contact:
        document.paragraph(_("Ask: {contact}").format(contact=", ".join(contact)))


def _add_log(document: FlowDocument, dossier: Dossier) -> None:
    document.heading(_("Entries of the log about this person"))
    document.table(
        (_("Number"), _("When"), _("What")),
        [(format_number(one.seq), format_moment(one.at), action_label(one.action)) for one in dossier.log],
        (1, 2, 5),
    )
    if dossier.head:
        document.paragraph(
            _("The log had {count} entries; the seal of the last one is {seal}.").format(
                count=format_number(dossier.links), seal=grouped_head(dossier.head)
            ),
            is_muted=True,
        )


def _purpose(purpose: ShownPurpose) -> str:
    return purpose.name or _("Being recorded")


def _where(purpose: ShownPurpose, place: str) -> str:
    return "\n".join(filter(None, (_purpose(purpose), place)))


def _relative(one: Relative) -> str:
    name = one.name or _("name not known")
    details = [one.relation] if one.relation else []
    if not one.has_authority:
        details.append(_("has no say"))
    text = f"{name} ({', '.join(details)})" if details else name
    return _with_period(text, one.since, one.until)


def _with_period(text: str, since: date | None, until: date | None) -> str:
    if since is not None and until is not None:
        return _("{what}, {since} – {until}").format(what=text, since=format_date(since), until=format_date(until))
    if since is not None:
        return _("{what}, from {date}").format(what=text, date=format_date(since))
    if until is not None:
        return _("{what}, until {date}").format(what=text, date=format_date(until))
    return text


def _day(day: date | None) -> str:
    return "" if day is None else format_date(day)
