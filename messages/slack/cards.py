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
    InputBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.blocks.block_elements import BlockElement, InputInteractiveElement
from slack_sdk.models.views import View

from messages.slack.text import clean, cut

#: Longest text that chat.update takes (docs.slack.dev/reference/methods/chat.update); chat.postMessage takes more.
LONGEST_TEXT = 4000
#: Longest text of a section (docs.slack.dev/reference/block-kit/blocks/section-block).
LONGEST_SECTION = 3000
LONGEST_HEADER = 150
LONGEST_BUTTON = LONGEST_OPTION = 75
LONGEST_TITLE = 24


@dataclass(frozen=True, slots=True)
class Card:
    """A message: `text` says aloud everything that the blocks show."""

    text: str
    blocks: Sequence[Block]

    def payload(self) -> dict[str, Any]:
        """Arguments for chat.postMessage, chat.update or a response_url."""
        return {"text": cut(self.text, LONGEST_TEXT), "blocks": [block.to_dict() for block in self.blocks]}


def section(text: str, accessory: BlockElement | None = None, *, block_id: str | None = None) -> SectionBlock:
    """A paragraph of mrkdwn; one that is too long is cut at Slack's limit."""
    return SectionBlock(text=_mrkdwn(text), accessory=accessory, block_id=block_id)


def _mrkdwn(text: str) -> MarkdownTextObject:
    """Verbatim: a mention is what Anker has written as one, never a name or an address that Slack finds in the text."""
    return MarkdownTextObject(text=cut(text, LONGEST_SECTION) or "…", verbatim=True)


def header(text: str) -> HeaderBlock:
    return HeaderBlock(text=plain(text, LONGEST_HEADER))


def context(*texts: str) -> ContextBlock:
    return ContextBlock(elements=[_mrkdwn(text) for text in texts])


def button(
    label: str, action: str, value: str = "", *, style: str | None = None, spoken: str | None = None
) -> ButtonElement:
    """A button; `spoken` is what a screen reader says instead of the label."""
    return ButtonElement(
        text=plain(label, LONGEST_BUTTON),
        action_id=action,
        value=value or None,
        style=style,
        accessibility_label=clean(spoken, LONGEST_BUTTON) if spoken else None,
    )


def buttons(*elements: ButtonElement | None) -> ActionsBlock:
    return ActionsBlock(elements=[element for element in elements if element])


def option(label: str, value: str) -> Option:
    return Option(text=plain(label, LONGEST_OPTION), value=value)


def overflow(action: str, *options: Option) -> OverflowMenuElement:
    return OverflowMenuElement(action_id=action, options=list(options))


def plain(text: str, longest: int = LONGEST_SECTION) -> PlainTextObject:
    """Text in which nothing is markup; an ellipsis where nothing visible is left of it, for Slack refuses none."""
    return PlainTextObject(text=clean(text, longest).strip() or "…", emoji=False)


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
        title=plain(title, LONGEST_TITLE),
        submit=plain(submit, LONGEST_TITLE) if submit else None,
        close=plain(close, LONGEST_TITLE),
        blocks=list(blocks),
        notify_on_close=tell_close or None,
    )


def message_view(title: str, text: str, close: str) -> View:
    """A modal that only says something."""
    return modal("cards.message", title, [section(text)], close=close)


def field(
    action: str, label: str, element: InputInteractiveElement, hint: str | None = None, *, optional: bool = False
) -> InputBlock:
    """A labelled input of a modal; its block is named after its action."""
    element.action_id = action
    return InputBlock(
        block_id=action.replace(".", "-"),
        label=plain(label),
        element=element,
        hint=plain(hint) if hint else None,
        optional=optional,
    )
