# SPDX-License-Identifier: GPL-3.0-or-later
"""The first page of a new register: start with one's own school, or look around in an invented one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.consent.default_purposes import OfferedPurpose, offered_purposes
from models.demo.build import DemoOutcome, build_demo
from models.policy import countries, load_policy, school_year_of
from models.progress import Progress
from models.settings import School
from models.workspace import Workspace
from ui.context import AppContext
from ui.places import pictures_folder, sample_register_path, user_name
from ui.style import labels
from ui.style.icons import icon, pixmap, purpose_icon
from ui.style.spacing import READABLE_WIDTH, XL, L, M, S
from ui.style.theme import set_kind
from ui.texts import _, current_language


def country_label(country: str) -> str:
    """Name of a country profile."""
    return {
        "nl": _("Netherlands"),
        "be": _("Belgium"),
        "de": _("Germany"),
        "uk": _("United Kingdom"),
        "own": _("Another country (own rules)"),
    }[country]


class WelcomePage(QWidget):
    """Two ways to begin, side by side."""

    school_started = Signal()
    sample_opened = Signal(object)
    """`Path` of the register with the invented school."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._offered = offered_purposes(current_language())
        self._ticks: list[tuple[QCheckBox, OfferedPurpose]] = []
        self._make_fields()
        self._build()

    def _make_fields(self) -> None:
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("For example: De Klaproos"))
        self.country = QComboBox()
        for country in countries():
            self.country.addItem(country_label(country), country)
        self.year = QLineEdit()
        self.year.setMaxLength(9)
        self.start = QPushButton(_("Start with my school"))
        set_kind(self.start, "primary")
        self.start.setEnabled(False)
        self.look = QPushButton(icon("eye"), _("Look around"))
        for offered in self._offered:
            tick = QCheckBox(offered.made.name)
            tick.setChecked(offered.is_usual)
            tick.setIcon(icon(purpose_icon(offered.made.key, offered.made.audience)))
            audience = labels.audience_label(offered.made.audience)
            tick.setToolTip(audience)
            tick.setAccessibleDescription(audience)
            self._ticks.append((tick, offered))
        self.name.textChanged.connect(self._on_name_changed)
        self.country.currentIndexChanged.connect(self._on_country_changed)
        self.start.clicked.connect(self._on_start)
        self.look.clicked.connect(self._on_look)
        self._on_country_changed()

    def _build(self) -> None:
        mark = QLabel()
        mark.setPixmap(pixmap("beeldakkoord", 56, "accent", self.devicePixelRatioF()))
        title = QLabel(_("Welcome to Beeldakkoord"))
        set_kind(title, "title")
        lead = QLabel(_("What may your school publish, where, and how do you make the rest publishable?"))
        lead.setWordWrap(True)
        cards = QHBoxLayout()
        cards.setSpacing(L)
        cards.addWidget(self._school_card(), 3)
        cards.addWidget(self._look_card(), 2)
        body = QWidget()
        body.setMaximumWidth(1060)
        column = QVBoxLayout(body)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addWidget(mark)
        column.addWidget(title)
        column.addWidget(lead)
        column.addSpacing(S)
        column.addLayout(cards)
        column.addStretch(1)
        holder = QWidget()
        middle = QHBoxLayout(holder)
        middle.addStretch(1)
        middle.addWidget(body, 20)
        middle.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(_("Welcome"))
        scroll.setWidget(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _school_card(self) -> QWidget:
        card = QFrame()
        set_kind(card, "card")
        form = QFormLayout()
        form.setVerticalSpacing(S)
        form.addRow(_("&Name of the school"), self.name)
        form.addRow(_("&Country"), self.country)
        form.addRow(_("School &year"), self.year)
        question = QLabel(_("Where do you publish photos? You can change this later."))
        question.setWordWrap(True)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(_heading(_("Start with my school")))
        layout.addLayout(form)
        layout.addWidget(question)
        columns = QHBoxLayout()
        half = (len(self._ticks) + 1) // 2
        for part in (self._ticks[:half], self._ticks[half:]):
            column = QVBoxLayout()
            for tick, _offered in part:
                column.addWidget(tick)
            column.addStretch(1)
            columns.addLayout(column)
        layout.addLayout(columns)
        layout.addStretch(1)
        layout.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _look_card(self) -> QWidget:
        card = QFrame()
        set_kind(card, "card")
        text = QLabel(
            _(
                "Try everything in an invented school with drawn pictures. Its people do not exist, and nothing you do "
                "there touches your own register."
            )
        )
        text.setWordWrap(True)
        text.setMaximumWidth(READABLE_WIDTH)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(_heading(_("Look around")))
        layout.addWidget(text)
        layout.addStretch(1)
        layout.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _on_name_changed(self, name: str) -> None:
        self.start.setEnabled(bool(name.strip()))

    def _on_country_changed(self) -> None:
        policy = load_policy(self.country.currentData())
        self.year.setText(school_year_of(self._context.workspace.clock.today(), policy))

    def _on_start(self) -> None:
        school = School(self.name.text().strip(), self.country.currentData(), self.year.text().strip())
        purposes = tuple(offered.made for tick, offered in self._ticks if tick.isChecked())
        policy = load_policy(school.country)
        self.start.setEnabled(False)

        def set_up(workspace: Workspace, _progress: Progress) -> Change[School]:
            policy_change = workspace.settings.change_policy(policy)
            purpose_change = workspace.purposes.add_purposes(purposes)
            change = workspace.settings.change_school(school)
            touched = policy_change.changes.merged(purpose_change.changes).merged(change.changes)
            return Change(school, touched)

        self._context.jobs.run_change(
            set_up,
            success=lambda _change: self.school_started.emit(),
            failure=self._on_failed,
            owner=self,
        )

    def _on_failed(self, error: object) -> None:
        self.start.setEnabled(True)
        self._context.jobs.failed.emit(error)

    def _on_look(self) -> None:
        path = sample_register_path()
        self.look.setEnabled(False)

        def build(_workspace: Workspace, progress: Progress) -> Path:
            if not path.exists():
                build_sample(path, progress)
            return path

        self._context.jobs.run_task(
            build,
            label=_("Drawing the invented school"),
            success=self.sample_opened.emit,
            ended=lambda: self.look.setEnabled(True),
            owner=self,
        )


def build_sample(path: Path, progress: Progress) -> DemoOutcome:
    """Make the register of the invented school; a half-made one is removed again."""
    done = False
    try:
        with Workspace.open(path, actor=user_name()) as workspace:
            outcome = build_demo(workspace, pictures_folder(path), progress)
        done = True
    finally:
        if not done:
            for leftover in path.parent.glob(path.name + "*"):
                leftover.unlink(missing_ok=True)
    return outcome


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    set_kind(label, "heading")
    return label
