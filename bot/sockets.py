"""Socket Mode: two connections at once, each replaced before it ends (docs/decisions/0016).

Slack closes a connection every few hours and sends each payload to any one of those that are open. So there are two, a
successor is opened before the old one goes, and whatever came by a connection is acknowledged by that connection.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from secrets import SystemRandom
from time import monotonic

from aiohttp import ClientError, ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.connection import LINK_DISABLED, LOST, TOO_MANY, Connection, NoConnectionError, Pace
from bot.reaching import plainly
from bot.reception import Reception
from handlers.slack.outcomes import Meaning, failed

logger = logging.getLogger("anker.sockets")

#: One keeps hearing Slack while the other is replaced. Slack allows ten for all processes of an app together.
CONNECTIONS = 2

SWITCHED_OFF = (
    "Socket Mode is switched off in the app's settings at Slack: switch it on there, "
    "or remove SLACK_APP_TOKEN to be reached over HTTP."
)
TOO_MANY_SENTENCE = "Slack allows ten connections for an app and has them: is Anker running somewhere else too?"


class Trouble(Exception):  # noqa: N818 - logged as the reason for waiting
    """There is no connection; the text is one sentence. Where it `stays`, somebody has to change a setting.

    `wait` is how many seconds Slack asks to wait for.
    """

    def __init__(self, sentence: str, *, stays: bool = False, wait: float = 0.0) -> None:
        super().__init__(sentence)
        self.stays = stays
        self.wait = wait


@dataclass
class Waiting:
    """Growing waits with chance in them, so that not everybody comes back at the same moment."""

    pace: Pace
    failures: int = 0

    def next(self) -> float:
        """Seconds until the next attempt."""
        longest = min(self.pace.longest_wait, self.pace.first_wait * 2.0**self.failures)
        self.failures = min(self.failures + 1, 30)
        return SystemRandom().uniform(longest / 2, longest)


class Sockets:
    """Keeps two connections open from `start` until `stop`."""

    def __init__(
        self,
        slack: AsyncWebClient,
        app_token: str,
        session: ClientSession,
        reception: Reception,
        pace: Pace,
    ) -> None:
        self._slack = slack
        self._app_token = app_token
        self._session = session
        self._reception = reception
        self._pace = pace
        self._connections: set[Connection] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._told = ""

    @property
    def connected(self) -> int:
        """How many connections something can come by."""
        return sum(connection.is_open for connection in self._connections)

    async def start(self) -> None:
        """Open the first connection, and keep two from now on.

        Raises `Trouble` where Slack refuses the token; a Slack that cannot be reached now is tried again.
        """
        first = None
        try:
            first = await self._open()
        except Trouble as trouble:
            if trouble.stays:
                raise
            self._tell(trouble)
        self._keepers = [asyncio.create_task(self._keep(one)) for one in (first, *[None] * (CONNECTIONS - 1))]

    async def stop(self) -> None:
        """Take nothing more, answer what was taken, hang up."""
        for keeper in self._keepers:
            keeper.cancel()
        kept = asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(kept, *(connection.close() for connection in self._connections))

    async def _keep(self, connection: Connection | None) -> None:
        """One connection after the other; the next is opened while the one before it still works, where that can be."""
        waiting = Waiting(self._pace)
        while True:
            try:
                connection = connection or await self._open()
                await self._until_leaving(connection, waiting)
            except Trouble as trouble:
                self._tell(trouble)
                await asyncio.sleep(self._pace.rarely if trouble.stays else max(trouble.wait, waiting.next()))
            connection = None

    async def _until_leaving(self, connection: Connection, waiting: Waiting) -> None:
        """Raises `Trouble`, and so a wait, unless Slack asked for a successor of a connection that had its time."""
        began = monotonic()
        await connection.leaving.wait()
        if monotonic() - began >= self._pace.longest_wait:
            waiting.failures = 0
        if connection.reason == LINK_DISABLED:
            raise Trouble(SWITCHED_OFF, stays=True)
        if connection.reason == TOO_MANY:
            raise Trouble(TOO_MANY_SENTENCE)
        if connection.reason == LOST or waiting.failures:
            raise Trouble(f"A connection to Slack has ended ({connection.reason}); another is opened.")
        waiting.failures = 1

    async def _open(self) -> Connection:
        """Raises `Trouble`."""
        try:
            answer = await self._slack.apps_connections_open(app_token=self._app_token)
            connection = await Connection.open(self._session, str(answer.get("url")), self._reception, self._pace)
        except SlackApiError as refused:
            raise _refusal(refused) from None
        except NoConnectionError as ended:
            raise _ended(str(ended)) from None
        except (ClientError, OSError, TimeoutError) as failure:
            raise Trouble(f"Slack cannot be reached ({plainly(failure)}); it is tried again.") from None
        if self._told:
            self._told = ""
            logger.info("Anker is connected to Slack again.")
        self._connections = {one for one in self._connections if not one.is_over} | {connection}
        return connection

    def _tell(self, trouble: Trouble) -> None:
        """Log what is wrong, once until something else is or a connection has been opened."""
        if str(trouble) != self._told:
            self._told = str(trouble)
            logger.log(logging.ERROR if trouble.stays else logging.WARNING, "%s", trouble)


def _refusal(refused: SlackApiError) -> Trouble:
    failure = failed(refused)
    if failure.meaning not in {Meaning.REFUSED, Meaning.LOCKED_OUT}:
        sentence = f"Slack opens no connection now ({failure.error}); it is tried again."
        return Trouble(sentence, wait=failure.seconds or 0.0)
    return Trouble(
        f"SLACK_APP_TOKEN is refused by Slack ({failure.error}): it must be an app-level token beginning with xapp-, "
        "with the scope connections:write, made under Basic Information of an app in which Socket Mode is switched on.",
        stays=True,
    )


def _ended(reason: str) -> Trouble:
    if reason == LINK_DISABLED:
        return Trouble(SWITCHED_OFF, stays=True)
    return Trouble(TOO_MANY_SENTENCE if reason == TOO_MANY else f"Slack opens no connection now ({reason}).")
