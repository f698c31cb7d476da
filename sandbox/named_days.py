"""Days and hours that the app has named in what a person can read, such as "mandag 25. januar kl. 16"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from sandbox.look import TOWN_ZONE
from sandbox.moments import MORNING

if TYPE_CHECKING:
    from sandbox.message import Message
    from sandbox.workspace import Workspace

_DANISH = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS = {name: number % 12 + 1 for number, name in enumerate((*_DANISH, *_ENGLISH))}
_DAY = re.compile(
    rf"\b(?P<day>[0-3]?\d)\.? (?P<month>{'|'.join(_MONTHS)})\b(?: (?P<year>2\d\d\d))?"
    r"(?: (?:kl\.|at) (?P<hour>[0-2]?\d)(?:[.:](?P<minute>[0-5]\d))?)?"
)
_MARKS = re.compile(r"<[^>|]*\|([^>]*)>|<[^>]*>|[*_~•]")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])(?<!\bkl\.) (?=[A-ZÆØÅ0-9])")
_WEEKDAY_ONLY = re.compile(r"\W*(?:\w+da[gy])?\W*", re.IGNORECASE)
_HOW_FAR = re.compile(r" (?:om \d+ dage?|i dag|i morgen|in \d+ days?|today|tomorrow)\b")
"""Is not true any more by the time somebody reads the list."""
READ_MOST = 30
"""So many of the app's newest messages in each place are read."""
OFFERED_MOST = 5
LONGEST_WORDS = 72
JUST_AFTER = timedelta(minutes=5)
"""What falls due at the hour that was named has happened by then."""
_HALF_A_YEAR = timedelta(days=183)


def named_days(workspace: Workspace, user: str) -> list[tuple[datetime, str]]:
    """The next moments that the app has named where this person reads, each with the sentence it stands in."""
    now = workspace.clock.now()
    found: dict[datetime, str] = {}
    for message in _written_by_app(workspace, user):
        for moment, words in _in_message(message):
            if moment > now:
                found.setdefault(moment, words)
    return sorted(found.items())[:OFFERED_MOST]


def _written_by_app(workspace: Workspace, user: str) -> Iterator[Message]:
    for channel in workspace.channels.values():
        if user in channel.members:
            by_app = (message for message in channel.newest_first(user) if message.user == workspace.app.bot_user)
            yield from islice(by_app, READ_MOST)


def _in_message(message: Message) -> Iterator[tuple[datetime, str]]:
    written = datetime.fromtimestamp(float(message.ts), TOWN_ZONE).date()
    for sentence, instead in _sentences(_MARKS.sub(lambda mark: mark.group(1) or "", message.visible)):
        for found in _DAY.finditer(sentence):
            moment = _moment(found, written)
            if moment is not None:
                yield moment, _short(instead if instead and _is_bare(found) else sentence)


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence, and what tells more where it names nothing but a day: the sentence before it with it, or what
    stands above its line, such as the name of a meeting over its day.
    """
    above = ""
    for line in map(str.strip, text.splitlines()):
        before, instead = "", _HOW_FAR.sub("", above)
        for sentence in _SENTENCE_ENDS.split(line):
            yield sentence, f"{before} {sentence}" if before else instead
            before = sentence
        above = line


def _is_bare(found: re.Match[str]) -> bool:
    """Whether the sentence begins with the day and goes on, if at all, with something beside it: "mandag 1. marts,
    tid og sted er ikke aftalt".
    """
    lead, rest = found.string[: found.start()], found.string[found.end() :]
    return _WEEKDAY_ONLY.fullmatch(lead) is not None and not rest.strip(".")[:1].strip(",")


def _moment(found: re.Match[str], written: date) -> datetime | None:
    """What was meant: a day without a year is the one nearest to the day on which it was written."""
    try:
        day = date(int(found["year"] or written.year), _MONTHS[found["month"]], int(found["day"]))
        if not found["year"] and written - day > _HALF_A_YEAR:
            day = day.replace(year=day.year + 1)
        hour = time(int(found["hour"]), int(found["minute"] or 0)) if found["hour"] else MORNING
    except ValueError:
        return None
    return datetime.combine(day, hour, TOWN_ZONE) + JUST_AFTER


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_WORDS else f"{sentence[: LONGEST_WORDS - 2].rstrip()} …"
