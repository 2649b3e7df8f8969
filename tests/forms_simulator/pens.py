# SPDX-License-Identifier: GPL-3.0-or-later
"""People with pens: ordinary marks in a hand of their own, and everything else that comes back on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from models.forms.layout import BOX_SIDE, AnswerPair, Rect, SheetLayout
from models.terms import MarkState
from tests.forms_simulator.sheets import DOTS, Grey

_FINE = 2
Ink = npt.NDArray[np.float32]
Stroke = list[tuple[float, float]]


class Pen(StrEnum):
    """What somebody writes with."""

    BALLPOINT = "ballpoint"
    BLUE = "blue"
    GEL = "gel"
    PENCIL = "pencil"


class Hand(StrEnum):
    """How somebody marks a box."""

    CROSS = "cross"
    TICK = "tick"
    FILL = "fill"


class Trouble(StrEnum):
    """What is no plain mark. ``STRUCK_AGAIN``: the wrong one struck through and the other crossed."""

    DOUBLE = "double"
    STRUCK_AGAIN = "struck_again"
    STRUCK_ONLY = "struck_only"
    CIRCLED = "circled"
    CIRCLED_OTHER = "circled_other"
    LINE = "line"
    BETWEEN = "between"
    DOT = "dot"
    FAINT = "faint"
    NOTE = "note"
    HOLE = "hole"
    FILLED_ONE = "filled_one"


@dataclass(frozen=True)
class Writer:
    """Somebody's pen and hand: width in mm, darkness, and how untidy they are."""

    pen: Pen
    hand: Hand
    width: float
    dark: float
    size: float
    untidy: float


@dataclass
class Filled:
    """A sheet as it was filled in: its page, what each pair truly says, and which have what trouble."""

    page: Grey
    truth: list[MarkState] = field(default_factory=list)
    trouble: list[Trouble | None] = field(default_factory=list)


def some_writer(chance: np.random.Generator, *, pencil_share: float = 0.06) -> Writer:
    """A writer by chance: mostly ballpoints and crosses."""
    if chance.random() < pencil_share:
        pen = Pen.PENCIL
    else:
        pen = Pen(chance.choice([Pen.BALLPOINT, Pen.BLUE, Pen.GEL], p=[0.45, 0.4, 0.15]))
    hand = Hand(chance.choice([Hand.CROSS, Hand.TICK, Hand.FILL], p=[0.62, 0.28, 0.10]))
    low, high, light, deep = {
        Pen.BALLPOINT: (0.30, 0.50, 0.70, 0.92),
        Pen.BLUE: (0.30, 0.55, 0.55, 0.80),
        Pen.GEL: (0.40, 0.75, 0.80, 0.97),
        Pen.PENCIL: (0.35, 0.65, 0.26, 0.52),
    }[pen]
    return Writer(
        pen, hand, chance.uniform(low, high), chance.uniform(light, deep), chance.uniform(0.8, 1.15),
        chance.uniform(0.5, 1.3),
    )  # fmt: skip


def fill_in(
    page: Grey,
    layout: SheetLayout,
    writer: Writer,
    chance: np.random.Generator,
    *,
    blank_share: float = 0.06,
    trouble_share: float = 0.0,
    troubles: Sequence[Trouble] = tuple(Trouble),
    signs: bool = True,
) -> Filled:
    """Answer every question of a sheet, most of them plainly, and sign it."""
    filled = Filled(page.copy())
    for pair in layout.pairs():
        trouble = Trouble(chance.choice(list(troubles))) if chance.random() < trouble_share else None
        says_yes = bool(chance.random() < 0.75)
        truth = MarkState.YES if says_yes else MarkState.NO
        if trouble is None and chance.random() < blank_share:
            truth = MarkState.BLANK
        draft = _Draft(pair, writer, chance)
        if trouble is not None:
            truth = draft.spoil(trouble, pair.yes if says_yes else pair.no, pair.no if says_yes else pair.yes)
        elif truth is not MarkState.BLANK:
            draft.mark(pair.yes if says_yes else pair.no)
        draft.put_on(filled.page)
        filled.truth.append(truth)
        filled.trouble.append(trouble)
    if signs:
        sign(filled.page, layout.signing_spaces[0], writer, chance)
    return filled


def sign(page: Grey, room: Rect, writer: Writer, chance: np.random.Generator) -> None:
    """A scrawl where one signs."""
    start = np.array([room.x + 4.0, room.center[1]])
    steps = np.column_stack([np.full(14, 2.2), chance.normal(0, 2.2, 14)])
    points = start + np.cumsum(steps, axis=0)
    points[:, 1] = np.clip(points[:, 1], room.y + 0.5, room.bottom - 0.5)
    draw_strokes(page, [[(float(x), float(y)) for x, y in points]], writer.width, writer.dark, chance)


class _Draft:
    """The strokes around one pair before they reach the paper."""

    def __init__(self, pair: AnswerPair, writer: Writer, chance: np.random.Generator) -> None:
        self.pair, self.writer, self.chance = pair, writer, chance
        self.strokes: list[Stroke] = []
        self.holes: list[tuple[float, float]] = []
        self.dark = writer.dark

    def mark(self, box: Rect, hand: Hand | None = None) -> None:
        """A plain mark in a box, in this writer's hand."""
        hand = self.writer.hand if hand is None else hand
        x, y = box.center
        spread = self.writer.untidy
        x, y = x + self.chance.normal(0, 0.35 * spread), y + self.chance.normal(0, 0.3 * spread)
        half = BOX_SIDE / 2 * self.writer.size * self.chance.uniform(0.72, 1.08)
        if hand is Hand.CROSS:
            self.strokes += [
                self._curve((x - half, y - half), (x + half, y + half)),
                self._curve((x + half, y - half), (x - half, y + half)),
            ]
        elif hand is Hand.TICK:
            low = (x - 0.25 * half, y + 0.75 * half)
            tail = half * self.chance.uniform(1.0, 1.65)
            self.strokes.append(
                self._curve((x - 0.95 * half, y - 0.05 * half), low) + self._curve(low, (x + tail, y - tail))
            )
        else:
            self._scribble(x, y, half * 0.95)

    def spoil(self, trouble: Trouble, meant: Rect, other: Rect) -> MarkState:
        """Something that needs a person; gives what it truly says, unsure where nobody can know."""
        chance = self.chance
        if trouble is Trouble.DOUBLE:
            self.mark(meant)
            self.mark(other)
            return MarkState.UNSURE
        if trouble is Trouble.STRUCK_AGAIN:
            self.mark(other)
            self._strike(other)
            self.mark(meant)
            return MarkState.YES if meant is self.pair.yes else MarkState.NO
        if trouble is Trouble.STRUCK_ONLY:
            self.mark(other)
            self._strike(other)
            return MarkState.BLANK
        if trouble in (Trouble.CIRCLED, Trouble.CIRCLED_OTHER):
            if trouble is Trouble.CIRCLED_OTHER:
                self.mark(other)
            self._circle(meant)
            return MarkState.UNSURE
        if trouble is Trouble.LINE:
            (x, y), tilt = meant.center, chance.normal(0, 0.12)
            reach = chance.uniform(6.0, 11.0)
            self.strokes.append(self._curve((x - reach, y - tilt * reach), (x + reach, y + tilt * reach)))
            return MarkState.BLANK
        if trouble is Trouble.BETWEEN:
            middle = (meant.center[0] + other.center[0]) / 2
            self.mark(Rect(middle - 2.5, meant.y, BOX_SIDE, BOX_SIDE))
            return MarkState.UNSURE
        if trouble is Trouble.DOT:
            x, y = meant.center
            self.strokes.append(self._curve((x, y), (x + 0.5, y + 0.4)))
            return MarkState.UNSURE
        if trouble is Trouble.FAINT:
            self.dark = chance.uniform(0.10, 0.18)
            self.mark(meant)
            return MarkState.YES if meant is self.pair.yes else MarkState.NO
        if trouble is Trouble.NOTE:
            self.mark(meant)
            self._write_note()
            return MarkState.UNSURE
        if trouble is Trouble.HOLE:
            self.mark(meant)
            x, y = other.center
            self.holes.append((x + chance.uniform(-2.5, 2.5), y + chance.uniform(-2.5, 2.5)))
            return MarkState.UNSURE
        self.mark(other, Hand.CROSS)
        self._scribble(*other.center, BOX_SIDE / 2 * 1.05)
        self.mark(meant, Hand.CROSS)
        return MarkState.YES if meant is self.pair.yes else MarkState.NO

    def put_on(self, page: Grey) -> None:
        """Draw everything on the paper."""
        draw_strokes(page, self.strokes, self.writer.width, self.dark, self.chance, grain=self.writer.pen is Pen.PENCIL)
        for x, y in self.holes:
            _punch(page, x, y, 3.0, int(self.chance.choice([0, 255])))

    def _curve(self, start: tuple[float, float], end: tuple[float, float]) -> Stroke:
        bow = self.chance.normal(0, 0.10 * self.writer.untidy, 2)
        jitter = self.chance.normal(0, 0.18 * self.writer.untidy, 4)
        t = np.linspace(0, 1, 9)[:, None]
        a = np.array(start) + jitter[:2]
        b = np.array(end) + jitter[2:]
        points = a + (b - a) * t + np.sin(np.pi * t) * bow * np.linalg.norm(b - a) * 0.5
        return [(float(x), float(y)) for x, y in points]

    def _strike(self, box: Rect) -> None:
        (x, y), reach = box.center, self.chance.uniform(3.6, 6.0)
        tilt = self.chance.normal(0, 0.25)
        self.strokes.append(self._curve((x - reach, y - tilt * reach), (x + reach, y + tilt * reach)))

    def _circle(self, box: Rect) -> None:
        x, y = box.center
        a, b = self.chance.uniform(3.2, 4.8), self.chance.uniform(3.1, 4.4)
        t = np.linspace(0, 2 * np.pi * self.chance.uniform(0.95, 1.1), 40)
        wobble = 1 + 0.05 * np.sin(3 * t + self.chance.uniform(0, 6))
        self.strokes.append(
            [(float(x + a * w * np.cos(u)), float(y + b * w * np.sin(u))) for u, w in zip(t, wobble, strict=True)]
        )

    def _scribble(self, x: float, y: float, half: float) -> None:
        lines = max(7, round(2 * half / (0.75 * self.writer.width)))
        points: Stroke = []
        for number, offset in enumerate(np.linspace(-half, half, lines)):
            way = 1 if number % 2 else -1
            points += [(x - way * half, y + float(offset)), (x + way * half, y + float(offset))]
        jitter = self.chance.normal(0, 0.12, (len(points), 2))
        self.strokes.append(
            [(px + float(dx), py + float(dy)) for (px, py), (dx, dy) in zip(points, jitter, strict=True)]
        )

    def _write_note(self) -> None:
        x = (self.pair.yes.right + self.pair.no.x) / 2 - 2.5
        y = self.pair.yes.center[1]
        self.strokes += [
            [(x + n * 1.4 + float(dx), y + float(dy)) for dx, dy in self.chance.normal(0, 0.9, (5, 2))]
            for n in range(4)
        ]


def draw_strokes(
    page: Grey,
    strokes: Sequence[Stroke],
    width: float,
    dark: float,
    chance: np.random.Generator,
    *,
    grain: bool = False,
) -> None:
    """Ink on paper: lines with round ends, uneven as ink is, darker than what is below and never lighter."""
    points = [point for stroke in strokes for point in stroke]
    if not points:
        return
    margin = 1.5
    left, top = min(x for x, _y in points) - margin, min(y for _x, y in points) - margin
    right, bottom = max(x for x, _y in points) + margin, max(y for _x, y in points) + margin
    x0, y0 = max(0, round(left * DOTS)), max(0, round(top * DOTS))
    x1, y1 = min(page.shape[1], round(right * DOTS)), min(page.shape[0], round(bottom * DOTS))
    layer = Image.new("L", ((x1 - x0) * _FINE, (y1 - y0) * _FINE), 0)
    pen = ImageDraw.Draw(layer)
    for stroke in strokes:
        here = [((x * DOTS - x0) * _FINE, (y * DOTS - y0) * _FINE) for x, y in stroke]
        thick = max(1, round(width * DOTS * _FINE * chance.uniform(0.88, 1.12)))
        pen.line(here, fill=255, width=thick, joint="curve")
        for x, y in (here[0], here[-1]):
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
    ink = np.asarray(layer.reduce(_FINE), np.float32) / 255 * dark
    if grain:
        ink *= np.clip(chance.normal(0.85, 0.28, ink.shape), 0.15, 1.1).astype(np.float32)
    below = page[y0:y1, x0:x1]
    page[y0:y1, x0:x1] = np.minimum(below, np.clip(255 * (1 - ink), 0, 255)).astype(np.uint8)


def _punch(page: Grey, x: float, y: float, radius: float, shade: int) -> None:
    rows, columns = np.ogrid[: page.shape[0], : page.shape[1]]
    page[(rows / DOTS - y) ** 2 + (columns / DOTS - x) ** 2 <= radius**2] = shade
