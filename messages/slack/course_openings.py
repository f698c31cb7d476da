"""What speaks against the days of a course's barometers, in words; all of it is mrkdwn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block

from domain.course_definitions import CourseType
from domain.course_openings import Concern, OverClosed, closed_meanwhile
from domain.course_order import Crowded
from domain.courses import Course
from domain.people import ChannelId
from domain.rounds import DAYS_BETWEEN_ROUNDS, Round
from domain.workdays import Workdays
from messages.course_dates import closures_told
from messages.slack.cards import section
from messages.slack.course_cards import milestone_name
from messages.slack.course_meetings import day_told
from messages.slack.text import channel, marked
from messages.wording import Words


def concern_told(concern: Concern, course: Course, words: Words, today: date) -> str:
    """Why another day is better, and which, where there is one to name."""
    name, opens = milestone_name(course, concern.milestone, words), day_told(concern.opens, words, today)
    if isinstance(concern, OverClosed):
        return marked(
            words,
            "*{name}* {opens}, og runden lukker {closes}: den ligger hen over {closures}. Vælg en anden dag, hvis "
            "flere skal kunne nå at svare.",
            name=name,
            opens=opens,
            closes=day_told(concern.closes, words, today),
            closures=closures_told(concern.reasons, words),
        )
    return marked(
        words,
        "*{name}* {opens}, men så kan runden ikke startes: der skal gå {days} dage fra det forrige resultat af samme "
        "barometer i {channel}. Vælg {first} eller senere.",
        name=name,
        opens=opens,
        days=DAYS_BETWEEN_ROUNDS,
        channel=channel(course.department),
        first=day_told(concern.first, words, today),
    )


def crowded_told(one: Crowded, course: Course, words: Words, today: date) -> str:
    """What stands on the same day though the plan has it one after the other."""
    return marked(
        words,
        "*Samme dag, {day}:* {names}. I planen kommer det efter hinanden. Vælg en anden dato at regne fra, eller flyt "
        "det, når forløbet er begyndt.",
        day=day_told(one.day, words, today),
        names="; ".join(milestone_name(course, name, words) for name in one.milestones),
    )


def waits_told(first: date, department: ChannelId, words: Words) -> str:
    """From when a barometer may open."""
    return marked(
        words,
        "Spørger I med samme barometer som sidst i {channel}, kan det tidligst åbne {first}: der skal gå {days} dage "
        "fra resultatet.",
        first=f"{words.day(first)} {first.year}",
        days=DAYS_BETWEEN_ROUNDS,
        channel=channel(department),
    )


def across_closed_blocks(course: CourseType, asked: Round, workdays: Workdays, words: Words) -> list[Block]:
    """That a round is open in closed weeks or on closed days of its course; empty where it is not."""
    opens, closes = (workdays.local(moment).date() for moment in (asked.opens_at, asked.closes_at))
    reasons = closed_meanwhile(course, opens, closes, workdays)
    told = marked(
        words,
        "*Vær opmærksom på:* runden ligger hen over {closures}. Vælg andre dage, hvis flere skal kunne nå at svare.",
        closures=closures_told(reasons, words),
    )
    return [section(told)] if reasons else []


def running_told(course: Course, words: Words) -> list[str]:
    """Which of the course's barometers a round is that has not closed yet as the course begins, if there is one."""
    return [
        marked(
            words,
            "Der er en barometerrunde i gang i {channel}. Den bliver »{name}« i forløbet, og datoerne følger den.",
            channel=channel(course.department),
            name=milestone_name(course, milestone, words),
        )
        for milestone in course.rounds
    ]


def others_told(channels: Sequence[ChannelId | None], department: ChannelId, words: Words) -> list[str]:
    """That other courses have their barometers in the same department, and in which channel, where the reader may see
    it; what is not named is told once.
    """
    there = channel(department)
    shared = marked(words, "En runde dér kan høre til begge forløb.")
    named = [
        marked(
            words,
            "Forløbet i {channel} er i gang og har også sine barometre i {department}.",
            channel=channel(one),
            department=there,
        )
        for one in channels
        if one
    ]
    if None in channels:
        named.append(
            marked(words, "Et andet forløb er i gang og har også sine barometre i {department}.", department=there)
        )
    return [f"{told} {shared}" for told in named]
