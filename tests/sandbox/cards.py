"""Cards for the tests of the workspace."""

from __future__ import annotations

from sandbox.shapes import Obj


def section(text: str) -> Obj:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action: str, value: str = "1") -> Obj:
    text = {"type": "plain_text", "text": label}
    return {"type": "actions", "elements": [{"type": "button", "text": text, "action_id": action, "value": value}]}
