"""What may be heard of a round: the log as the bot writes it, and what libraries say to a handler of their own."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from bot.logs import start_logging


@dataclass(slots=True)
class Ears:
    """`log` is what the bot's own handler wrote at DEBUG, `libraries` what plain handlers on every library heard."""

    log: io.StringIO = field(default_factory=io.StringIO)
    libraries: io.StringIO = field(default_factory=io.StringIO)

    @property
    def lines(self) -> list[str]:
        return self.log.getvalue().splitlines()


@contextmanager
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ears]:
    """Logging as `python -m bot` starts it, but at DEBUG; and on every library's logger one that hides nothing."""
    ears, root = Ears(), logging.getLogger()
    before = (list(root.handlers), root.level)
    levels = {name: logger.level for name, logger in _loggers().items()}
    with monkeypatch.context() as patched:
        patched.setattr("sys.stderr", ears.log)
        start_logging(logging.DEBUG)
    plain = logging.StreamHandler(ears.libraries)
    plain.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    libraries = [logger for name, logger in _loggers().items() if "." not in name and name != "anker"]
    for logger in libraries:
        logger.addHandler(plain)
    try:
        yield ears
    finally:
        for logger in libraries:
            logger.removeHandler(plain)
        for name, logger in _loggers().items():
            logger.setLevel(levels.get(name, logging.NOTSET))
        root.handlers[:] = before[0]
        root.setLevel(before[1])


def _loggers() -> dict[str, logging.Logger]:
    known = logging.root.manager.loggerDict
    top = {name.split(".")[0] for name in known}
    return {name: logging.getLogger(name) for name in {*known, *top}}
