"""Modals and Home tabs, as strict as Slack. docs.slack.dev/reference/views"""

from __future__ import annotations

import json
from collections.abc import Collection

from sandbox import limits
from sandbox.blocks import BLOCK
from sandbox.checks import Findings, flag, many, shape, string, words
from sandbox.errors import SlackError
from sandbox.files import Files
from sandbox.shapes import Obj

FILES_READ = "files:read"
"""The scope without which no view may have a file field (…/block-elements/file-input-element)."""
_ALL = frozenset({FILES_READ})
_BLOCKS = many(BLOCK, limits.BLOCKS_PER_VIEW, least=0)
_NAMED = {
    "callback_id": string(limits.CALLBACK_ID, least=0),
    "private_metadata": string(limits.PRIVATE_METADATA, least=0),
    "external_id": string(limits.EXTERNAL_ID, least=0),
}
_MODAL = shape(
    {"title": words(limits.MODAL_TITLE, plain=True), "blocks": _BLOCKS},
    {
        "submit": words(limits.MODAL_SUBMIT, plain=True),
        "close": words(limits.MODAL_CLOSE, plain=True),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
        **_NAMED,
    },
)
_HOME = shape({"blocks": _BLOCKS}, _NAMED)


def check_view(view: object, files: Files, *, types: Collection[str], scopes: Collection[str] = _ALL) -> Obj:
    """The view, when Slack would take it as one of these types from an app with these scopes; else
    `invalid_arguments`, `view_too_large` or `missing_scope`.
    """
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", messages=["missing required field: view"])
    kind = str(view.get("type"))
    if kind not in types:
        raise SlackError("invalid_arguments", messages=[f"unsupported type: {kind} [json-pointer:/view/type]"])
    if len(json.dumps(view, ensure_ascii=False).encode()) > limits.VIEW_BYTES:
        raise SlackError("view_too_large")
    found = Findings(kind, files)
    (_MODAL if kind == "modal" else _HOME)(found, view, "/view")
    inputs = [block for block in view.get("blocks") or [] if isinstance(block, dict) and block.get("type") == "input"]
    if kind == "modal" and inputs and not view.get("submit"):
        found.note("missing required field: submit (the view has input blocks)", "/view")
    if found.wrong:
        raise SlackError("invalid_arguments", messages=found.wrong)
    if FILES_READ not in scopes and any(block["element"]["type"] == "file_input" for block in inputs):
        raise SlackError("missing_scope", needed=FILES_READ, provided=",".join(sorted(scopes)))
    return view
