# SPDX-License-Identifier: GPL-3.0-or-later
"""Two records side by side: are they one person, and which values stay? Nothing is written before that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow
from models.progress import Progress
from models.publishing.merges import MergePreview, RecordSide, StatusChange
from models.roster.merge_terms import MergeField
from models.terms import Activity, ConsentStatus
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.style import labels
from ui.style.icons import pixmap
from ui.style.merge_labels import merge_conflict_sentence, merge_field_label
from ui.style.spacing import ICON, L, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date, format_number, ngettext

_MOST_CHANGES = 12


@dataclass(frozen=True, slots=True)
class _Loaded:
    preview: MergePreview
    purposes: Mapping[int, PurposeRow]
    names: Mapping[int, str]


def load_preview(
    workspace: Workspace, first_id: int, second_id: int, take_over: tuple[MergeField, ...] | None
) -> _Loaded:
    """The preview; without choices yet, the record on which more hangs is the one that is kept."""
    preview = workspace.merges.preview(first_id, second_id, take_over)
    if take_over is None and _weight(preview.merged) > _weight(preview.kept):
        preview = workspace.merges.preview(second_id, first_id)
    purposes = {one.id: one for one in workspace.purposes.purposes(include_inactive=True)}
    return _Loaded(preview, purposes, workspace.people.names({change.person_id for change in preview.changes}))


def _weight(side: RecordSide) -> tuple[int, int, int]:
    return side.answers + side.pictures, len(side.person.guardians), -side.person.id


class MergeDialog(EntryDialog):
    """Shows what differs with a choice for each, and what becomes of the answers."""

    merged = Signal(int)
    """The id of the kept record."""

    def __init__(self, context: AppContext, first_id: int, second_id: int, parent: QWidget | None = None) -> None:
        super().__init__(context, _("Are these the same person?"), _("Join the two records"), parent)
        self._ids = (first_id, second_id)
        self._loaded: _Loaded | None = None
        self.choices: dict[MergeField, QRadioButton] = {}
        """For each field that differs the button that takes the other record's value."""
        self.resize(780, 720)
        intro = QLabel(
            _(
                "Everything of both records then counts for one person: answers, photos, classes and forms. You can "
                "take them apart again at any time, under Details."
            )
        )
        intro.setWordWrap(True)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(L)
        self.grid.setVerticalSpacing(S)
        for column in (1, 2):
            self.grid.setColumnStretch(column, 1)
        self.conflicts = QVBoxLayout()
        self.changes = QLabel()
        self.changes.setWordWrap(True)
        self.changes.setAccessibleName(_("What changes"))
        inside = QWidget()
        column_layout = QVBoxLayout(inside)
        column_layout.setContentsMargins(0, 0, M, 0)
        column_layout.setSpacing(M)
        card = QFrame()
        set_kind(card, "card")
        card.setLayout(self.grid)
        self.grid.setContentsMargins(L, M, L, M)
        column_layout.addWidget(card)
        column_layout.addLayout(self.conflicts)
        column_layout.addWidget(self.changes)
        column_layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        self.body.addWidget(intro)
        self.body.addWidget(area, 1)
        self.save.setEnabled(False)
        self._load(None)

    def make_write(self) -> tuple[str, Write]:
        """Join the records as chosen."""
        kept, merged = self._ids
        fields = self._taken()

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.merges.merge(kept, merged, fields)

        return _("Joining two records"), write

    def written(self, change: Change[Any]) -> None:  # noqa: ARG002 - what was written is known here
        """Tell which record stays."""
        self.merged.emit(self._ids[0])

    def _taken(self) -> tuple[MergeField, ...]:
        by_itself = () if self._loaded is None else self._loaded.preview.proposed
        return (
            *(field for field, button in self.choices.items() if button.isChecked()),
            *(field for field in by_itself if field not in self.choices),
        )

    def _load(self, take_over: tuple[MergeField, ...] | None) -> None:
        first, second = self._ids

        def load(workspace: Workspace, _progress: Progress) -> _Loaded:
            return load_preview(workspace, first, second, take_over)

        self.context.jobs.run_query(
            load, success=self._on_loaded, failure=self.show_refusal, owner=self, key="preview", is_urgent=True
        )

    def show_refusal(self, error: Any) -> None:
        """Say why these two cannot be joined."""
        self.show_problem(error)
        self.save.setEnabled(False)

    def _on_loaded(self, loaded: _Loaded) -> None:
        is_first = self._loaded is None
        self._loaded = loaded
        preview = loaded.preview
        if is_first:
            self._ids = (preview.kept.person.id, preview.merged.person.id)
            self._show_sides(preview)
        self._show_conflicts(preview)
        self.changes.setText("\n".join(change_lines(preview.changes, loaded.purposes, loaded.names)))
        self.save.setEnabled(True)

    def _show_sides(self, preview: MergePreview) -> None:
        differing = {choice.field: choice for choice in preview.fields}
        lines: list[tuple[str, MergeField | None, str, str]] = []
        for field in MergeField:
            choice = differing.get(field)
            if choice is not None and field is MergeField.LANGUAGE and not (choice.kept and choice.merged):
                continue  # one of them is filled in by itself: no question to anybody
            if choice is not None:
                texts = (_value_text(choice.kept), _value_text(choice.merged))
                lines.append((merge_field_label(field), field, *texts))
            elif field in (MergeField.NAME, MergeField.BIRTH_DATE):
                text = _same_text(field, preview.kept)
                lines.append((merge_field_label(field), None, text, text))
        kept, merged = _facts_of(preview.kept), _facts_of(preview.merged)
        lines += [
            (title, None, text, merged[title])
            for title, text in kept.items()
            if {text, merged[title]} - {"–", format_number(0)}
        ]
        for row, (title, chosen, mine, other) in enumerate(lines):
            label = QLabel(title)
            set_kind(label, "muted")
            self.grid.addWidget(label, row, 0)
            if chosen is None:
                for column, text in ((1, mine), (2, other)):
                    self.grid.addWidget(_wrapped(text), row, column)
                continue
            first, second = QRadioButton(mine), QRadioButton(other)
            group = QButtonGroup(self)
            for column, button in ((1, first), (2, second)):
                button.setAccessibleName(_("{field}: {value}").format(field=title, value=button.text()))
                group.addButton(button)
                self.grid.addWidget(button, row, column)
            takes = differing[chosen].takes_merged
            (second if takes else first).setChecked(True)
            self.choices[chosen] = second
            second.toggled.connect(self._on_choice)

    def _on_choice(self) -> None:
        self._load(self._taken())

    def _show_conflicts(self, preview: MergePreview) -> None:
        while self.conflicts.count():
            taken = self.conflicts.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for conflict in preview.conflicts:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            mark = QLabel()
            mark.setPixmap(pixmap("warning", ICON, "ask", self.devicePixelRatioF()))
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(_wrapped(merge_conflict_sentence(conflict)), 1)
            self.conflicts.addWidget(line)


def change_lines(
    changes: tuple[StatusChange, ...], purposes: Mapping[int, PurposeRow], names: Mapping[int, str]
) -> list[str]:
    """What becomes of the answers, a line each; nothing is left out without saying so."""
    if not changes:
        return [_("No answer becomes another one.")]
    lines = [_("What becomes another answer:")]
    lines += [
        _("• {who}, {what}: {before} → {after}").format(
            who=names.get(change.person_id, "") or "–",
            what=_cell_text(change.key, purposes),
            before=labels.status_label(_before(change)).lower(),
            after=labels.status_label(change.after).lower(),
        )
        for change in changes[:_MOST_CHANGES]
    ]
    more = len(changes) - _MOST_CHANGES
    if more > 0:
        lines.append(ngettext("• and {count} more", "• and {count} more", more).format(count=format_number(more)))
    return lines


def _before(change: StatusChange) -> ConsentStatus:
    """The record whose status becomes another one: the kept one, else the other."""
    return change.merged if change.kept is change.after and change.merged is not None else change.kept


def _cell_text(key: CellKey, purposes: Mapping[int, PurposeRow]) -> str:
    if key.activity is Activity.RECORDING or key.purpose_id is None:
        title = _("Being recorded")
    else:
        purpose = purposes.get(key.purpose_id)
        title = "" if purpose is None else purpose.name
    return _("{purpose} ({kinds})").format(purpose=title, kinds=labels.kind_label(key.kind).lower())


def _facts_of(side: RecordSide) -> dict[str, str]:
    person = side.person
    return {
        _("Roles"): ", ".join(labels.role_label(role) for role in person.roles) or "–",
        _("Classes"): ", ".join(person.groups) or "–",
        _("Pupil number"): person.pupil_number or "–",
        _("Parents and guardians"): ", ".join(one.name or _("name not known") for one in person.guardians) or "–",
        _("Answers for"): ", ".join(one.name for one in person.wards) or "–",
        _("Answers"): format_number(side.answers),
        _("In photos"): format_number(side.pictures),
        _("Forms"): format_number(side.forms),
    }


def _same_text(field: MergeField, side: RecordSide) -> str:
    if field is MergeField.NAME:
        return side.person.display_name or "–"
    return _value_text(side.person.birth_date)


def _value_text(value: str | date | None) -> str:
    if isinstance(value, date):
        return format_date(value)
    return value or _("nothing on record")


def _wrapped(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
