"""What has become of a date: moved, agreed, left out or needed again, and the lines that old cards become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.agendas import Meeting
from domain.calendars import open_days
from domain.course_definitions import Kind, MilestoneId
from domain.course_order import BeforeBase, left_too_early
from domain.course_rounds import TooEarly
from domain.courses import Course, Moved, Shift, Standing, Stayed
from domain.people import UserId
from messages.course_dates import day_and_month, reasons_told
from messages.slack.cards import Card, button, buttons, context, section
from messages.slack.course_agendas import agenda_blocks, agenda_spoken
from messages.slack.course_cards import in_sentence, instead_of, line_sections, milestone_name, spoken
from messages.slack.course_meetings import Today, day_told, more, place_told, value, ways_on, when_told
from messages.slack.focus_groups import group_blocks
from messages.slack.text import literal, marked, person
from messages.wording import Words


def moved_told(done: Moved, today: Today, words: Words) -> list[str]:
    """What moved, what moved along, what did not and why; mrkdwn, a line each."""
    course, shift = done.course, done.moved
    facts = {
        "name": milestone_name(course, shift.milestone, words),
        "before": day_told(shift.before, words, today.day),
        "after": day_told(shift.after, words, today.day),
    }
    first = marked(words, "*{name}* er flyttet fra {before} til {after}.", **facts)
    by = course.state(shift.milestone).by
    if by:
        first = marked(words, "*{name}* er flyttet fra {before} til {after} af {person}.", person=person(by), **facts)
    still = _still_told(course, shift.milestone, today, words)
    return [first, *still, *around(done, today, words), *outlook([shift, *done.along], course, words)]


def _still_told(course: Course, milestone: MilestoneId, today: Today, words: Words) -> list[str]:
    """Whether a meeting that was moved is agreed, and its hour and place as far as they are known."""
    state = course.state(milestone)
    if course.type.milestone(milestone).kind is not Kind.MEETING:
        return []
    if state.standing is Standing.PROPOSED:
        return [marked(words, "Foreslået, ikke aftalt.")]
    facts = {"when": when_told(course, milestone, today, words), "place": place_told(state.place, words)}
    still = marked(words, "Mødet er stadig aftalt: {when} {place}", **facts).strip()
    return [still if state.at or state.place else f"{still}. {marked(words, 'Tid og sted er ikke aftalt.')}"]


def around(done: Moved, today: Today, words: Words) -> list[str]:
    """Why the new day is no usual one, and what happened to everything that hangs on it."""
    course, lines = done.course, list[str]()
    reasons = reasons_told(open_days(course.type, today.workdays).why(done.moved.after), course.type, words)
    if reasons and done.moved.before != done.moved.after:
        lines.append(marked(words, "Den nye dag er valgt, selv om det er {reasons}.", reasons=reasons))
    if done.along:
        lines.append(marked(words, "Flyttet med:"))
        lines += [_along_told(one, course, today, words) for one in done.along]
    return [*lines, *left_behind(done, today, words)]


def left_behind(done: Moved, today: Today, words: Words) -> list[str]:
    """What did not move along and why, and the meetings that now come before their result."""
    lines = [_stayed(one, done.course, today, words) for one in done.stayed]
    first = [marked(words, "Ikke flyttet med:")] if lines else []
    return [*first, *lines, *_left_too_early(done, today, words)]


def _left_too_early(done: Moved, today: Today, words: Words) -> list[str]:
    """Meetings that now come too early, as far as the change has to do with it, and what to do."""
    result = marked(words, "Flyt mødet, hvis det skal bygge på resultatet.")
    base = marked(words, "Flyt en af datoerne, hvis rækkefølgen skal holdes.")
    return [
        f"{too_early_told(one, done.course, today, words)} {result if isinstance(one, TooEarly) else base}"
        for one in left_too_early(done, today.workdays)
    ]


def too_early_told(one: TooEarly | BeforeBase, course: Course, today: Today, words: Words) -> str:
    """Which meeting comes before what, in the course as it is or would be; mrkdwn."""
    name = milestone_name(course, one.meeting, words)
    day = day_told(course.days(today.workdays)[one.meeting], words, today.day)
    if isinstance(one, TooEarly):
        return marked(
            words,
            "*Ligger før resultatet:* {name}, {day}. Barometeret lukker først {closes}.",
            name=name,
            day=day,
            closes=day_told(one.closes, words, today.day),
        )
    return marked(
        words,
        "*Ligger før {base}:* {name}, {day}. Datoen regnes fra {base}, der først er {when}.",
        base=in_sentence(course.type, one.base, words),
        name=name,
        day=day,
        when=day_told(one.day, words, today.day),
    )


def shift_told(shift: Shift, course: Course, today: Today, words: Words) -> str:
    """ "• Udviklingsdag: mandag 8. marts (stod til 1. marts)", and that the new day has passed where it has."""
    facts = {
        "name": milestone_name(course, shift.milestone, words),
        "before": day_and_month(shift.before, words, today.day),
        "after": day_told(shift.after, words, today.day),
    }
    if shift.after < today.day:
        passed = "• {name}: {after} (stod til {before}). *Den dag er gået:* gør det nu, hvis det mangler."
        return marked(words, passed, **facts)
    return marked(words, "• {name}: {after} (stod til {before})", **facts)


def _along_told(shift: Shift, course: Course, today: Today, words: Words) -> str:
    """The same, and why another day than the one that was counted is proposed, as in closed weeks."""
    entry = next(one for one in course.calendar(today.workdays) if one.id == shift.milestone)
    instead = literal(instead_of(course, entry, words, today.day))
    return "\n".join(part for part in (shift_told(shift, course, today, words), instead) if part)


def _stayed(one: Stayed, course: Course, today: Today, words: Words) -> str:
    facts = {
        "name": milestone_name(course, one.milestone, words),
        "day": day_told(course.days(today.workdays)[one.milestone], words, today.day),
    }
    if one.why is Standing.HELD:
        return marked(words, "• {name}: {day}, for den er holdt eller gjort", **facts)
    return marked(words, "• {name}: {day}, for datoen er aftalt", **facts)


def outlook(shifts: Iterable[Shift], course: Course, words: Words) -> list[str]:
    """Anker moves no appointment in anybody's calendar, and changes no file that somebody has fetched."""
    meetings = [one for one in shifts if course.type.milestone(one.milestone).kind is Kind.MEETING]
    if not meetings:
        return []
    one, many = "Flyt også mødet i Outlook.", "Flyt også møderne i Outlook."
    again = marked(words, "Har du hentet kalenderfilen, så hent den igen: `/anker kalender`.")
    return [f"{literal(words.count(one, many, len(meetings)))} {again}"]


def moved_card(done: Moved, today: Today, words: Words) -> Card:
    return _changed_card(moved_told(done, today, words), done, today, words)


def agreed_told(done: Moved, today: Today, words: Words) -> list[str]:
    """The date, hour and place that were agreed, and what moved because of it."""
    course, milestone = done.course, done.moved.milestone
    facts = {
        "name": milestone_name(course, milestone, words),
        "when": when_told(course, milestone, today, words),
        "place": place_told(course.state(milestone).place, words),
    }
    lines = [marked(words, "*{name}*: datoen er aftalt, {when} {place}", **facts).strip()]
    if done.moved.before != done.moved.after:
        lines.append(marked(words, "Før stod det til {day}.", day=day_told(done.moved.before, words, today.day)))
        lines += [*around(done, today, words), *outlook([done.moved, *done.along], course, words)]
    return lines


def agreed_card(done: Moved, today: Today, words: Words, reminded: Meeting | None = None) -> Card:
    """`reminded` is the meeting where people were reminded of it already: its agenda comes along."""
    card = _changed_card(agreed_told(done, today, words), done, today, words)
    if reminded is None:
        return card
    *first, ways = card.blocks
    agenda = [*agenda_blocks(reminded, words), *group_blocks(done.course, done.moved.milestone, words)]
    text = ". ".join(part for part in (card.text.removesuffix("."), literal(agenda_spoken(reminded, words))) if part)
    return Card(text, [*first, *agenda, ways])


def taken_back_card(done: Moved, today: Today, words: Words) -> Card:
    """It is needed after all."""
    course, milestone = done.course, done.moved.milestone
    facts = {"name": milestone_name(course, milestone, words), "when": when_told(course, milestone, today, words)}
    told = marked(words, "*{name}*: alligevel nødvendigt, {when}.", **facts)
    return _changed_card([told], done, today, words)


def _changed_card(lines: Sequence[str], done: Moved, today: Today, words: Words) -> Card:
    """A change, with what can be done next; the menu stands beside the first lines."""
    course, milestone = done.course, done.moved.milestone
    first, *others = line_sections(lines)
    if course.type.milestone(milestone).kind is Kind.MEETING:
        first = section("\n".join(lines[:1]), more(course, milestone, words))
        others = line_sections(lines[1:])
    return Card(spoken(lines), [first, *others, buttons(*ways_on(course, milestone, today, words))])


def left_out_card(course: Course, milestone: MilestoneId, words: Words) -> Card:
    """A line with the way back."""
    told = left_out_told(course, milestone, words)
    again = button(words("Alligevel nødvendigt"), "meetings.take_back", value(course, milestone))
    return Card(told, [section(told), buttons(again)])


def left_out_told(course: Course, milestone: MilestoneId, words: Words) -> str:
    name, by = milestone_name(course, milestone, words), course.state(milestone).by
    if by is None:
        return marked(words, "*{name}*: ikke nødvendigt.", name=name)
    return marked(words, "*{name}*: ikke nødvendigt, siger {person}.", name=name, person=person(by))


# Lines


def _line(text: str) -> Card:
    return Card(text, [context(text)])


def newer_line(course: Course, milestone: MilestoneId, words: Words) -> Card:
    """A reminder that a newer card has followed."""
    name = milestone_name(course, milestone, words)
    return _line(marked(words, "*{name}*: der er et nyere kort længere nede.", name=name))


def moved_line(course: Course, shift: Shift, by: UserId | None, words: Words) -> Card:
    """ "Flyttet til 20. april af Jonas"; also of what moved along."""
    facts = {"name": milestone_name(course, shift.milestone, words), "day": _new_day(shift, words)}
    if by is None:
        return _line(marked(words, "*{name}*: Flyttet til {day}.", **facts))
    return _line(marked(words, "*{name}*: Flyttet til {day} af {person}.", person=person(by), **facts))


def _new_day(shift: Shift, words: Words) -> str:
    """With its year where that is another than it was."""
    return day_and_month(shift.after, words, shift.before)


def agreed_line(course: Course, milestone: MilestoneId, today: Today, words: Words) -> Card:
    facts = {"name": milestone_name(course, milestone, words), "when": when_told(course, milestone, today, words)}
    return _line(marked(words, "*{name}*: datoen er aftalt, {when}.", **facts))


def held_line(course: Course, milestone: MilestoneId, today: Today, words: Words) -> Card:
    """Held, or held with a newer record."""
    day = course.days(today.workdays)[milestone]
    facts = {"name": milestone_name(course, milestone, words), "day": day_told(day, words, today.day)}
    return _line(marked(words, "*{name}*: holdt {day}. Det nyeste referat står længere nede.", **facts))


def left_out_line(course: Course, milestone: MilestoneId, words: Words) -> Card:
    return _line(left_out_told(course, milestone, words))
