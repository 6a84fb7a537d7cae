"""Some of many cases, always the same: those whose names have the smallest digests."""

from __future__ import annotations

import hashlib
import heapq
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Sample(Generic[Kept]):
    """At most so many of what is given under names; `given` counts all.

    A name is chosen or not whatever the order, and nothing is chosen by its content. Memory holds what is chosen.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.given = 0
        self._heap: list[tuple[int, int, Kept]] = []

    def add(self, name: str, one: Kept) -> None:
        """Give one more."""
        self.given += 1
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
        # negative, so that the largest digest is the first to give way, and of two the later
        entry = (-int.from_bytes(digest[:8], "big"), -self.given, one)
        if len(self._heap) < self.most:
            heapq.heappush(self._heap, entry)
        elif self._heap and entry[:2] > self._heap[0][:2]:
            heapq.heapreplace(self._heap, entry)

    @property
    def chosen(self) -> list[Kept]:
        """What was chosen, in the order given."""
        return [one for _, _, one in sorted(self._heap, key=lambda entry: -entry[1])]
