# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports: only what is ready leaves, whole or not at all, without a name; and each copy is on record."""

from __future__ import annotations

import csv
import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select

from models.consent.purposes import PurposeInput
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.progress import CancelToken, Progress
from models.publishing import clean_copy
from models.publishing.exports import ExportRequest
from models.store import UnitOfWork
from models.tables import AuditDetail, Publication, PublicationCover, PublicationReliance
from models.terms import Answer, Audience, ChangeKind, CopyFormat, CoverKind, Verdict
from models.workspace import Workspace
from tests.models.builders import School, save_photo


class Prepared:
    """Three photos: one of somebody with a yes, one with a no beside it, one that nobody looked at."""

    def __init__(self, workspace: Workspace, tmp_path: Path) -> None:
        self.school = School(workspace)
        self.workspace = workspace
        self.purpose = self.school.purpose()
        self.anna, self.ben = self.school.pupil(), self.school.pupil()
        self.files = [save_photo(tmp_path / "originals" / f"Anna {n}.jpg", n, (800, 600)) for n in range(3)]
        self.ready, self.cover, self.unseen = self.school.take_in(*self.files)
        self.school.answer(self.anna, self.purpose)
        self.school.answer(self.ben, self.purpose, Answer.REFUSED)
        self.school.tag(self.ready, self.anna)
        self.school.tag(self.cover, self.anna, box=Box(0.1, 0.1, 0.1, 0.1))
        self.school.tag(self.cover, self.ben, box=Box(0.6, 0.4, 0.2, 0.3))
        self.folder = tmp_path / "out"
        self.folder.mkdir()

    def request(self, *items: int, **more: object) -> ExportRequest:
        wanted = items or (self.ready, self.cover, self.unseen)
        return ExportRequest(wanted, self.purpose, self.folder, **more)  # type: ignore[arg-type]

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())

    def publications(self) -> list[Publication]:
        with self.workspace.store.read() as session:
            found = list(session.exec(select(Publication)))
            session.expunge_all()
            return found

    def refusal(self, request: ExportRequest, progress: Progress | None = None) -> ErrorCode:
        with pytest.raises(KnownError) as caught:
            self.workspace.exports.run(request, progress)
        assert self.publications() == []
        return caught.value.code


@pytest.fixture
def at(workspace: Workspace, tmp_path: Path) -> Prepared:
    return Prepared(workspace, tmp_path)


def test_only_what_is_ready_is_exported(at: Prepared) -> None:
    change = at.workspace.exports.run(at.request(place=" https://example.org "))
    outcome = change.value
    assert [copy.item_id for copy in outcome.copies] == [at.ready]
    assert outcome.refused == ((at.cover, Verdict.COVER), (at.unseen, Verdict.IDENTIFY))
    assert outcome.failed == ()
    assert at.names() == ["manifest-2026-09-15-001.csv", "website-2026-09-15-001.jpg"]
    (publication,) = at.publications()
    assert change.changes.ids(ChangeKind.PUBLICATION) == {publication.id}
    assert (publication.item_id, publication.place, publication.verdict) == (
        at.ready,
        "https://example.org",
        Verdict.READY,
    )
    assert (publication.copy_name, publication.recorded_by) == ("website-2026-09-15-001.jpg", "Office")
    assert change.undo is None  # what has left the house cannot be called back by a button


def test_the_answers_relied_on_are_kept(at: Prepared) -> None:
    at.workspace.exports.run(at.request(at.ready))
    (event,) = [entry.event_id for entry in at.workspace.consent.timeline(at.anna)]
    with at.workspace.store.read() as session:
        assert session.exec(select(PublicationReliance.event_id)).all() == [event]
    (reason,) = json.loads(at.publications()[0].reasons)
    assert (reason["person"], reason["status"], reason["events"]) == (at.anna, "given", [event])


def test_with_covering_the_person_is_gone_from_the_copy(at: Prepared) -> None:
    request = at.request(at.cover, cover_people=True, cover_kind=CoverKind.SOLID, copy_format=CopyFormat.PNG)
    outcome = at.workspace.exports.run(request).value
    with Image.open(outcome.copies[0].path) as copy, Image.open(at.files[1]) as original:
        assert copy.size == original.size
        inside = copy.convert("RGB").crop((520, 280, 600, 380))
        assert len(inside.getcolors(maxcolors=10) or ()) == 1
        elsewhere = (80, 60, 160, 120)
        assert copy.convert("RGB").crop(elsewhere).tobytes() == original.convert("RGB").crop(elsewhere).tobytes()
    with at.workspace.store.read() as session:
        covered = session.exec(select(PublicationCover.person_id, PublicationCover.cover)).all()
    assert covered == [(at.ben, CoverKind.SOLID)]
    assert at.workspace.takedowns.tasks() == ()


def test_a_later_no_of_somebody_covered_raises_nothing(at: Prepared) -> None:
    at.workspace.exports.run(at.request(at.cover, cover_people=True))
    at.school.answer(at.ben, at.purpose, Answer.WITHDRAWN, at.workspace.clock.today())
    assert at.workspace.takedowns.count_open() == 0
    at.school.answer(at.anna, at.purpose, Answer.WITHDRAWN, at.workspace.clock.today())
    assert at.workspace.takedowns.count_open() == 1


def test_the_plan_says_beforehand_what_will_happen(at: Prepared) -> None:
    plans = at.workspace.exports.plan(at.request(cover_people=True))
    assert [(plan.item_id, plan.verdict, plan.refused) for plan in plans] == [
        (at.ready, Verdict.READY, False),
        (at.cover, Verdict.COVER, False),
        (at.unseen, Verdict.IDENTIFY, True),
    ]
    assert (plans[1].covered, plans[1].boxes) == ((at.ben,), (Box(0.6, 0.4, 0.2, 0.3),))


def test_the_manifest_names_files_and_nobody(at: Prepared) -> None:
    outcome = at.workspace.exports.run(at.request(cover_people=True)).value
    assert outcome.manifest is not None
    text = outcome.manifest.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert [row["file"] for row in rows] == ["website-2026-09-15-001.jpg", "website-2026-09-15-002.jpg"]
    assert [row["people_covered"] for row in rows] == ["0", "1"]
    assert [row["sha256"] for row in rows] == [one.copy_sha256 for one in at.publications()]
    for word in ("Anna", "Kind", "Janssen", "originals"):
        assert word not in text
    with at.workspace.store.read() as session:
        assert "originals" not in "".join(session.exec(select(AuditDetail.payload)))


def test_a_second_export_replaces_nothing(at: Prepared) -> None:
    at.workspace.exports.run(at.request(at.ready))
    first = (at.folder / "website-2026-09-15-001.jpg").read_bytes()
    at.workspace.exports.run(at.request(at.cover, cover_people=True))
    assert (at.folder / "website-2026-09-15-001.jpg").read_bytes() == first
    assert at.names() == [
        "manifest-2026-09-15-001.csv",
        "manifest-2026-09-15-002.csv",
        "website-2026-09-15-001.jpg",
        "website-2026-09-15-002.jpg",
    ]


def test_nothing_ready_leaves_nothing(at: Prepared) -> None:
    outcome = at.workspace.exports.run(at.request(at.cover, at.unseen)).value
    assert (outcome.copies, outcome.manifest, at.names(), at.publications()) == ((), None, [], [])


def test_an_item_asked_for_twice_is_exported_once(at: Prepared) -> None:
    outcome = at.workspace.exports.run(at.request(at.ready, at.ready)).value
    assert len(outcome.copies) == 1


@pytest.mark.parametrize("stop", ["withdrawal", "new person", "moved box", "protection"])
def test_a_change_of_mind_in_between_takes_the_copy_back(at: Prepared, stop: str) -> None:
    prepared = at.workspace.exports.prepare(at.request(at.ready, at.cover, cover_people=True))
    assert len(prepared.copies) == 2
    if stop == "withdrawal":
        at.school.answer(at.anna, at.purpose, Answer.REFUSED, at.workspace.clock.today())
    elif stop == "protection":
        at.workspace.people.set_protected(at.anna, True)
    elif stop == "new person":
        at.school.tag(at.ready, at.school.pupil())
        at.school.tag(at.cover, at.school.pupil())
    else:
        (row,) = [
            one for one in at.workspace.tagging.people_in((at.cover,))[at.cover].appearances if one.person_id == at.ben
        ]
        at.workspace.tagging.place_appearance(row.id, Box(0.3, 0.4, 0.2, 0.3))
        at.school.answer(at.anna, at.purpose, Answer.GIVEN, at.workspace.clock.today())
    outcome = at.workspace.exports.record(prepared).value
    kept = [at.ready] if stop == "moved box" else []
    assert [copy.item_id for copy in outcome.copies] == kept
    assert len(outcome.refused) == 2 - len(kept)
    assert [name for name in at.names() if name.startswith("website")] == [
        f"website-2026-09-15-{number:03}.jpg" for number in range(1, len(kept) + 1)
    ]
    assert len(at.publications()) == len(kept)


def test_cancelling_removes_what_was_made(at: Prepared) -> None:
    cancel = CancelToken()

    def listen(done: int, _total: int) -> None:
        assert len(at.names()) == done
        cancel.cancel()

    code = at.refusal(at.request(cover_people=True), Progress(listen, cancel))
    assert (code, at.names()) == (ErrorCode.CANCELLED, [])


def test_the_folder_of_the_originals_is_refused(at: Prepared) -> None:
    request = replace(at.request(), folder=at.files[0].parent)
    assert at.refusal(request) is ErrorCode.FOLDER_HOLDS_ORIGINALS
    assert len(list(at.files[0].parent.iterdir())) == 3


def test_a_roundabout_way_to_the_originals_is_refused_too(at: Prepared, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(at.files[0].parent, target_is_directory=True)
    for folder in (tmp_path / "link", at.folder / ".." / "originals"):
        assert at.refusal(replace(at.request(), folder=folder)) is ErrorCode.FOLDER_HOLDS_ORIGINALS


def test_what_cannot_be_asked(at: Prepared, tmp_path: Path) -> None:
    assert at.refusal(replace(at.request(), folder=tmp_path / "nowhere")) is ErrorCode.FOLDER_MISSING
    assert at.refusal(replace(at.request(), purpose_id=99)) is ErrorCode.PURPOSE_UNKNOWN
    assert at.refusal(at.request(place="x" * 501)) is ErrorCode.VALUE_NOT_ALLOWED
    assert at.refusal(at.request(99)) is ErrorCode.ITEM_UNKNOWN


def test_a_file_that_is_gone_is_listed_and_the_rest_goes_on(at: Prepared) -> None:
    at.files[0].unlink()
    outcome = at.workspace.exports.run(at.request(at.ready, at.cover, cover_people=True)).value
    assert outcome.failed == ((at.ready, ErrorCode.FILE_MISSING),)
    assert [copy.item_id for copy in outcome.copies] == [at.cover]


def test_another_picture_under_the_same_name_does_not_go_out(at: Prepared) -> None:
    save_photo(at.files[0], 99, (800, 600))
    outcome = at.workspace.exports.run(at.request(at.ready)).value
    assert outcome.failed == ((at.ready, ErrorCode.FILE_CHANGED),)
    assert (outcome.copies, at.names()) == ((), [])


def test_a_full_disk_removes_what_was_made(at: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    write = clean_copy.os.fsync
    calls: list[int] = []

    def fill_up(number: int) -> None:
        calls.append(number)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "no space")
        write(number)

    monkeypatch.setattr(clean_copy.os, "fsync", fill_up)
    assert at.refusal(at.request(cover_people=True)) is ErrorCode.DISK_FULL
    assert (len(calls), at.names()) == (2, [])


def test_a_transaction_that_fails_removes_copies_and_manifest(at: Prepared) -> None:
    def refuse(unit: UnitOfWork) -> None:
        if unit.action == "export.record":
            raise KnownError(ErrorCode.DISK_FULL)

    at.workspace.store.run_before_commit(refuse)
    assert at.refusal(at.request(cover_people=True)) is ErrorCode.DISK_FULL
    assert at.names() == []


@pytest.mark.parametrize(("wanted", "longest"), [(None, 800), (400, 400)])
def test_copies_are_as_large_as_asked(at: Prepared, wanted: int | None, longest: int) -> None:
    (copy,) = at.workspace.exports.run(at.request(at.ready, longest_edge=wanted)).value.copies
    with Image.open(copy.path) as picture:
        assert max(picture.size) == longest


def test_the_purpose_has_a_size_of_its_own(at: Prepared) -> None:
    changed = PurposeInput("website", "Website", Audience.PUBLIC, copy_max_pixels=300)
    at.workspace.purposes.change_purpose(at.purpose, changed, asks_anew=False)
    (copy,) = at.workspace.exports.run(at.request(at.ready)).value.copies
    with Image.open(copy.path) as picture:
        assert max(picture.size) == 300
