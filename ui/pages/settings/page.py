# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: each part in a tab of its own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from ui.context import AppContext
from ui.pages.settings.faces_panel import FacesPanel
from ui.pages.settings.folders_panel import FoldersPanel
from ui.pages.settings.look_panel import LookPanel
from ui.pages.settings.policy_panel import PolicyPanel
from ui.pages.settings.purposes_panel import PurposesPanel
from ui.pages.settings.register_panel import RegisterPanel
from ui.pages.settings.school_panel import SchoolPanel
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _


class SettingsPage(QWidget):
    """School, purposes, rules, look and language, and the register itself."""

    language_changed = Signal()
    register_chosen = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(_("Settings"))
        set_kind(title, "title")
        self.school = SchoolPanel(context)
        self.purposes = PurposesPanel(context)
        self.policy = PolicyPanel(context)
        self.faces = FacesPanel(context)
        self.look = LookPanel(context)
        self.folders = FoldersPanel(context)
        self.register = RegisterPanel(context)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(_("Settings"))
        for panel, icon_name, text in (
            (self.school, "school", _("School")),
            (self.purposes, "globe", _("Purposes")),
            (self.policy, "shield", _("Rules")),
            (self.folders, "folder", _("Folders")),
            (self.faces, "search", _("Faces")),
            (self.look, "sun", _("Look and language")),
            (self.register, "lock", _("Register")),
        ):
            self.tabs.addTab(panel, icon(icon_name), text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(title)
        layout.addWidget(self.tabs, 1)
        self.look.language_changed.connect(self.language_changed)
        self.register.register_chosen.connect(self.register_chosen)
