# SPDX-License-Identifier: GPL-3.0-or-later
"""A stack of forms without a name: for newcomers, for the door, for a substitute teacher."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QSpinBox, QWidget

from models.changes import Change
from models.consent.purposes import PurposeRow
from models.forms.form_rows import FormQuestions
from models.forms.forms import IssuedForm
from models.forms.rounds import MOST_BLANK
from models.forms.wording import LANGUAGES, wording_languages
from models.progress import Progress
from models.terms import LegalBasis, MediaKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.pages.forms.ticks import TickList
from ui.printing.print_job import check_sheets
from ui.style.labels import kind_label
from ui.style.round_labels import blank_forms_sentence
from ui.texts import _, current_language

_USUAL = 10
_Found = tuple[tuple[PurposeRow, ...], int, int]


class BlankDialog(EntryDialog):
    """How many, for whom, in which language and about what; the forms get codes, and names when they come back."""

    made = Signal(tuple)
    """``tuple[int, ...]``: the forms."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, _("Blank forms"), _("Make the forms"), parent)
        about = QLabel(
            _(
                "For newcomers: somebody fills in their name by hand. Each form has a code of its own, so do not copy "
                "them. When one comes back, you say whose it is."
            )
        )
        about.setWordWrap(True)
        self.count = QSpinBox()
        self.count.setRange(1, MOST_BLANK)
        self.count.setValue(_USUAL)
        self.reader = QComboBox()
        self.reader.addItem(_("Parents or guardians of a pupil"), False)
        self.reader.addItem(_("Whoever decides alone: 16 and over, staff, volunteers, internship providers"), True)
        self.language = QComboBox()
        for code, name in wording_languages():
            self.language.addItem(name, code)
        own = current_language()
        self.language.setCurrentIndex(self.language.findData(own if own in LANGUAGES else LANGUAGES[0]))
        self.purposes = TickList(_("For which channels"), 130)
        self.kinds = TickList(_("Of what"), 98)
        self.recording = QCheckBox(_("Also ask whether recordings may be made"))
        self.recording.setChecked(True)
        self.out = QLabel()
        self.out.setWordWrap(True)
        self.out.hide()
        form = QFormLayout()
        form.addRow(_("How many"), self.count)
        form.addRow(_("For whom"), self.reader)
        form.addRow(_("Language"), self.language)
        form.addRow(_("For which channels"), self.purposes)
        form.addRow(_("Of what"), self.kinds)
        form.addRow("", self.recording)
        self.body.addWidget(about)
        self.body.addLayout(form)
        self.body.addWidget(self.out)
        self.resize(640, 680)
        self.save.setEnabled(False)
        self.purposes.changed.connect(self._show_button)
        self.kinds.changed.connect(self._show_button)
        context.jobs.run_query(_read, success=self._fill, owner=self, key="choices")

    def make_write(self) -> tuple[str, Write]:
        """Make them; nothing is on record where a text does not fit."""
        questions = FormQuestions(
            tuple(int(one) for one in self.purposes.ticked()),
            tuple(MediaKind(one) for one in self.kinds.ticked()),
            self.recording.isChecked(),
        )
        count, language, is_self = self.count.value(), str(self.language.currentData()), bool(self.reader.currentData())

        def write(workspace: Workspace, _progress: Progress) -> Change[tuple[IssuedForm, ...]]:
            return workspace.rounds.make_blank(count, questions, language, is_self=is_self, measure=check_sheets)

        return _("Blank forms"), write

    def written(self, change: Change[Any]) -> None:
        """Tell which forms there are."""
        self.made.emit(tuple(form.form_id for form in change.value))

    def _fill(self, found: _Found) -> None:
        purposes, out, came_back = found
        for purpose in purposes:
            self.purposes.add(purpose.name, purpose.id, is_ticked=True)
        for kind in MediaKind:
            self.kinds.add(kind_label(kind), kind.value, is_ticked=True)
        self.out.setText(blank_forms_sentence(out, came_back))
        self.out.setVisible(out > 0)
        self._show_button()

    def _show_button(self) -> None:
        self.save.setEnabled(bool(self.purposes.ticked() and self.kinds.ticked()))


def _read(workspace: Workspace, _progress: Progress) -> _Found:
    asked = tuple(one for one in workspace.purposes.purposes() if one.legal_basis is LegalBasis.CONSENT)
    blank = workspace.rounds.blank_forms()
    return asked, len(blank), sum(bool(one.scans) for one in blank)
