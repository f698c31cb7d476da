"""A course in whose channel nothing can be posted: what it missed, and who leads in the channel that takes over."""

from __future__ import annotations

from datetime import datetime

from domain.courses import Course
from domain.people import Named
from domain.reminders import Reminder, reminders
from domain.workdays import Workdays


def unsaid(course: Course, since: datetime, until: datetime, workdays: Workdays) -> tuple[Reminder, ...]:
    """What the course would have said in between, earliest first; of several about one milestone the newest."""
    due = [one for one in reminders(course, workdays) if since < one.due_at <= until]
    newest = {one.milestone: one for one in due}
    return tuple(one for one in due if newest[one.milestone] is one)


def brought(named: Named, there: Named) -> Named:
    """Who has which right in the channel that a course is brought to: who had it before, and who had one there."""
    leads = {named.coordinator, named.deputy or there.deputy}
    return Named(
        coordinator=named.coordinator or there.coordinator,
        deputy=named.deputy or there.deputy,
        team=(named.team | there.team) - leads,
        observers=named.observers | there.observers,
        coordinator_away=named.coordinator_away,
    )
