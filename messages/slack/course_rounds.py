"""A barometer of a course that opens soon, for whoever leads the course: who would be asked, and the way to prepare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from domain.barometers import Barometer
from domain.course_definitions import MilestoneId
from domain.courses import Course, Moved
from domain.departments import Changes
from domain.people import Attendance, UserId
from messages.slack.cards import Card, button, buttons, context, header
from messages.slack.course_cards import line_sections, milestone_name, spoken, status_button, title_of
from messages.slack.course_changes import moved_told
from messages.slack.course_meetings import Today
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
    which = f"{facts.course.id}:{facts.milestone}"
    prepare = button(words("Forbered runden"), "drafts.propose", which, style="primary")
    note = marked(
        words,
        "Intet sker af sig selv: runden begynder først, når nogen har set forhåndsvisningen og startet den. {title}.",
        title=title_of(facts.course, words),
    )
    return Card(
        spoken([literal(title), *lines, note]),
        [header(title), *line_sections(lines), buttons(prepare, see), context(note)],
    )


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
