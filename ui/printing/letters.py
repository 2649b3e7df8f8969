# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters to people about their answers, each a document of its own, in the language of its reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models.forms.letter_wording import LetterWording, load_letter_wording
from models.forms.letters import Letter, LetterLine
from models.terms import LetterKind, MediaKind, OnReachingAge
from ui.printing.flow import FlowDocument


def compose_letter(letter: Letter) -> FlowDocument:
    """One letter, ready to be printed."""
    words = load_letter_wording(letter.language)
    section = _section(letter)
    values = {
        "school": letter.school.name,
        "name": letter.name,
        "age": letter.own_age,
        "date": words.day(_day_of(letter)),
        "contact": _contact(letter, words),
    }
    document = FlowDocument("", footer=letter.school.name, page_text=words.texts["closing", "page"])
    reader = "guardian" if letter.to_guardians else "self"
    to = words.text("to", reader, name=letter.name)
    document.paragraph(letter.school.name, is_bold=True)
    document.paragraph("\n".join(filter(None, (to, ", ".join(letter.groups), words.day(letter.day)))))
    document.heading(words.text(section, "title"))
    document.paragraph(words.text("greeting", reader, name=letter.name))
    document.paragraph(words.text(section, "intro", **values))
    document.heading(words.text(section, "so_far", **values), 2)
    _add_table(document, letter, words)
    if letter.kind is LetterKind.NOW_DECIDES:
        lapses = letter.on_reaching is OnReachingAge.LAPSE
        document.paragraph(words.text(section, "lapse" if lapses else "keep", **values))
        document.heading(words.text(section, "how"), 2)
        document.paragraph(words.text(section, "how_text", **values))
    elif letter.kind is LetterKind.ENDING:
        document.paragraph(words.text(section, "after", **values))
    document.heading(words.text(section, "change"), 2)
    document.paragraph(words.text(section, "change_text", **values))
    _add_closing(document, letter, words)
    return document


def _section(letter: Letter) -> str:
    if letter.kind is LetterKind.NOW_DECIDES:
        return letter.kind.value
    return f"{letter.kind.value}_{'guardian' if letter.to_guardians else 'self'}"


def _day_of(letter: Letter) -> date:
    if letter.kind is LetterKind.NOW_DECIDES:
        return letter.decides_from
    return letter.day if letter.ends_on is None else letter.ends_on


def _contact(letter: Letter, words: LetterWording) -> str:
    contact = letter.school.contact.strip()
    name = "contact_young" if letter.kind is LetterKind.NOW_DECIDES else "contact"
    return words.text("closing", name, contact=contact.rstrip(".")) if contact else ""


def _add_table(document: FlowDocument, letter: Letter, words: LetterWording) -> None:
    names = ["place", "yes"]
    if letter.kind is not LetterKind.ENDING:
        names += ["no", "open"] if any(line.open for line in letter.lines) else ["no"]
    rows = []
    for line in letter.lines:
        cells = [_kinds(kinds, words) for kinds in (line.yes, line.no, line.open)]
        rows.append([_place(line, words), *cells[: len(names) - 1]])
    widths = (6.0, 2.5, 2.5, 3.0)[: len(names)]
    document.table([words.text("table", name) for name in names], rows, widths)


def _place(line: LetterLine, words: LetterWording) -> str:
    if line.audience is None:
        return words.text("table", "recording")
    return f"{line.title}\n{words.form.text('audience', line.audience.value)}"


def _kinds(kinds: Iterable[MediaKind], words: LetterWording) -> str:
    named = [words.form.text("kind", kind.value) for kind in kinds]
    return ", ".join(named[:1] + [name.lower() for name in named[1:]]) or "–"


def _add_closing(document: FlowDocument, letter: Letter, words: LetterWording) -> None:
    school = letter.school
    young = "_young" if letter.kind is LetterKind.NOW_DECIDES else ""
    document.heading(words.text("closing", f"rights{young}"), 2)
    sentences = [words.text("closing", f"rights_text{young}")]
    if school.privacy_officer.strip():
        sentences.append(words.text("closing", "officer", officer=school.privacy_officer.strip().rstrip(".")))
    authority = words.form.text("authority", school.country)
    sentences.append(words.text("closing", f"complaint{young}", authority=authority))
    document.paragraph(" ".join(sentences))
    document.paragraph(f"{words.text('closing', 'end')}\n{school.name}")
