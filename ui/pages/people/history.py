# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer about somebody, latest first; nothing is ever erased, a correction stands beside what it corrects."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.consent.evidence import EvidenceRow
from models.consent.register import TimelineEntry
from models.terms import Answer
from ui.pages.people.record import PersonRecord, key_text
from ui.style import labels
from ui.style.icons import icon
from ui.style.proof_labels import media_type_icon, media_type_label
from ui.style.spacing import S
from ui.style.theme import set_kind
from ui.texts import _, format_date, format_moment
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.flow_layout import FlowLayout

_ID_ROLE = int(Qt.ItemDataRole.UserRole)
_PROOF_COLUMN = 5


class HistoryPanel(QWidget):
    """The timeline and one thing to do with an answer: say that it was a mistake."""

    correction_asked = Signal(tuple, str)
    """Event ids and the reason."""
    item_asked = Signal(int)
    """The item that the chosen answer is about alone."""
    proof_asked = Signal(int)
    """The id of what is kept as proof of the chosen answer."""
    sheet_asked = Signal(int)
    """The event of which a proof sheet is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[int, TimelineEntry] = {}
        self._record: PersonRecord | None = None
        self.list = QTreeWidget()
        self.list.setAccessibleName(_("Every answer"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.list.setHeaderLabels(
            [_("About"), _("Answer"), _("Date"), _("Who"), _("How"), _("Proof"), _("Note"), _("Recorded")]
        )
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.hint = QLabel(_("No answers yet. Every answer that is recorded will be listed here."))
        self.hint.setWordWrap(True)
        set_kind(self.hint, "muted")
        self.correct = QPushButton(icon("undo"), _("This was a mistake…"))
        self.correct.setToolTip(_("Takes the answer out of account. It stays in this list, with your reason."))
        self.correct.clicked.connect(self._on_correct_clicked)
        self.photo = QPushButton(icon("eye"), _("See the photo"))
        self.photo.clicked.connect(self._on_photo_clicked)
        self.proof = QPushButton(icon("eye"), _("View proof…"))
        self.proof.clicked.connect(self._on_proof_clicked)
        self.sheet = QPushButton(icon("print"), _("Proof sheet…"))
        self.sheet.setToolTip(_("What was asked and answered, what changed since, and the seal of the log, on paper"))
        self.sheet.clicked.connect(self._on_sheet_clicked)
        self.list.itemSelectionChanged.connect(self._show_buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, S, 0, 0)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.correct, self.photo, self.proof, self.sheet):
            flow.addWidget(button)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)

    def set_record(self, record: PersonRecord) -> None:
        """Show the answers about a person."""
        is_same = self._record is not None and self._record.person.id == record.person.id
        kept = set(self._selected_ids()) if is_same else set()
        self._record = record
        self._entries = {entry.event_id: entry for entry in record.timeline}
        self.list.clear()
        for entry in record.timeline:
            row = self._make_row(record, entry)
            self.list.addTopLevelItem(row)
            row.setSelected(entry.event_id in kept)
        self.hint.setVisible(not record.timeline)
        self._show_buttons()

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Offer no correction, while an earlier day is looked at."""
        self.correct.setVisible(not is_read_only)

    def _make_row(self, record: PersonRecord, entry: TimelineEntry) -> QTreeWidgetItem:
        when = format_date(entry.decided_on)
        if entry.valid_from > entry.decided_on:
            when = _("{date}, counts from {start}").format(date=when, start=format_date(entry.valid_from))
        if entry.valid_until is not None:
            when = _("{date}, until {end}").format(date=when, end=format_date(entry.valid_until))
        how = labels.method_label(entry.method)
        if entry.heard_by:
            how = _("{method}, heard by {name}").format(method=how, name=entry.heard_by)
        proof = None if entry.evidence_id is None else record.proofs.get(entry.evidence_id)
        about = key_text(record, entry.key)
        if entry.item_id is not None:
            name = record.item_names.get(entry.item_id, "")
            only = _("{what} (only {file})") if name else _("{what} (one picture only)")
            about = only.format(what=about, file=name)
        elif entry.session_id is not None:
            name = record.event_names.get(entry.session_id, "")
            only = _("{what} (only {event})") if name else _("{what} (one event only)")
            about = only.format(what=about, event=name)
        texts = [
            about,
            labels.answer_label(entry.answer),
            when,
            record.names.get(entry.decider_id, ""),
            how,
            _proof_text(proof),
            entry.note,
            _("{moment}, {name}").format(moment=format_moment(entry.recorded_at), name=entry.recorded_by),
        ]
        row = QTreeWidgetItem(texts)
        row.setData(0, _ID_ROLE, entry.event_id)
        row.setIcon(1, icon(*_answer_look(entry.answer)))
        if proof is not None:
            row.setIcon(_PROOF_COLUMN, icon(media_type_icon(proof.media_type), "muted"))
        for column in range(len(texts)):
            row.setToolTip(column, texts[column])
            if entry.is_annulled:
                font = self.list.font()
                font.setStrikeOut(True)
                row.setFont(column, font)
        if entry.is_annulled:
            spoken = _("{answer} (corrected, does not count)").format(answer=texts[1])
            row.setData(1, Qt.ItemDataRole.AccessibleTextRole, spoken)
            row.setToolTip(1, spoken)
        return row

    def _selected_ids(self) -> tuple[int, ...]:
        return tuple(row.data(0, _ID_ROLE) for row in self.list.selectedItems())

    def _correctable(self) -> tuple[int, ...]:
        return tuple(
            one
            for one in self._selected_ids()
            if not self._entries[one].is_annulled and self._entries[one].annuls_id is None
        )

    def _show_buttons(self) -> None:
        self.correct.setEnabled(bool(self._correctable()))
        self.photo.setVisible(self._chosen_item() is not None)
        self.proof.setEnabled(self._chosen_proof() is not None)
        self.sheet.setEnabled(len(self._selected_ids()) == 1)
        self.proof.setVisible(bool(self._entries))
        self.sheet.setVisible(bool(self._entries))

    def _chosen_proof(self) -> int | None:
        """What is kept as proof of the chosen answers, where that is one and the same file."""
        kept = {self._entries[one].evidence_id for one in self._selected_ids()}
        return kept.pop() if len(kept) == 1 else None

    def _on_proof_clicked(self) -> None:
        evidence_id = self._chosen_proof()
        if evidence_id is not None:
            self.proof_asked.emit(evidence_id)

    def _on_sheet_clicked(self) -> None:
        chosen = self._selected_ids()
        if len(chosen) == 1:
            self.sheet_asked.emit(chosen[0])

    def _chosen_item(self) -> int | None:
        """The item that the one chosen answer is about; None where it is about more than that."""
        chosen = self._selected_ids()
        return self._entries[chosen[0]].item_id if len(chosen) == 1 else None

    def _on_photo_clicked(self) -> None:
        item_id = self._chosen_item()
        if item_id is not None:
            self.item_asked.emit(item_id)

    def _on_correct_clicked(self) -> None:
        chosen = self._correctable()
        if not chosen:
            return
        dialog = ReasonDialog(self)

        def accepted() -> None:
            self.correction_asked.emit(chosen, dialog.reason.text().strip())

        dialog.accepted.connect(accepted)
        dialog.open()


class ReasonDialog(QDialog):
    """Why an answer does not count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("This was a mistake"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = QLabel(_("The answer will not count any more; the answer before it counts again. Both stay on record."))
        text.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setMaxLength(500)
        self.reason.setMinimumWidth(380)
        label = QLabel(_("What went wrong?"))
        label.setBuddy(self.reason)
        self.buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.addButton(_("Take it out of account"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.ok, "primary")
        self.ok.setEnabled(False)
        self.reason.textChanged.connect(self._on_text_changed)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (text, label, self.reason, self.buttons):
            layout.addWidget(widget)

    def _on_text_changed(self, text: str) -> None:
        self.ok.setEnabled(bool(text.strip()))


def _proof_text(proof: EvidenceRow | None) -> str:
    return "" if proof is None else media_type_label(proof.media_type)


def _answer_look(answer: Answer) -> tuple[str, str]:
    if answer is Answer.GIVEN:
        return "verdict-ready", "ready"
    return ("undo", "muted") if answer is Answer.ANNULLED else ("verdict-no", "no")
