# SPDX-License-Identifier: GPL-3.0-or-later
"""What we ship of others goes out with its licence."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.source_tree import ROOT


@pytest.fixture
def notices() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notices_script", ROOT / "packaging" / "notices.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_part_has_its_licence(notices: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "NOTICE.txt"
    count = notices.write_notices(target)
    text = target.read_text(encoding="utf-8")
    assert text.count(notices.RULE) == count + 1  # Python, and each distribution
    for holder in ("ZETETIC LLC", "OpenSSL Project Authors", "GNU LESSER GENERAL PUBLIC LICENSE", "libde265"):
        assert holder in text


def test_parts_of_parts_are_found(notices: ModuleType) -> None:
    assert {"sqlmodel", "pydantic-core", "shiboken6", "mako"} <= set(
        notices.collect_distributions(["sqlmodel", "alembic", "PySide6-Essentials"])
    )


def test_a_part_without_licence_stops_the_build(notices: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "EXTRA_TEXTS", {})
    found = notices.collect_distributions(["shiboken6"])
    with pytest.raises(RuntimeError, match="no licence text: shiboken6"):
        notices.describe_distribution(found["shiboken6"])
