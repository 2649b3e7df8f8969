# SPDX-License-Identifier: GPL-3.0-or-later
"""Cards that a photographer takes a picture of first: the photos after it are of whom the card is.

A card is of one person, of a class, or the one that ends a run. Its QR holds a random number and a seal that only this
school can make, like that of a form but under keys of its own: a card is never a form, nor a form a card. It holds
nothing about a person. Somebody's card keeps its code, so that it can be printed again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.forms.codes import CodeBook, new_key, new_number, plain_code
from models.roster.groups import is_current
from models.roster.names import display_name
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.store.same_person import is_on_record, known_among
from models.tables import Group, GroupMembership, NameCard, Person, Setting
from models.terms import ChangeKind

CARD_PREFIX: Final = "BEELDAKKOORD/N/"
"""What stands before the code in the QR of a card."""
_KEYS: Final = "cards.keys"


class CardKind(StrEnum):
    """What a card does: name a person, tell the class, or end a run."""

    PERSON = "person"
    GROUP = "group"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What is printed on one card: its code, and the words beside it (a given name, a class; none on a stop card)."""

    kind: CardKind
    code: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CardMeaning:
    """What a code that was read means; ``number`` is its row's. Names as they are now."""

    kind: CardKind
    number: int
    person_id: int | None = None
    group_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class CardChoice:
    """Which cards to print: of these people, of this class, and one that ends a run."""

    person_ids: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()
    with_stop: bool = False
    with_class: bool = True


class NameCardService:
    """Makes cards and knows what their codes mean."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def has_cards(self) -> bool:
        """Whether any card was ever printed: without one no photo needs to be looked at."""
        with self._store.read() as session:
            return session.exec(select(NameCard.id).limit(1)).first() is not None

    def preview(self, choice: CardChoice) -> tuple[PrintedCard, ...]:
        """The cards as they would be, without codes; nothing is written."""
        with self._store.read() as session:
            return tuple(card for _key, card in self._cards(session, choice))

    def make(self, choice: CardChoice) -> Change[tuple[PrintedCard, ...]]:
        """Make the cards that are not there yet; gives all that were asked for: classes, people, the stop card.

        Raises ``PERSON_UNKNOWN`` or ``GROUP_UNKNOWN``.
        """
        with self._store.write("cards.make") as unit:
            _check(unit.session, choice)
            cards = self._cards(unit.session, choice)
            book = self._book(unit)
            known = _rows_by_subject(unit.session, [key for key, _card in cards])
            printed = []
            for key, card in cards:
                row = known.get(key)
                if row is None:
                    row = NameCard(
                        code=new_number(),
                        key_number=book.key_number,
                        person_id=key[0],
                        group_id=key[1],
                        made_on=unit.store.clock.today(),
                    )
                    unit.session.add(row)
                printed.append(
                    PrintedCard(card.kind, book.seal(row.code, row.key_number), card.title, card.detail)
                )  # fmt: skip
            unit.session.flush()
            unit.touch(ChangeKind.FORM, [])
            unit.note(cards=len(printed))
        return Change(tuple(printed), unit.changes)

    def meanings(self, texts: Collection[str]) -> dict[str, CardMeaning | None]:
        """What the texts of photographed codes mean; None for another school's, a forged or an unknown one."""
        with self._store.read() as session:
            book = _read_book(session)
            opened = {text: book.open(text) if book is not None and is_card_text(text) else None for text in texts}
            numbers = {one.number for one in opened.values() if one is not None}
            rows = {row.code: row for row in session.exec(select(NameCard).where(col(NameCard.code).in_(numbers)))}
            people = {row.person_id for row in rows.values() if row.person_id is not None}
            names = _person_names(session, people)
            groups = dict(session.exec(select(Group.id, Group.name)).all())
            return {
                text: None if one is None else _meaning(rows.get(one.number), names, groups)
                for text, one in opened.items()
            }

    def _cards(self, session: Session, choice: CardChoice) -> list[tuple[tuple[int | None, int | None], PrintedCard]]:
        cards: list[tuple[tuple[int | None, int | None], PrintedCard]] = []
        groups = dict(session.exec(select(Group.id, Group.name).where(col(Group.id).in_(choice.group_ids))).all())
        cards += [((None, one), PrintedCard(CardKind.GROUP, "", groups.get(one, ""))) for one in choice.group_ids]
        titles = _short_names(session, choice.person_ids)
        classes = _classes(session, choice.person_ids, self._store) if choice.with_class else {}
        for person_id in choice.person_ids:
            card = PrintedCard(CardKind.PERSON, "", titles.get(person_id, ""), classes.get(person_id, ""))
            cards.append(((person_id, None), card))
        if choice.with_stop:
            cards.append(((None, None), PrintedCard(CardKind.STOP, "", "")))
        return cards

    def _book(self, unit: UnitOfWork) -> CodeBook:
        book = _read_book(unit.session)
        if book is not None:
            return book
        keys = {1: new_key()}
        self._settings.put_value(unit, _KEYS, json.dumps({number: key.hex() for number, key in keys.items()}))
        return CodeBook(keys)


def is_card_text(text: str) -> bool:
    """Whether the text of a code is that of a name card, whosever."""
    return text.strip().upper().startswith(CARD_PREFIX) and plain_code(text) is not None


def _read_book(session: Session) -> CodeBook | None:
    row = session.get(Setting, _KEYS)
    keys = {} if row is None else {int(number): bytes.fromhex(key) for number, key in json.loads(row.value).items()}
    return CodeBook(keys) if keys else None


def _check(session: Session, choice: CardChoice) -> None:
    if known_among(session, choice.person_ids) != set(choice.person_ids):
        raise KnownError(ErrorCode.PERSON_UNKNOWN)
    found = session.exec(select(Group.id).where(col(Group.id).in_(choice.group_ids))).all()
    if set(found) != set(choice.group_ids):
        raise KnownError(ErrorCode.GROUP_UNKNOWN)


def _rows_by_subject(
    session: Session, keys: Sequence[tuple[int | None, int | None]]
) -> dict[tuple[int | None, int | None], NameCard]:
    people = [key[0] for key in keys if key[0] is not None]
    groups = [key[1] for key in keys if key[1] is not None]
    statement = select(NameCard).where(
        col(NameCard.person_id).in_(people)
        | col(NameCard.group_id).in_(groups)
        | (col(NameCard.person_id).is_(None) & col(NameCard.group_id).is_(None))
    )
    return {(row.person_id, row.group_id): row for row in session.exec(statement.order_by(col(NameCard.id).desc()))}


def _meaning(row: NameCard | None, names: dict[int, str], groups: dict[int | None, str]) -> CardMeaning | None:
    if row is None or row.id is None:
        return None
    if row.person_id is not None:
        name = names.get(row.person_id)
        return None if name is None else CardMeaning(CardKind.PERSON, row.id, person_id=row.person_id, name=name)
    if row.group_id is not None:
        name = groups.get(row.group_id)
        return None if name is None else CardMeaning(CardKind.GROUP, row.id, group_id=row.group_id, name=name)
    return CardMeaning(CardKind.STOP, row.id)


def _person_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    columns = select(Person.id, Person.given_name, Person.name_prefix, Person.family_name)
    rows = session.exec(columns.where(col(Person.id).in_(ids), is_on_record())).all()
    return {row[0] or 0: display_name(row[1], row[2], row[3]) for row in rows}


def _short_names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Given names; where two on these cards are called the same, with the first letter of the family name."""
    columns = select(Person.id, Person.given_name, Person.family_name)
    rows = session.exec(columns.where(col(Person.id).in_(ids))).all()
    often = Counter(given.casefold() for _id, given, _family in rows)
    return {
        person_id or 0: f"{given} {family[:1]}." if often[given.casefold()] > 1 and family else given or family
        for person_id, given, family in rows
    }


def _classes(session: Session, ids: Sequence[int], store: Store) -> dict[int, str]:
    statement = (
        select(GroupMembership.person_id, Group.name)
        .join(Group, col(Group.id) == col(GroupMembership.group_id))
        .where(col(GroupMembership.person_id).in_(ids), col(Group.is_archived).is_(False))
        .where(is_current(GroupMembership.since, GroupMembership.until, store.clock.today()))
        .order_by(col(Group.kind), col(Group.name).desc())
    )
    return dict(session.exec(statement).all())
