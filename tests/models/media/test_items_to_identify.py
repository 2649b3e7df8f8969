# SPDX-License-Identifier: GPL-3.0-or-later
"""Which items ask "who is this?"; the same as those with the verdict IDENTIFY."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from models.consent.default_purposes import default_purposes
from models.media.box import Box
from models.roster.person_input import PersonInput
from models.terms import FaceJudgement, NobodyReason, PersonRole, Verdict
from models.workspace import Workspace

BOX = Box(0.1, 0.1, 0.2, 0.2)


def take_in(workspace: Workspace, folder: Path, count: int) -> list[int]:
    paths = [folder / f"{number}.png" for number in range(count)]
    for number, path in enumerate(paths):
        Image.new("RGB", (40, 30), (number, 90, 120)).save(path)
    read, skipped = workspace.media.read_files(paths)
    assert not skipped
    return [item.item_id for item in workspace.media.take_in(read).value]


def test_they_are_those_with_the_verdict_identify(workspace: Workspace, tmp_path: Path) -> None:
    (website,) = workspace.purposes.add_purposes(default_purposes("en")[2:3]).value
    anna = workspace.people.add_person(PersonInput("Anna", family_name="Berg", roles=(PersonRole.PUPIL,))).value
    untouched, named, nobody, marked, judged, half = items = take_in(workspace, tmp_path, 6)
    workspace.tagging.name_person((named, half), anna)
    workspace.tagging.judge_nobody((nobody,), NobodyReason.NO_PEOPLE)
    workspace.tagging.mark_face(marked, BOX)
    workspace.tagging.mark_face(half, BOX)
    face = workspace.tagging.mark_face(judged, BOX).value
    workspace.tagging.judge_face(face, FaceJudgement.PASSER_BY)

    found = workspace.tagging.items_to_identify()

    assert found == (untouched, marked, half)
    verdicts = workspace.clearance.verdicts(items, (website,))
    asking = [item for item in items if verdicts[item].by_purpose[website].verdict is Verdict.IDENTIFY]
    assert list(found) == asking
