# SPDX-License-Identifier: GPL-3.0-or-later
"""Many sheets through the desk, the copier and the reader, and what came of them, counted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from models.forms.scan_read import PageReading, read_page
from models.terms import MarkState
from tests.forms_simulator.pens import Filled, Trouble, fill_in, some_writer
from tests.forms_simulator.scanner import scan_page, some_scan
from tests.forms_simulator.sheets import Sheet, resolver


@dataclass(frozen=True)
class Pile:
    """A pile of forms: how many, how they were scanned, who wrote on them, and which share of pairs has trouble."""

    name: str
    pages: int
    seed: int
    dpi: int = 200
    bits: bool = False
    pencil_share: float = 0.06
    trouble_share: float = 0.0
    troubles: tuple[Trouble, ...] = tuple(Trouble)
    blank_share: float = 0.06


@dataclass
class Outcome:
    """What the reader made of a pile. A pair is wrong where a yes or a no was read that is not on the paper."""

    pile: Pile
    codes: int = 0
    pairs: int = 0
    right: int = 0
    unsure: int = 0
    wrong: int = 0
    missed: int = 0
    """Marks that were read as blank."""
    certain_pages: int = 0
    wrong_on_certain: int = 0
    """Wrong or missed on a page that nobody would look at."""
    cpu_seconds: float = 0.0
    accepted_troubles: Counter[str] = field(default_factory=Counter)
    """Trouble that was read as something it does not say."""

    def share(self, count: int) -> float:
        """A count as a share of all pairs."""
        return count / max(1, self.pairs)

    def add(self, filled: Filled, readings: Sequence[PageReading], code: str, seconds: float) -> None:
        """Count one page."""
        self.cpu_seconds += seconds
        found = [reading for reading in readings if reading.code == code]
        self.codes += bool(found)
        self.pairs += len(filled.truth)
        if not found or not found[0].pairs:
            self.unsure += len(filled.truth)
            return
        self.certain_pages += found[0].is_certain
        for pair, truth, trouble in zip(found[0].pairs, filled.truth, filled.trouble, strict=True):
            if pair.state is MarkState.UNSURE:
                self.unsure += 1
            elif pair.state is truth:
                self.right += 1
            else:
                if pair.state is MarkState.BLANK:
                    self.missed += 1
                else:
                    self.wrong += 1
                self.wrong_on_certain += found[0].is_certain
                if trouble is not None:
                    self.accepted_troubles[trouble.value] += 1

    def row(self) -> str:
        """One line of the table of figures."""
        return (
            f"{self.pile.name:34}{self.pile.pages:6}{self.codes:6}{self.pairs:8}{self.share(self.right):9.1%}"
            f"{self.share(self.unsure):9.1%}{self.wrong:7}{self.missed:8}{self.certain_pages:9}"
            f"{self.wrong_on_certain:9}{1000 * self.cpu_seconds / self.pile.pages:8.0f} ms"
        )


HEADING = (
    f"{'pile':34}{'pages':>6}{'codes':>6}{'pairs':>8}{'right':>9}{'unsure':>9}{'wrong':>7}{'missed':>8}"
    f"{'certain':>9}{'silent':>9}{'CPU/page':>11}"
)


def run_pile(pile: Pile, sheets: Sequence[Sheet]) -> Outcome:
    """Fill in, scan and read a pile; the sheets take turns."""
    chance = np.random.default_rng(pile.seed)
    resolve = resolver(*sheets)
    outcome = Outcome(pile)
    for number in range(pile.pages):
        sheet = sheets[number % len(sheets)]
        writer = some_writer(chance, pencil_share=pile.pencil_share)
        filled = fill_in(
            sheet.page,
            sheet.layout,
            writer,
            chance,
            blank_share=pile.blank_share,
            trouble_share=pile.trouble_share,
            troubles=pile.troubles,
        )
        grey = scan_page(filled.page, some_scan(chance, pile.dpi, bits=pile.bits), chance)
        start = time.process_time()
        readings = read_page(grey, number + 1, resolve)
        outcome.add(filled, readings, sheet.code, time.process_time() - start)
    return outcome
