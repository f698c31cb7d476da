"""Before and after: every theme's points in two rounds, and what may be said of the difference."""

from __future__ import annotations

from domain.barometers import Theme
from domain.comparisons import Comparison
from domain.figures import Change
from domain.releases import TOTAL
from domain.round_numbers import RoundNumber
from domain.rounds import Round
from messages.labels import change_name, change_points, closed_barometer, hindrance_name
from messages.painting import Painting, Part, Row, Step
from messages.sketches import Sketch, sketch
from messages.wording import Words


def changes(
    now: tuple[Round, RoundNumber], before: tuple[Round, RoundNumber], comparison: Comparison, words: Words
) -> Sketch | None:
    """A row for every theme of everybody, those that have no change last, with why; None where none has one."""
    unit, found = now[0].unit, (comparison.release.change or {}).get(TOTAL, {})
    themes = comparison.barometer.themes
    steps = tuple(_step(theme, found[theme.id], comparison, words) for theme in themes if theme.id in found)
    if not steps:
        return None
    others = tuple(_hindered(theme, comparison, words) for theme in themes if theme.id not in found)
    parts = [Part("", steps), Part(words("Ikke sammenlignelig"), others)]
    painting = Painting(
        title=words("Siden sidst"),
        subtitle=words("{unit}. Point 0-100. Ikke nødvendigvis de samme personer.", unit=unit),
        parts=tuple(part for part in parts if part.rows),
        steps=(closed_barometer(*before, words), closed_barometer(*now, words)),
    )
    return sketch(painting, _alt(unit, comparison, words))


def _step(theme: Theme, change: Change, comparison: Comparison, words: Words) -> Row:
    before, now = comparison.themes(theme)
    said = (change_name(change.word, words),) if change.word else ()
    beside = (f"{before.points} → {now.points}", *said)
    return Row(words.of(theme.name), Step(before.points, now.points), change_points(change), beside)


def _hindered(theme: Theme, comparison: Comparison, words: Words) -> Row:
    hindrance = comparison.hinders_theme(theme)
    return Row(words.of(theme.name), note=hindrance_name(hindrance, words) if hindrance else "")


def _alt(unit: str, comparison: Comparison, words: Words) -> str:
    changed = (comparison.release.change or {}).get(TOTAL, {})
    names = {theme.id: words.of(theme.name) for theme in comparison.barometer.themes}
    most, least = max(changed, key=lambda one: changed[one].points), min(changed, key=lambda one: changed[one].points)
    return words.count(
        "Før og nu for 1 tema i {unit}: {top}, {most} point. Alle tal står som tekst.",
        "Før og nu for {n} temaer i {unit}. Yderst opad: {top}, {most} point. "
        "Yderst nedad: {bottom}, {least} point. Alle tal står som tekst.",
        len(changed),
        unit=unit,
        top=names[most],
        most=change_points(changed[most]),
        bottom=names[least],
        least=change_points(changed[least]),
    )
