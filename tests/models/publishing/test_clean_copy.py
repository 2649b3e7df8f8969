# SPDX-License-Identifier: GPL-3.0-or-later
"""Clean copies: upright, covered, small, and with nothing attached."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.publishing import clean_copy
from models.publishing.bare_file import is_bare
from models.publishing.clean_copy import check_clean, make_clean_picture, write_clean_copy
from models.terms import CopyFormat, CoverKind
from tests.models.media import pictures

SECRET = b"Secret-Name-Of-A-Child"
SUFFIX = {CopyFormat.JPEG: ".jpg", CopyFormat.PNG: ".png", CopyFormat.WEBP: ".webp"}


def loaded_jpeg(path: Path) -> Path:
    """A JPEG that carries all it can: EXIF with a maker, XMP, a comment, a profile, a second picture, a trailer."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = 6, "Maker", SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    stored = pictures.quarters(300, 200).transpose(pictures.STORED_TURNS[6])
    xmp = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    stored.save(
        path, "MPO", save_all=True, append_images=[stored.resize((100, 150))], exif=exif, xmp=xmp, icc_profile=profile
    )
    data = path.read_bytes()
    comment = b"\xff\xfe" + (len(SECRET) + 2).to_bytes(2, "big") + SECRET
    path.write_bytes(data[:2] + comment + data[2:] + b"MotionPhoto_Data" + SECRET)
    return path


def loaded_png(path: Path) -> Path:
    """A PNG with texts, EXIF and bytes after its end."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET.decode())
    notes.add_itxt("Description", SECRET.decode())
    pictures.quarters(300, 200).save(path, "PNG", pnginfo=notes, exif=_exif(), dpi=(300, 300))
    path.write_bytes(path.read_bytes() + SECRET)
    return path


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x013B] = SECRET.decode()
    return exif


def loaded_others(folder: Path) -> list[Path]:
    """WebP (moving), TIFF (two pages) and AVIF with metadata."""
    first, second = pictures.quarters(300, 200), pictures.quarters(300, 200).transpose(Image.Transpose.ROTATE_180)
    moving, pages, avif = folder / "moving.webp", folder / "pages.tif", folder / "one.avif"
    first.save(moving, save_all=True, append_images=[second], exif=_exif(), xmp=SECRET)
    first.save(pages, save_all=True, append_images=[second], exif=_exif())
    first.save(avif, exif=_exif(), xmp=SECRET)
    return [moving, pages, avif]


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    return [loaded_jpeg(tmp_path / "a.jpg"), loaded_png(tmp_path / "b.png"), *loaded_others(tmp_path)]


@pytest.mark.parametrize("copy_format", CopyFormat)
def test_only_the_picture_is_left(tmp_path: Path, sources: list[Path], copy_format: CopyFormat) -> None:
    for source in sources:
        before = source.read_bytes()
        target = tmp_path / f"copy-of-{source.stem}{SUFFIX[copy_format]}"
        facts = write_clean_copy(source, target, copy_format=copy_format)
        data = target.read_bytes()
        assert source.read_bytes() == before, "the original is never touched"
        assert SECRET not in data
        assert is_bare(data, copy_format)
        assert (facts.width, facts.height) == (300, 200)
        assert (facts.sha256, facts.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
        copy = pictures.picture_of(data)
        assert copy.format == copy_format.value.upper()
        assert pictures.looks_upright(copy)
        assert not set(copy.info) & {"exif", "xmp", "icc_profile", "comment", "photoshop"}
    assert not list(tmp_path.glob(".*")), "nothing unfinished is left"


@pytest.mark.judge
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("copy_format", CopyFormat)
def test_exiftool_finds_nothing_else(tmp_path: Path, sources: list[Path], copy_format: CopyFormat) -> None:
    for source in sources:
        target = tmp_path / f"copy-of-{source.stem}{SUFFIX[copy_format]}"
        write_clean_copy(source, target, copy_format=copy_format, covers=[Box(0.2, 0.2, 0.2, 0.2)])
        answer = subprocess.run(
            ["exiftool", "-json", "-a", "-u", "-G1", str(target)], capture_output=True, check=True, text=True
        )
        groups = {tag.split(":")[0] for tag in json.loads(answer.stdout)[0]}
        assert groups <= {"SourceFile", "ExifTool", "System", "File", "JFIF", "PNG", "RIFF", "Composite"}
        tags = {tag.split(":")[1] for tag in json.loads(answer.stdout)[0] if ":" in tag}
        assert not {
            tag for tag in tags if any(word in tag for word in ("GPS", "Author", "Artist", "Comment", "Trailer"))
        }


def test_sources_really_are_loaded(sources: list[Path]) -> None:
    """Otherwise the tests above would prove nothing."""
    assert all(SECRET in source.read_bytes() for source in sources)


def test_never_larger_only_smaller(tmp_path: Path) -> None:
    source = tmp_path / "photo.png"
    pictures.quarters(600, 400).save(source)
    small = write_clean_copy(source, tmp_path / "small.jpg", longest_edge=150)
    same = write_clean_copy(source, tmp_path / "same.jpg", longest_edge=4000)
    covered = write_clean_copy(source, tmp_path / "covered.jpg", longest_edge=150, covers=[Box(0.1, 0.1, 0.1, 0.1)])
    assert (small.width, small.height) == (covered.width, covered.height) == (150, 100)
    assert (same.width, same.height) == (600, 400)
    with pytest.raises(KnownError) as caught:
        write_clean_copy(source, tmp_path / "dot.jpg", longest_edge=1)
    assert caught.value.code is ErrorCode.VALUE_NOT_ALLOWED


@pytest.mark.parametrize("kind", CoverKind)
@pytest.mark.parametrize("copy_format", CopyFormat)
def test_a_covered_head_leaves_no_trace_in_the_file(tmp_path: Path, kind: CoverKind, copy_format: CopyFormat) -> None:
    """Two photos that differ only in the face give the same copy, byte for byte, also when it is made smaller."""
    box = Box(0.4, 0.3, 0.2, 0.3)
    copies = []
    for number in (1, 2):
        picture = pictures.noise(400, 300)
        face = pictures.noise(80, 90, seed=number)
        picture.paste(face, (160, 90))
        source, target = tmp_path / f"{number}.png", tmp_path / f"{number}-copy"
        picture.save(source)
        write_clean_copy(source, target, copy_format=copy_format, longest_edge=200, covers=[box], cover_kind=kind)
        copies.append(target.read_bytes())
    assert copies[0] == copies[1]


def test_the_box_belongs_to_the_upright_picture(tmp_path: Path) -> None:
    for orientation in range(1, 9):
        source = pictures.save_turned(tmp_path / f"{orientation}.png", "PNG", orientation, (300, 200))
        top_left = Box(0.05, 0.1, 0.1, 0.1)
        copy = make_clean_picture(source, covers=[top_left], cover_kind=CoverKind.SOLID)
        assert copy.size == (300, 200)
        assert copy.getpixel((30, 30)) != pictures.CORNERS[0]
        assert copy.getpixel((270, 30)) == pictures.CORNERS[1]


def test_transparency_stays_where_the_format_can_and_hides_nothing(tmp_path: Path) -> None:
    picture = pictures.quarters(100, 100).convert("RGBA")
    alpha = Image.new("L", (100, 100), 255)
    alpha.paste(0, (0, 0, 50, 50))
    picture.putalpha(alpha)
    source = tmp_path / "photo.png"
    picture.save(source)
    write_clean_copy(source, tmp_path / "copy.png", copy_format=CopyFormat.PNG)
    write_clean_copy(source, tmp_path / "copy.jpg")
    clear, flat = (Image.open(tmp_path / name) for name in ("copy.png", "copy.jpg"))
    assert clear.getpixel((10, 10)) == (255, 255, 255, 0), "the colour under it is gone as well"
    assert min(flat.getpixel((10, 10))) > 250
    clear.close()
    flat.close()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_mode_gives_a_copy(tmp_path: Path, mode: str) -> None:
    source = tmp_path / "photo.tif"
    grey = np.tile(np.arange(64, dtype=np.uint8) * 4, (32, 1))
    picture = Image.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(grey).convert(mode)
    picture.save(source)
    for copy_format in CopyFormat:
        facts = write_clean_copy(source, tmp_path / f"copy{SUFFIX[copy_format]}", copy_format=copy_format)
        assert (facts.width, facts.height) == (64, 32)


# --- what can go wrong ---------------------------------------------------------------------------------------------


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    pictures.quarters(300, 200).save(path)
    return path


def failing_code(source: Path, target: Path, **options: object) -> ErrorCode:
    with pytest.raises(KnownError) as caught:
        write_clean_copy(source, target, **options)
    return caught.value.code


def test_a_file_is_never_replaced(tmp_path: Path, source: Path) -> None:
    target = tmp_path / "taken.jpg"
    target.write_bytes(b"somebody's work")
    assert failing_code(source, target) is ErrorCode.FILE_EXISTS
    assert failing_code(source, source) is ErrorCode.FILE_EXISTS
    assert target.read_bytes() == b"somebody's work"


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_meanwhile_is_not_replaced_either(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    target = tmp_path / "copy.jpg"
    check = clean_copy.check_clean

    def check_and_appear(*values: object) -> None:
        check(*values)
        target.write_bytes(b"somebody's work")

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(clean_copy, "check_clean", check_and_appear)
    if not links:
        monkeypatch.setattr(os, "link", refuse)
    assert failing_code(source, target) is ErrorCode.FILE_EXISTS
    assert target.read_bytes() == b"somebody's work"
    assert not list(tmp_path.glob("*.part"))


def test_without_links_it_is_renamed(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    write_clean_copy(source, tmp_path / "copy.jpg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.jpg", "photo.jpg"]


def test_the_source_must_be_what_was_looked_at(tmp_path: Path, source: Path) -> None:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    write_clean_copy(source, tmp_path / "copy.jpg", source_sha256=digest)
    pictures.quarters(200, 300).save(source)
    assert failing_code(source, tmp_path / "other.jpg", source_sha256=digest) is ErrorCode.FILE_CHANGED
    assert not (tmp_path / "other.jpg").exists()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, ErrorCode.DISK_FULL),
        (errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC, ErrorCode.DISK_FULL),
        (errno.EROFS, ErrorCode.FOLDER_UNWRITABLE),
        (errno.EACCES, ErrorCode.FOLDER_UNWRITABLE),
    ],
)
def test_a_disk_that_refuses_leaves_nothing_behind(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: ErrorCode
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", refuse)
    assert failing_code(source, tmp_path / "copy.jpg") is code
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_bad_sources_and_folders(tmp_path: Path, source: Path) -> None:
    half = tmp_path / "half.jpg"
    half.write_bytes(pictures.as_jpeg(pictures.noise(300, 200))[:9_000])
    assert failing_code(half, tmp_path / "copy.jpg") is ErrorCode.FILE_TRUNCATED
    assert failing_code(tmp_path / "gone.jpg", tmp_path / "copy.jpg") is ErrorCode.FILE_MISSING
    assert failing_code(source, tmp_path / "no folder" / "copy.jpg") is ErrorCode.FOLDER_MISSING
    assert not (tmp_path / "copy.jpg").exists()


def test_a_copy_that_is_not_clean_never_gets_its_name(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exif = Image.Exif()
    exif[0x013B] = SECRET.decode()
    monkeypatch.setattr(clean_copy, "_encode", lambda picture, _: pictures.as_jpeg(picture, exif=exif))
    assert failing_code(source, tmp_path / "copy.jpg") is ErrorCode.COPY_NOT_CLEAN
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes")
def test_the_copy_can_be_read_by_others(tmp_path: Path, source: Path) -> None:
    write_clean_copy(source, tmp_path / "copy.jpg")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "copy.jpg").stat().st_mode) == 0o666 & ~mask


# --- the check itself ----------------------------------------------------------------------------------------------


def dirty_files() -> dict[str, tuple[CopyFormat, bytes]]:
    picture = pictures.quarters(64, 48)
    jpeg = pictures.as_jpeg(picture)
    png, webp = _bytes(picture, "PNG"), _bytes(picture, "WEBP")
    comment = b"\xff\xfe\x00\x06name"
    extension = b"\xff\xe0\x00\x0aJFXX\x00\x10\xff\xd8"
    text = b"\x00\x00\x00\x04tEXtname\x00\x00\x00\x00"
    exif = Image.Exif()
    exif[0x013B] = "name"
    return {
        "jpeg exif": (CopyFormat.JPEG, pictures.as_jpeg(picture, exif=exif)),
        "jpeg comment": (CopyFormat.JPEG, jpeg[:2] + comment + jpeg[2:]),
        "jpeg comment before its scan": (CopyFormat.JPEG, jpeg.replace(b"\xff\xda", comment + b"\xff\xda", 1)),
        "jpeg comment at its end": (CopyFormat.JPEG, jpeg[:-2] + comment + jpeg[-2:]),
        "jpeg small picture": (CopyFormat.JPEG, jpeg[:20] + extension + jpeg[20:]),
        "jpeg profile": (CopyFormat.JPEG, pictures.as_jpeg(picture, icc_profile=b"x" * 200)),
        "jpeg trailer": (CopyFormat.JPEG, jpeg + b"\x00"),
        "jpeg twice": (CopyFormat.JPEG, jpeg + jpeg),
        "jpeg cut off": (CopyFormat.JPEG, jpeg[:-2]),
        "png text": (CopyFormat.PNG, png[:33] + text + png[33:]),
        "png trailer": (CopyFormat.PNG, png + b"name"),
        "png exif": (CopyFormat.PNG, _bytes(picture, "PNG", exif=exif)),
        "webp exif": (CopyFormat.WEBP, _bytes(picture, "WEBP", exif=exif)),
        "webp trailer": (CopyFormat.WEBP, webp + b"name"),
        "webp moving": (CopyFormat.WEBP, _bytes(picture, "WEBP", save_all=True, append_images=[picture.rotate(180)])),
        "another format": (CopyFormat.JPEG, png),
        "nothing": (CopyFormat.PNG, b""),
    }


def _bytes(picture: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, file_format, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("name", dirty_files())
def test_the_check_sees_whatever_is_added(name: str) -> None:
    copy_format, data = dirty_files()[name]
    with pytest.raises(KnownError) as caught:
        check_clean(data, copy_format, (64, 48))
    assert caught.value.code is ErrorCode.COPY_NOT_CLEAN


@pytest.mark.parametrize("copy_format", CopyFormat)
def test_the_check_passes_a_bare_file_of_the_right_size(copy_format: CopyFormat) -> None:
    data = _bytes(pictures.quarters(64, 48), copy_format.value.upper())
    check_clean(data, copy_format, (64, 48))
    with pytest.raises(KnownError):
        check_clean(data, copy_format, (48, 64))


def test_progressive_and_restart_markers_are_walked() -> None:
    picture = pictures.noise(200, 200)
    assert is_bare(pictures.as_jpeg(picture, progressive=True), CopyFormat.JPEG)
    assert is_bare(pictures.as_jpeg(picture, restart_marker_blocks=2), CopyFormat.JPEG)
