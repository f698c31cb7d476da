"""Something on the screen that can be pressed, chosen or filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sandbox.message import Message
from sandbox.reading import block_names, elements
from sandbox.shapes import Obj
from sandbox.views import View

Place: TypeAlias = Message | View


@dataclass(frozen=True, slots=True)
class Control:
    """An element, in its block, in a message or a window."""

    place: Place
    block: Obj
    element: Obj

    @property
    def kind(self) -> str:
        return str(self.element["type"])

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def names(self) -> list[str]:
        """What a person could call it."""
        return block_names(self.block, self.element)

    @property
    def is_quiet(self) -> bool:
        """Whether the app hears of it only with the submission: an input block without `dispatch_action`."""
        return self.block["type"] == "input" and not self.block.get("dispatch_action")

    @property
    def is_pressed(self) -> bool:
        """Whether it keeps nothing: buttons and overflow menus."""
        return self.kind in {"button", "overflow"}


def controls(place: Place) -> Iterator[Control]:
    """Everything there, top to bottom."""
    return (Control(place, block, element) for block, element in elements(place.blocks))


def control(place: Place, block_id: str, action_id: str) -> Control:
    """The one with these ids; `LookupError` when it is not there."""
    for each in controls(place):
        if each.block_id == block_id and each.action_id == action_id:
            return each
    raise LookupError(f"no element {action_id!r} in block {block_id!r}")
