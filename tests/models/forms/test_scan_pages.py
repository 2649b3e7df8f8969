# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of scans: every listed format, many pages, and what is broken, locked, huge or something else."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import ErrorCode, KnownError
from models.forms import scan_pages
from models.forms.scan_pages import SCAN_ENDINGS, ScanFile
from models.forms.scan_read import read_page
from models.forms.scan_terms import PageProblem
from models.terms import MarkState
from tests.forms_simulator.pens import Filled, Hand, Pen, Writer, fill_in
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.forms_simulator.sheets import Sheet, draw_sheet, resolver

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return draw_sheet()


@pytest.fixture(scope="module")
def filled(sheet: Sheet) -> Filled:
    writer = Writer(Pen.BALLPOINT, Hand.CROSS, 0.4, 0.85, 1.0, 0.8)
    return fill_in(sheet.page, sheet.layout, writer, np.random.default_rng(3), blank_share=0.0)


@pytest.fixture(scope="module")
def scanned(filled: Filled) -> Image.Image:
    return Image.fromarray(scan_page(filled.page, plain_scan(200, angle=1.0), np.random.default_rng(1)))


def read_file(path: Path, sheet: Sheet) -> list[list[MarkState]]:
    with ScanFile(path) as scans:
        pages = list(scans.pages())
        assert [page.number for page in pages] == list(range(1, scans.page_count + 1))
    found = []
    for page in pages:
        assert page.grey is not None, page.problem
        assert page.grey.dtype == np.uint8
        assert max(page.grey.shape) <= 3_700
        (reading,) = read_page(page.grey, page.number, resolver(sheet))
        found.append([pair.state for pair in reading.pairs])
    return found


def save(scanned: Image.Image, path: Path, kind: str) -> None:
    """The same scan in every way that scanners and programs write it."""
    deep = Image.fromarray(np.asarray(scanned).astype(np.uint16) * 257)
    large = scanned.resize((4960, 7016))
    clear = Image.new("RGBA", scanned.size, (0, 0, 0, 0))
    clear.putalpha(scanned.point(lambda value: 255 - value))
    bits = scanned.point(lambda value: 255 if value > 140 else 0).convert("1")
    match kind:
        case "jpeg" | "png" | "bmp" | "webp":
            scanned.convert("RGB").save(path)
        case "grey pdf":
            scanned.save(path, resolution=200)
        case "colour pdf":
            scanned.convert("RGB").save(path, resolution=200)
        case "bits pdf":
            bits.save(path, resolution=200)
        case "large pdf":
            large.convert("RGB").save(path, resolution=600)
        case "large jpeg":
            large.convert("RGB").save(path)
        case "large tiff":
            large.save(path, compression="tiff_lzw")
        case "bits tiff":
            bits.save(path, compression="group4")
        case "deep tiff":
            deep.save(path)
        case "palette png":
            scanned.convert("P").save(path)
        case "clear png":
            clear.save(path)


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        *[(kind, kind) for kind in ("jpeg", "png", "bmp", "webp")],
        *[(f"{kind} pdf", "pdf") for kind in ("grey", "colour", "bits", "large")],
        *[(f"{kind} tiff", "tif") for kind in ("large", "bits", "deep")],
        ("large jpeg", "jpg"),
        ("palette png", "png"),
        ("clear png", "png"),
    ],
)
def test_every_format_gives_the_same_answers(
    scanned: Image.Image, filled: Filled, sheet: Sheet, tmp_path: Path, kind: str, ending: str
) -> None:
    path = tmp_path / f"scan.{ending}"
    assert path.suffix in SCAN_ENDINGS
    save(scanned, path, kind)
    assert read_file(path, sheet) == [filled.truth]


def test_several_pages(scanned: Image.Image, filled: Filled, sheet: Sheet, tmp_path: Path) -> None:
    for name, options in (("pages.pdf", {"resolution": 200}), ("pages.tif", {"compression": "jpeg"})):
        more = [scanned.copy(), scanned.rotate(180)]
        scanned.copy().save(tmp_path / name, save_all=True, append_images=more, **options)
        assert read_file(tmp_path / name, sheet) == [filled.truth] * 3


def test_a_pdf_whose_picture_is_turned_mirrored_or_written_on(
    scanned: Image.Image, filled: Filled, sheet: Sheet, tmp_path: Path
) -> None:
    """What a viewer would show is read, whatever way the picture lies in the file."""
    data = zlib.compress(scanned.tobytes())
    mirrored = zlib.compress(scanned.transpose(Image.Transpose.FLIP_LEFT_RIGHT).tobytes())
    for content, picture in (
        (b"595 0 0 842 0 0 cm /I Do", data),
        (b"-595 0 0 -842 595 842 cm /I Do", data),
        (b"-595 0 0 842 595 0 cm /I Do", mirrored),
        (b"595 0 0 842 0 0 cm /I Do Q q 1 0 0 RG 20 20 m 60 25 l S", data),
        (b"590 0 0 838 2 2 cm /I Do", data),
    ):
        path = tmp_path / "turned.pdf"
        path.write_bytes(make_pdf(content, picture, *scanned.size))
        assert read_file(path, sheet) == [filled.truth]


def test_a_broken_page_does_not_stop_the_others(scanned: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    scanned.save(path, save_all=True, append_images=[scanned, scanned], compression="tiff_lzw")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle - 60_000 : middle + 60_000] = bytes(120_000)
    path.write_bytes(content)
    with ScanFile(path) as scans:
        pages = list(scans.pages())
    assert [page.problem for page in pages] == [None, PageProblem.PAGE_UNREADABLE, None]


def test_a_picture_bomb_is_a_problem_of_its_page(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(make_pdf(b"595 0 0 842 0 0 cm /I Do", zlib.compress(bytes(1000)), 40_000, 40_000))
    with ScanFile(path) as scans:
        assert [page.problem for page in scans.pages()] == [PageProblem.PAGE_TOO_LARGE]
    Image.new("RGB", (9_000, 9_000)).save(tmp_path / "wide.png", compress_level=1)
    with ScanFile(tmp_path / "wide.png") as scans:
        assert [page.problem for page in scans.pages()] == [PageProblem.PAGE_TOO_LARGE]
    (tmp_path / "bomb.bmp").write_bytes(
        b"BM" + bytes(12) + (40).to_bytes(4, "little") + (60_000).to_bytes(4, "little") * 2
        + b"\x01\0\x18\0" + bytes(24)
    )  # fmt: skip
    with pytest.raises(KnownError) as caught:
        ScanFile(tmp_path / "bomb.bmp")
    assert caught.value.code is ErrorCode.FILE_TOO_LARGE


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", ErrorCode.FILE_EMPTY),
        ("letter.pdf", b"Dear school, no.", ErrorCode.FORMAT_NOT_SUPPORTED),
        ("page.gif", b"GIF89a" + bytes(40), ErrorCode.FORMAT_NOT_SUPPORTED),
        ("film.webp", b"RIFF\x00\x00\x00\x00AVI ", ErrorCode.FORMAT_NOT_SUPPORTED),
        ("half.pdf", b"%PDF-1.5\n1 0 obj\n<</Type", ErrorCode.FILE_DAMAGED),
        ("half.png", b"\x89PNG\r\n\x1a\n\x00\x00", ErrorCode.FILE_DAMAGED),
        ("half.tif", b"II*\x00\x08\x00\x00\x00", ErrorCode.FILE_DAMAGED),
    ],
)
def test_files_that_hold_no_scans(tmp_path: Path, name: str, content: bytes, code: ErrorCode) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(KnownError) as caught:
        ScanFile(tmp_path / name)
    assert caught.value.code is code
    assert not caught.value.params


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "gone.pdf", ErrorCode.FILE_MISSING), (tmp_path, ErrorCode.FILE_UNREADABLE)):
        with pytest.raises(KnownError) as caught:
            ScanFile(path)
        assert caught.value.code is code


def test_a_pdf_that_asks_for_a_password(tmp_path: Path) -> None:
    lock = b"<</Filter/Standard/V 1/R 2/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -4>>"
    path = tmp_path / "locked.pdf"
    path.write_bytes(make_pdf(b"", b"", 1, 1, trailer=b"/Encrypt 6 0 R/ID[<00><00>]", more=(lock,)))
    with pytest.raises(KnownError) as caught:
        ScanFile(path)
    assert caught.value.code is ErrorCode.FILE_LOCKED


def test_a_cut_off_jpeg_is_a_page_that_cannot_be_read(scanned: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "cut.jpg"
    scanned.save(path)
    path.write_bytes(path.read_bytes()[:20_000])
    with ScanFile(path) as scans:
        assert [page.problem for page in scans.pages()] == [PageProblem.PAGE_UNREADABLE]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is asked of Linux")
def test_large_colour_scans_stay_under_300_megabytes(scanned: Image.Image, tmp_path: Path) -> None:
    """600 dpi in colour, as PDF, JPEG, TIFF and PNG, opened and read in a program of its own."""
    large = scanned.resize((4960, 7016)).convert("RGB")
    paths = [tmp_path / f"large.{ending}" for ending in ("pdf", "jpg", "tif", "png")]
    for path in paths:
        options = {"compress_level": 1} if path.suffix == ".png" else {"resolution": 600}
        large.save(path, **options)
    program = """
import re, sys
from pathlib import Path
from models.forms.scan_pages import ScanFile
from models.forms.scan_read import read_page
from models.forms.scan_terms import PageProblem
for name in sys.argv[1:]:
    with ScanFile(Path(name)) as scans:
        for page in scans.pages():
            (reading,) = read_page(page.grey, page.number, lambda code: PageProblem.FORM_UNKNOWN)
            assert reading.code, name
print(int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, paths)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 300


def make_pdf(
    content: bytes, picture: bytes, width: int, height: int, *, trailer: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF of one A4 page with one grey picture, put where the content says."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</XObject<</I 4 0 R>>>>>>"
    image = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % (
        width,
        height,
    )
    drawing = b"q %s Q" % content
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        image + b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(picture), picture),
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        *more,
    )
    found = b"%PDF-1.5\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(found))
    return found + head + table + end


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_long_pdf_is_let_go_of_on_the_way(
    scanned: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_gone: bool
) -> None:
    """More pages than are read at once: each comes in its order, also when the file went away meanwhile."""
    path = tmp_path / "long.pdf"
    small = scanned.reduce(3)
    small.save(path, save_all=True, append_images=[small] * 89, resolution=67)
    opened: list[Path] = []
    open_pdf = scan_pages._open_pdf

    def open_or_miss(wanted: Path) -> object:
        opened.append(wanted)
        return open_pdf(tmp_path / "gone.pdf" if is_gone else wanted)

    with ScanFile(path) as scans:
        monkeypatch.setattr(scan_pages, "_open_pdf", open_or_miss)
        pages = [(page.number, page.grey is not None) for page in scans.pages()]
    assert pages == [(number, True) for number in range(1, 91)]
    assert opened == [path, path]


def test_a_bomb_behind_an_honest_size_leaves_the_other_pages(tmp_path: Path) -> None:
    """The PDF says 3,000 by 4,500 pixels; the JPEG in it, by its own header, would be four thousand million."""
    path = tmp_path / "two pages.pdf"
    blank = Image.new("L", (3_000, 4_500), 255)
    blank.save(path, save_all=True, append_images=[blank], resolution=300)
    content = bytearray(path.read_bytes())
    start_of_frame = content.index(b"\xff\xc0")
    content[start_of_frame + 5 : start_of_frame + 9] = (65_000).to_bytes(2, "big") * 2
    path.write_bytes(content)
    with ScanFile(path) as scans:
        assert [page.problem for page in scans.pages()] == [PageProblem.PAGE_TOO_LARGE, None]
