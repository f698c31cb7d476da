from __future__ import annotations

from fractions import Fraction
from math import comb, isclose
from statistics import fmean, stdev
from statistics import median as plain_median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from domain.intervals import (
    Sample,
    finite_population_factor,
    logical_bounds,
    mean_interval,
    people,
    t_quantile,
    welch_interval,
    wilson,
)
from domain.scoring import (
    ChangeWord,
    Counts,
    Label,
    ResponseWords,
    Words,
    almost_alike,
    bins,
    change_word,
    competition_ranks,
    consensus,
    divided,
    flipped,
    half_up,
    label,
    median,
    points,
    response_words,
    uncertain,
    whole_percents,
)

counts_of_somebody = st.tuples(*[st.integers(0, 40)] * 5).filter(any)
two_or_more = counts_of_somebody.filter(lambda counts: sum(counts) > 1)


def levels(counts: Counts) -> list[int]:
    return [level for level, count in enumerate(counts, 1) for _ in range(count)]


# Percents, points and ranks: whole numbers


@given(st.lists(st.integers(0, 500), min_size=1, max_size=7).filter(any))
def test_whole_percents_sum_to_100_and_are_never_a_whole_percent_off(counts: list[int]) -> None:
    percents = whole_percents(counts)
    assert sum(percents) == 100
    assert all(
        abs(percent - Fraction(100 * count, sum(counts))) < 1 for percent, count in zip(percents, counts, strict=True)
    )


def test_of_equal_remainders_the_lower_category_gets_the_percent() -> None:
    assert whole_percents([1, 1, 1]) == (34, 33, 33)
    assert whole_percents([0, 1, 1, 1, 0]) == (0, 34, 33, 33, 0)
    assert whole_percents([1, 2, 3]) == (17, 33, 50)


def test_nobody_gives_no_percents() -> None:
    assert whole_percents([0, 0, 0, 0, 0]) == ()


@pytest.mark.parametrize(
    ("value", "whole"), [("74.5", 75), ("64.5", 65), ("74.49", 74), ("0.5", 1), ("2.5", 3), ("0", 0)]
)
def test_a_half_goes_up_where_floats_would_go_to_the_even_number(value: str, whole: int) -> None:
    assert half_up(Fraction(value)) == whole


def test_points_run_from_0_to_100() -> None:
    assert [points(Fraction(mean)) for mean in ("1", "2", "3", "4", "5")] == [0, 25, 50, 75, 100]
    assert points(Fraction("3.98")) == 75
    assert points(Fraction("3.97")) == 74


def test_equal_means_share_a_rank_and_keep_the_order_of_the_questions() -> None:
    means = {"a": Fraction(3), "b": Fraction(4), "c": Fraction(12, 3), "d": Fraction(5)}
    assert competition_ranks(means) == (("d", 1), ("b", 2), ("c", 2), ("a", 4))


def test_ranks_of_nothing_are_nothing() -> None:
    assert competition_ranks({}) == ()


# Averages and spread


@given(two_or_more)
def test_mean_sd_and_median_are_those_of_the_single_answers(counts: Counts) -> None:
    sample, values = Sample.of_counts(counts), levels(counts)
    assert sample.mean == Fraction(sum(values), len(values))
    assert isclose(sample.sd, stdev(values), abs_tol=1e-12)
    assert median(counts) == plain_median(values)


@given(st.dictionaries(st.fractions(1, 5, max_denominator=5), st.integers(1, 9), min_size=1))
def test_a_sample_of_person_means_counts_every_person(values: dict[Fraction, int]) -> None:
    sample, every = Sample.of_values(values), [value for value, times in values.items() for _ in range(times)]
    assert sample.n == len(every)
    assert isclose(sample.mean, fmean(every))
    assert len(every) < 2 or isclose(sample.sd, stdev(every), abs_tol=1e-9)


def test_the_median_of_an_even_number_lies_between_the_middle_two() -> None:
    assert median((2, 0, 0, 2, 0)) == Fraction(5, 2)
    assert median((0, 0, 1, 0, 0)) == 3


def test_consensus_is_1_when_all_agree_and_0_when_split_to_the_ends() -> None:
    assert consensus((0, 0, 0, 8, 0)) == 1
    assert consensus((4, 0, 0, 0, 4)) == 0
    assert consensus((8, 0, 0, 0, 0)) == 1


@given(counts_of_somebody)
def test_consensus_lies_between_0_and_1_and_does_not_mind_the_direction(counts: Counts) -> None:
    assert -1e-12 <= consensus(counts) <= 1
    assert isclose(consensus(counts), consensus(flipped(counts)), abs_tol=1e-12)


def test_a_calm_distribution_is_not_divided_and_two_camps_are() -> None:
    assert not divided((0, 3, 6, 3, 0))
    assert divided((0, 3, 4, 3, 0))
    assert divided((4, 0, 2, 0, 2))
    assert divided((10, 0, 0, 0, 3))
    assert divided((0, 2, 1, 0, 7))
    assert not divided((0, 0, 0, 0, 5))


def test_30_percent_on_either_side_is_enough_to_be_divided() -> None:
    assert divided((0, 30, 40, 30, 0))
    assert not divided((0, 29, 42, 29, 0))


@pytest.mark.parametrize(
    ("three", "words"),
    [
        ((5, 0, 0), Words.ALMOST_ALL_DISAGREE),
        ((0, 6, 1), Words.ALMOST_ALL_NEITHER),
        ((1, 0, 8), Words.ALMOST_ALL_AGREE),
        ((2, 0, 5), None),
        ((1, 1, 5), None),
        ((0, 0, 0), None),
    ],
)
def test_all_or_all_but_one_in_a_bin_become_words(three: tuple[int, int, int], words: Words | None) -> None:
    assert almost_alike(three) is words


def test_bins_join_both_ends() -> None:
    assert bins((1, 2, 3, 4, 5)) == (3, 3, 9)
    assert flipped((1, 2, 3, 4, 5)) == (5, 4, 3, 2, 1)


# Labels and words


def test_labels_follow_the_points_shown() -> None:
    limits = {"3.98": Label.WELL, "3.97": Label.PARTLY, "2.98": Label.PARTLY, "2.97": Label.NOT_YET, "1": Label.NOT_YET}
    assert {mean: label(Fraction(mean)) for mean in limits} == limits


@pytest.mark.parametrize(
    ("mean", "low", "high", "unsure"),
    [
        ("4.2", "3.98", "5", False),
        ("4.2", "3.97", "5", True),
        ("3.5", "2.98", "3.97", False),
        ("3.5", "2.97", "3.97", True),
        ("3.5", "2.98", "3.98", True),
        ("2", "1", "2.97", False),
        ("2", "1", "2.98", True),
    ],
)
def test_a_label_is_uncertain_when_its_interval_leaves_its_range(
    mean: str, low: str, high: str, *, unsure: bool
) -> None:
    assert uncertain(Fraction(mean), (Fraction(low), Fraction(high))) is unsure


def test_response_words_follow_the_exact_share() -> None:
    assert response_words(70, 100) is None
    assert response_words(699, 1000) is ResponseWords.SOME_MISSING
    assert response_words(50, 100) is ResponseWords.SOME_MISSING
    assert response_words(499, 1000) is ResponseWords.UNDER_HALF
    assert response_words(0, 10) is ResponseWords.UNDER_HALF


# Intervals


@given(probability=st.floats(0.55, 0.9995), degrees=st.floats(1, 5000))
def test_the_t_quantile_is_scipys(probability: float, degrees: float) -> None:
    assert isclose(t_quantile(probability, degrees), stats.t.ppf(probability, degrees), rel_tol=1e-9)


@given(n=st.integers(1, 200), data=st.data())
def test_wilson_without_an_end_to_the_population_is_scipys(n: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, n))
    theirs = stats.binomtest(x, n).proportion_ci(0.95, method="wilson")
    assert wilson(x, n, 10**15) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(counts=two_or_more, silent=st.integers(0, 50))
def test_the_interval_of_a_mean_is_t_with_correction_cut_to_what_is_possible(counts: Counts, silent: int) -> None:
    sample, population = Sample.of_counts(counts), sum(counts) + silent
    low, high = mean_interval(sample, population)
    possible = [(sample.total + end * silent) / population for end in (1, 5)]
    assert possible[0] <= low <= sample.mean <= high <= possible[1]
    if silent and sample.variance:
        error = stats.sem(levels(counts)) * finite_population_factor(sample.n, population)
        theirs = stats.t.interval(0.95, sample.n - 1, float(sample.mean), error)
        assert float(low) == pytest.approx(max(theirs[0], possible[0]))
        assert float(high) == pytest.approx(min(theirs[1], possible[1]))


def test_without_spread_only_the_logical_bounds_are_honest() -> None:
    assert mean_interval(Sample.of_counts((0, 0, 0, 8, 0)), 10) == (Fraction(34, 10), Fraction(42, 10))
    assert mean_interval(Sample.of_counts((0, 0, 0, 1, 0)), 2) == (Fraction(5, 2), Fraction(9, 2))
    assert mean_interval(Sample.of_counts((0, 0, 0, 0, 0)), 4) == (Fraction(1), Fraction(5))


def test_when_everybody_answered_the_mean_is_a_point() -> None:
    assert mean_interval(Sample.of_counts((1, 0, 0, 2, 0)), 3) == (Fraction(3), Fraction(3))


@given(n=st.integers(1, 60), silent=st.integers(0, 40), data=st.data())
def test_people_who_agree_lie_within_the_logical_bounds_and_include_the_estimate(
    n: int, silent: int, data: st.DataObject
) -> None:
    x = data.draw(st.integers(0, n))
    low, high = people(x, n, n + silent)
    least, most = logical_bounds(x, n, n + silent)
    assert least <= low <= high <= most == x + silent
    assert low <= Fraction(x, n) * (n + silent) <= high
    assert silent or low == high == x


@given(n=st.integers(1, 60), silent=st.integers(1, 40), data=st.data())
def test_people_who_agree_are_rounded_outward(n: int, silent: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, n))
    ends = [share * (n + silent) for share in wilson(x, n, n + silent)]
    least, most = logical_bounds(x, n, n + silent)
    low, high = people(x, n, n + silent)
    assert low == least or ends[0] - 1 < low <= ends[0] + 1e-6
    assert high == most or ends[1] - 1e-6 <= high < ends[1] + 1


@pytest.mark.parametrize(("population", "n"), [(8, 5), (14, 8), (20, 14), (23, 18), (40, 20)])
def test_people_who_agree_cover_the_truth_in_95_percent_of_rounds_whatever_the_truth(population: int, n: int) -> None:
    """Exact enumeration: every number of people who agree, every sample of n."""
    for truth in range(population + 1):
        covered = sum(
            comb(truth, x) * comb(population - truth, n - x)
            for x in range(max(0, n - population + truth), min(n, truth) + 1)
            if people(x, n, population)[0] <= truth <= people(x, n, population)[1]
        )
        assert covered / comb(population, n) >= 0.95


# Change since last time


@given(before=two_or_more, after=two_or_more, confidence=st.sampled_from([0.8, 0.95]))
def test_the_interval_of_a_change_is_welchs(before: Counts, after: Counts, confidence: float) -> None:
    ours = welch_interval(Sample.of_counts(before), Sample.of_counts(after), confidence)
    if ours is None:
        assert len(set(levels(before))) == len(set(levels(after))) == 1
        return
    theirs = stats.ttest_ind(levels(after), levels(before), equal_var=False).confidence_interval(confidence)
    assert ours == pytest.approx((theirs.low, theirs.high), abs=1e-8)


def test_a_change_without_spread_on_either_side_gets_no_word() -> None:
    same = Sample.of_counts((0, 0, 0, 9, 0))
    assert change_word(same, Sample.of_counts((0, 0, 0, 0, 9)), Fraction(25)) is None
    assert change_word(Sample.of_counts((0, 0, 0, 1, 0)), same, Fraction(0)) is None


def test_change_words_tell_the_sure_from_the_likely() -> None:
    low, high = Sample.of_counts((4, 6, 4, 0, 0)), Sample.of_counts((0, 0, 4, 6, 4))
    assert change_word(low, high, Fraction(50)) is ChangeWord.CLEARLY_HIGHER
    assert change_word(high, low, Fraction(-50)) is ChangeWord.CLEARLY_LOWER
    middle = Sample.of_counts((2, 3, 6, 3, 2))
    little_more = Sample.of_counts((0, 2, 5, 5, 4))
    assert change_word(middle, little_more, Fraction(17)) is ChangeWord.MAYBE_HIGHER
    assert change_word(little_more, middle, Fraction(-17)) is ChangeWord.MAYBE_LOWER
    assert change_word(middle, little_more, Fraction(499, 100)) is ChangeWord.TOO_FEW_TO_TELL
    assert change_word(middle, middle, Fraction(0)) is ChangeWord.TOO_FEW_TO_TELL


def test_a_change_word_never_contradicts_the_points_beside_it() -> None:
    low, high = Sample.of_counts((4, 6, 4, 0, 0)), Sample.of_counts((0, 0, 4, 6, 4))
    assert change_word(low, high, Fraction(-6)) is ChangeWord.TOO_FEW_TO_TELL
    assert change_word(high, low, Fraction(6)) is ChangeWord.TOO_FEW_TO_TELL
