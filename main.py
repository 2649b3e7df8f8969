# SPDX-License-Identifier: GPL-3.0-or-later
"""Start Beeldakkoord: the window, or the command line when a command is given."""

from __future__ import annotations

import multiprocessing
import os
import sys


def open_missing_streams() -> None:
    """Give a windowed program, whose streams are None, somewhere to write; it reports through files instead."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - lives as long as we do


def main() -> int:
    """Hand over to the command line or to the window; returns the exit code."""
    multiprocessing.freeze_support()
    open_missing_streams()
    arguments = sys.argv[1:]

    from ui import cli

    if cli.wants_command_line(arguments):
        return cli.main(arguments)

    from ui import app

    return app.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
