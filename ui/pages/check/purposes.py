# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the photos will go: the purposes of the register as chips, the choice remembered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from models.changes import ChangeSet
from models.consent.purposes import PurposeRow
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.style import labels
from ui.style.icons import purpose_icon
from ui.widgets.purpose_chips import Chip, PurposeChips

_REMEMBERED = "check/purposes"
_USUAL = "website"


class PurposeChoice(QObject):
    """Fills the chips, follows changes of the purposes, and tells when the choice is another."""

    changed = Signal()

    def __init__(self, context: AppContext, chips: PurposeChips, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._chips = chips
        self._all: tuple[PurposeRow, ...] = ()
        chips.changed.connect(self._on_chips_changed)
        context.bus.changed.connect(self._on_changed)
        self._load()

    @property
    def all(self) -> tuple[PurposeRow, ...]:
        """Every purpose in use, in the school's order."""
        return self._all

    @property
    def chosen(self) -> tuple[PurposeRow, ...]:
        """The chosen ones, in the school's order."""
        ids = self._chips.checked()
        return tuple(one for one in self._all if one.id in ids)

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the chosen ones."""
        return tuple(one.id for one in self.chosen)

    def choose(self, purpose_ids: Sequence[int]) -> None:
        """Choose these and no others."""
        if set(purpose_ids) != set(self.ids):
            self._show(tuple(purpose_ids))
            self._on_chips_changed()

    def _load(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[PurposeRow, ...]:
            return workspace.purposes.purposes()

        self._context.jobs.run_query(load, success=self._on_loaded, owner=self, key="purposes")

    def _on_loaded(self, purposes: tuple[PurposeRow, ...]) -> None:
        remembered = self._context.settings.text(_REMEMBERED).split(",")
        known = {one.id for one in purposes}
        checked = tuple(one for one in self._chips.checked() if one in known)
        checked = checked or tuple(one.id for one in purposes if one.key in remembered)
        if not checked and purposes:
            usual = tuple(one.id for one in purposes if one.key == _USUAL)
            checked = usual or (purposes[0].id,)
        self._all = purposes
        self._show(checked)
        self.changed.emit()

    def _show(self, checked: tuple[int, ...]) -> None:
        chips = [
            Chip(one.id, one.name, purpose_icon(one.key, one.audience), labels.audience_label(one.audience))
            for one in self._all
        ]
        self._chips.set_chips(chips, checked)

    def _on_chips_changed(self) -> None:
        self._context.settings.put_text(_REMEMBERED, ",".join(one.key for one in self.chosen))
        self.changed.emit()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.PURPOSE):
            self._load()
