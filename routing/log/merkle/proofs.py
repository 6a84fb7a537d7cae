"""Proofs of RFC 9162, sections 2.1.3.1 and 2.1.4.1: which spans of leaves they speak of, and their hashes."""

from __future__ import annotations

from collections.abc import Callable

from routing.log.merkle.tree import Node, Span, combined, nodes_of

HashOf = Callable[[Node], bytes]


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The subtrees whose hashes lead from the leaf `index` (from 0) to the root of `size` leaves, the lowest first.

    Raises ValueError where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The subtrees whose hashes show that the tree of `old` leaves is the beginning of that of `new` leaves.

    None where `old` is 0 or `new`: nothing needs to be shown. Raises ValueError where `old` is more than `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves has no beginning of {old}")
    if old in (0, new):
        return []
    spans, start, end = [], 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    if start:  # the whole old tree is known to whoever checks; a part of it is not
        spans.append(Span(start, end))
    return spans[::-1]


def inclusion_proof(index: int, size: int, hash_of: HashOf) -> list[bytes]:
    """The proof that a leaf is in the tree of `size` leaves; `hash_of` gives the hashes of perfect subtrees."""
    return [_hash(span, hash_of) for span in inclusion_spans(index, size)]


def consistency_proof(old: int, new: int, hash_of: HashOf) -> list[bytes]:
    """The proof that the tree of `old` leaves is the beginning of that of `new` leaves."""
    return [_hash(span, hash_of) for span in consistency_spans(old, new)]


def _hash(span: Span, hash_of: HashOf) -> bytes:
    return combined([hash_of(node) for node in nodes_of(span)])


def _split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)
