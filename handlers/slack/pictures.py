"""Pictures of a result in Slack: drawn and uploaded once for everybody who looks, and never waited for by a click."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Literal

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from domain.comparisons import Comparison
from handlers.releases import Result
from handlers.slack.desk import Desk
from handlers.slack.files import Upload, UploadRefused, upload
from handlers.slack.outcomes import error_of
from messages.charts import Picture
from messages.sketches import Sketch
from messages.sketches.changes import changes
from messages.sketches.groups import groups
from messages.sketches.items import items
from messages.sketches.themes import themes
from messages.slack.change_views import CHANGES
from messages.slack.pictures import NO_PICTURES, Pictures, ShownPicture
from messages.wording import Words

logger = logging.getLogger("anker.releases")

#: A fresh file is asked for so often, so many seconds apart, before its message is tried anyway.
LOOKS, SECONDS_BETWEEN_LOOKS = 20, 0.5

#: What is drawn together: the picture of a result, or those of one of its windows.
Kind = Literal["themes", "items", "groups", "changes"]
#: The picture of a result is called so.
THEMES: Literal["themes"] = "themes"


async def of(desk: Desk, result: Result, kind: Kind, words: Words, before: Result | None = None) -> Pictures:
    """The pictures of a kind in Slack, by what they belong to: the same for every channel, person and attempt.

    None at all where there is nothing to draw, or drawing or uploading fails: everything is said without them.
    """
    # Two rounds have other names as soon as a course has begun in their channel.
    named = (result.number, before.number) if before else None
    key = (result.round.id, named, words.language, kind)
    drawing = desk.pictures.get(key)
    if drawing is None or _broke(drawing):
        drawing = asyncio.create_task(_made(desk, result, sketches(result, kind, words, before), words))
        desk.pictures.note(key, drawing)
    shown: Pictures = await drawing
    if not shown:
        # The next who looks may have more luck.
        desk.pictures.forget(key)
    return shown


def _broke(drawing: asyncio.Task[Pictures]) -> bool:
    return drawing.done() and (drawing.cancelled() or drawing.exception() is not None)


def sketches(result: Result, kind: Kind, words: Words, before: Result | None = None) -> Mapping[str, Sketch]:
    """What there is to draw: by theme, or the one picture by its kind."""
    if kind == "items":
        return items(result.round, result.release, words)
    if kind == "groups":
        return groups(result.round, result.release, words)
    if kind == "themes":
        one = themes(result.round, result.release, words)
        return {THEMES: one} if one else {}
    return _changes(result, before, words)


def _changes(result: Result, before: Result | None, words: Words) -> Mapping[str, Sketch]:
    if before is None:
        return {}
    compared = Comparison(result.round.barometer, result.release, before.round.barometer, before.release)
    one = changes((result.round, result.number), (before.round, before.number), compared, words)
    return {CHANGES: one} if one else {}


async def _made(desk: Desk, result: Result, drafts: Mapping[str, Sketch], words: Words) -> Pictures:
    if not drafts:
        return NO_PICTURES
    try:
        drawn = await desk.charts.draw(list(drafts.values()))
        return await _uploaded(desk, dict(zip(drafts, drawn, strict=True)), words)
    except (SlackApiError, ClientError, TimeoutError, UploadRefused, RuntimeError) as problem:
        reason = error_of(problem) or type(problem).__name__
        logger.warning("the result of round %s is shown without pictures: %s", result.round.id, reason)
        return NO_PICTURES


async def _uploaded(desk: Desk, drawn: Mapping[str, Picture], words: Words) -> Pictures:
    """Upload without a channel, and wait until Slack has processed the files."""
    title = words("Barometer")
    uploads = [Upload("barometer.png", picture.png, title, picture.alt) for picture in drawn.values()]
    ids = await upload(desk, uploads)
    for file in ids:
        await _processed(desk, file)
    named = zip(drawn.items(), ids, strict=True)
    return {name: ShownPicture(file, picture.alt) for (name, picture), file in named}


async def _processed(desk: Desk, file: str) -> None:
    """Wait until the file can be shown; a file without a type is not processed yet (files.info)."""
    for _ in range(LOOKS):
        try:
            found = await desk.slack.files_info(file=file)
        except SlackApiError:
            # Without a look the message is simply tried; the outbox tries again where that was too early.
            return
        if found["file"].get("mimetype"):
            return
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
