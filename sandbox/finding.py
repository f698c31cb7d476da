"""Finding what a person means by the words on the screen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from sandbox import acts
from sandbox.message import Message
from sandbox.modals import View
from sandbox.reading import block_names, button_labels, elements, plain
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

_PRESSED = ("button", "overflow", "workflow_button")


def pressable(place: Message | View, label: str) -> tuple[Obj, Obj, Obj | None]:
    """The block, the element and, in an overflow menu, the option of this label; `AssertionError` lists what is there."""
    for block, element in elements(place.blocks):
        if element["type"] == "button" and plain(element["text"]) == label:
            return block, element, None
        if element["type"] == "overflow":
            option = next((option for option in element["options"] if plain(option["text"]) == label), None)
            if option:
                return block, element, option
    raise AssertionError(f"no button {label!r}; there are {button_labels(place.blocks)} on:\n{_screen(place)}")


def field_named(place: Message | View, name: str, kinds: Collection[str] = ()) -> tuple[Obj, Obj]:
    """The field whose label, text or placeholder is, or else contains, this name."""
    fields = [
        (block, element)
        for block, element in elements(place.blocks)
        if element["type"] not in _PRESSED and (not kinds or element["type"] in kinds)
    ]
    for matches in (_same, _within):
        found = [field for field in fields if any(matches(name, called) for called in block_names(*field))]
        if len(found) == 1:
            return found[0]
        if found:
            raise AssertionError(f"{name!r} could be {len(found)} fields; there are {_names(fields)}")
    raise AssertionError(f"no field {name!r}; there are {_names(fields)} on:\n{_screen(place)}")


async def option_named(
    workspace: Workspace, user: str, place: Message | View, field: tuple[Obj, Obj], name: str
) -> Any:  # noqa: ANN401  an option, an id, a date
    """What choosing this name gives: an option object, the id of a person or channel, or a date or time as it is."""
    block, element = field
    kind = element["type"].removeprefix("multi_")
    if kind == "users_select" or (kind == "conversations_select" and not name.startswith("#")):
        return workspace.person(name.removeprefix("@")).id
    if kind in {"conversations_select", "channels_select"}:
        return workspace.channel(name).id
    if kind == "external_select":
        options = await acts.suggestions(workspace, user, place, block, element, name)
        return _option(options, name)
    options = [*element.get("options", []), *(o for g in element.get("option_groups", []) for o in g["options"])]
    return _option(options, name) if options else int(name) if kind == "datetimepicker" else name


def _option(options: Sequence[Obj], name: str) -> Obj:
    labels = [plain(option["text"]) for option in options]
    if name not in labels:
        raise AssertionError(f"no option {name!r}; there are {labels}")
    return options[labels.index(name)]


def _same(name: str, called: str) -> bool:
    return name.casefold() == called.casefold()


def _within(name: str, called: str) -> bool:
    return name.casefold() in called.casefold()


def _names(fields: Sequence[tuple[Obj, Obj]]) -> list[str]:
    return [block_names(block, element)[0] for block, element in fields]


def _screen(place: Message | View) -> str:
    return place.text if isinstance(place, View) else place.visible
