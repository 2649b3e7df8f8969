# SPDX-License-Identifier: GPL-3.0-or-later
"""People found by name on the Forms page: to ask only them, or to say whose a form without a name is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.progress import Progress
from models.roster.person_rows import PersonMatch
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.dialogs.new_person import NewPersonDialog
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.person_picker import PersonPicker, PickRow

_LIMIT = 40
_ID = Qt.ItemDataRole.UserRole


class PeopleFinder(PersonPicker):
    """A line to type a name in, with who fits."""

    def __init__(self, context: AppContext, parent: QWidget | None = None, *, can_create: bool = False) -> None:
        super().__init__(self._find, parent, can_create=can_create)
        self._context = context
        self.names: dict[int, str] = {}
        """The names of who was found so far."""
        self.refresh()

    def _find(self, text: str) -> None:
        def find(workspace: Workspace, _progress: Progress) -> tuple[PersonMatch, ...]:
            return workspace.people.search(text, _LIMIT)

        self._context.jobs.run_query(find, success=self._on_found, owner=self, key="search", is_urgent=True)

    def _on_found(self, found: tuple[PersonMatch, ...]) -> None:
        named = [one for one in found if one.display_name]
        self.names.update((one.person_id, one.display_name) for one in named)
        self.show_results([PickRow(one.person_id, one.display_name, ", ".join(one.groups)) for one in named])


class ChoosePeopleDialog(QDialog):
    """Type, Enter, type, Enter; then ask only those."""

    chosen = Signal(object)
    """``dict[int, str]``: who was chosen, with their names."""

    def __init__(self, context: AppContext, people: Mapping[int, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.people = dict(people)
        self.setWindowTitle(_("Only certain people"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(480, 560)
        self.finder = PeopleFinder(context, self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("People who are asked"))
        self.list.setMaximumHeight(150)
        heading = QLabel(_("People who are asked"))
        set_kind(heading, "heading")
        self.remove = QPushButton(icon("remove"), _("Not this one"))
        self.remove.setAutoDefault(False)
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.done_button = buttons.addButton(_("Ask these people"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.done_button.setAutoDefault(False)
        set_kind(self.done_button, "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.finder, 1)
        layout.addWidget(heading)
        layout.addWidget(self.list)
        layout.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(buttons)
        self.finder.picked.connect(self._on_picked)
        self.finder.cancelled.connect(self.reject)
        self.remove.clicked.connect(self._on_remove)
        self.list.currentRowChanged.connect(self._show_buttons)
        buttons.accepted.connect(self._on_done)
        buttons.rejected.connect(self.reject)
        self._show_people()
        self.finder.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the line chooses somebody and leaves the dialog open; Ctrl+Enter is done."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._on_done()
        elif not (is_enter and self.finder.line.hasFocus()):
            super().keyPressEvent(event)

    def _on_picked(self, person_id: int) -> None:
        self.people[person_id] = self.finder.names.get(person_id, "")
        self._show_people()
        self.finder.clear()

    def _on_remove(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.people.pop(int(item.data(_ID)), None)
            self._show_people()

    def _on_done(self) -> None:
        if self.people:
            self.chosen.emit(dict(self.people))
            self.accept()

    def _show_people(self) -> None:
        self.list.clear()
        for person_id, name in self.people.items():
            item = QListWidgetItem(icon("person"), name)
            item.setData(_ID, person_id)
            self.list.addItem(item)
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.remove.setEnabled(self.list.currentItem() is not None)
        self.done_button.setEnabled(bool(self.people))


class OwnerDialog(EntryDialog):
    """Whose is this form without a name? Choosing somebody, or adding a newcomer, is the answer."""

    bound = Signal(object)
    """The `Change` that was made."""

    def __init__(
        self, context: AppContext, form_id: int, name_line: QImage | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, _("Whose form is this?"), _("It is theirs"), parent)
        self._form_id = form_id
        self._person_id: int | None = None
        about = QLabel(_("Read the name on the form and choose the person. Not on record yet? Type the whole name."))
        about.setWordWrap(True)
        self.body.addWidget(about)
        if name_line is not None:
            self.picture = QLabel()
            self.picture.setPixmap(QPixmap.fromImage(name_line))
            self.picture.setAccessibleName(_("The name as it was written"))
            self.body.addWidget(self.picture)
        self.finder = PeopleFinder(context, self, can_create=True)
        self.body.addWidget(self.finder, 1)
        self.save.hide()  # choosing is the answer
        self.save.setDefault(False)
        self.save.setAutoDefault(False)
        self.resize(560, 480)
        self.finder.picked.connect(self._on_picked)
        self.finder.create_requested.connect(self._on_create)
        self.finder.cancelled.connect(self.reject)
        self.finder.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the line: it must not reach the button of the dialog for a newcomer that it opens."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def make_write(self) -> tuple[str, Write]:
        """Put the form to whoever was chosen."""
        form_id, person_id = self._form_id, self._person_id
        assert person_id is not None

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.rounds.bind(form_id, person_id)

        return "", write  # the way back is that of the review

    def written(self, change: Change[int]) -> None:
        """Tell that the form is somebody's now."""
        self.bound.emit(change)

    def _on_picked(self, person_id: int) -> None:
        self._person_id = person_id
        self.write()

    def _on_create(self, name: str) -> None:
        dialog = NewPersonDialog(self.context, name, self, action=_("Add"))
        dialog.created.connect(lambda person_id, _name: self._on_picked(person_id))
        dialog.open()
