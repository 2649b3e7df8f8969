# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet whose code cannot be read: type the code, or choose the person and their form. The page is beside it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.errors import KnownError
from models.forms.codes import CODE_LENGTH, plain_code, spaced_code, tidy_code
from models.forms.forms import IssuedForm
from models.progress import Progress
from models.terms import FormState
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.forms.people_finder import PeopleFinder
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date

_CHECK_MS = 120
_STANDING = (FormState.ISSUED, FormState.CONFLICT, FormState.RECEIVED)
_SHAPE = "XXXX-XXXX-XXXX-XXXX"


@dataclass(frozen=True, slots=True)
class _Checked:
    """A typed code, whether it is one of ours, and the name of whose form it is."""

    code: str
    is_ours: bool
    name: str


class UnreadCode(QWidget):
    """Says which form a page is; what becomes of it is for the panel around."""

    code_given = Signal(str)
    form_chosen = Signal(int)
    not_ours = Signal()
    turned = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        about = QLabel(_("Type the sixteen letters and digits below the square with the dots."))
        about.setWordWrap(True)
        self.line = QLineEdit()
        self.line.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.line.setPlaceholderText(_SHAPE)
        self.line.setAccessibleName(_("Code on the form"))
        self.line.setMaxLength(60)  # room for the whole text of the square
        self.read = QPushButton(icon("check", "on_accent"), _("Read the page"))
        set_kind(self.read, "primary")
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.finder = PeopleFinder(context, self)
        self.finder.setMaximumHeight(150)
        self.forms = QComboBox()
        self.forms.setAccessibleName(_("Form of this person"))
        self.take = QPushButton(_("It is this form"))
        self.none = QPushButton(_("This is not one of our forms"))
        self.turn = QPushButton(icon("redo"), _("Turn the page"))
        self.is_turned = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_MS)
        self._lay_out(about)
        self._timer.timeout.connect(self._check)
        self.line.textEdited.connect(self._on_typed)
        self.line.returnPressed.connect(self.give)
        self.read.clicked.connect(self.give)
        self.finder.picked.connect(self._on_picked)
        self.finder.cancelled.connect(self.line.setFocus)
        self.take.clicked.connect(self._on_take)
        self.none.clicked.connect(self.not_ours)
        self.turn.clicked.connect(self._on_turn)
        self.clear()

    def _lay_out(self, about: QLabel) -> None:
        first = QHBoxLayout()
        first.addWidget(self.line, 1)
        first.addWidget(self.read)
        second = QHBoxLayout()
        second.addWidget(self.forms, 1)
        second.addWidget(self.take)
        other = QLabel(_("Or choose the person whose name is on it"))
        other.setBuddy(self.finder.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(about)
        layout.addLayout(first)
        layout.addWidget(self.message)
        layout.addSpacing(M)
        layout.addWidget(other)
        layout.addWidget(self.finder)
        layout.addLayout(second)
        layout.addSpacing(M)
        last = QHBoxLayout()
        for button in (self.turn, self.none):
            last.addWidget(button)
        last.addStretch(1)
        layout.addLayout(last)

    def clear(self) -> None:
        """Begin with another page."""
        self.is_turned = False
        self.line.clear()
        self.message.clear()
        self.finder.clear()
        self._show_forms(())

    def give(self) -> None:
        """The code is typed: what is wrong with it is said by whoever reads the page with it."""
        self.code_given.emit(self.line.text())

    def show_error(self, error: KnownError) -> None:
        """Say why the page could not be read with it."""
        self.message.setText(error_sentence(error))
        self.line.setFocus()

    def _on_typed(self, text: str) -> None:
        self.message.clear()
        tidy = tidy_code(text)
        if len(tidy) <= CODE_LENGTH and self.line.cursorPosition() == len(text):
            spaced = spaced_code(tidy)
            if spaced != text and not text.endswith(("-", " ")):
                self.line.setText(spaced)
        if plain_code(text) is not None:
            self._timer.start()

    def _check(self) -> None:
        code = self.line.text()

        def check(workspace: Workspace, _progress: Progress) -> _Checked:
            form_id = workspace.forms.find_code(code)
            if form_id is None:
                return _Checked(code, is_ours=False, name="")
            people = [form.person_id for form in workspace.forms.issued_forms((form_id,)) if form.person_id]
            names = [row.display_name for row in workspace.people.rows(people)]
            return _Checked(code, is_ours=True, name=names[0] if names else "")

        self._context.jobs.run_query(check, success=self._on_checked, owner=self, key="code", is_urgent=True)

    def _on_checked(self, checked: _Checked) -> None:
        if checked.code != self.line.text():
            return
        if not checked.is_ours:
            self.message.setText(_("This code is not one of this school’s. Compare it with the sheet, sign by sign."))
        elif checked.name:
            self.message.setText(_("This is the form of {name}.").format(name=checked.name))
        else:
            self.message.setText(_("This is one of our forms."))

    def _on_picked(self, person_id: int) -> None:
        def find(workspace: Workspace, _progress: Progress) -> tuple[IssuedForm, ...]:
            return workspace.forms.forms_of(person_id)

        self._context.jobs.run_query(find, success=self._on_forms, owner=self, key="forms", is_urgent=True)

    def _on_forms(self, found: tuple[IssuedForm, ...]) -> None:
        forms = sorted(found, key=lambda form: form.state not in _STANDING)
        self._show_forms(forms)
        if not forms:
            self.message.setText(_("This person has no form."))
        elif len(forms) == 1:
            self.form_chosen.emit(forms[0].form_id)
        else:
            self.forms.setFocus()

    def _on_turn(self) -> None:
        self.is_turned = not self.is_turned
        self.turned.emit()

    def _on_take(self) -> None:
        form_id = self.forms.currentData()
        if isinstance(form_id, int):
            self.form_chosen.emit(form_id)

    def _show_forms(self, forms: list[IssuedForm] | tuple[IssuedForm, ...]) -> None:
        self.forms.clear()
        for form in forms:
            text = _("{name}, handed out on {day}").format(name=form.sheet.name, day=format_date(form.issued_on))
            if form.sheet.sheets > 1:
                sheet = _("sheet {number} of {count}").format(number=form.sheet.sheet, count=form.sheet.sheets)
                text = f"{text}, {sheet}"
            self.forms.addItem(text, form.form_id)
        for widget in (self.forms, self.take):
            widget.setVisible(len(forms) > 1)
