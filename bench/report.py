"""What was measured, as a small table or as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bench.answers import AnswerSpeed
from bench.closing_together import TogetherSpeed
from bench.courses import CourseSpeed
from bench.figures import Spread
from bench.large_rounds import ClosingSpeed, OpeningSpeed
from bench.walks import WalkSpeed


@dataclass(frozen=True, slots=True)
class Report:
    """One run; `notes` tell what was left out and why."""

    synced_write_ms: float
    answers: tuple[AnswerSpeed, ...]
    opening: OpeningSpeed
    closing: ClosingSpeed
    together: TogetherSpeed
    walk: WalkSpeed
    courses: tuple[CourseSpeed, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> str:
        return json.dumps({"machine": _machine(), **asdict(self)}, indent=2, ensure_ascii=False)

    def as_table(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield (
            "{cores} cores, Python {python}".format(**_machine()) + f"; a synced write: {self.synced_write_ms:.2f} ms."
        )
        yield "The middle of the repetitions (and the lowest and highest of them). x: Anker's time by bare Bolt's."
        yield ""
        yield _row("From click to 200", "bare Bolt, ms", "Anker, ms", "x", "next card, ms")
        for one in self.answers:
            name = f"{one.database}, {one.at_once} at once" if one.at_once > 1 else f"{one.database}, one at a time"
            yield _row(name, *(_told(spread) for spread in (one.bare_bolt_ms, one.anker_ms, one.ratio, one.card_ms)))
        yield ""
        yield f"A round of {self.opening.people} opened, {self.opening.rows} rows: {_told(self.opening.seconds)} s"
        yield (
            f"The same with {self.closing.items} items, closed and published: {_told(self.closing.seconds)} s, "
            f"memory {self.closing.memory_peak.median:.0f} MiB, {self.closing.memory_before.median:.0f} before"
        )
        told = self.together
        yield (
            f"{told.rounds} rounds of {told.people} closed and published at once: {told.seconds:.2f} s; "
            f"a click takes {_told(told.meanwhile_ms)} ms meanwhile, {_told(told.quiet_ms)} ms otherwise"
        )
        walk = self.walk
        yield (
            f"A template of {walk.people} people, {walk.wordings} wordings, {walk.characters} characters: "
            f"status {_told(walk.status)} s, review {_told(walk.review)} s, Word {_told(walk.word)} s, "
            f"Markdown {_told(walk.markdown)} s"
        )
        for look in self.courses:
            yield (
                f"{look.database}, {look.courses} courses, {look.due} due: {_told(look.few_ms)} ms beside "
                f"{look.few_rows} rows, {_told(look.many_ms)} ms beside {look.many_rows}, x {_told(look.ratio)}; "
                f"none due: {_told(look.idle_few_ms)} ms, {_told(look.idle_many_ms)} ms, x {_told(look.idle_ratio)}"
            )
        yield from self.notes


def _row(name: str, *cells: str) -> str:
    return name.ljust(26) + "".join(cell.rjust(20) for cell in cells)


def _told(spread: Spread) -> str:
    digits = 0 if spread.median >= 100 else 1 if spread.median >= 3 else 2
    return f"{spread.median:.{digits}f} ({spread.lowest:.{digits}f}-{spread.highest:.{digits}f})"


def _machine() -> dict[str, str | int]:
    return {"cores": os.cpu_count() or 1, "python": platform.python_version(), "system": platform.system()}
