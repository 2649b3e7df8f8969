# SPDX-License-Identifier: GPL-3.0-or-later
"""The Records page: what was done, and whether it is still as it was recorded. Each part in a tab of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from ui.context import AppContext
from ui.pages.records.check_tab import CheckTab
from ui.pages.records.leavers_tab import LeaversTab
from ui.pages.records.log_tab import LogTab
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _, pgettext


class RecordsPage(QWidget):
    """For whoever has to show what was agreed, and that nobody changed it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(_("Records"))
        set_kind(title, "title")
        self.log = LogTab(context)
        self.check = CheckTab(context)
        self.leavers = LeaversTab(context)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(_("Records"))
        for tab, icon_name, text in (
            (self.log, "history", _("Log")),
            (self.check, "shield", pgettext("records", "Check")),
            (self.leavers, "person", _("Leavers")),
        ):
            self.tabs.addTab(tab, icon(icon_name), text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(title)
        layout.addWidget(self.tabs, 1)

    def show_leavers(self) -> None:
        """Show who left long ago."""
        self.tabs.setCurrentWidget(self.leavers)
