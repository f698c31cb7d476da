"""What somebody who is asked sees: invitation, item, pause, form, comments, receipt.

What a person chose never stands in a message, only in the views that are shown to that person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    InputBlock,
    OverflowMenuElement,
    PlainTextInputElement,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from domain.barometers import Choice, Item, Text, Theme
from domain.rounds import Round
from domain.sittings import LONGEST_COMMENT, Sitting, SittingState
from domain.withholding import foresee, group_sizes
from domain.workdays import Workdays
from messages.slack.cards import (
    Card,
    button,
    buttons,
    context,
    header,
    modal,
    option,
    overflow,
    plain,
    section,
)
from messages.slack.text import channel, listed, literal, marked, person, uncapitalised
from messages.wording import Words

#: People read and choose about five items a minute.
SECONDS_PER_ITEM = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """What an invitation tells about the result: who is shown by themselves, who is not, where and when."""

    groups: Sequence[tuple[Text, int]]
    hidden: Sequence[Text]
    when: str


def shown_in(asked: Round, workdays: Workdays, words: Words) -> Shown:
    """Who will be shown by themselves if all answer, and who will not; when."""
    grouping = asked.barometer.grouping(asked.grouping)
    sizes = group_sizes(grouping, asked.invited)
    shown = foresee(asked.barometer, asked.grouping, asked.invited).shown_if_all
    return Shown(
        groups=[(group.name, sizes[group.id]) for group in grouping.groups if group.id in shown],
        hidden=[group.name for group in grouping.groups if group.id not in shown and sizes[group.id]],
        when=words.moment(asked.result_at(workdays), short=True),
    )


def value(barometer_round: Round, *parts: str) -> str:
    """A button's value: ids from the round and the content file, never a position and never a person."""
    return ":".join((barometer_round.id, *parts))


def until(barometer_round: Round, words: Words) -> str:
    return words.moment(barometer_round.closes_at)


def minutes(items: int) -> int:
    """How long so many items take, with the promise read first: at least two minutes."""
    return max(2, ceil(items * SECONDS_PER_ITEM / 60))


def invitation(barometer_round: Round, sitting: Sitting, shown: Shown, operator: str, words: Words) -> Card:
    """The first message: who asks, how long it takes, the promise in short, and who is shown."""
    number = len(sitting.items)
    facts = {
        "unit": barometer_round.unit,
        "n": number,
        "minutes": minutes(number),
        "until": until(barometer_round, words),
    }
    return Card(
        marked(words, "Barometer i {unit}: {n} udsagn, ca. {minutes} minutter, til {until}", **facts)
        + ". "
        + marked(words, "Din leder kan ikke se dit svar. Tryk på Begynd, når det passer dig."),
        [
            header(words("Barometer i {unit}", unit=barometer_round.unit)),
            section(
                marked(
                    words,
                    "Hvordan går det med metoden hos jer? Forankringsteamet spørger alle i {unit}: "
                    "*{n} udsagn, ca. {minutes} minutter, til {until}*. Hold pause, når du vil.",
                    **facts,
                )
            ),
            section(_promise_in_short(operator, words)),
            context(_you_are_in(barometer_round, sitting, shown, words)),
            *([context(literal(words.of(barometer_round.barometer.note)))] if barometer_round.barometer.note else []),
            buttons(
                button(words("Begynd"), "sittings.begin", value(barometer_round), style="primary"),
                button(words("Hele løftet"), "sittings.promise", value(barometer_round)),
                button(words("Mind mig ikke"), "sittings.no_reminders", value(barometer_round)),
            ),
        ],
    )


def _promise_in_short(operator: str, words: Words) -> str:
    return marked(
        words,
        "*Din leder kan ikke se dit svar.* Det er krypteret, og du kan rette eller slette det, til runden lukker. "
        "Så længe kunne driften ({operator}) teknisk set finde det. Derefter slettes nøglen og de enkelte svar; "
        "kun tal for mindst 5 er tilbage.",
        operator=operator,
    )


def _you_are_in(barometer_round: Round, sitting: Sitting, shown: Shown, words: Words) -> str:
    role = uncapitalised(words.of(barometer_round.barometer.role(sitting.role).name))
    everyone = words("hele afdelingen ({n})", n=barometer_round.people_invited)
    groups = ", ".join([everyone, *(f"{uncapitalised(words.of(name))} ({n})" for name, n in shown.groups)])
    parts = [marked(words, "Du er med som {role}. Vises: {groups}.", role=role, groups=groups)]
    if shown.hidden:
        names = listed([words.of(name) for name in shown.hidden], words)
        parts.append(marked(words, "{names} vises ikke for sig.", names=names))
    where = " ".join(channel(target) for target in barometer_round.result_channels)
    parts.append(f"{marked(words, 'Resultat:')} {where} {literal(shown.when)}.")
    if barometer_round.asks_open_questions:
        parts.append(marked(words, "Kommentarer læses først af {reader}.", reader=person(barometer_round.reader)))
    return " ".join(parts)


def promise_paragraphs(operator: str, words: Words) -> tuple[str, ...]:
    """The whole promise, paragraph by paragraph, in mrkdwn."""
    return (
        marked(words, "*Dine svar er anonyme, når runden lukker.*"),
        marked(
            words,
            "Indtil da kan du rette eller slette dem. Så længe runden er åben, gemmer botten dine svar krypteret under "
            "en kode, så du kan fortsætte, hvor du slap. {operator} kunne med adgang til både database og nøgle i den "
            "periode teknisk set finde dem. Din leder kan ikke.",
            operator=operator,
        ),
        marked(
            words,
            "Når runden lukker, slettes nøglen og de enkelte svar. Tilbage er kun tal for mindst 5 personer – og "
            "kommentarer, hvis mindst 10 har svaret. Herefter kan ingen, heller ikke vi, se, hvem der svarede hvad.",
        ),
        marked(
            words,
            "Botten ved, om du har svaret, så den ikke rykker dig forgæves. Hverken din leder eller forankringsteamet "
            "får det at vide. Den, der kan eksportere jeres Slack, kan i beskeden til dig se, hvor langt du er nået, "
            "men aldrig hvad du svarede.",
        ),
        marked(words, "Skriv ikke navne eller CPR-numre. Din skrivestil kan røbe dig."),
    )


def promise_view(operator: str, words: Words) -> View:
    paragraphs: list[Block] = [section(paragraph) for paragraph in promise_paragraphs(operator, words)]
    return modal("sittings.promise", words("Hele løftet"), paragraphs, close=words("Luk"))


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
        return done_card(barometer_round, words)
    number, total = sitting.number(shown.id), len(sitting.items)
    where = literal(words("Prøve: intet gemmes")) if trial else _where(barometer_round, sitting, shown, saved, words)
    tapped = _double_tap(doubled, words) if doubled else ""
    spoken = [f"{where}." if trial else "", _spoken(barometer_round, shown, number, total, words), tapped]
    return Card(
        " ".join(part for part in spoken if part),
        [
            context(where),
            *([context(tapped)] if tapped else []),
            section(f"*{literal(words.of(shown.text))}*", _more(barometer_round, words)),
            *_scale(barometer_round, shown, number, words),
            _moves(barometer_round, sitting, shown, words),
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
        parts.append(words("nr. {n} er gemt", n=saved))
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


def _moves(barometer_round: Round, sitting: Sitting, item: Item, words: Words) -> ActionsBlock:
    here = value(barometer_round, item.id)
    back = button(words("Tilbage"), "sittings.back", here) if sitting.before(item.id) else None
    if item.id in sitting.answers:
        onward = button(words("Behold svaret"), "sittings.begin", value(barometer_round))
    else:
        onward = button(words("Spring over"), "sittings.skip", here)
    return buttons(back, onward, button(words("Pause"), "sittings.pause", here))


def paused_card(barometer_round: Round, words: Words) -> Card:
    """Neutral: it tells neither how far the person is nor whether anything was answered."""
    text = marked(
        words,
        "Barometeret i {unit} venter på dig. Det, du har svaret, er gemt, og du kan fortsætte til {until}.",
        unit=barometer_round.unit,
        until=until(barometer_round, words),
    )
    return Card(text, [section(text), buttons(_go_on(barometer_round, words))])


def _go_on(barometer_round: Round, words: Words) -> ButtonElement:
    return button(words("Fortsæt"), "sittings.begin", value(barometer_round), style="primary")


def done_card(barometer_round: Round, words: Words, *, changed: bool = False) -> Card:
    """The receipt: handed in, and until when it can be changed or deleted."""
    facts = {"until": until(barometer_round, words)}
    text = (
        marked(words, "Rettet. Dine svar er stadig afleveret, og du kan rette eller slette til {until}.", **facts)
        if changed
        else marked(words, "Afleveret. Du kan rette eller slette til {until}.", **facts)
    )
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


def delete_button(barometer_round: Round, words: Words) -> ButtonElement:
    made = button(words("Slet mine svar"), "sittings.delete", value(barometer_round), style="danger")
    made.confirm = ConfirmObject(
        title=plain(words("Slet alle dine svar?")),
        text=plain(words("De slettes med det samme og tæller ikke med. Du kan begynde forfra, til runden lukker.")),
        confirm=plain(words("Slet")),
        deny=plain(words("Behold")),
    )
    return made


def delete_view(barometer_round: Round, words: Words) -> View:
    """Deleting from the menu asks once more, in a modal: an overflow option cannot ask by itself in time."""
    text = words("De slettes med det samme og tæller ikke med. Du kan begynde forfra, til runden lukker.")
    return modal(
        "sittings.delete",
        words("Slet mine svar"),
        [section(literal(text), block_id=value(barometer_round, "delete"))],
        submit=words("Slet"),
        close=words("Behold"),
    )


def deleted_card(barometer_round: Round, words: Words) -> Card:
    text = marked(
        words,
        "Dine svar er slettet, og du bliver ikke mindet om dem. Du kan begynde forfra indtil {until}.",
        until=until(barometer_round, words),
    )
    return Card(
        text, [section(text), buttons(button(words("Begynd forfra"), "sittings.begin", value(barometer_round)))]
    )


def no_reminders_card(barometer_round: Round, words: Words) -> Card:
    text = marked(
        words,
        "Du bliver ikke mindet om barometeret i {unit}. Du kan stadig svare frem til {until}.",
        unit=barometer_round.unit,
        until=until(barometer_round, words),
    )
    begin = button(words("Begynd"), "sittings.begin", value(barometer_round))
    return Card(text, [section(text), buttons(begin)])


def reminder(barometer_round: Round, sitting: Sitting, words: Words, *, last: bool) -> Card:
    """A reminder; the last one says that what is not handed in does not count."""
    facts = {"unit": barometer_round.unit, "until": until(barometer_round, words)}
    text = marked(words, "Barometeret i {unit} er åbent til {until}.", **facts)
    if sitting.state is SittingState.STARTED:
        text += " " + marked(words, "Du er begyndt, men har ikke afleveret. Det tæller først med, når du afleverer.")
    elif last:
        text += " " + marked(words, "Det er den sidste påmindelse.")
    hand_in = (
        button(words("Aflevér det, jeg har"), "sittings.hand_in", value(barometer_round))
        if sitting.state is SittingState.STARTED
        else None
    )
    return Card(
        text,
        [
            section(text),
            buttons(
                _go_on(barometer_round, words)
                if hand_in
                else button(words("Begynd"), "sittings.begin", value(barometer_round), style="primary"),
                hand_in,
                button(words("Mind mig ikke"), "sittings.no_reminders", value(barometer_round)),
            ),
        ],
    )


def form_view(barometer_round: Round, sitting: Sitting, theme: Theme, words: Words) -> View:
    """A theme on one screen with radio buttons: the accessible way, and the way to review and change."""
    themes = themes_of(sitting)
    place = [asked.id for asked in themes].index(theme.id)
    last = place == len(themes) - 1
    note = words("Hver ændring gemmes, når du vælger. Kun du kan se denne side.")
    blocks: list[Block] = [
        context(literal(note)),
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
    left = len(sitting.items) - sitting.answered
    if sitting.handed_in:
        facts = {"until": until(barometer_round, words)}
        text = marked(words, "Afleveret. Du kan rette eller slette til {until}.", **facts)
        return modal("sittings.finished", words("Skema"), [section(text)], close=words("Luk"))
    text = literal(
        words.count(
            "Der er 1 udsagn, du ikke har svaret på. Aflevér det, du har, eller luk, og svar på det først.",
            "Der er {n} udsagn, du ikke har svaret på. Aflevér det, du har, eller luk, og svar på dem først.",
            left,
        )
    )
    return modal(
        "sittings.hand_in",
        words("Skema"),
        [section(text, block_id=value(barometer_round, "hand_in"))],
        submit=words("Aflevér"),
        close=words("Luk"),
    )


def comments_view(barometer_round: Round, sitting: Sitting, words: Words) -> View:
    """The open questions. Who reads the comments first, and when they are deleted unread, stands above the fields."""
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
            section(who, block_id=value(barometer_round, "comments")),
            context(literal(help_text or words("Skriv ikke navne eller CPR-numre. Din skrivestil kan røbe dig."))),
            *fields,
        ],
        submit=words("Gem"),
        close=words("Luk uden at gemme"),
    )


def looks_like_cpr(line: int, words: Words) -> str:
    """Why a comment was refused; no digit of it is repeated."""
    return words(
        "Noget i linje {line} ligner et CPR-nummer. Intet er gemt. Fjern nummeret, og gem igen. Er det ikke et "
        "CPR-nummer, så skriv tallet med bogstaver.",
        line=line,
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


def written_instead(barometer_round: Round | None, words: Words) -> Card:
    """Somebody wrote an answer as a message: it is no answer, and it stands in Slack."""
    text = marked(
        words,
        "Det, du skrev, er ikke gemt som svar, men det står i Slack. Slet beskeden, hvis andre ikke må læse den, "
        "og brug knapperne i stedet.",
    )
    blocks: list[Block] = [section(text)]
    if barometer_round:
        blocks.append(buttons(_go_on(barometer_round, words)))
    return Card(text, blocks)
