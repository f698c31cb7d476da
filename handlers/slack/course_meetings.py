"""The dates of a course, pressed in the channel or in the status: agreed, moved, left out and needed after all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from slack_sdk.models.views import View

from domain.course_definitions import MilestoneId
from domain.courses import AlreadyHeld, Course, CourseId, CourseOver, Standing
from domain.cpr import find_cpr
from domain.people import Person
from handlers import course_meetings
from handlers.course_meetings import AGREED, LEFT_OUT, MOVED, TAKEN_BACK, ChangedMeanwhile, Which
from handlers.slack.course_rooms import member
from handlers.slack.course_status import settle_all, show_from
from handlers.slack.date_warnings import against
from handlers.slack.desk import Desk, Later
from handlers.slack.meeting_cards import plain_today, settle
from handlers.slack.requests import Click, Listeners, Reply, Submission, chosen
from handlers.slack.windows import show, told_at, turn
from messages.slack import course_changes as changes
from messages.slack import course_meeting_views as views
from messages.slack.course_meeting_views import KEEPS, Window
from messages.slack.field_errors import looks_like_cpr
from messages.wording import Words


async def find(desk: Desk, person: Person, course_id: CourseId, milestone: MilestoneId) -> Course:
    """The course, for somebody who works in it, with a milestone that is not held or done yet.

    Raises `UnknownCourse`, `NotAllowed`, `UnknownMilestone`, `CourseOver` and `AlreadyHeld`.
    """
    course = await find_movable(desk, person, course_id, milestone)
    if course.state(milestone).standing is Standing.HELD:
        raise AlreadyHeld(milestone)
    return course


async def find_movable(desk: Desk, person: Person, course_id: CourseId, milestone: MilestoneId) -> Course:
    """The same, also with a barometer whose round is open: its date can be moved still. Raises what `find` raises."""
    async with desk.store.reads() as tx:
        course = await course_meetings.find(tx, person, course_id)
        running = await course_meetings.open_round(tx, course, milestone)
    if course.over:
        raise CourseOver
    if course.state(milestone).standing is Standing.HELD and not running:
        raise AlreadyHeld(milestone)
    return course


async def on_agree(desk: Desk, click: Click) -> Reply:
    """Date, hour and place; in the window in which it could be moved, instead of that. Raises what `find` raises."""
    course_id, milestone = click.ids[:2]
    person = await member(desk, click.user, course_id)
    course = await find(desk, person, course_id, milestone)
    view = views.agree_view(Window(course, milestone), plain_today(desk), desk.wording(person))
    if click.view is not None and click.view.get("type") == "modal":
        await turn(desk, str(click.view["id"]), view)
    else:
        await show(desk, click, view)
    return Reply()


async def on_agree_sent(desk: Desk, submission: Submission) -> Reply:
    """The date is agreed; the channel is told, and its old cards become lines."""
    person, which, asked = await _sender(desk, submission)
    words = desk.wording(person)
    course = await find(desk, person, which.course, which.milestone)
    day = _day(submission)
    place = (submission.field("meetings.place").get("value") or "").strip()
    at = chosen(submission.field("meetings.at"))
    if lines := find_cpr(place):
        return told_at("meetings-place", looks_like_cpr(lines[0], words))
    if found := await against(desk, course, which.milestone, day, asked, words):
        window = Window(course, which.milestone, found.asked)
        return _update(views.agree_view(window, plain_today(desk), words, found.notes))
    try:
        async with desk.store.writes() as tx:
            hour = time.fromisoformat(at[0]) if at else None
            now = desk.now()
            done = await course_meetings.agree(tx, person, which, day, now, desk.workdays, at=hour, place=place)
            old = await course_meetings.old_cards(tx, done)
    except ChangedMeanwhile as changed:
        notes = [_changed(desk, changed, which, words)]
        window = Window(changed.course, which.milestone, asked)
        return _update(views.agree_view(window, plain_today(desk), words, notes))
    told = changes.agreed_told(done, plain_today(desk), words)
    return _saved(told, settle_all(desk, submission, person, AGREED, done, old), words)


async def on_move(desk: Desk, click: Click) -> Reply:
    """The new date; a barometer that is open asks first. Raises what `find_movable` raises."""
    course_id, milestone = click.ids[:2]
    person = await member(desk, click.user, course_id)
    course = await find_movable(desk, person, course_id, milestone)
    view = await _move_view(desk, Window(course, milestone), desk.wording(person))
    await show_from(desk, click, view)
    return Reply()


async def _move_view(desk: Desk, window: Window, words: Words, *notes: str) -> View:
    async with desk.store.reads() as tx:
        running = await course_meetings.open_round(tx, window.course, window.milestone)
    return views.move_view(window, plain_today(desk), words, notes, running)


async def on_move_sent(desk: Desk, submission: Submission) -> Reply:
    """Moved, with what hangs on it; the channel is told, and its old cards become lines."""
    person, which, asked = await _sender(desk, submission)
    words = desk.wording(person)
    course = await find_movable(desk, person, which.course, which.milestone)
    day = _day(submission)
    if found := await against(desk, course, which.milestone, day, asked, words):
        window = Window(course, which.milestone, found.asked)
        return _update(await _move_view(desk, window, words, *found.notes))
    keeps = submission.fields("meetings.keeps")
    stays = not keeps or KEEPS in chosen(submission.field("meetings.keeps"))
    try:
        async with desk.store.writes() as tx:
            now = desk.now()
            done = await course_meetings.move(tx, person, which, day, now, desk.workdays, keeps_place=stays)
            old = await course_meetings.old_cards(tx, done)
    except ChangedMeanwhile as changed:
        window = Window(changed.course, which.milestone, asked)
        return _update(await _move_view(desk, window, words, _changed(desk, changed, which, words)))
    if done.moved.before == done.moved.after:
        return _update(views.same_day_view(words))
    told = changes.moved_told(done, plain_today(desk), words)
    return _saved(told, settle_all(desk, submission, person, MOVED, done, old), words)


async def _sender(desk: Desk, submission: Submission) -> tuple[Person, Which, date | None]:
    """Who sent the window, what it is about, and which date it has asked about."""
    course_id, milestone, seen, asked = submission.subject[:4]
    person = await member(desk, submission.user, course_id)
    return person, Which(course_id, milestone, int(seen)), date.fromisoformat(asked) if asked else None


def _day(submission: Submission) -> date:
    return date.fromisoformat(chosen(submission.field("meetings.day"))[0])


def _changed(desk: Desk, changed: ChangedMeanwhile, which: Which, words: Words) -> str:
    if changed.course.over:
        raise CourseOver
    if changed.course.state(which.milestone).standing is Standing.HELD:
        raise AlreadyHeld(which.milestone)
    return views.changed_note(changed.course, which.milestone, plain_today(desk), words)


def _update(view: View) -> Reply:
    return Reply({"response_action": "update", "view": view.to_dict()})


def _saved(told: Sequence[str], after: Later, words: Words) -> Reply:
    return Reply(_update(views.receipt_view(told, words)).payload, after)


async def on_leave_out(desk: Desk, click: Click) -> Reply:
    """Asked first. Raises what `find` raises."""
    course_id, milestone = click.ids[:2]
    person = await member(desk, click.user, course_id)
    course = await find(desk, person, course_id, milestone)
    view = views.leave_out_view(course, milestone, plain_today(desk), desk.wording(person))
    await show(desk, click, view)
    return Reply()


async def on_leave_out_sent(desk: Desk, submission: Submission) -> Reply:
    """It is not needed; the channel is told, with the way back."""
    person, which, _ = await _sender(desk, submission)
    words = desk.wording(person)
    try:
        async with desk.store.writes() as tx:
            done = await course_meetings.leave_out(tx, person, which, desk.now(), desk.workdays)
            old = await course_meetings.old_cards(tx, done)
    except ChangedMeanwhile as changed:
        note = _changed(desk, changed, which, words)
        return _update(views.leave_out_view(changed.course, which.milestone, plain_today(desk), words, [note]))
    told = changes.left_out_told(done.course, which.milestone, words)
    return _saved([told], settle(desk, LEFT_OUT, done, old), words)


async def on_take_back(desk: Desk, click: Click) -> Reply:
    """It is needed after all; the line with the button becomes a plain one, and a card comes."""
    course_id, milestone = click.ids[:2]
    person = await member(desk, click.user, course_id)
    async with desk.store.writes() as tx:
        done = await course_meetings.take_back(tx, person, course_id, milestone, desk.now(), desk.workdays)
        old = await course_meetings.old_cards(tx, done)
    return Reply(after=settle(desk, TAKEN_BACK, done, old))


LISTENERS = Listeners(
    clicks={
        "meetings.agree": on_agree,
        "meetings.leave_out": on_leave_out,
        "meetings.move": on_move,
        "meetings.take_back": on_take_back,
    },
    submissions={
        "meetings.agree": on_agree_sent,
        "meetings.leave_out": on_leave_out_sent,
        "meetings.move": on_move_sent,
    },
)
