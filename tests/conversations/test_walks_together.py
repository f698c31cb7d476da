"""Several people in one template at the same moment: nobody disturbs anybody, and nothing that was written is lost."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.revisions import Revision
from domain.walks import Walk
from sandbox.reading import button_labels
from storage import walk_messages, walks
from tests.conversations.house import House, Road, Someone, built
from tests.conversations.test_walks import begin

NAMES = ("Mette", "Jonas")
QUESTIONS = 32
MORE = "Føj min til"

#: What somebody does while the other one does something else.
writes, fills, moves, back, places = "writes", "fills", "moves on", "goes back", "places"
ACTS = (writes, fills, moves, back, places)


@pytest.fixture
async def house(tmp_path: Path, road: Road) -> AsyncIterator[House]:
    async with built(tmp_path, road=road) as house:
        yield house


async def walk_of(house: House) -> Walk:
    async with house.bot.desk.store.reads() as tx:
        [found] = await walks.of_person(tx, house.bot.desk.team, house.person("Mette").id)
    return found


async def wordings(house: House, walk: Walk) -> list[Revision]:
    """Every wording of every answer."""
    async with house.bot.desk.store.reads() as tx:
        return [one for question in walk.questions for one in await walks.history(tx, walk, question.id)]


async def waiting(house: House, names: Sequence[str] = NAMES) -> list[str]:
    """What lies safe, and is asked about."""
    team = house.bot.desk.team
    async with house.bot.desk.store.reads() as tx:
        found = [await walk_messages.undecided(tx, team, house.person(name).id) for name in names]
    return [one.text for mine in found for one in mine]


async def test_two_people_answer_all_questions_between_them_at_the_same_time(house: House) -> None:
    """Each is led past what the other is on; every answer stands under its question, and each question has one."""
    people = [await begin(house, "Jonas"), house.person("Jonas")]
    said: dict[int, str] = {}
    for who in people:
        await who.types("/icm")
    for _ in range(QUESTIONS // 2):
        numbers = [number_on_card(who) for who in people]
        assert len(set(numbers)) == 2
        for who, number in zip(people, numbers, strict=True):
            said[number] = f"{who.person.first_name} om nr. {number}"
        await asyncio.gather(*(who.writes(said[number]) for who, number in zip(people, numbers, strict=True)))
        await asyncio.gather(*(who.clicks("Næste") for who in people))
    walk = await walk_of(house)
    assert {walk.number(question): one.text for question, one in walk.answers.items()} == said
    assert sorted(said) == list(range(1, QUESTIONS + 1))
    assert len(await wordings(house, walk)) == QUESTIONS
    assert all("ikke flere åbne spørgsmål" in who.sees() for who in people)


def number_on_card(who: Someone) -> int:
    return int(re.findall(rf"(\d+) af {QUESTIONS}", who.sees())[0])


class Pair:
    """Two people on one template; each text they write is told from all others, and `said` has every one of them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.said: list[str] = []
        self.numbers = count(1)

    async def does(self, name: str, act: str) -> None:
        who = self.house.person(name)
        match act:
            case "writes":
                await who.writes(self._text(name))
            case "fills":
                await self._fills(who, name)
            case "moves on":
                await self._presses(who, "Næste")
            case "goes back":
                await self._presses(who, "Tilbage")
            case "places":
                await self._presses(who, "Føj til")

    def _text(self, name: str) -> str:
        text = f"({name} {next(self.numbers)})"
        self.said.append(text)
        return text

    async def _presses(self, who: Someone, label: str) -> None:
        """Where there is such a button; else the person asks for the question anew."""
        await (who.clicks(label) if label in labels(who) else who.types("/icm"))

    async def _fills(self, who: Someone, name: str) -> None:
        """Writes below what stands in the field; overtaken, the person adds their own."""
        if "Skriv i felt" not in labels(who):
            await who.types("/icm")
        if "Skriv i felt" not in labels(who):
            return
        await who.clicks("Skriv i felt")
        there = [str(one.get("value") or "") for fields in who.modal.values.values() for one in fields.values()]
        await who.fills("Svar", "\n\n".join(filter(None, [*there, self._text(name)])))
        for _ in range(3):
            await who.submits()
            if who.modal is None or "har skrevet i mellemtiden" not in who.modal.text:
                break
        if who.modal:
            await who.seat.closes_all()


def labels(who: Someone) -> list[str]:
    return button_labels(who.message().blocks)


STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(ACTS)), min_size=3, max_size=8)


@given(steps=STEPS)
@settings(max_examples=5, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
async def test_whatever_two_people_do_at_once_on_the_same_question_nothing_is_lost(
    steps: list[tuple[str, str]], road: Road
) -> None:
    with TemporaryDirectory() as home:
        async with built(Path(home), road=road) as house:
            pair = Pair(house)
            await begin(house, "Jonas")
            await house.person("Mette").types("/icm")
            await house.person("Jonas").types("/icm")
            await house.person("Jonas").clicks("Tilbage")
            for acts in steps:
                await asyncio.gather(*(pair.does(name, act) for name, act in zip(NAMES, acts, strict=True)))
            await nothing_is_lost(house, pair.said)


async def nothing_is_lost(house: House, said: list[str]) -> None:
    """Every text is in a wording or lies safe; where a wording without it stands, its writer or a reader chose so."""
    walk = await walk_of(house)
    every, safe = await wordings(house, walk), await waiting(house)
    for text in said:
        kept = [one for one in every if text in one.text]
        assert kept or text in safe, f"{text} is lost"
    numbers = [(one.question, one.number) for one in every]
    assert len(numbers) == len(set(numbers))
    assert overwritten(every) == []


def overwritten(every: Sequence[Revision]) -> list[str]:
    """A colleague's words that are gone from a later wording: nobody here ever chose to replace any."""
    return [
        f"{later.author} over {before.author} in {later.question}"
        for before, later in pairwise(every)
        if before.question == later.question and before.author != later.author and before.text not in later.text
    ]


async def test_ok_tak_is_never_an_answer_wherever_it_is_written(house: House) -> None:
    mette = await begin(house, "Jonas")
    for before in ("/icm", "/icm status", "/icm"):
        await mette.types(before)
        for text in ("ok tak", "OK, tak!", "tak 👍", "👍", ":+1:", "Super, tak", "thanks"):
            await mette.writes(text)
            assert "Er det et svar?" in mette.sees() or "hører ikke til" in mette.sees(), text
    assert await house.rows("walk_revisions") == 0
    assert len(await waiting(house)) > 0
