"""Pieces of cards and windows for the tests of the page."""

from __future__ import annotations

from typing import Any

from sandbox.shapes import Obj


def plain(text: str) -> Obj:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Obj:  # noqa: ANN401  Slack's own fields
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action: str = "press", value: str = "1", **more: Any) -> Obj:  # noqa: ANN401  as above
    return {"type": "button", "text": plain(label), "action_id": action, "value": value, **more}


def actions(*elements: Obj) -> Obj:
    return {"type": "actions", "elements": list(elements)}


def option(label: str, value: str | None = None) -> Obj:
    return {"text": plain(label), "value": value or label.lower()}


def field(label: str, kind: str = "plain_text_input", *, optional: bool = False, **more: Any) -> Obj:  # noqa: ANN401
    """An input block; its block_id is its label."""
    element = {"type": kind, "action_id": "a", **more}
    return {"type": "input", "block_id": label, "label": plain(label), "optional": optional, "element": element}


def modal(title: str, *blocks: Obj, callback: str = "sent", submit: str = "Send ind") -> Obj:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Annuller"),
        "blocks": list(blocks),
    }
