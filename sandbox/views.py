"""One modal or Home tab as its owner sees it right now."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.fields import carried_over, initial_states
from sandbox.ids import named_blocks
from sandbox.reading import plain, visible_text
from sandbox.shapes import Obj


@dataclass(slots=True, eq=False)
class View:
    """One modal or Home tab as its owner sees it right now."""

    id: str
    owner: str
    given: Obj
    blocks: list[Obj] = field(default_factory=list)
    values: dict[str, Obj] = field(default_factory=dict)
    hash: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    root: str = ""
    previous: str = ""

    @property
    def type(self) -> str:
        return str(self.given["type"])

    @property
    def callback_id(self) -> str:
        return str(self.given.get("callback_id", ""))

    @property
    def title(self) -> str:
        return plain(self.given.get("title"))

    @property
    def submit(self) -> str:
        return plain(self.given.get("submit"))

    @property
    def text(self) -> str:
        """Everything that can be read in it, line by line, mistakes last."""
        return "\n".join([visible_text(self.blocks), *self.errors.values()]).strip()

    def draw(self, given: Obj, hash_: str) -> None:
        """Show something else in the same window; what was entered stays where the fields are the same."""
        first = not self.hash
        self.given, self.hash, self.errors = given, hash_, {}
        self.blocks = named_blocks(given.get("blocks", []))
        self.values = initial_states(self.blocks) if first else carried_over(self.blocks, self.values)
