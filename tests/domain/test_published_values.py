"""Our figures against values that others have published, as their documentation prints them."""

from __future__ import annotations

from math import sqrt

import pytest

from domain.intervals import finite_population_factor, mean_half_width, wilson
from domain.scoring import consensus


def test_the_share_of_a_finite_population_is_that_of_stat_extend() -> None:
    """stat.extend, CONF.prop: alpha 0.05, 14 of 32 in a population of 1000."""
    assert wilson(14, 32, 1000) == pytest.approx((0.283745994666663, 0.604278989534686), abs=1e-14)


def test_the_standard_error_of_a_mean_is_that_of_statpsych() -> None:
    """statpsych, ci.mean.fpc: mean 24.5, sd 3.65, n 40, N 300."""
    assert round(3.65 / sqrt(40) * finite_population_factor(40, 300), 7) == 0.5381631


def test_the_interval_of_a_mean_is_that_of_statpsych() -> None:
    """statpsych, ci.mean.fpc: alpha 0.05, mean 24.5, sd 3.65, n 40, N 300."""
    half = mean_half_width(3.65**2, 40, 300, 0.95)
    assert (round(24.5 - half, 5), round(24.5 + half, 5)) == (23.41146, 25.58854)


def test_the_correction_for_a_finite_population_is_that_of_statpsych() -> None:
    """statpsych, ci.prop.fpc: n 100, N 400."""
    assert round(finite_population_factor(100, 400), 5) == 0.86711


def test_consensus_is_that_of_agrmt() -> None:
    """agrmt, consensus: seven categories with 30, 40, 210, 130, 530, 50 and 10."""
    assert round(consensus((30, 40, 210, 130, 530, 50, 10)), 7) == 0.7256876
