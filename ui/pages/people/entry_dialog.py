# SPDX-License-Identifier: GPL-3.0-or-later
"""Offered here too; it lives in `ui.dialogs.entry_dialog`."""

from ui.dialogs.entry_dialog import EntryDialog, Write  # noqa: F401
