# SPDX-License-Identifier: GPL-3.0-or-later
"""A round of forms at the invented school: under way, with most families heard and some still silent.

Only families who had agreed already answer, and they agree once more: what the pictures show stays as planned.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from models.consent.evidence_types import EMAIL, EvidenceInput
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.demo.chance import seeded_chance
from models.demo.values import DemoSchool
from models.forms.form_rows import FormQuestions
from models.forms.round_terms import RoundInput, RoundWho
from models.terms import Activity, Answer, AnswerMethod, ConsentStatus, MediaKind, PersonRole
from models.workspace import Workspace

_NAME = "Ouderportaal"
_PURPOSE, _GROUPS = "portal", ("Groep 7b", "Groep 8a")
_LANGUAGE = "nl"
_DAYS_LEFT = 14
_HEARD = 0.7
_MAIL = """From: {sender}
To: {school}
Subject: Formulier
Date: {day}

Beste school,

Foto's, film en geluid van ons kind mogen in het ouderportaal.
Het formulier zijn we kwijt, is dit zo goed?

Groet
"""


def start_form_round(workspace: Workspace, school: DemoSchool, people: Mapping[str, int], contact: str) -> int:
    """Start the round and record what came back; gives how many families answered."""
    purpose = workspace.purposes.purpose(_PURPOSE).id
    groups = {row.name: row.id for row in workspace.groups.list_groups()}
    today = school.today
    entered = RoundInput(
        _NAME,
        RoundWho(tuple(groups[name] for name in _GROUPS), (PersonRole.PUPIL,)),
        FormQuestions((purpose,), with_recording=False),
        _LANGUAGE,
        answer_before=today + timedelta(days=_DAYS_LEFT),
    )
    form_ids = workspace.rounds.start(entered).value.form_ids
    forms = workspace.forms.issued_forms(form_ids)
    keys = [CellKey(Activity.PUBLICATION, kind, purpose) for kind in MediaKind]
    facts = workspace.consent.facts([form.person_id for form in forms])
    agreed = [
        form
        for form in forms
        if all(facts.status_of(form.person_id, key, today).status is ConsentStatus.GIVEN for key in keys)
    ]
    by_id = {person_id: key for key, person_id in people.items()}
    answers: list[AnswerInput] = []
    heard = 0
    for form in agreed:
        key = by_id[form.person_id]
        if seeded_chance(f"round {key}").random() >= _HEARD:
            continue
        mail = None if heard else _make_mail(school, key, contact)
        heard += 1
        answers += [
            AnswerInput(
                person_id=form.person_id,
                key=cell,
                answer=Answer.GIVEN,
                method=AnswerMethod.FORM if mail is None else AnswerMethod.EMAIL,
                language=form.sheet.language,
                form_id=form.form_id if mail is None else None,
                evidence=mail,
            )
            for cell in keys
        ]
    workspace.consent.record_answers(answers)
    return heard


def _make_mail(school: DemoSchool, key: str, contact: str) -> EvidenceInput:
    """What the parents of one pupil wrote instead of handing in the form."""
    (pupil,) = (one for one in school.people if one.key == key)
    text = _MAIL.format(sender=f"ouders van {pupil.given_name}", school=contact, day=school.today.isoformat())
    return EvidenceInput(text.encode(), EMAIL)
