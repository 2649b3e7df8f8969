# SPDX-License-Identifier: GPL-3.0-or-later
"""The starting point: a windowed program has no streams, and must not mind."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.source_tree import ROOT

WITHOUT_STREAMS = """
import sys
report, sys.stdout, sys.stderr = sys.stdout, None, None
import main
main.open_missing_streams()
print("nobody reads this")
sys.stderr.write("nor this")
report.write("alive")
"""


def test_missing_streams_are_opened() -> None:
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT_STREAMS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (result.stdout, result.returncode) == ("alive", 0), result.stderr
