# SPDX-License-Identifier: GPL-3.0-or-later
"""How many faces are found, by size and turn; how many finds are none; and what a photo costs from file to faces.

The drawn people of the invented school are always there. Real faces lie outside the project (`face_photos`); without
them those measurements are left out.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from PIL import Image

from models.demo.pictures import draw_pictures
from models.demo.school import load_school
from models.media.box import Box
from models.media.faces import FaceFind, FaceFinder
from models.media.photo import load_upright
from models.workspace import Workspace
from tests.conftest import TODAY
from tests.models.builders import School
from tests.performance.bench_thumbnails import draw_photo
from tests.performance.face_photos import Composed, compose_grid, compose_group, load_portraits

pytest.importorskip("onnxruntime")

SIZES = (12, 16, 24, 32, 64)
TURNS = (0, 15, 30, 45, 60, 90, 120, 180)
GROUPS = 18
LEAST_RECALL, MOST_FALSE = 0.97, 0.2
CPU_SECONDS = 0.35
MEMORY_MB = 600
needs_faces = pytest.mark.skipif(not load_portraits(), reason="the portraits are not here (see face_photos.py)")


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    return FaceFinder()


class Tally:
    """Faces that there were, those found, and finds that are none."""

    def __init__(self) -> None:
        self.faces = self.certain = self.any = self.false = self.doubtful_false = self.photos = 0

    def add(self, finds: Sequence[FaceFind], truth: Iterable[Box]) -> None:
        truth = tuple(truth)
        self.photos += 1
        self.faces += len(truth)
        self.certain += sum(any(is_face(find, face) for find in finds if find.is_certain) for face in truth)
        self.any += sum(any(is_face(find, face) for find in finds) for face in truth)
        others = [find for find in finds if not any(is_face(find, face) for face in truth)]
        self.false += sum(find.is_certain for find in others)
        self.doubtful_false += sum(not find.is_certain for find in others)

    @property
    def recall(self) -> float:
        return self.certain / self.faces

    @property
    def recall_with_dots(self) -> float:
        return self.any / self.faces

    @property
    def false_boxes(self) -> float:
        return self.false / self.photos

    @property
    def false_dots(self) -> float:
        return self.doubtful_false / self.photos


def is_face(find: FaceFind, face: Box) -> bool:
    """Whether a find is this face: a fair overlap, or (a head drawn with its hair) well inside it."""
    return find.box.overlap(face) >= 0.35 or face.is_of_face(find.box)


def as_file(picture: Image.Image, edge: int | None = 2000) -> Image.Image:
    """As it comes from a camera's JPEG, at the size at which it is looked at."""
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=88)
    with Image.open(stored) as opened:
        if edge is not None:
            opened.draft("RGB", (edge, edge))
        shown = opened.convert("RGB")
    if edge is not None and max(shown.size) > edge:
        shown.thumbnail((edge, edge))
    return shown


def say(text: str) -> None:
    print(text)  # noqa: T201 - the table is what the measurement is for


def test_drawn_people_are_found(tmp_path: Path, finder: FaceFinder) -> None:
    school = load_school(TODAY)
    tally = Tally()
    for picture in draw_pictures(school, tmp_path):
        if school.scene(picture.scene_key).nobody is None and picture.people:
            tally.add(finder.find(load_upright(picture.path, longest_edge=2000)), [one.box for one in picture.people])
    say(
        f"drawn people: {tally.faces} in {tally.photos} pictures, recall {tally.recall:.3f} "
        f"({tally.recall_with_dots:.3f} with dots), {tally.false_boxes:.2f} false boxes and "
        f"{tally.false_dots:.2f} false dots a picture"
    )
    assert tally.recall >= LEAST_RECALL
    assert tally.false_boxes <= MOST_FALSE


@needs_faces
def test_faces_in_group_photos_are_found(finder: FaceFinder) -> None:
    portraits, tally = load_portraits(), Tally()
    for number in range(GROUPS):
        group = compose_group(portraits, number)
        tally.add(finder.find(as_file(group.picture)), group.faces)
    say(
        f"composed photos of 12 megapixels: {tally.faces} faces of 22 to 450 pixels at the detector in {tally.photos} "
        f"photos, recall {tally.recall:.3f} ({tally.recall_with_dots:.3f} with dots), {tally.false_boxes:.2f} false "
        f"boxes and {tally.false_dots:.2f} false dots a photo"
    )
    assert tally.recall >= LEAST_RECALL
    assert tally.false_boxes <= MOST_FALSE


@needs_faces
def test_recall_by_size(finder: FaceFinder) -> None:
    portraits = load_portraits()
    say("| face at the detector | faces | certain | with dots |")
    say("|---|---|---|---|")
    found = {}
    for tall in SIZES:
        found[tall] = measure(finder, [compose_grid(portraits, tall, 0, number) for number in range(6)], harder=False)
        one = found[tall]
        say(f"| {tall} px | {one.faces} | {one.recall:.2f} | {one.recall_with_dots:.2f} |")
    assert found[24].recall >= 0.9
    assert found[32].recall >= LEAST_RECALL


@needs_faces
def test_recall_by_turn(finder: FaceFinder) -> None:
    portraits = load_portraits()
    say("| turned by | usual: certain | with dots | looked harder: certain | with dots |")
    say("|---|---|---|---|---|")
    harder = {}
    for degrees in TURNS:
        photos = [compose_grid(portraits, 64, degrees, number) for number in range(3)]
        usual, harder[degrees] = (measure(finder, photos, harder=is_harder) for is_harder in (False, True))
        cells = (usual.recall, usual.recall_with_dots, harder[degrees].recall, harder[degrees].recall_with_dots)
        say(f"| {degrees}° | " + " | ".join(f"{one:.2f}" for one in cells) + " |")
    assert min(one.recall_with_dots for one in harder.values()) >= 0.95


def measure(finder: FaceFinder, photos: Sequence[Composed], *, harder: bool) -> Tally:
    tally = Tally()
    for photo in photos:
        shown = as_file(photo.picture, None)
        tally.add(finder.find_harder(shown) if harder else finder.find(shown), photo.faces)
    return tally


def test_a_photo_from_file_to_thumbnail_hash_and_faces(tmp_path: Path) -> None:
    paths = [draw_photo(tmp_path / f"{number}.jpg", number) for number in range(6)]
    with Workspace.open(tmp_path / "school.beeldakkoord") as workspace:
        items = School(workspace).take_in(*paths)
        workspace.study.look_at(items[0])  # loads the detector
        spent = []
        for item in items[1:]:
            started = time.process_time()
            studied = workspace.study.look_at(item)
            spent.append(time.process_time() - started)
            assert studied.thumbnail
            assert studied.fingerprint
            assert studied.faces is not None
    say(f"12 megapixels, file to thumbnail, fingerprint and faces: {statistics.median(spent):.3f} s of CPU")
    assert statistics.median(spent) <= CPU_SECONDS


def test_memory_stays_within_bounds(tmp_path: Path) -> None:
    """Photos of five shapes, over and over, in a process of its own: what 200 do not take, 10,000 do not take."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell a process's own peak")
    shapes = ((4000, 3000), (3000, 4000), (4032, 2268), (2000, 2000), (1600, 1067))
    for number in range(10):
        picture = draw_photo(tmp_path / f"{number}.jpg", number)
        with Image.open(picture) as opened:
            small = opened.convert("RGB").resize(shapes[number % len(shapes)])
        small.save(picture, quality=88)
    code = (
        "import sys; from pathlib import Path\n"
        "from models.media.faces import FaceFinder; from models.media.fingerprint import fingerprint_of\n"
        "from models.media.photo import load_upright, encode_thumbnail\n"
        "from models.media.pixels import shrink_picture\n"
        "finder, paths = FaceFinder(), sorted(Path(sys.argv[1]).glob('*.jpg'))\n"
        "for number in range(int(sys.argv[2])):\n"
        "    picture = load_upright(paths[number % len(paths)], longest_edge=2000)\n"
        "    small = shrink_picture(picture, 320, gap=2.0)\n"
        "    fingerprint_of(small); encode_thumbnail(small); finder.find(picture)\n"
        "    if number % 50 == 49:\n"
        "        lines = Path('/proc/self/status').read_text().splitlines()\n"
        "        print(next(line.split()[1] for line in lines if line.startswith('VmHWM')))\n"
    )
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), "200"], cwd=root, capture_output=True, text=True, check=True
    )
    peaks = [int(line) / 1024 for line in told.stdout.split()]
    say(f"memory: {peaks[-1]:.0f} MB after {50 * len(peaks)} photos, {peaks[1]:.0f} MB after 100")
    assert peaks[-1] <= MEMORY_MB
    assert peaks[-1] - peaks[1] <= 40, "it does not grow with the number of photos"
