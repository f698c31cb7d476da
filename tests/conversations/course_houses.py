"""A house in which the anchoring team's course is under way, and what tests of courses ask of it again and again.

`opens` is the day of barometer 1; the course of the method's description begins on 11 January 2027 and has its
development day on 1 March, its status meetings on 12 April and 24 May.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from domain.course_definitions import MilestoneId
from domain.courses import Course
from domain.people import Person, Right
from handlers import courses
from handlers.courses import CoursePlan
from sandbox.message import Message
from sandbox.town import DEPARTMENT, TEAM
from storage import courses as stored
from tests.conversations.house import House, Someone

TEAM_ROOM = f"#{TEAM}"
OPENS, DEVELOPMENT_DAY = date(2027, 1, 11), date(2027, 3, 1)


async def course_in(
    house: House,
    opens: date = OPENS,
    development_day: date | None = None,
    channel: str = TEAM_ROOM,
    origin: str = "",
    **plan: Any,  # noqa: ANN401 - further fields of a `CoursePlan`
) -> Course:
    """Set up the shipped course in the team's channel as its coordinator does; `plan` fills further fields in.
    Another `origin` is another set-up in the channel.

    The department is Børn og Familie's channel. What the channel is told waits for `house.due()`.
    """
    desk, room = house.bot.desk, house.workspace.channel(channel.lstrip("#")).id
    leader = house.person("Mette").id
    given = {"barometer_1_open": opens} | ({"development_day": development_day} if development_day else {})
    wanted = {
        "channel": room,
        "department": house.workspace.channel(DEPARTMENT).id,
        "municipality": "Egelund Kommune",
        "course_type": "forankringsstoette",
        "anchors": given,
    }
    person = Person(desk.team, leader, "da", frozenset({Right.COORDINATOR, Right.TEAM}), room)
    async with desk.store.writes() as tx:
        return await courses.start(tx, person, CoursePlan(**(wanted | plan)), origin or room, desk.now(), desk.workdays)


async def course_now(house: House, course: Course) -> Course:
    """The course as it is stored."""
    async with house.bot.desk.store.reads() as tx:
        found = await stored.load(tx, course.team, course.id)
    assert found is not None
    return found


async def day_of(house: House, course: Course, milestone: MilestoneId) -> date:
    """On which day the milestone stands now."""
    return (await course_now(house, course)).days(house.bot.desk.workdays)[milestone]


async def comes(house: House, day: date, clock: time = time(9)) -> None:
    """The local clock shows this hour of the day, and what is due by then is done."""
    await house.turn(to=house.bot.desk.workdays.at(day, clock))


def moment(house: House, day: date, clock: time) -> datetime:
    return house.bot.desk.workdays.at(day, clock)


def posts(who: Someone, words: str, channel: str | None = TEAM_ROOM) -> list[Message]:
    """What stands in the channel, or with None in the direct message, and contains the words; oldest first."""
    found: list[Message] = who.messages(channel)
    return [message for message in found if words in message.visible or words in message.text]
