# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that nobody waits for lets the window go first when both want the processor.

Measured on two cores while hundreds of photos came in: the longest block of the window was half as long.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import Final

from PySide6.QtCore import QThread, QThreadPool

_NICE: Final = 10


def give_way(pool: QThreadPool) -> None:
    """Let the threads of a pool run at low priority; call before it starts any. Enough on Windows and macOS."""
    pool.setThreadPriority(QThread.Priority.LowPriority)


def give_way_here() -> None:
    """Let the calling thread run at low priority on Linux, where Qt's priorities do nothing.

    For threads of one's own: there is no way back without special rights.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, max(_NICE, os.getpriority(os.PRIO_PROCESS, thread)))
