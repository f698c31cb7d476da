"""All traffic between the workspace and the app, for tests to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TO_APP: Literal["to app"] = "to app"
FROM_APP: Literal["from app"] = "from app"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; `what` is the Web API method, `response_url`, `upload`, or what was delivered.

    `status` 0 means that no answer came.
    """

    direction: Literal["to app", "from app"]
    what: str
    path: str
    request: str
    status: int
    answer: str

    @property
    def text(self) -> str:
        """Everything that went over the wire in it."""
        return f"{self.request}\n{self.answer}"
