# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt in words: the same sentences for the sheet that is printed and for the e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.forms.receipts import Receipt, ReceiptLine
from models.forms.wording import Wording, load_wording
from models.terms import MediaKind

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class ReceiptTable:
    """What was said on one day in one way. Each row: the place with who can look there, yes, no, not answered."""

    heading: str
    headers: tuple[str, str, str, str]
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """Everything that stands on a receipt, in order. ``facts``: whom it is about and who answered."""

    is_right_to_left: bool
    school: str
    day: str
    title: str
    greeting: str
    intro: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[ReceiptTable, ...]
    rules: tuple[str, ...]
    change_title: str
    change: str
    rights_title: str
    rights: str
    end: str
    page: str


def receipt_words(receipt: Receipt) -> ReceiptWords:
    """A receipt in the language of who gets it."""
    words = load_wording(receipt.language)
    school = receipt.school
    speaker = "self" if receipt.is_self else "guardian"
    values = {
        "school": _apart(school.name, words),
        "name": _apart(receipt.name, words),
        "signer": _apart(receipt.signer, words),
    }
    rules = [words.text("receipt", "blank")]
    if not receipt.is_self:
        rules.append(words.text("receipt", "other_no"))
    change = [words.text("receipt", "wrong"), words.text(speaker, "withdraw", age=receipt.own_age)]
    if school.contact.strip():
        change.append(words.text("receipt", "contact", contact=_apart(school.contact.strip().rstrip("."), words)))
    rights = [words.text("receipt", "rights", authority=words.text("authority", school.country))]
    if school.privacy_officer.strip():
        rights.append(words.text("body", "officer", officer=_apart(school.privacy_officer.strip().rstrip("."), words)))
    for_whom = " · ".join((receipt.name, *receipt.groups))
    return ReceiptWords(
        is_right_to_left=words.is_right_to_left,
        school=school.name,
        day=words.day(receipt.day),
        title=words.text("receipt", "title"),
        greeting=words.text("receipt", "greeting" if receipt.signer else "greeting_unnamed", **values),
        intro=words.text("receipt", f"intro_{speaker}", **values),
        facts=(
            (words.text("sheet", "for_whom"), for_whom),
            (words.text("receipt", "by"), receipt.signer or words.text("receipt", "by_unnamed")),
        ),
        tables=_tables(receipt, words),
        rules=tuple(rules),
        change_title=words.text("heading", "withdraw"),
        change=" ".join(change),
        rights_title=words.text("heading", "rights").rstrip(":："),
        rights=" ".join(rights),
        end=words.text("remind", "end"),
        page=words.text("receipt", "page", page="{page}", count="{count}"),
    )


def receipt_text(receipt: Receipt) -> str:
    """The receipt as the text of an e-mail; its first line is the subject."""
    said = receipt_words(receipt)
    blocks = [said.title, said.greeting, said.intro, "\n".join(f"{label}: {text}" for label, text in said.facts)]
    for table in said.tables:
        blocks.append(table.heading)
        for place, *answers in table.rows:
            lines = [f"- {place.replace(chr(10), ', ')}"]
            lines += [
                f"  {header}: {answer}"
                for header, answer in zip(table.headers[1:], answers, strict=True)
                if answer != NOTHING
            ]
            blocks.append("\n".join(lines))
    blocks += ["\n".join(said.rules), f"{said.change_title}\n{said.change}", f"{said.rights_title}\n{said.rights}"]
    blocks.append(f"{said.end}\n{said.school}\n{said.day}")
    return "\n\n".join(blocks) + "\n"


def _apart(text: str, words: Wording) -> str:
    """A name or address in another script than the sentence keeps its own direction."""
    return f"\u2068{text}\u2069" if words.is_right_to_left else text


def _tables(receipt: Receipt, words: Wording) -> tuple[ReceiptTable, ...]:
    names = ("place", "yes", "no", "open")
    place, yes, no, open_ = (words.text("receipt", name) for name in names)
    return tuple(
        ReceiptTable(
            words.text("receipt", part.method.value, date=words.day(part.decided_on)),
            (place, yes, no, open_),
            tuple(_row(line, words) for line in part.lines),
        )
        for part in receipt.parts
    )


def _row(line: ReceiptLine, words: Wording) -> tuple[str, str, str, str]:
    if line.audience is None:
        place = words.text("table", "recording")
    else:
        place = f"{line.title}\n{words.text('audience', line.audience.value)}"
    yes = _kinds(line.yes, words)
    if line.ends_on is not None:
        yes += f" ({words.text('receipt', 'until', date=words.day(line.ends_on))})"
    return place, yes, _kinds(line.no, words), _kinds(line.open, words)


def _kinds(kinds: Iterable[MediaKind], words: Wording) -> str:
    named = [words.text("kind", kind.value) for kind in kinds]
    comma = "، " if words.is_right_to_left else ", "
    return comma.join(named[:1] + [name.lower() for name in named[1:]]) or NOTHING
