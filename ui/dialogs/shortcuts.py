# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be done from the keyboard, on one page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.style.spacing import L, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons


def keyboard_overview() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Groups of (keys, what they do)."""
    return (
        *_about_photos(),
        (
            _("Who is in it?"),
            (
                (_("Letters"), _("Start typing a name; Enter chooses")),
                ("Page Down, Page Up", _("Next photo, previous photo")),
                ("Tab", _("Next face without a name; Shift with Tab goes back")),
                ("Ctrl+B", _("Draw a box in the middle; arrows move it, Shift with arrows makes it larger or smaller")),
                ("Ctrl+N", _("Nobody can be recognised")),
                ("Alt+N", _("No name needed, and why")),
                ("Ctrl+D", _("The last name once more")),
                ("Ctrl+L", _("Names of a whole row, from left to right")),
                ("Ctrl+I", _("A dot: it is someone")),
                ("Ctrl+G", _("Look harder for faces in this photo")),
                ("Ctrl+E", _("Choose the event of the photo")),
                ("Ctrl+R", _("The same people as in the previous photo")),
                ("Delete", _("Not a person, or not in this photo")),
                ("+  −  0", _("Larger, smaller, whole photo")),
                ("Esc", _("Back to the photos")),
            ),
        ),
        _film_keys(),
        (
            _("Type answers"),
            (
                ("Y, J", _("Yes, and on to the next line")),
                ("N", _("No, and on to the next line")),
                (_("Space, −"), _("Not said, and on to the next line")),
                ("Backspace", _("Back to the line before")),
                (_("Enter"), _("Done; once more records")),
            ),
        ),
        (
            _("Answers of a person"),
            (
                (_("Arrows"), _("Go to another answer")),
                ("Y", _("Yes")),
                ("N", _("No")),
                ("Delete", _("Take the last answer back")),
            ),
        ),
    )


def _about_photos() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What can be done everywhere, and with many photos."""
    return (
        (
            _("Everywhere"),
            (
                ("Ctrl+1 – Ctrl+9", _("The pages at the left, in their order")),
                ("Ctrl+T", _("Type answers of somebody who phones")),
                ("Ctrl+Z", _("Undo")),
                ("Ctrl+Shift+Z", _("Redo")),
                ("F1", _("This page")),
            ),
        ),
        (
            _("Check"),
            (
                (_("Arrows"), _("Go to another photo")),
                ("Ctrl+A", _("Select all photos")),
                (_("Enter"), _("Look at the photo and name who is in it")),
            ),
        ),
        (
            _("Media"),
            (
                (_("Letters"), _("Search in the whole library")),
                ("Ctrl+F", _("To the search line")),
                ("Ctrl+G", _("To the years and months at the side")),
                (_("Shift with arrows"), _("Select more photos")),
                ("Delete", _("Take the selected photos out of the library")),
            ),
        ),
    )


def _film_keys() -> tuple[str, tuple[tuple[str, str], ...]]:
    return (
        _("Film and sound"),
        (
            (_("Space, K"), _("Play and pause; Ctrl+Space also while a name is typed")),
            (_("Left, Right"), _("One picture back or on; in a sound a second")),
            ("J, L", _("Five seconds back or on")),
            ("I", _("From here: somebody comes into view or begins to speak")),
            ("O", _("Up to here; then type the name")),
            ("Alt+1, Alt+2", _("Who is named now is seen, is heard")),
            ("Ctrl+P", _("From the name to the player")),
        ),
    )


class ShortcutsDialog(QDialog):
    """The keyboard overview."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keyboard"))
        self.resize(620, 640)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(1, 1)
        line = 0
        for title, rows in keyboard_overview():
            heading = QLabel(title)
            set_kind(heading, "heading")
            grid.addWidget(heading, line, 0, 1, 2)
            line += 1
            for keys, text in rows:
                native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) if "+" in keys else ""
                left = QLabel(native if native and "–" not in keys else keys)
                right = QLabel(text)
                right.setWordWrap(True)
                grid.addWidget(left, line, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(right, line, 1)
                line += 1
        grid.setRowStretch(line, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setAccessibleName(_("Keyboard"))
        scroll.setWidget(body)
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll, 1)
        layout.addWidget(buttons)
