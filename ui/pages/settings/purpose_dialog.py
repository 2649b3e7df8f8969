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
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from models.consent.effects import PurposeUse
from models.consent.purposes import PurposeInput, PurposeRow
from models.progress import Progress
from models.terms import Audience, LegalBasis, MediaKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.settings.wording_editor import WordingEditor
from ui.style import labels
from ui.style.policy_labels import asks_again_sentence
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons

Texts = tuple[tuple[str, str], ...]


class PurposeDialog(QDialog):
    """Tells ``entered`` with what was filled in, and whether everybody is to be asked anew."""

    entered = Signal(object, bool)

    def __init__(
        self, context: AppContext, purpose: PurposeRow | None, taken_keys: set[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._purpose = purpose
        self._taken = taken_keys
        self._use: PurposeUse | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Add a purpose") if purpose is None else _("Change a purpose"))
        self.setMinimumSize(620, 640)
        self._make_fields()
        self._build()
        if purpose is not None:
            self._fill(purpose)

            def read(workspace: Workspace, _progress: Progress) -> tuple[Texts, PurposeUse]:
                return workspace.purposes.wordings(purpose.id), workspace.effects.of_purpose(purpose.id)

            context.jobs.run_query(read, success=self._on_read, owner=self)

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
        self.wording = WordingEditor()
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
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        self.save = buttons.addButton(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.save, "primary")
        self.save.setEnabled(False)
        self.effect = QLabel()
        self.effect.setWordWrap(True)
        set_kind(self.effect, "heading")
        self.effect.hide()
        note = QLabel(
            _(
                "A change of audience or legal basis always asks everybody again. A corrected typo, another name or a "
                "text in one more language does not."
            )
        )
        note.setWordWrap(True)
        set_kind(note, "muted")
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        question = QLabel(_("What people are as&ked"))
        question.setBuddy(self.wording.tabs)
        layout.addWidget(question)
        layout.addWidget(self.wording)
        if self._purpose is not None:
            layout.addWidget(self.anew)
            layout.addWidget(note)
            layout.addWidget(self.effect)
        layout.addWidget(buttons)
        self.anew.toggled.connect(self._show_effect)
        self.audience.currentIndexChanged.connect(self._show_effect)
        self.basis.currentIndexChanged.connect(self._show_effect)
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

    def _on_read(self, found: tuple[Texts, PurposeUse]) -> None:
        texts, self._use = found
        self.wording.set_texts(texts)
        self._show_effect()

    def asks_anew(self) -> bool:
        """Whether what is filled in asks everybody again."""
        purpose = self._purpose
        if purpose is None:
            return False
        is_other = self.audience.currentData() != purpose.audience or self.basis.currentData() != purpose.legal_basis
        return self.anew.isChecked() or is_other

    def _show_effect(self) -> None:
        """Say before saving how many people are asked again."""
        self.effect.setVisible(self.asks_anew() and self._use is not None)
        if self._use is not None:
            self.effect.setText(asks_again_sentence(self._use))

    def _on_accept(self) -> None:
        kinds = tuple(kind for kind, tick in self.kinds.items() if tick.isChecked())
        key = self._purpose.key if self._purpose is not None else make_key(self.name.text(), self._taken)
        made = PurposeInput(
            key=key,
            name=self.name.text().strip(),
            audience=Audience(self.audience.currentData()),
            legal_basis=LegalBasis(self.basis.currentData()),
            kinds=kinds or tuple(MediaKind),
            copy_max_pixels=self.edge.value() if self.edge.value() >= 64 else None,
            wording=self.wording.texts(),
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
