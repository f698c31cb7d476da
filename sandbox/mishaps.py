"""The mishaps that have a name: what can befall something on its way, to the app or from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Direction = Literal["to app", "from app"]

LATE, SLOW, LOST, ANSWER_LOST = "late", "slow", "lost", "answer_lost"
TWICE, AGAIN, OVERTAKEN = "twice", "again", "overtaken"
FAILED, FAILED_DONE, SILENT, SILENT_DONE = "failed", "failed_done", "silent", "silent_done"
CUT_SHORT, BUSY_PAGE, RATE_LIMITED = "cut_short", "busy_page", "rate_limited"
INTERNAL_ERROR, INTERNAL_ERROR_DONE, FATAL_ERROR = "internal_error", "internal_error_done", "fatal_error"

_BUSY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
_PAGE = {"Content-Type": "text/html"}


@dataclass(frozen=True, slots=True)
class Mishap:
    """`how` is what `faults.How` says of it. `takes` names the one that is a number of seconds, if any, and
    `seconds` what it is unless somebody says otherwise. `befalls` are the directions in which it can happen, and
    `web_api_only` says that it is an answer that only methods of the Web API give.
    """

    how: dict[str, Any] = field(default_factory=dict)
    takes: Literal["", "late", "delay", "Retry-After"] = ""
    seconds: float = 0.0
    befalls: tuple[Direction, ...] = ("to app", "from app")
    web_api_only: bool = False

    def settings(self, seconds: float | None) -> dict[str, Any]:
        """The arguments, with this number of seconds where it takes one."""
        wanted = self.seconds if seconds is None else seconds
        if self.takes == "Retry-After":
            return self.how | {"headers": {"Retry-After": str(int(wanted))}}
        return self.how | ({self.takes: wanted} if self.takes else {})


_TO_APP: tuple[Direction, ...] = ("to app",)
_FROM_APP: tuple[Direction, ...] = ("from app",)

MISHAPS: dict[str, Mishap] = {
    LATE: Mishap(takes="late", seconds=5.0),
    SLOW: Mishap(takes="delay", seconds=2.0),
    LOST: Mishap({"drop": True}),
    ANSWER_LOST: Mishap({"drop": True, "stored": True}),
    TWICE: Mishap({"twice": "at once"}, befalls=_TO_APP),
    AGAIN: Mishap({"twice": "in a row"}, befalls=_TO_APP),
    OVERTAKEN: Mishap({"overtaken": True}),
    FAILED: Mishap({"status": 500}),
    FAILED_DONE: Mishap({"status": 500, "stored": True}),
    SILENT: Mishap({"silent": True}),
    SILENT_DONE: Mishap({"silent": True, "stored": True, "half": True}),
    CUT_SHORT: Mishap({"drop": True, "stored": True, "half": True}, befalls=_FROM_APP),
    BUSY_PAGE: Mishap({"status": 502, "body": _BUSY_PAGE, "headers": _PAGE}, befalls=_FROM_APP),
    # docs.slack.dev/apis/web-api/rate-limits
    RATE_LIMITED: Mishap(
        {"status": 429, "body": '{"ok": false, "error": "ratelimited"}'}, "Retry-After", 30.0, _FROM_APP
    ),
    # "It's possible some aspect of the operation succeeded before the error was raised": the two errors that stand
    # under every method, e.g. docs.slack.dev/reference/methods/chat.postMessage
    INTERNAL_ERROR: Mishap({"error": "internal_error"}, befalls=_FROM_APP, web_api_only=True),
    INTERNAL_ERROR_DONE: Mishap({"error": "internal_error", "stored": True}, befalls=_FROM_APP, web_api_only=True),
    FATAL_ERROR: Mishap({"error": "fatal_error"}, befalls=_FROM_APP, web_api_only=True),
}
