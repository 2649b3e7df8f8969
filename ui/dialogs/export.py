# SPDX-License-Identifier: GPL-3.0-or-later
"""Exporting clean copies: how many, for which purpose, where to, how large; then what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDate, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
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
from models.consent.purposes import PurposeRow
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.publishing.clean_copy import make_clean_picture
from models.publishing.exports import ExportOutcome, ExportRequest, PlannedCopy, PreparedExport
from models.terms import CopyFormat, CoverKind, Verdict
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.style import labels
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.fitted_picture import fitted_pixmap

_EDGES = (0, 2048, 1600, 1080)
_PREVIEW = 360


class ExportDialog(QDialog):
    """Plans while it is open, makes copies in the background, and tells the outcome in place."""

    def __init__(
        self,
        context: AppContext,
        item_ids: Sequence[int],
        purposes: Sequence[PurposeRow],
        purpose_id: int,
        *,
        cover: bool = False,
        total: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``total`` is the number of photos to speak of, where items that cannot be exported were left out."""
        super().__init__(parent)
        self._context = context
        self._item_ids = tuple(item_ids)
        self._total = total if total is not None else len(self._item_ids)
        self._is_recording = False
        self._refused_before: set[int] = set()
        self._purposes = {purpose.id: purpose for purpose in purposes}
        self._job: Job[PreparedExport] | None = None
        self._plan: tuple[PlannedCopy, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Export clean copies"))
        self.setMinimumWidth(560)
        self._make_fields(purpose_id, cover=cover)
        self._build()
        self._replan()

    def _make_fields(self, purpose_id: int, *, cover: bool) -> None:
        settings = self._context.settings
        self.purpose = QComboBox()
        for purpose in self._purposes.values():
            self.purpose.addItem(purpose.name, purpose.id)
        self.purpose.setCurrentIndex(self.purpose.findData(purpose_id))
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        set_kind(self.summary, "heading")
        self.cover = QCheckBox()
        self.cover.setChecked(cover)
        self.cover_kind = QComboBox()
        for kind in CoverKind:
            self.cover_kind.addItem(labels.cover_kind_label(kind), kind)
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName(_("Preview of a covered copy"))
        self.preview.hide()
        self.folder = QLineEdit(settings.text("export/folder"))
        self.choose = QPushButton(icon("folder"), _("Choose…"))
        self.place = QLineEdit()
        self.place.setPlaceholderText(_("For example a web address, or the issue and page"))
        self.day = QDateEdit(QDate.currentDate())
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy")
        today = self._context.workspace.clock.today()
        self.day.setDate(QDate(today.year, today.month, today.day))
        self.edge = QComboBox()
        self.copy_format = QComboBox()
        for one in CopyFormat:
            self.copy_format.addItem(labels.copy_format_label(one), one)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.hide()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress of the export"))
        self.progress.hide()
        self._fill_edges()

    def _build(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(self.choose)
        form = QFormLayout()
        form.setVerticalSpacing(S)
        form.addRow(_("&For"), self.purpose)
        folder = QLabel(_("Save in &folder"))
        folder.setBuddy(self.folder)
        form.addRow(folder, where)
        form.addRow(_("&Where it can be seen"), self.place)
        form.addRow(_("&Day it goes out"), self.day)
        form.addRow(_("&Longest side"), self.edge)
        form.addRow(_("File &type"), self.copy_format)
        covering = QHBoxLayout()
        covering.addWidget(self.cover, 1)
        covering.addWidget(self.cover_kind)
        self.buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        self.start = self.buttons.addButton(_("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setIcon(icon("export", "on_accent"))
        set_kind(self.start, "primary")
        self.open_folder = self.buttons.addButton(_("Open the folder"), QDialogButtonBox.ButtonRole.ActionRole)
        self.open_folder.hide()
        note = QLabel(
            _(
                "Copies carry no place, no camera and no names, and their file names are neutral. Your own files "
                "stay as they are."
            )
        )
        note.setWordWrap(True)
        set_kind(note, "muted")
        layout = QVBoxLayout(self)
        layout.setSpacing(M)
        layout.addWidget(self.summary)
        layout.addLayout(form)
        layout.addLayout(covering)
        layout.addWidget(self.preview)
        layout.addWidget(note)
        layout.addWidget(self.progress)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)
        self.choose.setAccessibleName(_("Choose a folder for the copies"))
        self.cover_kind.setAccessibleName(_("How people are covered"))
        self.purpose.currentIndexChanged.connect(self._on_purpose_changed)
        self.cover.toggled.connect(self._show_plan)
        self.cover_kind.currentIndexChanged.connect(self._show_preview)
        self.choose.clicked.connect(self._on_choose)
        self.folder.textChanged.connect(self._show_plan)
        self.start.clicked.connect(self._on_start)
        self.open_folder.clicked.connect(self._on_open_folder)
        self.buttons.rejected.connect(self.reject)

    def _fill_edges(self) -> None:
        own = self._purposes[self.purpose.currentData()].copy_max_pixels
        self.edge.clear()
        for pixels in sorted({*_EDGES, own or 0}, key=lambda one: -(one or 10**6)):
            text = _("{pixels} pixels").format(pixels=pixels) if pixels else _("As large as the photo")
            self.edge.addItem(text, pixels)
        self.edge.setCurrentIndex(self.edge.findData(own or 0))

    def _request(self) -> ExportRequest:
        pixels = int(self.edge.currentData() or 0)
        return ExportRequest(
            item_ids=self._item_ids,
            purpose_id=int(self.purpose.currentData()),
            folder=Path(self.folder.text().strip()),
            place=self.place.text(),
            published_on=self.day.date().toPython(),
            longest_edge=pixels or 10**6,
            copy_format=CopyFormat(self.copy_format.currentData()),
            cover_people=self.cover.isChecked(),
            cover_kind=CoverKind(self.cover_kind.currentData()),
        )

    def _on_purpose_changed(self) -> None:
        self._fill_edges()
        self._replan()

    def _replan(self) -> None:
        request = self._request()
        covering = ExportRequest(request.item_ids, request.purpose_id, request.folder, cover_people=True)

        def plan(workspace: Workspace, _progress: Progress) -> tuple[PlannedCopy, ...]:
            return workspace.exports.plan(covering)

        self._context.jobs.run_query(plan, success=self._on_planned, owner=self, key="plan")

    def _on_planned(self, plan: tuple[PlannedCopy, ...]) -> None:
        self._plan = plan
        covered = self._covered()
        self.cover.setText(
            ngettext(
                "Also the {count} photo that is ready after covering",
                "Also the {count} photos that are ready after covering",
                len(covered),
            ).format(count=len(covered))
        )
        self.cover.setVisible(bool(covered))
        self._show_plan()

    def _covered(self) -> list[PlannedCopy]:
        return [one for one in self._plan if one.covered and not one.refused]

    def _show_plan(self) -> None:
        ready = sum(one.verdict is Verdict.READY for one in self._plan)
        count = ready + (len(self._covered()) if self.cover.isChecked() else 0)
        total = self._total
        self.summary.setText(
            ngettext(
                "{count} of {total} photos will be exported", "{count} of {total} photos will be exported", count
            ).format(count=count, total=total)
        )
        self.cover_kind.setVisible(bool(self._covered()) and self.cover.isChecked())
        self.start.setEnabled(count > 0 and not self._is_busy)
        self._show_preview()

    def _show_preview(self) -> None:
        covered = self._covered()
        if not covered or not self.cover.isChecked():
            self.preview.hide()
            return
        one, kind = covered[0], CoverKind(self.cover_kind.currentData())

        def draw(workspace: Workspace, _progress: Progress) -> QImage:
            source = workspace.media.file_of(one.item_id)
            picture = make_clean_picture(source, longest_edge=_PREVIEW * 2, covers=one.boxes, cover_kind=kind).convert(
                "RGB"
            )
            data = picture.tobytes()
            image = QImage(data, picture.width, picture.height, picture.width * 3, QImage.Format.Format_RGB888)
            return image.copy()

        def drawn(image: QImage) -> None:
            room = QSize(_PREVIEW, _PREVIEW * 2 // 3)
            self.preview.setPixmap(fitted_pixmap(image, room, self.devicePixelRatioF()))
            self.preview.show()

        def failed(_error: KnownError) -> None:
            self.preview.hide()

        self._context.jobs.run_query(draw, success=drawn, failure=failed, owner=self, key="preview")

    def _on_choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder for the copies"), self.folder.text())
        if name:
            self.folder.setText(name)

    @property
    def _is_busy(self) -> bool:
        return self._job is not None or self._is_recording

    def reject(self) -> None:
        """Close; while copies are being made, stop that first. The copies made so far are removed then."""
        if self._job is not None:
            self._job.cancel()
        elif not self._is_recording:
            super().reject()

    def _on_start(self) -> None:
        if not self.folder.text().strip():
            self._on_choose()
        if not self.folder.text().strip():
            return
        request = self._request()
        self._context.settings.put_text("export/folder", self.folder.text())
        self.message.hide()
        self.progress.setRange(0, 0)
        self.progress.show()

        def prepare(workspace: Workspace, progress: Progress) -> PreparedExport:
            return workspace.exports.prepare(request, progress)

        self._job = self._context.jobs.run_task(
            prepare,
            label=_("Exporting"),
            success=self._on_prepared,
            failure=self._on_failed,
            progress=self._on_progress,
            owner=self,
        )
        self.start.setEnabled(False)

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _on_prepared(self, prepared: PreparedExport) -> None:
        self._job, self._is_recording = None, True
        self._refused_before = {plan.item_id for plan in prepared.refused}
        self._context.jobs.run_change(
            lambda workspace, _progress: workspace.exports.record(prepared),
            success=self._on_recorded,
            failure=self._on_failed,
            owner=self,
        )

    def _on_recorded(self, change: Change[ExportOutcome]) -> None:
        outcome = change.value
        self._is_recording = False
        self.progress.hide()
        count = len(outcome.copies)
        text = ngettext(
            "{count} clean copy is in the folder, and recorded as published.",
            "{count} clean copies are in the folder, and recorded as published.",
            count,
        )
        lines = [text.format(count=count) if count else _("No copy was made.")]
        changed = {item for item, _verdict in outcome.refused} - self._refused_before
        if changed:
            text = ngettext(
                "An answer changed meanwhile: {count} photo is not ready any more, and was left out.",
                "Answers changed meanwhile: {count} photos are not ready any more, and were left out.",
                len(changed),
            )
            lines.append(text.format(count=len(changed)))
        codes = {code for _item, code in outcome.failed}
        lines += [error_sentence(KnownError(code)) for code in sorted(codes)]
        self._tell("\n".join(lines))
        self.start.hide()
        self.open_folder.setVisible(count > 0)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Close"))

    def _on_failed(self, error: KnownError) -> None:
        self._job, self._is_recording = None, False
        self.progress.hide()
        if error.code is ErrorCode.CANCELLED:
            self._tell(_("Stopped. No copies were kept."))
        else:
            self._tell(error_sentence(error))
        self._show_plan()

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.setAccessibleName(text)
        self.message.show()

    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text()))
