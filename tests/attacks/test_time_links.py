"""When somebody answered (A21, A9): nothing stored, posted or told moves with the moment of a respondent's act."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.rounds import Round
from domain.sittings import Sitting
from messages.slack.cards import Card
from storage import sittings, workspaces
from storage.database import Tx
from tests.attacks.leaks import rows
from tests.attacks.traces import kept, said
from tests.attacks.traffic import Call, calls
from tests.attacks.walk import CURIOUS, EVERYBODY, Script, acts, opened
from tests.conversations.house import House, Someone, built

#: What an act may change: a sealed body of one size, and a keyed hash of the delivery. Neither holds a moment.
SEALED = frozenset({"sittings", "seen"})
#: A stored moment this near to an act would tell of it.
NEAR = timedelta(seconds=30)
EPOCH = re.compile(r"(?<![\d.])1[78]\d{8}(?:\.\d+)?")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path) as house:
        yield house


async def outside(house: House) -> Counter[str]:
    """Every row but the sealed ones."""
    return Counter(
        f"{table} {[str(value) for value in row]}" for table, row in await rows(house) if table not in SEALED
    )


def keys(house: House) -> dict[str, tuple[int, bytes]]:
    """The key folder, and each file in it: when it was changed, and what it holds."""
    folder = house.home / "keys"
    return {
        path.name: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *folder.iterdir())
    }


def to_others(house: House, since: int, who: str) -> list[Call]:
    """What was posted, whispered, replaced or shown to anybody but this person."""
    sent = [call for call in calls(house.workspace, since) if call.body and call.what != "users.info"]
    return [call for call in sent if call.person != who]


async def a_second_later(house: House) -> None:
    """What the clock of a running bot would do next."""
    house.clock.at += timedelta(seconds=1)
    await house.bot.do_due_work()
    await house.bot.desk.background.finish()


async def found_after_each_act(house: House, name: str, script: Script) -> AsyncIterator[tuple[datetime, list[str]]]:
    """The moment of each act, at uneven times, and everything but sealed bodies that it has moved."""
    house.clock.at += timedelta(minutes=11)
    before, folder, since = await outside(house), keys(house), len(house.workspace.log)
    person = house.person(name).id
    async for act in acts(house, name, script):
        at = house.clock.now()
        await a_second_later(house)
        after = await outside(house)
        found = [f"{act}: {line}" for line in (*(after - before), *(before - after))]
        found += [f"{act}: {call.what} to {call.person}" for call in to_others(house, since, person)]
        found += [f"{act}: the keys"] if keys(house) != folder else []
        yield at, found
        before, since = after, len(house.workspace.log)
        house.clock.at += timedelta(minutes=3, seconds=41, microseconds=271_828)


def moments(line: str) -> Iterator[datetime]:
    """Every moment that a row holds, as a date or in seconds since 1970."""
    for written in re.findall(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?", line):
        yield datetime.fromisoformat(written).replace(tzinfo=UTC)
    for written in EPOCH.findall(line):
        yield datetime.fromtimestamp(float(written), UTC)


async def test_an_act_moves_nothing_but_a_sealed_body_and_is_answered_to_that_person_alone(house: House) -> None:
    script, asked, pressed = Script.drawn(0), await opened(house), []
    for name in CURIOUS:
        async for at, found in found_after_each_act(house, name, script):
            assert found == []
            pressed.append(at)
    assert len(pressed) > 25
    await house.turn(to=asked.closes_at)
    await house.turn(days=1)
    held = [moment for line in await outside(house) for moment in moments(line)]
    assert len(held) > 20
    assert [moment for moment in held for at in pressed if abs(moment - at) < NEAR] == []


async def hands_in(house: House, who: Someone) -> None:
    await who.clicks("Begynd", on=house.invitation(who))
    await who.clicks("Enig", on=house.invitation(who))
    await who.clicks("Aflevér det, jeg har", on=house.invitation(who))
    await who.submits()


async def test_a_moment_that_were_kept_or_posted_is_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check would be worth nothing if it found nothing."""
    await opened(house)
    save, replaces = sittings.save, house.bot.desk.replace

    async def noting(tx: Tx, asked: Round, user: str, sitting: Sitting) -> None:
        await save(tx, asked, user, sitting)
        await workspaces.first_time(tx, asked.team, str(sitting.answered), house.clock.now())

    async def telling(response_url: str | None, card: Card) -> None:
        await replaces(response_url, card)
        await house.bot.desk.slack.chat_postMessage(channel=house.person("Mette").id, text="Nogen svarede")

    monkeypatch.setattr(sittings, "save", noting)
    monkeypatch.setattr(house.bot.desk, "replace", telling)
    found = [line async for _, lines in found_after_each_act(house, "Emil", Script.drawn(0)) for line in lines]
    assert any("handled" in line and "2027" in line for line in found)
    assert any("chat.postMessage" in line for line in found)
    near = [moment for line in await outside(house) if "handled" in line for moment in moments(line)]
    assert near


async def a_day(home: Path, turns: list[tuple[str, int]]) -> tuple[Counter[str], Counter[str]]:
    """What a day leaves until the next morning's total, when each of these people answers so many minutes after ten."""
    async with built(home) as house:
        asked = await opened(house)
        ten = house.clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
        at_first, since = await kept(house, asked), len(house.workspace.log)
        for name, minutes in turns:
            house.clock.at = ten + timedelta(minutes=minutes, seconds=minutes * 7 % 60)
            await hands_in(house, house.person(name))
            await a_second_later(house)
        await house.turn(to=ten + timedelta(hours=23, minutes=2))
        return await kept(house, asked) - at_first, said(house, asked, since)


async def test_a_day_leaves_the_same_whoever_answered_when(tmp_path: Path) -> None:
    names = EVERYBODY[:6]
    in_order = [(name, 7 + 41 * number) for number, name in enumerate(names)]
    otherwise = [(name, 3 + 53 * number) for number, name in enumerate(reversed(names))]
    homes = [tmp_path / "one", tmp_path / "other"]
    for home in homes:
        home.mkdir()
    one, other = [await a_day(home, turns) for home, turns in zip(homes, (in_order, otherwise), strict=True)]
    assert one == other
    assert any(line.startswith("progress") and "'6'" in line for line in one[0])
