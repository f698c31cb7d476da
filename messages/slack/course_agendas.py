"""The agenda of a course's meeting, with what is known under each point: themes by name, never with a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block

from domain.agendas import Filling, LastMeeting, Meeting, Movements, points, unplaced
from domain.barometers import Theme
from domain.course_definitions import Topic
from domain.courses import Course
from domain.plans import Action
from messages.course_dates import day_and_month
from messages.labels import change_name
from messages.slack.cards import button, section
from messages.slack.course_cards import milestone_name
from messages.slack.text import clean, literal, marked
from messages.wording import Words

#: How much of the last record stands under the agenda, and of an action, in characters.
EXCERPT = 600
ACTION_EXCERPT = 150
#: So many actions are named; the plan has them all.
MOST_ACTIONS = 5


def topic_name(topic: Topic, words: Words) -> str:
    """A topic in the fewest words."""
    return {
        Topic.PLAN: words("plan"),
        Topic.MOST_TO_GAIN: words("mest at hente"),
        Topic.LAST_TIME: words("sidst"),
        Topic.NEXT_STEPS: words("næste skridt"),
        Topic.ROUNDS: words("begge barometre"),
        Topic.SECURING: words("hvem sikrer hvad"),
    }[topic]


def agenda_spoken(meeting: Meeting, words: Words) -> str:
    """The agenda in one sentence: by its topics where every point has one, else the points themselves."""
    agenda = points(meeting.course.type.milestone(meeting.milestone).agenda, words.language)
    topics = [point.topic for point in agenda if point.topic]
    if not agenda:
        return ""
    if len(topics) == len(agenda):
        return words("Dagsorden: {points}", points=", ".join(topic_name(topic, words) for topic in topics))
    return words("Dagsorden: {points}", points="; ".join(point.text for point in agenda))


def agenda_blocks(meeting: Meeting, words: Words) -> list[Block]:
    """The points, each with what is known about it; what no point is about comes after them."""
    agenda = points(meeting.course.type.milestone(meeting.milestone).agenda, words.language)
    blocks: list[Block] = [section(f"*{literal(words('Dagsorden'))}*")] if agenda else []
    blocks += [
        _part(f"{number}. {literal(point.text)}", point.topic, meeting, words) for number, point in enumerate(agenda, 1)
    ]
    blocks += [_part("", topic, meeting, words) for topic in unplaced(agenda, meeting.filling)]
    return [*blocks, *_open_questions(meeting.filling, words)]


def _part(heading: str, topic: Topic | None, meeting: Meeting, words: Words) -> Block:
    """One point, what is known about it indented below."""
    known = [f"> {line}" for line in _known(topic, meeting, words)]
    last = meeting.filling.last if topic is Topic.LAST_TIME else None
    is_cut = last is not None and len(last.record.agreed) > EXCERPT
    whole = button(words("Læs hele"), "meetings.record", f"{meeting.course.id}:{last.milestone}") if last else None
    return section("\n".join([*([heading] if heading else []), *known]), whole if is_cut else None)


def _known(topic: Topic | None, meeting: Meeting, words: Words) -> Iterator[str]:
    filling = meeting.filling
    if topic is Topic.PLAN and filling.due is not None:
        yield from _plan(filling.late, filling.due, words)
    elif topic is Topic.MOST_TO_GAIN and filling.most_to_gain:
        yield marked(words, "Mest at hente: {themes}", themes=_named(filling.most_to_gain, words))
    elif topic is Topic.ROUNDS and filling.moved is not None:
        yield from _moved(filling.moved, words)
    elif topic is Topic.SECURING:
        yield marked(words, "Skriv i referatet, hvem der sikrer hvad efter forløbet.")
    elif topic is Topic.LAST_TIME and filling.last:
        yield from _last(meeting.course, filling.last, words)


def _plan(late: Sequence[Action], due: Sequence[Action], words: Words) -> Iterator[str]:
    if not late and not due:
        yield marked(words, "Ingen handlinger er over fristen, og ingen har frist lige nu.")
    if late:
        yield f"{literal(words('Over fristen:'))} {_actions(late, words)}"
    if due:
        yield f"{literal(words('Har frist nu:'))} {_actions(due, words)}"


def _actions(actions: Sequence[Action], words: Words) -> str:
    """What and when, and nobody's name: the plan says who has what."""
    told = [f"{clean(one.text, ACTION_EXCERPT)} ({day_and_month(one.deadline, words)})" for one in actions]
    more = len(actions) - MOST_ACTIONS
    if more > 0:
        told = [*told[:MOST_ACTIONS], words.count("og 1 til i planen", "og {n} til i planen", more)]
    return "; ".join(literal(one) for one in told)


def _moved(movements: Movements, words: Words) -> Iterator[str]:
    if not movements:
        # Also where every theme has too few answers to tell: nobody then knows that nothing has moved.
        yield marked(words, "Det kan ikke siges om noget tema, at det har flyttet sig.")
    for word, themes in movements.items():
        name = change_name(word, words)
        yield f"{literal(name[:1].upper() + name[1:])}: {literal(_named(themes, words))}"


def _named(themes: Sequence[Theme], words: Words) -> str:
    """Each by its name, which may have an "og" in it."""
    return "; ".join(words.of(theme.name) for theme in themes)


def _last(course: Course, last: LastMeeting, words: Words) -> Iterator[str]:
    """What was agreed, as it was written; a long text is cut and can be read whole."""
    facts = {"name": milestone_name(course, last.milestone, words), "day": day_and_month(last.day, words)}
    yield marked(words, "Aftalt sidst ({name}, {day}):", **facts)
    yield from (literal(line) for line in clean(last.record.agreed, EXCERPT).splitlines() if line.strip())


def _open_questions(filling: Filling, words: Words) -> list[Block]:
    if filling.open_questions is None:
        return []
    sentence = words.count(
        "Skabelonen: 1 spørgsmål står åbent.", "Skabelonen: {n} spørgsmål står åbne.", filling.open_questions
    )
    return [section(literal(sentence))]
