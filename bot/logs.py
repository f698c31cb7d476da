"""Log lines without bodies: an exception is logged by its type and its places, never by its text.

The text of an exception may hold what a person wrote (`int("…")` repeats its argument); its frames are our own code.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from copy import copy
from traceback import format_tb
from types import TracebackType
from typing import Any

from handlers.slack import errors

#: Libraries whose own messages may hold payloads, parameters or answers: none of them gets into the log.
TALKATIVE = ("slack_bolt", "slack_sdk", "aiohttp", "sqlalchemy", "alembic", "asyncio", "aiosqlite", "asyncpg")

ExceptionFacts = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutBodies(logging.Formatter):
    """Formats a record; of an exception only its type and where it was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """Whatever another handler has written into the record before, the text of the exception among it, is left."""
        bare = copy(record)
        bare.exc_text = None
        return super().format(bare)

    def formatException(self, ei: ExceptionFacts) -> str:  # noqa: N802 - the name is logging's
        kind, _, frames = ei
        return "".join(format_tb(frames)) + (kind.__name__ if kind else "no exception")


def is_ours(record: logging.LogRecord) -> bool:
    """Whether a record may be written: nothing that a library says of what it was given."""
    return record.name.split(".")[0] not in TALKATIVE


def start_logging(level: int = logging.INFO) -> None:
    """Log to standard error, in one format, without bodies; the filter holds whatever levels the libraries set.

    While debugging the libraries quote what they send and receive. They are kept from it, so that a handler that
    somebody else adds, such as an error tracker's, does not hear it either.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutBodies("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(is_ours)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for library in TALKATIVE:
        quiet(library)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def quiet(library: str) -> logging.Logger:
    """The library's logger, from which nothing below a warning is heard whatever level is asked for elsewhere."""
    logger = logging.getLogger(library)
    logger.setLevel(logging.WARNING)
    return logger


def log_forgotten_errors() -> None:
    """Errors of tasks that nobody waited for are logged like all others; to be called in the running loop."""
    asyncio.get_running_loop().set_exception_handler(_forgotten)


def _forgotten(_: asyncio.AbstractEventLoop, facts: dict[str, Any]) -> None:
    error = facts.get("exception")
    if error:
        errors.log(error)
