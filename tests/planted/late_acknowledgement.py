"""The work is done before Slack is answered, and takes more than three seconds
(docs.slack.dev/interactivity/handling-user-interaction, "Acknowledgment response").
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest
from slack_bolt.async_app import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from handlers.slack.listening import Router
from handlers.slack.requests import Reply
from sandbox.limits import ANSWER_SECONDS

answered = Router._answer


async def answer(router: Router, ack: AsyncAck, context: AsyncBoltContext, work: Awaitable[Reply]) -> None:
    await asyncio.sleep(ANSWER_SECONDS + 0.5)
    await answered(router, ack, context, work)


pytest.MonkeyPatch().setattr(Router, "_answer", answer)
