# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome of a check on paper: what was looked at, what was found, and the seal to compare with later."""

from __future__ import annotations

from datetime import datetime

from models.store.verify import FindingCode, VerifyReport
from ui.printing.flow import FlowDocument
from ui.style import check_sentences as words
from ui.texts import _, format_moment, format_number


def compose_check_report(report: VerifyReport, school: str, made_at: datetime) -> FlowDocument:
    """One page about one check, in the language of the window."""
    moment = format_moment(made_at)
    footer = _("{school}, checked on {moment}").format(school=school, moment=moment) if school else moment
    document = FlowDocument(_("Check of the register"), footer)
    document.paragraph(words.outcome_sentence(report), is_bold=True)
    pairs = [
        (_("School"), school),
        (_("Checked on"), moment),
        (_("Entries of the log"), format_number(report.links)),
        (_("Answers"), format_number(report.answers)),
        (_("Files of proof"), format_number(report.proof_files)),
    ]
    document.facts([pair for pair in pairs if pair[1]])
    lines = [words.finding_sentence(one) for one in report.findings if one.code is not FindingCode.HEAD_UNKNOWN]
    is_head_unknown = any(one.code is FindingCode.HEAD_UNKNOWN for one in report.findings)
    if report.known_head_seq is not None or is_head_unknown:
        lines.append(words.known_head_sentence(report))
    lines += [line for line in (words.erased_sentence(report), words.advice_sentence(report)) if line]
    if lines:
        document.heading(_("What was found"))
        document.bullets(lines)
    if report.head_at is not None:
        document.heading(_("Seal of the log"))
        document.paragraph(words.seal_in_lines(report.head), is_bold=True)
        document.paragraph(
            _(
                "This is the seal of entry {number}, of {moment}. Keep this sheet: with the seal a later check can "
                "tell whether the log still begins with the same entries; a log whose end was cut off shows no gap."
            ).format(number=format_number(report.links), moment=format_moment(report.head_at)),
            is_muted=True,
        )
    return document
