"""What somebody who is asked sees: invitation, item, pause, form, comments, receipt.

What a person chose never stands in a message, only in the views that are shown to that person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    OverflowMenuElement,
)
from slack_sdk.models.views import View

from domain.barometers import Item, ItemId
from domain.rounds import Round
from domain.sittings import Sitting
from messages.slack.cards import (
    Card,
    button,
    buttons,
    context,
    modal,
    option,
    overflow,
    plain,
    section,
)
from messages.slack.text import Mention, literal, marked, uncapitalised
from messages.wording import Words

#: In place of an item's number, where the change may be of more than one.
SEVERAL = 0


def value(barometer_round: Round, *parts: str) -> str:
    """A button's value: ids from the round and the content file, never a position and never a person."""
    return ":".join((barometer_round.id, *parts))


def until(barometer_round: Round, words: Words) -> str:
    return words.moment(barometer_round.closes_at)


def item_card(
    barometer_round: Round,
    sitting: Sitting,
    words: Words,
    *,
    item: Item | None = None,
    saved: int | None = None,
    doubled: tuple[int, int] | None = None,
    trial: bool = False,
) -> Card:
    """One item with its six buttons. `saved` is the number of the item stored just before; `doubled` asks about a tap
    that came at once after the card was shown: (its number, the number before)."""
    shown = item or sitting.open_item
    if shown is None:
        return done_card(barometer_round, words, trial=trial)
    number, total = sitting.number(shown.id), len(sitting.items)
    # That something is noted would be untrue in a trial.
    where = _where(barometer_round, sitting, shown, None if trial else saved, words)
    note = literal(words("Prøve: intet gemmes"))
    tapped = _double_tap(doubled, words) if doubled else ""
    spoken = [f"{note}." if trial else "", _spoken(barometer_round, shown, number, total, words), tapped]
    return Card(
        " ".join(part for part in spoken if part),
        [
            context(f"{note} · {where}" if trial else where),
            *([context(tapped)] if tapped else []),
            section(f"*{literal(words.of(shown.text))}*", _more(barometer_round, words)),
            *_scale(barometer_round, shown, number, words),
            _moves(barometer_round, sitting, shown, words, trial=trial),
        ],
    )


def _spoken(barometer_round: Round, item: Item, number: int, total: int, words: Words) -> str:
    """The item and the ends of its scale; the buttons themselves are read aloud one by one."""
    levels = [point for point in barometer_round.barometer.scale if point.choice.level is not None]
    return marked(
        words,
        "Udsagn {number} af {total}: {item} Vælg fra {lowest} til {highest}.",
        number=number,
        total=total,
        item=words.of(item.text),
        lowest=uncapitalised(words.of(levels[0].name)),
        highest=uncapitalised(words.of(levels[-1].name)),
    )


def _where(barometer_round: Round, sitting: Sitting, item: Item, saved: int | None, words: Words) -> str:
    theme = words.of(barometer_round.barometer.theme_of(item.id).name)
    number, total = sitting.number(item.id), len(sitting.items)
    parts = [words("Anonymt, når runden lukker"), theme, words("{number} af {total}", number=number, total=total)]
    if saved:
        # One word for an answer and for a skip: what a person chose never stands in a message.
        parts.append(words("nr. {n} er noteret", n=saved))
    return " · ".join(literal(part) for part in parts)


def _double_tap(doubled: tuple[int, int], words: Words) -> str:
    return marked(
        words,
        "Nr. {this} kom lige efter nr. {last}. Dobbelttryk? Tryk på Tilbage for at se det igen.",
        this=doubled[0],
        last=doubled[1],
    )


def _more(barometer_round: Round, words: Words) -> OverflowMenuElement:
    return overflow(
        "sittings.more",
        option(words("Vis som skema"), value(barometer_round, "form")),
        option(words("Hele løftet"), value(barometer_round, "promise")),
        option(words("Aflevér det, jeg har"), value(barometer_round, "hand_in")),
        option(words("Slet mine svar"), value(barometer_round, "delete")),
    )


def _scale(barometer_round: Round, item: Item, number: int, words: Words) -> Iterator[ActionsBlock]:
    for point in barometer_round.barometer.scale:
        label = words.of(point.name)
        spoken = words("Udsagn {number}: {choice}", number=number, choice=label)
        yield buttons(button(label, "sittings.answer", value(barometer_round, item.id, point.choice), spoken=spoken))


def _moves(barometer_round: Round, sitting: Sitting, item: Item, words: Words, *, trial: bool) -> ActionsBlock:
    here = value(barometer_round, item.id)
    back = button(words("Tilbage"), "sittings.back", here) if sitting.before(item.id) else None
    if item.id in sitting.answers:
        # A trial, which keeps nothing, knows no first item without an answer: there it is the next one.
        begin = ("sittings.skip", here) if trial else ("sittings.begin", value(barometer_round))
        onward = button(words("Videre"), *begin)
    else:
        onward = button(words("Spring over"), "sittings.skip", here)
    return buttons(back, onward, button(words("Pause"), "sittings.pause", here))


def paused_card(barometer_round: Round, words: Words, *, tried_at: ItemId | None = None) -> Card:
    """Neutral: it tells neither how far the person is nor whether anything was answered.

    Only the card of a trial, `tried_at` an item, keeps the place: a trial stores nothing that would.
    """
    told = marked(
        words,
        "Barometeret i {unit} venter på dig. Det, du har svaret, er gemt, og du kan fortsætte til {until}.",
        unit=barometer_round.unit,
        until=until(barometer_round, words),
    )
    if tried_at is None:
        return Card(told, [section(told), buttons(go_on(barometer_round, words))])
    text = tried(told, words)
    return Card(text, [section(text), buttons(go_on(barometer_round, words, tried_at))])


def go_on(barometer_round: Round, words: Words, *place: ItemId) -> ButtonElement:
    return button(words("Fortsæt"), "sittings.begin", value(barometer_round, *place), style="primary")


def tried(told: str, words: Words) -> str:
    """In a trial, instead of what would be untrue there: what people are told in the round; mrkdwn."""
    return marked(words, "Prøve: intet er gemt. I runden står her: »{told}«", told=Mention(told))


def trial_over_card(words: Words) -> Card:
    """What the cards of a trial become."""
    text = marked(words, "Prøven er slut: runden er startet, sat op på ny eller slettet. Intet er gemt.")
    return Card(text, [context(text)])


def tried_above(words: Words) -> Block:
    """Above a window of a trial."""
    return context(literal(words("Prøve: intet gemmes")))


def done_card(barometer_round: Round, words: Words, *, changed: int | None = None, trial: bool = False) -> Card:
    """The receipt: handed in, and until when it can be changed or deleted.

    `changed` is the number of the item that was just changed, or `SEVERAL`; None where nothing was.
    """
    told = _receipt(changed, {"until": until(barometer_round, words)}, words)
    text = tried(told, words) if trial else told
    comment = (
        button(words("Skriv en kommentar"), "sittings.comments", value(barometer_round))
        if barometer_round.asks_open_questions
        else None
    )
    return Card(
        text,
        [
            section(text),
            buttons(
                comment,
                button(words("Se og ret"), "sittings.form", value(barometer_round)),
                delete_button(barometer_round, words),
            ),
        ],
    )


def _receipt(changed: int | None, facts: Mapping[str, str], words: Words) -> str:
    if changed is None:
        return marked(words, "Afleveret. Du kan rette eller slette til {until}.", **facts)
    if changed == SEVERAL:
        return marked(
            words, "Rettet. Dine svar er stadig afleveret, og du kan rette eller slette til {until}.", **facts
        )
    return marked(
        words,
        "Rettet nr. {number}. Dine svar er stadig afleveret, og du kan rette eller slette til {until}.",
        number=changed,
        **facts,
    )


def gone_on_card(barometer_round: Round, words: Words) -> Card:
    """What a card becomes when another one of the same round is used."""
    text = marked(words, "Barometeret i {unit} står nu i en anden besked.", unit=barometer_round.unit)
    return Card(text, [section(text), buttons(button(words("Vis her"), "sittings.show_here", value(barometer_round)))])


def delete_button(barometer_round: Round, words: Words) -> ButtonElement:
    made = button(words("Slet mine svar"), "sittings.delete", value(barometer_round))
    made.confirm = ConfirmObject(
        title=plain(words("Slet alle dine svar?")),
        text=plain(words("De slettes med det samme og tæller ikke med. Du kan begynde forfra, til runden lukker.")),
        confirm=plain(words("Slet")),
        deny=plain(words("Behold")),
    )
    return made


def delete_view(barometer_round: Round, words: Words, *, trial: bool = False) -> View:
    """Deleting from the menu asks once more, in a modal: an overflow option cannot ask by itself in time."""
    text = words("De slettes med det samme og tæller ikke med. Du kan begynde forfra, til runden lukker.")
    return modal(
        "sittings.delete",
        words("Slet mine svar"),
        [
            *([tried_above(words)] if trial else []),
            section(literal(text), block_id=value(barometer_round, "delete")),
        ],
        submit=words("Slet"),
        close=words("Behold"),
    )


def deleted_card(barometer_round: Round, words: Words, *, trial: bool = False) -> Card:
    told = marked(
        words,
        "Dine svar er slettet, og du bliver ikke mindet om dem. Du kan begynde forfra indtil {until}.",
        until=until(barometer_round, words),
    )
    text = tried(told, words) if trial else told
    return Card(
        text, [section(text), buttons(button(words("Begynd forfra"), "sittings.begin", value(barometer_round)))]
    )


def own_card(seats: Sequence[tuple[Round, Sitting]], words: Words) -> Card:
    """Begin, go on or change: one section for each open round in which the person is asked."""
    blocks: list[Block] = []
    lines: list[str] = []
    for asked, sitting in seats:
        facts = {"unit": asked.unit, "until": until(asked, words)}
        if sitting.handed_in:
            line = marked(
                words, "Du har afleveret barometeret i {unit}. Du kan rette eller slette til {until}.", **facts
            )
            actions = [button(words("Se og ret"), "sittings.form", value(asked)), delete_button(asked, words)]
        else:
            line = marked(words, "Barometeret i {unit} er åbent til {until}.", **facts)
            label = words("Fortsæt") if sitting.answered else words("Begynd")
            actions = [button(label, "sittings.begin", value(asked), style="primary")]
        lines.append(line)
        blocks += [section(line), buttons(*actions)]
    return Card(" ".join(lines), blocks)
