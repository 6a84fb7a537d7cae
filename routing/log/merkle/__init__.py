"""The Merkle tree of RFC 9162, as pure functions: roots, proofs, and what checks a proof without the tree."""

from routing.log.merkle.hashing import EMPTY, leaf_hash, node_hash
from routing.log.merkle.proofs import consistency_proof, consistency_spans, inclusion_proof, inclusion_spans
from routing.log.merkle.tree import Frontier, Node, Span, combined, nodes_of, root, root_of
from routing.log.merkle.verification import verify_consistency, verify_inclusion

__all__ = [
    "EMPTY",
    "Frontier",
    "Node",
    "Span",
    "combined",
    "consistency_proof",
    "consistency_spans",
    "inclusion_proof",
    "inclusion_spans",
    "leaf_hash",
    "node_hash",
    "nodes_of",
    "root",
    "root_of",
    "verify_consistency",
    "verify_inclusion",
]
