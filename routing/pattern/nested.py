"""Lines of Python source that are nested deeper and deeper, and where they count steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from routing.pattern import syntax as s


class Purse(NamedTuple):
    """Where a function counts the steps that are left; what it begins and ends with for that.

    `singly`: each candidate is counted when it is looked at, and before a loop in a loop it is asked whether any step
    is left. Else all candidates of a loop are counted before it.
    """

    left: str
    begin: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    singly: bool = False

    def charged(self, steps: str) -> list[str]:
        """Count steps, and end the match where there are not so many left."""
        if self.left == "left":
            return [f"if (left := left - {steps}) < 0:", "    exceed(budget)"]
        return [f"{self.left} -= {steps}", f"if {self.left} < 0:", "    exceed(budget)"]


SHARED = Purse("budget[0]")
OWN = Purse("left", ("left = budget[0]",), ("budget[0] = left",))
"""A variable is less work; but nobody else may count meanwhile."""
COMMON = Purse("left", ("nonlocal left",))
"""The variable of the function around."""
JOINT = Purse("left", ("nonlocal left",), singly=True)
NONE_LEFT = ("if left < 0:", "    exceed(budget)")


class Nested:
    """Lines of source that are nested deeper and deeper."""

    def __init__(self, purse: Purse) -> None:
        self.purse = purse
        self.lines: list[str] = []
        self.depth = 0
        self.looping = False
        self.asks = False
        """Whether the next loop is to begin with asking whether any step is left, where each is counted singly."""
        self.late: list[tuple[str, str, s.Expression]] = []
        """Relationship lists, and the property and value each of theirs must have, to be tested at the very end."""

    def add(self, lines: Sequence[str]) -> None:
        self.lines.extend("    " * self.depth + line for line in lines)

    def open(self, line: str) -> None:
        self.add([line])
        self.depth += 1
        self.looping = self.looping or line.startswith("for ")

    def charge(self, cost: int) -> None:
        """Count steps, if any."""
        if cost:
            self.add(self.purse.charged(str(cost)))

    def loop(self, target: str, candidates: str, name: str, cost: int) -> None:
        """A loop over candidates, each counted as so many steps. Where they are counted before, they have a name; and
        if there are none, the loop around goes on with its next."""
        if self.purse.singly:
            if self.asks:
                self.add(NONE_LEFT)
            self.asks = True
            self.open(f"for {target} in {candidates}:")
            self.add([f"left -= {cost}"])
            return
        self.add([f"{name} = {candidates}"])
        if self.looping:
            self.add([f"if not {name}:", "    continue"])
        self.add(self.purse.charged(f"{cost} * len({name})" if cost > 1 else f"len({name})"))
        self.open(f"for {target} in {name}:")

    def test(self, condition: str) -> None:
        """Go on with the next candidate of the innermost loop unless the condition holds; this nests nothing."""
        self.add([f"if not ({condition}):", "    continue"])


def indented(lines: Sequence[str]) -> list[str]:
    return ["    " + line for line in lines]
