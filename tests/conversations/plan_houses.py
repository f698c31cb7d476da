"""Actions in the plan of a course, and what tests of plans ask of a house again and again."""

from __future__ import annotations

from datetime import date

from domain.courses import Course
from domain.people import Person, Right
from domain.plans import Action, NewAction, Plan
from handlers import plans
from storage import courses as stored_courses
from tests.conversations.house import House

TEXT, DEADLINE = "Fast ICM-tid på teammødet", date(2027, 9, 10)


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


async def plan_now(house: House, course: Course) -> Plan:
    """The plan as it is stored."""
    async with house.bot.desk.store.reads() as tx:
        return await plans.of_course(tx, course)
