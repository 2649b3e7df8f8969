# SPDX-License-Identifier: GPL-3.0-or-later
"""One purpose: its name, who can see it, on what it rests, and what people are asked."""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from models.consent.purposes import PurposeInput, PurposeRow
from models.progress import Progress
from models.terms import Audience, LegalBasis, MediaKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.style import labels
from ui.style.theme import set_kind
from ui.texts import _

_LANGUAGES = ("nl", "en")


class PurposeDialog(QDialog):
    """Tells ``entered`` with what was filled in, and whether everybody is to be asked anew."""

    entered = Signal(object, bool)

    def __init__(
        self, context: AppContext, purpose: PurposeRow | None, taken_keys: set[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._purpose = purpose
        self._taken = taken_keys
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Add a purpose") if purpose is None else _("Change a purpose"))
        self.setMinimumWidth(520)
        self._make_fields()
        self._build()
        if purpose is not None:
            self._fill(purpose)

            def read(workspace: Workspace, _progress: Progress) -> dict[str, str]:
                return {code: workspace.purposes.wording(purpose.id, code) for code in _LANGUAGES}

            context.jobs.run_query(read, success=self._on_wording, owner=self)

    def _make_fields(self) -> None:
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.audience = QComboBox()
        for audience in Audience:
            self.audience.addItem(labels.audience_label(audience), audience)
        self.audience.setCurrentIndex(self.audience.findData(Audience.PUBLIC))
        self.basis = QComboBox()
        for basis in LegalBasis:
            self.basis.addItem(labels.legal_basis_label(basis), basis)
            self.basis.setItemData(self.basis.count() - 1, labels.legal_basis_tip(basis), Qt.ItemDataRole.ToolTipRole)
        self.kinds = {kind: QCheckBox(labels.kind_label(kind)) for kind in MediaKind}
        for tick in self.kinds.values():
            tick.setChecked(True)
        self.edge = QSpinBox()
        self.edge.setRange(0, 20_000)
        self.edge.setSingleStep(100)
        self.edge.setSpecialValueText(_("As large as the photo"))
        self.edge.setSuffix(_(" pixels"))
        self.wording = {code: QPlainTextEdit() for code in _LANGUAGES}
        for field in self.wording.values():
            field.setFixedHeight(72)
            field.setTabChangesFocus(True)
        self.anew = QCheckBox(_("The meaning changed: ask everybody again"))
        self.anew.setToolTip(_("Earlier answers of yes to this purpose no longer count. A no stays a no."))

    def _build(self) -> None:
        kinds = QHBoxLayout()
        for tick in self.kinds.values():
            kinds.addWidget(tick)
        kinds.addStretch(1)
        form = QFormLayout()
        form.addRow(_("&Name"), self.name)
        form.addRow(_("&Who can see it"), self.audience)
        form.addRow(_("&Legal basis"), self.basis)
        form.addRow(_("For"), kinds)
        form.addRow(_("Longest &side of copies"), self.edge)
        form.addRow(_("Question in &Dutch"), self.wording["nl"])
        form.addRow(_("Question in &English"), self.wording["en"])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = buttons.addButton(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.save, "primary")
        self.save.setEnabled(False)
        note = QLabel(_("A change of audience or legal basis always asks everybody again."))
        note.setWordWrap(True)
        set_kind(note, "muted")
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        if self._purpose is not None:
            layout.addWidget(self.anew)
            layout.addWidget(note)
        layout.addWidget(buttons)
        self.name.textChanged.connect(lambda text: self.save.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self._on_accept)
        buttons.rejected.connect(self.reject)

    def _fill(self, purpose: PurposeRow) -> None:
        self.name.setText(purpose.name)
        self.audience.setCurrentIndex(self.audience.findData(purpose.audience))
        self.basis.setCurrentIndex(self.basis.findData(purpose.legal_basis))
        for kind, tick in self.kinds.items():
            tick.setChecked(kind in purpose.kinds)
        self.edge.setValue(purpose.copy_max_pixels or 0)

    def _on_wording(self, texts: dict[str, str]) -> None:
        for code, text in texts.items():
            self.wording[code].setPlainText(text)

    def _on_accept(self) -> None:
        kinds = tuple(kind for kind, tick in self.kinds.items() if tick.isChecked())
        key = self._purpose.key if self._purpose is not None else make_key(self.name.text(), self._taken)
        wording = tuple((code, field.toPlainText().strip()) for code, field in self.wording.items())
        made = PurposeInput(
            key=key,
            name=self.name.text().strip(),
            audience=Audience(self.audience.currentData()),
            legal_basis=LegalBasis(self.basis.currentData()),
            kinds=kinds or tuple(MediaKind),
            copy_max_pixels=self.edge.value() if self.edge.value() >= 64 else None,
            wording=tuple((code, text) for code, text in wording if text),
        )
        self.entered.emit(made, self.anew.isChecked())
        self.accept()


def make_key(name: str, taken: set[str]) -> str:
    """A short stable key for a name, such as ``school-guide``; a number is added where it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32] or "purpose"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
