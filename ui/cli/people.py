# SPDX-License-Identifier: GPL-3.0-or-later
"""``people``: who is on record; ``people add``: one more."""

from __future__ import annotations

import argparse

from models.errors import ErrorCode, KnownError
from models.roster.names import split_full_name
from models.roster.people import PeopleQuery
from models.roster.person_input import PersonInput
from models.roster.person_rows import PersonRow
from models.terms import GroupKind, PersonRole
from models.workspace import Workspace
from ui.cli.output import write_json, write_line, write_table
from ui.cli.register import find_people, open_register, shown_name
from ui.cli.words import EXIT_READY
from ui.style.labels import role_label
from ui.texts import _, ngettext


def run_people(arguments: argparse.Namespace) -> int:
    """List people by family name."""
    role = None if arguments.role is None else PersonRole(arguments.role)
    with open_register(arguments) as workspace:
        groups: tuple[int | None, ...] = (None,)
        if arguments.group is not None:
            groups = workspace.groups.find_groups(arguments.group)
            if not groups:
                raise KnownError(ErrorCode.GROUP_UNKNOWN)
        found: dict[int, None] = {}
        for group_id in groups[:1]:  # the latest school year's
            query = PeopleQuery(arguments.search or "", role, group_id, arguments.all)
            found.update(dict.fromkeys(workspace.people.list_people(query)))
        rows = workspace.people.rows(tuple(found))
    if arguments.json:
        write_json({"people": [person_json(row) for row in rows]})
    else:
        _say_people(rows)
    return EXIT_READY


def run_add(arguments: argparse.Namespace) -> int:
    """Add one person."""
    parts = split_full_name(arguments.name)
    roles = tuple(PersonRole(word) for word in arguments.roles)
    with open_register(arguments, create=True) as workspace:
        wards = find_people(workspace, arguments.guardian_of)
        if wards and PersonRole.GUARDIAN not in roles:
            roles = (*roles, PersonRole.GUARDIAN)
        entered = PersonInput(
            given_name=parts.given,
            name_prefix=parts.prefix,
            family_name=parts.family,
            birth_date=arguments.birth_date,
            organisation=arguments.organisation,
            roles=roles,
            group_ids=tuple(_group_id(workspace, name, roles) for name in arguments.groups),
        )
        person_id = workspace.people.add_person(entered).value
        for ward in wards:
            workspace.people.add_guardian(ward, person_id)
        (row,) = workspace.people.rows((person_id,))
    if arguments.json:
        write_json({"person": person_json(row)})
    else:
        write_line(_("{name} is on record, number {id}.").format(name=row.display_name, id=row.id))
    return EXIT_READY


def person_json(row: PersonRow) -> dict[str, object]:
    """A person as every JSON answer shows one."""
    return {
        "id": row.id,
        "given_name": row.given_name,
        "name_prefix": row.name_prefix,
        "family_name": row.family_name,
        "name": shown_name(row.display_name),
        "roles": [role.value for role in row.roles],
        "groups": list(row.groups),
        "birth_date": row.birth_date,
        "has_left": row.has_left,
    }


def _group_id(workspace: Workspace, name: str, roles: tuple[PersonRole, ...]) -> int:
    found = workspace.groups.find_groups(name)
    if found:
        return found[0]
    kind = GroupKind.CLASS if PersonRole.PUPIL in roles else GroupKind.TEAM
    return workspace.groups.add_group(name, kind).value


def _say_people(rows: tuple[PersonRow, ...]) -> None:
    write_table(
        (
            str(row.id),
            shown_name(row.display_name),
            ", ".join(row.groups),
            ", ".join(role_label(role) for role in row.roles),
        )
        for row in rows
    )
    write_line(ngettext("{count} person", "{count} people", len(rows)).format(count=len(rows)))
