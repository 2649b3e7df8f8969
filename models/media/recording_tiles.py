# SPDX-License-Identifier: GPL-3.0-or-later
"""The small pictures that stand for films and sounds: one for a list, and one wide one under a time line."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image

from models.errors import KnownError
from models.media.film import STRIP_HEIGHT, encode_jpeg, frame_at, make_poster, make_strip
from models.media.recordings import TimeLimit, open_recording
from models.media.sound import draw_wave, make_sound_strip, make_sound_tile, read_peaks

STRIP_EDGE: Final = -1
"""Stands for the edge under which the thumbnail store keeps a time line's picture: it has no edge of its own."""
WAVE_HEIGHT: Final = 36
_WAVE_PARTS: Final = 800
_STILL_PARTS: Final = 160
_STILL_SIZE: Final = (1280, 480)


def make_tile(path: Path, edge: int) -> bytes:
    """A JPEG of which the longest edge is at most ``edge`` pixels: a film's poster, a sound's wave form.

    Raises as `open_recording` does.
    """
    return make_poster(path, edge) if _has_pictures(path) else make_sound_tile(path, edge)


def make_time_strip(path: Path, duration_ms: int | None) -> bytes:
    """A wide JPEG for under a time line: a film's pictures with its sound below them, or a sound's wave form."""
    if not _has_pictures(path):
        return make_sound_strip(path)
    strip = make_strip(path, duration_ms)
    try:
        peaks = read_peaks(path, _WAVE_PARTS, TimeLimit())
    except KnownError:
        return strip  # without sound, or with one that cannot be drawn: the pictures say enough
    with Image.open(io.BytesIO(strip), formats=("JPEG",)) as pictures:
        whole = Image.new("RGB", (pictures.width, STRIP_HEIGHT + WAVE_HEIGHT))
        whole.paste(pictures, (0, 0))
        whole.paste(draw_wave(peaks, (pictures.width, WAVE_HEIGHT), gap=0), (0, STRIP_HEIGHT))
    return encode_jpeg(whole)


def load_still(path: Path, longest_edge: int) -> Image.Image:
    """What stands for a recording while it does not play: a film's first picture, or a wide drawing of a sound."""
    if _has_pictures(path):
        return frame_at(path, 0, longest_edge=longest_edge).picture
    return draw_wave(read_peaks(path, _STILL_PARTS), _STILL_SIZE, gap=2)


def _has_pictures(path: Path) -> bool:
    with open_recording(path) as recording:
        return recording.video is not None
