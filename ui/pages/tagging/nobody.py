# SPDX-License-Identifier: GPL-3.0-or-later
"""The button with which somebody says that nobody in a photo can be recognised, and why."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QWidget

from models.terms import FaceJudgement, NobodyReason
from ui.style import labels
from ui.style.icons import icon
from ui.texts import _


class NobodyButton(QPushButton):
    """A menu of reasons, each with its digit; "another reason" asks for a few words."""

    judged = Signal(object, str)
    """`NobodyReason` and a note."""
    taken_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon("nobody"), _("Nobody can be recognised"), parent)
        menu = QMenu(self)
        for digit, reason in enumerate(NobodyReason, start=1):
            text = numbered(digit, labels.nobody_reason_label(reason))
            action = menu.addAction(f"{text}…" if reason is NobodyReason.OTHER else text)
            action.setData(reason)
            action.triggered.connect(partial(self._on_reason, reason))
        menu.addSeparator()
        self._back = menu.addAction(icon("undo"), _("Somebody can be recognised after all"))
        self._back.triggered.connect(self.taken_back)
        self.setMenu(menu)
        self.show_state(is_judged=False)

    def show_state(self, *, is_judged: bool) -> None:
        """Whether the judgement is there, so that it can be taken back."""
        self._back.setVisible(is_judged)

    def _on_reason(self, reason: NobodyReason) -> None:
        if reason is not NobodyReason.OTHER:
            self.judged.emit(reason, "")
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Nobody can be recognised"))
        dialog.setLabelText(_("Why can nobody be recognised? A few words are enough."))
        dialog.textValueSelected.connect(self._on_note)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_note(self, note: str) -> None:
        self.judged.emit(NobodyReason.OTHER, note)


class JudgeButton(QPushButton):
    """What a mark without a name is, if it is not somebody to name; each line with its digit."""

    judged = Signal(object, str)
    """`FaceJudgement` and why, in a few words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon("help"), _("No name needed"), parent)
        menu = QMenu(self)
        reasons = (_("seen from behind"), _("too small"), _("out of focus"), "")
        lines = [(FaceJudgement.NOT_RECOGNISABLE, reason) for reason in reasons]
        lines += [(one, "") for one in (FaceJudgement.PASSER_BY, FaceJudgement.NOT_A_PERSON, FaceJudgement.UNJUDGED)]
        for digit, (judgement, reason) in enumerate(lines, start=1):
            needs_reason = judgement is FaceJudgement.NOT_RECOGNISABLE and not reason
            shown = judged_sentence(judgement, _("another reason…") if needs_reason else reason)
            action = menu.addAction(numbered(digit, shown))
            action.setData(judgement)
            act = self._ask_reason if needs_reason else partial(self.judged.emit, judgement, reason)
            action.triggered.connect(act)
        self.setMenu(menu)

    def _ask_reason(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(labels.face_judgement_label(FaceJudgement.NOT_RECOGNISABLE))
        dialog.setLabelText(_("Why can this person not be recognised? A few words are enough."))
        dialog.textValueSelected.connect(partial(self.judged.emit, FaceJudgement.NOT_RECOGNISABLE))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def judged_sentence(judgement: FaceJudgement, reason: str) -> str:
    """A judgement of a mark, with the reason where there is one."""
    label = labels.face_judgement_label(judgement)
    return _("{judgement}: {reason}").format(judgement=label, reason=reason) if reason else label


def numbered(digit: int, text: str) -> str:
    """A menu text that is chosen with its digit."""
    return f"&{digit}   {text}"
