"""What the HTTP door and the sockets share: a payload goes in, its answer goes out, what may wait happens after it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from handlers.slack.desk import Background, Later

logger = logging.getLogger("anker.reception")

#: Not an event but a payload of its own, which nobody subscribes to: Slack sends it once a minute while it sends no
#: events, after 30,000 in an hour or too many that were not taken (docs.slack.dev/reference/events/app_rate_limited).
LIMITED = "app_rate_limited"
#: Seconds until the log is told again.
BETWEEN_WORDS = 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack is to be told; below 200 or from 300 on the payload was not dealt with."""

    status: int
    body: str
    content_type: str


class Reception:
    """Hands to Bolt what has been let in and parsed already."""

    def __init__(self, app: AsyncApp, background: Background, may_post_to: Callable[[str], bool]) -> None:
        self._app = app
        self._background = background
        self._may_post_to = may_post_to
        self._told_of_limit = -BETWEEN_WORDS

    async def take(
        self, payload: dict[str, Any], headers: Mapping[str, str], send: Callable[[Answer], Awaitable[None]]
    ) -> None:
        """Have one payload dealt with and stored, `send` the answer, then begin what may wait.

        Where `send` raises `ConnectionError`, Slack hung up while it waited; what was done is done, and the person
        must still see it.
        """
        if payload.get("type") == LIMITED:
            self._tell_of_limit()
            await send(Answer(200, "", "text/plain"))
            return
        after: list[Later] = []
        # What comes here is verified and parsed, which is what this mode of Bolt takes for granted.
        heard = AsyncBoltRequest(
            body=self._without_strange_addresses(payload),
            headers=dict(headers),
            context={"after": after},
            mode="socket_mode",
        )
        answer = await self._app.async_dispatch(heard)
        content_type = answer.first_headers_without_set_cookie().get("content-type", "text/plain").split(";")[0]
        try:
            await send(Answer(answer.status, answer.body or "", content_type))
        except ConnectionError:
            logger.info("an answer came too late for Slack")
        finally:
            for work in after:
                self._background.start(work)

    def _tell_of_limit(self) -> None:
        if monotonic() - self._told_of_limit >= BETWEEN_WORDS:
            self._told_of_limit = monotonic()
            logger.warning("Slack holds events back, which are lost: they were too many, or too many were not taken")

    def _without_strange_addresses(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Bolt itself posts to these where it serves no such workspace, so a strange one must not get that far."""
        url = payload.get("response_url")
        is_slacks = isinstance(url, str) and self._may_post_to(url)
        strange = {"response_urls"} if is_slacks else {"response_urls", "response_url"}
        return {key: value for key, value in payload.items() if key not in strange}
