# SPDX-License-Identifier: GPL-3.0-or-later
"""The Forms page: a tab for each part, made when it is looked at."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.context import AppContext
from ui.pages.forms.page import FormsPage


def test_a_tab_is_made_when_it_is_looked_at(context: AppContext, qtbot: QtBot) -> None:
    page = FormsPage(context)
    qtbot.addWidget(page)
    assert page.tabs.tabText(0) == "Rounds"
    assert page.tabs.widget(0).layout().isEmpty()
    page.show()
    assert page.tabs.widget(0).layout().itemAt(0).widget() is page.rounds
    assert page.focusProxy() is page.rounds
