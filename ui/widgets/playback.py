# SPDX-License-Identifier: GPL-3.0-or-later
"""Playing a film or sound with its sound. QtMultimedia is loaded when something is first played.

Where it is missing, knows no loudspeaker or cannot play the file, that is told and nothing else is lost: pictures come
from elsewhere, and people can be named as before.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QImage

from ui.texts import _

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoSink

_LEAST_SECONDS = 0.03
"""Pictures are shown at most so often: a large film must not keep the window busy."""


class Playback(QObject):
    """One file being played; tells pictures and moments as they pass."""

    frame_shown = Signal(QImage)
    moved = Signal(int)
    """The moment, in milliseconds."""
    stopped = Signal()
    """It came to its end, or could not go on."""
    failed = Signal(str)
    """Why it cannot be played, as a sentence."""
    told = Signal(str)
    """What is missing although it plays, as a sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player: QMediaPlayer | None = None
        self._sink: QVideoSink | None = None
        self._audio: QAudioOutput | None = None
        self._path: Path | None = None
        self._last_frame = 0.0
        self._is_playing = False
        self._has_told = False
        self._starts_at: int | None = None

    @property
    def is_playing(self) -> bool:
        """Whether time passes."""
        return self._is_playing

    def play(self, path: Path, at_ms: int) -> bool:
        """Play from a moment on; false (and ``failed``) where nothing can be played here."""
        if not self._prepare():
            return False
        player = self._player
        assert player is not None
        self._is_playing = True
        self._starts_at = at_ms
        if path != self._path:
            self._path = path
            player.setSource(QUrl.fromLocalFile(str(path)))
        else:
            self._go_to_start()
        player.play()
        return True

    def pause(self) -> None:
        """Stand still."""
        if self._player is not None and self._is_playing:
            self._is_playing = False
            self._player.pause()

    def close(self) -> None:
        """Let go of the file; another one, or nothing, is on show."""
        self._is_playing = False
        self._path = None
        if self._player is not None:
            self._player.stop()
            self._player.setSource(QUrl())

    def _prepare(self) -> bool:
        if self._player is not None:
            return True
        try:
            from PySide6 import QtMultimedia
        except ImportError:
            return self._cannot()
        player = QtMultimedia.QMediaPlayer(self)
        if not player.isAvailable():
            return self._cannot()
        self._player, self._sink = player, QtMultimedia.QVideoSink(self)
        player.setVideoSink(self._sink)
        if QtMultimedia.QMediaDevices.defaultAudioOutput().isNull():
            self._tell_once(_("No loudspeaker was found, so you hear nothing. Everything else works."))
        else:
            self._audio = QtMultimedia.QAudioOutput(self)
            player.setAudioOutput(self._audio)
        self._sink.videoFrameChanged.connect(self._on_frame)
        player.positionChanged.connect(self._on_moved)
        player.mediaStatusChanged.connect(self._on_status)
        player.errorOccurred.connect(self._on_error)
        return True

    def _cannot(self) -> bool:
        self.failed.emit(_("This computer cannot play films here. Go through them picture by picture with the arrows."))
        return False

    def _tell_once(self, text: str) -> None:
        if not self._has_told:
            self._has_told = True
            self.told.emit(text)

    def _go_to_start(self) -> None:
        if self._starts_at is not None and self._player is not None:
            at_ms, self._starts_at = self._starts_at, None
            self._player.setPosition(at_ms)

    def _on_frame(self, frame: Any) -> None:
        now = time.monotonic()
        if not self._is_playing or self._starts_at is not None or now - self._last_frame < _LEAST_SECONDS:
            return
        image = frame.toImage()
        if not image.isNull():
            self._last_frame = now
            self.frame_shown.emit(image)

    def _on_moved(self, at_ms: int) -> None:
        if self._is_playing and self._starts_at is None:
            self.moved.emit(at_ms)

    def _on_status(self, status: Any) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        if status in (QMediaPlayer.MediaStatus.LoadedMedia, QMediaPlayer.MediaStatus.BufferedMedia):
            self._go_to_start()
        elif status == QMediaPlayer.MediaStatus.EndOfMedia and self._is_playing:
            self._is_playing = False
            self.stopped.emit()

    def _on_error(self) -> None:
        self._is_playing = False
        self._path = None
        self.failed.emit(_("This file cannot be played here. Go through it picture by picture with the arrows."))
        self.stopped.emit()
