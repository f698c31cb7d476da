"""The two shapes that everything here passes around: a JSON object and a clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, TypeAlias

Obj: TypeAlias = dict[str, Any]
"""A JSON object as Slack sends and takes it; its fields are Slack's, not ours, hence `Any`."""


class Clock(Protocol):
    """What time it is in the town; `now()` is always aware."""

    def now(self) -> datetime: ...
