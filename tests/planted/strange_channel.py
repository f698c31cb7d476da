"""The answer to a command is posted into the channel, also where the bot is no member
(docs.slack.dev/reference/methods/chat.postMessage, `not_in_channel`).
"""

from __future__ import annotations

import pytest

from domain.departments import Setup
from domain.people import Person
from handlers.slack.desk import Desk
from handlers.slack.requests import Command
from messages.slack.errors import invite_me


async def answer(desk: Desk, command: Command, person: Person, _: Setup) -> None:
    await desk.say(command.channel, invite_me(person.channel, desk.wording(person)))


pytest.MonkeyPatch().setattr("handlers.slack.people._open", answer)
