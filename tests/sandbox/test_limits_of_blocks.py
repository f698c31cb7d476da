"""Every length and every number of things that Slack documents for blocks and views: taken at the limit, refused with a
pointer one above it. The numbers stand here as Slack's pages have them, not as `limits` has.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.blocks import check_message_blocks
from sandbox.element_checks import checked_suggestions
from sandbox.errors import SlackError
from sandbox.files import Files
from sandbox.shapes import Obj
from sandbox.view_checks import check_view
from tests.sandbox.cards import entry, modal, plain, section

#: A block, or a view, of which one thing has this length, or there is this number of.
Made = Callable[[int], Obj]

DIVIDER: Obj = {"type": "divider"}
OPTION: Obj = {"text": plain("a"), "value": "a"}
CELL: Obj = {"type": "raw_text", "text": "a"}
PICTURE: Obj = {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"}
CONFIRM: Obj = {"title": plain("a"), "text": plain("a"), "confirm": plain("a"), "deny": plain("a")}


def options(count: int) -> list[Obj]:
    return [{"text": plain("a"), "value": f"{number}"} for number in range(count)]


def groups(count: int, each: int = 1) -> list[Obj]:
    return [{"label": plain("a"), "options": options(each)} for _ in range(count)]


def button(**more: object) -> Obj:
    return {"type": "actions", "elements": [{"type": "button", "text": plain("a"), **more}]}


def menu(kind: str = "static_select", **more: object) -> Obj:
    given = more if "option_groups" in more else {"options": [OPTION], **more}
    return {"type": "actions", "elements": [{"type": kind, **given}]}


def proposed(text: str) -> Obj:
    return entry("a", {"type": "plain_text_input", "initial_value": text})


def labelled(**more: object) -> Obj:
    return {**entry("a", {"type": "plain_text_input"}), **more}


def confirmed(**more: object) -> Obj:
    return button(confirm={**CONFIRM, **more})


def table(rows: int, cells: int = 1, **more: object) -> Obj:
    return {"type": "table", "rows": [[CELL] * cells for _ in range(rows)], **more}


def address(length: int) -> str:
    return "https://x.example/".ljust(length, "a")


#: docs.slack.dev/reference/block-kit/blocks: what, how long, where the refusal points to, and one of that length.
LENGTHS: list[tuple[str, int, str, Made]] = [
    ("section", 3000, "text/text", lambda n: section("x" * n)),
    ("section field", 2000, "fields/0/text", lambda n: {"type": "section", "fields": [plain("x" * n)]}),
    ("header", 150, "text/text", lambda n: {"type": "header", "text": plain("x" * n)}),
    ("context", 3000, "elements/0/text", lambda n: {"type": "context", "elements": [plain("x" * n)]}),
    ("block_id", 255, "block_id", lambda n: {**DIVIDER, "block_id": "x" * n}),
    ("label", 2000, "label/text", lambda n: labelled(label=plain("x" * n))),
    ("hint", 2000, "hint/text", lambda n: labelled(hint=plain("x" * n))),
    ("image_url", 3000, "image_url", lambda n: {**PICTURE, "image_url": address(n)}),
    ("alt_text", 2000, "alt_text", lambda n: {**PICTURE, "alt_text": "x" * n}),
    ("picture's title", 2000, "title/text", lambda n: {**PICTURE, "title": plain("x" * n)}),
    ("markdown", 12000, "text", lambda n: {"type": "markdown", "text": "x" * n}),
    ("proposed text", 3000, "element/initial_value", lambda n: proposed("x" * n)),
]
#: docs.slack.dev/reference/block-kit/block-elements and …/composition-objects; of two sources for an option's value the
#: stricter.
LENGTHS_OF_ELEMENTS: list[tuple[str, int, str, Made]] = [
    ("action_id", 255, "action_id", lambda n: button(action_id="x" * n)),
    ("button", 75, "text/text", lambda n: button(text=plain("x" * n))),
    ("button's value", 2000, "value", lambda n: button(value="x" * n)),
    ("button's url", 3000, "url", lambda n: button(url=address(n))),
    ("accessibility_label", 75, "accessibility_label", lambda n: button(accessibility_label="x" * n)),
    ("option", 75, "options/0/text/text", lambda n: menu(options=[{**OPTION, "text": plain("x" * n)}])),
    ("option's value", 75, "options/0/value", lambda n: menu(options=[{**OPTION, "value": "x" * n}])),
    (
        "option's description",
        75,
        "options/0/description/text",
        lambda n: menu(options=[{**OPTION, "description": plain("x" * n)}]),
    ),
    ("option's url", 3000, "options/0/url", lambda n: menu("overflow", options=[{**OPTION, "url": address(n)}])),
    (
        "group's label",
        75,
        "option_groups/0/label/text",
        lambda n: menu(option_groups=[{"label": plain("x" * n), "options": [OPTION]}]),
    ),
    ("placeholder", 150, "placeholder/text", lambda n: menu(placeholder=plain("x" * n))),
    ("confirm's title", 100, "confirm/title/text", lambda n: confirmed(title=plain("x" * n))),
    ("confirm's text", 300, "confirm/text/text", lambda n: confirmed(text=plain("x" * n))),
    ("confirm's yes", 30, "confirm/confirm/text", lambda n: confirmed(confirm=plain("x" * n))),
    ("confirm's no", 30, "confirm/deny/text", lambda n: confirmed(deny=plain("x" * n))),
]
#: The same pages: how many there may be.
NUMBERS: list[tuple[str, int, str, Made]] = [
    ("fields", 10, "fields", lambda n: {"type": "section", "fields": [plain("a")] * n}),
    ("context", 10, "elements", lambda n: {"type": "context", "elements": [plain("a")] * n}),
    ("actions", 25, "elements", lambda n: {"type": "actions", "elements": button()["elements"] * n}),
    ("options", 100, "elements/0/options", lambda n: menu(options=options(n))),
    ("groups", 100, "elements/0/option_groups", lambda n: menu(option_groups=groups(n))),
    ("options of a group", 100, "elements/0/option_groups/0/options", lambda n: menu(option_groups=groups(1, n))),
    ("radio buttons", 10, "elements/0/options", lambda n: menu("radio_buttons", options=options(n))),
    ("checkboxes", 10, "elements/0/options", lambda n: menu("checkboxes", options=options(n))),
    ("overflow", 5, "elements/0/options", lambda n: menu("overflow", options=options(n))),
    ("rows", 100, "rows", table),
    ("cells", 20, "rows/0", lambda n: table(1, n)),
    ("column_settings", 20, "column_settings", lambda n: table(1, column_settings=[{"align": "left"}] * n)),
]
#: docs.slack.dev/reference/views
LENGTHS_OF_VIEWS: list[tuple[str, int, str, Made]] = [
    ("title", 24, "title/text", lambda n: {**modal(), "title": plain("x" * n)}),
    ("submit", 24, "submit/text", lambda n: {**modal(), "submit": plain("x" * n)}),
    ("close", 24, "close/text", lambda n: {**modal(), "close": plain("x" * n)}),
    ("callback_id", 255, "callback_id", lambda n: modal(callback="x" * n)),
    ("private_metadata", 3000, "private_metadata", lambda n: modal(private_metadata="x" * n)),
    ("external_id", 255, "external_id", lambda n: modal(external_id="x" * n)),
]


def named(rows: list[tuple[str, int, str, Made]]) -> list[object]:
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


def refusal(block: Obj) -> list[str]:
    with pytest.raises(SlackError, match="invalid_blocks") as refused:
        check_message_blocks([block], Files())
    return refused.value.messages


@pytest.mark.parametrize(("most", "place", "made"), named(LENGTHS))
def test_a_text_in_a_block_has_a_length(most: int, place: str, made: Made) -> None:
    """docs.slack.dev/reference/block-kit/blocks"""
    check_message_blocks([made(most)], Files())
    assert refusal(made(most + 1))[0] == f"must be less than {most + 1} characters [json-pointer:/blocks/0/{place}]"


@pytest.mark.parametrize(("most", "place", "made"), named(LENGTHS_OF_ELEMENTS))
def test_a_text_in_an_element_has_a_length(most: int, place: str, made: Made) -> None:
    """docs.slack.dev/reference/block-kit/block-elements, …/composition-objects"""
    check_message_blocks([made(most)], Files())
    pointer = f"[json-pointer:/blocks/0/elements/0/{place}]"
    assert refusal(made(most + 1)) == [f"must be less than {most + 1} characters {pointer}"]


@pytest.mark.parametrize(("most", "place", "made"), named(NUMBERS))
def test_of_most_things_there_is_a_number(most: int, place: str, made: Made) -> None:
    """docs.slack.dev/reference/block-kit/blocks, …/block-elements"""
    check_message_blocks([made(most)], Files())
    assert refusal(made(most + 1)) == [f"no more than {most} items allowed [json-pointer:/blocks/0/{place}]"]


@pytest.mark.parametrize(("most", "place", "made"), named(LENGTHS_OF_VIEWS))
def test_a_text_of_a_view_has_a_length(most: int, place: str, made: Made) -> None:
    """docs.slack.dev/reference/views"""
    check_view(made(most), Files(), types={"modal"})
    with pytest.raises(SlackError, match="invalid_arguments") as refused:
        check_view(made(most + 1), Files(), types={"modal"})
    assert refused.value.messages == [f"must be less than {most + 1} characters [json-pointer:/view/{place}]"]


@pytest.mark.parametrize("kind", ["modal", "home"])
def test_a_view_has_at_most_a_hundred_blocks(kind: str) -> None:
    """docs.slack.dev/reference/block-kit/blocks: 100 in modals and Home tabs."""
    view = modal() if kind == "modal" else {"type": "home"}
    check_view({**view, "blocks": [DIVIDER] * 100}, Files(), types={kind})
    with pytest.raises(SlackError) as refused:
        check_view({**view, "blocks": [DIVIDER] * 101}, Files(), types={kind})
    assert refused.value.messages == ["no more than 100 items allowed [json-pointer:/view/blocks]"]


def test_markdown_is_counted_over_the_whole_message() -> None:
    """docs.slack.dev/reference/block-kit/blocks/markdown-block: 12,000 characters in all of them together."""
    half: Obj = {"type": "markdown", "text": "x" * 6000}
    check_message_blocks([half, half], Files())
    with pytest.raises(SlackError) as refused:
        check_message_blocks([half, {**half, "text": "x" * 6001}], Files())
    assert refused.value.messages == ["more than 12000 characters of markdown [json-pointer:/blocks/1]"]


def test_a_field_for_numbers_says_whether_it_takes_decimals() -> None:
    """docs.slack.dev/reference/block-kit/block-elements/number-input-element: is_decimal_allowed is required."""
    with pytest.raises(SlackError) as refused:
        check_view(modal(entry("Antal", {"type": "number_input"})), Files(), types={"modal"})
    assert refused.value.messages == [
        "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]"
    ]


def test_a_hundred_options_are_suggested_and_no_more() -> None:
    """docs.slack.dev/reference/block-kit/block-elements/select-menu-element (external data source): 100 options."""
    assert len(checked_suggestions({"options": options(100)}, Files())) == 100
    with pytest.raises(SlackError) as refused:
        checked_suggestions({"options": options(101)}, Files())
    assert refused.value.messages == ["no more than 100 items allowed [json-pointer:/options]"]


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ({**PICTURE, "image_url": "ftp://x.example/a.png"}, "invalid url [json-pointer:/blocks/0/image_url]"),
        ({**section("x"), "expand": "yes"}, "must be a boolean [json-pointer:/blocks/0/expand]"),
        ({**DIVIDER, "block_id": 7}, "must be a string [json-pointer:/blocks/0/block_id]"),
        ({"type": "header", "text": "x"}, "must be an object [json-pointer:/blocks/0/text]"),
        ({"type": "context", "elements": plain("x")}, "must be an array [json-pointer:/blocks/0/elements]"),
        (
            entry("Tid", {"type": "timepicker", "initial_time": "25:00"}),
            "must be a time [json-pointer:/blocks/0/element/initial_time]",
        ),
    ],
)
def test_a_thing_of_another_kind_is_refused(block: Obj, message: str) -> None:
    """docs.slack.dev/reference/block-kit/blocks: the type of each field."""
    assert message in refusal(block)
