"""The strings in sight of a question, by number: those declared, those that rules name, and some of every sort that
rules can tell from others.

A property with declared values takes one of these. Any other text is one of the constants in sight or of the sorts:
as long as texts are only compared for being equal, or searched for constants, that is as good as all strings there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

ALIKE = 8
"""How many strings there are of each sort that no rule tells apart."""
MOST_SORTS = 64
_SEPARATORS = "xyzwvq0123456789_"

Named = tuple[str, str]
"""A string that a rule names, and how: `=`, `<`, `+`, `STARTS WITH`, `ENDS WITH` or `CONTAINS`."""


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
        if "<" in looked_for:  # some text before all others, and one after each constant
            constants += ["!", *(f"{word}!" for word in looked_for["<"])]
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
