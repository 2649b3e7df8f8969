# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be taken back, with its name, and done again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from models.changes import Change

Undo = Callable[[], "Change[object]"]
Done = Callable[["Change[object] | None", bool], None]
"""Gets what the step gave (None when it failed), and whether it is worth trying again later."""

Runner = Callable[[Undo, Done], None]

_MOST = 100


class UndoHistory(QObject):
    """Two stacks of named steps. Steps run in the writer; while one runs, no other starts."""

    changed = Signal()
    """What can be undone or redone is different now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undos: list[tuple[str, Undo]] = []
        self._redos: list[tuple[str, Undo]] = []
        self._runner: Runner | None = None
        self._is_running = False
        self._asked: list[Callable[[], None]] = []

    def use_runner(self, runner: Runner) -> None:
        """Say how steps are run (by `Jobs`)."""
        self._runner = runner

    def push(self, label: str, undo: Undo) -> None:
        """Remember how to take back what was just done; what was undone before cannot be redone any more."""
        self._undos.append((label, undo))
        del self._undos[:-_MOST]
        self._redos.clear()
        self.changed.emit()

    @property
    def undo_label(self) -> str:
        """Name of what `undo` would take back; empty for nothing."""
        return self._undos[-1][0] if self._undos else ""

    @property
    def redo_label(self) -> str:
        """Name of what `redo` would do again; empty for nothing."""
        return self._redos[-1][0] if self._redos else ""

    def undo(self) -> None:
        """Take the last step back; asked while another step is under way, it follows that one."""
        if self._is_running:
            self._asked.append(self.undo)
        else:
            self._run(self._undos, self._redos)

    def redo(self) -> None:
        """Do the last step that was taken back again; in turn, as `undo`."""
        if self._is_running:
            self._asked.append(self.redo)
        else:
            self._run(self._redos, self._undos)

    def clear(self) -> None:
        """Forget everything (another register was opened)."""
        self._undos.clear()
        self._redos.clear()
        self._asked.clear()
        self.changed.emit()

    def _run(self, source: list[tuple[str, Undo]], target: list[tuple[str, Undo]]) -> None:
        if not source or self._runner is None:
            return
        label, step = source.pop()
        self._is_running = True

        def done(change: Change[object] | None, is_worth_retrying: bool) -> None:
            self._is_running = False
            if change is not None and change.undo is not None:
                target.append((label, change.undo))
            elif is_worth_retrying:
                source.append((label, step))
            self.changed.emit()
            if change is None:
                self._asked.clear()  # what follows was asked for in the belief that this one worked
            while self._asked and not self._is_running:
                self._asked.pop(0)()

        self.changed.emit()
        self._runner(step, done)
