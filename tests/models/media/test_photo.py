# SPDX-License-Identifier: GPL-3.0-or-later
"""Photo files in: formats, turns, colours, facts, and every kind of bad file."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import sys
import threading
import zlib
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from models.errors import ErrorCode, KnownError
from models.media import photo
from models.media.photo import (
    PhotoFormat,
    embedded_thumbnail,
    identify_format,
    load_upright,
    make_thumbnail,
    read_photo,
)
from tests.models.media import pictures

FORMATS = {
    "JPEG": PhotoFormat.JPEG,
    "PNG": PhotoFormat.PNG,
    "WEBP": PhotoFormat.WEBP,
    "TIFF": PhotoFormat.TIFF,
    "AVIF": PhotoFormat.AVIF,
}


def code_of(path: Path) -> ErrorCode:
    with pytest.raises(KnownError) as caught:
        read_photo(path)
    return caught.value.code


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_format_and_turn_comes_out_upright(tmp_path: Path, file_format: str, orientation: int) -> None:
    path = pictures.save_turned(tmp_path / "photo.bin", file_format, orientation)
    facts = read_photo(path)
    assert (facts.width, facts.height) == (96, 64)
    assert facts.file_format == FORMATS[file_format]
    assert facts.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    if file_format != "AVIF":  # Pillow turns the EXIF value into the format's own rotation and back
        assert facts.orientation == orientation
    assert pictures.looks_upright(load_upright(path))
    assert pictures.looks_upright(load_upright(path, longest_edge=48))
    small = pictures.picture_of(make_thumbnail(path, 48))
    assert small.size == (48, 32)
    assert pictures.looks_upright(small)


def test_the_content_decides_not_the_extension(tmp_path: Path) -> None:
    path = tmp_path / "looks-like.jpg"
    pictures.quarters().save(path, "PNG")
    assert identify_format(path) is PhotoFormat.PNG
    assert read_photo(path).file_format == "png"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F"])
def test_every_pixel_mode_becomes_eight_bit_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "photo.tif"
    grey = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (32, 1))
    match mode:
        case "I;16":
            picture = Image.fromarray((grey * 65535).astype(np.uint16))
        case "I":
            picture = Image.fromarray((grey * 65535).astype(np.int32))
        case "F":
            picture = Image.fromarray(grey)
        case "LAB":
            picture = Image.merge(
                "LAB", [Image.fromarray((grey * 255).astype(np.uint8)), *[Image.new("L", (64, 32), 128)] * 2]
            )
        case "PA":
            picture = Image.fromarray((grey * 255).astype(np.uint8)).convert("LA").convert("PA")
        case _:
            picture = Image.fromarray((grey * 255).astype(np.uint8)).convert(mode)
    file_format = "PNG" if mode == "PA" else "TIFF"
    (picture.convert("P") if mode == "PA" else picture).save(path, file_format)
    read = load_upright(path)
    assert read.mode == "RGB"
    assert read.size == (64, 32)
    values = np.asarray(read.convert("L"), dtype=int)
    assert values[:, 1].mean() < 60
    assert values[:, 62].mean() > 195
    if mode not in ("1", "CMYK", "LAB"):
        assert 95 < values[:, 32].mean() < 160
    assert read_photo(path).width == 64


def test_what_lies_under_transparency_is_gone(tmp_path: Path) -> None:
    picture = pictures.quarters().convert("RGBA")
    alpha = np.full((64, 96), 255, dtype=np.uint8)
    alpha[:32, :48] = 0
    picture.putalpha(Image.fromarray(alpha))
    path = tmp_path / "cut-out.png"
    picture.save(path)
    flat = load_upright(path)
    assert flat.mode == "RGB"
    assert flat.getpixel((10, 10)) == (255, 255, 255)
    assert pictures.corner_colours(flat)[1:] == [tuple(corner) for corner in pictures.CORNERS[1:]]


def test_a_colour_profile_is_applied(tmp_path: Path) -> None:
    """Swapped primaries would show at once: a made-up profile in which green light is red's."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain, tagged, broken = (tmp_path / name for name in ("plain.jpg", "tagged.jpg", "broken.jpg"))
    picture = pictures.quarters()
    picture.save(plain, quality=95)
    picture.save(tagged, quality=95, icc_profile=_swapped(srgb))
    picture.save(broken, quality=95, icc_profile=b"not a profile")
    red, green = pictures.corner_colours(load_upright(tagged))[:2]
    assert red[1] > 150
    assert red[0] < 120
    assert green[0] > 150
    assert green[1] < 120
    assert pictures.looks_upright(load_upright(broken))
    assert pictures.looks_upright(load_upright(plain))


def _swapped(profile: bytes) -> bytes:
    """An sRGB profile whose red and green primaries have changed places, under another name."""
    swapped = bytearray(profile)
    count = struct.unpack(">I", profile[128:132])[0]
    places = {}
    for number in range(count):
        start = 132 + 12 * number
        places[profile[start : start + 4]] = start
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    start, size = struct.unpack(">II", profile[places[b"desc"] + 4 : places[b"desc"] + 12])
    text = bytes(swapped[start : start + size]).replace("sRGB".encode("utf-16-be"), "wild".encode("utf-16-be"))
    swapped[start : start + size] = text.replace(b"sRGB", b"wild")
    return bytes(swapped)


@pytest.mark.parametrize(
    ("original", "changed", "expected"),
    [
        ("2026:05:04 10:11:12", "2026:06:01 00:00:00", datetime(2026, 5, 4, 10, 11, 12)),  # noqa: DTZ001 - a camera has no time zone
        (None, "2026-06-01 07:08:09", datetime(2026, 6, 1, 7, 8, 9)),  # noqa: DTZ001 - a camera has no time zone
        ("0000:00:00 00:00:00", None, None),
        ("2026:02:30 10:00:00", "2026:06:01 00:00:00", datetime(2026, 6, 1)),  # noqa: DTZ001 - a camera has no time zone
        ("    :  :     :  :  ", None, None),
        ("yesterday", None, None),
        (None, None, None),
    ],
)
def test_the_capture_time(tmp_path: Path, original: str | None, changed: str | None, expected: datetime | None) -> None:
    exif = Image.Exif()
    if original is not None:
        exif.get_ifd(0x8769)[0x9003] = original
    if changed is not None:
        exif[0x0132] = changed
    path = tmp_path / "photo.jpg"
    pictures.quarters().save(path, exif=exif)
    assert read_photo(path).captured_at == expected


def test_broken_exif_does_not_spoil_the_photo(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    pictures.quarters().save(path, exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff" + bytes(range(256)))
    facts = read_photo(path)
    assert (facts.orientation, facts.captured_at) == (1, None)


def test_hidden_films_are_seen(tmp_path: Path) -> None:
    plain = pictures.as_jpeg(pictures.quarters())
    xmp = pictures.as_jpeg(
        pictures.quarters(), xmp=b'<x:xmpmeta><rdf:Description GCamera:MotionPhoto="1"/></x:xmpmeta>'
    )
    no = pictures.as_jpeg(pictures.quarters(), xmp=b'<x:xmpmeta><rdf:Description GCamera:MotionPhoto="0"/></x:xmpmeta>')
    films = {}
    filler = bytes(2_097_144)  # puts the mark across the border between two blocks
    contents = {
        "plain": plain,
        "google": xmp,
        "none": no,
        "samsung": plain + b"MotionPhoto_Data" + filler,
        "border": plain + filler[: 1_048_576 - len(plain) - 5] + b"MotionPhoto_Data",
    }
    for name, data in contents.items():
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(data)
        films[name] = read_photo(path).has_hidden_film
    assert films == {"plain": False, "google": True, "none": False, "samsung": True, "border": True}


def test_the_embedded_thumbnail_is_upright_and_without_bars(tmp_path: Path) -> None:
    stored = pictures.quarters(600, 400).transpose(pictures.STORED_TURNS[6])  # 400 x 600 as stored
    small = Image.new("RGB", (120, 160), "black")  # 3:4 with bars left and right
    small.paste(stored.resize((106, 160)), (7, 0))
    path = tmp_path / "photo.jpg"
    path.write_bytes(_with_exif_thumbnail(pictures.as_jpeg(stored), pictures.as_jpeg(small, quality=95), 6))
    data = embedded_thumbnail(path)
    assert data is not None
    picture = pictures.picture_of(data)
    assert abs(picture.width / picture.height - 1.5) < 0.05
    assert pictures.looks_upright(picture)
    corner = picture.getpixel((1, 1))
    assert max(corner) > 120, "a bar was left"
    assert not picture.getexif()


def test_no_embedded_thumbnail_is_no_error(tmp_path: Path) -> None:
    plain, damaged = tmp_path / "plain.jpg", tmp_path / "damaged.jpg"
    pictures.quarters().save(plain)
    damaged.write_bytes(_with_exif_thumbnail(pictures.as_jpeg(pictures.quarters()), b"\xff\xd8 nothing", 1))
    assert embedded_thumbnail(plain) is None
    assert embedded_thumbnail(damaged) is None


def _with_exif_thumbnail(jpeg: bytes, thumbnail: bytes, orientation: int) -> bytes:
    """A JPEG with an EXIF block written by hand: IFD0 (orientation) and IFD1 (a thumbnail)."""
    first = struct.pack(">H", 1) + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(">I", 26)
    second = (
        struct.pack(">H", 2)
        + struct.pack(">HHII", 0x0201, 4, 1, 56)
        + struct.pack(">HHII", 0x0202, 4, 1, len(thumbnail))
    )
    block = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08" + first + second + struct.pack(">I", 0) + thumbnail
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


# --- bad files -----------------------------------------------------------------------------------------------------


def test_a_missing_file_and_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    assert code_of(tmp_path / "gone.jpg") is ErrorCode.FILE_MISSING
    assert code_of(tmp_path / "empty.jpg") is ErrorCode.FILE_EMPTY
    assert code_of(tmp_path) is ErrorCode.FILE_UNREADABLE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert code_of(tmp_path / "pipe.jpg") is ErrorCode.FILE_UNREADABLE


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.jpg"
    pictures.quarters().save(path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "open", refuse)
    assert code_of(path) is ErrorCode.FILE_UNREADABLE


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", ErrorCode.FORMAT_IS_FILM),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", ErrorCode.FORMAT_IS_FILM),
        (b"RIFF\x00\x00\x00\x00AVI LIST", ErrorCode.FORMAT_IS_FILM),
        (b"\x1aE\xdf\xa3webm", ErrorCode.FORMAT_IS_FILM),
        (b"%!PS-Adobe-3.0 EPSF-3.0", ErrorCode.FORMAT_NOT_SUPPORTED),
        (b"GIF89a\x01\x00\x01\x00", ErrorCode.FORMAT_NOT_SUPPORTED),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ErrorCode.FORMAT_NOT_SUPPORTED),
        (b"a plain letter", ErrorCode.FORMAT_NOT_SUPPORTED),
        (b"\xff", ErrorCode.FORMAT_NOT_SUPPORTED),
    ],
)
def test_what_is_no_photo_is_named(tmp_path: Path, head: bytes, code: ErrorCode) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(head)
    assert code_of(path) is code


def test_a_raw_file_is_not_taken_for_its_preview(tmp_path: Path) -> None:
    path = tmp_path / "camera.nef"
    pictures.quarters().save(path, "TIFF", tiffinfo={254: 1})
    assert code_of(path) is ErrorCode.FORMAT_NOT_SUPPORTED


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("size", [(96, 64), (700, 500)])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_file_copied_half_is_named_so(tmp_path: Path, file_format: str, size: tuple[int, int], share: float) -> None:
    path = tmp_path / "half"
    pictures.noise(*size).save(path, file_format)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert code_of(path) is ErrorCode.FILE_TRUNCATED


def test_a_photo_that_only_lacks_its_end_mark_is_a_photo(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    data = pictures.as_jpeg(pictures.noise(700, 700), quality=95)
    path.write_bytes(data + bytes(70_000))
    assert len(data) > 1 << 18
    assert read_photo(path).width == 700


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    path = tmp_path / "bomb.png"
    head = struct.pack(">IIBBBBB", 20_000, 12_000, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
    with pytest.raises(KnownError) as caught:
        read_photo(path)
    assert caught.value.code is ErrorCode.FILE_TOO_LARGE


def test_a_large_picture_within_the_limit_gives_no_warning(tmp_path: Path) -> None:
    """Between Pillow's own limit and twice that it would warn; here warnings are errors."""
    path = tmp_path / "panorama.png"
    Image.new("1", (14_000, 10_000)).save(path)
    assert read_photo(path).width == 14_000


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "photo.jpg"
    pictures.quarters().save(path)
    read = photo.upright_size

    def read_and_change(picture: Image.Image) -> tuple[int, int]:
        with path.open("ab") as file:
            file.write(b"more")
        return read(picture)

    monkeypatch.setattr(photo, "upright_size", read_and_change)
    assert code_of(path) is ErrorCode.FILE_CHANGED


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "photo.jpg"
    pictures.quarters().save(path)
    read = photo.upright_size

    def read_and_remove(picture: Image.Image) -> tuple[int, int]:
        path.unlink()
        return read(picture)

    if sys.platform == "win32":
        pytest.skip("an open file cannot be removed on Windows")
    monkeypatch.setattr(photo, "upright_size", read_and_remove)
    assert code_of(path) is ErrorCode.FILE_MISSING


_SEEDS = {name: io.BytesIO() for name in FORMATS}
for _name, _buffer in _SEEDS.items():
    pictures.quarters(40, 24).save(_buffer, _name)


@given(
    st.sampled_from(sorted(FORMATS)),
    st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=6),
    st.integers(0, 40),
)
@example("JPEG", [], 0)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_a_file_the_outcome_is_known(
    tmp_path: Path, file_format: str, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(_SEEDS[file_format].getvalue())
    for place, value in changes:
        data[place % len(data)] = value
    path = tmp_path / "any"
    path.write_bytes(bytes(data[: len(data) - cut]))
    for work in (read_photo, make_thumbnail, embedded_thumbnail, load_upright):
        outcome = None
        try:
            work(path)
        except KnownError as error:
            outcome = error
        assert outcome is None or str(path) not in str(outcome)


def test_many_threads_read_at_once(tmp_path: Path) -> None:
    paths = [pictures.save_turned(tmp_path / f"{number}.jpg", "JPEG", 1 + number % 8) for number in range(16)]
    sizes: list[tuple[int, int]] = []

    def work(path: Path) -> None:
        sizes.extend(pictures.picture_of(make_thumbnail(path, 48)).size for _ in range(5))

    threads = [threading.Thread(target=work, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sizes == [(48, 32)] * 80
