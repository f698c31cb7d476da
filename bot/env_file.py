"""The file `.env`: what stands in it, and a sentence for each mistake, in which nothing of it is quoted."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream
from dotenv.variables import Variable, parse_variables

#: In the folder where Anker is started.
ENV_FILE = Path(".env")


@dataclass(frozen=True, slots=True)
class EnvFile:
    """The names that are set in the file, and what is wrong with it; `is_read` is whether it counts at all.

    `inserted` are the names that a `${NAME}` of the file stands for.
    """

    names: tuple[str, ...] = ()
    inserted: frozenset[str] = frozenset()
    mistakes: tuple[str, ...] = ()
    is_read: bool = True


def look_into(path: Path) -> EnvFile:
    """What stands in the file; nothing where there is none."""
    # It would tell a line that it does not understand at every reading, by its number: here that is a mistake.
    logging.getLogger("dotenv.main").setLevel(logging.ERROR)
    if not path.is_file():
        is_folder = f"{path} is a folder: the settings stand in a file of that name."
        return EnvFile(mistakes=(is_folder,) if path.exists() else (), is_read=False)
    try:
        data = path.read_bytes()
    except OSError:
        not_ours = f"{path} cannot be read by this user: give it to the user that runs Anker."
        return EnvFile(mistakes=(not_ours,), is_read=False)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        return EnvFile(mistakes=(f"Line {line} of {path} is not UTF-8: save the file as UTF-8.",), is_read=False)
    return _told(path, list(parse_stream(StringIO(text))))


def _told(path: Path, written: list[Binding]) -> EnvFile:
    names = tuple(one.key for one in written if one.key and one.value is not None)
    senseless = [_line(one) for one in written if one.error or (one.key and one.value is None)]
    sentence = "Line {} of {} is no setting: write NAME=value, with a quotation mark at both ends or none."
    atoms = (atom for one in written for atom in parse_variables(one.value or ""))
    inserted = frozenset(atom.name for atom in atoms if isinstance(atom, Variable))
    return EnvFile(names, inserted, tuple(sentence.format(line, path) for line in senseless))


def _line(one: Binding) -> int:
    """Where it begins, the empty lines before it left out."""
    text = one.original.string
    return one.original.line + text[: len(text) - len(text.lstrip())].count("\n")
