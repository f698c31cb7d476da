"""The focus groups of a course, pressed on the meeting's card: the guide for a group, and the notes of each."""

from __future__ import annotations

import asyncio

from domain.cpr import find_cpr
from domain.people import Act
from handlers import courses, focus_groups
from handlers.focus_groups import Groups, Notes, WrittenMeanwhile
from handlers.releases import Result
from handlers.slack.course_rooms import member
from handlers.slack.deliveries import File, deliver
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Reply, Submission
from handlers.slack.windows import show, told_at
from messages.focus_group_guides import GuidePaper, name_of, title, word_file
from messages.slack import focus_groups as cards
from messages.slack.deliveries import delivered_card, on_its_way_card
from messages.slack.field_errors import looks_like_cpr
from messages.wording import Words


async def on_guide(desk: Desk, click: Click) -> Reply:
    """For which group. Raises as `member` does, and `NotAllowed`."""
    person = await member(desk, click.user, click.ids[0])
    async with desk.store.reads() as tx:
        found = await focus_groups.of_course(tx, person, *click.ids[:2])
    card = cards.choice_card(found.course, found.groups, desk.wording(person))
    return Reply(after=desk.whisper(click.response_url, card))


async def on_word(desk: Desk, click: Click) -> Reply:
    """The guide as a Word file, in the direct message. Raises as `member` does, `NotAllowed` and `UnknownGroup`."""
    person = await member(desk, click.user, click.ids[0])
    async with desk.store.reads() as tx:
        found, result = await focus_groups.guide(tx, person, click.ids[0], int(click.ids[1]), desk.now(), desk.workdays)
    words = desk.wording(person)
    if result is None:
        return Reply(after=desk.replace(click.response_url, cards.no_result_card(words)))
    return Reply(after=_send(desk, click, found, result, words))


async def _send(desk: Desk, click: Click, found: Notes, result: Result, words: Words) -> None:
    async def make() -> File:
        paper = GuidePaper(found.course, found.group, result.round, result.release, result.number)
        data = await asyncio.to_thread(word_file, paper, words, desk.letterhead)
        return File(name_of(paper, words), title(words), data, cards.with_guide(found.group, words))

    await desk.replace(click.response_url, on_its_way_card(words))
    problem = await deliver(desk, click.user, make, cards.instead(words), words)
    await desk.replace(click.response_url, problem or delivered_card(words))


async def on_notes(desk: Desk, click: Click) -> Reply:
    """The notes of every group. Raises as `member` does, and `NotAllowed`."""
    course_id, milestone = click.ids[:2]
    person = await member(desk, click.user, course_id)
    async with desk.store.reads() as tx:
        found = await focus_groups.of_course(tx, person, course_id, milestone)
    view = cards.notes_view(found.course, milestone, found.groups, _written(found), desk.wording(person))
    await show(desk, click, view)
    return Reply()


def _written(found: Groups) -> dict[int, tuple[str, str]]:
    return {number: (one.text, one.author) for number, one in found.notes.items()}


async def on_write(desk: Desk, click: Click) -> Reply:
    """One group's notes, to be written. Raises as `member` does, `NotAllowed`, `UnknownGroup` and `CourseOver`."""
    person = await member(desk, click.user, click.ids[0])
    async with desk.store.reads() as tx:
        found = await focus_groups.to_write(tx, person, click.ids[0], int(click.ids[1]))
    text = found.written.text if found.written else ""
    await show(desk, click, cards.write_view(found.course, found.group, found.edition, text, desk.wording(person)))
    return Reply()


async def on_write_sent(desk: Desk, submission: Submission) -> Reply:
    """The notes are kept; nothing that was typed is lost where they cannot be.

    Raises as `member` does, `NotAllowed`, `UnknownGroup` and `CourseOver`.
    """
    course_id, number, edition = submission.subject[:3]
    person = await member(desk, submission.user, course_id)
    async with desk.store.reads() as tx:
        await courses.take_part(tx, person, course_id, Act.WORK_COURSE)
    words = desk.wording(person)
    text = str(submission.field("focus_groups.text").get("value") or "").strip()
    if lines := find_cpr(text):
        return told_at("focus_groups-text", looks_like_cpr(lines[0], words))
    try:
        async with desk.store.writes() as tx:
            kept = await focus_groups.write(tx, person, course_id, int(number), text, edition, desk.now())
    except WrittenMeanwhile as changed:
        theirs = changed.notes.written
        meanwhile = (theirs.text, theirs.author) if theirs else ("", person.user)
        view = cards.write_view(
            changed.notes.course, changed.notes.group, changed.notes.edition, text, words, meanwhile
        )
        return Reply({"response_action": "update", "view": view.to_dict()})
    view = cards.saved_view(kept.group, words, is_kept=kept.written is not None)
    return Reply({"response_action": "update", "view": view.to_dict()})


LISTENERS = Listeners(
    clicks={
        "focus_groups.guide": on_guide,
        "focus_groups.notes": on_notes,
        "focus_groups.word": on_word,
        "focus_groups.write": on_write,
    },
    submissions={"focus_groups.write": on_write_sent},
)
