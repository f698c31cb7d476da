"""`/barometer my-data` and `/anker privacy`: what is kept about a person, shown to nobody else."""

from __future__ import annotations

from slack_sdk.models.views import View

from domain.people import Person
from handlers import kept
from handlers.slack.desk import Desk
from handlers.slack.requests import Command, Reply
from messages.slack import kept as cards
from messages.wording import Words


async def on_my_data(desk: Desk, command: Command, person: Person) -> Reply:
    """Everything kept about the person, in a window: answers never stand in a message."""
    async with desk.store.reads() as tx:
        found = await kept.about(tx, person.team, person.user)
    return Reply(after=_open(desk, command, cards.my_data_view(found, person.user, _words(desk, person))))


async def on_privacy(desk: Desk, command: Command, person: Person) -> Reply:
    """What is kept about everybody, how long, and whom to ask."""
    return Reply(after=_open(desk, command, cards.privacy_view(desk.operator, _words(desk, person))))


async def _open(desk: Desk, command: Command, view: View) -> None:
    await desk.open_view(command.trigger_id, view)


def _words(desk: Desk, person: Person) -> Words:
    return Words(person.language, desk.workdays.zone)
