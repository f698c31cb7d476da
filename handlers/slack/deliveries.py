"""A file that was asked for: made, put into a direct message, and told about where it does not arrive."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from domain.people import UserId
from handlers.slack import files
from handlers.slack.desk import Desk
from handlers.slack.outcomes import error_of
from messages.slack.cards import Card
from messages.slack.deliveries import Instead, failed_card, refused_card
from messages.wording import Words

logger = logging.getLogger("anker.documents")

#: What Slack answers where it takes no such file, however often one tries (files.getUploadURLExternal and
#: files.completeUploadExternal).
NO_FILES = frozenset(
    {"file_uploads_disabled", "file_uploads_except_images_disabled", "file_type_not_allowed", "storage_limit_reached"}
)


@dataclass(frozen=True, slots=True)
class File:
    """A file and the words that it comes with."""

    name: str
    title: str
    data: bytes
    text: str


Make = Callable[[], Awaitable[File]]


async def deliver(desk: Desk, user: UserId, make: Make, instead: Instead, words: Words) -> Card | None:
    """Make the file and put it into the person's direct message: None where it is there, else what they are told.

    Raises `SlackApiError` where trying again may help and nobody knows why it did not.
    """
    try:
        file = await make()
        await files.send(desk, user, file.name, file.data, file.title, file.text)
    except SlackApiError as refused:
        error = error_of(refused)
        if error not in NO_FILES:
            raise
        return refused_card(error, instead, words)
    except (ClientError, TimeoutError, files.UploadRefused, RuntimeError) as problem:
        logger.warning("a document was not delivered: %s", type(problem).__name__)
        return failed_card(instead, words)
    return None
