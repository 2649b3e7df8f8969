# SPDX-License-Identifier: GPL-3.0-or-later
"""A choice of how an answer reached the school."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from models.terms import AnswerMethod
from ui.style import labels
from ui.style.icons import icon, method_icon
from ui.texts import _


def make_method_box() -> QComboBox:
    """A choice of how an answer reached the school."""
    box = QComboBox()
    box.setAccessibleName(_("How the answer was given"))
    for method in AnswerMethod:
        box.addItem(icon(method_icon(method)), labels.method_label(method), method)
    box.setCurrentIndex(box.findData(AnswerMethod.FORM))
    return box


def chosen_method(box: QComboBox) -> AnswerMethod:
    """The method that such a box is set to; Qt keeps members of an enumeration as plain text."""
    return AnswerMethod(box.currentData())
