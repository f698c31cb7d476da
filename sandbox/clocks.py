"""Two clocks for the town: the real one, and one that stands still until somebody turns it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The real time, for a workspace that was given no clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class StillClock:
    """For tests: Monday 11 January 2027 at 9 in the town, until `forward` or `turn` moves it."""

    at: datetime = field(default_factory=lambda: datetime(2027, 1, 11, 8, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> None:
        """Later by a `timedelta`, e.g. `forward(days=2)`."""
        self.at += timedelta(**time)

    def turn(self, to: datetime) -> None:
        """To this moment, which is aware."""
        self.at = to
