"""Hears Slack, calls one operation, shows its result."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers.slack import commands, people, releases, rounds, sittings
from handlers.slack.desk import Desk
from handlers.slack.listening import Router

FEATURES = (people.LISTENERS, rounds.LISTENERS, sittings.LISTENERS, releases.LISTENERS, commands.LISTENERS)


def register(app: AsyncApp, desk: Desk) -> None:
    """Give every feature's listeners to the app."""
    Router(desk, FEATURES, commands.on_command, sittings.on_written).register(app)
