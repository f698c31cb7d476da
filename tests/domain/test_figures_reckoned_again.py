"""Every figure of an item, a theme and a change against SciPy, NumPy and statsmodels, on random answers, to 1e-6."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from domain.barometers import Item
from domain.figures import ItemFigures, item_figures, theme_figures
from domain.intervals import Sample, finite_population_factor, mean_interval, people, welch_interval, wilson
from domain.scoring import Counts, Suffix, competition_ranks, consensus, flipped, half_up
from domain.tallies import Spread, Tally
from domain.withholding import Resolution
from tests.domain.small_rounds import item

CLOSE = 1e-6
counts_of_two = st.tuples(*[st.integers(0, 30)] * 5).filter(lambda counts: sum(counts) > 1)
silent_people = st.integers(0, 60)
person_means = st.lists(st.fractions(1, 5, max_denominator=6), min_size=2, max_size=40)


def levels(counts: Counts) -> list[int]:
    return [level for level, count in enumerate(counts, 1) for _ in range(count)]


def sample(values: list[Fraction]) -> Sample:
    return Sample.of_values({value: values.count(value) for value in values})


def figures(asked: Item, counts: Counts, silent: int, resolution: Resolution = Resolution.LEVELS) -> ItemFigures:
    tally = Tally(counts=counts, not_relevant=2, skipped=1, invited=sum(counts) + silent + 2)
    return item_figures(asked, tally, resolution, invited_known=True)


@given(counts=counts_of_two, silent=silent_people, is_reversed=st.booleans())
def test_averages_and_spread_are_those_of_numpy(counts: Counts, silent: int, *, is_reversed: bool) -> None:
    found = figures(item("q1", "a", is_reversed=is_reversed), counts, silent)
    values = np.array(levels(flipped(counts) if is_reversed else counts))
    described = DescrStatsW(values)
    assert found.mean == pytest.approx(described.mean, abs=CLOSE)
    assert found.median == float(np.median(values))
    assert found.sd == pytest.approx(np.sqrt(described.var * len(values) / (len(values) - 1)), abs=CLOSE)
    assert found.agree_share == pytest.approx(np.mean(values >= 4), abs=CLOSE)
    assert found.points == floor(Fraction(25 * (int(values.sum()) - len(values)), len(values)) + Fraction(1, 2))


@given(counts=counts_of_two, silent=silent_people)
def test_the_interval_of_a_mean_is_students_t_with_a_finite_population(counts: Counts, silent: int) -> None:
    found = figures(item("q1", "a"), counts, silent).mean_interval95
    values, eligible = np.array(levels(counts)), sum(counts) + silent
    possible = [(values.sum() + end * silent) / eligible for end in (1, 5)]
    theirs = possible
    if silent and values.std():
        error = stats.sem(values) * np.sqrt((eligible - len(values)) / (eligible - 1))
        low, high = stats.t.interval(0.95, len(values) - 1, values.mean(), error)
        theirs = [max(low, possible[0]), min(high, possible[1])]
    assert found == pytest.approx(theirs, abs=CLOSE)


@given(n=st.integers(1, 60), silent=st.integers(1, 60), data=st.data())
def test_wilson_with_a_finite_population_is_wilson_of_the_effective_number(
    n: int, silent: int, data: st.DataObject
) -> None:
    """The correction by another way: as many answers as would say as much in an endless population."""
    agree, population = data.draw(st.integers(0, n)), n + silent
    effective = n * (population - 1) / silent
    low, high = proportion_confint(agree / n * effective, effective, alpha=0.05, method="wilson")
    assert wilson(agree, n, population) == pytest.approx((low, high), abs=1e-9)
    outward = max(agree, floor(low * population + 1e-9)), min(agree + silent, ceil(high * population - 1e-9))
    assert people(agree, n, population) == outward


@given(n=st.integers(1, 60), silent=st.integers(1, 60), data=st.data())
def test_the_ends_of_wilson_are_where_the_score_test_would_just_reject(
    n: int, silent: int, data: st.DataObject
) -> None:
    """Wilson by its definition: both ends lie z standard errors, as large as they are there, from what was found."""
    agree, population = data.draw(st.integers(0, n)), n + silent
    z = stats.norm.ppf(0.975)
    for end in wilson(agree, n, population):
        error = np.sqrt(max(0.0, end * (1 - end)) / n) * finite_population_factor(n, population)
        assert abs(end - agree / n) == pytest.approx(z * error, abs=1e-7)


@given(counts=st.tuples(*[st.integers(0, 30)] * 5).filter(any))
def test_consensus_is_tastle_and_wiermans_over_single_answers(counts: Counts) -> None:
    """By one answer at a time: 1 plus the mean of log2(1 - distance from the mean / 4)."""
    values = np.array(levels(counts))
    theirs = 1 + np.mean([log2(1 - abs(value - values.mean()) / 4) for value in values])
    assert consensus(counts) == pytest.approx(theirs, abs=1e-9)


@given(st.lists(st.fractions(1, 5, max_denominator=12), min_size=1, max_size=40))
def test_ranks_are_those_of_scipy(means: list[Fraction]) -> None:
    """SciPy ranks floats, of which these fractions have none in common unless they are equal."""
    by_item = {f"q{number}": mean for number, mean in enumerate(means)}
    theirs = stats.rankdata([-float(mean) for mean in means], method="min")
    assert dict(competition_ranks(by_item)) == dict(zip(by_item, map(int, theirs), strict=True))


@given(before=person_means, after=person_means, confidence=st.sampled_from([0.80, 0.95]))
def test_the_interval_of_a_change_is_that_of_two_libraries(
    before: list[Fraction], after: list[Fraction], confidence: float
) -> None:
    ours = welch_interval(sample(before), sample(after), confidence)
    if len(set(before)) == len(set(after)) == 1:
        assert ours is None
        return
    waves = [np.array([float(mean) for mean in means]) for means in (after, before)]
    compared = CompareMeans(*map(DescrStatsW, waves)).tconfint_diff(1 - confidence, usevar="unequal")
    assert ours == pytest.approx(compared, abs=CLOSE)
    if all(len(set(means)) > 1 for means in (before, after)):
        theirs = stats.ttest_ind(*waves, equal_var=False).confidence_interval(confidence)
        assert ours == pytest.approx((theirs.low, theirs.high), abs=CLOSE)


@given(
    means=st.lists(st.fractions(1, 5, max_denominator=9), min_size=1, max_size=8),
    people_=person_means,
    silent=silent_people,
)
def test_a_theme_is_the_mean_of_item_means_and_uncertain_by_the_interval_of_persons(
    means: list[Fraction], people_: list[Fraction], silent: int
) -> None:
    spread = Spread(sample(people_), len(people_) + silent)
    found = theme_figures(means, of=len(means), divided_items=0, spread=spread)
    mean = sum(means, Fraction(0)) / len(means)
    assert found.mean == pytest.approx(np.mean([float(one) for one in means]), abs=CLOSE)
    assert found.points == half_up(25 * (mean - 1))
    low, high = (25 * (float(bound) - 1) for bound in mean_interval(spread.sample, spread.concerned, 0.80))
    ranges = {"well": (74.5, 1000.0), "partly": (49.5, 74.5), "not_yet": (-1000.0, 49.5)}
    least, below = ranges[found.label]
    if min(abs(bound - limit) for bound in (low, high) for limit in (49.5, 74.5)) > 1e-9:
        assert (Suffix.UNCERTAIN in found.suffixes) == (not (least <= low and high < below))


@given(values=person_means, silent=silent_people)
def test_the_80_percent_interval_of_persons_is_students_t(values: list[Fraction], silent: int) -> None:
    population = len(values) + silent
    low, high = mean_interval(sample(values), population, 0.80)
    if not silent or len(set(values)) == 1:
        assert (low, high) == tuple((sum(values) + end * silent) / population for end in (1, 5))
        return
    as_floats = np.array([float(value) for value in values])
    error = stats.sem(as_floats) * np.sqrt(silent / (population - 1))
    theirs = stats.t.interval(0.80, len(values) - 1, as_floats.mean(), error)
    possible = [(as_floats.sum() + end * silent) / population for end in (1, 5)]
    assert (float(low), float(high)) == pytest.approx(
        (max(theirs[0], possible[0]), min(theirs[1], possible[1])), abs=CLOSE
    )
