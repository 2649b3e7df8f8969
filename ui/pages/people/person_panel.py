# SPDX-License-Identifier: GPL-3.0-or-later
"""One person: who they are, the consent matrix, the history, the family and the details."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from models.consent.facts import CellKey
from models.terms import Answer
from ui.pages.people.answer_bar import AnswerBar
from ui.pages.people.details import DetailsPanel
from ui.pages.people.family import FamilyPanel
from ui.pages.people.history import HistoryPanel
from ui.pages.people.look_back import LookBack
from ui.pages.people.matrix_model import MatrixModel
from ui.pages.people.matrix_view import MatrixView
from ui.pages.people.record import (
    PersonRecord,
    deciding_line,
    person_heading,
    person_line,
    person_notices,
)
from ui.style.icons import icon
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext


class PersonPanel(QWidget):
    """Shows a `PersonRecord`; what is clicked goes out as signals."""

    answered = Signal(tuple, object)
    """`CellKey`s and `Answer`."""
    annul_asked = Signal(tuple)
    withdrawal_asked = Signal()
    typing_asked = Signal()
    receipt_asked = Signal()
    items_asked = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: PersonRecord | None = None
        self.title = QLabel()
        set_kind(self.title, "title")
        self.title.setWordWrap(True)
        self.line, self.deciding, self.notices = QLabel(), QLabel(), QLabel()
        set_kind(self.line, "muted")
        for label in (self.line, self.deciding, self.notices):
            label.setWordWrap(True)
        self.items = QPushButton(icon("media"), "")
        set_kind(self.items, "quiet")
        self.items.clicked.connect(self.items_asked)
        self.look_back = LookBack(today)
        self._lay_out()
        self.bar = AnswerBar(today)
        self.model = MatrixModel(self)
        self.matrix = MatrixView(self.model)
        self.matrix.answered.connect(self.answered)
        self.matrix.annul_asked.connect(self.annul_asked)
        self.matrix.current_cell_changed.connect(self._show_cell)
        self.cell = QLabel()
        self.cell.setWordWrap(True)
        self.cell.setMinimumHeight(44)
        self.cell.setAccessibleName(_("About this answer"))
        self._make_buttons()
        self.history = HistoryPanel()
        self.family = FamilyPanel()
        self.details = DetailsPanel()
        self.tabs.addTab(self._answers_page(), icon("check"), _("Answers"))
        self.tabs.addTab(self.history, icon("history"), _("History"))
        self.tabs.addTab(_scrolled(self.family), icon("guardian"), _("Family"))
        self.tabs.addTab(_scrolled(self.details), icon("person"), _("Details"))

    def _lay_out(self) -> None:
        """The frame, before there is anything in it: what is added where it stays is styled only once."""
        self.tabs = QTabWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, M, L, M)
        layout.setSpacing(S)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.items)
        head.addWidget(self.look_back.open)
        layout.addLayout(head)
        for widget in (self.line, self.deciding, self.notices):
            layout.addWidget(widget)
        layout.addWidget(self.look_back)
        layout.addWidget(self.tabs, 1)

    def _make_buttons(self) -> None:
        self.all_yes = QPushButton(icon("check", "ready"), _("Yes to everything"))
        self.all_no = QPushButton(icon("close", "no"), _("No to everything"))
        self.withdraw = QPushButton(icon("takedown"), _("Take back every yes…"))
        self.typed = QPushButton(icon("edit"), _("Type answers…"))
        self.typed.setToolTip(_("Line by line with one key each, for who phones"))
        self.typed.clicked.connect(self.typing_asked)
        self.receipt = QPushButton(icon("paper"), _("Receipt…"))
        self.receipt.setToolTip(_("What was recorded, in the family’s language: to print, save or mail"))
        self.receipt.clicked.connect(self.receipt_asked)
        self.all_yes.clicked.connect(self._on_all_yes)
        self.all_no.clicked.connect(self._on_all_no)
        self.withdraw.clicked.connect(self.withdrawal_asked)

    def set_record(self, record: PersonRecord) -> None:
        """Show a person; the same person keeps tab, cell and answer bar as they are."""
        self.record = record
        self.title.setText(person_heading(record.person))
        _show_text(self.line, person_line(record))
        _show_text(self.deciding, deciding_line(record))
        _show_text(self.notices, "\n".join(person_notices(record)))
        count = len(record.item_ids)
        self.items.setText(ngettext("In {count} photo", "In {count} photos", count).format(count=count))
        self.items.setVisible(bool(count))
        if record.known_on is None:
            self.look_back.set_today(record.today)
        self.bar.set_record(record)
        self.model.set_record(record)
        if not self.matrix.currentIndex().isValid():
            self.matrix.setCurrentIndex(self.model.index(0, 0))
        self.history.set_record(record)
        self.family.set_record(record)
        self.details.set_record(record)
        self.withdraw.setEnabled(any(cell.status.is_yes for row in record.matrix.rows for _key, cell in row.statuses))
        self._show_cell()
        self._set_read_only(is_read_only=record.known_on is not None)

    def _set_read_only(self, *, is_read_only: bool) -> None:
        """Hide everything that writes, while an earlier day is looked at."""
        for widget in (self.bar, self.typed, self.receipt, self.all_yes, self.all_no, self.withdraw):
            widget.setVisible(not is_read_only)
        self.items.setVisible(self.items.isVisibleTo(self) and not is_read_only)
        self.matrix.set_read_only(is_read_only=is_read_only)
        self.history.set_read_only(is_read_only=is_read_only)
        shown = (0, self.tabs.indexOf(self.history))
        if is_read_only and self.tabs.currentIndex() not in shown:
            self.tabs.setCurrentIndex(0)
        for place in range(self.tabs.count()):
            self.tabs.setTabVisible(place, place in shown or not is_read_only)

    def yes_keys(self) -> tuple[CellKey, ...]:
        """The cells that are a yes today."""
        if self.record is None:
            return ()
        return tuple(key for row in self.record.matrix.rows for key, cell in row.statuses if cell.status.is_yes)

    def _answers_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, S, 0, 0)
        column.setSpacing(S)
        row = QHBoxLayout()
        row.addWidget(self.all_yes)
        row.addWidget(self.all_no)
        row.addStretch(1)
        row.addWidget(self.withdraw)
        for widget in (self.typed, self.receipt, self.all_yes, self.all_no, self.withdraw):
            set_kind(widget, "quiet")
        column.addWidget(self.bar)
        column.addLayout(row)
        column.addWidget(self.matrix, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.cell, 1)
        foot.addWidget(self.typed)
        foot.addWidget(self.receipt)
        column.addLayout(foot)
        return page

    def _show_cell(self) -> None:
        self.cell.setText(" ".join(self.model.sentences(self.matrix.currentIndex())))

    def _on_all_yes(self) -> None:
        self.answered.emit(self.model.keys(), Answer.GIVEN)

    def _on_all_no(self) -> None:
        self.answered.emit(self.model.keys(), Answer.REFUSED)


def _show_text(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(widget)
    return area
