"""How sure a figure is: the only place of the domain that calculates with floats.

A round asks a whole department, so every interval about the department itself is narrowed by the
finite-population factor: when everybody has answered, nothing is left to guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, exp, floor, lgamma, log, pi, sqrt
from statistics import NormalDist

Interval = tuple[Fraction, Fraction]

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Sample:
    """Values from 1 to 5, kept as the exact sums that a mean and its interval need."""

    n: int
    total: Fraction
    squares: Fraction

    @classmethod
    def of_counts(cls, counts: Sequence[int]) -> Sample:
        """The sample of single answers; `counts[0]` people answered 1, and so on."""
        levels = range(LOWEST, HIGHEST + 1)
        total = sum(level * count for level, count in zip(levels, counts, strict=True))
        squares = sum(level * level * count for level, count in zip(levels, counts, strict=True))
        return cls(n=sum(counts), total=Fraction(total), squares=Fraction(squares))

    @classmethod
    def of_values(cls, values: Mapping[Fraction, int]) -> Sample:
        """The sample in which each value occurs as often as the mapping says."""
        return cls(
            n=sum(values.values()),
            total=sum((value * times for value, times in values.items()), Fraction(0)),
            squares=sum((value * value * times for value, times in values.items()), Fraction(0)),
        )

    def __add__(self, other: Sample) -> Sample:
        return Sample(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> Fraction:
        return self.total / self.n

    @property
    def variance(self) -> Fraction:
        """With n-1 in the denominator; needs at least two values."""
        return (self.squares - self.total * self.total / self.n) / (self.n - 1)

    @property
    def sd(self) -> float:
        return sqrt(self.variance)

    def about(self, mean: Fraction) -> Sample:
        """A sample with the same spread and this mean."""
        return Sample(self.n, mean * self.n, self.squares + self.n * (mean * mean - self.mean * self.mean))


def finite_population_factor(n: int, population: int) -> float:
    """What n answers of `population` people leave of a standard error: sqrt((N-n)/(N-1)); 0 when all answered."""
    return 0.0 if n == population else sqrt((population - n) / (population - 1))


def wilson(x: int, n: int, population: int, confidence: float = 0.95) -> tuple[float, float]:
    """The share of `population` people that x of n answers (n >= 1) speak for: Wilson with the correction above."""
    if n == population:
        return x / n, x / n
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = x / n
    weight = z * z * (population - n) / (n * (population - 1))  # z squared over the effective number of answers
    centre = (share + weight / 2) / (1 + weight)
    half = sqrt(weight * share * (1 - share) + weight * weight / 4) / (1 + weight)
    return centre - half, centre + half


def logical_bounds(x: int, n: int, population: int) -> tuple[int, int]:
    """How many of `population` people it can be, whatever the silent ones think, when x of n said so."""
    return x, x + population - n


def people(x: int, n: int, population: int) -> tuple[int, int]:
    """How many of `population` people it probably is (95 %): Wilson, within the possible, outward to whole people."""
    least, most = logical_bounds(x, n, population)
    low, high = wilson(x, n, population)
    # The 1e-9 keeps a bound that is a whole number in theory from becoming the next one by rounding of floats.
    return max(least, floor(low * population + 1e-9)), min(most, ceil(high * population - 1e-9))


def mean_half_width(variance: Fraction | float, n: int, population: int, confidence: float) -> float:
    """Half the width of the interval of a mean: t(n-1) * s * sqrt((N-n) / ((N-1) n)); needs n >= 2."""
    standard_error = sqrt(variance / n) * finite_population_factor(n, population)
    return t_quantile((1 + confidence) / 2, n - 1) * standard_error


def mean_interval(sample: Sample, population: int, confidence: float = 0.95) -> Interval:
    """The mean of all `population` people, whole population included in what the silent ones may think.

    Where the answers show no spread, or there are fewer than two, only the logical bounds are honest;
    when everybody has answered, those are the mean itself.
    """
    silent = population - sample.n
    low = (sample.total + LOWEST * silent) / population
    high = (sample.total + HIGHEST * silent) / population
    if not silent or sample.n < 2 or not sample.variance:
        return low, high
    half = Fraction(mean_half_width(sample.variance, sample.n, population, confidence))
    return max(low, sample.mean - half), min(high, sample.mean + half)


def welch_interval(before: Sample, after: Sample, confidence: float) -> tuple[float, float] | None:
    """The difference of two means (after minus before), without finite-population correction.

    None where it cannot be told: fewer than two values on a side, or no spread on either.
    """
    if before.n < 2 or after.n < 2 or not (before.variance or after.variance):
        return None
    error_before, error_after = float(before.variance / before.n), float(after.variance / after.n)
    error = error_before + error_after
    degrees = error**2 / (error_before**2 / (before.n - 1) + error_after**2 / (after.n - 1))
    difference = float(after.mean - before.mean)
    half = t_quantile((1 + confidence) / 2, degrees) * sqrt(error)
    return difference - half, difference + half


@lru_cache(maxsize=4096)
def t_quantile(probability: float, degrees: float) -> float:
    """The quantile of Student's t distribution, for a probability above one half and `degrees` > 0, to 10 digits.

    Newton's method from the normal quantile: right of 0 the distribution function is concave and t lies beyond
    the normal quantile, so the steps only ever approach from the left.
    """
    t = NormalDist().inv_cdf(probability)
    for _ in range(200):
        step = (probability - _t_cdf(t, degrees)) / _t_density(t, degrees)
        t += step
        if step <= 1e-12 * t:
            break
    return t


def _t_density(t: float, degrees: float) -> float:
    scale = lgamma((degrees + 1) / 2) - lgamma(degrees / 2) - log(degrees * pi) / 2
    return exp(scale - (degrees + 1) / 2 * log(1 + t * t / degrees))


def _t_cdf(t: float, degrees: float) -> float:
    return 1 - _incomplete_beta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by the side of its continued fraction that converges fast."""
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation of the continued fraction (Numerical Recipes, section 6.4)."""
    tiny = 1e-300
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1), tiny)
    value = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = value
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d, tiny)
            c = _away_from_zero(1 + term / c, tiny)
            value *= c * d
        if abs(value - before) <= 1e-16 * abs(value):
            break
    return value


def _away_from_zero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny
