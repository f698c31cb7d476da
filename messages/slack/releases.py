"""What a result looks like: the card in the channel, and the views behind its buttons.

Everything is made from a `Release`, which holds only what may be shown. Nobody is ranked and nobody is pressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, StaticSelectElement

from domain.barometers import Theme, ThemeId
from domain.figures import Change, ItemFigures, ThemeFigures
from domain.releases import TOTAL, Release, comments_kept
from domain.round_numbers import RoundNumber
from domain.rounds import Coming, Round
from domain.scoring import Label, Suffix
from domain.standings import most_divided_theme, strongest_items, themes_by_points, weakest_items
from messages.labels import (
    barometer_name,
    closed_barometer,
    closing_day,
    divided_share,
    elsewhere,
    label_heading,
    last_time,
    since_last,
)
from messages.readings import caveat
from messages.slack.cards import Card, button, buttons, context, header, option, plain, section
from messages.slack.coming_results import round_told
from messages.slack.figures import answered, in_people, of_all, packed, theme_figures, withheld_notes
from messages.slack.pictures import ShownPicture, picture
from messages.slack.text import literal, marked
from messages.wording import Words

#: How much each part of the card may say, in characters: together they stay below the 12,000 of one message.
THEMES, EXTREMES, QUESTIONS, NOTES = 2900, 1800, 2300, 2300
#: Places in "strongest" and "most to gain", and how many may share the last of them before the rest is only counted.
PLACES, MOST_TIED = 3, 5
#: A menu holds 100 options (docs.slack.dev/reference/block-kit/block-elements/select-menu-element).
MOST_ROUNDS = 100


def result_card(
    asked: Round,
    release: Release,
    number: RoundNumber,
    words: Words,
    shown: ShownPicture | None = None,
    before: tuple[Round, RoundNumber] | None = None,
) -> Card:
    """The result for a channel; `number` is which barometer it is. Complete also without the picture.

    `before` is the round that its changes are counted from.
    """
    if TOTAL not in release.populations:
        return nothing_card(asked, release, number, words)
    strongest = strongest_items(release, asked.barometer)
    weakest = [item for item in weakest_items(release, asked.barometer) if item not in strongest]
    return Card(
        spoken(asked, release, number, words, with_picture=shown is not None),
        [
            header(f"{barometer_name(number, words)}: {asked.unit}"),
            section(response_line(asked, release, words)),
            *picture(shown),
            *_paragraph(_themes(asked, release, words), THEMES, words),
            *_paragraph(_extreme(words("Stærkest"), strongest, asked, release, words), EXTREMES, words),
            *_paragraph(_extreme(words("Mest at hente"), weakest, asked, release, words), EXTREMES, words),
            *_paragraph(_questions(asked, release, words), QUESTIONS, words),
            *_small_print(asked, release, before, words),
            _buttons(asked, release, words),
        ],
    )


def spoken(asked: Round, release: Release, number: RoundNumber, words: Words, *, with_picture: bool) -> str:
    """The result in a few sentences, as it is read aloud and shown in notifications."""
    themes = themes_by_points(release, asked.barometer)
    parts = [literal(f"{barometer_name(number, words)}: {answered(release, words)}.")]
    if themes:
        parts.append(_one_theme(words("Stærkest:"), themes[0], release, words))
    if len(themes) > 1:
        parts.append(_one_theme(words("Mest at hente:"), themes[-1], release, words))
    if with_picture:
        parts.append(words("Billedet er gengivet som tekst."))
    return " ".join(parts)


def _one_theme(what: str, theme: tuple[Theme, ThemeFigures], release: Release, words: Words) -> str:
    change = _changes(release).get(theme[0].id)
    since = f" ({since_last(change, words)})" if change else ""
    return f"{what} {literal(words.of(theme[0].name))} {theme[1].points}{since}."


def _buttons(asked: Round, release: Release, words: Words) -> Block:
    since = button(words("Siden sidst"), "releases.changes", asked.id) if release.change is not None else None
    return buttons(
        button(words("Alle udsagn"), "releases.items", asked.id),
        button(words("Grupper"), "releases.groups", asked.id),
        since,
        button(words("Word/Excel"), "documents.get", asked.id),
    )


def _changes(release: Release) -> Mapping[ThemeId, Change]:
    """The changes of everybody since the round before."""
    return (release.change or {}).get(TOTAL, {})


def nothing_card(asked: Round, release: Release, number: RoundNumber, words: Words) -> Card:
    """Too few answered: nothing can be shown, and why that is to their own good."""
    facts = {"barometer": barometer_name(number, words), "unit": asked.unit, "answered": answered(release, words)}
    text = marked(words, "{barometer} i {unit} er lukket: {answered}.", **facts)
    if asked.closed_early:
        text = f"{text} {words('Lukket før tid.')}"
    why = marked(
        words,
        "Der skal mindst 5 svar til, før der vises tal, for ellers kunne man regne ud, hvad den enkelte har svaret. "
        "Svarene er slettet, og ingen har set dem. Tak til alle, der svarede.",
    )
    ask = marked(words, "*Til mødet:* Hvad ville gøre det lettere at svare næste gang?")
    return Card(f"{text} {why}", [section(f"*{text}*"), section(f"{why}\n\n{ask}")])


def response_line(asked: Round, release: Release, words: Words) -> str:
    """Who answered, who was not asked, and how the figures are to be read."""
    percent = release.response.percent
    share = f" ({percent} %)" if percent is not None else ""
    first = [f"*{literal(answered(release, words))}{share}.*"]
    if asked.outside:
        first.append(words.count("1 uden Slack er ikke spurgt.", "{n} uden Slack er ikke spurgt.", asked.outside))
    first.append(_closed(asked, words))
    lines = [" ".join(first)]
    if few := caveat(release, words):
        lines.append(few)
    lines.append(words("Tallene er oplevelser, ikke et tilsyn med sager. Skala 0-100."))
    return "\n".join(lines)


def _closed(asked: Round, words: Words) -> str:
    """When it closed: in a later course there is another round of the same name."""
    if asked.measured_elsewhere:
        return elsewhere(asked, words)
    day = closing_day(asked, words)
    return words("Lukket før tid, {day}.", day=day) if asked.closed_early else words("Lukket {day}.", day=day)


def _themes(asked: Round, release: Release, words: Words) -> list[str]:
    """Every theme under its label, those with most points first."""
    lines: list[str] = []
    shown = themes_by_points(release, asked.barometer)
    for label in Label:
        themes = [one for one in shown if one[1].label is label]
        if themes:
            lines.append(f"*{literal(label_heading(label, words))}*")
            lines += [_theme(theme, figures, release, words) for theme, figures in themes]
    missing = [theme for theme in asked.barometer.themes if _theme_withheld(release, theme)]
    if missing:
        names = ", ".join(literal(words.of(theme.name)) for theme in missing)
        lines.append(f"*{words('For få svar')}*: {names}")
    return lines


def _theme(theme: Theme, figures: ThemeFigures, release: Release, words: Words) -> str:
    line = f"• {literal(words.of(theme.name))}: {theme_figures(figures, words)}"
    change = _changes(release).get(theme.id)
    return f"{line} · {since_last(change, words)}" if change else line


def _theme_withheld(release: Release, theme: Theme) -> bool:
    return any(one.population == TOTAL and one.theme == theme.id for one in release.withheld)


def _extreme(title: str, items: Sequence[str], asked: Round, release: Release, words: Words) -> list[str]:
    """A few items in people; of many that share a place the rest is only counted."""
    if not items:
        return []
    figures = release.everybody.items
    shown = [(asked.barometer.item(item), figures[item]) for item in items[: PLACES + MOST_TIED]]
    lines = [f"• {literal(words.of(item.text).rstrip('.'))}: {in_people(item, one, words)}" for item, one in shown]
    rest = len(items) - len(shown)
    more = (
        [words.count("… og 1 udsagn mere på samme plads", "… og {n} udsagn mere på samme plads", rest)] if rest else []
    )
    return [f"*{title}*", *lines, *more]


def _questions(asked: Round, release: Release, words: Words) -> list[str]:
    """What to talk about at the meeting: the strongest, the most divided and the lowest theme."""
    themes = [one[0] for one in themes_by_points(release, asked.barometer)]
    if not themes:
        return []
    divided = most_divided_theme(release, asked.barometer)
    chosen = [(themes[0], words("stærkest")), (themes[-1], words("mest at hente"))]
    if divided is not None:
        by_id = {theme.id: theme for theme in themes}
        share = divided_share(by_id[divided], release, words)
        chosen.insert(1, (by_id[divided], words("mest delte meninger: {share}", share=share)))
    reasons: dict[str, list[str]] = {}
    for theme, reason in chosen if len(themes) > 1 else chosen[:1]:
        if theme.discuss is not None:
            reasons.setdefault(theme.id, []).append(reason)
    lines = [
        f"• _{literal(words.of(theme.name))} ({', '.join(reasons[theme.id])}):_ {literal(words.of(theme.discuss))}"
        for theme in dict.fromkeys(theme for theme, _ in chosen)
        if theme.id in reasons
    ]
    return [f"*{words('Til mødet')}*", *lines] if lines else []


def _small_print(asked: Round, release: Release, before: tuple[Round, RoundNumber] | None, words: Words) -> list[Block]:
    """What is not shown and why, what the words mean, and where the limits come from."""
    notes = [*withheld_notes(asked, release, words), *_meanings(release, before, words)]
    notes.append(
        marked(
            words,
            "Etiketterne er vejledende: Velimplementeret fra 75 point, Delvist implementeret fra 50. "
            "75 point svarer til, at gennemsnittet er »Enig«.",
        )
    )
    if asked.asks_open_questions:
        notes.append(_about_comments(release, words))
    if asked.barometer.note is not None:
        notes.append(literal(words.of(asked.barometer.note)))
    return [context(part) for part in packed(notes, NOTES, words)]


def _about_comments(release: Release, words: Words) -> str:
    if comments_kept(release.response.responded or 0):
        return marked(
            words,
            "Kommentarerne vises ikke her. De læses først af den, der er nævnt i invitationen; det, der frigives, står "
            "bag knappen »Frigivne kommentarer« under `/barometer resultat`.",
        )
    return marked(words, "Få har svaret, så eventuelle kommentarer er slettet ulæst; de kræver 10 svar.")


def _meanings(release: Release, before: tuple[Round, RoundNumber] | None, words: Words) -> list[str]:
    shown = release.everybody
    figures: list[ItemFigures | ThemeFigures] = [*shown.themes.values(), *shown.items.values()]
    used = {suffix for one in figures for suffix in one.suffixes or ()}
    meanings = {
        Suffix.UNCERTAIN: marked(words, "»Usikkert«: havde alle svaret, kunne etiketten let være blevet en anden."),
        Suffix.DIVIDED: marked(
            words,
            "»Delte meninger«: svarene ligger langt fra hinanden, fx mindst 30 procent enige og 30 procent uenige.",
        ),
    }
    told = [meaning for suffix, meaning in meanings.items() if suffix in used]
    if any(figures.words for figures in shown.items.values()):
        told.append(
            marked(words, "Udsagn, hvor næsten alle svarer ens, vises uden tal og tæller ikke med i temaets point.")
        )
    if _changes(release):
        caution = marked(
            words, "»Siden sidst«: det er ikke nødvendigvis de samme personer, der har svaret begge gange."
        )
        told.append(f"{caution} {literal(last_time(before, words))}" if before else caution)
    return [*told, *of_all(release, words)]


def _paragraph(lines: Iterable[str], longest: int, words: Words) -> list[Block]:
    return [section(text) for text in packed(lines, longest, words)]


def again_card(
    card: Card, shown: Round, rounds: Sequence[tuple[Round, RoundNumber]], comments: Sequence[Block], words: Words
) -> Card:
    """A result shown again: with the buttons to its comments, and a choice between the rounds, newest first."""
    more = [_chooser(shown, rounds, words)] if len(rounds) > 1 else []
    return Card(card.text, [*card.blocks, *comments, *more])


def _chooser(shown: Round, rounds: Sequence[tuple[Round, RoundNumber]], words: Words) -> ActionsBlock:
    options = {one.id: option(closed_barometer(one, number, words), one.id) for one, number in rounds[:MOST_ROUNDS]}
    chooser = StaticSelectElement(
        action_id="releases.show",
        placeholder=plain(words("Se en anden runde")),
        options=list(options.values()),
        initial_option=options.get(shown.id),
    )
    return ActionsBlock(elements=[chooser])


def no_result_card(words: Words, awaited: Coming | None = None, *, alone: bool = False) -> Card:
    """There is nothing to see here for this person, whatever the reason; `awaited` while a result is on its way.

    Asked for `alone`, in the conversation with Anker, nothing shows in which channel somebody without a role is.
    """
    if awaited:
        text = round_told(awaited, words)
    elif alone:
        text = marked(
            words,
            "Her ses kun resultater fra kanaler, hvor du har en rolle. Skriv `/barometer resultat` i den kanal, hvor "
            "resultatet kom.",
        )
    else:
        text = marked(
            words,
            "Her er ikke noget resultat, du kan se. Når et resultat er kommet i en kanal, ses det dér med "
            "`/barometer resultat`.",
        )
    return Card(text, [section(text)])
