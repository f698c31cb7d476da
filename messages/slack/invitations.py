"""What somebody who is asked hears of a round: role, invitation with its promise, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from slack_sdk.models.blocks import (
    Block,
)
from slack_sdk.models.views import View

from domain.barometers import Text
from domain.people import UserId
from domain.rounds import Round
from domain.sittings import Sitting, SittingState
from domain.withholding import foresee, group_sizes
from domain.workdays import Workdays
from messages.slack.cards import (
    Card,
    button,
    buttons,
    context,
    header,
    modal,
    section,
)
from messages.slack.sittings import delete_button, go_on, tried, until, value
from messages.slack.text import channel, listed, literal, marked, person, uncapitalised
from messages.wording import Words

#: People read and choose about five items a minute.
SECONDS_PER_ITEM = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """What an invitation tells about the result: who is shown by themselves, who is not, where and when."""

    groups: Sequence[tuple[Text, int]]
    hidden: Sequence[Text]
    when: str


def shown_in(asked: Round, workdays: Workdays, words: Words) -> Shown:
    """Who will be shown by themselves if all answer, and who will not; when."""
    grouping = asked.barometer.grouping(asked.grouping)
    sizes = group_sizes(grouping, asked.invited)
    shown = foresee(asked.barometer, asked.grouping, asked.invited).shown_if_all
    return Shown(
        groups=[(group.name, sizes[group.id]) for group in grouping.groups if group.id in shown],
        hidden=[group.name for group in grouping.groups if group.id not in shown and sizes[group.id]],
        when=words.moment(asked.result_at(workdays), short=True),
    )


def opens(asked: Round, now: datetime, words: Words) -> str:
    """When a round opens that is being prepared; of one that opens when it is started the day, which is today."""
    return words.moment(asked.opens_at) if asked.opens_at > now else words.day(words.local(now).date())


def minutes(items: int) -> int:
    """How long so many items take, with the promise read first: at least two minutes."""
    return max(2, ceil(items * SECONDS_PER_ITEM / 60))


def invitation(barometer_round: Round, sitting: Sitting, shown: Shown, operator: str, words: Words) -> Card:
    """The first message: who asks, how long it takes, the promise in short, and who is shown."""
    number = len(sitting.items)
    facts = {
        "unit": literal(barometer_round.unit),
        "minutes": minutes(number),
        "until": until(barometer_round, words),
    }
    return Card(
        words.count(
            "Barometer i {unit}: 1 udsagn, ca. {minutes} minutter, til {until}",
            "Barometer i {unit}: {n} udsagn, ca. {minutes} minutter, til {until}",
            number,
            **facts,
        )
        + ". "
        + marked(words, "Din leder kan ikke se dit svar. Tryk på Begynd, når det passer dig."),
        [
            header(words("Barometer i {unit}", unit=barometer_round.unit)),
            section(
                words.count(
                    "Hvordan går det med metoden hos jer? Forankringsteamet spørger alle i {unit}: "
                    "*1 udsagn, ca. {minutes} minutter, til {until}*. Hold pause, når du vil.",
                    "Hvordan går det med metoden hos jer? Forankringsteamet spørger alle i {unit}: "
                    "*{n} udsagn, ca. {minutes} minutter, til {until}*. Hold pause, når du vil.",
                    number,
                    **facts,
                )
            ),
            section(_promise_in_short(operator, words)),
            context(_you_are_in(barometer_round, sitting, shown, words)),
            *([context(literal(words.of(barometer_round.barometer.note)))] if barometer_round.barometer.note else []),
            buttons(
                button(words("Begynd"), "sittings.begin", value(barometer_round), style="primary"),
                button(words("Hele løftet"), "sittings.promise", value(barometer_round)),
                button(words("Mind mig ikke"), "sittings.no_reminders", value(barometer_round)),
            ),
        ],
    )


def _promise_in_short(operator: str, words: Words) -> str:
    return marked(
        words,
        "*Din leder kan ikke se dit svar.* Det er krypteret, og du kan rette eller slette det, til runden lukker. "
        "Så længe kunne driften ({operator}) teknisk set finde det. Derefter slettes nøglen og de enkelte svar; "
        "kun tal for mindst 5 er tilbage.",
        operator=operator,
    )


def _you_are_in(barometer_round: Round, sitting: Sitting, shown: Shown, words: Words) -> str:
    role = uncapitalised(words.of(barometer_round.barometer.role(sitting.role).name))
    everyone = words("hele afdelingen ({n})", n=barometer_round.people_invited)
    groups = ", ".join([everyone, *(f"{uncapitalised(words.of(name))} ({n})" for name, n in shown.groups)])
    parts = [marked(words, "Du er med som {role}. Vises, hvis nok svarer: {groups}.", role=role, groups=groups)]
    if shown.hidden:
        names = listed([words.of(name) for name in shown.hidden], words)
        parts.append(marked(words, "{names} vises ikke for sig.", names=names))
    where = listed([channel(target) for target in barometer_round.result_channels], words)
    parts.append(f"{marked(words, 'Resultat:')} {where} {literal(shown.when)}.")
    if barometer_round.asks_open_questions:
        parts.append(marked(words, "Kommentarer læses først af {reader}.", reader=person(barometer_round.reader)))
    return " ".join(parts)


def name_the_method(words: Words) -> str:
    """What is to be filled in where texts are pasted: neither course nor barometer knows what the method is called."""
    return marked(words, "Skriv metodens navn, hvor der står [metodens navn], før I sender teksterne.")


def promise_paragraphs(operator: str, words: Words) -> tuple[str, ...]:
    """The whole promise, paragraph by paragraph, in mrkdwn."""
    return (
        marked(words, "*Dine svar er anonyme, når runden lukker.*"),
        marked(
            words,
            "Indtil da kan du rette eller slette dem. Så længe runden er åben, gemmer botten dine svar krypteret under "
            "en kode, så du kan fortsætte, hvor du slap. {operator} kunne med adgang til både database og nøgle i den "
            "periode teknisk set finde dem. Din leder kan ikke.",
            operator=operator,
        ),
        marked(
            words,
            "Når runden lukker, slettes nøglen og de enkelte svar. Tilbage er kun tal for mindst 5 personer – og "
            "kommentarer, hvis mindst 10 har svaret. Herefter kan ingen, heller ikke vi, se, hvem der svarede hvad.",
        ),
        marked(
            words,
            "Botten ved, om du har svaret, så den ikke rykker dig forgæves. Hverken din leder eller forankringsteamet "
            "får det at vide. Den, der kan eksportere jeres Slack, kan i beskeden til dig se, hvor langt du er nået, "
            "men aldrig hvad du svarede.",
        ),
        marked(words, "Skriv ikke navne eller CPR-numre. Din skrivestil kan røbe dig."),
    )


def promise_view(operator: str, words: Words) -> View:
    paragraphs: list[Block] = [section(paragraph) for paragraph in promise_paragraphs(operator, words)]
    return modal("sittings.promise", words("Hele løftet"), paragraphs, close=words("Luk"))


def no_reminders_card(barometer_round: Round, words: Words, *, trial: bool = False) -> Card:
    told = marked(
        words,
        "Du bliver ikke mindet om barometeret i {unit}. Du kan stadig svare frem til {until}.",
        unit=barometer_round.unit,
        until=until(barometer_round, words),
    )
    text = tried(told, words) if trial else told
    begin = button(words("Begynd"), "sittings.begin", value(barometer_round))
    promise = button(words("Hele løftet"), "sittings.promise", value(barometer_round))
    return Card(text, [section(text), buttons(begin, promise)])


def reminder(barometer_round: Round, sitting: Sitting, words: Words, *, last: bool) -> Card:
    """A reminder; the last one says that what is not handed in does not count."""
    facts = {"unit": barometer_round.unit, "until": until(barometer_round, words)}
    text = marked(words, "Barometeret i {unit} er åbent til {until}.", **facts)
    if sitting.state is SittingState.STARTED:
        text += " " + marked(words, "Du er begyndt, men har ikke afleveret. Det tæller først med, når du afleverer.")
    elif last:
        text += " " + marked(words, "Det er den sidste påmindelse.")
    hand_in = (
        button(words("Aflevér det, jeg har"), "sittings.hand_in", value(barometer_round))
        if sitting.state is SittingState.STARTED
        else None
    )
    return Card(
        text,
        [
            section(text),
            buttons(
                go_on(barometer_round, words)
                if hand_in
                else button(words("Begynd"), "sittings.begin", value(barometer_round), style="primary"),
                hand_in,
                button(words("Mind mig ikke"), "sittings.no_reminders", value(barometer_round)),
            ),
        ],
    )


def role_notice(asked: Round, role: str, words: Words) -> Card:
    """Before the round opens: in which role the person is asked, and a way to say that it is wrong."""
    text = marked(
        words,
        "Du står som {role} i {unit} og får et kort barometer i den rolle {opens}.",
        role=uncapitalised(role),
        unit=asked.unit,
        opens=words.moment(asked.opens_at),
    )
    wrong = button(words("Det passer ikke"), "rounds.wrong_role", asked.id)
    return Card(text, [section(text), buttons(wrong)])


def wrong_role_told(leader: UserId, words: Words) -> Card:
    facts = {"leader": person(leader)}
    text = marked(words, "Tak. {leader} har fået besked og kan rette det, før runden åbner.", **facts)
    return Card(text, [section(text)])


def wrong_role_notice(asked: Round, user: UserId, words: Words) -> Card:
    """To the coordinator: somebody says that their role is wrong. It is said before anybody can answer."""
    text = marked(
        words,
        "{person} siger, at rollen på listen til {unit} ikke passer. Listen er låst for denne runde. Ret den med "
        "`/anker personer`, annullér runden med `/barometer annuller`, og start en ny.",
        person=person(user),
        unit=asked.unit,
    )
    return Card(text, [section(text)])


def closing_early_card(asked: Round, sitting: Sitting, words: Words) -> Card:
    """To everybody who is asked: the round closes sooner than they were told, and what they can do until then.

    Whoever deleted their answers or asked for peace is told no more than that.
    """
    facts = {"unit": asked.unit, "closes": until(asked, words)}
    if sitting.handed_in:
        text = marked(
            words,
            "Barometeret i {unit} lukker før tid: {closes}. Du har afleveret, og du kan rette eller slette til da.",
            **facts,
        )
        change = button(words("Se og ret"), "sittings.form", value(asked))
        return Card(text, [section(text), buttons(change, delete_button(asked, words))])
    text = marked(words, "Barometeret i {unit} lukker før tid: {closes}.", **facts)
    is_begun = sitting.state is SittingState.STARTED
    if sitting.wants_reminder:
        still = (
            words("Du kan nå at svare eller aflevere det, du har.") if is_begun else words("Du kan nå at svare til da.")
        )
        text = f"{text} {literal(still)}"
    label = words("Fortsæt") if is_begun else words("Begynd")
    return Card(text, [section(text), buttons(button(label, "sittings.begin", value(asked), style="primary"))])
