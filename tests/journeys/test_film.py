# SPDX-License-Identifier: GPL-3.0-or-later
"""A film of the musical and a voice on it, from the drop to a withdrawal: named and marked by keys alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.roster.person_input import PersonInput
from models.terms import Activity, Answer, MediaKind, PersonRole, Verdict, WayOut
from tests.journeys.conftest import Office
from tests.journeys.test_journey_window import start_school
from tests.models.media import films
from ui.pages.tagging.view import TaggingView
from ui.style import labels

FILM = "musical.mp4"
ALT = Qt.KeyboardModifier.AltModifier


def answer(office: Office, person: int, kind: MediaKind, said: Answer) -> None:
    """Record what somebody said about the website, as the People page does: off the window, told to all pages."""
    website = office.register.purposes.purpose("website").id
    key = CellKey(Activity.PUBLICATION, kind, website)
    assert office.running.context is not None
    office.running.context.jobs.run_change(
        lambda workspace, _progress: workspace.consent.record_answers([AnswerInput(person, key, said)]),
        owner=office.window,
    )


def open_film(office: Office, film: Path) -> TaggingView:
    """Drop a film and go into it: the keys are the player's at once."""
    office.drop(film)
    office.wait(lambda: office.groups() == {Verdict.IDENTIFY: [FILM]})
    office.tab_to(office.page("check").view.grid)
    office.press(Qt.Key.Key_Home)
    office.press(Qt.Key.Key_Return)
    view: TaggingView = office.page("tagging").view
    office.wait(lambda: view.player.isVisible() and view.player.time_line.hasFocus())
    assert view.player.length_ms >= 5_900
    return view


def name_who_is_seen(office: Office, view: TaggingView) -> None:
    """Anna comes into view with the fourth picture and leaves five seconds later."""
    office.press(Qt.Key.Key_Right, times=3)
    office.wait(lambda: view.player.position_ms == 300)
    office.press(Qt.Key.Key_I)
    office.press(Qt.Key.Key_L)
    office.wait(lambda: view.player.position_ms == 5_300)
    office.press(Qt.Key.Key_O)
    office.wait(lambda: "0:00–0:06" in view.asking.text() and view.picker.list.count() > 0)
    office.type("an")
    office.press(Qt.Key.Key_Return)


def name_who_is_heard(office: Office, view: TaggingView) -> None:
    """A voice without a face: marked anew, heard and not seen."""
    office.press(Qt.Key.Key_Escape)
    office.wait(view.player.time_line.hasFocus)
    office.press(Qt.Key.Key_Home)
    office.wait(lambda: view.player.position_ms == 0)
    office.press(Qt.Key.Key_I)
    office.press(Qt.Key.Key_Right, times=2)
    office.wait(lambda: view.player.position_ms == 200)
    office.press(Qt.Key.Key_O)
    office.press(Qt.Key.Key_2, ALT)
    office.press(Qt.Key.Key_1, ALT)
    office.type("br")
    office.press(Qt.Key.Key_Return)


def test_a_film_and_a_voice(office: Office, tmp_path: Path) -> None:
    start_school(office)
    register = office.register
    people = {
        given: register.people.add_person(PersonInput(given, family_name=family, roles=(PersonRole.STAFF,))).value
        for given, family in (("Anna", "Berg"), ("Bram", "Visser"))
    }
    film = films.save_film(tmp_path / FILM, seconds=6, every=10, sound=True)
    view = open_film(office, film)
    item = register.media.item_at(film)
    assert item is not None

    def said() -> set[tuple[int, bool, bool, int | None, int | None]]:
        rows = register.tagging.people_in((item,))[item].appearances
        return {(one.person_id, one.is_visible, one.is_audible, one.start_ms, one.end_ms) for one in rows}

    name_who_is_seen(office, view)
    anna = (people["Anna"], True, False, 300, 5_300)
    office.wait(lambda: said() == {anna})
    name_who_is_heard(office, view)
    office.wait(lambda: said() == {anna, (people["Bram"], False, True, 0, 200)})
    bars = view.player.time_line.bars
    office.wait(lambda: {(bar.label, bar.is_seen) for bar in bars()} == {("Anna Berg", True), ("Bram Visser", False)})
    office.press(Qt.Key.Key_Escape, times=2)
    office.wait(lambda: office.window.current_page == "check")
    say_yes_and_withdraw(office, people)
    assert not list(tmp_path.glob("*.csv"))


def say_yes_and_withdraw(office: Office, people: dict[str, int]) -> None:
    """Each sense has its own answer, and one for photos counts for neither; no copy is made of a film yet."""
    office.wait(lambda: office.groups() == {Verdict.ASK: [FILM]})
    answer(office, people["Anna"], MediaKind.FILM, Answer.GIVEN)
    answer(office, people["Bram"], MediaKind.PHOTO, Answer.GIVEN)
    office.wait(lambda: office.groups() == {Verdict.ASK: [FILM]})
    answer(office, people["Bram"], MediaKind.SOUND, Answer.GIVEN)
    office.wait(lambda: office.groups() == {Verdict.READY: [FILM]})
    answer(office, people["Bram"], MediaKind.SOUND, Answer.WITHDRAWN)
    office.wait(lambda: office.groups() == {Verdict.COVER: [FILM]})
    office.tab_to(office.page("check").view.grid)
    office.press(Qt.Key.Key_Space)
    why = office.page("check").view.why
    office.wait(lambda: any("0:00–0:01" in words for words in office.words(why)))
    mute = labels.way_out_label(WayOut.MUTE)
    office.click(next(one for one in why.findChildren(QPushButton) if one.text() == mute and one.isVisible()))
    assert "photos only" in office.page("check").view.banner.accessibleName()
