"""The others: people who answer by themselves, through the same buttons as anybody, each leaning their own way."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox import acts, remarks
from sandbox.channel import Channel
from sandbox.controls import Control, controls
from sandbox.message import Message
from sandbox.reading import plain
from sandbox.town import Person

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

BEGIN = frozenset({"Begynd", "Fortsæt", "Begin", "Start", "Continue"})
_NO_OPINION = ("ved ikke", "relevant", "don't know", "do not know")
AWAY = 0.2
"""The part who never answer, of those of whom nothing is told."""
NO_OPINION = 0.06
BETTER = 0.08
"""So much more people agree half a year later: a method that somebody works with."""
HALF_A_YEAR = 180 * 24 * 3600.0
DOUBTS = 0.5
"""Whoever leans below this has reservations, and writes so."""
SCALE_LEAST = 3
"""So many buttons in a row, each alone in its block and of one kind, are a scale."""
STEPS_MOST = 200
AT_ONCE = 6
CARD_SECONDS = 5.0


@dataclass(slots=True)
class Run:
    """One time that they are let: how many come, how many got to the end, and which buttons the app has refused."""

    of: int
    answered: int = 0
    refused: set[tuple[str, str]] = field(default_factory=set)


class Others:
    """Those who let themselves be asked; who stays away and who leans which way is the same at every start."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.run: Run | None = None
        """How far they are, as long as they are at it."""

    def asked(self, people: Iterable[str]) -> dict[str, str]:
        """Those among them who have something to answer or begin, each with the ts of the card."""
        return {user: card.ts for user in people if (card := self._card(user))}

    async def answer(self, but: str, how_many: int | None = None, seated: Collection[str] = ()) -> int:
        """Let everyone but one answer what the app has asked them by now; returns how many got to the end. Those who
        are `seated` answer for themselves.

        What it asks them later waits for the next time. Nobody presses what the app has refused somebody: a round that
        closes is over for all, and an old card of another round for nobody else.
        """
        asked = self.asked(user for user in self._workspace.people if user != but and user not in seated)
        coming = [user for user in asked if not self._stays_away(user)][:how_many]
        turns = asyncio.Semaphore(AT_ONCE)
        run = self.run = Run(len(coming))

        async def one(user: str) -> None:
            async with turns:
                if await self._answers(user, asked[user], run):
                    run.answered += 1
                    self._workspace.changed()
                    await remarks.write(
                        self._workspace, user, doubts=leaning_of(user, self._workspace.people[user]) < DOUBTS
                    )

        try:
            await asyncio.gather(*(one(user) for user in coming))
        finally:
            self.run = None
            self._workspace.changed()
        return run.answered

    def _stays_away(self, user: str) -> bool:
        person = self._workspace.people[user]
        by_chance = person.leaning is None and random.Random(f"{user} away").random() < AWAY
        return person.is_away or by_chance

    def _card(self, user: str, ts: str = "") -> Message | None:
        """The newest card in the person's direct message with the app that can be answered or begun, or the one asked
        for."""
        person = self._workspace.people[user]
        if person.is_bot or person.deleted:
            return None
        cards = self._workspace.direct(user).newest_first(user)
        return next(
            (
                message
                for message in cards
                if message.user != user and ts in {"", message.ts} and (scale(message) or _begin(message))
            ),
            None,
        )

    async def _answers(self, user: str, asked: str, run: Run) -> bool:
        half_years = self._half_years(user)
        leaning = leaning_of(user, self._workspace.people[user]) + BETTER * half_years
        mood = f"{user} {half_years}" if half_years else user
        for step in range(STEPS_MOST):
            card = self._card(user, asked)
            if card is None:
                return step > 0
            points = scale(card)
            press = _choice(points, leaning, card, mood) if points else _begin(card)
            if press is None:
                return True
            if _what(press) in run.refused or not await self._presses(user, card, press, run):
                return False
        return False

    def _half_years(self, user: str) -> int:
        """How many half years ago the app first wrote to the person: what they find has changed since."""
        *_, first = self._workspace.direct(user).newest_first(user)
        return int((self._workspace.clock.now().timestamp() - float(first.ts)) / HALF_A_YEAR)

    async def _presses(self, user: str, card: Message, press: Control, run: Run) -> bool:
        """Whether something came of it. A word to this person alone, with the card as it was, is a refusal."""
        place = self._workspace.direct(user)
        told = _words_to(place, user)

        def is_refused() -> bool:
            return _words_to(place, user) > told and place.posts.get(card.ts) == card

        answer = await acts.act(self._workspace, user, press)
        if answer.error:
            return False
        try:
            await self._workspace.until(lambda: place.posts.get(card.ts) != card or is_refused(), CARD_SECONDS)
        except TimeoutError:
            return False
        if is_refused():
            run.refused.add(_what(press))
        return not is_refused()


def leaning_of(user: str, person: Person) -> float:
    """Where on the scale from 0 to 1 somebody's answers lie when they are first asked."""
    return person.leaning if person.leaning is not None else random.Random(f"{user} leaning").gauss(0.62, 0.16)


def _what(press: Control) -> tuple[str, str]:
    """What a button is for: those of two people that say the same to the app are the same."""
    return press.action_id, press.element.get("value", "")


def _words_to(place: Channel, user: str) -> int:
    """How many messages there are for this person's eyes only."""
    return sum(post.only_for == user for post in place.posts.values())


def scale(card: Message) -> list[Control]:
    """The buttons of the scale on a card: one to a row, all of one kind; empty when there is none."""
    alone = [
        control
        for control in controls(card)
        if control.kind == "button" and control.block["type"] == "actions" and len(control.block["elements"]) == 1
    ]
    kinds = [control.action_id for control in alone]
    return next(([c for c in alone if c.action_id == kind] for kind in kinds if kinds.count(kind) >= SCALE_LEAST), [])


def _begin(card: Message) -> Control | None:
    return next((c for c in controls(card) if c.kind == "button" and plain(c.element["text"]) in BEGIN), None)


def _choice(points: list[Control], leaning: float, card: Message, mood: str) -> Control:
    """A point near where the person leans, shifted by what everybody finds of the item."""
    item = _item(card)
    chance = random.Random(f"{mood} {item}")
    no_opinion = [point for point in points if any(word in _label(point) for word in _NO_OPINION)]
    if no_opinion and chance.random() < NO_OPINION:
        return no_opinion[0]
    steps = [point for point in points if point not in no_opinion]
    common = random.Random(item).gauss(0.0, 0.15)
    where = chance.gauss(leaning + common, 0.15)
    return steps[min(len(steps) - 1, max(0, int(where * len(steps))))]


def _label(point: Control) -> str:
    return plain(point.element["text"]).casefold()


def _item(card: Message) -> str:
    """The words of the item: those of the section."""
    return next((plain(block.get("text")) for block in card.blocks if block["type"] == "section"), card.text)
