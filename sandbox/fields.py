"""What an element holds: its state when it is drawn, and after a person has chosen or typed something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.reading import elements
from sandbox.shapes import Obj

# The field of a state object per element type. Source: docs.slack.dev/reference/block-kit/block-elements
_HOLDS = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
TEXT_INPUTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
_STATELESS = frozenset({"button", "overflow", "workflow_button"})


def holds(kind: str) -> str:
    """The field in which an element of this type keeps what was chosen."""
    return _HOLDS.get(kind, "value")


def takes_many(kind: str) -> bool:
    """Whether several things can be chosen at once."""
    return kind.startswith("multi_") or kind in {"checkboxes", "file_input"}


def state_of(kind: str, chosen: Any) -> Obj:  # noqa: ANN401  an option, an id, a date or a list of them
    """The state object of an element, e.g. `{"type": "datepicker", "selected_date": "2027-01-25"}`."""
    empty: Any = [] if takes_many(kind) else None
    return {"type": kind, holds(kind): empty if chosen is None else chosen}


def _initial(element: Obj) -> Any:  # noqa: ANN401  as above
    kind = element["type"]
    key = "initial_value" if holds(kind) in {"value", "rich_text_value"} else holds(kind).replace("selected", "initial")
    return element.get(key)


def initial_states(blocks: Iterable[Obj]) -> dict[str, Obj]:
    """`state.values` as it is before anybody has touched anything."""
    values: dict[str, Obj] = {}
    for block, element in elements(blocks):
        if element["type"] not in _STATELESS:
            states = values.setdefault(block["block_id"], {})
            states[element["action_id"]] = state_of(element["type"], _initial(element))
    return values


def carried_over(blocks: Iterable[Obj], before: dict[str, Obj]) -> dict[str, Obj]:
    """The state after a redraw: what a person entered stays where block_id, action_id and type are unchanged."""
    values = initial_states(blocks)
    for block_id, states in values.items():
        for action_id, state in states.items():
            kept = before.get(block_id, {}).get(action_id)
            if kept and kept["type"] == state["type"]:
                states[action_id] = kept
    return values


def is_empty(state: Obj) -> bool:
    """Whether nothing has been entered."""
    return state[holds(state["type"])] in (None, "", [])
