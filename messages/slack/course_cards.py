"""What the cards of a course share: its name, its dates, and how far each milestone is, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from babel.dates import format_date
from slack_sdk.models.blocks import Block, ButtonElement

from domain.calendars import Entry, base_of
from domain.course_definitions import Counted, CourseType, Kind, MilestoneId, Offset
from domain.course_progress import Progress
from domain.courses import Course, Standing, State
from messages.course_dates import name_of, why_told
from messages.slack.cards import LONGEST_SECTION, LONGEST_TEXT, button, section
from messages.slack.text import cut, literal, marked, person, uncapitalised
from messages.wording import Words


def title_of(course: Course, words: Words) -> str:
    """ "Forankringsstøtte, Egelund Kommune", not escaped."""
    return f"{words.of(course.type.title)}, {course.municipality}"


def milestone_name(course: Course, milestone: MilestoneId, words: Words) -> str:
    """What the milestone is called, not escaped. Raises `UnknownMilestone`."""
    return words.of(course.type.milestone(milestone).name)


def in_sentence(course: CourseType, milestone_or_anchor: str, words: Words) -> str:
    """What a milestone is called inside a sentence ("statusmødet"), as far as the course's file says so."""
    milestone = course.milestone(milestone_or_anchor) if course.has(milestone_or_anchor) else None
    the = milestone.the if milestone else None
    return words.of(the) or uncapitalised(name_of(milestone_or_anchor, course, words))


def on_day(day: date, words: Words, today: date | None = None) -> str:
    """ "ma. 2. august", "Mon 2 August" in English; with the year where it is not that of `today`."""
    year = f" {day.year}" if today and day.year != today.year else ""
    if words.language == "en":
        return format_date(day, "EEE d MMMM", locale="en_GB") + year
    return format_date(day, "EEEEEE d. MMMM", locale="da_DK") + year


def follows(course: Course, milestone: MilestoneId, words: Words) -> str:
    """What the date follows from: "6 uger efter udviklingsdagen"; empty where the date itself was given."""
    counted = base_of(course.type, milestone, course.anchors)
    if counted is None or counted.after == milestone:
        return ""
    return distance_told(course.type, counted, words)


def distance_told(course: CourseType, counted: Counted, words: Words) -> str:
    """How far from what: "1 uge før barometer 1 åbner"."""
    far, name = counted.offset, in_sentence(course, counted.after, words)
    distance = _distance(far, words)
    if not distance:
        return words("samme dag som {name}", name=name)
    if min(far.months, far.weeks, far.days) < 0:
        return words("{distance} før {name}", distance=distance, name=name)
    return words("{distance} efter {name}", distance=distance, name=name)


def _distance(far: Offset, words: Words) -> str:
    """How far, whichever way; whole weeks are told as weeks."""
    weeks, days = far.weeks, far.days
    if days % 7 == 0:
        weeks, days = weeks + days // 7, 0
    parts = [
        words.count("1 måned", "{n} måneder", abs(far.months)) if far.months else "",
        words.count("1 uge", "{n} uger", abs(weeks)) if weeks else "",
        words.count("1 dag", "{n} dage", abs(days)) if days else "",
    ]
    return words(" og ").join(part for part in parts if part)


def instead_of(course: Course, entry: Entry, words: Words, today: date | None = None) -> str:
    """Where another day is proposed: "6 måneder efter barometer 1 åbner er sø. 11. juli. En anden dag er foreslået på
    grund af weekend og ferielukning i uge 28-30."; else empty, also where it is the very day that one counts from what
    it follows, on whatever day that is proposed."""
    if entry.proposed is None or not entry.skipped:
        return ""
    is_counted = course.state(entry.id).chosen is None
    return words(
        "{counted} er {day}. En anden dag er foreslået {why}.",
        counted=(follows(course, entry.id, words) if is_counted else "") or words("Den valgte dag"),
        day=on_day(entry.candidate or entry.counted, words, today),
        why=why_told(entry.skipped, course.type, words),
    )


def progress_told(progress: Progress, kind: Kind, words: Words) -> str:
    """A sign and a word for how far a milestone is; the word says all, for whoever does not see the sign."""
    is_meeting = kind is Kind.MEETING
    return {
        Progress.DONE: f"✓ {words('holdt') if is_meeting else words('gjort')}",
        Progress.NEXT: f"→ {words('næste')}",
        Progress.AHEAD: f"○ {words('kommer')}",
        Progress.LATE: f"! {words('over datoen')}",
        Progress.WAITS: f"○ {words('venter på åbningen')}",
        Progress.BEFORE_START: f"· {words('før start')}",
        Progress.UNKNOWN: f"? {words('vides ikke')}",
        Progress.NOT_REACHED: f"– {words('ikke nået')}",
        Progress.NOT_NEEDED: f"– {words('ikke nødvendigt')}",
    }[progress]


def agreed(state: State, kind: Kind, words: Words) -> str:
    """Whether a meeting's date is agreed, with its hour and place; empty for what is held or is no meeting."""
    if kind is not Kind.MEETING or state.standing not in {Standing.PROPOSED, Standing.CONFIRMED}:
        return ""
    if state.standing is Standing.PROPOSED:
        return words("foreslået")
    at = words("kl. {at}", at=words.clock(state.at)) if state.at else ""
    return ", ".join(part for part in (words("aftalt"), at, state.place) if part)


def proposed_told(words: Words) -> str:
    """What the word beside a date means."""
    return marked(words, "»Foreslået« er ikke aftalt endnu.")


def line_sections(lines: Iterable[str]) -> list[Block]:
    """Lines of mrkdwn in as few sections as Slack's limit allows, in order."""
    found: list[str] = []
    for line in lines:
        if found and len(found[-1]) + len(line) < LONGEST_SECTION:
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return [section(text) for text in found]


def spoken(lines: Iterable[str]) -> str:
    """Lines as they are read aloud, each a sentence of its own."""
    ended = (line if line.endswith((".", ":", "?", "…")) else f"{line}." for line in lines if line)
    return cut(" ".join(ended), LONGEST_TEXT)


def bold_title(course: Course, words: Words) -> str:
    """The title for mrkdwn."""
    return f"*{literal(title_of(course, words))}*"


def leads_told(coordinator: str | None, deputy: str | None, words: Words, *, away: bool = False) -> str:
    """Who leads the course and who stands in; `coordinator` and `deputy` are user ids."""
    parts = []
    if coordinator and away:
        parts.append(marked(words, "Koordinator: {person}, på orlov.", person=person(coordinator)))
    elif coordinator:
        parts.append(marked(words, "Koordinator: {person}.", person=person(coordinator)))
    else:
        parts.append(marked(words, "Ingen koordinator."))
    if deputy:
        parts.append(marked(words, "Stedfortræder: {person}.", person=person(deputy)))
    else:
        parts.append(marked(words, "Ingen stedfortræder."))
    return " ".join(parts)


def status_button(course: Course, words: Words) -> ButtonElement:
    """How far the course is, for whoever presses."""
    return button(words("Status"), "courses.status", course.id)
