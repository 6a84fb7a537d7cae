"""All cases up to a size at once: the nodes a case may have, and a variable for everything it may say.

A variable is made when it is first asked for; what no rule asks about is absent from the case. `axioms` hold what a
case always obeys: ranges of values, who may be related to whom, what a need or an agency needs to be there at all.

A universe is `whole` where it stands for the entire case. Where it is not, it is the part of a case of any size that
holds the witnesses asked for: then households and agencies may have members who are not in it.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import z3

from routing.pattern.schema import PropertyType, Schema
from routing.quality.solver.alphabet import ALIKE, Alphabet
from routing.quality.solver.logic import Formula, every, no
from routing.quality.solver.texts import Choice, Text, Word
from routing.quality.solver.values import NULL, Dated, Number, Truth, Value
from routing.vocabulary import Vocabulary

FIRST_DAY, LAST_DAY = dt.date(1, 1, 1), dt.date(9999, 12, 31)
WIDEST = 10**18
"""The largest whole number a case can give."""

Sizes = Mapping[str, int]
"""How many nodes there may be, by label."""


@dataclass(eq=False)
class Slot:
    """A node that may be there. A finding has its `about`."""

    label: str
    index: int
    present: Formula
    values: dict[str, Value] = field(default_factory=dict)
    about: tuple[Slot, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.label}{self.index}"


@dataclass(eq=False)
class Edge:
    """A relationship that may be there."""

    type: str
    start: Slot
    end: Slot
    present: Formula
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """What all cases for a rulebook have in common."""

    vocabulary: Vocabulary
    schema: Schema
    serves: frozenset[str] | None
    day: dt.date


class Universe:
    """The variables of one question."""

    def __init__(self, world: World, sizes: Sizes, alphabet: Alphabet, *, whole: bool) -> None:
        self.world = world
        self.alphabet = alphabet
        self.whole = whole
        self.context = z3.Context()
        self.axioms: list[Formula] = []
        self.doubts: set[str] = set()
        """Why an answer `impossible` would not be proved."""
        self._open_words = 0
        self._made = itertools.count()
        self.case = Slot("Case", 0, True)
        self.nodes: dict[str, list[Slot]] = {"Case": [self.case]}
        for label in ("Person", "Need", "Agency", "Event"):
            self.nodes[label] = [
                # a case has at least one person: let the first be
                Slot(label, index, True if label == "Person" and index == 0 else self.fresh(f"{label}{index}"))
                for index in range(sizes.get(label, 0))
            ]

    # variables

    def fresh(self, name: str = "b") -> Any:
        """A new truth that may be either."""
        return z3.Bool(f"{name}_{next(self._made)}", self.context)

    def amount(self, low: int, high: int, name: str = "i") -> Any:
        """A new whole number in a range."""
        made = z3.Int(f"{name}_{next(self._made)}", self.context)
        self.axioms += [made >= low, made <= high]
        return made

    def real(self, name: str) -> Any:
        """A new number."""
        return z3.Real(f"{name}_{next(self._made)}", self.context)

    def word(self, allowed: tuple[str, ...] | frozenset[str] | None, name: str) -> Word:
        """A new text: one of those allowed, or any (None)."""
        if allowed is None:
            self._open_words += 1
            if self._open_words > ALIKE or self.alphabet.partial:
                self.doubts.add("more texts than the solver can keep apart")
        numbers = self.alphabet.numbers
        domain = self.alphabet.open_words if allowed is None else allowed
        known = dict(sorted(((word, numbers[word]) for word in domain), key=lambda item: item[1]))
        made = Word(z3.Int(f"{name}_{next(self._made)}", self.context), known, allowed is None)
        self.axioms.append(made.anything())
        return made

    # values

    def detail(self, edge: Edge, name: str) -> Value:
        """A property of a relationship. Those of involvements are made with them."""
        return edge.values.get(name, NULL)

    def declared(self, kind: PropertyType, name: str, bounds: tuple[int, int] | None = None) -> Value:
        """The value of a declared property, that may be absent."""
        return self.given(self.fresh(f"no {name}"), kind, name, bounds)

    def given(self, null: Formula, kind: PropertyType, name: str, bounds: tuple[int, int] | None = None) -> Value:
        """A value of a kind under a condition for its absence."""
        match kind.kind:
            case "boolean":
                value = self.fresh(name)
                return Truth(every((no(null), value)), every((no(null), no(value))))
            case "integer":
                return Number(null, self.amount(*(bounds or (-WIDEST, WIDEST)), name))
            case "float":
                return Number(null, self.real(name))
            case "date":
                day = self.world.day
                return Dated(null, self.amount((FIRST_DAY - day).days, (LAST_DAY - day).days, name), day)
        return Text(null, (Choice(True, self.word(kind.values, name)),))
