"""What comes with the calendar file of a course, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from domain.courses import Course
from domain.people import ChannelId
from messages.slack.cards import Card, button, section
from messages.slack.course_cards import spoken, title_of
from messages.slack.deliveries import Instead
from messages.slack.errors import refusal
from messages.slack.text import channel, literal, marked
from messages.wording import Words

#: As many courses can be chosen from.
MOST_COURSES = 15


def calendar_button(course: Course, words: Words) -> ButtonElement:
    """The file, to whoever presses."""
    return button(words("Kalenderfil"), "courses.calendar", course.id)


def with_file(course: Course, words: Words) -> str:
    """What the file is, and that it does not follow by itself; mrkdwn."""
    if course.over:
        return marked(
            words,
            "Møderne i {title}. Forløbet er slut: det, der ikke er meldt holdt, er aflyst i filen. Åbn den, så "
            "bliver det også aflyst i din kalender.",
            title=title_of(course, words),
        )
    return marked(
        words,
        "Møderne i {title}. Åbn filen, og læg dem i din kalender. Flyttes et møde, så hent filen igen: kalenderen "
        "flytter mødet og får det ikke to gange.",
        title=title_of(course, words),
    )


def instead(words: Words) -> Instead:
    """What to do where the file does not arrive."""
    return Instead(
        refused=marked(words, "Datoerne står i `/anker status`. Skriv dem selv ind i kalenderen."),
        failed=marked(words, "Prøv igen om lidt. Datoerne står i `/anker status`."),
    )


def choose_card(courses: Sequence[Course], words: Words) -> Card:
    """Several courses: whose meetings?"""
    asked = marked(words, "Du er med i flere forløb. Hvilket vil du have i kalenderen?")
    shown = courses[:MOST_COURSES]
    names = [literal(title_of(course, words)) for course in shown]
    rows = [
        section(f"{name}\n{channel(course.channel)}", calendar_button(course, words))
        for course, name in zip(shown, names, strict=True)
    ]
    return Card(spoken([asked, *names]), [section(asked), *rows])


def no_course_card(words: Words, leads_in: ChannelId | None = None) -> Card:
    """There is nothing to put into a calendar; whoever leads in a channel can begin a course there."""
    if leads_in:
        start = marked(words, "Du kan begynde et med `/anker start` i {channel}.", channel=channel(leads_in))
        return refusal(marked(words, "Der er intet forløb her."), start)
    why = marked(words, "Du er ikke med i noget forløb her.")
    return refusal(why, marked(words, "Kalenderfilen er for dem, der er med i forankringsteamet."))
