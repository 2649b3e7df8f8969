# SPDX-License-Identifier: GPL-3.0-or-later
"""The theme reaches palette, style sheet and paint code; every icon is drawn in both."""

from __future__ import annotations

import gc
import re
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from models.errors import BugError
from models.resources import resource_path
from models.terms import AnswerMethod, Audience, ConsentStatus, MediaKind, PersonRole, Verdict
from ui.style import icons
from ui.style.stylesheet import build_stylesheet
from ui.style.theme import (
    FONT_FAMILY,
    Theme,
    ThemeChoice,
    build_palette,
    colour,
    current_tokens,
    set_kind,
    verdict_colours,
)
from ui.style.tokens import DARK, LIGHT, Tokens

ICON_NAMES = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
CHOICES = pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])


def painted_colours(image: QImage) -> set[str]:
    """The colours of all pixels that are not see-through at all."""
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    pixels = (image.pixelColor(x, y) for x, y in points)
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@CHOICES
def test_a_choice_reaches_palette_sheet_and_paint_code(
    theme_app: Theme, qapp: QApplication, choice: ThemeChoice
) -> None:
    theme_app.set_choice(choice)
    tokens = DARK if choice is ThemeChoice.DARK else LIGHT
    assert current_tokens() is theme_app.tokens is tokens
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == tokens.background
    assert tokens.accent in qapp.styleSheet()
    assert colour("accent").name() == tokens.accent
    assert verdict_colours(Verdict.ASK) == (QColor(tokens.ask), QColor(tokens.ask_soft))


def test_a_change_is_told_once(theme_app: Theme, qtbot: QtBot) -> None:
    told: list[bool] = []
    theme_app.changed.connect(lambda: told.append(current_tokens().is_dark))
    theme_app.set_choice(ThemeChoice.DARK)
    theme_app.set_choice(ThemeChoice.DARK)
    theme_app.set_choice(ThemeChoice.LIGHT)
    assert told == [True, False]


def test_following_the_system(theme_app: Theme, qapp: QApplication) -> None:
    theme_app.set_choice(ThemeChoice.DARK)
    theme_app.set_choice(ThemeChoice.SYSTEM)
    is_dark = qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert current_tokens().is_dark is is_dark
    assert theme_app.choice is ThemeChoice.SYSTEM


def test_a_colour_that_is_none_is_a_bug(theme_app: Theme) -> None:
    with pytest.raises(BugError):
        colour("is_dark")


def test_the_bundled_font_is_used_with_its_bold(theme_app: Theme, qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() == FONT_FAMILY
    assert {"Regular", "Bold"} <= set(QFontDatabase.styles(FONT_FAMILY))


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_sheet_is_complete(tokens: Tokens) -> None:
    sheet = build_stylesheet(tokens, 10.5)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert pictures
    assert all(Path(picture).is_file() for picture in pictures)


@pytest.mark.parametrize(("folder", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_pictures_of_controls_have_the_colours_of_the_theme(folder: str, tokens: Tokens) -> None:
    drawn = {
        found
        for path in resource_path("icons", "controls", folder).glob("*.svg")
        for found in re.findall(r"#[0-9a-f]{6}", path.read_text(encoding="utf-8"))
    }
    assert drawn == {tokens.muted, tokens.on_accent}


def test_the_sheet_is_read_without_complaint(theme_app: Theme, qtbot: QtBot, capfd: pytest.CaptureFixture[str]) -> None:
    button = QPushButton("Export")
    qtbot.addWidget(button)
    set_kind(button, "primary")
    button.ensurePolished()
    captured = capfd.readouterr()
    assert "parse" not in captured.err


def test_a_kind_can_change_later(theme_app: Theme, qtbot: QtBot) -> None:
    label = QLabel("Check")
    qtbot.addWidget(label)
    label.ensurePolished()
    plain = label.sizeHint().height()
    set_kind(label, "title")
    assert label.sizeHint().height() > plain


def test_rows_of_a_list_do_not_overlap(theme_app: Theme, qtbot: QtBot) -> None:
    listed = QListWidget()
    qtbot.addWidget(listed)
    listed.addItems(["one", "two", "three"])
    listed.show()
    boxes = [listed.visualItemRect(listed.item(row)) for row in range(3)]
    assert boxes[0].height() >= listed.fontMetrics().height() + 8
    assert all(above.bottom() < below.top() for above, below in pairwise(boxes))


@CHOICES
@pytest.mark.parametrize("name", [name for name in ICON_NAMES if name != icons.APP_ICON])
def test_every_icon_is_drawn_in_the_colour_of_its_role(theme_app: Theme, choice: ThemeChoice, name: str) -> None:
    theme_app.set_choice(choice)
    image = icons.pixmap(name, 48, "accent").toImage()
    wanted = colour("accent")
    painted = [QColor(one) for one in painted_colours(image)]
    assert painted
    for one in painted:  # blending rounds by a step
        assert (
            max(abs(one.red() - wanted.red()), abs(one.green() - wanted.green()), abs(one.blue() - wanted.blue())) <= 2
        )
    corners = [image.pixelColor(x, y).alpha() for x in (0, 47) for y in (0, 47)]
    assert corners == [0, 0, 0, 0]


def test_the_app_icon_has_its_own_colours(theme_app: Theme) -> None:
    assert len(painted_colours(icons.app_icon().pixmap(QSize(64, 64)).toImage())) > 3


def test_an_icon_follows_the_theme(theme_app: Theme) -> None:
    made = icons.icon("check", "text")
    light = painted_colours(made.pixmap(QSize(32, 32)).toImage())
    theme_app.set_choice(ThemeChoice.DARK)
    assert light == {LIGHT.text}
    assert painted_colours(made.pixmap(QSize(32, 32)).toImage()) == {DARK.text}


def test_an_icon_is_muted_when_off_and_may_differ_when_checked(theme_app: Theme) -> None:
    made = icons.icon("check", "text", "accent")
    disabled = made.pixmap(QSize(32, 32), QIcon.Mode.Disabled)
    checked = made.pixmap(QSize(32, 32), QIcon.Mode.Normal, QIcon.State.On)
    assert painted_colours(disabled.toImage()) == {LIGHT.muted}
    assert painted_colours(checked.toImage()) == {LIGHT.accent}


def test_an_icon_is_sharp_on_a_dense_screen(theme_app: Theme) -> None:
    dense = icons.icon("media").pixmap(QSize(24, 24), 2.0)
    assert dense.size() == QSize(48, 48)
    assert dense.devicePixelRatio() == 2.0
    assert icons.pixmap("media", 24, "text", 1.5).size() == QSize(36, 36)


def test_copies_of_an_icon_outlive_the_first(theme_app: Theme) -> None:
    copy = QIcon(icons.icon("folder"))
    icons.clear_icons()
    gc.collect()
    copy.addPixmap(icons.pixmap("file", 16))
    assert not copy.pixmap(QSize(24, 24)).isNull()


def test_a_copy_that_is_changed_while_the_first_is_in_use_stays_whole(theme_app: Theme) -> None:
    held = icons.icon("folder")
    for _ in range(50):
        copy = QIcon(held)
        copy.addPixmap(icons.pixmap("file", 16))
        gc.collect(0)
        assert not copy.pixmap(QSize(24, 24)).isNull()


def test_a_name_outside_the_set_is_found_at_once(theme_app: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("unicorn")


def test_every_code_has_an_icon_of_the_set() -> None:
    names = [icons.role_icon(role) for role in PersonRole]
    names += [icons.kind_icon(kind) for kind in MediaKind]
    names += [icons.method_icon(method) for method in AnswerMethod]
    names += [icons.status_icon(status)[0] for status in ConsentStatus]
    names += [icons.verdict_icon(verdict)[0] for verdict in Verdict]
    names += [icons.purpose_icon("x", audience) for audience in Audience]
    assert set(names) <= set(ICON_NAMES)
    assert len({icons.verdict_icon(verdict)[0] for verdict in Verdict}) == len(Verdict)


@pytest.mark.parametrize(
    ("key", "audience", "name"),
    [
        ("instagram", Audience.PUBLIC, "social"),
        ("website", Audience.PUBLIC, "globe"),
        ("nieuwsbrief-groep-8", Audience.CLOSED, "newsletter"),
        ("school_guide", Audience.PRINT, "book"),
        ("personeel", Audience.CLOSED, "lock"),
        ("files", Audience.PRINT, "paper"),
    ],
)
def test_the_icon_of_a_purpose(key: str, audience: Audience, name: str) -> None:
    assert icons.purpose_icon(key, audience) == name


def test_palette_has_the_disabled_colours() -> None:
    palette = build_palette(DARK)
    assert palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name() == DARK.muted
