"""What `python -m bot doctor` finds: one thing that it looked at, and what it found there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` is whether Anker can work so; the sentence says how things are, or what to do. Never anything secret."""

    name: str
    ok: bool
    sentence: str

    def line(self) -> str:
        """As it is printed."""
        return f"{'ok' if self.ok else 'MEND':<5} {self.name:<15} {self.sentence}"
