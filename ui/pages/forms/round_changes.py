# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be changed about a round that is under way: its name and last day, and a form that got lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from models.changes import Change
from models.forms.forms import IssuedForm
from models.forms.round_terms import NAME_LENGTH, RoundRow
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.printing.print_job import check_sheets
from ui.texts import _, ngettext
from ui.widgets.date_field import DateField


class RoundDetailsDialog(EntryDialog):
    """Another name, another last day."""

    def __init__(self, context: AppContext, row: RoundRow, parent: QWidget | None = None) -> None:
        super().__init__(context, _("Change the round"), _("Save"), parent)
        self._round_id = row.id
        self.name = QLineEdit(row.name)
        self.name.setMaxLength(NAME_LENGTH)
        self.before = DateField(_("Answer before"))
        self.before.set_day(row.answer_before)
        form = QFormLayout()
        form.addRow(_("Name of the round"), self.name)
        form.addRow(_("Answer before"), self.before)
        note = QLabel(_("The forms that are out stay as they are."))
        note.setWordWrap(True)
        self.body.addLayout(form)
        self.body.addWidget(note)
        self.setMinimumWidth(440)

    def make_write(self) -> tuple[str, Write]:
        """Write name and last day."""
        round_id, name = self._round_id, self.name.text()
        before: date | None = self.before.day()

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.rounds.change_round(round_id, name, before)

        return _("Change the round"), write


class NewFormDialog(EntryDialog):
    """A form got lost: make another one with a code of its own."""

    made = Signal(tuple)
    """``tuple[int, ...]``: the new forms."""

    def __init__(
        self, context: AppContext, round_id: int, person_ids: Sequence[int], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, _("A form got lost"), _("Make a new form"), parent)
        self._round_id, self._person_ids = round_id, tuple(person_ids)
        count = len(self._person_ids)
        who = ngettext(
            "{name} gets a new form with a code of its own.",
            "{count} people get new forms with codes of their own.",
            count,
        ).format(name=name, count=count)
        about = QLabel(
            who
            + " "
            + _("Should the lost one turn up after all, then it waits: you see it, and you say whether it counts.")
        )
        about.setWordWrap(True)
        self.body.addWidget(about)
        self.setMinimumWidth(460)

    def make_write(self) -> tuple[str, Write]:
        """Replace the form; nothing changes where a text does not fit."""
        round_id, people = self._round_id, self._person_ids

        def write(workspace: Workspace, _progress: Progress) -> Change[tuple[IssuedForm, ...]]:
            return workspace.rounds.replace_forms(round_id, people, check_sheets)

        return _("A new form"), write

    def written(self, change: Change[Any]) -> None:
        """Tell which forms there are now."""
        self.made.emit(tuple(form.form_id for form in change.value))
