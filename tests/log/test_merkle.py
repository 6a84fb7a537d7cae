"""The tree against the vectors of the RFC, against its own definition, and against proofs that were changed."""

from __future__ import annotations

import hashlib
import random

import pytest

from routing.log.merkle import (
    EMPTY,
    Frontier,
    Node,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from routing.log.merkle.tree import filled

# The eight leaves, roots and proofs that implementations of Certificate Transparency test RFC 6962 with
# (google/certificate-transparency, merkletree/merkle_tree_test.cc; transparency-dev/merkle, testonly).
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, word by word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return node_hash(definition(leaves[:k]), definition(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1, word by word."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m < k:
        return [*path(m, leaves[:k]), definition(leaves[k:])]
    return [*path(m - k, leaves[k:]), definition(leaves[:k])]


def subproof(m: int, leaves: list[bytes], b: bool) -> list[bytes]:
    """SUBPROOF of section 2.1.4.1, word by word."""
    n = len(leaves)
    if m == n:
        return [] if b else [definition(leaves)]
    k = 1
    while 2 * k < n:
        k *= 2
    if m <= k:
        return [*subproof(m, leaves[:k], b), definition(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), definition(leaves[:k])]


class Tree:
    """A tree in memory, kept as the log keeps it: one row a leaf."""

    def __init__(self, size: int) -> None:
        self.leaves = [leaf_hash(str(n).encode()) for n in range(size)]
        frontier = Frontier()
        self.roots = [frontier.root]
        self.rows = []
        for leaf in self.leaves:
            self.rows.append(frontier.append(leaf))
            self.roots.append(frontier.root)

    def hash_of(self, node: Node) -> bytes:
        return filled(self.rows[node.last - 1], node.level)


def test_the_roots_are_those_of_the_published_vectors() -> None:
    assert [root(HASHES[:n]).hex() for n in range(1, 9)] == ROOTS
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" == EMPTY.hex()


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_the_inclusion_proofs_are_those_of_the_published_vectors(index: int, size: int, proof: list[str]) -> None:
    assert [part.hex() for part in path(index, HASHES[:size])] == proof
    assert verify_inclusion(HASHES[index], index, size, [bytes.fromhex(part) for part in proof], root(HASHES[:size]))


@pytest.mark.parametrize(
    ("old", "new", "proof"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            2,
            5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ],
)
def test_the_consistency_proofs_are_those_of_the_published_vectors(old: int, new: int, proof: list[str]) -> None:
    given = [bytes.fromhex(part) for part in proof]
    assert subproof(old, HASHES[:new], True) == given
    assert verify_consistency(old, new, root(HASHES[:old]), root(HASHES[:new]), given)


def every_proof(sizes: range) -> None:
    tree = Tree(sizes.stop - 1)
    for size in sizes:
        leaves = tree.leaves[:size]
        whole = tree.roots[size]
        assert whole == definition(leaves) == root_of(size, tree.hash_of)
        for index in range(size):
            proof = inclusion_proof(index, size, tree.hash_of)
            assert verify_inclusion(leaves[index], index, size, proof, whole)
            if size < 40:
                assert proof == path(index, leaves)
        for old in range(size + 1):
            proof = consistency_proof(old, size, tree.hash_of)
            assert verify_consistency(old, size, tree.roots[old], whole, proof)
            if old > 0 and size < 40:
                assert proof == subproof(old, leaves, True)


def test_every_proof_of_each_size_up_to_32_is_that_of_the_definition_and_is_believed() -> None:
    every_proof(range(1, 33))


@pytest.mark.soak
def test_every_proof_of_each_size_up_to_200_is_believed() -> None:
    every_proof(range(1, 201))


def changed_proofs(tree: Tree, chance: random.Random, times: int) -> None:
    """Each proof is believed as it is, and not with one bit, one hash, the index or a size changed."""
    for _ in range(times):
        size = chance.randint(2, len(tree.leaves))
        index, old = chance.randrange(size), chance.randint(1, size - 1)
        whole = tree.roots[size]
        inclusion = inclusion_proof(index, size, tree.hash_of)
        consistency = consistency_proof(old, size, tree.hash_of)
        leaf = tree.leaves[index]
        assert verify_inclusion(leaf, index, size, inclusion, whole)
        for proof in damaged(inclusion, chance):
            assert not verify_inclusion(leaf, index, size, proof, whole)
        for proof in damaged(consistency, chance):
            assert not verify_consistency(old, size, tree.roots[old], whole, proof)
        other = chance.choice([n for n in range(size) if n != index])
        assert not verify_inclusion(leaf, other, size, inclusion, whole)
        assert not verify_inclusion(flipped(leaf, chance), index, size, inclusion, whole)
        assert not verify_consistency(old, size, flipped(tree.roots[old], chance), whole, consistency)
        assert not verify_consistency(old, size, tree.roots[old], flipped(whole, chance), consistency)


def damaged(proof: list[bytes], chance: random.Random) -> list[list[bytes]]:
    n = chance.randrange(len(proof))
    made = [[*proof[:n], flipped(proof[n], chance), *proof[n + 1 :]], [*proof[:n], *proof[n + 1 :]], [*proof, proof[0]]]
    if len(proof) > 1:
        made.append([*proof[1:], proof[0]])
    return made


def flipped(value: bytes, chance: random.Random) -> bytes:
    bit = chance.randrange(len(value) * 8)
    return bytes(byte ^ (1 << bit % 8 if n == bit // 8 else 0) for n, byte in enumerate(value))


def test_a_changed_proof_is_not_believed() -> None:
    changed_proofs(Tree(100), random.Random(6962), 100)


@pytest.mark.soak
def test_of_20_000_changed_proofs_none_is_believed() -> None:
    changed_proofs(Tree(200), random.Random(9162), 2_000)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        inclusion_proof(index, size, Tree(3).hash_of)
    assert not verify_inclusion(HASHES[0], index, size, [], EMPTY)


def test_there_is_no_proof_of_a_beginning_longer_than_the_tree() -> None:
    with pytest.raises(ValueError, match="no beginning of 4"):
        consistency_proof(4, 3, Tree(3).hash_of)
    assert not verify_consistency(4, 3, EMPTY, EMPTY, [])


@pytest.mark.parametrize(
    ("old", "new", "old_root", "new_root", "proof"),
    [
        (3, 3, HASHES[0], HASHES[1], []),
        (3, 3, HASHES[0], HASHES[0], [HASHES[0]]),
        (0, 3, HASHES[0], HASHES[0], []),
        (0, 3, EMPTY, HASHES[0], [HASHES[0]]),
        (3, 5, HASHES[0], HASHES[0], []),
        (1, 2, HASHES[0][:-1], HASHES[0], []),
    ],
)
def test_a_consistency_that_was_not_shown_is_not_believed(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]
) -> None:
    assert not verify_consistency(old, new, old_root, new_root, proof)


def test_an_empty_tree_is_the_beginning_of_every_tree() -> None:
    assert verify_consistency(0, 8, EMPTY, bytes.fromhex(ROOTS[7]), [])


def test_the_edge_of_a_tree_grows_on_where_it_was_left() -> None:
    tree = Tree(100)
    for size in range(100):
        nodes = [tree.hash_of(node) for node in _perfect(size)]
        edge = Frontier(size, nodes)
        assert edge.append(tree.leaves[size]) == tree.rows[size]
        assert edge.root == tree.roots[size + 1]


def _perfect(size: int) -> list[Node]:
    from routing.log.merkle import Span, nodes_of

    return list(nodes_of(Span(0, size)))


def test_an_edge_with_too_few_hashes_is_refused() -> None:
    with pytest.raises(ValueError, match="3 leaves has 2 perfect subtrees, not 1"):
        Frontier(3, [EMPTY])


def test_a_subtree_that_does_not_end_with_a_leaf_is_not_there() -> None:
    with pytest.raises(ValueError, match="level 1"):
        filled(Tree(3).rows[2], 1)
