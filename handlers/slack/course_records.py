"""A meeting was held: what was agreed is written down, corrected, and read whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from domain.closings import MOST_SECURED, Secured
from domain.course_definitions import MilestoneId
from domain.course_records import Present
from domain.courses import Course, CourseOver
from domain.cpr import find_cpr
from domain.people import Act, Person
from domain.plans import NewAction
from handlers import closings, course_meetings, courses
from handlers.course_meetings import RECORD, ChangedMeanwhile, Which, Written
from handlers.slack.course_rooms import member
from handlers.slack.course_status import settle_all, show_from
from handlers.slack.desk import Desk
from handlers.slack.meeting_cards import plain_today
from handlers.slack.plan_cards import then_redraw
from handlers.slack.plan_forms import deadline_mistake, owner_mistake
from handlers.slack.requests import Click, Listeners, Reply, Submission, chosen
from handlers.slack.windows import show
from messages.slack import course_records as cards
from messages.slack.closings import secured_block
from messages.slack.course_meeting_views import changed_note, receipt_view
from messages.slack.course_records import FIRST_ROWS, MORE_ROWS, MOST_ROWS, Kept, row_block
from messages.slack.field_errors import looks_like_cpr
from messages.wording import Words

Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One action as it stands in the window."""

    number: int
    text: str
    owner: str
    deadline: str

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.owner or self.deadline)


async def _find(desk: Desk, person: Person, course_id: str, milestone: MilestoneId) -> Course:
    """The course, for somebody who works in it; a meeting that was held already can get another record."""
    async with desk.store.reads() as tx:
        course = await course_meetings.find(tx, person, course_id)
    course.type.milestone(milestone)
    if course.over:
        raise CourseOver
    return course


async def on_hold(desk: Desk, click: Click) -> Reply:
    """The record's window, filled in with the record there is. Raises as `member` does, and `NotAllowed`."""
    course_id, milestone = click.ids[:2]
    person = await member(desk, click.user, course_id)
    course = await _find(desk, person, course_id, milestone)
    kept = await _kept(desk, course, milestone)
    view = cards.hold_view(course, milestone, plain_today(desk), desk.wording(person), kept=kept)
    await show_from(desk, click, view)
    return Reply()


async def _kept(desk: Desk, course: Course, milestone: MilestoneId) -> Kept:
    async with desk.store.reads() as tx:
        actions = await course_meetings.actions_of(tx, course, milestone)
        return Kept((await closings.of_course(tx, course)).secured, actions)


async def on_more_actions(desk: Desk, click: Click) -> Reply:
    """Room for more actions; what is typed stays where it is."""
    course_id, milestone = click.ids[:2]
    person = await member(desk, click.user, course_id)
    course = await _find(desk, person, course_id, milestone)
    view = click.view or {}
    rows = sum(block.get("block_id", "").startswith(row_block("meetings.action", 0)[:-1]) for block in view["blocks"])
    wanted = min(max(rows, FIRST_ROWS) + MORE_ROWS, MOST_ROWS)
    words, kept = desk.wording(person), await _kept(desk, course, milestone)
    shown = cards.hold_view(course, milestone, plain_today(desk), words, wanted, kept=kept)
    return Reply(after=desk.slack.views_update(view_id=view["id"], hash=view.get("hash"), view=shown))


async def on_hold_sent(desk: Desk, submission: Submission) -> Reply:
    """The record is kept and goes to the channel, its actions into the plan; what is wrong is told at its field."""
    course_id, milestone, seen, rows = submission.subject[:4]
    person = await member(desk, submission.user, course_id)
    words = desk.wording(person)
    await _find(desk, person, course_id, milestone)
    if mistakes := await _mistakes(desk, submission, words):
        return Reply({"response_action": "errors", "errors": mistakes})
    which = Which(course_id, milestone, int(seen))
    try:
        async with desk.store.writes() as tx:
            now, written = desk.now(), _written(submission)
            done = await course_meetings.hold(tx, person, which, written, submission.event, now, desk.workdays)
            old = await course_meetings.old_cards(tx, done)
    except ChangedMeanwhile as changed:
        today = plain_today(desk)
        note = changed_note(changed.course, milestone, today, words)
        kept = await _kept(desk, changed.course, milestone)
        view = cards.hold_view(changed.course, milestone, today, words, int(rows), [note], kept)
        return Reply({"response_action": "update", "view": view.to_dict()})
    told = cards.saved_told(done, len(written.actions), plain_today(desk), words)
    view = receipt_view(told, words)
    return Reply(
        {"response_action": "update", "view": view.to_dict()},
        then_redraw(desk, done.course, partial(settle_all, desk, submission, person, RECORD, done, old)),
    )


async def on_record(desk: Desk, click: Click) -> Reply:
    """What was agreed, whole, for whoever may see the course."""
    course_id, milestone = click.ids[:2]
    person = await member(desk, click.user, course_id)
    async with desk.store.reads() as tx:
        course = await courses.take_part(tx, person, course_id, Act.SEE_COURSE)
    day = course.days(desk.workdays)[course.type.milestone(milestone).id]
    await show(desk, click, cards.record_view(course, milestone, day, desk.wording(person)))
    return Reply()


def _written(submission: Submission) -> Written:
    present = Present(chosen(submission.field("meetings.present")), _text(submission.field("meetings.others")))
    return Written(
        on=date.fromisoformat(chosen(submission.field("meetings.day"))[0]),
        present=present.written,
        agreed=_text(submission.field("meetings.agreed")),
        actions=[
            NewAction(row.text, row.owner, date.fromisoformat(row.deadline)) for row in _rows(submission) if row.text
        ],
        secured=[one for one in rows if one.what] if (rows := _secured_rows(submission)) else None,
    )


def _secured_rows(submission: Submission) -> list[Secured]:
    """Who secures what, row by row as it stands in the window; nothing where the window does not ask."""
    whats, whos = submission.fields("closings.what"), submission.fields("closings.who")
    return [
        Secured(
            _text(whats.get(secured_block("what", number), {})),
            _first(whos.get(secured_block("who", number), {})) or None,
        )
        for number in range(MOST_SECURED)
        if whats
    ]


def _rows(submission: Submission) -> list[Row]:
    texts, owners, deadlines = (
        submission.fields(action) for action in ("meetings.action", "meetings.owner", "meetings.deadline")
    )
    return [
        Row(
            number,
            _text(texts.get(row_block("meetings.action", number), {})),
            _first(owners.get(row_block("meetings.owner", number), {})),
            _first(deadlines.get(row_block("meetings.deadline", number), {})),
        )
        for number in range(MOST_ROWS)
    ]


def _text(state: Mapping[str, object]) -> str:
    return str(state.get("value") or "").strip()


def _first(state: Mapping[str, object]) -> str:
    return next(iter(chosen(state)), "")


async def _mistakes(desk: Desk, submission: Submission, words: Words) -> Errors:
    """Everything that is wrong, each at its field; nothing of it is kept."""
    found = _numbers(submission, words)
    if date.fromisoformat(_first(submission.field("meetings.day"))) > plain_today(desk).day:
        found["meetings-day"] = words("Dagen er ikke kommet endnu.")
    for number, one in enumerate(_secured_rows(submission)):
        if one.who and not one.what:
            found[secured_block("what", number)] = words("Skriv, hvad der skal sikres, eller tøm resten.")
    for row in _rows(submission):
        if not row.is_empty:
            found |= await _wrong_row(desk, row, words) | found
    return found


def _numbers(submission: Submission, words: Words) -> Errors:
    """What looks like a CPR number, anywhere in the window."""
    typed = {
        "meetings-others": _text(submission.field("meetings.others")),
        "meetings-agreed": _text(submission.field("meetings.agreed")),
    } | {row_block("meetings.action", row.number): row.text for row in _rows(submission)}
    typed |= {secured_block("what", number): one.what for number, one in enumerate(_secured_rows(submission))}
    return {block: looks_like_cpr(lines[0], words) for block, text in typed.items() if (lines := find_cpr(text))}


async def _wrong_row(desk: Desk, row: Row, words: Words) -> Errors:
    """An action needs its words, somebody who does it, and a day that has not passed."""
    found: Errors = {}
    if not row.text:
        found[row_block("meetings.action", row.number)] = words("Skriv, hvad der skal gøres, eller tøm resten.")
    if mistake := await owner_mistake(desk, row.owner or None, words):
        found[row_block("meetings.owner", row.number)] = mistake
    if mistake := deadline_mistake(desk, date.fromisoformat(row.deadline) if row.deadline else None, words):
        found[row_block("meetings.deadline", row.number)] = mistake
    return found


LISTENERS = Listeners(
    clicks={
        "meetings.hold": on_hold,
        "meetings.more_actions": on_more_actions,
        "meetings.record": on_record,
    },
    submissions={"meetings.hold": on_hold_sent},
)
