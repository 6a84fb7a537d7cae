"""What crosses the pipe between a program and the process of its second engine.

Frames of bytes with their length in front; in them pickles, which only ever pass between these two processes. A case
graph goes out in compact form. Firings come back as ids, and are bound to the nodes of the graph at home again.
"""

from __future__ import annotations

import datetime as dt
import pickle
import struct
from collections.abc import Mapping
from io import RawIOBase
from typing import Any, NamedTuple

from routing.engines.findings import add_finding
from routing.engines.firings import Bound, Firing, Firings
from routing.pattern.graph import Node, PropertyGraph, Relationship
from routing.rulebook.rule import Rule

_LENGTH = struct.Struct("<Q")
_MOST = 1 << 30
"""Bytes of the longest frame that is believed; a process gone mad may write anything."""

HERE = b"\0referral-routing\0"
"""What a process says before its first frame."""

BoundId = str | tuple[str, ...]
"""The id of a node; or `relationship` and its id; or `path` and the ids of its relationships."""


class Answer(NamedTuple):
    """What an engine derived: rules with the ids of what is bound, the findings in `graph`, the steps left."""

    fired: list[tuple[str, list[tuple[str, BoundId]]]]
    findings: list[tuple[str, list[str]]]
    steps: int
    exceeded: bool


def send(stream: RawIOBase, content: object) -> None:
    """Write one frame to an unbuffered stream."""
    payload = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    rest = memoryview(_LENGTH.pack(len(payload)) + payload)
    while rest:
        rest = rest[stream.write(rest) :]


def receive(stream: RawIOBase) -> Any:
    """The content of the next frame. Raises EOFError where the other side is gone."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > _MOST:
        raise EOFError("no frame")
    return pickle.loads(_exactly(stream, length))


def pass_over(stream: RawIOBase) -> None:
    """Read until the other side says that it is here: an interpreter may print as it starts (`sitecustomize`)."""
    said = b""
    while not said.endswith(HERE):
        said = said[-len(HERE) :] + _exactly(stream, 1)


def _exactly(stream: RawIOBase, size: int) -> bytes:
    parts = []
    while size:
        part = stream.read(size)
        if not part:
            raise EOFError("the other side is gone")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def request(graph: PropertyGraph, as_of: dt.date, steps: int) -> tuple[object, ...]:
    """A case graph to fire, in compact form."""
    nodes = [(node.id, tuple(node.labels), node.values) for node in graph.nodes.values()]
    relationships = [(r.id, r.type, r.start.id, r.end.id, r.values) for r in graph.relationships.values()]
    return dict(graph.keys), nodes, relationships, as_of, steps


def requested(content: tuple[Any, ...]) -> tuple[PropertyGraph, dt.date, list[int]]:
    """The graph of a request, frozen, with its day and its budget."""
    keys, nodes, relationships, as_of, steps = content
    graph = PropertyGraph(keys)
    for node in nodes:
        graph.add_node(*node)
    for relationship in relationships:
        graph.add_relationship(*relationship)
    return graph.freeze(), as_of, [steps]


def answer(firings: Firings, asked: PropertyGraph, steps: int) -> Answer:
    """What was derived from the graph that was asked about, as ids."""
    derived = firings.graph
    findings = [
        (node.id, [about.end.id for about in derived.outgoing("ABOUT", node.id)])
        for node in derived.by_label.get("Finding", ())
        if node.id not in asked.nodes
    ]
    fired = [
        (firing.rule.id, [(name, _id(bound)) for name, bound in firing.bindings.items()]) for firing in firings.fired
    ]
    return Answer(fired, findings, steps, firings.exceeded)


def _id(bound: Bound) -> BoundId:
    match bound:
        case Node():
            return bound.id
        case Relationship():
            return ("relationship", bound.id)
        case path:
            return ("path", *(relationship.id for relationship in path))


def answered(answer: Answer, asked: PropertyGraph, rules: Mapping[str, Rule]) -> Firings:
    """The firings of an answer, bound to the nodes of the graph that was asked about."""
    graph = asked
    if answer.findings:
        graph = asked.overlay()
        for id, about in answer.findings:
            add_finding(graph, id, about)
    fired = tuple(
        Firing(rules[rule], {name: _bound(id, graph) for name, id in bindings}) for rule, bindings in answer.fired
    )
    return Firings(fired, (), graph, answer.exceeded)


def _bound(id: BoundId, graph: PropertyGraph) -> Bound:
    if isinstance(id, str):
        return graph.nodes[id]
    kind, *ids = id
    relationships = tuple(graph.relationships[id] for id in ids)
    return relationships if kind == "path" else relationships[0]
