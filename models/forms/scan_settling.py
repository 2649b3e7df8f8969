# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of all the pages of one form together: which is recorded, which waits, which came twice.

Pure, and a function of the set of pages alone: in which order and how often they come makes no difference to the
answers. Pages that somebody put aside do not take part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.forms.scan_terms import ScanOutcome
from models.terms import MarkState


@dataclass(frozen=True, slots=True)
class SeenPage:
    """One page of a form: what its pairs say in the order of their questions, and what is known of it.

    ``is_certain``: nothing on it asks for a person. ``is_confirmed``: a person recorded it.
    """

    scan_id: int
    states: tuple[MarkState, ...]
    is_certain: bool
    is_recorded: bool = False
    is_confirmed: bool = False


def settle_pages(pages: Sequence[SeenPage], *, looks_at_all: bool = False) -> dict[int, ScanOutcome]:
    """The outcome of each page of one form.

    Pages that contradict each other all wait, and none of them counts, unless a person chose one: that one stands until
    a person chooses another. With ``looks_at_all`` nothing new is recorded without a person.
    """
    confirmed = next((page for page in pages if page.is_confirmed), None)
    if confirmed is not None:
        return {
            page.scan_id: ScanOutcome.RECORDED
            if page is confirmed
            else ScanOutcome.CONFLICTING
            if _contradict(page, confirmed)
            else ScanOutcome.REPEATED
            for page in pages
        }
    if any(_contradict(one, other) for number, one in enumerate(pages) for other in pages[:number]):
        return {page.scan_id: ScanOutcome.CONFLICTING for page in pages}
    outcomes = {page.scan_id: ScanOutcome.REPEATED for page in pages}
    certain = [page for page in pages if page.is_certain]
    recorded = next((page for page in certain if page.is_recorded), None)
    if recorded is not None:
        outcomes[recorded.scan_id] = ScanOutcome.RECORDED
    elif certain and not looks_at_all:
        outcomes[certain[0].scan_id] = ScanOutcome.RECORDED
    elif pages:
        outcomes[(certain or pages)[0].scan_id] = ScanOutcome.WAITING
    return outcomes


def _contradict(one: SeenPage, other: SeenPage) -> bool:
    """Whether two pages differ where both are sure."""
    return any(
        mine is not theirs and MarkState.UNSURE not in (mine, theirs)
        for mine, theirs in zip(one.states, other.states, strict=True)
    )
