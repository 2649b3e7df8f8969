# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of the viewer: the photo, who is in it, and why."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.terms import NobodyReason
from ui.context import AppContext
from ui.style import labels
from ui.style.icons import icon
from ui.style.spacing import ICON, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner
from ui.widgets.image_canvas import ImageCanvas
from ui.widgets.person_picker import PersonPicker
from ui.widgets.why_panel import WhyPanel


class TaggingView(QWidget):
    """Widgets of the viewer by name; it does nothing by itself."""

    def __init__(self, context: AppContext, picker: PersonPicker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = QPushButton(icon("back"), _("Back to the photos"))
        set_kind(self.back, "quiet")
        self.previous = _tool("previous", _("Previous photo (Page Up)"))
        self.position = QLabel()
        self.next = _tool("next", _("Next photo (Page Down)"))
        self.name = QLabel()
        set_kind(self.name, "muted")
        self.zoom_in = _tool("zoom-in", _("Larger (+)"))
        self.zoom_out = _tool("zoom-out", _("Smaller (−)"))
        self.fit = _tool("fit", _("Whole photo (0)"))
        self.draw_box = QPushButton(icon("box"), _("Mark somebody"))
        self.draw_box.setToolTip(_("Draw a box around somebody: drag over the photo, or press Ctrl+B"))
        self.banner = Banner(self)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.hide()
        self.canvas = ImageCanvas(self)
        self.picker = picker
        self.people = QListWidget()
        self.people.setAccessibleName(_("People in this photo"))
        self.people.setIconSize(QSize(ICON, ICON))
        self.remove = QPushButton(icon("remove"), _("Not in this photo"))
        self.place = QPushButton(icon("place"), _("Show where"))
        self.place.setToolTip(_("Draw a box where this person is, so that they can be covered"))
        self.judge = QComboBox()
        self.judge.setAccessibleName(_("What is it that is marked?"))
        self.same = QPushButton(icon("history"), _("Same people as before"))
        self.same.setToolTip(_("The same people as in the previous photo (Ctrl+R)"))
        self.nobody = QComboBox()
        self.nobody.setAccessibleName(_("Nobody can be recognised"))
        self.nobody.addItem(icon("nobody"), _("Nobody can be recognised…"), None)
        for reason in NobodyReason:
            self.nobody.addItem(labels.nobody_reason_label(reason), reason)
        self.why = WhyPanel(context, self)
        self._build()

    def _build(self) -> None:
        bar = QFrame()
        set_kind(bar, "bar")
        top = QHBoxLayout(bar)
        top.setContentsMargins(S, S, S, S)
        for widget in (self.back, self.previous, self.position, self.next, self.name):
            top.addWidget(widget)
        top.addStretch(1)
        for widget in (self.draw_box, self.zoom_out, self.zoom_in, self.fit):
            top.addWidget(widget)
        photo = QWidget()
        left = QVBoxLayout(photo)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.banner)
        left.addWidget(self.message)
        left.addWidget(self.canvas, 1)
        hint = QLabel(
            _(
                "Type a name and press Enter  ·  Page Down: next photo  ·  Tab: next person  ·  Ctrl+R: same people as before"
            )
        )
        hint.setWordWrap(True)
        hint.setContentsMargins(M, S, M, S)
        set_kind(hint, "small")
        left.addWidget(hint)
        self.side = QTabWidget()
        self.side.addTab(self._who(), icon("people"), _("Who is in it?"))
        self.side.addTab(self.why, icon("help"), _("Why?"))
        right = QFrame()
        set_kind(right, "side")
        right.setMinimumWidth(300)
        column = QVBoxLayout(right)
        column.setContentsMargins(S, S, S, S)
        column.addWidget(self.side)
        self.splitter = QSplitter()
        self.splitter.addWidget(photo)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([900, 340])
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.splitter, 1)
        self.setTabOrder(self.picker, self.canvas)
        self.setTabOrder(self.canvas, self.people)

    def _who(self) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, S, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.picker, 3)
        heading = QLabel(_("In this photo"))
        set_kind(heading, "heading")
        column.addWidget(heading)
        column.addWidget(self.people, 2)
        buttons = QHBoxLayout()
        buttons.addWidget(self.place)
        buttons.addWidget(self.remove)
        column.addLayout(buttons)
        column.addWidget(self.judge)
        column.addWidget(self.same)
        column.addWidget(self.nobody)
        return panel


def _tool(icon_name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(ICON, ICON))
    button.setAutoRaise(True)
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button
