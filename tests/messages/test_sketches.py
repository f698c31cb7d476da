"""What the pictures of a result show: no more than its release, all that stands beside them, and told in words too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given, settings

from domain.barometers import Barometer, Text
from domain.comparisons import Comparison
from domain.figures import Change
from domain.pooling import items_in_numbers, pooled
from domain.releases import TOTAL, Resolution
from domain.round_numbers import RoundNumber
from domain.scoring import ChangeWord, whole_percents
from messages.labels import change_points, drawable
from messages.painting import FIVE, THREE, Bar, Row, Step, paint
from messages.sketches import LONGEST_ALT, Sketch
from messages.sketches.changes import changes
from messages.sketches.groups import MOST_BARS, groups
from messages.sketches.items import items
from messages.sketches.themes import themes
from messages.wording import Words
from tests.messages.results import Sample, compared, nasty_samples, sample, shipped

DANISH, ENGLISH = Words(), Words("en")
MANY = {"leder": 12, "faglig_leder": 10, "superbruger": 13, "sagsbehandler": 47}


def drawn(one: Sample, words: Words = DANISH) -> Sketch:
    found = themes(one.round, one.release, words)
    assert found is not None
    return found


def every_sketch(one: Sample, words: Words = DANISH) -> Iterator[Sketch]:
    overview = themes(one.round, one.release, words)
    yield from [overview] if overview else []
    yield from items(one.round, one.release, words).values()
    yield from groups(one.round, one.release, words).values()


def bars(sketch: Sketch) -> list[Bar]:
    return [row.drawn for row in sketch.painting.rows if isinstance(row.drawn, Bar)]


def row(sketch: Sketch, name: str) -> Row:
    return next(one for one in sketch.painting.rows if name in one.name)


def reworded(barometer: Barometer) -> Barometer:
    """The next version, with the first item in other words."""
    first, *others = barometer.themes
    item, *rest = first.items
    other = replace(item, text=Text("Noget helt andet."))
    return replace(barometer, version=2, themes=(replace(first, items=(other, *rest)), *others))


def two_rounds(barometer: Barometer | None = None, earlier: str = "12344") -> tuple[Sample, Sample]:
    before = sample(earlier, rate=0.9, seed=3)
    return before, compared(before, sample("23445", rate=0.8, seed=5, barometer=barometer))


def change_sketch(before: Sample, after: Sample, words: Words = DANISH) -> Sketch | None:
    comparison = Comparison(after.round.barometer, after.release, before.round.barometer, before.release)
    return changes((after.round, RoundNumber(2)), (before.round, RoundNumber(1)), comparison, words)


@given(nasty_samples())
@settings(max_examples=25)
def test_every_alternative_text_is_short_and_no_text_holds_what_nobody_sees(one: Sample) -> None:
    for sketch in every_sketch(one):
        assert 0 < len(sketch.alt) <= LONGEST_ALT
        painting = sketch.painting
        texts = [
            painting.title,
            painting.subtitle,
            *(text for each in painting.rows for text in (each.name, each.note)),
        ]
        assert all(text == drawable(text) for text in texts)
        assert "\u202e" not in "".join(texts)


@given(nasty_samples())
@settings(max_examples=4)
def test_every_picture_can_be_drawn_whatever_a_content_file_holds(one: Sample) -> None:
    for sketch in islice(every_sketch(one), 3):
        assert paint(sketch.painting).startswith(b"\x89PNG")


@given(nasty_samples())
@settings(max_examples=25)
def test_every_number_in_a_picture_is_a_sum_of_numbers_that_are_released(one: Sample) -> None:
    for population in one.release.populations.values():
        for theme in one.round.barometer.themes:
            answers, shown = pooled(theme, population), items_in_numbers(theme, population)
            if answers is None:
                assert not shown
                continue
            assert sum(answers.counts) == sum(figures.n for figures in shown.values())
            all_levels = all(figures.resolution is Resolution.LEVELS for figures in shown.values())
            assert (len(answers.counts) == 5) == all_levels
            assert answers.people == min(figures.n for figures in shown.values())


def test_the_pooled_answers_of_a_theme_have_its_points_where_all_items_were_answered_alike_often() -> None:
    one = sample("12345", invited={"sagsbehandler": 30})
    for theme in one.round.barometer.themes:
        answers, figures = pooled(theme, one.release.everybody), one.release.everybody.themes[theme.id]
        assert answers is not None
        mean = sum(level * count for level, count in enumerate(answers.counts)) / sum(answers.counts)
        assert 25 * mean == pytest.approx(figures.points, abs=0.5)


def test_reversed_items_are_turned_in_a_theme_and_stand_as_answered_by_themselves() -> None:
    theme = shipped().themes[0]
    turned = replace(theme, items=tuple(replace(item, reversed=True) for item in theme.items))
    asked = replace(shipped(), themes=(turned,))
    one = sample("45", barometer=asked, invited={"sagsbehandler": 30})
    [overview] = bars(drawn(one))
    assert overview.left == 1.0
    assert drawn(one).painting.notes == ("Omvendte udsagn er vendt, så enig er godt.",)
    own = items(one.round, one.release, DANISH)[theme.id]
    assert all(bar.left == 0.0 for bar in bars(own))
    assert "omvendt: her er det godt at være uenig" in own.painting.rows[0].name


def test_every_theme_has_a_row_with_its_points_under_its_label() -> None:
    one = sample(rate=0.7, seed=2)
    painting = drawn(one).painting
    names = {theme.id: theme.name.da for theme in one.round.barometer.themes}
    figures = one.release.everybody.themes
    assert {(each.name, each.number) for each in painting.rows} == {
        (names[theme], str(found.points)) for theme, found in figures.items()
    }
    for part in painting.parts:
        here = [each.name for each in part.rows]
        limits = {names[theme]: found.label for theme, found in figures.items()}
        assert len({limits[name] for name in here}) == 1
        assert [int(each.number) for each in part.rows] == sorted(
            (int(each.number) for each in part.rows), reverse=True
        )


def test_the_title_says_whose_result_it_is_and_the_next_line_how_to_read_it() -> None:
    painting = drawn(sample()).painting
    assert painting.title == "Børn og Familie"
    assert painting.subtitle == (
        "23 af 23 har svaret. I søjlerne: antal svar på temaets udsagn. Til højre: point, 0-100."
    )


def test_numbers_are_people_where_they_are_fewer_than_twenty_and_percents_else() -> None:
    few, many = sample(invited={"sagsbehandler": 19}), sample("12345", invited={"sagsbehandler": 20})
    for one, said in ((few, "antal personer"), (many, "procent")):
        for theme, sketch in items(one.round, one.release, DANISH).items():
            assert said in sketch.painting.subtitle
            shown = [
                one.release.everybody.items[item.id]
                for item in one.round.barometer.items
                if item.id in {each.id for t in one.round.barometer.themes if t.id == theme for each in t.items}
                and item.id in one.release.everybody.items
            ]
            numbers = [
                figures.counts or () if one is few else whole_percents(figures.counts or ()) for figures in shown
            ]
            assert [tuple(map(int, bar.numbers)) for bar in bars(sketch)] == [tuple(each) for each in numbers]


def test_one_picture_has_bars_of_one_form_and_a_name_for_every_colour_in_it() -> None:
    seen = set()
    for one in (sample(), sample("12345", invited=MANY), sample("2345", invited={"sagsbehandler": 5})):
        for sketch in every_sketch(one):
            fills = {fill for bar in bars(sketch) for fill in bar.fills}
            assert fills <= {fill for fill, _ in sketch.painting.key}
        seen.add(frozenset(fill for bar in bars(drawn(one)) for fill in bar.fills))
    assert seen == {frozenset(FIVE), frozenset(THREE)}


def test_an_item_in_words_and_one_that_is_not_shown_are_rows_of_text() -> None:
    five = sample("2345", invited={"sagsbehandler": 5})
    rows = [each for sketch in items(five.round, five.release, DANISH).values() for each in sketch.painting.rows]
    said = [each.note for each in rows if each.drawn is None]
    assert "5 svar: næsten alle er enige" in said
    some = sample("nn5", invited={"sagsbehandler": 17}, seed=4)
    notes = [each.note for sketch in items(some.round, some.release, DANISH).values() for each in sketch.painting.rows]
    assert "Vises ikke: for få svar." in notes


def test_suffixes_stand_beside_the_bar_and_limits_in_the_heading() -> None:
    one = sample("15", seed=6)
    beside = {text for each in drawn(one).painting.rows for text in each.beside}
    assert "delte meninger" in beside
    assert {part.heading for part in drawn(one).painting.parts} <= {
        "Velimplementeret (75-100)",
        "Delvist implementeret (50-74)",
        "Ikke implementeret endnu (0-49)",
    }


def test_a_theme_that_is_not_shown_says_so_and_has_no_bar() -> None:
    nothing, shown = sample("n"), sample()
    few = replace(shown, release=replace(shown.release, withheld=nothing.release.withheld))
    last = drawn(few).painting.parts[-1]
    assert last.heading == "For få svar"
    assert all(each.drawn is None for each in last.rows)


@pytest.mark.parametrize("one", [sample(rate=0.1, seed=4), sample("n"), sample("4", invited={"sagsbehandler": 7})])
def test_nothing_is_drawn_where_nothing_may_be_shown_in_numbers(one: Sample) -> None:
    assert list(every_sketch(one)) == []


def test_groups_stand_below_each_other_only_where_they_rest_on_the_same_items() -> None:
    one = sample("12345", invited={"leder": 20, "superbruger": 20, "sagsbehandler": 20}, grouping="roles")
    found = groups(one.round, one.release, DANISH)
    names = {"Lederne": "leder", "Superbrugerne": "superbruger", "Sagsbehandlerne": "sagsbehandler", "Alle": TOTAL}
    by_name = {theme.name.da: theme for theme in one.round.barometer.themes}
    theme = None
    for sketch in found.values():
        assert len(sketch.painting.rows) <= MOST_BARS
        for part in sketch.painting.parts:
            theme = by_name.get(part.heading, theme)
            assert theme is not None
            bases = [items_in_numbers(theme, one.release.populations[names[each.name]]).keys() for each in part.rows]
            assert all(base == bases[0] for base in bases)
        headings = [part.heading for part in sketch.painting.parts]
        said = "kan ikke holdes op mod" in " ".join(sketch.painting.notes)
        assert said == ("Ud fra andre udsagn:" in headings)


def test_every_theme_of_every_shown_group_is_in_one_of_the_pictures() -> None:
    one = sample("12345", invited=MANY)
    rows = [each for sketch in groups(one.round, one.release, DANISH).values() for each in sketch.painting.rows]
    shown = Counter(theme for population in one.release.populations.values() for theme in population.themes)
    assert len(rows) == sum(times for times in shown.values() if times > 1)


def test_a_theme_that_only_everybody_has_is_in_no_picture_of_groups() -> None:
    one = sample("45", invited={"leder": 2, "superbruger": 4, "sagsbehandler": 17})
    assert len(one.release.populations) > 1
    assert {
        theme for name in one.release.populations if name != TOTAL for theme in one.release.populations[name].themes
    } == set()
    assert groups(one.round, one.release, DANISH) == {}


def test_before_and_after_has_points_and_a_word_for_every_theme_with_a_change() -> None:
    before, after = two_rounds()
    sketch, found = change_sketch(before, after), (after.release.change or {})[TOTAL]
    assert sketch is not None
    for theme in after.round.barometer.themes:
        each = row(sketch, theme.name.da)
        if theme.id not in found:
            assert each.drawn is None
            assert each.note
            continue
        points = [one.release.everybody.themes[theme.id].points for one in (before, after)]
        assert each.drawn == Step(*points)
        assert each.number == change_points(found[theme.id])
        assert f"{points[0]} → {points[1]}" in each.beside


def test_the_two_marks_are_named_with_the_day_on_which_each_round_closed() -> None:
    """Two courses one after the other both have a barometer 1."""
    before, after = two_rounds()
    sketch = change_sketch(before, after)
    assert sketch is not None
    assert sketch.painting.steps == (
        "Barometer 1, lukket mandag 25. januar 2027",
        "Barometer 2, lukket mandag 25. januar 2027",
    )


def test_a_theme_with_a_reworded_item_is_not_comparable_and_says_why() -> None:
    before, after = two_rounds(reworded(shipped()))
    sketch = change_sketch(before, after)
    assert sketch is not None
    assert sketch.painting.parts[-1].heading == "Ikke sammenlignelig"
    assert row(sketch, after.round.barometer.themes[0].name.da).note == "bygger ikke på de samme udsagn"


def test_no_picture_is_made_of_two_rounds_without_a_theme_in_common() -> None:
    before, after = two_rounds()
    nothing = replace(after, release=replace(after.release, change={}))
    assert change_sketch(before, nothing) is None


@pytest.mark.parametrize(
    ("points", "said"), [(7.5, "+8"), (-7.5, "−8"), (0.4, "0"), (-0.4, "0"), (0.5, "+1"), (-12.4, "−12")]
)
def test_a_change_is_told_in_whole_points_with_its_sign(points: float, said: str) -> None:
    assert change_points(Change(points, ChangeWord.TOO_FEW_TO_TELL)) == said


def test_nothing_danish_is_left_in_english_pictures() -> None:
    before, after = two_rounds(reworded(shipped()))
    compared_sketch = change_sketch(before, after, ENGLISH)
    assert compared_sketch is not None
    texts = [str(sketch) for one in (sample("2345", rate=0.7), after) for sketch in every_sketch(one, ENGLISH)]
    for danish in ("udsagn", "svaret", "implementeret", "enige", "Vises", "Grupper", "søjlerne", "siden", "Søjler"):
        assert all(danish not in text for text in [*texts, str(compared_sketch)]), danish
