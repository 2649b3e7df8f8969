# SPDX-License-Identifier: GPL-3.0-or-later
"""A school with a photo on its website whose subject can change their mind, and the page that tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from models.clock import FixedClock
from models.consent.default_purposes import default_purposes
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.publishing.exports import ExportRequest
from models.roster.person_input import PersonInput
from models.terms import Activity, Answer, MediaKind, PersonRole
from models.workspace import Workspace
from ui.background.changes import ChangeBus
from ui.background.jobs import Jobs
from ui.background.undo import UndoHistory
from ui.context import AppContext, UserSettings
from ui.style.theme import Theme, ThemeChoice


@dataclass
class School:
    """A register with pupils on one published photo each, and the ids to speak of them."""

    workspace: Workspace
    folder: Path
    pupils: dict[str, int]
    items: dict[str, int]

    def key(self, purpose: str = "website") -> CellKey:
        """The cell for photos of a purpose."""
        return CellKey(Activity.PUBLICATION, MediaKind.PHOTO, self.workspace.purposes.purpose(purpose).id)

    def answer(self, name: str, answer: Answer, *, purpose: str = "website", decider: int | None = None) -> None:
        """Record an answer of a pupil's family, or of ``decider``."""
        given = AnswerInput(self.pupils[name], self.key(purpose), answer, decider_id=decider)
        self.workspace.consent.record_answers((given,))

    def publish(self, *names: str, purpose: str = "website", place: str = "https://school.example/news") -> None:
        """Export the photos of these pupils."""
        folder = self.folder / "out"
        folder.mkdir(exist_ok=True)
        items = tuple(self.items[name] for name in names)
        purpose_id = self.workspace.purposes.purpose(purpose).id
        self.workspace.exports.run(ExportRequest(items, purpose_id, folder, place=place))

    def add_photo(self, name: str, colour: tuple[int, int, int]) -> int:
        """Take a photo in and give its item."""
        path = self.folder / f"{name}.jpg"
        Image.new("RGB", (480, 320), colour).save(path)
        read, _skipped = self.workspace.media.read_files((path,))
        return self.workspace.media.take_in(read).value[0].item_id


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    with Workspace.open(tmp_path / "school.beeldakkoord", clock=FixedClock(date(2026, 9, 15)), actor="office") as space:
        space.purposes.add_purposes(default_purposes("en"))
        made = School(space, tmp_path, {}, {})
        for number, (given, family) in enumerate((("Anna", "Berg"), ("Bram", "Visser"))):
            entered = PersonInput(given, family_name=family, birth_date=date(2015, 4, 3), roles=(PersonRole.PUPIL,))
            made.pupils[given] = space.people.add_person(entered).value
            made.items[given] = made.add_photo(given, (40 + 90 * number, 120, 150))
            space.tagging.name_person((made.items[given],), made.pupils[given])
            made.answer(given, Answer.GIVEN)
        yield made


@pytest.fixture
def context(school: School, qapp: QApplication, tmp_path: Path) -> Iterator[AppContext]:
    bus, undo = ChangeBus(), UndoHistory()
    jobs = Jobs(school.workspace, bus, undo)
    theme = Theme(qapp, ThemeChoice.LIGHT)
    yield AppContext(school.workspace, jobs, bus, undo, UserSettings(tmp_path / "window.ini"), theme)
    jobs.close()
