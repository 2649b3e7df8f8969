# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the program looks for faces in new photos, and what that is and is not."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from models.errors import KnownError
from ui.background.study_queue import StudyState
from ui.context import AppContext
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext

_TEXT_WIDTH = 640


class FacesPanel(QWidget):
    """Takes effect at once, for this user on this computer."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.wanted = QCheckBox(_("&Look for faces in new photos"))
        self.wanted.setChecked(context.settings.seeks_faces)
        self.state = QLabel()
        self.again = QPushButton(icon("search"), _("Try again"))
        set_kind(self.again, "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.wanted)
        for text in (
            _(
                "The program then shows where somebody is, so that you only need to say who it is. It does so quietly, "
                "while you do other things."
            ),
            _(
                "Faces are found, never recognised: the program cannot tell one face from another, and keeps nothing "
                "of a face but its place in the photo. Nothing leaves this computer."
            ),
            _("Backs of heads are not found, and now and then a face is not. You can always mark people yourself."),
        ):
            label = QLabel(text)
            label.setWordWrap(True)
            label.setMaximumWidth(_TEXT_WIDTH)
            set_kind(label, "muted")
            layout.addWidget(label)
        layout.addWidget(self.state)
        layout.addWidget(self.again)
        layout.addStretch(1)
        self.wanted.toggled.connect(self._on_wanted)
        self.again.clicked.connect(context.study.try_again)
        context.study.changed.connect(self._show_state)
        self._show_state(context.study.state)

    def _on_wanted(self, wanted: bool) -> None:
        self._context.settings.seeks_faces = wanted
        if wanted:
            self._context.study.start()
        else:
            self._context.study.stop()

    def _show_state(self, state: StudyState) -> None:
        self.state.setText(_sentence(state))
        self.state.setVisible(bool(self.state.text()))
        self.again.setVisible(state.is_on and bool(state.passed))


def _sentence(state: StudyState) -> str:
    if state.obstacle is not None:
        return error_sentence(KnownError(state.obstacle))
    if not state.is_on:
        return ""
    if state.waiting:
        return ngettext(
            "{count} photo is still to be looked at.", "{count} photos are still to be looked at.", state.waiting
        ).format(count=format_number(state.waiting))
    if state.passed:
        count = len(state.passed)
        return ngettext(
            "{count} photo could not be looked at.", "{count} photos could not be looked at.", count
        ).format(count=format_number(count))
    return _("Every photo has been looked at.")
