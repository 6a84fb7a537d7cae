"""What was measured, as it is recorded, and the arithmetic on it: medians of ratios, growth, microseconds."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Data = Mapping[str, Any]

NATIVE, DECISION, HAND = "peer_native", "peer_native_decision", "peer_by_hand"
DURABLE, DURABLE_USUAL = "peer_durable_rules", "peer_durable_rules_usual"
CLIPS, CLIPS_USUAL, CLIPS_SHIPPED = "peer_clipspy", "peer_clipspy_usual", "peer_clipspy_shipped"
OWN = frozenset({HAND, NATIVE, "peer_native_case", DECISION, "peer_reference"})
"""The modules of this project's own parts, and of the rules by hand."""


class Spread(NamedTuple):
    """The median of some numbers, and the middle half of them."""

    median: float
    low: float
    high: float


def spread(numbers: Sequence[float]) -> Spread:
    """The median and the quartiles. One number is all three."""
    if len(numbers) == 1:
        return Spread(numbers[0], numbers[0], numbers[0])
    low, middle, high = statistics.quantiles(numbers, n=4, method="inclusive")
    return Spread(middle, low, high)


def ratio(slices: Sequence[Data]) -> Spread:
    """How many times as long as the rules by hand: each slice against those beside it."""
    return spread([one["peer"] / one["hand"] for one in slices])


class Results:
    """The record of one run: `machine`, `peers` in any order, and `alone`, of this project by itself."""

    def __init__(self, record: Data) -> None:
        self.record = record
        self.machine: Data = record["machine"]
        self.peers: dict[str, Data] = {peer["module"]: peer for peer in record["peers"]}

    def timed(self) -> list[Data]:
        """The peers that answered every case right, the fastest first."""
        measured = [peer for peer in self.peers.values() if peer["status"] == "measured"]
        return sorted(measured, key=lambda peer: ratio(peer["slices"]).median)

    def untimed(self) -> list[Data]:
        """The peers that are missing, failed, or answered a case wrong, by name of their module."""
        return [peer for _, peer in sorted(self.peers.items()) if peer["status"] != "measured"]

    def fastest_other(self) -> Data | None:
        """The fastest of the engines that are not of this project; None where none was timed."""
        return next((peer for peer in self.timed() if peer["module"] not in OWN), None)

    @property
    def by_hand(self) -> float:
        """Microseconds a case by hand: the best pass beside any peer that was given the same cases."""
        return min(one["best"] for peer in self.timed() for one in peer["slices"] if peer["batch"] == 1)

    def microseconds(self, module: str) -> float:
        """Microseconds a case, as on a machine that always is as fast as it was by hand at its best."""
        return ratio(self.peers[module]["slices"]).median * self.by_hand

    def times(self, module: str, other: str) -> float | None:
        """How many times as long as one peer another takes; None where one of them was not timed."""
        pair = [self.peers.get(name) for name in (module, other)]
        if any(peer is None or peer["status"] != "measured" for peer in pair):
            return None
        one, two = (ratio(peer["slices"]).median for peer in pair if peer is not None)
        return one / two

    def by_rules(self, module: str) -> dict[int, float]:
        """What a case costs with larger rulebooks: how many times as much as with the smallest."""
        points = {int(n): ratio(point["slices"]).median for n, point in _points(self.peers[module], "rules").items()}
        return {n: points[n] / points[min(points)] for n in points}

    def by_persons(self, module: str) -> dict[int, float]:
        """What a person costs in larger cases: how many times as much as in the smallest (1 is linear growth)."""
        points = {
            int(n): ratio(point["slices"]).median * self._hand_at(n) / int(n)
            for n, point in _points(self.peers[module], "persons").items()
        }
        return {n: points[n] / points[min(points)] for n in points}

    def _hand_at(self, persons: str) -> float:
        """Microseconds a case of so many persons by hand, at its best."""
        points = [_points(peer, "persons").get(persons) for peer in self.timed()]
        return min(one["best"] for point in points if point is not None for one in point["slices"])


def _points(peer: Data, curve: str) -> dict[str, Data]:
    return {n: point for n, point in peer.get(curve, {}).items() if point["status"] == "measured"}
