"""The calendar file of a course, in a direct message to whoever asks for it."""

from __future__ import annotations

from domain.courses import Course
from domain.people import Act, Person, UserId
from handlers import course_status, courses, people
from handlers.slack import course_rooms
from handlers.slack.deliveries import File, deliver
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Reply
from messages.slack import course_calendars as cards
from messages.slack.cards import Card
from messages.slack.deliveries import delivered_card
from messages.wording import Words


async def on_calendar(desk: Desk, command: Command, person: Person) -> Reply:
    """`/anker calendar`: of the channel's course, in a direct message of one's own. Raises `NotAllowed`."""
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        found = await course_status.meant(tx, person, is_outside=command.is_outside)
        is_here = await courses.has_any(tx, person.team, command.channel)
    if len(found) == 1:
        return Reply(after=_deliver(desk, person.user, found[0], command.response_url, words))
    if is_here:
        person.check(Act.SEE_COURSE)
    card = cards.choose_card(found, words) if found else await _no_course(desk, command, person)
    return Reply(after=desk.whisper(command.response_url, card))


async def _no_course(desk: Desk, command: Command, person: Person) -> Card:
    async with desk.store.reads() as tx:
        leads = await people.leads(tx, person.team, person.user, command.channel)
    leads_in = command.channel if person.may(Act.START_COURSE) else next(iter(leads.elsewhere), None)
    return cards.no_course_card(desk.wording(person), leads_in)


async def on_calendar_click(desk: Desk, click: Click) -> Reply:
    """ "Kalenderfil". Raises `UnknownCourse` and `NotAllowed`."""
    person = await course_rooms.member(desk, click.user, click.value)
    async with desk.store.reads() as tx:
        course = await courses.take_part(tx, person, click.value, Act.SEE_COURSE)
    return Reply(after=_deliver(desk, click.user, course, click.response_url, desk.wording(person)))


async def _deliver(desk: Desk, user: UserId, course: Course, response_url: str | None, words: Words) -> None:
    async def make() -> File:
        from messages.course_calendars import calendar_file, file_name  # noqa: PLC0415 - loads icalendar

        data = calendar_file(course, desk.workdays, words, desk.now())
        return File(file_name(words), words("Kalenderfil"), data, cards.with_file(course, words))

    problem = await deliver(desk, user, make, cards.instead(words), words)
    await desk.whisper(response_url, problem or delivered_card(words))


LISTENERS = Listeners(clicks={"courses.calendar": on_calendar_click})
