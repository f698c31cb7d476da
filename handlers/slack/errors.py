"""What went wrong, as a sentence that says what to do next; the log gets an id and never a body."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from secrets import token_hex

from slack_sdk.models.blocks import Block

from domain.barometers import Language
from domain.people import Absence, NotAllowed
from handlers.people import NotWelcome
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Payload, Reply, Submission
from messages.slack import errors as cards
from messages.slack.cards import Card
from messages.wording import Words

logger = logging.getLogger("anker.errors")

Refusals = (NotAllowed, NotWelcome)


async def refusing_click(desk: Desk, click: Click, work: Awaitable[Reply]) -> Reply:
    """The listener's reply, or its refusal shown to the person alone."""
    try:
        return await work
    except Refusals as refusal:
        card = cards.refusal(refusal, await desk.words(click.user, click.channel))
        return Reply(after=desk.whisper(click.response_url, card))


async def refusing_command(desk: Desk, command: Command, work: Awaitable[Reply]) -> Reply:
    try:
        return await work
    except Refusals as refusal:
        card = cards.refusal(refusal, await desk.words(command.user, command.channel))
        return Reply(after=desk.whisper(command.response_url, card))


async def refusing_submission(desk: Desk, submission: Submission, work: Awaitable[Reply]) -> Reply:
    """The listener's reply, or its refusal in place of the modal."""
    try:
        return await work
    except Refusals as refusal:
        return shown_in_modal(cards.refusal(refusal, await desk.words(submission.user)), Words())
