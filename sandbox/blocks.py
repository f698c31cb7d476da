"""x"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.files import Files


def check_message_blocks(blocks: list[Obj], files: Files) -> None:
    """thin"""
