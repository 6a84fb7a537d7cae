"""The hashes of RFC 9162, section 2.1.1. A leaf can never be taken for a node: each begins with a byte of its own."""

from __future__ import annotations

import hashlib

EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""
HASH_BYTES = 32


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf.

    >>> leaf_hash(b"").hex()
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
    """
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()
