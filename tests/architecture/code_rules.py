# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about one Python file. Each gives a line per offence, ``place:line what``; none means it is fine."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tests.architecture.source_tree import Source

FILE_LINES, CLASS_METHODS, FUNCTION_LINES = 500, 25, 60
LICENCE_LINE = "# SPDX-License-Identifier: GPL-3.0-or-later"
VAGUE_WORDS = {"manager", "helper", "helpers", "util", "utils", "misc", "common", "driver"}
_UNFINISHED = re.compile(r"#.*\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
_Function = ast.FunctionDef | ast.AsyncFunctionDef
Rule = Callable[[Source], Iterator[str]]


def check_sizes(source: Source) -> Iterator[str]:
    """A file, a class and a function stay within their budgets."""
    length = len(source.text.splitlines())
    if length > FILE_LINES:
        yield f"{source.place}:1 file of {length} lines (at most {FILE_LINES})"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(child, _Function) for child in node.body)
            if methods > CLASS_METHODS:
                yield f"{source.place}:{node.lineno} class {node.name} of {methods} methods (at most {CLASS_METHODS})"
        elif isinstance(node, _Function):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{source.place}:{node.lineno} {node.name}() of {lines} lines (at most {FUNCTION_LINES})"


def check_opening(source: Source) -> Iterator[str]:
    """Each file begins with its licence and says what it is for."""
    if source.text.splitlines()[:1] != [LICENCE_LINE]:
        yield f"{source.place}:1 the first line is not the licence line"
    if not ast.get_docstring(source.tree):
        yield f"{source.place}:1 no module docstring"


def check_names(source: Source) -> Iterator[str]:
    """Modules and classes say what they hold: no vague words."""
    for part in source.place.removesuffix(".py").split("/"):
        if VAGUE_WORDS & set(part.lower().split("_")):
            yield f"{source.place}:1 vague module name {part!r}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            words = {word.lower() for word in re.findall(r"[A-Z][a-z]+", node.name)}
            if VAGUE_WORDS & words:
                yield f"{source.place}:{node.lineno} vague class name {node.name}"


def check_signatures(source: Source) -> Iterator[str]:
    """Public functions, methods and classes have types throughout and a docstring."""
    yield from _check_body(source, source.tree.body)


def _check_body(source: Source, body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield f"{source.place}:{node.lineno} class {node.name} without docstring"
            yield from _check_body(source, node.body)
        elif isinstance(node, _Function):
            is_special = node.name.startswith("__") and node.name.endswith("__")
            if node.name.startswith("_") and not is_special:
                continue
            if not is_special and not ast.get_docstring(node) and not _decorators(node) & _SELF_EVIDENT:
                yield f"{source.place}:{node.lineno} {node.name}() without docstring"
            if missing := _untyped(node):
                yield f"{source.place}:{node.lineno} {node.name}() without type for {', '.join(missing)}"


_SELF_EVIDENT = {"override", "overload", "setter"}


def _decorators(node: _Function) -> set[str]:
    return {getattr(item, "attr", getattr(item, "id", "")) for item in node.decorator_list}


def _untyped(node: _Function) -> list[str]:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    arguments += [extra for extra in (node.args.vararg, node.args.kwarg) if extra is not None]
    names = [item.arg for item in arguments if item.annotation is None and item.arg not in ("self", "cls")]
    return names + (["the result"] if node.returns is None else [])


def check_leftovers(source: Source) -> Iterator[str]:
    """Nothing is left for later, and nothing pretends to be there."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if _UNFINISHED.search(line):
            yield f"{source.place}:{number} unfinished: a remark for later"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Raise) and node.exc is not None and _raised(node.exc) == "NotImplementedError":
            yield f"{source.place}:{node.lineno} a function that is not there"
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.skip":
            yield f"{source.place}:{node.lineno} a test that is switched off"


def _raised(node: ast.expr) -> str:
    return _last_name(node.func if isinstance(node, ast.Call) else node)


def check_failures(source: Source) -> Iterator[str]:
    """No failure disappears without a word."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            kinds = _caught_kinds(node)
            silent = all(_says_nothing(statement) for statement in node.body)
            if "" in kinds:
                yield f"{source.place}:{node.lineno} bare except"
            elif kinds & {"Exception", "BaseException"} and not _passes_on(node):
                yield f"{source.place}:{node.lineno} catches everything and passes it on to nobody"
            elif silent and all(isinstance(statement, ast.Pass | ast.Expr) for statement in node.body):
                yield f"{source.place}:{node.lineno} a failure passed over in silence (say so: contextlib.suppress)"
        elif isinstance(node, ast.Call) and _last_name(node.func) == "suppress":
            for _argument in {_last_name(item) for item in node.args} & {"Exception", "BaseException"}:
                yield f"{source.place}:{node.lineno} suppresses everything"


def _caught_kinds(node: ast.ExceptHandler) -> set[str]:
    if node.type is None:
        return {""}
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return {_last_name(kind) for kind in kinds}


def _says_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass | ast.Continue) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """Raised again, or the exception itself handed to something."""
    for node in ast.walk(handler):
        if isinstance(node, ast.Raise):
            return True
        if handler.name and isinstance(node, ast.Name) and node.id == handler.name:
            return True
        if isinstance(node, ast.Call) and _last_name(node.func) in {"exception", "exc_info", "format_exc"}:
            return True
    return False


def check_prints(source: Source) -> Iterator[str]:
    """Only the command line writes to a stream: a windowed program has none."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"{source.place}:{node.lineno} print()"
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stdout", "sys.stderr"}:
            yield f"{source.place}:{node.lineno} {ast.unparse(node)}"


# What would put a person into a log or an error: words of names in our own vocabulary.
PERSONAL = {
    "given_name",
    "family_name",
    "name_prefix",
    "full_name",
    "display_name",
    "sort_name",
    "person_name",
    "initials",
    "nickname",
    "birth_date",
    "email",
    "phone",
    "address",
    "national_id",
    "school_number",
    "person",
    "guardian",
    "pupil",
    "decider",
}
_FILE_WORDS = {"path", "file_name", "filename", "file"}
_LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_LOGGERS = {"log", "logger", "logging", "_log", "_logger", "LOG", "LOGGER"}


def check_privacy(source: Source) -> Iterator[str]:
    """No personal data in a log line or an exception's text or parameters."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _is_log_call(node):
            yield from _check_log_call(source, node)
        elif isinstance(node, ast.Call) and _last_name(node.func) == "KnownError":
            yield from _check_known_error(source, node)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for argument in node.exc.args:
                if isinstance(argument, ast.JoinedStr) and (words := _words_in(argument) & PERSONAL):
                    yield f"{source.place}:{node.lineno} exception text with {', '.join(sorted(words))}"


def _is_log_call(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in _LOG_METHODS
        and _last_name(node.func.value) in _LOGGERS
    )


def _check_log_call(source: Source, node: ast.Call) -> Iterator[str]:
    texts = [item for item in node.args if isinstance(item, ast.JoinedStr)]
    if texts:
        yield f"{source.place}:{node.lineno} f-string in a log line (use %s and a number or code)"
    for argument in node.args:
        if words := _words_in(argument) & (PERSONAL | _FILE_WORDS):
            yield f"{source.place}:{node.lineno} log line with {', '.join(sorted(words))}"


def _check_known_error(source: Source, node: ast.Call) -> Iterator[str]:
    if len(node.args) > 1:
        yield f"{source.place}:{node.lineno} KnownError takes a code and named values only"
    for keyword in node.keywords:
        if keyword.arg in PERSONAL:
            yield f"{source.place}:{node.lineno} KnownError with {keyword.arg}"
        elif isinstance(keyword.value, ast.JoinedStr):
            yield f"{source.place}:{node.lineno} KnownError with display text"
        elif words := _words_in(keyword.value) & PERSONAL:
            yield f"{source.place}:{node.lineno} KnownError with {', '.join(sorted(words))}"


def _words_in(node: ast.expr) -> set[str]:
    """The names and attributes whose *value* goes in; what is only measured or counted does not."""
    if isinstance(node, ast.Call) and _last_name(node.func) in {"len", "sum", "type", "bool"}:
        return set()
    if isinstance(node, ast.Attribute):
        return {node.attr} if node.attr not in {"id", "code", "value", "suffix"} else set()
    if isinstance(node, ast.Name):
        return {node.id}
    words: set[str] = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            words |= _words_in(child)
    return words


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
