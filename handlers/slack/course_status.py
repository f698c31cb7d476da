"""The status of a course: for one reader, and in its channel when somebody shares it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.views import View

from domain.course_definitions import MilestoneId
from domain.courses import CourseId, Moved
from domain.people import Act, Person
from handlers import course_status, courses, plans
from handlers.course_status import SHARED, Status
from handlers.courses import STARTED, UnknownCourse
from handlers.slack import course_rooms, directory
from handlers.slack.desk import Desk, Place
from handlers.slack.lines import rewrite
from handlers.slack.meeting_cards import settle
from handlers.slack.requests import Click, Command, Listeners, Made, Reply, Submission
from handlers.slack.windows import open_window, show
from messages.slack import course_status as cards
from messages.slack import errors as error_cards
from messages.slack import shared_status
from messages.slack.cards import Card
from messages.slack.plans import own_tasks, with_earlier
from messages.wording import Words
from storage.outbox import Claimed
from storage.sent_messages import Sent


async def on_status(desk: Desk, command: Command, person: Person) -> Reply | None:
    """`/anker status`: the channel's course, in a direct message one's own, for others their own tasks.

    None where there is nothing of that.
    """
    card = await _card_here(desk, command, person)
    return Reply(after=desk.whisper(command.response_url, card)) if card else None


async def _card_here(desk: Desk, command: Command, person: Person) -> Card | None:
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        found = await course_status.meant(tx, person, is_outside=command.is_outside)
        owned = await plans.of_owner(tx, person.team, person.user)
    if len(found) == 1:
        member = await course_rooms.member(desk, person.user, found[0].id)
        return await status_of(desk, member, found[0].id, words)
    if found:
        return cards.choose_card(found, words)
    leads_here = person.may(Act.SEE_COURSE) and not command.is_outside
    today = desk.workdays.local(desk.now()).date()
    return None if leads_here else own_tasks(owned, today, desk.workdays, words)


async def status_of(desk: Desk, person: Person, course_id: CourseId, words: Words) -> Card:
    """The status card for this reader. Raises `UnknownCourse` and `NotAllowed`."""
    async with desk.store.reads() as tx:
        found = await course_status.status(tx, person, course_id, desk.now(), desk.workdays)
        earlier = await plans.earlier(tx, found.course)
    facts = facts_of(desk, found, person)
    return with_earlier(cards.status_card(facts, words), earlier, person.user, words)


def facts_of(desk: Desk, found: Status, person: Person | None = None) -> cards.StatusFacts:
    """A course's status as its cards show it: to this reader, or to nobody who could do anything about it."""
    return cards.StatusFacts(
        course=found.course,
        lines=found.lines,
        today=desk.workdays.local(desk.now()).date(),
        named=found.named,
        plan=found.plan,
        rounds=found.rounds,
        walk=found.walk,
        closing=found.closing,
        concerns=found.concerns,
        may_work=person is not None and person.may(Act.WORK_COURSE),
        may_start=person is not None and person.may(Act.START_COURSE),
    )


async def show_from(desk: Desk, click: Click, view: View) -> None:
    """A window that was opened from a private status, which is renewed then, or from anywhere else."""
    if click.ids[2:] == [cards.IN_STATUS]:
        desk.opened_from.note((cards.IN_STATUS, await open_window(desk, click, view)), click.response_url)
    else:
        await show(desk, click, view)


async def _renew(desk: Desk, view_id: str, person: Person, course_id: CourseId) -> None:
    """The private status from which a window was opened shows what has changed, as long as Slack lets it be replaced.

    Raises `UnknownCourse` and `NotAllowed`.
    """
    if response_url := desk.opened_from.get((cards.IN_STATUS, view_id)):
        await desk.replace(response_url, await status_of(desk, person, course_id, desk.wording(person)))


async def settle_all(
    desk: Desk, submission: Submission, person: Person, kind: str, done: Moved, old: Sequence[tuple[MilestoneId, Sent]]
) -> None:
    """The old cards in the channel, and the private status that the window was opened from, tell what has changed."""
    await settle(desk, kind, done, old)
    await _renew(desk, submission.view_id, person, done.course.id)


async def on_status_click(desk: Desk, click: Click) -> Reply:
    """The status for whoever presses; who is not in the team is told whom to ask. Raises `NotAllowed`."""
    async with desk.store.reads() as tx:
        channel = await courses.channel_of(tx, click.team, click.value)
    person = await desk.who(click.user, channel or "")
    if channel is None or not (person.rights or click.channel == channel):
        raise UnknownCourse
    person.check(Act.SEE_COURSE)
    card = await status_of(desk, person, click.value, desk.wording(person))
    return Reply(after=desk.whisper(click.response_url, card))


async def on_done(desk: Desk, click: Click) -> Reply:
    """Something that had a deadline is done; the status shows it. Raises `UnknownCourse` and `NotAllowed`."""
    course_id, milestone = click.ids[:2]
    person = await course_rooms.member(desk, click.user, course_id)
    async with desk.store.writes() as tx:
        await course_status.done(tx, person, course_id, milestone, desk.now(), desk.workdays)
    card = await status_of(desk, person, course_id, desk.wording(person))
    return Reply(after=desk.replace(click.response_url, card))


async def on_share(desk: Desk, click: Click) -> Reply:
    """What would stand in the channel. Raises `UnknownCourse` and `NotAllowed`."""
    person = await course_rooms.member(desk, click.user, click.value)
    person.check(Act.WORK_COURSE)
    words = desk.wording(person)
    if not await directory.is_in_channel(desk, person.channel):
        return Reply(after=desk.whisper(click.response_url, error_cards.invite_me(person.channel, words)))
    async with desk.store.reads() as tx:
        found = await course_status.status(tx, person, click.value, desk.now(), desk.workdays)
    room = await desk.words(found.course.channel)
    view = shared_status.share_view(facts_of(desk, found), _when(desk, words), words, room)
    return Reply(after=desk.open_view(click.trigger_id, view))


async def on_share_sent(desk: Desk, submission: Submission) -> Reply:
    """It goes into the channel. Raises `UnknownCourse` and `NotAllowed`."""
    course_id = submission.subject[0]
    person = await course_rooms.member(desk, submission.user, course_id)
    words = desk.wording(person)
    async with desk.store.writes() as tx:
        course, _ = await course_status.share(tx, person, course_id, submission.view_id, desk.now(), desk.workdays)
    view = shared_status.shared_view(course, _when(desk, words), words)
    return Reply({"response_action": "update", "view": view.to_dict()})


def _when(desk: Desk, words: Words) -> str:
    """When a message of now reaches a channel, empty for at once."""
    now: datetime = desk.now()
    due = desk.workdays.soonest(now)
    return "" if due <= now else words.moment(due)


async def started_post(desk: Desk, claimed: Claimed) -> Made:
    """A course has begun: for its channel."""
    return await _post(desk, claimed, is_new=True)


async def shared_post(desk: Desk, claimed: Claimed) -> Made:
    """The status that somebody shared: for the channel; the timeline before it becomes a line."""
    return await _post(desk, claimed, is_new=False)


async def _post(desk: Desk, claimed: Claimed, *, is_new: bool) -> Made:
    async with desk.store.reads() as tx:
        found = await course_status.status_for_channel(
            tx, claimed.team, claimed.subject["course"], desk.now(), desk.workdays
        )
        before = await course_status.older_card(tx, found.course) if found else None
    if found is None:
        return None
    words = await desk.words(claimed.target, claimed.target)
    if before:
        await rewrite(desk, Place(*before), shared_status.older_card(found.course, words))
    card = shared_status.shared_card(facts_of(desk, found), words, is_new=is_new)
    return card, card


LISTENERS = Listeners(
    clicks={
        "courses.status": on_status_click,
        "courses.done": on_done,
        "courses.share": on_share,
    },
    submissions={"courses.share": on_share_sent},
    posts={STARTED: started_post, SHARED: shared_post},
)
