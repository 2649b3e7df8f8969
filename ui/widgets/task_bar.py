# SPDX-License-Identifier: GPL-3.0-or-later
"""What is being worked on, how far it is, and a button to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from ui.background.jobs import Job, Jobs
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number


class TaskBar(QFrame):
    """Hidden while nothing runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "bar")
        self._label = QLabel()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Progress"))
        self._progress.setMaximumWidth(280)
        self._count = QLabel()
        set_kind(self._count, "muted")
        self._cancel = QPushButton(icon("close"), _("Stop"))
        self._stop: Callable[[], None] | None = None
        self._running: list[Job[object]] = []
        self._cancel.clicked.connect(self._on_cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.addWidget(self._label)
        layout.addWidget(self._progress, 1)
        layout.addWidget(self._count)
        layout.addStretch(1)
        layout.addWidget(self._cancel)
        self.hide()

    def follow_jobs(self, jobs: Jobs) -> None:
        """Show the tasks of ``jobs``, the latest where several run."""
        jobs.task_started.connect(self._on_task_started)
        jobs.task_progressed.connect(self._on_task_progressed)
        jobs.task_ended.connect(self._on_task_ended)

    def start(self, label: str, stop: Callable[[], None]) -> None:
        """Show a task; ``stop`` is called when its button is pressed."""
        self._label.setText(label)
        self._stop = stop
        self._progress.setRange(0, 0)
        self._count.clear()
        self._cancel.setEnabled(True)
        self.setAccessibleName(label)
        self.show()

    def set_progress(self, done: int, total: int) -> None:
        """How many of how many steps are done; a total of 0 means that nobody knows yet."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        if total:
            self._count.setText(_("{done} of {total}").format(done=format_number(done), total=format_number(total)))

    def finish(self) -> None:
        """Nothing runs any more."""
        self._stop = None
        self.hide()

    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        if self._stop is not None:
            self._stop()

    def _on_task_started(self, job: Job[object]) -> None:
        self._running.append(job)
        self.start(job.label, job.cancel)

    def _on_task_progressed(self, job: Job[object], done: int, total: int) -> None:
        if self._running and job is self._running[-1]:
            self.set_progress(done, total)

    def _on_task_ended(self, job: Job[object]) -> None:
        if job in self._running:
            self._running.remove(job)
        if self._running:
            latest = self._running[-1]
            self.start(latest.label, latest.cancel)
        else:
            self.finish()
