# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sound looks like: its wave form, drawn as a tile and as the ground of a time line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from models.errors import ErrorCode, KnownError
from models.media.film import STRIP_HEIGHT, encode_jpeg
from models.media.recordings import OpenRecording, TimeLimit, open_recording

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

Peaks = npt.NDArray[np.float32]
"""Loudness over time, 0 to 1, one number for each equal part."""

_RATE: Final = 8_000
_WHOLE_SECONDS: Final = 15 * 60
"""Up to this length a sound is decoded whole; of a longer one short pieces are looked at."""
_PIECE_SECONDS: Final = 0.25
_TILE_PARTS: Final = 80
_STRIP_PARTS: Final = 800
_GROUND: Final = (233, 238, 243)
_WAVE: Final = (62, 99, 140)
_MIDDLE: Final = (196, 206, 216)
_FLOOR: Final = 0.02


def read_peaks(path: Path, parts: int, limit: TimeLimit | None = None) -> Peaks:
    """How loud a recording is in each of ``parts`` equal pieces of its time, 0 to 1, the loudest 1.

    Raises as `open_recording` does, and ``FILE_DAMAGED`` where no sound can be decoded.
    """
    with open_recording(path, limit) as recording:
        if recording.audio is None:
            raise KnownError(ErrorCode.FORMAT_NOT_SUPPORTED)
        seconds = (recording.container.duration or 0) / 1_000_000
        if seconds > _WHOLE_SECONDS:
            peaks = _peaks_of_pieces(recording, seconds, parts)
        else:
            peaks = _peaks_of_all(recording, parts)
    loudest = float(peaks.max(initial=0.0))
    return peaks / loudest if loudest > _FLOOR / 10 else peaks


def make_sound_tile(path: Path, edge: int) -> bytes:
    """A JPEG of the wave form, ``edge`` pixels wide and three quarters of that high."""
    return encode_jpeg(draw_wave(read_peaks(path, _TILE_PARTS), (edge, edge * 3 // 4), gap=1))


def make_sound_strip(path: Path) -> bytes:
    """A JPEG of the wave form, wide and as high as a film strip."""
    return encode_jpeg(draw_wave(read_peaks(path, _STRIP_PARTS), (_STRIP_PARTS * 2, STRIP_HEIGHT), gap=0))


def draw_wave(peaks: Peaks, size: tuple[int, int], gap: int) -> Image.Image:
    """The wave form over the whole width of a picture of this size; ``gap`` pixels between the bars."""
    picture = Image.new("RGB", size, _GROUND)
    pen = ImageDraw.Draw(picture)
    middle, step = size[1] / 2, size[0] / len(peaks)
    pen.line((0, middle, size[0], middle), fill=_MIDDLE)
    for place, loud in enumerate(peaks.tolist()):
        reach = max(1.0, loud * (middle - 4))
        left = round(place * step)
        right = max(left, round((place + 1) * step) - 1 - gap)
        pen.rectangle((left, middle - reach, right, middle + reach), fill=_WAVE)
    return picture


def _samples(recording: OpenRecording) -> Any:
    """Blocks of (time in seconds, loudness as 16-bit numbers), mono at 8 kHz, from where the container stands."""
    import av

    audio = recording.audio
    assert audio is not None
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
    position: float | None = None
    for packet in recording.container.demux(audio):
        recording.limit.check()
        try:
            frames = audio.codec_context.decode(packet if packet.size else None)
        except (av.FFmpegError, ValueError):
            frames = []
        for frame in frames:
            if position is None or frame.pts is not None:
                position = _time_of(recording, frame, position)
            for block in resampler.resample(frame):
                values = block.to_ndarray().reshape(-1)
                yield position, values
                position += len(values) / _RATE
        if packet.size == 0:
            return


def _time_of(recording: OpenRecording, frame: AudioFrame, otherwise: float | None) -> float:
    if frame.pts is None or frame.time_base is None:
        return otherwise or 0.0
    return max(0.0, float(frame.pts * frame.time_base) - recording.start)


def _peaks_of_all(recording: OpenRecording, parts: int) -> Peaks:
    loud: list[npt.NDArray[np.int16]] = []
    for _position, values in _samples(recording):
        loud.append(values)
        if recording.limit.is_over:
            break
    if not loud:
        raise KnownError(ErrorCode.FILE_DAMAGED)
    samples = np.concatenate(loud)
    edges = np.linspace(0, len(samples), parts, endpoint=False).astype(np.int64)
    heights = np.abs(samples.astype(np.int32))
    return (np.maximum.reduceat(heights, np.minimum(edges, len(samples) - 1)) / 32_768).astype(np.float32)


def _peaks_of_pieces(recording: OpenRecording, seconds: float, parts: int) -> Peaks:
    import av

    found = np.zeros(parts, dtype=np.float32)
    looks = min(parts, 200)
    audio = recording.audio
    assert audio is not None
    for look in range(looks):
        if recording.limit.is_over:
            break
        at = seconds * (look + 0.5) / looks
        try:
            recording.container.seek(round((at + recording.start) * 1_000_000), backward=True)
            audio.codec_context.flush_buffers()
            highest, heard = 0, 0
            for _position, values in _samples(recording):
                highest = max(highest, int(np.abs(values.astype(np.int32)).max(initial=0)))
                heard += len(values)
                if heard >= _PIECE_SECONDS * _RATE:
                    break
        except av.FFmpegError:
            continue
        found[look * parts // looks : (look + 1) * parts // looks] = highest / 32_768
    return found
