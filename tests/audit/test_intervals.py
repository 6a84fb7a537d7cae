"""`routing.audit.intervals`: against the values that the papers print."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.audit.intervals import difference, median, median_interval, wilson, z_of

Z = z_of(0.95)

# Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3
SINGLE = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611), (1, 29): (0.0061, 0.1718)}
# ibid. 873-890, table II, method 10
DIFFERENCES = {
    ((56, 70), (48, 80)): (0.0524, 0.3339),
    ((9, 10), (3, 10)): (0.1705, 0.8090),
    ((6, 7), (2, 7)): (0.0582, 0.8062),
    ((5, 56), (0, 29)): (-0.0381, 0.1926),
    ((0, 10), (0, 20)): (-0.1611, 0.2775),
    ((0, 10), (0, 10)): (-0.2775, 0.2775),
    ((10, 10), (0, 20)): (0.6791, 1.0),
    ((10, 10), (0, 10)): (0.6075, 1.0),
}


@pytest.mark.parametrize("counts", SINGLE)
def test_the_interval_of_a_share_is_that_of_the_paper(counts: tuple[int, int]) -> None:
    assert [round(end, 4) for end in wilson(*counts, Z)] == list(SINGLE[counts])


@pytest.mark.parametrize("counts", DIFFERENCES)
def test_the_interval_of_a_difference_is_that_of_the_paper(counts: tuple[tuple[int, int], tuple[int, int]]) -> None:
    assert [round(end, 4) for end in difference(*counts, Z)] == list(DIFFERENCES[counts])


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_in_its_interval_and_mirrors_its_complement(counts: tuple[int, int]) -> None:
    found, of = counts
    low, high = wilson(found, of, Z)
    assert 0 <= low <= found / of <= high <= 1
    mirrored = wilson(of - found, of, Z)
    assert math.isclose(low, 1 - mirrored[1], abs_tol=1e-12)
    assert math.isclose(high, 1 - mirrored[0], abs_tol=1e-12)


def test_more_comparisons_make_wider_intervals() -> None:
    assert round(z_of(0.95, 20), 3) == 3.023
    low, high = difference((30, 100), (20, 100), z_of(0.95))
    wider = difference((30, 100), (20, 100), z_of(0.95, 20))
    assert wider[0] < low < high < wider[1]


def test_a_median_is_in_the_middle_and_infinite_where_half_are_still_waiting() -> None:
    assert median([1, 2, 9]) == 2
    assert median([1, 2, 4, 9]) == 3
    assert median([1, math.inf, math.inf]) == math.inf


def test_the_ranks_around_a_median_are_those_of_the_paper() -> None:
    # Campbell and Gardner 1988: of 100 the 40th and the 61st
    assert median_interval(list(range(1, 101)), Z) == (40, 61)
    assert median_interval([1, 2, 3], Z) is None
