"""One Bolt listener per kind of payload; which feature answers is looked up by id.

Bolt walks its listeners one by one and rebuilds their arguments for each, so few listeners answer faster
(docs/decisions/0006). An id that nobody knows is answered with a sentence, never with silence.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from handlers.slack import errors, requests
from handlers.slack.desk import Desk
from handlers.slack.requests import Listeners, OnCommand, Payload, Reply, Rewritten, Written

ANYTHING = re.compile("")
#: A message of a person: plain, with a file, or a thread reply that was also sent to the conversation.
WRITTEN = frozenset({None, "file_share", "thread_broadcast"})
COMMANDS = re.compile("^/(anker|barometer|icm)$")


class Router:
    """Looks up the listener for what Slack sent and turns refusals into sentences."""

    def __init__(
        self,
        desk: Desk,
        features: Iterable[Listeners],
        on_command: OnCommand,
        on_written: Callable[[Desk, Written], Awaitable[Reply]],
        on_rewritten: Callable[[Desk, Rewritten], Awaitable[Reply | None]],
    ) -> None:
        self.desk = desk
        self.on_command = on_command
        self.on_written = on_written
        self.on_rewritten = on_rewritten
        listeners = list(features)
        self.clicks = {name: heard for feature in listeners for name, heard in feature.clicks.items()}
        self.submissions = {name: heard for feature in listeners for name, heard in feature.submissions.items()}
        self.events = {name: heard for feature in listeners for name, heard in feature.events.items()}
        self.suggestions = {name: heard for feature in listeners for name, heard in feature.suggestions.items()}

    def register(self, app: AsyncApp) -> None:
        app.command(COMMANDS)(self.hear_command)
        app.action(ANYTHING)(self.hear_click)
        app.view(ANYTHING)(self.hear_submission)
        app.options(ANYTHING)(self.hear_suggest)
        app.event(ANYTHING)(self.hear_event)
        app.error(self.hear_error)

    async def hear_click(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        click = requests.click(body)
        listener = self.clicks.get(click.action, errors.on_unknown_click)
        await self._answer(ack, context, errors.refusing_click(self.desk, click, listener(self.desk, click)))

    async def hear_submission(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        submission = requests.submission(body)
        listener = self.submissions.get(submission.callback, errors.on_unknown_submission)
        work = errors.refusing_submission(self.desk, submission, listener(self.desk, submission))
        await self._answer(ack, context, work)

    async def hear_suggest(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        suggest = requests.suggest(body)
        await self._answer(ack, context, self.suggestions[suggest.action](self.desk, suggest))

    async def hear_command(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        command = requests.command(body)
        work = errors.refusing_command(self.desk, command, self.on_command(self.desk, command))
        await self._answer(ack, context, work)

    async def hear_event(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        event = body["event"]
        if event["type"] in self.events:
            await self._answer(ack, context, self.events[event["type"]](self.desk, requests.event(body)))
        elif event["type"] != "message" or event.get("channel_type") != "im":
            await ack()
        elif event.get("subtype") == "message_changed" and not event["message"].get("bot_id"):
            reply = await self.on_rewritten(self.desk, requests.rewritten(body))
            await self._answer(ack, context, _given(reply or Reply()))
        elif event.get("subtype") in WRITTEN and not event.get("bot_id"):
            await self._answer(ack, context, self.on_written(self.desk, requests.written(body)))
        else:
            await ack()

    async def hear_error(self, error: Exception, body: Payload, ack: AsyncAck, context: AsyncBoltContext) -> Any:  # noqa: ANN401
        reply = errors.unexpected(self.desk, error, body)
        if reply.after:
            context["after"].append(reply.after)
        if reply.payload is not None:
            return await ack(**reply.payload)
        return None

    async def _answer(self, ack: AsyncAck, context: AsyncBoltContext, work: Awaitable[Reply]) -> None:
        reply = await work
        if reply.after:
            context["after"].append(reply.after)
        await ack(**(reply.payload or {}))


async def _given(reply: Reply) -> Reply:
    return reply
