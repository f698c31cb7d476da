"""Who has which right in a channel, who is in the department, and what is kept about a person."""

from __future__ import annotations

from dataclasses import replace

from domain.barometers import Language
from domain.people import Absence, ChannelId, Person, Right, TeamId, UserId
from storage import people as stored
from storage.database import Tx


class NotWelcome(Exception):  # noqa: N818 - the name is the sentence
    """Bots, deactivated people, strangers, and guests without a named right, are refused; with their language."""

    def __init__(self, absence: Absence, language: Language) -> None:
        super().__init__(absence.value)
        self.absence = absence
        self.language = language


async def person_in(tx: Tx, team: TeamId, user: UserId, channel: ChannelId, *, is_admin: bool) -> Person:
    """The person with their language and the rights that are stored for this channel."""
    language = await stored.language(tx, team, user, channel)
    rights = (await stored.named(tx, team, channel)).rights_of(user)
    person = Person(team, user, language, rights)
    return replace(person, rights=rights | {Right.ADMINISTRATOR}) if is_admin else person
