# SPDX-License-Identifier: GPL-3.0-or-later
"""From class list to cleared copy in the window, by mouse and keys; each step seen on screen and in the register."""

from __future__ import annotations

import csv
import gettext
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QWidget

from models.consent.default_purposes import default_purposes
from models.consent.facts import CellKey
from models.errors import KnownError
from models.publishing.bare_file import is_bare
from models.resources import resource_path
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import (
    Activity,
    ConsentStatus,
    CopyFormat,
    MediaKind,
    NobodyReason,
    PersonRole,
    TakedownState,
    Verdict,
)
from models.workspace import Workspace
from tests.journeys.conftest import CONTROL, SHIFT, Office
from ui import app as program
from ui.dialogs.export import ExportDialog
from ui.dialogs.skipped_files import SkippedFilesDialog
from ui.pages.people.import_dialog import ImportDialog
from ui.style.error_sentences import error_sentence
from ui.style.theme import ThemeChoice
from ui.texts import format_date

Start = Callable[..., Office]
PLAYGROUND, HALL, FIELD = "1 playground.jpg", "2 hall.png", "3 field.webp"
COLOURS = {PLAYGROUND: (200, 60, 60), HALL: (60, 160, 80), FIELD: (60, 90, 200)}
TODAY = date.today()  # noqa: DTZ011 - the program under test reads the real clock
BORN = TODAY.year - 9
CLASS_LIST = f"""\
Leerlingnummer;Roepnaam;Tussenvoegsel;Achternaam;Klas;Geboortedatum;Ouder 1
1001;Anna;van den;Berg;7B;25-06-{BORN};Els van den Berg
1002;Bram;;Visser;7B;17-11-{BORN};Kees Visser
1003;Zoë;;Yıldız;7B;28-02-{BORN};Deniz Yıldız
"""
PLACE = "https://school.example/news"


def make_photos(folder: Path) -> dict[str, str]:
    """Three photos, one of them lying on its side with the place in its metadata; a broken file and a text.

    Gives the hash of each file.
    """
    folder.mkdir()
    for name, colour in COLOURS.items():
        picture = Image.new("RGB", (800, 1200), colour)
        ImageDraw.Draw(picture).rectangle((0, 0, 800, 120), fill="white")
        exif = picture.getexif()
        exif[0x010F] = "Camera of the school"
        exif.get_ifd(0x8769)[0x9003] = "2024:06:12 10:30:00"
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 0.0), 3: "E", 4: (4.0, 18.0, 0.0)})
        if name == PLAYGROUND:
            exif[0x0112] = 6  # the camera was held upright: turn a quarter to the right to see it
            picture = picture.transpose(Image.Transpose.ROTATE_90)
        picture.save(folder / name, exif=exif)
    (folder / "4 broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture after this")
    (folder / "notes.txt").write_text("Who was there?", encoding="utf-8")
    return {path.name: hash_of(path) for path in folder.iterdir()}


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_from_class_list_to_cleared_copy(office: Office, tmp_path: Path) -> None:
    photos, copies = tmp_path / "school trip", tmp_path / "copies"
    copies.mkdir()
    originals = make_photos(photos)
    start_school(office)
    import_class_list(office)
    answer(office, "anna", "School website", Qt.Key.Key_Y, ConsentStatus.GIVEN)
    answer(office, "anna", "Instagram", Qt.Key.Key_Y, ConsentStatus.GIVEN)
    answer(office, "bram", "School website", Qt.Key.Key_Y, ConsentStatus.GIVEN)
    answer(office, "bram", "Instagram", Qt.Key.Key_N, ConsentStatus.REFUSED)
    drop_photos(office, photos)
    name_people(office)
    see_groups(office)
    see_why(office)
    export_copies(office, copies)
    check_copies(office, copies)
    withdraw(office)
    settle_task(office)
    assert {path.name: hash_of(path) for path in photos.iterdir()} == originals
    assert_register_is_sound(office)


def start_school(office: Office) -> None:
    page = office.page("welcome")
    assert not page.start.isEnabled()
    office.qtbot.keyClicks(page.name, "De Klaproos")
    office.click(page.start)
    office.wait(lambda: office.window.current_page == "check")
    assert office.window.navigation.isVisible()
    school = office.register.settings.school()
    assert school is not None
    assert (school.name, school.country) == ("De Klaproos", "nl")
    assert {"website", "instagram"} <= {one.key for one in office.register.purposes.purposes()}
    office.wait(office.page("check").view.empty.isVisible)


def import_class_list(office: Office) -> None:
    office.click(office.window.navigation.buttons["people"])
    page = office.page("people")
    office.wait(page.empty.isVisible)
    QGuiApplication.clipboard().setText(CLASS_LIST)
    office.click(page.empty_paste)
    dialog = office.dialog(ImportDialog)
    office.wait(lambda: dialog.bring_in.text() == "Import 3 people")
    assert "New: 3" in dialog.preview.totals.text()
    assert "New classes: 7B" in dialog.preview.totals.text()
    shown = [dialog.model.index(row, 2).data() for row in range(dialog.model.rowCount())]
    assert any("Anna van den Berg" in one for one in shown), shown
    assert office.register.people.list_people() == ()
    assert office.register.groups.list_groups() == ()
    office.click(dialog.bring_in)
    office.wait(lambda: page.people.count.text() == "6 people")
    assert page.banner.accessibleName() == "3 people added. 3 parents and guardians added."
    names = set(office.register.people.names(office.register.people.list_people()).values())
    assert {"Anna van den Berg", "Bram Visser", "Zoë Yıldız", "Els van den Berg"} <= names
    assert [(one.name, one.member_count) for one in office.register.groups.list_groups()] == [("7B", 3)]


def answer(office: Office, name: str, purpose: str, key: Qt.Key, status: ConsentStatus) -> None:
    """Record one answer about photos, from the search to the matrix by keyboard alone."""
    page = office.go("people")
    office.tab_to(page.people.search)
    office.press(Qt.Key.Key_A, CONTROL)
    office.type(name)
    office.press(Qt.Key.Key_Return)
    office.wait(lambda: page.person.isVisible() and page.person.title.text().lower().startswith(name))
    matrix, model = page.person.matrix, page.person.model
    office.tab_to(matrix)
    office.press(Qt.Key.Key_Home, CONTROL)
    rows = [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]
    office.press(Qt.Key.Key_Down, times=rows.index(purpose))
    assert page.person.cell.text().startswith(f"{purpose}: photo.")
    office.press(key)
    words = {ConsentStatus.GIVEN: "Yes", ConsentStatus.REFUSED: "No", ConsentStatus.WITHDRAWN: "Changed to no"}
    office.wait(lambda: matrix.currentIndex().data() == words[status])
    person = office.register.people.search(name, 1)[0].person_id
    assert status_of(office, person, purpose) is status
    entry = office.register.consent.timeline(person)[0]
    assert (entry.recorded_by, entry.decided_on) == ("Office", TODAY)
    assert entry.decider_id != person  # a child of nine does not decide: the parent on the list does


def status_of(office: Office, person: int, purpose: str) -> ConsentStatus:
    (wanted,) = [one.id for one in office.register.purposes.purposes() if one.name == purpose]
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, wanted)
    return office.register.consent.facts([person]).status_of(person, key, TODAY).status


def drop_photos(office: Office, photos: Path) -> None:
    page = office.go("check")
    website = page.purpose_ids()
    assert [one.key for one in office.register.purposes.purposes() if one.id in website] == ["website"]
    office.drop(photos)
    office.wait(lambda: office.groups() == {Verdict.IDENTIFY: list(COLOURS)})
    for name, colour in COLOURS.items():
        office.wait(lambda name=name, colour=colour: is_near(office.colour_of_tile(name), colour))
    assert page.view.summary.text() == "0 of 3 ready for School website"
    assert office.register.media.count_items() == 3
    sizes = office.register.media.item_rows([item_of(office, photos / PLAYGROUND)]).values()
    assert [(one.width, one.height) for one in sizes] == [(800, 1200)]
    office.wait(lambda: page.view.skipped.text() == "2 files left out…")
    office.click(page.view.skipped)
    dialog = office.dialog(SkippedFilesDialog)
    rows = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    assert {row.text(0) for row in rows} == {"4 broken.jpg", "notes.txt"}
    assert all(len(row.text(1)) > 20 for row in rows)
    dialog.reject()


def is_near(colour: QColor, wanted: tuple[int, int, int]) -> bool:
    found = (colour.red(), colour.green(), colour.blue())
    return all(abs(one - other) < 40 for one, other in zip(found, wanted, strict=True))


def item_of(office: Office, path: Path) -> int:
    item = office.register.media.item_at(path)
    assert item is not None
    return item


def items_by_name(office: Office) -> dict[str, int]:
    rows = office.register.media.item_rows(range(1, office.register.media.count_items() + 1))
    return {row.path.name: row.id for row in rows.values()}


def named_in(office: Office, name: str) -> list[str]:
    item = items_by_name(office)[name]
    people = office.register.tagging.people_in((item,))[item].appearances
    names = office.register.people.names([one.person_id for one in people])
    return sorted(names[one.person_id] for one in people)


def name_people(office: Office) -> None:
    grid = office.page("check").view.grid
    office.tab_to(grid)
    office.press(Qt.Key.Key_Home)
    office.press(Qt.Key.Key_Return)
    page = office.page("tagging")
    view = page.view
    office.wait(lambda: view.name.text() == PLAYGROUND and view.position.text() == "1 of 3")
    office.wait(lambda: is_near(middle_of(view.canvas), COLOURS[PLAYGROUND]))
    type_name(office, "an")
    office.wait(lambda: named_in(office, PLAYGROUND) == ["Anna van den Berg"])
    office.wait(lambda: view.people.count() == 1)
    middle = view.canvas.rect().center()
    office.drag(view.canvas, middle - QPoint(50, 60), middle + QPoint(50, 60))
    office.wait(lambda: view.asking.text() == "Who is this?" and view.people.count() == 2)
    type_name(office, "br")
    office.wait(lambda: named_in(office, PLAYGROUND) == ["Anna van den Berg", "Bram Visser"])
    item = items_by_name(office)[PLAYGROUND]
    boxes = [one.box for one in office.register.tagging.people_in((item,))[item].appearances]
    assert sum(box is not None for box in boxes) == 1
    go_on(office, HALL)
    type_name(office, "an")
    type_name(office, "zo")
    office.wait(lambda: named_in(office, HALL) == ["Anna van den Berg", "Zoë Yıldız"])
    go_on(office, FIELD)
    office.press(Qt.Key.Key_N, CONTROL)
    office.choose_in_menu(Qt.Key.Key_2)
    item = items_by_name(office)[FIELD]
    people = office.register.tagging.people_in
    office.wait(lambda: people((item,))[item].nobody_reason is NobodyReason.FROM_BEHIND)
    office.wait(lambda: view.people.count() == 1 and "Nobody can be recognised" in view.people.item(0).text())
    view.picker.setFocus()
    office.press(Qt.Key.Key_Escape)
    office.wait(lambda: office.window.current_page == "check")


def middle_of(widget: QWidget) -> QColor:
    return widget.grab().toImage().pixelColor(widget.rect().center())


def type_name(office: Office, text: str) -> None:
    """Two letters and Enter, without waiting for the suggestions."""
    line = office.window.pages.page("tagging").view.picker.line
    office.wait(line.hasFocus)
    office.type(text)
    office.press(Qt.Key.Key_Return)
    office.wait(lambda: line.text() == "")


def go_on(office: Office, name: str) -> None:
    view = office.window.pages.page("tagging").view
    office.press(Qt.Key.Key_PageDown)
    office.wait(lambda: view.name.text() == name and view.people.count() == 0)


def see_groups(office: Office) -> None:
    page = office.page("check")
    office.wait(lambda: office.groups() == {Verdict.READY: [PLAYGROUND, FIELD], Verdict.ASK: [HALL]})
    assert page.view.summary.text() == "2 of 3 ready for School website"
    (instagram,) = [one.id for one in office.register.purposes.purposes() if one.key == "instagram"]
    office.click(page.view.chips.button(instagram))
    office.wait(lambda: office.groups().get(Verdict.COVER) == [PLAYGROUND])
    assert list(office.groups()) == [Verdict.READY, Verdict.COVER, Verdict.ASK]
    assert page.view.summary.text() == "Ready of 3: 2 for School website  ·  1 for Instagram"
    office.click(page.view.chips.button(instagram))
    office.wait(lambda: page.view.summary.text() == "2 of 3 ready for School website")
    office.wait(lambda: Verdict.COVER not in office.groups())


def see_why(office: Office) -> None:
    page = office.page("check")
    grid = page.view.grid
    place = grid.visualRect(grid.model().index(office.row_of(PLAYGROUND), 0)).center()
    office.qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    office.wait(lambda: "Anna van den Berg" in office.words(page.view.why))
    words = office.words(page.view.why)
    assert {"Anna van den Berg", "Bram Visser", "Export a clean copy"} <= set(words)
    assert words.count(f"Yes, since {format_date(TODAY)}") == 2
    assert {"Decided by Els van den Berg", "Decided by Kees Visser"} <= set(words)
    place = grid.visualRect(grid.model().index(office.row_of(HALL), 0)).center()
    office.qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    office.wait(lambda: "Ask these people" in office.words(page.view.why))
    assert "Not asked yet" in office.words(page.view.why)


def export_copies(office: Office, copies: Path) -> None:
    page = office.page("check")
    office.click(page.view.export)
    dialog = office.dialog(ExportDialog)
    office.wait(lambda: dialog.summary.text() == "2 of 3 photos will be exported")
    office.qtbot.keyClicks(dialog.folder, str(copies))
    office.qtbot.keyClicks(dialog.place, PLACE)
    office.click(dialog.start)
    office.wait(dialog.message.isVisible)
    assert dialog.message.text() == "2 clean copies are in the folder, and recorded as published."
    dialog.reject()
    items = items_by_name(office)
    found = office.register.publications.publications_of(tuple(items.values()))
    assert {(row.item_id, row.purpose_name, row.place, row.published_on) for row in found} == {
        (items[name], "School website", PLACE, TODAY) for name in (PLAYGROUND, FIELD)
    }


def check_copies(office: Office, copies: Path) -> None:
    made = sorted(path for path in copies.iterdir() if path.suffix != ".csv")
    assert [path.name for path in made] == [f"website-{TODAY}-{number:03}.jpg" for number in (1, 2)]
    for path, name in zip(made, (PLAYGROUND, FIELD), strict=True):
        assert is_bare(path.read_bytes(), CopyFormat.JPEG)
        with Image.open(path) as copy:
            assert copy.width < copy.height
            assert not copy.getexif()
            assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert min(copy.getpixel((copy.width // 2, 10))) > 230  # the white strip is at the top again
            assert is_near(QColor(*copy.getpixel((copy.width // 2, copy.height // 2))), COLOURS[name])
    (manifest,) = copies.glob("manifest-*.csv")
    with manifest.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(row["file"], row["sha256"], row["purpose"]) for row in rows] == [
        (path.name, hash_of(path), "website") for path in made
    ]
    exiftool = shutil.which("exiftool")
    if exiftool is not None:
        asked = [exiftool, "-json", "-a", "-u", "-G1", *map(str, made)]
        told = json.loads(subprocess.run(asked, capture_output=True, check=True, text=True).stdout)
        groups = {key.split(":")[0] for one in told for key in one}
        assert groups <= {"SourceFile", "ExifTool", "System", "File", "JFIF", "Composite"}


def withdraw(office: Office) -> None:
    """A parent takes a yes back: the verdict on the Check page and the count at the left follow by themselves."""
    answer(office, "anna", "School website", Qt.Key.Key_N, ConsentStatus.WITHDRAWN)
    todo = office.window.navigation.buttons["todo"]
    office.wait(lambda: todo.text() == "To do  (1)")
    assert office.window.banner.isVisible()
    assert office.window.banner.accessibleName() == "1 published photo to take down."
    check = office.go("check")
    office.wait(lambda: check.view.summary.text() == "1 of 3 ready for School website")
    assert office.groups()[Verdict.READY] == [FIELD]
    assert PLAYGROUND not in office.groups()[Verdict.READY]
    (task,) = office.register.takedowns.tasks()
    assert (task.item_id, task.place, task.state) == (items_by_name(office)[PLAYGROUND], PLACE, TakedownState.OPEN)


def settle_task(office: Office) -> None:
    page = office.go("todo")
    todo = office.window.navigation.buttons["todo"]

    def cards() -> list[QWidget]:
        return [page.view.cards.itemAt(at).widget() for at in range(page.view.cards.count())]

    def states() -> list[tuple[TakedownState, str]]:
        return [(one.state, one.note) for one in office.register.takedowns.tasks(open_only=False)]

    office.wait(lambda: len(cards()) == 1)
    (card,) = cards()
    assert any("Anna van den Berg's family changed their mind" in one for one in office.words(card))
    assert any(PLACE in one for one in office.words(card))
    office.tab_to(card.note)
    office.type("webmaster, by phone")
    office.press(Qt.Key.Key_Tab)
    assert office.window.focusWidget() is card.removed
    office.press(Qt.Key.Key_Space)
    settled = [(TakedownState.REMOVED, "webmaster, by phone")]
    office.wait(lambda: states() == settled and not cards() and todo.text() == "To do")
    office.press(Qt.Key.Key_Z, CONTROL)
    office.wait(lambda: states()[0][0] is TakedownState.OPEN and len(cards()) == 1 and todo.text() == "To do  (1)")
    office.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    office.wait(lambda: states() == settled and not cards() and todo.text() == "To do")


def assert_register_is_sound(office: Office) -> None:
    """After the program is closed anybody can open the register, and finds what was seen on screen."""
    path = office.register.path
    office.running.close_register()
    with Workspace.open(path, create=False) as again:
        assert again.media.count_items() == 3
        assert again.takedowns.count_open() == 0
        assert len(again.people.list_people()) == 6


def test_a_second_program_is_refused_with_the_name_of_the_first(
    office: Office, start_program: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def give_up(error: KnownError, path: Path, _parent: QWidget | None) -> None:
        told.append(error_sentence(error))
        assert path == office.register.path

    monkeypatch.setattr(program, "ask_about_register", give_up)
    second = start_program()
    assert not second.running.open_register(office.register.path)
    assert second.running.window is None
    (sentence,) = told
    assert "Beeldakkoord (window) has this register open already" in sentence
    assert sentence.endswith("Close it there first.")
    start_school(office)  # the first goes on undisturbed
    path = office.register.path
    office.running.close_register()
    assert second.running.open_register(path)
    second.wait(lambda: second.window.current_page == "check")


def test_every_page_in_dutch_and_dark(start_program: Start, tmp_path: Path) -> None:
    photos, path = tmp_path / "photos", tmp_path / "school.beeldakkoord"
    make_photos(photos)
    with Workspace.open(path) as register:
        register.settings.change_school(School("De Klaproos"))
        register.purposes.add_purposes(default_purposes("nl"))
        anna = register.people.add_person(PersonInput("Anna", roles=(PersonRole.PUPIL,))).value
        read, _skipped = register.media.read_files((photos / PLAYGROUND,))
        register.tagging.name_person((register.media.take_in(read).value[0].item_id,), anna)
    office = start_program("nl", ThemeChoice.DARK)
    assert office.running.open_register(path)
    office.window.resize(1360, 860)
    office.wait(lambda: office.window.current_page == "check")
    check = office.page("check")
    office.wait(lambda: bool(check.purpose_ids()))
    assert_dutch_and_dark(office, "Waar gaat het naartoe?")
    office.drop(photos)
    office.wait(lambda: list(office.groups()) == [Verdict.ASK, Verdict.IDENTIFY])
    office.tab_to(check.view.grid)
    office.press(Qt.Key.Key_Space)
    office.wait(lambda: "Anna" in office.words(check.view.why))
    assert_dutch_and_dark(office, "0 van 3 klaar voor Website van de school")
    office.press(Qt.Key.Key_Return)
    tagging = office.page("tagging")
    office.wait(lambda: tagging.view.people.count() == 1)
    assert_dutch_and_dark(office, "Terug naar de foto's")
    people = office.go("people")
    people.show_person(anna)
    office.wait(lambda: people.person.isVisible() and people.person.title.text() == "Anna")
    assert_dutch_and_dark(office, "Alle klassen")
    people.start_import()
    dialog = office.dialog(ImportDialog)
    assert_dutch_and_dark(office, "Bestand kiezen…", shown=dialog)
    dialog.reject()
    office.go("todo")
    office.wait(lambda: any("foto" in one for one in office.words(office.window)))
    assert_dutch_and_dark(office, "Te doen")
    office.go("settings")
    assert_dutch_and_dark(office, "Instellingen")


def assert_dutch_and_dark(office: Office, expected: str, *, shown: QWidget | None = None) -> None:
    """Something to read that is Dutch, nothing that is English though there is Dutch for it, on a dark ground."""
    widget = shown if shown is not None else office.window
    said = set(office.words(widget)) | set(office.spoken(widget))
    assert any(expected in one for one in said), sorted(said)
    translated = gettext.translation("beeldakkoord", resource_path("i18n"), languages=["nl"]).gettext
    left = {one for one in said if translated(one) != one}
    assert not left
    picture = widget.grab().toImage()
    points = [
        picture.pixelColor(across, down)
        for across in range(5, picture.width(), 23)
        for down in range(5, picture.height(), 23)
    ]
    assert len({point.rgb() for point in points}) > 8
    dark = sum(point.lightness() < 90 for point in points)
    assert dark > len(points) / 2  # a large photo may be bright
