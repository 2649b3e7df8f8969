# SPDX-License-Identifier: GPL-3.0-or-later
"""Photographed name cards and the photos after them: who will be named, before anybody is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import KnownError
from models.forms.card_runs import CardRun
from models.forms.photographed_cards import CardPreview
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.error_sentences import error_sentence
from ui.style.file_name_labels import card_intro, run_effect, run_title, strangers_sentence
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _, format_number
from ui.widgets.banner import Banner

_CARD_ROLE = int(Qt.ItemDataRole.UserRole)


class CardPhotosDialog(QDialog):
    """One line a card, with a tick; one button does what is ticked, with one undo."""

    def __init__(self, context: AppContext, preview: CardPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._preview = preview
        self.setWindowTitle(_("Photographed name cards"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 480)
        self.intro = QLabel(card_intro(preview))
        self.intro.setWordWrap(True)
        self.banner = Banner(self)
        self.runs = QTreeWidget()
        self.runs.setColumnCount(3)
        self.runs.setHeaderLabels([_("Card"), _("What it does"), _("Photos")])
        self.runs.setRootIsDecorated(False)
        self.runs.setUniformRowHeights(True)
        self.runs.setAllColumnsShowFocus(True)
        self.runs.setAccessibleName(_("Photographed name cards"))
        header = self.runs.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.strangers = QLabel(strangers_sentence(len(preview.strangers)))
        self.strangers.setWordWrap(True)
        self.strangers.setVisible(bool(preview.strangers))
        set_kind(self.strangers, "muted")
        self.apply = QPushButton(icon("check", "on_accent"), _("Do what is ticked"))
        set_kind(self.apply, "primary")
        self.apply.setDefault(True)
        self.shut = QPushButton(_("Close"))
        self.shut.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.shut)
        buttons.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        for widget in (self.intro, self.banner, self.runs, self.strangers):
            layout.addWidget(widget, 1 if widget is self.runs else 0)
        layout.addLayout(buttons)
        for run in preview.runs:
            self.runs.addTopLevelItem(_line(run))
        self.runs.setVisible(bool(preview.runs))
        if preview.runs:
            self.runs.setCurrentItem(self.runs.topLevelItem(0))
            self.runs.setFocus(Qt.FocusReason.OtherFocusReason)
        self.apply.setEnabled(bool(preview.cards))
        self.apply.clicked.connect(self._on_apply)
        self.shut.clicked.connect(self.reject)

    def left_out(self) -> frozenset[int]:
        """Cards whose line is not ticked."""
        lines = [self.runs.topLevelItem(row) for row in range(self.runs.topLevelItemCount())]
        unticked = (line for line in lines if line is not None and line.checkState(0) is not Qt.CheckState.Checked)
        return frozenset(int(line.data(0, _CARD_ROLE)) for line in unticked)

    def _on_apply(self) -> None:
        preview, left_out = self._preview, self.left_out()
        self.apply.setEnabled(False)

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.photographed_cards.apply(preview, left_out)

        self._context.jobs.run_change(
            write,
            success=self._on_applied,
            failure=self._on_failed,
            owner=self,
            label=_("People named by a photographed name card"),
        )

    def _on_applied(self, _change: Change[int]) -> None:
        self.accept()

    def _on_failed(self, error: KnownError) -> None:
        self.banner.show_message(error_sentence(error), icon_name="warning", seconds=0)
        self.apply.setEnabled(True)


def _line(run: CardRun) -> QTreeWidgetItem:
    line = QTreeWidgetItem([run_title(run), run_effect(run), format_number(len(run.item_ids))])
    line.setData(0, _CARD_ROLE, run.card_item_id)
    line.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    line.setCheckState(0, Qt.CheckState.Checked)
    line.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    line.setIcon(0, icon("person" if run.people else "class"))
    return line
