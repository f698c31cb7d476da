"""x"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.errors import SlackError
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.files import Files


def check_view(view: Any, files: Files, *, types: set[str]) -> Obj:
    """thin"""
    if not isinstance(view, dict) or view.get("type") not in types:
        raise SlackError("invalid_arguments", messages=["invalid view"])
    return view
