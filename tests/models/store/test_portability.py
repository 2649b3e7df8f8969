# SPDX-License-Identifier: GPL-3.0-or-later
"""What only SQLite understands stays in the store, so that another database can take its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXEMPT = ("models/store/", "models/media/thumbnails.py")  # thumbnails are a file of their own, always SQLite
SQLITE_MODULES = {"sqlite3", "sqlcipher3", "sqlcipher3.dbapi2", "sqlalchemy.dialects.sqlite"}
SQLITE_WORDS = re.compile(r"\b(PRAGMA|sqlite_master|sqlite_schema|INSERT OR|REPLACE INTO|VACUUM|ON CONFLICT)\b")
SQLITE_FUNCTIONS = {"julianday", "strftime", "unixepoch", "group_concat", "ifnull", "datetime", "glob", "instr"}


def offences_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in SQLITE_MODULES:
                    yield f"{node.lineno} imports {alias.name}"
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = {alias.name for alias in node.names}
            if node.module in SQLITE_MODULES or (node.module in ("sqlalchemy", "sqlmodel") and "text" in names):
                yield f"{node.lineno} imports from {node.module}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SQLITE_WORDS.search(node.value):
            yield f"{node.lineno} SQL of SQLite in a text"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from offences_in_call(node, node.func)


def offences_in_call(node: ast.Call, called: ast.Attribute) -> Iterator[str]:
    if called.attr == "exec_driver_sql":
        yield f"{node.lineno} raw SQL"
    if isinstance(called.value, ast.Name) and called.value.id == "func":
        if called.attr in SQLITE_FUNCTIONS:
            yield f"{node.lineno} func.{called.attr}"
        if called.attr in ("max", "min") and len(node.args) > 1:
            yield f"{node.lineno} func.{called.attr} of several values is not the aggregate elsewhere"


def test_nothing_outside_the_store_depends_on_sqlite() -> None:
    files = [path for path in sorted((ROOT / "models").rglob("*.py")) if "__pycache__" not in path.parts]
    places = {path.relative_to(ROOT).as_posix(): path for path in files}
    offences = [
        f"{place}:{offence}"
        for place, path in places.items()
        if not place.startswith(EXEMPT)
        for offence in offences_in(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert len(places) > 50
    assert offences == []


@pytest.mark.parametrize(
    "planted",
    [
        "import sqlite3",
        "from sqlalchemy import text",
        "from sqlalchemy.dialects.sqlite import insert",
        "session.connection().exec_driver_sql('SELECT 1')",
        "statement = 'PRAGMA foreign_keys'",
        "select(func.strftime('%Y', Item.added_on))",
        "select(func.max(Item.width, Item.height))",
    ],
)
def test_a_planted_dependence_is_caught(planted: str) -> None:
    assert list(offences_in(ast.parse(planted)))


def test_what_every_database_knows_is_fine() -> None:
    fine = "select(func.max(Item.width), func.coalesce(func.max(Item.id), 0)).where(col(Item.id).in_(ids))"
    assert list(offences_in(ast.parse(fine))) == []
