"""Actions in the plan of a course, and what tests of plans ask of a house again and again."""

from __future__ import annotations

from datetime import date

from domain.courses import Course
from domain.people import Person, Right
from domain.plans import Action, NewAction, Plan
from handlers import plans
from storage import courses as stored_courses
from tests.conversations.course_houses import TEAM_ROOM
from tests.conversations.house import House, Someone

TEXT, DEADLINE = "Fast ICM-tid på teammødet", date(2027, 9, 10)
#: A week before that deadline, and the working day after it.
BEFORE, AFTER = date(2027, 9, 3), date(2027, 9, 13)


async def planned(
    house: House, course: Course, owner: str, text: str = TEXT, deadline: date = DEADLINE, theme: str | None = None
) -> Action:
    """Mette writes an action into the plan for somebody."""
    return (await all_planned(house, course, NewAction(text, house.person(owner).id, deadline, theme)))[0]


async def all_planned(house: House, course: Course, *actions: NewAction) -> list[Action]:
    """Mette writes several actions into the plan at once."""
    desk = house.bot.desk
    leader = Person(desk.team, house.person("Mette").id, "da", frozenset({Right.COORDINATOR}), course.channel)
    async with desk.store.writes() as tx:
        standing = await stored_courses.load(tx, course.team, course.id, lock=True)
        assert standing is not None
        return await plans.add(tx, standing, actions, leader, desk.now(), desk.workdays)


async def ends(house: House) -> None:
    """Mette ends the course of the team's channel, and the channel is told."""
    mette = house.person("Mette")
    await mette.types("/anker status", channel=TEAM_ROOM)
    await mette.clicks("Afslut forløbet", channel=TEAM_ROOM)
    await mette.submits()
    await mette.seat.closes_all()
    await house.due()


async def plan_now(house: House, course: Course) -> Plan:
    """The plan as it is stored."""
    async with house.bot.desk.store.reads() as tx:
        return await plans.of_course(tx, course)


async def opened(house: House, who: str = "Mette", channel: str = TEAM_ROOM) -> Someone:
    """Somebody has the plan in front of them."""
    person = house.person(who)
    await person.types("/anker plan", channel=channel)
    return person


async def writing(house: House) -> Someone:
    """Mette has the window open in which actions are written down."""
    mette = await opened(house)
    await mette.clicks("Tilføj handlinger", channel=TEAM_ROOM)
    return mette


async def row(who: Someone, number: int, text: str = "", owner: str = "", deadline: str = "") -> None:
    """Fill in one row of the window."""
    if text:
        await who.fills(f"{number}. Hvad", text)
    if owner:
        await who.chooses(owner, for_=f"{number}. Hvem")
    if deadline:
        await who.chooses(deadline, for_=f"{number}. Hvornår")


def shown(who: Someone) -> str:
    """What stands in the newest message of the team's channel."""
    return str(who.message(TEAM_ROOM).visible)


async def shared(house: House) -> Someone:
    """Mette has put the plan into the channel, after a look at it."""
    mette = await opened(house)
    await mette.clicks("Del i kanalen", channel=TEAM_ROOM)
    assert "Sådan kommer planen til at stå i kanalen" in shown(mette)
    await mette.clicks("Del i kanalen", channel=TEAM_ROOM)
    await house.due()
    return mette
