# SPDX-License-Identifier: GPL-3.0-or-later
"""A line at the foot of the window: photos that the program still has to look at for faces, and a button to wait."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.background.study_queue import StudyQueue, StudyState
from ui.style.icons import icon
from ui.style.spacing import XS, M
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext

_SHOWN_AFTER_MS = 1500
"""A few photos are done by then: a line that comes and goes would only disturb."""


class StudyNote(QFrame):
    """Hidden while there is nothing to tell."""

    passed_asked = Signal()
    """Which photos could not be looked at?"""

    def __init__(self, study: StudyQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = study
        set_kind(self, "bar")
        self.label = QLabel()
        set_kind(self.label, "small")
        self.which = QPushButton(_("Which ones?"))
        set_kind(self.which, "link")
        self.again = QPushButton(_("Try again"))
        set_kind(self.again, "link")
        self.wait = QPushButton()
        set_kind(self.wait, "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(M, XS, M, XS)
        row.addWidget(self.label)
        row.addWidget(self.which)
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(self.wait)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_SHOWN_AFTER_MS)
        self._delay.timeout.connect(self._show_if_due)
        self.which.clicked.connect(self.passed_asked)
        self.again.clicked.connect(study.try_again)
        self.wait.clicked.connect(self._on_wait)
        study.changed.connect(self._on_changed)
        self.hide()
        self._on_changed(study.state)

    def _on_changed(self, state: StudyState) -> None:
        self.label.setText(_sentence(state))
        self.wait.setText(_("Go on looking") if state.is_paused else _("Wait"))
        self.wait.setIcon(icon("next" if state.is_paused else "clock"))
        tip = _("Go on looking for faces") if state.is_paused else _("Stop looking for faces until you say so")
        self.wait.setToolTip(tip)
        self.wait.setVisible(bool(state.waiting))
        is_done = not state.waiting and bool(state.passed)
        self.which.setVisible(is_done)
        self.again.setVisible(is_done)
        if not _is_due(state):
            self._delay.stop()
            self.hide()
        elif self.isHidden() and not self._delay.isActive():
            self._delay.start()

    def _show_if_due(self) -> None:
        self.setVisible(_is_due(self._study.state))

    def _on_wait(self) -> None:
        if self._study.state.is_paused:
            self._study.resume()
        else:
            self._study.pause()


def _is_due(state: StudyState) -> bool:
    return state.is_on and (bool(state.waiting) or bool(state.passed))


def _sentence(state: StudyState) -> str:
    if not state.waiting:
        count = len(state.passed)
        return ngettext(
            "{count} photo could not be looked at for faces.", "{count} photos could not be looked at for faces.", count
        ).format(count=format_number(count))
    if state.obstacle is not None:
        text = ngettext(
            "{count} photo is still to be looked at", "{count} photos are still to be looked at", state.waiting
        )
    elif state.is_paused:
        text = ngettext(
            "Waiting: faces are not looked for yet in {count} photo",
            "Waiting: faces are not looked for yet in {count} photos",
            state.waiting,
        )
    else:
        text = ngettext(
            "Looking for faces: {count} photo to go", "Looking for faces: {count} photos to go", state.waiting
        )
    return text.format(count=format_number(state.waiting))
