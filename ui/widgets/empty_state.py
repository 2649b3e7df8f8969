# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands where nothing is yet: what this place is for, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.style.icons import icon, pixmap
from ui.style.spacing import ICON_LARGE, READABLE_WIDTH, XL, M, S
from ui.style.theme import set_kind


class EmptyState(QWidget):
    """An icon, a title, a sentence and room for buttons (`add_button`)."""

    def __init__(self, icon_name: str, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._mark.setPixmap(pixmap(icon_name, ICON_LARGE, "muted", self.devicePixelRatioF()))
        self._title = QLabel(title)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_kind(self._title, "heading")
        self._sentence = QLabel(sentence)
        self._sentence.setWordWrap(True)
        self._sentence.setMaximumWidth(READABLE_WIDTH)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_kind(self._sentence, "muted")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(S)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, XL, XL, XL)
        layout.setSpacing(M)
        layout.addStretch(1)
        layout.addWidget(self._mark)
        layout.addWidget(self._title)
        across = QHBoxLayout()  # an aligned label would get the height of a single line
        across.addStretch(1)
        across.addWidget(self._sentence, 100)
        across.addStretch(1)
        layout.addLayout(across)
        layout.addLayout(self._buttons)
        layout.addStretch(2)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def set_text(self, title: str, sentence: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def add_button(self, text: str, icon_name: str, *, is_primary: bool = False) -> QPushButton:
        """Add a button under the sentence and give it, to be connected."""
        button = QPushButton(icon(icon_name, "on_accent" if is_primary else "text"), text)
        if is_primary:
            set_kind(button, "primary")
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button
