"""Names that Slack gives to what was sent without one."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterable

from sandbox.reading import elements
from sandbox.shapes import Obj


def named_blocks(blocks: Iterable[Obj]) -> list[Obj]:
    """A copy of the blocks in which every block and every element has an id, as Slack hands them out."""
    copies = copy.deepcopy(list(blocks))
    for block in copies:
        block["block_id"] = block.get("block_id") or secrets.token_urlsafe(4)
    for _, element in elements(copies):
        element["action_id"] = element.get("action_id") or secrets.token_urlsafe(4)
    return copies
