# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of purposes: adding, changing, ordering, and taking out of use without losing answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models.clock import FixedClock
from models.consent.default_purposes import default_purposes, offered_purposes
from models.consent.purposes import PurposeInput, VersionRow
from models.errors import ErrorCode, KnownError
from models.tables import PurposeVersion, PurposeWording
from models.terms import Audience, ConsentStatus, LegalBasis, MediaKind
from models.workspace import Workspace
from tests.models.builders import School, all_cells

GOOD = PurposeInput("website", "Website", Audience.PUBLIC, wording=(("nl", "Mag dit?"), ("en", "May we?")))


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def keys(workspace: Workspace, *, include_inactive: bool = False) -> list[str]:
    return [row.key for row in workspace.purposes.purposes(include_inactive=include_inactive)]


def test_purposes_are_added_in_order(workspace: Workspace) -> None:
    workspace.purposes.add_purposes((GOOD, replace(GOOD, key="insta", name=" Insta ")))
    workspace.purposes.add_purposes((replace(GOOD, key="press", kinds=(MediaKind.SOUND, MediaKind.PHOTO)),))
    rows = workspace.purposes.purposes()
    assert [(row.key, row.name) for row in rows] == [("website", "Website"), ("insta", "Insta"), ("press", "Website")]
    assert rows[2].kinds == (MediaKind.PHOTO, MediaKind.SOUND)
    assert workspace.purposes.wording(rows[0].id, "en") == "May we?"
    assert workspace.purposes.wording(rows[0].id, "fr") == ""


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (replace(GOOD, name="  "), ErrorCode.NAME_MISSING),
        (replace(GOOD, name="x" * 81), ErrorCode.VALUE_NOT_ALLOWED),
        (replace(GOOD, kinds=()), ErrorCode.VALUE_NOT_ALLOWED),
        (replace(GOOD, key="Has Spaces"), ErrorCode.VALUE_NOT_ALLOWED),
        (replace(GOOD, key=""), ErrorCode.VALUE_NOT_ALLOWED),
        (replace(GOOD, copy_max_pixels=10), ErrorCode.VALUE_NOT_ALLOWED),
        (replace(GOOD, key="there"), ErrorCode.PURPOSE_EXISTS),
    ],
)
def test_what_cannot_be_is_refused_whole(workspace: Workspace, made: PurposeInput, code: ErrorCode) -> None:
    workspace.purposes.add_purposes((replace(GOOD, key="there"),))
    with pytest.raises(KnownError) as caught:
        workspace.purposes.add_purposes((replace(GOOD, key="fine"), made))
    assert caught.value.code is code
    assert keys(workspace) == ["there"]


def test_one_key_twice_in_one_go_is_refused(workspace: Workspace) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.purposes.add_purposes((GOOD, GOOD))
    assert caught.value.code is ErrorCode.PURPOSE_EXISTS


@pytest.mark.parametrize("asked", ["website", " WEBSITE ", "Our Site"])
def test_a_purpose_is_found_by_key_or_name(workspace: Workspace, asked: str) -> None:
    workspace.purposes.add_purposes((replace(GOOD, name="Our site"),))
    assert workspace.purposes.purpose(asked).key == "website"


def test_a_purpose_that_is_not_there_is_told(workspace: Workspace) -> None:
    for attempt in (
        lambda: workspace.purposes.purpose("nothing"),
        lambda: workspace.purposes.change_purpose(99, GOOD, asks_anew=False),
    ):
        with pytest.raises(KnownError) as caught:
            attempt()
        assert caught.value.code is ErrorCode.PURPOSE_UNKNOWN


def test_each_change_of_wording_is_a_version(workspace: Workspace) -> None:
    (purpose,) = workspace.purposes.add_purposes((GOOD,)).value
    workspace.purposes.change_purpose(purpose, replace(GOOD, wording=(("nl", "Typo weg?"),)), asks_anew=False)
    workspace.purposes.change_purpose(purpose, replace(GOOD, wording=(("nl", "Iets anders?"),)), asks_anew=True)
    workspace.purposes.change_purpose(purpose, replace(GOOD, name="Site", wording=()), asks_anew=False)
    with workspace.store.read() as session:
        versions = session.exec(select(PurposeVersion.number, PurposeVersion.is_substantive)).all()
    assert versions == [(1, True), (2, False), (3, True)]
    assert workspace.purposes.wording(purpose, "nl") == "Iets anders?"
    assert workspace.purposes.wording(purpose, "en") == "May we?"
    assert workspace.purposes.purposes()[0].name == "Site"


def test_adding_is_undone_by_taking_out_of_use(workspace: Workspace) -> None:
    change = workspace.purposes.add_purposes((GOOD,))
    assert change.undo is not None
    undone = change.undo()
    assert (keys(workspace), keys(workspace, include_inactive=True)) == ([], ["website"])
    assert undone.undo is not None
    undone.undo()
    assert keys(workspace) == ["website"]


def test_undo_brings_back_only_what_was_changed(workspace: Workspace) -> None:
    one, two = workspace.purposes.add_purposes((GOOD, replace(GOOD, key="insta"))).value
    workspace.purposes.set_active((one,), is_active=False)
    change = workspace.purposes.set_active((one, two), is_active=False)
    assert change.undo is not None
    change.undo()
    assert keys(workspace) == ["insta"]


def test_the_order_is_the_schools_own(workspace: Workspace) -> None:
    one, two, three = workspace.purposes.add_purposes(tuple(replace(GOOD, key=key) for key in ("a", "b", "c"))).value
    change = workspace.purposes.move_purposes((three, one, two))
    assert keys(workspace) == ["c", "a", "b"]
    assert change.undo is not None
    change.undo()
    assert keys(workspace) == ["a", "b", "c"]


def test_a_purpose_that_nobody_used_can_be_removed(school: School) -> None:
    workspace = school.workspace
    purpose, pupil = school.purpose(), school.pupil()
    workspace.people.set_protected(pupil, True)  # has a compiled cell for each purpose
    assert workspace.purposes.remove_purpose(purpose).value is True
    assert keys(workspace, include_inactive=True) == []
    with workspace.store.read() as session:
        assert session.exec(select(PurposeVersion.id)).all() == session.exec(select(PurposeWording.id)).all() == []


@pytest.mark.parametrize("use", ["answer", "request", "publication"])
def test_a_purpose_in_use_is_taken_out_of_use_instead(school: School, use: str) -> None:
    workspace = school.workspace
    purpose, pupil = school.purpose(basis=LegalBasis.CONSENT), school.pupil()
    if use == "answer":
        school.answer(pupil, purpose)
    elif use == "request":
        key = next(key for row in workspace.consent.matrix(pupil).rows[1:] for key, _ in row.statuses)
        workspace.consent.record_requests((pupil,), (key,))
    else:
        school.publish(school.item(), purpose)
    change = workspace.purposes.remove_purpose(purpose)
    assert change.value is False
    assert (keys(workspace), keys(workspace, include_inactive=True)) == ([], ["website"])
    assert change.undo is not None
    change.undo()
    assert keys(workspace) == ["website"]


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_the_purposes_on_offer_can_all_be_added(workspace: Workspace, language: str) -> None:
    offered = offered_purposes(language)
    assert len(workspace.purposes.add_purposes(tuple(one.made for one in offered)).value) == len(offered)
    assert 0 < len(default_purposes(language)) <= len(offered)
    for row in workspace.purposes.purposes():
        assert workspace.purposes.wording(row.id, "nl")


# --- versions, languages, undo


def test_a_typo_is_undone_and_a_change_of_substance_is_not(workspace: Workspace) -> None:
    purpose = workspace.purposes.add_purposes((GOOD,)).value[0]
    typo = replace(GOOD, name="Site", kinds=(MediaKind.PHOTO,), wording=(("nl", "Mag dit wel?"), ("tr", "Olur mu?")))
    change = workspace.purposes.change_purpose(purpose, typo, asks_anew=False)
    assert change.undo is not None
    redo = change.undo().undo
    row = workspace.purposes.purpose("website")
    assert (row.name, row.kinds) == ("Website", tuple(MediaKind))
    assert workspace.purposes.wordings(purpose) == (("nl", "Mag dit?"), ("en", "May we?"))
    assert redo is not None
    redo()
    assert workspace.purposes.purpose("website").name == "Site"
    assert dict(workspace.purposes.wordings(purpose))["tr"] == "Olur mu?"
    assert workspace.purposes.change_purpose(purpose, GOOD, asks_anew=True).undo is None
    other_audience = replace(GOOD, audience=Audience.CLOSED)
    assert workspace.purposes.change_purpose(purpose, other_audience, asks_anew=False).undo is None


def test_undoing_a_typo_leaves_every_answer_as_it_was(workspace: Workspace) -> None:
    school = School(workspace)
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    row = workspace.purposes.purpose("website")
    changed = PurposeInput("website", "Site", row.audience, wording=(("nl", "Mag dit wel?"),))
    change = workspace.purposes.change_purpose(purpose, changed, asks_anew=False)
    before = all_cells(workspace)
    assert change.undo is not None
    change.undo()
    assert all_cells(workspace) == before
    assert any(ConsentStatus.GIVEN in cell for cell in before)


def test_each_version_is_whole_and_has_its_day(workspace: Workspace, clock: FixedClock) -> None:
    purpose = workspace.purposes.add_purposes((GOOD,)).value[0]
    clock.advance(days=5)
    workspace.purposes.change_purpose(purpose, replace(GOOD, wording=(("nl", "Anders?"),)), asks_anew=True)
    workspace.purposes.change_purpose(purpose, replace(GOOD, wording=(("nl", "Anders?"),)), asks_anew=False)
    assert workspace.purposes.versions(purpose) == (
        VersionRow(2, clock.today(), True, (("nl", "Anders?"), ("en", "May we?"))),
        VersionRow(1, date.min, True, (("nl", "Mag dit?"), ("en", "May we?"))),
    )


def test_a_language_can_be_added_and_taken_away(workspace: Workspace) -> None:
    purpose = workspace.purposes.add_purposes((GOOD,)).value[0]
    workspace.purposes.change_purpose(purpose, replace(GOOD, wording=(("zh-Hant", "可以嗎？"),)), asks_anew=False)
    assert [language for language, _text in workspace.purposes.wordings(purpose)] == ["nl", "en", "zh-Hant"]
    workspace.purposes.change_purpose(purpose, replace(GOOD, wording=(("en", ""),)), asks_anew=False)
    assert [language for language, _text in workspace.purposes.wordings(purpose)] == ["nl", "zh-Hant"]


@pytest.mark.parametrize("language", ["", "n", "dutch language", "nl_BE", "nl-", "a-very-long-tag"])
def test_what_is_no_language_tag_is_refused(workspace: Workspace, language: str) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.purposes.add_purposes((replace(GOOD, wording=((language, "?"),)),))
    assert caught.value.code is ErrorCode.VALUE_NOT_ALLOWED


def test_taking_out_of_use_keeps_the_answers_and_bringing_back_shows_them(workspace: Workspace) -> None:
    school = School(workspace)
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose)
    before = all_cells(workspace)
    change = workspace.purposes.remove_purpose(purpose)
    assert change.value is False
    assert not workspace.purposes.purpose("website").is_active
    assert workspace.consent.matrix(pupil).rows[1:] == ()
    workspace.purposes.set_active((purpose,), is_active=True)
    assert all_cells(workspace) == before
    assert workspace.consent.matrix(pupil).rows[1].statuses[0][1].status is ConsentStatus.GIVEN
