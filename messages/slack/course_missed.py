"""What a course did not say while Anker was down, in words, to who leads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.courses import Course
from domain.reminders import Occasion
from messages.course_dates import name_of
from messages.slack.cards import Card, buttons, context
from messages.slack.course_cards import in_sentence, line_sections, spoken, status_button
from messages.slack.course_meetings import Today, day_told
from messages.slack.text import channel, marked
from messages.wording import Words


def missed_card(course: Course, missed: str, today: Today, words: Words, *, is_led: bool = True) -> Card:
    """`missed` names each message as the outbox does: its local date, its milestone, and its occasion.

    Where nobody leads the course it stands in the channel, and says so.
    """
    first = marked(
        words,
        "*Anker var nede, og noget er ikke sagt i {channel}.* Det er for sent nu, så det kommer ikke:",
        channel=channel(course.channel),
    )
    lines = [first, *_lines(course, missed, today, words)]
    note = marked(words, "Det nyeste er sagt, hvor det stadig gav mening. Se i status, om noget skal flyttes.")
    if not is_led:
        note = f"{note} {nobody_leads(words)}"
    return Card(spoken([*lines, note]), [*line_sections(lines), context(note), buttons(status_button(course, words))])


def nobody_leads(words: Words) -> str:
    """Why something stands in the channel that is else for who leads the course, and how that is mended."""
    return marked(
        words,
        "Ingen leder forløbet lige nu, derfor står det her. En Slack-administrator kan vælge en koordinator med "
        "`/anker personer`.",
    )


def _lines(course: Course, missed: str, today: Today, words: Words) -> Iterator[str]:
    days = course.days(today.workdays)
    for one in missed.split():
        due_on, milestone, occasion = one.split("/")
        facts = {
            "name": name_of(milestone, course.type, words),
            "due": day_told(date.fromisoformat(due_on), words, today.day),
        }
        if Occasion(occasion) is Occasion.MEETING:
            when = day_told(days[milestone], words, today.day)
            yield marked(words, "• {due}: påmindelsen om {name} ({day})", day=when, **facts)
        elif Occasion(occasion) is Occasion.WAS_IT_HELD:
            the = in_sentence(course.type, milestone, words)
            yield marked(words, "• {due}: spørgsmålet, om {meeting} blev holdt", meeting=the, due=facts["due"])
        elif Occasion(occasion) is Occasion.ROUND:
            yield marked(words, "• {due}: forslaget om at begynde runden ({name})", **facts)
        elif Occasion(occasion) is Occasion.NOT_STARTED:
            yield marked(words, "• {due}: at ingen runde er i gang eller på vej ({name})", **facts)
        else:
            yield marked(words, "• {due}: spørgsmålet »{name}«", **facts)
