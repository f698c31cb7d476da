"""Attack A9: ask every second while twenty people answer. What is told moves once a day, and only within rule P11."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from domain.people import Invited
from storage import rounds
from tests.attacks.leaks import metrics
from tests.attacks.test_time_links import a_second_later
from tests.attacks.walk import opened
from tests.conversations.house import HERE, House, Someone, built

#: The coordinator asks for the progress, a colleague for the result.
QUESTIONS = {"Mette": "/barometer status", "Jonas": "/barometer resultat"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path) as house:
        yield house


async def asked_people(house: House) -> list[Someone]:
    """Twenty of those who are asked, and none of those who poll."""
    found = await house.round()
    async with house.bot.desk.store.reads() as tx:
        roster: Iterable[Invited] = await rounds.roster(tx, found.id)
    users = {person.user for person in roster}
    names = [person.first_name for person in house.workspace.town.people if person.id in users]
    return [house.person(name) for name in names if name not in QUESTIONS][:20]


async def told(house: House) -> str:
    """All that there is to see for those who ask: the coordinator, a colleague, and whoever reads the metrics."""
    answers = []
    for name, line in QUESTIONS.items():
        await house.person(name).types(line, channel=HERE)
        answers.append(house.person(name).sees(HERE))
    return "\n".join([*answers, await metrics(house)])


async def polls(house: House, people: Iterable[Someone]) -> str:
    """What was told every second while these people answered, if it was the same throughout."""
    heard = {await told(house)}
    for who in people:
        for label in ("Begynd", "Enig", "Aflevér det, jeg har"):
            await who.clicks(label, on=house.invitation(who))
            await a_second_later(house)
            heard.add(await told(house))
        await who.submits()
        await a_second_later(house)
        heard.add(await told(house))
    assert len(heard) == 1, heard
    return heard.pop()


async def test_twenty_answer_and_nothing_moves_but_one_total_a_day(house: House) -> None:
    asked = await opened(house)
    people = await asked_people(house)
    assert (len(people), asked.people_invited) == (20, 23)
    days = {11: people[:4], 12: people[4:18], 13: people[18:], 14: []}
    heard = []
    for day, answering in days.items():
        await house.turn(to=datetime(2027, 1, day, 8, 0, 5, tzinfo=UTC))
        heard.append(await polls(house, answering))
    totals = [re.findall(r"Kl\. 9 havde ([^.]*) svaret", one) for one in heard]
    assert totals == [[], ["færre end 5"], ["18"], ["næsten alle"]]
    for before, after in pairwise(heard):
        assert len(set(before.splitlines()) ^ set(after.splitlines())) == 2
