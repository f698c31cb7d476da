"""The windows of the open questions: asked, asked about once more, kept.

They are shown to that person alone, so what was written may stand in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from domain.barometers import OpenItem
from domain.rounds import Round
from domain.sittings import LONGEST_COMMENT, Sitting
from messages.slack.cards import context, message_view, modal, plain, section
from messages.slack.sittings import tried, tried_above, until, value
from messages.slack.text import literal, marked, person
from messages.wording import Words

#: Stands in the window that has already asked whether what looks like an address or a number is to be kept.
ASKED = "asked"


def comments_view(
    barometer_round: Round,
    sitting: Sitting,
    words: Words,
    contacts: Mapping[str, Sequence[int]] | None = None,
    *,
    trial: bool = False,
) -> View:
    """The open questions. Who reads the comments first, and when they are deleted unread, stands above the fields.

    With `contacts` the window asks again: by open question the lines that look like an address or a number.
    """
    who = marked(
        words,
        "Ingen læser kommentarerne, før runden er lukket. Har færre end 10 svaret, slettes de ulæst. Ellers læses de "
        "først af {reader}.",
        reader=person(barometer_round.reader),
    )
    help_text = words.of(sitting.barometer.open_items_help)
    blocks = [
        *([tried_above(words)] if trial else []),
        *([section(_looks_like_contact(sitting, contacts, words))] if contacts else []),
        section(who, block_id=value(barometer_round, ASKED if contacts else "comments")),
        context(literal(help_text or words("Skriv ikke navne eller CPR-numre. Din skrivestil kan røbe dig."))),
        *[_question(barometer_round, sitting, item, words) for item in sitting.barometer.open_items],
    ]
    submit = words("Gem alligevel") if contacts else words("Gem")
    return modal("sittings.comments", words("Kommentarer"), blocks, submit=submit, close=words("Luk uden at gemme"))


def _question(barometer_round: Round, sitting: Sitting, item: OpenItem, words: Words) -> InputBlock:
    """An open question with what was kept of it; the field's block says which it is."""
    return InputBlock(
        block_id=f"comment:{barometer_round.id}:{item.id}",
        label=plain(words.of(item.text)),
        optional=True,
        element=PlainTextInputElement(
            action_id="sittings.comment",
            multiline=True,
            max_length=LONGEST_COMMENT,
            initial_value=sitting.comments.get(item.id) or None,
        ),
    )


def _looks_like_contact(sitting: Sitting, contacts: Mapping[str, Sequence[int]], words: Words) -> str:
    """Where something looks like an address or a number, and what it may do; nothing of it is repeated."""
    asked = ((words.of(item.text), contacts.get(item.id)) for item in sitting.barometer.open_items)
    places = [
        words("linje {lines} under »{item}«", lines=", ".join(map(str, lines)), item=item)
        for item, lines in asked
        if lines
    ]
    return marked(
        words,
        "*Ligner en e-mailadresse eller et telefonnummer:* {places}. Det kan røbe dig eller en borger. Ret det, eller "
        "gem alligevel. Intet er gemt endnu.",
        places=", ".join(places),
    )


def comments_kept_view(barometer_round: Round, words: Words, *, trial: bool = False) -> View:
    """The receipt for comments."""
    facts = {"until": until(barometer_round, words)}
    told = marked(words, "Gemt. Du kan rette eller slette dine kommentarer til {until}.", **facts)
    return message_view(words("Kommentarer"), tried(told, words) if trial else told, words("Luk"))
