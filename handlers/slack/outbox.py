"""One row of the outbox becomes one Slack call, and what Slack answers is written down."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import uuid
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from handlers import comments, outbox
from handlers.slack import errors, live_cards
from handlers.slack.desk import Desk
from handlers.slack.directory import is_gone
from handlers.slack.outcomes import Failed, Meaning, failed
from handlers.slack.requests import Makers
from storage import outbox as stored
from storage.database import Tx
from storage.outbox import Claimed

logger = logging.getLogger("anker.outbox")

T = TypeVar("T")
#: A card as Slack takes it, and the same card without what may not be ready yet.
Payloads = tuple[Mapping[str, Any], Mapping[str, Any]]

#: A picture that was just uploaded may need this long before a message can show it.
PICTURE_TIME = timedelta(minutes=1)
PICTURE_WAIT = 5.0
#: How far before the first attempt a look-up begins.
LOOK_BACK = timedelta(seconds=60)
#: Slack takes some 50 look-ups a minute (docs.slack.dev/reference/methods/conversations.history, tier 3).
BETWEEN_LOOKS = timedelta(seconds=1.25)
#: Slack's own page size for history; a busy channel may have several since the first attempt.
PAGE = 200
#: Slack's words for a place that cannot be looked into, or no longer.
UNSEEN = {"missing_scope", "not_in_channel", "channel_not_found", "user_disabled", "user_not_found"}
EVENT_TYPE = "anker_post"
#: Messages on which nobody else can act: Slack takes one to somebody deactivated without a word (observed:
#: github.com/slackapi/python-slack-sdk/issues/1156), so Anker looks first.
FOR_ONE_ALONE = frozenset({comments.WAITING})


class CannotLook(Exception):  # noqa: N818 - the name is the sentence
    """Anker may not read where the message would stand."""


async def deliver(desk: Desk, makers: Makers, owner: str) -> None:
    """Send everything that is due, at the pace that the rows were given; returns when nothing is left."""
    while True:
        async with desk.store.writes() as tx:
            claimed = await outbox.claim(tx, owner, desk.now())
        if not claimed:
            return
        looks = _looks(claimed, desk.now())
        deliveries = (_deliver_one(desk, makers, one, looks.get(one.id)) for one in claimed)
        for one, outcome in zip(claimed, await asyncio.gather(*deliveries, return_exceptions=True), strict=True):
            if isinstance(outcome, Exception):
                # What became of it could not be written down: the row stays claimed, and is looked for after the wait.
                logger.warning("a %s message has an unknown outcome (%s)", one.kind, errors.log(outcome))


def _looks(claimed: Sequence[Claimed], now: datetime) -> dict[int, datetime]:
    """When each message whose outcome is unknown is looked for: one after the other."""
    uncertain = [one.id for one in claimed if one.uncertain]
    return {key: now + BETWEEN_LOOKS * number for number, key in enumerate(uncertain)}


async def _deliver_one(desk: Desk, makers: Makers, claimed: Claimed, look_at: datetime | None) -> None:
    if look_at:
        await desk.until(look_at)
        if await _is_settled(desk, claimed):
            return
    await desk.wait_for_turn(claimed.target, claimed.slot)
    # The card is made now, from what is true now.
    made = await _outcome(_made(desk, makers, claimed))
    if isinstance(made, BaseException):
        logger.warning("a %s message cannot be made (%s)", claimed.kind, errors.log(made))
        async with desk.store.writes() as tx:
            await outbox.unmade(tx, claimed, desk.now())
    elif made is None:
        async with desk.store.writes() as tx:
            await stored.not_needed(tx, claimed)
    elif claimed.kind in FOR_ONE_ALONE and await _outcome(is_gone(desk, claimed.target)) is True:
        async with desk.store.writes() as tx:
            await outbox.refused(tx, claimed, "user_disabled", desk.now())
    else:
        await _post(desk, claimed, made)


async def _outcome(work: Awaitable[T]) -> T | BaseException:
    """What came of it, or what it failed with, whatever that is: nothing that happens to one message stops others."""
    [outcome] = await asyncio.gather(work, return_exceptions=True)
    return outcome


async def _made(desk: Desk, makers: Makers, claimed: Claimed) -> Payloads | None:
    made = await makers[claimed.kind](desk, claimed)
    return (made[0].payload(), made[1].payload()) if made else None


async def _is_settled(desk: Desk, claimed: Claimed) -> bool:
    """Look for the message of an earlier attempt; False where it is to be sent now."""
    found = await _outcome(_look(desk, claimed))
    if found is None:
        return False
    now = desk.now()
    async with desk.store.writes() as tx:
        if isinstance(found, CannotLook):
            return not await outbox.unseen(tx, claimed, now)
        if isinstance(found, BaseException):
            await _not_looked(tx, claimed, failed(found), now)
        else:
            await stored.sent(tx, claimed, *found)
    return True


async def _not_looked(tx: Tx, claimed: Claimed, failure: Failed, now: datetime) -> None:
    logger.warning("a %s message cannot be looked for: %s", claimed.kind, failure.error)
    match failure.meaning:
        case Meaning.LATER:
            await outbox.look_later(tx, claimed, failure.seconds, now)
        case Meaning.LOCKED_OUT:
            await outbox.locked_out(tx, claimed, now, is_known=False)
        case _:
            await outbox.unknown(tx, claimed, now)


async def _look(desk: Desk, claimed: Claimed) -> tuple[str, str] | None:
    """Where the message stands; None where it does not. Direct messages can always be read, a channel only with the
    optional scope. Raises `CannotLook`, and whatever a failed call raises."""
    try:
        channel = await _channel_of(desk, claimed)
        return await _find(desk, channel, claimed)
    except SlackApiError as refused:
        if failed(refused).error in UNSEEN:
            raise CannotLook from None
        raise


async def _channel_of(desk: Desk, claimed: Claimed) -> str:
    if claimed.target.startswith(("C", "G", "D")):
        return claimed.target
    return str((await desk.slack.conversations_open(users=claimed.target))["channel"]["id"])


async def _find(desk: Desk, channel: str, claimed: Claimed) -> tuple[str, str] | None:
    key = mark(claimed)
    oldest = str((claimed.first_try_at - LOOK_BACK).timestamp())
    cursor: str | None = None
    while cursor != "":
        page = await desk.slack.conversations_history(
            channel=channel, oldest=oldest, include_all_metadata=True, limit=PAGE, cursor=cursor
        )
        for message in page["messages"]:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("k") == key:
                return channel, message["ts"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
    return None


def mark(claimed: Claimed) -> str:
    """The opaque mark that a message carries, by which it is found again; it tells nothing to whoever reads it."""
    return hashlib.sha256(f"anker:{claimed.dedupe_key}".encode()).hexdigest()[:32]


async def _post(desk: Desk, claimed: Claimed, made: Payloads) -> None:
    """One attempt; what its answer means is written down before anything else happens."""
    full, plain = made
    answer = await _sent(desk, claimed, full)
    if _is_blocks_refusal(answer) and plain != full:
        if desk.now() < claimed.first_try_at + PICTURE_TIME:
            async with desk.store.writes() as tx:
                await outbox.later(tx, claimed, PICTURE_WAIT, desk.now())
            return
        await desk.wait_for_turn(claimed.target, desk.now())
        answer = await _sent(desk, claimed, plain)
    if answer is not None:
        await _write_down(desk, claimed, answer)


async def _sent(desk: Desk, claimed: Claimed, payload: Mapping[str, Any]) -> AsyncSlackResponse | BaseException | None:
    """Slack's answer, or how the call failed; None where the message is not ours to send any more."""
    async with desk.store.reads() as tx:
        if not await stored.still_mine(tx, claimed, desk.now()):
            return None
    return await _outcome(
        desk.slack.chat_postMessage(
            channel=claimed.target,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"k": mark(claimed)}},
            client_msg_id=str(uuid.uuid5(uuid.NAMESPACE_URL, claimed.dedupe_key)),
            unfurl_links=False,
            unfurl_media=False,
            **payload,
        )
    )


def _is_blocks_refusal(answer: object) -> bool:
    return isinstance(answer, SlackApiError) and failed(answer).error == "invalid_blocks"


async def _write_down(desk: Desk, claimed: Claimed, answer: AsyncSlackResponse | BaseException) -> None:
    now = desk.now()
    async with desk.store.writes() as tx:
        if not isinstance(answer, BaseException):
            await stored.sent(tx, claimed, answer.get("channel"), answer.get("ts"))
            live_cards.note_sent(desk, claimed, str(answer.get("channel")), str(answer.get("ts")))
            return
        failure = failed(answer)
        logger.warning("Slack does not take a %s message: %s (%s)", claimed.kind, failure.meaning.name, failure.error)
        match failure.meaning:
            case Meaning.LATER:
                await outbox.later(tx, claimed, failure.seconds, now)
            case Meaning.NOT_NOW:
                await outbox.not_now(tx, claimed, now)
            case Meaning.LOCKED_OUT:
                await outbox.locked_out(tx, claimed, now, is_known=True)
            case Meaning.REFUSED:
                await outbox.refused(tx, claimed, failure.error, now)
            case Meaning.UNKNOWN:
                await outbox.unknown(tx, claimed, now)
