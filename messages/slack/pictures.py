"""Pictures that stand in Slack already, as blocks of a card or a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from slack_sdk.models.blocks import Block, ImageBlock
from slack_sdk.models.blocks.basic_components import SlackFile


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture that was uploaded to Slack: its file, and what it shows."""

    file: str
    alt: str


#: By what they belong to, such as a theme; a window is complete without any of them.
Pictures = Mapping[str, ShownPicture]
NO_PICTURES: Pictures = MappingProxyType({})


def picture(shown: ShownPicture | None) -> list[Block]:
    """The picture, where it is there."""
    return [ImageBlock(slack_file=SlackFile(id=shown.file), alt_text=shown.alt)] if shown else []
