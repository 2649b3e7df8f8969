# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken out is shown nowhere, what refers to it still explains, and undo brings it back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import col, select

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.publishing.library_filter import LibraryFilter
from models.tables import Item
from models.terms import Answer, ChangeKind, NobodyReason, TodoKind
from models.workspace import Workspace
from tests.conftest import TODAY
from tests.models.builders import School, save_photo

BOX = Box(0.1, 0.1, 0.2, 0.2)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def shown(school: School) -> set[int]:
    return set(school.workspace.library.view(LibraryFilter()).ids)


def test_it_is_shown_nowhere_and_undo_brings_it_back_with_its_names(school: School) -> None:
    workspace, anna = school.workspace, school.pupil()
    item, other, nobody = school.item(), school.item(), school.item()
    school.tag(item, anna)
    workspace.tagging.mark_face(item, BOX)
    workspace.tagging.judge_nobody((nobody,), NobodyReason.NO_PEOPLE)
    before = workspace.tagging.people_in((item, nobody))
    plan = workspace.taking_out.plan((item, nobody, 999))
    assert (plan.item_ids, plan.forgotten_count, plan.name_count, plan.published_count) == ((item, nobody), 2, 1, 0)
    change = workspace.taking_out.take_out((item, nobody))
    assert change.value == 2
    assert shown(school) == {other}
    assert workspace.tagging.people_in((item,))[item].appearances == ()
    assert change.undo is not None
    undone = change.undo()
    assert shown(school) == {item, other, nobody}
    assert workspace.tagging.people_in((item, nobody)) == before
    assert undone.undo is not None
    undone.undo()
    assert shown(school) == {other}


def test_what_was_published_or_answered_about_keeps_its_names(school: School) -> None:
    workspace, website = school.workspace, school.purpose()
    anna, bas = school.pupil(), school.pupil()
    published, answered = school.item(), school.item()
    school.tag(published, anna)
    school.tag(answered, bas)
    school.answer(anna, website)
    publication = school.publish(published, website)
    school.answer(bas, website, item_id=answered)
    plan = workspace.taking_out.plan((published, answered))
    assert (plan.forgotten_count, plan.published_count, plan.answered_count, plan.standing_count) == (0, 1, 1, 1)
    workspace.taking_out.take_out((published, answered))
    assert shown(school) == set()
    assert [one.id for one in workspace.publications.publications_of((published,))] == [publication]
    assert len(workspace.tagging.people_in((published,))[published].appearances) == 1
    # A withdrawal still raises its task: the copy is online, whether or not the library shows the photo.
    school.answer(anna, website, Answer.WITHDRAWN, TODAY)
    assert workspace.todo.counts()[TodoKind.TAKEDOWN] == 1
    assert workspace.taking_out.plan((published,)).item_ids == ()


def test_the_film_of_a_photo_goes_and_comes_with_it(school: School) -> None:
    photo, film = school.item(), school.item()
    with school.workspace.store.write("test.film") as unit:
        row = unit.session.exec(select(Item).where(col(Item.id) == film)).one()
        row.companion_of_id = photo
        unit.touch(ChangeKind.ITEM, [film])
    plan = school.workspace.taking_out.plan((photo,))
    assert (plan.item_ids, plan.film_count) == ((photo, film), 1)
    assert school.workspace.taking_out.take_out((photo,)).value == 1
    assert school.workspace.taking_out.bring_back((photo,)).value == 2
    assert shown(school) == {photo}


def test_choosing_its_file_again_brings_it_back(school: School, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg")
    (item,) = school.take_in(path)
    school.workspace.taking_out.take_out((item,))
    assert school.take_in(path) == (item,)
    assert shown(school) == set()  # a watched folder alone brings nothing back
    assert school.workspace.taking_out.bring_back((item,)).value == 1
    assert shown(school) == {item}
    assert not school.workspace.taking_out.bring_back((item,)).changes


def test_undo_is_refused_where_somebody_is_not_on_record_any_more(school: School) -> None:
    workspace, anna = school.workspace, school.pupil(guardians=0)
    item = school.item()
    school.tag(item, anna)
    change = workspace.taking_out.take_out((item,))
    with workspace.store.write("test.erased") as unit:
        from models.tables import Person

        person = unit.session.get(Person, anna)
        assert person is not None
        person.erased_on = TODAY
    assert change.undo is not None
    with pytest.raises(KnownError) as caught:
        change.undo()
    assert caught.value.code is ErrorCode.RECORD_CHANGED
    assert shown(school) == set()
