# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check of the register found, in plain sentences: what it is, where, and what to do. No Qt."""

from __future__ import annotations

from models.store.verify import Finding, FindingCode, VerifyReport, grouped_head
from ui.texts import _, format_moment, format_number, join_words, ngettext

_SHOWN_NUMBERS = 6


def outcome_sentence(report: VerifyReport) -> str:
    """The whole outcome in one sentence."""
    if report.is_fine:
        return _("Everything is as it was recorded.")
    count = sum(not finding.code.is_notice for finding in report.findings)
    return ngettext("{count} thing is not right.", "{count} things are not right.", count).format(count=count)


def looked_at_sentence(report: VerifyReport) -> str:
    """How much was looked at."""
    links = ngettext("{count} entry of the log", "{count} entries of the log", report.links)
    answers = ngettext("{count} answer", "{count} answers", report.answers)
    files = ngettext("{count} file of proof", "{count} files of proof", report.proof_files)
    counted = ((links, report.links), (answers, report.answers), (files, report.proof_files))
    return _("Checked: {what}.").format(
        what=join_words([text.format(count=format_number(count)) for text, count in counted])
    )


def head_sentence(report: VerifyReport) -> str:
    """The last entry and its seal; empty for a register without entries."""
    if report.head_at is None:
        return ""
    return _("Seal of entry {number}, {moment}: {head}").format(
        number=format_number(report.links), moment=format_moment(report.head_at), head=grouped_head(report.head)
    )


def seal_in_lines(head: str) -> str:
    """A seal for paper: two lines of four groups."""
    groups = grouped_head(head).split()
    return "\n".join((" ".join(groups[:4]), " ".join(groups[4:])))


def known_head_sentence(report: VerifyReport) -> str:
    """Whether the seal that was asked for is in the log."""
    if report.known_head_seq is None:
        return _("The seal that you gave is not in the log.")
    return _("The seal that you gave is that of entry {number}: the log up to there is the one you had.").format(
        number=format_number(report.known_head_seq)
    )


def erased_sentence(report: VerifyReport) -> str:
    """How much is gone because somebody was erased; empty for nothing."""
    if not report.erased_answers:
        return ""
    return ngettext(
        "{count} answer was erased or shortened on request, as the log says.",
        "{count} answers were erased or shortened on request, as the log says.",
        report.erased_answers,
    ).format(count=format_number(report.erased_answers))


def finding_sentence(finding: Finding) -> str:
    """One finding: what it is, and which ones."""
    text = _texts(finding.count)[finding.code].format(count=format_number(finding.count))
    places = _places(finding)
    return f"{text} {places}" if places else text


def advice_sentence(report: VerifyReport) -> str:
    """What to do about what is not right; empty when nothing is."""
    codes = {finding.code for finding in report.findings if not finding.code.is_notice}
    if not codes:
        return ""
    if codes <= {FindingCode.HEAD_UNKNOWN}:
        return _("Check that the seal is copied in full. If it is, the end of the log was cut off since.")
    if codes <= {FindingCode.PROOF_MISSING, FindingCode.PROOF_DAMAGED}:
        return _("Put the evidence folder beside the register back from a safety copy, then check again.")
    if codes <= {FindingCode.STATUSES_OUTDATED}:
        return _("The answers are unharmed. Record any answer of these people again and check once more.")
    return _(
        "Stop working in this register and keep a copy of it. Open your latest safety copy, check that one, "
        "and tell who looks after privacy at your school."
    )


def _places(finding: Finding) -> str:
    if not finding.numbers:
        return ""
    shown = ", ".join(str(number) for number in finding.numbers[:_SHOWN_NUMBERS])
    more = ", …" if finding.count > min(len(finding.numbers), _SHOWN_NUMBERS) else ""
    return _("Numbers: {numbers}").format(numbers=shown + more)


def _texts(count: int) -> dict[FindingCode, str]:
    return _chain_texts(count) | _other_texts(count)


def _chain_texts(count: int) -> dict[FindingCode, str]:
    return {
        FindingCode.LINKS_MISSING: ngettext(
            "{count} entry of the log was taken out.", "{count} entries of the log were taken out.", count
        ),
        FindingCode.LINKS_CHANGED: ngettext(
            "{count} entry of the log was changed afterwards.",
            "{count} entries of the log were changed afterwards.",
            count,
        ),
        FindingCode.DETAILS_CHANGED: ngettext(
            "The details of {count} entry of the log were changed afterwards.",
            "The details of {count} entries of the log were changed afterwards.",
            count,
        ),
        FindingCode.DETAILS_MISSING: ngettext(
            "The details of {count} entry of the log were taken out, and no erasure explains it.",
            "The details of {count} entries of the log were taken out, and no erasure explains it.",
            count,
        ),
        FindingCode.ANSWERS_CHANGED: ngettext(
            "{count} answer is not as it was recorded, or was put in from outside.",
            "{count} answers are not as they were recorded, or were put in from outside.",
            count,
        ),
        FindingCode.ANSWERS_MISSING: ngettext(
            "{count} answer was taken out, and no erasure explains it.",
            "{count} answers were taken out, and no erasure explains it.",
            count,
        ),
        FindingCode.HEAD_UNKNOWN: _("The seal that you gave is not in the log."),
        FindingCode.CLOCK_WENT_BACK: ngettext(
            "The clock of the computer went back {count} time. That is no harm in itself.",
            "The clock of the computer went back {count} times. That is no harm in itself.",
            count,
        ),
    }


def _other_texts(count: int) -> dict[FindingCode, str]:
    return {
        FindingCode.TRIGGERS_MISSING: ngettext(
            "{count} guard against changes afterwards is gone from the register.",
            "{count} guards against changes afterwards are gone from the register.",
            count,
        ),
        FindingCode.TRIGGERS_CHANGED: ngettext(
            "{count} guard against changes afterwards is not the one of this program.",
            "{count} guards against changes afterwards are not those of this program.",
            count,
        ),
        FindingCode.REFERENCES_BROKEN: ngettext(
            "{count} row points to something that is not there.",
            "{count} rows point to something that is not there.",
            count,
        ),
        FindingCode.FILE_DAMAGED: _("The file of the register is damaged."),
        FindingCode.PROOF_MISSING: ngettext(
            "{count} file of proof is not in its place.", "{count} files of proof are not in their place.", count
        ),
        FindingCode.PROOF_DAMAGED: ngettext(
            "{count} file of proof was damaged or changed.", "{count} files of proof were damaged or changed.", count
        ),
        FindingCode.STATUSES_OUTDATED: ngettext(
            "What is shown of {count} person is not what their answers amount to.",
            "What is shown of {count} people is not what their answers amount to.",
            count,
        ),
        FindingCode.PROOF_LEFT_OVER: ngettext(
            "{count} file in the evidence folder belongs to nothing and can be removed.",
            "{count} files in the evidence folder belong to nothing and can be removed.",
            count,
        ),
    }
