"""What stands in for Slack: it answers at once, and clicks on the buttons of items' cards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bench.rounds import TEAM, crowd
from domain.rounds import Round
from domain.sittings import Sitting
from messages.slack.sittings import item_card
from messages.wording import Words
from sandbox.roads import signed_headers

SECRET, TOKEN, BOT_USER = "bench-signing-secret", "xoxb-bench", "U0ANKER"
FORM = "application/x-www-form-urlencoded"
CHOICES = "12345"


class StandIn:
    """Slack's side: says who the bot is, and takes the cards that replace those that were clicked."""

    def __init__(self) -> None:
        self.url = ""
        self._awaited: dict[str, asyncio.Future[float]] = {}

    def card_for(self, click: str) -> asyncio.Future[float]:
        """Done when the click's next card has come: the moment, as `perf_counter` has it."""
        return self._awaited.setdefault(click, asyncio.get_running_loop().create_future())

    async def call(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True, "team_id": TEAM, "user_id": BOT_USER, "team": "Bench"})

    async def respond(self, request: web.Request) -> web.Response:
        card = await request.json()
        awaited = self._awaited.pop(request.match_info["click"])
        if card.get("replace_original"):
            awaited.set_result(perf_counter())
        else:
            awaited.set_exception(RuntimeError(f"the click was refused: {card['text']}"))
        return web.Response(text="ok")


@asynccontextmanager
async def standing_in() -> AsyncIterator[StandIn]:
    """A stand-in that listens on the loopback address."""
    slack = StandIn()
    application = web.Application()
    application.router.add_post("/api/{method}", slack.call)
    application.router.add_post("/response/{click}", slack.respond)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield slack
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class SignedClick:
    """One request as Slack sends it."""

    name: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Clicks:
    """People take turns to click, each on one item after the other, always on another choice than the time before.

    The last item stays open, so that every click is answered with an item's card.
    """

    asked: Round
    people: int
    slack_url: str
    _numbers: count[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        everybody = crowd(self.people)
        cards = {role: self._cards(role) for role in {person.role for person in everybody}}
        self._seats = [(person.user, cards[person.role]) for person in everybody]

    def _cards(self, role: str) -> list[tuple[str, dict[str, Any]]]:
        sitting = Sitting(self.asked.barometer, role)
        words = Words()
        return [(item.id, item_card(self.asked, sitting, words, item=item).payload()) for item in sitting.items[:-1]]

    def next(self) -> SignedClick:
        number = next(self._numbers)
        user, cards = self._seats[number % self.people]
        turn = number // self.people
        item, card = cards[turn % len(cards)]
        choice = CHOICES[(turn // len(cards) + number) % len(CHOICES)]
        payload = self._payload(number, user, f"{self.asked.id}:{item}:{choice}", card)
        body = urlencode({"payload": json.dumps(payload, ensure_ascii=False)})
        return SignedClick(str(number), body.encode(), signed_headers(SECRET, body, FORM))

    def _payload(self, number: int, user: str, value: str, card: dict[str, Any]) -> dict[str, Any]:
        """docs.slack.dev/reference/interaction-payloads/block_actions-payload"""
        channel, at = f"D{user[1:]}", f"1800000000.{number:06}"
        return {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
            "api_app_id": "A0ANKER",
            "token": "retired",
            "container": {"type": "message", "message_ts": at, "channel_id": channel, "is_ephemeral": False},
            "trigger_id": f"{number}.1.bench",
            "team": {"id": TEAM, "domain": "bench"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": channel, "name": "directmessage"},
            "message": {"type": "message", "user": BOT_USER, "bot_id": "B0ANKER", "ts": at, "team": TEAM, **card},
            "state": {"values": {}},
            "response_url": f"{self.slack_url}/response/{number}",
            "actions": [
                {
                    "type": "button",
                    "action_id": "sittings.answer",
                    "block_id": "b",
                    "action_ts": at,
                    "value": value,
                    "text": {"type": "plain_text", "text": "Enig", "emoji": True},
                }
            ],
        }
