"""A person as the Web API shows them."""

from __future__ import annotations

from sandbox.shapes import Obj
from sandbox.town import SLACKBOT, Person, Town


def is_program(person: Person) -> bool:
    """Whether nobody is there to read: another app, or Slackbot, whom the Web API does not call a bot."""
    return person.is_bot or person.id == SLACKBOT


def user_object(person: Person, place: Town) -> Obj:
    """docs.slack.dev/reference/objects/user-object"""
    profile = {
        "title": person.title,
        "real_name": person.name,
        "display_name": person.first_name,
        "first_name": person.first_name,
        "last_name": person.name.partition(" ")[2],
        "team": place.team_of(person),
    }
    return {
        "id": person.id,
        "team_id": place.team_of(person),
        "name": person.handle,
        "real_name": person.name,
        "deleted": person.deleted,
        "profile": profile,
        "is_admin": person.is_admin,
        "is_owner": person.is_admin,
        "is_primary_owner": person.is_admin,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": person.is_guest and person.in_one_channel_only,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_stranger": place.is_stranger(person),
        "tz": "Europe/Copenhagen",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "updated": 0,
    }
