# SPDX-License-Identifier: GPL-3.0-or-later
"""Printing for the command line: setting text needs Qt's fonts, and Qt's fonts need an application without a screen."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

_kept: list[QGuiApplication] = []


def start_without_window() -> None:
    """Make sure that documents can be set; does nothing where the program has a window already."""
    if QGuiApplication.instance() is None:
        _kept.append(QGuiApplication(["Beeldakkoord", "-platform", "offscreen"]))
