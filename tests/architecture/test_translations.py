# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything a user reads can be translated, and is."""

from __future__ import annotations

import gettext
import importlib.util
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture import text_rules
from tests.architecture.source_tree import ROOT, source_from, sources_under
from tests.architecture.text_rules import compare_placeholders


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations_tool", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = load_tool()


def test_no_text_reaches_the_user_untranslated() -> None:
    lines = [line for source in sources_under("ui") for line in text_rules.check_untranslated(source)]
    assert not lines, "\n".join(lines)


def test_translator_calls_have_literals_and_run_late() -> None:
    lines = [line for source in sources_under("ui") for line in text_rules.check_translator_calls(source)]
    assert not lines, "\n".join(lines)


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    catalog = tool.read_catalog(language)
    missing = []
    for message in tool.extract_catalog():
        if not message.id:
            continue
        found = catalog.get(message.id, message.context)
        if found is None:
            missing.append(f"not in the file: {message.id!r}")
        elif found.fuzzy or not tool.is_translated(found.string):
            missing.append(f"not translated: {message.id!r}")
        elif not isinstance(message.id, str) and len(found.string) != catalog.num_plurals:
            missing.append(f"plural forms incomplete: {message.id!r}")
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_translations_have_the_same_placeholders(language: str) -> None:
    wrong = [
        line
        for message in tool.read_catalog(language)
        if message.id and tool.is_translated(message.string)
        for line in compare_placeholders(message.id, message.string)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_no_translation_is_left_over(language: str) -> None:
    wanted = {(message.id, message.context) for message in tool.extract_catalog()}
    assert [m.id for m in tool.read_catalog(language) if (m.id, m.context) not in wanted] == []


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_the_compiled_file_is_up_to_date(language: str) -> None:
    fresh = gettext.GNUTranslations(BytesIO(tool.mo_bytes(tool.read_catalog(language))))
    with tool.mo_path(language).open("rb") as file:
        kept = gettext.GNUTranslations(file)
    assert texts_of(kept) == texts_of(fresh)


def texts_of(translations: gettext.GNUTranslations) -> dict[object, str]:
    texts: dict[object, str] = dict(vars(translations)["_catalog"])
    texts.pop("", None)
    return texts


PLANTED = [
    "label.setText('Ready')",
    "QLabel(f'{count} photos')",
    "QPushButton(parent=self, text='Go on')",
    "action = QAction(icon, 'Export', self)",
    "menu.addAction('Export ...')",
    "box.setToolTip('Yes' if given else _('No'))",
    "label.setText('{} photos'.format(count))",
    "label.setText(_('Ready') + ' now')",
    "box.addItem('Ask first', 'ask')",
    "box.addItem(icon('ask'), 'Ask first', 'ask')",
    "QMessageBox.question(self, _('Sure?'), 'Really delete it?')",
    "EmptyState(title='Nothing here yet')",
]
FINE = [
    "label.setText('')",
    "label.setText('·')",
    "label.setText(f'{done} / {total}')",
    "label.setText(_('Ready'))",
    "label.setText(_('{count} ready').format(count=count))",
    "label.setText('<b>{}</b>'.format(html.escape(name)))",
    "box.addItem(_('Ask first'), 'ask')",
    "make_row(label='website')",
    "log.warning('slow query')",
    "button.setObjectName('exportButton')",
]


@pytest.mark.parametrize("text", PLANTED)
def test_an_untranslated_text_is_caught(text: str) -> None:
    assert list(text_rules.check_untranslated(source_from(text, "ui/example.py")))


@pytest.mark.parametrize("text", FINE)
def test_what_needs_no_translation_passes(text: str) -> None:
    assert list(text_rules.check_untranslated(source_from(text, "ui/example.py"))) == []


@pytest.mark.parametrize(
    "text",
    ["TITLE = _('Ready')", "class C:\n    t = _('x')", "def f(a=_('x')): ...", "def f():\n    _(name)\n    _(f'{a}')"],
)
def test_a_wrong_translator_call_is_caught(text: str) -> None:
    assert list(text_rules.check_translator_calls(source_from(text, "ui/example.py")))


def test_late_literal_calls_pass() -> None:
    text = "def f():\n    return _('x')\ng = lambda: ngettext('{n} a', '{n} b', 2)"
    assert list(text_rules.check_translator_calls(source_from(text, "ui/example.py"))) == []


def test_placeholders_are_compared() -> None:
    assert compare_placeholders("{count} of {total}", "{count} van {total}") == []
    assert compare_placeholders("{count} of {total}", "{count} van {totaal}")
    assert compare_placeholders("{count}", "{count")
    assert compare_placeholders(("one photo", "{count} photos"), ("een foto", "{count} foto's")) == []
    assert compare_placeholders(("{count} photo", "{count} photos"), ("{count} foto", "foto's"))


def test_texts_are_extracted_and_merged(tmp_path: Path) -> None:
    folder = tmp_path / "ui"
    folder.mkdir()
    source = "def f(n):\n    _('Ready')\n    ngettext('{n} photo', '{n} photos', n)\n    pgettext('verb', 'Open')\n"
    (folder / "page.py").write_text(source, encoding="utf-8")
    template = tool.extract_catalog(folder)
    assert {message.id for message in template if message.id} == {"Ready", ("{n} photo", "{n} photos"), "Open"}

    catalog = tool.updated_catalog(tool.new_catalog("nl"), template)
    catalog.get("Ready").string = "Klaar"
    (folder / "page.py").write_text("def f():\n    _('Ready')\n    _('New')\n", encoding="utf-8")
    merged = tool.updated_catalog(catalog, tool.extract_catalog(folder))
    assert {message.id: message.string for message in merged if message.id} == {"Ready": "Klaar", "New": None}
