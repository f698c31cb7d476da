"""The demo's clock: weeks that are turned past are weeks that have passed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import cast

from bot.app import ticking
from sandbox.demo import FIRST_DAY, DemoClock, finish_due_work, hours_of_work
from sandbox.look import TOWN_ZONE
from tests.conversations.course_houses import TEAM_ROOM, course_in, posts
from tests.conversations.house import Road, TestClock, built
from tests.conversations.test_course_meetings import THE_DAY, WEEK_BEFORE, agrees, newest


def test_every_hour_of_work_on_the_way_is_shown_and_no_weekend() -> None:
    shown = hours_of_work(FIRST_DAY, FIRST_DAY + timedelta(days=7))
    told = [f"{moment.astimezone(TOWN_ZONE):%a %H.%M}" for moment in shown]
    assert told[:4] == ["Mon 09.00", "Mon 16.05", "Tue 08.00", "Tue 09.00"]
    assert len(told) == 15
    assert not [one for one in told if one.startswith(("Sat", "Sun"))]


async def test_what_fell_due_on_the_way_was_done_in_its_turn_and_nothing_is_told_as_missed(
    tmp_path: Path, road: Road
) -> None:
    clock = DemoClock(FIRST_DAY)
    async with built(tmp_path, clock=cast("TestClock", clock), road=road) as house:
        clock.do_due_work = partial(finish_due_work, house.bot)
        await course_in(house)
        await clock.turn(FIRST_DAY + timedelta(weeks=3, hours=2))
        mette = house.person("Mette")
        assert len(posts(mette, "okusgruppe")) == 4, "the start, and a reminder seven days, one day and an hour before"
        assert not posts(mette, "Anker var nede", channel=None)
    assert clock.now() >= FIRST_DAY + timedelta(weeks=3, hours=2)


async def test_a_meeting_at_nine_is_reminded_of_at_eight_on_the_way(tmp_path: Path, road: Road) -> None:
    clock = DemoClock(datetime(2027, 3, 2, 10, tzinfo=TOWN_ZONE))
    async with built(tmp_path, clock=cast("TestClock", clock), road=road) as house:
        clock.do_due_work = partial(finish_due_work, house.bot)
        await course_in(house)
        await clock.turn(datetime.combine(WEEK_BEFORE, time(10), TOWN_ZONE))
        await agrees(house.person("Jonas"), at="09:00")
        await clock.turn(datetime.combine(THE_DAY, time(9, 5), TOWN_ZONE))
        mette = house.person("Mette")
        assert "Holdt" in newest(mette).labels
        assert "Anker var nede" not in mette.has_read()


async def test_a_message_that_waits_for_its_turn_goes_out_on_its_own_day(tmp_path: Path, road: Road) -> None:
    """The bot's own clock runs beside: what it has taken already is waited for before the next day is shown."""
    clock = DemoClock(FIRST_DAY)
    async with built(tmp_path, clock=cast("TestClock", clock), road=road) as house, ticking(house.bot):
        clock.do_due_work = partial(finish_due_work, house.bot)
        await course_in(house)
        await clock.turn(FIRST_DAY + timedelta(weeks=3, hours=2))
        days = [
            datetime.fromtimestamp(float(one.ts), TOWN_ZONE).date() for one in house.person("Mette").messages(TEAM_ROOM)
        ]
        reminded = [one for one in days if one > FIRST_DAY.date()]
        assert len(set(reminded)) == len(reminded), "each reminder stands under a day of its own"
        assert len(reminded) >= 3
