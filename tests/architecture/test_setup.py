# SPDX-License-Identifier: GPL-3.0-or-later
"""The set-up script: it starts on any Python, and says in plain words what stops it."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.source_tree import ROOT, source_at

SCRIPT = ROOT / "packaging" / "develop.py"


@pytest.fixture
def develop() -> ModuleType:
    spec = importlib.util.spec_from_file_location("develop_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_needs_nothing_but_python() -> None:
    modules = set()
    for node in ast.walk(source_at(SCRIPT).tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").partition(".")[0])
    assert modules <= sys.stdlib_module_names


def test_an_old_python_reads_it_far_enough_to_say_so() -> None:
    """Python 3.8's grammar, and ``tomllib`` (3.11) not before the check."""
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))
    at_import = [node for node in tree.body if isinstance(node, ast.Import)]
    assert "tomllib" not in {alias.name for node in at_import for alias in node.names}


def test_an_old_python_is_refused(develop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(develop, "OLDEST_PYTHON", (99, 0))
    with pytest.raises(develop.SetupError, match=r"needs 99\.0 or newer"):
        develop.check_python()


def test_the_requirements_come_from_the_project(develop: ModuleType) -> None:
    base = develop.read_requirements([])
    with_tests = develop.read_requirements(["test"])
    assert any(line.startswith("sqlmodel") for line in base)
    assert not any(line.startswith("pytest") for line in base)
    assert any(line.startswith("pytest") for line in with_tests)


def test_changed_requirements_change_the_fingerprint(
    develop: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "pyproject.toml"
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    monkeypatch.setattr(develop, "PYPROJECT", copy)
    copy.write_text(text, encoding="utf-8")
    before = develop.fingerprint_of(["test"])
    copy.write_text(text.replace('"alembic>=', '"alembic >='), encoding="utf-8")
    assert develop.fingerprint_of(["test"]) != before
    copy.write_text(f"{text}\n# a remark\n", encoding="utf-8")
    assert develop.fingerprint_of(["test"]) == before


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "internet"),
        ("Could not find a version that satisfies the requirement pip (from versions: none)", "internet"),
        ("SSLError: CERTIFICATE_VERIFY_FAILED", "certificate"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for thing", "does not exist for Python"),
        ("something new", "pip said"),
    ],
)
def test_a_failure_is_explained(develop: ModuleType, output: str, sentence: str) -> None:
    explained = develop.explain_failure(output)
    assert sentence in explained
    assert output.splitlines()[-1] in explained


def test_missing_qt_libraries_name_their_packages(develop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = "ImportError: libEGL.so.1: cannot open shared object file: No such file or directory"
    answer = subprocess.CompletedProcess([], 1, "", failure)
    monkeypatch.setattr(develop.sys, "platform", "linux")
    monkeypatch.setattr(develop.subprocess, "run", lambda *_args, **_options: answer)
    with pytest.raises(develop.SetupError, match="sudo apt install libegl1"):
        develop.check_qt_libraries("python")


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--help"], 0), (["dance"], 2)])
def test_it_explains_itself(
    develop: ModuleType, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    assert develop.main(arguments) == code
    assert "develop.py run" in capsys.readouterr().out


def test_checks_go_on_after_a_failure(develop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run shows everything that is wrong; pytest comes last, and the run counts as failed."""
    ran: list[str] = []

    def run(command: list[str]) -> int:
        ran.append(" ".join(command))
        return 1 if "mypy" in command else 0

    monkeypatch.setattr(develop, "prepare_environment", lambda _groups: sys.executable)
    monkeypatch.setattr(develop, "check_qt_libraries", lambda _python: None)
    monkeypatch.setattr(develop, "run_in_project", run)
    assert develop.run_tests([]) == 1
    assert "pytest" in ran[-1]
    assert len(ran) >= 5
