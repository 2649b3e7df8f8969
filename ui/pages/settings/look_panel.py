# SPDX-License-Identifier: GPL-3.0-or-later
"""Light or dark, and the language of the window."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from ui.context import AppContext
from ui.style.spacing import L, S
from ui.style.theme import ThemeChoice
from ui.texts import _, available_languages


class LookPanel(QWidget):
    """Takes effect at once, for this user on this computer."""

    language_changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.look = QComboBox()
        for choice, text in (
            (ThemeChoice.SYSTEM, _("As the computer has it")),
            (ThemeChoice.LIGHT, _("Light")),
            (ThemeChoice.DARK, _("Dark")),
        ):
            self.look.addItem(text, choice)
        self.look.setCurrentIndex(self.look.findData(context.settings.look))
        self.language = QComboBox()
        self.language.addItem(_("As the computer has it"), "")
        for code, name in available_languages():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(context.settings.language)))
        form = QFormLayout(self)
        form.setContentsMargins(L, L, L, L)
        form.setVerticalSpacing(S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow(_("&Colours"), self.look)
        form.addRow(_("&Language"), self.language)
        self.look.activated.connect(self._on_look)
        self.language.activated.connect(self._on_language)

    def _on_look(self) -> None:
        choice = ThemeChoice(self.look.currentData())
        self._context.settings.look = choice
        self._context.theme.set_choice(choice)

    def _on_language(self) -> None:
        self._context.settings.language = str(self.language.currentData())
        self.language_changed.emit()
