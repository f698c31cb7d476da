"""The cards that come by themselves about a course's meetings: that one comes, and whether it was held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import ButtonElement, OverflowMenuElement

from domain.agendas import Meeting
from domain.calendars import base_day, base_of
from domain.course_definitions import Kind, MilestoneId
from domain.course_rounds import not_started, too_early
from domain.courses import Course, Standing
from domain.workdays import Workdays
from messages.slack.cards import Card, button, buttons, context, header, option, overflow, section
from messages.slack.course_agendas import agenda_blocks, agenda_spoken
from messages.slack.course_cards import follows, in_sentence, instead_of, milestone_name, spoken
from messages.slack.focus_groups import group_blocks
from messages.slack.text import literal, marked
from messages.wording import Words

#: What a place may begin with, so that nothing has to be put before it.
PREPOSITIONS = frozenset({"i", "på", "hos", "ved", "in", "at", "on", "via"})


@dataclass(frozen=True, slots=True)
class Today:
    """What a card goes by: the local date, the working days, and the names of coordinator and deputy."""

    day: date
    workdays: Workdays
    leader: str = ""
    deputy: str = ""


def value(course: Course, milestone: MilestoneId) -> str:
    """What the buttons of a meeting carry."""
    return f"{course.id}:{milestone}"


def short_name(course: Course, milestone: MilestoneId, words: Words) -> str:
    """ "Statusmøde"; not escaped."""
    found = course.type.milestone(milestone)
    return words.of(found.short) or words.of(found.name)


def day_told(day: date, words: Words, today: date | None = None) -> str:
    """ "mandag 12. april", with the year where it is another than today's."""
    return f"{words.day(day)} {day.year}" if today and today.year != day.year else words.day(day)


def when_told(course: Course, milestone: MilestoneId, today: Today, words: Words) -> str:
    """ "mandag 12. april kl. 13", as far as the hour is known."""
    state, day = course.state(milestone), course.days(today.workdays)[milestone]
    told = day_told(day, words, today.day)
    return words("{day} kl. {at}", day=told, at=words.clock(state.at)) if state.at else told


def place_told(place: str, words: Words) -> str:
    """ "i mødelokale 2"; what begins with such a word already stays as it is."""
    first = place.split(maxsplit=1)[0].lower() if place.strip() else ""
    return place if not first or first in PREPOSITIONS else words("i {place}", place=place)


def reminder_card(meeting: Meeting, today: Today, words: Words) -> Card:
    """The meeting comes: when and where, its agenda, and what can be done about it."""
    course, milestone = meeting.course, meeting.milestone
    warned = _without_result(course, milestone, today, words)
    told = [_announced(course, milestone, today, words), *(one.removesuffix(".") for one in warned)]
    return Card(
        ". ".join(part for part in (*told, _agenda(meeting, words)) if part),
        [
            header(_header(course, milestone, today, words)),
            section(_when_and_where(course, milestone, today, words), more(course, milestone, words)),
            *agenda_blocks(meeting, words),
            *group_blocks(course, milestone, words),
            buttons(*ways_on(course, milestone, today, words)),
            context(_who_may_press(today, words)),
        ],
    )


def _announced(course: Course, milestone: MilestoneId, today: Today, words: Words) -> str:
    """ "Statusmøde mandag 12. april kl. 13 i mødelokale 2"."""
    place = place_told(course.state(milestone).place, words)
    told = [short_name(course, milestone, words), when_told(course, milestone, today, words), place]
    sentence = " ".join(part for part in told if part)
    is_proposed = course.state(milestone).standing is Standing.PROPOSED
    return literal(words("{meeting}, foreslået, ikke aftalt", meeting=sentence) if is_proposed else sentence)


def _agenda(meeting: Meeting, words: Words) -> str:
    return literal(agenda_spoken(meeting, words))


def _header(course: Course, milestone: MilestoneId, today: Today, words: Words) -> str:
    """ "Statusmøde om 7 dage (6 uger efter udviklingsdagen)"; on a day of its own choice under its whole name."""
    counted = _counted(course, milestone, today, words)
    name = short_name(course, milestone, words) if counted else milestone_name(course, milestone, words)
    days = (course.days(today.workdays)[milestone] - today.day).days
    told = {0: words("{name} i dag", name=name), 1: words("{name} i morgen", name=name)}.get(days)
    told = told or words.count("{name} om 1 dag", "{name} om {n} dage", days, name=name)
    return f"{told} ({counted})" if counted else told


def _counted(course: Course, milestone: MilestoneId, today: Today, words: Words) -> str:
    """What the date is counted from, where its name leaves that out and it stands on the day that was counted."""
    counted = base_of(course.type, milestone, course.anchors)
    base = base_day(course.type, course.anchors, today.workdays, milestone, course.chosen)
    if not course.type.milestone(milestone).short or counted is None or base is None:
        return ""
    is_as_counted = counted.offset.after(base) == course.days(today.workdays)[milestone]
    return follows(course, milestone, words) if is_as_counted else ""


def _when_and_where(course: Course, milestone: MilestoneId, today: Today, words: Words) -> str:
    state = course.state(milestone)
    where = literal(state.place) or ("" if state.at else literal(words("tid og sted er ikke aftalt")))
    when = f"*{literal(when_told(course, milestone, today, words))}*"
    lines = [", ".join(part for part in (when, where) if part)]
    if state.standing is Standing.PROPOSED:
        lines.append(literal(words("foreslået, ikke aftalt")))
        entry = next(entry for entry in course.calendar(today.workdays) if entry.id == milestone)
        lines += [literal(instead_of(course, entry, words, today.day))] if entry.proposed else []
    return "\n".join([*lines, *_without_result(course, milestone, today, words)])


def _without_result(course: Course, milestone: MilestoneId, today: Today, words: Words) -> list[str]:
    """That the barometer was not started, or has not closed by then, and what can be done about it."""
    barometer = not_started(course, milestone, today.day, today.workdays)
    if barometer:
        return [_not_started(course, milestone, barometer, today, words)]
    return [
        marked(
            words,
            "*Barometeret lukker først {day}*, så resultatet er ikke kommet, når I mødes. Tryk Flyt, hvis mødet skal "
            "bygge på det.",
            day=day_told(one.closes, words, today.day),
        )
        for one in too_early(course, today.workdays)
        if one.meeting == milestone
    ]


def _not_started(course: Course, milestone: MilestoneId, barometer: MilestoneId, today: Today, words: Words) -> str:
    """The fact, and what to do as long as there is time: who sits at the meeting, or has been to it, moves nothing."""
    days = course.days(today.workdays)
    told = never_started(course, barometer, days[barometer], words, today.day)
    if days[milestone] <= today.day:
        return told
    return f"{told} {marked(words, 'Flyt mødet, eller flyt barometeret i `/anker status`.')}"


def never_started(course: Course, barometer: MilestoneId, day: date, words: Words, today: date) -> str:
    """That a barometer's day has passed without a round, and what that means for all that goes by its result."""
    return marked(
        words,
        "*»{name}« stod til {day} og er ikke startet*, så der er intet resultat at bygge på.",
        name=milestone_name(course, barometer, words),
        day=day_told(day, words, today),
    )


def more(course: Course, milestone: MilestoneId, words: Words) -> OverflowMenuElement:
    """The menu beside a meeting: the words of the command, and leaving it out."""
    return overflow(
        "meetings.more",
        option(words("Hele planen"), "anker:plan"),
        option(words("Kalenderfil"), "anker:calendar"),
        option(words("Ikke nødvendigt"), value(course, milestone)),
    )


def ways_on(course: Course, milestone: MilestoneId, today: Today, words: Words) -> list[ButtonElement]:
    """Before the day its date is agreed on, from the day on it was held; it can be moved as long as it is not held."""
    which, state = value(course, milestone), course.state(milestone)
    move = button(words("Flyt"), "meetings.move", which)
    if course.type.milestone(milestone).kind is not Kind.MEETING:
        return [move]
    if state.standing is Standing.HELD:
        return [button(words("Ret referatet"), "meetings.hold", which)]
    if course.days(today.workdays)[milestone] <= today.day:
        return [button(words("Holdt"), "meetings.hold", which, style="primary"), move]
    if state.standing is Standing.CONFIRMED:
        return [button(words("Ret tid og sted"), "meetings.agree", which), move]
    return [button(words("Datoen er aftalt"), "meetings.agree", which, style="primary"), move]


def _who_may_press(today: Today, words: Words) -> str:
    everybody = marked(words, "Alle i teamet kan trykke.")
    if not today.leader or not today.deputy:
        return everybody
    stands_in = marked(words, "Stedfortræder for {leader}: {deputy}.", leader=today.leader, deputy=today.deputy)
    return f"{everybody} {stands_in}"


def was_it_held_card(course: Course, milestone: MilestoneId, today: Today, words: Words) -> Card:
    """Asked once, the next working day."""
    asked = marked(words, "*Blev {meeting} holdt?*", meeting=in_sentence(course.type, milestone, words))
    was = marked(words, "Det stod til {when}.", when=when_told(course, milestone, today, words))
    barometer = not_started(course, milestone, today.day, today.workdays)
    why = [_not_started(course, milestone, barometer, today, words)] if barometer else []
    note = marked(words, "Svarer ingen, står det som »vides ikke« i status. Jeg spørger ikke igen.")
    which = value(course, milestone)
    return Card(
        spoken([asked, was, *why, note]),
        [
            section("\n".join([asked, was, *why])),
            *group_blocks(course, milestone, words),
            buttons(
                button(words("Holdt"), "meetings.hold", which, style="primary"),
                button(words("Flyt"), "meetings.move", which),
                button(words("Ikke nødvendigt"), "meetings.leave_out", which),
            ),
            context(note, _who_may_press(today, words)),
        ],
    )
