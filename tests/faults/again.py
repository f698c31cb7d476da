"""Slack sends the same thing twice, late or in the wrong order: what was sent, sent again, and what that changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from urllib.parse import unquote_plus

from sqlalchemy import text

from sandbox.delivery import Answer
from sandbox.log import TO_APP, Exchange
from storage.tables import Table
from tests.conversations.house import House

#: Nothing listens there.
NOWHERE = "http://127.0.0.1:1/"
#: An event about the bot's own message.
HIDDEN = '"hidden": true'
#: An event about what the bot wrote: a press names the bot too, but is encoded.
BY_THE_BOT = '"bot_id"'


async def everything(house: House) -> dict[str, list[str]]:
    """All that is stored, table by table, sealed bodies as they lie there: nothing may even be written anew."""
    stored = {}
    async with house.bot.desk.store.reads() as tx:
        for table in Table.metadata.tables:
            rows = await tx.session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - our own tables' names
            stored[table] = sorted(str(tuple(row)) for row in rows)
    return stored


async def sent_by(house: House, act: Awaitable[Answer]) -> Exchange:
    """What an act of somebody's sends to the app: it is taken down, and does not arrive by itself."""
    since, address = len(house.workspace.log), house.workspace.app.request_url
    house.workspace.app.request_url = NOWHERE
    await act
    await house.workspace.delivery.gives_up()
    house.workspace.app.request_url = address
    # Slack's own telling of what the bot has just changed may be under way at the same time.
    return next(
        one
        for one in house.workspace.log[since:]
        if one.direction == TO_APP and HIDDEN not in one.request and BY_THE_BOT not in one.request
    )


def deliveries(house: House) -> list[Exchange]:
    """Everything that was sent to the app, oldest first."""
    return [exchange for exchange in house.workspace.log if exchange.direction == TO_APP]


def sent(house: House, what: str, text: str) -> list[Exchange]:
    """What was sent to the app under this name with this text in it."""
    return [one for one in deliveries(house) if one.what == what and text in unquote_plus(one.request)]


async def arrives(house: House, exchange: Exchange, times: int = 1, **headers: str) -> list[Answer]:
    """The delivery comes so many times at once; over when all that followed is done."""
    answers = await asyncio.gather(*(house.workspace.delivery.again(exchange, **headers) for _ in range(times)))
    await house.bot.desk.background.finish()
    return answers
