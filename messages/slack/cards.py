"""The parts that cards and views are built of, on slack_sdk's models, which check Slack's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.blocks.block_elements import BlockElement
from slack_sdk.models.views import View

#: Longest text of a section (docs.slack.dev/reference/block-kit/blocks/section-block).
LONGEST_SECTION = 3000
LONGEST_BUTTON = 75
LONGEST_TITLE = 24


@dataclass(frozen=True, slots=True)
class Card:
    """A message: `text` says aloud everything that the blocks show."""

    text: str
    blocks: Sequence[Block]

    def payload(self) -> dict[str, Any]:
        """Arguments for chat.postMessage, chat.update or a response_url."""
        return {"text": self.text, "blocks": [block.to_dict() for block in self.blocks]}


def section(text: str, accessory: BlockElement | None = None, *, block_id: str | None = None) -> SectionBlock:
    """A paragraph of mrkdwn; one that is too long is cut at Slack's limit."""
    cut = text if len(text) <= LONGEST_SECTION else text[: LONGEST_SECTION - 1] + "…"
    return SectionBlock(text=MarkdownTextObject(text=cut), accessory=accessory, block_id=block_id)


def header(text: str) -> HeaderBlock:
    return HeaderBlock(text=PlainTextObject(text=text[:150], emoji=False))


def context(*texts: str) -> ContextBlock:
    return ContextBlock(elements=[MarkdownTextObject(text=text) for text in texts])


def button(
    label: str, action: str, value: str = "", *, style: str | None = None, spoken: str | None = None
) -> ButtonElement:
    """A button; `spoken` is what a screen reader says instead of the label."""
    return ButtonElement(
        text=PlainTextObject(text=label[:LONGEST_BUTTON], emoji=False),
        action_id=action,
        value=value or None,
        style=style,
        accessibility_label=spoken[:75] if spoken else None,
    )


def buttons(*elements: ButtonElement | None) -> ActionsBlock:
    return ActionsBlock(elements=[element for element in elements if element])


def option(label: str, value: str) -> Option:
    return Option(text=PlainTextObject(text=label[:75], emoji=False), value=value)


def overflow(action: str, *options: Option) -> OverflowMenuElement:
    return OverflowMenuElement(action_id=action, options=list(options))


def plain(text: str) -> PlainTextObject:
    return PlainTextObject(text=text, emoji=False)


def modal(
    callback: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str,
    tell_close: bool = False,
) -> View:
    """A modal; its title and button labels are cut at Slack's 24 characters."""
    return View(
        type="modal",
        callback_id=callback,
        title=plain(title[:LONGEST_TITLE]),
        submit=plain(submit[:LONGEST_TITLE]) if submit else None,
        close=plain(close[:LONGEST_TITLE]),
        blocks=list(blocks),
        notify_on_close=tell_close or None,
    )
