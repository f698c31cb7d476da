"""What a window says of a date instead of saving it, before the date is moved or agreed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendars import open_days
from domain.course_definitions import MilestoneId
from domain.course_order import left_too_early
from domain.courses import Course, Standing, moved
from handlers import course_openings
from handlers.slack.desk import Desk
from handlers.slack.meeting_cards import plain_today
from messages.slack import course_changes as changes
from messages.slack import course_meeting_views as views
from messages.slack.course_openings import concern_told
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class Against:
    """What the window says instead of saving; `asked` is the date that can be kept all the same, None where it cannot.

    All of it stands where the next try replaces it: an error at the field would leave what was said of another date.
    """

    notes: Sequence[str]
    asked: date | None = None


async def against(
    desk: Desk, course: Course, milestone: MilestoneId, day: date, asked: date | None, words: Words
) -> Against | None:
    """That the day has passed; or what speaks against it, unless the window has said so of this very day already.

    That is that nobody may be there, and what it would do to the barometers and the meetings of the course.
    """
    today = plain_today(desk)
    if day < today.day:
        return Against([views.passed_note(course, milestone, day, today, words)])
    if day == asked:
        return None
    notes = []
    if not open_days(course.type, desk.workdays).is_open(day):
        notes.append(views.wrong_day_note(course, day, today, words))
    notes += await _if_moved(desk, course, milestone, day, words)
    return Against(notes, day) if notes else None


async def _if_moved(desk: Desk, course: Course, milestone: MilestoneId, day: date, words: Words) -> list[str]:
    """What the day would do to the course. Nothing goes by a milestone whose round is open, nor by the same day."""
    today = plain_today(desk)
    if course.state(milestone).standing is Standing.HELD or course.days(desk.workdays)[milestone] == day:
        return []
    done = moved(course, milestone, day, today.day, desk.workdays)
    async with desk.store.reads() as tx:
        found = await course_openings.if_moved(tx, course, done.course, today.day, desk.workdays)
    early = left_too_early(done, desk.workdays)
    return [
        *(concern_told(one, course, words, today.day) for one in found),
        *(changes.too_early_told(one, done.course, today, words) for one in early),
    ]
