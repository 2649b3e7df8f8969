# SPDX-License-Identifier: GPL-3.0-or-later
"""Joining two records and taking them apart: from the list, from a hint, and from somebody's details."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change, ChangeSet
from models.errors import KnownError
from models.progress import Progress
from models.publishing.merges import MergeRow
from models.roster.person_rows import PersonMatch
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.people.doubles_dialog import DoublesDialog
from ui.pages.people.list_panel import PeopleList
from ui.pages.people.merge_dialog import MergeDialog
from ui.pages.people.person_panel import PersonPanel
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _, format_date, format_number, ngettext
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.person_picker import PersonPicker, PickRow

_MOST = 12
_LOOK_AGAIN_MS = 400


class MergeActions(QObject):
    """Puts its buttons into the list and the details of the People page."""

    person_wanted = Signal(int)

    def __init__(
        self, context: AppContext, people: PeopleList, panel: PersonPanel, banner: Banner, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._people, self._panel, self._banner, self._window = context, people, panel, banner, parent
        self._person_id: int | None = None
        self.same = QPushButton(icon("people"), _("These are the same person…"))
        self.same.clicked.connect(self._on_same)
        self.same.hide()
        self.hint = QPushButton(icon("help", "muted"), "")
        set_kind(self.hint, "quiet")
        self.hint.clicked.connect(self.open_doubles)
        self.hint.hide()
        self.card = _JoinedCard(panel.details)
        self.card.join.clicked.connect(self._on_join)
        self.card.part_asked.connect(self._on_part)
        layout = people.layout()
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(layout.indexOf(people.bulk) + 1, self.same)
            layout.insertWidget(layout.indexOf(people.list), self.hint)
        below = panel.details.layout()
        if isinstance(below, QBoxLayout):
            below.insertWidget(below.count() - 2, self.card)
        people.selection_changed.connect(self._show_button)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOOK_AGAIN_MS)
        self._soon.timeout.connect(self._load_hint)
        context.bus.changed.connect(self._on_changed)
        self._soon.start()

    def show_person(self, person_id: int) -> None:
        """Show what was joined into this person."""
        self._person_id = person_id

        def load(workspace: Workspace, _progress: Progress) -> tuple[MergeRow, ...]:
            return tuple(row for row in workspace.merges.merges(person_id) if row.undone_at is None)

        self._context.jobs.run_query(load, success=self.card.show_merges, owner=self, key="merges")

    def open_doubles(self) -> DoublesDialog:
        """Show everybody who may be on record twice."""
        dialog = DoublesDialog(self._context, self._window)
        dialog.compared.connect(partial(self.compare, parent=dialog))
        dialog.open()
        return dialog

    def compare(self, first_id: int, second_id: int, parent: QWidget | None = None) -> MergeDialog:
        """Show two records side by side."""
        dialog = MergeDialog(self._context, first_id, second_id, parent or self._window)
        dialog.merged.connect(self._on_merged)
        dialog.open()
        return dialog

    def _on_same(self) -> None:
        chosen = self._people.selected()
        if len(chosen) == 2:
            self.compare(*chosen)

    def _on_join(self) -> None:
        if self._person_id is not None:
            dialog = OtherRecordDialog(self._context, self._person_id, self._window)
            dialog.chosen.connect(partial(self.compare, self._person_id))
            dialog.open()

    def _on_merged(self, person_id: int) -> None:
        self.person_wanted.emit(person_id)
        self._banner.show_message(
            _("The two records are one person now. You can take them apart under Details."), icon_name="check"
        )

    def _on_part(self, merge_id: int) -> None:
        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.merges.undo(merge_id)

        self._context.jobs.run_change(
            write, success=self._on_parted, failure=self._on_failed, owner=self, label=_("Taking two records apart")
        )

    def _on_parted(self, _change: Change[int]) -> None:
        self._banner.show_message(
            _("These are two records again. What was recorded since they were joined stays with this one.")
        )

    def _on_failed(self, error: KnownError) -> None:
        self._banner.show_message(error_sentence(error), icon_name="warning", seconds=0)

    def _show_button(self) -> None:
        self.same.setVisible(len(self._people.selected()) == 2)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.PERSON, ChangeKind.NOTICE):
            self._soon.start()

    def _load_hint(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> int:
            return len(workspace.merges.candidates())

        self._context.jobs.run_query(load, success=self._show_hint, owner=self, key="doubles")

    def _show_hint(self, count: int) -> None:
        text = ngettext("{count} person may be on record twice", "{count} people may be on record twice", count)
        self.hint.setText(text.format(count=format_number(count)))
        self.hint.setVisible(count > 0)


class _JoinedCard(QFrame):
    """What was joined into the person on show, each with a way back."""

    part_asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_kind(self, "card")
        self.join = QPushButton(icon("people"), _("On record twice…"))
        self.join.setToolTip(_("Join this record with another one of the same person"))
        self._rows = QVBoxLayout()
        self.part_buttons: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, M, L, M)
        layout.addLayout(self._rows)
        layout.addWidget(self.join, 0, Qt.AlignmentFlag.AlignLeft)

    def show_merges(self, rows: tuple[MergeRow, ...]) -> None:
        """One line for each merge that stands."""
        self.part_buttons = []
        while self._rows.count():
            taken = self._rows.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            line = QWidget()
            box = QHBoxLayout(line)
            box.setContentsMargins(0, 0, 0, 0)
            day = format_date(row.merged_at.astimezone().date())
            box.addWidget(QLabel(_("Joined with another record on {date}").format(date=day)), 1)
            part = QPushButton(icon("undo"), _("Take apart"))
            part.setAccessibleName(_("Take apart what was joined on {date}").format(date=day))
            part.setEnabled(row.can_undo)
            if not row.can_undo:
                part.setToolTip(_("Take the later one apart first"))
            part.clicked.connect(partial(self.part_asked.emit, row.id))
            self.part_buttons.append(part)
            box.addWidget(part)
            self._rows.addWidget(line)


class OtherRecordDialog(QDialog):
    """Asks which other record is the same person."""

    chosen = Signal(int)

    def __init__(self, context: AppContext, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._person_id = context, person_id
        self.setWindowTitle(_("Which other record is this person?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(420, 380)
        self.picker = PersonPicker(self._search, self, can_create=False)
        self.picker.picked.connect(self._on_picked)
        self.picker.cancelled.connect(self.reject)
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.addWidget(self.picker, 1)
        layout.addWidget(buttons)
        self.picker.line.setFocus()
        self.picker.refresh()

    def _search(self, text: str) -> None:
        def find(workspace: Workspace, _progress: Progress) -> tuple[PersonMatch, ...]:
            return workspace.people.search(text, _MOST) if text else ()

        self._context.jobs.run_query(find, success=self._on_found, owner=self, key="search", is_urgent=True)

    def _on_found(self, found: tuple[PersonMatch, ...]) -> None:
        self.picker.show_results(
            [
                PickRow(one.person_id, one.display_name, ", ".join(one.groups))
                for one in found
                if one.person_id != self._person_id
            ]
        )

    def _on_picked(self, person_id: int) -> None:
        self.chosen.emit(person_id)
        self.accept()
