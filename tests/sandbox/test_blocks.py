"""What Slack refuses of blocks and views, and with which words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import limits
from sandbox.blocks import check_message_blocks
from sandbox.errors import SlackError
from sandbox.files import Files
from sandbox.shapes import Obj
from sandbox.view_checks import check_view
from tests.sandbox.cards import button, entry, modal, options, plain, section


def actions(*elements: Obj) -> Obj:
    return {"type": "actions", "elements": list(elements)}


def push(label: str, **more: object) -> Obj:
    return {"type": "button", "text": plain(label), **more}


def select(**more: object) -> Obj:
    return {"type": "static_select", "action_id": "s", "options": options("a"), **more}


def text_input(**more: object) -> Obj:
    return {"type": "plain_text_input", **more}


ACCEPTED: list[Obj] = [
    section("Et udsagn"),
    section("x" * limits.TEXT),
    {"type": "section", "fields": [plain("a")] * limits.SECTION_FIELDS},
    {"type": "header", "text": plain("h" * limits.HEADER)},
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "*x*"}]},
    button("Enig", "sittings.answer"),
    actions(push("Ja", style="primary", accessibility_label="Udsagn 1: ja"), select()),
    {**section("x"), "accessory": {"type": "overflow", "options": options("a", "b"), "action_id": "more"}},
    {**section("x"), "accessory": {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "et"}},
    entry("Navn", text_input(multiline=True, max_length=3000)),
    entry("Dato", {"type": "datepicker", "initial_date": "2027-01-25"}),
    entry("Hvem", {"type": "multi_users_select", "initial_users": ["U1"]}),
    actions({"type": "radio_buttons", "action_id": "r", "options": options("a"), "initial_option": options("a")[0]}),
    {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "et diagram", "title": plain("t")},
    {"type": "markdown", "text": "# h"},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]},
]

REFUSED: list[tuple[Obj, str]] = [
    ({"type": "banner"}, "unsupported type: banner [json-pointer:/blocks/0/type]"),
    ({"type": "section"}, "missing required field: text or fields [json-pointer:/blocks/0]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ({**section("x"), "colour": "red"}, "invalid additional property: colour [json-pointer:/blocks/0]"),
    (
        {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
        "invalid additional property: emoji [json-pointer:/blocks/0/text]",
    ),
    ({"type": "section", "fields": [plain("a")] * 11}, "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        "unsupported text type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    (
        {"type": "header", "text": plain("h" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    ({"type": "context", "elements": []}, "must have at least 1 items [json-pointer:/blocks/0/elements]"),
    (
        actions(*[push(str(n)) for n in range(26)]),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        actions(push("a", action_id="x"), push("b", action_id="x")),
        "action_id already exists in this block: x [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (actions(push("x" * 76)), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    (
        actions(push("x", value="v" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        actions(push("x", accessibility_label="l" * 76)),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/accessibility_label]",
    ),
    (
        actions(push("x", style="big")),
        "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ),
    (actions(text_input()), "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"),
    (
        actions(select(options=[{"text": plain("a"), "value": "v" * 76}])),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        actions(select(options=options(*map(str, range(101))))),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(select(initial_option=options("b")[0])),
        "initial option is not among the options [json-pointer:/blocks/0/elements/0]",
    ),
    (
        actions(select(option_groups=[{"label": plain("g"), "options": options("a")}])),
        "must have exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]",
    ),
    (
        actions({"type": "radio_buttons", "options": options(*map(str, range(11)))}),
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions({"type": "overflow", "options": options(*map(str, range(6)))}),
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(push("x", confirm={"title": plain("t"), "text": plain("t"), "confirm": plain("c" * 31)})),
        "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    (
        entry("Dato", {"type": "datepicker", "initial_date": "25.01.2027"}),
        "must be a date [json-pointer:/blocks/0/element/initial_date]",
    ),
    (entry("Navn", push("x")), "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    (
        entry("Navn", text_input(max_length=3001)),
        "must be an integer from 1 to 3000 [json-pointer:/blocks/0/element/max_length]",
    ),
    (
        {"type": "image", "image_url": "https://x.example/a.png"},
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    (
        {"type": "image", "alt_text": "x", "slack_file": {"id": "F404"}},
        "invalid slack file [json-pointer:/blocks/0/slack_file]",
    ),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]},
        "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
    ),
]


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: str(block["type"]))
def test_a_good_block_passes(block: Obj) -> None:
    check_message_blocks([block], Files())


@pytest.mark.parametrize(("block", "message"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_bad_block_is_refused_with_a_pointer_to_the_place(block: Obj, message: str) -> None:
    """docs.slack.dev/reference/block-kit/blocks, …/block-elements and …/composition-objects; the pointers are observed
    (github.com/slackapi/java-slack-sdk/issues/1017).
    """
    with pytest.raises(SlackError) as refusal:
        check_message_blocks([block], Files())
    assert refusal.value.error == "invalid_blocks"
    assert message in refusal.value.messages
    assert refusal.value.as_slack()["response_metadata"]["messages"][0].startswith("[ERROR] ")


def test_a_message_has_at_most_fifty_blocks() -> None:
    """docs.slack.dev/reference/block-kit/blocks: 50 in a message."""
    check_message_blocks([{"type": "divider"}] * 50, Files())
    with pytest.raises(SlackError, match="invalid_blocks"):
        check_message_blocks([{"type": "divider"}] * 51, Files())


def test_a_block_id_stands_once_in_a_message() -> None:
    """docs.slack.dev/reference/block-kit/blocks: block_id is unique in a message."""
    with pytest.raises(SlackError) as refusal:
        check_message_blocks([{"type": "divider", "block_id": "x"}] * 2, Files())
    assert "block_id already exists: x [json-pointer:/blocks/1/block_id]" in refusal.value.messages


def test_all_text_of_a_message_together_has_a_ceiling() -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: msg_blocks_too_long; the number is observed."""
    check_message_blocks([section("x" * 2600)] * 5, Files())
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        check_message_blocks([section("x" * 2601)] * 5, Files())


def test_a_message_has_one_table() -> None:
    """docs.slack.dev/reference/block-kit/blocks/table-block; the error's word is observed."""
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    with pytest.raises(SlackError, match="invalid_attachments"):
        check_message_blocks([table, table], Files())


def test_a_picture_can_be_shown_only_when_it_is_processed() -> None:
    """docs.slack.dev/reference/methods/files.completeUploadExternal: files are processed later; that a card is refused
    until then is remembered.
    """
    files = Files()
    file = files.expect("chart.png", 3, "U1")
    picture = {"type": "image", "alt_text": "x", "slack_file": {"id": file.id}}
    file.data = b"abc"
    with pytest.raises(SlackError):
        check_message_blocks([picture], files)
    file.completed = True
    with pytest.raises(SlackError, match="invalid_blocks"):
        check_message_blocks([picture], files)
    check_message_blocks([picture], files)


BAD_VIEWS: list[tuple[Obj, str]] = [
    ({**modal(), "title": plain("t" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
    ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    ({**modal(), "colour": "red"}, "invalid additional property: colour [json-pointer:/view]"),
    (
        {**modal(), "private_metadata": "x" * 3001},
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    (
        {**modal(entry("Navn", text_input())), "submit": None},
        "missing required field: submit (the view has input blocks) [json-pointer:/view]",
    ),
    (modal({"type": "markdown", "text": "x"}), "unsupported in a modal [json-pointer:/view/blocks/0/type]"),
    (modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ({"type": "wizard"}, "unsupported type: wizard [json-pointer:/view/type]"),
    (
        modal(entry("a", text_input(focus_on_load=True)), entry("b", text_input(focus_on_load=True), block="b")),
        "only one element may have focus_on_load [json-pointer:/view/blocks/1/element/focus_on_load]",
    ),
]


@pytest.mark.parametrize(("view", "message"), BAD_VIEWS)
def test_a_bad_view_is_refused_with_a_pointer_to_the_place(view: Obj, message: str) -> None:
    """docs.slack.dev/reference/views"""
    with pytest.raises(SlackError) as refusal:
        check_view(view, Files(), types={"modal", "home"})
    assert refusal.value.error == "invalid_arguments"
    assert message in refusal.value.messages


def test_a_view_that_is_no_object_is_refused() -> None:
    """docs.slack.dev/reference/methods/views.open: `view` is required."""
    with pytest.raises(SlackError, match="invalid_arguments"):
        check_view("modal", Files(), types={"modal"})


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    """docs.slack.dev/reference/methods/views.open: view_too_large."""
    blocks = [section("x" * 3000)] * 84
    with pytest.raises(SlackError, match="view_too_large"):
        check_view(modal(*blocks), Files(), types={"modal"})


@pytest.mark.parametrize("kind", ["email_text_input", "url_text_input", "number_input"])
def test_some_inputs_stand_in_modals_only(kind: str) -> None:
    """docs.slack.dev/reference/block-kit/block-elements: surfaces."""
    field = entry("Felt", {"type": kind, **({"is_decimal_allowed": False} if kind == "number_input" else {})})
    check_view(modal(field), Files(), types={"modal"})
    with pytest.raises(SlackError) as refusal:
        check_view({"type": "home", "blocks": [field]}, Files(), types={"home"})
    assert refusal.value.messages == ["unsupported in a home [json-pointer:/view/blocks/0/element/type]"]
    with pytest.raises(SlackError, match="invalid_blocks"):
        check_message_blocks([field], Files())


def test_a_moment_is_not_picked_on_the_home_tab() -> None:
    """docs.slack.dev/reference/block-kit/block-elements: datetimepicker in modals and messages."""
    picker = actions({"type": "datetimepicker", "action_id": "when"})
    check_message_blocks([picker], Files())
    with pytest.raises(SlackError, match="invalid_arguments"):
        check_view({"type": "home", "blocks": [picker]}, Files(), types={"home"})


@pytest.mark.parametrize("shape", ["input", "divider"])
def test_a_table_counts_its_characters(shape: str) -> None:
    """docs.slack.dev/reference/block-kit/blocks/table-block: 10,000 characters."""
    block = {"type": shape} if shape == "divider" else entry("Navn", text_input())
    row = [{"type": "raw_text", "text": "x" * 500}] * 20
    check_message_blocks([block, {"type": "table", "rows": [row]}], Files())
    with pytest.raises(SlackError) as refusal:
        check_message_blocks([block, {"type": "table", "rows": [row, row[:1]]}], Files())
    assert refusal.value.messages == ["more than 10000 characters in a table [json-pointer:/blocks/1]"]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "text",
    "elements",
    "element",
    "options",
    "option_groups",
    "accessory",
    "rows",
    "initial_option",
    "slack_file",
]
KINDS = ["section", "actions", "context", "input", "image", "table", "markdown", "rich_text", "header", "static_select"]


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), ANY_JSON), max_size=3), st.sampled_from(KINDS))
def test_no_block_however_broken_is_more_than_refused(blocks: list[dict[str, Any]], kind: str) -> None:
    """Ours: whatever is sent is answered, and never breaks the workspace."""
    given_blocks = [{**block, "type": kind} for block in blocks]
    inside = [actions(*given_blocks), {**section("x"), "accessory": given_blocks[0] if given_blocks else None}]
    for candidate in (given_blocks, inside):
        try:
            check_message_blocks(candidate, Files())
        except SlackError as refusal:
            assert refusal.messages or refusal.error == "msg_blocks_too_long"  # noqa: PT017  either is right
