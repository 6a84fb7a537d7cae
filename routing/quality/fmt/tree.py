"""A YAML text as a tree that still knows how it was written: styles, comments, line breaks, blank lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml

from routing.source.yaml_text import load_yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Scalar:
    """A single value as written: `text` with its quotes, or with the header of a block."""

    text: str
    style: str
    start: int
    end: int


@dataclass
class Entry:
    """One field of a map (with a key) or one item of a list.

    `above` are the comment lines before it, `""` for a blank line; `beside` is the comment at the end of its first
    line, with the blanks before it; `breaks` says that inside brackets it begins a line of its own, `drops` that its
    value begins on the line below its key.
    """

    key: Scalar | None
    value: Node
    above: list[str] = field(default_factory=list)
    beside: str = ""
    breaks: bool = False
    drops: bool = False

    @property
    def start(self) -> int:
        """Where its first character stands; of an item, that of its value."""
        return self.key.start if self.key is not None else self.value.start


@dataclass
class Collection:
    """A map or a list. `flow` ones stand in brackets; `below` are the comment lines after the last entry."""

    is_map: bool
    flow: bool
    start: int
    end: int = 0
    entries: list[Entry] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


Node = Scalar | Collection


def read_tree(text: str) -> Node:
    """The tree of a text that `load_yaml` reads, without its comments. Raises `SourceError` for any other."""
    load_yaml(text)  # refuses what the tree has no place for: anchors, tags, several documents, depth without end
    roots: list[Node] = []
    stack: list[Collection] = []
    keys: list[Scalar | None] = []
    events: Iterable[Any] = yaml.parse(text, Loader=_LOADER)
    for event in events:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.ScalarEvent):
            scalar = Scalar(text[start:end], event.style or "", start, end)
            if scalar.style in ("|", ">"):
                scalar.text = scalar.text.rstrip(" \n")
                scalar.end = start + len(scalar.text)
            if stack and stack[-1].is_map and keys[-1] is None:
                keys[-1] = scalar
            else:
                _place(scalar, roots, stack, keys)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            collection = Collection(isinstance(event, yaml.MappingStartEvent), bool(event.flow_style), start)
            _place(collection, roots, stack, keys)
            stack.append(collection)
            keys.append(None)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop().end = end
            keys.pop()
    for root in roots:
        _mark_breaks(root, text)
    return roots[0]


def _place(node: Node, roots: list[Node], stack: list[Collection], keys: list[Scalar | None]) -> None:
    if not stack:
        roots.append(node)
        return
    stack[-1].entries.append(Entry(keys[-1], node))
    keys[-1] = None


def _mark_breaks(node: Node, text: str) -> None:
    """Note which entries inside brackets begin a line of their own."""
    if isinstance(node, Scalar):
        return
    before = node.start
    for entry in node.entries:
        if node.flow:
            entry.breaks = "\n" in text[before : entry.start]
        if entry.key is not None:
            entry.drops = "\n" in text[entry.key.end : entry.value.start]
        _mark_breaks(entry.value, text)
        before = max(entry.value.end, entry.start)


def entries_of(node: Node) -> list[tuple[Collection, Entry]]:
    """All entries outside brackets, each with the list or map it stands in, in the order of the text."""
    found: list[tuple[Collection, Entry]] = []
    if isinstance(node, Collection) and not node.flow:
        for entry in node.entries:
            found.append((node, entry))
            found += entries_of(entry.value)
    return found
