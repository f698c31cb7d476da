"""The first words to whoever installed Anker, and to whoever invites it into a channel."""

from __future__ import annotations

from domain.people import ChannelId
from messages.slack.cards import Card, buttons, context, header, section
from messages.slack.errors import help_button, role_button
from messages.slack.text import channel, marked
from messages.wording import Words


def first_card(operator: str, words: Words) -> Card:
    """What Anker is, the three steps to the first round, and who operates it."""
    what = marked(
        words,
        "Jeg spørger en afdeling anonymt, hvordan en metode bliver brugt, og lægger resultatet i kanalen som noget at "
        "tale om. Jeg hjælper også ledere gennem ICM-skabelonen og holder styr på et helt forankringsforløb.",
    )
    steps = [
        marked(words, "1. Skriv `/invite @Anker` i afdelingens kanal."),
        marked(words, "2. Skriv `/anker personer` i den kanal, og navngiv en koordinator."),
        marked(words, "3. Koordinatoren skriver `/barometer start`. Intet sendes, før alt er vist."),
    ]
    why = marked(words, "Du får beskeden her én gang, fordi du er den første Slack-administrator, der åbner mig.")
    who = marked(
        words,
        "{operator} driver Anker hos jer. Bed dem om vejledningen til koordinatoren; den er på én side.",
        operator=operator,
    )
    return Card(
        " ".join([words("Velkommen til Anker"), what, *steps, why, who]),
        [
            header(words("Velkommen til Anker")),
            section(what),
            section("\n".join(steps)),
            context(f"{why} {who}"),
            buttons(help_button(words)),
        ],
    )


def invited_card(here: ChannelId, words: Words, *, may_name: bool) -> Card:
    """Anker is in a channel in which nobody coordinates yet: what comes next."""
    why = marked(
        words,
        "Tak for invitationen. Jeg er nu med i {channel}, men der er ingen koordinator endnu.",
        channel=channel(here),
    )
    if may_name:
        what = marked(words, "Skriv `/anker personer` i kanalen, og navngiv en.")
        return Card(f"{why} {what}", [section(f"{why}\n{what}")])
    what = marked(
        words,
        "En koordinator starter runderne. Er det dig, så bed om rollen her; ellers kan en Slack-administrator navngive "
        "en med `/anker personer` i kanalen.",
    )
    ask = role_button(here, words)
    return Card(f"{why} {what}", [section(f"{why}\n{what}"), buttons(ask)])
