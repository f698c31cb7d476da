"""What a coordinator sees before a round starts: set-up, texts to paste, a trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationMultiSelectElement,
    DatePickerElement,
    InputBlock,
    PlainTextInputElement,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from domain.barometers import Barometer, BarometerId
from domain.course_definitions import MilestoneId
from domain.courses import Course
from domain.people import LONGEST_NAME, Department, UserId
from domain.rounds import DAYS_BETWEEN_ROUNDS, Round
from messages.slack.cards import Card, button, buttons, context, field, message_view, modal, option, section
from messages.slack.course_cards import milestone_name, title_of
from messages.slack.invitations import minutes, name_the_method, opens, promise_paragraphs
from messages.slack.text import channel, literal, marked
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class Setup:
    """What the first step begins with."""

    channel: str
    unit: str
    barometers: Sequence[Barometer]
    department: Department | None
    opens_at: datetime
    closes_at: datetime
    reader: UserId
    result_channels: Sequence[str]
    #: The first day that can be chosen for each of the barometers that the last result keeps waiting.
    waits: Mapping[BarometerId, date]
    #: The barometer that a course of the channel has next, and its local date there.
    planned: tuple[Course, MilestoneId, date] | None = None
    #: The channel's own course, where that asks in another.
    asks_elsewhere: Course | None = None


def setup_view(setup: Setup, words: Words, *, more: bool = False) -> View:
    """Barometer, department and dates; the rest lies prefilled behind "Flere valg"."""
    first, last = words.local(setup.opens_at).date(), words.local(setup.closes_at).date()
    opening = words("Klokken 9, eller straks, hvis klokken i dag er over 9.")
    blocks: list[Block] = [
        *([section(_elsewhere(setup.asks_elsewhere, words))] if setup.asks_elsewhere else []),
        _barometer_field(setup.barometers, words),
        section(_who(setup, words), block_id=f"{setup.channel}:{'more' if more else 'setup'}"),
        field("drafts.opens", words("Åbner"), DatePickerElement(initial_date=first.isoformat()), opening),
        *([context("\n".join(told))] if (told := [*_waiting(setup, words), *_planned(setup, words)]) else []),
        field("drafts.closes", words("Lukker"), DatePickerElement(initial_date=last.isoformat()), words("Klokken 16.")),
        *(_more_fields(setup, words) if more else [_more_button(setup, words)]),
    ]
    return modal(
        "drafts.setup", words("Ny barometerrunde"), blocks, submit=words("Se forhåndsvisning"), close=words("Luk")
    )


def _elsewhere(course: Course, words: Words) -> str:
    """That a round which is started here is none of the course's, and may be in the way of one that is."""
    return marked(
        words,
        "Forløbet {title} har sine barometre i {department}, og de startes dér. En runde herfra hører ikke til "
        "forløbet; spørger den de samme medarbejdere, kan den udskyde forløbets.",
        title=title_of(course, words),
        department=channel(course.department),
    )


def _barometer_field(barometers: Sequence[Barometer], words: Words) -> InputBlock:
    options = [option(words.of(barometer.title), barometer.id) for barometer in barometers]
    return field(
        "drafts.barometer", words("Barometer"), StaticSelectElement(options=options, initial_option=options[0])
    )


def _waiting(setup: Setup, words: Words) -> Iterator[str]:
    """From when each barometer may open that a result keeps waiting, and why."""
    for barometer in setup.barometers:
        if day := setup.waits.get(barometer.id):
            yield marked(
                words,
                "{barometer} kan tidligst åbne {first}: der skal gå {days} dage fra det seneste resultat blandt de "
                "samme medarbejdere.",
                barometer=words.of(barometer.title),
                first=f"{words.day(day)} {day.year}",
                days=DAYS_BETWEEN_ROUNDS,
            )


def _planned(setup: Setup, words: Words) -> Iterator[str]:
    """When the course has its next barometer, which is why that day is proposed: its dates go by the round."""
    if setup.planned is None:
        return
    course, milestone, day = setup.planned
    facts = {"title": title_of(course, words), "name": milestone_name(course, milestone, words), "day": words.day(day)}
    yield marked(words, "I forløbet {title} står »{name}« til {day}. En anden dag flytter datoer i forløbet.", **facts)


def _who(setup: Setup, words: Words) -> str:
    """Where the people are found: the department list, or the channel itself where nobody has made one."""
    department = setup.department
    if department is None:
        return marked(
            words,
            "*Hvem spørges?* Alle i {channel}, som sagsbehandlere. Lav en afdelingsliste med `/anker personer`, "
            "hvis nogen er ledere eller superbrugere.",
            channel=channel(setup.channel),
        )
    where = (
        channel(department.channel) if department.channel else " ".join(f"<!subteam^{g}>" for g in department.groups)
    )
    return f"{marked(words, '*Hvem spørges?* Afdelingslisten {name}:', name=department.name or setup.unit)} {where}"


def _more_button(setup: Setup, words: Words) -> Block:
    return buttons(button(words("Flere valg"), "drafts.more", setup.channel))


def _more_fields(setup: Setup, words: Words) -> list[Block]:
    channels = ConversationMultiSelectElement(
        initial_conversations=list(setup.result_channels),
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return [
        field(
            "drafts.unit",
            words("Afdelingens navn"),
            PlainTextInputElement(initial_value=setup.unit, max_length=LONGEST_NAME),
        ),
        field("drafts.results", words("Resultatet vises i"), channels),
        field(
            "drafts.reader",
            words("Kommentarer læses først af"),
            UserSelectElement(initial_user=setup.reader),
            words("Nævnes i invitationen. Kommentarer vises kun, hvis mindst 10 har svaret."),
        ),
    ]


def finding_view(asked: Round, words: Words) -> View:
    """Shown while the members are read."""
    text = section(literal(words("Finder deltagerne …")), block_id=f"{asked.id}:finding")
    return modal("drafts.finding", words("Forhåndsvisning"), [text], close=words("Luk"))


def texts_view(asked: Round, operator: str, result_at: datetime, now: datetime, words: Words) -> View:
    """Texts to paste: for the staff, and for the co-determination committee and union representatives."""
    facts = {
        "unit": asked.unit,
        "opens": opens(asked, now, words),
        "closes": words.moment(asked.closes_at),
        "result": words.moment(result_at),
        "n": asked.people_invited,
        "operator": operator,
        "minutes": max(minutes(len(asked.barometer.items_for(role.id))) for role in asked.barometer.roles),
    }
    return modal(
        "drafts.texts",
        words("Tekster"),
        [
            context(name_the_method(words)),
            section(marked(words, "*Til medarbejderne*")),
            section(_to_staff(facts, words)),
            section(marked(words, "*Til MED/TR*")),
            section(_to_committee(facts, words)),
            section(marked(words, "*Løftet til dem, der svarer*")),
            *[section(paragraph) for paragraph in promise_paragraphs(operator, words)],
        ],
        close=words("Tilbage"),
    )


def _to_staff(facts: Mapping[str, object], words: Words) -> str:
    return marked(
        words,
        "Kære alle i {unit}\n\nI får en besked fra Anker i Slack {opens} med et kort spørgeskema om, hvordan vi "
        "bruger vores metode, [metodens navn]. Det tager ca. {minutes} minutter, og I kan holde pause. Det er "
        "frivilligt. Det lukker {closes}. Ingen får at vide, hvem der har svaret hvad, og der vises kun tal for mindst "
        "5 personer. Resultatet kommer i kanalen {result}, og bagefter taler vi om det.",
        **facts,
    )


def _to_committee(facts: Mapping[str, object], words: Words) -> str:
    return marked(
        words,
        "Til MED-udvalg og tillidsrepræsentanter\n\nVi spørger {n} medarbejdere og ledere i {unit} om, hvordan vores "
        "metode, [metodens navn], bruges i hverdagen, fra {opens} til {closes}. Det er ikke en trivselsmåling og ikke "
        "en vurdering af enkeltpersoner, og det er frivilligt at svare. Svarene er krypterede, mens runden er åben. "
        "Når den lukker, slettes nøglen og de enkelte svar, og kun tal for mindst 5 personer er tilbage. Grupper på "
        "under 5 vises ikke, heller ikke indirekte. {operator} driver løsningen.",
        **facts,
    )


def confirmed_view(asked: Round, now: datetime, words: Words) -> View:
    facts = {"n": asked.people_invited, "channel": channel(asked.channel), "opens": words.moment(asked.opens_at)}
    if asked.opens_at <= now:
        text = marked(
            words, "Runden er startet. {n} får en invitation nu. Følg den med `/barometer status` i {channel}.", **facts
        )
    else:
        text = marked(
            words,
            "Runden er startet. {n} får en invitation {opens}. Følg den med `/barometer status` i {channel}.",
            **facts,
        )
    return modal("drafts.confirmed", words("Startet"), [section(text)], close=words("Luk"))


def trial(invitation: Card, words: Words) -> Card:
    """The invitation with the note that this is a trial."""
    text = literal(words("Prøv selv: sådan ser det ud for en sagsbehandler. Intet gemmes, og ingen andre får noget."))
    return Card(f"{text} {invitation.text}", [section(text), *invitation.blocks])


def trial_view(words: Words) -> View:
    """On top of the preview: the trial is somewhere else."""
    text = marked(
        words,
        "*Prøven ligger i din samtale med Anker.* Luk vinduerne for at prøve den, og skriv "
        "`/barometer start` igen bagefter. Når runden er startet, er prøven slut.",
    )
    return message_view(words("Prøv selv"), text, words("Tilbage"))
