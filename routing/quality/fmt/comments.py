"""The comments of a YAML text, found where nothing else stands, and put to the entries they speak of."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from routing.quality.fmt.tree import Collection, Entry, Node, Scalar, entries_of


@dataclass(frozen=True)
class Comment:
    """A comment with its `#`, without the end of its line. `alone`: nothing else stands in the line."""

    text: str
    start: int
    column: int
    alone: bool
    blank_above: bool


def scalars_of(node: Node) -> Iterator[Scalar]:
    """All single values and keys, in the order of the text."""
    if isinstance(node, Scalar):
        yield node
        return
    for entry in node.entries:
        if entry.key is not None:
            yield entry.key
        yield from scalars_of(entry.value)


def find_comments(text: str, root: Node) -> list[Comment]:
    """The comments of a text. Those in the header of a block of text (`>- # ...`) belong to the block."""
    found: list[Comment] = []
    position = 0
    for start, end in [*((s.start, s.end) for s in scalars_of(root)), (len(text), len(text))]:
        while position < start and (at := text.find("#", position, start)) >= 0:
            stop = text.find("\n", at)
            stop = len(text) if stop < 0 else stop
            found.append(_comment(text, at, stop))
            position = stop
        position = max(position, end)
    return found


def _comment(text: str, start: int, stop: int) -> Comment:
    line = text.rfind("\n", 0, start) + 1
    alone = not text[line:start].strip()
    return Comment(text[start:stop].rstrip(), start, start - line, alone, alone and _blank_above(text, line))


def _blank_above(text: str, line: int) -> bool:
    """Whether the line above the one that begins at a place is blank."""
    return line > 0 and not text[text.rfind("\n", 0, line - 1) + 1 : line - 1].strip()


def attach(text: str, root: Node, comments: list[Comment]) -> None:
    """Put each comment, and each blank line, to the entry it stands before or beside."""
    entries = [_Placed.of(text, collection, entry) for collection, entry in entries_of(root)]
    brackets = _brackets_of(root)
    outside = [comment for comment in comments if not _inside(brackets, comment.start)]
    alone = _attach_beside(text, [placed.entry for placed in entries], outside)
    starts = [placed.entry.start for placed in entries]
    open_around: list[_Placed] = []
    passed = 0
    for comment in alone:
        nearest = bisect.bisect(starts, comment.start)
        for placed in entries[passed:nearest]:
            while open_around and open_around[-1].indent >= placed.indent:
                open_around.pop()
            open_around.append(placed)
        passed = nearest
        following = entries[nearest] if nearest < len(entries) else None
        least = following.indent if following is not None else -1
        ended = [p.collection for p in open_around if least < p.indent <= comment.column]
        lines = ["", comment.text] if comment.blank_above else [comment.text]
        if ended:
            ended[-1].below += lines
        elif following is not None:
            following.entry.above += lines
        elif isinstance(root, Collection):
            root.below += lines
    _attach_blanks(text, entries)


@dataclass(frozen=True)
class _Placed:
    """An entry, what it stands in, where it begins (an item: at its dash), and how far it is indented."""

    collection: Collection
    entry: Entry
    begin: int
    indent: int

    @classmethod
    def of(cls, text: str, collection: Collection, entry: Entry) -> _Placed:
        begin = entry.start if collection.is_map else max(text.rfind("-", 0, entry.start), 0)
        return cls(collection, entry, begin, begin - (text.rfind("\n", 0, begin) + 1))


def _attach_beside(text: str, entries: list[Entry], comments: list[Comment]) -> list[Comment]:
    """Put the comments that end a line to the entry in that line; returns the others."""
    others: list[Comment] = []
    ends: list[tuple[int, int]] = []
    for place, entry in enumerate(entries):
        if entry.key is not None:
            ends.append((entry.key.end, place))
        if isinstance(entry.value, Scalar) or entry.value.flow:
            ends.append((entry.value.end, place))
    ends.sort()
    for comment in comments:
        at = bisect.bisect(ends, (comment.start, len(entries))) - 1
        if comment.alone or at < 0 or text.find("\n", ends[at][0], comment.start) >= 0:
            others.append(comment)
        else:
            gap = text[ends[at][0] : comment.start].lstrip(":")
            entries[ends[at][1]].beside = f"{' ' * max(1, len(gap))}{comment.text}"
    return others


def _brackets_of(node: Node) -> list[tuple[int, int]]:
    """The ranges of the outermost brackets, in order."""
    if isinstance(node, Scalar):
        return []
    if node.flow:
        return [(node.start, node.end)]
    return [found for entry in node.entries for found in _brackets_of(entry.value)]


def _inside(brackets: list[tuple[int, int]], position: int) -> bool:
    at = bisect.bisect(brackets, (position, 0)) - 1
    return at >= 0 and position < brackets[at][1]


def _attach_blanks(text: str, entries: list[_Placed]) -> None:
    """A blank line right above an entry."""
    seen: set[int] = set()
    for placed in entries:
        line = text.rfind("\n", 0, placed.begin) + 1
        if line not in seen:
            seen.add(line)
            if _blank_above(text, line):
                placed.entry.above.append("")
