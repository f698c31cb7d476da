"""How a message that stands becomes a line."""

from __future__ import annotations

import logging
from datetime import timedelta

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from handlers.slack.desk import MOST_TRIES, Desk, Place
from handlers.slack.outcomes import Failed, Meaning, failed
from messages.slack.cards import Card
from storage.sent_messages import Sent

logger = logging.getLogger("anker.cards")

#: How long one waits where Slack puts a change off and does not say for how long, in seconds.
UNNAMED_WAIT = 5.0
LONGEST_WAIT = 60.0


async def rewrite(desk: Desk, where: Sent | Place, line: Card) -> None:
    """The message becomes the line. One that was deleted, or that Anker may not change any more, stays as it is."""
    for attempt in range(1, MOST_TRIES + 1):
        try:
            await desk.slack.chat_update(channel=where.channel, ts=where.ts, **line.payload())
        except (SlackApiError, ClientError, TimeoutError) as refused:
            failure = failed(refused)
            if failure.meaning is not Meaning.LATER or attempt == MOST_TRIES:
                logger.info("a card stays as it is: %s", failure.error)
                return
            await _wait(desk, failure)
        else:
            return


async def _wait(desk: Desk, failure: Failed) -> None:
    asked = failure.seconds or UNNAMED_WAIT
    await desk.until(desk.now() + timedelta(seconds=min(asked, LONGEST_WAIT)))
