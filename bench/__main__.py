"""`make bench`: measures everything and prints it, as a table or with `--json` for machines."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import answers, closing_together, courses, large_rounds, postgres, walks
from bench.answers import AnswerSpeed
from bench.courses import CourseSpeed
from bench.disk import synced_write_ms
from bench.figures import Sizes
from bench.report import Report
from bench.rounds import sqlite_in


def main(given: Sequence[str] | None = None, sizes: Sizes | None = None) -> int:
    """Print the report on standard output, and nothing else there."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="JSON alone on standard output")
    wanted = parser.parse_args(given)
    with TemporaryDirectory(prefix="anker-bench-", ignore_cleanup_errors=True) as folder:
        report = measure(Path(folder), sizes or Sizes())
    print(report.as_json() if wanted.json else report.as_table())
    return 0


def measure(home: Path, sizes: Sizes) -> Report:
    """Everything, one after the other, in an empty folder."""
    disk = synced_write_ms(home, sizes.clicks)
    found, ticks, notes = _on_each_database(home, sizes)
    opening, closing = large_rounds.measure(_folder(home, "rounds"), sizes)
    together = closing_together.measure(_folder(home, "together"), sizes)
    walk = walks.measure(_folder(home, "walks"), sizes)
    return Report(disk, tuple(found), opening, closing, together, walk, tuple(ticks), tuple(notes))


def _on_each_database(home: Path, sizes: Sizes) -> tuple[list[AnswerSpeed], list[CourseSpeed], list[str]]:
    """What depends on the database; a note in place of PostgreSQL where that does not start."""
    own, beside = _folder(home, "sqlite"), _folder(home, "courses")
    found = asyncio.run(answers.measure("SQLite", sqlite_in(own), own, sizes))
    ticks = [asyncio.run(courses.measure("SQLite", _two_files(beside), beside, sizes))]
    try:
        with postgres.running(home / "pgdata") as url:
            its_own = _folder(home, "postgresql")
            found += asyncio.run(answers.measure("PostgreSQL", url, its_own, sizes))
            with postgres.another(url) as second:
                ticks.append(asyncio.run(courses.measure("PostgreSQL", (url, second), its_own, sizes)))
    except postgres.CannotStart as problem:
        return found, ticks, [f"PostgreSQL is left out, it did not start: {problem}"]
    return found, ticks, []


def _two_files(home: Path) -> tuple[str, str]:
    return sqlite_in(_folder(home, "few")), sqlite_in(_folder(home, "many"))


def _folder(home: Path, name: str) -> Path:
    (home / name).mkdir()
    return home / name


if __name__ == "__main__":
    sys.exit(main())
