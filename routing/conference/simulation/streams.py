"""Random numbers that belong to one question about one case: asking something else, elsewhere, changes none of them.

Two scenarios with the same seed meet the same families, who answer the same way wherever both ask the same (common
random numbers). No state is shared: a number is a hash of the seed, the case, the question and how often it was asked.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_SEPARATOR = "\x1f"


def uniform(*key: str | int) -> float:
    """A number in [0, 1) that belongs to a key: the same on every machine.

    >>> uniform(1, "kinuta-00001", "refusal", 1) == uniform(1, "kinuta-00001", "refusal", 1)
    True
    """
    text = _SEPARATOR.join(map(str, key))
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) * 2.0**-53


class Stream:
    """The numbers that belong to one question, one after the other."""

    __slots__ = ("_asked", "_key")

    def __init__(self, *key: str | int) -> None:
        self._key = _SEPARATOR.join(map(str, key))
        self._asked = 0

    def uniform(self) -> float:
        """The next number in [0, 1)."""
        self._asked += 1
        return uniform(self._key, self._asked)

    def chance(self, share: float) -> bool:
        """Whether something that happens so often happens this time."""
        return self.uniform() < share

    def exponential(self, mean: float) -> float:
        """A time to something that may come at any moment alike, of this mean; 0 where the mean is 0."""
        return -math.log1p(-self.uniform()) * mean

    def geometric(self, mean: float) -> int:
        """How often something is done that may end after each time alike: 1 or more, of this mean (at least 1)."""
        if mean <= 1:
            return 1
        return 1 + int(math.log1p(-self.uniform()) / math.log1p(-1 / mean))

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.uniform() * (high - low + 1))

    def one_of(self, things: Sequence[T], weights: Sequence[float]) -> T:
        """One of several things, each as likely as its weight says; the last where no weight is positive."""
        left = self.uniform() * sum(weights)
        for thing, weight in zip(things, weights, strict=True):
            left -= weight
            if left < 0:
                return thing
        return things[-1]
