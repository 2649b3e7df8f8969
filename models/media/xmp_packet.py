# SPDX-License-Identifier: GPL-3.0-or-later
"""An XMP packet as plain values: what a picture or the file beside it says of itself (ISO 16684-1, RDF/XML).

The same content can be written in many ways: properties as attributes or elements, structures with a nested
``rdf:Description``, with ``rdf:parseType="Resource"`` or with attributes only, one description or several. All of
them give the same values here. A packet that is no well-formed XML, or one that was made to do harm, has no values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element, ParseError

XmpValue: TypeAlias = "str | list[XmpValue] | dict[str, XmpValue]"
"""A text, an array in order, or a structure by qualified name ("{namespace}name")."""

RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
MAX_PACKET_BYTES: Final = 32 << 20
_MAX_DEPTH: Final = 40
_MAX_ELEMENTS: Final = 400_000
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_CONTAINERS: Final = frozenset({f"{RDF}Bag", f"{RDF}Seq", f"{RDF}Alt"})
_NO_PROPERTY: Final = frozenset(
    f"{RDF}{name}" for name in ("about", "ID", "nodeID", "parseType", "resource", "datatype", "bagID", "aboutEach")
)
_MEMBER = re.compile(re.escape(RDF) + r"(?:li|_\d+)$")
_RDF_PART = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?RDF[\s>].*</(?:[A-Za-z_][\w.\-]*:)?RDF\s*>", re.DOTALL)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class _TooDeepError(Exception):
    """More levels or elements than any picture has."""


def read_packet(data: bytes) -> dict[str, XmpValue] | None:
    """The properties of a packet by qualified name; None where it is no XMP that can be read.

    Never raises: no entity and no document type is ever followed; size, depth and number of elements are limited.
    """
    if not data or len(data) > MAX_PACKET_BYTES:
        return None
    root = parse_safely(data)
    if root is None:
        return None
    try:
        return _Reader(root).properties()
    except _TooDeepError:
        return None


def parse_safely(data: bytes) -> Element | None:
    """The tree of an XML text, whatever stands before it or after it; None where there is none to be read."""
    for text in _readings(data):
        root = _parse(text)
        if root is not None:
            return root
    return None


def join_packets(first: Mapping[str, XmpValue], second: Mapping[str, XmpValue]) -> dict[str, XmpValue]:
    """Both packets' properties; what both have is taken from the first."""
    return {**second, **first}


def _readings(data: bytes) -> list[bytes]:
    """The ways in which the bytes may be meant, likeliest first."""
    encoding = _wide_encoding(data)
    if encoding is not None:
        text = data.decode(encoding, "replace")
        return [_DECLARATION.sub("", text[: text.rfind(">") + 1].lstrip("\x00 \t\r\n\ufeff")).encode()]
    bare = data.strip(b"\x00 \t\r\n").removeprefix(b"\xef\xbb\xbf")
    readings = [bare, _DECLARATION.sub("", _decode(bare)).strip().encode()]
    part = _RDF_PART.search(bare)
    if part is not None:  # something stands before or after the packet, or its wrapper is broken
        readings.append(_decode(part.group()).encode())
    return readings


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 by its mark, or by the empty half of its first letters."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = data.lstrip(b"\x00")[:8]
    if head[1:2] == b"\x00" and head[3:4] == b"\x00":
        return "utf-16-be" if data[:1] == b"\x00" else "utf-16-le"
    return None


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # says UTF-8 and was written by an old program


def _parse(text: bytes) -> Element | None:
    from defusedxml import DefusedXmlException
    from defusedxml import ElementTree as SafeTree

    try:
        root: Element = SafeTree.fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


class _Reader:
    """Turns a tree into values, within limits."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._left = _MAX_ELEMENTS

    def properties(self) -> dict[str, XmpValue] | None:
        """The properties of all descriptions together; the first word on each counts."""
        rdf = self._root if self._root.tag == f"{RDF}RDF" else self._root.find(f".//{RDF}RDF")
        if rdf is None:
            return None
        found: dict[str, XmpValue] = {}
        for description in rdf:
            for name, value in self._structure(description, 1).items():
                found.setdefault(name, value)
        return found

    def _structure(self, element: Element, depth: int) -> dict[str, XmpValue]:
        self._count(depth)
        found: dict[str, XmpValue] = _attributes(element)
        for child in element:
            if isinstance(child.tag, str):
                found.setdefault(child.tag, self._value(child, depth + 1))
        return found

    def _value(self, element: Element, depth: int) -> XmpValue:
        """The value of a property or of an array's member."""
        self._count(depth)
        kind = element.get(f"{RDF}parseType")
        children = [child for child in element if isinstance(child.tag, str)]
        if kind == "Resource":
            return _without_qualifiers(self._structure(element, depth + 1))
        if len(children) == 1 and children[0].tag in _CONTAINERS and kind != "Collection":
            return [
                self._value(member, depth + 2) for member in children[0] if _MEMBER.match(str(member.tag)) is not None
            ]
        if kind == "Collection":
            return [_without_qualifiers(self._structure(child, depth + 1)) for child in children]
        if children and kind != "Literal":
            # A node: rdf:Description, or one named by its type.
            return _without_qualifiers({**_attributes(element), **self._structure(children[0], depth + 1)})
        if kind != "Literal":
            attributes = _attributes(element)
            resource = element.get(f"{RDF}resource")
            if attributes and not (element.text or "").strip():
                return _without_qualifiers(attributes)
            if resource is not None:
                return resource
        return "".join(element.itertext()).strip()

    def _count(self, depth: int) -> None:
        self._left -= 1
        if depth > _MAX_DEPTH or self._left < 0:
            raise _TooDeepError


def _attributes(element: Element) -> dict[str, XmpValue]:
    return {
        name: value.strip()
        for name, value in element.attrib.items()
        if name not in _NO_PROPERTY and name.startswith("{") and not name.startswith(_XML)
    }


def _without_qualifiers(found: dict[str, XmpValue]) -> XmpValue:
    """A value that carries qualifiers beside it is that value (ISO 16684-1, 7.8)."""
    return found.get(f"{RDF}value", found)
