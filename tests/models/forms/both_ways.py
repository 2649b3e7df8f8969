# SPDX-License-Identifier: GPL-3.0-or-later
"""A family whose form comes back on paper and online: pages and rows put in as their services put them in."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Mapping
from datetime import date

from models.consent.evidence_types import EvidenceInput
from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.forms.online import OnlineOutcome, keep_export
from models.forms.questions import question_name
from models.forms.scan_recording import ScanRecorder
from models.forms.scan_rows import ScanDetails
from models.forms.scan_terms import ScanOutcome
from models.roster.person_input import PersonInput
from models.roster.workbook import read_export
from models.settings import School
from models.tables import Form, FormMark, FormScan
from models.terms import Activity, Audience, ConsentStatus, FormState, MarkState, MediaKind, PersonRole
from models.workspace import Workspace

HEADINGS = ("Tijd van voltooien", "Code", "Wie vult dit in?", "Foto op website", "Film op website")
_WORDS = {True: MarkState.YES, False: MarkState.NO, None: MarkState.BLANK}
_ONLINE = {True: "ja", False: "nee", None: ""}
Said = Mapping[MediaKind, bool | None]


class BothWays:
    """Noor with a mother and a father, and one form about photo and film on the website."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        if not workspace.purposes.purposes():
            workspace.settings.change_school(School("De Klaproos"))
            kinds = (MediaKind.PHOTO, MediaKind.FILM)
            workspace.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC, kinds=kinds),))
        self.website = workspace.purposes.purpose("website").id
        people = workspace.people
        born = date(2016, 5, 1)
        self.noor = people.add_person(PersonInput("Noor", "", "Berg", born, roles=(PersonRole.PUPIL,))).value
        self.mother = people.add_guardian(self.noor, PersonInput("Els", "", "Berg"), relation="Moeder").value
        self.father = people.add_guardian(self.noor, PersonInput("Jan", "", "Berg"), relation="Vader").value
        (issued,) = workspace.forms.issue((self.noor,), (self.website,), "nl").value
        self.form_id, self.code = issued.form_id, issued.sheet.code
        self._pages = itertools.count(1)

    def key(self, kind: MediaKind) -> CellKey:
        return CellKey(Activity.PUBLICATION, kind, self.website)

    def paper(self, said: Said, run: str = "run") -> int:
        """A page without doubt comes in; gives its number."""
        number = next(self._pages)
        with self.workspace.store.write("test.scan") as unit:
            proof = self.workspace.evidence.put_within(
                unit, EvidenceInput(f"form {self.form_id} page {number}".encode(), "image/jpeg")
            )
            scan = FormScan(
                form_id=self.form_id, run=run, page=number, evidence_id=proof, reader="test",
                outcome=ScanOutcome.WAITING, read_at=unit.store.clock.now(), digest=str(number),
                details=ScanDetails(f"{number}.pdf").to_json(),
            )  # fmt: skip
            unit.session.add(scan)
            unit.session.flush()
            features = json.dumps({"reasons": [], "place": [0, 0, 1, 1], "measured": {}})
            for kind in (MediaKind.PHOTO, MediaKind.FILM):
                seen = _WORDS[said.get(kind)]
                question = question_name(self.key(kind))
                unit.session.add(FormMark(scan_id=scan.id or 0, question=question, seen=seen, features=features))
            unit.session.flush()
            self.recorder().settle(unit, [self.form_id])
            return scan.id or 0

    def recorder(self) -> ScanRecorder:
        """What the pile records its pages with."""
        return ScanRecorder(self.workspace.settings, self.workspace.consent, lambda: False)

    def export(self, said: Said, when: str = "10-9-2026 10:00:00", who: str = "", code: str | None = None) -> bytes:
        row = (when, self.code if code is None else code, who, *(_ONLINE[said.get(kind)] for kind in self.kinds()))
        text = io.StringIO()
        csv.writer(text).writerows([HEADINGS, row, ("1-1-2026 9:00:00", self.code, "", "", "")])
        return text.getvalue().encode()

    def online(self, said: Said, when: str = "10-9-2026 10:00:00", who: str = "") -> OnlineOutcome:
        """A row comes in, beside an empty one; gives what that came to."""
        data = self.export(said, when, who)
        table = read_export(data)
        columns = self.workspace.online.propose("Toestemming", table)
        return self.workspace.online.record("Toestemming", table, columns, keep_export(data)).value

    @staticmethod
    def kinds() -> tuple[MediaKind, MediaKind]:
        return MediaKind.PHOTO, MediaKind.FILM

    def statuses(self) -> tuple[ConsentStatus, ConsentStatus]:
        facts = self.workspace.consent.facts([self.noor])
        today = self.workspace.clock.today()
        photo, film = (facts.status_of(self.noor, self.key(kind), today).status for kind in self.kinds())
        return photo, film

    def form_state(self) -> FormState:
        with self.workspace.store.read() as session:
            form = session.get(Form, self.form_id)
            assert form is not None
            return form.state
