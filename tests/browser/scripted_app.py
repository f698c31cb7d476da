"""An app in the workspace without any framework: it keeps what it hears, and answers as a test has scripted it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from aiohttp import ClientSession, web

from sandbox import Workspace
from sandbox.shapes import Obj

Reply: TypeAlias = Callable[[Obj], Coroutine[Any, Any, Obj | None]]
"""What the app does on hearing something; what it returns is the HTTP answer, None an empty one."""


class ScriptedApp:
    """`on[name]` is what the app does; names are commands, action ids, callback ids and `suggest <action id>`."""

    def __init__(self, workspace: Workspace, session: ClientSession) -> None:
        self.on: dict[str, Reply] = {}
        self.heard: list[tuple[str, Obj]] = []
        self._workspace = workspace
        self._session = session

    def last(self, name: str) -> Obj:
        """What was heard last under this name."""
        return [body for heard, body in self.heard if heard == name][-1]

    def count(self, name: str) -> int:
        return sum(heard == name for heard, _ in self.heard)

    async def call(self, method: str, **arguments: Any) -> Obj:  # noqa: ANN401  Slack's own arguments
        """Call the Web API, with a form as every method takes it; a refusal fails the test."""
        headers = {"Authorization": f"Bearer {self._workspace.app.token}"}
        form = {name: each if isinstance(each, str | int) else json.dumps(each) for name, each in arguments.items()}
        async with self._session.post(self._workspace.api_url + method, data=form, headers=headers) as answer:
            body: Obj = await answer.json()
        assert body["ok"], body
        return body

    async def posts(self, channel: str, *blocks: Obj, text: str = "kort") -> Obj:
        """Post a card in a channel by name, or in the direct message with a person by first name."""
        place = channel if channel.startswith("#") else self._workspace.person(channel).id
        place = self._workspace.channel(place).id if place.startswith("#") else place
        return await self.call("chat.postMessage", channel=place, text=text, blocks=list(blocks))

    async def replaces(self, body: Obj, *blocks: Obj) -> None:
        """Put a new card in the place of the one that was pressed."""
        card = {"replace_original": True, "text": "kort", "blocks": list(blocks)}
        async with self._session.post(body["response_url"], json=card) as answer:
            assert answer.status == 200, await answer.text()

    async def opens(self, body: Obj, view: Obj) -> None:
        await self.call("views.open", trigger_id=body["trigger_id"], view=view)

    async def handle(self, request: web.Request) -> web.Response:
        """What the workspace sends: keep it, do what is scripted, answer."""
        reply = await self.hears(await request.text())
        return web.Response() if reply is None else web.json_response(reply)

    async def hears(self, raw: str) -> Obj | None:
        """Keep what was sent, and answer it."""
        name, body = _named(raw)
        self.heard.append((name, body))
        return await self.on[name](body) if name in self.on else None


def _named(raw: str) -> tuple[str, Obj]:
    if raw.startswith("{"):
        event: Obj = json.loads(raw)
        return f"event {event['event']['type']}", event
    form = dict(parse_qsl(raw))
    if "command" in form:
        return form["command"], dict(form)
    body: Obj = json.loads(form["payload"])
    match body["type"]:
        case "block_actions":
            return body["actions"][0]["action_id"], body
        case "block_suggestion":
            return f"suggest {body['action_id']}", body
        case kind:
            return f"{body['view']['callback_id']}" if kind == "view_submission" else kind, body


@asynccontextmanager
async def scripted_app(workspace: Workspace) -> AsyncIterator[ScriptedApp]:
    """The app, listening where the workspace sends, as long as the block runs."""
    async with ClientSession() as session:
        app = ScriptedApp(workspace, session)
        site_app = web.Application()
        site_app.router.add_post("/slack/events", app.handle)
        runner = web.AppRunner(site_app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        workspace.app.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        try:
            yield app
        finally:
            await runner.cleanup()
