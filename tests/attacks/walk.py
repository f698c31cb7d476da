"""A barometer round as a script: who chooses what, which word stands in whose comment, and what else they do."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from domain.rounds import Round
from sandbox.message import Message
from tests.conversations.house import HERE, House, Someone

#: Caseworkers all: what they are asked is the same. Ten and more have to hand in for comments to outlive the close.
CURIOUS = ("Amina", "Bente")
QUICK = ("Camilla", "Dorte", "Emil", "Freja", "Gitte", "Hanne", "Ida", "Kasper")
EVERYBODY = (*CURIOUS, *QUICK)
#: Somebody for whom everything fails; what they tried to say must be found nowhere all the same.
UNLUCKY = "Niels"
SCALE = ("Helt uenig", "Uenig", "Hverken enig eller uenig", "Enig", "Helt enig")
QUESTION = "Hvad går godt"


@dataclass(frozen=True, slots=True)
class Script:
    """One way in which a round may go: the choices of each person, and a word that only their comment holds."""

    choices: Mapping[str, Sequence[str]]
    words: Mapping[str, str]

    @classmethod
    def drawn(cls, turn: int) -> Script:
        """A pattern of choices of each person's own, another for each `turn`, and words never used before."""
        choices = {
            name: [SCALE[(turn + number + step * (1 + number % 4)) % len(SCALE)] for step in range(2)]
            for number, name in enumerate(EVERYBODY)
        }
        return cls(choices, {name: f"kanarie{_letters()}" for name in (*EVERYBODY, UNLUCKY)})


def _letters() -> str:
    """Twelve letters drawn at random. Digits among them would now and then look like a telephone number."""
    return "".join(secrets.choice(ascii_lowercase) for _ in range(12))


async def opened(house: House) -> Round:
    """A round with invitations sent. What came just before never counts as a double tap: that runs on real time."""
    house.bot.desk.shown.seconds = -1.0
    return await house.starts()


async def acts(house: House, name: str, script: Script) -> AsyncIterator[str]:
    """Everything one person does, act by act; each is over, with all that followed, when its name is given."""
    who = house.person(name)
    curious = name in CURIOUS
    async for act in _answers(house, who, script.choices[name], curious=curious):
        yield act
    await who.clicks("Skriv en kommentar", on=house.invitation(who))
    yield "opens the comments"
    await who.fills(QUESTION, f"{script.words[name]} øl & <brød>")
    await who.submits()
    yield "comments"
    if curious:
        async for act in _looks(house, who, script.choices[name][0]):
            yield act


async def _answers(house: House, who: Someone, choices: Sequence[str], *, curious: bool) -> AsyncIterator[str]:
    await who.clicks("Begynd", on=house.invitation(who))
    yield "begins"
    for choice in choices:
        await who.clicks(choice, on=house.invitation(who))
        yield "answers"
    if curious:
        await who.clicks("Tilbage", on=house.invitation(who))
        yield "goes back"
        await who.clicks(choices[-1], on=house.invitation(who))
        yield "answers again"
        await who.clicks("Spring over", on=house.invitation(who))
        yield "skips"
        await who.clicks("Pause", on=house.invitation(who))
        yield "pauses"
        await who.clicks("Fortsæt", on=waiting(who))
        yield "goes on"
    await who.clicks("Aflevér det, jeg har", on=house.invitation(who))
    yield "is asked whether to hand in a part"
    await who.submits()
    yield "hands in"


def waiting(who: Someone) -> Message:
    """The card of somebody who paused."""
    messages: list[Message] = who.messages()
    return next(message for message in messages if "venter på dig" in message.text)


async def _looks(house: House, who: Someone, choice: str) -> AsyncIterator[str]:
    """Looks at what is kept of them in every window there is, and changes one answer there."""
    await who.clicks("Skriv en kommentar", on=house.invitation(who))
    await who.seat.closes_all()
    yield "reads their comment"
    await who.clicks("Se og ret", on=house.invitation(who))
    await who.chooses(choice, for_="1. I mine undersøgelser")
    await who.submits()
    await who.seat.closes_all()
    yield "changes an answer in the form"
    for word in ("my-data", "status", ""):
        await who.types(f"/barometer {word}", channel=HERE)
        if who.modal:
            await who.seat.closes_all()
        yield f"asks for {word or 'their own'}"


async def answered(house: House, script: Script, names: Sequence[str] = EVERYBODY) -> None:
    """These people go through it, one after the other."""
    for name in names:
        async for _ in acts(house, name, script):
            pass
