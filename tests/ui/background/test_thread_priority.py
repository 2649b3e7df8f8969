# SPDX-License-Identifier: GPL-3.0-or-later
"""Workers that nobody waits for run below the window."""

from __future__ import annotations

import os
import sys
import threading

import pytest
from PySide6.QtCore import QThread, QThreadPool

from ui.background.thread_priority import give_way, give_way_here


def test_a_pool_is_told() -> None:
    pool = QThreadPool()
    give_way(pool)
    assert pool.threadPriority() == QThread.Priority.LowPriority


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a priority of their own on Linux only")
def test_the_thread_alone_gives_way() -> None:
    found: list[int] = []

    def work() -> None:
        give_way_here()
        give_way_here()
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [max(10, before)]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before
