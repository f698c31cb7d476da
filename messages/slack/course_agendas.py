"""The agenda of a course's meeting, with what is known under each point: themes by name, never with a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, SectionBlock

from domain.agendas import Filling, LastMeeting, Meeting, Movements, points, unplaced
from domain.barometers import Theme
from domain.course_definitions import Topic
from domain.courses import Course
from domain.plans import Action
from messages.course_dates import day_and_month
from messages.labels import change_name
from messages.slack.cards import button, plain
from messages.slack.course_cards import line_sections, milestone_name
from messages.slack.text import clean, listed, literal, marked
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
    rest = unplaced(agenda, meeting.filling)
    lines: list[str] = [f"*{literal(words('Dagsorden'))}*"] if agenda else []
    blocks: list[Block] = []
    for number, point in enumerate(agenda, 1):
        lines += [f"{number}. {literal(point.text)}", *_known(point.topic, meeting, words)]
        if point.topic is Topic.LAST_TIME and meeting.filling.last:
            blocks += [*line_sections(lines), *_last_agreed(meeting, meeting.filling.last, words)]
            lines = []
    lines += [line for topic in rest for line in _known(topic, meeting, words)]
    lines += _open_questions(meeting.filling, words)
    blocks += line_sections(lines)
    if Topic.LAST_TIME in rest and meeting.filling.last:
        blocks += _last_agreed(meeting, meeting.filling.last, words)
    return blocks


def _known(topic: Topic | None, meeting: Meeting, words: Words) -> Iterator[str]:
    filling = meeting.filling
    if topic is Topic.PLAN and filling.due is not None:
        yield from _plan(filling.late, filling.due, words)
    elif topic is Topic.MOST_TO_GAIN and filling.most_to_gain:
        yield marked(words, "• Mest at hente: {themes}", themes=_named(filling.most_to_gain, words))
    elif topic is Topic.ROUNDS and filling.moved is not None:
        yield from _moved(filling.moved, words)
    elif topic is Topic.SECURING:
        yield marked(words, "• Skriv i referatet, hvem der sikrer hvad efter forløbet.")
    elif topic is Topic.LAST_TIME and filling.last:
        yield _last_named(meeting.course, filling.last, words)


def _plan(late: Sequence[Action], due: Sequence[Action], words: Words) -> Iterator[str]:
    if not late and not due:
        yield marked(words, "• Ingen handlinger er over fristen, og ingen har frist lige nu.")
    if late:
        yield marked(words, "• Over fristen:")
        yield from _actions(late, words)
    if due:
        yield marked(words, "• Har frist nu:")
        yield from _actions(due, words)


def _actions(actions: Sequence[Action], words: Words) -> Iterator[str]:
    """Nobody's name: the plan says who has what."""
    for one in actions[:MOST_ACTIONS]:
        facts = {"action": clean(one.text, ACTION_EXCERPT), "day": day_and_month(one.deadline, words)}
        yield marked(words, "      – {action} ({day})", **facts)
    if len(actions) > MOST_ACTIONS:
        yield literal(
            words.count("      – og 1 til i planen", "      – og {n} til i planen", len(actions) - MOST_ACTIONS)
        )


def _moved(movements: Movements, words: Words) -> Iterator[str]:
    if not movements:
        yield marked(words, "• Ingen temaer har flyttet sig mere, end tilfældigheder plejer at give.")
    for word, themes in movements.items():
        name = change_name(word, words)
        facts = {"word": name[:1].upper() + name[1:], "themes": _named(themes, words)}
        yield marked(words, "• {word}: {themes}", **facts)


def _named(themes: Sequence[Theme], words: Words) -> str:
    return listed([words.of(theme.name) for theme in themes], words)


def _last_named(course: Course, last: LastMeeting, words: Words) -> str:
    facts = {"name": milestone_name(course, last.milestone, words), "day": day_and_month(last.day, words)}
    return marked(words, "• Aftalt sidst ({name}, {day}):", **facts)


def _last_agreed(meeting: Meeting, last: LastMeeting, words: Words) -> list[Block]:
    """What was agreed, as it was written; a long text is cut and can be read whole."""
    said = SectionBlock(text=plain(clean(last.record.agreed, EXCERPT)))
    if len(last.record.agreed) > EXCERPT:
        said.accessory = button(words("Læs hele"), "meetings.record", f"{meeting.course.id}:{last.milestone}")
    return [said]


def _open_questions(filling: Filling, words: Words) -> list[str]:
    if filling.open_questions is None:
        return []
    sentence = words.count(
        "Skabelonen: 1 spørgsmål står åbent.", "Skabelonen: {n} spørgsmål står åbne.", filling.open_questions
    )
    return [literal(sentence)]
