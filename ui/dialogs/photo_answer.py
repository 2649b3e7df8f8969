# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer for one photo only: who answers, yes or no, for which of the purposes at hand, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.consent.facts import CellKey
from models.consent.preview import status_after
from models.consent.purposes import PurposeRow
from models.consent.register import AnswerInput, Decider, Recorded
from models.consent.verdicts import AppearanceFact, needs_of
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.terms import Activity, Answer, AnswerMethod, ConsentStatus, LegalBasis, MediaKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.style import labels
from ui.style.icons import icon, purpose_icon
from ui.style.spacing import L, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.date_field import day_of, make_date_edit
from ui.widgets.method_box import chosen_method, make_method_box
from ui.widgets.why_panel import WhyPanel

_WAIT_MS = 80


@dataclass(frozen=True, slots=True)
class PhotoQuestion:
    """What the dialog asks about: one person in one item.

    ``kinds``: what their appearance needs a yes for; ``session_id``: the event of the item.
    """

    item_id: int
    person_id: int
    name: str
    file_name: str
    session_id: int | None
    kinds: tuple[MediaKind, ...]
    purposes: tuple[PurposeRow, ...]
    deciders: tuple[Decider, ...]
    names: dict[int, str]


def load_question(workspace: Workspace, item_id: int, person_id: int) -> PhotoQuestion:
    """Read what the dialog needs; runs off the GUI thread. Raises ``ITEM_UNKNOWN`` or ``PERSON_UNKNOWN``."""
    item = workspace.media.item_rows((item_id,)).get(item_id)
    if item is None:
        raise KnownError(ErrorCode.ITEM_UNKNOWN)
    people = workspace.tagging.people_in((item_id,))[item_id]
    needed = [
        kind
        for one in people.appearances
        if one.person_id == person_id
        for kind in needs_of(item.kind, AppearanceFact(person_id, one.is_visible, one.is_audible))
    ]
    matrix = workspace.consent.matrix(person_id)
    names = workspace.people.names({person_id, *(one.person_id for one in matrix.deciders)})
    event = workspace.sessions.sessions_of((item_id,)).get(item_id)
    return PhotoQuestion(
        item_id=item_id,
        person_id=person_id,
        name=names.get(person_id, ""),
        file_name=item.path.name,
        session_id=None if event is None else event.id,
        kinds=tuple(dict.fromkeys(needed)) or (item.kind,),
        purposes=workspace.purposes.purposes(),
        deciders=matrix.deciders,
        names={one: name or _("a parent or guardian") for one, name in names.items()},
    )


class PhotoAnswerDialog(EntryDialog):
    """Records answers that hold for one item alone; undo takes them back."""

    def __init__(
        self,
        context: AppContext,
        item_id: int,
        person_id: int,
        purpose_ids: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, _("Answer for this photo only"), _("Record"), parent)
        self._item_id, self._person_id, self._purpose_ids = item_id, person_id, tuple(purpose_ids)
        self.question: PhotoQuestion | None = None
        self.boxes: dict[int, QCheckBox] = {}
        self._make_fields()
        self._lay_out()
        self.save.setEnabled(False)
        self._load()

    def make_write(self) -> tuple[str, Write]:
        """Record the answer for each purpose and kind at hand."""
        answers = self.make_answers()

        def write(workspace: Workspace, _progress: Progress) -> Change[Recorded]:
            return workspace.consent.record_answers(answers, action="consent.answer_item")

        name = "" if self.question is None else self.question.name
        return _("Answer of {name} for one photo").format(name=name), write

    def make_answers(self) -> tuple[AnswerInput, ...]:
        """The answers as the dialog is filled in."""
        question = self.question
        if question is None:
            return ()
        answer = Answer.GIVEN if self.yes.isChecked() else Answer.REFUSED
        return tuple(
            AnswerInput(
                question.person_id,
                CellKey(Activity.PUBLICATION, kind, purpose.id),
                answer,
                decider_id=self.decider.currentData(),
                decided_on=day_of(self.day),
                method=chosen_method(self.method),
                heard_by=self.heard_by.text(),
                note=self.note.text(),
                item_id=question.item_id,
            )
            for purpose in question.purposes
            if purpose.id in self.boxes and self.boxes[purpose.id].isChecked()
            for kind in question.kinds
            if kind in purpose.kinds
        )

    def _make_fields(self) -> None:
        self.heading = QLabel()
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        set_kind(self.heading, "heading")
        self.yes, self.no = QRadioButton(_("Yes")), QRadioButton(_("No"))
        self.yes.setIcon(icon("check", "ready"))
        self.no.setIcon(icon("close", "no"))
        self._answers = QButtonGroup(self)
        for button in (self.yes, self.no):
            self._answers.addButton(button)
            button.toggled.connect(self._on_filled_in)
        self.decider = QComboBox()
        self.method = make_method_box()
        self.method.setCurrentIndex(self.method.findData(AnswerMethod.IN_PERSON))
        self.day = make_date_edit(_("Date of the answer"), self.context.workspace.clock.today())
        self.heard_by, self.note = QLineEdit(), QLineEdit()
        self.heard_by.setPlaceholderText(_("You"))
        self.heard_by.setMaxLength(120)
        self.note.setMaxLength(500)
        self.outcome = QLabel(_("Choose yes or no."))
        self.outcome.setTextFormat(Qt.TextFormat.PlainText)
        self.outcome.setWordWrap(True)
        self.outcome.setMinimumHeight(44)
        self.decider.currentIndexChanged.connect(self._on_filled_in)
        self.day.dateChanged.connect(self._on_filled_in)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_WAIT_MS)
        self._waiting.timeout.connect(self._load_outcome)

    def _lay_out(self) -> None:
        self.setMinimumWidth(520)
        explanation = QLabel(
            _(
                "It counts for this photo and takes the place of what the same person answered before. "
                "Everything else stays as it is; a no of another parent still counts."
            )
        )
        explanation.setWordWrap(True)
        set_kind(explanation, "muted")
        answers = QHBoxLayout()
        answers.setSpacing(L)
        for button in (self.yes, self.no):
            answers.addWidget(button)
        answers.addStretch(1)
        self._purposes = QVBoxLayout()
        self._purposes.setSpacing(S)
        form = QFormLayout()
        form.setVerticalSpacing(S)
        form.addRow(_("Where to"), self._purposes)
        form.addRow(_("Who answers"), self.decider)
        form.addRow(_("Answer"), answers)
        form.addRow(_("How"), self.method)
        form.addRow(_("Date"), self.day)
        form.addRow(_("Heard by"), self.heard_by)
        form.addRow(_("Note"), self.note)
        self.body.addWidget(self.heading)
        self.body.addWidget(explanation)
        self.body.addLayout(form)
        self.body.addWidget(self.outcome)

    def _load(self) -> None:
        item_id, person_id = self._item_id, self._person_id

        def load(workspace: Workspace, _progress: Progress) -> PhotoQuestion:
            return load_question(workspace, item_id, person_id)

        self.context.jobs.run_query(
            load, success=self._on_loaded, failure=self.show_problem, owner=self, key="question", is_urgent=True
        )

    def _on_loaded(self, question: PhotoQuestion) -> None:
        self.question = question
        self.heading.setText(_("{name} in {file}").format(name=question.name, file=question.file_name))
        usable = [one for one in question.purposes if set(question.kinds) & set(one.kinds)]
        chosen = [one for one in usable if one.id in self._purpose_ids]
        for purpose in chosen:
            box = QCheckBox(purpose.name)
            box.setIcon(icon(purpose_icon(purpose.key, purpose.audience), "muted"))
            box.setChecked(purpose.id == self._purpose_ids[0])
            box.toggled.connect(self._on_filled_in)
            self.boxes[purpose.id] = box
            self._purposes.addWidget(box)
        if len(chosen) == 1:
            self.boxes[chosen[0].id].setChecked(True)
        self._offer_deciders(question)
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)
        if all(one.legal_basis is not LegalBasis.CONSENT for one in chosen):
            self.no.setText(_("Objects"))
            self.yes.setText(_("No objection"))
        self._on_filled_in()

    def _offer_deciders(self, question: PhotoQuestion) -> None:
        deciding = [question.names.get(one.person_id, "") for one in question.deciders if one.decides]
        usual = _("Whoever decides ({name})").format(name=deciding[0]) if deciding else _("Whoever decides")
        self.decider.addItem(icon("people"), usual, None)
        for one in question.deciders:
            text = question.names.get(one.person_id, "")
            text = _("{name} themself").format(name=text) if one.is_self else text
            if one.relation:
                text = f"{text} ({one.relation})"
            if not one.is_self and not one.has_authority:
                text = _("{name}, without a say").format(name=text)
            self.decider.addItem(icon("person" if one.is_self else "guardian"), text, one.person_id)

    def _on_filled_in(self) -> None:
        is_answered = self.yes.isChecked() or self.no.isChecked()
        self.save.setEnabled(is_answered and bool(self.make_answers()))
        self._waiting.start()

    def _load_outcome(self) -> None:
        answers, question = self.make_answers(), self.question
        if question is None or not answers or not (self.yes.isChecked() or self.no.isChecked()):
            self.outcome.setText(_("Choose yes or no.") if answers else _("Choose what the answer is about."))
            return

        def load(workspace: Workspace, _progress: Progress) -> list[tuple[AnswerInput, ConsentStatus]]:
            facts = workspace.consent.facts((question.person_id,), {one.key for one in answers})
            today = workspace.clock.today()
            return [(one, status_after(facts, one, today, question.session_id)) for one in answers]

        self.context.jobs.run_query(load, success=self._on_outcome, owner=self, key="outcome")

    def _on_outcome(self, outcome: list[tuple[AnswerInput, ConsentStatus]]) -> None:
        if self.question is None:
            return
        names = {one.id: one.name for one in self.question.purposes}
        lines = []
        for answer, status in outcome:
            what = names.get(answer.key.purpose_id or 0, "")
            if len(self.question.kinds) > 1:
                what = _("{purpose} ({kinds})").format(purpose=what, kinds=labels.kind_label(answer.key.kind).lower())
            text = _("{purpose}, this photo: {status}.").format(purpose=what, status=labels.status_label(status))
            if answer.answer is Answer.GIVEN and status.is_stop:
                text = _("{text} Another no still counts.").format(text=text)
            lines.append(text)
        self.outcome.setText("\n".join(dict.fromkeys(lines)))
        self.outcome.setAccessibleName(self.outcome.text())


class PhotoAnswers(QObject):
    """Opens the dialog where a why panel asks for it."""

    def __init__(self, context: AppContext, panel: WhyPanel) -> None:
        super().__init__(panel)
        self._context, self._panel = context, panel
        panel.photo_answer_chosen.connect(self._on_chosen)

    def _on_chosen(self, item_id: int, person_id: int, purpose_ids: list[int]) -> None:
        PhotoAnswerDialog(self._context, item_id, person_id, purpose_ids, self._panel.window()).open()
