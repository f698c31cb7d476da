"""What a person reads on the screen, from blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.shapes import Obj

_SHOWN_IN_ORDER = (
    "title",
    "caption",
    "label",
    "text",
    "fields",
    "alt_text",
    "elements",
    "rows",
    "accessory",
    "element",
    "placeholder",
    "options",
    "option_groups",
    "description",
    "hint",
)


def visible_text(blocks: Iterable[Obj]) -> str:
    """All text of the blocks, one line for each piece, mrkdwn as it was sent; pictures by their alternative text."""
    return "\n".join(piece for block in blocks for piece in _pieces(block))


def _pieces(value: Any) -> Iterator[str]:  # noqa: ANN401  any JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _pieces(part)
    elif isinstance(value, dict):
        yield from _pieces_of_object(value)


def _pieces_of_object(value: Obj) -> Iterator[str]:
    if value.get("type") == "rich_text_section":
        yield "".join(_pieces(value.get("elements", [])))
        return
    for key in _SHOWN_IN_ORDER:
        if key in value:
            yield from _pieces(value[key])


def elements(blocks: Iterable[Obj]) -> Iterator[tuple[Obj, Obj]]:
    """Every interactive element with the block it stands in, top to bottom."""
    for block in blocks:
        kind = block.get("type")
        if kind == "actions":
            yield from ((block, element) for element in block.get("elements", []))
        elif kind == "input" and "element" in block:
            yield block, block["element"]
        elif kind == "section" and block.get("accessory", {}).get("type", "image") != "image":
            yield block, block["accessory"]


def plain(text: Obj | str | None) -> str:
    """The words of a text object."""
    return text if isinstance(text, str) else str((text or {}).get("text", ""))


def button_labels(blocks: Iterable[Obj]) -> list[str]:
    """The labels of buttons and of the options in overflow menus, top to bottom."""
    labels: list[str] = []
    for _, element in elements(blocks):
        if element.get("type") == "button":
            labels.append(plain(element["text"]))
        elif element.get("type") == "overflow":
            labels.extend(plain(option["text"]) for option in element["options"])
    return labels


def block_names(block: Obj, element: Obj) -> list[str]:
    """What a person could call the field: its label, its block's text, its placeholder, and its ids."""
    names = [plain(block.get("label")), plain(block.get("text")), plain(element.get("placeholder"))]
    names += [str(block.get("block_id", "")), str(element.get("action_id", ""))]
    return [name for name in names if name]
