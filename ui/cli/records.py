# SPDX-License-Identifier: GPL-3.0-or-later
"""``verify`` and ``consent proof``: whether everything is as it was recorded, and what proves one answer."""

from __future__ import annotations

import argparse

from models.publishing.proof import ProofFacts
from models.store.verify import Finding, FindingCode, VerifyReport, grouped_head, read_head
from ui.cli.output import WrongUse, show_progress, write_json, write_line
from ui.cli.register import open_register
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.texts import _


def run_verify(arguments: argparse.Namespace) -> int:
    """Check the register; exit code 1 where something is not as it was recorded."""
    from ui.style import check_sentences as words

    known_head = read_head(arguments.head) if arguments.head is not None else ""
    if arguments.head is not None and not known_head:
        raise WrongUse(_("A seal has 64 signs: figures and the letters a to f. Copy it in full."))
    with open_register(arguments, is_check=True) as workspace:
        report = workspace.verify.run(show_progress(), known_head=known_head)
    code = EXIT_READY if report.is_fine else EXIT_NOT_READY
    if arguments.json:
        write_json(_report_json(report, known_head))
        return code
    write_line(words.outcome_sentence(report))
    for finding in report.findings:
        if finding.code is not FindingCode.HEAD_UNKNOWN:
            write_line(f"  {words.finding_sentence(finding)}")
    for sentence in (
        words.known_head_sentence(report) if known_head else "",
        words.erased_sentence(report),
        words.advice_sentence(report),
        words.looked_at_sentence(report),
        words.head_sentence(report),
    ):
        if sentence:
            write_line(sentence)
    return code


def run_proof(arguments: argparse.Namespace) -> int:
    """Write the proof sheet of one answer. Raises ``ANSWER_UNKNOWN``, ``FOLDER_UNWRITABLE`` or ``DISK_FULL``."""
    from ui.documents.proof_sheet import about_text, compose_proof
    from ui.printing.flow import write_flow_pdf
    from ui.printing.without_window import start_without_window

    with open_register(arguments) as workspace:
        facts = workspace.proof.facts(arguments.event)
    path = arguments.out
    start_without_window()
    pages = write_flow_pdf(path, [compose_proof(facts)])
    code = EXIT_NOT_READY if facts.chain.link is None else EXIT_READY
    if arguments.json:
        write_json({"file": path, "pages": pages, "proof": _proof_json(facts)})
        return code
    write_line(about_text(facts))
    if facts.chain.link is None:
        write_line(_("This answer is not as the log recorded it. Check the register before you rely on this sheet."))
    write_line(_("The proof is in {path}").format(path=path))
    return code


def _report_json(report: VerifyReport, known_head: str) -> dict[str, object]:
    return {
        "fine": report.is_fine,
        "links": report.links,
        "head": report.head,
        "head_in_groups": grouped_head(report.head),
        "head_at": report.head_at,
        "known_head_link": report.known_head_seq if known_head else None,
        "answers": report.answers,
        "erased_answers": report.erased_answers,
        "proof_files": report.proof_files,
        "findings": [_finding_json(finding) for finding in report.findings],
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code.value,
        "notice": finding.code.is_notice,
        "count": finding.count,
        "numbers": list(finding.numbers),
    }


def _proof_json(facts: ProofFacts) -> dict[str, object]:
    evidence, wording = facts.evidence, facts.wording
    return {
        "answer_id": facts.event_id,
        "person": facts.person.name,
        "activity": facts.key.activity.value,
        "kind": facts.key.kind.value,
        "purpose": None if facts.purpose is None else facts.purpose.key,
        "answer": facts.answer.value,
        "decided_by": facts.decider.name or None,
        "relation": facts.relation or None,
        "decided_on": facts.decided_on,
        "valid_from": facts.valid_from,
        "valid_until": facts.valid_until,
        "method": facts.method.value,
        "recorded_at": facts.recorded_at,
        "wording": None
        if wording is None
        else {
            "version": wording.number,
            "language_known": wording.is_language_known,
            "texts": [{"language": language, "text": text} for language, text in wording.texts],
        },
        "evidence": None
        if evidence is None
        else {"media_type": evidence.media_type, "size": evidence.size_bytes, "sha256": evidence.sha256},
        "annulled": facts.is_annulled,
        "later_answers": [
            {"id": one.event_id, "answer": one.answer.value, "decided_on": one.decided_on, "annuls": one.annuls_id}
            for one in facts.later_answers
        ],
        "later_wordings": [
            {"version": one.number, "from": one.effective_from, "asks_anew": one.is_substantive}
            for one in facts.later_wordings
        ],
        "status": facts.status.status.value,
        "digest": facts.chain.digest,
        "link": facts.chain.link,
        "links": facts.chain.links,
        "head": facts.chain.head,
    }
