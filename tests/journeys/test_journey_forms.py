# SPDX-License-Identifier: GPL-3.0-or-later
"""Paper out and paper back, in the real window: a round is printed, filled in, scanned, read; photos follow.

Six families, each in its own language. Pens and copier are simulated on the PDF that the program itself wrote. Pictures
of each step are left in the test's folder, to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt

from models.changes import Change
from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.forms.forms import IssuedForm
from models.forms.scan_placing import Grey
from models.forms.scan_terms import ScanOutcome
from models.progress import Progress
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Activity, Audience, ConsentStatus, MarkState, MediaKind, PersonRole, Verdict
from models.workspace import Workspace
from tests.forms_simulator.pens import Hand, Pen, Trouble, Writer, fill_in
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.journeys.conftest import Office
from ui.pages.forms.page import FormsPage
from ui.pages.forms.paper_dialog import RoundPaperDialog
from ui.pages.forms.review_tab import PileTab
from ui.pages.forms.round_dialog import RoundDialog

WRITER = Writer(Pen.BALLPOINT, Hand.CROSS, 0.4, 0.85, 1.0, 0.8)
FAMILIES = {"Anna": "nl", "Ben": "en", "Cem": "tr", "Daria": "pl", "Eva": "uk", "Faris": "ar"}
YES, DOUBTFUL, NO = "Anna", "Cem", "Eva"
PHOTOS = {"1 swing.jpg": YES, "2 slide.jpg": DOUBTFUL, "3 sandpit.jpg": NO}
TODAY = date.today()  # noqa: DTZ011 - the program under test reads the real clock


@pytest.fixture
def school(start_program: Callable[..., Office], tmp_path: Path) -> tuple[Office, dict[str, int]]:
    """A class of six, each with a parent who reads another language; the program open on it."""
    register = tmp_path / "data" / "school.beeldakkoord"
    register.parent.mkdir()
    with Workspace.open(register, actor="Office") as workspace:
        workspace.settings.change_school(School("De Klaproos", contact="office@klaproos.example"))
        workspace.purposes.add_purposes(
            (PurposeInput("website", "School website", Audience.PUBLIC, kinds=(MediaKind.PHOTO,)),)
        )
        group = workspace.groups.add_group("7B").value
        pupils = {}
        for name, language in FAMILIES.items():
            born, roles = date(TODAY.year - 9, 1, 2), (PersonRole.PUPIL,)
            entered = PersonInput(name, "", "Smit", born, roles=roles, group_ids=(group,))
            pupils[name] = workspace.people.add_person(entered).value
            workspace.people.add_guardian(pupils[name], PersonInput("Ouder", "", name, language=language))
    office = start_program()
    assert office.running.open_register(register)
    office.window.resize(1360, 860)
    office.window.activateWindow()
    office.qtbot.waitExposed(office.window)
    office.wait(lambda: office.window.current_page == "check")
    return office, pupils


def test_paper_out_and_paper_back(school: tuple[Office, dict[str, int]], tmp_path: Path) -> None:
    office, pupils = school
    take_photos(office, pupils, tmp_path / "photos")
    look(office, tmp_path, "1 nobody was asked")
    assert office.groups() == {Verdict.ASK: list(PHOTOS)}
    forms = print_round(office, tmp_path / "forms.pdf", tmp_path)
    pile = scan_pile(forms, pupils, tmp_path / "forms.pdf", tmp_path / "pile.pdf")
    read_pile(office, pile)
    look(office, tmp_path, "4 read")
    office.go("check")
    office.wait(lambda: office.groups() == {Verdict.READY: ["1 swing.jpg"], Verdict.ASK: ["2 slide.jpg"],
                                            Verdict.NO: ["3 sandpit.jpg"]})  # fmt: skip
    look(office, tmp_path, "5 what was plain counts")
    review(office, pupils, tmp_path)
    office.go("check")
    office.wait(lambda: office.groups().get(Verdict.READY) == ["1 swing.jpg", "2 slide.jpg"])
    look(office, tmp_path, "8 the doubtful one counts")
    take_back(office, pupils)
    office.go("check")
    office.wait(lambda: office.groups() == {Verdict.ASK: list(PHOTOS)})
    look(office, tmp_path, "9 taken back")
    office.click(pile_tab(office, go=True).redo)
    office.wait(lambda: status_of(office, pupils[DOUBTFUL]) is ConsentStatus.GIVEN)
    office.go("check")
    office.wait(lambda: office.groups().get(Verdict.READY) == ["1 swing.jpg", "2 slide.jpg"])


def take_photos(office: Office, pupils: dict[str, int], folder: Path) -> None:
    """Drop three photos and say who is on each."""
    folder.mkdir()
    for number, name in enumerate(PHOTOS):
        picture = Image.new("RGB", (900, 600), (60 + 60 * number, 140, 200 - 50 * number))
        ImageDraw.Draw(picture).ellipse((350, 150, 550, 400), fill="white")
        picture.save(folder / name)
    office.drop(folder)
    office.wait(lambda: office.groups() == {Verdict.IDENTIFY: list(PHOTOS)})

    def name_them(workspace: Workspace, _progress: Progress) -> Change[int]:
        changes = [
            workspace.tagging.name_people((workspace.media.item_at(folder / file) or 0,), (pupils[name],))
            for file, name in PHOTOS.items()
        ]
        merged = changes[0].changes
        for change in changes[1:]:
            merged = merged.merged(change.changes)
        return Change(len(changes), merged)

    assert office.running.context is not None
    office.running.context.jobs.run_change(name_them, owner=office.window)
    office.wait(lambda: Verdict.ASK in office.groups() and Verdict.IDENTIFY not in office.groups())


def print_round(office: Office, path: Path, folder: Path) -> dict[int, IssuedForm]:
    """Start a round for everybody and write its forms as one PDF."""
    page = office.go("forms")
    assert isinstance(page, FormsPage)
    office.wait(page.rounds.empty.isVisible)
    office.click(page.rounds.first)
    dialog = office.dialog(RoundDialog)
    office.wait(lambda: "6 people get a form" in dialog.summary.text())
    dialog.grab().save(str(folder / "2 a round.png"))
    office.click(dialog.save)
    paper = office.dialog(RoundPaperDialog)
    paper.save_to(path)
    office.wait(lambda: paper.message.text() == "6 pages are in “forms.pdf”.")
    paper.close()
    look(office, folder, "3 asked")
    (made,) = office.register.rounds.rounds()
    forms = office.register.rounds.forms_of(made.id)
    assert {form.sheet.language for form in forms} == set(FAMILIES.values())
    return {form.person_id: form for form in forms}


def scan_pile(forms: dict[int, IssuedForm], pupils: dict[str, int], printed: Path, pile: Path) -> Path:
    """Everybody crosses yes, but one who crosses no and one who crosses both; the copier turns every other sheet."""
    document = pypdfium2.PdfDocument(printed)
    order = list(forms)
    pages: list[Image.Image] = []
    for number, (name, person) in enumerate(pupils.items()):
        picture = document[order.index(person)].render(scale=300 / 72, grayscale=True).to_numpy()
        blank = np.ascontiguousarray(picture.reshape(picture.shape[:2]))
        filled = fill(blank, forms[person], name)
        chance = np.random.default_rng(number)
        scan = plain_scan(turned=number % 2 == 1, angle=0.8 * (-1) ** number, noise=3.0)
        pages.append(Image.fromarray(scan_page(filled, scan, chance)))
    document.close()
    pages[0].save(pile, save_all=True, append_images=pages[1:], resolution=200)
    return pile


def fill(blank: Grey, form: IssuedForm, name: str) -> Grey:
    wanted = MarkState.NO if name == NO else MarkState.YES
    for seed in range(200):
        if name == DOUBTFUL:
            options = {"blank_share": 0.0, "trouble_share": 1.0, "troubles": (Trouble.DOUBLE,)}
        else:
            options = {"blank_share": 0.0}
        chance = np.random.default_rng(seed)
        marked = fill_in(blank, form.sheet.layout(), WRITER, chance, **options)  # type: ignore[arg-type]
        if name == DOUBTFUL or set(marked.truth) == {wanted}:
            return marked.page
    raise AssertionError("no such hand")


def pile_tab(office: Office, *, go: bool = False) -> PileTab:
    page = office.go("forms") if go else office.page("forms")
    assert isinstance(page, FormsPage)
    names = [page.tabs.tabText(number) for number in range(page.tabs.count())]
    page.tabs.setCurrentIndex(names.index("Pile"))
    office.wait(page.pile.isVisible)
    return page.pile


def read_pile(office: Office, pile: Path) -> None:
    tab = pile_tab(office, go=True)
    office.wait(lambda: tab.summary.text() == "No forms read yet")
    tab.take([pile])
    office.wait(lambda: tab.summary.text() == "5 pages recorded, 1 to look at")
    assert office.register.scans.counts() == {ScanOutcome.RECORDED: 5, ScanOutcome.WAITING: 1}


def review(office: Office, pupils: dict[str, int], folder: Path) -> None:
    """Answer each doubt with one key, take the last one back, and say that it is signed."""
    tab = pile_tab(office, go=True)
    office.click(tab.start)
    panel = tab.panel
    office.wait(lambda: panel.page is not None and "Cem Smit" in panel.about.text())
    look(office, folder, "6 a doubt")
    assert panel.page is not None
    asked = len(panel.page.scan.open_marks)
    assert asked == 2

    def left() -> int:
        return -1 if panel.page is None else len(panel.page.scan.open_marks)

    office.press(Qt.Key.Key_N)
    office.wait(lambda: left() == asked - 1)
    office.press(Qt.Key.Key_Backspace)
    office.wait(lambda: left() == asked)
    for number in range(asked):
        office.press(Qt.Key.Key_Y)
        office.wait(lambda number=number: left() == asked - number - 1)
    office.wait(lambda: "signed" in panel.question.text())
    look(office, folder, "7 is it signed")
    assert status_of(office, pupils[DOUBTFUL]) is ConsentStatus.REQUESTED
    office.press(Qt.Key.Key_Y)
    office.wait(lambda: tab.summary.text() == "6 pages recorded, 0 to look at" and tab.summary.isVisible())
    assert status_of(office, pupils[DOUBTFUL]) is ConsentStatus.GIVEN


def take_back(office: Office, pupils: dict[str, int]) -> None:
    """One undo takes the whole pile back."""
    tab = pile_tab(office, go=True)
    office.click(tab.undo)
    office.wait(lambda: status_of(office, pupils[YES]) is ConsentStatus.REQUESTED)
    assert [status_of(office, person) for person in pupils.values()] == [ConsentStatus.REQUESTED] * 6
    office.wait(tab.redo.isVisible)


def status_of(office: Office, person: int) -> ConsentStatus:
    (website,) = [one.id for one in office.register.purposes.purposes() if one.key == "website"]
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, website)
    return office.register.consent.facts([person]).status_of(person, key, TODAY).status


def look(office: Office, folder: Path, name: str) -> None:
    office.qtbot.wait(150)
    assert office.window.grab().save(str(folder / f"{name}.png"))
