"""How a release is said in documents: in people, in words, and why something is not said at all."""

from __future__ import annotations

from collections.abc import Sequence

from domain.barometers import Group, Item
from domain.figures import Change, ItemFigures, ThemeFigures
from domain.releases import PopulationId, Reason, Release
from domain.rounds import Round
from domain.scoring import ResponseWords, Suffix
from messages.labels import almost_all, change_name, label_name, suffix_name
from messages.wording import Words


def answered(release: Release, words: Words) -> str:
    """ "18 af 23 har svaret (78 %)"; the number of fewer than five is not told."""
    responded, invited, percent = release.response.responded, release.response.invited, release.response.percent
    if responded is None:
        return words("færre end 5 har svaret")
    if responded == 0:
        return words("ingen har svaret")
    if invited is None:
        return words.count("1 har svaret", "{n} har svaret", responded)
    share = f" ({percent} %)" if percent is not None else ""
    return words("{n} af {total} har svaret", n=responded, total=invited) + share


def caveat(release: Release, words: Words) -> str | None:
    """What must be said where many have not answered."""
    if release.response.responded is None or release.response.words is None:
        return None
    return {
        ResponseWords.SOME_MISSING: words("Mange har ikke svaret. De kan mene noget andet end dem, der svarede."),
        ResponseWords.UNDER_HALF: words("Under halvdelen har svaret; læs tallene som de svarendes mening."),
    }[release.response.words]


def agreeing(item: Item, figures: ItemFigures, words: Words) -> str:
    """ "15 af 18 enige"; of a reversed item, those who disagree."""
    if figures.words is not None:
        return almost_all(figures.words, words)
    three = figures.bins or in_three(figures)
    if item.reversed:
        return words("{x} af {n} uenige (det er godt her)", x=three[0], n=figures.n)
    return words("{x} af {n} enige", x=three[2], n=figures.n)


def possible(figures: ItemFigures, words: Words) -> str:
    """ "15-20 af 23": how many of all it can be, whatever those think who did not answer; empty where unknown."""
    if figures.agree_bounds is None or figures.eligible is None:
        return ""
    low, high = figures.agree_bounds
    numbers = str(low) if low == high else f"{low}-{high}"
    return words("{n} af {total}", n=numbers, total=figures.eligible)


def in_three(figures: ItemFigures) -> tuple[int, ...]:
    """How many disagree, do neither and agree, as answered; empty where single levels are not shown."""
    if figures.counts is None:
        return ()
    one, two, three, four, five = figures.counts
    return one + two, three, four + five


def labelled(figures: ItemFigures | ThemeFigures, words: Words) -> str:
    """ "Delvist implementeret, usikkert"; empty where there is no label."""
    if figures.label is None:
        return ""
    return ", ".join([label_name(figures.label, words), *suffixes(figures.suffixes or (), words)])


def suffixes(found: Sequence[Suffix], words: Words) -> list[str]:
    return [suffix_name(suffix, words) for suffix in found]


def change_said(change: Change, words: Words) -> str:
    """Whether a difference is more than chance; empty where neither round shows any spread."""
    return "" if change.word is None else change_name(change.word, words)


def why_withheld(reason: Reason, words: Words) -> str:
    """Why an item or a theme is not shown of a population."""
    return {
        Reason.TOO_FEW: words("for få svar"),
        Reason.PROTECTS_ANOTHER: words("en mindre gruppe kunne ellers regnes ud"),
        Reason.TOO_FEW_ITEMS: words("for få udsagn at bygge på"),
    }[reason]


def reason_of(release: Release, population: PopulationId, item: str) -> Reason:
    """Why an item that is not shown of a population is not; of which nothing is told, there were too few answers."""
    found = (one.reason for one in release.withheld if (one.population, one.item) == (population, item))
    return next(found, Reason.TOO_FEW)


def hidden_groups(asked: Round, release: Release) -> list[tuple[Group, Reason]]:
    """The groups with anybody in them of which nothing is shown, and why."""
    protecting = {one.population for one in release.withheld if one.reason is Reason.PROTECTS_ANOTHER}
    return [
        (group, Reason.PROTECTS_ANOTHER if group.id in protecting else Reason.TOO_FEW)
        for group in asked.barometer.grouping(release.grouping).groups
        if group.id not in release.populations and any(asked.invited.get(role) for role in group.roles)
    ]


def scarce_groups(asked: Round, release: Release) -> list[tuple[Group, Reason]]:
    """The groups of which something is shown and more is withheld, and why."""
    groups = asked.barometer.grouping(release.grouping).groups
    return [(group, why) for group in groups if (why := release.mostly_withheld(group.id))]


def scarcely_shown(asked: Round, release: Release, words: Words) -> list[str]:
    """Of each such group a sentence: at how many items it is shown, and why at no more."""
    return [
        _at_few(words.of(group.name), len(release.populations[group.id].items), why, words)
        for group, why in scarce_groups(asked, release)
    ]


def _at_few(name: str, number: int, why: Reason, words: Words) -> str:
    if why is Reason.TOO_FEW:
        return words.count(
            "{name} vises kun ved 1 udsagn, fordi for få har svaret på de andre.",
            "{name} vises kun ved {n} udsagn, fordi for få har svaret på de andre.",
            number,
            name=name,
        )
    return words.count(
        "{name} vises kun ved 1 udsagn, fordi en mindre gruppe ellers kunne regnes ud.",
        "{name} vises kun ved {n} udsagn, fordi en mindre gruppe ellers kunne regnes ud.",
        number,
        name=name,
    )
