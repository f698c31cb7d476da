"""How long the disk takes to keep something for good: part of every answer, and of nothing that bare Bolt does."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median
from time import perf_counter

PAGE = b"\0" * 4096


def synced_write_ms(home: Path, times: int) -> float:
    """The middle of so many appended pages, each of them synced, in milliseconds."""
    taken = []
    descriptor = os.open(home / "synced", os.O_WRONLY | os.O_CREAT)
    try:
        for _ in range(times):
            begun = perf_counter()
            os.write(descriptor, PAGE)
            os.fsync(descriptor)
            taken.append((perf_counter() - begun) * 1000)
    finally:
        os.close(descriptor)
    return round(median(taken), 4)
