# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of purposes: adding, changing, ordering, and taking out of use without losing answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from models.consent.default_purposes import default_purposes, offered_purposes
from models.consent.purposes import PurposeInput
from models.errors import ErrorCode, KnownError
from models.tables import PurposeVersion, PurposeWording
from models.terms import Audience, LegalBasis, MediaKind
from models.workspace import Workspace
from tests.models.builders import School

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
