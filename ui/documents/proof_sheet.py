# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof of one answer on paper (GDPR art. 7(1)), in the language of the window."""

from __future__ import annotations

from datetime import date

from models.consent.evidence import EvidenceRow
from models.forms.wording import wording_languages
from models.publishing.proof import LaterAnswer, ProofFacts, ProofPerson
from models.terms import Activity, LegalBasis
from ui.printing.flow import FlowDocument
from ui.style import labels
from ui.style.check_sentences import seal_in_lines
from ui.style.proof_labels import media_type_label
from ui.texts import _, format_date, format_moment, format_number, format_size


def compose_proof(facts: ProofFacts) -> FlowDocument:
    """One or two pages about one answer: question, answer, what changed since, and the seal."""
    made = format_moment(facts.made_at)
    school = "" if facts.school is None else facts.school.name
    footer = _("{school}, made on {moment}").format(school=school, moment=made) if school else made
    document = FlowDocument(_("Proof of an answer"), footer)
    document.paragraph(_summary(facts), is_bold=True)
    _add_people(document, facts)
    _add_question(document, facts)
    _add_answer(document, facts)
    _add_later(document, facts)
    _add_seal(document, facts)
    return document


def proof_file_name(facts: ProofFacts) -> str:
    """A name for the file that names nobody."""
    return _("proof of answer {number}").format(number=facts.event_id)


def about_text(facts: ProofFacts) -> str:
    """What the answer is about: "Website: photo"."""
    subject = _("Being recorded") if facts.purpose is None else facts.purpose.name
    return _("{purpose}: {kind}").format(purpose=subject, kind=labels.kind_label(facts.key.kind).lower())


def _summary(facts: ProofFacts) -> str:
    answer = labels.answer_label(facts.answer)
    text = _("{about}. {answer}, on {date}.").format(
        about=about_text(facts), answer=answer, date=format_date(facts.decided_on)
    )
    if facts.is_annulled:
        return f"{text} {_('This answer was taken out of account later: see below.')}"
    return text


def _name(person: ProofPerson) -> str:
    return person.name or _("a parent or guardian")


def _add_people(document: FlowDocument, facts: ProofFacts) -> None:
    person, decider = facts.person, facts.decider
    is_self = person.id == decider.id
    who = _("{name}, for themself").format(name=_name(person)) if is_self else _name(decider)
    if facts.relation:
        who = f"{who} ({facts.relation})"
    document.facts(
        _filled(
            (_("School"), "" if facts.school is None else facts.school.name),
            (_("About"), _name(person)),
            (_("Class or group"), ", ".join(person.groups)),
            (_("Birth date"), "" if person.birth_date is None else format_date(person.birth_date)),
            (_("Answered by"), who),
        )
    )


def _add_question(document: FlowDocument, facts: ProofFacts) -> None:
    document.heading(_("What was asked"))
    purpose = facts.purpose
    scope = ""
    if facts.item_id is not None:
        scope = _("Only photo number {number}").format(number=facts.item_id)
    elif facts.session_name:
        scope = _("Only the event “{name}”").format(name=facts.session_name)
    rows = [
        (_("For what"), about_text(facts)),
        (_("Who can see it"), "" if purpose is None else labels.audience_label(purpose.audience)),
        (_("Rests on"), labels.legal_basis_label(LegalBasis.CONSENT if purpose is None else purpose.legal_basis)),
        (_("Holds for"), scope),
    ]
    wording = facts.wording
    if wording is not None:
        since = wording.effective_from
        version = _("version {number}, in use from {date}") if since != date.min else _("version {number}")
        rows.append((_("Text"), version.format(number=wording.number, date=format_date(since))))
        rows += [(_language_name(language), f"“{text}”") for language, text in wording.texts]
    document.facts(_filled(*rows))
    if wording is not None and wording.texts:
        if not wording.is_language_known:
            document.paragraph(
                _("In which language it was asked is not on record; these are the texts that were in use."),
                is_muted=True,
            )
    elif facts.key.activity is Activity.RECORDING:
        document.paragraph(
            _("The question was whether this person may be recorded at all, before any publication."), is_muted=True
        )
    else:
        document.paragraph(_("The text that was shown is not on record."), is_muted=True)


def _language_name(code: str) -> str:
    """A language's own name where forms are printed in it, else its code."""
    return dict(wording_languages()).get(code, code)


def _add_answer(document: FlowDocument, facts: ProofFacts) -> None:
    document.heading(_("What was answered"))
    method = labels.method_label(facts.method)
    evidence = facts.evidence
    document.facts(
        _filled(
            (_("Answer"), labels.answer_label(facts.answer)),
            (_("Answered on"), format_date(facts.decided_on)),
            (_("Counts from"), format_date(facts.valid_from) if facts.valid_from != facts.decided_on else ""),
            (_("Counts until"), "" if facts.valid_until is None else format_date(facts.valid_until)),
            (_("How"), method),
            (_("Heard by"), facts.heard_by),
            (_("Form"), facts.form_code),
            (_("Note"), facts.note),
            (_("Recorded"), _by(format_moment(facts.recorded_at), facts.recorded_by)),
            (_("Number in the register"), format_number(facts.event_id)),
            (_("Kept with it"), _("no file") if evidence is None else _evidence_text(evidence)),
            (_("Seal of the file"), "" if evidence is None else seal_in_lines(evidence.sha256)),
        )
    )


def _evidence_text(evidence: EvidenceRow) -> str:
    return _("{kind}, {size}, kept since {moment}").format(
        kind=media_type_label(evidence.media_type),
        size=format_size(evidence.size_bytes),
        moment=format_moment(evidence.added_at),
    )


def _add_later(document: FlowDocument, facts: ProofFacts) -> None:
    document.heading(_("What changed since"))
    if facts.later_answers:
        document.table(
            [_("Date"), _("Answer"), _("Who"), _("Note"), _("Recorded")],
            [_later_row(answer) for answer in facts.later_answers],
            widths=(16, 24, 20, 20, 20),
        )
    else:
        document.paragraph(_("No later answer to the same question is on record."))
    for version in facts.later_wordings:
        day = format_date(version.effective_from)
        text = (
            _("From {date} the question has another meaning (version {number}); it was asked anew.")
            if version.is_substantive
            else _("From {date} the text reads a little differently (version {number}), with the same meaning.")
        )
        document.paragraph(text.format(date=day, number=version.number))
    today = labels.status_label(facts.status.status)
    document.facts([(_("Today, {date}").format(date=format_date(facts.today)), today)])
    if (notice := [labels.notice_sentence(one) for one in facts.status.notices]) and facts.status.since != date.min:
        document.bullets(notice)


def _later_row(answer: LaterAnswer) -> tuple[str, ...]:
    text = labels.answer_label(answer.answer)
    if answer.annuls_id is not None:
        text = _("{answer} (answer {number})").format(answer=text, number=answer.annuls_id)
    who = answer.decider or _("a parent or guardian")
    return (format_date(answer.decided_on), text, who, answer.note, format_moment(answer.recorded_at))


def _add_seal(document: FlowDocument, facts: ProofFacts) -> None:
    chain = facts.chain
    document.heading(_("Seal"))
    if chain.link is None:
        document.paragraph(
            _("This answer is not as the log recorded it. Check the register before you rely on this sheet."),
            is_bold=True,
        )
    place = "" if chain.link is None else _("entry {number} of the log").format(number=format_number(chain.link))
    document.facts(
        _filled(
            (_("This answer"), seal_in_lines(chain.digest)),
            (_("Stands in"), place),
            (_("Last entry"), format_number(chain.links)),
            (_("Seal of the log"), seal_in_lines(chain.head)),
            (_("Made"), _by(format_moment(facts.made_at), facts.made_by)),
        )
    )
    document.paragraph(
        _(
            "Each entry of the log seals the one before it, so a change afterwards shows. Whoever has this sheet can "
            "ask the school to check the register with the seal above: it tells whether the log still is the same up "
            "to this entry. A seal makes a change visible; it cannot prevent one."
        ),
        is_muted=True,
    )


def _by(moment: str, name: str) -> str:
    return _("{moment}, {name}").format(moment=moment, name=name) if name else moment


def _filled(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """Without the rows that have nothing to tell."""
    return [pair for pair in pairs if pair[1]]
