"""Documents in Slack: which file is wanted, that it is on its way, and what to do where it cannot be delivered."""

from __future__ import annotations

from domain.rounds import Round
from messages.slack.cards import Card, button, buttons, section
from messages.slack.errors import refusal
from messages.slack.text import marked
from messages.wording import Words


def choice_card(asked: Round, number: int, words: Words) -> Card:
    """Word to read and to go on writing in, Excel to calculate with."""
    text = marked(
        words,
        "Barometer {number} i {unit} som fil. *Word*: resultatet med billeder og tabeller. *Excel*: alle tal, der må "
        "vises. Filen kommer i en besked fra mig til dig.",
        number=number,
        unit=asked.unit,
    )
    choices = buttons(
        button(words("Word"), "documents.word", asked.id), button(words("Excel"), "documents.excel", asked.id)
    )
    return Card(text, [section(text), choices])


def on_its_way_card(words: Words) -> Card:
    """Making a document takes a few seconds."""
    return _said(marked(words, "Jeg laver filen. Om lidt ligger den i en besked fra mig til dig."))


def delivered_card(words: Words) -> Card:
    return _said(marked(words, "Filen ligger i en besked fra mig til dig."))


def with_word_file(asked: Round, number: int, words: Words) -> str:
    """The text of the message that holds the file."""
    return marked(words, "Barometer {number} i {unit}: resultatet som Word.", number=number, unit=asked.unit)


def with_excel_file(asked: Round, number: int, words: Words) -> str:
    """The same for the figures."""
    return marked(words, "Barometer {number} i {unit}: tallene som Excel.", number=number, unit=asked.unit)


def with_report(asked: Round, number: int, words: Words) -> str:
    """The same for the report, with what to do next."""
    return marked(
        words,
        "Screeningsrapport for {unit}, barometer {number}: et udkast, kun til dig. Læs det igennem, skriv jeres egen "
        "vurdering til, og journalisér den færdige rapport.",
        number=number,
        unit=asked.unit,
    )


def no_report_card(words: Words) -> Card:
    """A report is about a result, and there is none yet."""
    why = marked(words, "Der er ikke noget resultat at skrive rapport om endnu.")
    return refusal(why, marked(words, "Skriv `/anker rapport` igen, når resultatet er kommet i kanalen."))


def refused_card(error: str, words: Words) -> Card:
    """Slack does not take the file, and will not take it if one tries again."""
    why = {
        "storage_limit_reached": marked(words, "Slack tager ikke imod filen: der er ikke plads til flere filer."),
        "file_type_not_allowed": marked(words, "Slack tager ikke imod filer af den slags her."),
    }.get(error, marked(words, "Slack tager ikke imod filer her: det er slået fra."))
    what = marked(
        words,
        "Det kan jeres Slack-administrator ændre. Indtil da står alle tal i kanalen: skriv `/barometer resultat`.",
    )
    return refusal(why, what)


def failed_card(words: Words) -> Card:
    """The file got lost on the way; trying again may help."""
    why = marked(words, "Filen kunne ikke laves eller sendes lige nu. Intet er ændret.")
    return refusal(why, marked(words, "Prøv igen om lidt. Tallene står i kanalen: skriv `/barometer resultat`."))


def _said(text: str) -> Card:
    return Card(text, [section(text)])
