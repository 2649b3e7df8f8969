# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms and letters of a round on paper: which ones, then to a printer or a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from models.errors import KnownError
from models.forms.forms import FormSheet
from models.forms.round_terms import RoundReminder
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.hand_out_list import FormStack, place_forms, print_stacks, write_stacks_pdf
from ui.printing.round_print import OnlineLink, print_forms, print_reminders, write_forms_pdf, write_reminders_pdf
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _


@dataclass(frozen=True, slots=True)
class Paper:
    """What goes on paper: forms, letters with theirs, or stacks of forms with a list of the names on each.

    With a link each form has a page to answer online. ``day`` is that of the lists.
    """

    sheets: tuple[FormSheet, ...] = ()
    letters: tuple[RoundReminder, ...] = ()
    stacks: tuple[FormStack, ...] = ()
    day: date = date.min

    def write(self, path: Path, online_link: OnlineLink | None, progress: Progress) -> int:
        """Write everything as one PDF; gives the number of pages."""
        if self.stacks:
            return write_stacks_pdf(path, place_forms(self.stacks, self.day, online_link), progress)
        if self.letters:
            return write_reminders_pdf(path, self.letters, online_link, progress=progress)
        return write_forms_pdf(path, self.sheets, online_link, progress=progress)

    def print(self, printer: QPrinter, online_link: OnlineLink | None) -> int:
        """Print everything (GUI thread); gives the number of pages."""
        if self.stacks:
            return print_stacks(printer, place_forms(self.stacks, self.day, online_link))
        if self.letters:
            return print_reminders(printer, self.letters, online_link)
        return print_forms(printer, self.sheets, online_link)


@dataclass(frozen=True, slots=True)
class _Written:
    """How much paper was made."""

    pages: int
    letters: int


Load = Callable[[Workspace, bool], Paper]
"""Reads what goes on paper; told whether each class is to have a list of its names on top."""


class RoundPaperDialog(PaperDialog):
    """One choice, and two ways to make paper of it.

    Nothing is recorded here, but for letters: that they were sent today, once, where the box says so.
    """

    def __init__(
        self,
        context: AppContext,
        title: str,
        note: str,
        choices: Sequence[tuple[str, Load]],
        parent: QWidget | None = None,
        *,
        reminds: int | None = None,
        in_classes: bool = False,
    ) -> None:
        """``reminds``: the round whose silent get letters. ``in_classes``: each class can have a list on top."""
        super().__init__(context, parent)
        self._reminds = reminds
        self._stopped = _("Stopped. Nothing was written.")
        self._loads = [load for _text, load in choices]
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self.choice = QComboBox()
        self.choice.addItems([text for text, _load in choices])
        self.choice.setAccessibleName(_("Which ones"))
        self.online = QComboBox()
        self.online.setAccessibleName(_("A page to answer online"))
        self.online.addItem(_("Without a page to answer online"), None)
        self.note_sent = QCheckBox(_("Note with the round that these letters are sent today"))
        self.note_sent.setChecked(reminds is not None)
        self.note_sent.setVisible(reminds is not None)
        self.with_list = QCheckBox(_("A list of the names on top of each class, to tick off"))
        self.with_list.setVisible(in_classes)
        about = QLabel(note)
        about.setWordWrap(True)
        set_kind(about, "muted")
        self._form = QFormLayout()
        self._form.addRow(_("Which ones"), self.choice)
        self._form.addRow(_("Online"), self.online)
        self._form.setRowVisible(self.online, False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addLayout(self._form)
        layout.addWidget(about)
        layout.addWidget(self.note_sent)
        layout.addWidget(self.with_list)
        layout.addWidget(self._make_progress(_("Progress of the forms")))
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons(self._on_save, self._on_print, prints=False))
        self._set_ready(is_ready=True)
        context.jobs.run_query(_read_links, success=self._on_links_read, owner=self)

    def _on_links_read(self, links: tuple[tuple[str, OnlineLink], ...]) -> None:
        for name, link in links:
            self.online.addItem(_("With a page to answer “{form}”").format(form=name), link)
        self._form.setRowVisible(self.online, bool(links))

    def _on_save(self) -> None:
        day = self._context.workspace.clock.today().isoformat()
        path = self._ask_pdf_path(_("Save the forms"), _("consent-forms-{day}").format(day=day))
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write what is chosen as one PDF."""
        load, link = self._loads[self.choice.currentIndex()], self.online.currentData()
        with_list = self.with_list.isChecked()

        def write(workspace: Workspace, progress: Progress) -> _Written:
            paper = load(workspace, with_list)
            return _Written(paper.write(path, link, progress), len(paper.letters))

        def written(made: _Written) -> None:
            self._note_letters(made.letters)
            self._on_made(made.pages, path)

        self._start(write, written, _("Making forms"))

    def _on_print(self) -> None:
        self._ask_printer(_("Print the forms"), self._print_on)

    def _print_on(self, printer: QPrinter) -> None:
        load, link = self._loads[self.choice.currentIndex()], self.online.currentData()
        with_list = self.with_list.isChecked()
        self._set_busy()

        def draw(paper: Paper) -> None:
            try:
                pages = paper.print(printer, link)
            except KnownError as error:
                self._on_failed(error)
                return
            self._note_letters(len(paper.letters))
            self._on_made(pages, None)

        self._context.jobs.run_query(
            lambda workspace, _progress: load(workspace, with_list),
            success=draw,
            failure=self._on_failed,
            owner=self,
            key="paper",
        )

    def _note_letters(self, letters: int) -> None:
        """Keep once that letters are sent; making the same ones again is no second reminder."""
        round_id = self._reminds
        if round_id is None or not letters or not self.note_sent.isChecked():
            return
        self.note_sent.setChecked(False)
        self._context.jobs.run_change(
            lambda workspace, _progress: workspace.rounds.note_reminded(round_id, letters),
            owner=self,
            label=_("Reminders of a round noted as sent"),
        )

    def _enable(self, is_enabled: bool) -> None:
        super()._enable(is_enabled)
        for widget in (self.choice, self.online, self.note_sent, self.with_list):
            widget.setEnabled(is_enabled)


def _read_links(workspace: Workspace, _progress: Progress) -> tuple[tuple[str, OnlineLink], ...]:
    """The school's online forms that have a link, each with how a code goes into it."""
    forms = ((one.name, workspace.online.link(one.name)) for one in workspace.online.forms() if one.link)
    return tuple((name, link.for_code) for name, link in forms if link is not None)
