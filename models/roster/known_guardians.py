# SPDX-License-Identifier: GPL-3.0-or-later
"""Parents and guardians who are on record already, found when one is named again for a brother or sister.

The same e-mail address, the same phone with the same family name, or the same name with a child of the same family name
make it likely. It is offered and never decided by the program: two fathers may be called Jan de Vries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from models.roster.class_list import ListGuardian
from models.roster.doubles import PersonTraits, phone_digits
from models.roster.import_plan import ImportPlan, KnownPerson, SharedGuardian, find_guardian
from models.roster.names import NameParts, fold_text, name_key


@dataclass(frozen=True, slots=True)
class GuardianOffer:
    """Somebody on record who may be meant, with the pupils who tell them apart."""

    person_id: int
    name: str
    ward_ids: tuple[int, ...]


class KnownGuardians:
    """Looks up who may be meant among everybody on record."""

    def __init__(self, people: Iterable[PersonTraits]) -> None:
        self._people = {person.id: person for person in people}
        self._guardians = [person for person in self._people.values() if person.wards]

    def find(
        self, parts: NameParts, email: str, telephone: str, pupil_family: str, pupil_id: int | None = None
    ) -> tuple[GuardianOffer, ...]:
        """Who may be meant by a parent of a pupil with this family name, likeliest first.

        Whoever is a guardian of ``pupil_id`` already is left out, and so is the pupil.
        """
        key, family = name_key(parts), fold_text(pupil_family)
        mail, digits = email.strip().casefold(), phone_digits(telephone)
        found: list[tuple[int, int, GuardianOffer]] = []
        for person in self._guardians:
            if person.id == pupil_id or pupil_id in person.wards:
                continue
            families = {fold_text(self._people[ward].parts.family) for ward in person.wards if ward in self._people}
            has_name = bool(fold_text(parts.display)) and person.key == key
            has_family = bool(fold_text(parts.family)) and fold_text(parts.family) == fold_text(person.parts.family)
            same_mail = bool(mail) and mail == person.email
            same_phone = bool(digits) and digits == person.telephone and (has_family or has_name)
            same_family = has_name and bool(family) and family in families
            if same_mail or same_phone or same_family:
                score = -(same_mail + same_phone + same_family + has_name)
                offer = GuardianOffer(person.id, person.parts.display, tuple(sorted(person.wards)))
                found.append((score, person.id, offer))
        return tuple(offer for _score, _id, offer in sorted(found, key=lambda one: one[:2]))


def find_shared(plan: ImportPlan, existing: Iterable[KnownPerson]) -> tuple[SharedGuardian, ...]:
    """The parents named in a class list who may be on record already as a parent of a brother or sister.

    Whoever has both the name and the e-mail address of somebody on record is that person, and no question.
    """
    people = tuple(existing)
    wards: dict[int, set[int]] = defaultdict(set)
    for person in people:
        for bond in person.guardians:
            wards[bond.person_id].add(person.id)
    known = KnownGuardians(
        PersonTraits(
            person.id,
            person.parts,
            email=person.email.strip().casefold(),
            telephone=phone_digits(person.telephone),
            wards=frozenset(wards.get(person.id, ())),
            key=name_key(person.parts),
        )
        for person in people
    )
    by_id = {person.id: person for person in people}
    found = []
    for planned in plan.rows:
        own = by_id[planned.person_id].guardians if planned.person_id is not None else ()
        for place, guardian in enumerate(planned.row.guardians):
            if find_guardian(guardian, own) is not None:
                continue
            family = planned.row.parts.family
            offers = known.find(guardian.parts, guardian.email, "", family, planned.person_id)
            if offers and not _is_sure(guardian, by_id[offers[0].person_id]):
                found.append(SharedGuardian(planned.line, place, offers[0].person_id))
    return tuple(found)


def _is_sure(guardian: ListGuardian, person: KnownPerson) -> bool:
    same_mail = bool(guardian.email) and guardian.email.casefold() == person.email.strip().casefold()
    return same_mail and name_key(guardian.parts) == name_key(person.parts)
