# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of the viewer: the photo, who is in it, and why."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.media.session_rows import SessionRow
from models.terms import MediaKind, WayOut
from ui.context import AppContext
from ui.pages.tagging.finds_view import FindsView
from ui.pages.tagging.nobody import JudgeButton, NobodyButton
from ui.pages.tagging.senses_button import SensesButton
from ui.style.icons import icon
from ui.style.spacing import CONTROL_HEIGHT, ICON, XS, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner
from ui.widgets.close_up import CloseUp
from ui.widgets.empty_state import EmptyState
from ui.widgets.film_player import FilmPlayer
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.image_canvas import ImageCanvas
from ui.widgets.person_picker import PersonPicker
from ui.widgets.why_panel import WhyPanel

_EVENT_WIDTH = 220
_OFFERED = (
    WayOut.NAME_PEOPLE,
    WayOut.MARK_PLACE,
    WayOut.JUDGE_NOBODY_RECOGNISABLE,
    WayOut.ASK_PEOPLE,
)


class TaggingView(QWidget):
    """Widgets of the viewer by name; it does nothing by itself."""

    def __init__(self, context: AppContext, picker: PersonPicker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = QPushButton(icon("back"), _("Back to the photos"))
        set_kind(self.back, "quiet")
        self.previous = _tool("previous", _("Previous photo (Page Up)"))
        self.position = QLabel()
        self.next = _tool("next", _("Next photo (Page Down)"))
        self.name = _file_name()
        self.event_name = QPushButton(icon("calendar"), "")
        set_kind(self.event_name, "quiet")
        self.show_event(None)
        self.zoom_in, self.zoom_out = _tool("zoom-in", _("Larger (+)")), _tool("zoom-out", _("Smaller (−)"))
        self.fit = _tool("fit", _("Whole photo (0)"))
        self.file_names, self.draw_box = _names_button(), QPushButton(icon("box"), _("Mark somebody"))
        self.draw_box.setToolTip(_("Draw a box around somebody: drag over the photo, or press Ctrl+B"))
        self.banner = Banner(self)
        self.canvas = ImageCanvas(self)
        self.player = FilmPlayer(self)
        self.use_part, self.senses = _use_part_button(), SensesButton()
        self.missing = EmptyState("media", _("This photo cannot be shown now"), "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.canvas)
        self.stack.addWidget(self.missing)
        self.close_up = CloseUp(self)
        self.asking = QLabel()
        self.asking.setWordWrap(True)
        set_kind(self.asking, "heading")
        self.picker = picker
        self.people = _people_list()
        self.place = QPushButton(icon("place"), _("Show where"))
        self.place.setToolTip(_("Draw a box where this person is, so that they can be covered"))
        self.rename = QPushButton(icon("edit"), _("Somebody else"))
        self.rename.setToolTip(_("Choose another name for this person (Enter)"))
        self.judge = JudgeButton()
        self.judge.setToolTip(_("This mark needs no name, and why (Alt+N)"))
        self.remove = QPushButton(icon("remove"), _("Not in this photo"))
        self.remove.setToolTip(_("Take this person or this mark out of the photo (Delete)"))
        self.same = QPushButton(icon("history"), _("Same people as before"))
        self.same.setToolTip(_("The same people as in the photo before this one (Ctrl+R)"))
        self.row = QPushButton(icon("people"), _("Names of a row…"))
        self.row.setToolTip(_("Type or paste the names of a whole row, from left to right (Ctrl+L)"))
        self.nobody = NobodyButton()
        self.nobody.setToolTip(_("Say that nobody in this photo can be recognised, and why (Ctrl+N)"))
        self.all_photos = QPushButton(icon("people"), "")
        self.why = WhyPanel(context, self)
        self.why.offer_only(_OFFERED)
        self._build()
        self.speak_of(MediaKind.PHOTO)

    def _build(self) -> None:
        photo = QWidget()
        left = QVBoxLayout(photo)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.stack, 1)
        left.addWidget(self.player)
        left.addWidget(self._foot())
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
        layout.addWidget(self._bar())
        layout.addWidget(self.splitter, 1)
        for_one = (self.place, self.use_part, self.senses, self.rename, self.judge, self.remove)
        order = (self.picker.line, self.canvas, self.people, self.finds.someone, *for_one, self.finds.look_harder)
        for earlier, later in pairwise((*order, self.same, self.row, self.nobody, self.all_photos, self.back)):
            self.setTabOrder(earlier, later)

    def show_event(self, event: SessionRow | None) -> None:
        """Name the event of the photo; a click (or Ctrl+E) chooses another."""
        name = _("In no event") if event is None else event.name
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _EVENT_WIDTH)
        self.event_name.setText(shown.replace("&", "&&"))
        self.event_name.setToolTip(_("Event: {event}. Choose another (Ctrl+E)").format(event=name))
        self.event_name.setAccessibleName(_("Event: {event}").format(event=name))

    def speak_of(self, kind: MediaKind) -> None:
        """The words and keys for a photo, a film or a sound; the player is there for the last two."""
        is_photo = kind is MediaKind.PHOTO
        self.player.setVisible(not is_photo)
        self.draw_box.setEnabled(kind is not MediaKind.SOUND)
        self.canvas.set_editable(kind is not MediaKind.SOUND)
        self.row.setVisible(is_photo)
        self._heading.setText(heading_of(kind))
        self.people.setAccessibleName(heading_of(kind))
        self.remove.setText(_("Not in this photo") if is_photo else _("Take out"))
        self._hint.setText(
            _(
                "Two letters and Enter name somebody  ·  Tab: next face  ·  Alt+N: needs no name  ·  Delete: not a "
                "person  ·  Ctrl+B: mark somebody  ·  Ctrl+L: names of a row  ·  Ctrl+R: same people as before  ·  "
                "Page Down: next photo"
            )
            if is_photo
            else _(
                "Ctrl+P: to the player  ·  Space: play  ·  Arrows: a little on or back  ·  J, L: five seconds  ·  "
                "I, O: mark from and up to here, then two letters and Enter  ·  Alt+1: seen, Alt+2: heard  ·  "
                "Page Down: next"
            )
        )

    def show_canvas(self) -> None:
        """Room for the picture."""
        self.stack.setCurrentWidget(self.canvas)
        self._enable_picture_buttons(True)

    def show_missing(self, sentence: str) -> None:
        """Say that the picture is not there; who is in it can still be said."""
        had_focus = self.canvas.hasFocus()
        self.missing.set_text(_("This photo cannot be shown now"), sentence)
        self.stack.setCurrentWidget(self.missing)
        self._enable_picture_buttons(False)
        if had_focus:
            self.picker.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The banner and the line with the keys share one place, so that the photo never jumps."""
        if watched is self.banner and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._hint.setVisible(event.type() == QEvent.Type.HideToParent)
        return super().eventFilter(watched, event)

    def _enable_picture_buttons(self, enabled: bool) -> None:
        for button in (self.draw_box, self.zoom_out, self.zoom_in, self.fit):
            button.setEnabled(enabled)

    def _bar(self) -> QFrame:
        bar = QFrame()
        set_kind(bar, "bar")
        top = QHBoxLayout(bar)
        top.setContentsMargins(S, S, S, S)
        for widget in (self.back, self.previous, self.position, self.next):
            top.addWidget(widget)
        top.addWidget(self.name, 1)
        top.addWidget(self.file_names)
        top.addWidget(self.event_name)
        for widget in (self.draw_box, self.finds.look_harder, self.zoom_out, self.zoom_in, self.fit):
            top.addWidget(widget)
        return bar

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setMinimumHeight(CONTROL_HEIGHT + 2 * S)
        line = QHBoxLayout(foot)
        line.setContentsMargins(S, XS, S, XS)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        set_kind(self._hint, "small")
        line.addWidget(self._hint, 1)
        line.addWidget(self.banner, 1)
        self.banner.installEventFilter(self)
        return foot

    def _who(self) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, S, 0, 0)
        column.setSpacing(S)
        question = QHBoxLayout()
        question.setSpacing(S)
        question.addWidget(self.close_up)
        question.addWidget(self.asking, 1)
        column.addLayout(question)
        column.addWidget(self.picker, 3)
        self._heading = QLabel(_("In this photo"))
        set_kind(self._heading, "heading")
        column.addWidget(self._heading)
        column.addWidget(self.people, 2)
        self.finds = FindsView()
        column.addWidget(self.finds)
        for_one = FlowLayout(spacing=XS)
        for button in (
            self.finds.someone,
            self.place,
            self.use_part,
            self.senses,
            self.rename,
            self.judge,
            self.remove,
        ):
            for_one.addWidget(button)
        column.addLayout(for_one)
        for button in (self.same, self.row, self.nobody, self.all_photos):
            column.addWidget(button)
        return panel


def _file_name() -> QLabel:
    label = QLabel()
    # A long file name is cut off rather than making the window wider.
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    set_kind(label, "muted")
    return label


def _use_part_button() -> QPushButton:
    button = QPushButton(icon("clock"), _("Use the marked part"))
    button.setToolTip(_("This person is seen or heard in the part that is marked"))
    button.hide()
    return button


def heading_of(kind: MediaKind) -> str:
    """What stands above the people of a photo, a film or a sound."""
    if kind is MediaKind.PHOTO:
        return _("In this photo")
    return _("In this film") if kind is MediaKind.FILM else _("In this sound")


def _tool(icon_name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(ICON, ICON))
    button.setAutoRaise(True)
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button


def _people_list() -> QListWidget:
    people = QListWidget()
    people.setAccessibleName(_("People in this photo"))
    people.setIconSize(QSize(ICON, ICON))
    people.setWordWrap(True)
    people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # long sentences wrap
    return people


def _names_button() -> QPushButton:
    """There while the file of the photo on show says who is in it, and nobody dealt with that."""
    button = QPushButton(icon("people"), _("Names in this file…"))
    button.setToolTip(_("This file says who is in the photo"))
    set_kind(button, "quiet")
    button.hide()
    return button
