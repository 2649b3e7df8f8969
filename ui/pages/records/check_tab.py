# SPDX-License-Identifier: GPL-3.0-or-later
"""Check: is everything still as it was recorded? The outcome in plain sentences, with the seal to keep."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.progress import Progress
from models.store.verify import FindingCode, VerifyReport, grouped_head, read_head
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.document import DocumentDialog
from ui.documents.check_report import compose_check_report
from ui.printing.flow import FlowDocument
from ui.style import check_sentences as words
from ui.style.icons import icon
from ui.style.spacing import READABLE_WIDTH, L, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner
from ui.widgets.icon_line import IconLine

_MOST_LINES = 20


class CheckTab(QWidget):
    """One button, one outcome."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.report: VerifyReport | None = None
        self._is_busy = False
        self.banner = Banner(self)
        about = QLabel(
            _(
                "Every action is written in a log, and each entry seals the one before it. So it shows when an answer, "
                "a proof or an entry was changed afterwards. Checking changes nothing."
            )
        )
        about.setWordWrap(True)
        about.setMaximumWidth(READABLE_WIDTH + 160)
        self.known = QLineEdit()
        self.known.setPlaceholderText(_("For example from an earlier proof sheet; may stay empty"))
        self.known.setClearButtonEnabled(True)
        self.known.setMaximumWidth(READABLE_WIDTH + 160)
        self.known_label = QLabel(_("Is this seal in the log?"))
        self.known_label.setBuddy(self.known)
        self.known_hint = QLabel(_("A seal has 64 signs: figures and the letters a to f. Copy it in full."))
        set_kind(self.known_hint, "small")
        self.known_hint.hide()
        self.start = QPushButton(icon("shield", "on_accent"), _("Check now"))
        set_kind(self.start, "primary")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Checking"))
        self.bar.setMaximumWidth(READABLE_WIDTH)
        self.bar.hide()
        self.lines = QVBoxLayout()
        self.lines.setSpacing(S)
        self.outcome = self._make_outcome()
        self._lay_out(about)
        self.start.clicked.connect(self.run_check)
        self.known.returnPressed.connect(self.run_check)

    def _make_outcome(self) -> QFrame:
        card = QFrame()
        set_kind(card, "card")
        card.setMaximumWidth(READABLE_WIDTH + 260)
        column = QVBoxLayout(card)
        column.setContentsMargins(L, L, L, L)
        column.setSpacing(M)
        self.head = QLabel()
        self.head.setWordWrap(True)
        self.head.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.head.setAccessibleName(_("Seal of the log"))
        self.copy = QPushButton(icon("copy"), _("Copy the seal"))
        self.print = QPushButton(icon("print"), _("Print or save…"))
        self.tidy = QPushButton(icon("delete"), _("Remove stray files"))
        row = QHBoxLayout()
        for button in (self.copy, self.print, self.tidy):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(self.lines)
        column.addWidget(self.head)
        column.addLayout(row)
        card.hide()
        self.copy.clicked.connect(self._on_copy)
        self.print.clicked.connect(self._on_print)
        self.tidy.clicked.connect(self._on_tidy)
        return card

    def _lay_out(self, about: QLabel) -> None:
        row = QHBoxLayout()
        row.addWidget(self.start)
        row.addWidget(self.bar, 1)
        row.addStretch(1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, M, 0, M)
        column.setSpacing(M)
        for widget in (about, self.known_label, self.known, self.known_hint):
            column.addWidget(widget)
        column.addLayout(row)
        column.addWidget(self.outcome)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        layout.addWidget(scroll, 1)

    def run_check(self) -> None:
        """Check the register, and look for the seal where one was given."""
        typed = self.known.text().strip()
        known_head = read_head(typed)
        self.known_hint.setVisible(bool(typed) and not known_head)
        if self._is_busy or (typed and not known_head):
            return

        def check(workspace: Workspace, progress: Progress) -> VerifyReport:
            return workspace.verify.run(progress, known_head=known_head)

        self._set_busy(is_busy=True)
        self.outcome.hide()
        self._context.jobs.run_task(
            check,
            label=_("Checking the register"),
            success=self._on_checked,
            progress=self._on_progress,
            ended=self._on_ended,
            owner=self,
        )

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.start.setEnabled(not is_busy)
        self.bar.setVisible(is_busy)
        self.bar.setRange(0, 0)

    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_ended(self) -> None:
        self._set_busy(is_busy=False)

    def _on_checked(self, report: VerifyReport) -> None:
        self.report = report
        while self.lines.count():
            old = self.lines.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for line in _lines_of(report):
            self.lines.addWidget(line)
        self.head.setText(words.head_sentence(report))
        self.head.setVisible(bool(report.links))
        self.copy.setVisible(bool(report.links))
        self.tidy.setVisible(any(one.code is FindingCode.PROOF_LEFT_OVER for one in report.findings))
        self.outcome.show()
        self.outcome.setAccessibleName(words.outcome_sentence(report))

    def _on_copy(self) -> None:
        if self.report is not None:
            QGuiApplication.clipboard().setText(grouped_head(self.report.head))
            self.banner.show_message(_("The seal is copied."), icon_name="copy", seconds=5)

    def _on_print(self) -> None:
        report = self.report
        if report is None:
            return

        def compose(workspace: Workspace, _progress: Progress) -> FlowDocument:
            school = workspace.settings.school()
            return compose_check_report(report, "" if school is None else school.name, workspace.clock.now())

        day = self._context.workspace.clock.today().isoformat()
        name = _("check of the register {day}").format(day=day)
        DocumentDialog(self._context, _("Outcome of the check"), compose, name, self).open()

    def _on_tidy(self) -> None:
        def tidy(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.evidence.remove_left_over()

        def tidied(_change: Change[int]) -> None:
            self.tidy.hide()
            self.banner.show_message(_("The stray files are removed."), icon_name="check", seconds=5)

        self._context.jobs.run_change(tidy, success=tidied, owner=self, label="")


def _lines_of(report: VerifyReport) -> list[IconLine]:
    """The outcome first, then what to do, what was found, and what was looked at."""
    fine = report.is_fine
    lines = [
        IconLine("verdict-ready" if fine else "warning", "ready" if fine else "no", words.outcome_sentence(report))
    ]
    lines[0].set_heading()
    lines += [
        IconLine("info" if finding.code.is_notice else "warning", "muted" if finding.code.is_notice else "no", text)
        for finding in report.findings[:_MOST_LINES]
        if finding.code is not FindingCode.HEAD_UNKNOWN and (text := words.finding_sentence(finding))
    ]
    if report.known_head_seq is not None:
        lines.append(IconLine("check", "ready", words.known_head_sentence(report)))
    elif any(finding.code is FindingCode.HEAD_UNKNOWN for finding in report.findings):
        lines.append(IconLine("warning", "no", words.known_head_sentence(report)))
    if erased := words.erased_sentence(report):
        lines.append(IconLine("info", "muted", erased))
    if advice := words.advice_sentence(report):
        lines.append(IconLine("next", "accent", advice))
    lines.append(IconLine("search", "muted", words.looked_at_sentence(report)))
    return lines
