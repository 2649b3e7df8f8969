# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of thumbnails: bounded, thread-safe, and never in anybody's way."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from models.media.thumbnails import ThumbnailStore


def digest(number: int) -> str:
    return f"{number:064x}"


def test_kept_by_content_and_edge_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "register.thumbs"
    store = ThumbnailStore(path)
    store.put(digest(1), b"one")
    store.put(digest(1), b"one large", edge=1280)
    store.put_many({digest(2): b"two", digest(3): b"three"})
    store.put(digest(3), b"three again")
    store.close()
    store.close()
    assert store.get(digest(1)) is None, "closed"
    again = ThumbnailStore(path)
    assert again.get(digest(1)) == b"one"
    assert again.get(digest(1), edge=1280) == b"one large"
    assert again.get_many([digest(number) for number in range(1000)]) == {
        digest(1): b"one",
        digest(2): b"two",
        digest(3): b"three again",
    }
    assert again.size_bytes == len(b"one" + b"one large" + b"two" + b"three again")
    again.remove([digest(1)])
    assert again.get(digest(1)) is None
    assert again.get(digest(1), edge=1280) is None
    assert again.size_bytes == len(b"two" + b"three again")
    again.close()


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "thumbs", max_bytes=10_000)
    for number in range(10):
        store.put(digest(number), bytes(1_000))
    assert store.get(digest(0)) is not None
    store.put(digest(10), bytes(1_000))
    assert store.size_bytes <= 10_000
    kept = store.get_many([digest(number) for number in range(11)])
    assert digest(0) in kept, "just looked at"
    assert digest(10) in kept, "just made"
    assert digest(1) not in kept
    store.close()


def test_a_damaged_file_is_begun_afresh(tmp_path: Path) -> None:
    path = tmp_path / "thumbs"
    path.write_bytes(b"this is no database at all" * 1_000)
    store = ThumbnailStore(path)
    store.put(digest(1), b"one")
    assert store.get(digest(1)) == b"one"
    store.close()


def test_damage_while_open_is_survived(tmp_path: Path) -> None:
    path = tmp_path / "thumbs"
    store = ThumbnailStore(path)
    for number in range(200):
        store.put(digest(number), bytes(5_000))
    store.close()
    store = ThumbnailStore(path)
    data = bytearray(path.read_bytes())
    data[4_096:] = b"\xaa" * (len(data) - 4_096)
    path.write_bytes(bytes(data))
    seen = store.get_many([digest(number) for number in range(200)])
    assert set(seen.values()) <= {bytes(5_000)}
    store.put(digest(500), b"new")
    assert store.get(digest(500)) == b"new"
    store.close()


def test_a_spoilt_picture_is_not_handed_out(tmp_path: Path) -> None:
    path = tmp_path / "thumbs"
    store = ThumbnailStore(path)
    store.put(digest(1), b"one")
    store.close()
    connection = sqlite.connect(str(path))
    connection.execute("UPDATE thumb SET jpeg = ?", (b"two",))
    connection.commit()
    connection.close()
    store = ThumbnailStore(path)
    assert store.get(digest(1)) is None
    store.close()


def test_without_a_place_to_write_they_live_in_memory(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "no such folder" / "thumbs")
    store.put(digest(1), b"one")
    assert store.get(digest(1)) == b"one"
    store.close()


def test_with_a_key_nothing_can_be_read_without_it(tmp_path: Path) -> None:
    path = tmp_path / "thumbs"
    store = ThumbnailStore(path, key=bytes(range(32)))
    store.put(digest(1), b"a recognisable text")
    store.close()
    assert b"a recognisable text" not in path.read_bytes()
    again = ThumbnailStore(path, key=bytes(range(32)))
    assert again.get(digest(1)) == b"a recognisable text"
    again.close()
    other = ThumbnailStore(path, key=bytes(32))
    assert other.get(digest(1)) is None
    other.put(digest(1), b"afresh")
    assert other.get(digest(1)) == b"afresh"
    other.close()


@pytest.mark.timeout(60)
def test_many_threads_at_once(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "thumbs", max_bytes=200_000)
    wrong: list[int] = []

    def work(worker: int) -> None:
        for number in range(60):
            store.put(digest(number), bytes([number]) * 1_000)
            found = store.get(digest((number * 7 + worker) % 60))
            if found is not None and len(set(found)) != 1:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(store.get_many([digest(number) for number in range(60)])) == 60
    store.close()


def test_when_far_more_is_kept_than_fits_it_stays_under_its_size(tmp_path: Path) -> None:
    """Ten times more than there is room for: what was shown last is there, and the file does not grow."""
    limit = 8 * 1024 * 1024
    store = ThumbnailStore(tmp_path / "a.thumbs", limit)
    jpeg = b"\xff\xd8\xff" + bytes(16_381)
    for start in range(0, 5_000, 100):
        store.put_many({f"{number:064x}": jpeg for number in range(start, start + 100)})
        assert store.size_bytes <= limit
        assert store.get(f"{0:064x}") is not None  # looked at all the time
    last = {f"{number:064x}" for number in range(4_900, 5_000)}
    assert store.get_many(sorted(last)).keys() == last
    assert store.get(f"{2_500:064x}") is None
    store.close()
    assert (tmp_path / "a.thumbs").stat().st_size < 1.5 * limit
