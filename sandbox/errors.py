"""A refusal in Slack's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.shapes import Obj


class SlackError(Exception):
    """`ok: false` with one of Slack's error codes, and what Slack says beside it."""

    def __init__(self, error: str, *, messages: Sequence[str] = (), **beside: Any) -> None:  # noqa: ANN401  JSON
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.beside = beside

    def as_slack(self) -> Obj:
        """The body of the answer."""
        body: Obj = {"ok": False, "error": self.error, **self.beside}
        if self.messages:
            body["errors"] = self.messages
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class RateLimitedError(Exception):
    """HTTP 429 with `Retry-After`; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class TooManyPostsError(RateLimitedError):
    """The other spelling, `rate_limited`: chat.* lists it among its errors, and it may come with 200 and no header."""
