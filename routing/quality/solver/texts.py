"""Texts: a variable that stands for one of the strings of an alphabet, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from routing.quality.solver.logic import Formula, every, no, some

Test = Callable[[str], bool]


@dataclass(frozen=True, eq=False)
class Word:
    """A variable that stands for one of some strings, by number."""

    number: Any
    numbers: Mapping[str, int]
    """The strings it can be, in the order of their numbers."""
    is_open: bool = False
    _asked: dict[frozenset[str], Formula] = field(default_factory=dict)

    def among(self, test: Test) -> Formula:
        """Whether the string is one that passes a test."""
        passing = frozenset(filter(test, self.numbers))
        if passing not in self._asked:
            self._asked[passing] = some(self._ranges(passing))
        return self._asked[passing]

    def anything(self) -> Formula:
        """Whether the number is that of a string that it can be."""
        numbers = list(self.numbers.values())
        runs = [numbers[0:1] * 2]
        for before, number in pairwise(numbers):
            if number == before + 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        return some(self._within(low, high) for low, high in runs)

    def _ranges(self, passing: frozenset[str]) -> Iterable[Formula]:
        """One comparison for each run of strings that pass. Numbers between them stand for none it can be."""
        if len(passing) == len(self.numbers):
            return [True]
        ranges: list[list[int]] = []
        before = False
        for word, number in self.numbers.items():
            if word in passing:
                if before:
                    ranges[-1][1] = number
                else:
                    ranges.append([number, number])
            before = word in passing
        return [self._within(low, high) for low, high in ranges]

    def _within(self, low: int, high: int) -> Formula:
        return self.number == low if low == high else every((self.number >= low, self.number <= high))


View = Callable[[str], str]


@dataclass(frozen=True)
class Choice:
    """A text under a condition: a constant, or a word, seen through a view (the domain of a code)."""

    when: Formula
    base: Word | str
    view: View | None = None

    def among(self, test: Test) -> Formula:
        seen = self.view
        if isinstance(self.base, str):
            return test(seen(self.base) if seen else self.base)
        return self.base.among(test if seen is None else lambda word: test(seen(word)))

    def seen(self) -> Iterable[str]:
        """The strings it can be."""
        words = (self.base,) if isinstance(self.base, str) else self.base.numbers
        return dict.fromkeys(self.view(word) for word in words) if self.view else words


@dataclass(frozen=True)
class Text:
    """A text, or null. Of its choices exactly one holds where it is not null."""

    null: Formula
    choices: tuple[Choice, ...]

    def among(self, test: Test) -> Formula:
        """Whether it is a string that passes a test; not where it is null."""
        return every((no(self.null), self._test(test)))

    def _test(self, test: Test) -> Formula:
        return some(every((choice.when, choice.among(test))) for choice in self.choices)

    def relates(self, other: Text, test: Callable[[str, str], bool]) -> Formula:
        """Whether two texts, neither of them null, pass a test together."""
        return some(
            every((one.when, two.when, _together(one, two, test))) for one in self.choices for two in other.choices
        )

    @property
    def is_open(self) -> bool:
        return any(isinstance(choice.base, Word) and choice.base.is_open for choice in self.choices)

    @property
    def constant(self) -> str | None:
        """The string, where it is known."""
        if self.null is False and len(self.choices) == 1 and isinstance(self.choices[0].base, str):
            return next(iter(self.choices[0].seen()))
        return None


def equal(one: str, other: str) -> bool:
    return one == other


def _together(one: Choice, two: Choice, test: Callable[[str, str], bool]) -> Formula:
    if isinstance(two.base, str):
        (word,) = two.seen()
        return one.among(lambda seen: test(seen, word))
    if isinstance(one.base, str):
        (word,) = one.seen()
        return two.among(lambda seen: test(word, seen))
    if test is equal and one.view is None and two.view is None:
        return True if one.base is two.base else one.base.number == two.base.number
    return some(
        every((one.among(lambda seen, word=word: seen == word), two.among(lambda seen, word=word: test(word, seen))))  # type: ignore[misc]
        for word in one.seen()
    )
