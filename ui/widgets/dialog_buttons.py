# SPDX-License-Identifier: GPL-3.0-or-later
"""The row of buttons of a dialog, in which the Tab key reaches every one."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialogButtonBox, QWidget

_WHEN = (QEvent.Type.Show, QEvent.Type.LayoutRequest, QEvent.Type.Resize)


class DialogButtons(QDialogButtonBox):
    """Tab goes along the buttons as they stand.

    A row of buttons takes the keyboard at its first button, so one that comes before it in the order of Tab would be
    passed over; Qt leaves them in the order in which they were made.
    """

    def event(self, event: QEvent) -> bool:
        """Put the buttons in order once they are in their places."""
        is_done = super().event(event)
        if event.type() in _WHEN and self.isVisible():
            self._put_in_order()
        return is_done

    def _put_in_order(self) -> None:
        is_turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        shown = [button for button in self.buttons() if button.isVisible()]
        for before, after in pairwise(sorted(shown, key=lambda button: button.x(), reverse=is_turned)):
            QWidget.setTabOrder(before, after)
