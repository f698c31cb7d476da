"""How a course ends: the question half a year later, and an end before its time."""

from __future__ import annotations

from functools import partial

from domain.closings import Answer
from domain.courses import AlreadyHeld, CourseOver, Standing
from domain.cpr import find_cpr
from domain.people import Person
from domain.reminders import Occasion
from handlers import closings, plans
from handlers.closings import ANSWERED, ENDED
from handlers.course_reminders import KINDS
from handlers.slack.course_rooms import member
from handlers.slack.desk import Desk
from handlers.slack.lines import rewrite
from handlers.slack.meeting_cards import words_of
from handlers.slack.requests import Click, Listeners, Made, Reply, Submission
from handlers.slack.windows import show, told_at
from messages.slack import closings as cards
from messages.slack.field_errors import looks_like_cpr
from storage.outbox import Claimed


async def _on_answer(desk: Desk, click: Click, answer: Answer) -> Reply:
    """A comment may follow. Raises as `member` does, and as `closings.asked`."""
    course_id, milestone = click.ids[:2]
    person = await member(desk, click.user, course_id)
    async with desk.store.reads() as tx:
        course = await closings.asked(tx, person, course_id, milestone)
    await show(desk, click, cards.answer_view(course, milestone, answer, desk.wording(person)))
    return Reply()


async def on_answer_sent(desk: Desk, submission: Submission) -> Reply:
    """The team's answer is kept and goes into the channel; with it the course is over."""
    course_id, milestone, said = submission.subject[:3]
    person = await member(desk, submission.user, course_id)
    words = desk.wording(person)
    comment = str(submission.field("closings.comment").get("value") or "").strip()
    if lines := find_cpr(comment):
        return told_at("closings-comment", looks_like_cpr(lines[0], words))
    try:
        async with desk.store.writes() as tx:
            course = await closings.answer(
                tx, person, course_id, milestone, (Answer(said), comment), desk.now(), desk.workdays
            )
    except (AlreadyHeld, CourseOver):
        return await _too_late(desk, person, course_id, comment)
    return Reply({"response_action": "update", "view": cards.answered_view(course, words).to_dict()})


async def _too_late(desk: Desk, person: Person, course_id: str, comment: str) -> Reply:
    async with desk.store.reads() as tx:
        found = await closings.of_post(tx, person.team, {"course": course_id})
    followed = found[1].followed if found else None
    view = cards.too_late_view(followed.by if followed else None, comment, desk.wording(person))
    return Reply({"response_action": "update", "view": view.to_dict()})


async def on_end(desk: Desk, click: Click) -> Reply:
    """Asked first. Raises as `member` does, `NotAllowed` and `CourseOver`."""
    person = await member(desk, click.user, click.value)
    async with desk.store.reads() as tx:
        course = await closings.may_end(tx, person, click.value)
        plan = await plans.of_course(tx, course)
    await show(desk, click, cards.end_view(course, plan, person.user, desk.wording(person)))
    return Reply()


async def on_end_sent(desk: Desk, submission: Submission) -> Reply:
    """The course is over, and its channel is told. Raises as `member` does, and `NotAllowed`."""
    course_id = submission.subject[0]
    person = await member(desk, submission.user, course_id)
    async with desk.store.writes() as tx:
        await closings.end(tx, person, course_id, desk.now(), desk.workdays)
    return Reply({"response_action": "update", "view": cards.ended_view(desk.wording(person)).to_dict()})


async def question_post(desk: Desk, claimed: Claimed) -> Made:
    """Is the plan still followed? Moot once somebody has answered, or the course is over."""
    async with desk.store.reads() as tx:
        found = await closings.of_post(tx, claimed.team, claimed.subject)
    milestone = claimed.subject["milestone"]
    if found is None or found[0].over or found[0].state(milestone).standing in {Standing.HELD, Standing.NOT_NEEDED}:
        return None
    card = cards.question_card(found[0], milestone, found[1], words_of(desk, found[0]))
    return card, card


async def answered_post(desk: Desk, claimed: Claimed) -> Made:
    """The answer; the question becomes a line."""
    milestone = claimed.subject["milestone"]
    async with desk.store.reads() as tx:
        found = await closings.of_post(tx, claimed.team, claimed.subject)
        old = await closings.question_at(tx, found[0], milestone) if found else []
    if found is None or found[1].followed is None:
        return None
    course, words = found[0], words_of(desk, found[0])
    for sent in old:
        await rewrite(desk, sent, cards.question_line(course, milestone, words))
    card = cards.answered_card(course, milestone, found[1].followed, words)
    return card, card


async def ended_post(desk: Desk, claimed: Claimed) -> Made:
    """The course was ended before its time."""
    async with desk.store.reads() as tx:
        found = await closings.of_post(tx, claimed.team, claimed.subject)
    if found is None:
        return None
    card = cards.ended_card(found[0], claimed.subject["by"], words_of(desk, found[0]))
    return card, card


LISTENERS = Listeners(
    clicks={
        "closings.yes": partial(_on_answer, answer=Answer.YES),
        "closings.partly": partial(_on_answer, answer=Answer.PARTLY),
        "closings.no": partial(_on_answer, answer=Answer.NO),
        "closings.end": on_end,
    },
    submissions={"closings.answer": on_answer_sent, "closings.end": on_end_sent},
    posts={KINDS[Occasion.QUESTION]: question_post, ANSWERED: answered_post, ENDED: ended_post},
)
