# SPDX-License-Identifier: GPL-3.0-or-later
"""The controls of a film or sound: play, step, mark a part of it, and the time line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from ui.style.film_labels import length_text, moment_text, span_text
from ui.style.icons import icon
from ui.style.spacing import ICON, XS, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.time_line import TimeLine

JUMP_MS = 5_000


class FilmPlayer(QWidget):
    """Buttons, keys and the time line; what plays and what shows the pictures is elsewhere.

    Keys (`take_key`): Space plays and pauses, as does K; the arrows go one picture on or back, J and L five seconds;
    I marks the beginning, O the end; Home and End go there.
    """

    play_toggled = Signal()
    stepped = Signal(int)
    """One picture on (1) or back (-1)."""
    sought = Signal(int)
    """To a moment, in milliseconds."""
    marked = Signal()
    """The marked part changed."""
    range_marked = Signal()
    """Beginning and end are both marked: who is it?"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.time_line = TimeLine(self)
        self.play = self._tool("play", _("Play (Space)"), self.play_toggled.emit)
        self.back = self._tool("step-back", _("One picture back (Left)"), lambda: self.stepped.emit(-1))
        self.on = self._tool("step-on", _("One picture on (Right)"), lambda: self.stepped.emit(1))
        self.moment = QLabel()
        self.mark_start = QPushButton(_("From here (I)"))
        self.mark_start.setToolTip(_("Mark where somebody comes into view or begins to speak"))
        self.mark_start.clicked.connect(self.mark_from)
        self.mark_end = QPushButton(_("Up to here (O)"))
        self.mark_end.setToolTip(_("Mark where somebody leaves or falls silent; then type the name"))
        self.mark_end.clicked.connect(self.mark_to)
        self.part = QLabel()
        set_kind(self.part, "muted")
        self.clear = self._tool("close", _("Forget what is marked (Escape)"), self.clear_marks)
        self.seen = QCheckBox(_("Seen"))
        self.seen.setToolTip(_("Who is named now is seen (Alt+1)"))
        self.heard = QCheckBox(_("Heard"))
        self.heard.setToolTip(_("Who is named now is heard (Alt+2)"))
        self.seen.setChecked(True)
        self.seen.toggled.connect(self._on_senses)
        self.heard.toggled.connect(self._on_senses)
        self._length_ms = self._position_ms = 0
        self._start: int | None = None
        self._end: int | None = None
        self._is_sound = False
        self._build()
        self.time_line.sought.connect(self.sought)
        self.show_part()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(S, XS, S, 0)
        line.setSpacing(XS)
        for widget in (self.back, self.play, self.on, self.moment):
            line.addWidget(widget)
        line.addSpacing(S)
        for widget in (self.mark_start, self.mark_end, self.part, self.clear):
            line.addWidget(widget)
        line.addStretch(1)
        for widget in (self.seen, self.heard):
            line.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addLayout(line)
        layout.addWidget(self.time_line)

    # --- what is on show

    def begin(self, length_ms: int, *, is_sound: bool) -> None:
        """Another film or sound: it stands at its beginning, nothing is marked."""
        self._is_sound = is_sound
        self._length_ms = length_ms
        self._start = self._end = None
        self.time_line.set_strip(None)
        self.time_line.set_bars(())
        self.time_line.set_length(length_ms)
        for button in (self.back, self.on):
            button.setVisible(not is_sound)
        for box in (self.seen, self.heard):
            box.setVisible(not is_sound)
        self.show_playing(False)
        self.show_position(0)
        self.show_part()

    def show_position(self, at_ms: int) -> None:
        """Where it stands."""
        self._position_ms = at_ms
        length = length_text(self._length_ms)
        self.moment.setText(f"{moment_text(at_ms)} / {length}" if length else moment_text(at_ms))
        self.time_line.set_position(at_ms)

    def show_playing(self, playing: bool) -> None:
        """Whether it plays: the button does the opposite."""
        text = _("Pause (Space)") if playing else _("Play (Space)")
        self.play.setIcon(icon("pause" if playing else "play"))
        self.play.setToolTip(text)
        self.play.setAccessibleName(text)

    @property
    def position_ms(self) -> int:
        """Where it stands."""
        return self._position_ms

    @property
    def length_ms(self) -> int:
        """How long it is; 0 where nobody knows."""
        return self._length_ms

    # --- the marked part

    @property
    def marked_part(self) -> tuple[int, int] | None:
        """Beginning and end of what is marked, in milliseconds; None until both are."""
        return None if self._start is None or self._end is None else (self._start, self._end)

    @property
    def has_marks(self) -> bool:
        """Whether anything is marked."""
        return self._start is not None or self._end is not None

    @property
    def is_seen(self) -> bool:
        """Whether who is named now is seen."""
        return not self._is_sound and self.seen.isChecked()

    @property
    def is_heard(self) -> bool:
        """Whether who is named now is heard."""
        return self._is_sound or self.heard.isChecked()

    def mark_from(self) -> None:
        """The part begins where it stands now."""
        self._start = self._position_ms
        if self._end is not None and self._end <= self._start:
            self._end = None
        self.show_part()
        self.marked.emit()

    def mark_to(self) -> None:
        """The part ends where it stands now; without a beginning it is from the start."""
        start = self._start if self._start is not None else 0
        if self._position_ms <= start:  # marked backwards: what came second is the beginning
            start, self._end = self._position_ms, max(start, self._position_ms + 1)
        else:
            self._end = self._position_ms
        self._start = start
        self.show_part()
        self.marked.emit()
        self.range_marked.emit()

    def clear_marks(self) -> None:
        """Nothing is marked: a name counts for all of it."""
        self._start = self._end = None
        self.show_part()
        self.marked.emit()

    def show_part(self) -> None:
        """Say which part is marked."""
        part = self.marked_part
        if part is not None:
            text = span_text(*part)
        elif self._start is not None:
            text = _("from {moment}").format(moment=moment_text(self._start))
        else:
            text = _("the whole recording") if self._is_sound else _("the whole film")
        self.part.setText(text)
        self.clear.setVisible(self.has_marks)
        self.time_line.set_marks(self._start, self._end)

    # --- keys

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the player; whether it was one."""
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_K:
                if not event.isAutoRepeat():
                    self.play_toggled.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                by = 1 if event.key() == Qt.Key.Key_Right else -1
                if self._is_sound:
                    self._jump(by * JUMP_MS // 5)
                else:
                    self.stepped.emit(by)
            case Qt.Key.Key_J | Qt.Key.Key_L:
                self._jump(JUMP_MS if event.key() == Qt.Key.Key_L else -JUMP_MS)
            case Qt.Key.Key_I:
                self.mark_from()
            case Qt.Key.Key_O:
                self.mark_to()
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self.sought.emit(0 if event.key() == Qt.Key.Key_Home else self._length_ms)
            case _:
                return False
        return True

    def _jump(self, by_ms: int) -> None:
        latest = self._length_ms or self._position_ms + abs(by_ms)
        self.sought.emit(max(0, min(latest, self._position_ms + by_ms)))

    def _on_senses(self) -> None:
        """At least one of the two is ticked."""
        if not self.seen.isChecked() and not self.heard.isChecked():
            other = self.heard if self.sender() is self.seen else self.seen
            other.setChecked(True)

    def _tool(self, icon_name: str, text: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(icon_name))
        button.setIconSize(QSize(ICON, ICON))
        button.setAutoRaise(True)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(act)
        return button
