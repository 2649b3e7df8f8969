# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices folded under their number."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.banner import Banner
from ui.widgets.notice_fold import NoticeFold


@pytest.fixture
def fold(qtbot: QtBot) -> NoticeFold:
    made = NoticeFold([Banner() for _one in range(3)])
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def notices(fold: NoticeFold) -> list[Banner]:
    return list(fold.findChildren(Banner))


def shown(fold: NoticeFold) -> list[bool]:
    return [one.isVisible() for one in notices(fold)]


def test_one_notice_is_there_as_it_is(fold: NoticeFold, qtbot: QtBot) -> None:
    assert fold.sizeHint().height() == 0
    notices(fold)[1].show_message("Two photos were seen before.", seconds=0)
    qtbot.waitUntil(lambda: shown(fold) == [False, True, False])
    assert not fold.toggle.isVisible()


def test_several_share_one_line_until_somebody_wants_them(fold: NoticeFold, qtbot: QtBot) -> None:
    first, second, third = notices(fold)
    first.show_message("First.", seconds=0)
    one = fold.sizeHint().height()
    second.show_message("Second.", seconds=0)
    third.show_message("Third.", seconds=0)
    qtbot.waitUntil(fold.toggle.isVisible)
    assert shown(fold) == [False, False, False]
    assert fold.sizeHint().height() <= one
    assert fold.toggle.text() == "3 suggestions"
    assert fold.toggle.accessibleDescription() == "First.\nSecond.\nThird."
    fold.toggle.setFocus()
    qtbot.keyClick(fold.toggle, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown(fold) == [True, True, True])
    first.hide()
    qtbot.waitUntil(lambda: fold.toggle.text() == "2 suggestions")
    assert shown(fold) == [False, True, True]


def test_the_last_one_left_needs_no_fold_and_the_next_comes_folded(fold: NoticeFold, qtbot: QtBot) -> None:
    first, second, _third = notices(fold)
    for one in (first, second):
        one.show_message("News.", seconds=0)
    qtbot.waitUntil(fold.toggle.isVisible)
    fold.toggle.click()
    second.hide()
    qtbot.waitUntil(lambda: shown(fold) == [True, False, False])
    assert not fold.toggle.isVisible()
    second.show_message("Again.", seconds=0)
    qtbot.waitUntil(lambda: shown(fold) == [False, False, False])
    assert not fold.toggle.isChecked()
