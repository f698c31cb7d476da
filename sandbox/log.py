"""All traffic between the workspace and the app, for tests and the page to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TO_APP: Literal["to app"] = "to app"
FROM_APP: Literal["from app"] = "from app"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; `what` is the Web API method, `response_url`, `upload`, or what was delivered.

    `status` 0 means that no answer came. `seconds` of real time lay between request and answer, which was `at` on the
    workspace's clock; `fault` names what was made to go wrong.
    """

    direction: Literal["to app", "from app"]
    what: str
    path: str
    request: str
    status: int
    answer: str
    seconds: float = 0.0
    fault: str = ""
    at: datetime | None = None

    @property
    def text(self) -> str:
        """Everything that went over the wire in it."""
        return f"{self.request}\n{self.answer}"


class Log(list[Exchange]):
    """The exchanges, oldest first. Tests want all of them; where a workspace runs for days, `keeps` and
    `keeps_characters` say how many exchanges, and how many characters in them all, may stay.
    """

    def __init__(self) -> None:
        super().__init__()
        self.keeps: int | None = None
        self.keeps_characters: int | None = None
        self.gone = 0
        """How many exchanges were too old to stay: the first of the list is the one after so many."""
        self._characters = 0

    def keep(self, exchange: Exchange) -> None:
        """Add the newest, and let go of the oldest where there are too many."""
        self.append(exchange)
        self._characters += len(exchange.text)
        surplus = 0 if self.keeps is None else max(0, len(self) - self.keeps)
        dropped = sum(len(one.text) for one in self[:surplus])
        while self.keeps_characters is not None and self._characters - dropped > self.keeps_characters:
            dropped += len(self[surplus].text)
            surplus += 1
        self._characters -= dropped
        self.gone += surplus
        del self[:surplus]

    def clear(self) -> None:
        super().clear()
        self._characters = 0
