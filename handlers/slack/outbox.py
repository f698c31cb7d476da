"""One row of the outbox becomes one Slack call, and what Slack's answers mean."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import uuid
from collections.abc import Mapping
from datetime import timedelta

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from handlers import outbox
from handlers.slack import errors
from handlers.slack.desk import Desk
from handlers.slack.requests import Made, Makers
from messages.slack.cards import Card
from storage import outbox as stored
from storage.outbox import Claimed

logger = logging.getLogger("anker.outbox")

#: Errors after which nothing was posted and a later attempt may succeed (docs.slack.dev/reference/methods/chat.postMessage).
PASSING = {"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org", "accesslimited"}
#: Errors that leave open whether the message was posted.
UNCLEAR = {"fatal_error", "internal_error", "request_timeout"}
#: A picture that was just uploaded may need this long before a message can show it.
PICTURE_TIME = timedelta(minutes=1)
#: How far before the first attempt a look-up begins.
LOOK_BACK = timedelta(seconds=60)
EVENT_TYPE = "anker_post"


async def deliver(desk: Desk, makers: Makers, owner: str) -> None:
    """Send everything that is due, at the pace that the rows were given; returns when nothing is left."""
    while True:
        async with desk.store.writes() as tx:
            claimed = await outbox.claim(tx, owner, desk.now())
        if not claimed:
            return
        deliveries = (_deliver_one(desk, makers, one) for one in claimed)
        outcomes = await asyncio.gather(*deliveries, return_exceptions=True)
        for one, outcome in zip(claimed, outcomes, strict=True):
            if isinstance(outcome, Exception):
                await _put_off(desk, one, outcome)


async def _put_off(desk: Desk, claimed: Claimed, failure: Exception) -> None:
    """A message that cannot be made or looked for now does not hold up the others; it is given up after many times."""
    logger.warning("a %s message is put off (%s)", claimed.kind, errors.log(failure))
    async with desk.store.writes() as tx:
        if claimed.uncertain:
            await outbox.unknown(tx, claimed, desk.now())
        else:
            await outbox.later(tx, claimed, None, desk.now())


async def _deliver_one(desk: Desk, makers: Makers, claimed: Claimed) -> None:
    await desk.wait_for_turn(claimed.target, claimed.slot)
    if claimed.uncertain and await _settled(desk, claimed):
        return
    # The card is made now, from what is true now.
    made: Made = await makers[claimed.kind](desk, claimed)
    if made is None:
        async with desk.store.writes() as tx:
            await stored.not_needed(tx, claimed)
        return
    async with desk.store.reads() as tx:
        mine = await stored.still_mine(tx, claimed.id, claimed.owner)
    if mine:
        await _post(desk, claimed, made)


async def _settled(desk: Desk, claimed: Claimed) -> bool:
    """Look for the message of an earlier attempt; where it is found, the row is done."""
    found = await _look(desk, claimed)
    if found is None:
        return False
    async with desk.store.writes() as tx:
        await stored.sent(tx, claimed, *found)
    return True


async def _look(desk: Desk, claimed: Claimed) -> tuple[str, str] | None:
    """Where the message stands, if it can be seen. Direct messages can always be read; a channel only with the
    optional scope: without it the message is sent again, late twice rather than never."""
    try:
        channel = claimed.target
        if not channel.startswith(("C", "G", "D")):
            channel = (await desk.slack.conversations_open(users=claimed.target))["channel"]["id"]
        oldest = (claimed.first_try_at - LOOK_BACK).timestamp()
        history = await desk.slack.conversations_history(
            channel=channel, oldest=str(oldest), include_all_metadata=True, limit=200
        )
    except SlackApiError as refused:
        if refused.response.get("error") in {"missing_scope", "not_in_channel", "channel_not_found"}:
            return None
        raise
    key = mark(claimed)
    for message in history["messages"]:
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        if payload.get("k") == key:
            return channel, message["ts"]
    return None


def mark(claimed: Claimed) -> str:
    """The opaque mark that a message carries, by which it is found again; it tells nothing to whoever reads it."""
    return hashlib.sha256(f"anker:{claimed.dedupe_key}".encode()).hexdigest()[:32]


async def _post(desk: Desk, claimed: Claimed, made: tuple[Card, Card]) -> None:
    """One attempt; what its answer means is written down before anything else happens."""
    card = made[0] if desk.now() < claimed.first_try_at + PICTURE_TIME else made[1]
    try:
        answer = await desk.slack.chat_postMessage(
            channel=claimed.target,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"k": mark(claimed)}},
            client_msg_id=str(uuid.uuid5(uuid.NAMESPACE_URL, claimed.dedupe_key)),
            unfurl_links=False,
            unfurl_media=False,
            **card.payload(),
        )
    except SlackApiError as refused:
        await _refused(desk, claimed, refused)
    except (ClientError, TimeoutError):
        logger.warning("a %s message has an unknown outcome and is looked for later", claimed.kind)
        async with desk.store.writes() as tx:
            await outbox.unknown(tx, claimed, desk.now())
    else:
        async with desk.store.writes() as tx:
            await stored.sent(tx, claimed, answer.get("channel"), answer.get("ts"))


async def _refused(desk: Desk, claimed: Claimed, refused: SlackApiError) -> None:
    """Slack said no: for now, for ever, or so that nobody knows."""
    status, headers = refused.response.status_code, refused.response.headers or {}
    data = refused.response.data
    error = data.get("error") if isinstance(data, dict) else None
    now = desk.now()
    async with desk.store.writes() as tx:
        if status == 429 or error in PASSING:
            await outbox.later(tx, claimed, seconds_of(headers), now)
        elif error == "invalid_blocks" and now < claimed.first_try_at + PICTURE_TIME:
            await outbox.later(tx, claimed, 5.0, now)
        elif error is None or status >= 500 or error in UNCLEAR:
            await outbox.unknown(tx, claimed, now)
        else:
            logger.warning("Slack refuses a %s message: %s", claimed.kind, error)
            await outbox.refused(tx, claimed, error, now)


def seconds_of(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds; nothing where it is missing or no number."""
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(text) if text.isdigit() else None
