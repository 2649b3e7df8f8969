# SPDX-License-Identifier: GPL-3.0-or-later
"""A newcomer filled in a form without a name: from their own page, say which form it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.forms.blank_forms import BlankForm
from models.forms.codes import CODE_LENGTH, spaced_code
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.pages.people.person_panel import PersonPanel
from ui.style.icons import icon
from ui.style.round_labels import blank_form_line
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner

_CODE = Qt.ItemDataRole.UserRole
_MOST = 60


class BlankFormActions(QObject):
    """A card among the details of the person on show."""

    def __init__(self, context: AppContext, panel: PersonPanel, banner: Banner, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._panel, self._banner, self._window = context, panel, banner, parent
        card = QFrame(panel.details)
        set_kind(card, "card")
        self.button = QPushButton(icon("forms"), _("Filled in a blank form…"))
        self.button.clicked.connect(self.open_dialog)
        text = QLabel(_("Did somebody new fill in a form without a name? Say which one, and it becomes theirs."))
        text.setWordWrap(True)
        column = QVBoxLayout(card)
        column.setContentsMargins(L, M, L, M)
        column.addWidget(text)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        below = panel.details.layout()
        if isinstance(below, QBoxLayout):
            below.insertWidget(below.count() - 2, card)

    def open_dialog(self) -> None:
        """Ask which blank form it is."""
        record = self._panel.record
        if record is not None:
            dialog = BlankFormDialog(self._context, record.person.id, record.person.display_name, self._window)
            dialog.accepted.connect(self._on_bound)
            dialog.open()

    def _on_bound(self) -> None:
        self._banner.show_message(_("The form is theirs now. What was scanned of it and is clear, is recorded."))


class BlankFormDialog(EntryDialog):
    """Type the code under the square on the form, or choose one of those that are out."""

    def __init__(self, context: AppContext, person_id: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(context, _("Which form did {name} fill in?").format(name=name), _("It is theirs"), parent)
        self._person_id = person_id
        self.code = QLineEdit()
        self.code.setAccessibleName(_("Code on the form"))
        self.code.setPlaceholderText(spaced_code("X" * CODE_LENGTH))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Blank forms that are out"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.none = QLabel(_("No blank form is out. Make some under Forms."))
        self.none.setWordWrap(True)
        self.none.hide()
        form = QFormLayout()
        form.addRow(_("Code on the form"), self.code)
        self.body.addLayout(form)
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.resize(660, 420)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.code.textChanged.connect(self._show_button)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_button()
        context.jobs.run_query(
            lambda workspace, _progress: workspace.rounds.blank_forms(), success=self._fill, owner=self
        )

    def make_write(self) -> tuple[str, Write]:
        """Put the form with this code to the person."""
        code, person_id = self.code.text(), self._person_id

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            form_id = workspace.forms.find_code(code)
            if form_id is None:
                raise KnownError(ErrorCode.FORM_UNKNOWN)
            return workspace.rounds.bind(form_id, person_id)

        return _("Blank form given a name"), write

    def _fill(self, forms: tuple[BlankForm, ...]) -> None:
        for form in sorted(forms, key=lambda one: not one.scans)[:_MOST]:
            item = QListWidgetItem(icon("import" if form.scans else "paper"), blank_form_line(form))
            item.setData(_CODE, spaced_code(form.code))
            self.list.addItem(item)
        self.none.setVisible(not forms)
        self.list.setVisible(bool(forms))

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.code.setText(item.data(_CODE))

    def _show_button(self) -> None:
        self.save.setEnabled(bool(self.code.text().strip()))
