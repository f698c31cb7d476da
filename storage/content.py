"""Content files -> barometers, checked when the program starts.

A file that is not right stops the start with a `ContentError` that lists every mistake, one a line:
the file, the line, the place, what is wrong there, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from domain.barometers import Barometer, BarometerId
from domain.templates import Template
from storage import marked_yaml
from storage.barometer_files import barometer_in
from storage.marked_yaml import Mistake

#: Barometers are read from files of these names; other content stands in the same folder.
BAROMETER_FILES = ("barometer*.yaml", "barometer*.yml")


#: What else may stand there, read by other parts of the program.
OTHER_CONTENT = ("*template*.yaml", "*template*.yml", "course*.yaml", "course*.yml")
Definition = TypeVar("Definition", Barometer, Template)
ANY_YAML = ("*.yaml", "*.yml", "*.YAML", "*.YML")
RENAME = "Give it a name that begins with barometer and ends with .yaml, or move it elsewhere."


class ContentError(Exception):
    """Content files cannot be used; the text has a line for every mistake."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


class UnknownBarometer(Exception):  # noqa: N818 - read aloud where it is raised
    """No content file has this barometer, or not in this version."""


@dataclass(frozen=True, slots=True)
class Barometers:
    """The barometers that the content folders hold, in the order of folders and file names."""

    barometers: tuple[Barometer, ...]

    def get(self, barometer_id: BarometerId, version: int) -> Barometer:
        """The barometer in exactly this version; raises `UnknownBarometer`."""
        for barometer in self.barometers:
            if (barometer.id, barometer.version) == (barometer_id, version):
                return barometer
        raise UnknownBarometer(f"{barometer_id}, version {version}")

    def latest(self, barometer_id: BarometerId) -> Barometer:
        """The newest version of the barometer; raises `UnknownBarometer`."""
        versions = [barometer for barometer in self.barometers if barometer.id == barometer_id]
        if not versions:
            raise UnknownBarometer(barometer_id)
        return max(versions, key=lambda barometer: barometer.version)

    def every(self) -> tuple[Barometer, ...]:
        """All of them, in every version."""
        return self.barometers

    def all(self) -> tuple[Barometer, ...]:
        """The newest version of every barometer: what a new round can choose from."""
        return tuple(self.latest(barometer_id) for barometer_id in dict.fromkeys(one.id for one in self.barometers))


def load_barometers(folders: Sequence[Path]) -> Barometers:
    """Every barometer in the folders, a municipality's own beside ours; raises `ContentError` with all mistakes."""
    mistakes = [
        f"{folder}: is no folder. Create it, or correct the setting." for folder in folders if not folder.is_dir()
    ]
    mistakes += [f"{path}: is not read. {RENAME}" for path in _unread_files(folders)]
    return Barometers(read_all(_barometer_files(folders), read_barometer, mistakes))


def read_barometer(path: Path) -> Barometer:
    """The barometer of one file; raises `ContentError` with all its mistakes, in the order of the lines."""
    return read_one(path, barometer_in)


def read_all(
    paths: Sequence[Path], read: Callable[[Path], Definition], mistakes: Iterable[str] = ()
) -> tuple[Definition, ...]:
    """What every file describes, each once; raises `ContentError` with all mistakes, after those that there are."""
    told = list(mistakes)
    found: dict[tuple[str, int], tuple[Path, Definition]] = {}
    for path in paths:
        try:
            one = read(path)
        except ContentError as wrong:
            told.extend(wrong.mistakes)
            continue
        first, _ = found.setdefault((one.id, one.version), (path, one))
        if first != path:
            about = f"is {one.id} version {one.version}, and so is {first}"
            told.append(f"{path}: {about}. Give one of them another version, or remove it.")
    if told:
        raise ContentError(told)
    return tuple(one for _, one in found.values())


def read_one(path: Path, describes: Callable[[object], Definition | tuple[Mistake, ...]]) -> Definition:
    """What one file describes; raises `ContentError` with all its mistakes, in the order of the lines."""
    document = marked_yaml.read(path)
    result = document.unreadable or describes(document.data)
    if isinstance(result, tuple):
        in_order = sorted(result, key=lambda mistake: document.line(mistake.place) or 0)
        raise ContentError(document.tell(mistake) for mistake in in_order)
    return result


def _unread_files(folders: Sequence[Path]) -> list[Path]:
    """YAML files under other names: somebody who wrote one should hear that it is not read."""
    known = {*_barometer_files(folders), *named(folders, OTHER_CONTENT)}
    return [path for path in named(folders, ANY_YAML) if path not in known]


def _barometer_files(folders: Sequence[Path]) -> list[Path]:
    return named(folders, BAROMETER_FILES)


def named(folders: Sequence[Path], names: Sequence[str]) -> list[Path]:
    """The files of these names, in the order of folders and file names."""
    return [path for folder in folders for path in sorted({path for name in names for path in folder.glob(name)})]
