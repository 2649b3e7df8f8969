# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the pictures of the user guide: the real windows, with the invented school on a fixed day, in each language.

    python packaging/develop.py guide [NAME ...]     all pictures, or only those with these names

Writes ``docs/user/pictures/<language>-<name>.png``. Nothing of this computer is in them: the register, the settings of
the user and the pictures of the invented school are in a folder that is removed again.
"""

# ruff: noqa: E402 - the project is no package: its folder comes on the path first
from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # the off-screen platform has no size hints

from guide_forms import show_form, show_new_round, show_online, show_receipts, show_review, show_round, show_typed
from PIL import Image
from PySide6.QtCore import (
    QBuffer,
    QEventLoop,
    QIODevice,
    QItemSelectionModel,
    QLibraryInfo,
    QLocale,
    Qt,
    QTimer,
    QTranslator,
)
from PySide6.QtWidgets import QApplication, QDialog, QTabBar, QWidget

from models.clock import FixedClock
from models.demo.build import build_demo
from models.publishing.library_filter import LibraryFilter
from models.roster.people import PeopleQuery
from models.terms import LetterKind, PersonRole
from models.workspace import Workspace
from ui.background.changes import ChangeBus
from ui.background.gc_pin import CollectorPin
from ui.background.jobs import Jobs
from ui.background.undo import UndoHistory
from ui.context import AppContext, UserSettings
from ui.dialogs.bulk_answer import BulkAnswerDialog
from ui.dialogs.class_sheet import ClassSheetDialog
from ui.dialogs.document import DocumentDialog
from ui.dialogs.erasure import ErasureDialog
from ui.dialogs.export import ExportDialog
from ui.dialogs.letters import LettersDialog
from ui.main_window import MainWindow
from ui.pages.check.page import CheckPage
from ui.pages.classes.page import ClassesPage
from ui.pages.media.page import MediaPage
from ui.pages.people.import_dialog import ImportDialog
from ui.pages.people.page import PeoplePage
from ui.pages.records.page import RecordsPage
from ui.pages.tagging.page import TaggingPage
from ui.style.theme import Theme, ThemeChoice
from ui.texts import available_languages, set_language
from ui.widgets.tile_roles import TileRole

FOLDER = ROOT / "docs" / "user" / "pictures"
DAY = date(2026, 10, 8)
ACTOR = "Nadia Bakkali"
WINDOW = (1280, 800)
MOST_BYTES = 250_000
_SETTLED_MS = 150

# Nobody in this list exists. One row is known already, one has a birth date that is none, one has only a first name.
CLASS_LIST = """Voornaam;Tussenvoegsel;Achternaam;Klas;Geboortedatum;Ouder 1
Noor;van den;Berg;Groep 7b;27-07-2016;
Jip;;Hofstra;Groep 6a;03-02-2017;Anouk Hofstra
Leyla;;Aydın;Groep 6a;19-11-2016;Selin Aydın
Mats;van der;Wal;Groep 6a;31-02-2017;Bas van der Wal
Chidi;;Okafor;Groep 6a;08-05-2017;Ngozi Okafor
Roos;de;Graaf;Groep 6a;22-09-2016;Wim de Graaf
Sofie;;;Groep 6a;14-12-2016;
Tygo;;Veenstra;Groep 6a;30-06-2017;Lieke Veenstra
"""


class Stage:
    """One window on one register, in one language and look."""

    def __init__(self, app: QApplication, theme: Theme, register: Path, language: str) -> None:
        self.language = language
        self._app = app
        self._translator = QTranslator()
        set_language(language)
        QLocale.setDefault(QLocale(language))
        if self._translator.load(
            QLocale(language), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ):
            app.installTranslator(self._translator)
        self.workspace = Workspace.open(register, clock=FixedClock(DAY), actor=ACTOR)
        bus, undo = ChangeBus(), UndoHistory()
        self._jobs = Jobs(self.workspace, bus, undo)
        self._jobs.crashed.connect(_stop_at)
        settings = UserSettings(register.with_suffix(".ini"))
        settings.put_text("check/purposes", "website,instagram")
        settings.seeks_faces = False  # what is found while pictures are made would differ from run to run
        self.context = AppContext(self.workspace, self._jobs, bus, undo, settings, theme)
        self.window = MainWindow(self.context)
        self.window.resize(*WINDOW)
        self.window.show()
        self.settle()
        self.window.sample_banner.hide()

    def close(self) -> None:
        """Give window and register back."""
        self.window.close()
        self.window.deleteLater()
        self._jobs.close()
        self.workspace.close()
        self._app.removeTranslator(self._translator)
        self.settle()

    def settle(self) -> None:
        """Let the window do its work until nothing is left to do."""
        for _round in range(4):
            wait(_SETTLED_MS)
            self._jobs.wait_until_idle()
        wait(_SETTLED_MS)

    def page(self, name: str) -> QWidget:
        """Show a page of the window and give it."""
        self.window.show_page(name)
        self.settle()
        return self.window.pages.page(name)

    def person(self, name: str) -> int:
        """The id of somebody in the invented school."""
        (found,) = self.workspace.people.find_by_name(name)
        return found

    def save(self, name: str, widget: QWidget | None = None) -> None:
        """Write what a widget (the window, without one) looks like now."""
        self.settle()
        shown = widget if widget is not None else self.window
        shown.setFocus()
        wait(_SETTLED_MS)
        path = FOLDER / f"{self.language}-{name}.png"
        size = write_picture(shown, path)
        print(f"{path.relative_to(ROOT)}: {size // 1000} kB", flush=True)


def show_start(stage: Stage) -> None:
    """The first page of a new register."""
    page = stage.page("welcome")
    page.name.setText("De Klaproos")
    stage.save("start")


def show_class_list(stage: Stage) -> None:
    """What a class list will do, before anything is written."""
    page = stage.page("people")
    dialog = ImportDialog(stage.context, page)
    with opened(stage, dialog):
        dialog.paste_text(CLASS_LIST)
        stage.settle()
        stage.save("class-list", dialog)


def show_answers(stage: Stage) -> None:
    """The answers of one person."""
    person_page(stage, "Finn Bakker").person.tabs.setCurrentIndex(0)
    stage.save("answers")


def show_history(stage: Stage) -> None:
    """Every answer of one person."""
    person_page(stage, "Finn Bakker").person.tabs.setCurrentIndex(1)
    stage.save("history")


def show_family(stage: Stage) -> None:
    """Who decides for a pupil."""
    person_page(stage, "Bram Smit").person.tabs.setCurrentIndex(2)
    stage.save("family")


def show_many(stage: Stage) -> None:
    """One answer for many people."""
    page = stage.page("people")
    chosen = stage.workspace.people.list_people(PeopleQuery(role=PersonRole.PUPIL))[:20]
    dialog = BulkAnswerDialog(stage.context, chosen, page)
    with opened(stage, dialog):
        for box in list(dialog.boxes.values())[6:8]:
            box.setChecked(True)
        stage.save("many", dialog)


def show_check(stage: Stage) -> None:
    """Photos by verdict, and why for one of them."""
    choose_photo(stage, "IMG_0415.jpg")
    tabs = check_page(stage).view.why.findChild(QTabBar)
    tabs.setCurrentIndex(1)
    stage.save("check")
    tabs.setCurrentIndex(0)


def show_media(stage: Stage) -> None:
    """The whole library, judged for the website, with two photos selected."""
    page = stage.page("media")
    assert isinstance(page, MediaPage)
    stage.settle()
    purpose = stage.workspace.purposes.purpose("website")
    page.show_filter(LibraryFilter(purpose_id=purpose.id))
    for _round in range(20):
        stage.settle()
        if page.model.index(0).data(TileRole.VERDICTS):
            break
    choice = page.view.grid.selectionModel()
    for row in (1, 2):
        choice.select(page.model.index(row), QItemSelectionModel.SelectionFlag.Select)
    stage.settle()
    stage.save("media")
    page.view.grid.clearSelection()


def show_several(stage: Stage) -> None:
    """What can be done with several photos."""
    page = check_page(stage)
    page.view.grid.setFocus()
    page.view.grid.selectAll()
    stage.save("several")


def show_dark(stage: Stage) -> None:
    """The Check page in dark colours."""
    stage.context.theme.set_choice(ThemeChoice.DARK)
    choose_photo(stage, "DSC_0124.jpg")
    stage.save("dark")
    stage.context.theme.set_choice(ThemeChoice.LIGHT)
    stage.settle()


def show_who(stage: Stage) -> None:
    """A photo whose people are being named."""
    item = choose_photo(stage, "IMG_0431.jpg")
    page = check_page(stage)
    page.tagging_requested.emit([item], item)
    stage.settle()
    tagging = stage.window.pages.page("tagging")
    assert isinstance(tagging, TaggingPage)
    tagging.view.people.setCurrentRow(2)
    tagging.view.picker.type_text("am")
    stage.settle()
    stage.save("who")


def show_export(stage: Stage) -> None:
    """Making clean copies, with one person covered."""
    item = choose_photo(stage, "IMG_0415.jpg")
    purposes = stage.workspace.purposes.purposes()
    instagram = next(one for one in purposes if one.key == "instagram")
    dialog = ExportDialog(stage.context, [item], purposes, instagram.id, cover=True, parent=stage.window)
    with opened(stage, dialog):
        dialog.folder.setText("Instagram")
        dialog.place.setText("instagram.com/deklaproos")
        stage.save("export", dialog)


def show_todo(stage: Stage) -> None:
    """What is to be taken down."""
    stage.page("todo")
    stage.save("todo")


def show_classes(stage: Stage) -> None:
    """Who of each class may be in a picture."""
    stage.page("classes")
    stage.save("classes")


def show_shown(stage: Stage) -> None:
    """Who is in the pictures of a class, and how often."""
    page = stage.page("classes")
    assert isinstance(page, ClassesPage)
    page.tabs.setCurrentIndex(1)
    stage.settle()
    group = page.shown.group
    group.setCurrentIndex(next(row for row in range(group.count()) if group.itemText(row).startswith("Groep 7b")))
    stage.save("shown")


def show_sheet(stage: Stage) -> None:
    """The sheet for the photographer of a class."""
    page = stage.page("classes")
    group = next(one for one in stage.workspace.groups.list_groups() if one.name == "Groep 7b")
    people = stage.workspace.people.list_people(PeopleQuery(role=PersonRole.PUPIL, group_id=group.id))
    dialog = ClassSheetDialog(stage.context, group.name, people, DAY, page)
    with opened(stage, dialog):
        stage.save("sheet", dialog)


def show_events(stage: Stage) -> None:
    """A coming event: who may be in the picture."""
    stage.page("events")
    stage.save("events")


def show_letters(stage: Stage) -> None:
    """The letter to a pupil who decides from now on."""
    page = stage.page("people")
    dialog = LettersDialog(stage.context, LetterKind.NOW_DECIDES, [stage.person("Sofie van Leeuwen")], page)
    with opened(stage, dialog):
        stage.save("letters", dialog)


def show_proof(stage: Stage) -> None:
    """The proof of one answer, on paper."""
    page = person_page(stage, "Finn Bakker")
    entry = next(one for one in stage.workspace.consent.timeline(stage.person("Finn Bakker")) if one.note)
    page.proof.open_sheet(entry.event_id)
    stage.settle()
    (dialog,) = (one for one in stage.window.findChildren(DocumentDialog) if one.isVisible())
    stage.save("proof", dialog)
    dialog.reject()
    stage.settle()


def show_log(stage: Stage) -> None:
    """What was done in the register, and by whom."""
    page = stage.page("records")
    assert isinstance(page, RecordsPage)
    page.tabs.setCurrentWidget(page.log)
    stage.save("log")


def show_erase(stage: Stage) -> None:
    """What erasing a pupil who left would do."""
    page = stage.page("people")
    dialog = ErasureDialog(stage.context, [stage.person("Roos Hendriks")], page)
    with opened(stage, dialog):
        stage.save("erase", dialog)


def show_leavers(stage: Stage) -> None:
    """Who left long ago."""
    page = stage.page("records")
    assert isinstance(page, RecordsPage)
    page.show_leavers()
    stage.save("leavers")


PICTURES: dict[str, Callable[[Stage], None]] = {
    "class-list": show_class_list,
    "answers": show_answers,
    "history": show_history,
    "family": show_family,
    "many": show_many,
    "check": show_check,
    "several": show_several,
    "media": show_media,
    "dark": show_dark,
    "who": show_who,
    "export": show_export,
    "todo": show_todo,
    "classes": show_classes,
    "shown": show_shown,
    "sheet": show_sheet,
    "events": show_events,
    "letters": show_letters,
    "form": show_form,
    "round": show_round,
    "new-round": show_new_round,
    "online": show_online,
    "review": show_review,
    "receipts": show_receipts,
    "typed": show_typed,
    "proof": show_proof,
    "log": show_log,
    "erase": show_erase,
    "leavers": show_leavers,
}
"""Pictures of the invented school by name; ``start`` is made of an empty register."""
NAMES = ("start", *PICTURES)


def person_page(stage: Stage, name: str) -> PeoplePage:
    """The People page with somebody on show."""
    page = stage.page("people")
    assert isinstance(page, PeoplePage)
    page.show_person(stage.person(name))
    stage.settle()
    return page


def check_page(stage: Stage) -> CheckPage:
    """The Check page with every picture of the invented school."""
    page = stage.page("check")
    assert isinstance(page, CheckPage)
    if page.view.pages.currentIndex() == 0:
        page.show_paths([pictures_folder(stage.workspace.path)])
        stage.settle()
    return page


def choose_photo(stage: Stage, file_name: str) -> int:
    """Choose one photo on the Check page; gives its item id."""
    grid = check_page(stage).view.grid
    model = grid.model()
    indexes = (model.index(row, 0) for row in range(model.rowCount()))
    grid.setCurrentIndex(next(one for one in indexes if one.data(Qt.ItemDataRole.DisplayRole) == file_name))
    item = stage.workspace.media.item_at(pictures_folder(stage.workspace.path) / file_name)
    assert item is not None
    stage.settle()
    return item


@contextmanager
def opened(stage: Stage, dialog: QDialog) -> Iterator[None]:
    """A dialog that is open for a while."""
    dialog.open()
    stage.settle()
    yield
    dialog.reject()
    stage.settle()


def wait(milliseconds: int) -> None:
    """Let Qt work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def write_picture(widget: QWidget, path: Path) -> int:
    """Write a widget as a small PNG; returns its size in bytes. Raises `SystemExit` when it is too large."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    with Image.open(BytesIO(bytes(buffer.data().data()))) as image:
        small = image.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    if len(out.getvalue()) > MOST_BYTES:
        raise SystemExit(f"{path.name} is too large: {len(out.getvalue())} bytes")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    return len(out.getvalue())


def pictures_folder(register: Path) -> Path:
    """Where the invented school has its pictures."""
    return register.with_name("pictures")


def look_for_faces(workspace: Workspace) -> None:
    """What the program does by itself while somebody looks at the pictures, done beforehand."""
    waiting = workspace.study.next_items(limit=workspace.study.count_waiting())
    workspace.study.keep([workspace.study.look_at(item_id) for item_id in waiting])


def _stop_at(error: BaseException) -> None:
    raise error


def main(names: list[str]) -> int:
    """Make the named pictures, or all of them."""
    unknown = set(names) - set(NAMES)
    if unknown:
        print(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    app = QApplication([])
    pin = CollectorPin(app)
    theme = Theme(app, ThemeChoice.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder, "school.beeldakkoord")
        with Workspace.open(register, clock=FixedClock(DAY), actor=ACTOR) as workspace:
            build_demo(workspace, pictures_folder(register))
            look_for_faces(workspace)
        for language, _name in available_languages():
            if not names or "start" in names:
                stage = Stage(app, theme, Path(folder, f"new-{language}.beeldakkoord"), language)
                show_start(stage)
                stage.close()
            wanted = [show for name, show in PICTURES.items() if not names or name in names]
            if wanted:
                stage = Stage(app, theme, register, language)
                for show in wanted:
                    show(stage)
                stage.close()
    pin.release()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
