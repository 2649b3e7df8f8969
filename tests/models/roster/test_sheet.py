# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as they come: encodings, delimiters, quotes, and files that are no table."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ErrorCode, KnownError
from models.roster import sheet
from models.roster.sheet import read_table

ROWS = "Roepnaam;Tussenvoegsel;Achternaam;Klas\r\nZoë;van der;Müller;3HB\r\nAnna;;Bakker;3HB\r\n"
EXPECTED = (("Zoë", "van der", "Müller", "3HB"), ("Anna", "", "Bakker", "3HB"))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (ROWS.encode(), "utf-8"),
        (ROWS.encode("utf-8-sig"), "utf-8"),
        (ROWS.encode("cp1252"), "cp1252"),
        (ROWS.encode("utf-16"), "utf-16"),
        (b"\xff\xfe" + ROWS.encode("utf-16-le"), "utf-16"),
        (b"\xfe\xff" + ROWS.encode("utf-16-be"), "utf-16"),
        (ROWS.encode("utf-16-le"), "utf-16"),
        (ROWS, "text"),
        ("\ufeff" + ROWS, "text"),
        (ROWS.replace("\r\n", "\n").encode(), "utf-8"),
        (ROWS.replace("\r\n", "\r").encode(), "utf-8"),
        (ROWS.replace(";", "\t").encode(), "utf-8"),
        (ROWS.replace(";", ",").encode(), "utf-8"),
        (("sep=;\r\n" + ROWS).encode(), "utf-8"),
    ],
)
def test_the_same_rows_come_out_of_every_way_of_writing(data: bytes | str, encoding: str) -> None:
    table = read_table(data)
    assert table.headings == ("Roepnaam", "Tussenvoegsel", "Achternaam", "Klas")
    assert table.rows == EXPECTED
    assert table.encoding == encoding


def test_mixed_encodings_are_read_line_by_line() -> None:
    data = "Roepnaam;Achternaam\nZoë;Çelik\n".encode() + "Renée;Müller\n".encode("cp1252")
    table = read_table(data)
    assert table.rows == (("Zoë", "Çelik"), ("Renée", "Müller"))
    assert table.encoding == "mixed"


def test_zeros_trailing_delimiters_blank_lines_and_ragged_rows() -> None:
    table = read_table("Nummer;Roepnaam;Achternaam;\n\n001234;Anna;Bakker;\n ; ; ;\n7;Bo\n8;Cas;Dam;;x\n")
    assert table.headings == ("Nummer", "Roepnaam", "Achternaam")
    assert table.rows == (("001234", "Anna", "Bakker"), ("7", "Bo", ""), ("8", "Cas", "Dam", "", "x"))
    assert table.lines == (3, 5, 6)


def test_quotes_delimiters_and_line_ends_inside_cells() -> None:
    table = read_table('Naam,Klas\n"Aartsen, Dae",3HB\n"Berg, ""Bo""\nvan den",2A\n"Cas, Dirk",""\n')
    assert table.rows == (("Aartsen, Dae", "3HB"), ('Berg, "Bo" van den', "2A"), ("Cas, Dirk", ""))
    assert table.lines == (2, 3, 5)


def test_a_stray_quote_does_not_swallow_the_rest() -> None:
    rows = "".join(f"Kind{number};Bakker;3HB\n" for number in range(20))
    table = read_table(f'Roepnaam;Achternaam;Klas\n"Anna;Bakker;3HB\n{rows}')
    assert len(table.rows) == 21


def test_commas_inside_cells_do_not_beat_the_semicolon() -> None:
    assert read_table("Aartsen, Dae;3HB\nBerg, Bo;3HB\n").delimiter == ";"
    assert read_table("Code;Achternaam;Leerlingen\na;Dam;1,2\nb;Eik;3\nc;Vos;4,5,6\n").delimiter == ";"


def test_a_list_of_names_alone_is_one_column() -> None:
    table = read_table("Aartsen, Dae\nBerg, Anna van den\n")
    assert table.rows == (("Aartsen, Dae",), ("Berg, Anna van den",))
    assert table.delimiter == ""


def test_a_title_above_the_headings_is_left_out() -> None:
    table = read_table("Klassenlijst 3HB 2026-2027\n\nRoepnaam;Achternaam\nAnna;Bakker\n")
    assert table.headings == ("Roepnaam", "Achternaam")
    assert table.rows == (("Anna", "Bakker"),)


def test_headings_can_be_stated() -> None:
    text = "Foo;Bar\nAnna;Bakker\n"
    assert read_table(text).headings is None
    assert read_table(text, has_headings=True).headings == ("Foo", "Bar")
    assert len(read_table("Roepnaam;Achternaam\nA;B\n", has_headings=False).rows) == 2


def test_excel_text_cells_keep_their_number() -> None:
    assert read_table('Nummer;Roepnaam;Achternaam\n="001234";Anna;Bakker\n').rows[0][0] == "001234"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n \t\r\n", "", b"sep=;\n", b"Roepnaam;Achternaam\n"])
def test_nothing_in_it(data: bytes | str) -> None:
    with pytest.raises(KnownError) as caught:
        read_table(data)
    assert caught.value.code is ErrorCode.TABLE_EMPTY


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04" + b"\x00" * 30 + b"[Content_Types].xml", "excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "excel"),
        (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "opendocument"),
        (b"%PDF-1.7\n", "pdf"),
        (b"<html><table><tr><td>Naam</td></tr></table>", "web_page"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" * 20, "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (b"Naam\x00;Klas\n", "binary"),
        ("Naam\x00;Klas\n", "binary"),
        (b"\xff\xfeN\x00a\x00\x00", "binary"),
    ],
)
def test_a_file_that_is_no_table_is_named(data: bytes | str, kind: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_table(data)
    assert caught.value.code is ErrorCode.TABLE_UNREADABLE
    assert caught.value.params["kind"] == kind


def test_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_ROWS", 10)
    with pytest.raises(KnownError) as caught:
        read_table("Roepnaam;Achternaam\n" + "Anna;Bakker\n" * 11)
    assert caught.value.code is ErrorCode.FILE_TOO_LARGE
    monkeypatch.setattr(sheet, "MAX_BYTES", 10)
    with pytest.raises(KnownError) as caught:
        read_table(b"Roepnaam;Achternaam")
    assert caught.value.params["size"] == 19


cell = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp", "Mn")),
    min_size=1,
    max_size=12,
)


@given(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=20), st.sampled_from(";,\t"))
def test_what_is_written_is_read_back(rows: list[tuple[str, str, str]], delimiter: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(("Roepnaam", "Achternaam", "Klas"))
    writer.writerows(rows)
    table = read_table(f"sep={delimiter}\n{buffer.getvalue()}".encode())
    expected = [tuple(sheet.clean_text(text) for text in row) for row in rows]
    assert [row for row in table.rows if not any(text.startswith('="') for text in row)] == [
        row for row in expected if not any(text.startswith('="') for text in row)
    ]


@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_known_error(data: bytes) -> None:
    outcome = read_or_refuse(data)
    if isinstance(outcome, ErrorCode):
        assert outcome in (ErrorCode.TABLE_EMPTY, ErrorCode.TABLE_UNREADABLE)
    else:
        assert len(outcome.rows) == len(outcome.lines) > 0
        assert not any("\x00" in text for row in outcome.rows for text in row)


def read_or_refuse(data: bytes) -> sheet.Table | ErrorCode:
    try:
        return read_table(data)
    except KnownError as error:
        return error.code
