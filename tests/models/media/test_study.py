# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at what was taken in: what waits, what is kept, and what a person said that stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.faces import FaceFinder
from models.media.item_people import ItemPeople
from models.media.study import StudyService
from models.progress import CancelToken, Progress
from models.store.audit_log import AuditLog
from models.tables import Item
from models.terms import ChangeKind, FaceJudgement, MediaKind, NobodyReason, SetAsideReason
from models.workspace import Workspace
from tests.models.builders import School, save_photo
from tests.models.media.bright_spots import BrightSpots, dark_picture

SPOT = (160, 120, 240, 240)
FACE = Box(0.2, 0.2, 0.1, 0.2)


class Photos:
    """Photos with one face each, in a register whose detector takes bright spots for faces."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.school = School(workspace)
        self.net = BrightSpots()
        self.study = StudyService(
            workspace.store, workspace.media, workspace.thumbnails, workspace.seen, FaceFinder(self.net)
        )
        self._folder = folder

    def take_in(self, count: int = 1) -> list[int]:
        made = []
        for number in range(count):
            path = self._folder / f"{number}.png"
            picture = dark_picture((800, 600), SPOT)
            picture.putpixel((0, 0), (number, 0, 0))
            picture.save(path)
            made.append(path)
        return list(self.school.take_in(*made))

    def path(self, number: int) -> Path:
        return self._folder / f"{number}.png"

    def people(self, item_id: int) -> ItemPeople:
        return self.workspace.tagging.people_in((item_id,))[item_id]


@pytest.fixture
def photos(workspace: Workspace, tmp_path: Path) -> Photos:
    (tmp_path / "photos").mkdir()
    return Photos(workspace, tmp_path / "photos")


def test_a_photo_is_looked_at_once_for_everything(photos: Photos) -> None:
    (item,) = photos.take_in()
    assert photos.study.count_waiting() == 1
    assert photos.study.not_sought((item,)) == (item,)
    assert not photos.people(item).faces_sought
    sha256 = photos.workspace.media.item_rows((item,))[item].sha256
    report = photos.study.study_items((item,))
    assert (report.kept.items, report.kept.faces, report.kept.doubtful, report.skipped) == (1, 1, 0, [])
    (face,) = photos.people(item).faces
    assert face.box.overlap(FACE) > 0.9
    assert face.score == pytest.approx(0.9, abs=0.01)
    assert photos.people(item).faces_sought
    assert photos.workspace.thumbnails.get(sha256) is not None
    assert photos.workspace.seen.without_fingerprint((item,)) == ()
    assert photos.study.count_waiting() == 0
    assert photos.study.next_items((item,)) == ()
    assert photos.study.not_sought((item,)) == ()


def test_what_is_on_screen_comes_first_and_then_the_newest(photos: Photos) -> None:
    items = photos.take_in(6)
    assert photos.study.next_items((items[2], items[4]), limit=4) == (items[2], items[4], items[5], items[3])
    assert photos.study.next_items((items[2],), passed={items[2], items[5]}, limit=2) == (items[4], items[3])
    photos.study.study_items((items[2],))
    assert photos.study.next_items((items[2],), limit=1) == (items[5],)


def test_stopping_loses_only_what_was_not_kept_and_the_rest_still_waits(photos: Photos) -> None:
    items = photos.take_in(4)
    token = CancelToken()

    def stop_after_two(done: int, _total: int) -> None:
        if done == 2:
            token.cancel()

    with pytest.raises(KnownError) as caught:
        photos.study.study_items(items, Progress(stop_after_two, token))
    assert caught.value.code is ErrorCode.CANCELLED
    kept = [item for item in items if photos.people(item).faces_sought]
    assert kept == items[:3], "what was looked at before the stop was heard is kept"
    assert set(photos.study.next_items()) == set(items) - set(kept)


def test_what_was_looked_at_and_not_kept_is_looked_at_again(photos: Photos) -> None:
    (item,) = photos.take_in()
    photos.study.look_at(item)  # and the program ends here
    assert photos.study.next_items() == (item,)
    studied = photos.study.look_at(item)
    photos.study.keep((studied,))
    photos.study.keep((studied,))
    assert len(photos.people(item).faces) == 1, "keeping it twice finds nobody twice"


def test_a_missing_or_changed_file_is_passed_with_the_reason(photos: Photos) -> None:
    items = photos.take_in(3)
    photos.path(0).unlink()
    save_photo(photos.path(1), seed=7)
    report = photos.study.study_items(items)
    assert report.skipped == [(items[0], ErrorCode.FILE_MISSING), (items[1], ErrorCode.FILE_CHANGED)]
    assert report.kept.items == 1
    assert not photos.people(items[0]).faces_sought, "it is looked at when its file is back"


def test_a_face_beside_a_name_or_a_mark_is_not_found_a_second_time(photos: Photos) -> None:
    named, marked, elsewhere = photos.take_in(3)
    anna = photos.school.adult()
    photos.school.tag(named, anna, box=Box(0.18, 0.15, 0.14, 0.28))
    photos.workspace.tagging.mark_face(marked, FACE)
    photos.school.tag(elsewhere, anna, box=Box(0.6, 0.6, 0.1, 0.2))
    photos.study.study_items((named, marked, elsewhere))
    assert photos.people(named).faces == ()
    assert [face.score for face in photos.people(marked).faces] == [None]
    assert len(photos.people(elsewhere).faces) == 1


def test_what_a_person_judged_stays(photos: Photos) -> None:
    (item,) = photos.take_in()
    photos.study.study_items((item,))
    (face,) = photos.people(item).faces
    photos.workspace.tagging.judge_face(face.id, FaceJudgement.PASSER_BY, "on the pavement")
    photos.study.study_items((item,), harder=True)
    (after,) = photos.people(item).faces
    assert after == replace(face, judgement=FaceJudgement.PASSER_BY, note="on the pavement")
    assert photos.people(item).faces_sought_harder
    photos.study.study_items((item,))
    assert photos.people(item).faces_sought_harder, "looking again the usual way forgets nothing"


def test_a_judgement_about_everybody_is_about_what_is_found_later(photos: Photos) -> None:
    too_small, no_people = photos.take_in(2)
    photos.workspace.tagging.judge_nobody((too_small,), NobodyReason.TOO_SMALL)
    photos.workspace.tagging.judge_nobody((no_people,), NobodyReason.NO_PEOPLE)
    photos.study.study_items((too_small, no_people))
    assert [face.judgement for face in photos.people(too_small).faces] == [FaceJudgement.NOT_RECOGNISABLE]
    assert photos.people(too_small).nobody_reason is NobodyReason.TOO_SMALL
    assert photos.people(no_people).unnamed_count == 1, "who said that there is nobody is asked again"


def test_only_photos_that_are_shown_are_studied(photos: Photos) -> None:
    photo, card = photos.take_in(2)
    sound = photos.school.item(MediaKind.SOUND)
    with photos.workspace.store.write("test.card") as unit:
        item = unit.session.get(Item, card)
        assert item is not None
        item.set_aside = SetAsideReason.NAME_CARD
        unit.touch(ChangeKind.ITEM, [card])
    assert photos.study.next_items((sound, card, photo)) == (photo,)
    assert photos.study.not_sought((sound, card, photo)) == (photo,)
    with pytest.raises(KnownError) as caught:
        photos.study.look_at(sound)
    assert caught.value.code is ErrorCode.FORMAT_NOT_SUPPORTED


def test_without_the_detector_everything_else_is_done(photos: Photos, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(_finder: FaceFinder) -> None:
        raise KnownError(ErrorCode.FACES_UNAVAILABLE)

    monkeypatch.setattr(FaceFinder, "_loaded_net", unavailable)
    item, other = photos.take_in(2)
    report = photos.study.study_items((item,))
    assert (report.kept.items, report.skipped) == (1, [])
    assert photos.study.obstacle is ErrorCode.FACES_UNAVAILABLE
    assert not photos.people(item).faces_sought, "nobody looked, and nothing says otherwise"
    assert photos.workspace.seen.without_fingerprint((item,)) == ()
    assert photos.study.next_items() == (other,), "it does not go round for ever"


def test_one_line_in_the_log_for_a_batch_and_only_new_faces_are_told(photos: Photos) -> None:
    items = photos.take_in(3)
    log = AuditLog(photos.workspace.store)
    before = log.entry_ids()
    change = photos.study.keep([photos.study.look_at(item) for item in items])
    assert len(log.entry_ids()) == len(before) + 1
    assert change.undo is None
    assert change.changes.ids(ChangeKind.APPEARANCE) == set(items)
    again = photos.study.keep([photos.study.look_at(item) for item in items])
    assert not again.changes.concerns(ChangeKind.APPEARANCE)


def test_an_item_that_is_gone_meanwhile_is_left_out(photos: Photos) -> None:
    (item,) = photos.take_in()
    studied = photos.study.look_at(item)
    kept = photos.study.keep((replace(studied, item_id=999),))
    assert (kept.value.items, kept.value.faces) == (0, 0)
    with pytest.raises(KnownError) as caught:
        photos.study.look_at(999)
    assert caught.value.code is ErrorCode.ITEM_UNKNOWN
