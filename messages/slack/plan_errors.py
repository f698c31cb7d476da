"""What is refused in a plan, in the one form of refusals."""

from __future__ import annotations

from messages.slack.cards import Card
from messages.slack.errors import help_button, refusal
from messages.slack.text import marked
from messages.wording import Words


def unknown_action(words: Words) -> Card:
    """No such action, another workspace's, or nothing to do with it: one answer for all."""
    why = marked(words, "Den handling findes ikke, eller den er ikke din.")
    return refusal(why, marked(words, "Skriv `/anker` for at se, hvad du har."), help_button(words))


def not_yours(words: Words) -> Card:
    """Somebody else's action."""
    why = marked(words, "Det kan kun den, der skal gøre det, koordinatoren og stedfortræderen ændre. Intet er ændret.")
    return refusal(why, marked(words, "Spørg en af dem."))


def settled(words: Words) -> Card:
    """What is done or given up is opened before it is changed."""
    why = marked(words, "Handlingen er gjort eller opgivet. Intet er ændret.")
    return refusal(why, marked(words, "Vælg Åbn igen i planen først."))


def snoozed_already(words: Words) -> Card:
    """A reminder is put off once."""
    why = marked(words, "Påmindelsen kan ikke udsættes nu. En påmindelse kan udsættes én gang.")
    return refusal(why, marked(words, "Skal det tage længere tid, så ret fristen."))
