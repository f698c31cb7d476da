"""How far a course is, privately, with what one can do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject, StaticSelectElement

from domain.closings import Closing
from domain.course_definitions import Kind, MilestoneId
from domain.course_openings import Concern
from domain.course_progress import Line, Progress
from domain.course_rounds import waiting
from domain.courses import Course, Rest, Standing
from domain.people import Named
from domain.plans import Plan, is_to_be_made
from domain.round_numbers import RoundNumber
from domain.rounds import Round, RoundState
from domain.walks import Walk
from messages.labels import barometer_name
from messages.slack.cards import Card, button, buttons, context, header, option, plain, section
from messages.slack.closings import closing_lines, end_button
from messages.slack.course_calendars import calendar_button
from messages.slack.course_cards import (
    agreed,
    leads_told,
    line_sections,
    milestone_name,
    on_day,
    progress_told,
    proposed_told,
    spoken,
    status_button,
    title_of,
)
from messages.slack.course_meetings import never_started
from messages.slack.course_openings import concern_told
from messages.slack.course_rounds import prepare_button
from messages.slack.plans import add_button, open_button
from messages.slack.plans import standing as plan_standing
from messages.slack.text import channel, literal, marked
from messages.slack.walk_reviews import in_all
from messages.slack.walk_reviews import name_of as name_of_walk
from messages.wording import Words

#: What the menu of the private status says beside the milestone: a change that begins there is shown there as well.
IN_STATUS = "status"
#: As many courses can be chosen from.
MOST_COURSES = 15
#: Nobody has said what came of these.
PASSED = {Progress.LATE, Progress.UNKNOWN}
#: A select takes so many options (docs.slack.dev/reference/block-kit/block-elements/select-menu-element).
MOST_OPTIONS = 100


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """A course on the local date `today`: its timeline, who leads it, its rounds and its template.

    `concerns` is what speaks against the days of its barometers.
    `may_work` says whether the reader may agree on dates and mark things done, `may_start` whether they may begin
    another course.
    """

    course: Course
    lines: Sequence[Line]
    today: date
    named: Named
    plan: Plan
    rounds: Mapping[MilestoneId, Round] = field(default_factory=dict)
    walk: Walk | None = None
    closing: Closing = field(default_factory=Closing)
    concerns: Sequence[Concern] = ()
    may_work: bool = False
    may_start: bool = False


def status_card(facts: StatusFacts, words: Words) -> Card:
    """Everything for one reader's eyes: the timeline, rounds, template and plan, and what they can do."""
    course = facts.course
    passed = passed_told(facts, words)
    held_up = _held_up(facts, words)
    first = [*_standing(facts, words), *held_up, *([literal(passed)] if passed else []), _leads(facts, words)]
    against = _concerns(facts, words)
    rest = [*_rounds(facts, words), *_walk(facts, words), *_plan(facts, words)]
    rest += closing_lines(facts.closing, words)
    lines = [timeline_line(facts, line, words) for line in facts.lines]
    return Card(
        spoken([literal(title_of(course, words)), *first, *against, *lines, *rest]),
        [
            header(title_of(course, words)),
            section("\n".join(first)),
            *line_sections(against),
            *_timeline(facts, words),
            *line_sections(rest),
            *([_move(facts, words)] if _movable(facts) else []),
            buttons(*_actions(facts, words)),
            context(f"{marked(words, 'Kun du ser dette.')} {legend(facts, words)}".strip()),
        ],
    )


def _standing(facts: StatusFacts, words: Words) -> Iterator[str]:
    """What comes next, or that the course is over; and why its channel hears nothing, where that is so."""
    course = facts.course
    if course.over:
        yield marked(words, "Forløbet er slut.")
        return
    yield next_told(facts, words)
    if course.resting is Rest.ARCHIVED:
        yield marked(words, "{channel} er arkiveret, så jeg minder ingen om noget.", channel=channel(course.channel))
    elif course.resting is Rest.NOT_IN_CHANNEL:
        yield marked(
            words,
            "Jeg er ikke med i {channel}, så jeg minder ingen om noget. Skriv `/invite @Anker` dér.",
            channel=channel(course.channel),
        )


def _held_up(facts: StatusFacts, words: Words) -> list[str]:
    """The barometer that everything after it waits for: the first that can be started still, where its day has
    passed.
    """
    late = {line.entry.id: line.entry.day for line in facts.lines if line.progress is Progress.LATE}
    waits = [one for one in waiting(facts.course, facts.rounds) if one in late]
    return [never_started(facts.course, one, late[one], words, facts.today) for one in waits[:1]]


def _concerns(facts: StatusFacts, words: Words) -> list[str]:
    """What speaks against the days of barometers, and which other day to choose, as where a date is moved."""
    told = [f"• {concern_told(one, facts.course, words, facts.today)}" for one in facts.concerns]
    return [marked(words, "*Vær opmærksom på*"), *told] if told else []


def next_told(facts: StatusFacts, words: Words) -> str:
    """The next milestone with its date, for mrkdwn."""
    following = next((line.entry for line in facts.lines if line.progress is Progress.NEXT), None)
    if following is None:
        return marked(words, "Der er ikke flere datoer i kalenderen.")
    name, day = milestone_name(facts.course, following.id, words), on_day(following.day, words, facts.today)
    return marked(words, "*Næste:* {name}, {day}.", name=name, day=day)


def passed_told(facts: StatusFacts, words: Words) -> str:
    """Dates that have passed without anybody saying what came of them, for whoever works in the course; not escaped,
    empty where there are none.
    """
    number = sum(line.progress in PASSED for line in facts.lines)
    if not number or not facts.may_work or facts.course.over:
        return ""
    return words.count(
        "1 dato er gået, uden at det er markeret, hvad der skete.",
        "{n} datoer er gået, uden at det er markeret, hvad der skete.",
        number,
    )


def _leads(facts: StatusFacts, words: Words) -> str:
    named = facts.named
    return leads_told(named.coordinator, named.deputy, words, away=named.coordinator_away)


def timeline_line(facts: StatusFacts, line: Line, words: Words) -> str:
    """ "○ kommer · *ma. 12. april* Statusmøde efter 6 uger (foreslået)"."""
    course, entry = facts.course, line.entry
    kind, state = course.type.milestone(entry.id).kind, course.state(entry.id)
    name = literal(milestone_name(course, entry.id, words))
    said = f"{progress_told(line.progress, kind, words)} · *{literal(on_day(entry.day, words, facts.today))}* {name}"
    is_ahead = line.progress in {Progress.NEXT, Progress.AHEAD}
    told = agreed(state, kind, words) if is_ahead else ""
    return f"{said} ({literal(told)})" if told else said


def legend(facts: StatusFacts, words: Words) -> str:
    """What the word beside a date means, for mrkdwn; empty where it stands beside none."""
    course = facts.course
    is_proposed = any(
        line.progress in {Progress.NEXT, Progress.AHEAD}
        and course.type.milestone(line.entry.id).kind is Kind.MEETING
        and course.state(line.entry.id).standing is Standing.PROPOSED
        for line in facts.lines
    )
    return proposed_told(words) if is_proposed else ""


def _timeline(facts: StatusFacts, words: Words) -> Iterator[Block]:
    """Every milestone; what waits for somebody has its button, all else stands together."""
    waiting: list[str] = []
    for line in facts.lines:
        told, way_on = timeline_line(facts, line, words), _way_on(facts, line, words)
        if way_on:
            yield from line_sections(waiting)
            waiting = []
            yield section(told, way_on)
        else:
            waiting.append(told)
    yield from line_sections(waiting)


def _way_on(facts: StatusFacts, line: Line, words: Words) -> ButtonElement | None:
    """What there is to do at a milestone: a deadline is done, a meeting that has passed was held, and a barometer whose
    day has passed is started by whoever starts rounds.
    """
    course, milestone = facts.course, line.entry.id
    kind = course.type.milestone(milestone).kind
    if not facts.may_work or course.over:
        return None
    if _can_be_done(course, line):
        return _done(course, milestone, words)
    if line.progress is Progress.UNKNOWN:
        spoken_label = words("Holdt: {name}", name=milestone_name(course, milestone, words))
        return button(words("Holdt"), "meetings.hold", f"{course.id}:{milestone}:{IN_STATUS}", spoken=spoken_label)
    if line.progress is Progress.LATE and kind is Kind.BAROMETER_OPEN and facts.may_start:
        return prepare_button(course, milestone, words)
    return None


def _can_be_done(course: Course, line: Line) -> bool:
    is_deadline = course.type.milestone(line.entry.id).kind is Kind.DEADLINE
    return is_deadline and not course.over and line.progress not in {Progress.DONE, Progress.NOT_NEEDED}


def _done(course: Course, milestone: MilestoneId, words: Words) -> ButtonElement:
    """Asks first: the day on which it stood is gone then, and cannot be had back."""
    name = milestone_name(course, milestone, words)
    made = button(words("Gjort"), "courses.done", f"{course.id}:{milestone}", spoken=words("Gjort: {name}", name=name))
    made.confirm = ConfirmObject(
        title=plain(words("Er det gjort?")),
        text=plain(words("{name} står så som gjort i dag. Det kan ikke fortrydes.", name=name)),
        confirm=plain(words("Gjort")),
        deny=plain(words("Ikke endnu")),
    )
    return made


def _rounds(facts: StatusFacts, words: Words) -> Iterator[str]:
    for opening in facts.course.type.of_kind(Kind.BAROMETER_OPEN):
        found = facts.rounds.get(opening.id)
        if found:
            name = _barometer(facts.course, opening.id, words)
            yield marked(words, "*{name}:* {standing}", name=name, standing=_round_told(found, words))


def _barometer(course: Course, opening: MilestoneId, words: Words) -> str:
    """What the round is called that opens there, and its result; not escaped."""
    return barometer_name(RoundNumber(course.type.barometer_number(opening)), words)


def _round_told(found: Round, words: Words) -> str:
    told = {
        RoundState.DRAFT: words("runden er ikke startet."),
        RoundState.CONFIRMED: words("åbner {opens}.", opens=words.moment(found.opens_at)),
        RoundState.OPEN: words("åbent til {closes}.", closes=words.moment(found.closes_at)),
        RoundState.CANCELLED: words("annulleret."),
        RoundState.PUBLISHED: words("resultatet er klar."),
    }
    return told.get(found.state, words("lukket, og resultatet er på vej."))


def _walk(facts: StatusFacts, words: Words) -> Iterator[str]:
    walk = facts.walk
    if walk:
        yield marked(words, "*{name}:* {counted}", name=name_of_walk(walk, words), counted=in_all(walk, words))


def _plan(facts: StatusFacts, words: Words) -> Iterator[str]:
    """How many actions there are, and how many of them are late; whose they are stands in the plan."""
    if not facts.plan.actions:
        return
    late = len(facts.plan.late(facts.today))
    told = plan_standing(facts.plan, words)
    if late:
        told = f"{told} ({words('{n} over fristen', n=late)})"
    yield marked(words, "*Planen:* {standing}", standing=told)


def _movable(facts: StatusFacts) -> list[Line]:
    """The milestones whose date somebody may want to change, in the order of the timeline."""
    course = facts.course
    fixed = {Standing.HELD, Standing.NOT_NEEDED}
    running = {name for name, asked in facts.rounds.items() if asked.state is RoundState.OPEN}
    if not facts.may_work or course.over:
        return []
    movable = [
        line for line in facts.lines if line.entry.id in running or course.state(line.entry.id).standing not in fixed
    ]
    return movable[:MOST_OPTIONS]


def _move(facts: StatusFacts, words: Words) -> Block:
    """Choosing a milestone opens the window in which it gets another day, or a meeting's date is agreed on."""
    course = facts.course
    options = [
        option(
            f"{on_day(line.entry.day, words, facts.today)}: {milestone_name(course, line.entry.id, words)}",
            f"{course.id}:{line.entry.id}:{IN_STATUS}",
        )
        for line in _movable(facts)
    ]
    chooser = StaticSelectElement(placeholder=plain(words("Vælg en dato")), action_id="meetings.move", options=options)
    return section(marked(words, "*Aftal eller flyt en dato.* Det, der følger den, flytter med."), chooser)


def _actions(facts: StatusFacts, words: Words) -> Iterator[ButtonElement]:
    course = facts.course
    if facts.may_work:
        yield button(words("Del i kanalen"), "courses.share", course.id)
    yield open_button(course, words)
    if facts.may_work and is_to_be_made(course, facts.plan):
        yield add_button(course, words)
    yield calendar_button(course, words)
    for opening, found in facts.rounds.items():
        if found.state is RoundState.PUBLISHED:
            name = _barometer(course, opening, words)
            yield button(words("Resultat"), "releases.show", found.id, spoken=words("Resultat: {name}", name=name))
            break
    if facts.may_work and _staff_is_to_be_told(facts):
        yield button(words("Tekster"), "courses.texts", course.id)
    if course.over and facts.may_start:
        yield button(words("Nyt forløb"), "courses.start")
    elif facts.may_start:
        yield end_button(course, words)


def _staff_is_to_be_told(facts: StatusFacts) -> bool:
    types = facts.course.type
    return any(
        types.milestone(line.entry.id).invited == "all" and _can_be_done(facts.course, line) for line in facts.lines
    )


def choose_card(courses: Sequence[Course], words: Words) -> Card:
    """Several courses: which one?"""
    asked = marked(words, "Du er med i flere forløb. Hvilket vil du se?")
    names = [literal(title_of(course, words)) for course in courses[:MOST_COURSES]]
    rows = [
        section(f"{name}\n{channel(course.channel)}", status_button(course, words))
        for course, name in zip(courses, names, strict=False)
    ]
    return Card(spoken([asked, *names]), [section(asked), *rows])
