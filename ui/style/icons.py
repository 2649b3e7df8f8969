# SPDX-License-Identifier: GPL-3.0-or-later
"""Icons: one set of SVG files, drawn in a colour of the theme at the size and sharpness of the moment.

An icon asks for its colour when it is painted, so buttons need no new icons when the theme changes.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from models.resources import resource_path
from models.terms import AnswerMethod, Audience, ConsentStatus, MediaKind, PersonRole, TodoKind, Verdict
from ui.style.theme import current_tokens
from ui.style.tokens import VERDICT_ROLES

APP_ICON = "beeldakkoord"

_PURPOSE_WORDS = (
    ("instagram", "social"),
    ("facebook", "social"),
    ("social", "social"),
    ("linkedin", "social"),
    ("tiktok", "social"),
    ("youtube", "film"),
    ("newsletter", "newsletter"),
    ("nieuwsbrief", "newsletter"),
    ("portal", "portal"),
    ("portaal", "portal"),
    ("guide", "book"),
    ("schoolgids", "book"),
    ("yearbook", "book"),
    ("jaarboek", "book"),
    ("press", "newspaper"),
    ("pers", "newspaper"),
    ("krant", "newspaper"),
    ("lesson", "lesson"),
    ("les", "lesson"),
    ("website", "globe"),
)
_AUDIENCE_ICONS = {Audience.CLOSED: "lock", Audience.PUBLIC: "globe", Audience.PRINT: "paper"}
_KIND_ICONS = {MediaKind.PHOTO: "camera", MediaKind.FILM: "film", MediaKind.SOUND: "sound"}
_METHOD_ICONS = {
    AnswerMethod.FORM: "forms",
    AnswerMethod.ONLINE: "globe",
    AnswerMethod.TELEPHONE: "phone",
    AnswerMethod.IN_PERSON: "people",
    AnswerMethod.EMAIL: "mail",
    AnswerMethod.IMPORT: "import",
}
_ROLE_ICONS = {
    PersonRole.PUPIL: "class",
    PersonRole.STAFF: "staff",
    PersonRole.VOLUNTEER: "volunteer",
    PersonRole.INTERNSHIP_PROVIDER: "company",
    PersonRole.GUARDIAN: "guardian",
    PersonRole.GUEST: "guest",
}
_TODO_LOOKS = {
    TodoKind.TAKEDOWN: ("takedown", "ask"),
    TodoKind.MISSING_FOR_SESSION: ("calendar", "ask"),
    TodoKind.GUARDIANS_DIFFER: ("guardian", "accent"),
    TodoKind.NOW_DECIDES: ("person", "accent"),
    TodoKind.ENDS_SOON: ("clock", "accent"),
    TodoKind.UNNAMED_FACES: ("verdict-identify", "identify"),
    TodoKind.REMINDER_DUE: ("mail", "accent"),
    TodoKind.RETENTION_DUE: ("history", "accent"),
}
_STATUS_LOOKS = {
    ConsentStatus.PROTECTED: ("verdict-cover", "cover"),
    ConsentStatus.REFUSED: ("verdict-no", "no"),
    ConsentStatus.WITHDRAWN: ("verdict-no", "no"),
    ConsentStatus.OBJECTED: ("verdict-no", "no"),
    ConsentStatus.NOT_REQUESTED: ("remove", "muted"),
    ConsentStatus.REQUESTED: ("verdict-ask", "ask"),
    ConsentStatus.EXPIRED: ("clock", "ask"),
    ConsentStatus.PARTLY_GIVEN: ("verdict-ask", "ask"),
    ConsentStatus.NOT_NEEDED: ("check", "muted"),
    ConsentStatus.GIVEN: ("verdict-ready", "ready"),
}


_CLONES: list[QIconEngine] = []


class _ThemeIconEngine(QIconEngine):
    """Draws one icon of the set; a disabled one is muted, a checked one may have a colour of its own."""

    def __init__(self, name: str, role: str, on_role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._on_role = on_role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        scale = painter.device().devicePixelRatioF() if painter.device() is not None else 1.0
        painter.drawPixmap(rect, self._draw(rect.size(), mode, state, scale))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._draw(size, mode, state, 1.0)

    def scaledPixmap(  # noqa: N802 - Qt's name
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return self._draw(size, mode, state, scale)

    def clone(self) -> QIconEngine:
        copy = _ThemeIconEngine(self._name, self._role, self._on_role)
        _CLONES.append(copy)  # Qt takes the engine without telling Python, which would destroy it here
        return copy

    def _draw(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        role = self._on_role if state == QIcon.State.On else self._role
        if mode == QIcon.Mode.Disabled:
            role = "border" if role == "on_accent" else "muted"
        return pixmap(self._name, min(size.width(), size.height()), role, scale)


def icon(name: str, role: str = "text", on_role: str | None = None) -> QIcon:
    """The icon ``resources/icons/<name>.svg`` in the colour of a token; ``on_role`` when it is checked.

    Raises FileNotFoundError for a name that is not in the set.
    """
    return _icon(name, role, on_role or role)


@cache
def _icon(name: str, role: str, on_role: str) -> QIcon:
    _svg(name)  # a wrong name shows here, not at the first paint
    return QIcon(_ThemeIconEngine(name, role, on_role))


def pixmap(name: str, side: int, role: str = "text", scale: float = 1.0) -> QPixmap:
    """The icon as a square picture of ``side`` device-independent pixels, for a screen with that pixel ratio."""
    return _pixmap(name, max(1, side), getattr(current_tokens(), role), scale)


@lru_cache(maxsize=1024)
def _pixmap(name: str, side: int, colour: str, scale: float) -> QPixmap:
    pixels = max(1, round(side * scale))
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(_svg(name).replace(b"currentColor", colour.encode()))).render(
        painter, QRectF(0, 0, pixels, pixels)
    )
    painter.end()
    image.setDevicePixelRatio(scale)
    return QPixmap.fromImage(image)


@cache
def _svg(name: str) -> bytes:
    return resource_path("icons", f"{name}.svg").read_bytes()


def clear_icons() -> None:
    """Forget every drawn icon; pictures may not outlive the application object."""
    _icon.cache_clear()
    _pixmap.cache_clear()


def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return icon(APP_ICON)


def purpose_icon(key: str, audience: Audience) -> str:
    """Name of the icon of a purpose: by a word in its key, else by who can see it."""
    parts = re.split(r"[-_ ]", key.casefold())
    for word, name in _PURPOSE_WORDS:
        if any(part == word or (len(word) > 4 and word in part) for part in parts):
            return name
    return _AUDIENCE_ICONS[audience]


def verdict_icon(verdict: Verdict) -> tuple[str, str]:
    """Name and colour role of a verdict's icon; each verdict has a shape of its own."""
    return f"verdict-{verdict.key}", VERDICT_ROLES[verdict]


def status_icon(status: ConsentStatus) -> tuple[str, str]:
    """Name and colour role of the icon of a consent status."""
    return _STATUS_LOOKS[status]


def todo_icon(kind: TodoKind) -> tuple[str, str]:
    """Name and colour role of the icon of a kind of thing to do."""
    return _TODO_LOOKS[kind]


def role_icon(role: PersonRole) -> str:
    """Name of the icon of a role."""
    return _ROLE_ICONS[role]


def kind_icon(kind: MediaKind) -> str:
    """Name of the icon of photo, film or sound."""
    return _KIND_ICONS[kind]


def method_icon(method: AnswerMethod) -> str:
    """Name of the icon of how an answer reached the school."""
    return _METHOD_ICONS[method]
