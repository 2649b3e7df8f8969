# SPDX-License-Identifier: GPL-3.0-or-later
"""Packets as other programs write them: the same people in every way in which RDF can be written."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from PIL import Image

from models.media.box import Box
from models.media.face_regions import stored_box

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SPACES = {
    "rdf": RDF,
    "x": "adobe:ns:meta/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "mwg-kw": "http://www.metadataworkinggroup.com/schemas/keywords/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "mediapro": "http://ns.iview-multimedia.com/mediapro/1.0/",
    "acdsee": "http://ns.acdsee.com/iptc/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
STYLES = ("resource", "description", "attributes", "elements", "typed", "seq")

Marked = tuple[str, Box]
"""A name ("" for nobody) and where, in the upright picture."""


def packet(*parts: str, wrapper: bool = True) -> bytes:
    """A whole packet of some top descriptions' contents."""
    body = "".join(f'<rdf:Description rdf:about="" {DECLARED}>{part}</rdf:Description>' for part in parts)
    text = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">{body}</rdf:RDF></x:xmpmeta>'
    if wrapper:
        text = f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{text}<?xpacket end="w"?>'
    return text.encode()


def bag(name: str, *values: str, kind: str = "Bag") -> str:
    """A property that is an array of texts."""
    return f"<{name}><rdf:{kind}>{''.join(f'<rdf:li>{escape(one)}</rdf:li>' for one in values)}</rdf:{kind}></{name}>"


def mwg(people: Sequence[Marked], orientation: int = 1, style: str = "resource") -> str:
    """MWG regions in one of the `STYLES`."""
    regions = "".join(_mwg_region(name, stored_box(box, orientation), style) for name, box in people)
    kind = "Seq" if style == "seq" else "Bag"
    listed = f"<mwg-rs:RegionList><rdf:{kind}>{regions}</rdf:{kind}></mwg-rs:RegionList>"
    if style in ("resource", "attributes", "seq"):
        return f'<mwg-rs:Regions rdf:parseType="Resource">{listed}</mwg-rs:Regions>'
    return f"<mwg-rs:Regions><rdf:Description>{listed}</rdf:Description></mwg-rs:Regions>"


def _mwg_region(name: str, area: tuple[float, float, float, float], style: str) -> str:
    values = dict(zip(("x", "y", "w", "h"), (f"{one:.9f}" for one in area), strict=True))
    as_attributes = " ".join(f'stArea:{key}="{value}"' for key, value in values.items())
    as_elements = "".join(f"<stArea:{key}>{value}</stArea:{key}>" for key, value in values.items())
    named = f"<mwg-rs:Name>{escape(name)}</mwg-rs:Name>" if name else ""
    if style in ("resource", "seq"):
        return (
            f'<rdf:li rdf:parseType="Resource">{named}<mwg-rs:Type>Face</mwg-rs:Type>'
            f'<mwg-rs:Area rdf:parseType="Resource">{as_elements}</mwg-rs:Area></rdf:li>'
        )
    if style == "attributes":
        titled = f"mwg-rs:Name={quoteattr(name)}" if name else ""
        return (
            f'<rdf:li><rdf:Description {titled} mwg-rs:Type="Face"><mwg-rs:Area {as_attributes}/>'
            f"</rdf:Description></rdf:li>"
        )
    if style == "typed":
        return (
            f'<rdf:li><mwg-rs:Region mwg-rs:Type="Face">{named}<mwg-rs:Area><stArea:Area {as_attributes}/>'
            f"</mwg-rs:Area></mwg-rs:Region></rdf:li>"
        )
    return (
        f"<rdf:li><rdf:Description>{named}<mwg-rs:Type>Face</mwg-rs:Type><mwg-rs:Area><rdf:Description>"
        f"{as_elements}</rdf:Description></mwg-rs:Area></rdf:Description></rdf:li>"
    )


def microsoft(people: Sequence[Marked], orientation: int = 1) -> str:
    """Regions as Windows Photo Gallery writes them."""
    found = []
    for name, box in people:
        x, y, w, h = stored_box(box, orientation)
        place = ", ".join(f"{one:.9f}" for one in (x - w / 2, y - h / 2, w, h))
        called = f"MPReg:PersonDisplayName={quoteattr(name)}" if name else ""
        found.append(f'<rdf:li><rdf:Description MPReg:Rectangle="{place}" {called}/></rdf:li>')
    return (
        f"<MP:RegionInfo><rdf:Description><MPRI:Regions><rdf:Bag>{''.join(found)}</rdf:Bag></MPRI:Regions>"
        f"</rdf:Description></MP:RegionInfo>"
    )


def iptc(
    people: Sequence[Marked], orientation: int = 1, size: tuple[int, int] | None = None, shape: str = "rectangle"
) -> str:
    """IPTC image regions; in pixels of the stored raster where ``size`` is given."""
    found = []
    for name, box in people:
        x, y, w, h = stored_box(box, orientation)
        across, down = size or (1, 1)
        left, top, wide, high = (x - w / 2) * across, (y - h / 2) * down, w * across, h * down
        place = (
            f"<Iptc4xmpExt:rbShape>{shape}</Iptc4xmpExt:rbShape>"
            f"<Iptc4xmpExt:rbUnit>{'pixel' if size else 'relative'}</Iptc4xmpExt:rbUnit>"
        )
        if shape == "polygon":
            corners = ((left, top), (left + wide, top), (left + wide, top + high), (left, top + high))
            members = "".join(
                f'<rdf:li rdf:parseType="Resource"><Iptc4xmpExt:rbX>{one:.9f}</Iptc4xmpExt:rbX>'
                f"<Iptc4xmpExt:rbY>{other:.9f}</Iptc4xmpExt:rbY></rdf:li>"
                for one, other in corners
            )
            place += f"<Iptc4xmpExt:rbVertices><rdf:Seq>{members}</rdf:Seq></Iptc4xmpExt:rbVertices>"
        else:
            values = {"rbX": left, "rbY": top, "rbW": wide, "rbH": high}
            place += "".join(f"<Iptc4xmpExt:{key}>{one:.9f}</Iptc4xmpExt:{key}>" for key, one in values.items())
        named = bag("Iptc4xmpExt:PersonInImage", name) if name else ""
        human = "http://cv.iptc.org/newscodes/imageregiontype/human"
        kind = (
            '<Iptc4xmpExt:rCtype><rdf:Bag><rdf:li rdf:parseType="Resource"><xmp:Identifier><rdf:Bag>'
            f"<rdf:li>{human}</rdf:li></rdf:Bag></xmp:Identifier></rdf:li></rdf:Bag></Iptc4xmpExt:rCtype>"
        )
        found.append(
            f'<rdf:li rdf:parseType="Resource"><Iptc4xmpExt:RegionBoundary rdf:parseType="Resource">{place}'
            f"</Iptc4xmpExt:RegionBoundary>{kind}{named}</rdf:li>"
        )
    return f"<Iptc4xmpExt:ImageRegion><rdf:Bag>{''.join(found)}</rdf:Bag></Iptc4xmpExt:ImageRegion>"


def photo_with(path: Path, xmp: bytes = b"", orientation: int = 1, size: tuple[int, int] = (120, 80)) -> Path:
    """A JPEG whose stored raster has this size, with a packet in it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    shade = int(hashlib.sha256(str(path).encode()).hexdigest()[:2], 16)
    Image.new("RGB", size, (shade, 120, 90)).save(path, "JPEG", exif=exif, xmp=xmp or None)
    return path


def photo_with_extended(path: Path, main: bytes, extended: bytes, part: int = 40_000) -> Path:
    """A JPEG whose packet is too large for one segment: the rest lies in parts, last part first."""
    key = hashlib.md5(extended, usedforsecurity=False).hexdigest().upper().encode()
    buffer = io.BytesIO()
    Image.new("RGB", (120, 80), "teal").save(buffer, "JPEG", xmp=main.replace(b"EXTENDED-KEY", key))
    data = buffer.getvalue()
    segments = []
    for start in range(0, len(extended), part):
        content = b"http://ns.adobe.com/xmp/extension/\x00" + key + len(extended).to_bytes(4, "big")
        content += start.to_bytes(4, "big") + extended[start : start + part]
        segments.append(b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content)
    path.write_bytes(data[:2] + b"".join(reversed(segments)) + data[2:])
    return path


def photo_with_iptc(path: Path, *keywords: bytes, is_utf8: bool = True) -> Path:
    """A JPEG with keywords in the older IPTC block."""
    records = b"\x1c\x01\x5a\x00\x03\x1b%G" if is_utf8 else b""
    records += b"".join(b"\x1c\x02\x19" + len(word).to_bytes(2, "big") + word for word in keywords)
    block = b"8BIM\x04\x04\x00\x00" + len(records).to_bytes(4, "big") + records + b"\x00" * (len(records) % 2)
    content = b"Photoshop 3.0\x00" + block
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "olive").save(buffer, "JPEG")
    data = buffer.getvalue()
    path.write_bytes(data[:2] + b"\xff\xed" + (len(content) + 2).to_bytes(2, "big") + content + data[2:])
    return path
