# SPDX-License-Identifier: GPL-3.0-or-later
"""The same answer for many people at once, with what it will come to before it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from models.changes import Change
from models.consent.facts import CellKey
from models.consent.preview import AnswerPreview, preview_answers
from models.consent.purposes import PurposeRow
from models.consent.register import AnswerInput, Recorded
from models.progress import Progress
from models.terms import Activity, Answer, MediaKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.style import labels
from ui.style.icons import icon, kind_icon, pixmap, purpose_icon
from ui.style.spacing import ICON, L, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext
from ui.widgets.date_field import day_of, make_date_edit
from ui.widgets.method_box import chosen_method, make_method_box


@dataclass(frozen=True, slots=True)
class OneEvent:
    """An event that the answers count for, and nothing else; its name, and what to tick to begin with."""

    session_id: int
    name: str
    keys: tuple[CellKey, ...] = ()


class BulkAnswerDialog(EntryDialog):
    """Which cells, which answer, how and when; one transaction, one undo. With ``event``: for that event only."""

    def __init__(
        self,
        context: AppContext,
        person_ids: tuple[int, ...],
        parent: QWidget | None = None,
        event: OneEvent | None = None,
    ) -> None:
        count = len(person_ids)
        title = ngettext("Answer for {count} person", "Answer for {count} people", count)
        super().__init__(context, title.format(count=format_number(count)), _("Record"), parent)
        self._person_ids = person_ids
        self._event = event
        self.boxes: dict[CellKey, QCheckBox] = {}
        self.yes, self.no = QRadioButton(_("Yes")), QRadioButton(_("No"))
        self.yes.setIcon(icon("check", "ready"))
        self.no.setIcon(icon("close", "no"))
        self.yes.setChecked(True)
        self._answers = QButtonGroup(self)
        for button in (self.yes, self.no):
            self._answers.addButton(button)
        self.method = make_method_box()
        self.day = make_date_edit(_("Date of the answer"), context.workspace.clock.today())
        self.note = QLineEdit()
        self.note.setMaxLength(500)
        self.preview = QLabel(_("Choose what the answer is about."))
        self.preview.setWordWrap(True)
        self.preview.setMinimumHeight(60)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(L)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(80)
        self._waiting.timeout.connect(self._load_preview)
        self._lay_out()
        self.save.setEnabled(False)
        self.yes.toggled.connect(self._on_choice_changed)
        self.day.dateChanged.connect(self._on_choice_changed)
        self._load_purposes()

    def make_write(self) -> tuple[str, Write]:
        """Record every answer."""
        answers = self._make_answers()

        def write(workspace: Workspace, _progress: Progress) -> Change[Recorded]:
            return workspace.consent.record_answers(answers, action="consent.answer_many")

        count = len(self._person_ids)
        label = ngettext("Answer for {count} person", "Answer for {count} people", count)
        if self._event is not None:
            label = ngettext("Answer of {count} person for one event", "Answer of {count} people for one event", count)
        return label.format(count=format_number(count)), write

    def chosen_keys(self) -> tuple[CellKey, ...]:
        """What the answer is about."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def _make_answers(self) -> tuple[AnswerInput, ...]:
        answer = Answer.GIVEN if self.yes.isChecked() else Answer.REFUSED
        return tuple(
            AnswerInput(
                person_id,
                key,
                answer,
                decided_on=day_of(self.day),
                method=chosen_method(self.method),
                note=self.note.text(),
                session_id=None if self._event is None else self._event.session_id,
            )
            for person_id in self._person_ids
            for key in self.chosen_keys()
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.yes)
        row.addWidget(self.no)
        row.addStretch(1)
        form = QFormLayout()
        form.setVerticalSpacing(S)
        form.addRow(_("Answer"), row)
        form.addRow(_("How"), self.method)
        form.addRow(_("Date"), self.day)
        form.addRow(_("Note"), self.note)
        hint = QLabel(_("Each answer is recorded as given by whoever decides for that person."))
        hint.setWordWrap(True)
        set_kind(hint, "muted")
        if self._event is not None:
            self.scope = QLabel(
                _(
                    "These answers count for “{event}” only. In its pictures they take the place of what the same "
                    "person answered before; everything else stays as it is."
                ).format(event=self._event.name)
            )
            self.scope.setTextFormat(Qt.TextFormat.PlainText)
            self.scope.setWordWrap(True)
            self.body.addWidget(self.scope)
        self.body.addLayout(self.grid)
        self.body.addLayout(form)
        self.body.addWidget(hint)
        self.body.addWidget(self.preview)

    def _load_purposes(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[PurposeRow, ...]:
            return workspace.purposes.purposes()

        self.context.jobs.run_query(load, success=self._on_purposes_loaded, owner=self, key="purposes")

    def _on_purposes_loaded(self, purposes: tuple[PurposeRow, ...]) -> None:
        for column, kind in enumerate(MediaKind, start=2):
            head = QPushButton(icon(kind_icon(kind)), labels.kind_label(kind))
            head.setToolTip(_("Choose or clear the whole column"))
            head.setAutoDefault(False)
            set_kind(head, "quiet")
            self.grid.addWidget(head, 0, column)
            head.clicked.connect(partial(self._toggle, kind))
        for line, purpose in enumerate((None, *purposes), start=1):
            name = "camera" if purpose is None else purpose_icon(purpose.key, purpose.audience)
            mark = QLabel()
            mark.setPixmap(pixmap(name, ICON, "muted", self.devicePixelRatioF()))
            self.grid.addWidget(mark, line, 0)
            self.grid.addWidget(QLabel(_row_title(purpose)), line, 1)
            for column, kind in enumerate(MediaKind, start=2):
                if purpose is not None and kind not in purpose.kinds:
                    continue
                activity = Activity.RECORDING if purpose is None else Activity.PUBLICATION
                box = QCheckBox()
                box.setAccessibleName(f"{_row_title(purpose)}: {labels.kind_label(kind)}")
                box.setToolTip(box.accessibleName())
                box.toggled.connect(self._on_choice_changed)
                self.boxes[CellKey(activity, kind, None if purpose is None else purpose.id)] = box
                self.grid.addWidget(box, line, column)
        self.grid.setColumnStretch(1, 1)
        for key in () if self._event is None else self._event.keys:
            if key in self.boxes:
                self.boxes[key].setChecked(True)

    def _toggle(self, kind: MediaKind) -> None:
        keys = [key for key in self.boxes if key.kind is kind]
        is_on = not all(self.boxes[key].isChecked() for key in keys)
        for key in keys:
            self.boxes[key].setChecked(is_on)

    def _on_choice_changed(self) -> None:
        self.save.setEnabled(bool(self.boxes) and bool(self.chosen_keys()))
        self._waiting.start()

    def _load_preview(self) -> None:
        answers, person_ids = self._make_answers(), self._person_ids
        keys = {answer.key for answer in answers}
        if not answers:
            self.preview.setText(_("Choose what the answer is about."))
            return

        def load(workspace: Workspace, _progress: Progress) -> AnswerPreview:
            return preview_answers(workspace.consent.facts(person_ids, keys), answers, workspace.clock.today())

        self.context.jobs.run_query(load, success=self._on_previewed, owner=self, key="preview")

    def _on_previewed(self, found: AnswerPreview) -> None:
        self.preview.setText("\n".join(preview_sentences(found, is_yes=self.yes.isChecked())))


def _row_title(purpose: PurposeRow | None) -> str:
    return _("Being recorded") if purpose is None else purpose.name


def preview_sentences(found: AnswerPreview, *, is_yes: bool) -> tuple[str, ...]:
    """What an answer for many will come to, in words."""
    lines = []
    if is_yes and found.become_yes:
        text = ngettext(
            "The answer becomes yes for {count} person.", "The answer becomes yes for {count} people.", found.become_yes
        )
        lines.append(text.format(count=format_number(found.become_yes)))
    if is_yes and found.stay_no:
        text = ngettext(
            "{count} person keeps a no: a no of somebody else with a say is never outvoted.",
            "{count} people keep a no: a no of somebody else with a say is never outvoted.",
            found.stay_no,
        )
        lines.append(text.format(count=format_number(found.stay_no)))
    if is_yes and found.still_open:
        text = ngettext(
            "{count} person still needs another answer.", "{count} people still need another answer.", found.still_open
        )
        lines.append(text.format(count=format_number(found.still_open)))
    if not is_yes:
        text = ngettext(
            "The answer becomes no for {count} person.", "The answer becomes no for {count} people.", found.become_no
        )
        lines.append(text.format(count=format_number(found.become_no)))
    if found.were_no_now_yes:
        text = ngettext(
            "{count} of them said no before and now says yes.",
            "{count} of them said no before and now say yes.",
            found.were_no_now_yes,
        )
        lines.append(text.format(count=format_number(found.were_no_now_yes)))
    return tuple(lines)
