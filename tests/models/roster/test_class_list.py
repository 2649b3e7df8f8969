# SPDX-License-Identifier: GPL-3.0-or-later
"""Class lists: columns found by heading or content, dates decided per column, problems named row by row."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ErrorCode, KnownError
from models.roster.class_list import ClassList, ColumnMapping, ListGuardian, find_mapping, read_class_list
from models.roster.dates import choose_order, read_dates
from models.roster.headings import recognise_heading, recognise_role
from models.roster.names import NameParts
from models.roster.sheet import read_table
from models.terms import DateOrder, ListColumn, PersonRole, RowProblemCode

TODAY = date(2026, 11, 24)


def read(text: str, **options: object) -> ClassList:
    return read_class_list(read_table(text), mapping=None, today=TODAY, **options)  # type: ignore[arg-type]


def codes(class_list: ClassList) -> list[tuple[int, RowProblemCode]]:
    return [(problem.line, problem.code) for problem in class_list.problems]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Roepnaam", ListColumn.GIVEN_NAME),
        ("FIRST NAME", ListColumn.GIVEN_NAME),
        ("Vorname", ListColumn.GIVEN_NAME),
        ("Tussenvoegsel(s)", ListColumn.NAME_PREFIX),
        ("Voorvoegsel", ListColumn.NAME_PREFIX),
        ("Familienaam", ListColumn.FAMILY_NAME),
        ("Volledige Naam", ListColumn.FULL_NAME),
        ("Stamgroep", ListColumn.GROUP),
        ("geb. datum", ListColumn.BIRTH_DATE),
        ("Geboorte-datum", ListColumn.BIRTH_DATE),
        ("Date of birth", ListColumn.BIRTH_DATE),
        ("LeerlingNummer", ListColumn.PUPIL_NUMBER),
        ("E-mail adres", ListColumn.EMAIL),
        ("Telefoonnr.", ListColumn.TELEPHONE),
        ("Mobiel", ListColumn.TELEPHONE),
        ("E-mailadres ouder/verzorger 1", ListColumn.GUARDIAN_1_EMAIL),
        ("E-mailadres ouder/verzorger 2", ListColumn.GUARDIAN_2_EMAIL),
        ("Ouder 2", ListColumn.GUARDIAN_2_NAME),
        ("Naam ouder/verzorger 1", ListColumn.GUARDIAN_1_NAME),
        ("Guardian 1 email", ListColumn.GUARDIAN_1_EMAIL),
        ("Parent/Guardian 2 name", ListColumn.GUARDIAN_2_NAME),
        ("Stagebedrijf", ListColumn.ORGANISATION),
        ("Klassenmentor 1", None),
        ("Postcode", None),
    ],
)
def test_headings_are_recognised(heading: str, column: ListColumn | None) -> None:
    found = recognise_heading(heading)
    assert (None if found is None else found[0]) is column


def test_roles_are_recognised_in_three_languages() -> None:
    assert recognise_role("Leerling") is PersonRole.PUPIL
    assert recognise_role("Conciërge") is PersonRole.STAFF
    assert recognise_role("parent/guardian") is PersonRole.GUARDIAN
    assert recognise_role("internship_provider") is PersonRole.INTERNSHIP_PROVIDER
    assert recognise_role("Schülerin") is PersonRole.PUPIL
    assert recognise_role("kapitein") is None


def test_a_whole_row() -> None:
    found = read(
        "Stamnr;Roepnaam;Tussenvoegsel;Achternaam;Klas;Geb.datum;E-mail;Mobiel;Naam ouder 1;E-mail ouder 1;Ouder 2\n"
        "001234;Anna;van den;Berg;3HB;31-01-2013;anna@school.nl;0612345678;Berg, Piet van den;p@berg.nl;Bea Vos\n"
    )
    row = found.rows[0]
    assert row.parts == NameParts("Anna", "van den", "Berg")
    assert (row.pupil_number, row.groups, row.birth_date) == ("001234", ("3HB",), date(2013, 1, 31))
    assert (row.email, row.telephone, row.role) == ("anna@school.nl", "0612345678", PersonRole.PUPIL)
    assert row.guardians == (
        ListGuardian(NameParts("Piet", "van den", "Berg"), "p@berg.nl"),
        ListGuardian(NameParts("Bea", "", "Vos")),
    )
    assert found.problems == ()
    assert found.groups == ("3HB",)


def test_flemish_lists_call_the_family_name_just_naam() -> None:
    assert read("Naam;Voornaam;Klas\nVan den Berg;Anna;3B\n").rows[0].parts == NameParts("Anna", "", "Van den Berg")


def test_a_particle_inside_the_family_name_column_is_taken_out() -> None:
    assert read("Roepnaam;Achternaam\nAnna;van den Berg\n").rows[0].parts == NameParts("Anna", "van den", "Berg")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Roepnaam;Klas\nAnna;3HB\n", "family_name"),
        ("Achternaam;Klas\nBakker;3HB\n", "given_name"),
        ("Klas;Geboortedatum\n3HB;31-01-2013\n", "given_name"),
        ("11000;FOS;Bauer;Claus;30.05.2001\n", "given_name"),
        ("Foo;Bar\nx;y\n", "given_name"),
    ],
)
def test_a_missing_name_column_is_named(text: str, column: str) -> None:
    with pytest.raises(KnownError) as caught:
        read(text)
    assert caught.value.code is ErrorCode.TABLE_COLUMN_MISSING
    assert caught.value.params == {"column": column}


def test_a_mapping_outside_the_table_is_refused() -> None:
    table = read_table("Roepnaam;Achternaam\nAnna;Bakker\n")
    with pytest.raises(KnownError):
        read_class_list(table, mapping=ColumnMapping({ListColumn.FULL_NAME: 7}), today=TODAY)


def test_without_headings_what_is_certain_is_taken() -> None:
    mapping = find_mapping(read_table("Anna van den Berg;3HB;31-01-2013\nBo Dam;2A;01-02-2014\n"))
    assert mapping.columns == {ListColumn.FULL_NAME: 0, ListColumn.GROUP: 1, ListColumn.BIRTH_DATE: 2}
    mapping = find_mapping(read_table("Anna\tvan den\tBerg\t3HB\nBo\t\tDam\t2A\n"))
    assert mapping.columns[ListColumn.NAME_PREFIX] == 1
    assert read("Aartsen, Dae van der\nDam, Bo\n").rows[0].parts == NameParts("Dae", "van der", "Aartsen")


def test_the_user_can_say_which_column_is_which() -> None:
    table = read_table("Bakker;Anna;x\nDam;Bo;y\n")
    mapping = ColumnMapping({ListColumn.FAMILY_NAME: 0, ListColumn.GIVEN_NAME: 1})
    assert read_class_list(table, mapping=mapping, today=TODAY).rows[1].parts == NameParts("Bo", "", "Dam")


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["31-01-2013", "03-04-2013"], [date(2013, 1, 31), date(2013, 4, 3)]),
        (["1/31/2013", "3/4/2013"], [date(2013, 1, 31), date(2013, 3, 4)]),
        (["2013-01-31", "2013/4/3"], [date(2013, 1, 31), date(2013, 4, 3)]),
        (["20130131", "20130403"], [date(2013, 1, 31), date(2013, 4, 3)]),
        (["31012013", "03042013"], [date(2013, 1, 31), date(2013, 4, 3)]),
        (["03.04.2013"], [date(2013, 4, 3)]),
        (["3 april 2013", "31-jan-13", "1. März 2013"], [date(2013, 4, 3), date(2013, 1, 31), date(2013, 3, 1)]),
        (["2013-01-31T00:00:00", "31-01-2013 00:00"], [date(2013, 1, 31)] * 2),
        (["31-01-13", "31-01-85"], [date(2013, 1, 31), date(1985, 1, 31)]),
        (["05-05-2013"], [date(2013, 5, 5)]),
        (["29-02-2012", ""], [date(2012, 2, 29), None]),
    ],
)
def test_dates_as_lists_write_them(cells: list[str], days: list[date | None]) -> None:
    found = read_dates(cells, None, TODAY)
    assert [one.day for one in found] == days
    assert [one.problem for one in found] == [None] * len(days)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("31-02-2015", RowProblemCode.DATE_IMPOSSIBLE),
        ("29-02-2013", RowProblemCode.DATE_IMPOSSIBLE),
        ("2015-13-40", RowProblemCode.DATE_IMPOSSIBLE),
        ("00000000", RowProblemCode.DATE_IMPOSSIBLE),
        ("25-11-2026", RowProblemCode.DATE_IN_FUTURE),
        ("31-12-1899", RowProblemCode.DATE_TOO_EARLY),
        ("onbekend", RowProblemCode.DATE_UNREADABLE),
        ("42097", RowProblemCode.DATE_UNREADABLE),
        ("3 foo 2013", RowProblemCode.DATE_UNREADABLE),
        ("31/12/2015/x", RowProblemCode.DATE_UNREADABLE),
    ],
)
def test_what_is_no_birth_date_is_named(cell: str, problem: RowProblemCode) -> None:
    assert read_dates([cell], DateOrder.DAY_MONTH_YEAR, TODAY)[0].problem is problem


def test_an_undecided_order_asks_once_and_leaves_the_dates_empty() -> None:
    text = "Roepnaam;Achternaam;Geboortedatum\nAnna;Bakker;03-04-2013\nBo;Dam;05-06-2013\nCas;Eik;07-07-2013\n"
    found = read(text)
    assert codes(found) == [(2, RowProblemCode.DATE_ORDER_UNCLEAR)]
    assert found.asks_date_order
    assert [row.birth_date for row in found.rows] == [None, None, date(2013, 7, 7)]
    mapping = ColumnMapping(found.mapping.columns, DateOrder.MONTH_DAY_YEAR)
    answered = read_class_list(read_table(text), mapping=mapping, today=TODAY)
    assert answered.rows[0].birth_date == date(2013, 3, 4)
    assert not answered.problems


@given(st.lists(st.dates(date(1990, 1, 1), date(2026, 1, 1)), min_size=1, max_size=30), st.booleans())
def test_an_order_is_only_decided_when_a_row_tells(days: list[date], month_first: bool) -> None:
    pattern = "{0.month}/{0.day}/{0.year}" if month_first else "{0.day}-{0.month}-{0.year}"
    cells = [pattern.format(day) for day in days]
    order = choose_order(cells)
    found = [one.day for one in read_dates(cells, None, TODAY)]
    if any(day.day > 12 for day in days):
        assert order is (DateOrder.MONTH_DAY_YEAR if month_first else DateOrder.DAY_MONTH_YEAR)
        assert found == days
    else:
        assert found == [day if day.day == day.month else None for day in days]


def test_a_bad_date_leaves_the_row_in_without_a_date() -> None:
    found = read("Roepnaam;Achternaam;Geboortedatum\nAnna;Bakker;31-02-2015\nBo;Dam;30-01-2015\n")
    assert [row.birth_date for row in found.rows] == [None, date(2015, 1, 30)]
    assert codes(found) == [(2, RowProblemCode.DATE_IMPOSSIBLE)]


def test_rows_without_a_name_and_totals_are_left_out() -> None:
    found = read("Roepnaam;Achternaam;Klas\nAnna;Bakker;3HB\n;;3HB\nTotaal 24\n-;.;3HB\n")
    assert [row.line for row in found.rows] == [2]
    assert codes(found) == [(line, RowProblemCode.NAME_MISSING) for line in (3, 4, 5)]
    assert [row.line for row in found.left_out] == [3, 4, 5]


def test_one_name_part_is_offered_with_a_remark() -> None:
    found = read("Roepnaam;Achternaam;Klas\nAnna;;3HB\n")
    assert found.rows[0].parts == NameParts("Anna", "", "")
    assert codes(found) == [(2, RowProblemCode.NAME_INCOMPLETE)]


def test_a_duplicate_row_comes_in_once() -> None:
    found = read("Roepnaam;Achternaam;Klas\nAnna;Bakker;3HB\nBo;Dam;3HB\nANNA;Bakker;3HB\n")
    assert [row.line for row in found.rows] == [2, 3]
    assert codes(found) == [(4, RowProblemCode.DUPLICATE_ROW)]
    assert found.problems[0].other_line == 2


def test_a_pupil_in_two_groups_is_one_person() -> None:
    text = "Nummer;Roepnaam;Achternaam;Klas\n1;Anna;Bakker;3HB\n1;Anna;Bakker;wiA\n"
    found = read(text)
    assert [row.groups for row in found.rows] == [("3HB", "wiA")]
    assert codes(found) == [(3, RowProblemCode.JOINED_ROW)]


def test_twins_and_namesakes_stay_apart() -> None:
    found = read(
        "Roepnaam;Achternaam;Klas;Geboortedatum\nAnna;Bakker;3HB;31-01-2013\nEmma;Bakker;3HB;31-01-2013\n"
        "Anna;Bakker;3HB;30-01-2013\nBo;Dam;2A;\nBo;Dam;2B;\n"
    )
    assert len(found.rows) == 5
    assert found.problems == ()


def test_one_number_for_two_names_is_told_and_dropped() -> None:
    found = read("Nummer;Roepnaam;Achternaam\n1;Anna;Bakker\n1;Emma;Bakker\n")
    assert [row.pupil_number for row in found.rows] == ["1", ""]
    assert codes(found) == [(3, RowProblemCode.NUMBER_TWICE)]


def test_roles_default_and_unknown() -> None:
    text = "Naam;Functie\nAnna Bakker;docent\nBo Dam;kapitein\nCas Eik;\n"
    found = read(text, default_role=PersonRole.VOLUNTEER)
    assert [row.role for row in found.rows] == [PersonRole.STAFF, PersonRole.VOLUNTEER, PersonRole.VOLUNTEER]
    assert codes(found) == [(3, RowProblemCode.ROLE_UNKNOWN)]


def test_other_problems_are_named() -> None:
    long = "x" * 121
    found = read_class_list(
        read_table(
            b"Roepnaam;Achternaam;E-mail;Telefoon;E-mail ouder 1\n"
            + f"Anna;Bakker;anna(at)school;{'0' * 41};a@b.nl\n{long};Dam;;;\nCas;Eik;;;;x\nDirk;Vos;;;c@d.nl\n".encode()
            + b"Er\x81k;Bos;;;\n"
        ),
        mapping=None,
        today=TODAY,
    )
    assert codes(found) == [
        (2, RowProblemCode.TEXT_TOO_LONG),
        (2, RowProblemCode.EMAIL_UNREADABLE),
        (2, RowProblemCode.GUARDIAN_NAME_MISSING),
        (3, RowProblemCode.TEXT_TOO_LONG),
        (4, RowProblemCode.EXTRA_CELLS),
        (6, RowProblemCode.LETTERS_UNREADABLE),
    ]
    assert [row.line for row in found.rows] == [2, 4, 5, 6]
    assert (found.rows[0].telephone, found.rows[0].email) == ("", "")
