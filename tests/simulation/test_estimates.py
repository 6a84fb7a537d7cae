"""Means with their intervals, and scenarios compared in pairs."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from routing.conference.simulation import estimate, paired

VALUES = [3.1, 4.0, 2.2, 5.9, 3.3, 4.4]


def test_an_interval_is_that_of_student() -> None:
    found = estimate(VALUES)
    low, high = stats.t.interval(0.95, len(VALUES) - 1, loc=found.mean, scale=stats.sem(VALUES))
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)


def test_nothing_is_known_of_the_spread_of_one_value() -> None:
    found = estimate([2.0])
    assert (found.mean, found.low, found.high) == (2.0, -math.inf, math.inf)


def test_an_interval_can_be_cut_at_what_cannot_be() -> None:
    found = estimate([0.0, 0.1, 0.0]).within(0, 1)
    assert found.low == 0
    assert found.half_width > found.mean - found.low


def test_a_mean_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        estimate([])


def test_a_difference_is_that_of_the_pairs() -> None:
    other = [value + 1 for value in VALUES]
    found = paired(VALUES, other)
    assert found.difference.mean == pytest.approx(1)
    assert found.difference.half_width == pytest.approx(0, abs=1e-9)
    assert found.correlation == pytest.approx(1)
    assert found.saved == pytest.approx(1)


def test_what_does_not_vary_has_no_correlation() -> None:
    found = paired([1.0, 1.0], [1.0, 1.0])
    assert (found.correlation, found.saved) == (None, None)
