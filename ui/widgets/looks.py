# SPDX-License-Identifier: GPL-3.0-or-later
"""What the widgets take from the theme: colours by role, icons drawn into a rectangle, and the look of a verdict."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette

from models.terms import Verdict

try:
    from ui.style.icons import icon as theme_icon
    from ui.style.theme import current_tokens
except ImportError:
    theme_icon = None
    current_tokens = None

VERDICT_ROLES = {
    Verdict.READY: "ready",
    Verdict.COVER: "cover",
    Verdict.ASK: "ask",
    Verdict.IDENTIFY: "identify",
    Verdict.NO: "no",
}
_FALLBACK = dict(
    background="#f5f7f7",
    surface="#ffffff",
    text="#1c2526",
    muted="#5a6769",
    accent="#0b7a75",
    border="#d5dcdd",
    ready="#1d7a3e",
    cover="#0b6b8a",
    ask="#8a5a00",
    identify="#5b4fa8",
    no="#a3372c",
)
_DARK = dict(
    background="#15191a",
    surface="#1f2526",
    text="#e8eeee",
    muted="#a0adaf",
    accent="#4cc4bd",
    border="#384243",
    ready="#6fce8c",
    cover="#6cc3e6",
    ask="#e8b45a",
    identify="#b5a9f5",
    no="#f0988d",
)


def colour(role: str) -> QColor:
    if current_tokens is None:
        from PySide6.QtWidgets import QApplication

        dark = QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
        return QColor((_DARK if dark else _FALLBACK)[role])
    return QColor(getattr(current_tokens(), role))


def icon(name: str, role: str = "text") -> QIcon:
    return theme_icon(name, role) if theme_icon else QIcon()


def draw_icon(painter: QPainter, rect: QRect | QRectF, name: str, role: str = "text") -> None:
    """Draw a theme icon into a rectangle, sharp on any screen."""
    place = rect.toRect() if isinstance(rect, QRectF) else rect
    icon(name, role).paint(painter, place, Qt.AlignmentFlag.AlignCenter)


def verdict_icon_name(verdict: Verdict) -> str:
    """The icon of a verdict; each has a shape of its own."""
    return f"verdict-{verdict.key}"


def mixed(front: QColor, back: QColor, share: float) -> QColor:
    """A colour between two: ``share`` (0 to 1) of the front one."""
    rest = 1.0 - share
    return QColor.fromRgbF(
        front.redF() * share + back.redF() * rest,
        front.greenF() * share + back.greenF() * rest,
        front.blueF() * share + back.blueF() * rest,
    )
