# SPDX-License-Identifier: GPL-3.0-or-later
"""Several lines of news in the room of one: folded under their number until somebody wants to read them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.style.icons import icon
from ui.style.spacing import M
from ui.style.theme import set_kind
from ui.texts import ngettext
from ui.widgets.banner import Banner


class NoticeFold(QWidget):
    """Shows a single notice as it is; of more the number, and all of them once its button is pressed."""

    def __init__(self, notices: Sequence[Banner], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices = tuple(notices)
        self._line = QFrame()
        set_kind(self._line, "banner")
        self.toggle = QPushButton()
        set_kind(self.toggle, "quiet")
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._arrange)
        line = QHBoxLayout(self._line)
        line.setContentsMargins(M, 0, M, 0)
        line.addWidget(self.toggle)
        line.addStretch(1)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        for notice in self._notices:
            body.addWidget(notice)
            notice.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._line)
        layout.addWidget(self._body)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """A notice came or went."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._arrange()
        return False

    def _arrange(self) -> None:
        there = [notice for notice in self._notices if not notice.isHidden()]
        is_many = len(there) > 1
        if not is_many and self.toggle.isChecked():
            self.toggle.setChecked(False)  # arranges once more
            return
        self.toggle.setText(ngettext("{count} suggestion", "{count} suggestions", len(there)).format(count=len(there)))
        self.toggle.setIcon(icon("up" if self.toggle.isChecked() else "down"))
        said = "\n".join(notice.accessibleName() for notice in there)
        self.toggle.setToolTip(said)
        self.toggle.setAccessibleDescription(said)
        self._line.setVisible(is_many)
        self._body.setVisible(bool(there) and (not is_many or self.toggle.isChecked()))
