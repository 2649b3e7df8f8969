# SPDX-License-Identifier: GPL-3.0-or-later
"""The arithmetic layout against walking over every tile."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.section_layout import Box, GridMeasures, Move, SectionLayout

layouts = st.builds(
    lambda counts, width, headings: SectionLayout(
        counts, GridMeasures(width=width, tile_width=120), with_headings=headings
    ),
    st.lists(st.integers(1, 23), max_size=6),
    st.integers(80, 900),
    st.booleans(),
)


def touches(box: Box, left: int, top: int, right: int, bottom: int) -> bool:
    return box.x < right and box.x + box.width > left and box.y < bottom and box.y + box.height > top


@given(layouts)
def test_tiles_do_not_overlap_and_are_found_by_their_points(layout: SectionLayout) -> None:
    seen: set[tuple[int, int]] = set()
    for row in range(layout.count):
        box = layout.rect_of(row)
        assert (box.x, box.y) not in seen
        seen.add((box.x, box.y))
        assert layout.row_at(box.x, box.y) == row
        assert layout.row_at(box.x + box.width - 1, box.y + box.height - 1) == row
        assert layout.row_at(box.x + box.width, box.y) != row
        assert layout.row_at(box.x, box.y + box.height) == -1
        assert box.y + box.height <= layout.height - layout.measures.margin


@given(layouts, st.integers(-50, 4000), st.integers(0, 900), st.integers(-50, 950), st.integers(0, 950))
def test_rectangle_finds_exactly_the_tiles_it_touches(
    layout: SectionLayout, top: int, high: int, left: int, wide: int
) -> None:
    right, bottom = left + wide, top + high
    walked = [
        row for row in range(layout.count) if wide and high and touches(layout.rect_of(row), left, top, right, bottom)
    ]
    found = [row for first, last in layout.rows_in(left, top, right, bottom) for row in range(first, last + 1)]
    assert found == walked


@given(layouts, st.integers(-50, 4000), st.integers(1, 900))
def test_visible_lines_and_headings(layout: SectionLayout, top: int, high: int) -> None:
    bottom = top + high
    first, last = layout.rows_between(top, bottom)
    walked = [row for row in range(layout.count) if touches(layout.rect_of(row), 0, top, 10_000, bottom)]
    assert list(range(first, last + 1)) == walked
    sections = [number for number, _box in layout.headings_between(top, bottom)]
    every = layout.headings_between(-100, layout.height + 100)
    assert sections == [number for number, box in every if touches(box, 0, top, 10_000, bottom)]
    if layout.heading_height:
        assert [number for number, _box in every] == list(
            range(len({layout.section_of(r) for r in range(layout.count)}))
        )


@given(layouts, st.data())
def test_keyboard_reaches_every_item_and_stays_inside(layout: SectionLayout, data: st.DataObject) -> None:
    if not layout.count:
        assert layout.row_after(0, Move.DOWN, 500) == -1
        return
    row = data.draw(st.integers(0, layout.count - 1))
    for move in Move:
        assert 0 <= layout.row_after(row, move, 500) < layout.count
    assert layout.row_after(row, Move.RIGHT, 500) == min(row + 1, layout.count - 1)
    down = layout.row_after(row, Move.DOWN, 500)
    box, below = layout.rect_of(row), layout.rect_of(down)
    if down != row:
        assert below.y > box.y
        assert below.x <= box.x
        # No line is jumped over.
        assert not [other for other in range(row, down) if box.y < layout.rect_of(other).y < below.y]
    up = layout.row_after(row, Move.UP, 500)
    assert up == row or layout.rect_of(up).y < box.y


def test_hundred_thousand_items_cost_what_the_sections_cost() -> None:
    layout = SectionLayout([100_000], GridMeasures(width=1200, tile_width=200))
    box = layout.rect_of(99_999)
    assert layout.row_at(box.x + 5, box.y + 5) == 99_999
    assert layout.row_after(0, Move.END, 500) == 99_999
    assert layout.columns == 5
