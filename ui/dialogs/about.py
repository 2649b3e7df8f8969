# SPDX-License-Identifier: GPL-3.0-or-later
"""What this program is, which version, and under which terms."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.version import VERSION
from ui.style.icons import APP_ICON, pixmap
from ui.style.spacing import XL, L, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons

_ICON_SIDE = 64


class AboutDialog(QDialog):
    """Name, version, purpose and licence; the licences of what is built in can be read, the versions copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("About Beeldakkoord"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, XL, XL, L)
        layout.setSpacing(L)
        layout.addLayout(self._head())
        for text in (
            _(
                "Beeldakkoord helps a school to publish photos with an easy mind: it knows who agreed to what, and "
                "says for each photo where it may go."
            ),
            _(
                "It is free software. You may use it, share it and change it under the GNU General Public License, "
                "version 3 or later. It comes without any warranty."
            ),
            _("Everything stays on this computer. Nothing is sent anywhere."),
        ):
            layout.addWidget(_paragraph(text))
        self.licences = QPlainTextEdit()
        self.licences.setReadOnly(True)
        self.licences.setAccessibleName(_("Licences"))
        self.licences.setMinimumHeight(240)
        self.licences.hide()
        layout.addWidget(self.licences, 1)
        layout.addWidget(self._buttons())
        self.setMinimumWidth(520)

    def _head(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(pixmap(APP_ICON, _ICON_SIDE, "text", self.devicePixelRatioF()))
        name = QLabel(_("Beeldakkoord"))
        set_kind(name, "title")
        version = QLabel(_("Version {version}").format(version=VERSION))
        set_kind(version, "muted")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(name)
        names.addWidget(version)
        names.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(L)
        head.addWidget(picture)
        head.addLayout(names, 1)
        return head

    def _buttons(self) -> QDialogButtonBox:
        buttons = DialogButtons()
        close = buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.licences_button = QPushButton(_("Read the licences"))
        self.licences_button.clicked.connect(self._on_licences)
        self.copy_button = QPushButton(_("Copy the versions"))
        self.copy_button.setToolTip(_("For a question about this program: which versions you use"))
        self.copy_button.clicked.connect(self._on_copy)
        for button in (self.licences_button, self.copy_button):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        close.setDefault(True)
        buttons.layout().setSpacing(S)
        return buttons

    def _on_licences(self) -> None:
        self.licences.setPlainText(read_licences())
        self.licences.setVisible(True)
        self.licences_button.setEnabled(False)
        self.licences.setFocus()
        self.resize(max(self.width(), 680), max(self.height(), 620))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(describe_versions())
        self.copy_button.setText(_("Copied"))


def describe_versions() -> str:
    """The versions that matter for a question about the program; nothing about the school or the user."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"Beeldakkoord {VERSION}\nPython {platform.python_version()}, Qt {pyside_version}\n{system}"


def read_licences() -> str:
    """The licence of the program, and in a built program those of everything built into it."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2]))
    texts = [
        path.read_text(encoding="utf-8", errors="replace")
        for path in (root / "LICENSE", root / "NOTICE.txt")
        if path.is_file()
    ]
    return "\n\n".join(texts) or "GNU General Public License v3.0 or later: https://www.gnu.org/licenses/gpl-3.0.html"


def _paragraph(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
