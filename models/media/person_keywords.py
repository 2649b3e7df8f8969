# SPDX-License-Identifier: GPL-3.0-or-later
"""Names among a picture's keywords: lists of people, and branches of a keyword tree that hold people.

Lightroom, digiKam, Microsoft, Media Pro, ACDSee and MWG each keep a tree of keywords in a way of their own. Where its
root says "people", its leaves are names. A plain keyword says nothing of the kind: it only counts as a name where
somebody of the school is called exactly so, which is for others to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from models.media.face_regions import IPTC, MAX_REGIONS, clean_name
from models.media.xmp_packet import XmpValue, parse_safely

_DIGIKAM: Final = "{http://www.digikam.org/ns/1.0/}TagsList"
_LIGHTROOM: Final = "{http://ns.adobe.com/lightroom/1.0/}hierarchicalSubject"
_MICROSOFT: Final = "{http://ns.microsoft.com/photo/1.0/}LastKeywordXMP"
_MICROSOFT_IPTC: Final = "{http://ns.microsoft.com/photo/1.0/}LastKeywordIPTC"
_MEDIA_PRO: Final = "{http://ns.iview-multimedia.com/mediapro/1.0/}CatalogSets"
_ACDSEE: Final = "{http://ns.acdsee.com/iptc/1.0/}categories"
_MWG_KEYWORDS: Final = "{http://www.metadataworkinggroup.com/schemas/keywords/}"
_SUBJECT: Final = "{http://purl.org/dc/elements/1.1/}subject"
_PEOPLE_ROOTS: Final = (
    *("people", "person", "persons", "faces", "personen", "mensen", "gezichten", "leute", "gesichter"),
    *("personnes", "gens", "visages", "gente", "persone", "personas", "personer", "folk", "osoby", "kişiler"),
)
_MAX_KEYWORDS: Final = 2_000
_MAX_LEVELS: Final = 20


def people_named(properties: Mapping[str, XmpValue]) -> tuple[str, ...]:
    """Names that the packet says are people in the picture, each once, in its order."""
    names = [clean_name(one) for one in _texts(properties.get(f"{IPTC}PersonInImage"))]
    details = properties.get(f"{IPTC}PersonInImageWDetails")
    members = details[:MAX_REGIONS] if isinstance(details, list) else ()
    names += [clean_name(one.get(f"{IPTC}PersonName")) for one in members if isinstance(one, dict)]
    names += [clean_name(name) for name in _leaves_of_people(_paths(properties))]
    return tuple(dict.fromkeys(name for name in names if name))


def plain_keywords(properties: Mapping[str, XmpValue], older: Iterable[str] = ()) -> tuple[str, ...]:
    """Keywords that may mean anything: of the packet and (``older``) of the IPTC block, each once."""
    words = (*_texts(properties.get(_SUBJECT)), *older)
    return tuple(dict.fromkeys(word for one in words if (word := clean_name(one))))


def _paths(properties: Mapping[str, XmpValue]) -> Iterator[tuple[str, ...]]:
    """Every keyword as its way from the root of the tree."""
    for name, separator in (
        (_DIGIKAM, "/"),
        (_LIGHTROOM, "|"),
        (_MICROSOFT, "/"),
        (_MICROSOFT_IPTC, "/"),
        (_MEDIA_PRO, "|"),
    ):
        for text in _texts(properties.get(name)):
            yield tuple(part for one in text.split(separator) if (part := one.strip()))
    categories = properties.get(_ACDSEE)
    if isinstance(categories, str):
        yield from _acdsee_paths(categories)
    tree = properties.get(f"{_MWG_KEYWORDS}Keywords")
    if isinstance(tree, dict):
        yield from _mwg_paths(tree.get(f"{_MWG_KEYWORDS}Hierarchy"), ())


def _leaves_of_people(paths: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The ends of branches under a root that means people; a branch that goes on is a group, not a name."""
    known = [path for path in list(paths)[:_MAX_KEYWORDS] if len(path) > 1]
    people = [path for path in known if path[0].strip(" .!_").casefold() in _PEOPLE_ROOTS]
    inner = {tuple(one.casefold() for one in path[:end]) for path in people for end in range(1, len(path))}
    for path in people:
        if tuple(one.casefold() for one in path) not in inner:
            yield path[-1]


def _acdsee_paths(text: str) -> Iterator[tuple[str, ...]]:
    """Categories are XML within the text of a property: ``Assigned="1"`` marks those of this picture."""
    root = parse_safely(text.encode())
    if root is None:
        return
    pending: list[tuple[Element, tuple[str, ...]]] = [(root, ())]
    count = 0
    while pending:
        element, above = pending.pop()
        count += 1
        path = above
        if element.tag == "Category":
            path = (*above, (element.text or "").strip())
            if element.get("Assigned") == "1":
                yield path
        if count < _MAX_KEYWORDS and len(path) < _MAX_LEVELS:
            pending += [(child, path) for child in reversed(list(element))]


def _mwg_paths(nodes: XmpValue | None, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for node in nodes[:_MAX_KEYWORDS] if isinstance(nodes, list) else ():
        if not isinstance(node, dict) or len(above) >= _MAX_LEVELS:
            continue
        path = (*above, clean_name(node.get(f"{_MWG_KEYWORDS}Keyword")))
        yield path
        yield from _mwg_paths(node.get(f"{_MWG_KEYWORDS}Children"), path)


def _texts(value: XmpValue | None) -> Iterator[str]:
    members = value[:_MAX_KEYWORDS] if isinstance(value, list) else (value,)
    for one in members:
        if isinstance(one, str) and one.strip():
            yield one
