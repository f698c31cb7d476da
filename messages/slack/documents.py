"""Documents in Slack: which file is wanted, what comes with it, and what to do where it cannot be delivered."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, ButtonElement

from domain.people import ChannelId
from domain.round_numbers import RoundNumber
from domain.rounds import Round
from messages.labels import barometer_name, elsewhere
from messages.slack.cards import Card, button, buttons, section
from messages.slack.deliveries import Instead
from messages.slack.errors import refusal
from messages.slack.text import channel, marked, uncapitalised
from messages.wording import Words


def choice_card(asked: Round, number: RoundNumber, words: Words) -> Card:
    """Word to read and to go on writing in, Excel to calculate with."""
    text = marked(
        words,
        "{barometer} i {unit} som fil. *Word*: resultatet med billeder og tabeller. *Excel*: alle tal, der må "
        "vises. Filen kommer i en besked fra mig til dig.",
        barometer=barometer_name(number, words),
        unit=asked.unit,
    )
    return Card(text, [section(text), buttons(_word(asked, words), _excel(asked, words))])


def excel_left(asked: Round, words: Words) -> Block:
    """The Word file was chosen, and the other one can still be had."""
    return buttons(_excel(asked, words))


def word_left(asked: Round, words: Words) -> Block:
    return buttons(_word(asked, words))


def _word(asked: Round, words: Words) -> ButtonElement:
    return button(words("Word"), "documents.word", asked.id)


def _excel(asked: Round, words: Words) -> ButtonElement:
    return button(words("Excel"), "documents.excel", asked.id)


def with_word_file(asked: Round, number: RoundNumber, words: Words) -> str:
    """The text of the message that holds the file."""
    facts = {"barometer": barometer_name(number, words), "unit": asked.unit}
    return _and_where(asked, marked(words, "{barometer} i {unit}: resultatet som Word.", **facts), words)


def with_excel_file(asked: Round, number: RoundNumber, words: Words) -> str:
    """The same for the figures."""
    facts = {"barometer": barometer_name(number, words), "unit": asked.unit}
    return _and_where(asked, marked(words, "{barometer} i {unit}: tallene som Excel.", **facts), words)


def with_report(asked: Round, number: RoundNumber, words: Words) -> str:
    """The same for the report, with what to do next."""
    text = marked(
        words,
        "Screeningsrapport for {unit}, {barometer}: et udkast, kun til dig. Læs det igennem, skriv jeres egen "
        "vurdering til, og journalisér den færdige rapport.",
        barometer=uncapitalised(barometer_name(number, words)),
        unit=asked.unit,
    )
    return _and_where(asked, text, words)


def _and_where(asked: Round, text: str, words: Words) -> str:
    """The text, and that the figures were brought in, where they were."""
    return f"{text} {elsewhere(asked, words)}" if asked.measured_elsewhere else text


def no_report_card(words: Words, where: ChannelId | None = None) -> Card:
    """A report is about a result, and there is none yet; or it is made `where` its round was."""
    if where:
        facts = {"channel": channel(where)}
        why = marked(words, "Resultatet her er fra {channel}, og rapporten laves dér.", **facts)
        return refusal(why, marked(words, "Den, der er koordinator i {channel}, kan lave den.", **facts))
    why = marked(words, "Der er ikke noget resultat at skrive rapport om endnu.")
    return refusal(why, marked(words, "Skriv `/anker rapport` igen, når resultatet er kommet i kanalen."))


def instead(words: Words) -> Instead:
    """Where the figures are while there is no file."""
    return Instead(
        refused=marked(
            words,
            "Det kan jeres Slack-administrator ændre. Indtil da står alle tal i kanalen: skriv `/barometer resultat`.",
        ),
        failed=marked(words, "Prøv igen om lidt. Tallene står i kanalen: skriv `/barometer resultat`."),
    )
