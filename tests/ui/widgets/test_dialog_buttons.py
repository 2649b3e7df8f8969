# SPDX-License-Identifier: GPL-3.0-or-later
"""The Tab key goes past every button of a dialog, and back to the fields."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.dialog_buttons import DialogButtons

ROLE = QDialogButtonBox.ButtonRole


@pytest.mark.parametrize("hides_one", [False, True])
def test_tab_reaches_every_button_in_the_order_in_which_they_stand(qtbot: QtBot, *, hides_one: bool) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    body = QWidget()
    line = QLineEdit(body)
    buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
    write = buttons.addButton("Write", ROLE.AcceptRole)
    cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
    layout = QVBoxLayout(dialog)
    layout.addWidget(body)
    layout.addWidget(buttons)
    write.setVisible(not hides_one)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    write.show()  # a button may come later
    qtbot.waitUntil(write.isVisible)
    qtbot.waitUntil(lambda: write.x() != cancel.x())
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    passed: list[QWidget | None] = []
    for _step in range(3):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget())
    assert passed == [*sorted((write, cancel), key=lambda button: button.x()), line]
