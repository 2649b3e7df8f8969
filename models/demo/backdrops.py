# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the drawn pictures are taken: outdoors and indoors, each filling a whole canvas."""

from __future__ import annotations

from random import Random

from models.demo.canvas import Canvas, Colour, Pen, arc_points, darken, fade, lighten, mix

_GREENS: tuple[Colour, ...] = ((112, 158, 116), (138, 176, 122), (92, 140, 112), (164, 190, 128))
_PAPERS: tuple[Colour, ...] = ((232, 145, 112), (244, 201, 116), (128, 176, 170), (150, 162, 206), (216, 150, 168))
_WALL: Colour = (244, 236, 222)
_WOOD: Colour = (201, 160, 116)


def draw_sky(canvas: Canvas, horizon: float) -> None:
    """Sky with a few clouds, down to a height in pixels."""
    canvas.gradient(0, horizon, (158, 204, 230), (232, 243, 244))
    for x, y, size in ((0.2, 0.2, 1.0), (0.62, 0.12, 0.75), (0.88, 0.34, 0.9)):
        cloud = canvas.pen.at(x * canvas.width, y * horizon, size * 90)
        for dx, dy, r in ((-0.9, 0.05, 0.4), (-0.35, -0.15, 0.55), (0.3, -0.05, 0.5), (0.85, 0.1, 0.32)):
            cloud.ellipse(dx, dy, r, r * 0.72, (255, 255, 255, 190))
        cloud.box(-1.25, 0.05, 2.4, 0.32, (255, 255, 255, 190), 0.16)


def draw_tree(pen: Pen, leaf: Colour, chance: Random) -> None:
    """A round tree, about 1 high, its trunk standing on the origin."""
    pen.polygon(((-0.04, 0), (-0.028, -0.5), (0.028, -0.5), (0.045, 0)), (128, 96, 76))
    pen.line(((0, -0.34), (0.12, -0.5)), 0.025, (128, 96, 76))
    for x, y, r in ((-0.16, -0.58, 0.18), (0.16, -0.6, 0.18), (0, -0.76, 0.22), (0.02, -0.55, 0.2)):
        pen.ellipse(x + chance.uniform(-0.02, 0.02), y, r, r * 0.95, leaf)
    pen.ellipse(-0.07, -0.8, 0.12, 0.09, lighten(leaf, 0.16))
    pen.ellipse(0.14, -0.66, 0.08, 0.06, lighten(leaf, 0.12))


def draw_forest(canvas: Canvas, chance: Random) -> None:
    """A wood with light between the trunks and a path to the front."""
    w, h = canvas.width, canvas.height
    floor = h * 0.6
    canvas.gradient(0, floor, (206, 226, 196), (240, 243, 214))
    pen = canvas.pen
    for depth in range(3):
        shade = mix((196, 212, 178), (98, 122, 98), depth / 2.2)
        for index in range(9 + depth):
            x = (index + chance.uniform(0.1, 0.9)) * w / (9 + depth)
            thick = (9 + depth * 9) * chance.uniform(0.8, 1.25)
            pen.polygon(((x - thick, floor + 30 + depth * 16), (x - thick * 0.6, 0), (x + thick * 0.5, 0),
                         (x + thick, floor + 30 + depth * 16)), shade)  # fmt: skip
        for index in range(12):
            x, y = index * w / 11, chance.uniform(-10, 60 + 20 * depth)
            pen.ellipse(
                x, y, chance.uniform(90, 150), chance.uniform(50, 95), fade(mix(shade, _GREENS[index % 4], 0.7), 0.55)
            )
        if depth == 1:
            canvas.soften(4)
    canvas.gradient(floor + 26, h, (150, 172, 112), (120, 148, 96))
    for index in range(26):
        x = index * w / 25
        pen.ellipse(x, floor + 34, chance.uniform(50, 90), chance.uniform(22, 52), _GREENS[index % 4])
    pen.blob(((w * 0.47, floor + 36), (w * 0.53, floor + 36), (w * 0.62, h * 0.78), (w * 0.86, h * 1.04),
              (w * 0.14, h * 1.04), (w * 0.38, h * 0.78)), (214, 190, 150))  # fmt: skip
    for start in (0.16, 0.42, 0.7):
        pen.polygon(
            ((w * start, 0), (w * (start + 0.07), 0), (w * (start - 0.06), h), (w * (start - 0.2), h)),
            (255, 250, 214, 34),
        )
    for _ in range(70):
        x, y = chance.uniform(0, w), chance.uniform(floor + 60, h)
        leaf = chance.choice(((206, 142, 84), (222, 176, 96), (134, 158, 92), (178, 120, 82)))
        pen.at(x, y, 1, chance.uniform(0, 180)).ellipse(0, 0, 9, 4.5, leaf)


def draw_field(canvas: Canvas, chance: Random, *, has_track: bool = True) -> None:
    """A sports field under a summer sky, with a running track in front if wanted."""
    w, h = canvas.width, canvas.height
    horizon = h * 0.45
    draw_sky(canvas, horizon)
    for index in range(13):
        tree = canvas.pen.at((index + chance.uniform(0, 0.5)) * w / 12, horizon + 12, chance.uniform(180, 270))
        draw_tree(tree, mix(_GREENS[index % 4], (214, 228, 220), 0.32), chance)
    canvas.soften(3)
    canvas.gradient(horizon + 8, h, (156, 194, 122), (126, 172, 104))
    for index in range(0, 10, 2):
        x0, x1 = w * (index / 10 - 0.05), w * ((index + 1) / 10 - 0.05)
        spread = 2.2
        canvas.pen.polygon(((x0, horizon + 8), (x1, horizon + 8), ((x1 - w / 2) * spread + w / 2, h),
                            ((x0 - w / 2) * spread + w / 2, h)), (255, 255, 255, 20))  # fmt: skip
    flags = [(w * step / 14, horizon * 0.62 + 26 * abs((step % 7) - 3.5) * -0.4) for step in range(15)]
    canvas.pen.line(flags, 3, (250, 248, 240))
    for index, (x, y) in enumerate(flags[:-1]):
        canvas.pen.polygon(((x + 14, y), (x + 74, y), (x + 44, y + 46)), _PAPERS[index % 5])
    if has_track:
        canvas.gradient(h * 0.68, h, (206, 128, 104), (190, 110, 90))
        for lane in range(4):
            y = h * (0.68 + lane * lane * 0.022 + lane * 0.03)
            canvas.pen.box(0, y, w, 4 + lane, (250, 240, 230))


def draw_stage(canvas: Canvas, chance: Random) -> None:
    """A school stage with curtains, a painted night sky and spotlights."""
    w, h = canvas.width, canvas.height
    pen = canvas.pen
    canvas.gradient(0, h * 0.72, (48, 52, 96), (120, 104, 156))
    for _ in range(46):
        pen.ellipse(chance.uniform(0, w), chance.uniform(0, h * 0.5), 2.6, 2.6, (255, 246, 214, 200))
    outer = arc_points(w * 0.7, h * 0.2, 78, 78, 32.4, 277.2)
    pen.polygon([*outer, *arc_points(w * 0.7 + 34, h * 0.2 - 16, 66, 66, 248.4, 61.2)], (252, 232, 178))
    for index in range(7):
        x, tall = w * (0.08 + index * 0.14), h * chance.uniform(0.16, 0.34)
        pen.box(x, h * 0.72 - tall, w * 0.11, tall, mix((72, 66, 112), (104, 88, 140), index % 2))
        eaves = h * 0.72 - tall
        pen.polygon(((x - 10, eaves), (x + w * 0.055, eaves - 70), (x + w * 0.11 + 10, eaves)), (134, 92, 122))
        for row in range(2):
            pen.box(x + w * 0.03, h * 0.72 - tall + 30 + row * 60, 26, 34, (250, 214, 132), 6)
    canvas.gradient(h * 0.72, h, (186, 132, 92), (142, 96, 72))
    for index in range(11):
        x = w * index / 10
        pen.line(((w / 2 + (x - w / 2) * 0.9, h * 0.72), (w / 2 + (x - w / 2) * 1.5, h)), 3, (116, 78, 62, 120))
    for side in (-1, 1):
        for fold in range(5):
            x = w / 2 + side * (w / 2 - fold * 34)
            shade = mix((160, 58, 74), (122, 40, 62), fold % 2)
            pen.blob(
                (
                    (x, -20),
                    (x - side * 44, -20),
                    (x - side * (40 - fold * 3), h * 0.5),
                    (x - side * 38, h * 0.8),
                    (x, h * 0.8),
                ),
                shade,
            )
    for index in range(9):
        pen.ellipse(w * (index + 0.5) / 9, -6, w / 15, 74, mix((150, 52, 70), (172, 66, 80), index % 2))
    for x, end in ((0.2, 0.34), (0.5, 0.5), (0.8, 0.66)):
        pen.polygon(
            ((w * x - 20, 0), (w * x + 20, 0), (w * end + 170, h * 0.9), (w * end - 170, h * 0.9)), (255, 244, 206, 30)
        )
        canvas.glow(w * end, h * 0.9, 230, 46, (255, 240, 200), 0.35)


def draw_classroom(canvas: Canvas, chance: Random) -> None:
    """A light classroom: window, board, pinned-up work, plants."""
    w, h = canvas.width, canvas.height
    pen = canvas.pen
    canvas.gradient(0, h * 0.74, _WALL, darken(_WALL, 0.06))
    canvas.gradient(h * 0.74, h, (206, 178, 144), (188, 158, 126))
    pen.box(0, h * 0.725, w, 18, (250, 246, 238))
    window = pen.at(w * 0.06, h * 0.1)
    window.box(-10, -10, w * 0.27 + 20, h * 0.42 + 20, (255, 253, 248), 8)
    window.box(0, 0, w * 0.27, h * 0.42, (182, 218, 234))
    window.box(0, h * 0.3, w * 0.27, h * 0.12, (158, 192, 132))
    for index in range(3):
        draw_tree(window.at(w * (0.05 + index * 0.085), h * 0.37, 170), _GREENS[index], chance)
    for x in (0.0, 0.135):
        window.box(w * x + (w * 0.135 - 5 if x == 0 else 0), 0, 10, h * 0.42, (255, 253, 248))
    window.box(-22, h * 0.42 + 8, w * 0.27 + 44, 18, (252, 248, 240), 6)
    board = pen.at(w * 0.4, h * 0.09)
    board.box(-12, -12, w * 0.31 + 24, h * 0.36 + 24, _WOOD, 8)
    board.box(0, 0, w * 0.31, h * 0.36, (74, 118, 108))
    board.line(((40, 70), (150, 70)), 7, (240, 244, 236, 200))
    board.line(((40, 112), (230, 112)), 7, (240, 244, 236, 150))
    board.arc(w * 0.22, h * 0.18, 64, 64, 0, 360, 7, (246, 226, 150, 220))
    board.arc(w * 0.22, h * 0.18, 34, 30, 20, 160, 6, (246, 226, 150, 220))
    for row in range(3):
        for column in range(3):
            paper = _PAPERS[(row * 2 + column) % 5]
            sheet = pen.at(w * (0.77 + column * 0.075), h * (0.09 + row * 0.13), 1, chance.uniform(-3, 3))
            sheet.box(0, 0, w * 0.06, h * 0.1, (255, 253, 248), 4)
            sheet.ellipse(w * 0.03, h * 0.045, w * 0.019, w * 0.019, paper)
            sheet.box(w * 0.012, h * 0.078, w * 0.036, 6, lighten(paper, 0.4), 3)
    for index in range(16):
        x = w * index / 15
        pen.line(((x, 14), (x, 30)), 2, (190, 170, 150))
        pen.polygon(((x - 22, 28), (x + 22, 28), (x, 66)), _PAPERS[index % 5])
    canvas.soften(2.2)


def draw_plant(pen: Pen) -> None:
    """A potted plant, about 1 high, standing on the origin."""
    for x, y, turn in ((-0.2, -0.66, -32), (0.2, -0.68, 30), (0, -0.78, 0), (-0.3, -0.5, -58), (0.3, -0.5, 56)):
        pen.line(((0, -0.34), (x * 0.8, y)), 0.025, (96, 134, 98))
        pen.at(x, y, 1, turn).ellipse(0, 0, 0.1, 0.2, (116, 164, 118))
    pen.polygon(((-0.2, -0.36), (0.2, -0.36), (0.15, 0), (-0.15, 0)), (214, 138, 106))
    pen.box(-0.22, -0.4, 0.44, 0.08, (226, 152, 120), 0.03)


def draw_corridor(canvas: Canvas, chance: Random) -> None:
    """A school corridor in perspective, with pictures on the walls and coats on hooks."""
    w, h = canvas.width, canvas.height
    pen = canvas.pen
    far = (w * 0.38, h * 0.3, w * 0.62, h * 0.62)
    canvas.gradient(0, h, (250, 246, 236), (240, 232, 216))
    pen.polygon(((0, 0), (w, 0), (far[2], far[1]), (far[0], far[1])), (252, 250, 244))
    pen.polygon(((0, h), (w, h), (far[2], far[3]), (far[0], far[3])), (198, 206, 206))
    for step in range(1, 7):
        share = (step / 7) ** 2.2
        y = far[3] + (h - far[3]) * share
        pen.box(far[0] * (1 - share), y, w - 2 * far[0] * (1 - share), 2 + 4 * share, (180, 190, 192))
    pen.polygon(((0, 0), (far[0], far[1]), (far[0], far[3]), (0, h)), (236, 224, 204))
    pen.polygon(((w, 0), (far[2], far[1]), (far[2], far[3]), (w, h)), (228, 216, 198))
    pen.box(far[0], far[1], far[2] - far[0], far[3] - far[1], (214, 226, 226))
    door = (far[0] + (far[2] - far[0]) * 0.25, far[1] + 50, (far[2] - far[0]) * 0.5, far[3] - far[1] - 50)
    pen.box(*door, (92, 138, 140))
    pen.box(door[0] + 24, door[1] + 24, door[2] - 48, door[3] * 0.42, (206, 232, 236), 6)
    for side in (-1, 1):
        for step in range(4):
            near, end = 0.06 + step * 0.23, 0.06 + step * 0.23 + 0.16
            _draw_wall_picture(canvas, side, near, end, far, _PAPERS[(step + (side > 0)) % 5], chance)
    for share in (0.1, 0.38, 0.62, 0.8):
        y, half = far[1] * share, (w / 2) * (1 - share) * 0.24 + 30
        lamp = pen.at(w / 2, y, half)
        lamp.polygon(((-1, 0), (1, 0), (0.86, 24 / half), (-0.86, 24 / half)), (255, 252, 226))
    canvas.glow(w / 2, h * 0.86, 420, 120, (255, 255, 255), 0.3)


def _draw_wall_picture(
    canvas: Canvas,
    side: int,
    near: float,
    end: float,
    far: tuple[float, float, float, float],
    paint: Colour,
    chance: Random,
) -> None:
    w, h = canvas.width, canvas.height

    def on_wall(depth: float, up: float) -> tuple[float, float]:
        x = far[0] * depth
        top, low = far[1] * depth, h + (far[3] - h) * depth
        return (x if side < 0 else w - x), top + (low - top) * up

    def frame(inset: float, colour: Colour, low: float = 0.56) -> None:
        a, b = near + inset, end - inset
        t, u = 0.24 + inset * 0.7, low - inset * 0.7
        canvas.pen.polygon((on_wall(a, t), on_wall(b, t), on_wall(b, u), on_wall(a, u)), colour)

    frame(0.0, _WOOD)
    frame(0.014, (255, 253, 246))
    frame(0.026, lighten(paint, 0.45), 0.55)
    middle, tall = on_wall((near + end) / 2, chance.uniform(0.36, 0.42)), (1 - near) * 56
    canvas.pen.ellipse(*middle, tall * 0.62, tall, paint)
    canvas.pen.ellipse(middle[0] + tall * 0.2, middle[1] + tall * 0.5, tall * 0.5, tall * 0.6, darken(paint, 0.2))
    for hook in range(3):
        x, y = on_wall(near + 0.03 + hook * 0.055, 0.64)
        size = (1 - near) * 60
        canvas.pen.ellipse(x, y - size * 0.1, size * 0.1, size * 0.1, _WOOD)
        coat = _PAPERS[(hook + round(near * 10)) % 5]
        canvas.pen.blob(((x - size * 0.2, y), (x + size * 0.2, y), (x + size * 0.36, y + size * 1.5),
                         (x - size * 0.36, y + size * 1.5)), darken(coat, 0.12))  # fmt: skip


def draw_yard(canvas: Canvas, chance: Random) -> None:
    """The front of the school: brick, big windows, a hedge and paving."""
    w, h = canvas.width, canvas.height
    pen = canvas.pen
    draw_sky(canvas, h * 0.5)
    canvas.gradient(h * 0.5, h * 0.68, (176, 204, 156), (148, 184, 132))
    for x in (0.03, 0.95):
        draw_tree(pen.at(w * x, h * 0.62, 480), _GREENS[1], chance)
    pen.box(w * 0.1, h * 0.16, w * 0.8, h * 0.5, (196, 122, 98))
    for row in range(14):
        pen.box(w * 0.1, h * (0.17 + row * 0.035), w * 0.8, 2, (178, 106, 86))
    pen.box(w * 0.085, h * 0.13, w * 0.83, h * 0.04, (84, 92, 108), 6)
    for column in range(5):
        x = w * (0.135 + column * 0.15)
        if column == 2:
            pen.box(x - 10, h * 0.3, w * 0.13 + 20, h * 0.36, (250, 244, 232))
            pen.box(x, h * 0.32, w * 0.062, h * 0.34, (84, 138, 140))
            pen.box(x + w * 0.066, h * 0.32, w * 0.062, h * 0.34, (84, 138, 140))
            continue
        pen.box(x - 8, h * 0.26, w * 0.13 + 16, h * 0.24, (250, 244, 232))
        pen.box(x, h * 0.27, w * 0.13, h * 0.22, (176, 212, 226))
        pen.polygon(
            ((x, h * 0.49), (x + w * 0.06, h * 0.27), (x + w * 0.09, h * 0.27), (x + w * 0.03, h * 0.49)),
            (255, 255, 255, 70),
        )
        pen.box(x + w * 0.063, h * 0.27, 7, h * 0.22, (250, 244, 232))
    draw_school_sign(canvas, w * 0.5, h * 0.225)
    for index in range(22):
        x = w * (0.04 + index * 0.044)
        if not 0.4 < x / w < 0.6:
            pen.ellipse(x, h * 0.66, 52, 40, _GREENS[index % 3])
    canvas.soften(1.5)
    canvas.gradient(h * 0.67, h, (208, 204, 196), (186, 182, 178))
    for row in range(7):
        y = h * (0.69 + row * row * 0.007 + row * 0.012)
        pen.box(0, y, w, 2 + row * 0.4, (176, 172, 170))


def draw_school_sign(canvas: Canvas, x: float, y: float) -> None:
    """The name of the invented school with its poppy, around a middle."""
    canvas.pen.box(x - 172, y - 34, 344, 68, (255, 251, 242), 16)
    draw_poppy(canvas.pen.at(x - 126, y + 2, 50))
    canvas.write(x + 26, y - 2, "De Klaproos", 38, (84, 70, 84))


def draw_poppy(pen: Pen) -> None:
    """A poppy (in Dutch: klaproos), about 1 high around the origin."""
    for x, y in ((-0.22, -0.08), (0.22, -0.08), (0.0, -0.26), (0.0, 0.14)):
        pen.ellipse(x, y, 0.31, 0.28, (216, 84, 72) if y < 0 else (232, 106, 88))
    pen.ellipse(0, -0.04, 0.15, 0.14, (66, 54, 66))
    for dx in (-0.07, 0.0, 0.07):
        pen.ellipse(dx, -0.06, 0.022, 0.03, (246, 214, 134))


def draw_workshop(canvas: Canvas, chance: Random) -> None:
    """A bicycle maker's workshop: a board of tools, wheels on the wall, shelves."""
    w, h = canvas.width, canvas.height
    pen = canvas.pen
    canvas.gradient(0, h * 0.76, (222, 226, 222), (206, 212, 210))
    canvas.gradient(h * 0.76, h, (152, 156, 160), (132, 136, 142))
    pen.box(w * 0.08, h * 0.1, w * 0.4, h * 0.36, _WOOD, 10)
    for index in range(8):
        x, y = w * (0.12 + (index % 4) * 0.09), h * (0.15 + (index // 4) * 0.16)
        metal, grip = (120, 130, 144), _PAPERS[chance.randrange(5)]
        pen.line(((x, y), (x, y + 58)), 12, metal)
        pen.line(((x, y + 58), (x, y + 92)), 18, grip)
        pen.ellipse(x, y, 17, 17, metal)
        pen.ellipse(x, y - 6, 8, 9, _WOOD)
    for x, y, r in ((0.6, 0.22, 96), (0.74, 0.3, 110), (0.9, 0.2, 90)):
        draw_wheel(pen.at(w * x, h * y, r))
    pen.box(w * 0.54, h * 0.5, w * 0.42, 16, darken(_WOOD, 0.15), 4)
    for index in range(7):
        pen.box(w * (0.56 + index * 0.055), h * 0.5 - 54, 58, 54, _PAPERS[index % 5], 6)
    canvas.soften(2.4)


def draw_wheel(pen: Pen) -> None:
    """A bicycle wheel of radius 1 around the origin."""
    for turn in range(0, 180, 30):
        spoke = pen.at(0, 0, 1, turn)
        spoke.line(((-0.9, 0), (0.9, 0)), 0.025, (168, 172, 180))
    pen.arc(0, 0, 0.93, 0.93, 0, 360, 0.11, (62, 62, 74))
    pen.ellipse(0, 0, 0.1, 0.1, (150, 154, 164))


def draw_bicycle(pen: Pen, colour: Colour) -> None:
    """A bicycle, about 1 high and 1.7 wide, its wheels standing on the origin's height."""
    for x in (-0.52, 0.52):
        draw_wheel(pen.at(x, -0.34, 0.34))
    pen.line(((-0.52, -0.34), (-0.26, -0.76), (0.36, -0.76), (0.02, -0.34), (-0.26, -0.76)), 0.05, colour)
    pen.line(((-0.52, -0.34), (0.02, -0.34)), 0.05, colour)
    pen.line(((0.52, -0.34), (0.36, -0.94), (0.24, -0.98)), 0.05, colour)
    pen.line(((-0.26, -0.76), (-0.29, -0.88)), 0.045, (90, 92, 104))
    pen.box(-0.42, -0.92, 0.24, 0.07, (72, 60, 62), 0.035)
    pen.arc(-0.52, -0.34, 0.4, 0.4, 190, 320, 0.045, darken(colour, 0.1))


def draw_greenhouse(canvas: Canvas, chance: Random) -> None:
    """A nursery under glass with rows of plants."""
    w, h = canvas.width, canvas.height
    pen = canvas.pen
    canvas.gradient(0, h * 0.7, (202, 228, 234), (236, 244, 232))
    for index in range(6):
        draw_tree(
            pen.at(w * (0.06 + index * 0.18), h * 0.62, 260), mix(_GREENS[index % 4], (224, 238, 234), 0.55), chance
        )
    canvas.gradient(h * 0.68, h, (190, 172, 146), (168, 148, 124))
    for index in range(9):
        pen.box(w * index / 8 - 5, 0, 10, h * 0.68, (250, 252, 250))
    for y in (0.0, 0.22, 0.44):
        pen.box(0, h * y, w, 9, (250, 252, 250))
    for row, y in enumerate((0.6, 0.7)):
        pen.box(0, h * y, w, 22 + row * 10, _WOOD)
        for index in range(13 - row * 2):
            draw_plant(pen.at((index + 0.5) * w / (13 - row * 2), h * y + 4, 128 + row * 34 + chance.uniform(-8, 8)))
    canvas.soften(2.6)


def draw_soft_room(canvas: Canvas, chance: Random) -> None:
    """A calm, out-of-focus room with bookshelves: behind a portrait or a team."""
    w, h = canvas.width, canvas.height
    pen = canvas.pen
    canvas.gradient(0, h * 0.8, (222, 232, 228), (206, 218, 216))
    canvas.gradient(h * 0.8, h, (204, 184, 158), (186, 164, 138))
    for side in (0.0, 0.68):
        pen.box(w * side, h * 0.12, w * 0.32, h * 0.68, darken(_WOOD, 0.08))
        for shelf in range(4):
            top = h * (0.15 + shelf * 0.165)
            pen.box(w * side + 14, top, w * 0.32 - 28, h * 0.135, (168, 130, 96))
            x = w * side + 22
            while x < w * (side + 0.3) - 20:
                wide, tall = chance.uniform(16, 34), h * chance.uniform(0.08, 0.125)
                pen.box(x, top + h * 0.135 - tall, wide, tall, chance.choice(_PAPERS), 3)
                x += wide + 3
    canvas.soften(7)
