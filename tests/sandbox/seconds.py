"""The time that a workspace measures waits with, moved by a test."""

from __future__ import annotations


class Seconds:
    """To be given to `running`; `passed` is how many have passed."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed
