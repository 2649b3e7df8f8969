# SPDX-License-Identifier: GPL-3.0-or-later
"""``init``, ``purposes``, ``demo`` and the self-test: setting a register up and looking around."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

from models.consent.default_purposes import OfferedPurpose, default_purposes, offered_purposes
from models.consent.purposes import PurposeInput, PurposeRow
from models.errors import ErrorCode, KnownError
from models.policy import load_policy, school_year_of
from models.settings import School
from models.terms import Audience, LegalBasis, MediaKind
from ui.cli.output import WrongUse, show_progress, write_json, write_line, write_table
from ui.cli.register import open_register, register_path
from ui.cli.words import EXIT_READY, REGISTER_VARIABLE
from ui.places import pictures_folder, sample_register_path
from ui.style.labels import audience_label, kind_label, legal_basis_label
from ui.texts import _, current_language, ngettext


def run_init(arguments: argparse.Namespace) -> int:
    """Make the register of a school, with its country's rules and its purposes. Raises ``REGISTER_EXISTS``."""
    path = register_path(arguments)
    if path.exists():
        raise KnownError(ErrorCode.REGISTER_EXISTS, path=str(path))
    purposes = _chosen_purposes(arguments.purpose)
    policy = load_policy(arguments.country)
    with open_register(arguments, create=True, purposes=purposes) as workspace:
        year = arguments.school_year or school_year_of(workspace.clock.today(), policy)
        workspace.settings.change_policy(policy)
        school = School(name=arguments.school, country=arguments.country, school_year=year)
        workspace.settings.change_school(school)
        rows = workspace.purposes.purposes()
    if arguments.json:
        write_json({"register": str(path), "school": school.name, "purposes": [_purpose_json(row) for row in rows]})
    else:
        write_line(_("The register of {school} is ready: {path}").format(school=school.name, path=path))
        _say_purposes(rows)
    return EXIT_READY


def run_purposes(arguments: argparse.Namespace) -> int:
    """List the purposes."""
    with open_register(arguments) as workspace:
        rows = workspace.purposes.purposes(include_inactive=True)
    if arguments.json:
        write_json({"purposes": [_purpose_json(row) for row in rows]})
    else:
        _say_purposes(rows)
    return EXIT_READY


def run_add_purpose(arguments: argparse.Namespace) -> int:
    """Add a purpose at the end of the list; one of the usual ones brings its own wording."""
    known = {offered.made.key: offered for offered in offered_purposes(current_language())}
    made = PurposeInput(
        key=arguments.key,
        name=arguments.name or _usual_name(known, arguments.key),
        audience=Audience(arguments.audience),
        legal_basis=LegalBasis(arguments.basis),
        copy_max_pixels=arguments.max_pixels,
    )
    if arguments.kind:
        made = replace(made, kinds=tuple(MediaKind(word) for word in arguments.kind))
    with open_register(arguments, create=True) as workspace:
        workspace.purposes.add_purposes((made,))
        row = workspace.purposes.purpose(made.key)
    if arguments.json:
        write_json({"purpose": _purpose_json(row)})
    else:
        write_line(_("Added: {name} ({key})").format(name=row.name, key=row.key))
    return EXIT_READY


def run_demo(arguments: argparse.Namespace) -> int:
    """Make the invented school, or say where it is; never in a school's own register (``REGISTER_EXISTS``)."""
    if arguments.register is None and not os.environ.get(REGISTER_VARIABLE):
        arguments.register = sample_register_path()
    path = register_path(arguments)
    folder = Path(arguments.folder) if arguments.folder is not None else pictures_folder(path)
    if not path.exists():
        _build_demo(arguments, path, folder)
    with open_register(arguments) as workspace:
        if not workspace.settings.is_sample():
            raise KnownError(ErrorCode.REGISTER_EXISTS, path=str(path))
        pictures = workspace.media.count_items()
        people = len(workspace.people.list_people())
    if arguments.json:
        write_json({"register": str(path), "folder": str(folder), "pictures": pictures, "people": people})
        return EXIT_READY
    write_line(_("The invented school is ready to look around."))
    write_line(_("Register: {path}").format(path=path))
    write_line(
        ngettext("{count} picture in {folder}", "{count} pictures in {folder}", pictures).format(
            count=pictures, folder=folder
        )
    )
    return EXIT_READY


def run_selftest(arguments: argparse.Namespace) -> int:
    """Test every part of the program; the report is JSON."""
    from ui.selftest import run_selftest as test_program

    return test_program(arguments.selftest)


def _build_demo(arguments: argparse.Namespace, path: Path, folder: Path) -> None:
    """Make the register and its pictures; a half-made one is removed again."""
    from models.demo.build import build_demo

    try:
        with open_register(arguments, create=True, purposes=()) as workspace:
            build_demo(workspace, folder, show_progress())
    except BaseException:
        for made in _files_of(path):
            made.unlink(missing_ok=True)
        raise


def _files_of(register: Path) -> list[Path]:
    return [register.with_name(register.name + ending) for ending in ("", "-wal", "-shm", ".thumbs")]


def _chosen_purposes(keys: list[str] | None) -> tuple[PurposeInput, ...]:
    """The usual purposes, or those of the command; raises `WrongUse` for a key that is not on offer."""
    if not keys:
        return default_purposes(current_language())
    known: dict[str, OfferedPurpose] = {one.made.key: one for one in offered_purposes(current_language())}
    for key in keys:
        if key not in known:
            raise WrongUse(
                _("There is no purpose {key} to start with. Choose from: {keys}; others can be added later.").format(
                    key=key, keys=", ".join(known)
                )
            )
    return tuple(known[key].made for key in dict.fromkeys(keys))


def _usual_name(known: dict[str, OfferedPurpose], key: str) -> str:
    return known[key].made.name if key in known else key


def _purpose_json(row: PurposeRow) -> dict[str, object]:
    return {
        "key": row.key,
        "name": row.name,
        "audience": row.audience.value,
        "legal_basis": row.legal_basis.value,
        "kinds": [kind.value for kind in row.kinds],
        "max_pixels": row.copy_max_pixels,
        "in_use": row.is_active,
    }


def _say_purposes(rows: tuple[PurposeRow, ...]) -> None:
    write_table(
        (
            row.key,
            row.name,
            audience_label(row.audience),
            legal_basis_label(row.legal_basis),
            ", ".join(kind_label(kind) for kind in row.kinds),
        )
        for row in rows
    )
