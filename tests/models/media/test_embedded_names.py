# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in files: every convention, every way of writing it, every orientation; what is hostile does nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.embedded_names import read_names
from models.media.face_regions import RegionOrigin, StoredFrame, read_regions
from models.media.xmp_packet import read_packet
from tests.models.media.pictures import save_turned
from tests.models.media.xmp_writing import (
    STYLES,
    bag,
    iptc,
    microsoft,
    mwg,
    packet,
    photo_with,
    photo_with_extended,
    photo_with_iptc,
)

ANNA = Box(0.1, 0.2, 0.15, 0.25)
BRAM = Box(0.6, 0.3, 0.2, 0.3)
FRAME = StoredFrame(120, 80, 1)

letters = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=30
).filter(lambda text: text.casefold() not in ("unknown", "ignored", "unnamed", "unconfirmed"))
boxes = st.builds(
    lambda x, y, w, h: Box(x * (1 - w), y * (1 - h), w, h),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.02, 0.9),
    st.floats(0.02, 0.9),
)


def assert_near(box: Box | None, wanted: Box) -> None:
    assert box is not None
    for mine, theirs in zip((box.x, box.y, box.w, box.h), (wanted.x, wanted.y, wanted.w, wanted.h), strict=True):
        assert mine == pytest.approx(theirs, abs=1e-6)


@given(name=letters, box=boxes, orientation=st.integers(1, 8), style=st.sampled_from(STYLES))
def test_a_region_is_found_where_it_was_drawn_however_it_is_written(
    name: str, box: Box, orientation: int, style: str
) -> None:
    frame = StoredFrame(120, 80, orientation)
    for written in (
        mwg([(name, box)], orientation, style),
        microsoft([(name, box)], orientation),
        iptc([(name, box)], orientation),
        iptc([(name, box)], orientation, (120, 80)),
        iptc([(name, box)], orientation, shape="polygon"),
    ):
        found = read_packet(packet(written))
        assert found is not None
        (region,) = read_regions(found, frame)
        assert region.name == name
        assert_near(region.box, box)
        assert not region.is_doubtful


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_a_photo_is_read_in_every_format_and_orientation(tmp_path: Path, file_format: str, orientation: int) -> None:
    path = save_turned(tmp_path / f"photo.{file_format.lower()}", file_format, orientation)
    (tmp_path / f"{path.name}.xmp").write_bytes(packet(mwg([("Anna", ANNA)], orientation)))
    (region,) = read_names(path).regions
    assert region.name == "Anna"
    assert_near(region.box, ANNA)


def test_what_a_sidecar_says_of_orientation_turns_nothing(tmp_path: Path) -> None:
    path = photo_with(tmp_path / "a.jpg", orientation=6)
    turned = "<tiff:Orientation>3</tiff:Orientation>" + mwg([("Anna", ANNA)], 6)
    (tmp_path / "a.xmp").write_bytes(packet(turned))
    assert_near(read_names(path).regions[0].box, ANNA)


def test_the_working_groups_word_counts_before_microsofts(tmp_path: Path) -> None:
    stale = Box(0.6, 0.6, 0.15, 0.25)
    path = photo_with(tmp_path / "a.jpg", packet(mwg([("Anna", ANNA)]), microsoft([("Anna", stale)])))
    (region,) = read_names(path).regions
    assert_near(region.box, ANNA)
    assert region.is_doubtful
    path = photo_with(tmp_path / "b.jpg", packet(mwg([("Anna", ANNA)]), microsoft([("Anna", ANNA)])))
    (region,) = read_names(path).regions
    assert not region.is_doubtful


def test_two_names_for_one_place_are_both_doubtful(tmp_path: Path) -> None:
    path = photo_with(tmp_path / "a.jpg", packet(mwg([("Anna", ANNA)]) + microsoft([("Bram", ANNA)])))
    regions = read_names(path).regions
    assert {one.name for one in regions} == {"Anna", "Bram"}
    assert all(one.is_doubtful for one in regions)


def test_an_unnamed_region_takes_the_name_that_another_convention_gives_it(tmp_path: Path) -> None:
    path = photo_with(tmp_path / "a.jpg", packet(mwg([("", ANNA), ("", BRAM)]) + microsoft([("Bram", BRAM)])))
    assert [(one.name, one.origin) for one in read_names(path).regions] == [
        ("", RegionOrigin.MWG),
        ("Bram", RegionOrigin.MWG),
    ]


def test_faces_that_a_phone_found_are_somebody_without_a_name(tmp_path: Path) -> None:
    apple = mwg([("", ANNA)]).replace("<mwg-rs:Area", '<apple-fi:ID xmlns:apple-fi="urn:a">7</apple-fi:ID><mwg-rs:Area')
    found = read_names(photo_with(tmp_path / "a.jpg", packet(apple)))
    assert [one.name for one in found.regions] == [""]
    assert found.people == ()


def test_pets_and_focus_points_are_nobody(tmp_path: Path) -> None:
    written = mwg([("Rex", ANNA)]).replace("Face", "Pet") + iptc([("", BRAM)]).replace("/human", "/vehicle")
    assert read_names(photo_with(tmp_path / "a.jpg", packet(written))).regions == ()


def test_a_cropped_picture_makes_its_regions_doubtful(tmp_path: Path) -> None:
    size = '<mwg-rs:AppliedToDimensions stDim:w="{}" stDim:h="{}" stDim:unit="pixel"/><mwg-rs:RegionList>'
    for width, height, is_doubtful in ((1200, 800, False), (800, 1200, False), (1000, 1000, True)):
        written = mwg([("Anna", ANNA)]).replace("<mwg-rs:RegionList>", size.format(width, height))
        (region,) = read_names(photo_with(tmp_path / f"{width}.jpg", packet(written))).regions
        assert region.is_doubtful is is_doubtful


def test_regions_in_pixels_circles_and_outside(tmp_path: Path) -> None:
    area = (
        '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<mwg-rs:Name>Anna</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type><mwg-rs:Area {}/></rdf:li></rdf:Bag>"
        "</mwg-rs:RegionList></mwg-rs:Regions>"
    )
    for number, (attributes, wanted) in enumerate(
        (
            ('stArea:x="60" stArea:y="40" stArea:w="24" stArea:h="16" stArea:unit="pixel"', Box(0.4, 0.4, 0.2, 0.2)),
            ('stArea:x="0.5" stArea:y="0.5" stArea:d="0.5"', Box(1 / 3, 0.25, 1 / 3, 0.5)),
            ('stArea:x="0,5" stArea:y="0,5" stArea:w="0,2" stArea:h="0,2"', Box(0.4, 0.4, 0.2, 0.2)),
            ('stArea:x="0.5" stArea:y="0.5"', None),
            ('stArea:x="4" stArea:y="4" stArea:w="1" stArea:h="1"', None),
            ('stArea:x="nan" stArea:y="inf" stArea:w="1e999" stArea:h="-3"', None),
            ('stArea:x="0.5" stArea:y="0.5" stArea:w="0" stArea:h="0"', None),
        )
    ):
        (region,) = read_names(photo_with(tmp_path / f"{number}.jpg", packet(area.format(attributes)))).regions
        assert region.name == "Anna"
        if wanted is None:
            assert region.box is None
        else:
            assert_near(region.box, wanted)


@pytest.mark.parametrize(
    "written",
    [
        bag("Iptc4xmpExt:PersonInImage", "Anna de Vries"),
        bag("digiKam:TagsList", "Schooljaar", "Mensen", "Mensen/Groep 7", "Mensen/Groep 7/Anna de Vries", kind="Seq"),
        bag("lr:hierarchicalSubject", "People|Anna de Vries", "Places|Utrecht"),
        bag("MicrosoftPhoto:LastKeywordXMP", "People/Anna de Vries"),
        bag("mediapro:CatalogSets", "People|Anna de Vries"),
        (
            '<acdsee:categories>&lt;Categories&gt;&lt;Category Assigned="0"&gt;People&lt;Category Assigned="1"&gt;'
            "Anna de Vries&lt;/Category&gt;&lt;/Category&gt;&lt;/Categories&gt;</acdsee:categories>"
        ),
        (
            '<mwg-kw:Keywords rdf:parseType="Resource"><mwg-kw:Hierarchy><rdf:Bag><rdf:li rdf:parseType="Resource">'
            "<mwg-kw:Keyword>People</mwg-kw:Keyword><mwg-kw:Children><rdf:Bag><rdf:li rdf:parseType='Resource'>"
            "<mwg-kw:Keyword>Anna de Vries</mwg-kw:Keyword></rdf:li></rdf:Bag></mwg-kw:Children></rdf:li></rdf:Bag>"
            "</mwg-kw:Hierarchy></mwg-kw:Keywords>"
        ),
    ],
)
def test_keywords_under_people_are_names_without_a_place(tmp_path: Path, written: str) -> None:
    found = read_names(photo_with(tmp_path / "a.jpg", packet(written)))
    assert found.people == ("Anna de Vries",)
    assert found.regions == ()


def test_plain_keywords_may_mean_anything(tmp_path: Path) -> None:
    found = read_names(photo_with(tmp_path / "a.jpg", packet(bag("dc:subject", "sportdag", "Anna de Vries"))))
    assert (found.people, found.keywords) == ((), ("sportdag", "Anna de Vries"))
    found = read_names(photo_with_iptc(tmp_path / "b.jpg", "Zoë Bakker".encode(), b"sportdag"))
    assert found.keywords == ("Zoë Bakker", "sportdag")
    found = read_names(photo_with_iptc(tmp_path / "c.jpg", "Zoë".encode("cp1252"), is_utf8=False))
    assert found.keywords == ("Zoë",)


def test_a_packet_too_large_for_one_segment_is_put_together(tmp_path: Path) -> None:
    main = packet("<xmpNote:HasExtendedXMP>EXTENDED-KEY</xmpNote:HasExtendedXMP>", wrapper=False)
    many = [(f"Kind {number}", Box(0.1, 0.1, 0.1, 0.1)) for number in range(400)]
    more = packet(mwg(many), wrapper=False)
    assert len(more) > 80_000
    found = read_names(photo_with_extended(tmp_path / "a.jpg", main, more))
    assert len(found.regions) == 400
    other = packet("<xmpNote:HasExtendedXMP>0123456789ABCDEF0123456789ABCDEF</xmpNote:HasExtendedXMP>", wrapper=False)
    assert not read_names(photo_with_extended(tmp_path / "b.jpg", other, more))


def test_a_sidecar_counts_before_the_picture_and_belongs_to_it(tmp_path: Path) -> None:
    path = photo_with(tmp_path / "a.jpg", packet(mwg([("Oud", ANNA)]) + bag("dc:subject", "binnen")))
    (tmp_path / "a.xmp").write_bytes(packet(bag("dc:subject", "gedeeld") + bag("digiKam:TagsList", "People/Carla")))
    (tmp_path / "a.jpg.xmp").write_bytes(packet(mwg([("Nieuw", BRAM)])))
    found = read_names(path)
    assert [one.name for one in found.regions] == ["Nieuw"]
    assert found.people == ("Carla",)
    assert found.keywords == ("gedeeld",)


def test_picasas_notes_in_the_folder(tmp_path: Path) -> None:
    path = photo_with(tmp_path / "Foto 1.JPG")
    (tmp_path / ".picasa.ini").write_text(
        "[Picasa]\nname=Kamp\n[Contacts2]\n8e62398ebda8c1a5=Anna de Vries;;\n[foto 1.jpg]\nstar=yes\n"
        "faces=rect64(199a333340007333),8e62398ebda8c1a5;rect64(3),ffffffffffffffff;"
        "rect64(8000800090009000),ffffffffffffffff\nrotate=rotate(0)\n",
        encoding="utf-8",
    )
    found = read_names(path).regions
    assert [(one.name, one.origin) for one in found] == [
        ("Anna de Vries", RegionOrigin.PICASA),
        ("", RegionOrigin.PICASA),
    ]
    box = found[0].box
    assert box is not None
    assert (box.x, box.y) == (pytest.approx(0.1, abs=1e-4), pytest.approx(0.2, abs=1e-4))


def test_a_film_has_names_without_places(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
    (tmp_path / "film.mp4.xmp").write_bytes(
        packet(mwg([("Anna", ANNA)]) + bag("Iptc4xmpExt:PersonInImage", "Anna", "Bram"))
    )
    found = read_names(path)
    assert [(one.name, one.box) for one in found.regions] == [("Anna", None)]
    assert found.people == ("Bram",)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 4096,
        b"<",
        b"no xml at all",
        b"<a>" * 200_000,
        BOMB + packet(mwg([("&d;", ANNA)]), wrapper=False),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + packet(mwg([("Anna", ANNA)]), wrapper=False),
        packet("<dc:x>" * 3_000 + "</dc:x>" * 3_000),
        packet(mwg([("Anna", ANNA)])).replace(b"</rdf:RDF>", b""),
    ],
)
def test_hostile_or_broken_metadata_is_no_metadata(tmp_path: Path, data: bytes) -> None:
    path = photo_with(tmp_path / "a.jpg", packet(mwg([("Binnen", ANNA)])))
    (tmp_path / "a.jpg.xmp").write_bytes(data)
    began = time.perf_counter()
    names = [one.name for one in read_names(path).regions]
    assert names in (["Binnen"], ["Anna"], ["&d;"])  # what can be read of it, with nothing put in from elsewhere
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.encode(),
        lambda text: b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("cp1252"),
        lambda text: b'<?xml version="1.0" encoding="no-such-code"?>' + text.encode(),
        lambda text: b"\n\n  " + text.encode() + b"\x00" * 2000 + b"garbage <",
    ],
)
def test_an_encoding_that_is_odd_or_wrong_is_read_all_the_same(encode: object) -> None:
    text = packet(mwg([("Zoë Mülder", ANNA)]), wrapper=False).decode()
    found = read_packet(encode(text))  # type: ignore[operator]
    assert found is not None
    assert [one.name for one in read_regions(found, FRAME)] == ["Zoë Mülder"]


@given(st.binary(max_size=400), st.integers(0, 1500), st.integers(0, 60))
def test_no_packet_however_damaged_raises(junk: bytes, start: int, length: int) -> None:
    whole = packet(mwg([("Anna", ANNA)]) + iptc([("Bram", BRAM)]) + bag("digiKam:TagsList", "People/Carla"))
    found = read_packet(whole[:start] + junk + whole[start + length :])
    if found is not None:
        read_regions(found, FRAME)


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as raised:
        read_names(tmp_path / "weg.jpg")
    assert raised.value.code is ErrorCode.FILE_MISSING
