# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of a purpose, one for each language; the school adds whatever language its people read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.style.icons import icon
from ui.style.language_labels import is_language_code, is_right_to_left, language_name, offered_languages
from ui.style.spacing import S
from ui.style.theme import set_kind
from ui.texts import _

_FIRST = ("nl", "en")
_HEIGHT = 92
_TAB = 48


class WordingEditor(QWidget):
    """A tab for each language with the text that people read in it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes: list[str] = []
        self._known: dict[str, str] = {}
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Texts by language"))
        self.tabs.setMinimumHeight(_HEIGHT + _TAB)
        self.language = QComboBox()
        self.language.setEditable(True)
        self.language.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.language.setAccessibleName(_("Language to add"))
        self.language.lineEdit().setPlaceholderText(_("Choose a language, or type a code such as ku"))
        self.add = QPushButton(icon("add"), _("Add language"))
        self.problem = QLabel()
        set_kind(self.problem, "small")
        self.problem.setWordWrap(True)
        self.problem.hide()
        row = QHBoxLayout()
        row.addWidget(self.language, 1)
        row.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.tabs)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        self.add.clicked.connect(self._on_add)
        for code in _FIRST:
            self._add_tab(code, "")
        self._offer()

    def set_texts(self, texts: tuple[tuple[str, str], ...]) -> None:
        """Show these texts; Dutch and English are always there."""
        self._known = dict(texts)
        for code, text in texts:
            if code in self._codes:
                self.field(code).setPlainText(text)
            else:
                self._add_tab(code, text)
        self._offer()

    def field(self, code: str) -> QPlainTextEdit:
        """The field of a language that is there."""
        widget = self.tabs.widget(self._codes.index(code))
        assert isinstance(widget, QPlainTextEdit)
        return widget

    def texts(self) -> tuple[tuple[str, str], ...]:
        """What is filled in; a language that was emptied comes with an empty text."""
        found = ((code, self.field(code).toPlainText().strip()) for code in self._codes)
        return tuple((code, text) for code, text in found if text or self._known.get(code))

    def _add_tab(self, code: str, text: str) -> None:
        field = QPlainTextEdit(text)
        field.setMinimumHeight(_HEIGHT)
        field.setTabChangesFocus(True)
        field.setAccessibleName(_("Question in {language}").format(language=language_name(code)))
        if is_right_to_left(code):
            field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        field.textChanged.connect(self.changed)
        self._codes.append(code)
        self.tabs.addTab(field, language_name(code))

    def _offer(self) -> None:
        self.language.clear()
        for code in offered_languages():
            if code not in self._codes:
                self.language.addItem(language_name(code), code)
        self.language.setCurrentIndex(-1)
        self.language.clearEditText()

    def _on_add(self) -> None:
        typed = self.language.currentText().strip()
        place = self.language.findText(typed)
        code = str(self.language.itemData(place)) if place >= 0 else typed
        self.problem.setVisible(not is_language_code(code))
        if not is_language_code(code):
            self.problem.setText(_("Choose a language from the list, or type its code, such as tr or pl."))
            return
        if code not in self._codes:
            self._add_tab(code, "")
            self._offer()
        self.tabs.setCurrentIndex(self._codes.index(code))
        self.field(code).setFocus()
