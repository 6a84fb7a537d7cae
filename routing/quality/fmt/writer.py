"""A tree as text in the canonical layout."""

from __future__ import annotations

import bisect
import textwrap
from collections.abc import Sequence

from routing.quality.fmt.order import ANY, Order
from routing.quality.fmt.tree import Collection, Entry, Node, Scalar

STEP = 2
"""Columns by which a map or a list stands deeper than what it stands in."""


def written(root: Node, order: Order, text: str, comments: Sequence[int]) -> str:
    """The tree as text. `text` is what it was read from, `comments` are the places of its comments, in order: brackets
    with comments in them stay as they were written."""
    lines = _Writer(text, comments).block(root, 0, order)
    return "\n".join(line.rstrip() if not line.strip() else line for line in lines).strip("\n") + "\n"


class _Writer:
    def __init__(self, text: str, comments: Sequence[int]) -> None:
        self.text = text
        self.comments = comments

    def block(self, node: Node, indent: int, order: Order) -> list[str]:
        """The lines of a value that stands on lines of its own."""
        pad = " " * indent
        if isinstance(node, Scalar) or node.flow:
            return f"{pad}{self.inline(node, indent, indent, order, False)}".split("\n")
        lines: list[str] = []
        for number, entry in enumerate(_sorted(node, order)):
            lines += self.above(entry.above, pad, number == 0, order.spaced)
            lines += self.entry(entry, indent, order, node.is_map)
        return lines + self.above(node.below, pad, False, False)

    def above(self, found: list[str], pad: str, first: bool, spaced: bool) -> list[str]:
        """The comments before an entry, and at most one blank line in a row."""
        lines = [line for at, line in enumerate(found) if line or (at and found[at - 1]) or not (first or at)]
        while lines and not lines[0]:
            lines.pop(0) if first or spaced else lines.__setitem__(slice(0, 1), [" "])
        lines = [line.strip() and f"{pad}{line}" for line in lines]
        return ["", *lines] if spaced and not first else lines

    def entry(self, entry: Entry, indent: int, order: Order, is_map: bool) -> list[str]:
        pad = " " * indent
        if not is_map or entry.key is None:
            return self.item(entry, indent, order.items or ANY)
        key, value = entry.key.text, entry.value
        inner = order.under(_plain(key))
        if isinstance(value, Collection) and not value.flow:
            return [f"{pad}{key}:{entry.beside}", *self.block(value, indent + STEP, inner)]
        below = entry.drops and isinstance(value, Collection)
        start = " " * (indent + STEP) if below else f"{pad}{key}: "
        untouched = _plain(key) in order.verbatim
        lines = f"{start}{self.inline(value, indent, len(start), inner, untouched)}".rstrip(" ").split("\n")
        return [*([f"{pad}{key}:"] if below else []), *_with_comment(lines, entry, value)]

    def item(self, entry: Entry, indent: int, order: Order) -> list[str]:
        pad, value = " " * indent, entry.value
        if isinstance(value, Collection) and not value.flow:
            head = _sorted(value, order)[0]
            lifted = self.above(head.above, pad, True, False)  # a dash begins the line of the first field
            head.above = []
            first, *rest = self.block(value, indent + STEP, order)
            beside = [f"{pad}{entry.beside.strip()}"] if entry.beside else []
            return [*lifted, *beside, f"{pad}- {first.lstrip()}", *rest]
        start = f"{pad}- "
        lines = f"{start}{self.inline(value, indent, len(start), order, False)}".rstrip(" ").split("\n")
        return _with_comment(lines, entry, value)

    def inline(self, node: Node, indent: int, column: int, order: Order, verbatim: bool) -> str:
        """A value behind its key or dash, at a column; what it goes on with is indented deeper than `indent`."""
        if isinstance(node, Scalar):
            return _scalar(node, indent + STEP, verbatim)
        if bisect.bisect(self.comments, node.start) != bisect.bisect(self.comments, node.end):
            return self.text[node.start : node.end]
        opening, closing = "{}" if node.is_map else "[]"
        parts, here = [opening], column + 1
        for number, entry in enumerate(_sorted(node, order)):
            if number and entry.breaks:
                parts.append(f",\n{' ' * (column + 1)}")
                here = column + 1
            elif number:
                parts.append(", ")
                here += 2
            parts.append(self.flow_entry(entry, indent, here, order))
            last = parts[-1].rpartition("\n")
            here = len(last[2]) + (0 if last[1] else here)
        return "".join([*parts, closing])

    def flow_entry(self, entry: Entry, indent: int, column: int, order: Order) -> str:
        key = "" if entry.key is None else entry.key.text
        start = f"{key}: " if key else ""
        inner = order.under(_plain(key)) if key else order.items or ANY
        untouched = _plain(key) in order.verbatim
        return f"{start}{self.inline(entry.value, indent, column + len(start), inner, untouched)}".rstrip(" ")


def _sorted(node: Collection, order: Order) -> list[Entry]:
    """The entries of a map in their order; where it changes, the blank lines stay where they were."""
    if not node.is_map:
        return node.entries
    place = {key: number for number, key in enumerate(order.keys)}
    return sorted(node.entries, key=lambda entry: place.get(_plain(entry.key.text) if entry.key else "", len(place)))


def _plain(key: str) -> str:
    return key[1:-1] if key[:1] in ("'", '"') else key


def _with_comment(lines: list[str], entry: Entry, value: Node) -> list[str]:
    if entry.beside:
        at = 0 if isinstance(value, Scalar) and value.style in ("|", ">") else -1
        lines[at] = f"{lines[at].rstrip()}{entry.beside}"
    return lines


def _scalar(scalar: Scalar, indent: int, verbatim: bool) -> str:
    first, *rest = scalar.text.split("\n")
    if scalar.style in ("|", ">"):
        body = textwrap.dedent("\n".join(rest)).split("\n")
        return "\n".join([first.rstrip(), *(f"{' ' * indent}{line}" if line.strip() else "" for line in body)])
    if rest:
        return "\n".join([first.rstrip(), *(f"{' ' * indent}{line.strip()}" if line.strip() else "" for line in rest)])
    if scalar.style == "'" and not verbatim and not set(first[1:-1]) & {"'", '"', "\\"}:
        return f'"{first[1:-1]}"'
    return first
