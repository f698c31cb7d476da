"""What a coordinator sees of a round: set-up, preview, status, closing, cancelling; and what the channel hears."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import (
    Block,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from domain.people import ChannelId
from domain.rounds import DAYS_BETWEEN_ROUNDS, Coming, Progress, Round, RoundState, Step
from messages.slack.cards import Card, button, buttons, context, field, modal, option, section
from messages.slack.coming_results import round_told
from messages.slack.text import Mention, channel, literal, marked
from messages.wording import Words


def opened_card(asked: Round, words: Words) -> Card:
    """In the department's channel: the barometer is open. It names nobody and presses nobody."""
    text = marked(
        words,
        "Barometeret i {unit} er åbent til {closes}. {n} har fået en besked fra Anker. Det er frivilligt, og ingen får "
        "at vide, hvem der svarer hvad.",
        unit=asked.unit,
        closes=words.moment(asked.closes_at),
        n=asked.people_invited,
    )
    own = button(words("Svar på barometeret"), "rounds.own", asked.id)
    return Card(text, [section(text), buttons(own)])


def redrawn_card(asked: Round, coming: Coming | None, words: Words) -> Card:
    """What becomes of that card: the new closing time, or a line that it is over and from when there is a result.

    Of the cards of those who are asked too, once it is over.
    """
    if asked.takes_answers:
        return opened_card(asked, words)
    text = (
        marked(words, "Barometeret i {unit} er annulleret.", unit=asked.unit)
        if asked.state is RoundState.CANCELLED
        else _closed(asked, coming, words)
    )
    return Card(text, [context(text)])


def _closed(asked: Round, coming: Coming | None, words: Words) -> str:
    """That a round is closed, and from when there is a result; also read long after. That it is late is not said."""
    closed = marked(words, "Barometeret i {unit} er lukket.", unit=asked.unit)
    if coming is None or coming.at is None:
        return closed
    return f"{closed} {marked(words, 'Resultatet er i kanalen fra {moment}.', moment=words.moment(coming.at))}"


def cancelled_card(asked: Round, words: Words) -> Card:
    text = marked(
        words,
        "Barometeret i {unit} er annulleret. Alle svar er slettet, og der kommer intet resultat.",
        unit=asked.unit,
    )
    return Card(text, [section(text)])


def started_card(asked: Round, words: Words) -> Card:
    """To the coordinator, privately, when the round has opened."""
    text = marked(
        words,
        "Barometeret i {unit} er åbnet. {n} får invitationen nu. Det lukker {closes}; indtil da kan du se status med "
        "`/barometer status` i {channel}.",
        unit=asked.unit,
        channel=channel(asked.channel),
        n=asked.people_invited,
        closes=words.moment(asked.closes_at),
    )
    return Card(text, [section(text)])


def called_off_card(asked: Round, words: Words, first_day: date | None = None) -> Card:
    """To the coordinator: too few are left to be asked, or a result keeps the round waiting until `first_day`."""
    text = (
        marked(
            words,
            "Barometeret i {unit} kunne ikke åbnes: der er færre end 5 tilbage at spørge. Intet er sendt. Start en ny "
            "runde med `/barometer start`.",
            unit=asked.unit,
        )
        if first_day is None
        else marked(
            words,
            "Barometeret i {unit} kunne ikke åbnes: der skal gå {days} dage fra det seneste resultat. Intet er sendt. "
            "Start en ny runde med `/barometer start`, og vælg {day} eller senere.",
            unit=asked.unit,
            days=DAYS_BETWEEN_ROUNDS,
            day=f"{words.day(first_day)} {first_day.year}",
        )
    )
    return Card(text, [section(text)])


def undelivered_card(asked: Round | None, error: str, words: Words, result_in: ChannelId | None = None) -> Card:
    """To the coordinator: a message could not be delivered, and Slack's reason; of a result in which channel."""
    unit = asked.unit if asked else words("kanalen")
    if result_in:
        text = _result_undelivered(unit, error, result_in, words)
        return Card(text, [section(text)])
    text = marked(
        words,
        "En besked om {unit} kunne ikke leveres (Slack siger: {error}). Se, om personen eller kanalen stadig er der.",
        unit=unit,
        error=error,
    )
    return Card(text, [section(text)])


def _result_undelivered(unit: str, error: str, where: ChannelId, words: Words) -> str:
    """What is missing where, and what brings it there."""
    facts = {"unit": unit, "channel": channel(where), "error": error}
    if error in {"not_in_channel", "channel_not_found"}:
        return marked(
            words,
            "Resultatet af barometeret i {unit} kunne ikke lægges i {channel}, for jeg er ikke med i kanalen. Skriv "
            "`/invite @Anker` dér, så lægger jeg det der. Du kan se det med `/barometer resultat`.",
            **facts,
        )
    if error == "is_archived":
        return marked(
            words,
            "Resultatet af barometeret i {unit} kunne ikke lægges i {channel}, for kanalen er arkiveret. Åbn den "
            "igen, og skriv `/invite @Anker` dér, så lægger jeg det der. Du kan se det med `/barometer resultat`.",
            **facts,
        )
    return marked(
        words,
        "Resultatet af barometeret i {unit} kunne ikke lægges i {channel} (Slack siger: {error}). Du kan se det med "
        "`/barometer resultat`.",
        **facts,
    )


def standing_card(asked: Round, shown: str | None, step: tuple[Step, datetime], words: Words) -> Card:
    """For whoever leads the round: state, the day's total, what happens next, and what can be done."""
    said = (_state_line(asked, words), _progress_line(asked, shown, words), _next_line(step, words))
    lines = [line for line in said if line]
    text = " ".join(lines)
    possible = [
        button(words("Luk runden"), "rounds.close", asked.channel) if asked.state is RoundState.OPEN else None,
        button(words("Annullér runden"), "rounds.cancel", asked.channel, style="danger")
        if asked.state in {RoundState.CONFIRMED, RoundState.OPEN}
        else None,
    ]
    blocks: list[Block] = [section("\n".join(lines))]
    if any(possible):
        blocks.append(buttons(*possible))
    return Card(text, blocks)


def _state_line(asked: Round, words: Words) -> str:
    facts = {
        "unit": asked.unit,
        "opens": words.moment(asked.opens_at),
        "closes": words.moment(asked.closes_at),
        "n": asked.people_invited,
    }
    if asked.state is RoundState.CONFIRMED:
        return marked(words, "Barometeret i {unit} åbner {opens}. {n} bliver spurgt.", **facts)
    return marked(words, "Barometeret i {unit} er åbent til {closes}. {n} er spurgt.", **facts)


def _progress_line(asked: Round, shown: str | None, words: Words) -> str:
    if asked.state is not RoundState.OPEN:
        return ""
    if not asked.shows_progress:
        return literal(words("Under 10 er spurgt: der vises ingen status før lukning."))
    if shown is None:
        return literal(words("Antallet opgøres kl. 9 hver dag og vises her."))
    sentences = {
        Progress.FEWER_THAN_FIVE.value: words("Kl. 9 havde færre end 5 svaret."),
        Progress.ALMOST_ALL.value: words("Kl. 9 havde næsten alle svaret."),
    }
    return literal(sentences.get(shown) or words("Kl. 9 havde {n} svaret.", n=shown))


def _next_line(step: tuple[Step, datetime], words: Words) -> str:
    """What the clock does next; an opening is told by the state already."""
    moment = words.moment(step[1])
    sentences = {
        Step.REMINDER: marked(words, "Næste skridt: en påmindelse til dem, der mangler, {moment}.", moment=moment),
        Step.CLOSING: marked(words, "Næste skridt: runden lukker {moment}.", moment=moment),
    }
    return sentences.get(step[0], "")


def nothing_running_card(
    words: Words,
    *,
    may_start: bool,
    awaited: Coming | None = None,
    where: Sequence[ChannelId] = (),
    has_result: bool = False,
) -> Card:
    """`awaited` is the result of a round that has opened; a new one has to wait for it. `where` names the channels to
    somebody who reads it in another place. Where the latest one `has_result` one is told how it is seen.
    """
    none = literal(words("Der er ingen barometerrunde i gang i kanalen."))
    if where:
        named = f" {words('eller')} ".join(map(channel, where))
        none = marked(words, "Der er ingen barometerrunde i gang i {channel}.", channel=Mention(named))
    if has_result:
        none = f"{none} {marked(words, 'Det seneste resultat ses med `/barometer resultat`.')}"
    text = round_told(awaited, words) if awaited else none
    blocks: list[Block] = [section(text)]
    if may_start and not awaited:
        blocks.append(buttons(button(words("Ny runde"), "drafts.start", "here", style="primary")))
    return Card(text, blocks)


def own_standing_card(asked: Round, words: Words, *, handed_in: bool) -> Card:
    """For somebody who is asked: whether they have handed in, and until when they can."""
    facts = {"unit": asked.unit, "closes": words.moment(asked.closes_at)}
    text = (
        marked(words, "Du har afleveret barometeret i {unit}. Du kan rette eller slette til {closes}.", **facts)
        if handed_in
        else marked(words, "Du er spurgt i barometeret i {unit}. Det er åbent til {closes}.", **facts)
    )
    label = words("Se og ret") if handed_in else words("Begynd eller fortsæt")
    action = "sittings.form" if handed_in else "sittings.begin"
    return Card(text, [section(text), buttons(button(label, action, asked.id))])


def close_view(asked: Round, proposed: datetime | None, words: Words) -> View:
    """Closing early: at a time that is announced, or at once; the result will say so.

    Without a `proposed` time, where it closes so soon anyway, it can be closed at once alone, which is to be chosen.
    """
    at_once = option(words("Luk nu"), "now")
    radio = RadioButtonsElement(options=[at_once])
    if proposed:
        moment = words.moment(proposed, short=True)
        announced = option(words("Luk {moment}, og giv alle, der er spurgt, besked", moment=moment), "announced")
        radio = RadioButtonsElement(options=[announced, at_once], initial_option=announced)
    return modal(
        "rounds.close",
        words("Luk runden"),
        [section(_closes(asked, words), block_id=f"{asked.id}:close"), field("rounds.when", words("Hvornår?"), radio)],
        submit=words("Luk runden"),
        close=words("Fortryd"),
    )


def _closes(asked: Round, words: Words) -> str:
    facts = {"unit": asked.unit, "closes": words.moment(asked.closes_at)}
    if asked.closed_early:
        return marked(
            words,
            "Barometeret i {unit} lukker allerede før tid: {closes}. Alle, der er spurgt, får besked. Lukker du det "
            "nu, kan det ikke åbnes igen.",
            **facts,
        )
    return marked(
        words,
        "Barometeret i {unit} lukker af sig selv {closes}. Lukker du det før, står det i resultatet. Det kan ikke "
        "åbnes igen.",
        **facts,
    )


def cancel_view(asked: Round, words: Words) -> View:
    text = marked(
        words,
        "Annulleres barometeret i {unit}, slettes alle svar med det samme, og der kommer intet resultat. Det kan ikke "
        "fortrydes. En ny runde kan startes straks.",
        unit=asked.unit,
    )
    return modal(
        "rounds.cancel",
        words("Annullér runden"),
        [section(text, block_id=f"{asked.id}:cancel")],
        submit=words("Annullér runden"),
        close=words("Behold runden"),
    )


def closed_text(asked: Round, words: Words, *, now: bool) -> str:
    if now:
        return marked(words, "Barometeret i {unit} er lukket. Resultatet gøres klar.", unit=asked.unit)
    return marked(
        words,
        "Barometeret i {unit} lukker {closes}. Alle, der er spurgt, får besked.",
        unit=asked.unit,
        closes=words.moment(asked.closes_at),
    )


def asked_nowhere(words: Words) -> str:
    """For somebody who is in no open round; mrkdwn."""
    return literal(words("Du er ikke spurgt i et åbent barometer lige nu. Du får en besked, når der er et til dig."))


def nothing_here_card(words: Words, coming: Coming | None = None) -> Card:
    """For somebody who is neither asked nor leads a round here; `coming` where one is open, or has just closed."""
    not_asked = [asked_nowhere(words)] if coming is None or coming.closes else []
    text = " ".join([*not_asked, *([round_told(coming, words)] if coming else [])])
    return Card(text, [section(text)])
