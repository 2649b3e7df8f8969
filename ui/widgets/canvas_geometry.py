# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes on a picture and the view onto it: places, handles, reading order, zoom. No painting, no widget.

A place on the picture is a fraction of its width and height (0 to 1, origin top left), as in the IPTC image region.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, Flag, auto

from PySide6.QtCore import QPointF, QRectF, QSizeF

from models.media.face_rows import reading_order
from models.terms import Verdict

LEAST_SIDE = 0.01
"""A box is at least this share of the picture on each side."""


class BoxState(Enum):
    """What is known of the person in a box."""

    NAMED = "named"
    UNNAMED = "unnamed"
    DOUBTFUL = "doubtful"
    """Perhaps nobody at all: a quiet dot until it is chosen."""
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class CanvasBox:
    """One box: ``x``, ``y``, ``w``, ``h`` are fractions of the picture; ``label`` is what stands under it."""

    key: int
    x: float
    y: float
    w: float
    h: float
    label: str = ""
    state: BoxState = BoxState.UNNAMED
    verdict: Verdict | None = None

    @property
    def rect(self) -> QRectF:
        """The box as a rectangle of fractions."""
        return QRectF(self.x, self.y, self.w, self.h)


class Grip(Flag):
    """Which sides of a box the mouse holds; all four is the whole box."""

    NONE = 0
    LEFT = auto()
    TOP = auto()
    RIGHT = auto()
    BOTTOM = auto()
    WHOLE = LEFT | TOP | RIGHT | BOTTOM


def put_in_reading_order(boxes: Iterable[CanvasBox]) -> tuple[CanvasBox, ...]:
    """Line by line from the top, each from left to right, as people read a group photo aloud."""
    placed = sorted(boxes, key=lambda one: one.key)
    return tuple(placed[at] for at in reading_order(placed))


def find_grip(rect: QRectF, point: QPointF, reach: float) -> Grip:
    """Which part of a rectangle a point holds, ``reach`` being how far beside an edge still counts (same unit)."""
    if not rect.adjusted(-reach, -reach, reach, reach).contains(point):
        return Grip.NONE
    grip = Grip.NONE
    # In a small box the edges may not swallow the middle, or it could not be moved any more.
    inside_x, inside_y = min(reach, rect.width() / 4), min(reach, rect.height() / 4)
    if point.x() <= rect.left() + inside_x:
        grip |= Grip.LEFT
    elif point.x() >= rect.right() - inside_x:
        grip |= Grip.RIGHT
    if point.y() <= rect.top() + inside_y:
        grip |= Grip.TOP
    elif point.y() >= rect.bottom() - inside_y:
        grip |= Grip.BOTTOM
    return grip or Grip.WHOLE


def drag_rect(rect: QRectF, grip: Grip, by: QPointF) -> QRectF:
    """A rectangle of fractions moved or resized by a drag, kept inside the picture and not too small."""
    if grip == Grip.WHOLE:
        moved = rect.translated(by)
        moved.moveLeft(min(max(0.0, moved.left()), 1.0 - moved.width()))
        moved.moveTop(min(max(0.0, moved.top()), 1.0 - moved.height()))
        return moved
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    if Grip.LEFT in grip:
        left = min(max(0.0, left + by.x()), right - LEAST_SIDE)
    if Grip.RIGHT in grip:
        right = max(min(1.0, right + by.x()), left + LEAST_SIDE)
    if Grip.TOP in grip:
        top = min(max(0.0, top + by.y()), bottom - LEAST_SIDE)
    if Grip.BOTTOM in grip:
        bottom = max(min(1.0, bottom + by.y()), top + LEAST_SIDE)
    return QRectF(left, top, right - left, bottom - top)


def span_rect(start: QPointF, end: QPointF) -> QRectF:
    """The rectangle between two points, cut off at the edges of the picture."""
    return QRectF(start, end).normalized().intersected(QRectF(0, 0, 1, 1))


class CanvasView:
    """How a picture of some size lies in a window of some size: fitted, or at a scale around a centre."""

    LARGEST = 8.0

    def __init__(self) -> None:
        self.picture = QSizeF(0, 0)
        self.window = QSizeF(1, 1)
        self.margin = 16.0
        self._scale: float | None = None
        self._centre = QPointF(0.5, 0.5)

    @property
    def is_fitted(self) -> bool:
        """Whether the whole picture is shown, whatever the size of the window."""
        return self._scale is None

    @property
    def fitting_scale(self) -> float:
        """The scale at which the whole picture shows; a small picture is not enlarged."""
        if self.picture.isEmpty():
            return 1.0
        wide = max(1.0, self.window.width() - 2 * self.margin) / self.picture.width()
        high = max(1.0, self.window.height() - 2 * self.margin) / self.picture.height()
        return min(wide, high, 1.0)

    @property
    def scale(self) -> float:
        """Window pixels per picture pixel."""
        return self.fitting_scale if self._scale is None else self._scale

    @property
    def target(self) -> QRectF:
        """Where the whole picture lies, in window pixels."""
        size = self.picture * self.scale
        if self._scale is None:
            centre = QPointF(0.5, 0.5)
        else:
            centre = QPointF(
                self._held(self._centre.x(), size.width(), self.window.width()),
                self._held(self._centre.y(), size.height(), self.window.height()),
            )
        return QRectF(
            self.window.width() / 2 - centre.x() * size.width(),
            self.window.height() / 2 - centre.y() * size.height(),
            size.width(),
            size.height(),
        )

    def fit(self) -> None:
        """Show the whole picture."""
        self._scale = None
        self._centre = QPointF(0.5, 0.5)

    def zoom_to(self, scale: float, around: QPointF | None = None) -> None:
        """Show at a scale; the point of the picture under ``around`` (window pixels) stays where it is."""
        point = around if around is not None else QPointF(self.window.width() / 2, self.window.height() / 2)
        held = self.to_picture(point)
        scale = min(self.LARGEST, max(self.fitting_scale, scale))
        if scale <= self.fitting_scale * 1.001 and scale < 1.0:
            self.fit()
            return
        self._scale = scale
        size = self.picture * scale
        self._centre = QPointF(
            held.x() - (point.x() - self.window.width() / 2) / size.width(),
            held.y() - (point.y() - self.window.height() / 2) / size.height(),
        )
        self._hold_centre()

    def pan(self, by: QPointF) -> None:
        """Shift the picture by window pixels, as far as there is picture to see."""
        if self._scale is None:
            return
        size = self.picture * self._scale
        self._centre -= QPointF(by.x() / size.width(), by.y() / size.height())
        self._hold_centre()

    def show_rect(self, rect: QRectF) -> None:
        """Bring a rectangle (fractions) into the window, when zoomed in."""
        if self._scale is None:
            return
        window = QRectF(QPointF(0, 0), self.window)
        if not window.contains(self.to_window(rect)):
            self._centre = rect.center()
            self._hold_centre()

    def to_picture(self, point: QPointF) -> QPointF:
        """A window pixel as a fraction of the picture (outside it: below 0 or above 1)."""
        target = self.target
        if target.isEmpty():
            return QPointF(0, 0)
        return QPointF((point.x() - target.left()) / target.width(), (point.y() - target.top()) / target.height())

    def to_window(self, rect: QRectF) -> QRectF:
        """A rectangle of fractions in window pixels."""
        target = self.target
        return QRectF(
            target.left() + rect.left() * target.width(),
            target.top() + rect.top() * target.height(),
            rect.width() * target.width(),
            rect.height() * target.height(),
        )

    def _hold_centre(self) -> None:
        size = self.picture * self.scale
        self._centre = QPointF(
            self._held(self._centre.x(), size.width(), self.window.width()),
            self._held(self._centre.y(), size.height(), self.window.height()),
        )

    @staticmethod
    def _held(centre: float, size: float, window: float) -> float:
        half = window / 2 / size if size else 0.5
        return 0.5 if half >= 0.5 else min(1.0 - half, max(half, centre))
