"""What Slack itself finds wrong in a form, before the app hears of it."""

from __future__ import annotations

import re

from sandbox.controls import Control, controls
from sandbox.fields import holds, is_empty
from sandbox.file_fields import mistake
from sandbox.limits import INPUT_VALUE
from sandbox.views import View

REQUIRED = "Udfyld dette felt"
_FORMS = {
    "email_text_input": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "Skriv en e-mailadresse"),
    "url_text_input": (re.compile(r"https?://\S+"), "Skriv en adresse, der begynder med https://"),
    "number_input": (re.compile(r"-?\d+([.,]\d+)?"), "Skriv et tal"),
}


def mistakes(view: View) -> dict[str, str]:
    """Per block the sentence that Slack shows: required and empty, too short, too long, or of the wrong form."""
    found: dict[str, str] = {}
    for field in controls(view):
        if field.block["type"] == "input":
            sentence = _mistake(view, field)
            found |= {field.block_id: sentence} if sentence else {}
    return found


def _mistake(view: View, field: Control) -> str:
    state = view.values[field.block_id][field.action_id]
    if is_empty(state):
        return "" if field.block.get("optional") else REQUIRED
    value = state[holds(field.kind)]
    if field.kind == "file_input":
        return mistake(field.element, value)
    if field.kind == "plain_text_input":
        return _length(len(value), field)
    pattern, sentence = _FORMS.get(field.kind, (None, ""))
    return sentence if pattern and not pattern.fullmatch(value) else ""


def _length(length: int, field: Control) -> str:
    least, most = field.element.get("min_length", 0), field.element.get("max_length", INPUT_VALUE)
    if length < least:
        return f"Skriv mindst {least} tegn"
    return f"Skriv højst {most} tegn" if length > most else ""
