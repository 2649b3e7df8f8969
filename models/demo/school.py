# SPDX-License-Identifier: GPL-3.0-or-later
"""The invented school De Klaproos, read from ``resources/sample/school.toml`` and put around a given day."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from models.demo.chance import seeded_chance
from models.demo.looks import derive_look
from models.demo.values import (
    DemoAnswer,
    DemoEvent,
    DemoGroup,
    DemoGuardianship,
    DemoPerson,
    DemoPublication,
    DemoPurpose,
    DemoRequest,
    DemoScene,
    DemoSchool,
)
from models.errors import BugError
from models.resources import resource_path
from models.terms import (
    Answer,
    AnswerMethod,
    Audience,
    GroupKind,
    LegalBasis,
    MediaKind,
    NobodyReason,
    PersonRole,
    Verdict,
)

_MAIL = "deklaproos.example"
_METHODS = (AnswerMethod.FORM, AnswerMethod.FORM, AnswerMethod.ONLINE)
_SINGLE_ANSWERS = {"given": Answer.GIVEN, "refused": Answer.REFUSED}
_LATER_ANSWERS = {"withdrawn": Answer.WITHDRAWN, "objected": Answer.OBJECTED}
_NO_AUTHORITY = frozenset({"uncle", "aunt", "grandmother", "grandfather"})

_FORMER = "former"

_Table = Mapping[str, Any]


def load_school(today: date) -> DemoSchool:
    """The invented school as it stands on ``today``: ages, events and answers all lie relative to that day."""
    table = _read_table()
    guardians, families = _guardians_of(table)
    pupils = tuple(_pupils_of(table, today, families))
    people = (*pupils, *_doubles_of(table, pupils), *_adults_of(table), *guardians)
    purposes = tuple(
        DemoPurpose(
            row["key"],
            row["name"],
            Audience(row["audience"]),
            LegalBasis(row["basis"]),
            (("nl", row["nl"]), ("en", row["en"])),
        )
        for row in table["purpose"]
    )
    events = tuple(
        DemoEvent(
            row["key"],
            row["name"],
            row["place"],
            _school_day(today, row["days_ago"]),
            tuple(row["groups"]),
            row.get("purpose"),
            row.get("photographer"),
            tuple(row.get("people", ())),
            (row["hours"][0], row["hours"][1]) if "hours" in row else None,
        )
        for row in table["event"]
    )
    answers, requests = _answers_of(table, today, people, purposes)
    return DemoSchool(
        name=table["school"]["name"],
        country=table["school"]["country"],
        actor=table["school"]["actor"],
        today=today,
        groups=tuple(DemoGroup(row["key"], row["name"], GroupKind(row["kind"])) for row in table["group"]),
        purposes=purposes,
        events=events,
        people=people,
        answers=answers,
        requests=requests,
        scenes=tuple(_scenes_of(table, events)),
        publications=tuple(
            DemoPublication(row["picture"], row["purpose"], row["place"], today - timedelta(days=row["days_ago"]))
            for row in table["publication"]
        ),
    )


@cache
def _read_table() -> _Table:
    with resource_path("sample", "school.toml").open("rb") as file:
        return tomllib.load(file)


def _school_day(today: date, days_ago: int) -> date:
    """So many days ago, or the Friday before when that is in a weekend."""
    day = today - timedelta(days=days_ago)
    return day - timedelta(days=max(0, day.weekday() - 4))


def _birth_date(today: date, key: str, age: int, birthday: int | None) -> date:
    """The day of birth of somebody aged ``age`` today; ``birthday`` (days from today) is when that age is reached."""
    days = -seeded_chance(f"birthday {key}").randint(8, 350) if birthday is None else birthday
    reached = today + timedelta(days=days)
    if (reached.month, reached.day) == (2, 29):
        reached -= timedelta(days=1)
    return reached.replace(year=reached.year - age)


def _address_of(*parts: str) -> str:
    """An e-mail address at a domain that cannot exist (RFC 2606), from parts of a name."""
    plain = unicodedata.normalize("NFKD", ".".join(part for part in parts if part).replace("ı", "i").replace("ł", "l"))
    letters = "".join(letter for letter in plain.lower() if letter.isascii() and (letter.isalnum() or letter in ".-"))
    return f"{letters}@{_MAIL}"


def _guardians_of(table: _Table) -> tuple[list[DemoPerson], dict[str, tuple[tuple[DemoGuardianship, ...], str]]]:
    """All guardians, and by pupil who decides and which language is spoken at home."""
    people: list[DemoPerson] = []
    families: dict[str, tuple[tuple[DemoGuardianship, ...], str]] = {}
    for row in table["family"]:
        language = row.get("language", "nl")
        bonds = []
        for number, (given, prefix, family, relation) in enumerate(row["guardians"], 1):
            key = f"{row['pupils'][0]}.guardian{number}"
            mail = _address_of(given, prefix.replace(" ", "."), family.replace(" ", "."))
            people.append(DemoPerson(key, given, prefix, family, PersonRole.GUARDIAN, email=mail, language=language))
            bonds.append(DemoGuardianship(key, relation, relation not in _NO_AUTHORITY))
        families.update({pupil: (tuple(bonds), language) for pupil in row["pupils"]})
    return people, families


def _pupils_of(
    table: _Table, today: date, families: Mapping[str, tuple[tuple[DemoGuardianship, ...], str]]
) -> Iterator[DemoPerson]:
    number = 20_401
    for group, rows in table["pupils"].items():
        for key, given, prefix, family, age, words in rows:
            bonds, language = families[key]
            number += 7
            left = table["left"].get(key)
            yield DemoPerson(
                key,
                given,
                prefix,
                family,
                PersonRole.PUPIL,
                group_keys=() if group == _FORMER else (group,),
                birth_date=_birth_date(today, key, age, table["birthday"].get(key)),
                language=language,
                pupil_number=str(number),
                protected_reason=table["protected"].get(key, ""),
                guardians=bonds,
                look=derive_look(key, words, age),
                left_on=None if left is None else today - timedelta(days=left),
            )


def _doubles_of(table: _Table, pupils: Sequence[DemoPerson]) -> Iterator[DemoPerson]:
    """Second records of pupils, as somebody in a hurry makes them."""
    by_key = {pupil.key: pupil for pupil in pupils}
    for row in table["double"]:
        first = by_key[row["of"]]
        yield DemoPerson(
            f"{first.key}.double",
            first.given_name,
            first.name_prefix,
            row["family"],
            first.role,
            birth_date=first.birth_date,
        )


def _adults_of(table: _Table) -> Iterator[DemoPerson]:
    for role, rows in table["adults"].items():
        for key, given, prefix, family, age, words, organisation in rows:
            yield DemoPerson(
                key,
                given,
                prefix,
                family,
                PersonRole(role),
                group_keys=("team",) if role == PersonRole.STAFF else (),
                email=_address_of(given, family),
                language="nl",
                organisation=organisation,
                look=derive_look(key, words, age),
            )


def _answers_of(
    table: _Table, today: date, people: Sequence[DemoPerson], purposes: Sequence[DemoPurpose]
) -> tuple[tuple[DemoAnswer, ...], tuple[DemoRequest, ...]]:
    """Yes to everything by everybody who decides, but for the exceptions."""
    asked = [purpose.key for purpose in purposes if purpose.legal_basis is LegalBasis.CONSENT]
    by_key = {person.key: person for person in people}
    answers: list[DemoAnswer] = []
    requests: list[DemoRequest] = []
    no_yes: set[tuple[str, str]] = set()
    for row in table["exception"]:
        person = by_key[row["person"]]
        targets: Sequence[str | None] = (None,) if row.get("is_recording") else row.get("purposes", asked)
        day = today - timedelta(days=row["days_ago"])
        if row["answer"] not in _LATER_ANSWERS and row.get("by", "1") != "2":
            no_yes.update((person.key, purpose) for purpose in targets if purpose is not None)
        for purpose in targets:
            if row["answer"] == "silent" and purpose is not None:
                requests += [DemoRequest(person.key, purpose, kind, day) for kind in MediaKind]
            answers += _exception_answers(row, person, purpose, day)
    yeses: list[DemoAnswer] = []
    for person in people:
        if person.role is PersonRole.GUARDIAN or person.is_protected or person.look is None:
            continue
        chance = seeded_chance(f"answers {person.key}")
        day, method = (person.left_on or today) - timedelta(days=chance.randint(96, 150)), chance.choice(_METHODS)
        decider = _decider_of(person, "1")
        yeses += [
            DemoAnswer(person.key, decider, purpose, kind, Answer.GIVEN, day, method)
            for purpose in asked
            if (person.key, purpose) not in no_yes
            for kind in MediaKind
        ]
    return (*yeses, *answers), tuple(requests)


def _exception_answers(row: _Table, person: DemoPerson, purpose: str | None, day: date) -> Iterator[DemoAnswer]:
    word = row["answer"]
    if word in ("silent", "unasked"):
        return
    decider = _decider_of(person, row.get("by", "1"))
    note = row.get("note", "")
    until = None
    method = AnswerMethod.FORM
    if word == "expired":
        answer, until, day = Answer.GIVEN, day, day - timedelta(days=365)
    elif word in _LATER_ANSWERS:
        answer, method = _LATER_ANSWERS[word], AnswerMethod.TELEPHONE
    elif word in _SINGLE_ANSWERS:
        answer = _SINGLE_ANSWERS[word]
    else:
        raise BugError("an exception with an unknown answer")
    for kind in MediaKind:
        yield DemoAnswer(person.key, decider, purpose, kind, answer, day, method, until, note)


def _decider_of(person: DemoPerson, by: str) -> str:
    """Who answered: the first or second guardian of a pupil, or the person themself."""
    if by == "self" or not person.guardians:
        return person.key
    return person.guardians[int(by) - 1].guardian_key


def _scenes_of(table: _Table, events: Sequence[DemoEvent]) -> Iterator[DemoScene]:
    days = {event.key: event.day for event in events}
    begins = {event.key: 9 if event.hours is None else event.hours[0] for event in events}
    counts: dict[str, int] = dict.fromkeys(days, 0)
    for row in table["picture"]:
        event = row["event"]
        counts[event] += 1
        minutes = counts[event] * 17 + seeded_chance(row["key"]).randint(0, 9)
        first = datetime.combine(days[event], time(begins[event], 20))
        moment = first + timedelta(minutes=minutes, seconds=counts[event] * 11)
        place = row.get("place")
        yield DemoScene(
            key=row["key"],
            file_name=row["file"],
            event_key=event,
            composition=row["scene"],
            captured_at=moment,
            people=tuple(row.get("people", ())),
            unnamed=frozenset(row.get("unnamed", ())),
            is_untouched=row.get("untouched", False),
            nobody=NobodyReason(row["nobody"]) if "nobody" in row else None,
            is_turned=row.get("is_turned", False),
            place=(place[0], place[1]) if place else None,
            expected=tuple((purpose, Verdict[row[purpose].upper()]) for purpose in ("website", "instagram")),
        )
