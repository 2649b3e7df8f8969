# SPDX-License-Identifier: GPL-3.0-or-later
"""A school's desk: pupils with forms, a pen, and a copier that puts its scans in a folder. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from PIL import Image

from models.consent.purposes import PurposeInput
from models.forms.forms import IssuedForm
from models.forms.layout import PAGE_WIDTH
from models.forms.questions import ExpectedForm, question_name
from models.forms.scan_placing import Grey
from models.roster.person_input import PersonInput
from models.settings import School
from models.tables import Form
from models.terms import Answer, Audience, FormState, MarkState, PersonRole
from models.workspace import Workspace
from tests.forms_simulator.pens import Hand, Pen, Writer, fill_in
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.forms_simulator.sheets import draw_layout

PLAIN = Writer(Pen.BALLPOINT, Hand.CROSS, 0.4, 0.85, 1.0, 0.8)


@dataclass
class Desk:
    """A school whose pupils have forms, and a copier in a folder."""

    workspace: Workspace
    folder: Path
    pupils: tuple[int, ...]
    forms: tuple[IssuedForm, ...]

    def page(self, number: int = 0, seed: int = 1, **changes: object) -> Grey:
        """The form of a pupil, filled in by the seed and scanned."""
        layout = self.forms[number].sheet.layout()
        blank = draw_layout(self.forms[number].sheet.code, layout)
        options = {"blank_share": 0.0, **changes}
        marked = fill_in(blank, layout, PLAIN, np.random.default_rng(seed), **options)  # type: ignore[arg-type]
        self.truth = marked.truth
        return scan_page(marked.page, plain_scan(), np.random.default_rng(seed))

    def save(self, name: str, *pages: Grey) -> Path:
        pictures = [Image.fromarray(page) for page in pages]
        path = self.folder / name
        pictures[0].save(path, save_all=True, append_images=pictures[1:])
        return path

    def answers(self, number: int = 0) -> dict[str, Answer]:
        """The answers about a pupil that count."""
        entries = self.workspace.consent.timeline(self.pupils[number])
        return {
            question_name(one.key): one.answer
            for one in reversed(entries)
            if not one.is_annulled and one.answer is not Answer.ANNULLED
        }

    def said(self) -> dict[str, Answer]:
        """What the page made last says, as answers."""
        expected = self.workspace.forms.expect(self.forms[0].sheet.code)
        assert isinstance(expected, ExpectedForm)
        words = {MarkState.YES: Answer.GIVEN, MarkState.NO: Answer.REFUSED}
        return {
            name: words[state] for name, state in zip(expected.questions, self.truth, strict=True) if state in words
        }

    def state(self, number: int = 0) -> FormState:
        with self.workspace.store.read() as session:
            form = session.get(Form, self.forms[number].form_id)
            assert form is not None
            return form.state

    def only(self) -> int:
        (waiting,) = self.workspace.scans.waiting()
        return waiting


def make_desk(workspace: Workspace, folder: Path) -> Desk:
    """Two pupils of eight, Noor and Sem, each with a form about the website."""
    workspace.settings.change_school(School("De Klaproos"))
    workspace.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC),))
    pupils = tuple(
        workspace.people.add_person(PersonInput(name, "", "Berg", date(2016, 5, 1), roles=(PersonRole.PUPIL,))).value
        for name in ("Noor", "Sem")
    )
    purposes = tuple(one.id for one in workspace.purposes.purposes())
    forms = workspace.forms.issue(pupils, purposes, "nl").value
    return Desk(workspace, folder, pupils, forms)


def spoil_code(desk: Desk, page: Grey, number: int = 0) -> Grey:
    """A scan whose QR was torn off or stuck over: nothing can be read there."""
    place = desk.forms[number].sheet.layout().symbol.grown(1.0)
    dots = page.shape[1] / PAGE_WIDTH
    left, top, right, bottom = (round(value * dots) for value in (place.x, place.y, place.right, place.bottom))
    spoilt = page.copy()
    spoilt[top:bottom, left:right] = 250
    return spoilt
