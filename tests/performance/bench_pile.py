# SPDX-License-Identifier: GPL-3.0-or-later
"""A pile of 1,000 returned forms through the whole program: pages a second, memory, and how smoothly the window runs.

The forms are filled in and scanned by the simulator and read from one PDF, page by page, into a register with its
proof, while a real window (drawn off-screen) is looked at. Then 1,000 pages of something else, and 2 GB of large scans.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.consent.purposes import PurposeInput
from models.forms.codes import qr_modules, qr_text
from models.forms.layout import PAGE_WIDTH, SheetLayout
from models.forms.scan_placing import Grey
from models.forms.scan_terms import ScanOutcome
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Audience, PersonRole
from models.workspace import Workspace
from tests.forms_simulator.pens import fill_in, some_writer
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.forms_simulator.sheets import draw_layout
from tests.performance.bench_window import Heartbeat
from tests.performance.conftest import Figures
from ui.background.changes import ChangeBus
from ui.background.gc_pin import CollectorPin
from ui.background.jobs import Jobs
from ui.background.stall_watch import StallWatch
from ui.background.undo import UndoHistory
from ui.context import AppContext, UserSettings
from ui.main_window import MainWindow
from ui.page_stack import PAGES as PAGES_OF_THE_WINDOW
from ui.pages.forms.page import FormsPage
from ui.style.theme import Theme, ThemeChoice

ROOT = Path(__file__).parents[2]
PAGES = int(os.environ.get("BEELDAKKOORD_PILE", "1000"))
HANDS = 40
"""So many people fill in a form and a copier scans each; the others get the same page with a code of their own."""
FEWEST_A_SECOND, MOST_MEGABYTES, BLOCK_MS = 6.0, 300, 100
PATIENCE_MS = 1_800_000


@dataclass(frozen=True)
class Made:
    """A register, and the codes of its forms, which are all arranged in the same way."""

    path: Path
    codes: tuple[str, ...]
    layout: SheetLayout


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A register in which each pupil has a form, and nothing has come back yet."""
    path: Path = tmp_path_factory.mktemp("school") / "school.beeldakkoord"
    with Workspace.open(path, actor="Office") as workspace:
        workspace.settings.change_school(School("De Klaproos"))
        workspace.purposes.add_purposes(
            (PurposeInput("website", "Website", Audience.PUBLIC), PurposeInput("paper", "Newsletter", Audience.PRINT))
        )
        born = date(date.today().year - 9, 1, 1)  # noqa: DTZ011 - the program under test reads the real clock
        pupils = [
            workspace.people.add_person(
                PersonInput(f"Pupil {number}", "", "Smit", born, roles=(PersonRole.PUPIL,))
            ).value
            for number in range(PAGES)
        ]
        forms = workspace.forms.issue(pupils, [one.id for one in workspace.purposes.purposes()], "nl").value
    return Made(path, tuple(form.sheet.code for form in forms), forms[0].sheet.layout())


@pytest.fixture(scope="module")
def pile(school: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All forms, filled in and scanned, a third of them upside down, as a copier makes one PDF of them."""
    folder = tmp_path_factory.mktemp("pile")
    chance = np.random.default_rng(99)
    layout = school.layout
    blank = draw_layout(school.codes[0], layout)
    scans: list[Grey] = []
    for _number in range(HANDS):
        marked = fill_in(blank, layout, some_writer(chance), chance)
        scans.append(scan_page(marked.page, plain_scan(noise=float(chance.uniform(1.5, 5.0))), chance))
    for number, code in enumerate(school.codes):
        page = with_code(scans[number % HANDS], layout, code)
        turned = page[::-1, ::-1] if number % 3 == 2 else page
        Image.fromarray(np.ascontiguousarray(turned)).save(folder / f"{number:04}.jpg", quality=70)
    path = folder / "pile.pdf"
    write_pdf(path, [folder / f"{number:04}.jpg" for number in range(len(school.codes))])
    return path


def with_code(scan: Grey, layout: SheetLayout, code: str) -> Grey:
    """A straight scan of a sheet with the code of another form: much faster than one more scan."""
    place, dots = layout.symbol, scan.shape[1] / PAGE_WIDTH
    left, top, right, bottom = (round(value * dots) for value in (place.x, place.y, place.right, place.bottom))
    modules = np.where(np.array(qr_modules(qr_text(code))), 20, 250).astype(np.uint8)
    symbol = Image.fromarray(modules.repeat(12, axis=0).repeat(12, axis=1))
    page = scan.copy()
    page[top:bottom, left:right] = np.asarray(symbol.resize((right - left, bottom - top), Image.Resampling.BOX))
    return page


def write_pdf(path: Path, pictures: list[Path]) -> None:
    """A scanned PDF: each page is one JPEG, written as it is and never all in memory."""
    places: list[int] = []
    count = len(pictures)
    with path.open("wb") as file:

        def put(content: bytes) -> None:
            places.append(file.tell())
            file.write(b"%d 0 obj\n%s\nendobj\n" % (len(places), content))

        file.write(b"%PDF-1.5\n")
        put(b"<</Type/Catalog/Pages 2 0 R>>")
        kids = b" ".join(b"%d 0 R" % (3 + 3 * number) for number in range(count))
        put(b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count))
        drawing = b"q 595 0 0 842 0 0 cm /I Do Q"
        for number, picture in enumerate(pictures):
            first = 3 + 3 * number
            content = picture.read_bytes()
            with Image.open(picture) as opened:
                width, height = opened.size
                colours = b"DeviceGray" if opened.mode == "L" else b"DeviceRGB"
            put(
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>>>"
                % (first + 2, first + 1)
            )
            put(
                b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s/BitsPerComponent 8"
                b"/Filter/DCTDecode/Length %d>>stream\n%s\nendstream" % (width, height, colours, len(content), content)
            )
            put(b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing))
        start = file.tell()
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        file.writelines(b"%010d 00000 n \n" % place for place in places)
        file.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, start))


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, school: Made, tmp_path: Path) -> Iterator[MainWindow]:
    """The window of that school, with the pile on show and the collector pinned."""
    with Workspace.open(school.path, actor="Office") as workspace:
        bus, undo = ChangeBus(), UndoHistory()
        jobs = Jobs(workspace, bus, undo)
        theme, pin = Theme(qapp, ThemeChoice.LIGHT), CollectorPin()
        settings = UserSettings(tmp_path / "window.ini")
        settings.seeks_faces = False
        shown = MainWindow(AppContext(workspace, jobs, bus, undo, settings, theme))
        shown.show()
        qtbot.waitExposed(shown)
        qtbot.waitUntil(lambda: shown.current_page == "check")
        yield shown
        shown.close()
        jobs.close()
        shown.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        pin.release()
        shiboken6.delete(theme)


def test_a_pile_in_the_window(window: MainWindow, pile: Path, figures: Figures, qtbot: QtBot) -> None:
    """1,000 pages are read and recorded; the window answers all the while; one undo takes them all back."""
    window.show_page("forms")
    page = window.pages.page("forms")
    assert isinstance(page, FormsPage)
    tab = page.pile
    page.tabs.setCurrentWidget(tab.parentWidget())
    qtbot.waitUntil(lambda: tab.summary.text() == "No forms read yet", timeout=10_000)
    for name in PAGES_OF_THE_WINDOW:  # made once: what that costs is measured elsewhere
        window.pages.page(name)
    qtbot.wait(500)
    heart, watch = Heartbeat(), StallWatch(page, limit=BLOCK_MS / 1_000)
    heart.start()
    start, spent = time.perf_counter(), time.process_time()
    tab.take([pile])
    qtbot.waitUntil(lambda: bool(tab.banner.accessibleName()), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "recorded" in tab.summary.text(), timeout=30_000)
    seconds, work = time.perf_counter() - start, time.process_time() - spent
    reading = heart.longest
    counts = tab._context.workspace.scans.counts()
    heart.longest, back = 0.0, time.perf_counter()
    tab.undo.click()
    qtbot.waitUntil(tab.redo.isVisible, timeout=PATIENCE_MS)
    back = time.perf_counter() - back
    heart.timer.stop()
    watch.stop()
    read = sum(counts.values())
    figures.lines.append(
        f"a pile of {PAGES} forms read in the window: {seconds:.0f} s, {PAGES / seconds:.1f} pages a second "
        f"({PAGES / work:.1f} of one core); {counts[ScanOutcome.RECORDED]} recorded by themselves, "
        f"{counts[ScanOutcome.WAITING]} to look at; taken back in {back:.1f} s"
    )
    figures.rows.append(("a pile read: longest block of the window", reading * 1_000, reading * 1_000, BLOCK_MS))
    figures.rows.append(("a pile taken back: longest block", heart.longest * 1_000, heart.longest * 1_000, BLOCK_MS))
    assert read == PAGES
    assert PAGES / work >= FEWEST_A_SECOND
    assert reading * 1_000 < BLOCK_MS, watch.stalls
    assert heart.longest * 1_000 < BLOCK_MS, watch.stalls


PROGRAM = """
import re, sys, time
from pathlib import Path
from models.workspace import Workspace
register, *files = map(Path, sys.argv[1:])
with Workspace.open(register, actor="Office") as workspace:
    start = time.process_time()
    summary = workspace.scans.take(files).value
    spent = time.process_time() - start
    aside = len(workspace.put_aside.pages())
peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(sum(summary.outcomes.values()), aside, summary.stopped, peak, spent)
"""


def read_apart(register: Path, *files: Path) -> tuple[int, int, int, float]:
    """Take files in, in a program of its own: pages, entries put aside, peak of memory (MB), seconds of one core."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(register), *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages, aside, stopped, peak, spent = done.stdout.split()
    assert stopped == "None"
    return int(pages), int(aside), int(peak), float(spent)


needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is asked of Linux")


@needs_proc
def test_memory_of_a_pile(school: Made, pile: Path, figures: Figures) -> None:
    """The register, the reader and its 1,000 pages stay under 300 MB."""
    pages, _aside, peak, spent = read_apart(school.path, pile)
    figures.lines.append(f"without a window: {pages / spent:.1f} pages a second of one core, {peak} MB at most")
    assert pages == PAGES
    assert peak < MOST_MEGABYTES


@needs_proc
def test_1000_pages_of_something_else(school: Made, tmp_path: Path, figures: Figures) -> None:
    """Each is left out, none is kept, and together they are one line on the screen."""
    chance = np.random.default_rng(3)
    pictures = []
    for number in range(PAGES):
        page = np.full((2339, 1654), 250, np.uint8)
        for line in range(200, 2100, 40):
            page[line : line + 18, 150 : 150 + int(chance.integers(300, 1300))] = 40
        pictures.append(tmp_path / f"{number:04}.jpg")
        Image.fromarray(page).save(pictures[-1], quality=60)
    write_pdf(tmp_path / "book.pdf", pictures)
    pages, aside, peak, spent = read_apart(school.path, tmp_path / "book.pdf")
    figures.lines.append(
        f"{PAGES} pages of something else: {pages / spent:.1f} pages a second of one core, {peak} MB at most"
    )
    assert pages == PAGES
    assert aside == 1
    assert peak < MOST_MEGABYTES


@needs_proc
def test_two_gigabytes_of_large_colour_scans(school: Made, tmp_path: Path, figures: Figures) -> None:
    """600 dpi in colour without any compression, in pieces: 20 TIFFs of 100 MB, one form on each."""
    chance = np.random.default_rng(8)
    files = []
    for number in range(20):
        marked = fill_in(draw_layout(school.codes[number], school.layout), school.layout, some_writer(chance), chance)
        large = Image.fromarray(marked.page).resize((4960, 7016)).convert("RGB")
        files.append(tmp_path / f"{number:02}.tif")
        large.save(files[-1], resolution=600)
    size = sum(path.stat().st_size for path in files)
    pages, _aside, peak, spent = read_apart(school.path, *files)
    figures.lines.append(
        f"{size / 1e9:.1f} GB of 600 dpi in colour: {pages / spent:.1f} pages a second, {peak} MB at most"
    )
    assert size > 2_000_000_000
    assert pages == 20
    assert peak < MOST_MEGABYTES
    for path in files:
        path.unlink()
