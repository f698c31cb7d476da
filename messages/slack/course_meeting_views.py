"""The windows about a date of a course: agree on it, move it, leave it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    DatePickerElement,
    InputBlock,
    PlainTextInputElement,
    TimePickerElement,
)
from slack_sdk.models.views import View

from domain.calendars import open_days
from domain.course_definitions import Kind, MilestoneId
from domain.courses import LONGEST_PLACE, Course, Standing
from domain.people import UserId
from domain.rounds import Round
from messages.course_dates import day_and_month, reasons_told
from messages.slack.cards import buttons, field, message_view, modal, option, section
from messages.slack.course_cards import milestone_name
from messages.slack.course_meetings import Today, day_told, ways_on, when_told
from messages.slack.text import literal, marked, person
from messages.wording import Words

#: Stands in the window that moves a date: hour and place stay.
KEEPS = "keeps"


@dataclass(frozen=True, slots=True)
class Window:
    """A window about one milestone: how often that had been changed when it was shown, and what it has asked about.

    `asked` is the date of which it has said what speaks against it.
    """

    course: Course
    milestone: MilestoneId
    asked: date | None = None

    @property
    def subject(self) -> str:
        changes = self.course.state(self.milestone).changes
        return f"{self.course.id}:{self.milestone}:{changes}:{self.asked or ''}"


def agree_view(window: Window, today: Today, words: Words, notes: Sequence[str] = ()) -> View:
    """Date, hour and place, filled in with what is known; `notes` are mrkdwn."""
    course, milestone = window.course, window.milestone
    state = course.state(milestone)
    save = words("Gem alligevel") if window.asked else words("Gem")
    return modal(
        "meetings.agree",
        words("Datoen er aftalt"),
        [
            *_top(window, today, words, [*notes, *_nevertheless(window, save, today, words)]),
            _day(course.days(today.workdays)[milestone], words("Dato")),
            field("meetings.at", words("Klokken"), _clock(state.at), optional=True),
            field(
                "meetings.place",
                words("Sted"),
                PlainTextInputElement(max_length=LONGEST_PLACE, initial_value=state.place or None),
                words("For eksempel mødelokale 2."),
                optional=True,
            ),
        ],
        submit=save,
        close=words("Luk"),
    )


def move_view(
    window: Window, today: Today, words: Words, notes: Sequence[str] = (), running: Round | None = None
) -> View:
    """The new date; where an hour or a place is agreed they stay unless somebody says otherwise.

    A meeting that is ahead can be agreed on instead, with its hour and place.

    `running` is the round that people are answering: it keeps its own dates, and that is told first.
    """
    course, milestone = window.course, window.milestone
    first = [_round_told(running, words)] if running else []
    save = words("Flyt alligevel") if running or window.asked else words("Flyt")
    blocks: list[Block] = [
        *_top(window, today, words, [*first, *notes, *_nevertheless(window, save, today, words)]),
        *(buttons(one) for one in ways_on(course, milestone, today, words) if one.action_id == "meetings.agree"),
        _day(course.days(today.workdays)[milestone], words("Ny dato")),
        *_keeping(course, milestone, words),
        section(literal(_what_follows(course, milestone, words))),
    ]
    return modal(
        "meetings.move",
        words("Flyt"),
        blocks,
        submit=save,
        close=words("Luk"),
    )


def _nevertheless(window: Window, save: str, today: Today, words: Words) -> list[str]:
    """Which date the window has warned of, whatever is typed in it by now, and how it is kept."""
    if window.asked is None:
        return []
    told = "Vælg en anden dag end {day}, eller tryk *{save}*."
    return [marked(words, told, day=day_and_month(window.asked, words, today.day), save=save)]


def _top(window: Window, today: Today, words: Words, notes: Iterable[str]) -> list[Block]:
    course, milestone = window.course, window.milestone
    state = course.state(milestone)
    standing = {
        Standing.PROPOSED: words("foreslået, ikke aftalt"),
        Standing.CONFIRMED: words("aftalt"),
        Standing.NOT_NEEDED: words("ikke nødvendigt"),
        Standing.HELD: words("holdt eller gjort"),
    }[state.standing]
    facts = {
        "name": milestone_name(course, milestone, words),
        "when": when_told(course, milestone, today, words),
        "standing": ", ".join(part for part in (state.place, standing) if part),
    }
    told = marked(words, "*{name}*\n{when} ({standing})", **facts)
    return [section(told, block_id=window.subject), *(section(note) for note in notes)]


def _day(day: date, label: str) -> InputBlock:
    return field("meetings.day", label, DatePickerElement(initial_date=day.isoformat()))


def _clock(at: time | None) -> TimePickerElement:
    return TimePickerElement(initial_time=f"{at:%H:%M}" if at else None)


def _keeping(course: Course, milestone: MilestoneId, words: Words) -> list[Block]:
    state = course.state(milestone)
    at = words("kl. {at}", at=words.clock(state.at)) if state.at else ""
    known = ", ".join(part for part in (at, state.place) if part)
    if not known:
        return []
    keep = option(words("Behold {known}", known=known), KEEPS)
    box = CheckboxesElement(options=[keep], initial_options=[keep])
    return [field("meetings.keeps", words("Tid og sted"), box, optional=True)]


def _what_follows(course: Course, milestone: MilestoneId, words: Words) -> str:
    told = words(
        "Det, der regnes fra datoen, flytter med, undtagen det, der er aftalt, holdt eller gået. Kanalen får besked."
    )
    if course.type.milestone(milestone).kind is not Kind.MEETING:
        return told
    return f"{told} {words('Aftalen i Outlook flytter jeg ikke.')}"


def _round_told(running: Round, words: Words) -> str:
    return marked(
        words,
        "*Runden er åben og flyttes ikke med.* Den lukker {closes}, også hvis datoen i forløbet flyttes. Vil du flytte "
        "datoen alligevel?",
        closes=words.moment(running.closes_at),
    )


def passed_note(course: Course, milestone: MilestoneId, day: date, today: Today, words: Words) -> str:
    """That nothing can be on a day that has passed, and what can be done instead."""
    is_meeting, stands = course.type.milestone(milestone).kind is Kind.MEETING, course.days(today.workdays)[milestone]
    if is_meeting and stands <= today.day:
        told = "*{day}: dagen er gået.* Er mødet holdt, så luk her, og tryk Holdt."
    else:
        told = "*{day}: dagen er gået.* Vælg i dag eller en senere dag."
    return marked(words, told, day=day_and_month(day, words, today.day))


def wrong_day_note(course: Course, day: date, today: Today, words: Words) -> str:
    """Why nobody may be there that day, and which day is open."""
    days = open_days(course.type, today.workdays)
    facts = {
        "day": day_and_month(day, words, today.day),
        "reasons": reasons_told(days.why(day), course.type, words),
        "next": day_told(days.on_or_after(day), words, today.day),
    }
    return marked(words, "*{day}: {reasons}.* Den næste åbne dag er {next}.", **facts)


def changed_note(course: Course, milestone: MilestoneId, today: Today, words: Words) -> str:
    """What somebody else has done meanwhile; nothing is overwritten unasked."""
    state = course.state(milestone)
    standing = {
        Standing.PROPOSED: words("foreslået"),
        Standing.CONFIRMED: words("aftalt"),
        Standing.HELD: words("holdt"),
        Standing.NOT_NEEDED: words("ikke nødvendigt"),
    }[state.standing]
    at = ", ".join(part for part in (when_told(course, milestone, today, words), state.place, standing) if part)
    who = _who(state.by, words)
    return marked(
        words,
        "*Imens er det ændret af {person}.* Nu står der: {now}. Intet af dit er gemt. Send igen for at gemme det, du "
        "har skrevet, eller luk.",
        person=who,
        now=at,
    )


def _who(user: UserId | None, words: Words) -> str:
    return person(user) if user else words("en anden")


def leave_out_view(
    course: Course, milestone: MilestoneId, today: Today, words: Words, notes: Sequence[str] = ()
) -> View:
    """Asked first; it can be taken back."""
    told = marked(
        words,
        "Så minder jeg ikke om det, og det står som ikke nødvendigt i status. Det, der regnes fra datoen, bliver, hvor "
        "det er. Kanalen får besked, og det kan fortrydes.",
    )
    return modal(
        "meetings.leave_out",
        words("Ikke nødvendigt?"),
        [*_top(Window(course, milestone), today, words, notes), section(told)],
        submit=words("Ikke nødvendigt"),
        close=words("Luk"),
    )


def same_day_view(words: Words) -> View:
    """Nothing was moved."""
    return message_view(words("Flyt"), marked(words, "Datoen er den samme. Intet er ændret."), words("Luk"))


def receipt_view(lines: Sequence[str], words: Words) -> View:
    """What is kept, in place of the form; mrkdwn."""
    return message_view(words("Gemt"), "\n".join(lines), words("Luk"))
