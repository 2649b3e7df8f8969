# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages that people read: links lead somewhere, both languages are whole, and words match the screen."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.architecture.source_tree import ROOT, project_files, source_at
from tests.architecture.test_translations import tool

GUIDE = ROOT / "docs" / "user"
PICTURES = GUIDE / "pictures"
LANGUAGES = ("en", "nl")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_LABEL = re.compile(r"\*\*([^*]+)\*\*")
_CODE = re.compile(r"```.*?```", re.DOTALL)


def pages(language: str) -> dict[str, str]:
    """The pages of a language by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((GUIDE / language).glob("*.md"))}


def anchor(heading: str) -> str:
    """How a heading is linked to, as project sites make it."""
    kept = [one for one in heading.lower() if one in " -_" or unicodedata.category(one)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


def anchors_of(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    return {anchor(one) for one in _HEADING.findall(page.read_text(encoding="utf-8"))}


def broken_links(page: Path, text: str) -> Iterator[str]:
    """Links of a page to a file or heading that is not there."""
    for target in _LINK.findall(_CODE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        place, _hash, part = target.partition("#")
        linked = (page.parent / place).resolve() if place else page
        if not linked.exists() or (part and part not in anchors_of(linked)):
            yield f"{page.name}: {target}"


def names_of_pictures() -> set[str]:
    """What the script says it makes."""
    tree = source_at(ROOT / "packaging" / "guide_pictures.py").tree
    (table,) = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "PICTURES"
    )
    assert isinstance(table, ast.Dict)
    return {"start", *(ast.literal_eval(key) for key in table.keys if key is not None)}


def texts_on_screen(language: str) -> set[str]:
    """Every text of the window in a language, without the marks for keys."""
    catalog = tool.extract_catalog() if language == "en" else tool.read_catalog(language)
    found: set[str] = set()
    for message in catalog:
        value = message.id if language == "en" else message.string
        found.update([value] if isinstance(value, str) else value)
    return {text.replace("&", "") for text in found}


def test_every_link_leads_somewhere() -> None:
    written = [path for path in project_files() if path.suffix == ".md"]
    assert len(written) > 20
    assert [line for path in written for line in broken_links(path, path.read_text(encoding="utf-8"))] == []


def test_a_broken_link_is_found() -> None:
    page = GUIDE / "en" / "index.md"
    assert list(
        broken_links(page, "[a](nowhere.md) [b](start.md#not-there) [c](start.md) [d](https://example.org)")
    ) == [
        "index.md: nowhere.md",
        "index.md: start.md#not-there",
    ]


def test_both_languages_have_the_same_pages_and_parts() -> None:
    english, dutch = pages("en"), pages("nl")
    assert set(english) == set(dutch)
    for name, text in english.items():
        assert len(_HEADING.findall(text)) == len(_HEADING.findall(dutch[name])), name
        assert len(_LABEL.findall(text)) == len(_LABEL.findall(dutch[name])), name
        assert text.count("\n| ") == dutch[name].count("\n| "), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_leads_to_every_other(language: str) -> None:
    texts = pages(language)
    assert set(_LINK.findall(texts["index.md"])) >= set(texts) - {"index.md"}


def test_every_picture_is_made_by_the_script_and_used() -> None:
    made = {f"{language}-{name}.png" for language in LANGUAGES for name in names_of_pictures()}
    assert {path.name for path in PICTURES.iterdir()} == made
    for language in LANGUAGES:
        used = {Path(target).name for text in pages(language).values() for target in _LINK.findall(text)}
        assert {name for name in made if name.startswith(f"{language}-")} == {
            name for name in used if name.endswith(".png")
        }


def test_pictures_are_small_and_hold_nothing_but_the_picture() -> None:
    found = list(PICTURES.glob("*.png"))
    assert sum(path.stat().st_size for path in found) <= 4_000_000
    for path in found:
        assert path.stat().st_size <= 250_000, path.name
        with Image.open(path) as image:
            assert not image.info.keys() - {"transparency"}, path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_in_bold_are_on_the_screen(language: str) -> None:
    known = texts_on_screen(language)
    strange = {f"{name}: {one}" for name, text in pages(language).items() for one in _LABEL.findall(text)}
    assert not {one for one in strange if one.split(": ", 1)[1] not in known}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_page_has_every_key(language: str) -> None:
    from ui.dialogs.shortcuts import keyboard_overview
    from ui.texts import set_language

    set_language(language)
    try:
        groups = keyboard_overview()
    finally:
        set_language("en")
    text = pages(language)["keyboard.md"]
    for title, rows in groups:
        assert f"\n## {title}\n" in text
        for keys, action in rows:
            assert f"\n| {keys} | {action} |\n" in text
