"""Confidence intervals for shares, their differences, and medians. Closed formulas, each with its source.

Share: the score interval of Wilson (1927), as recommended by Newcombe, Two-sided confidence intervals for the single
proportion, Statistics in Medicine 17 (1998) 857-872, method 3. Difference of two shares: Newcombe, Interval estimation
for the difference between independent proportions, ibid. 873-890, method 10. Median: the ranks of Campbell and Gardner,
Calculating confidence intervals for some non-parametric analyses, BMJ 296 (1988) 1454-1456.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

Interval = tuple[float, float]


def z_of(level: float, comparisons: int = 1) -> float:
    """The quantile for a two-sided level, divided among so many comparisons (Bonferroni).

    >>> round(z_of(0.95), 2), round(z_of(0.95, 10), 2)
    (1.96, 2.81)
    """
    return NormalDist().inv_cdf(1 - (1 - level) / (2 * comparisons))


def wilson(found: int, of: int, z: float) -> Interval:
    """The interval of a share, `found` of `of` (at least 1).

    >>> tuple(round(end, 4) for end in wilson(81, 263, 1.959964))
    (0.2553, 0.3662)
    """
    share = found / of
    middle = 2 * found + z * z
    width = z * math.sqrt(z * z + 4 * found * (1 - share))
    # the ends are exact where nobody or everybody is found
    low = 0.0 if found == 0 else (middle - width) / (2 * (of + z * z))
    return low, 1.0 if found == of else (middle + width) / (2 * (of + z * z))


def difference(one: tuple[int, int], other: tuple[int, int], z: float) -> Interval:
    """The interval of the first share less the second, each `(found, of)`.

    >>> tuple(round(end, 4) for end in difference((56, 70), (48, 80), 1.959964))
    (0.0524, 0.3339)
    """
    (first, second), ((low, high), (other_low, other_high)) = shares(one, other), (wilson(*one, z), wilson(*other, z))
    below = math.hypot(first - low, other_high - second)
    above = math.hypot(high - first, second - other_low)
    return first - second - below, first - second + above


def shares(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    """Two shares."""
    return one[0] / one[1], other[0] / other[1]


def median(ordered: Sequence[float]) -> float:
    """The median of numbers in order, at least one; infinite ones stand for those not there yet."""
    middle = len(ordered) // 2
    low, high = ordered[(len(ordered) - 1) // 2], ordered[middle]
    return high if low == high else (low + high) / 2


def median_interval(ordered: Sequence[float], z: float) -> Interval | None:
    """The interval of a median of numbers in order; None where there are too few for one."""
    count = len(ordered)
    below = round(count / 2 - z * math.sqrt(count) / 2)
    above = round(1 + count / 2 + z * math.sqrt(count) / 2)
    return (ordered[below - 1], ordered[above - 1]) if below >= 1 and above <= count else None
