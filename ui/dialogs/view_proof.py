# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at proof: first why, which goes into the log; then the text or picture, or a copy to open elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from models.changes import Change
from models.consent.evidence import EvidenceContent
from models.consent.evidence_text import read_email
from models.consent.evidence_types import EMAIL, PICTURES, TEXT, read_text, suffix_of
from models.errors import KnownError
from models.media.photo import load_upright
from models.progress import Progress
from models.terms import ViewReason
from models.workspace import Workspace
from ui.background.opened_copies import opened_copies
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.style.icons import icon
from ui.style.proof_labels import media_type_label, view_reason_label
from ui.texts import _, format_size, pgettext

_WIDTH = 560
_TEXT_HEIGHT = 480
_PICTURE = QSize(720, 620)
_LONGEST_EDGE = 1_600


@dataclass(frozen=True, slots=True)
class ShownProof:
    """What the dialog shows: a text or a picture, or neither where only another program can show it."""

    content: EvidenceContent
    text: str = ""
    picture: QImage | None = None


class ViewProofDialog(EntryDialog):
    """Two steps: why somebody looks, then the proof."""

    def __init__(self, context: AppContext, evidence_id: int, parent: QWidget | None = None) -> None:
        super().__init__(context, _("View proof"), _("Show it"), parent)
        self._evidence_id = evidence_id
        self._shown: ShownProof | None = None
        self.closes = False
        self.line = QLabel(_("Only look when you need to. That you looked, and why, is written in the log."))
        self.line.setWordWrap(True)
        self.line.setMinimumWidth(_WIDTH)
        self.reason = QComboBox()
        self.reason.setAccessibleName(_("Why do you look?"))
        self.reason.addItem(_("Choose why you look…"), None)
        for reason in ViewReason:
            self.reason.addItem(view_reason_label(reason), reason)
        self.reason.currentIndexChanged.connect(self._on_reason)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Text of the proof"))
        self.text.hide()
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.scroll = QScrollArea()
        self.scroll.setWidget(self.picture)
        self.scroll.setWidgetResizable(True)
        self.scroll.hide()
        for widget in (self.line, self.reason, self.text, self.scroll):
            self.body.addWidget(widget)
        self.open_copy = self.buttons.addButton(_("Open a copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.open_copy.setIcon(icon("eye"))
        self.open_copy.setToolTip(_("Opens in the program for such files. The copy is removed when you quit."))
        self.open_copy.clicked.connect(self._on_open_copy)
        self.open_copy.hide()
        self.save.setEnabled(False)

    def make_write(self) -> tuple[str, Write]:
        """Note that somebody looks, and read the proof."""
        evidence_id, reason = self._evidence_id, ViewReason(self.reason.currentData())

        def view(workspace: Workspace, _progress: Progress) -> Change[ShownProof]:
            change = workspace.evidence.view(evidence_id, reason)
            return Change(prepare(change.value), change.changes)

        return "", view

    def written(self, change: Change[Any]) -> None:
        """Show it."""
        shown: ShownProof = change.value
        self._shown = shown
        content = shown.content
        kind = _("{kind}, {size}").format(
            kind=media_type_label(content.media_type), size=format_size(len(content.content))
        )
        self.reason.hide()
        self.save.hide()
        self.open_copy.show()
        close = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        close.setText(_("Close"))
        if shown.text:
            self.line.setText(kind)
            self.text.setPlainText(shown.text)
            self.text.show()
            self.text.setFocus()
        elif shown.picture is not None:
            self.line.setText(kind)
            self._show_picture(shown.picture)
        else:
            self.line.setText(_("{kind}. Open a copy to look at it in the program for such files.").format(kind=kind))
            self.open_copy.setFocus()
        if shown.text:
            self.resize(self.width(), _TEXT_HEIGHT)
        else:
            self.adjustSize()

    def _show_picture(self, image: QImage) -> None:
        scale = self.devicePixelRatioF()
        room = QSize(round(_PICTURE.width() * scale), round(_PICTURE.height() * scale))
        fitting = image.scaled(
            room.boundedTo(image.size()), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap = QPixmap.fromImage(fitting)
        pixmap.setDevicePixelRatio(scale)
        self.picture.setPixmap(pixmap)
        self.picture.setAccessibleName(_("Picture of the proof"))
        size = pixmap.deviceIndependentSize().toSize()
        self.scroll.setMinimumSize(min(size.width() + 4, _PICTURE.width()), min(size.height() + 4, _PICTURE.height()))
        self.scroll.show()

    def copy(self) -> Path | None:
        """A copy for another program; it is removed when the program ends. None before the proof is shown."""
        if self._shown is None:
            return None
        content = self._shown.content
        return opened_copies().add(content.content, f"proof-{content.id}{suffix_of(content.media_type)}")

    def _on_open_copy(self) -> None:
        path = self.copy()
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _on_reason(self) -> None:
        self.save.setEnabled(self.reason.currentData() is not None)


def prepare(content: EvidenceContent) -> ShownProof:
    """What can be shown of it here; off the GUI thread. A picture that cannot be read is left to another program."""
    if content.media_type == TEXT:
        return ShownProof(content, read_text(content.content))
    if content.media_type == EMAIL:
        return ShownProof(content, email_as_text(content.content))
    if content.media_type in PICTURES:
        try:
            return ShownProof(content, picture=_picture(content))
        except KnownError:
            return ShownProof(content)
    return ShownProof(content)


def email_as_text(content: bytes) -> str:
    """An e-mail as it is shown: its heads in words, its text, and what was attached."""
    found = read_email(content)
    heads = (
        (pgettext("e-mail", "From"), found.sender),
        (pgettext("e-mail", "To"), found.recipients),
        (_("Date"), found.date),
        (_("Subject"), found.subject),
    )
    lines = [_("{label}: {value}").format(label=label, value=value) for label, value in heads if value]
    lines += ["", found.body]
    if found.attachments:
        names = ", ".join(name or _("a file without a name") for name in found.attachments)
        lines += ["", _("Attached: {names}").format(names=names)]
    return "\n".join(lines)


def _picture(content: EvidenceContent) -> QImage:
    path = opened_copies().add(content.content, f"look-{content.id}{suffix_of(content.media_type)}")
    try:
        picture = load_upright(path, longest_edge=_LONGEST_EDGE)
    finally:
        path.unlink(missing_ok=True)
    size = picture.width * 3
    image = QImage(picture.tobytes(), picture.width, picture.height, size, QImage.Format.Format_RGB888)
    return image.copy()  # Qt does not keep Python's bytes
