"""`python -m bot score`: the figures of a round that was answered elsewhere, from CSV files (docs/score.md).

For consultants, and for checking our figures. It needs no settings, no keys and no database, and keeps nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from domain.barometers import Barometer, GroupingId
from domain.changes import Wave, changes
from domain.counting import counted
from domain.releases import release_of
from domain.shown import Release
from domain.tallies import Answers
from domain.unsafe import unsafe_release
from domain.withholding import SMALLEST_DETAIL
from messages.score import table
from messages.wording import Words
from storage.answer_files import Returned, read_round
from storage.csv_files import CsvError

#: Stands first in whatever is printed of a release that withholds nothing.
UNSAFE = "UNSAFE"


class ScoreMistake(Exception):  # noqa: N818 - printed as the reason for printing nothing else
    """The figures cannot be made; the text has a line for every mistake."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the word `score`."""
    say = parser.add_argument
    say("answers", type=Path, metavar="ANSWERS.csv", help="role,<item id>,…: a row per person who answered")
    say("--barometer", required=True, metavar="ID_OR_FILE", help="a barometer's id, or a file")
    say("--invited", type=Path, metavar="INVITED.csv", help="role,invited: how many of each role were asked")
    say("--grouping", metavar="ID", help="how roles are put together; the barometer's first if not given")
    say("--before", type=Path, metavar="ANSWERS.csv", help="the answers of the round before")
    say("--before-invited", type=Path, metavar="INVITED.csv", help="how many of each role were asked then")
    say("--json", action="store_true", help="print one JSON object instead of tables")
    say("--language", choices=["da", "en"], default="da", help="of the tables")
    say("--unsafe-all", action="store_true", help="withhold nothing: to check figures on test data, never to be shown")


def score(asked: argparse.Namespace, barometer: Barometer) -> str:
    """What is to be printed. Raises `ScoreMistake` with every mistake of the command line and the files, one a line."""
    mistakes = [*_mistakes(asked, barometer)]
    rounds = [_returned(barometer, asked.answers, asked.invited, mistakes)]
    if asked.before:
        rounds.append(_returned(barometer, asked.before, asked.before_invited, mistakes))
    read = [one for one in rounds if one is not None]
    if mistakes:
        raise ScoreMistake("\n".join(mistakes))
    release = _release(barometer, asked.grouping or barometer.groupings[0].id, read, unsafe=asked.unsafe_all)
    if asked.json:
        return json.dumps(({"unsafe": True} if asked.unsafe_all else {}) | release.as_dict(), indent=2)
    lines = table(release, barometer, Words(asked.language))
    return "\n".join(f"{UNSAFE} {line}".rstrip() for line in lines) if asked.unsafe_all else "\n".join(lines)


def _mistakes(asked: argparse.Namespace, barometer: Barometer) -> Sequence[str]:
    """What is wrong on the command line itself, given the barometer."""
    mistakes = []
    known = [grouping.id for grouping in barometer.groupings]
    if asked.grouping is not None and asked.grouping not in known:
        mistakes.append(
            f"--grouping {asked.grouping} is not a grouping of this barometer. Choose one of: {', '.join(known)}."
        )
    if asked.before and not asked.before_invited:
        mistakes.append("--before needs --before-invited, a file that says how many of each role were asked then.")
    if asked.before_invited and not asked.before:
        mistakes.append("--before-invited needs --before, the file of the answers that were given then.")
    return mistakes


def _returned(barometer: Barometer, answers: Path, invited: Path | None, mistakes: list[str]) -> Returned | None:
    try:
        return read_round(barometer, answers, invited)
    except CsvError as wrong:
        mistakes.extend(wrong.mistakes)
        return None


def _release(barometer: Barometer, grouping: GroupingId, rounds: Sequence[Returned], *, unsafe: bool) -> Release:
    """The release of the first round; with what has changed since the second, where there are two."""
    waves = [_wave(barometer, grouping, one, unsafe=unsafe) for one in rounds]
    release = waves[0].release
    if len(waves) == 1:
        return release
    return replace(release, change=changes(waves[1], waves[0], fewest=1 if unsafe else SMALLEST_DETAIL))


def _wave(barometer: Barometer, grouping: GroupingId, returned: Returned, *, unsafe: bool) -> Wave:
    numbers = counted(barometer, grouping, Answers.of(barometer, returned.invited, returned.handed_in))
    made = (unsafe_release if unsafe else release_of)(barometer, grouping, numbers)
    return Wave.counted(barometer, made, numbers)
