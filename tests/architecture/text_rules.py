# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about what a user reads: every text passes through `ui.texts`, at run time, as a literal."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

from tests.architecture.source_tree import Source

TRANSLATORS = {"_": 1, "ngettext": 2, "pgettext": 2}

# Calls whose text arguments a user sees (or hears from a screen reader).
SHOWING = {
    "addAction",
    "addButton",
    "addItems",
    "addMenu",
    "addRow",
    "addTab",
    "addToolBar",
    "addWidgetTitle",
    "critical",
    "getExistingDirectory",
    "getOpenFileName",
    "getOpenFileNames",
    "getSaveFileName",
    "getText",
    "information",
    "question",
    "setAccessibleDescription",
    "setAccessibleName",
    "setButtonText",
    "setDetailedText",
    "setHeaderLabels",
    "setHorizontalHeaderLabels",
    "setIconText",
    "setInformativeText",
    "setLabelText",
    "setPlaceholderText",
    "setPrefix",
    "setSpecialValueText",
    "setStatusTip",
    "setSuffix",
    "setTabText",
    "setTabToolTip",
    "setText",
    "setTitle",
    "setToolTip",
    "setWhatsThis",
    "setWindowTitle",
    "showMessage",
    "warning",
    "QAction",
    "QCheckBox",
    "QCommandLinkButton",
    "QDockWidget",
    "QGroupBox",
    "QLabel",
    "QListWidgetItem",
    "QMenu",
    "QProgressDialog",
    "QPushButton",
    "QRadioButton",
    "QTableWidgetItem",
    "QToolBar",
    "QTreeWidgetItem",
}
FIRST_TEXT_ONLY = {"addItem", "insertItem"}
TEXT_KEYWORDS = {
    "accessible_name",
    "caption",
    "hint",
    "label",
    "message",
    "placeholder",
    "text",
    "title",
    "tool_tip",
    "toolTip",
    "tooltip",
}
LOGGERS = {"log", "logger", "logging", "_log", "_logger"}
# A single word in any keyword is usually a code; a sentence or a capital is a text.
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|%[\w()]*|<[^<>]*>|&\w+;")
_LETTERS = re.compile(r"[^\W\d_]{2}")


def check_untranslated(source: Source) -> Iterator[str]:
    """No literal text goes to a user untranslated; empty strings, symbols and pure formats may."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or _is_log(node):
            continue
        name = _name_of(node.func)
        arguments: list[ast.expr] = []
        if name in SHOWING:
            arguments = node.args
        elif name in FIRST_TEXT_ONLY:
            icons = 1 if node.args and "icon" in ast.unparse(node.args[0]).lower() else 0
            arguments = node.args[icons : icons + 1]  # what follows is data
        for argument in arguments:
            for text in literal_texts(argument):
                yield f"{source.place}:{node.lineno} {name}({text!r}) is not translated"
        for keyword in node.keywords:
            if keyword.arg in TEXT_KEYWORDS:
                for text in literal_texts(keyword.value):
                    if name in SHOWING or " " in text.strip() or text[:1].isupper():
                        yield f"{source.place}:{node.lineno} {keyword.arg}={text!r} is not translated"


def literal_texts(node: ast.expr) -> Iterator[str]:
    """Readable literals that an expression can come to, without what passes through another call."""
    match node:
        case ast.Constant(value=str() as text):
            if is_readable(text):
                yield text
        case ast.JoinedStr(values=parts):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
            if is_readable(text):
                yield text
        case ast.IfExp(body=one, orelse=other):
            yield from literal_texts(one)
            yield from literal_texts(other)
        case ast.BinOp(left=one, right=other):
            yield from literal_texts(one)
            yield from literal_texts(other)
        case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from literal_texts(part)
        case ast.Call(func=ast.Attribute(value=ast.Constant() as text, attr="format" | "join")):
            yield from literal_texts(text)
        case _:
            return


def is_readable(text: str) -> bool:
    """Whether there is a word in it once placeholders and mark-up are gone."""
    return bool(_LETTERS.search(_PLACEHOLDER.sub(" ", text)))


def check_translator_calls(source: Source) -> Iterator[str]:
    """The extractor sees literals only, and a text fetched at import time keeps the first language for ever."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and (count := TRANSLATORS.get(_translator(node.func))):
            for argument in node.args[:count]:
                if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                    yield f"{source.place}:{node.lineno} {ast.unparse(node.func)}() of something that is no literal"
    for call in _calls_at_import(source.tree):
        if _translator(call.func) in TRANSLATORS:
            yield f"{source.place}:{call.lineno} {ast.unparse(call.func)}() runs at import"


def _translator(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Calls outside function bodies; defaults and decorators run at import, a lambda's body does not."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in (*child.decorator_list, *child.args.defaults, *child.args.kw_defaults):
                if part is not None:
                    yield from _calls_at_import(ast.Expr(part))
        elif not isinstance(child, ast.Lambda):
            if isinstance(child, ast.Call):
                yield child
            yield from _calls_at_import(child)


def _name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_log(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and _name_of(node.func.value) in LOGGERS


def placeholders_in(text: str) -> frozenset[str]:
    """The ``{names}`` of a text, without their formats; raises ValueError for a stray brace."""
    return frozenset(name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None)


def compare_placeholders(source: str | tuple[str, ...], translation: str | tuple[str, ...]) -> list[str]:
    """What is wrong with a translation's placeholders: each form has those of the singular or of the plural."""
    sources = (source,) if isinstance(source, str) else source
    forms = (translation,) if isinstance(translation, str) else translation
    allowed = {placeholders_in(text) for text in sources}
    wrong = [f"{form!r} does not have the placeholders of {sources!r}" for form in forms[:-1] if _misses(form, allowed)]
    if _misses(forms[-1], {placeholders_in(sources[-1])}):
        wrong.append(f"{forms[-1]!r} does not have the placeholders of {sources[-1]!r}")
    return wrong


def _misses(form: str, allowed: set[frozenset[str]]) -> bool:
    try:
        return placeholders_in(form) not in allowed
    except ValueError:
        return True
