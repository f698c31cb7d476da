"""Texts about a course for a coordinator to paste: for the staff, and for MED committee and union representatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from slack_sdk.models.views import View

from domain.course_definitions import Kind, MilestoneId
from domain.courses import Course
from messages.slack.cards import context, modal, section
from messages.slack.course_cards import milestone_name
from messages.slack.course_meetings import day_told
from messages.slack.invitations import name_the_method, promise_paragraphs
from messages.slack.text import literal, marked
from messages.wording import Words


def texts_view(course: Course, days: Mapping[MilestoneId, date], today: date, operator: str, words: Words) -> View:
    """Texts to paste, with the dates of the course as they stand now, and the promise to those who answer."""
    facts = {"municipality": course.municipality, "operator": operator}
    dates = "\n".join(_dates(course, days, today, words))
    staff = marked(
        words,
        "Kære alle\n\nVi begynder et forløb, der skal hjælpe os med at holde fast i vores metode, [metodens navn]. Et "
        "forankringsteam leder det, og I bliver spurgt om, hvordan metoden bruges i hverdagen: et kort spørgeskema "
        "fra Anker i Slack. Det er frivilligt. Ingen får at vide, hvem der har svaret hvad, og der vises kun tal for "
        "mindst 5 personer. Resultatet kommer i kanalen, og bagefter taler vi om det.",
    )
    committee = marked(
        words,
        "Til MED-udvalg og tillidsrepræsentanter\n\n{municipality} begynder et forløb, der skal forankre en metode, "
        "[metodens navn]. Undervejs spørger vi medarbejdere og ledere om, hvordan metoden bruges. Det er ikke en "
        "trivselsmåling og ikke en vurdering af enkeltpersoner, og det er frivilligt at svare. Svarene er krypterede, "
        "mens en runde er åben. Når den lukker, slettes nøglen og de enkelte svar, og kun tal for mindst 5 personer "
        "er tilbage. Grupper på under 5 vises ikke, heller ikke indirekte. {operator} driver løsningen.",
        **facts,
    )
    with_dates = marked(words, "Datoerne, som de ser ud nu:")
    return modal(
        "courses.texts",
        words("Tekster"),
        [
            context(name_the_method(words)),
            section(marked(words, "*Til medarbejderne*")),
            section(f"{staff}\n\n{with_dates}\n{dates}"),
            section(marked(words, "*Til MED/TR*")),
            section(f"{committee}\n\n{with_dates}\n{dates}"),
            section(marked(words, "*Løftet til dem, der svarer*")),
            *[section(paragraph) for paragraph in promise_paragraphs(operator, words)],
        ],
        close=words("Tilbage"),
    )


def _dates(course: Course, days: Mapping[MilestoneId, date], today: date, words: Words) -> Iterator[str]:
    """What concerns others than the team: barometers, and whatever invites everybody or takes people in groups."""
    for one in sorted(course.type.milestones, key=lambda milestone: days[milestone.id]):
        is_barometer = one.kind in {Kind.BAROMETER_OPEN, Kind.BAROMETER_CLOSE}
        if is_barometer or one.groups or (one.kind is Kind.MEETING and one.invited == "all"):
            yield f"• {literal(day_told(days[one.id], words, today))}: {literal(milestone_name(course, one.id, words))}"
