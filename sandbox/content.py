"""What the app may say: text, blocks, attachments and metadata of a message, checked as Slack checks them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sandbox.blocks import check_message_blocks
from sandbox.errors import SlackError
from sandbox.limits import MESSAGE_ATTACHMENTS, MESSAGE_TEXT, METADATA_BYTES
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.files import Files

_EVENT_TYPE = re.compile(r"[A-Za-z0-9_-]+")


def checked_content(body: Obj, files: Files) -> dict[str, Any]:
    """The fields of a `Message` that the body gives, or Slack's refusal; `metadata` only when it was given."""
    text, blocks = str(body.get("text") or ""), body.get("blocks") or []
    attachments = body.get("attachments") or []
    if not isinstance(blocks, list) or not isinstance(attachments, list):
        raise SlackError("invalid_blocks_format")
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    if len(attachments) > MESSAGE_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    check_message_blocks(blocks, files)
    content = {"text": text[:MESSAGE_TEXT], "blocks": tuple(blocks), "attachments": tuple(attachments)}
    return content | ({"metadata": _checked_metadata(body["metadata"])} if body.get("metadata") else {})


def _checked_metadata(metadata: Any) -> Obj:  # noqa: ANN401  whatever the app sent
    """docs.slack.dev/messaging/message-metadata. That metadata with other characters in its `event_type` is dropped
    without a word is observed (github.com/slackapi/bolt-python/issues/863); refusing it is our stricter reading.
    """
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload", "entities"}:
        raise SlackError("invalid_metadata_format")
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not _EVENT_TYPE.fullmatch(kind) or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata
