# SPDX-License-Identifier: GPL-3.0-or-later
"""A choice of the language that somebody is written to in; any language tag can be typed."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from models.errors import ErrorCode, KnownError
from ui.style.language_labels import is_language_code, language_name, offered_languages
from ui.texts import _


class LanguageBox(QComboBox):
    """Languages by their own names; the first line is for no language of one's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(_("Language of letters"))
        self.addItem(_("As usual at this school"), "")
        for code in offered_languages():
            self.addItem(language_name(code), code)

    def set_code(self, code: str) -> None:
        """Show a language; one that is not offered is shown as its tag."""
        place = self.findData(code)
        self.setCurrentIndex(place)
        if place < 0:
            self.setEditText(code)

    def code(self) -> str:
        """The language's tag; empty for none. Raises ``VALUE_NOT_ALLOWED`` for what is no language tag."""
        typed = self.currentText().strip()
        place = self.findText(typed)
        code = str(self.itemData(place)) if place >= 0 else typed
        if code and not is_language_code(code):
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="language")
        return code
