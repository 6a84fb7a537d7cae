"""What is said in words: sentences, some of which introduce others. One tree for the page, the terminal and an API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence without its full stop, and the sentences that it introduces, each of which may have its own."""

    text: str
    items: tuple[Said, ...] = ()
    compound: bool = False
    """Whether it is made of several, so that joining it to others would blur where it ends."""

    @property
    def plain(self) -> bool:
        """Whether it introduces nothing."""
        return not self.items


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule applies: all of `said` must hold. `notes` keep a reader from reading more, or less, into it."""

    said: tuple[Said, ...]
    notes: tuple[str, ...] = ()


def lines(said: Iterable[Said], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Every sentence in reading order, with how deep it stands."""
    for entry in said:
        yield depth, entry.text
        yield from lines(entry.items, depth + 1)


def in_one_line(said: Said) -> str:
    """The whole tree in one line: what is introduced stands in brackets."""
    if said.plain:
        return said.text
    return f"{said.text} [{'; '.join(in_one_line(item) for item in said.items)}]"
