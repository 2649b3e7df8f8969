# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of the copier: new scans are read once, quietly, and nothing in it is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models.clock import FixedClock
from models.errors import ErrorCode, KnownError
from models.forms.scan_folder import ScanFolderService
from models.progress import Progress
from models.terms import FormState
from models.workspace import Workspace
from tests.forms_simulator.desk import Desk, make_desk


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    folder = tmp_path / "scans"
    folder.mkdir()
    return make_desk(workspace, folder)


@pytest.fixture
def copier(desk: Desk) -> ScanFolderService:
    """The service without the wait for files that still grow; `test_folder_watch` is about that."""
    return impatient(desk.workspace)


def impatient(workspace: Workspace) -> ScanFolderService:
    return ScanFolderService(workspace.store, workspace.settings, workspace.scans, quiet_seconds=0)


def ready(copier: ScanFolderService) -> tuple[Path, ...]:
    look = copier.look()
    assert look is not None
    return look.ready


def test_only_where_somebody_wants_it(desk: Desk, copier: ScanFolderService) -> None:
    desk.save("before.tif", desk.page())
    assert (copier.folder(), copier.look()) == (None, None)
    chosen = copier.choose(desk.folder)
    assert (chosen.value.folder, chosen.value.present, ready(copier)) == (desk.folder, 1, ())
    new = desk.save("after.tif", desk.page(1))
    assert ready(copier) == (new,)
    assert chosen.undo is not None
    chosen.undo()
    assert (copier.folder(), copier.look()) == (None, None)


def test_new_scans_are_read_once_and_stay_there(desk: Desk, copier: ScanFolderService, clock: FixedClock) -> None:
    copier.choose(desk.folder)
    desk.save("monday.tif", desk.page(0))
    (desk.folder / "menu.docx").write_bytes(b"not ours")
    before = {path: path.read_bytes() for path in desk.folder.iterdir()}
    summary = copier.take(ready(copier)).value
    assert (summary.recorded, summary.skipped, ready(copier)) == (1, (), ())
    assert {path: path.read_bytes() for path in desk.folder.iterdir()} == before
    desk.workspace.close()
    with Workspace.open(desk.workspace.path, clock=clock) as reopened:
        again = impatient(reopened)
        assert ready(again) == ()
        shutil.copy(desk.folder / "monday.tif", desk.folder / "the same.tif")
        same = again.take(ready(again))
        assert (same.value.known, same.value.recorded, same.undo) == (1, 0, None)


def test_what_is_there_already_is_read_when_asked_for(desk: Desk, copier: ScanFolderService) -> None:
    path = desk.save("before.tif", desk.page())
    copier.choose(desk.folder)
    copier.read_present()
    assert ready(copier) == (path,)
    assert copier.take(ready(copier)).value.recorded == 1
    assert ready(copier) == ()


def test_a_scan_that_was_not_whole_is_read_when_it_is(desk: Desk, copier: ScanFolderService) -> None:
    copier.choose(desk.folder)
    path = desk.save("pile.tif", desk.page(0), desk.page(1))
    whole = path.read_bytes()
    path.write_bytes(whole[:6])
    (skipped,) = copier.take(ready(copier)).value.skipped
    assert skipped.code is ErrorCode.FILE_DAMAGED
    assert ready(copier) == ()
    path.write_bytes(whole)
    assert copier.take(ready(copier)).value.recorded == 2


def test_a_file_that_cannot_be_opened_now_is_tried_again(
    desk: Desk, copier: ScanFolderService, monkeypatch: pytest.MonkeyPatch
) -> None:
    copier.choose(desk.folder)
    desk.save("pile.tif", desk.page())
    found = ready(copier)
    away = found[0].rename(desk.folder / "elsewhere.bin")
    assert [one.code for one in copier.take(found).value.skipped] == [ErrorCode.FILE_MISSING]
    away.rename(found[0])
    assert ready(copier) == found


def test_reading_that_was_stopped_goes_on(desk: Desk, copier: ScanFolderService) -> None:
    copier.choose(desk.folder)
    desk.save("pile.tif", desk.page(0), desk.page(1))

    def listen(done: int, _total: int) -> None:
        if done == 1:
            progress.cancel.cancel()

    progress = Progress(listen)
    summary = copier.take(ready(copier), progress).value
    assert (summary.stopped, summary.recorded) == (ErrorCode.CANCELLED, 1)
    rest = copier.take(ready(copier)).value
    assert (rest.stopped, rest.known, rest.recorded, ready(copier)) == (None, 1, 1, ())


def test_an_undo_is_not_undone_by_the_watch(desk: Desk, copier: ScanFolderService) -> None:
    copier.choose(desk.folder)
    desk.save("pile.tif", desk.page())
    change = copier.take(ready(copier))
    assert change.undo is not None
    change.undo()
    assert (ready(copier), desk.answers(), desk.state()) == ((), {}, FormState.ISSUED)
    copier.read_present()
    assert copier.take(ready(copier)).value.recorded == 1


def test_a_folder_that_is_not_there(desk: Desk, copier: ScanFolderService) -> None:
    with pytest.raises(KnownError) as raised:
        copier.choose(desk.folder / "nowhere")
    assert raised.value.code is ErrorCode.FOLDER_MISSING
    assert copier.folder() is None
    copier.choose(desk.folder)
    away = desk.folder.rename(desk.folder.with_name("unplugged"))
    look = copier.look()
    assert look is not None
    assert look.problem is ErrorCode.FOLDER_MISSING
    away.rename(desk.folder)
    path = desk.save("pile.tif", desk.page())
    assert ready(copier) == (path,)


def test_marks_hold_no_names(desk: Desk, copier: ScanFolderService) -> None:
    desk.save("Noor Berg.tif", desk.page())
    copier.choose(desk.folder)
    kept = desk.workspace.settings.value("forms.scan_folder_read")
    assert kept is not None
    assert "Noor" not in kept
    assert len(kept) > 10
