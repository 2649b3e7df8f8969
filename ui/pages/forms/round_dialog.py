# SPDX-License-Identifier: GPL-3.0-or-later
"""A new round: whom, about what, in which language and until when; with its numbers and first pages beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.consent.purposes import PurposeRow
from models.errors import KnownError
from models.forms.form_rows import FormQuestions
from models.forms.forms import FormSheet
from models.forms.round_reasons import RoundReason
from models.forms.round_terms import NAME_LENGTH, RoundInput, RoundPreview, RoundWho
from models.forms.rounds import StartedRound
from models.forms.wording import LANGUAGES, wording_languages
from models.progress import Progress
from models.roster.groups import GroupRow
from models.terms import LegalBasis, MediaKind, PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.pages.forms.people_finder import ChoosePeopleDialog
from ui.pages.forms.ticks import TickList
from ui.printing.print_job import check_sheets, draw_preview
from ui.style.icons import icon
from ui.style.labels import kind_label, role_label
from ui.style.round_labels import preview_sentences, reason_label, version_label
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, current_language, format_date, join_words
from ui.widgets.date_field import DateField
from ui.widgets.page_preview import PagePreview

_PREVIEW_WIDTH = 430
_Choices = tuple[tuple[GroupRow, ...], tuple[PurposeRow, ...]]


class RoundDialog(EntryDialog):
    """Everything about a round in one place; nothing is recorded before the last button."""

    started = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, _("New round"), _("Make the forms"), parent)
        self.is_long = True
        self._sheets: tuple[FormSheet, ...] = ()
        self._people: dict[int, str] = {}
        today = context.workspace.clock.today()
        self.name = QLineEdit(_("Forms of {date}").format(date=format_date(today)))
        self.name.setMaxLength(NAME_LENGTH)
        self.groups = TickList(_("Classes and groups (none: all)"), 122)
        self.roles = TickList(_("Roles (none: all)"), 92)
        self.purposes = TickList(_("For which channels"), 104)
        self.kinds = TickList(_("Of what"), 92)
        self.choose = QPushButton(icon("person"), _("Only certain people…"))
        self.everybody = QPushButton(icon("undo"), _("Not only these"))
        for button in (self.choose, self.everybody):
            button.setAutoDefault(False)
        self.chosen = QLabel()
        self.chosen.setWordWrap(True)
        self.reason = QComboBox()
        self.reason.setAccessibleName(_("Of these people"))
        for reason in RoundReason:
            self.reason.addItem(reason_label(reason), reason.value)
        self.recording = QCheckBox(_("Also ask whether recordings may be made"))
        self.recording.setChecked(True)
        self.language = QComboBox()
        for code, name in wording_languages():
            self.language.addItem(name, code)
        own = current_language()
        self.language.setCurrentIndex(self.language.findData(own if own in LANGUAGES else LANGUAGES[0]))
        self.each_own = QCheckBox(_("Each family in its own language where we have the words"))
        self.each_own.setChecked(True)
        self.before = DateField(_("Answer before"))
        self._make_preview()
        self._lay_out()
        self._show_people()
        self.resize(1080, 780)
        self.save.setEnabled(False)
        self._load()

    def entered(self) -> RoundInput:
        """The round as filled in now, but for the last day, which makes no difference to the forms."""
        reason = RoundReason(self.reason.currentData())
        if self._people:
            who = RoundWho(person_ids=tuple(self._people), reason=reason)
        else:
            groups = tuple(int(one) for one in self.groups.ticked())
            who = RoundWho(groups, tuple(PersonRole(one) for one in self.roles.ticked()), reason=reason)
        questions = FormQuestions(
            tuple(int(one) for one in self.purposes.ticked()),
            tuple(MediaKind(one) for one in self.kinds.ticked()),
            self.recording.isChecked(),
        )
        return RoundInput(
            self.name.text(),
            who,
            questions,
            str(self.language.currentData()),
            self.each_own.isChecked(),
        )

    def ask_only(self, people: dict[int, str]) -> None:
        """Ask these people alone; nobody: whoever the lists say."""
        self._people = dict(people)
        self._show_people()
        self._refresh()

    def make_write(self) -> tuple[str, Write]:
        """Record the round with its forms; every text is measured before anything is on record."""
        entered = replace(self.entered(), answer_before=self.before.day())

        def write(workspace: Workspace, progress: Progress) -> Change[StartedRound]:
            return workspace.rounds.start(entered, check_sheets, progress)

        return _("New round"), write

    def written(self, change: Change[Any]) -> None:
        """Tell which round it is."""
        self.started.emit(change.value.round_id)

    def _make_preview(self) -> None:
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.details = QLabel()
        self.details.setWordWrap(True)
        self.preview = PagePreview(_PREVIEW_WIDTH, _("How the form will look"))
        self.preview.turned.connect(self._draw_page)
        for button in (self.preview.previous, self.preview.next):
            button.setAutoDefault(False)
        self.versions = QComboBox()
        self.versions.setAccessibleName(_("Which version to look at"))
        self.versions.activated.connect(self._on_version)

    def _lay_out(self) -> None:
        self._form = form = QFormLayout()
        form.addRow(_("Name of the round"), self.name)
        form.addRow(self.groups.accessibleName(), self.groups)
        form.addRow(self.roles.accessibleName(), self.roles)
        only = QHBoxLayout()
        only.addWidget(self.choose)
        only.addWidget(self.everybody)
        only.addStretch(1)
        form.addRow("", only)
        form.addRow(self.chosen)
        form.addRow(_("Of these people"), self.reason)
        form.addRow(self.purposes.accessibleName(), self.purposes)
        form.addRow(self.kinds.accessibleName(), self.kinds)
        form.addRow("", self.recording)
        form.addRow("", self.each_own)
        form.addRow(_("Other families"), self.language)
        form.addRow(_("Answer before"), self.before)
        seen = QVBoxLayout()
        seen.setSpacing(S)
        set_kind(self.summary, "heading")
        seen.addWidget(self.summary)
        seen.addWidget(self.details)
        seen.addWidget(self.versions)
        seen.addWidget(self.preview, 1)
        columns = QHBoxLayout()
        columns.setSpacing(M)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addStretch(1)
        columns.addLayout(left, 3)
        columns.addLayout(seen, 4)
        self.body.addLayout(columns, 1)

    def _load(self) -> None:
        def read(workspace: Workspace, _progress: Progress) -> _Choices:
            asked = [one for one in workspace.purposes.purposes() if one.legal_basis is LegalBasis.CONSENT]
            return workspace.groups.list_groups(), tuple(asked)

        self.context.jobs.run_query(read, success=self._fill, owner=self, key="choices")

    def _fill(self, choices: _Choices) -> None:
        groups, purposes = choices
        for group in groups:
            self.groups.add(group.name, group.id, is_ticked=False)
        for role in PersonRole:
            self.roles.add(role_label(role), role.value, is_ticked=False)
        for purpose in purposes:
            self.purposes.add(purpose.name, purpose.id, is_ticked=True)
        for kind in MediaKind:
            self.kinds.add(kind_label(kind), kind.value, is_ticked=True)
        for field in (self.groups, self.roles, self.purposes, self.kinds):
            field.changed.connect(self._refresh)
        self.choose.clicked.connect(self._on_choose)
        self.everybody.clicked.connect(lambda: self.ask_only({}))
        self.reason.currentIndexChanged.connect(self._refresh)
        self.language.currentIndexChanged.connect(self._refresh)
        self.recording.toggled.connect(self._refresh)
        self.each_own.toggled.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        entered = self.entered()
        self.save.setEnabled(False)

        def read(workspace: Workspace, _progress: Progress) -> RoundPreview:
            found = workspace.rounds.preview(entered)
            check_sheets(found.sheets)
            return found

        self.context.jobs.run_query(
            read, success=self._on_preview, failure=self._on_no_preview, owner=self, key="preview"
        )

    def _on_preview(self, found: RoundPreview) -> None:
        self.problem.hide()
        first, *rest = preview_sentences(found)
        self.summary.setText(first)
        self.details.setText("\n".join(rest))
        self._sheets, self.preview.page = found.sheets, 0
        self.save.setEnabled(found.people > 0)
        self._fill_versions()
        self._draw_page()

    def _on_no_preview(self, error: KnownError) -> None:
        self._sheets = ()
        self.summary.clear()
        self.details.clear()
        self._fill_versions()
        self._draw_page()
        self.show_problem(error)
        self.save.setEnabled(False)

    def _fill_versions(self) -> None:
        """The languages and readers there are forms for, each with its first page."""
        first: dict[tuple[str, bool], int] = {}
        for number, sheet in enumerate(self._sheets):
            first.setdefault((sheet.language, sheet.decides_self), number)
        self.versions.clear()
        for (language, decides_self), number in first.items():
            self.versions.addItem(version_label(language, decides_self=decides_self), number)
        self.versions.setVisible(len(first) > 1)

    def _on_version(self) -> None:
        self.preview.page = int(self.versions.currentData())
        self._draw_page()

    def _on_choose(self) -> None:
        dialog = ChoosePeopleDialog(self.context, self._people, self)
        dialog.chosen.connect(self.ask_only)
        dialog.open()

    def _show_people(self) -> None:
        is_some = bool(self._people)
        self._form.setRowVisible(self.groups, not is_some)
        self._form.setRowVisible(self.roles, not is_some)
        self.everybody.setVisible(is_some)
        self.chosen.setVisible(is_some)
        self.chosen.setText(join_words(list(self._people.values())))

    def _draw_page(self) -> None:
        if not self._sheets:
            self.preview.show_nothing()
            return
        sheet, width = self._sheets[min(self.preview.page, len(self._sheets) - 1)], self.preview.pixels()

        def draw(_workspace: Workspace, _progress: Progress) -> QImage:
            return draw_preview(sheet, width)

        self.context.jobs.run_query(draw, success=self._show_page, owner=self, key="page")

    def _show_page(self, image: QImage) -> None:
        if not self._sheets:
            return
        self.preview.show_page(image, len(self._sheets), is_all=False)
        shown = self._sheets[self.preview.page]
        label = version_label(shown.language, decides_self=shown.decides_self)
        self.versions.setCurrentIndex(self.versions.findText(label))
