"""Blocks, as strict as Slack. docs.slack.dev/reference/block-kit/blocks

Blocks that this product has no use for (video, carousel, charts …) are refused as unsupported.
"""

from __future__ import annotations

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
    one_of,
    only_in,
    shape,
    string,
    words,
)
from sandbox.element_checks import IN_ACTIONS, IN_INPUT, PRESSED
from sandbox.errors import SlackError
from sandbox.files import Files
from sandbox.shapes import Obj


def _block_id(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    string(limits.BLOCK_ID)(found, value, path)
    if value in found.block_ids:
        found.note(f"block_id already exists: {value}", path)
    found.block_ids.add(str(value))


def _slack_file(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    """The file must be there, be a picture and be processed; a fresh one is not, for a moment."""
    file = found.files.named(value) if isinstance(value, dict) else None
    if file is None or not file.is_picture or not file.is_ready():
        found.note("invalid slack file", path)


def _web_address(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    string(limits.IMAGE_URL)(found, value, path)
    if not str(value).startswith(("https://", "http://")):
        found.note("invalid url", path)


_SLACK_FILE = both(
    shape({}, {"id": string(255), "url": string(limits.IMAGE_URL)}), exactly_one("id", "url"), _slack_file
)
_PICTURE: Mapping[str, Check] = {"image_url": _web_address, "slack_file": _SLACK_FILE}


def _image(more: Mapping[str, Check]) -> Check:
    return both(
        shape({"alt_text": string(limits.ALT_TEXT)}, {**_PICTURE, **more}), exactly_one("image_url", "slack_file")
    )


def _distinct_action_ids(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    seen: set[str] = set()
    for index, element in enumerate(value if isinstance(value, list) else []):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if action_id and action_id in seen:
            found.note(f"action_id already exists in this block: {action_id}", f"{path}/{index}/action_id")
        seen.add(action_id or "")


def _section_says_something(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    if not (value.get("text") or value.get("fields")):
        found.note("missing required field: text or fields", path)


def _files_come_with_the_form(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    """`dispatch_action` is incompatible with the file_input element (docs.slack.dev …/blocks/input-block)."""
    element = value.get("element")
    if value.get("dispatch_action") and isinstance(element, dict) and element.get("type") == "file_input":
        found.note("incompatible with file_input", f"{path}/dispatch_action")


def _markdown(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    found.markdown_characters += len(str(value.get("text")))
    if found.markdown_characters > limits.MARKDOWN_CHARACTERS:
        found.note(f"more than {limits.MARKDOWN_CHARACTERS} characters of markdown", path)


def _anything(_: Findings, __: Any, ___: str) -> None:  # noqa: ANN401  JSON
    """Not looked into: what stands inside rich text."""


def _table(found: Findings, value: Any, path: str) -> None:  # noqa: ANN401  JSON
    found.tables += 1
    given = value.get("rows")
    rows = [row for row in given if isinstance(row, list)] if isinstance(given, list) else []
    cells = [cell for row in rows for cell in row if isinstance(cell, dict)]
    if sum(len(str(cell.get("text", cell.get("elements", "")))) for cell in cells) > limits.TABLE_CHARACTERS:
        found.note(f"more than {limits.TABLE_CHARACTERS} characters in a table", path)


_ACCESSORY = by_type({**PRESSED, "image": _image({})})
_RICH = many(
    by_type(
        {
            kind: shape({"elements": _anything}, {"style": _anything, "indent": _anything, "border": _anything})
            for kind in ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")
        }
    ),
    limits.BLOCKS_PER_VIEW,
)
_ANY_ID: Mapping[str, Check] = {"block_id": _block_id}
_SECTION = shape(
    {},
    {
        "text": words(limits.TEXT),
        "fields": many(words(limits.SECTION_FIELD), limits.SECTION_FIELDS),
        "accessory": _ACCESSORY,
        "expand": flag,
        **_ANY_ID,
    },
)
_CONTEXT_ELEMENT = by_type({"plain_text": words(limits.TEXT), "mrkdwn": words(limits.TEXT), "image": _image({})})
_INPUT = shape(
    {"label": words(limits.INPUT_LABEL, plain=True), "element": IN_INPUT},
    {"hint": words(limits.INPUT_HINT, plain=True), "optional": flag, "dispatch_action": flag, **_ANY_ID},
)
_CELL = by_type(
    {
        "raw_text": shape({"text": string(limits.TABLE_CHARACTERS)}, {}),
        "raw_number": shape({"value": _anything}, {"text": string(limits.TABLE_CHARACTERS)}),
        "rich_text": shape({"elements": _RICH}, {}),
    }
)
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
_TABLE = shape(
    {"rows": many(many(_CELL, limits.TABLE_CELLS), limits.TABLE_ROWS)},
    {"column_settings": many(_COLUMN, limits.TABLE_CELLS), **_ANY_ID},
)
_ACTIONS = shape({"elements": both(many(IN_ACTIONS, limits.ACTIONS_ELEMENTS), _distinct_action_ids)}, _ANY_ID)

BLOCK = by_type(
    {
        "section": both(_SECTION, _section_says_something),
        "header": shape({"text": words(limits.HEADER, plain=True)}, _ANY_ID),
        "divider": shape({}, _ANY_ID),
        "context": shape({"elements": many(_CONTEXT_ELEMENT, limits.CONTEXT_ELEMENTS)}, _ANY_ID),
        "actions": _ACTIONS,
        "input": both(_INPUT, _files_come_with_the_form),
        "image": _image({"title": words(limits.IMAGE_TITLE, plain=True), **_ANY_ID}),
        "rich_text": shape({"elements": _RICH}, _ANY_ID),
        "markdown": both(only_in("message"), shape({"text": string(limits.MARKDOWN_CHARACTERS)}, _ANY_ID), _markdown),
        "table": both(only_in("message"), _TABLE, _table),
    }
)


def check_message_blocks(blocks: list[Obj], files: Files) -> None:
    """Refuse blocks that Slack would refuse: `invalid_blocks` with pointers, `msg_blocks_too_long`, or the one about
    tables.
    """
    found = Findings("message", files)
    many(BLOCK, limits.BLOCKS_PER_MESSAGE, least=0)(found, blocks, "/blocks")
    if found.wrong:
        raise SlackError("invalid_blocks", messages=found.wrong)
    if found.tables > 1:
        raise SlackError("invalid_attachments", messages=["only_one_table_allowed"])
    if found.characters > limits.BLOCK_CHARACTERS_PER_MESSAGE:
        raise SlackError("msg_blocks_too_long")
