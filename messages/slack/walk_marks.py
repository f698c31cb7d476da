"""What a card of a walk is known by: read back from its blocks, so that it holds after a restart as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from domain.walks import WalkId

#: Marks a card of ours that takes no text: what is written below it belongs to the question above.
ASIDE = "walks.aside"
#: Begins the name of a card that leads into a walk, and is followed by the walk's id.
DOOR = "walks.door/"


def shown_in(blocks: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """The walk and question that a card of ours shows, or once showed before it became a line; else two empty ids.

    Read back from the button that moves on, or from the name of the line.
    """
    for block in blocks:
        if str(block.get("block_id", "")).startswith(f"{ASIDE}:"):
            _, walk, question = str(block["block_id"]).split(":")
            return walk, question
        for element in block.get("elements", ()):
            if element.get("action_id") == "walks.next":
                walk, question, *_ = str(element["value"]).split(":")
                return walk, question
    return "", ""


def is_aside(blocks: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a card of ours takes no text and has not interrupted anything."""
    return any(str(block.get("block_id", "")).startswith(ASIDE) for block in blocks)


def is_receipt(blocks: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a card of ours tells that a message was kept."""
    return any(element.get("action_id") == "walks.undo" for block in blocks for element in block.get("elements", ()))


def asks_about(blocks: Iterable[Mapping[str, Any]]) -> str:
    """The `ts` of the message that a card asks about, where it belongs or whether an edit is followed; or ""."""
    for block in blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") in {"walks.drop", "walks.follow_edit"}:
                return str(element["value"]).split(":")[-1]
    return ""


def places_in(blocks: Iterable[Mapping[str, Any]]) -> set[str]:
    """The walks in which a card of ours offers to place a message, or to let an answer follow its edit."""
    offered = (element for block in blocks for element in block.get("elements", ()))
    places = {"walks.add", "walks.instead", "walks.follow_edit"}
    return {str(one["value"]).split(":")[0] for one in offered if one.get("action_id") in places}


def begins(blocks: Iterable[Mapping[str, Any]]) -> str:
    """The walk that a card of ours invites to, or paused, read back from the name of the card; or ""."""
    named = (str(block.get("block_id", "")) for block in blocks)
    return next((name.removeprefix(DOOR) for name in named if name.startswith(DOOR)), "")


def is_about(blocks: Sequence[Mapping[str, Any]], walk: WalkId) -> bool:
    """Whether what can be pressed on a card of ours leads into this walk, and into no other."""
    is_question = shown_in(blocks)[0] == walk and not is_aside(blocks)
    return is_question or {walk} in (places_in(blocks), {*_leads_to(blocks)})


def _leads_to(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What stands first in the value of every button."""
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory", {})):
            if element.get("type") == "button" and "value" in element:
                yield str(element["value"]).split(":")[0]
