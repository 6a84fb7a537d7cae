"""A mutant: a rule with one small fault, as an author might slip it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from routing.rulebook.rule import Rule

Fault = Literal[
    "boundary",  # a number, a date or a comparison moved by one step
    "turned",  # a comparison or a test for null the other way round
    "dropped_condition",  # one of several conditions, or the only one
    "dropped_alternative",  # one side of an OR, one of several relationship types
    "negation",  # a NOT left out
    "dropped_value",  # an element of a list
    "value",  # another value of the same kind
    "label",
    "direction",
    "relationship",  # a like relationship type
    "length",  # of a path
    "tier",
    "kind",  # another agency kind
    "role",
    "dropped_effect",
    "deadline",  # a day less, or a day more
    "level",
    "consent",
    "action",
    "about",  # one node fewer
    "in_force",  # a day earlier, or a day later
]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault in one rule. `before` and `after` are the part that was changed, as text; `place` is where it stands,
    `file:line:column`. `mutated` is the rule with the fault, `condition` whether the fault lies in its pattern."""

    rule: Rule
    mutated: Rule
    fault: Fault
    before: str
    after: str
    place: str

    @property
    def condition(self) -> bool:
        """Whether the fault lies in what the rule asks for, not in what follows from it or in when it holds."""
        return self.mutated.pattern != self.rule.pattern

    @property
    def name(self) -> str:
        """The fault in a line, such as ``boundary: `p.age >= 65` -> `p.age > 65` ``."""
        return f"{self.fault}: `{self.before}` -> " + (f"`{self.after}`" if self.after else "nothing")
