# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that were left out, each with what happened and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.errors import ErrorCode, KnownError
from ui.style.error_sentences import error_sentence
from ui.texts import _, ngettext
from ui.widgets.dialog_buttons import DialogButtons


class SkippedFilesDialog(QDialog):
    """A list to read and close; nothing in it changes anything."""

    def __init__(self, files: Sequence[tuple[Path, ErrorCode]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Files that were left out"))
        self.resize(760, 420)
        count = len(files)
        text = ngettext("{count} file could not be used.", "{count} files could not be used.", count).format(
            count=count
        )
        head = QLabel(_("{sentence} The other photos are not affected.").format(sentence=text))
        head.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderLabels([_("File"), _("What happened")])
        self.list.setRootIsDecorated(False)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(_("Files that were left out"))
        for path, code in files:
            row = QTreeWidgetItem([path.name, error_sentence(KnownError(code))])
            row.setToolTip(0, str(path))
            row.setToolTip(1, row.text(1))
            self.list.addTopLevelItem(row)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(head)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
