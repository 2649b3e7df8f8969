# SPDX-License-Identifier: GPL-3.0-or-later
"""What dialogs share that bring a list in: it is chosen, dropped or pasted, looked at, and taken with one button."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.errors import KnownError
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons


@dataclass(frozen=True, slots=True)
class ListSource:
    """Which files are offered, from the folder that was used last, and how one is read (in a job)."""

    title: str
    kinds: str
    """The files on offer, as a file dialog names them."""
    folder_key: str
    load: Callable[[Path], bytes]
    takes_text: bool
    """Whether the list may be pasted too."""


class BringInDialog(QDialog):
    """Keeps steps, problem line and buttons."""

    given = Signal(object)
    """The bytes of a file that was read, or the text that was pasted."""
    imported = Signal(str)
    """A sentence about what was done."""

    def __init__(
        self, context: AppContext, title: str, verb: str, source: ListSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._list_source = source
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.choose = QPushButton(icon("file", "on_accent"), _("Choose a file…"))
        set_kind(self.choose, "primary")
        self.choose.clicked.connect(self._on_choose)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Pasted list"))
        self.text.setPlaceholderText(_("Or paste the list here: copy the rows in Excel or your school system first."))
        self.steps = QStackedWidget()
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        set_kind(self.problem, "heading")
        self.problem.hide()
        self.back = QPushButton(icon("back"), _("Back"))
        self.buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.rejected.connect(self.reject)
        self.bring_in = self.buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.bring_in, "primary")

    def read_file(self, path: Path) -> None:
        """Read a file and go on with what is in it."""

        def load(_workspace: Workspace, _progress: Progress) -> bytes:
            return self._list_source.load(path)

        self._context.jobs.run_query(load, success=self.given.emit, failure=self._show_problem, owner=self, key="file")

    def paste_text(self, text: str) -> None:
        """Show a pasted text, and go on with it where there is any."""
        self.text.setPlainText(text)
        if text.strip():
            self.given.emit(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped, and a text where one may be pasted."""
        if event.mimeData().hasUrls() or (self._list_source.takes_text and event.mimeData().hasText()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.read_file(paths[0])
        elif self._list_source.takes_text:
            self.paste_text(event.mimeData().text())

    def _lay_out_steps(self, steps: Iterable[QWidget], foot: QLayout, *below: QWidget) -> None:
        """The steps, what stands ``below`` every one of them, the line for a problem, and the foot with the buttons."""
        for step in steps:
            self.steps.addWidget(step)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.steps, 1)
        for widget in (*below, self.problem):
            layout.addWidget(widget)
        layout.addLayout(foot)

    def _show_problem(self, error: KnownError) -> None:
        self.problem.setText(error_sentence(error))
        self.problem.show()

    def _on_choose(self) -> None:
        source, settings = self._list_source, self._context.settings
        kinds = f"{source.kinds};;{_('All files')} (*)"
        name, _chosen = QFileDialog.getOpenFileName(self, source.title, settings.text(source.folder_key), kinds)
        if name:
            settings.put_text(source.folder_key, str(Path(name).parent))
            self.read_file(Path(name))
