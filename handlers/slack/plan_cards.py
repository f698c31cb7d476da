"""Where a plan is seen, and drawn again when something in it has changed: by one person, and in its channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from domain.courses import Course, CourseId
from domain.people import Act, ChannelId, Person, UserId
from domain.plans import ActionId, leads
from handlers import plan_reminders, plans
from handlers.slack.desk import Desk, Place
from handlers.slack.lines import rewrite
from messages.slack import plans as cards
from messages.slack import shared_plans
from messages.slack.cards import Card
from messages.slack.plan_reminders import given_card, reminder_card
from messages.slack.plans import IN_PLAN, IN_REMINDER, OWN, Reader
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class SeenAt:
    """Where something was pressed, so that the card there can be drawn again.

    `surface` is the plan with its page, one's own actions, or a reminder, which is known by where it stands.
    """

    surface: str
    response_url: str | None = None
    channel: ChannelId = ""
    ts: str = ""


def today(desk: Desk) -> date:
    return desk.workdays.local(desk.now()).date()


async def actor(desk: Desk, user: UserId, action_id: ActionId) -> Person:
    """The person with their rights in the channel of the action's course. Raises `NotWelcome`."""
    async with desk.store.reads() as tx:
        channel = await plans.channel_of(tx, desk.team, action_id)
    return await desk.who(user, channel or "")


async def overview(desk: Desk, person: Person, course_id: CourseId, page: int = 0) -> Card:
    """The whole plan with what this person may do. Raises `UnknownCourse` and `NotAllowed`."""
    async with desk.store.reads() as tx:
        course, plan = await plans.visible(tx, person, course_id)
        earlier = await plans.earlier(tx, course)
    reader = Reader(person.user, adds=person.may(Act.WORK_COURSE), leads=leads(person))
    card = cards.overview(course, plan, reader, today(desk), desk.workdays, desk.wording(person), page)
    return cards.with_earlier(card, earlier, today(desk), desk.wording(person))


async def own(desk: Desk, user: UserId, words: Words) -> Card | None:
    """What somebody has to do in all their courses; None where that is nothing."""
    async with desk.store.reads() as tx:
        mine = await plans.of_owner(tx, desk.team, user)
    return cards.own_tasks(mine, today(desk), desk.workdays, words)


async def redraw(desk: Desk, person: Person, course: Course, place: SeenAt) -> None:
    """The card that was pressed, and the plan in the channel, as they are now."""
    if place.response_url and (card := await _as_now(desk, person, course, place)):
        await desk.replace(place.response_url, card)
    await redraw_shared(desk, course)


async def _as_now(desk: Desk, person: Person, course: Course, place: SeenAt) -> Card | None:
    words = desk.wording(person)
    surface, _, page = place.surface.partition(".")
    if surface == IN_PLAN:
        return await overview(desk, person, course.id, int(page or 0))
    if surface == IN_REMINDER:
        async with desk.store.reads() as tx:
            told = await plan_reminders.shown_at(tx, desk.team, place.channel, place.ts)
        facts = (told.owned, person.user, today(desk), desk.workdays, words)
        if told.owned:
            return given_card(told.by, told.after, *facts) if told.by else reminder_card(*facts)
    if surface in {OWN, IN_REMINDER}:  # a reminder of long ago is not kept any more
        return await own(desk, person.user, words) or cards.none_left_card(words)
    return None


async def redraw_shared(desk: Desk, course: Course) -> None:
    """Draw the plan's card in the channel again, if one stands there."""
    async with desk.store.reads() as tx:
        stands = await plans.shared_at(tx, course)
        plan = await plans.of_course(tx, course) if stands else None
    if stands and plan:
        words = await desk.words(course.channel, course.channel)
        await rewrite(desk, Place(*stands), shared_plans.shared_card(course, plan, today(desk), words))


async def then_redraw(desk: Desk, course: Course, first: Callable[[], Awaitable[object]]) -> None:
    """What follows a change of the plan that was made elsewhere, and then the plan in the channel."""
    await first()
    await redraw_shared(desk, course)
