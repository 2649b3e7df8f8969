# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may be on record twice, one pair a line, to look at or to set aside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.progress import Progress
from models.roster.doubles import DoublePair
from models.roster.person_rows import PersonRow
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.icons import icon
from ui.style.merge_labels import double_reason_label
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date, format_number, ngettext
from ui.widgets.dialog_buttons import DialogButtons

_MOST = 50


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A pair with what tells the two apart."""

    pair: DoublePair
    first: PersonRow
    second: PersonRow


def load_pairs(workspace: Workspace) -> tuple[ShownPair, ...]:
    """Every pair that may be one person."""
    pairs = workspace.merges.candidates()
    ids = {person_id for pair in pairs for person_id in (pair.first_id, pair.second_id)}
    rows = {row.id: row for row in workspace.people.rows(tuple(ids))}
    return tuple(
        ShownPair(pair, rows[pair.first_id], rows[pair.second_id])
        for pair in pairs
        if pair.first_id in rows and pair.second_id in rows
    )


class DoublesDialog(QDialog):
    """The list; it reads itself again after each change."""

    compared = Signal(int, int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle(_("On record twice?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(680, 520)
        self.intro = QLabel()
        self.intro.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(S)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, M, 0)
        column.addLayout(self._rows)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.intro)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        context.bus.changed.connect(self._load)
        self._load()

    def _load(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[ShownPair, ...]:
            return load_pairs(workspace)

        self._context.jobs.run_query(load, success=self._show_pairs, owner=self, key="pairs")

    def _show_pairs(self, pairs: tuple[ShownPair, ...]) -> None:
        while self._rows.count():
            taken = self._rows.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if pairs:
            text = ngettext(
                "{count} pair may be one person. Look at it and decide; nothing is joined by itself.",
                "{count} pairs may be one person each. Look at them and decide; nothing is joined by itself.",
                len(pairs),
            )
            self.intro.setText(text.format(count=format_number(len(pairs))))
        else:
            self.intro.setText(_("Nobody seems to be on record twice."))
        for shown in pairs[:_MOST]:
            self._rows.addWidget(self._card(shown))

    def _card(self, shown: ShownPair) -> QWidget:
        card = QFrame()
        set_kind(card, "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(M, S, M, S)
        column = QVBoxLayout()
        for person in (shown.first, shown.second):
            label = QLabel(pair_line(person))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        why = QLabel(", ".join(double_reason_label(reason) for reason in shown.pair.reasons))
        why.setWordWrap(True)
        set_kind(why, "small")
        column.addWidget(why)
        row.addLayout(column, 1)
        name = shown.first.display_name
        compare = QPushButton(icon("people"), _("Compare…"))
        compare.setAccessibleName(_("Compare the two records of {name}").format(name=name))
        compare.clicked.connect(partial(self.compared.emit, shown.pair.first_id, shown.pair.second_id))
        apart = QPushButton(_("Two people"))
        apart.setAccessibleName(_("{name}: these are two people").format(name=name))
        apart.setToolTip(_("They are not shown here again"))
        apart.clicked.connect(partial(self._on_apart, shown.pair.first_id, shown.pair.second_id))
        set_kind(apart, "quiet")
        for button in (compare, apart):
            button.setAutoDefault(False)
            row.addWidget(button)
        return card

    def _on_apart(self, first_id: int, second_id: int) -> None:
        def write(workspace: Workspace, _progress: Progress) -> Change[bool]:
            return workspace.merges.keep_apart(first_id, second_id)

        self._context.jobs.run_change(write, owner=self, label=_("Two people"))


def pair_line(person: PersonRow) -> str:
    """A person with what tells people of one name apart."""
    parts = [person.display_name or "–", *person.groups]
    if person.birth_date is not None:
        parts.append(format_date(person.birth_date))
    parts.append(_("number {number}").format(number=person.id))
    return " · ".join(parts)
