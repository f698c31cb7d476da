"""Windows of more blocks than one view can hold: page by page, with buttons to the neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from messages.slack.cards import button, buttons, modal
from messages.wording import Words

#: A view takes 100 blocks and 250 kB (docs.slack.dev/reference/views); some room is left for the buttons.
MOST_BLOCKS, MOST_CHARACTERS = 90, 60_000

Page = Sequence[Block]


def paged(
    action: str,
    title: str,
    blocks: Sequence[Block],
    subject: str,
    page: int,
    words: Words,
    below: Sequence[Block] = (),
) -> View:
    """One page of the blocks; `subject` is what the buttons to the other pages are about.

    `below` stands at the end of every page.
    """
    pages = in_pages(blocks)
    here = min(max(page, 0), len(pages) - 1)
    moves = [
        button(label, action, f"{subject}:{to}")
        for label, to in ((words("Forrige side"), here - 1), (words("Næste side"), here + 1))
        if 0 <= to < len(pages)
    ]
    ends = [*(buttons(move) for move in moves), *below]
    return modal(action, title, [*pages[here], *ends], close=words("Luk"))


def in_pages(blocks: Iterable[Block]) -> list[Page]:
    """The blocks in pages that a view can hold."""
    pages: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        length = len(str(block.to_dict()))
        if pages[-1] and (len(pages[-1]) == MOST_BLOCKS or size + length > MOST_CHARACTERS):
            pages.append([])
            size = 0
        pages[-1].append(block)
        size += length
    return list(pages)
