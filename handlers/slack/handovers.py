"""Somebody with a part in a course is gone or away: noticed, asked about, and taken over by whoever is chosen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from domain.courses import Course
from domain.handovers import Gone, Left
from domain.people import Named, UserId
from handlers import handovers
from handlers.handovers import GONE
from handlers.slack import course_rooms, directory, plan_cards, rooms
from handlers.slack.desk import Desk
from handlers.slack.lines import rewrite
from handlers.slack.requests import Click, Event, Listeners, Made, Reply, Submission, chosen
from messages.slack import handovers as cards
from messages.slack.field_errors import cannot_write
from storage import workspaces
from storage.outbox import Claimed


async def on_account(desk: Desk, event: Event) -> Reply:
    """An account was changed: who was deactivated is asked about in every course that they have a part in."""
    desk.people.forget(event.user)
    if event.told["user"].get("deleted"):
        async with desk.store.reads() as tx:
            courses = await handovers.under_way(tx, event.team)
        await _ask_about(desk, courses, event.user, Gone.DEACTIVATED)
    return Reply()


async def on_left(desk: Desk, event: Event) -> Reply:
    """Somebody has left the channel of a course, or was removed from it; Anker itself hears of it in another way."""
    async with desk.store.reads() as tx:
        course = await handovers.of_channel(tx, event.team, event.channel)
    if course and event.user != desk.bot_user:
        why = Gone.DEACTIVATED if await directory.is_gone(desk, event.user) else Gone.LEFT_CHANNEL
        await _ask_about(desk, [course], event.user, why)
    return Reply()


async def look_due(desk: Desk) -> None:
    """What the clock asks for: once a working day, who in a course is deactivated or on leave; an event may be lost."""
    now = desk.now()
    today = desk.workdays.local(now).date()
    if not handovers.is_time(now, desk.workdays) or desk.alarms.get(("handovers", today)):
        return
    desk.alarms.note(("handovers", today), value=True)
    async with desk.store.writes() as tx:
        if not await workspaces.first_time(tx, desk.team, f"handovers.day:{today}", now):
            return
    async with desk.store.reads() as tx:
        courses = await handovers.under_way(tx, desk.team)
        parts = {course.id: await handovers.part_of(tx, course) for course in courses}
        away = {course.id: await handovers.on_leave(tx, course) for course in courses}
    gone = await directory.gone_of(desk, [user for users in parts.values() for user in users])
    for course in courses:
        for user in (user for user in parts[course.id] if user in gone):
            await _ask_about(desk, [course], user, Gone.DEACTIVATED)
        absent = away[course.id]
        if absent and absent not in gone:
            await _ask_about(desk, [course], absent, Gone.AWAY)


async def _ask_about(desk: Desk, courses: Iterable[Course], gone: UserId, why: Gone) -> None:
    for course in courses:
        async with desk.store.reads() as tx:
            part = await handovers.part_of(tx, course)
        if gone in part:
            users = await _whom_to_ask(desk, course, gone, part)
            async with desk.store.writes() as tx:
                await handovers.ask(tx, course, gone, why, users, desk.now(), desk.workdays)


async def _whom_to_ask(desk: Desk, course: Course, gone: UserId, part: Iterable[UserId]) -> list[UserId]:
    absent = await directory.gone_of(desk, part)
    async with desk.store.reads() as tx:
        asked = await handovers.asked(tx, course, gone, absent)
    return [asked] if asked else await directory.administrators(desk)


async def _left(desk: Desk, course: Course, named: Named, gone: UserId, why: Gone) -> Left | None:
    """What there is to take over at this moment; None where there is nothing, or the person is there again."""
    is_so = {
        Gone.AWAY: named.coordinator_away and named.coordinator == gone,
        Gone.TAKEN_OUT: gone not in {named.coordinator, named.deputy, *named.team},
    }.get(why)
    if is_so is None:
        deactivated = await directory.is_gone(desk, gone)
        is_member = why is Gone.LEFT_CHANNEL and await rooms.is_member_of(desk, course.channel, gone)
        is_so = deactivated if why is Gone.DEACTIVATED else not is_member
    if not is_so:
        return None
    async with desk.store.reads() as tx:
        left = await handovers.left(tx, course, gone, why)
    return None if left.is_nothing else left


async def on_take(desk: Desk, click: Click) -> Reply:
    """ "Overtag": whoever presses has it from now on. Raises `UnknownCourse` and `NotAllowed`."""
    course_id, gone, why = click.ids[0], click.ids[1], Gone(click.ids[2])
    person = await course_rooms.member(desk, click.user, course_id)
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        course, named = await handovers.find(tx, person, course_id, gone, why)
    left = await _left(desk, course, named, gone, why)
    if left:
        async with desk.store.writes() as tx:
            left = await handovers.hand_over(tx, person, course_id, gone, why, click.user, desk.now(), desk.workdays)
    card = cards.taken_card(course, left, click.user, words) if left and not left.is_nothing else None
    told = partial(desk.replace, click.response_url, card or cards.settled_card(words))
    pressed = (click.channel or "", click.message_ts or "")
    others = partial(_settle_others, desk, course, left, click.user, pressed)
    return Reply(after=_afterwards(desk, course, gone, told, others))


async def _afterwards(desk: Desk, course: Course, gone: UserId, *first: Callable[[], Awaitable[object]]) -> None:
    for each in first:
        await each()
    await plan_cards.redraw_elsewhere(desk, course, gone)


async def _settle_others(desk: Desk, course: Course, left: Left | None, heir: UserId, pressed: tuple[str, str]) -> None:
    """What else asks who takes over from the same person says who has: nobody is asked what is answered."""
    if left is None or left.is_nothing:
        return
    async with desk.store.reads() as tx:
        others = await handovers.other_questions(tx, course, left.user, pressed)
        named = await handovers.named(tx, course)
    for sent in others:
        if await _left(desk, course, named, left.user, Gone(sent.subject["why"])) is None:
            await rewrite(desk, sent, cards.taken_card(course, left, heir, await desk.words(sent.target)))


async def on_choose(desk: Desk, click: Click) -> Reply:
    """ "Vælg en anden". Raises `UnknownCourse` and `NotAllowed`."""
    course_id, gone, why = click.ids[0], click.ids[1], Gone(click.ids[2])
    person = await course_rooms.member(desk, click.user, course_id)
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        course, named = await handovers.find(tx, person, course_id, gone, why)
    left = await _left(desk, course, named, gone, why)
    view = cards.choose_view(course, left, words) if left else cards.settled_view(words)
    await desk.open_view(click.trigger_id, view)
    return Reply()


async def on_chosen(desk: Desk, submission: Submission) -> Reply:
    """Somebody was named. Raises `UnknownCourse` and `NotAllowed`."""
    course_id, gone, why = submission.subject[0], submission.subject[1], Gone(submission.subject[2])
    person = await course_rooms.member(desk, submission.user, course_id)
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        course, named = await handovers.find(tx, person, course_id, gone, why)
    heir = next(iter(chosen(submission.field(cards.HEIR))), "")
    is_chosen = heir and heir != gone
    told = cannot_write(await directory.member(desk, heir), words) if is_chosen else cards.choose_told(words)
    if told:
        return Reply({"response_action": "errors", "errors": {cards.HEIR.replace(".", "-"): told}})
    left = await _left(desk, course, named, gone, why)
    if left:
        async with desk.store.writes() as tx:
            left = await handovers.hand_over(tx, person, course_id, gone, why, heir, desk.now(), desk.workdays)
    is_done = left is not None and not left.is_nothing
    view = cards.chosen_view(course, left, heir, words) if left and is_done else cards.settled_view(words)
    others = partial(_settle_others, desk, course, left, heir, ("", ""))
    return Reply({"response_action": "update", "view": view.to_dict()}, _afterwards(desk, course, gone, others))


async def gone_post(desk: Desk, claimed: Claimed) -> Made:
    """For whoever says who takes over; None once somebody has, or the person is back."""
    gone, why = claimed.subject["user"], Gone(claimed.subject["why"])
    async with desk.store.reads() as tx:
        course = await handovers.of_post(tx, claimed.team, claimed.subject["course"])
        named = await handovers.named(tx, course) if course else None
    left = await _left(desk, course, named, gone, why) if course and named else None
    if course is None or named is None or left is None:
        return None
    card = cards.gone_card(course, left, named, claimed.target, await desk.words(claimed.target))
    return card, card


LISTENERS = Listeners(
    clicks={"handovers.take": on_take, "handovers.choose": on_choose},
    submissions={"handovers.choose": on_chosen},
    posts={GONE: gone_post},
    events={"user_change": on_account, "member_left_channel": on_left},
)
