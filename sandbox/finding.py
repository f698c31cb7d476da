"""Finding what a person means by the words on the screen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from sandbox import acts
from sandbox.controls import Control, Place, controls
from sandbox.reading import button_labels, plain
from sandbox.shapes import Obj
from sandbox.views import View

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


def pressable(place: Place, label: str, beside: str = "") -> tuple[Control, Obj | None]:
    """The first button of this label, or the overflow menu with its option, in or under a text that contains `beside`;
    `AssertionError` lists what is there.
    """
    for each in controls(place):
        if beside and not any(_within(beside, text) for text in (*each.names, _text_above(each))):
            continue
        if each.kind == "button" and plain(each.element["text"]) == label:
            return each, None
        if each.kind == "overflow":
            option = next((option for option in each.element["options"] if plain(option["text"]) == label), None)
            if option:
                return each, option
    wanted = f"{label!r} beside {beside!r}" if beside else repr(label)
    raise AssertionError(f"no button {wanted}; there are {button_labels(place.blocks)} on:\n{_screen(place)}")


def field_named(place: Place, name: str, kinds: Collection[str] = ()) -> Control:
    """The field whose label, text, placeholder or id is, or else contains, this name; or that stands under such a
    text.
    """
    fields = [each for each in controls(place) if not each.is_pressed and (not kinds or each.kind in kinds)]
    for matches in (_is_called_so, _is_called_like, _stands_under):
        found = [field for field in fields if matches(field, name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise AssertionError(f"{name!r} could be {len(found)} fields; there are {_names(fields)}")
    raise AssertionError(f"no field {name!r}; there are {_names(fields)} on:\n{_screen(place)}")


async def option_named(workspace: Workspace, user: str, field: Control, name: str) -> Any:  # noqa: ANN401  see below
    """What choosing this name gives: an option object, the id of a person or channel, or a date or time as it is."""
    kind = field.kind.removeprefix("multi_")
    if kind == "users_select" or (kind == "conversations_select" and not name.startswith("#")):
        return workspace.person(name.removeprefix("@")).id
    if kind in {"conversations_select", "channels_select"}:
        return workspace.channel(name).id
    if kind == "external_select":
        return _option(await acts.suggestions(workspace, user, field, name), name)
    if kind == "datetimepicker":
        return int(name)
    return name if kind in {"datepicker", "timepicker"} else _option(offered(field), name)


def offered(field: Control) -> list[Obj]:
    """The options of a field, in groups or not."""
    groups = field.element.get("option_groups", [])
    return [*field.element.get("options", []), *(option for group in groups for option in group["options"])]


def _option(options: Sequence[Obj], name: str) -> Obj:
    labels = [plain(option["text"]) for option in options]
    if name not in labels:
        raise AssertionError(f"no option {name!r}; there are {labels}")
    return options[labels.index(name)]


def _is_called_so(field: Control, name: str) -> bool:
    return any(name.casefold() == called.casefold() for called in field.names)


def _is_called_like(field: Control, name: str) -> bool:
    return any(_within(name, called) for called in field.names)


def _stands_under(field: Control, name: str) -> bool:
    return field.block["type"] == "actions" and _within(name, _text_above(field))


def _text_above(field: Control) -> str:
    """The text of the nearest block above that says something, for what stands in a row of its own."""
    blocks = list(field.place.blocks)
    above = blocks[: blocks.index(field.block)]
    return next((plain(block["text"]) for block in reversed(above) if block.get("text")), "")


def _within(name: str, called: str) -> bool:
    return name.casefold() in called.casefold()


def _names(fields: Sequence[Control]) -> list[str]:
    return [field.names[0] for field in fields]


def _screen(place: Place) -> str:
    return place.text if isinstance(place, View) else place.visible
