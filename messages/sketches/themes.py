"""All themes of everybody, by label: the picture of a result."""

from __future__ import annotations

from domain.barometers import Theme
from domain.figures import ThemeFigures
from domain.pooling import Pooled, pooled
from domain.releases import TOTAL, Release
from domain.rounds import Round
from domain.scoring import Label
from domain.standings import themes_by_points
from messages.labels import label_heading, n_of_all, suffix_name
from messages.painting import Painting, Part, Row
from messages.sketches import FEWEST_IN_PERCENT, Sketch, bar, in_one_form, key, sketch, who_answered
from messages.wording import Words

#: More rows than these would be too small to read on any screen; the message has them all.
MOST_ROWS = 24

Shown = tuple[Theme, ThemeFigures, Pooled]


def themes(asked: Round, release: Release, words: Words) -> Sketch | None:
    """A bar for each theme with its points, those with most points first; None where none may be shown."""
    shown = _shown(asked, release)
    if not shown:
        return None
    in_percent = min(answers.people for _, _, answers in shown) >= FEWEST_IN_PERCENT
    rows = {theme.id: _row(theme, figures, answers, words, in_percent) for theme, figures, answers in shown}
    labelled = [
        Part(
            label_heading(label, words), tuple(rows[theme.id] for theme, figures, _ in shown if figures.label is label)
        )
        for label in Label
    ]
    parts = [*labelled, Part(words("For få svar"), _missing(asked, release, words))]
    bars = [bar(answers.counts, in_percent=in_percent) for _, _, answers in shown]
    painting = Painting(
        title=asked.unit,
        subtitle=f"{who_answered(release, words)} {_how_to_read(words, in_percent=in_percent)}",
        parts=tuple(part for part in parts if part.rows),
        key=key(bars, asked.barometer, words),
        notes=(words("Omvendte udsagn er vendt, så enig er godt."),) if any(one[2].turned for one in shown) else (),
    )
    return sketch(painting, _alt(asked, release, shown, words))


def _shown(asked: Round, release: Release) -> list[Shown]:
    found = [
        (theme, figures, answers)
        for theme, figures in themes_by_points(release, asked.barometer)[:MOST_ROWS]
        if (answers := pooled(theme, release.everybody))
    ]
    alike = in_one_form([answers for _, _, answers in found])
    return [(theme, figures, answers) for (theme, figures, _), answers in zip(found, alike, strict=True)]


def _row(theme: Theme, figures: ThemeFigures, answers: Pooled, words: Words, in_percent: bool) -> Row:
    return Row(
        words.of(theme.name),
        bar(answers.counts, in_percent=in_percent),
        str(figures.points),
        tuple(suffix_name(suffix, words) for suffix in figures.suffixes),
    )


def _missing(asked: Round, release: Release, words: Words) -> tuple[Row, ...]:
    withheld = {one.theme for one in release.withheld if one.population == TOTAL and one.theme is not None}
    return tuple(Row(words.of(theme.name)) for theme in asked.barometer.themes if theme.id in withheld)


def _how_to_read(words: Words, *, in_percent: bool) -> str:
    if in_percent:
        return words("I søjlerne: procent af svarene. Til højre: point, 0-100.")
    return words("I søjlerne: antal svar på temaets udsagn. Til højre: point, 0-100.")


def _alt(asked: Round, release: Release, shown: list[Shown], words: Words) -> str:
    """Subject and extremes; the message has every number."""
    (top, most, _), (bottom, least, _) = shown[0], shown[-1]
    return words.count(
        "Søjler for 1 tema i {unit}. {answered} har svaret. {top}, {most} point. Alle tal står som tekst.",
        "Søjler for {n} temaer i {unit}. {answered} har svaret. Højest: {top}, {most} point. "
        "Lavest: {bottom}, {least} point. Alle tal står som tekst.",
        len(shown),
        unit=asked.unit,
        answered=n_of_all(release, words),
        top=words.of(top.name),
        most=most.points,
        bottom=words.of(bottom.name),
        least=least.points,
    )
