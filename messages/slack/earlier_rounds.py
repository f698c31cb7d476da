"""A round measured elsewhere before: which one, its numbers, and what will be shown of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Block, DatePickerElement, OptionGroup, StaticSelectElement
from slack_sdk.models.views import View

from domain.barometers import Barometer
from domain.releases import TOTAL, Reason, Release, Withheld
from domain.rounds import DAYS_BETWEEN_ROUNDS
from domain.sheets import Mistake
from messages.slack.cards import button, buttons, context, field, message_view, modal, option, plain, section
from messages.slack.imports import file_field, in_sections, mistake_sections
from messages.slack.text import channel as channel_name
from messages.slack.text import literal, marked
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class HeldUp:
    """A barometer that has a result already: when that round closed, and the first day on which another can have."""

    closed: date
    first: date


def earlier_view(
    channel: str,
    barometers: Sequence[Barometer],
    held_up: Sequence[tuple[Barometer, HeldUp]],
    proposed: date,
    words: Words,
) -> View:
    """Which barometer was used, how roles are put together, and when the round closed; or why none can be brought in.

    `barometers` are those of which one can be.
    """
    told = [_held_up(barometer, one, words) for barometer, one in held_up]
    if not barometers:
        return message_view(words("Tidligere måling"), "\n".join(told), words("Luk"))
    groups = [
        OptionGroup(
            label=plain(words.of(one.title), 75),
            options=[option(words.of(grouping.name), f"{one.id}:{grouping.id}") for grouping in one.groupings],
        )
        for one in barometers
    ]
    blocks: list[Block] = [
        section(
            marked(
                words,
                "*Tidligere måling.* Har I målt et andet sted med de samme udsagn, kan tallene hentes ind, så næste "
                "runde i {channel} kan sammenlignes med dem. De følger de samme regler: intet vises for færre end 5.",
                channel=channel_name(channel),
            ),
            block_id=f"{channel}:earlier",
        ),
        *([context("\n".join(told))] if told else []),
        field(
            "imports.what",
            words("Barometer og grupper"),
            StaticSelectElement(option_groups=groups),
            words("Næste runde i kanalen får de samme grupper."),
        ),
        field("imports.closed", words("Målingen lukkede"), DatePickerElement(initial_date=proposed.isoformat())),
    ]
    return modal("imports.earlier", words("Tidligere måling"), blocks, submit=words("Næste"), close=words("Luk"))


def _held_up(barometer: Barometer, one: HeldUp, words: Words) -> str:
    return marked(
        words,
        "Det seneste resultat af {barometer} blandt de samme medarbejdere er fra runden, der lukkede {closed}. En "
        "anden måling kan kun hentes ind, hvis den er lukket mindst {days} dage efter: {first} eller senere.",
        barometer=words.of(barometer.title),
        closed=words.day_and_year(one.closed),
        days=DAYS_BETWEEN_ROUNDS,
        first=words.day_and_year(one.first),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """The ids that say which earlier round a sheet is about."""

    channel: str
    digest: str
    grouping: str
    day: date

    def value(self, *more: str) -> str:
        return ":".join((self.channel, self.digest, self.grouping, self.day.isoformat(), *more))


def counts_view(
    asked: Asked, barometer: Barometer, words: Words, *, mistakes: Sequence[Mistake] = (), note: str = ""
) -> View:
    """A blank sheet for the numbers, and the filled-in one."""
    blocks: list[Block] = [
        *mistake_sections(mistakes, words),
        section(
            marked(
                words,
                "*{title}*, {grouping}, lukket {day}. Skriv, hvor mange i hver gruppe der valgte hvad. Ingen navne og "
                "ingen svar fra enkeltpersoner; filen gemmes ikke her.",
                title=words.of(barometer.title),
                grouping=words.of(barometer.grouping(asked.grouping).name),
                day=words.day_and_year(asked.day),
            ),
            block_id=asked.value(),
        ),
        buttons(button(words("Hent tomt Excel-ark"), "imports.blank_counts", asked.value())),
        *([context(literal(note))] if note else []),
        file_field(words),
    ]
    title = words("Ret arket") if mistakes else words("Tidligere måling")
    return modal("imports.counts", title, blocks, submit=words("Kontrollér"), close=words("Luk"))


def bring_in_view(asked: Asked, file: str, barometer: Barometer, release: Release, words: Words) -> View:
    """What will be shown of the earlier round, and what is withheld and why."""
    summary = marked(
        words,
        "*{title}*, lukket {day}, målt et andet sted.",
        title=words.of(barometer.title),
        day=words.day_and_year(asked.day),
    )
    blocks: list[Block] = [
        section(f"{summary} {literal(_response(release, words))}", block_id=asked.value(file)),
        *(section(text) for text in in_sections(_shown(barometer, asked, release, words))),
        *(section(text) for text in in_sections(_withheld(barometer, asked, release, words))),
    ]
    if not release.populations:
        blocks.append(context(_nothing_to_bring_in(words)))
        return modal("imports.nothing", words("Intet at vise"), blocks, close=words("Luk"))
    blocks.append(section(_what_follows(asked.channel, words)))
    return modal("imports.bring_in", words("Forhåndsvisning"), blocks, submit=words("Hent ind"), close=words("Luk"))


def _nothing_to_bring_in(words: Words) -> str:
    return marked(
        words,
        "Derfor er der ikke noget at hente ind. Er et tal forkert, så ret arket, og send det igen med "
        "`/barometer importer`.",
    )


def _what_follows(channel: str, words: Words) -> str:
    """Where it is brought in, and what that binds: a result stays, and the next round is held up to it."""
    return marked(
        words,
        "*Hentes ind i {channel}, og det kan ikke fortrydes.* Resultatet bliver ikke sendt ud; det kan ses dér med "
        "`/barometer resultat`. Næste runde dér sammenlignes med det, får de samme grupper og kan tidligst åbne "
        "{days} dage efter målingen.",
        channel=channel_name(channel),
        days=DAYS_BETWEEN_ROUNDS,
    )


def _response(release: Release, words: Words) -> str:
    responded, invited = release.response.responded, release.response.invited
    if responded is None:
        return words("Færre end 5 har svaret.")
    if invited is None:
        return words("{n} har svaret.", n=responded)
    return words("{n} af {total} har svaret.", n=responded, total=invited)


def _names(barometer: Barometer, asked: Asked, words: Words) -> dict[str, str]:
    groups = {group.id: words.of(group.name) for group in barometer.grouping(asked.grouping).groups}
    return {TOTAL: words("hele afdelingen")} | groups


def _shown(barometer: Barometer, asked: Asked, release: Release, words: Words) -> Iterator[str]:
    """Each population with its themes and their points."""
    themes = {theme.id: words.of(theme.name) for theme in barometer.themes}
    yield marked(words, "*Det bliver vist*") if release.populations else marked(words, "*Der er intet, der må vises.*")
    for name, label in _names(barometer, asked, words).items():
        shown = release.populations.get(name)
        if shown is not None:
            points = ", ".join(f"{themes[theme]} {round(found.points)}" for theme, found in shown.themes.items())
            what = words.count("1 udsagn", "{n} udsagn", len(shown.items))
            yield f"• *{literal(label)}*: {literal(what)}" + (f". {literal(points)}" if points else "")


def _withheld(barometer: Barometer, asked: Asked, release: Release, words: Words) -> Iterator[str]:
    """What is not shown, by population and reason."""
    if not release.withheld:
        return
    yield marked(words, "*Det bliver ikke vist*")
    reasons = {
        Reason.TOO_FEW: words("for få"),
        Reason.PROTECTS_ANOTHER: words("ellers kunne en anden gruppe regnes ud"),
        Reason.TOO_FEW_ITEMS: words("for få udsagn"),
    }
    for name, label in _names(barometer, asked, words).items():
        for reason, why in reasons.items():
            found = [one for one in release.withheld if (one.population, one.reason) == (name, reason)]
            if found:
                yield f"• *{literal(label)}*: {literal(_counted(found, words))} ({literal(why)})"


def _counted(found: Sequence[Withheld], words: Words) -> str:
    items = sum(one.item is not None for one in found)
    themes = len(found) - items
    parts = [words.count("1 udsagn", "{n} udsagn", items) if items else ""]
    parts.append(words.count("1 tema", "{n} temaer", themes) if themes else "")
    return ", ".join(part for part in parts if part)


def brought_in_view(channel: str, words: Words) -> View:
    """The receipt; a newer result that is posted in the same channel is shown before it."""
    text = marked(
        words,
        "Målingen er hentet ind i {channel}. Se den dér med `/barometer resultat`. Vises et andet resultat, så vælg "
        "den, der er målt et andet sted, på listen under det.",
        channel=channel_name(channel),
    )
    return modal("imports.brought_in", words("Hentet ind"), [section(text)], close=words("Luk"))


def cannot_text(reason: str, words: Words) -> str:
    """Why a round measured elsewhere cannot be brought in, and what to do next; plain text."""
    return {
        "in_the_future": words("Datoen ligger i fremtiden. Vælg den dag, målingen lukkede."),
        "later_result": words(
            "Der er allerede et resultat blandt de samme medarbejdere fra samme dag eller senere. En måling fra før "
            "det kan ikke hentes ind."
        ),
        "too_close": words(
            "Der er mindre end {days} dage til et andet resultat af samme barometer. Så kunne enkelte svar regnes ud.",
            days=DAYS_BETWEEN_ROUNDS,
        ),
        "running": words(
            "Der er en runde i gang mindre end {days} dage efter målingen. Så kunne enkelte svar regnes ud.",
            days=DAYS_BETWEEN_ROUNDS,
        ),
        "barometer_changed": words(
            "Barometeret er ændret, efter at det blev brugt i en runde med samme version. Bed den, der har ændret "
            "det, om at give det et højere versionsnummer."
        ),
        "other_grouping": words("De andre runder her har andre grupper. Vælg de samme, så de kan sammenlignes."),
    }[reason]
