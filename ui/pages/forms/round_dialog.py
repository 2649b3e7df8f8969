# SPDX-License-Identifier: GPL-3.0-or-later
"""A new round: whom, about what, in which language and until when; with its numbers and first pages beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.consent.purposes import PurposeRow
from models.errors import KnownError
from models.forms.form_rows import FormQuestions
from models.forms.forms import FormSheet
from models.forms.round_terms import NAME_LENGTH, RoundInput, RoundPreview, RoundReason, RoundWho
from models.forms.rounds import StartedRound
from models.forms.wording import LANGUAGES, wording_languages
from models.progress import Progress
from models.roster.groups import GroupRow
from models.terms import LegalBasis, MediaKind, PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.printing.print_job import check_sheets, draw_preview
from ui.style.icons import icon
from ui.style.labels import kind_label, role_label
from ui.style.round_labels import preview_sentences, reason_label
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, current_language, format_date
from ui.widgets.date_field import DateField

_PREVIEW_WIDTH = 430
_Choices = tuple[tuple[GroupRow, ...], tuple[PurposeRow, ...]]


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    image: QImage


class RoundDialog(EntryDialog):
    """Everything about a round in one place; nothing is recorded before the last button."""

    started = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, _("New round"), _("Make the forms"), parent)
        self._sheets: tuple[FormSheet, ...] = ()
        self._page = 0
        today = context.workspace.clock.today()
        self.name = QLineEdit(_("Forms of {date}").format(date=format_date(today)))
        self.name.setMaxLength(NAME_LENGTH)
        self.groups, self.roles, self.purposes, self.kinds = (QListWidget() for _one in range(4))
        self.reason = QComboBox()
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
        self.resize(1080, 780)
        self.save.setEnabled(False)
        self._load()

    def entered(self) -> RoundInput:
        """The round as filled in now."""
        who = RoundWho(
            group_ids=tuple(int(one) for one in _ticked(self.groups)),
            roles=tuple(PersonRole(one) for one in _ticked(self.roles)),
            reason=RoundReason(self.reason.currentData()),
        )
        questions = FormQuestions(
            tuple(int(one) for one in _ticked(self.purposes)),
            tuple(MediaKind(one) for one in _ticked(self.kinds)),
            self.recording.isChecked(),
        )
        return RoundInput(
            self.name.text(),
            who,
            questions,
            str(self.language.currentData()),
            self.each_own.isChecked(),
            self.before.day(),
        )

    def make_write(self) -> tuple[str, Write]:
        """Record the round with its forms."""
        entered = self.entered()

        def write(workspace: Workspace, _progress: Progress) -> Change[StartedRound]:
            return workspace.rounds.start(entered)

        return _("New round"), write

    def written(self, change: Change[Any]) -> None:
        """Tell which round it is."""
        self.started.emit(change.value.round_id)

    def _make_preview(self) -> None:
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.details = QLabel()
        self.details.setWordWrap(True)
        self.page_image = QLabel()
        self.page_image.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.preview = QScrollArea()
        self.preview.setWidget(self.page_image)
        self.preview.setWidgetResizable(True)
        self.preview.setMinimumWidth(_PREVIEW_WIDTH + 2 * M)
        self.preview.setAccessibleName(_("How the form will look"))
        self.previous = QPushButton(icon("previous"), "")
        self.next = QPushButton(icon("next"), "")
        for button, text, step in ((self.previous, _("Previous page"), -1), (self.next, _("Next page"), 1)):
            button.setAccessibleName(text)
            button.setToolTip(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, by=step: self._turn(by))
        self.page_label = QLabel()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(_("Name of the round"), self.name)
        for text, field, height in (
            (_("Classes and groups (none: all)"), self.groups, 120),
            (_("Roles (none: all)"), self.roles, 96),
        ):
            field.setAccessibleName(text)
            field.setFixedHeight(height)
            form.addRow(text, field)
        form.addRow(_("Of these people"), self.reason)
        for text, field, height in ((_("For which channels"), self.purposes, 104), (_("Of what"), self.kinds, 104)):
            field.setAccessibleName(text)
            field.setFixedHeight(height)
            form.addRow(text, field)
        form.addRow("", self.recording)
        form.addRow("", self.each_own)
        form.addRow(_("Other families"), self.language)
        form.addRow(_("Answer before"), self.before)
        turning = QHBoxLayout()
        turning.addStretch(1)
        for widget in (self.previous, self.page_label, self.next):
            turning.addWidget(widget)
        turning.addStretch(1)
        seen = QVBoxLayout()
        seen.setSpacing(S)
        set_kind(self.summary, "heading")
        seen.addWidget(self.summary)
        seen.addWidget(self.details)
        seen.addWidget(self.preview, 1)
        seen.addLayout(turning)
        columns = QHBoxLayout()
        columns.setSpacing(M)
        columns.addLayout(form, 3)
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
            _add(self.groups, group.name, group.id, is_ticked=False)
        for role in PersonRole:
            _add(self.roles, role_label(role), role.value, is_ticked=False)
        for purpose in purposes:
            _add(self.purposes, purpose.name, purpose.id, is_ticked=True)
        for kind in MediaKind:
            _add(self.kinds, kind_label(kind), kind.value, is_ticked=True)
        for field in (self.groups, self.roles, self.purposes, self.kinds):
            field.itemChanged.connect(self._refresh)
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
        self._sheets, self._page = found.sheets, 0
        self.save.setEnabled(found.people > 0)
        self._turn(0)

    def _on_no_preview(self, error: KnownError) -> None:
        self._sheets = ()
        self.summary.clear()
        self.details.clear()
        self._turn(0)
        self.show_problem(error)
        self.save.setEnabled(False)

    def _turn(self, step: int) -> None:
        count = len(self._sheets)
        self._page = max(0, min(self._page + step, count - 1))
        self.previous.setEnabled(self._page > 0)
        self.next.setEnabled(self._page < count - 1)
        if not count:
            self.page_image.clear()
            self.page_label.clear()
            return
        number, sheet = self._page, self._sheets[self._page]
        width = round(_PREVIEW_WIDTH * self.devicePixelRatioF())

        def draw(_workspace: Workspace, _progress: Progress) -> _Page:
            return _Page(number, draw_preview(sheet, width))

        self.context.jobs.run_query(draw, success=self._show_page, owner=self, key="page")

    def _show_page(self, page: _Page) -> None:
        pixmap = QPixmap.fromImage(page.image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.page_image.setPixmap(pixmap)
        text = _("Page {page} of the first {count}").format(page=page.number + 1, count=len(self._sheets))
        self.page_label.setText(text)
        self.page_image.setAccessibleName(text)


def _add(field: QListWidget, text: str, value: object, *, is_ticked: bool) -> None:
    item = QListWidgetItem(text)
    item.setData(Qt.ItemDataRole.UserRole, value)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
    field.addItem(item)


def _ticked(field: QListWidget) -> list[Any]:
    items = (field.item(row) for row in range(field.count()))
    return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked]
