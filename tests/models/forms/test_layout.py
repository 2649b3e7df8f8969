# SPDX-License-Identifier: GPL-3.0-or-later
"""Every sheet that can be made keeps the distances that printing and reading rely on."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BugError
from models.forms.layout import (
    BOX_SIDE,
    EDGE,
    FRAME_WHITE,
    KINDS,
    MARK_WHITE,
    MAX_ROWS,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    TEMPLATES,
    Rect,
    SheetLayout,
    choose_template,
    lay_out_sheet,
    quiet_zone,
)
from models.terms import MediaKind

SHEETS = st.sampled_from(sorted(TEMPLATES)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.lists(
            st.lists(st.sampled_from(KINDS), unique=True, min_size=1), min_size=1, max_size=TEMPLATES[name].max_rows
        ),
        st.sampled_from((1, 2)),
    )
)


def text_places(layout: SheetLayout) -> list[Rect]:
    """Every place where words are printed."""
    labels = [row.label for row in layout.rows]
    return [
        *(layout.code, layout.school, layout.title, layout.person, layout.body, layout.instruction),
        *(layout.header, *labels, layout.signature_caption, *layout.signatures, layout.footer),
    ]


@given(SHEETS)
def test_nothing_touches_anything_else(sheet: tuple[str, list[list[MediaKind]], int]) -> None:
    layout = lay_out_sheet(*sheet)
    page = Rect(0, 0, PAGE_WIDTH, PAGE_HEIGHT).grown(-EDGE)
    texts = text_places(layout)
    frames = [box.frame.grown(FRAME_WHITE) for box in layout.boxes]
    marks = [mark.grown(MARK_WHITE) for mark in layout.corner_marks]
    for place in (*texts, *frames, *layout.corner_marks, quiet_zone(layout.symbol)):
        assert page.contains(place)
    for one, other in combinations(texts, 2):
        assert not one.overlaps(other), (one, other)
    for guarded in (*frames, *marks, quiet_zone(layout.symbol)):
        for place in texts:
            assert not guarded.overlaps(place), (guarded, place)
    inked = [*(box.frame for box in layout.boxes), *layout.corner_marks, layout.symbol]
    guarded_areas = [*frames, *marks, quiet_zone(layout.symbol)]
    for index, guarded in enumerate(guarded_areas):  # two white borders may share their white, not their ink
        for number, ink in enumerate(inked):
            assert index == number or not guarded.overlaps(ink), (guarded, ink)


@given(SHEETS)
def test_what_is_read_keeps_clear_of_holes_and_rules(sheet: tuple[str, list[list[MediaKind]], int]) -> None:
    layout = lay_out_sheet(*sheet)
    for box in layout.boxes:
        assert (box.frame.w, box.frame.h) == (BOX_SIDE, BOX_SIDE)
        assert box.frame.x >= 20
        assert box.frame.right <= PAGE_WIDTH - 20
        row = layout.rows[box.row]
        middle = box.frame.center[1]
        assert min(middle - row.area.y, row.area.bottom - middle) >= 5.5
    assert len(layout.boxes) == 2 * sum(len(kinds) for kinds in sheet[1])
    for block in layout.signatures:
        assert block.y - layout.rows[-1].area.bottom >= 10 - 1e-9
        assert block.h == 22


@given(SHEETS)
def test_yes_stands_left_of_no_at_the_same_height(sheet: tuple[str, list[list[MediaKind]], int]) -> None:
    layout = lay_out_sheet(*sheet)
    for index, kinds in enumerate(sheet[1]):
        for kind in kinds:
            yes, no = (layout.box(index, kind, is_yes=is_yes).frame for is_yes in (True, False))
            assert no.x - yes.x == pytest.approx(14)
            assert no.y == yes.y


def test_the_numbers_that_forms_in_drawers_rely_on() -> None:
    """A printed form is read with these: a change of any needs a template with a new name."""
    layout = lay_out_sheet("a4-1-roomy", [KINDS] * 2, 2)
    assert [(mark.x, mark.y) for mark in layout.corner_marks] == [(12, 12), (192, 12), (12, 279), (192, 279)]
    assert (layout.symbol.x, layout.symbol.y, layout.symbol.w) == (165, 22, 22)
    first = layout.box(0, MediaKind.PHOTO, is_yes=True).frame
    last = layout.box(1, MediaKind.SOUND, is_yes=False).frame
    assert (first.x, first.y) == pytest.approx((93.5, 166.25))
    assert (last.x, last.y) == pytest.approx((175.5, 177.75))
    dense = lay_out_sheet("a4-1-dense", [KINDS] * 9, 1)
    assert dense.box(8, MediaKind.FILM, is_yes=True).frame.y == pytest.approx(232.25)


def test_a_table_gets_the_template_that_takes_it() -> None:
    assert [getattr(choose_template(rows), "name", None) for rows in (1, 6, 7, 9, 10)] == [
        *("a4-1-roomy", "a4-1-roomy", "a4-1-dense", "a4-1-dense", None)
    ]
    assert choose_template(9, 1) is None
    assert MAX_ROWS == 9


def test_what_no_template_describes_is_a_mistake() -> None:
    for name, rows, signatures in (("a5", 1, 1), ("a4-1-roomy", 7, 1), ("a4-1-roomy", 1, 3)):
        with pytest.raises(BugError):
            lay_out_sheet(name, [KINDS] * rows, signatures)
    with pytest.raises(BugError):
        lay_out_sheet("a4-1-roomy", [[MediaKind.PHOTO]], 1).box(0, MediaKind.FILM, is_yes=True)
