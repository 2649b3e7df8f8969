# SPDX-License-Identifier: GPL-3.0-or-later
"""One film or sound file: its facts, its frames, its poster and film strip. Nothing is written."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from PIL import Image

from models.errors import ErrorCode, KnownError
from models.media.picture_files import reading_errors
from models.media.recordings import (
    READ_SECONDS,
    OpenRecording,
    RecordingFormat,
    TimeLimit,
    decode_recording,
    digest_recording,
    open_recording,
    open_recording_file,
)
from models.progress import CancelToken
from models.terms import MediaKind

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

STRIP_FRAMES: Final = 20
STRIP_HEIGHT: Final = 90
_STRIP_FRAME_WIDTH: Final = 160
_QUALITY: Final = 80
_SCAN_SECONDS: Final = 5.0
_TRIES_FOR_KEY: Final = 900
_DECODE_ON_MS: Final = 2_000
_POSTER_AT: Final = 0.1
_POSTER_LATEST: Final = 3.0
_IDENTIFIER: Final = "com.apple.quicktime.content.identifier"
_TIME = re.compile(r"\s*(\d{4})[-:](\d{2})[-:](\d{2})[T ](\d{2})[:\-](\d{2})[:\-](\d{2})")
_CLOCK = re.compile(r"\d{2}[:\-]\d{2}[:\-]\d{2}")
_EARLIEST_YEAR: Final = 1971  # clocks that were never set begin in 1904 or 1970


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What a film or sound file says of itself.

    ``width`` and ``height`` are pixels of the upright picture, 0 for a sound; ``duration_ms`` None where the file does
    not tell and its end was not found. ``captured_at`` is the clock of the camera, without a time zone.
    ``content_identifier`` joins the film of an Apple Live Photo with its photo; empty for others.
    """

    sha256: str
    kind: MediaKind
    file_format: str
    width: int
    height: int
    size_bytes: int
    modified_ns: int
    captured_at: datetime | None
    duration_ms: int | None
    has_sound: bool
    content_identifier: str = ""
    has_hidden_film: bool = False


@dataclass(frozen=True, slots=True)
class FilmFrame:
    """One upright picture of a film, and when it is shown, in milliseconds from the start."""

    at_ms: int
    picture: Image.Image


def read_recording(path: Path, cancel: CancelToken | None = None) -> RecordingFacts:
    """The facts of a film or sound; its bytes are read once for the hash, and one picture is decoded.

    Raises what `open_recording` raises, ``FILE_DAMAGED`` where no picture can be decoded, ``FILE_CHANGED`` (while it
    was read) or ``CANCELLED``.
    """
    with open_recording_file(path) as opened:
        limit = TimeLimit(READ_SECONDS, cancel)
        with decode_recording(opened, limit) as recording:
            duration_ms = _duration_ms(recording)
            width = height = 0
            if recording.video is not None:
                frame = _first_frame(recording)
                if frame is None:
                    raise KnownError(ErrorCode.FILE_DAMAGED)
                width, height = _upright_size(recording, frame)
            tags = dict(recording.container.metadata)
            facts = _format_word(recording), recording.has_sound
            kind = MediaKind.SOUND if recording.video is None else MediaKind.FILM
        sha256 = digest_recording(opened, limit)
    with reading_errors():
        now = path.stat()
    if (now.st_size, now.st_mtime_ns) != (opened.size_bytes, opened.modified_ns):
        raise KnownError(ErrorCode.FILE_CHANGED)
    return RecordingFacts(
        sha256=sha256,
        kind=kind,
        file_format=facts[0],
        width=width,
        height=height,
        size_bytes=opened.size_bytes,
        modified_ns=opened.modified_ns,
        captured_at=capture_time(tags),
        duration_ms=duration_ms,
        has_sound=facts[1],
        content_identifier=tags.get(_IDENTIFIER, "")[:64] if kind is MediaKind.FILM else "",
    )


def capture_time(tags: dict[str, str]) -> datetime | None:
    """When a recording was made, by the clock on the wall there, from a container's tags.

    Apple writes that clock itself; most others write the time in UTC (ISO/IEC 14496-12, 8.2.2.3), which is turned into
    that of this computer. A clock that was never set says nothing.
    """
    local = _parse_time(tags.get("com.apple.quicktime.creationdate", ""))
    text = tags.get("creation_time", "")
    if local is None and _CLOCK.fullmatch(text):  # Broadcast Wave (EBU Tech 3285): the recorder's own clock
        local = _parse_time(f"{tags.get('date', '')}T{text}")
    if local is not None:
        return local
    stamp = _parse_time(text)
    if stamp is None:
        return None
    if not text.rstrip().endswith("Z"):
        return stamp
    try:
        return stamp.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)
    except (OverflowError, OSError, ValueError):
        return None


def sample_frames(
    path: Path,
    times_ms: Sequence[int],
    *,
    longest_edge: int | None = None,
    tolerance_ms: int | None = None,
    limit: TimeLimit | None = None,
) -> Iterator[FilmFrame]:
    """Pictures of a film at or just before these times (milliseconds), in order; each picture once.

    ``tolerance_ms`` None takes the nearest whole picture before each time, which is fast; otherwise a picture at most
    so much earlier, which decodes on from there. ``longest_edge`` in pixels only ever makes it smaller. Stops early
    when the time is up, or where the film turns out to be broken after its first picture.
    """
    limit = limit or TimeLimit()
    with open_recording(path, limit) as recording:
        if recording.video is None:
            raise KnownError(ErrorCode.FORMAT_NOT_SUPPORTED)
        seen = -1
        for frame in _frames_at(recording, sorted(times_ms), tolerance_ms):
            at_ms = max(0, _time_ms(recording, frame))
            if at_ms > seen:
                seen = at_ms
                yield FilmFrame(at_ms, _picture_of(recording, frame, longest_edge))


def frame_at(
    path: Path, at_ms: int, *, longest_edge: int | None = None, step: int = 0, cancel: CancelToken | None = None
) -> FilmFrame:
    """The exact picture that is shown at a time (milliseconds); ``step`` 1 the one after it, -1 the one before.

    Raises as `open_recording` does, and ``FILE_DAMAGED`` where there is no picture.
    """
    limit = TimeLimit(READ_SECONDS, cancel)
    with open_recording(path, limit) as recording:
        if recording.video is None:
            raise KnownError(ErrorCode.FORMAT_NOT_SUPPORTED)
        recording.video.thread_type = "AUTO"
        before: VideoFrame | None = None
        shown: VideoFrame | None = None
        # From a little earlier, so that the picture before it is there too.
        reach = 0 if step >= 0 else 1_000
        for frame in _decode_from(recording, max(0, at_ms - reach)):
            if _time_ms(recording, frame) > at_ms and shown is not None:
                if step > 0:
                    shown = frame
                break
            before, shown = shown, frame
        if step < 0 and before is not None:
            shown = before
        if shown is None:
            raise KnownError(ErrorCode.FILE_DAMAGED)
        return FilmFrame(max(0, _time_ms(recording, shown)), _picture_of(recording, shown, longest_edge))


def make_poster(path: Path, edge: int) -> bytes:
    """A JPEG of a whole picture near the start of a film, of which the longest edge is at most ``edge`` pixels."""
    with open_recording(path) as recording:
        if recording.video is None:
            raise KnownError(ErrorCode.FORMAT_NOT_SUPPORTED)
        seconds = _told_seconds(recording)
        at = min(seconds * _POSTER_AT, _POSTER_LATEST)
        frame = next(_frames_at(recording, [round(at * 1000)], None), None)
        if frame is None:
            raise KnownError(ErrorCode.FILE_DAMAGED)
        return encode_jpeg(_picture_of(recording, frame, edge))


def make_strip(path: Path, duration_ms: int | None) -> bytes:
    """A JPEG of 20 small pictures of a film side by side, evenly over its time, each 160 by 90 pixels.

    A moment without a picture shows the one before it; what does not have the shape of the cell stands on black.
    """
    length = duration_ms or 0
    times = [round(length * (place + 0.5) / STRIP_FRAMES) for place in range(STRIP_FRAMES)]
    strip = Image.new("RGB", (STRIP_FRAMES * _STRIP_FRAME_WIDTH, STRIP_HEIGHT))
    frames = list(sample_frames(path, times, longest_edge=_STRIP_FRAME_WIDTH))
    if not frames:
        raise KnownError(ErrorCode.FILE_DAMAGED)
    for place, at_ms in enumerate(times):
        frame = next((one for one in reversed(frames) if one.at_ms <= at_ms), frames[0])
        scale = min(_STRIP_FRAME_WIDTH / frame.picture.width, STRIP_HEIGHT / frame.picture.height)
        size = max(1, round(frame.picture.width * scale)), max(1, round(frame.picture.height * scale))
        small = frame.picture.resize(size, Image.Resampling.BILINEAR)
        left = place * _STRIP_FRAME_WIDTH + (_STRIP_FRAME_WIDTH - size[0]) // 2
        strip.paste(small, (left, (STRIP_HEIGHT - size[1]) // 2))
    return encode_jpeg(strip)


def encode_jpeg(picture: Image.Image) -> bytes:
    """A JPEG of quality 80."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


# --- frames


def _frames_at(recording: OpenRecording, times_ms: Sequence[int], tolerance_ms: int | None) -> Iterator[VideoFrame]:
    running: _Running | None = None
    for at_ms in times_ms:
        if recording.limit.is_over:
            return
        recording.limit.check_cancelled()
        if running is not None and 0 <= at_ms - running.at_ms <= _DECODE_ON_MS:
            frame = running.shown_at(at_ms)  # nearer than another whole picture is likely to be
        else:
            running = None
            frame = _key_frame_before(recording, at_ms)
            if frame is not None and tolerance_ms is not None and at_ms - _time_ms(recording, frame) > tolerance_ms:
                running = _Running(recording, at_ms)
                frame = running.shown_at(at_ms) or frame
        if frame is not None:
            yield frame


class _Running:
    """Decodes on, picture by picture, from the whole picture before a time."""

    def __init__(self, recording: OpenRecording, at_ms: int) -> None:
        self._recording = recording
        self._frames = _decode_from(recording, at_ms)
        self._ahead: VideoFrame | None = None
        self._shown: VideoFrame | None = None
        self.at_ms = 0

    def shown_at(self, at_ms: int) -> VideoFrame | None:
        """The picture that is shown at a time, which lies at or after that of the last one asked for."""
        while True:
            frame = self._ahead if self._ahead is not None else next(self._frames, None)
            self._ahead = frame
            if frame is None or (_time_ms(self._recording, frame) > at_ms and self._shown is not None):
                break
            self._shown, self._ahead = frame, None
        self.at_ms = at_ms
        return self._shown


def _seek(recording: OpenRecording, at_ms: int) -> bool:
    """Go to the whole picture before a time; whether the container can."""
    import av

    try:
        recording.container.seek(round((at_ms / 1000 + recording.start) * 1_000_000), backward=True)
    except (av.FFmpegError, OSError):
        recording.limit.check()
        return False
    return True


def _key_frame_before(recording: OpenRecording, at_ms: int) -> VideoFrame | None:
    """The last whole picture before a time; the first one there is where the container has none before it.

    One packet is decoded and the decoder emptied: to decode on until a picture comes out costs three times as much.
    """
    import av

    video = recording.video
    assert video is not None
    video.codec_context.flush_buffers()
    if not _seek(recording, at_ms):
        return _slowly_before(recording, at_ms)
    for tries, packet in enumerate(recording.container.demux(video)):
        recording.limit.check()
        if packet.size == 0 or tries > _TRIES_FOR_KEY:
            break
        if not packet.is_keyframe or packet.is_corrupt:
            continue
        try:
            frames = [*video.codec_context.decode(packet), *video.codec_context.decode(None)]
        except (av.FFmpegError, ValueError):
            frames = []
        video.codec_context.flush_buffers()
        if frames:
            return _timed(frames[0], packet)
    return _slowly_before(recording, at_ms) if at_ms == 0 else None


def _slowly_before(recording: OpenRecording, at_ms: int) -> VideoFrame | None:
    """The picture shown at a time in a container that cannot seek, or that marks no whole pictures."""
    shown = None
    for frame in _decode_from(recording, 0):
        if shown is not None and _time_ms(recording, frame) > at_ms:
            break
        shown = frame
        if recording.limit.is_over:
            break
    return shown


def _decode_from(recording: OpenRecording, at_ms: int) -> Iterator[VideoFrame]:
    """Pictures one after the other, from the whole picture before a time."""
    import av

    video = recording.video
    assert video is not None
    video.codec_context.flush_buffers()
    if not _seek(recording, at_ms) and at_ms > 0:
        _seek(recording, 0)
    for packet in recording.container.demux(video):
        recording.limit.check()
        try:
            frames = video.codec_context.decode(packet if packet.size else None)
        except (av.FFmpegError, ValueError):
            if packet.size == 0:
                return
            continue  # one broken picture does not make a broken film
        for frame in frames:
            if frame.pts is not None:
                yield frame
        if packet.size == 0:
            return


def _timed(frame: VideoFrame, packet: Any) -> VideoFrame:
    if frame.pts is None:
        frame.pts = packet.pts if packet.pts is not None else packet.dts
        frame.time_base = packet.time_base
    return frame


def _first_frame(recording: OpenRecording) -> VideoFrame | None:
    return _key_frame_before(recording, 0)


def _time_ms(recording: OpenRecording, frame: VideoFrame) -> int:
    if frame.pts is None or recording.video is None:
        return 0
    base = frame.time_base or recording.video.time_base
    return math.floor((float(frame.pts * base) - recording.start) * 1000 + 0.5) if base else 0


# --- facts


def _format_word(recording: OpenRecording) -> str:
    found = recording.file_format
    if recording.video is None and found in (RecordingFormat.MP4, RecordingFormat.MOV, RecordingFormat.M4V):
        return RecordingFormat.M4A.value
    if recording.video is not None and found is RecordingFormat.M4A:
        return RecordingFormat.MP4.value
    codec = "" if recording.audio is None else recording.audio.codec_context.codec.canonical_name
    return RecordingFormat.OPUS.value if found is RecordingFormat.OGG and codec == "opus" else found.value


def _told_seconds(recording: OpenRecording) -> float:
    """How long it is by its own word; 0 where it does not say."""
    if recording.container.duration:
        return max(0.0, recording.container.duration / 1_000_000)
    for stream in (recording.video, recording.audio):
        if stream is not None and stream.duration and stream.time_base:
            return max(0.0, float(stream.duration * stream.time_base))
    return 0.0


def _duration_ms(recording: OpenRecording) -> int | None:
    told = _told_seconds(recording)
    if told > 0:
        return round(told * 1000)
    last = _last_moment(recording)
    _seek(recording, 0)
    return last


def _last_moment(recording: OpenRecording) -> int | None:
    """Where a recording that does not say ends, by reading its packets without decoding; None if that takes long."""
    streams = [one for one in (recording.video, recording.audio) if one is not None]
    limit, last = TimeLimit(_SCAN_SECONDS), 0.0
    for packet in recording.container.demux(*streams):
        recording.limit.check_cancelled()
        if limit.is_over:
            return None
        if packet.pts is not None and packet.time_base is not None:
            end = packet.pts + (packet.duration or 0)
            last = max(last, float(end * packet.time_base) - recording.start)
    return round(last * 1000) or None


def _parse_time(text: str) -> datetime | None:
    found = _TIME.match(text)
    if found is None:
        return None
    try:
        moment = datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
    return moment if moment.year >= _EARLIEST_YEAR else None


# --- upright


def _turn(frame: VideoFrame) -> tuple[int, bool]:
    """Quarter turns counter-clockwise, and whether left and right then change places.

    From the display matrix (ISO/IEC 14496-12, 8.3.2.3): nine numbers, of which a, b, c, d turn the picture.
    """
    matrix = _display_matrix(frame)
    is_mirrored = matrix is not None and matrix[0] * matrix[4] - matrix[1] * matrix[3] < 0
    if is_mirrored and matrix is not None:
        angle = -math.degrees(math.atan2(matrix[1], -matrix[0]))
    else:
        angle = float(frame.rotation)
    return round(angle / 90) % 4, is_mirrored


def _display_matrix(frame: VideoFrame) -> np.ndarray[Any, Any] | None:

    try:
        found = frame.side_data.get("DISPLAYMATRIX")
        return (
            None if found is None else np.frombuffer(bytes(cast("Any", found)), dtype="<i4", count=9).astype(np.float64)
        )
    except (ValueError, KeyError, TypeError):
        return None  # an unknown kind of side data beside it


def _upright_size(recording: OpenRecording, frame: VideoFrame) -> tuple[int, int]:
    width, height = _square_size(recording, frame)
    turns, _is_mirrored = _turn(frame)
    return (height, width) if turns % 2 else (width, height)


def _square_size(recording: OpenRecording, frame: VideoFrame) -> tuple[int, int]:
    """The size with square pixels: DV and some MPEG-4 films are stored narrower than they are shown."""
    aspect = None if recording.video is None else recording.video.sample_aspect_ratio
    if aspect is None or not 1 / 4 <= aspect <= 4:
        return frame.width, frame.height
    return max(1, round(frame.width * aspect)), frame.height


def _picture_of(recording: OpenRecording, frame: VideoFrame, longest_edge: int | None) -> Image.Image:
    width, height = _square_size(recording, frame)
    if longest_edge is not None and max(width, height) > longest_edge:
        scale = longest_edge / max(width, height)
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
    pixels = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
    turns, is_mirrored = _turn(frame)
    upright = np.rot90(pixels, turns)
    return Image.fromarray(np.ascontiguousarray(upright[:, ::-1] if is_mirrored else upright))
