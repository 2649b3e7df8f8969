# SPDX-License-Identifier: GPL-3.0-or-later
"""The theme in use: light, dark, or whatever the system says, applied to the whole program at once."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from models.errors import BugError
from models.resources import resource_path
from models.terms import Verdict
from ui.style.stylesheet import build_stylesheet
from ui.style.tokens import DARK, LIGHT, VERDICT_ROLES, Tokens

FONT_FAMILY = "Noto Sans"
_FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")
_BASE_POINTS = 10.5
_MAC_BASE_POINTS = 13.0


class ThemeChoice(StrEnum):
    """What the user chose; stored in the settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class _InUse:
    """The tokens that paint code reads; kept apart from `Theme`, so that they exist before and after it."""

    def __init__(self) -> None:
        self.tokens = LIGHT


_in_use = _InUse()


def current_tokens() -> Tokens:
    """The colours of the theme in use."""
    return _in_use.tokens


def colour(role: str) -> QColor:
    """A colour of the theme in use, by the name of its token."""
    value = getattr(_in_use.tokens, role)
    if not isinstance(value, str):
        raise BugError(f"no colour: {role}")
    return QColor(value)


def verdict_colours(verdict: Verdict) -> tuple[QColor, QColor]:
    """Text and ground of a verdict's chip."""
    role = VERDICT_ROLES[verdict]
    return colour(role), colour(f"{role}_soft")


class Theme(QObject):
    """Applies the chosen theme and follows the system where that was chosen. ``changed`` comes after each change."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._applied: Tokens | None = None
        app.setStyle(QStyleFactory.create("Fusion"))
        load_fonts()
        points = _MAC_BASE_POINTS if QGuiApplication.platformName() == "cocoa" else _BASE_POINTS
        font = QFont(FONT_FAMILY)
        font.setPointSizeF(points)
        app.setFont(font)
        self._base_points = points
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self.set_choice(choice)

    @property
    def choice(self) -> ThemeChoice:
        """What the user chose."""
        return self._choice

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return _in_use.tokens

    def set_choice(self, choice: ThemeChoice) -> None:
        """Follow the system, or be light or dark whatever the system is."""
        self._choice = choice
        hints = self._app.styleHints()
        if choice is ThemeChoice.SYSTEM:
            hints.unsetColorScheme()
        else:  # told to the platform too, so that title bars and file dialogs match
            hints.setColorScheme(Qt.ColorScheme.Dark if choice is ThemeChoice.DARK else Qt.ColorScheme.Light)
        self._refresh()

    def _on_system_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._refresh()

    def _refresh(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            is_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            is_dark = self._choice is ThemeChoice.DARK
        tokens = DARK if is_dark else LIGHT
        if tokens is self._applied:
            return
        self._applied = _in_use.tokens = tokens
        self._app.setPalette(build_palette(tokens))
        self._app.setStyleSheet(build_stylesheet(tokens, self._base_points))
        self.changed.emit()


def load_fonts() -> None:
    """Make the bundled font known to Qt, once per program."""
    if FONT_FAMILY in QFontDatabase.families() and QFontDatabase.styles(FONT_FAMILY):
        return
    for name in _FONT_FILES:
        if QFontDatabase.addApplicationFont(str(resource_path("fonts", name))) < 0:
            raise BugError(f"the font {name} does not load")


def build_palette(tokens: Tokens) -> QPalette:
    """A palette of the theme's colours, for whatever the style sheet leaves to the style."""
    palette = QPalette()
    for role, value in (
        (QPalette.ColorRole.Window, tokens.background),
        (QPalette.ColorRole.WindowText, tokens.text),
        (QPalette.ColorRole.Base, tokens.surface),
        (QPalette.ColorRole.AlternateBase, tokens.background),
        (QPalette.ColorRole.Text, tokens.text),
        (QPalette.ColorRole.PlaceholderText, tokens.muted),
        (QPalette.ColorRole.Button, tokens.surface),
        (QPalette.ColorRole.ButtonText, tokens.text),
        (QPalette.ColorRole.BrightText, tokens.no),
        (QPalette.ColorRole.ToolTipBase, tokens.raised),
        (QPalette.ColorRole.ToolTipText, tokens.text),
        (QPalette.ColorRole.Highlight, tokens.accent),
        (QPalette.ColorRole.HighlightedText, tokens.on_accent),
        (QPalette.ColorRole.Accent, tokens.accent),
        (QPalette.ColorRole.Link, tokens.accent),
        (QPalette.ColorRole.LinkVisited, tokens.identify),
        (QPalette.ColorRole.Light, tokens.surface),
        (QPalette.ColorRole.Midlight, tokens.hover),
        (QPalette.ColorRole.Mid, tokens.border),
        (QPalette.ColorRole.Dark, tokens.control_border),
        (QPalette.ColorRole.Shadow, "#000000"),
    ):
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return palette


def set_kind(widget: QWidget, kind: str) -> None:
    """Tell the style sheet what a widget is (`ui.style.stylesheet` lists the kinds); may be called again later."""
    if widget.property("kind") == kind:
        return
    widget.setProperty("kind", kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
