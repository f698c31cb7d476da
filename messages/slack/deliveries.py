"""What is said of a file that was asked for: that it is on its way, that it has come, or why it has not."""

from __future__ import annotations

from dataclasses import dataclass

from messages.slack.cards import Card, section
from messages.slack.errors import refusal
from messages.slack.text import marked
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class Instead:
    """What to do where Slack takes no files, and where a file got lost on the way; mrkdwn."""

    refused: str
    failed: str


def on_its_way_card(words: Words) -> Card:
    """Making a document takes a few seconds."""
    return _said(marked(words, "Jeg laver filen. Om lidt ligger den i en besked fra mig til dig."))


def delivered_card(words: Words) -> Card:
    return _said(marked(words, "Filen ligger i en besked fra mig til dig."))


def refused_card(error: str, instead: Instead, words: Words) -> Card:
    """Slack does not take the file, and will not take it if one tries again."""
    why = {
        "storage_limit_reached": marked(words, "Slack tager ikke imod filen: der er ikke plads til flere filer."),
        "file_type_not_allowed": marked(words, "Slack tager ikke imod filer af den slags her."),
    }.get(error, marked(words, "Slack tager ikke imod filer her: det er slået fra."))
    return refusal(why, instead.refused)


def failed_card(instead: Instead, words: Words) -> Card:
    """The file got lost on the way; trying again may help."""
    return refusal(marked(words, "Filen kunne ikke laves eller sendes lige nu. Intet er ændret."), instead.failed)


def _said(text: str) -> Card:
    return Card(text, [section(text)])
