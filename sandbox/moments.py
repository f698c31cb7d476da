"""Handy moments to turn the clock to. Working days are Monday to Friday: the town keeps no calendar of holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sandbox.look import TOWN_ZONE

#: When work begins.
OPENING = time(8)
MORNING = time(9)
#: Rounds close at 16 o'clock.
AFTER_CLOSING = time(16, 5)
_SATURDAY = 5

_LATER = (
    ("Om en uge kl. 9", "In a week at 9", timedelta(weeks=1), MORNING),
    ("Om to uger kl. 16.05", "In two weeks at 16.05", timedelta(weeks=2), AFTER_CLOSING),
    ("Om 6 uger kl. 9", "In 6 weeks at 9", timedelta(weeks=6), MORNING),
    ("Om 12 uger kl. 9", "In 12 weeks at 9", timedelta(weeks=12), MORNING),
    ("Om 13 uger kl. 9", "In 13 weeks at 9", timedelta(weeks=13), MORNING),
    ("Om et halvt år kl. 9", "In half a year at 9", timedelta(weeks=26), MORNING),
)


def next_working_hour(now: datetime) -> datetime:
    """The next 9 o'clock of a working day, in the town's time, after `now`."""
    local = now.astimezone(TOWN_ZONE)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return _working(datetime.combine(day, MORNING, TOWN_ZONE))


def moments(now: datetime, language: str) -> Iterator[tuple[datetime, str]]:
    """When, and what it is called; in order of time but for what has passed."""
    danish = language == "da"
    local = now.astimezone(TOWN_ZONE)
    yield next_working_hour(now), "Næste arbejdsdag kl. 9" if danish else "Next working day at 9"
    closing = _working(datetime.combine(local.date(), AFTER_CLOSING, TOWN_ZONE))
    if closing.date() == local.date() and closing > local:
        yield closing, "I dag kl. 16.05" if danish else "Today at 16.05"
    yield _on(now, timedelta(days=2), MORNING), "Om to dage kl. 9" if danish else "In two days at 9"
    for da, en, wait, hour in _LATER:
        yield _on(now, wait, hour), da if danish else en


def _on(now: datetime, wait: timedelta, hour: time) -> datetime:
    return _working(datetime.combine((now.astimezone(TOWN_ZONE) + wait).date(), hour, TOWN_ZONE))


def _working(moment: datetime) -> datetime:
    while moment.weekday() >= _SATURDAY:
        moment += timedelta(days=1)
    return moment
