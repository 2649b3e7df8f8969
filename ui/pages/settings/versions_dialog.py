# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text that people were asked for a purpose, with the day from which it counted."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from models.consent.purposes import PurposeRow, VersionRow
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.language_labels import language_name
from ui.style.spacing import L, M
from ui.texts import _, format_date
from ui.widgets.dialog_buttons import DialogButtons


class VersionsDialog(QDialog):
    """To read; nothing can be changed."""

    def __init__(self, context: AppContext, purpose: PurposeRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Texts of “{name}”").format(name=purpose.name))
        self.resize(620, 520)
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.windowTitle())
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)

        def read(workspace: Workspace, _progress: Progress) -> tuple[VersionRow, ...]:
            return workspace.purposes.versions(purpose.id)

        context.jobs.run_query(read, success=self._show, owner=self)

    def _show(self, versions: tuple[VersionRow, ...]) -> None:
        blocks = []
        for row in versions:
            lines = [_heading(row)]
            lines += [f"{language_name(code)}: {text}" for code, text in row.wording]
            if not row.wording:
                lines.append(_("No text was written."))
            blocks.append("\n".join(lines))
        self.text.setPlainText("\n\n".join(blocks))


def _heading(row: VersionRow) -> str:
    if row.effective_from == date.min:
        return _("Version {number}, the first").format(number=row.number)
    if row.is_substantive:
        text = _("Version {number}, from {date}: everybody was asked anew")
    else:
        text = _("Version {number}, from {date}: the meaning stayed, earlier answers still count")
    return text.format(number=row.number, date=format_date(row.effective_from))
