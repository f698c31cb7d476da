"""The dates of a course in words: when something is, and why another day is proposed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from babel.dates import format_date

from domain.calendars import Reason, Why
from domain.course_definitions import CourseType
from messages.wording import Words


def reasons_told(reasons: Iterable[Reason], course: CourseType, words: Words) -> str:
    """Everything that was skipped, and what the date follows: "søndag; uge 28-30"; empty where there is nothing."""
    told = dict.fromkeys(_reason(reason, course, words) for reason in reasons)
    return "; ".join(told)


def why_told(reasons: Iterable[Reason], course: CourseType, words: Words) -> str:
    """The same as the end of a sentence: "på grund af weekend og ferielukning i uge 28-30".

    Where the date hangs on another that was moved, from where to where that was is the reason; of the rest only what
    was skipped after it.
    """
    skipped, moved = list[Reason](), ""
    for reason in reasons:
        if reason.why is Why.FOLLOWS:
            skipped, moved = [], _moved(reason, course, words)
        else:
            skipped.append(reason)
    because = words("på grund af {reasons}", reasons=closures_told(skipped, words)) if skipped else ""
    return words(" og ").join(part for part in (moved, because) if part)


def closures_told(reasons: Iterable[Reason], words: Words) -> str:
    """What is skipped, by itself: "ferielukning i uge 7 og ferielukning 24. december-1. januar"; holidays together."""
    closings = [*reasons]
    holidays = _holidays(closings, words)
    return _all_of([holidays if one.why is Why.HOLIDAY else _closing(one, words) for one in closings], words)


def _holidays(reasons: Iterable[Reason], words: Words) -> str:
    """ "helligdage (skærtorsdag og langfredag)"."""
    names = dict.fromkeys(words.of(one.name) for one in reasons if one.why is Why.HOLIDAY and one.name)
    if len(names) > 1:
        return words("helligdage ({names})", names=_all_of(names, words))
    return words("helligdag ({name})", name=_all_of(names, words)) if names else words("helligdag")


def _all_of(parts: Iterable[str], words: Words) -> str:
    """Each once: "weekend, ferielukning i uge 42 og helligdag"; empty for none."""
    *others, last = dict.fromkeys(parts) or [""]
    return words(" og ").join([", ".join(others), last]) if others else last


def _moved(reason: Reason, course: CourseType, words: Words) -> str:
    return words(
        "for at følge »{name}«, der er flyttet fra {before} til {after}",
        name=name_of(reason.follows or "", course, words),
        before=day_and_month(reason.first, words),
        after=day_and_month(reason.last, words),
    )


def _closing(reason: Reason, words: Words) -> str:
    """Why nobody is there, for somebody who knows nothing of the course's file."""
    match reason.why:
        case Why.SATURDAY | Why.SUNDAY:
            return words("weekend")
        case Why.CLOSED_WEEKS:
            return words("ferielukning i {weeks}", weeks=_weeks(reason, words))
        case Why.CLOSED_DAYS:
            return words("ferielukning {days}", days=_days(reason, words))
        case _:
            return words("helligdag")


def _reason(reason: Reason, course: CourseType, words: Words) -> str:
    match reason.why:
        case Why.SATURDAY:
            return words("lørdag")
        case Why.SUNDAY:
            return words("søndag")
        case Why.HOLIDAY:
            return words.of(reason.name) or words("helligdag")
        case Why.CLOSED_WEEKS:
            return _weeks(reason, words)
        case Why.CLOSED_DAYS:
            return _closed(reason, words)
        case Why.FOLLOWS:
            return words("følger {name}", name=name_of(reason.follows or "", course, words))


def name_of(milestone_or_anchor: str, course: CourseType, words: Words) -> str:
    """What a milestone is called; an anchor that is no milestone has only its id."""
    if not course.has(milestone_or_anchor):
        return milestone_or_anchor
    return words.of(course.milestone(milestone_or_anchor).name)


def day_and_month(day: date, words: Words, today: date | None = None) -> str:
    """ "24. december"; "24 December" in English; with the year where it is another than today's."""
    year = f" {day.year}" if today and today.year != day.year else ""
    if words.language == "en":
        return format_date(day, "d MMMM", locale="en_GB") + year
    return format_date(day, "d. MMMM", locale="da_DK") + year


def _weeks(reason: Reason, words: Words) -> str:
    first, last = reason.first.isocalendar().week, reason.last.isocalendar().week
    if first == last:
        return words("uge {week}", week=first)
    return words("uge {first}-{last}", first=first, last=last)


def _days(reason: Reason, words: Words) -> str:
    return _span(day_and_month(reason.first, words), day_and_month(reason.last, words))


def _closed(reason: Reason, words: Words) -> str:
    first, last = day_and_month(reason.first, words), day_and_month(reason.last, words)
    if first == last:
        return words("lukket {day}", day=first)
    return words("lukket {first}-{last}", first=first, last=last)


def closed_told(course: CourseType, words: Words) -> str:
    """When nothing is proposed: "uge 7, 28-30, 42; 24. december-1. januar"; empty for a course that never closes."""
    weeks = ", ".join(_span(str(first), str(last)) for first, last in _runs(sorted(course.closed_weeks)))
    days = ", ".join(
        _span(day_and_month(first, words), day_and_month(last, words)) for first, last in _closed_runs(course)
    )
    return "; ".join(part for part in (words("uge {week}", week=weeks) if weeks else "", days) if part)


def _closed_runs(course: CourseType) -> list[tuple[date, date]]:
    """The closed days of every year, from first to last, a run over New Year as one; in a year with a 29 February."""
    days = sorted(date(2000, month, day) for month, day in course.closed_days)
    runs = [(date.fromordinal(first), date.fromordinal(last)) for first, last in _runs([d.toordinal() for d in days])]
    if len(runs) > 1 and runs[0][0] == date(2000, 1, 1) and runs[-1][1] == date(2000, 12, 31):
        return [*runs[1:-1], (runs[-1][0], runs[0][1])]
    return runs


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Rising numbers as runs of neighbours, first and last of each."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}-{last}"
