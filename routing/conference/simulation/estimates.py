"""What several replications say together: a mean with its interval, and the difference of two scenarios, paired."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` replications, the standard deviation among them, and the interval of confidence of the mean.

    `half_width` is half the width of the interval before it is cut at values that cannot be. With one replication
    nothing is known of the spread: `low`, `high` and `half_width` are infinite.
    """

    n: int
    mean: float
    sd: float
    low: float
    high: float
    half_width: float

    def within(self, least: float, most: float) -> Estimate:
        """The same with its interval cut at the least and the most that the mean can be."""
        return replace(self, low=max(self.low, least), high=min(self.high, most)) if self.n > 1 else self


@dataclass(frozen=True, slots=True)
class Paired:
    """The difference of a measure between two scenarios (`second` less `first`), replication by replication.

    `correlation` is that of the two; `saved` the share of the variance of the difference that common random numbers
    took away, against independent ones. Both are None where one of the two does not vary.
    """

    first: Estimate
    second: Estimate
    difference: Estimate
    correlation: float | None
    saved: float | None


def estimate(values: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """The mean of independent observations with its interval (Student's t). Raises ValueError for none."""
    n = len(values)
    if n == 0:
        raise ValueError("a mean needs at least one value")
    mean = math.fsum(values) / n
    if n == 1:
        return Estimate(1, mean, 0.0, -math.inf, math.inf, math.inf)
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    half = quantile(confidence, n - 1) * sd / math.sqrt(n)
    return Estimate(n, mean, sd, mean - half, mean + half, half)


def quantile(confidence: float, freedom: int) -> float:
    """The factor of Student's t for a two-sided interval."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + confidence) / 2))


def paired(first: Sequence[float], second: Sequence[float], confidence: float = CONFIDENCE) -> Paired:
    """Compare two scenarios in the same replications. Raises ValueError where they are not equally many."""
    differences = [b - a for a, b in zip(first, second, strict=True)]
    one, other = estimate(first, confidence), estimate(second, confidence)
    difference = estimate(differences, confidence)
    apart = one.sd**2 + other.sd**2
    correlation = None
    if one.sd > 0 and other.sd > 0:
        products = ((a - one.mean) * (b - other.mean) for a, b in zip(first, second, strict=True))
        correlation = math.fsum(products) / (one.n - 1) / (one.sd * other.sd)
    return Paired(one, other, difference, correlation, 1 - difference.sd**2 / apart if apart > 0 else None)
