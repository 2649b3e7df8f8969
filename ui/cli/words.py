# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the command line that start-up looks for, in a module that costs nothing to load."""

from __future__ import annotations

EXIT_READY = 0
EXIT_NOT_READY = 1
EXIT_FAILED = 2

COMMANDS = (
    "check",
    "roster",
    "people",
    "consent",
    "media",
    "faces",
    "events",
    "export",
    "purposes",
    "takedowns",
    "todo",
    "chances",
    "sheet",
    "fairness",
    "letters",
    "forms",
    "verify",
    "init",
    "demo",
)
"""Every command, in the order of the help."""

INFORMING = frozenset({"-h", "--help", "--version", "--selftest"})
"""Options that answer without a command and without a window."""

OPTIONS_WITH_VALUE = frozenset({"--register", "--language"})
"""Options before the command that take the next word as their value."""

REGISTER_VARIABLE = "BEELDAKKOORD_REGISTER"
"""Environment variable that names the register where ``--register`` does not."""
