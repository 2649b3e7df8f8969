# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with the person on show: answers, corrections, family, details."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox

from models.changes import Change
from models.consent.facts import CellKey
from models.consent.register import Recorded
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.roster.person_rows import GuardianRow
from models.terms import Answer
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.people.details import LeftDialog
from ui.pages.people.guardian_dialog import GuardianDialog
from ui.pages.people.person_dialog import PersonDialog
from ui.pages.people.person_panel import PersonPanel
from ui.pages.people.protection import ProtectedReasonDialog, ProtectionDialog
from ui.pages.people.record import PersonRecord, load_record, person_heading, standing_entry
from ui.pages.people.same_day import SameDayNotice
from ui.style.error_sentences import error_sentence
from ui.texts import _, format_date, ngettext
from ui.widgets.banner import Banner
from ui.widgets.date_field import day_of


class PersonDesk(QObject):
    """Loads the person on show and carries out what is asked on their panel."""

    shown = Signal(int)
    gone = Signal()
    """The person is not on record any more."""

    def __init__(self, context: AppContext, panel: PersonPanel, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._panel, self._banner = context, panel, banner
        self.person_id: int | None = None
        self._same_day = SameDayNotice(context, banner, self)
        panel.look_back.day_chosen.connect(self.reload)
        panel.answered.connect(self.record_answers)
        panel.annul_asked.connect(self._on_annul_asked)
        panel.withdrawal_asked.connect(self._on_withdrawal_asked)
        panel.matrix.undo_asked.connect(context.undo.undo)
        panel.history.correction_asked.connect(self._on_correction_asked)
        panel.family.add_asked.connect(self._on_guardian_add_asked)
        panel.family.edit_asked.connect(self._on_guardian_edit_asked)
        panel.family.removal_asked.connect(self._on_guardian_removal_asked)
        panel.details.edit_asked.connect(self._on_edit_asked)
        panel.details.protection_asked.connect(self._on_protection_asked)
        panel.details.reason_asked.connect(self._on_reason_asked)
        panel.details.left_asked.connect(self._on_left_asked)
        panel.details.back_asked.connect(self._on_back_asked)
        panel.details.removal_asked.connect(self._on_removal_asked)

    def show(self, person_id: int | None) -> None:
        """Show a person; None shows nobody."""
        self.person_id = person_id
        self.reload()

    def reload(self) -> None:
        """Read the person on show again."""
        person_id, known_on = self.person_id, self._panel.look_back.known_on
        if person_id is None:
            return

        def load(workspace: Workspace, _progress: Progress) -> PersonRecord:
            return load_record(workspace, person_id, known_on)

        self._context.jobs.run_query(
            load, success=self._on_loaded, failure=self._on_load_failed, owner=self, key="person", is_urgent=True
        )

    def record_answers(self, keys: tuple[CellKey, ...], answer: Answer) -> None:
        """Record the same answer for these cells, as the answer bar is set."""
        record = self._panel.record
        if record is None or not keys or record.known_on is not None:
            return
        answers = self._panel.bar.make_answers(record.person.id, keys, answer)
        is_later = day_of(self._panel.bar.day) > record.today

        def write(workspace: Workspace, _progress: Progress) -> Change[Recorded]:
            return workspace.consent.record_answers(answers)

        def written(change: Change[Recorded]) -> None:
            if change.value.new_guardians:
                self._banner.show_message(
                    _("Recorded for a parent or guardian whose name is not known yet. Add the name under Family."),
                )
            elif is_later:
                day = format_date(day_of(self._panel.bar.day))
                self._banner.show_message(_("Recorded. It counts from {date}.").format(date=day), icon_name="calendar")
            self._same_day.look(record.person.id, change.value.event_ids)

        name = person_heading(record.person)
        self._change(write, _("Answer of {name}").format(name=name), written)

    # --- reading

    def _on_loaded(self, record: PersonRecord) -> None:
        if self.person_id is not None:
            self.person_id = record.person.id  # of two records of one person the kept one is shown
            self._panel.set_record(record)
            self.shown.emit(record.person.id)

    def _on_load_failed(self, error: KnownError) -> None:
        if error.code is ErrorCode.PERSON_UNKNOWN:
            self.person_id = None
            self.gone.emit()
        else:
            self._context.jobs.failed.emit(error)

    # --- answers

    def _on_annul_asked(self, keys: tuple[CellKey, ...]) -> None:
        record = self._panel.record
        if record is None:
            return
        found = (standing_entry(record, key) for key in keys)
        self._annul(tuple(entry.event_id for entry in found if entry is not None), "")

    def _on_correction_asked(self, event_ids: tuple[int, ...], reason: str) -> None:
        self._annul(event_ids, reason)

    def _annul(self, event_ids: tuple[int, ...], reason: str) -> None:
        if not event_ids:
            self._banner.show_message(_("There is no answer to take back here."))
            return

        def write(workspace: Workspace, _progress: Progress) -> Change[Recorded]:
            return workspace.consent.annul_answers(event_ids, reason)

        self._change(write, _("Taking back an answer"))

    def _on_withdrawal_asked(self) -> None:
        record, keys = self._panel.record, self._panel.yes_keys()
        if record is None or not keys:
            return
        lines = [
            _("From {date} on nothing new of this person is published without covering them.").format(
                date=format_date(day_of(self._panel.bar.day))
            )
        ]
        if record.published:
            lines.append(
                ngettext(
                    "{count} published photo will be looked at again; what has to come down goes on the to-do list.",
                    "{count} published photos will be looked at again; what has to come down goes on the to-do list.",
                    record.published,
                ).format(count=record.published)
            )
        lines.append(_("What was published until then stays lawful. You can undo this."))
        box = QMessageBox(self._panel)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Take back every yes"))
        box.setText(_("Take back every yes of {name}?").format(name=person_heading(record.person)))
        box.setInformativeText("\n\n".join(lines))
        agree = box.addButton(_("Take back every yes"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        agree.clicked.connect(self._on_withdrawal_agreed)
        box.open()

    def _on_withdrawal_agreed(self) -> None:
        self.record_answers(self._panel.yes_keys(), Answer.REFUSED)

    # --- family and details

    def _on_guardian_add_asked(self) -> None:
        if self.person_id is not None:
            GuardianDialog(self._context, self.person_id, None, self._panel).open()

    def _on_guardian_edit_asked(self, guardian: GuardianRow) -> None:
        if self.person_id is not None:
            GuardianDialog(self._context, self.person_id, guardian, self._panel).open()

    def _on_guardian_removal_asked(self, guardian_id: int) -> None:
        pupil_id = self.person_id
        if pupil_id is None:
            return

        def write(workspace: Workspace, _progress: Progress) -> Change[bool]:
            return workspace.people.remove_guardian(pupil_id, guardian_id)

        def written(change: Change[bool]) -> None:
            self._banner.show_message(
                _("Taken away: this parent or guardian has never answered. You can undo this.")
                if change.value
                else _("The say of this person ends today. What they answered stays on record. You can undo this.")
            )

        self._change(write, _("Ending somebody's say"), written)

    def _on_edit_asked(self) -> None:
        if self._panel.record is not None:
            PersonDialog(self._context, self._panel.record.person, self._panel).open()

    def _on_protection_asked(self, is_protected: bool) -> None:
        if self._panel.record is not None:
            ProtectionDialog(self._context, self._panel.record, is_protected, self._panel).open()

    def _on_reason_asked(self) -> None:
        if self._panel.record is not None:
            ProtectedReasonDialog(self._context, self._panel.record, self._panel).open()

    def _on_left_asked(self) -> None:
        if self._panel.record is not None:
            LeftDialog(self._context, self._panel.record, self._panel).open()

    def _on_back_asked(self) -> None:
        person_id = self.person_id
        if person_id is None:
            return

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.people.set_left(person_id, None)

        self._change(write, _("Back at school"))

    def _on_removal_asked(self) -> None:
        person_id = self.person_id
        if person_id is None:
            return

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.people.remove_person(person_id)

        self._change(write, _("Removing a person"))

    def _change(self, work: Any, label: str, success: Any = None) -> None:
        self._context.jobs.run_change(work, success=success, failure=self._on_failed, owner=self, label=label)

    def _on_failed(self, error: KnownError) -> None:
        self._banner.show_message(error_sentence(error), icon_name="warning", seconds=0)
