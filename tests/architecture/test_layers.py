# SPDX-License-Identifier: GPL-3.0-or-later
"""The arrows between the layers, and that the lower floor stands without Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, sources_under

IMPORT_ALL = """
import importlib, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "ui"):
            raise ImportError(f"{name} is not to be had here")

sys.meta_path.insert(0, NoQt())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def run_linter(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None))"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_every_contract_is_kept() -> None:
    result = run_linter(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("models/errors.py", "import PySide6.QtCore"),
        ("models/terms.py", "import models.store"),
        ("models/roster/__init__.py", "import models.media"),
        ("models/consent/rules.py", "import sqlmodel"),
        ("ui/pages/check/__init__.py", "import ui.pages.people"),
        ("ui/style/__init__.py", "import ui.pages.check"),
        ("ui/cli/__init__.py", "import PySide6.QtWidgets"),
        ("models/terms.py", "import ui.style"),
        ("ui/pages/check/__init__.py", "import sqlalchemy"),
        ("ui/widgets/__init__.py", "import models.tables"),
    ],
)
def test_each_contract_catches_an_offence(tmp_path: Path, place: str, line: str) -> None:
    """An empty copy of the house with one wrong import; the real contracts must say no."""
    build_empty_house(tmp_path)
    assert run_linter(tmp_path).returncode == 0, run_linter(tmp_path).stdout
    with (tmp_path / place).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert run_linter(tmp_path).returncode == 1


def build_empty_house(folder: Path) -> None:
    rooms = [
        *(
            "models/answer_lists",
            "models/consent",
            "models/roster",
            "models/media",
            "models/publishing",
            "models/forms",
            "models/store",
        ),
        *("models/tables", "ui/pages/check", "ui/pages/people", "ui/style", "ui/background", "ui/widgets"),
        *("ui/dialogs", "ui/item_models", "ui/printing", "ui/cli", "ui/app", "ui/main_window"),
    ]
    modules = [
        *("models/demo", "models/workspace", "models/changes", "models/progress", "models/clock", "models/policy"),
        *("models/errors", "models/terms", "models/resources", "models/consent/rules", "models/consent/facts"),
        *("models/settings", "models/folder_watch", "ui/context", "ui/texts"),
    ]
    for room in rooms:
        (folder / room).mkdir(parents=True)
    for path in [item for item in folder.rglob("*") if item.is_dir()]:
        (path / "__init__.py").touch()
    for module in modules:
        if not (folder / module).is_dir():
            (folder / f"{module}.py").touch()
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")


def model_modules() -> list[str]:
    paths = [source.place.removesuffix(".py") for source in sources_under("models")]
    names = [path.replace("/", ".").removesuffix(".__init__") for path in paths if "/migrations/" not in path]
    return sorted(names)


def test_models_import_without_qt() -> None:
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *model_modules()], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["PySide6.QtCore", "ui"])
def test_the_import_block_blocks(name: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, name], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "is not to be had here" in result.stderr
