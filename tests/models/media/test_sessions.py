# SPDX-License-Identifier: GPL-3.0-or-later
"""Events: what is planned, who is expected, which photos belong to them; every step can be taken back."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.session_rows import SessionInput
from models.media.sessions import SessionOffer
from models.tables import AuditDetail, Person, SettledNotice
from models.terms import Answer, ChangeKind, GroupKind, PersonRole, SessionPhase, TodoKind
from models.workspace import Workspace
from tests.models.builders import School

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)
TRIP = SessionInput("Schoolreis", "Bos", TODAY, starts_at=time(9), ends_at=time(15))


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def at(hour: int, *, days: int = 0) -> datetime:
    return datetime.combine(TODAY + days * DAY, time(hour))


def state(workspace: Workspace) -> object:
    """Everything about events, as far as it is told."""
    rows = workspace.sessions.list_sessions()
    return [(workspace.sessions.session(row.id), workspace.sessions.items_of(row.id)) for row in rows]


def check_undo(workspace: Workspace, act: Callable[[], Change[int]]) -> Change[int]:
    """Do it, take it back and do it again: the register follows each time."""
    before = state(workspace)
    change = act()
    after = state(workspace)
    assert before != after
    assert change.undo is not None
    redo = change.undo()
    assert state(workspace) == before
    assert redo.undo is not None
    back = redo.undo()
    assert state(workspace) == after
    assert back.undo is not None
    return change


def refusal(act: Callable[[], object]) -> KnownError:
    with pytest.raises(KnownError) as caught:
        act()
    return caught.value


def save_dated(path: Path, moment: datetime | None, shade: int) -> Path:
    """A small photo with a camera's time."""
    exif = Image.Exif()
    if moment is not None:
        exif[0x0132] = moment.strftime("%Y:%m:%d %H:%M:%S")
        exif.get_ifd(0x8769)[0x9003] = moment.strftime("%Y:%m:%d %H:%M:%S")
    Image.new("RGB", (64, 48), (shade, 90, 120)).save(path, "JPEG", exif=exif)
    os.utime(path, (1, 1))
    return path


# --- adding, changing, deleting


def test_an_event_is_added_changed_and_deleted_and_each_can_be_taken_back(school: School) -> None:
    workspace, sessions = school.workspace, school.workspace.sessions
    group = workspace.groups.add_group("7b").value
    photographer, guest, purpose = school.adult(), school.adult(PersonRole.GUEST), school.purpose()
    entered = replace(
        TRIP, photographer_id=photographer, purpose_id=purpose, group_ids=(group,), person_ids=(guest,), note="Laarzen"
    )
    added = check_undo(workspace, lambda: sessions.add_session(entered))
    assert added.changes.ids(ChangeKind.SESSION)
    (row,) = sessions.list_sessions()
    found = sessions.session(row.id)
    assert (row.name, row.place, row.phase, row.group_names) == ("Schoolreis", "Bos", SessionPhase.TODAY, ("7b",))
    assert (found.photographer_id, found.purpose_id, found.note) == (photographer, purpose, "Laarzen")
    assert found.as_input() == replace(entered, absent_ids=())

    changed = replace(found.as_input(), name="Kamp", last_day=TODAY + 2 * DAY, person_ids=(), absent_ids=(guest,))
    check_undo(workspace, lambda: sessions.edit_session(row.id, changed))
    assert sessions.session(row.id).as_input() == changed

    check_undo(workspace, lambda: sessions.delete_session(row.id))
    assert sessions.list_sessions() == ()


def test_a_change_that_changes_nothing_is_none(school: School) -> None:
    sessions = school.workspace.sessions
    session_id = sessions.add_session(TRIP).value
    change = sessions.edit_session(session_id, sessions.session(session_id).as_input())
    assert (change.undo, bool(change.changes)) == (None, False)
    assert sessions.set_people(session_id, (school.adult(),), is_expected=None).undo is None


@pytest.mark.parametrize(
    ("entered", "code"),
    [
        (SessionInput("  "), ErrorCode.NAME_MISSING),
        (SessionInput("x" * 121), ErrorCode.VALUE_NOT_ALLOWED),
        (SessionInput("Reis", place="x" * 121), ErrorCode.VALUE_NOT_ALLOWED),
        (SessionInput("Reis", note="x" * 501), ErrorCode.VALUE_NOT_ALLOWED),
        (SessionInput("Reis", last_day=TODAY), ErrorCode.SESSION_DAY_MISSING),
        (SessionInput("Reis", starts_at=time(9)), ErrorCode.SESSION_DAY_MISSING),
        (SessionInput("Reis", day=TODAY, last_day=TODAY - DAY), ErrorCode.SESSION_ENDS_EARLY),
        (SessionInput("Reis", day=TODAY, starts_at=time(9), ends_at=time(8)), ErrorCode.SESSION_ENDS_EARLY),
        (SessionInput("Reis", day=date(1899, 12, 31)), ErrorCode.DATE_IMPOSSIBLE),
        (SessionInput("Reis", day=TODAY + 1200 * DAY), ErrorCode.DATE_IMPOSSIBLE),
        (SessionInput("Reis", day=TODAY, last_day=TODAY + 367 * DAY), ErrorCode.DATE_IMPOSSIBLE),
        (SessionInput("Reis", photographer_id=99), ErrorCode.PERSON_UNKNOWN),
        (SessionInput("Reis", person_ids=(99,)), ErrorCode.PERSON_UNKNOWN),
        (SessionInput("Reis", absent_ids=(99,)), ErrorCode.PERSON_UNKNOWN),
        (SessionInput("Reis", purpose_id=99), ErrorCode.PURPOSE_UNKNOWN),
        (SessionInput("Reis", group_ids=(99,)), ErrorCode.GROUP_UNKNOWN),
        (SessionInput("schoolREIS", day=TODAY), ErrorCode.SESSION_EXISTS),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    workspace: Workspace, entered: SessionInput, code: ErrorCode
) -> None:
    sessions = workspace.sessions
    kept = sessions.add_session(TRIP).value
    other = sessions.add_session(SessionInput("Ander")).value
    before = state(workspace)
    assert refusal(lambda: sessions.add_session(entered)).code is code
    assert refusal(lambda: sessions.edit_session(other, entered)).code is code
    assert state(workspace) == before
    assert sessions.edit_session(kept, replace(TRIP, name="SCHOOLREIS")).value == kept  # its own name is no double


def test_what_is_gone_is_said(workspace: Workspace) -> None:
    sessions = workspace.sessions
    for act in (
        lambda: sessions.session(9),
        lambda: sessions.expected_people(9),
        lambda: sessions.offer(9),
        lambda: sessions.edit_session(9, TRIP),
        lambda: sessions.set_people(9, ()),
        lambda: sessions.delete_session(9),
        lambda: sessions.assign_items((), 9),
    ):
        assert refusal(act).code is ErrorCode.SESSION_UNKNOWN
    made = sessions.add_session(TRIP).value
    assert refusal(lambda: sessions.assign_items((7,), made)).code is ErrorCode.ITEM_UNKNOWN
    assert refusal(lambda: sessions.nearest_sessions(7)).code is ErrorCode.ITEM_UNKNOWN


def test_no_name_reaches_the_audit_trail(school: School) -> None:
    workspace = school.workspace
    made = workspace.sessions.add_session(replace(TRIP, note="Laarzen mee")).value
    workspace.sessions.edit_session(made, replace(TRIP, place="Strand"))
    workspace.sessions.delete_session(made)
    with workspace.store.read() as session:
        payloads = " ".join(session.exec(select(AuditDetail.payload)).all())
    assert not any(word in payloads for word in ("Schoolreis", "Bos", "Laarzen", "Strand"))


def test_the_list_begins_with_today_then_what_comes_then_the_past(workspace: Workspace) -> None:
    for name, day, last in (
        ("Ooit", None, None),
        ("Vorig jaar", TODAY - 300 * DAY, None),
        ("Gisteren", TODAY - DAY, None),
        ("Kamp", TODAY - DAY, TODAY),
        ("Later", TODAY + 9 * DAY, None),
        ("Morgen", TODAY + DAY, None),
    ):
        workspace.sessions.add_session(SessionInput(name, day=day, last_day=last))
    rows = workspace.sessions.list_sessions()
    assert [row.name for row in rows] == ["Kamp", "Morgen", "Later", "Gisteren", "Vorig jaar", "Ooit"]
    assert [row.phase.value for row in rows] == ["today", "coming", "coming", "past", "past", "undated"]


# --- who is expected


def test_members_on_the_day_and_single_people_are_expected(school: School) -> None:
    workspace, sessions = school.workspace, school.workspace.sessions
    group = workspace.groups.add_group("7b").value
    other = workspace.groups.add_group("Team", GroupKind.TEAM).value
    stays, goes, leaves, absent, guest, outsider = (school.adult() for _ in range(6))
    for person_id in (stays, goes, leaves, absent):
        workspace.people.set_groups(person_id, (group,))
    workspace.people.set_groups(outsider, (other,))
    workspace.people.set_left(leaves, TODAY + 5 * DAY)
    made = sessions.add_session(
        SessionInput("Reis", day=TODAY, group_ids=(group,), person_ids=(guest,), absent_ids=(absent,))
    ).value
    assert set(sessions.expected_people(made)) == {stays, goes, leaves, guest}
    later = sessions.add_session(SessionInput("Later", day=TODAY + 6 * DAY, group_ids=(group,))).value
    assert set(sessions.expected_people(later)) == {stays, goes, absent}
    earlier = sessions.add_session(SessionInput("Eerder", day=TODAY - 6 * DAY, group_ids=(group,))).value
    assert sessions.expected_people(earlier) == ()  # nobody was in the group yet
    assert sessions.expected_in((made, later, 99)) == {
        made: sessions.expected_people(made),
        later: sessions.expected_people(later),
    }
    check_undo(workspace, lambda: sessions.set_people(made, (absent, guest), is_expected=None))
    assert set(sessions.expected_people(made)) == {stays, goes, leaves, absent}
    check_undo(workspace, lambda: sessions.set_people(made, (stays,), is_expected=False))
    assert stays not in sessions.expected_people(made)


def test_merged_and_erased_people_are_not_expected(school: School) -> None:
    sessions = school.workspace.sessions
    kept, merged, erased = school.adult(), school.adult(), school.adult()
    made = sessions.add_session(SessionInput("Reis", photographer_id=erased, person_ids=(kept, merged, erased))).value
    with school.workspace.store.write("test.merge") as unit:
        for person_id, field, value in ((merged, "merged_into_id", kept), (erased, "erased_on", TODAY)):
            person = unit.session.get(Person, person_id)
            setattr(person, field, value)
    assert sessions.expected_people(made) == (kept,)
    found = sessions.session(made)
    assert (found.person_ids, found.photographer_id) == ((kept,), None)
    assert refusal(lambda: sessions.set_people(made, (merged,))).code is ErrorCode.PERSON_UNKNOWN
    assert sessions.edit_session(made, replace(found.as_input(), name="Kamp")).value == made


# --- which photos belong to it


def test_photos_fall_into_the_event_of_their_capture_time(school: School, tmp_path: Path) -> None:
    sessions = school.workspace.sessions
    trip = sessions.add_session(TRIP).value
    camp = sessions.add_session(SessionInput("Kampweek", day=TODAY - 2 * DAY, last_day=TODAY + 2 * DAY)).value
    sessions.add_session(SessionInput("Zonder dag"))
    moments = (at(10), at(16), at(10, days=1), at(10, days=5), None)
    paths = [save_dated(tmp_path / f"{shade}.jpg", moment, shade) for shade, moment in enumerate(moments)]
    read, _skipped = school.workspace.media.read_files(paths)
    change = school.workspace.media.take_in(read)
    items = [taken.item_id for taken in change.value]
    found = {item_id: row.id for item_id, row in sessions.sessions_of(items).items()}
    assert [found.get(item_id) for item_id in items] == [trip, camp, camp, None, None]
    assert change.changes.ids(ChangeKind.SESSION) == {trip, camp}
    # What is in the register already stays where it is, whatever is read again.
    sessions.assign_items(items[:1], None)
    os.utime(paths[0], (9, 9))
    school.take_in(paths[0])
    assert sessions.sessions_of(items[:1]) == {}


def test_the_photos_of_that_day_are_offered_and_put_in_with_one_action(school: School) -> None:
    workspace, sessions = school.workspace, school.workspace.sessions
    during = [school.item(captured_at=at(hour)) for hour in (9, 12, 15)]
    school.item(captured_at=at(16))
    school.item(captured_at=None)
    elsewhere = school.item(captured_at=at(11), session_id=school.session())
    trip = sessions.add_session(TRIP).value
    assert sessions.offer(trip) == SessionOffer(trip, tuple(during))
    change = check_undo(workspace, lambda: sessions.assign_items(sessions.offer(trip).item_ids, trip))
    assert change.value == 3
    assert sessions.items_of(trip) == tuple(during)
    assert sessions.offer(trip) == SessionOffer(trip, ())
    assert sessions.sessions_of([elsewhere])[elsewhere].name == "Kamp"


def test_a_narrower_event_offers_its_photos_itself_and_doubt_is_told(school: School) -> None:
    sessions = school.workspace.sessions
    camp = sessions.add_session(SessionInput("Kamp", day=TODAY)).value
    fire = sessions.add_session(SessionInput("Kampvuur", day=TODAY, starts_at=time(20))).value
    day, night = school.item(captured_at=at(12)), school.item(captured_at=at(21))
    assert sessions.offer(camp) == SessionOffer(camp, (day,))
    assert sessions.offer(fire) == SessionOffer(fire, (night,))
    rival = sessions.add_session(SessionInput("Disco", day=TODAY, starts_at=time(19), ends_at=time(22))).value
    assert sessions.offer(fire) == SessionOffer(fire, (night,), doubtful_count=1)
    assert sessions.offer(rival) == SessionOffer(rival, (night,), doubtful_count=1)
    assert [row.id for row in sessions.nearest_sessions(night)] == [rival, fire, camp]
    assert [row.id for row in sessions.nearest_sessions(night, limit=1)] == [rival]


def test_an_item_is_moved_by_hand_and_back(school: School) -> None:
    workspace, sessions = school.workspace, school.workspace.sessions
    one, two = sessions.add_session(TRIP).value, sessions.add_session(replace(TRIP, name="Kamp")).value
    items = [school.item(session_id=one), school.item(session_id=two), school.item()]
    change = check_undo(workspace, lambda: sessions.assign_items(items, two))
    assert change.value == 2
    assert change.changes.ids(ChangeKind.ITEM) == change.changes.ids(ChangeKind.APPEARANCE) == {items[0], items[2]}
    assert change.changes.ids(ChangeKind.SESSION) == {one, two}
    assert sessions.assign_items(items, two).undo is None
    assert check_undo(workspace, lambda: sessions.assign_items(items, None)).value == 3


def test_taking_back_a_move_after_another_one_touches_nothing(school: School) -> None:
    sessions = school.workspace.sessions
    one, two = sessions.add_session(TRIP).value, sessions.add_session(replace(TRIP, name="Kamp")).value
    item = school.item()
    change = sessions.assign_items((item,), one)
    sessions.assign_items((item,), two)
    assert change.undo is not None
    assert refusal(change.undo).code is ErrorCode.RECORD_CHANGED
    assert sessions.items_of(two) == (item,)
    moved = sessions.assign_items((item,), one)
    sessions.delete_session(two)
    assert moved.undo is not None
    assert refusal(moved.undo).code is ErrorCode.RECORD_CHANGED  # where it came from is no more


def test_deleting_leaves_the_photos_and_takes_what_was_settled_with_it(school: School) -> None:
    workspace, sessions = school.workspace, school.workspace.sessions
    made = sessions.add_session(TRIP).value
    items = (school.item(captured_at=at(9), session_id=made), school.item(captured_at=at(10), session_id=made))
    with workspace.store.write("test.settle") as unit:
        notice = {"kind": TodoKind.MISSING_FOR_SESSION, "session_id": made, "fingerprint": "a"}
        unit.session.add(SettledNotice(**notice, settled_at=workspace.clock.now()))
    change = sessions.delete_session(made)
    assert change.value == 2
    assert sessions.sessions_of(items) == {}
    with workspace.store.read() as session:
        assert session.exec(select(SettledNotice.id)).all() == []
    other = sessions.add_session(replace(TRIP, name="Kamp"))
    sessions.assign_items(items[:1], other.value)
    if other.value == made:  # its number was given out again: the deleted event cannot come back
        assert change.undo is not None
        assert refusal(change.undo).code is ErrorCode.RECORD_CHANGED
        assert other.undo is not None
        other.undo()
    assert change.undo is not None
    change.undo()
    assert sessions.items_of(made) == items
    with workspace.store.read() as session:
        assert session.exec(select(SettledNotice.session_id)).all() == [made]


def test_an_event_that_answers_are_about_stays(school: School) -> None:
    sessions = school.workspace.sessions
    purpose, pupil = school.purpose(), school.pupil()
    made = sessions.add_session(TRIP).value
    answered = school.answer(pupil, purpose, Answer.REFUSED, session_id=made)
    error = refusal(lambda: sessions.delete_session(made))
    assert (error.code, error.params) == (ErrorCode.SESSION_IN_USE, {"count": 1})
    assert answered.undo is not None
    answered.undo()
    assert (
        refusal(lambda: sessions.delete_session(made)).code is ErrorCode.SESSION_IN_USE
    )  # taken back is on record too
    assert sessions.session(made).answer_count == 1
