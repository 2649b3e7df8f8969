# SPDX-License-Identifier: GPL-3.0-or-later
"""Making somebody's dossier: what goes into it, where to; then the folder with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.publishing.dossier import DossierRequest, WrittenDossier
from models.publishing.dossier_facts import Dossier
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.documents.dossier import write_dossier_pdf
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext
from ui.widgets.dialog_buttons import DialogButtons

_FOLDER = "dossier/folder"


class DossierDialog(QDialog):
    """Tells what is in a dossier, makes it in the background, and leads to its folder."""

    def __init__(self, context: AppContext, person_id: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._person_id = context, person_id
        self._job: Job[Change[WrittenDossier]] | None = None
        self._made: Path | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Dossier of {name}").format(name=name))
        self.setMinimumWidth(560)
        about = _("A folder with everything on record about this person: to read, and for another system to take in.")
        self.about = QLabel(about)
        self.about.setWordWrap(True)
        self.contents = QLabel(_("Looking what there is…"))
        self.contents.setWordWrap(True)
        self.pictures = QCheckBox(_("With copies of the photos; everybody else in them is covered"))
        self.pictures.setChecked(True)
        self.left_out = QLabel()
        self.left_out.setWordWrap(True)
        set_kind(self.left_out, "small")
        self.left_out.hide()
        self.reason = QCheckBox(_("Also why this person is never shown"))
        self.reason.hide()
        self.folder = QLineEdit(context.settings.text(_FOLDER))
        self.choose = QPushButton(icon("folder"), _("Choose…"))
        self.choose.setAccessibleName(_("Choose a folder for the dossier"))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress of the dossier"))
        self.progress.hide()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.hide()
        self._build()
        context.jobs.run_query(self._collect, success=self._on_collected, failure=self._on_failed, owner=self)

    def _build(self) -> None:
        note = QLabel(
            _(
                "Read the remarks before you hand it over: a remark may say something about somebody else. No file or "
                "folder has a name in its name. That a dossier was made is put in the log."
            )
        )
        note.setWordWrap(True)
        set_kind(note, "muted")
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(self.choose)
        label = QLabel(_("Save in &folder"))
        label.setBuddy(self.folder)
        form = QFormLayout()
        form.setVerticalSpacing(S)
        form.addRow(label, where)
        self.buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        self.start = self.buttons.addButton(_("Make the dossier"), QDialogButtonBox.ButtonRole.ActionRole)
        self.start.setIcon(icon("export", "on_accent"))
        self.start.setDefault(True)
        self.start.setEnabled(False)
        set_kind(self.start, "primary")
        self.open_folder = self.buttons.addButton(_("Open the folder"), QDialogButtonBox.ButtonRole.ActionRole)
        self.open_folder.setIcon(icon("folder"))
        self.open_folder.hide()
        layout = QVBoxLayout(self)
        layout.setSpacing(M)
        for widget in (self.about, self.contents, self.pictures, self.left_out, self.reason):
            layout.addWidget(widget)
        layout.addLayout(form)
        for widget in (note, self.progress, self.message, self.buttons):
            layout.addWidget(widget)
        self.choose.clicked.connect(self._on_choose)
        self.start.clicked.connect(self._on_start)
        self.open_folder.clicked.connect(self._on_open_folder)
        self.buttons.rejected.connect(self.reject)

    def reject(self) -> None:
        """Close; while the dossier is being made, stop that first: nothing of it is left then."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()

    def _collect(self, workspace: Workspace, _progress: Progress) -> Dossier:
        return workspace.dossiers.collect(self._person_id)

    def _on_collected(self, dossier: Dossier) -> None:
        answers = len(dossier.answers) + len(dossier.answers_for_others)
        items, out = len(dossier.items), len(dossier.publications)
        parts = [
            ngettext("{count} answer", "{count} answers", answers).format(count=answers),
            ngettext("{count} photo or recording", "{count} photos and recordings", items).format(count=items),
            ngettext("{count} publication", "{count} publications", out).format(count=out),
            ngettext("{count} entry of the log", "{count} entries of the log", len(dossier.log)).format(
                count=len(dossier.log)
            ),
        ]
        self.contents.setText(" · ".join(parts))
        missing = sum(one.gap is not None for one in dossier.items)
        self.pictures.setEnabled(missing < items)
        self.pictures.setChecked(missing < items)
        if missing:
            self.left_out.setText(
                ngettext(
                    "{count} of them cannot be copied as it is; the dossier says why.",
                    "{count} of them cannot be copied as they are; the dossier says why.",
                    missing,
                ).format(count=missing)
            )
            self.left_out.show()
        self.reason.setVisible(dossier.own.is_protected)
        self.start.setEnabled(True)
        self._fit()

    def _on_choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder for the dossier"), self.folder.text())
        if name:
            self.folder.setText(name)

    def _on_start(self) -> None:
        if not self.folder.text().strip():
            self._on_choose()
        parent = self.folder.text().strip()
        if not parent or self._job is not None:
            return
        self._context.settings.put_text(_FOLDER, parent)
        with_pictures = self.pictures.isChecked() and self.pictures.isEnabled()
        with_reason = self.reason.isVisible() and self.reason.isChecked()
        request = DossierRequest(self._person_id, with_pictures=with_pictures, with_reason=with_reason)

        def write(workspace: Workspace, progress: Progress) -> Change[WrittenDossier]:
            return workspace.dossiers.write(request, Path(parent), write_dossier_pdf, progress)

        self.message.hide()
        self.progress.setRange(0, 0)
        self.progress.show()
        self.start.setEnabled(False)
        self._job = self._context.jobs.run_task(
            write,
            label=_("Making a dossier"),
            success=self._on_written,
            failure=self._on_failed,
            progress=self._on_progress,
            owner=self,
        )

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _on_written(self, change: Change[WrittenDossier]) -> None:
        self._job = None
        self._context.bus.broadcast(change.changes)
        self._made = change.value.folder
        self.progress.hide()
        self._tell(_("The dossier is in {path}").format(path=str(self._made)))
        self.start.hide()
        self.open_folder.show()
        self.open_folder.setFocus()
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Close"))

    def _on_failed(self, error: KnownError) -> None:
        self._job = None
        self.progress.hide()
        is_cancelled = error.code is ErrorCode.CANCELLED
        self._tell(_("Stopped. Nothing of the dossier was kept.") if is_cancelled else error_sentence(error))
        self.start.setEnabled(error.code is not ErrorCode.PERSON_UNKNOWN)

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.setAccessibleName(text)
        self.message.show()
        self._fit()

    def _fit(self) -> None:
        """Grow to what there is to read: a dialog does not by itself when a text gets longer."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.heightForWidth(self.width())))

    def _on_open_folder(self) -> None:
        if self._made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made)))
