"""A YAML file as plain values that remember on which line they stand; anything but plain values is a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from domain.sheets import Wrong

#: Where a value stands in a file: keys and positions from the top.
Place = tuple[str | int, ...]

_LARGEST_FILE = 1_000_000
_PLAIN = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(_PLAIN + kind for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp"))


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a place, and what to do about it; for sheets its kind, what was read and is allowed.

    `first` is where the same stands already, if it may stand only once.
    """

    place: Place
    wrong: str
    mend: str
    kind: Wrong = Wrong.OTHER
    read: str = ""
    allowed: str = ""
    first: Place = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file's values; where `unreadable` holds mistakes there are none."""

    path: Path
    data: Any = None
    lines: Mapping[Place, int] = field(default_factory=dict)
    unreadable: tuple[Mistake, ...] = ()

    def line(self, place: Place) -> int | None:
        """The line of the place; of its surroundings where it is missing, None where the file has no lines."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def tell(self, mistake: Mistake) -> str:
        """The mistake in one line: file, line, dotted path with ids for positions, what is wrong, the mend."""
        line = self.line(mistake.place)
        where = [str(self.path), f"line {line}" if line else "", self._dotted(mistake.place)]
        return f"{', '.join(part for part in where if part)}: {mistake.wrong}. {mistake.mend}."

    def _dotted(self, place: Place) -> str:
        names, value = [], self.data
        for step in place:
            value = _within(value, step)
            names.append(_id_of(value) or f"{step + 1}" if isinstance(step, int) else step)
        return ".".join(names)


def read(path: Path) -> Document:
    """Read a file; what makes it unreadable stands in the document, nothing is raised for the file's content."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        return _unreadable(path, f"cannot be read ({problem.strerror})", "Check the name and the rights of the file")
    if len(raw) > _LARGEST_FILE:
        return _unreadable(path, "is larger than 1 MB", "A few pages of text are enough; check what the file is")
    try:
        return _parsed(path, raw.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        return _unreadable(path, "is not UTF-8 text", "Save the file with the encoding UTF-8", line)


def _parsed(path: Path, text: str) -> Document:
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return _unreadable(path, "is empty", "Copy a shipped file and change it")
        lines: dict[Place, int] = {}
        mistakes = tuple(_walk(node, (), lines, set()))
        return Document(path, None if mistakes else loader.construct_document(node), lines, mistakes)
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else None
        return _unreadable(path, f"is not YAML: {problem.problem}", "Check indentation, colons and quotes there", line)
    except (yaml.YAMLError, ValueError):  # a sign that is not allowed, or a date that does not exist
        return _unreadable(path, "holds a sign or a date that YAML does not allow", "Remove it, or put it in quotes")
    except RecursionError:
        return _unreadable(path, "is nested too deeply", "Copy a shipped file and change it")


def _unreadable(path: Path, wrong: str, mend: str, line: int | None = None) -> Document:
    lines: dict[Place, int] = {} if line is None else {(): line}
    return Document(path=path, lines=lines, unreadable=(Mistake((), wrong, mend),))


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int], seen: set[int]) -> Iterator[Mistake]:
    """Note every value's line; yield what plain values cannot be: aliases, tags, double and nameless keys."""
    lines.setdefault(place, node.start_mark.line + 1)
    if id(node) in seen:
        yield Mistake(place, "is an alias (*) of another place", "Write the value out")
        return
    seen.add(id(node))
    if node.tag not in _PLAIN_TAGS:
        yield Mistake(place, f"has the tag {node.tag.removeprefix(_PLAIN)}", "Write plain text, numbers and lists only")
    elif isinstance(node, yaml.SequenceNode):
        for position, child in enumerate(node.value):
            yield from _walk(child, (*place, position), lines, seen)
    elif isinstance(node, yaml.MappingNode):
        yield from _walk_mapping(node, place, lines, seen)


def _walk_mapping(node: yaml.MappingNode, place: Place, lines: dict[Place, int], seen: set[int]) -> Iterator[Mistake]:
    for key, child in node.value:
        line = key.start_mark.line + 1
        inside = (*place, str(key.value) if isinstance(key, yaml.ScalarNode) else "?")
        if inside in lines:
            yield Mistake(inside, f"stands twice, the second time on line {line}", "Remove one of the two")
            continue
        lines[inside] = line
        if key.tag == f"{_PLAIN}str":
            yield from _walk(child, inside, lines, seen)
        else:
            yield Mistake(inside, "is no name", "Write a word before the colon")


def _within(value: object, step: str | int) -> object:
    if isinstance(step, int):
        return value[step] if isinstance(value, Sequence) and step < len(value) else None
    return value.get(step) if isinstance(value, Mapping) else None


def _id_of(value: object) -> str | None:
    found = value.get("id") if isinstance(value, Mapping) else None
    return found if isinstance(found, str) and found else None
