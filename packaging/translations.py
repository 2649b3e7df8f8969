# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations of what a user reads: gather the texts, update the translators' file, compile what the program reads.

    extract    count the texts in ui/ (and list them with --list)
    update     bring resources/i18n/<language>.po up to date; translations that still fit are kept
    compile    write resources/i18n/<language>/LC_MESSAGES/beeldakkoord.mo, which is committed

Sources are English; `ui.texts` offers ``_``, ``ngettext`` and ``pgettext``.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n"
DOMAIN = "beeldakkoord"
LANGUAGES = ("nl",)
KEYWORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def main(arguments: list[str]) -> int:
    """Do what the first argument says; returns the exit code."""
    actions = {"extract": extract_texts, "update": update_languages, "compile": compile_languages}
    if not arguments or arguments[0] not in actions:
        print(__doc__)
        return 2
    actions[arguments[0]](arguments[1:])
    return 0


def extract_texts(options: list[str]) -> None:
    """Count the texts, or list them."""
    catalog = extract_catalog()
    if "--list" in options:
        sys.stdout.buffer.write(po_bytes(catalog))
    print(f"{len(catalog)} texts")


def update_languages(_options: list[str]) -> None:
    """Bring each translators' file up to date."""
    template = extract_catalog()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        path = po_path(language)
        catalog = updated_catalog(read_catalog(language) if path.exists() else new_catalog(language), template)
        path.write_bytes(po_bytes(catalog))
        missing = sum(1 for message in catalog if message.id and not is_translated(message.string))
        print(f"{path.relative_to(ROOT)}: {len(catalog)} texts, {missing} to translate")


def compile_languages(_options: list[str]) -> None:
    """Write the compiled file of each language."""
    for language in LANGUAGES:
        path = mo_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mo_bytes(read_catalog(language)))
        print(path.relative_to(ROOT))


def extract_catalog(folder: Path = ROOT / "ui") -> Catalog:
    """Every text of the user interface, with the files it is used in (no line numbers: they change all the time)."""
    catalog = Catalog(project="Beeldakkoord", charset="utf-8", fuzzy=False)
    for path in sorted(folder.rglob("*.py")):
        place = path.relative_to(folder.parent).as_posix()
        found = extract_from_file("python", path, keywords=KEYWORDS, comment_tags=("Translators:",))
        for _line, message, comments, context in found:
            catalog.add(message, locations=[(place, None)], auto_comments=comments, context=context)
    return catalog


def new_catalog(language: str) -> Catalog:
    """An empty translators' file."""
    return Catalog(locale=language, project="Beeldakkoord", charset="utf-8", fuzzy=False)


def updated_catalog(catalog: Catalog, template: Catalog) -> Catalog:
    """The catalog with the template's texts; a changed text starts untranslated, a dropped one goes."""
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    return catalog


def is_translated(string: str | tuple[str, ...]) -> bool:
    """Whether every form has a text."""
    return bool(string) and (isinstance(string, str) or all(string))


def po_path(language: str) -> Path:
    """The translators' file."""
    return FOLDER / f"{language}.po"


def mo_path(language: str) -> Path:
    """The compiled file that the program reads; committed, because a fresh machine has no Babel at run time."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


def read_catalog(language: str) -> Catalog:
    """The translators' file as a catalog."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def po_bytes(catalog: Catalog) -> bytes:
    """The catalog in the translators' format, ordered by text so that two branches merge."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The catalog in the compiled format."""
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
