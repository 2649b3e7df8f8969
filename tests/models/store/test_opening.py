# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening a register: a new one, one of ours, and everything that is not."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from models.errors import ErrorCode, KnownError
from models.store import Store, database
from models.store.migrate import HEAD_REVISION, copy_register
from models.tables import metadata

ROOT = Path(__file__).resolve().parents[3]
NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "school.beeldakkoord"


def refusal(path: Path, **more: bool) -> KnownError:
    with pytest.raises(KnownError) as caught:
        Store.open(path, **more)
    return caught.value


def run_sql(path: Path, *statements: str) -> None:
    connection = sqlite.connect(str(path), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_new_register_appears_where_it_was_asked(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "school.beeldakkoord"
    store = Store.open(path)
    store.close()
    assert path.exists()
    assert not path.with_name(path.name + "-wal").exists()


def test_the_migrated_schema_is_the_one_of_the_tables(path: Path) -> None:
    store = Store.open(path)
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_the_revisions_on_disk_are_the_ones_that_are_known() -> None:
    from models.store import migrate

    found = {file.stem.split("_")[0] for file in (ROOT / "models/store/migrations/versions").glob("[0-9]*.py")}
    assert found == set(migrate.KNOWN_REVISIONS)
    assert max(found) == HEAD_REVISION


def test_opening_again_keeps_what_is_there(path: Path) -> None:
    Store.open(path).close()
    before = path.read_bytes()
    store = Store.open(path)
    with store.read() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD_REVISION
    store.close()
    assert path.read_bytes() == before


def test_a_register_that_is_not_there_is_told(path: Path) -> None:
    assert refusal(path, create=False).code is ErrorCode.REGISTER_MISSING
    assert not path.exists()


def test_a_folder_is_no_register(tmp_path: Path) -> None:
    assert refusal(tmp_path).code is ErrorCode.REGISTER_NOT_OURS


def test_an_empty_file_becomes_a_register(path: Path) -> None:
    path.touch()
    Store.open(path).close()
    assert path.stat().st_size > 0


def test_garbage_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"no database at all " * 500)
    before = path.read_bytes()
    assert refusal(path).code is ErrorCode.REGISTER_NOT_OURS
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    run_sql(path, "CREATE TABLE recipes (name TEXT)", "INSERT INTO recipes VALUES ('soup')")
    before = path.read_bytes()
    assert refusal(path).code is ErrorCode.REGISTER_NOT_OURS
    assert path.read_bytes() == before
    assert not path.with_name(path.name + "-wal").exists()


def test_a_register_of_a_newer_program_is_refused_and_left_alone(path: Path) -> None:
    Store.open(path).close()
    run_sql(path, "UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    assert refusal(path).code is ErrorCode.REGISTER_NEWER
    assert path.read_bytes() == before
    assert list(path.parent.glob("*.bak")) == []


@pytest.mark.parametrize("name", ["consent_event_no_update", "consent_event_no_delete", "audit_entry_no_delete"])
def test_a_register_without_its_triggers_is_damaged(path: Path, name: str) -> None:
    Store.open(path).close()
    run_sql(path, f"DROP TRIGGER {name}")
    assert refusal(path).code is ErrorCode.REGISTER_DAMAGED


def test_a_damaged_page_is_told(path: Path) -> None:
    Store.open(path).close()
    data = bytearray(path.read_bytes())
    data[100:4096] = os.urandom(3996)
    path.write_bytes(bytes(data))
    assert refusal(path).code in (ErrorCode.REGISTER_DAMAGED, ErrorCode.REGISTER_NOT_OURS)


def test_the_lock_is_given_back_after_a_refusal(path: Path) -> None:
    path.write_bytes(b"no database at all " * 500)
    refusal(path)
    path.unlink()
    Store.open(path).close()


def test_a_failed_start_leaves_no_empty_register(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_told: object, **_options: object) -> None:
        raise KnownError(ErrorCode.DISK_FULL)

    monkeypatch.setattr("models.store.unit_of_work.upgrade_register", fail)
    assert refusal(path).code is ErrorCode.DISK_FULL
    assert not path.exists()


def test_a_second_program_hears_who_was_first(path: Path) -> None:
    first = Store.open(path, program="Beeldakkoord (window)")
    error = refusal(path)
    first.close()
    assert error.code is ErrorCode.REGISTER_IN_USE
    assert error.params["program"] == "Beeldakkoord (window)"
    assert error.params["pid"] == os.getpid()


@pytest.mark.parametrize("told", ["", "no json", "[]", '{"pid": "x"}'])
def test_an_unreadable_note_of_the_owner_does_not_hide_that_it_is_in_use(path: Path, told: str) -> None:
    first = Store.open(path)
    path.with_name(path.name + ".owner").write_text(told, encoding="utf-8")
    error = refusal(path)
    first.close()
    assert error.code is ErrorCode.REGISTER_IN_USE


HOLD = """
import sys, time
from pathlib import Path
from models.store import Store
store = Store.open(Path(sys.argv[1]), program="Other program")
print("open", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed otherwise there")
def test_a_killed_program_holds_no_lock(path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    error = refusal(path)
    assert (error.code, error.params["program"]) == (ErrorCode.REGISTER_IN_USE, "Other program")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    store = Store.open(path)
    assert json.loads(path.with_name(path.name + ".owner").read_text(encoding="utf-8"))["pid"] == os.getpid()
    store.close()


TRY = """
import os, sys
from pathlib import Path
from models.errors import KnownError
from models.store import Store
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    Store.open(Path(sys.argv[1]))
except KnownError as error:
    print(error.code.value)
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that any user can reach; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders work otherwise there")
@pytest.mark.parametrize("rights", [0o555, 0o000])
def test_a_folder_without_rights_is_told(public_folder: Path, rights: int) -> None:
    closed = public_folder / "closed"
    closed.mkdir()
    closed.chmod(rights)
    target = closed / "school.beeldakkoord"
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(target)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    closed.chmod(0o755)
    assert (done.stdout.strip(), done.stderr) == ("register_unwritable", "")


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files work otherwise there")
def test_a_register_that_may_only_be_read_is_told(public_folder: Path) -> None:
    target = public_folder / "school.beeldakkoord"
    Store.open(target).close()
    for file in public_folder.iterdir():
        file.chmod(0o444)
    public_folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(target)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("register_unwritable", "")


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file" / "school.beeldakkoord").code is ErrorCode.REGISTER_UNWRITABLE


def test_a_copy_is_a_complete_register(path: Path, tmp_path: Path) -> None:
    store = Store.open(path)
    copy_register(store._engine, tmp_path / "copy.bak")
    store.close()
    copy = Store.open(tmp_path / "copy.bak", create=False)
    copy.close()


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /mnt/school nfs4 rw 0 0
//server/disk /mnt/my\\040disk cifs rw 0 0
/dev/sdb1 /mnt/school/local ext4 rw 0 0
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there the drive type tells")
@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("/data/school.db", False),
        ("/mnt/school/school.db", True),
        ("/mnt/my disk/school.db", True),
        ("/mnt/school/local/school.db", False),
        ("/mnt/schoolyard/school.db", False),
    ],
)
def test_a_network_drive_is_recognised(monkeypatch: pytest.MonkeyPatch, place: str, wanted: bool) -> None:
    monkeypatch.setattr(Path, "exists", lambda _path: True)
    monkeypatch.setattr(Path, "read_text", lambda _path, **_how: MOUNTS)
    assert database.is_on_network(Path(place)) is wanted


def test_a_register_on_a_network_drive_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.store.unit_of_work.is_on_network", lambda _path: True)
    assert refusal(path).code is ErrorCode.REGISTER_ON_NETWORK
    assert not path.exists()
