# SPDX-License-Identifier: GPL-3.0-or-later
"""Every Python file keeps the rules of `code_rules`; and each rule catches a planted offence."""

from __future__ import annotations

import pytest

from tests.architecture import code_rules
from tests.architecture.code_rules import LICENCE_LINE, Rule
from tests.architecture.source_tree import Source, python_sources, source_from, sources_under

PRODUCT = ("main.py", "ui", "models")


def assert_kept(rule: Rule, sources: tuple[Source, ...]) -> None:
    offences = [offence for source in sources for offence in rule(source)]
    assert sources
    assert not offences, "\n".join(offences)


def test_sizes_stay_within_budget() -> None:
    sources = tuple(source for source in python_sources() if "/migrations/versions/" not in source.place)
    assert_kept(code_rules.check_sizes, sources)


@pytest.mark.parametrize(
    "rule",
    [
        code_rules.check_opening,
        code_rules.check_names,
        code_rules.check_leftovers,
        code_rules.check_failures,
        code_rules.check_privacy,
    ],
)
def test_every_file_keeps_the_rule(rule: Rule) -> None:
    assert_kept(rule, python_sources())


def test_public_functions_have_types_and_docstrings() -> None:
    sources = tuple(s for s in sources_under(*PRODUCT, "packaging") if "/migrations/" not in s.place)
    assert_kept(code_rules.check_signatures, sources)


def test_only_the_command_line_prints() -> None:
    sources = tuple(s for s in sources_under("ui", "models") if not s.place.startswith("ui/cli"))
    assert_kept(code_rules.check_prints, sources)


LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 60
MANY_METHODS = "class C:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(26))
LATER = "# TO" + "DO: finish"

PLANTED = [
    (code_rules.check_sizes, "x = 1\n" * 501),
    (code_rules.check_sizes, LONG_FUNCTION),
    (code_rules.check_sizes, MANY_METHODS),
    (code_rules.check_opening, '"""Text."""\n'),
    (code_rules.check_opening, f"{LICENCE_LINE}\nx = 1\n"),
    (code_rules.check_names, "class PhotoManager: ..."),
    (code_rules.check_signatures, 'def show(x: int):\n    """Doc."""'),
    (code_rules.check_signatures, 'def show(x) -> int:\n    """Doc."""'),
    (code_rules.check_signatures, "def show(x: int) -> int:\n    return x"),
    (code_rules.check_signatures, "class Thing:\n    x = 1"),
    (code_rules.check_signatures, 'class Thing:\n    """Doc."""\n    def show(self) -> None: ...'),
    (code_rules.check_leftovers, LATER),
    (code_rules.check_leftovers, "def f():\n    raise NotImplementedError"),
    (code_rules.check_leftovers, "def f():\n    raise NotImplementedError('later')"),
    (code_rules.check_leftovers, "@pytest.mark.skip(reason='x')\ndef test_it(): ..."),
    (code_rules.check_failures, "try:\n    f()\nexcept:\n    g()"),
    (code_rules.check_failures, "try:\n    f()\nexcept Exception:\n    g()"),
    (code_rules.check_failures, "try:\n    f()\nexcept (ValueError, Exception):\n    pass"),
    (code_rules.check_failures, "try:\n    f()\nexcept OSError:\n    pass"),
    (code_rules.check_failures, "with contextlib.suppress(Exception):\n    f()"),
    (code_rules.check_prints, "print('hello')"),
    (code_rules.check_prints, "sys.stdout.write('hello')"),
    (code_rules.check_privacy, "log.info(f'{count} read')"),
    (code_rules.check_privacy, "logger.info('%s read', person.given_name)"),
    (code_rules.check_privacy, "logging.warning('unreadable: %s', path)"),
    (code_rules.check_privacy, "raise KnownError(ErrorCode.X, name=person.family_name)"),
    (code_rules.check_privacy, "raise KnownError(ErrorCode.X, birth_date='2010')"),
    (code_rules.check_privacy, "raise KnownError(ErrorCode.X, text=f'{a} {b}')"),
    (code_rules.check_privacy, "raise KnownError(ErrorCode.X, 'wrong')"),
    (code_rules.check_privacy, "raise ValueError(f'no such {given_name}')"),
]


@pytest.mark.parametrize(("rule", "text"), PLANTED)
def test_each_rule_catches_an_offence(rule: Rule, text: str) -> None:
    assert list(rule(source_from(text)))


def test_a_vague_module_name_is_caught() -> None:
    assert list(code_rules.check_names(source_from("", "models/media/photo_utils.py")))


FINE = [
    (code_rules.check_leftovers, "try:\n    f()\nexcept NotImplementedError:\n    g()"),
    (code_rules.check_failures, "try:\n    f()\nexcept Exception as error:\n    report(error)"),
    (code_rules.check_failures, "try:\n    f()\nexcept Exception:\n    undo()\n    raise"),
    (code_rules.check_failures, "try:\n    f()\nexcept OSError:\n    x = None"),
    (code_rules.check_privacy, "log.info('%d people', len(person_ids))"),
    (code_rules.check_privacy, "log.info('person %d', person.id)"),
    (code_rules.check_privacy, "raise KnownError(ErrorCode.FILE_MISSING, path=str(path))"),
    (code_rules.check_signatures, 'def show(x: int) -> int:\n    """Doc."""\n    return x'),
    (code_rules.check_names, "class CommonwealthTable: ..."),
]


@pytest.mark.parametrize(("rule", "text"), FINE)
def test_no_rule_cries_wolf(rule: Rule, text: str) -> None:
    assert list(rule(source_from(text))) == []
