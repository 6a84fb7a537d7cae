"""Texts: finitely many strings with numbers, a variable that stands for one of them, and what can be asked of it.

A property with declared values takes one of these. Any other text is one of the constants in sight, or one of some
strings that no rule names: where texts are only compared for being equal that is as good as all strings there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product
from typing import Any

from routing.quality.solver.logic import Formula, every, no, some

ALIKE = 8
"""How many strings there are of each sort that no rule tells apart."""
MOST_SORTS = 64
_SEPARATORS = "xyzwvq0123456789_"

Test = Callable[[str], bool]
Named = tuple[str, str]
"""A string that a rule names, and how: `=`, `+`, `STARTS WITH`, `ENDS WITH` or `CONTAINS`."""


@dataclass(frozen=True)
class Alphabet:
    """All strings in sight by number. `open_words` are those that a text without declared values can be. `partial`
    says that there are texts which rules tell apart from all of these."""

    numbers: Mapping[str, int]
    open_words: tuple[str, ...]
    partial: bool = False

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]], named: Iterable[Named]) -> Alphabet:
        """From groups of declared values (each group gets numbers in a row, so that tests for it are short), and
        what rules name."""
        looked_for: dict[str, set[str]] = {}
        for text, how in named:
            looked_for.setdefault(how, set()).add(text)
        texts, partial = sorts(looked_for)
        constants = sorted(set().union(*looked_for.values()))
        for part in looked_for.get("+", ()):  # what is left of a constant without the part that is added
            constants += [left for word in constants for left in (word.removeprefix(part), word.removesuffix(part))]
        open_words = tuple(dict.fromkeys((*constants, *texts)))
        ordered = dict.fromkeys((*(word for group in groups for word in group), *open_words))
        return cls({word: number for number, word in enumerate(ordered)}, open_words, partial)


def sorts(looked_for: Mapping[str, set[str]]) -> tuple[list[str], bool]:
    """Some strings of every sort that rules can tell from others, but for the strings they name; and whether that was
    too many.

    A string that is none of those named is known by the longest start and the longest end looked for that it has, and
    by the parts it holds. The start, the parts and the end, kept apart by a letter that none of them has, make a string
    of which the same is true.
    """
    starts, ends = (["", *sorted(looked_for.get(how, ()))] for how in ("STARTS WITH", "ENDS WITH"))
    parts = sorted(looked_for.get("CONTAINS", ()))
    letters = set().union(*(text for texts in looked_for.values() for text in texts))
    letter = next((c for c in _SEPARATORS if c not in letters), None)
    count = len(starts) * len(ends) * 2 ** len(parts)
    partial = count > MOST_SORTS or letter is None
    if partial:
        starts, ends, parts, letter = [""], [""], [], letter or _SEPARATORS
    made = []
    for start, end, size in product(starts, ends, range(len(parts) + 1)):
        for held in combinations(parts, size):
            for times in range(1, ALIKE + 1):
                assert letter is not None
                made.append(
                    letter.join((start, *held, letter * times, end) if start or held or end else ("", letter * times))
                )
    return made, partial


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
