"""The modals of a sitting: a theme on one screen, what is left to do, the open questions.

They are shown to that person alone, so what was chosen may stand in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    InputBlock,
    PlainTextInputElement,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from domain.barometers import Choice, Item, Theme
from domain.rounds import Round
from domain.sittings import LONGEST_COMMENT, Sitting
from messages.slack.cards import (
    button,
    buttons,
    context,
    message_view,
    modal,
    option,
    plain,
    section,
)
from messages.slack.sittings import until, value
from messages.slack.text import literal, marked, person
from messages.wording import Words


def form_view(barometer_round: Round, sitting: Sitting, theme: Theme, words: Words) -> View:
    """A theme on one screen with radio buttons: the accessible way, and the way to review and change."""
    themes = themes_of(sitting)
    place = [asked.id for asked in themes].index(theme.id)
    last = place == len(themes) - 1
    note = words("Hver ændring gemmes, når du vælger. Kun du kan se denne side.")
    blocks: list[Block] = [
        context(literal(note)),
        *([] if sitting.handed_in else [_one_by_one(barometer_round, words)]),
        section(f"*{literal(words.of(theme.name))}*", block_id=value(barometer_round, theme.id)),
    ]
    for item in (item for item in theme.items if sitting.role in item.roles):
        blocks += [
            section(literal(words("{n}. {item}", n=sitting.number(item.id), item=words.of(item.text)))),
            _radio(barometer_round, sitting, item, words),
        ]
    title = words("Skema, {n} af {total}", n=place + 1, total=len(themes))
    submit = words("Færdig") if last else words("Næste tema")
    return modal("sittings.form", title, blocks, submit=submit, close=words("Luk"))


def _one_by_one(barometer_round: Round, words: Words) -> ActionsBlock:
    return buttons(button(words("Ét udsagn ad gangen"), "sittings.begin", value(barometer_round)))


def back_to_the_card_view(words: Words) -> View:
    """In place of the form: the card in the conversation goes on."""
    text = literal(words("Luk vinduet, og fortsæt i beskeden fra Anker. Det, du har svaret i skemaet, er gemt."))
    return message_view(words("Ét udsagn ad gangen"), text, words("Luk"))


def themes_of(sitting: Sitting) -> tuple[Theme, ...]:
    """The themes with at least one item asked of this person's role."""
    return tuple(t for t in sitting.barometer.themes if any(sitting.role in item.roles for item in t.items))


def _radio(barometer_round: Round, sitting: Sitting, item: Item, words: Words) -> ActionsBlock:
    options = {
        point.choice: option(words.of(point.name), value(barometer_round, item.id, point.choice))
        for point in sitting.barometer.scale
    }
    chosen = sitting.answers.get(item.id)
    radio = RadioButtonsElement(
        action_id="sittings.set",
        options=list(options.values()),
        initial_option=options.get(chosen) if chosen and chosen is not Choice.SKIPPED else None,
    )
    return ActionsBlock(elements=[radio], block_id=f"radio:{barometer_round.id}:{item.id}")


def finished_view(barometer_round: Round, sitting: Sitting, words: Words) -> View:
    """The last screen of the form: handed in, or what is still open and how to hand it in."""
    if sitting.handed_in:
        facts = {"until": until(barometer_round, words)}
        text = marked(words, "Afleveret. Du kan rette eller slette til {until}.", **facts)
        return modal("sittings.finished", words("Skema"), [section(text)], close=words("Luk"))
    return hand_in_view(barometer_round, sitting, words("Skema"), words)


def hand_in_view(barometer_round: Round, sitting: Sitting, title: str, words: Words) -> View:
    """Asks before a part is handed in, and says how much is missing."""
    left = len(sitting.items) - sitting.answered
    text = literal(
        words.count(
            "Der er 1 udsagn, du ikke har svaret på. Aflevér det, du har, eller luk, og svar på det først.",
            "Der er {n} udsagn, du ikke har svaret på. Aflevér det, du har, eller luk, og svar på dem først.",
            left,
        )
    )
    return modal(
        "sittings.hand_in",
        title,
        [section(text, block_id=value(barometer_round, "hand_in"))],
        submit=words("Aflevér"),
        close=words("Luk"),
    )


#: Stands in the window that has already asked whether what looks like an address or a number is to be kept.
ASKED = "asked"


def comments_view(
    barometer_round: Round, sitting: Sitting, words: Words, contacts: Mapping[str, Sequence[int]] | None = None
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
    fields: list[Block] = [
        InputBlock(
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
        for item in sitting.barometer.open_items
    ]
    return modal(
        "sittings.comments",
        words("Kommentarer"),
        [
            *([section(_looks_like_contact(sitting, contacts, words))] if contacts else []),
            section(who, block_id=value(barometer_round, ASKED if contacts else "comments")),
            context(literal(help_text or words("Skriv ikke navne eller CPR-numre. Din skrivestil kan røbe dig."))),
            *fields,
        ],
        submit=words("Gem alligevel") if contacts else words("Gem"),
        close=words("Luk uden at gemme"),
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


def looks_like_cpr(line: int, words: Words) -> str:
    """Why a comment was refused; no digit of it is repeated."""
    return words(
        "Noget i linje {line} ligner et CPR-nummer. Intet er gemt. Fjern nummeret, og gem igen. Er det ikke et "
        "CPR-nummer, så skriv tallet med bogstaver.",
        line=line,
    )


def comments_kept_view(barometer_round: Round, words: Words) -> View:
    """The receipt for comments."""
    facts = {"until": until(barometer_round, words)}
    text = marked(words, "Gemt. Du kan rette eller slette dine kommentarer til {until}.", **facts)
    return message_view(words("Kommentarer"), text, words("Luk"))
