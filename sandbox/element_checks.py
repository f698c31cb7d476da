"""Elements of Block Kit and the objects they are made of. docs.slack.dev/reference/block-kit/block-elements"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox import limits
from sandbox.checks import (
    Check,
    Findings,
    both,
    by_type,
    exactly_one,
    flag,
    many,
    number,
    one_of,
    only_in,
    shape,
    string,
    words,
)
from sandbox.errors import SlackError
from sandbox.files import Files
from sandbox.shapes import Obj

_EXTENSION = re.compile(r"[A-Za-z0-9]{1,20}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

_plain_option = {"text": words(limits.OPTION_TEXT, plain=True), "value": string(limits.OPTION_VALUE)}
_rich_option = {"text": words(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)}
_described = {"description": words(limits.OPTION_DESCRIPTION, plain=True)}
_OPTION = shape(_plain_option, _described)
_CHOICE = shape(_rich_option, {"description": words(limits.OPTION_DESCRIPTION)})
_OVERFLOW_OPTION = shape(_plain_option, _described | {"url": string(limits.BUTTON_URL)})
_GROUP = shape(
    {
        "label": words(limits.OPTION_GROUP_LABEL, plain=True),
        "options": many(_OPTION, limits.SELECT_OPTIONS),
    },
    {},
)
_CONFIRM = shape(
    {
        "title": words(limits.CONFIRM_TITLE, plain=True),
        "text": words(limits.CONFIRM_TEXT),
        "confirm": words(limits.CONFIRM_BUTTON, plain=True),
        "deny": words(limits.CONFIRM_BUTTON, plain=True),
    },
    {"style": one_of("primary", "danger")},
)
_CONVERSATION_FILTER = shape(
    {},
    {
        "include": many(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
_DISPATCH = shape({}, {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 2)})

_ID = string(limits.ACTION_ID)
_PLACE: Mapping[str, Check] = {"placeholder": words(limits.PLACEHOLDER, plain=True)}


def _focus(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    flag(found, value, path)
    found.focused += value is True
    if found.focused > 1:
        found.note("only one element may have focus_on_load", path)


_COMMON: Mapping[str, Check] = {"action_id": _ID, "confirm": _CONFIRM, "focus_on_load": _focus}
_ids = many(string(limits.ACTION_ID), limits.SELECT_OPTIONS, least=0)


def _matching(pattern: re.Pattern[str], what: str) -> Check:
    def check(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
        if not isinstance(value, str) or not pattern.fullmatch(value):
            found.note(f"must be {what}", path)

    return check


def _initial_among_options(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    groups = [group for group in _list(value.get("option_groups")) if isinstance(group, dict)]
    offered = [*_list(value.get("options")), *(option for group in groups for option in _list(group.get("options")))]
    one = value.get("initial_option")
    given = [one] if one else _list(value.get("initial_options"))
    if any(option not in offered for option in given):
        found.note("initial option is not among the options", path)


def _list(value: Any) -> list[Any]:  # noqa: ANN401  JSON
    return value if isinstance(value, list) else []


def _static(initial: str, more: Mapping[str, Check]) -> Check:
    initial_check = many(_OPTION, limits.SELECT_OPTIONS) if initial == "initial_options" else _OPTION
    options = {
        "options": many(_OPTION, limits.SELECT_OPTIONS),
        "option_groups": many(_GROUP, limits.OPTION_GROUPS),
    }
    fields = shape({}, {**_COMMON, **_PLACE, **options, initial: initial_check, **more})
    return both(fields, exactly_one("options", "option_groups"), _initial_among_options)


def _picker(initial: str, initial_check: Check, more: Mapping[str, Check] | None = None) -> Check:
    return shape({}, {**_COMMON, **_PLACE, initial: initial_check, **(more or {})})


def _choices(initial: str, initial_check: Check) -> Check:
    fields = shape({"options": many(_CHOICE, limits.CHOICE_OPTIONS)}, {**_COMMON, initial: initial_check})
    return both(fields, _initial_among_options)


def _text_input(more: Mapping[str, Check], need: Mapping[str, Check] | None = None) -> Check:
    own = {"action_id": _ID, "focus_on_load": _focus, "dispatch_action_config": _DISPATCH}
    return shape(need or {}, {**own, **_PLACE, "initial_value": string(limits.INPUT_VALUE, least=0), **more})


_max_selected = {"max_selected_items": number(1, limits.SELECT_OPTIONS)}
_searched = {"min_query_length": number(0, 255)}
_conversations = {"default_to_current_conversation": flag, "filter": _CONVERSATION_FILTER}
_answerable = {"response_url_enabled": flag}

_BUTTON = shape(
    {"text": words(limits.BUTTON_TEXT, plain=True)},
    {
        "action_id": _ID,
        "confirm": _CONFIRM,
        "value": string(limits.BUTTON_VALUE),
        "url": string(limits.BUTTON_URL),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
    },
)
_OVERFLOW = shape({"options": many(_OVERFLOW_OPTION, limits.OVERFLOW_OPTIONS)}, {"action_id": _ID, "confirm": _CONFIRM})

_SELECTS: dict[str, Check] = {
    "static_select": _static("initial_option", {}),
    "multi_static_select": _static("initial_options", _max_selected),
    "external_select": _picker("initial_option", _OPTION, _searched),
    "multi_external_select": _picker("initial_options", many(_OPTION, 100), {**_searched, **_max_selected}),
    "users_select": _picker("initial_user", _ID),
    "multi_users_select": _picker("initial_users", _ids, _max_selected),
    "conversations_select": _picker("initial_conversation", _ID, {**_conversations, **_answerable}),
    "multi_conversations_select": _picker("initial_conversations", _ids, {**_conversations, **_max_selected}),
    "channels_select": _picker("initial_channel", _ID, _answerable),
    "multi_channels_select": _picker("initial_channels", _ids, _max_selected),
    "datepicker": _picker("initial_date", _matching(_DATE, "a date")),
    "timepicker": _picker("initial_time", _matching(_TIME, "a time"), {"timezone": string(100)}),
    "radio_buttons": _choices("initial_option", _CHOICE),
    "checkboxes": _choices("initial_options", many(_CHOICE, limits.CHOICE_OPTIONS)),
}
_MOMENT: dict[str, Check] = {
    "datetimepicker": both(
        only_in("modal", "message"), shape({}, {**_COMMON, "initial_date_time": number(10**9, 10**10 - 1)})
    )
}
_lengths = {"min_length": number(0, limits.INPUT_VALUE), "max_length": number(1, limits.INPUT_VALUE)}
_INPUTS: dict[str, Check] = {
    "plain_text_input": _text_input({"multiline": flag, **_lengths}),
    "email_text_input": both(only_in("modal"), _text_input({})),
    "url_text_input": both(only_in("modal"), _text_input({})),
    "number_input": both(
        only_in("modal"),
        _text_input({"min_value": string(40), "max_value": string(40)}, need={"is_decimal_allowed": flag}),
    ),
    "file_input": both(
        only_in("modal"),
        shape(
            {},
            {
                "action_id": _ID,
                "filetypes": many(_matching(_EXTENSION, "a file extension"), limits.FILE_INPUT_TYPES),
                "max_files": number(1, limits.FILE_INPUT_FILES),
            },
        ),
    ),
}

IN_ACTIONS = by_type({"button": _BUTTON, "overflow": _OVERFLOW, **_SELECTS, **_MOMENT})
"""What an actions block may hold."""

IN_INPUT = by_type({**_SELECTS, **_MOMENT, **_INPUTS})
"""What an input block may hold."""

PRESSED: dict[str, Check] = {"button": _BUTTON, "overflow": _OVERFLOW, **_SELECTS}
"""What may stand beside a section's text, besides a picture."""


_SUGGESTED = both(
    shape(
        {},
        {
            "options": many(_OPTION, limits.SELECT_OPTIONS, least=0),
            "option_groups": many(_GROUP, limits.OPTION_GROUPS, least=0),
        },
    ),
    exactly_one("options", "option_groups"),
)


def checked_suggestions(body: Obj, files: Files) -> list[Obj]:
    """The options in the app's answer to a `block_suggestion`, or Slack's refusal of it."""
    found = Findings("message", files)
    _SUGGESTED(found, body, "")
    if found.wrong:
        raise SlackError("invalid_options", messages=found.wrong)
    groups = [{"options": body.get("options") or []}, *(body.get("option_groups") or [])]
    return [option for group in groups for option in group["options"]]
