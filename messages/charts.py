"""Pictures of a release, drawn in a process of their own so that no click waits for them.

What is drawn stands in `messages.sketches`. Whatever a picture shows is said in short in its alternative text, and in
full in the message around it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from domain.releases import Release
from domain.rounds import Round
from messages.painting import paint
from messages.sketches import Sketch
from messages.sketches.themes import themes
from messages.wording import Words

Done = TypeVar("Done")

#: The drawing process takes 130 MiB, so it is let go when nothing has been drawn for so many seconds.
IDLE_SECONDS = 60.0


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
        sketch = themes(asked, release, words)
        return (await self.draw([sketch]))[0] if sketch else None

    async def draw(self, sketches: Sequence[Sketch]) -> tuple[Picture, ...]:
        """The pictures, one after the other.

        Raises `BrokenProcessPool` (a `RuntimeError`) where the machine ended the drawing process.
        """
        return tuple([Picture(await self.do(paint, sketch.painting), sketch.alt) for sketch in sketches])

    async def do(self, work: Callable[..., Done], *of: object) -> Done:
        """What `work`, a function of a module, gives for these values: slow work that no click shall wait for.

        Raises `BrokenProcessPool` (a `RuntimeError`) where the machine ended the drawing process.
        """
        if self._leaving:
            self._leaving.cancel()
        if self._pool is None:
            # Spawned, not forked: a copy of the bot would hold its keys and its connections.
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, partial(work, *of))
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
