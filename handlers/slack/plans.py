"""The anchoring plan: shown, added to, edited and shared, and what its owners are reminded of."""

from __future__ import annotations

import asyncio

from domain.courses import Course
from domain.people import Act, Person
from domain.plans import Plan, leads
from handlers import course_status, plan_reminders, plans
from handlers.plan_gifts import GIVEN, TAKEN
from handlers.plan_reminders import COURSE_OVER, LEFT, REMINDER
from handlers.plans import SHARED
from handlers.slack import course_rooms, directory
from handlers.slack.deliveries import File, deliver
from handlers.slack.desk import Desk, Place
from handlers.slack.lines import rewrite
from handlers.slack.plan_cards import SeenAt, actor, overview, own, redraw_changed, today
from handlers.slack.requests import Click, Command, Listeners, Made, Reply
from handlers.slack.windows import open_window
from messages.plan_documents import PlanPaper, name_of, title, word_file
from messages.slack import errors as error_cards
from messages.slack import plan_views as views
from messages.slack import plans as cards
from messages.slack import shared_plans
from messages.slack.cards import Card
from messages.slack.deliveries import delivered_card
from messages.slack.plan_reminders import course_over_card, given_card, reminder_card, taken_card
from messages.wording import Words
from storage.outbox import Claimed


async def on_plan(desk: Desk, command: Command, person: Person) -> Reply:
    """`/anker plan`: the plan of the course that is meant here, outside channels first what is one's own to do."""
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        found = await course_status.meant(tx, person, is_outside=command.is_outside)
    mine = await own(desk, person.user, words) if command.is_outside or not found else None
    if mine is None and len(found) == 1:
        member = await course_rooms.member(desk, person.user, found[0].id)
        mine = await overview(desk, member, found[0].id)
    return Reply(after=desk.whisper(command.response_url, mine or cards.none_card(words)))


async def on_open(desk: Desk, click: Click) -> Reply:
    """The whole plan, to whoever presses. Raises `UnknownCourse` and `NotAllowed`."""
    person = await course_rooms.member(desk, click.user, click.ids[0])
    return Reply(after=_tell(desk, click, await overview(desk, person, click.ids[0])))


async def _tell(desk: Desk, click: Click, card: Card) -> None:
    """To the person alone: beside the message that was pressed, or where there is none in the direct message."""
    if click.response_url:
        await desk.whisper(click.response_url, card)
    else:
        await desk.say(click.user, card)


async def on_page(desk: Desk, click: Click) -> Reply:
    """Another page of the plan, in place of this one. Raises `UnknownCourse` and `NotAllowed`."""
    course_id, page = click.ids[:2]
    person = await course_rooms.member(desk, click.user, course_id)
    return Reply(after=desk.replace(click.response_url, await overview(desk, person, course_id, int(page))))


async def on_preview(desk: Desk, click: Click) -> Reply:
    """What the channel will see. Raises `UnknownCourse` and `NotAllowed`."""
    person = await course_rooms.member(desk, click.user, click.ids[0])
    person.check(Act.WORK_COURSE)
    async with desk.store.reads() as tx:
        course, plan = await plans.visible(tx, person, click.ids[0])
    room = await desk.words(course.channel)
    card = shared_plans.preview_card(course, plan, today(desk), desk.wording(person), room)
    return Reply(after=desk.replace(click.response_url, card))


async def on_share(desk: Desk, click: Click) -> Reply:
    """The plan goes into the course's channel. Raises `UnknownCourse` and `NotAllowed`."""
    person = await course_rooms.member(desk, click.user, click.ids[0])
    person.check(Act.WORK_COURSE)
    words = desk.wording(person)
    if not await directory.is_in_channel(desk, person.channel):
        return Reply(after=desk.whisper(click.response_url, error_cards.invite_me(person.channel, words)))
    now = desk.now()
    async with desk.store.writes() as tx:
        course, due = await plans.share(tx, person, click.ids[0], click.event, now, desk.workdays)
    when = words.moment(due) if due > now else None
    return Reply(after=desk.replace(click.response_url, shared_plans.is_shared_card(course, when, words)))


async def on_choice(desk: Desk, click: Click) -> Reply:
    """What somebody does about an action, in its menu or by a button under it.

    Raises `UnknownAction`, `NotYours`, `CourseOver` and `SnoozedAlready`.
    """
    action_id, surface, what = click.ids[:3]
    person = await actor(desk, click.user, action_id)
    place = SeenAt(surface, click.response_url, click.channel or "", click.message_ts or "")
    if what in {"edit", "give_up"}:
        return await _open(desk, click, person, place, what)
    now = desk.now()
    async with desk.store.writes() as tx:
        if what == "snooze":
            changed = await plans.snooze(tx, person, action_id, now, desk.workdays)
        elif what == "open":
            changed = await plans.change(tx, person, action_id, lambda one: one.opened(), now, desk.workdays)
        else:
            changed = await plans.change(tx, person, action_id, lambda one: one.done(), now, desk.workdays)
    return Reply(after=redraw_changed(desk, person, changed, place))


async def _open(desk: Desk, click: Click, person: Person, place: SeenAt, what: str) -> Reply:
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        found = await plans.find(tx, person, click.ids[0])
        themes = await plans.themes_of(tx, found.course)
    surface = f"{place.surface}:{place.channel}:{place.ts}"
    if what == "edit":
        view = views.edit_view(found, themes, surface, words, leads=leads(person))
    else:
        view = views.give_up_view(found.action, surface, words)
    await open_window(desk, click, view)
    return Reply()


async def on_word(desk: Desk, click: Click) -> Reply:
    """The plan as a Word file, in the direct message. Raises `UnknownCourse` and `NotAllowed`."""
    person = await course_rooms.member(desk, click.user, click.ids[0])
    async with desk.store.reads() as tx:
        course, plan = await plans.visible(tx, person, click.ids[0])
    return Reply(after=_send(desk, click, course, plan, desk.wording(person)))


async def _send(desk: Desk, click: Click, course: Course, plan: Plan, words: Words) -> None:
    async def make() -> File:
        names = await directory.full_names_of(desk, {one.owner for one in plan.actions})
        paper = PlanPaper(course, plan, today(desk), names)
        data = await asyncio.to_thread(word_file, paper, words, desk.letterhead)
        return File(name_of(paper, words), title(words), data, cards.with_document(course, words))

    problem = await deliver(desk, click.user, make, cards.instead(words), words)
    if problem:
        await desk.say(click.user, problem)
    else:
        await desk.whisper(click.response_url, delivered_card(words))


async def shared_post(desk: Desk, claimed: Claimed) -> Made:
    """The plan for the channel; the card before it becomes a line that points down."""
    async with desk.store.reads() as tx:
        found = await plans.of_post(tx, claimed.team, claimed.subject["course"])
        before = await plans.shared_at(tx, found[0]) if found else None
    if found is None:
        return None
    course, plan = found
    words = await desk.words(claimed.target, claimed.target)
    if before:
        await rewrite(desk, Place(*before), shared_plans.older_card(course, words))
    card = shared_plans.shared_card(course, plan, today(desk), words)
    return card, card


async def reminder_post(desk: Desk, claimed: Claimed) -> Made:
    """To an owner; where they have left Slack, whoever leads is told instead."""
    async with desk.store.reads() as tx:
        owned = await plan_reminders.of_post(tx, claimed.team, claimed.subject, claimed.target, desk.workdays)
    if not owned:
        return None
    if await directory.is_gone(desk, claimed.target):
        async with desk.store.writes() as tx:
            await plan_reminders.owner_left(tx, owned[0].course, claimed.target, owned, desk.now())
        return None
    words = await desk.words(claimed.target)
    card = reminder_card(owned, claimed.target, today(desk), desk.workdays, words)
    return card, card


async def given_post(desk: Desk, claimed: Claimed) -> Made:
    """To whoever was given actions by somebody else; who leads is asked by itself about an owner who has left."""
    async with desk.store.reads() as tx:
        owned = await plan_reminders.given_of_post(tx, claimed.team, claimed.subject, claimed.target)
    if not owned or await directory.is_gone(desk, claimed.target):
        return None
    words = await desk.words(claimed.target)
    by, after = claimed.subject["by"], claimed.subject.get("after")
    card = given_card(by, after, owned, claimed.target, today(desk), desk.workdays, words)
    return card, card


async def taken_post(desk: Desk, claimed: Claimed) -> Made:
    """To whoever had an action that somebody else has given to another."""
    async with desk.store.reads() as tx:
        owned = await plan_reminders.told_of(tx, claimed.team, claimed.subject)
    gone = [one for one in owned if one.action.is_open and one.action.owner != claimed.target]
    if not gone or await directory.is_gone(desk, claimed.target):
        return None
    card = taken_card(gone, claimed.subject["by"], await desk.words(claimed.target))
    return card, card


async def course_over_post(desk: Desk, claimed: Claimed) -> Made:
    """To an owner of what the course left open; who leads sees it in the plan about an owner who has left."""
    async with desk.store.reads() as tx:
        owned = await plan_reminders.given_of_post(tx, claimed.team, claimed.subject, claimed.target)
    if not owned or await directory.is_gone(desk, claimed.target):
        return None
    card = course_over_card(owned, today(desk), await desk.words(claimed.target))
    return card, card


async def left_post(desk: Desk, claimed: Claimed) -> Made:
    """To whoever leads: what somebody who has left Slack still has to do."""
    async with desk.store.reads() as tx:
        owned = await plan_reminders.reminded_of(tx, claimed.team, claimed.subject)
    owner = claimed.subject["owner"]
    left = [one.action for one in owned if one.action.is_open and one.action.owner == owner]
    if not left:
        return None
    words = await desk.words(claimed.target)
    card = cards.left_card(owned[0].course, owner, left, today(desk), words)
    return card, card


LISTENERS = Listeners(
    clicks={
        "plans.open": on_open,
        "plans.page": on_page,
        "plans.next": on_page,
        "plans.preview": on_preview,
        "plans.share": on_share,
        "plans.done": on_choice,
        "plans.edit": on_choice,
        "plans.reopen": on_choice,
        "plans.more": on_choice,
        "plans.word": on_word,
    },
    posts={
        SHARED: shared_post,
        GIVEN: given_post,
        TAKEN: taken_post,
        REMINDER: reminder_post,
        COURSE_OVER: course_over_post,
        LEFT: left_post,
    },
)
