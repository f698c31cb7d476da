"""Requests as Slack would sign them, with whatever an attacker puts into them, and what the person is told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from sandbox.roads import signed_headers
from tests.attacks.traffic import calls, objects
from tests.conversations.house import HERE, House

FORM = "application/x-www-form-urlencoded"
#: Every press has a time of its own: a repeated one would change nothing anyway.
TICKS = count(1_900_000_000)


@dataclass(frozen=True, slots=True)
class Forger:
    """Somebody who presses, sends in and types through the house's own door. `team` is what their requests say."""

    house: House
    user: str
    team: str
    users_team: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def envelope(self) -> dict[str, Any]:
        channel = self.house.workspace.channel(HERE).id
        return {
            "user": {"id": self.user, "team_id": self.users_team or self.team},
            "team": {"id": self.team, "domain": "x"},
            "channel": {"id": channel, "name": "x"},
            "api_app_id": self.house.workspace.app.app_id,
            "trigger_id": self.house.workspace.triggers.issue(self.user),
            "response_url": self.house.workspace.response_urls.issue(self.user, channel),
            **self.extra,
        }

    async def clicks(self, action: str, value: str) -> str:
        """Press a button with this id and value, wherever it may have been found."""
        pressed = {
            "type": "button",
            "action_id": action,
            "value": value,
            "block_id": value,
            "action_ts": f"{next(TICKS)}",
        }
        return await self.sends(self.envelope | {"type": "block_actions", "actions": [pressed]})

    async def submits(self, callback: str, subject: str, values: dict[str, Any] | None = None) -> str:
        """Send in a window with this id, whose subject and block ids are the attacker's."""
        view = {
            "id": f"V{next(TICKS)}",
            "hash": "1",
            "type": "modal",
            "callback_id": callback,
            "team_id": self.team,
            "app_installed_team_id": self.team,
            "blocks": [{"type": "section", "block_id": subject}],
            "state": {"values": values or {}},
        }
        return await self.sends(self.envelope | {"type": "view_submission", "view": view})

    async def types(self, command: str, text: str) -> str:
        """A slash command."""
        envelope = self.envelope
        fields = {
            "command": command,
            "text": text,
            "team_id": self.team,
            "user_id": self.user,
            "channel_id": envelope["channel"]["id"],
            "channel_name": "x",
            "trigger_id": envelope["trigger_id"],
            "response_url": envelope["response_url"],
        }
        return await self._told(urlencode(fields))

    async def sends(self, payload: dict[str, Any]) -> str:
        """Any payload."""
        return await self._told(urlencode({"payload": json.dumps(payload)}))

    async def _told(self, body: str) -> str:
        """Everything that the sender then reads."""
        since = len(self.house.workspace.log)
        answer = await knock(self.house, body)
        await self.house.bot.desk.background.finish()
        heard = [readable(call.body) for call in calls(self.house.workspace, since)]
        return "\n".join([readable(_as_object(answer)), *heard]).strip()


async def knock(house: House, body: str, content_type: str = FORM) -> str:
    """Send something signed; the text of the answer. What makes no sense to the bot may be answered with a 500."""
    headers = signed_headers(house.workspace.app.signing_secret, body, content_type)
    address = house.workspace.app.request_url
    async with ClientSession() as session, session.post(address, data=body.encode(), headers=headers) as answer:
        assert answer.status in {200, 500}, (answer.status, body[:200])
        return await answer.text()


def _as_object(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer or "{}")
    except ValueError:
        return {"text": answer}
    return found if isinstance(found, dict) else {"text": answer}


def readable(body: dict[str, Any]) -> str:
    """Every text in a body, line by line; ids of errors, which are new each time, left out."""
    return "\n".join(str(one["text"]) for one in objects(body) if isinstance(one.get("text"), str))
