# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening films and sounds safely: by content and from a list, with limits of time, and with every failure named.

The decoder library (PyAV, FFmpeg inside) is imported when the first recording is opened. It gets an open file and no
name, one container format, a list of codecs and no protocol, so that nothing in a file can make it open another.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from models.errors import ErrorCode, KnownError
from models.media.picture_files import HEAD_BYTES, MAX_PIXELS, KnownFile, format_of, open_known
from models.progress import CancelToken

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container.input import InputContainer
    from av.video.stream import VideoStream

_BLOCK: Final = 1 << 20
_BUFFER: Final = 1 << 16
READ_SECONDS: Final = 20.0
"""How long one piece of work on a recording may take, unless its caller knows better."""
_VIDEO_CODECS: Final = frozenset(
    """
    h264 hevc av1 vp8 vp9 mpeg4 msmpeg4v1 msmpeg4v2 msmpeg4v3 h263 mjpeg mpeg1video mpeg2video prores dvvideo
    """.split()  # noqa: SIM905 - thirty words read better without quotes
)
_AUDIO_CODECS: Final = frozenset(
    """
    aac mp3 mp2 opus vorbis flac alac ac3 eac3 amr_nb amr_wb adpcm_ms adpcm_ima_qt adpcm_ima_wav pcm_u8 pcm_s8
    pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be pcm_f64le pcm_alaw pcm_mulaw
    """.split()  # noqa: SIM905
)
_OTHER_NAMES: Final = ("amrnb", "amrwb", "libdav1d", "libvpx", "libvpx-vp9", "mp3float", "mp2float", "libopus")
_DECODERS: Final = ",".join((*sorted(_VIDEO_CODECS | _AUDIO_CODECS), *_OTHER_NAMES))
"""Names of decoders, which differ from those of codecs here and there."""


class RecordingFormat(StrEnum):
    """The formats of films and sounds that are taken in; the value is what lists and JSON show."""

    MP4 = "mp4"
    MOV = "mov"
    M4V = "m4v"
    THREE_GP = "3gp"
    WEBM = "webm"
    MKV = "mkv"
    AVI = "avi"
    M4A = "m4a"
    MP3 = "mp3"
    WAV = "wav"
    OGG = "ogg"
    OPUS = "opus"
    FLAC = "flac"


_DEMUXERS: Final = {
    RecordingFormat.WEBM: "matroska",
    RecordingFormat.MKV: "matroska",
    RecordingFormat.AVI: "avi",
    RecordingFormat.MP3: "mp3",
    RecordingFormat.WAV: "wav",
    RecordingFormat.OGG: "ogg",
    RecordingFormat.OPUS: "ogg",
    RecordingFormat.FLAC: "flac",
}
_MP4_FAMILY: Final = "mov"
_SOUND_ONLY: Final = frozenset(
    {RecordingFormat.MP3, RecordingFormat.WAV, RecordingFormat.OGG, RecordingFormat.OPUS, RecordingFormat.FLAC}
)
_BRANDS: Final = {b"qt  ": RecordingFormat.MOV, b"M4V ": RecordingFormat.M4V, b"M4A ": RecordingFormat.M4A}
_OTHER_FILMS: Final = (b"FLV", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"0&\xb2u", b".RMF")
_LOOSE_BOXES: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_PICTURE_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})


def recording_format(head: bytes) -> RecordingFormat:
    """The format told by a file's first 64 bytes.

    Raises ``FORMAT_IS_FILM`` for a film of a kind that is not read (WMV, FLV, MPEG), else ``FORMAT_NOT_SUPPORTED``.
    """
    kind = head[4:8]
    if kind == b"ftyp" and head[8:12] not in _PICTURE_BRANDS:
        brand = head[8:12]
        if brand[:3] in (b"3gp", b"3g2"):
            return RecordingFormat.THREE_GP
        return _BRANDS.get(brand, RecordingFormat.MP4)
    if kind in _LOOSE_BOXES:
        return RecordingFormat.MOV
    if head.startswith(b"\x1aE\xdf\xa3"):
        return RecordingFormat.WEBM if b"webm" in head else RecordingFormat.MKV
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] in (b"AVI ", b"WAVE"):
        return RecordingFormat.AVI if head[8:12] == b"AVI " else RecordingFormat.WAV
    if head.startswith(b"OggS"):
        return RecordingFormat.OPUS if b"OpusHead" in head else RecordingFormat.OGG
    if head.startswith(b"fLaC"):
        return RecordingFormat.FLAC
    if head.startswith(b"ID3") or _is_mp3_frame(head):
        return RecordingFormat.MP3
    raise KnownError(ErrorCode.FORMAT_IS_FILM if head.startswith(_OTHER_FILMS) else ErrorCode.FORMAT_NOT_SUPPORTED)


def is_recording_file(path: Path) -> bool:
    """Whether a file holds a film or a sound of a kind that is read; false, too, where it cannot be opened."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return False  # whoever opens it next will say why
    return is_recording(head)


def is_recording(head: bytes) -> bool:
    """Whether a file that begins so is a film or a sound that is read, and no picture."""
    for tell, holds in ((format_of, False), (recording_format, True)):
        try:
            tell(head)
        except KnownError:
            continue
        return holds
    return False


def _is_mp3_frame(head: bytes) -> bool:
    """Whether there is the header of an MPEG audio layer III frame (ISO/IEC 11172-3, 2.4.1.3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = (head[1] >> 3) & 3, (head[1] >> 1) & 3
    return version != 1 and layer == 1 and head[2] >> 4 not in (0, 15) and (head[2] >> 2) & 3 != 3


class TimeLimit:
    """When work has to be done, and whether it is still wanted; asked between packets and at each read."""

    def __init__(self, seconds: float = READ_SECONDS, cancel: CancelToken | None = None) -> None:
        self._ends_at = time.monotonic() + seconds
        self._cancel = cancel

    @property
    def is_over(self) -> bool:
        """Whether the time is up; what has been found so far is all there will be."""
        return time.monotonic() > self._ends_at

    def check(self) -> None:
        """Raise ``CANCELLED`` when nobody wants it any more, ``FILE_TOO_SLOW`` when the time is up."""
        self.check_cancelled()
        if self.is_over:
            raise KnownError(ErrorCode.FILE_TOO_SLOW)

    def check_cancelled(self) -> None:
        """Raise ``CANCELLED`` when nobody wants it any more."""
        if self._cancel is not None:
            self._cancel.raise_if_cancelled()


class _Source:
    """A file as the decoder library sees it: it can read and seek, within the time there is."""

    def __init__(self, file: BinaryIO, limit: TimeLimit) -> None:
        self._file = file
        self._limit = limit

    def read(self, size: int) -> bytes:
        self._limit.check()
        return self._file.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._limit.check()
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class OpenRecording:
    """A film or sound that is open: its container and the streams that count; ``start`` in seconds of its own clock."""

    container: InputContainer
    file_format: RecordingFormat
    video: VideoStream | None
    audio: AudioStream | None
    has_sound: bool
    start: float
    limit: TimeLimit


RecordingFile: TypeAlias = KnownFile[RecordingFormat]
"""A readable film or sound; made as a `KnownFile`."""


def open_recording_file(path: Path) -> AbstractContextManager[RecordingFile]:
    """Open a film or sound and tell its format, as `open_known` does."""
    return open_known(path, recording_format)


@contextmanager
def decode_recording(opened: RecordingFile, limit: TimeLimit) -> Iterator[OpenRecording]:
    """The recording in an open file.

    Raises ``FILE_TRUNCATED`` (its index is missing), ``FILE_DAMAGED``, ``FILE_TOO_LARGE``, ``FILE_TOO_SLOW``,
    ``FORMAT_NOT_SUPPORTED`` (a codec that is not on the list) or ``CANCELLED``, also for what goes wrong inside the
    ``with`` block. Keep to decoding inside the block.
    """
    import av

    av.logging.set_level(None)  # odd files are told in our words
    opened.file.seek(0)
    try:
        with av.open(
            _Source(opened.file, limit),
            mode="r",
            format=_DEMUXERS.get(opened.file_format, _MP4_FAMILY),
            options={"max_pixels": str(MAX_PIXELS // 2)},
            container_options={"protocol_whitelist": "none", "codec_whitelist": _DECODERS},
            metadata_errors="replace",
            buffer_size=_BUFFER,
        ) as container:
            yield _choose_streams(container, opened.file_format, limit)
    except KnownError:
        raise
    except MemoryError as error:
        raise KnownError(ErrorCode.FILE_TOO_LARGE) from error
    except (av.FFmpegError, OSError, ValueError, EOFError, RuntimeError, OverflowError, ArithmeticError) as error:
        limit.check()  # the library wraps what was raised while it read
        raise KnownError(ErrorCode.FILE_TRUNCATED if _lacks_index(opened) else ErrorCode.FILE_DAMAGED) from error


@contextmanager
def open_recording(path: Path, limit: TimeLimit | None = None) -> Iterator[OpenRecording]:
    """`open_recording_file` and `decode_recording` in one."""
    with open_recording_file(path) as opened, decode_recording(opened, limit or TimeLimit()) as recording:
        yield recording


def digest_recording(opened: RecordingFile, limit: TimeLimit) -> str:
    """SHA-256 of the file as hex, read once from its beginning. Raises ``FILE_CHANGED`` where it grows meanwhile.

    The time limit does not count here, only that it is cancelled: three hours of film are many gigabytes.
    """
    digest = hashlib.sha256()
    opened.file.seek(0)
    left = opened.size_bytes
    while block := opened.file.read(_BLOCK):
        limit.check_cancelled()
        left -= len(block)
        if left < 0:
            raise KnownError(ErrorCode.FILE_CHANGED)
        digest.update(block)
    return digest.hexdigest()


def _choose_streams(container: InputContainer, file_format: RecordingFormat, limit: TimeLimit) -> OpenRecording:
    """The first moving picture and the first sound; what has neither is refused."""
    from av.stream import Disposition

    pictures = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    sounds = list(container.streams.audio)
    if file_format in _SOUND_ONLY and pictures:
        raise KnownError(ErrorCode.FORMAT_IS_FILM)
    video = next((one for one in pictures if _codec_of(one) in _VIDEO_CODECS), None)
    audio = next((one for one in sounds if _codec_of(one) in _AUDIO_CODECS), None)
    if pictures and video is None:
        raise KnownError(ErrorCode.FORMAT_IS_FILM if _codec_of(pictures[0]) else ErrorCode.FILE_DAMAGED)
    if video is None and audio is None:
        raise KnownError(ErrorCode.FORMAT_NOT_SUPPORTED if sounds else ErrorCode.FILE_DAMAGED)
    if video is not None and video.codec_context.width * video.codec_context.height > MAX_PIXELS // 2:
        raise KnownError(ErrorCode.FILE_TOO_LARGE)
    start = 0.0 if container.start_time is None else container.start_time / 1_000_000
    return OpenRecording(container, file_format, video, audio, bool(sounds), start, limit)


def _codec_of(stream: VideoStream | AudioStream) -> str:
    context = stream.codec_context
    return "" if context is None else context.codec.canonical_name


def _lacks_index(opened: RecordingFile) -> bool:
    """Whether an MP4 or MOV has no ``moov`` box, as when the camera or a copy stopped before its end."""
    if _DEMUXERS.get(opened.file_format, _MP4_FAMILY) != _MP4_FAMILY:
        return False
    position, size = 0, opened.size_bytes
    while position + 8 <= size:
        opened.file.seek(position)
        head = opened.file.read(16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if kind == b"moov":
            return position + length > size
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8:
            return True
        position += length
    return True
