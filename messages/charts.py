"""Pictures of a release, drawn in a process of their own so that no click waits for them.

Whatever a picture shows is said in short in its alternative text, and in full in the message around it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from domain.barometers import Theme
from domain.figures import ThemeFigures
from domain.releases import TOTAL, Release
from domain.rounds import Round
from domain.scoring import PARTLY_FROM, WELL_FROM, Label, Suffix
from domain.standings import themes_by_points
from messages.painting import Painting, Part, Row, paint
from messages.wording import Words

#: Longest alternative text of a file (docs.slack.dev/reference/methods/files.getUploadURLExternal).
LONGEST_ALT = 1000
#: The drawing process takes 130 MiB, so it is let go when nothing has been drawn for so many seconds.
IDLE_SECONDS = 60.0
#: More rows than these would be too small to read on any screen; the message has them all.
MOST_ROWS = 24


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what it shows in at most 1,000 characters."""

    png: bytes
    alt: str


class Charts:
    """Draws in one process beside the bot's own, which starts with the first picture and leaves when idle."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._leaving: asyncio.TimerHandle | None = None

    async def themes(self, asked: Round, release: Release, words: Words) -> Picture | None:
        """The themes of everybody as bars, strongest first; None where none may be shown.

        Raises `BrokenProcessPool` (a `RuntimeError`) where the machine ended the drawing process.
        """
        if TOTAL not in release.populations or not release.everybody.themes:
            return None
        png = await self._drawn(themes_painting(asked, release, words))
        return Picture(png, themes_alt(asked, release, words))

    async def _drawn(self, painting: Painting) -> bytes:
        if self._leaving:
            self._leaving.cancel()
        if self._pool is None:
            # Spawned, not forked: a copy of the bot would hold its keys and its connections.
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, paint, painting)
        except RuntimeError:
            self.close(wait=False)
            raise
        finally:
            self._leaving = loop.call_later(IDLE_SECONDS, lambda: self.close(wait=False))

    def close(self, *, wait: bool = True) -> None:
        """Let go of the drawing process."""
        if self._leaving:
            self._leaving.cancel()
        pool, self._pool, self._leaving = self._pool, None, None
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=True)


def label_name(label: Label, words: Words) -> str:
    """How a label is written, wherever it is shown."""
    names = {
        Label.WELL: words("Velimplementeret"),
        Label.PARTLY: words("Delvist implementeret"),
        Label.NOT_YET: words("Ikke implementeret endnu"),
    }
    return names[label]


def label_heading(label: Label, words: Words) -> str:
    """A label with the points it stands for."""
    ranges = {
        Label.WELL: f"{WELL_FROM}-100",
        Label.PARTLY: f"{PARTLY_FROM}-{WELL_FROM - 1}",
        Label.NOT_YET: f"0-{PARTLY_FROM - 1}",
    }
    return f"{label_name(label, words)} ({ranges[label]})"


def suffix_name(suffix: Suffix, words: Words) -> str:
    return {Suffix.UNCERTAIN: words("usikkert"), Suffix.DIVIDED: words("delte meninger")}[suffix]


def themes_painting(asked: Round, release: Release, words: Words) -> Painting:
    """The picture of everybody's themes by label; a theme that is not shown has a row that says so."""
    shown = themes_by_points(release, asked.barometer)[:MOST_ROWS]
    parts = [
        Part(label_heading(label, words), label, tuple(_row(*one, words) for one in shown if one[1].label is label))
        for label in Label
    ]
    missing = {one.theme for one in release.withheld if one.population == TOTAL and one.theme is not None}
    names = [words.of(theme.name) for theme in asked.barometer.themes if theme.id in missing]
    parts.append(Part(words("For få svar"), None, tuple(Row(name, None) for name in names)))
    return Painting(
        title=asked.unit,
        subtitle=words("{answered} har svaret. Skala 0-100 point.", answered=n_of_all(release, words)),
        parts=tuple(part for part in parts if part.rows),
    )


def n_of_all(release: Release, words: Words) -> str:
    """ "18 af 23", or only "18" where nobody knows how many were asked."""
    responded, invited = release.response.responded, release.response.invited
    if responded is None or invited is None:
        return str(responded or 0)
    return words("{n} af {total}", n=responded, total=invited)


def _row(theme: Theme, figures: ThemeFigures, words: Words) -> Row:
    beside = tuple(suffix_name(suffix, words) for suffix in figures.suffixes)
    return Row(words.of(theme.name), figures.points, beside)


def themes_alt(asked: Round, release: Release, words: Words) -> str:
    """Subject and extremes; the message has every number."""
    shown = themes_by_points(release, asked.barometer)
    (top, most), (bottom, least) = shown[0], shown[-1]
    text = words(
        "Søjler for {number} temaer i {unit}. {answered} har svaret. Højest: {top}, {most} point. "
        "Lavest: {bottom}, {least} point. Alle tal står som tekst i beskeden.",
        number=len(shown),
        unit=asked.unit,
        answered=n_of_all(release, words),
        top=words.of(top.name),
        most=most.points,
        bottom=words.of(bottom.name),
        least=least.points,
    )
    return text if len(text) <= LONGEST_ALT else text[: LONGEST_ALT - 1] + "…"
