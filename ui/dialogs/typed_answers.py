# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers typed by hand: who, by two letters of a name or the code of a form; then a key for each line.

Nothing is on record before the last Enter. After it the dialog is ready for the next person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.consent.same_day import outweighed_yeses
from models.errors import ErrorCode, KnownError
from models.forms.codes import plain_code
from models.forms.receipts import Receipt
from models.forms.typed import METHODS, TypedForm, TypedInput, TypedOutcome, TypedQuestions
from models.progress import Progress
from models.roster.people import PersonMatch
from models.terms import AnswerMethod
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.dialogs.receipts import ReceiptsDialog
from ui.style import labels
from ui.style.calendar_labels import same_day_sentence
from ui.style.icons import icon, kind_icon, method_icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.style.typed_labels import (
    decider_label,
    kind_part,
    line_printed,
    line_standing,
    line_topic,
    said_sentence,
    together_label,
    typed_form_label,
    typed_form_note,
    typed_sentence,
    typing_keys,
)
from ui.texts import _
from ui.widgets.answer_lines import AnswerLine, AnswerLines
from ui.widgets.banner import Banner
from ui.widgets.date_field import day_of, make_date_edit, set_day_of
from ui.widgets.person_picker import PersonPicker, PickRow

_METHOD = "typed/method"
_MOST = 8
_BLANK_FORM = 0
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MAX_NOTE = 500


@dataclass(frozen=True, slots=True)
class _Found:
    """Who fits what was typed: by name, or the one whose form has that code."""

    people: tuple[PersonMatch, ...] = ()
    by_code: TypedQuestions | None = None
    code: str = ""


class TypedAnswersDialog(EntryDialog):
    """First who it is about, then a key for each line, then Enter."""

    def __init__(self, context: AppContext, person_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(context, _("Type answers"), _("Record"), parent)
        self.closes = False
        self.questions: TypedQuestions | None = None
        self._found = _Found()
        self._blank_code = ""
        self._was_warned = False
        self.resize(820, 720)
        self._make_fields()
        self._lay_out()
        self._choose_again()
        if person_id is not None:
            self.show_person(person_id)

    # --- the widgets

    def _make_fields(self) -> None:
        self.banner = Banner(self)
        self.picker = PersonPicker(self._search, can_create=False)
        self.picker.line.setPlaceholderText(_("Letters of a name, or the code of a form"))
        self.picker.line.setAccessibleName(_("Letters of a name, or the code of a form"))
        self.asks_whose = QLabel()
        self.asks_whose.setWordWrap(True)
        self.name = QLabel()
        set_kind(self.name, "title")
        self.about, self.form_note, self.printed = QLabel(), QLabel(), QLabel()
        self.keys = QLabel(typing_keys())
        set_kind(self.keys, "muted")
        set_kind(self.about, "muted")
        set_kind(self.printed, "muted")
        for label in (self.about, self.form_note, self.printed, self.keys):
            label.setWordWrap(True)
        self.printed.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.form, self.decider, self.method = QComboBox(), QComboBox(), QComboBox()
        for method in METHODS:
            self.method.addItem(icon(method_icon(method)), labels.method_label(method), method.value)
        last = self.method.findData(self.context.settings.text(_METHOD, AnswerMethod.TELEPHONE.value))
        self.method.setCurrentIndex(max(0, last))
        self.day = make_date_edit(_("When it was said"), self.context.workspace.clock.today())
        self.note = QLineEdit()
        self.note.setMaxLength(_MAX_NOTE)
        self.lines = AnswerLines()
        self.summary = QLabel()
        set_kind(self.summary, "heading")
        self.again = QPushButton(icon("people"), _("Somebody else"))
        self.save.setDefault(False)
        self.save.setAutoDefault(True)
        self.again.setAutoDefault(False)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Close"))

    def _lay_out(self) -> None:
        who = QWidget()
        column = QVBoxLayout(who)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.asks_whose)
        column.addWidget(self.picker, 1)
        self.answers = QWidget()
        column = QVBoxLayout(self.answers)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.again)
        column.addLayout(head)
        column.addWidget(self.about)
        self.fields = QFormLayout()
        how = QHBoxLayout()
        how.addWidget(self.method)
        when = QLabel(_("&When"))
        when.setBuddy(self.day)
        how.addWidget(when)
        how.addWidget(self.day)
        how.addStretch(1)
        self.fields.addRow(_("What was &asked"), self.form)
        self.fields.addRow(_("Wh&o answers"), self.decider)
        self.fields.addRow(_("&How"), how)
        self.fields.addRow(_("No&te"), self.note)
        how_label = self.fields.labelForField(how)
        if isinstance(how_label, QLabel):
            how_label.setBuddy(self.method)
        self.method.setAccessibleName(_("How the answer was given"))
        column.addLayout(self.fields)
        column.addWidget(self.form_note)
        column.addWidget(self.keys)
        column.addWidget(self.lines, 1)
        column.addWidget(self.printed)
        column.addWidget(self.summary)
        self.stack = QStackedWidget()
        self.stack.addWidget(who)
        self.stack.addWidget(self.answers)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.stack, 1)
        self.picker.picked.connect(self._on_picked)
        self.picker.cancelled.connect(self.reject)
        self.again.clicked.connect(self._choose_again)
        self.form.currentIndexChanged.connect(self._show_form)
        self.day.dateChanged.connect(self._show_deciders)
        self.lines.changed.connect(self._show_said)
        self.lines.finished.connect(self._on_finished)
        self.lines.currentCellChanged.connect(self._show_printed)

    # --- who it is about

    def show_person(self, person_id: int) -> None:
        """Ask somebody's lines, without choosing them here."""
        code = self._blank_code

        def read(workspace: Workspace, _progress: Progress) -> TypedQuestions:
            return workspace.typed.questions_of(code, person_id) if code else workspace.typed.questions(person_id)

        self.context.jobs.run_query(
            read, success=self._show, failure=self.show_problem, owner=self, key="questions", is_urgent=True
        )

    def _search(self, text: str) -> None:
        def find(workspace: Workspace, _progress: Progress) -> _Found:
            code = plain_code(text)
            by_code = None if code is None else workspace.typed.find(code)
            if by_code is not None:
                return _Found(by_code=by_code, code=code or "")
            return _Found(people=workspace.people.search(text, _MOST) if text else ())

        self.context.jobs.run_query(
            find, success=self._on_found, failure=self.show_problem, owner=self, key="search", is_urgent=True
        )

    def _on_found(self, found: _Found) -> None:
        self.problem.hide()
        self._found = found
        rows = [PickRow(one.person_id, one.display_name, ", ".join(one.groups)) for one in found.people]
        if found.by_code is not None:
            one = found.by_code
            name = _("A form without a name yet") if one.person_id is None else one.name
            rows = [PickRow(one.person_id or _BLANK_FORM, name, ", ".join(one.groups), _("by the code of the form"))]
        self.picker.show_results(rows)

    def _on_picked(self, person_id: int) -> None:
        by_code = self._found.by_code
        if by_code is not None and by_code.person_id == person_id:
            self._show(by_code)
        elif by_code is not None and person_id == _BLANK_FORM:
            self._blank_code = self._found.code
            self.asks_whose.setText(_("This form has no name yet. Who filled it in, or for whom is it?"))
            self.picker.refresh()
        else:
            self.show_person(person_id)

    def _choose_again(self) -> None:
        """Back to who it is about; what was typed is let go."""
        self.questions = None
        self._blank_code = ""
        self._was_warned = False
        self.problem.hide()
        self.asks_whose.setText(_("Who is it about?"))
        self.stack.setCurrentIndex(0)
        self.save.hide()
        self.save.setEnabled(False)
        self.picker.clear()
        self.picker.setFocus()

    # --- what is asked

    def _show(self, found: TypedQuestions) -> None:
        self.questions = found
        self.banner.hide()
        self.problem.hide()
        self.name.setText(found.name or _("a parent or guardian"))
        self.note.clear()
        set_day_of(self.day, self.context.workspace.clock.today())
        self.form.blockSignals(True)
        self.form.clear()
        self.form.addItems([typed_form_label(form) for form in found.forms])
        self.form.blockSignals(False)
        self.fields.setRowVisible(self.form, len(found.forms) > 1)
        self._show_deciders()
        self._show_form()
        self.stack.setCurrentIndex(1)
        self.save.show()
        self.lines.setFocus()

    def _show_deciders(self) -> None:
        if self.questions is None:
            return
        chosen = self.decider.currentData()
        able = self.questions.deciders_on(day_of(self.day))
        self.decider.clear()
        for one in able:
            look = icon("person" if one.is_self else "guardian")
            self.decider.addItem(look, decider_label(one), () if one.person_id is None else (one.person_id,))
        known = [one.person_id for one in able if one.person_id is not None]
        if len(known) > 1:
            self.decider.addItem(icon("people"), together_label(able), tuple(known))
        self.decider.setCurrentIndex(max(0, self._place_of(chosen)))
        is_choice = self.decider.count() > 1
        self.fields.setRowVisible(self.decider, is_choice)
        parts = [", ".join(self.questions.groups)]
        if not is_choice:
            who = self.decider.currentText() or _("a parent or guardian")
            parts.append(_("{name} answers").format(name=who))
        self.about.setText(" · ".join(part for part in parts if part))

    def _place_of(self, chosen: object) -> int:
        wanted = tuple(chosen) if isinstance(chosen, list | tuple) else None
        places = range(self.decider.count())
        return next((place for place in places if tuple(self.decider.itemData(place) or ()) == wanted), 0)

    def _shown_form(self) -> TypedForm | None:
        if self.questions is None or self.form.currentIndex() < 0:
            return None
        return self.questions.forms[self.form.currentIndex()]

    def _show_form(self) -> None:
        form = self._shown_form()
        if form is None:
            return
        note = typed_form_note(form)
        self.form_note.setText(note)
        self.form_note.setVisible(bool(note))
        self.lines.set_lines(
            [
                AnswerLine(line_topic(line), kind_part(line), kind_icon(line.key.kind), line_standing(line))
                for line in form.lines
            ]
        )
        self._show_said()
        self._show_printed()

    def _show_printed(self) -> None:
        form, row = self._shown_form(), self.lines.currentRow()
        words = line_printed(form.lines[row]) if form is not None and 0 <= row < len(form.lines) else ""
        self.printed.setText(_("On the form: {words}").format(words=words) if words else "")
        self.printed.setVisible(bool(form is not None and form.form_ids))

    def _show_said(self) -> None:
        said = self.lines.said()
        if self._was_warned:
            self._was_warned = False
            self.problem.hide()
        self.save.setEnabled(any(one is not None for one in said))
        self.summary.setText(said_sentence(said))
        self.save.setAccessibleDescription(self.summary.text())

    # --- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the lines, and records from the button alone. Escape goes back to who it is about, then out."""
        key = Qt.Key(event.key())
        if key in _ENTER:
            if self.stack.currentIndex() == 1 and not self.save.hasFocus():
                self.lines.setFocus()
        elif key == Qt.Key.Key_Backspace and self.save.hasFocus():
            self.lines.setFocus()
            self.lines.go_back(is_past_end=True)
        elif key == Qt.Key.Key_Escape and self.stack.currentIndex() == 1:
            if self._may_let_go():
                self._choose_again()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; where something was typed that is not on record, only the second time."""
        if self._may_let_go():
            super().reject()

    def _may_let_go(self) -> bool:
        """Whether what was typed may be lost: there is nothing, or somebody asked for it twice."""
        has_typed = self.stack.currentIndex() == 1 and any(one is not None for one in self.lines.said())
        if not has_typed or self._was_warned:
            return True
        self._was_warned = True
        text = _("What you typed is not on record yet. Once more lets go of it; Record keeps it.")
        self.problem.setText(text)
        self.problem.setAccessibleName(text)
        self.problem.show()
        return False

    def _on_finished(self) -> None:
        if self.save.isEnabled():
            self.save.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.show_problem(KnownError(ErrorCode.NOTHING_ANSWERED))
            self.save.setEnabled(False)

    # --- recording

    def make_write(self) -> tuple[str, Write]:
        """Record what was typed."""
        found, form = self.questions, self._shown_form()
        if found is None or found.person_id is None or form is None:
            raise KnownError(ErrorCode.NOTHING_ANSWERED)
        said = TypedInput(
            found.person_id,
            {line.key: one for line, one in zip(form.lines, self.lines.said(), strict=True) if one is not None},
            form.form_ids,
            tuple(self.decider.currentData() or ()),
            day_of(self.day),
            AnswerMethod(self.method.currentData()),
            self.note.text(),
        )

        def write(workspace: Workspace, _progress: Progress) -> Change[tuple[TypedOutcome, bool]]:
            change = workspace.typed.record(said)
            entries = workspace.consent.timeline(change.value.person_id)
            is_outweighed = bool(outweighed_yeses(entries, change.value.event_ids))
            return Change((change.value, is_outweighed), change.changes, change.undo)

        return _("Answer of {name}").format(name=found.name), write

    def written(self, change: Change[tuple[TypedOutcome, bool]]) -> None:
        """Say what was recorded, and be ready for the next person."""
        outcome, is_outweighed = change.value
        self.context.settings.put_text(_METHOD, str(self.method.currentData()))
        sentences = [typed_sentence(self.name.text(), outcome)]
        if is_outweighed:
            sentences.append(same_day_sentence())
        self._choose_again()
        self._tell(sentences, outcome.event_ids)

    def _tell(self, sentences: Sequence[str], event_ids: Sequence[int]) -> None:
        def load(workspace: Workspace, usual: str) -> tuple[Receipt, ...]:
            return workspace.receipts.of_answers(event_ids, usual)

        def show() -> None:
            ReceiptsDialog(self.context, load, self).open()

        self.banner.show_message(" ".join(sentences), action=_("Receipt…"), act=show, icon_name="check", seconds=0)
