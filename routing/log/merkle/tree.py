"""The tree, made of perfect subtrees: the hash of one never changes once it is full.

The tree over any span of leaves that RFC 9162 speaks of is a row of perfect subtrees, the largest first, put together
from the right. So whoever keeps the hashes of perfect subtrees makes every root and every proof out of a few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from routing.log.merkle.hashing import EMPTY, HASH_BYTES, node_hash


class Node(NamedTuple):
    """A perfect subtree of 2**level leaves, number `position` (from 0) of its size from the left."""

    level: int
    position: int

    @property
    def last(self) -> int:
        """How many leaves the tree has when this subtree is full."""
        return (self.position + 1) << self.level


class Span(NamedTuple):
    """The leaves from `start` up to, without, `end`, counted from 0. `start` is a multiple of the span's height."""

    start: int
    end: int


def nodes_of(span: Span) -> Iterator[Node]:
    """The perfect subtrees of a span, from left to right, the largest first."""
    start, end = span
    while start < end:
        level = (end - start).bit_length() - 1
        yield Node(level, start >> level)
        start += 1 << level


def combined(hashes: Sequence[bytes]) -> bytes:
    """The hash over perfect subtrees that stand side by side, as `nodes_of` names them."""
    if not hashes:
        return EMPTY
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes[:-1]), hashes[-1])


def root_of(size: int, hash_of: Callable[[Node], bytes]) -> bytes:
    """The root of the tree of the first `size` leaves, from the hashes of its perfect subtrees."""
    return combined([hash_of(node) for node in nodes_of(Span(0, size))])


def root(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree, from the hashes of all its leaves.

    >>> root([]) == EMPTY
    True
    """
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root


class Frontier:
    """The right edge of a growing tree: all that the next leaf needs, 32 bytes for each bit of `size` that is 1."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """`hashes` are those of the perfect subtrees of the first `size` leaves, the largest first."""
        if len(hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} perfect subtrees, not {len(hashes)}")
        self.size = size
        self._hashes = list(hashes)

    def append(self, leaf: bytes) -> bytes:
        """Take one leaf more. What comes back are the hashes of all perfect subtrees that end with it, the leaf first.

        So the subtrees of a level are found with the leaf that fills them: see `filled`.
        """
        made = [leaf]
        for _ in range(_trailing_ones(self.size)):
            made.append(node_hash(self._hashes.pop(), made[-1]))
        self._hashes.append(made[-1])
        self.size += 1
        return b"".join(made)

    @property
    def root(self) -> bytes:
        """The root of the tree as far as it has grown."""
        return combined(self._hashes)

    def copy(self) -> Frontier:
        """The same edge, to grow on its own."""
        return Frontier(self.size, self._hashes)


def filled(made: bytes, level: int) -> bytes:
    """The hash of one subtree out of what `Frontier.append` gave. Raises ValueError where it is not there."""
    found = made[level * HASH_BYTES : (level + 1) * HASH_BYTES]
    if len(found) != HASH_BYTES:
        raise ValueError(f"no subtree of level {level} ends here")
    return found


def _trailing_ones(number: int) -> int:
    return (~number & (number + 1)).bit_length() - 1
