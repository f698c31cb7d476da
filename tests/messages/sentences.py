"""The Danish sentences as they stand in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("messages", "handlers", "bot")
#: `marked` hands its sentence on to `words`, where no sentence stands.
HANDED_ON = {("messages/slack/text.py", "marked")}


@dataclass(frozen=True)
class Sentence:
    """A sentence in one form, or two where it is counted; the names given to it; and where."""

    forms: tuple[str, ...]
    given: frozenset[str]
    gives_more: bool
    where: str


def sentences() -> list[Sentence]:
    """Every sentence of the program. Raises `AssertionError` for a call whose sentence cannot be found by reading."""
    files = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return [sentence for path in files for sentence in in_code(path.read_text(), str(path.relative_to(ROOT)))]


def in_code(code: str, path: str) -> Iterator[Sentence]:
    """The sentences of one file: first arguments of `words`, second of `marked`, both of `words.count`."""
    for function in _functions(ast.parse(code)):
        if (path, function.name) not in HANDED_ON:
            for call in function.calls:
                yield from _of_call(call, function, path)


@dataclass
class _Function:
    """A function's calls, and what its names may stand for: the strings bound to each, in order."""

    name: str
    calls: list[ast.Call] = field(default_factory=list)
    strings: dict[str, list[str]] = field(default_factory=dict)


def _functions(tree: ast.Module) -> list[_Function]:
    found = [_Function("")]
    _read(tree, found[0], found)
    return found


def _read(node: ast.AST, function: _Function, found: list[_Function]) -> None:
    for child in ast.iter_child_nodes(node):
        inside = function
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = _Function(child.name)
            found.append(inside)
        elif isinstance(child, ast.Call):
            function.calls.append(child)
        elif isinstance(child, ast.Assign):
            _bind(child.targets[0], child.value, function)
        elif isinstance(child, ast.For) and isinstance(child.iter, ast.Tuple | ast.List):
            for value in child.iter.elts:
                _bind(child.target, value, function)
        _read(child, inside, found)


def _bind(target: ast.expr, value: ast.expr, function: _Function) -> None:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for each, its in zip(target.elts, value.elts, strict=False):
            _bind(each, its, function)
    elif isinstance(target, ast.Name):
        function.strings.setdefault(target.id, []).extend(_strings(value, function))


def _strings(value: ast.expr, function: _Function) -> list[str]:
    """Every string that an expression may be."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return [value.value]
    if isinstance(value, ast.IfExp):
        return [*_strings(value.body, function), *_strings(value.orelse, function)]
    return function.strings.get(value.id, []) if isinstance(value, ast.Name) else []


def _of_call(call: ast.Call, function: _Function, path: str) -> Iterator[Sentence]:
    arguments = _sentence_arguments(call)
    if not arguments:
        return
    where = f"{path}:{call.lineno}"
    strings = [_strings(argument, function) for argument in arguments]
    assert all(strings), f"{where}: no sentence can be read here"
    given = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
    counted = {"n"} if len(arguments) > 1 else set()
    for forms in zip(*strings, strict=True):
        yield Sentence(forms, given | counted, any(keyword.arg is None for keyword in call.keywords), where)


def _sentence_arguments(call: ast.Call) -> list[ast.expr]:
    match call.func:
        case ast.Name("words"):
            return call.args[:1]
        case ast.Name("marked"):
            return call.args[1:2]
        case ast.Attribute(ast.Name("words"), "count"):
            return call.args[:2]
    return []
