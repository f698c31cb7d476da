"""Where a plan is seen, and drawn again when something in it has changed: by one person, and in its channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date

from domain.courses import Course, CourseId
from domain.people import Act, ChannelId, Person, UserId
from domain.plans import ActionId, Owned, leads
from handlers import plan_reminders, plans
from handlers.plan_reminders import Told
from handlers.slack.desk import Desk, Place
from handlers.slack.lines import rewrite
from messages.slack import plans as cards
from messages.slack import shared_plans
from messages.slack.cards import Card
from messages.slack.plan_reminders import given_card, reminder_card, taken_over_line
from messages.slack.plans import IN_PLAN, IN_REMINDER, OWN, Reader
from messages.wording import Words
from storage.sent_messages import Sent


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
    return cards.with_earlier(card, earlier, person.user, desk.wording(person))


async def own(desk: Desk, user: UserId, words: Words) -> Card | None:
    """What somebody has to do in all their courses; None where that is nothing."""
    async with desk.store.reads() as tx:
        mine = await plans.of_owner(tx, desk.team, user)
    return cards.own_tasks(mine, today(desk), desk.workdays, words)


async def redraw_changed(
    desk: Desk, person: Person, changed: Owned, place: SeenAt, former: UserId | None = None
) -> None:
    """As `redraw`, and whatever else its owner was told of the action: none of it asks for what is done."""
    await redraw(desk, person, changed.course, place, former)
    async with desk.store.reads() as tx:
        standing = await plan_reminders.standing_about(tx, changed.course, changed.action)
    others = [(sent, told) for sent, told in standing if (sent.channel, sent.ts) != (place.channel, place.ts)]
    await _rewrite_told(desk, others, changed.action.owner)


async def redraw(desk: Desk, person: Person, course: Course, place: SeenAt, former: UserId | None = None) -> None:
    """The card that was pressed, and what stands elsewhere, as they are now."""
    if place.response_url and (card := await _as_now(desk, person, course, place)):
        await desk.replace(place.response_url, card)
    await redraw_elsewhere(desk, course, former)


async def _as_now(desk: Desk, person: Person, course: Course, place: SeenAt) -> Card | None:
    words = desk.wording(person)
    surface, _, page = place.surface.partition(".")
    if surface == IN_PLAN:
        return await overview(desk, person, course.id, int(page or 0))
    if surface == IN_REMINDER:
        async with desk.store.reads() as tx:
            told = await plan_reminders.shown_at(tx, desk.team, place.channel, place.ts)
        if told.owned:
            return _told_card(desk, told, person.user, words)
    if surface in {OWN, IN_REMINDER}:  # a reminder of long ago is not kept any more
        return await own(desk, person.user, words) or cards.none_left_card(words)
    return None


def _told_card(desk: Desk, told: Told, reader: UserId, words: Words) -> Card:
    """What somebody was told of, as it is now: a line where none of it is theirs any more."""
    if all(one.action.owner != reader for one in told.owned):
        return taken_over_line(told.owned, words)
    facts = (told.owned, reader, today(desk), desk.workdays, words)
    return given_card(told.by, told.after, *facts) if told.by else reminder_card(*facts)


async def redraw_elsewhere(desk: Desk, course: Course, former: UserId | None = None) -> None:
    """The plan's card in the channel, and what stands with whoever had actions until now that are another's."""
    await _redraw_shared(desk, course)
    if former is None:
        return
    async with desk.store.reads() as tx:
        old = await plan_reminders.gone_from(tx, course, former)
    await _rewrite_told(desk, old, former)


async def _rewrite_told(desk: Desk, standing: Iterable[tuple[Sent, Told]], reader: UserId) -> None:
    words = await desk.words(reader)
    for sent, told in standing:
        await rewrite(desk, sent, _told_card(desk, told, reader, words))


async def _redraw_shared(desk: Desk, course: Course) -> None:
    """Draw the plan's card in the channel again, if one stands there."""
    async with desk.store.reads() as tx:
        stands = await plans.shared_at(tx, course)
        plan = await plans.of_course(tx, course) if stands else None
    if stands and plan:
        words = await desk.words(course.channel, course.channel)
        await rewrite(desk, Place(*stands), shared_plans.shared_card(course, plan, today(desk), words))


async def then_redraw(
    desk: Desk, course: Course, first: Callable[[], Awaitable[object]], former: UserId | None = None
) -> None:
    """What follows a change of the plan that was made elsewhere, and then what stands of the plan."""
    await first()
    await redraw_elsewhere(desk, course, former)
