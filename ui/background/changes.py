# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells every page once what a write touched."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from models.changes import ChangeSet


class ChangeBus(QObject):
    """One signal for all pages; each looks whether the change concerns what it shows."""

    changed = Signal(object)
    """`ChangeSet`."""

    def broadcast(self, changes: ChangeSet) -> None:
        """Tell everybody, on the GUI thread; a change that touched nothing is not told."""
        if changes:
            self.changed.emit(changes)
