# SPDX-License-Identifier: GPL-3.0-or-later
"""Headings of class lists as school systems write them, in Dutch, English and a little German.

Columns are found by heading, never by position. Case, accents, spaces and punctuation do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from models.roster.names import fold_text, is_particle
from models.terms import ListColumn, PersonRole

# Per column, the heading that wins when a list has several comes first.
_HEADINGS: Mapping[ListColumn, str] = {
    ListColumn.GIVEN_NAME: """
        roepnaam|voornaam|voornamen|given name|givenname|first name|firstname|forename|legal forename|preferred name
        rufname|vorname|vornamen|given names|naam kind|voornaam leerling|roepnaam leerling""",
    ListColumn.NAME_PREFIX: """
        tussenvoegsel|tussenvoegsels|voorvoegsel|voorvoegsels|voorvoegsel achternaam|tussenv|tv|tsv|infix|prefix
        name prefix|surname prefix|particle|namenszusatz""",
    ListColumn.FAMILY_NAME: """
        achternaam|familienaam|geslachtsnaam|family name|familyname|last name|lastname|surname|legal surname
        familienname|nachname|achternaam leerling""",
    ListColumn.FULL_NAME: """
        volledige naam|naam leerling|leerlingnaam|leerling naam|naam|full name|fullname|display name|student name
        pupil name|student|leerling|name""",
    ListColumn.GROUP: """
        klas|klasnaam|klascode|klas groep|groep|groepsnaam|groepnaam|stamgroep|stamklas|basisgroep|lesgroep|class
        class name|classname|form|reg|registration group|form reg|tutor group|klasse|group""",
    ListColumn.BIRTH_DATE: """
        geboortedatum|geb datum|gebdatum|geb dat|datum geboorte|geboren|geboren op|gbdatum|birth date|birthdate
        date of birth|dob|birthday|geburtsdatum|geb|gebdat""",
    ListColumn.PUPIL_NUMBER: """
        leerlingnummer|stamnummer|leerlingnr|leerling nr|llnr|ll nr|stamnr|studentnummer|deelnemernummer|pupil number
        student number|sis id|sourcedid|student id|pupil id|adno|admission number|upn|schulernummer
        interne id nummer|nummer|id""",
    ListColumn.EMAIL: """
        e mailadres|e mail|emailadres|email|mail|email school|e mail school|school email|schoolmail|email address
        e mail adresse|mailadresse|e mailadres leerling|email leerling""",
    ListColumn.TELEPHONE: """
        telefoon|telefoonnummer|telefoonnr|tel|telnr|mobiel|mobiele telefoon|mobiel nummer|gsm|telephone|phone
        phone number|mobile|telefon|telefonnummer|06 nummer""",
    ListColumn.ROLE: "rol|functie|soort|soort persoon|role|type|rolle|funktion",
    ListColumn.ORGANISATION: """
        bedrijf|bedrijfsnaam|organisatie|stagebedrijf|leerbedrijf|werkgever|company|company name|organisation
        organization|employer|firma|betrieb""",
}

_GUARDIAN = re.compile(
    r"^(?P<before>(?:naam|volledige naam|name|e mailadres|e mail|emailadres|email|mail)?) ?"
    r"(?:van )?(?:ouder verzorger|ouder voogd|ouder|verzorger|contactpersoon|parent guardian|parent|guardian|"
    r"erziehungsberechtigte[rn]?|eltern(?:teil)?) ?(?P<number>[12])?"
    r" ?(?P<after>(?:naam|volledige naam|name|e mailadres|e mail|emailadres|email|mail)?)(?: ?(?P<last>[12]))?$"
)

_ROLES: Mapping[PersonRole, str] = {
    PersonRole.PUPIL: "leerling|leerlingen|pupil|student|deelnemer|learner|kind|schuler|schulerin|scholier",
    PersonRole.STAFF: """
        medewerker|personeel|personeelslid|leerkracht|leraar|lerares|docent|docente|mentor|directeur|directie|conrector
        rector|intern begeleider|ib er|conciërge|onderwijsassistent|teamleider|stagiair|stagiaire|teacher|staff
        professor|faculty|aide|employee|principal|assistant|lehrer|lehrerin|oop|op""",
    PersonRole.VOLUNTEER: "vrijwilliger|vrijwilligster|volunteer|hulpouder|klassenouder|overblijfouder|leesouder",
    PersonRole.INTERNSHIP_PROVIDER: """
        stagebegeleider|praktijkopleider|praktijkbegeleider|stagebedrijf|leerbedrijf|werkbegeleider|stageverlener
        internship provider|work placement provider|supervisor""",
    PersonRole.GUARDIAN: """
        ouder|verzorger|ouder verzorger|voogd|moeder|vader|parent|guardian|parent guardian|mother
        father|carer|eltern""",
    PersonRole.GUEST: "gast|guest|bezoeker|visitor|spreker|gastspreker|gastdocent|other|overig",
}

_FORMS: Mapping[ListColumn, re.Pattern[str]] = {
    ListColumn.EMAIL: re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    ListColumn.BIRTH_DATE: re.compile(r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](19|20)\d{2})$"),
    ListColumn.GROUP: re.compile(
        r"^((groep|klas|class) ?\d.{0,6}|\d{1,2}[a-zA-Z]{1,4}\d?|[a-zA-Z]{1,4}\d[a-zA-Z]{0,2})$"
    ),
}


def _split_words(text: str) -> list[str]:
    return [word for line in text.strip().splitlines() for word in line.strip().split("|")]


_COLUMN_OF = {
    fold_text(heading): (column, rank)
    for column, text in _HEADINGS.items()
    for rank, heading in enumerate(_split_words(text))
}
_ROLE_OF = {fold_text(word): role for role, text in _ROLES.items() for word in _split_words(text)}
_ROLE_OF.update({role.value.replace("_", " "): role for role in PersonRole})


def recognise_heading(text: str) -> tuple[ListColumn, int] | None:
    """Which column a heading names, and how good it is for it (0 is best); None for any other heading."""
    folded = fold_text(text)
    found = _COLUMN_OF.get(folded) or _COLUMN_OF.get(folded.replace(" ", ""))
    if found is not None:
        return found
    guardian = _GUARDIAN.match(folded)
    if guardian is None:
        return None
    is_second = "2" in (guardian["number"], guardian["last"])
    is_mail = "mail" in f"{guardian['before']} {guardian['after']}"
    if is_mail:
        return (ListColumn.GUARDIAN_2_EMAIL if is_second else ListColumn.GUARDIAN_1_EMAIL), 0
    return (ListColumn.GUARDIAN_2_NAME if is_second else ListColumn.GUARDIAN_1_NAME), 0


def recognise_role(text: str) -> PersonRole | None:
    """Which role a word in a role column names; None when unknown."""
    return _ROLE_OF.get(fold_text(text))


def recognise_columns(headings: Sequence[str]) -> dict[ListColumn, int]:
    """Column by column the position of the best heading for it.

    "Naam" beside "Voornaam" without a family name column is the family name, as in Flanders and Germany.
    """
    best: dict[ListColumn, tuple[int, int]] = {}
    for position, heading in enumerate(headings):
        found = recognise_heading(heading)
        if found is None:
            continue
        column, rank = found
        if column not in best or rank < best[column][0]:
            best[column] = (rank, position)
    columns = {column: position for column, (_, position) in best.items()}
    full = columns.get(ListColumn.FULL_NAME)
    family_lacks = ListColumn.GIVEN_NAME in columns and ListColumn.FAMILY_NAME not in columns
    if full is not None and family_lacks and fold_text(headings[full]) in ("naam", "name"):
        columns[ListColumn.FAMILY_NAME] = columns.pop(ListColumn.FULL_NAME)
    if ListColumn.GIVEN_NAME in columns and ListColumn.FAMILY_NAME in columns:
        columns.pop(ListColumn.FULL_NAME, None)
    return columns


def looks_like_headings(cells: Sequence[str]) -> bool:
    """Whether a row is the heading row: two known headings, or one among words without a digit or an at-sign.

    A role word ("Student") is not enough by itself: it stands in rows of data too.
    """
    filled = [cell for cell in cells if cell]
    known = [cell for cell in filled if recognise_heading(cell) is not None]
    if len(known) >= 2:
        return True
    is_wordy = not any(letter.isdigit() or letter == "@" for cell in filled for letter in cell)
    return len(known) == 1 and is_wordy and recognise_role(known[0]) is None


def guess_columns(rows: Sequence[Sequence[str]]) -> dict[ListColumn, int]:
    """Columns of a list without headings, by what is in them; only what is certain.

    A whole name has several words or a comma; a column of particles has the given name before and the family name
    after it; dates, e-mail addresses and classes ("3HB", "groep 5") are known by their form.
    """
    found: dict[ListColumn, int] = {}
    width = max((len(row) for row in rows), default=0)
    columns = [[row[index] for row in rows if index < len(row) and row[index]] for index in range(width)]
    for index, cells in enumerate(columns):
        if not cells:
            continue
        for column, pattern in _FORMS.items():
            if column not in found and all(pattern.search(cell) for cell in cells):
                found[column] = index
                break
    taken = set(found.values())
    names = [index for index, cells in enumerate(columns) if cells and index not in taken and _are_names(cells)]
    particles = [index for index in names if all(is_particle(cell) for cell in columns[index])]
    if len(particles) == 1 and particles[0] - 1 in names and particles[0] + 1 in names:
        middle = particles[0]
        found |= {
            ListColumn.GIVEN_NAME: middle - 1,
            ListColumn.NAME_PREFIX: middle,
            ListColumn.FAMILY_NAME: middle + 1,
        }
    elif len(names) == 1 and (width == 1 or all(" " in cell for cell in columns[names[0]])):
        found[ListColumn.FULL_NAME] = names[0]
    return found


def _are_names(cells: Sequence[str]) -> bool:
    return not any(letter.isdigit() or letter in "@:/" for cell in cells for letter in cell)
