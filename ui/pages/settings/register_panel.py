# SPDX-License-Identifier: GPL-3.0-or-later
"""The register itself: where it lies, how much is in it, and opening another."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.open_register import choose_register
from ui.places import default_register_path
from ui.style.icons import icon
from ui.style.spacing import READABLE_WIDTH, L, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, format_size


class RegisterPanel(QWidget):
    """Shows and opens; changes nothing."""

    register_chosen = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._path = context.workspace.path
        self.path = QLabel(str(self._path))
        self.path.setWordWrap(True)
        self.path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.people, self.photos, self.size = QLabel(), QLabel(), QLabel()
        self.folder = QPushButton(icon("folder"), _("Open its folder"))
        self.other = QPushButton(icon("file"), _("Open another register…"))
        self.own = QPushButton(icon("school"), _("Open my school’s register"))
        form = QFormLayout()
        form.setVerticalSpacing(S)
        form.addRow(_("File"), self.path)
        form.addRow(_("People"), self.people)
        form.addRow(_("Photos"), self.photos)
        form.addRow(_("Size"), self.size)
        note = QLabel(_("Everything is in this one file on this computer. Make a safety copy of it from time to time."))
        note.setWordWrap(True)
        note.setMaximumWidth(READABLE_WIDTH)
        set_kind(note, "muted")
        buttons = QHBoxLayout()
        for button in (self.folder, self.other, self.own):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addLayout(form)
        layout.addWidget(note)
        layout.addLayout(buttons)
        layout.addStretch(1)
        self.own.setVisible(self._path != default_register_path())
        self.folder.clicked.connect(self._on_folder)
        self.other.clicked.connect(self._on_other)
        self.own.clicked.connect(lambda: self.register_chosen.emit(default_register_path()))
        self._load()

    def _load(self) -> None:
        def count(workspace: Workspace, _progress: Progress) -> tuple[int, int, int]:
            return len(workspace.people.list_people()), workspace.media.count_items(), workspace.path.stat().st_size

        self._context.jobs.run_query(count, success=self._on_counted, owner=self)

    def _on_counted(self, counts: tuple[int, int, int]) -> None:
        people, photos, size = counts
        self.people.setText(format_number(people))
        self.photos.setText(format_number(photos))
        self.size.setText(format_size(size))

    def _on_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))

    def _on_other(self) -> None:
        path = choose_register(self._path, self)
        if path is not None and path != self._path:
            self.register_chosen.emit(path)
