# SPDX-License-Identifier: GPL-3.0-or-later
"""What is where: the top of the project, and nothing in it that only makes sense on somebody's own machine."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source_tree import ROOT, project_files, text_files

TOP = {
    ".ci",
    ".gitignore",
    "LICENSE",
    "README.md",
    "docs",
    "main.py",
    "models",
    "packaging",
    "pyproject.toml",
    "resources",
    "tests",
    "ui",
}
# Written in pieces, so that this file does not contain what it looks for.
MACHINE_BOUND = re.compile(
    "|".join(
        (
            r"/(?:ho" + r"me|Us" + r"ers)/[a-z]\w*/",
            r"[A-Z]:\\\\?Us" + r"ers\\",
            r"(?<![\w.-])/(?:ro" + r"ot|wo" + r"rk|op" + r"t)/\w",
            r"\bpy" + r"pi\.org|pythonho" + r"sted\.org|deb\.deb" + r"ian\.org|registry\.np" + r"mjs",
            r"\bis" + r"sues? #?\d+\b",
            r"(?<!\.\./)\bsha" + r"red/(?!samples)",
        )
    ),
    re.IGNORECASE,
)
LEGAL_TEXTS = ("LICENSE", "packaging/licences/")


def test_the_top_holds_what_was_agreed() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in project_files()} == TOP


def test_packaging_is_no_package() -> None:
    """A package of that name would hide the distribution ``packaging``, which our tools import."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_resources_hold_data_only() -> None:
    assert [path.name for path in project_files() if "resources" in path.parts and path.suffix == ".py"] == []


def test_nothing_names_one_machine() -> None:
    offences = [
        f"{place}:{text[: match.start()].count(chr(10)) + 1} {match.group()}"
        for place, text in text_files()
        if not place.startswith(LEGAL_TEXTS)
        for match in MACHINE_BOUND.finditer(text)
    ]
    assert offences == []


@pytest.mark.parametrize(
    "text",
    [
        "/ho" + "me/anna/school",
        "C:\\Us" + "ers\\anna",
        "see /wo" + "rk/main",
        "https://py" + "pi.org/simple",
        "fixed in is" + "sue 12",
        "sha" + "red/STORE.md",
    ],
)
def test_a_machine_bound_text_is_caught(text: str) -> None:
    assert MACHINE_BOUND.search(text)


@pytest.mark.parametrize("text", ["resources/icons/home.svg", "a root/branch", "../sha" + "red/samples", "tissue 5"])
def test_an_ordinary_text_is_not(text: str) -> None:
    assert not MACHINE_BOUND.search(text)


def test_links_in_the_documents_lead_somewhere() -> None:
    links = [
        (path, target)
        for path in project_files()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:")
    ]
    broken = [f"{path.relative_to(ROOT)}: {target}" for path, target in links if not (path.parent / target).exists()]
    assert broken == []
