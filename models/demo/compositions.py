# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens in each kind of drawn picture: a place, and people doing something there.

A composition draws onto a canvas of `LANDSCAPE` or, where it says so, `PORTRAIT` size and gives the heads of the
people in order. People in the distance or seen from behind have no head to name and are not given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from models.demo import backdrops
from models.demo.canvas import Canvas, Colour, darken, lighten, mix
from models.demo.figures import (
    AT_TABLE,
    BACK,
    CHEERING,
    POINTING,
    READING,
    RUNNING,
    SITTING,
    STANDING,
    TALL_PIXELS,
    WAVING,
    HeadPlace,
    Pose,
    draw_figure,
)
from models.demo.looks import Look, derive_look

LANDSCAPE = (1600, 1067)
PORTRAIT = (1067, 1600)

Composition = Callable[[Canvas, Sequence[Look], Random], list[HeadPlace]]

_CALM = (
    STANDING,
    Pose(left_arm=(14, 30), gaze=0.4),
    Pose(right_arm=(14, -30), tilt=3),
    Pose(left_arm=(28, -52), right_arm=(28, -52)),
    Pose(is_laughing=True, tilt=-3),
    Pose(right_arm=(10, 2), gaze=-0.4, tilt=2),
)
_LIVELY = (WAVING, CHEERING, Pose(is_laughing=True, left_arm=(100, 160), tilt=5), Pose(is_laughing=True, gaze=0.5))
_WOOD: Colour = (206, 166, 122)


def _spread(count: int, left: float, right: float) -> list[float]:
    """``count`` places in the middle of equal parts between two edges."""
    return [left + (right - left) * (index + 0.5) / count for index in range(count)]


def _draw_row(
    canvas: Canvas,
    looks: Sequence[Look],
    places: Sequence[tuple[float, float]],
    poses: Sequence[Pose],
    scale: float,
    shadow: float = 0.3,
) -> list[HeadPlace]:
    """People at their places, furthest first; poses are used in turn. Heads in the order of ``looks``."""
    heads: dict[int, HeadPlace] = {}
    for index in sorted(range(len(looks)), key=lambda index: places[index][1]):
        x, y = places[index]
        pose = poses[index % len(poses)]
        heads[index] = draw_figure(canvas, x, y, looks[index], pose, scale=scale, shadow=shadow)
    return [heads[index] for index in range(len(looks))]


def _strangers(count: int, chance: Random) -> list[Look]:
    """Looks of people nobody could recognise: far away, or seen from behind."""
    styles = ("short", "long", "ponytail", "crop", "bob", "curls", "wavy", "quiff")
    colours = ("blond", "brown", "dark", "black", "sand", "ginger")
    return [
        derive_look(
            f"stranger {chance.random()}",
            f"{chance.randint(1, 6)} {chance.choice(styles)} {chance.choice(colours)}",
            10,
        )
        for _ in range(count)
    ]


def draw_class_photo(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """A class in front of the school, the tallest behind; the last one in the list, the teacher, at the side."""
    backdrops.draw_yard(canvas, chance)
    pupils, teacher = looks[:-1], looks[-1]
    third = -(-len(pupils) // 3)
    rows = (pupils[:third], pupils[third : 2 * third], pupils[2 * third :])
    heads: list[HeadPlace] = []
    edge = 90 + max(0, 8 - third) * 90
    right = canvas.width - edge - 130
    last = draw_figure(canvas, right + 70, 905, teacher, Pose(left_arm=(12, -8)), scale=0.84)
    for row, (feet, poses) in enumerate(
        ((770, _CALM), (892, _CALM[::-1]), (1010, (SITTING, replace(SITTING, tilt=3))))
    ):
        if row == 0:
            canvas.pen.box(edge - 10, 766, right - edge + 20, 26, darken(_WOOD, 0.1), 8)
        shift = (right - edge) / third / 4 * (1 if row % 2 else -1)
        places = [(x + shift, float(feet)) for x in _spread(len(rows[row]), edge, right)]
        heads += _draw_row(canvas, rows[row], places, poses, 0.8)
    return [*heads, last]


def draw_forest_group(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """A group on the path in the wood."""
    backdrops.draw_forest(canvas, chance)
    half = 115 * len(looks)
    places = [(x, 985.0 - 70 * (index % 2)) for index, x in enumerate(_spread(len(looks), 800 - half, 800 + half))]
    return _draw_row(canvas, looks, places, (*_CALM[1:3], WAVING, _CALM[4], _CALM[3]), 1.08)


def draw_forest_close(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Friends close together in the wood, cut off at the waist."""
    backdrops.draw_forest(canvas, chance)
    canvas.soften(3)
    places = [(x, 1530.0 + 40 * (index % 2)) for index, x in enumerate(_spread(len(looks), 200, 1400))]
    return _draw_row(canvas, looks, places, (_CALM[4], _CALM[2], _CALM[1]), 2.3, 0)


def draw_forest_behind(canvas: Canvas, _looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """A class walking away along the path, seen from behind."""
    backdrops.draw_forest(canvas, chance)
    for size, feet, count in ((0.6, 760, 4), (0.78, 860, 4), (0.98, 990, 3)):
        spread = size * 300
        strangers = _strangers(count, chance)
        places = [(x, feet + chance.uniform(-14, 14)) for x in _spread(count, 800 - spread, 800 + spread)]
        walk = replace(BACK, left_leg=(4, -8), right_leg=(6, 10), left_arm=(14, 20))
        _draw_row(canvas, strangers, places, (BACK, walk), size)
    return []


def draw_forest_find(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """PORTRAIT: somebody holds up a leaf as large as a plate."""
    backdrops.draw_forest(canvas, chance)
    pose = Pose(right_arm=(70, 168), left_arm=(16, -20), is_laughing=True, tilt=-4)
    heads = [draw_figure(canvas, 500, 1490, looks[0], pose, scale=1.95)]
    leaf = canvas.pen.at(810, 760, 120, 18)
    leaf.blob(((0, 0.95), (-0.5, 0.6), (-0.95, 0.1), (-0.45, 0.0), (-0.55, -0.6), (0, -0.95), (0.55, -0.6), (0.45, 0),
               (0.95, 0.1), (0.5, 0.6)), (216, 142, 74))  # fmt: skip
    for x, y in ((0, -0.7), (-0.6, 0.1), (0.6, 0.1)):
        leaf.line(((0, 0.8), (x, y)), 0.03, (180, 106, 60))
    leaf.line(((0, 0.7), (0, 1.3)), 0.06, (180, 106, 60))
    return heads


def draw_picnic(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Lunch on a rug between the trees."""
    backdrops.draw_forest(canvas, chance)
    pen = canvas.pen
    pen.blob(((260, 860), (800, 800), (1340, 860), (1500, 1010), (800, 1070), (100, 1010)), (218, 118, 104))
    for share in (0.25, 0.5, 0.75):
        back, front = 120 + 1360 * share, 1520 * share
        pen.blob(((back, 836), (back + 30, 836), (front + 40, 1050), (front, 1050)), (250, 236, 220, 110))
    places = [
        (x, 905.0 if index in (0, len(looks) - 1) else 870.0) for index, x in enumerate(_spread(len(looks), 150, 1450))
    ]
    poses = (SITTING, replace(SITTING, is_laughing=True, tilt=4), replace(SITTING, right_arm=(34, 120), gaze=-0.5))
    heads = _draw_row(canvas, looks, places, poses, 1.05)
    for x, y, colour in (
        (480, 968, (126, 172, 128)),
        (700, 984, (240, 190, 96)),
        (930, 968, (96, 150, 178)),
        (1130, 980, (206, 98, 92)),
    ):
        canvas.glow(x, y + 24, 70, 14, (60, 40, 60), 0.3)
        pen.box(x - 46, y - 32, 92, 54, colour, 12)
        pen.box(x - 46, y - 36, 92, 18, lighten(colour, 0.35), 9)
    return heads


def draw_race(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Running on the track."""
    backdrops.draw_field(canvas, chance)
    places = [(x, 860.0 + 62 * (index % 3)) for index, x in enumerate(_spread(len(looks), 130, 1440))]
    return _draw_row(canvas, looks, places, (RUNNING, replace(RUNNING, gaze=0.4, tilt=-3)), 1.05)


def draw_podium(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Three on the steps, the winner in the middle."""
    backdrops.draw_field(canvas, chance, has_track=False)
    places = ((800.0, 770.0), (500.0, 830.0), (1100.0, 880.0))
    pen = canvas.pen
    canvas.glow(800, 990, 560, 60, (50, 60, 60), 0.35)
    for (x, top), number, colour in zip(
        places, "123", ((244, 204, 116), (206, 214, 222), (222, 168, 128)), strict=True
    ):
        pen.box(x - 150, top - 4, 300, 990 - top, lighten(colour, 0.1), 6)
        pen.box(x - 150, top - 4, 300, 26, lighten(colour, 0.5), 6)
        canvas.write(x, (top + 1000) / 2, number, 74, darken(colour, 0.45))
    heads = _draw_row(canvas, looks, places, (CHEERING, WAVING, _LIVELY[2]), 1.0)
    for (x, _), head in zip(places, heads, strict=False):
        medal = head.y + head.h * 1.62
        pen.line(((x - 20, head.y + head.h * 1.02), (x, medal), (x + 20, head.y + head.h * 1.02)), 6, (92, 132, 172))
        pen.ellipse(x, medal + 8, 17, 17, (246, 206, 104))
    return heads


def draw_ball_game_behind(canvas: Canvas, _looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Players in front of a goal, seen from behind."""
    backdrops.draw_field(canvas, chance, has_track=False)
    pen = canvas.pen
    for step in range(17):
        pen.line(((480 + step * 40, 470), (480 + step * 40, 690)), 2, (255, 255, 255, 150))
    for step in range(6):
        pen.line(((480, 480 + step * 42), (1120, 480 + step * 42)), 2, (255, 255, 255, 150))
    pen.line(((480, 700), (480, 466), (1120, 466), (1120, 700)), 12, (255, 253, 248))
    run = replace(BACK, left_arm=(46, 20), right_arm=(40, 70), left_leg=(16, 40), right_leg=(16, 0), lean=5)
    places = [(x, y) for x, y in ((330, 880), (640, 800), (960, 930), (1290, 850), (800, 760))]
    _draw_row(canvas, _strangers(5, chance), places, (run, BACK, replace(run, lean=-6), BACK), 0.98)
    canvas.glow(1100, 962, 44, 12, (40, 60, 40), 0.4)
    pen.ellipse(1100, 930, 34, 34, (255, 253, 248))
    for x, y in ((1100, 930), (1082, 908), (1122, 912), (1086, 952), (1120, 950)):
        pen.ellipse(x, y, 9, 9, (70, 70, 84))
    return []


def draw_field_far(canvas: Canvas, _looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """The whole field from afar: people are specks."""
    backdrops.draw_field(canvas, chance)
    places = [(chance.uniform(80, 1520), chance.uniform(540, 720)) for _ in range(34)]
    poses = (RUNNING, STANDING, BACK, CHEERING)
    _draw_row(canvas, _strangers(len(places), chance), places, poses, 0.15)
    return []


def draw_stage_play(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Singing on the stage."""
    backdrops.draw_stage(canvas, chance)
    places = [(x, 940.0 - 56 * (index % 2)) for index, x in enumerate(_spread(len(looks), 210, 1390))]
    return _draw_row(canvas, looks, places, (*_LIVELY, _CALM[4]), 0.98)


def draw_stage_solo(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """PORTRAIT: one singer in the light."""
    backdrops.draw_stage(canvas, chance)
    pose = Pose(right_arm=(34, 158), left_arm=(70, 96), is_laughing=True, tilt=-3)
    head = draw_figure(canvas, 533, 1440, looks[0], pose, scale=1.75)
    hand = (head.x + head.w * 1.16, head.y + head.h * 1.3)
    canvas.pen.line((hand, (hand[0] - 30, hand[1] - 74)), 22, (70, 70, 84))
    canvas.pen.ellipse(hand[0] - 34, hand[1] - 84, 27, 27, (150, 152, 164))
    return [head]


def draw_audience_behind(canvas: Canvas, _looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """The stage over the heads of the audience, all seen from behind."""
    backdrops.draw_stage(canvas, chance)
    for row, (feet, size, count) in enumerate(((1330, 1.1, 9), (1500, 1.32, 8))):
        places = [(x + 60 * row, float(feet)) for x in _spread(count, -40, 1640)]
        _draw_row(canvas, _strangers(count, chance), places, (BACK,), size, 0)
    canvas.pen.box(0, 0, 1600, 1067, (30, 22, 50, 40))
    return []


def draw_poster(canvas: Canvas, _looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """PORTRAIT: the poster of the musical; nobody is on it."""
    canvas.gradient(0, 1600, (54, 58, 108), (172, 112, 140))
    pen = canvas.pen
    for _ in range(90):
        pen.ellipse(chance.uniform(0, 1067), chance.uniform(0, 1000), 3, 3, (255, 246, 214, 220))
    canvas.glow(533, 640, 420, 420, (255, 232, 178), 0.5)
    pen.ellipse(533, 640, 240, 240, (252, 232, 178))
    for x, y, r in ((470, 580, 40), (600, 700, 54), (560, 540, 24)):
        pen.ellipse(x, y, r, r * 0.9, (242, 214, 152))
    pen.blob(
        ((-60, 1300), (200, 1130), (520, 1240), (800, 1100), (1140, 1260), (1140, 1700), (-60, 1700)), (62, 58, 104)
    )
    pen.blob(((-60, 1450), (300, 1300), (700, 1400), (1140, 1340), (1140, 1700), (-60, 1700)), (46, 44, 84))
    for x, size in ((140, 200), (880, 240), (980, 170)):
        backdrops.draw_tree(pen.at(x, 1400, size), (40, 60, 92), chance)
    canvas.write(533, 190, "De maan", 132, (255, 246, 222))
    canvas.write(533, 320, "is zoek!", 132, (255, 246, 222))
    canvas.write(533, 1440, "Musical van groep 8", 58, (255, 240, 210))
    backdrops.draw_poppy(pen.at(376, 1528, 56))
    canvas.write(566, 1526, "De Klaproos", 46, (255, 240, 210))
    return []


def _draw_table(canvas: Canvas, top: float, left: float = 60, right: float = 1540) -> None:
    pen = canvas.pen
    pen.box(left, top, right - left, 34, lighten(_WOOD, 0.25), 10)
    pen.box(left + 14, top + 34, right - left - 28, 600, mix(_WOOD, (250, 240, 224), 0.12))
    pen.box(left + 14, top + 34, right - left - 28, 14, (90, 60, 40, 60))
    for x in (left + 14, (left + right) / 2 - 3, right - 20):
        pen.box(x, top + 48, 6, 600, (90, 60, 40, 40))


def draw_reading(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Reading at a table."""
    backdrops.draw_classroom(canvas, chance)
    places = [(x, 1190.0) for x in _spread(len(looks), 130, 1470)]
    heads = _draw_row(
        canvas, looks, places, (READING, replace(READING, gaze=-0.4), replace(READING, is_laughing=True)), 1.35
    )
    _draw_table(canvas, 905)
    for index, (x, _) in enumerate(places):
        colour = ((206, 98, 92), (94, 148, 170), (129, 170, 139), (240, 189, 104))[index % 4]
        for side in (-1, 1):
            canvas.pen.polygon(((x, 800), (x + side * 96, 778), (x + side * 96, 900), (x, 918)), colour)
            canvas.pen.polygon(((x, 800), (x + side * 6, 798), (x + side * 6, 914), (x, 918)), darken(colour, 0.2))
            canvas.pen.box(x + side * 52 - 26, 822, 52, 9, lighten(colour, 0.5), 4)
    return heads


def draw_science(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Coloured water in glasses; the last one in the list is the teacher."""
    backdrops.draw_classroom(canvas, chance)
    places = [(x, 1200.0) for x in _spread(len(looks), 120, 1480)]
    poses = (replace(AT_TABLE, is_laughing=True), replace(AT_TABLE, gaze=0.6), replace(AT_TABLE, gaze=0.5, tilt=4))
    heads = _draw_row(canvas, looks, places, poses, 1.3)
    _draw_table(canvas, 915)
    pen = canvas.pen
    for x, colour, tall in (
        (430, (106, 176, 190), 130),
        (640, (236, 150, 120), 96),
        (800, (156, 190, 118), 150),
        (1000, (190, 140, 190), 110),
    ):
        pen.box(x - 34, 920 - tall, 68, tall, (255, 255, 255, 110), 12)
        pen.box(x - 30, 920 - tall * 0.62, 60, tall * 0.6, (*colour, 215), 10)
        for bubble in range(3):
            pen.ellipse(x - 12 + bubble * 12, 920 - tall * (0.2 + 0.12 * bubble), 6, 6, (255, 255, 255, 170))
        pen.box(x - 40, 914 - tall, 80, 10, (236, 244, 246), 5)
    return heads


def draw_laptop(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """A teacher (first) helps two pupils at a computer."""
    backdrops.draw_classroom(canvas, chance)
    places = ((1180.0, 1160.0), (500.0, 1230.0), (840.0, 1230.0))
    poses = (
        Pose(left_arm=(48, 66), gaze=-0.7),
        replace(AT_TABLE, gaze=0.4),
        replace(AT_TABLE, is_laughing=True, gaze=-0.3),
    )
    heads = _draw_row(canvas, looks, places, poses, 1.4)
    _draw_table(canvas, 930)
    pen = canvas.pen
    pen.box(560, 756, 330, 190, (88, 96, 116), 14)
    backdrops.draw_poppy(pen.at(725, 852, 64))
    pen.box(520, 938, 410, 20, (182, 188, 200), 8)
    return heads


def draw_empty_corridor(canvas: Canvas, _looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Art on the walls and coats on the hooks; nobody is there."""
    backdrops.draw_corridor(canvas, chance)
    return []


def draw_gate(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """At the gate with bicycles; with nobody in it, an early morning."""
    backdrops.draw_yard(canvas, chance)
    pen = canvas.pen
    for index, x in enumerate((170, 400, 1200, 1420)):
        canvas.glow(x, 862, 200, 26, (50, 50, 70), 0.3)
        colour = ((94, 148, 170), (214, 112, 98), (129, 170, 139), (232, 180, 96))[index]
        backdrops.draw_bicycle(pen.at(x, 862, 205), colour)
    places = [(x, 970.0 - 24 * (index % 2)) for index, x in enumerate(_spread(len(looks), 470, 1130))]
    return _draw_row(canvas, looks, places, (WAVING, _CALM[1], _CALM[5]), 1.02)


def draw_welcome(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Visitors are shown round by pupils."""
    backdrops.draw_corridor(canvas, chance)
    places = [(x, 1000.0 - 40 * (index % 2)) for index, x in enumerate(_spread(len(looks), 260, 1340))]
    return _draw_row(canvas, looks, places, (POINTING, _CALM[1], _CALM[5], _CALM[4]), 1.1)


def draw_workshop(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """An internship at the bicycle maker's: the supervisor (first) and pupils at a bicycle on the stand."""
    backdrops.draw_workshop(canvas, chance)
    poses = (replace(POINTING, right_arm=(58, 88)), Pose(left_arm=(52, 74), gaze=-0.5), _CALM[4])
    places = [(360.0, 1010.0), (1260.0, 1010.0), (1460.0, 960.0)][: len(looks)]
    heads = _draw_row(canvas, looks, places, poses, 1.12)
    pen = canvas.pen
    pen.line(((810, 1010), (810, 720)), 22, (96, 104, 120))
    pen.box(700, 1000, 220, 22, (96, 104, 120), 10)
    backdrops.draw_bicycle(pen.at(810, 860, 330), (94, 148, 170))
    return heads


def draw_greenhouse(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """An internship at the nursery: the supervisor (first) and pupils with pots."""
    backdrops.draw_greenhouse(canvas, chance)
    places = [(x, 1210.0) for x in _spread(len(looks), 260, 1340)]
    heads = _draw_row(canvas, looks, places, (AT_TABLE, replace(AT_TABLE, gaze=-0.4, is_laughing=True), AT_TABLE), 1.34)
    _draw_table(canvas, 940)
    for x in (140, *[(one[0] + other[0]) / 2 for one, other in pairwise(places)], 1460):
        backdrops.draw_plant(canvas.pen.at(x, 948, 220))
    return heads


def draw_team(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """Colleagues side by side, cut off above the knee."""
    backdrops.draw_soft_room(canvas, chance)
    places = [(x, 1300.0 - 46 * (index % 2)) for index, x in enumerate(_spread(len(looks), 120, 1480))]
    return _draw_row(canvas, looks, places, _CALM, 1.42, 0)


def draw_portrait(canvas: Canvas, looks: Sequence[Look], chance: Random) -> list[HeadPlace]:
    """One person, head and shoulders."""
    backdrops.draw_soft_room(canvas, chance)
    feet = 400 + TALL_PIXELS * 2.6 * looks[0].height * 0.91
    return [draw_figure(canvas, 800, feet, looks[0], Pose(tilt=-2), scale=2.6, shadow=0)]


COMPOSITIONS: dict[str, Composition] = {
    "class_photo": draw_class_photo,
    "forest_group": draw_forest_group,
    "forest_close": draw_forest_close,
    "forest_behind": draw_forest_behind,
    "forest_find": draw_forest_find,
    "picnic": draw_picnic,
    "race": draw_race,
    "podium": draw_podium,
    "ball_game_behind": draw_ball_game_behind,
    "field_far": draw_field_far,
    "stage_play": draw_stage_play,
    "stage_solo": draw_stage_solo,
    "audience_behind": draw_audience_behind,
    "poster": draw_poster,
    "reading": draw_reading,
    "science": draw_science,
    "laptop": draw_laptop,
    "empty_corridor": draw_empty_corridor,
    "gate": draw_gate,
    "welcome": draw_welcome,
    "workshop": draw_workshop,
    "greenhouse": draw_greenhouse,
    "team": draw_team,
    "portrait": draw_portrait,
}
UPRIGHT_COMPOSITIONS = frozenset({"forest_find", "stage_solo", "poster"})
