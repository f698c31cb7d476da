"""Egelund Kommune: a made-up municipality with two dozen people, three channels and two user groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sandbox.lives import CASEWORKER, LEADER, PROFESSIONAL_LEADER, STAFF, SUPER_USER, Life

__all__ = [
    "CASEWORKER",
    "DEPARTMENT",
    "EVERYONE",
    "LEADER",
    "PROFESSIONAL_LEADER",
    "SLACKBOT",
    "SUPER_USER",
    "TEAM",
    "Group",
    "Person",
    "Room",
    "Town",
    "stable_id",
    "town",
]

DEPARTMENT = "boern-familie"
TEAM = "forankringsteam-ics"
EVERYONE = "alle-i-egelund"

SLACKBOT = "USLACKBOT"

_TEAM_MEMBERS = ("Mette Skovgaard", "Jonas Dahl", "Torben Lindqvist", "Sofie Krogh", "Amina Yusuf")


def stable_id(prefix: str, *words: str) -> str:
    """An id that looks like Slack's and is the same at every start, e.g. `U7Q0…` for a person's name."""
    digest = sha256("|".join(words).encode()).digest()
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return prefix + "0" + "".join(alphabet[byte % 36] for byte in digest[:9])


@dataclass(frozen=True, slots=True)
class Person:
    """One account: people, guests, bots and those who have left."""

    name: str
    title: str = ""
    role: str = ""
    is_admin: bool = False
    is_guest: bool = False
    in_one_channel_only: bool = False
    """Of a guest: Slack then calls them restricted and ultra-restricted at once."""
    is_bot: bool = False
    deleted: bool = False
    team_id: str = ""
    fixed_id: str = ""
    note: str = ""
    """A few words for whoever is about to take the seat; nothing that Slack knows."""
    leaning: float | None = None
    """Where on a scale from 0 to 1 this person's answers lie; None: it is left to chance, the same at every start."""
    is_away: bool = False
    """On leave, say: reads nothing and answers nothing by themselves."""

    @property
    def id(self) -> str:
        return self.fixed_id or stable_id("U", self.name)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def handle(self) -> str:
        return self.name.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa").replace(" ", ".")


@dataclass(frozen=True, slots=True)
class Room:
    """A channel as the town has it on the first day; `with_app` says whether the app is a member."""

    name: str
    members: tuple[str, ...]
    topic: str = ""
    is_private: bool = False
    with_app: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A user group, `@handle`."""

    handle: str
    name: str
    members: tuple[str, ...]

    @property
    def id(self) -> str:
        return stable_id("S", self.handle)


@dataclass(frozen=True, slots=True)
class Town:
    """Who and what there is when the workspace starts; people and rooms are referred to by full name."""

    name: str
    domain: str
    people: tuple[Person, ...]
    rooms: tuple[Room, ...]
    groups: tuple[Group, ...]

    @property
    def team_id(self) -> str:
        return stable_id("T", self.domain)

    def team_of(self, person: Person) -> str:
        """The team that somebody belongs to: this one, unless they are of another organisation."""
        return person.team_id or self.team_id

    def is_stranger(self, person: Person) -> bool:
        """Whether somebody belongs to another organisation."""
        return self.team_of(person) != self.team_id


ADMINISTRATOR = Person("Henrik Toft", "It-administrator", is_admin=True, note="har sat Anker op, er ikke i afdelingen")
GUEST = Person("Pia Lorentzen", "Konsulent, gæst udefra", is_guest=True, note="underviser i ICS, er her til sommer")
LEFT = Person("Lars Munk", "Socialrådgiver (fratrådt)", CASEWORKER, deleted=True)
OTHER_BOT = Person("Vagtplan", "App", is_bot=True)
SLACKBOT_PERSON = Person("Slackbot", fixed_id=SLACKBOT)


def town(people: int = 24) -> Town:
    """Egelund Kommune with `people` people who can be asked or ask (24 = 23 in the department and its
    administrator); beyond 24, caseworkers called "Ansat25", "Ansat26" … join the department.

    A guest, someone who has left and another app's bot are there besides, in the department's channel.
    """
    if people < len(STAFF) + 1:
        raise ValueError(f"Egelund has at least {len(STAFF) + 1} people")
    more = (
        Person(f"Ansat{number} Egelund", "Socialrådgiver", CASEWORKER) for number in range(len(STAFF) + 2, people + 1)
    )
    staff = (*map(_person, STAFF), *more)
    extras = (GUEST, LEFT, OTHER_BOT)
    department = tuple(person.name for person in (*staff, *extras))
    everyone = tuple(person.name for person in (*staff, ADMINISTRATOR))
    return Town(
        name="Egelund Kommune",
        domain="egelund",
        people=(*staff, ADMINISTRATOR, *extras, SLACKBOT_PERSON),
        rooms=(
            Room(DEPARTMENT, department, topic="Børn og Familie", with_app=True),
            Room(TEAM, _TEAM_MEMBERS, topic="Forankring af ICS", is_private=True, with_app=True),
            Room(EVERYONE, everyone, topic="Nyt til alle"),
        ),
        groups=(
            Group("superbrugere-ics", "Superbrugere i ICS", _named(staff, SUPER_USER)),
            Group("ledere-boern", "Ledere i Børn og Familie", _named(staff, LEADER)),
        ),
    )


def _person(life: Life) -> Person:
    return Person(life.name, life.title, life.role, note=life.note, leaning=life.leaning, is_away=life.is_away)


def _named(staff: Sequence[Person], role: str) -> tuple[str, ...]:
    return tuple(person.name for person in staff if person.role == role)
