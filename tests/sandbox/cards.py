"""Cards for the tests of the workspace."""

from __future__ import annotations

from sandbox.shapes import Obj


def section(text: str) -> Obj:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action: str, value: str = "1") -> Obj:
    text = {"type": "plain_text", "text": label}
    return {"type": "actions", "elements": [{"type": "button", "text": text, "action_id": action, "value": value}]}


def plain(text: str) -> Obj:
    return {"type": "plain_text", "text": text}


def modal(*blocks: Obj, callback: str = "form", **more: object) -> Obj:
    has_input = any(block["type"] == "input" for block in blocks)
    submit = {"submit": plain("Videre")} if has_input else {}
    return {"type": "modal", "callback_id": callback, "title": plain("Ny"), "blocks": list(blocks), **submit, **more}


def entry(label: str, element: Obj, block: str = "entry", **more: object) -> Obj:
    return {"type": "input", "block_id": block, "label": plain(label), "element": {"action_id": "a", **element}, **more}


def options(*labels: str) -> list[Obj]:
    return [{"text": plain(label), "value": label} for label in labels]
