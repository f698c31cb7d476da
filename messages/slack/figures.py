"""How figures are said: in people, in words where numbers would tell too much, and why something is not said at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.barometers import Item
from domain.figures import ItemFigures, ThemeFigures
from domain.releases import TOTAL, Reason, Release
from domain.rounds import Round
from messages.labels import almost_all, suffix_name
from messages.readings import hidden_groups, scarcely_shown
from messages.slack.text import cut, listed, literal, marked
from messages.wording import Words


def answered(release: Release, words: Words) -> str:
    """ "18 af 23 har svaret"; the number of fewer than five is not told."""
    responded, invited = release.response.responded, release.response.invited
    if responded is None:
        return words("færre end 5 har svaret")
    if responded == 0:
        return words("ingen har svaret")
    if invited is None:
        return words.count("1 har svaret", "{n} har svaret", responded)
    return words("{n} af {total} har svaret", n=responded, total=invited)


def theme_figures(figures: ThemeFigures, words: Words) -> str:
    """ "*76*, usikkert, ud fra 3 af 4 udsagn"."""
    parts = [f"*{figures.points}*", *(suffix_name(suffix, words) for suffix in figures.suffixes)]
    if figures.items < figures.of:
        parts.append(words("ud fra {n} af {total} udsagn", n=figures.items, total=figures.of))
    return ", ".join(parts)


def in_people(item: Item, figures: ItemFigures, words: Words) -> str:
    """ "*15 af 18 enige*; af alle 23 mellem 15 og 20"; of a reversed item, those who disagree."""
    if figures.words is not None:
        return f"*{almost_all(figures.words, words)}*"
    alike, n = _agreeing(item, figures), figures.n
    good = (
        words("{x} af {n} uenige (det er godt her)", x=alike, n=n)
        if item.reversed
        else words("{x} af {n} enige", x=alike, n=n)
    )
    text = f"*{good}*"
    if not _is_bounded(figures) or figures.agree_bounds is None:
        return text
    low, high = figures.agree_bounds
    bounds = words("af alle {total} mellem {low} og {high}", total=figures.eligible, low=low, high=high)
    return f"{text}; {bounds}"


def _is_bounded(figures: ItemFigures) -> bool:
    """Whether those who did not answer could make a difference."""
    bounds = figures.agree_bounds
    return figures.words is None and bounds is not None and figures.eligible is not None and bounds[0] < bounds[1]


def of_all(release: Release, words: Words) -> list[str]:
    """What "af alle" means, where it is said of any item."""
    if not any(_is_bounded(one) for one in release.everybody.items.values()):
        return []
    meaning = marked(
        words,
        "»Af alle«: dem, der er spurgt om udsagnet, uden dem, der svarede »Ved ikke / ikke relevant«; mellem de to tal "
        "ligger svaret, hvad end de øvrige mener.",
    )
    return [meaning]


def _agreeing(item: Item, figures: ItemFigures) -> int:
    """How many chose the good end of the scale."""
    three = figures.bins or _three(figures.counts or ())
    return three[0] if item.reversed else three[2]


def _three(counts: Sequence[int]) -> tuple[int, int, int]:
    one, two, three, four, five = counts or (0, 0, 0, 0, 0)
    return one + two, three, four + five


def withheld_notes(asked: Round, release: Release, words: Words) -> list[str]:
    """Which groups are not shown by themselves, or hardly, how many items are not shown at all, and why."""
    notes = []
    hidden = hidden_groups(asked, release)
    if few := [group for group, why in hidden if why is Reason.TOO_FEW]:
        names = listed([words.of(group.name) for group in few], words)
        notes.append(marked(words, "{names} vises ikke for sig, fordi for få har svaret.", names=names))
    if protecting := [group for group, why in hidden if why is Reason.PROTECTS_ANOTHER]:
        names = listed([words.of(group.name) for group in protecting], words)
        notes.append(
            marked(words, "{names} vises ikke for sig, fordi en mindre gruppe ellers kunne regnes ud.", names=names)
        )
    notes += [literal(told) for told in scarcely_shown(asked, release, words)]
    if notes:
        notes[-1] += " " + marked(words, "Deres svar tæller med i de samlede tal.")
    return [*notes, *_withheld_items(release, words)]


def _withheld_items(release: Release, words: Words) -> list[str]:
    """How many items are not shown even of everybody, and why."""
    reasons = [one.reason for one in release.withheld if one.population == TOTAL and one.item is not None]
    few = reasons.count(Reason.TOO_FEW)
    notes = []
    if few:
        notes.append(
            words.count(
                "1 udsagn vises ikke: for få har svaret på det.",
                "{n} udsagn vises ikke: for få har svaret på dem.",
                few,
            )
        )
    if len(reasons) > few:
        notes.append(
            words.count(
                "1 udsagn vises ikke, fordi en mindre gruppe ellers kunne regnes ud.",
                "{n} udsagn vises ikke, fordi en mindre gruppe ellers kunne regnes ud.",
                len(reasons) - few,
            )
        )
    return notes


def packed(lines: Iterable[str], longest: int, words: Words) -> list[str]:
    """Lines joined to one text of at most so many characters; what does not fit is counted. Empty without lines."""
    lines = [cut(line, longest - 60) for line in lines]
    taken: list[str] = []
    for line in lines:
        if sum(len(one) + 1 for one in (*taken, line)) > longest - 60:
            break
        taken.append(line)
    left = len(lines) - len(taken)
    more = [words.count("… og 1 linje mere", "… og {n} linjer mere", left)] if left else []
    return ["\n".join([*taken, *more])] if taken else []
