"""A barometer of a course that opens soon, for whoever leads the course: who would be asked, and the way to prepare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from slack_sdk.models.blocks import ButtonElement

from domain.barometers import Barometer
from domain.course_definitions import MilestoneId
from domain.courses import Course, Moved
from domain.departments import Changes
from domain.people import Attendance, UserId
from messages.slack.cards import Card, button, buttons, context, header
from messages.slack.course_cards import line_sections, milestone_name, spoken, status_button, title_of
from messages.slack.course_changes import moved_told
from messages.slack.course_meetings import Today, day_told, value
from messages.slack.course_missed import nobody_leads
from messages.slack.departments import persons
from messages.slack.text import channel, literal, marked, person
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A barometer of a course that opens on the local date `opens`, and closes on `closes` where the course says so.

    `found` is who would be asked today, None where Anker cannot see into the department's channel; `changes` is who
    came and left since its list was saved. `is_again` says that the course asks for the second time or later.
    """

    course: Course
    milestone: MilestoneId
    opens: date
    closes: date | None
    barometer: Barometer
    outside: int = 0
    found: Attendance | None = None
    changes: Changes = field(default_factory=Changes)
    has_list: bool = True
    is_again: bool = False


def round_card(facts: RoundFacts, words: Words) -> Card:
    """ "Barometer 1 åbner mandag 11. januar", the department as it then is, and what to do."""
    name = milestone_name(facts.course, facts.milestone, words)
    title = f"{name} {words.day(facts.opens)}"
    lines = [_asked(facts, words), *_people(facts, words)]
    see = button(words("Se afdelingslisten"), "people.open", facts.course.department)
    prepare = prepare_button(facts.course, facts.milestone, words)
    note = marked(
        words,
        "Intet sker af sig selv: runden begynder først, når nogen har set forhåndsvisningen og startet den. {title}.",
        title=title_of(facts.course, words),
    )
    return Card(
        spoken([literal(title), *lines, note]),
        [header(title), *line_sections(lines), buttons(prepare, see), context(note)],
    )


def prepare_button(course: Course, milestone: MilestoneId, words: Words) -> ButtonElement:
    """The start of the barometer's round, with the dates of the course."""
    return button(words("Forbered runden"), "drafts.propose", value(course, milestone), style="primary")


def _asked(facts: RoundFacts, words: Words) -> str:
    barometer = words.of(facts.barometer.title)
    if facts.is_again:
        told = marked(
            words,
            "*{barometer}*, samme version og samme grupper som sidst, så de to kan sammenlignes.",
            barometer=barometer,
        )
    else:
        told = f"*{literal(barometer)}*."
    if facts.closes is None:
        return told
    return f"{told} {marked(words, 'Lukker {day}.', day=words.day(facts.closes))}"


def _people(facts: RoundFacts, words: Words) -> Iterator[str]:
    """How many in which role, and who is new; those who leave tell nothing about anybody's answers."""
    where = channel(facts.course.department)
    if facts.found is None:
        yield marked(
            words, "Jeg kan ikke se, hvem der er i {channel}. Skriv `/invite @Anker` dér, før I starter.", channel=where
        )
        return
    n = len(facts.found.invited)
    yield marked(words, "*Afdelingen i dag:* {n} i {channel}", n=n, channel=where)
    for role in facts.barometer.roles:
        if count := facts.found.count(role.id):
            yield f"• {literal(words.of(role.name))}: {count}"
    if facts.outside:
        yield marked(words, "• Uden Slack, spørges ikke: {n}", n=facts.outside)
    if not facts.has_list:
        yield marked(words, "Der er ingen afdelingsliste, så alle regnes for sagsbehandlere.")
    yield from _changes(facts.changes, words)


def _changes(changes: Changes, words: Words) -> Iterator[str]:
    if changes.came:
        yield f"{marked(words, '*Nye:*')} {persons(changes.came, words)}"
    if changes.left:
        yield f"{marked(words, '*Ikke fundet mere:*')} {persons(changes.left, words)}"
    if changes:
        yield marked(words, "Nye står som sagsbehandlere. Se listen igennem, og gem den; så er det på plads.")


def asked_card(course: Course, milestone: MilestoneId, opens: date, asked: UserId, words: Words) -> Card:
    """For who leads the course, but may start no round in the department: who was asked, and how that is changed."""
    facts = {"asked": person(asked), "channel": channel(course.department)}
    day = f"*{literal(milestone_name(course, milestone, words))} {literal(words.day(opens))}*"
    told = marked(
        words, "Jeg har bedt {asked} om at forberede runden: den startes i {channel}, og det kan du ikke.", **facts
    )
    how = marked(words, "{asked} kan gøre dig til koordinator dér med `/anker personer`.", **facts)
    lines = [day, told, how]
    return Card(spoken(lines), [*line_sections(lines), buttons(status_button(course, words))])


def followed_card(done: Moved, today: Today, words: Words) -> Card:
    """What a round has moved in its course: the dates of the course are those of the round."""
    why = marked(words, "Forløbet følger barometerrunden.")
    lines = [why, *moved_told(done, today, words)]
    return Card(spoken(lines), [*line_sections(lines), buttons(status_button(done.course, words))])


# A round that was not started


@dataclass(frozen=True, slots=True)
class UnstartedFacts:
    """A barometer whose day `opens` has passed without a round.

    `starter` is who may start it where that is somebody else than the reader; `is_led` says that somebody leads the
    course, who alone reads it then.
    """

    course: Course
    milestone: MilestoneId
    opens: date
    starter: UserId | None = None
    is_led: bool = True


def unstarted_card(facts: UnstartedFacts, today: Today, words: Words) -> Card:
    """That the day has passed, what goes on by it, and what to do: start it now, move it, or leave it out."""
    course, which = facts.course, value(facts.course, facts.milestone)
    told = marked(
        words,
        "*{name}* stod til {day}, men der er ingen runde i gang eller på vej.",
        name=milestone_name(course, facts.milestone, words),
        day=day_told(facts.opens, words, today.day),
    )
    goes_on = marked(words, "Resten af forløbet følger den dato, til runden er startet, eller datoen er flyttet.")
    lines = [told, goes_on, *_who_starts(facts, words)]
    ways_on = [
        *([] if facts.starter else [prepare_button(course, facts.milestone, words)]),
        button(words("Flyt"), "meetings.move", which),
        button(words("Ikke nødvendigt"), "meetings.leave_out", which),
    ]
    note = marked(words, "Jeg siger det kun denne ene gang. {title}.", title=title_of(course, words))
    if not facts.is_led:
        note = f"{note} {nobody_leads(words)}"
    return Card(spoken([*lines, note]), [*line_sections(lines), buttons(*ways_on), context(note)])


def followed_line(course: Course, milestone: MilestoneId, today: Today, words: Words) -> Card:
    """What both become when the round is started; when it is cancelled after that, how another one is."""
    facts = _named(course, milestone, today, words)
    if milestone in course.rounds:
        told = marked(words, "*{name}*, {day}: runden er startet.", **facts)
    else:
        told = marked(words, "*{name}*, {day}: runden er annulleret. En ny startes med `/barometer start`.", **facts)
    return Card(told, [context(told)])


def passed_over_line(course: Course, milestone: MilestoneId, today: Today, words: Words) -> Card:
    """What both become when the round of a later barometer is started."""
    facts = _named(course, milestone, today, words)
    told = marked(words, "*{name}*, {day}: sprunget over, da et senere barometer blev startet.", **facts)
    return Card(told, [context(told)])


def _named(course: Course, milestone: MilestoneId, today: Today, words: Words) -> dict[str, str]:
    day = day_told(course.days(today.workdays)[milestone], words, today.day)
    return {"name": milestone_name(course, milestone, words), "day": day}


def _who_starts(facts: UnstartedFacts, words: Words) -> Iterator[str]:
    if facts.starter:
        names = {"asked": person(facts.starter), "channel": channel(facts.course.department)}
        yield marked(words, "Runden startes i {channel}. Det kan {asked}, men ikke du.", **names)
        yield marked(words, "{asked} kan gøre dig til koordinator dér med `/anker personer`.", **names)
