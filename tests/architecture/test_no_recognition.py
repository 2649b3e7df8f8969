# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces are found and never recognised (GDPR art. 4(14), 9): nothing that could tell one face from another is there."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from models.media.faces import FaceFind
from models.tables import FoundFace
from tests.architecture.source_tree import ROOT, Source, python_sources, source_from

RECOGNISERS = frozenset({
    "arcface", "cv2", "deepface", "dlib", "face_recognition", "face_recognition_models", "facenet", "facenet_pytorch",
    "insightface", "keras", "keras_facenet", "mediapipe", "openface", "retinaface", "sface", "sklearn", "tensorflow",
    "torch", "torchvision", "uniface", "vggface",
})  # fmt: skip
"""Packages that recognise faces, or are used for little else."""
_WORDS = re.compile(
    r"embedding|faceprint|face_print|face_template|face_vector|face_descriptor|face_hash|face_identity|face_encoding"
    r"|landmark|keypoint|same_face_as|match_face|compare_face|recogni[sz]e_face|face_recogni[sz]|identify_face",
    re.IGNORECASE,
)
PLACE_AND_JUDGEMENT = {
    "id", "item_id", "x", "y", "w", "h", "at_ms", "end_ms", "score", "detector", "judgement", "judgement_note",
    "judged_by", "judged_at", "appearance_id",
}  # fmt: skip


def check_recognition(source: Source) -> Iterator[str]:
    """No import that recognises faces, and no name for what recognition would need."""
    for node in ast.walk(source.tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(alias.name for alias in node.names)]
        for name in names:
            if RECOGNISERS & set(name.lower().split(".")):
                yield f"{source.place}:{node.lineno} imports {name}"
    for number, line in enumerate(source.text.splitlines(), 1):
        code = line.partition("#")[0]
        if found := _WORDS.search(code):
            yield f"{source.place}:{number} speaks of {found.group()!r}"


def test_no_source_recognises_faces() -> None:
    ours = [source for source in python_sources() if source.place.startswith(("models/", "ui/", "packaging/", "main"))]
    assert len(ours) > 100
    assert [line for source in ours for line in check_recognition(source)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "import face_recognition",
        "from insightface.app import FaceAnalysis",
        "import dlib.cuda",
        "face_embedding = net(crop)",
        "def compare_faces(one, other): ...",
        "names = ('cls_8', 'landmarks')",
    ],
)
def test_a_planted_offence_is_caught(planted: str) -> None:
    assert list(check_recognition(source_from(planted)))


def test_no_dependency_recognises_faces() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"]]
    wanted += [one for group in project["dependency-groups"].values() for one in group]
    names = {re.split(r"[^A-Za-z0-9_.-]", one)[0].lower().replace("-", "_") for one in wanted}
    assert not names & RECOGNISERS


def test_the_only_net_is_the_detector() -> None:
    nets = {path.name for path in (ROOT / "resources").rglob("*") if path.suffix in {".onnx", ".tflite", ".pt", ".h5"}}
    assert nets == {"face_detection_yunet_2023mar.onnx"}


def test_of_a_face_only_its_place_and_judgement_are_kept() -> None:
    assert set(FoundFace.model_fields) == PLACE_AND_JUDGEMENT
    assert set(FaceFind.__slots__) == {"box", "score"}


def test_the_points_in_a_face_are_not_even_asked_for() -> None:
    from models.media import faces

    assert {name.split("_")[0] for name in faces._OUTPUTS} == {"cls", "obj", "bbox"}
