# SPDX-License-Identifier: GPL-3.0-or-later
"""Tries every part of the program once, for whoever packages it: imports, a register, a copy, a form, a window.

Works in a scratch folder, opens no window on the screen, and reports as JSON: a windowed program has no streams.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType

from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from models.consent.evidence_types import note_evidence
from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.consent.register import AnswerInput
from models.errors import BugError, ErrorCode, KnownError
from models.forms.scan_pages import ScanFile
from models.forms.scan_read import read_page
from models.forms.scan_terms import PageProblem
from models.media.faces import FaceFinder
from models.publishing.clean_copy import write_clean_copy
from models.publishing.exports import ExportRequest
from models.resources import resource_path
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Activity, Answer, Audience, CopyFormat, MediaKind, PersonRole
from models.version import VERSION
from models.workspace import Workspace
from ui.texts import _, set_language

_NOT_FOR_IMPORT = ("models.store.migrations",)
_WINDOW_MS = 600
_FEWEST_COLOURS = 8
_ICONS = ("check", "people", "todo", "settings", "verdict-ready", "beeldakkoord")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried; ``detail`` says what was found, or where it failed."""

    name: str
    ok: bool
    detail: str


def run_selftest(report: Path) -> int:
    """Try everything and write the report; 0 when all of it works, else 1."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="beeldakkoord-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        tries: tuple[tuple[str, Callable[[], str]], ...] = (
            ("imports", _import_everything),
            ("resources", _read_resources),
            ("register", lambda: _use_register(place)),
            ("formats", lambda: _copy_formats(place)),
            ("faces", _find_faces),
            ("form", lambda: _draw_form(place)),
            ("window", lambda: _show_window(place)),
        )
        checks = [_try(title, what) for title, what in tries]
    found = {
        "ok": all(check.ok for check in checks),
        "version": VERSION,
        "platform": platform.platform(),
        "python": platform.python_version(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "checks": [asdict(check) for check in checks],
    }
    report.write_text(json.dumps(found, indent=2), encoding="utf-8")
    return 0 if found["ok"] else 1


def _try(name: str, what: Callable[[], str]) -> Check:
    try:
        return Check(name, True, what())
    except Exception as error:  # noqa: BLE001 - reported, and the next part is tried
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Check(name, False, f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})")


def _import_everything() -> str:
    count = 0
    for package in ("models", "ui"):
        for name in _module_names(importlib.import_module(package)):
            if not name.startswith(_NOT_FOR_IMPORT):
                importlib.import_module(name)
                count += 1
    return f"{count} modules"


def _module_names(package: ModuleType) -> list[str]:
    return [one.name for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]


def _read_resources() -> str:
    for parts in (("policies", "nl.toml"), ("purposes.toml",), ("sample", "school.toml"), ("fonts", "OFL.txt")):
        resource_path(*parts).read_bytes()
    for icon_name in _ICONS:
        resource_path("icons", f"{icon_name}.svg").read_bytes()
    set_language("nl")
    translated = _("Check")
    set_language("en")
    if translated == _("Check"):
        raise BugError("the Dutch texts are missing")
    return "policies, purposes, sample, fonts, icons, texts"


def _use_register(place: Path) -> str:
    """A person, an answer with proof, a photo, a verdict, an exported copy, and a check of it all."""
    photo, copies = place / "photo.jpg", place / "copies"
    Image.new("RGB", (640, 480), "steelblue").save(photo, exif=_exif())
    copies.mkdir()
    with Workspace.open(place / "scratch.beeldakkoord") as workspace:
        workspace.settings.change_school(School("Scratch"))
        purpose_id = workspace.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC),)).value[0]
        person = workspace.people.add_person(PersonInput("Scratch", roles=(PersonRole.STAFF,))).value
        key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, purpose_id)
        said_yes = AnswerInput(person, key, Answer.GIVEN, evidence=note_evidence("yes"))
        workspace.consent.record_answers([said_yes])
        files, _skipped = workspace.media.read_files([photo])
        item_id = workspace.media.take_in(files).value[0].item_id
        workspace.tagging.name_person((item_id,), person)
        outcome = workspace.exports.run(ExportRequest((item_id,), purpose_id, copies)).value
        workspace.consent.record_answers([AnswerInput(person, key, Answer.REFUSED)])
        tasks = workspace.takedowns.count_open()
        report = workspace.verify.run()
    if len(outcome.copies) != 1 or tasks != 1 or not report.is_fine or report.proof_files != 1:
        raise BugError("the scratch register gave another outcome")
    return f"{len(outcome.copies)} copy, {tasks} task, {report.links} entries checked"


def _copy_formats(place: Path) -> str:
    source = place / "photo.png"
    Image.new("RGBA", (120, 80), (10, 120, 100, 200)).save(source)
    for copy_format in CopyFormat:
        write_clean_copy(source, place / f"copy.{copy_format.value}", copy_format=copy_format)
    readable = set(Image.registered_extensions().values())
    if not {"HEIF", "AVIF", "WEBP"} <= readable:
        raise BugError("a picture format is missing")
    return ", ".join(copy_format.value for copy_format in CopyFormat)


def _find_faces() -> str:
    """The detector runs, or it is known that it does not on this kind of computer."""
    try:
        found = FaceFinder().find(Image.new("RGB", (320, 240), "steelblue"))
    except KnownError as error:
        if error.code is not ErrorCode.FACES_UNAVAILABLE:
            raise
        return "not on this computer"
    if found:
        raise BugError("a face in an empty picture")
    return "detector runs"


def _draw_form(place: Path) -> str:
    _application()
    from ui.printing.consent_form import draw_sample_form

    path = place / "form.pdf"
    pages = draw_sample_form(path)
    if not path.read_bytes().startswith(b"%PDF"):
        raise BugError("the form is no PDF")
    with ScanFile(path) as scans:
        page = next(scans.pages())
    read = () if page.grey is None else read_page(page.grey, page.number, lambda _code: PageProblem.FORM_UNKNOWN)
    if len(read) != 1 or read[0].code is None:
        raise BugError("the code of the form is not read back")
    return f"{pages} page, {path.stat().st_size} bytes, code read"


def _show_window(place: Path) -> str:
    """The main window on a scratch register, painted off-screen."""
    app = _application()
    from ui.background.changes import ChangeBus
    from ui.background.jobs import Jobs
    from ui.background.undo import UndoHistory
    from ui.context import AppContext, UserSettings
    from ui.main_window import MainWindow
    from ui.style.theme import Theme

    settings = UserSettings(place / "window.ini")
    bus, undo = ChangeBus(), UndoHistory()
    with Workspace.open(place / "window.beeldakkoord") as workspace:
        jobs = Jobs(workspace, bus, undo)
        crashes: list[BaseException] = []
        jobs.crashed.connect(crashes.append)
        window = MainWindow(AppContext(workspace, jobs, bus, undo, settings, Theme(app, settings.look)))
        window.show()
        loop = QEventLoop()
        QTimer.singleShot(_WINDOW_MS, loop.quit)
        loop.exec()
        picture = window.grab().toImage()
        window.close()
        jobs.close()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    if crashes:
        raise crashes[0]
    if len(colours) < _FEWEST_COLOURS:
        raise BugError("the window is empty")
    return f"{picture.width()} x {picture.height()}"


def _application() -> QApplication:
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication(["Beeldakkoord"])


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Scratch"
    return exif
