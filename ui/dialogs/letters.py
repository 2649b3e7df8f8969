# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters about answers: who gets one, how it looks, print or save, and note that they went out.

Nothing is on record by looking or printing; that they were sent is noted by a button of its own, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import KnownError
from models.forms.letters import Letter
from models.progress import Progress
from models.terms import LetterKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.flow import draw_flow_preview, print_flow, write_flow_pdf
from ui.printing.letters import compose_letter
from ui.style.icons import icon
from ui.style.letter_labels import letters_count, letters_title, sent_sentence
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, current_language, format_date, ngettext
from ui.widgets.page_preview import PagePreview

_PREVIEW_WIDTH = 520


@dataclass(frozen=True, slots=True)
class _Found:
    letters: tuple[Letter, ...]
    wanted: int


class LettersDialog(PaperDialog):
    """Shows the letters of a kind to these people; who has nothing to be told gets none, and is counted."""

    def __init__(
        self, context: AppContext, kind: LetterKind, person_ids: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._kind = kind
        self._letters: tuple[Letter, ...] = ()
        self._is_noted = False
        self._stopped = _("Stopped. No letters were made.")
        self.setWindowTitle(letters_title(kind))
        self.resize(1000, 760)
        self._make_fields()
        self._build()
        self._set_ready(is_ready=False)
        self._load(tuple(dict.fromkeys(person_ids)))

    def _make_fields(self) -> None:
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        set_kind(self.summary, "heading")
        self.left_out = QLabel()
        self.left_out.setWordWrap(True)
        set_kind(self.left_out, "muted")
        self.left_out.hide()
        self.people = QListWidget()
        self.people.setAccessibleName(_("Who gets a letter"))
        self.people.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.preview = PagePreview(_PREVIEW_WIDTH, _("How the letter will look"))
        self.preview.turning.hide()
        self.note_sent = QPushButton(icon("check"), _("Note as sent"))
        self.note_sent.clicked.connect(self._on_note_sent)

    def _build(self) -> None:
        label = QLabel(_("&Who gets a letter"))
        label.setBuddy(self.people)
        note = QLabel(
            _("Looking and printing leave no trace. Choose “Note as sent” once the letters are on their way.")
            if self._kind is not LetterKind.REMINDER
            else _(
                "Looking and printing leave no trace. Choose “Note as sent” once the letters are on their way; then "
                "these people are left alone until the next time."
            )
        )
        note.setWordWrap(True)
        set_kind(note, "muted")
        choices = QVBoxLayout()
        choices.setSpacing(S)
        choices.addWidget(label)
        choices.addWidget(self.people, 1)
        choices.addWidget(self.left_out)
        choices.addWidget(note)
        columns = QHBoxLayout()
        columns.setSpacing(M)
        columns.addLayout(choices, 2)
        columns.addWidget(self.preview, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.summary)
        layout.addLayout(columns, 1)
        layout.addWidget(self._make_progress(_("Progress of the letters")))
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons(self._on_save, self._on_print, prints=False, beside=self.note_sent))
        self.people.currentRowChanged.connect(self._draw_page)
        self.people.itemChanged.connect(self._on_ticked)

    # --- the letters

    def _load(self, person_ids: tuple[int, ...]) -> None:
        kind, language = self._kind, current_language()

        def read(workspace: Workspace, _progress: Progress) -> _Found:
            return _Found(workspace.letters.letters(kind, person_ids, usual_language=language), len(person_ids))

        self._context.jobs.run_query(read, success=self._fill, failure=self._on_failed, owner=self, key="letters")

    def _fill(self, found: _Found) -> None:
        self._letters = found.letters
        self.people.blockSignals(True)
        for number, letter in enumerate(found.letters):
            parts = [*letter.groups]
            if letter.ends_on is not None:
                parts.append(_("until {date}").format(date=format_date(letter.ends_on)))
            if letter.kind is LetterKind.NOW_DECIDES:
                parts.append(_("decides from {date}").format(date=format_date(letter.decides_from)))
            name = letter.name or _("a parent or guardian")
            item = QListWidgetItem("\n".join((name, " · ".join(parts))))
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.people.addItem(item)
        self.people.blockSignals(False)
        rest = found.wanted - len({letter.person_id for letter in found.letters})
        text = ngettext(
            "{count} person is left out: there is nothing to tell them in this letter.",
            "{count} people are left out: there is nothing to tell them in this letter.",
            rest,
        )
        self.left_out.setText(text.format(count=rest))
        self.left_out.setVisible(rest > 0)
        self._on_ticked()
        if found.letters:
            self.people.setCurrentRow(0)
        else:
            self._tell(_("There is nobody to write to."))

    def _chosen(self) -> tuple[Letter, ...]:
        items = (self.people.item(row) for row in range(self.people.count()))
        return tuple(
            self._letters[item.data(Qt.ItemDataRole.UserRole)]
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _on_ticked(self) -> None:
        chosen = self._chosen()
        self.summary.setText(letters_count(self._kind, len(chosen)))
        self._set_ready(is_ready=bool(chosen))

    def _draw_page(self) -> None:
        row = self.people.currentRow()
        if not 0 <= row < len(self._letters):
            return
        letter, width = self._letters[row], self.preview.pixels()

        def draw(_workspace: Workspace, _progress: Progress) -> QImage:
            return draw_flow_preview(compose_letter(letter), width)

        def show(image: QImage) -> None:
            self.preview.show_page(image)
            self.preview.image.setAccessibleName(_("Letter to {name}").format(name=letter.name))

        self._context.jobs.run_query(draw, success=show, owner=self, key="page")

    # --- paper

    def _on_save(self) -> None:
        day = self._context.workspace.clock.today().isoformat()
        path = self._ask_pdf_path(_("Save the letters"), _("letters-{day}").format(day=day))
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the chosen letters as one PDF."""
        letters = self._chosen()

        def write(_workspace: Workspace, progress: Progress) -> int:
            return write_flow_pdf(path, [compose_letter(letter) for letter in letters], progress)

        self._start(write, lambda pages: self._on_made(pages, path), _("Making letters"))

    def _on_print(self) -> None:
        self._ask_printer(_("Print the letters"), self._print_on)

    def _print_on(self, printer: QPrinter) -> None:
        self._print_now(lambda: print_flow(printer, [compose_letter(letter) for letter in self._chosen()]))

    def _on_made(self, pages: int, path: Path | None) -> None:
        super()._on_made(pages, path)
        if not self._is_noted:
            self.note_sent.setFocus()

    def _on_note_sent(self) -> None:
        kind, people = self._kind, tuple(dict.fromkeys(letter.person_id for letter in self._chosen()))
        self._is_noted = True
        self._enable(False)

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.calendar.note_as_sent(kind, people)

        self._context.jobs.run_change(
            write, success=self._on_noted, failure=self._on_not_noted, owner=self, label=_("Note letters as sent")
        )

    def _on_not_noted(self, error: KnownError) -> None:
        self._is_noted = False
        self._on_failed(error)

    def _on_noted(self, change: Change[int]) -> None:
        self.people.setEnabled(False)
        self._finish(sent_sentence(self._kind, change.value))

    def _enable(self, is_enabled: bool) -> None:
        super()._enable(is_enabled)
        self.note_sent.setEnabled(is_enabled and not self._is_noted)
