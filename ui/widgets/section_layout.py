# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the tiles and headings of a sectioned grid are: arithmetic over the sections, never over the items.

All lengths are whole device-independent pixels in content coordinates: (0, 0) is the top left of the whole grid.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto


class Move(Enum):
    """A step of the keyboard through the grid."""

    LEFT = auto()
    RIGHT = auto()
    UP = auto()
    DOWN = auto()
    HOME = auto()
    END = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in content coordinates."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class GridMeasures:
    """The sizes that a layout is made from.

    ``tile_width`` is the least width of a tile: columns share what is left, so that the rows fill the width.
    """

    width: int
    tile_width: int
    image_ratio: float = 0.75
    caption_height: int = 52
    gap: int = 12
    margin: int = 16
    heading_height: int = 56


class SectionLayout:
    """Rows of tiles under headings. Made in O(sections); every question is O(log sections)."""

    def __init__(self, counts: Sequence[int], measures: GridMeasures, *, with_headings: bool = True) -> None:
        """``counts``: the number of items of each section, in order; each at least 1."""
        self.measures = measures
        inner = max(measures.width - 2 * measures.margin, measures.tile_width)
        self.columns = max(1, (inner + measures.gap) // (measures.tile_width + measures.gap))
        self.tile_width = (inner - (self.columns - 1) * measures.gap) // self.columns
        self.tile_height = round(self.tile_width * measures.image_ratio) + measures.caption_height
        self.heading_height = measures.heading_height if with_headings else 0
        self._pitch_x = self.tile_width + measures.gap
        self._pitch_y = self.tile_height + measures.gap
        self._first_rows: list[int] = []
        self._tops: list[int] = []
        self._counts = tuple(counts)
        row, top = 0, measures.margin
        for count in self._counts:
            self._first_rows.append(row)
            self._tops.append(top)
            row += count
            top += self.heading_height + self._lines_of(count) * self._pitch_y
        self.count = row
        self.height = (top - measures.gap if self._counts else top) + measures.margin

    @property
    def line_height(self) -> int:
        """Height of one line of tiles with the gap under it."""
        return self._pitch_y

    def section_of(self, row: int) -> int:
        """The number of the section that an item is in."""
        return bisect_right(self._first_rows, row) - 1

    def rect_of(self, row: int) -> Box:
        """Where the tile of an item is."""
        section = self.section_of(row)
        line, column = divmod(row - self._first_rows[section], self.columns)
        return Box(
            self.measures.margin + column * self._pitch_x,
            self._tops[section] + self.heading_height + line * self._pitch_y,
            self.tile_width,
            self.tile_height,
        )

    def row_at(self, x: int, y: int) -> int:
        """The item whose tile holds the point, or -1."""
        section = bisect_right(self._tops, y) - 1
        if section < 0:
            return -1
        line, below = divmod(y - self._tops[section] - self.heading_height, self._pitch_y)
        column, beside = divmod(x - self.measures.margin, self._pitch_x)
        if line < 0 or not 0 <= column < self.columns or below >= self.tile_height or beside >= self.tile_width:
            return -1
        row = line * self.columns + column
        return self._first_rows[section] + row if row < self._counts[section] else -1

    def rows_between(self, top: int, bottom: int) -> tuple[int, int]:
        """First and last item on the lines that touch ``top <= y < bottom``; ``(0, -1)`` when there is none."""
        if not self.count or bottom <= top:
            return (0, -1)
        first = self._line_start_from(top)
        last = self._line_end_until(bottom - 1)
        return (first, last) if first <= last else (0, -1)

    def rows_in(self, left: int, top: int, right: int, bottom: int) -> list[tuple[int, int]]:
        """Runs ``(first, last)`` of the items whose tiles touch ``left <= x < right`` and ``top <= y < bottom``."""
        first_column = max(0, -(-(left - self.measures.margin - self.tile_width + 1) // self._pitch_x))
        last_column = min(self.columns - 1, (right - 1 - self.measures.margin) // self._pitch_x)
        runs: list[tuple[int, int]] = []
        first, last = self.rows_between(top, bottom)
        if first_column > last_column or last < first:
            return runs
        row = first
        while row <= last:
            section = self.section_of(row)
            end = self._first_rows[section] + self._counts[section] - 1
            run = (row + first_column, min(row + last_column, end))
            if run[0] <= run[1]:
                if runs and runs[-1][1] + 1 == run[0]:
                    runs[-1] = (runs[-1][0], run[1])
                else:
                    runs.append(run)
            row = min(row + self.columns, end + 1)
        return runs

    def headings_between(self, top: int, bottom: int) -> list[tuple[int, Box]]:
        """``(section number, place)`` of the headings that touch ``top <= y < bottom``."""
        if not self.heading_height:
            return []
        found: list[tuple[int, Box]] = []
        width = self.columns * self._pitch_x - self.measures.gap
        section = max(0, bisect_right(self._tops, top - self.heading_height))
        while section < len(self._tops) and self._tops[section] < bottom:
            found.append((section, Box(self.measures.margin, self._tops[section], width, self.heading_height)))
            section += 1
        return found

    def is_on_first_line(self, row: int) -> bool:
        """Whether the item is on the first line of its section."""
        return row - self._first_rows[self.section_of(row)] < self.columns

    def row_after(self, row: int, move: Move, page_height: int) -> int:
        """Where the keyboard goes from an item: left and right run on over lines, up and down keep the column."""
        last = self.count - 1
        if last < 0:
            return -1
        if move is Move.LEFT:
            return max(0, row - 1)
        if move is Move.RIGHT:
            return min(last, row + 1)
        if move is Move.HOME:
            return 0
        if move is Move.END:
            return last
        if move in (Move.UP, Move.DOWN):
            return self._row_beside_line(row, -1 if move is Move.UP else 1)
        steps = max(1, page_height // self._pitch_y)
        for _step in range(steps):
            following = self._row_beside_line(row, -1 if move is Move.PAGE_UP else 1)
            if following == row:
                break
            row = following
        return row

    # --- inside

    def _lines_of(self, count: int) -> int:
        return -(-count // self.columns)

    def _row_beside_line(self, row: int, direction: int) -> int:
        section = self.section_of(row)
        line, column = divmod(row - self._first_rows[section], self.columns)
        line += direction
        if line < 0:
            section -= 1
            if section < 0:
                return row
            line = self._lines_of(self._counts[section]) - 1
        elif line >= self._lines_of(self._counts[section]):
            section += 1
            if section >= len(self._counts):
                return row
            line = 0
        # A short last line has no such column: its last item is the nearest.
        return self._first_rows[section] + min(line * self.columns + column, self._counts[section] - 1)

    def _line_start_from(self, y: int) -> int:
        """First item of the first line whose tiles end below ``y``."""
        section = max(0, bisect_right(self._tops, y) - 1)
        line = max(0, -(-(y - self._tops[section] - self.heading_height - self.tile_height + 1) // self._pitch_y))
        if line >= self._lines_of(self._counts[section]):
            section, line = section + 1, 0
        if section >= len(self._counts):
            return self.count
        return self._first_rows[section] + line * self.columns

    def _line_end_until(self, y: int) -> int:
        """Last item of the last line whose tiles start at or above ``y``; -1 when there is none."""
        section = bisect_right(self._tops, y) - 1
        if section < 0:
            return -1
        line = (y - self._tops[section] - self.heading_height) // self._pitch_y
        if line < 0:
            return self._first_rows[section] - 1
        return self._first_rows[section] + min((line + 1) * self.columns, self._counts[section]) - 1
