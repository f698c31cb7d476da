"""A round before it is confirmed: who is asked and who is not and why, what would be shown, and why it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from domain.barometers import Grouping, GroupingId
from domain.calendars import skipped
from domain.course_rounds import InCourse
from domain.people import Absence, Attendance, UserId
from domain.rounds import DAYS_BETWEEN_ROUNDS, FEWEST_FOR_COMMENTS, Refusal, Round
from domain.withholding import Foreseen
from messages.course_dates import closures_told
from messages.slack.cards import Card, button, buttons, context, field, modal, option, section
from messages.slack.course_candidates import in_course_blocks
from messages.slack.course_meetings import Today
from messages.slack.course_openings import across_closed_blocks
from messages.slack.errors import refusal
from messages.slack.invitations import opens
from messages.slack.text import Mention, channel, listed, literal, marked, person, uncapitalised
from messages.wording import Words

#: So many people of one role are named; the rest is a number.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Days:
    """The days that were chosen for a round, before they were moved to working days."""

    opens: date
    closes: date


@dataclass(frozen=True, slots=True)
class PreviewFacts:
    """A draft as it is shown before it is confirmed."""

    round: Round
    attendance: Attendance
    foreseen: Sequence[Foreseen]
    refusals: Sequence[Refusal]
    grouping_is_fixed: bool
    result_at: datetime
    now: datetime
    #: The first day that can be chosen, where a result keeps the round waiting.
    first_day: date | None = None
    #: What it would be in the courses of its channel, on which day `today`.
    courses: Sequence[InCourse] = ()
    today: Today | None = None
    #: What was chosen, as long as that is known.
    days: Days | None = None
    #: Whether it is shown again because a course has changed since, instead of being started.
    is_again: bool = False


def preview_view(facts: PreviewFacts, words: Words) -> View:
    """Who is asked, who is not and why, what would be shown, where and when; refused with the reason, or confirmed."""
    asked = facts.round
    blocks: list[Block] = [
        section(_summary(asked, facts.now, words), block_id=f"{asked.id}:preview"),
        *([context(" ".join(moved))] if (moved := [*_moved(facts, words)]) else []),
        *([context(literal(words.of(asked.barometer.note)))] if asked.barometer.note else []),
        *([section(_changed_meanwhile(words))] if facts.is_again else []),
        *[section(_refusal(refusal, facts.first_day, words)) for refusal in facts.refusals],
        section(_roles(asked, facts.attendance, words)),
        *_absent(facts, words),
        section("\n".join([marked(words, "*Hvad bliver vist?*"), *_groupings(facts, words)])),
        *_consequences(facts, words),
        buttons(
            button(words("Tekster til medarbejdere og MED/TR"), "drafts.texts", asked.id),
            button(words("Prøv selv"), "drafts.try", asked.id),
        ),
    ]
    if facts.refusals:
        return modal("drafts.refused", words("Forhåndsvisning"), blocks, close=words("Luk"))
    if facts.today:
        for one in facts.courses:
            blocks += in_course_blocks(one, facts.today, words)
            blocks += across_closed_blocks(one.course.type, asked, facts.today.workdays, words)
    if not facts.grouping_is_fixed and len(facts.foreseen) > 1:
        blocks.append(_grouping_field(facts, words))
    return modal("drafts.confirm", words("Forhåndsvisning"), blocks, submit=words("Start runden"), close=words("Luk"))


def _changed_meanwhile(words: Words) -> str:
    return marked(
        words,
        "*Runden er ikke startet:* forløbet er ændret, efter at du åbnede forhåndsvisningen. Se igennem, hvad der "
        "gælder nu, og start den så.",
    )


def draft_gone(words: Words) -> Card:
    """Set up anew, as on another device, deleted, or in a channel without rights: one answer for all."""
    why = marked(words, "Den runde er sat op på ny eller slettet, eller du leder den ikke mere. Intet er startet her.")
    return refusal(why, marked(words, "Skriv `/barometer start` i afdelingens kanal for at begynde forfra."))


def _summary(asked: Round, now: datetime, words: Words) -> str:
    return words.count(
        "*{barometer}* i {unit}. Åbner {opens}, lukker {closes}. *1 spørges.*",
        "*{barometer}* i {unit}. Åbner {opens}, lukker {closes}. *{n} spørges.*",
        asked.people_invited,
        barometer=literal(words.of(asked.barometer.title)),
        unit=literal(asked.unit),
        opens=opens(asked, now, words),
        closes=words.moment(asked.closes_at),
    )


def _moved(facts: PreviewFacts, words: Words) -> Iterator[str]:
    """Which day is another than the one that was chosen, and why."""
    if facts.days is None or facts.today is None:
        return
    opens, closes, workdays = facts.days.opens, facts.days.closes, facts.today.workdays
    if why := closures_told(skipped(opens, workdays), words):
        yield marked(words, "Åbningen er flyttet fra {day} på grund af {why}.", day=words.day(opens), why=why)
    elif words.local(facts.round.opens_at).date() != opens:
        yield marked(words, "Åbningen er flyttet fra {day}, fordi arbejdstiden er slut den dag.", day=words.day(opens))
    if why := closures_told(skipped(closes, workdays), words):
        yield marked(words, "Lukningen er flyttet fra {day} på grund af {why}.", day=words.day(closes), why=why)


def refusal_text(refusal: Refusal, words: Words, first_day: date | None = None) -> str:
    """Why a round cannot be started, and what to do next; plain text.

    `first_day` is the first one that can be chosen, where a result keeps the round waiting.
    """
    texts = {
        Refusal.TOO_FEW_INVITED: words(
            "Der er færre end 5 at spørge. Så kan svarene ikke være anonyme. Udvid listen med /anker personer."
        ),
        Refusal.TOO_SOON: words(
            "Der skal gå {days} dage fra det seneste resultat af dette barometer blandt de samme medarbejdere, så "
            "ingen kan regne enkelte svar ud ved at trække to resultater fra hinanden. Vælg {day} eller senere som "
            "åbning.",
            days=DAYS_BETWEEN_ROUNDS,
            day=_named_day(first_day, words),
        ),
        Refusal.RUNNING_HERE: words(
            "Der er allerede en runde i gang her i kanalen. Skriv /barometer status; den kan lukkes eller annulleres."
        ),
        Refusal.RUNNING_ELSEWHERE: words(
            "Der er allerede en runde i gang blandt de samme medarbejdere. Skriv /barometer status i den kanal, hvor "
            "den blev startet; den kan lukkes eller annulleres."
        ),
        Refusal.CLOSES_BEFORE_IT_OPENS: words("Runden lukker, før den åbner. Vælg en senere lukning."),
        Refusal.BAROMETER_CHANGED: words(
            "Barometeret er ændret, efter at det blev brugt i en runde med samme version. Bed den, der har ændret "
            "det, om at give det et højere versionsnummer."
        ),
        Refusal.OPENS_IN_THE_PAST: words("Åbningen ligger i fortiden. Vælg i dag eller en senere dag."),
    }
    return texts[refusal]


def _named_day(day: date | None, words: Words) -> str:
    return f"{words.day(day)} {day.year}" if day else ""


def _refusal(refusal: Refusal, first_day: date | None, words: Words) -> str:
    return f"{marked(words, '*Kan ikke startes:*')} {literal(refusal_text(refusal, words, first_day))}"


def _roles(asked: Round, attendance: Attendance, words: Words) -> str:
    """Each role with its number and its people by name."""
    lines = []
    for role in asked.barometer.roles:
        users = [invited.user for invited in attendance.invited if invited.role == role.id]
        if users:
            lines.append(f"*{literal(words.of(role.name))}* ({len(users)}): {_names(users, words)}")
    return "\n".join(lines) or literal(words("Ingen at spørge."))


def _names(users: Sequence[UserId], words: Words) -> str:
    named = ", ".join(person(user) for user in users[:MOST_NAMED])
    left = len(users) - MOST_NAMED
    return named if left <= 0 else f"{named} {literal(words('og {n} flere', n=left))}"


def _absent(facts: PreviewFacts, words: Words) -> list[Block]:
    lines = []
    for absence, label in absence_words(words).items():
        users = [user for user, reason in facts.attendance.absent.items() if reason is absence]
        if users:
            lines.append(f"{literal(label)}: {_names(users, words)}")
    if facts.round.outside:
        lines.append(literal(words("Uden Slack: {n}", n=facts.round.outside)))
    return [section("\n".join([marked(words, "*Spørges ikke*"), *lines]))] if lines else []


def absence_words(words: Words) -> Mapping[Absence, str]:
    return {
        Absence.BOT: words("Apps"),
        Absence.GUEST: words("Gæster fra andre organisationer"),
        Absence.DEACTIVATED: words("Deaktiveret i Slack"),
        Absence.STRANGER: words("Fra en anden organisations Slack"),
        Absence.OTHER_ROLE: words("Har en rolle, som barometeret ikke spørger"),
        Absence.LEFT_OUT: words("Sat til ikke at blive spurgt"),
    }


def _groupings(facts: PreviewFacts, words: Words) -> list[str]:
    """A line for each grouping: shown if all answer, and if four out of five do."""
    return [_foreseen(facts.round, one, words) for one in facts.foreseen]


def _foreseen(asked: Round, foreseen: Foreseen, words: Words) -> str:
    grouping = asked.barometer.grouping(foreseen.grouping)
    return marked(
        words,
        "• *{grouping}*: hvis alle svarer, vises {all}; hvis 4 ud af 5 svarer, vises {most}.",
        grouping=words.of(grouping.name),
        all=_shown(grouping, foreseen.shown_if_all, words, total=foreseen.total_shown_if_all),
        most=_shown(grouping, foreseen.shown_at_80, words, total=foreseen.total_shown_at_80),
    )


def _shown(grouping: Grouping, groups: Sequence[str], words: Words, *, total: bool) -> str:
    names = [words("hele afdelingen")] if total else []
    names += [uncapitalised(words.of(group.name)) for group in grouping.groups if group.id in groups]
    return ", ".join(names) or words("intet")


def _consequences(facts: PreviewFacts, words: Words) -> list[Block]:
    asked = facts.round
    where = listed([channel(target) for target in asked.result_channels], words)
    moment = words.moment(facts.result_at)
    lines = [marked(words, "*Resultatet* vises i {channels} {moment}.", channels=Mention(where), moment=moment)]
    if asked.asks_open_questions:
        lines.append(f"{marked(words, '*Kommentarer* læses først af')} {person(asked.reader)}.")
    if asked.people_invited < FEWEST_FOR_COMMENTS:
        lines.append(literal(words("Under 10 spørges: der er ingen kommentarer og ingen status før lukning.")))
    if facts.grouping_is_fixed:
        lines.append(literal(words("Grupperne er de samme som i sidste runde, så de to kan sammenlignes.")))
    return [section("\n".join(lines))]


def _grouping_field(facts: PreviewFacts, words: Words) -> InputBlock:
    options: dict[GroupingId, object] = {
        grouping.id: option(words.of(grouping.name), grouping.id) for grouping in facts.round.barometer.groupings
    }
    select = StaticSelectElement(
        options=list(options.values()),  # type: ignore[arg-type]
        initial_option=options[facts.round.grouping],  # type: ignore[arg-type]
    )
    hint = words("Foreslået: den, der viser flest for sig. Den kan ikke ændres, når runden er startet.")
    return field("drafts.grouping", words("Sådan vises grupperne"), select, hint)
