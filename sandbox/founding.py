"""The first day: the town's people and rooms as accounts and channels, with the app among them."""

from __future__ import annotations

from sandbox.app import App
from sandbox.channel import Channel
from sandbox.town import Person, Town, stable_id


def residents(place: Town, app: App) -> dict[str, Person]:
    """Everybody by id, the app's bot user last."""
    bot = Person(app.name, "App", is_bot=True, fixed_id=app.bot_user)
    return {person.id: person for person in (*place.people, bot)}


def ids_by_name(people: dict[str, Person]) -> dict[str, str]:
    """Ids by first name and by full name; of two with one first name, the first has it."""
    ids: dict[str, str] = {}
    for user, person in people.items():
        for name in (person.first_name, person.name):
            ids.setdefault(name, user)
    return ids


def rooms(place: Town, app: App, ids: dict[str, str]) -> dict[str, Channel]:
    """The channels by id, with the app in those that have it."""
    channels = {}
    for room in place.rooms:
        members = dict.fromkeys(ids[name] for name in room.members) | ({app.bot_user: None} if room.with_app else {})
        channel_id = stable_id("C", room.name)
        channels[channel_id] = Channel(channel_id, room.name, members, room.topic, is_private=room.is_private)
    return channels
