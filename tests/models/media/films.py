# SPDX-License-Identifier: GPL-3.0-or-later
"""Films and sounds made on the spot: coloured quarters with a square that moves, and tones that come and go."""

from __future__ import annotations

import wave
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.models.media.pictures import CORNERS

Picture = Callable[[int], np.ndarray]
"""The picture of a frame: its number to an array of (height, width, 3) bytes."""


def quarters_with_square(number: int, width: int = 96, height: int = 64) -> np.ndarray:
    """Four coloured quarters; a black square of 8 pixels goes 2 pixels to the right with each frame."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    for place, colour in enumerate(CORNERS):
        top, left = (place // 2) * height // 2, (place % 2) * width // 2
        pixels[top : top + height // 2, left : left + width // 2] = colour
    left = (number * 2) % (width - 8)
    pixels[height // 2 - 4 : height // 2 + 4, left : left + 8] = 0
    return pixels


def save_film(
    path: Path,
    *,
    seconds: float = 2.0,
    rate: int = 10,
    picture: Picture = quarters_with_square,
    codec: str = "libx264",
    container: str | None = None,
    every: int = 10,
    sound: bool = False,
    rotation: int | None = None,
    is_mirrored: bool = False,
    times_ms: Sequence[int] | None = None,
    tags: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Write a small film. ``every`` so many frames there is a whole picture; ``times_ms`` gives uneven times."""
    with av.open(str(path), "w", format=container, options=options or {}) as film:
        film.metadata.update(tags or {})
        first = picture(0)
        video = film.add_stream(codec, rate=rate)
        video.width, video.height = first.shape[1], first.shape[0]
        video.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        video.gop_size = every
        video.codec_context.time_base = Fraction(1, 1000)
        if codec == "libx264":
            video.options = {"preset": "ultrafast", "crf": "12", "keyint_min": str(every), "sc_threshold": "0"}
        if rotation is not None or is_mirrored:
            video.set_display_rotation(rotation or 0, hflip=is_mirrored)
        audio = film.add_stream("libopus" if codec == "libvpx" else "aac", rate=48_000) if sound else None
        if audio is not None:
            audio.layout = "mono"
        moments = times_ms if times_ms is not None else [round(one * 1000 / rate) for one in range(int(seconds * rate))]
        for number, at_ms in enumerate(moments):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
            frame.pts, frame.time_base = at_ms, Fraction(1, 1000)
            film.mux(video.encode(frame))
        film.mux(video.encode(None))
        if audio is not None:
            _encode_sound(film, audio, tone(seconds))
    return path


def save_sound(path: Path, codec: str, samples: np.ndarray, *, tags: dict[str, str] | None = None) -> Path:
    """Write 16-bit mono samples at 48 kHz with a codec of FFmpeg's."""
    with av.open(str(path), "w") as sound:
        sound.metadata.update(tags or {})
        stream = sound.add_stream(codec, rate=48_000)
        stream.layout = "mono"
        _encode_sound(sound, stream, samples)
    return path


def save_wave(path: Path, samples: np.ndarray) -> Path:
    """A WAV of the standard library."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(samples.tobytes())
    return path


def tone(seconds: float, *, loud_from: float = 0.0, loud_to: float | None = None) -> np.ndarray:
    """A tone of 440 Hz that is heard between two moments (seconds), silence around it."""
    moments = np.arange(int(seconds * 48_000)) / 48_000
    heard = (moments >= loud_from) & (moments < (seconds if loud_to is None else loud_to))
    return np.asarray(np.sin(moments * 2 * np.pi * 440) * 20_000 * heard, dtype=np.int16)


def square_left(picture: np.ndarray) -> float:
    """Where the black square begins: the fraction of the width (0 to 1) of its left edge."""
    row = picture[picture.shape[0] // 2].astype(int).sum(axis=1)
    return float(np.flatnonzero(row < 120)[0]) / picture.shape[1]


def _encode_sound(container: av.container.OutputContainer, stream: av.AudioStream, samples: np.ndarray) -> None:
    resampler = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=48_000)
    size = stream.codec_context.frame_size or 1024
    for start in range(0, len(samples), size):
        block = samples[start : start + size].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, start, Fraction(1, 48_000)
        for piece in resampler.resample(frame):
            container.mux(stream.encode(piece))
    container.mux(stream.encode(None))
