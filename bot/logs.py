"""Log lines without bodies: an exception is logged by its type and its places, never by its text.

The text of an exception may hold what a person wrote (`int("…")` repeats its argument); its frames are our own code.
"""

from __future__ import annotations

import logging
import sys
from traceback import format_tb
from types import TracebackType

#: Libraries that put payloads into their messages say only what went wrong for good.
TALKATIVE = (
    "slack_bolt",
    "slack_sdk",
    "aiohttp.access",
    "sqlalchemy",
    "apscheduler",
    "asyncio",
    "aiosqlite",
    "asyncpg",
)

ExceptionFacts = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutBodies(logging.Formatter):
    """Formats a record; of an exception only its type and where it was raised."""

    def formatException(self, ei: ExceptionFacts) -> str:  # noqa: N802 - the name is logging's
        kind, _, frames = ei
        name = kind.__name__ if kind else "no exception"
        return "".join(format_tb(frames)) + name


def start_logging(level: int = logging.INFO) -> None:
    """Log to standard error, in one format, without bodies."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutBodies("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    quiet()


def quiet() -> None:
    """Keep the libraries from logging payloads, whatever the level of the rest."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
