# SPDX-License-Identifier: GPL-3.0-or-later
"""Films and sounds judged: who is seen needs a yes for film, who is heard one for sound, and reasons name when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.consent.verdicts import ReasonKind
from models.errors import ErrorCode
from models.media.ranges import Senses, Span
from models.publishing.exports import ExportRequest
from models.terms import Answer, MediaKind, Verdict
from models.workspace import Workspace
from tests.models.builders import School
from tests.models.media import films

SEEN, HEARD = Senses.SEEN, Senses.HEARD


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def verdict(school: School, item: int, purpose: int) -> Verdict:
    """The verdict, after the three ways of asking for it have been compared."""
    workspace = school.workspace
    explained = workspace.clearance.explain(item, purpose).verdict
    assert workspace.clearance.verdicts((item,), (purpose,))[item].by_purpose[purpose].verdict is explained
    assert item in workspace.overview.judge(workspace.overview.load(), (purpose,)).items_with(purpose, explained)
    return explained


@pytest.mark.parametrize("senses", [SEEN, HEARD, SEEN | HEARD])
@pytest.mark.parametrize("span", [None, Span(12_000, 40_000)])
def test_each_sense_needs_its_own_yes(school: School, senses: Senses, span: Span | None) -> None:
    website, emma, item = school.purpose(), school.pupil(), school.item(MediaKind.FILM)
    school.workspace.ranges.name_range(item, emma, senses, span)
    school.answer(emma, website)  # for photos: it says nothing about film or sound
    assert verdict(school, item, website) is Verdict.ASK
    for sense, kind in ((SEEN, MediaKind.FILM), (HEARD, MediaKind.SOUND)):
        if senses & sense:
            assert verdict(school, item, website) is Verdict.ASK
            school.answer(emma, website, kind=kind)
    assert verdict(school, item, website) is Verdict.READY


def test_a_withdrawn_voice_changes_the_verdict_and_says_when_it_is_heard(school: School) -> None:
    website, emma, item = school.purpose(), school.pupil(), school.item(MediaKind.FILM)
    school.workspace.ranges.name_range(item, emma, SEEN, Span(12_000, 40_000))
    school.workspace.ranges.name_range(item, emma, HEARD, Span(42_000, 55_000))
    school.answer(emma, website, kind=MediaKind.FILM)
    school.answer(emma, website, kind=MediaKind.SOUND)
    assert verdict(school, item, website) is Verdict.READY
    school.answer(emma, website, Answer.WITHDRAWN, date(2026, 9, 2), kind=MediaKind.SOUND)
    assert verdict(school, item, website) is Verdict.COVER
    reasons = school.workspace.clearance.explain(item, website).reasons
    assert [(one.what, one.kind, one.spans) for one in reasons] == [
        (ReasonKind.STOP, MediaKind.SOUND, ((42_000, 55_000),)),
        (ReasonKind.YES, MediaKind.FILM, ((12_000, 40_000),)),
    ]


def test_a_no_in_a_sound_cannot_be_covered(school: School) -> None:
    website, emma, item = school.purpose(), school.pupil(), school.item(MediaKind.SOUND)
    school.workspace.ranges.name_range(item, emma, HEARD, Span(0, 2_000))
    school.answer(emma, website, Answer.REFUSED, kind=MediaKind.SOUND)
    assert verdict(school, item, website) is Verdict.NO


def test_films_and_sounds_are_not_exported_and_photos_are(school: School, tmp_path: Path) -> None:
    website, emma = school.purpose(), school.pupil()
    film = films.save_film(tmp_path / "in.mp4", seconds=0.5, sound=True)
    sound = films.save_wave(tmp_path / "in.wav", films.tone(0.5))
    items = school.take_in(film, sound)
    school.tag(items[0], emma)
    school.tag(items[1], emma)
    for kind in MediaKind:
        school.answer(emma, website, kind=kind)
    assert [verdict(school, item, website) for item in items] == [Verdict.READY, Verdict.READY]
    out = tmp_path / "out"
    out.mkdir()
    outcome = school.workspace.exports.run(ExportRequest(items, website, out)).value
    assert outcome.copies == ()
    assert outcome.failed == tuple((item, ErrorCode.EXPORTS_PHOTOS_ONLY) for item in items)
    assert list(out.iterdir()) == []
