"""The modals of a sitting: a theme on one screen, and what is left to do.

They are shown to that person alone, so what was chosen may stand in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from domain.barometers import Choice, Item, Theme
from domain.rounds import Round
from domain.sittings import Sitting
from messages.slack.cards import (
    button,
    buttons,
    context,
    message_view,
    modal,
    option,
    section,
)
from messages.slack.sittings import tried, until, value
from messages.slack.text import listed, literal, marked
from messages.wording import Words

#: The form as it is from a theme on after which only those follow that have an item without an answer.
GAPS = "sittings.gaps"


def form_view(
    barometer_round: Round,
    sitting: Sitting,
    theme: Theme,
    words: Words,
    *,
    gaps: bool = False,
    trial: bool = False,
) -> View:
    """A theme on one screen with radio buttons: the accessible way, and the way to review and change."""
    themes = themes_of(sitting)
    place = [asked.id for asked in themes].index(theme.id)
    kept = literal(words("Hver ændring gemmes, når du vælger. Kun du kan se denne side."))
    handed_in = f"{_handed_in(barometer_round, words)} " if sitting.handed_in else ""
    blocks: list[Block] = [
        _empty(words) if trial else context(f"{handed_in}{kept}"),
        *(_left_out_elsewhere(barometer_round, sitting, theme, words) if sitting.handed_in else []),
        *([] if sitting.handed_in else [_one_by_one(barometer_round, words)]),
        section(f"*{literal(words.of(theme.name))}*", block_id=value(barometer_round, theme.id)),
        *_items(barometer_round, sitting, theme, words),
        *([_back_to(barometer_round, themes[place - 1], words)] if place else []),
    ]
    title = words("Skema, {n} af {total}", n=place + 1, total=len(themes))
    submit = words("Næste tema") if next_theme(sitting, theme.id, gaps=gaps) else words("Færdig")
    return modal(GAPS if gaps else "sittings.form", title, blocks, submit=submit, close=words("Luk"))


def _empty(words: Words) -> Block:
    """Why nothing is chosen in the form of a trial, whatever was answered on the card."""
    return context(
        literal(words("Prøve: intet gemmes, så skemaet er tomt, hver gang du åbner det. I runden står ens svar her."))
    )


def _handed_in(barometer_round: Round, words: Words) -> str:
    return marked(words, "Afleveret. Du kan rette eller slette til {until}.", until=until(barometer_round, words))


def _items(barometer_round: Round, sitting: Sitting, theme: Theme, words: Words) -> Iterator[Block]:
    for item in (item for item in theme.items if sitting.role in item.roles):
        yield section(literal(words("{n}. {item}", n=sitting.number(item.id), item=words.of(item.text))))
        yield _radio(barometer_round, sitting, item, words)


def _back_to(barometer_round: Round, theme: Theme, words: Words) -> ActionsBlock:
    """What was chosen is stored already: the way back is only another theme in the same window."""
    spoken = words("Tilbage til temaet {theme}", theme=words.of(theme.name))
    return buttons(button(words("Tilbage"), "sittings.theme", value(barometer_round, theme.id), spoken=spoken))


def _one_by_one(barometer_round: Round, words: Words) -> ActionsBlock:
    return buttons(button(words("Ét udsagn ad gangen"), "sittings.begin", value(barometer_round)))


def back_to_the_card_view(words: Words, *, trial: bool = False) -> View:
    """In place of the form: the card in the conversation goes on."""
    told = literal(words("Luk vinduet, og fortsæt i beskeden fra Anker. Det, du har svaret i skemaet, er gemt."))
    return message_view(words("Ét udsagn ad gangen"), tried(told, words) if trial else told, words("Luk"))


def themes_of(sitting: Sitting) -> tuple[Theme, ...]:
    """The themes with at least one item asked of this person's role."""
    return tuple(t for t in sitting.barometer.themes if any(sitting.role in item.roles for item in t.items))


def next_theme(sitting: Sitting, theme_id: str, *, gaps: bool) -> Theme | None:
    """The theme after this one, or the next in which something has no answer; None where that was the last."""
    themes = themes_of(sitting)
    later = themes[[theme.id for theme in themes].index(theme_id) + 1 :]
    unanswered = {item.id for item in (*sitting.open_items, *sitting.left_out)}
    return next((one for one in later if not gaps or any(item.id in unanswered for item in one.items)), None)


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


def finished_view(barometer_round: Round, sitting: Sitting, words: Words, *, trial: bool = False) -> View:
    """The last screen of the form: handed in, or what is still open and how to hand it in; and the way back."""
    back = _back_to(barometer_round, themes_of(sitting)[-1], words)
    if sitting.handed_in:
        receipt = section(_handed_in(barometer_round, words))
        blocks = [receipt, *_left_out(barometer_round, sitting, words), back]
        return modal("sittings.finished", words("Skema"), blocks, close=words("Luk"))
    return _left_view(barometer_round, sitting, words("Skema"), words, below=[back], trial=trial)


def hand_in_view(barometer_round: Round, sitting: Sitting, words: Words, *, trial: bool = False) -> View:
    """Asks before a part is handed in from a card, and says what is missing."""
    return _left_view(barometer_round, sitting, words("Aflevér en del"), words, trial=trial)


def nothing_to_hand_in_view(words: Words) -> View:
    """To somebody who wants to hand in before they have answered anything."""
    text = literal(
        words("Du har ikke svaret på noget endnu, så der er ikke noget at aflevere. Luk her, og vælg et svar.")
    )
    return message_view(words("Aflevér en del"), text, words("Luk"))


def _left_view(
    barometer_round: Round,
    sitting: Sitting,
    title: str,
    words: Words,
    *,
    below: Sequence[Block] = (),
    trial: bool,
) -> View:
    """Which items are open, and a way to the first of them; submitting hands in what there is."""
    left = _left_tried(barometer_round, words) if trial else _left(barometer_round, sitting, words)
    return modal("sittings.hand_in", title, [*left, *below], submit=words("Aflevér"), close=words("Luk"))


def _left_tried(barometer_round: Round, words: Words) -> Iterator[Block]:
    """Of a trial nobody knows what was answered."""
    text = words(
        "Prøve: intet er gemt. I runden står her, hvad man mangler at svare på, og man afleverer det, man har."
    )
    yield section(literal(text), block_id=value(barometer_round, "hand_in"))


def _left(barometer_round: Round, sitting: Sitting, words: Words) -> Iterator[Block]:
    """One item at least is open: the last answer hands in by itself."""
    left = sitting.open_items
    text = words.count(
        "Du mangler 1 udsagn: nr. {numbers}. Svar på det, eller aflevér det, du har.",
        "Du mangler {n} udsagn: nr. {numbers}. Svar på dem, eller aflevér det, du har.",
        len(left),
        numbers=_spans([sitting.number(item.id) for item in left], words),
    )
    yield section(literal(text), block_id=value(barometer_round, "hand_in"))
    yield _answer(barometer_round, sitting, left[0], words)
    yield from _left_out(barometer_round, sitting, words)


def _left_out(barometer_round: Round, sitting: Sitting, words: Words) -> Iterator[Block]:
    """What was skipped counts as no answer: named, with the way to the first of it."""
    if left_out := sitting.left_out:
        numbers = _spans([sitting.number(item.id) for item in left_out], words)
        yield section(literal(words("Sprunget over: nr. {numbers}.", numbers=numbers)))
        yield _answer(barometer_round, sitting, left_out[0], words)


def _left_out_elsewhere(barometer_round: Round, sitting: Sitting, theme: Theme, words: Words) -> Iterator[Block]:
    """The same where it is not seen in the theme itself; there each answer would make it untrue."""
    if not any(item in theme.items for item in sitting.left_out):
        yield from _left_out(barometer_round, sitting, words)


def _answer(barometer_round: Round, sitting: Sitting, item: Item, words: Words) -> ActionsBlock:
    theme = sitting.barometer.theme_of(item.id)
    label = words("Svar på nr. {n}", n=sitting.number(item.id))
    return buttons(button(label, GAPS, value(barometer_round, theme.id)))


def _spans(numbers: Iterable[int], words: Words) -> str:
    """ "2-4, 7 og 12": numbers in order, those that follow each other as first and last."""
    spans = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda counted: counted[1] - counted[0])]
    return listed([str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in spans], words)
